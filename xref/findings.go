package xref

import (
	"slices"

	"callgate/index"
	"callgate/text"
)

// Severity tells how much a finding matters.
type Severity uint8

const (
	Error Severity = iota
	Warning
	Information
	Hint
)

// String returns the word that the command line prints.
func (s Severity) String() string {
	return [...]string{"error", "warning", "information", "hint"}[s]
}

// Finding is something to tell the user about a place.
type Finding struct {
	Place
	Severity Severity
	Code     string // stable, in kebab-case
	Message  string
	Build    string // the build's name, empty where none has to do with it
	ABI      string // empty where it is not of one ABI
	// Unnecessary says that the code at the place has no effect.
	Unnecessary bool
	Reasons     []Reason
}

// Codes of findings.
const (
	// CodeCompiledOut marks a site that the active build does not have, or a
	// row whose handler is a stub in it.
	CodeCompiledOut = "compiled-out"
	// CodeUnreadable marks what a parser could not understand.
	CodeUnreadable = "unreadable"
)

// Findings returns what there is to say about a file, in its order.
func (s *Snapshot) Findings(file string) []Finding {
	f := s.index.File(file)
	if f == nil {
		return nil
	}
	var findings []Finding
	for _, p := range f.Problems {
		findings = append(findings, Finding{
			Place: Place{file, p.Range}, Severity: Warning, Code: CodeUnreadable, Message: p.Text,
		})
	}
	if s.active != nil {
		for i := range f.Sites {
			findings = append(findings, s.siteFindings(Located{File: f, Fact: &f.Sites[i]})...)
		}
		findings = append(findings, s.rowFindings(f)...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return comparePlaces(a.Place, b.Place) })
	return findings
}

// siteFindings says that the active build compiles a site out. Sites of other
// architectures are left alone: a reader of arch/arm64 does not want all of it
// greyed out because the image is for x86.
func (s *Snapshot) siteFindings(site Located) []Finding {
	v := s.SiteVerdict(site, s.active)
	if v.State != Absent || v.Reasons[0].Kind == "arch" {
		return nil
	}
	return []Finding{{
		Place:    Place{site.File.Path, text.Range{Start: site.Fact.MacroRange.Start, End: site.Fact.NameRange.End}},
		Severity: Hint, Code: CodeCompiledOut, Message: v.Message(), Build: s.active.Name, Unnecessary: true,
		Reasons: v.Reasons,
	}}
}

// rowFindings says which rows of a table file lead to stubs in the active
// build: once for each row, with all ABIs of which that is true.
func (s *Snapshot) rowFindings(f *index.File) []Finding {
	byPlace := map[text.Range]*Finding{}
	var rows []text.Range
	for _, n := range s.numbering.byFile[f.Path] {
		if s.active.Surface(n.ABI) == nil {
			continue
		}
		v := s.RowVerdict(n, s.active)
		if v.State != Absent || v.Reasons[0].Kind == "no-entry-in-table" {
			continue
		}
		at := n.Row.Range
		if earlier := byPlace[at]; earlier != nil {
			earlier.ABI += "," + n.ABI.Name
			continue
		}
		rows = append(rows, at)
		byPlace[at] = &Finding{
			Place: Place{f.Path, at}, Severity: Hint, Code: CodeCompiledOut, Message: v.Message(),
			Build: s.active.Name, ABI: n.ABI.Name, Unnecessary: true, Reasons: v.Reasons,
		}
	}
	findings := make([]Finding, len(rows))
	for i, row := range rows {
		findings[i] = *byPlace[row]
	}
	return findings
}
