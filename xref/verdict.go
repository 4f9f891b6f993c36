package xref

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"callgate/index"
	"callgate/text"
	"callgate/vmlinux"
)

// State is what became of a syscall in a build.
type State uint8

const (
	// Unknown says that the evidence does not suffice; the reasons say what is
	// missing.
	Unknown State = iota
	// Present says that the code is in the build.
	Present
	// Absent says that it is not; the reasons say why.
	Absent
)

// String returns the word that the command line prints.
func (s State) String() string { return [...]string{"unknown", "present", "absent"}[s] }

// Reason is one step of why something is absent or unknown.
type Reason struct {
	// Kind is stable, in kebab-case: "weak-stub", "alias-stub", "no-entry",
	// "no-row", "no-entry-in-table", "variant", "arch", "condition", "object", "config", "evidence".
	Kind string
	// Text is one sentence without a stop.
	Text string
	// File and Range are the place in the tree that says so; File is empty for
	// a reason from an image.
	File  string
	Range text.Range
	// Symbol is the configuration symbol the reason speaks of, without
	// CONFIG_, and Value its value in the build where that is known.
	Symbol, Value string
}

// Verdict is what became of a site or a row in a build.
type Verdict struct {
	Build   *Build
	State   State
	Reasons []Reason
	// Slots are the numbers that reach the site in the build, in the order of
	// package abi; for an absent site those where a stub stands instead.
	Slots []Reached
}

// Message says the verdict in one line, for a diagnostic.
func (v Verdict) Message() string {
	texts := make([]string, len(v.Reasons))
	for i, r := range v.Reasons {
		texts[i] = r.Text
	}
	why := strings.Join(texts, "; ")
	switch v.State {
	case Present:
		return "present in " + v.Build.Name
	case Absent:
		return fmt.Sprintf("not built in %s: %s", v.Build.Name, why)
	}
	return fmt.Sprintf("cannot tell whether %s has it: %s", v.Build.Name, why)
}

// SiteVerdict tells what became of a site in a build.
func (s *Snapshot) SiteVerdict(site Located, b *Build) Verdict {
	v := Verdict{Build: b}
	if arch := archOf(site.File.Path); arch != "" && arch != b.Kernel.Arch {
		return v.absent(Reason{Kind: "arch", Text: fmt.Sprintf("it is for %s, the build is for %s", arch, b.Kernel.Arch)})
	}
	var stubs []Reached
	var elsewhere *Reached
	placeless := false
	for _, symbol := range site.Fact.Symbols() {
		for _, r := range b.slots[symbol] {
			switch {
			case r.Slot.State == vmlinux.Stub:
				stubs = append(stubs, r)
			case s.isPlaceOf(r.Slot, symbol, site):
				v.Slots = append(v.Slots, r)
			case r.Slot.File == "":
				placeless = true
				v.Slots = append(v.Slots, r)
			default:
				elsewhere = &r
			}
		}
	}
	switch {
	case len(v.Slots) > 0 && !placeless, len(v.Slots) > 0 && s.onlyCandidate(site, b):
		v.State = Present
		return v
	case len(v.Slots) > 0:
		v.Reasons = []Reason{{Kind: "evidence", Text: "the image does not say which of the definitions was compiled; it needs debug information"}}
		return v
	case elsewhere != nil:
		v = v.absent(Reason{
			Kind: "variant", Text: "the build has the definition at " + placeOf(elsewhere.Slot), File: elsewhere.Slot.File,
			Range: text.Range{Start: text.Pos{Line: elsewhere.Slot.Line - 1}, End: text.Pos{Line: elsewhere.Slot.Line - 1}},
		})
	case len(stubs) > 0:
		v.Slots = stubs
		v = v.absent(s.stubReason(stubs[0]))
	default:
		if h, ok := s.handlerOutside(site, b); ok {
			v.State = Present
			v.Reasons = []Reason{{Kind: "no-row", Text: h + " is built, but no syscall table leads to it"}}
			return v
		}
		if b.Kernel.Handlers == nil {
			v.Reasons = []Reason{{Kind: "evidence", Text: "no table of the image leads to it, and the image has no symbols to look for it"}}
			return v
		}
		v = v.absent(Reason{Kind: "no-entry", Text: "the image has no entry point " + site.Fact.Symbol})
	}
	v.Reasons = append(v.Reasons, s.guards(site, b)...)
	return v
}

func (v Verdict) absent(r Reason) Verdict {
	v.State = Absent
	v.Reasons = append(v.Reasons, r)
	return v
}

func placeOf(slot *vmlinux.Slot) string {
	if slot.Line == 0 {
		return slot.File
	}
	return fmt.Sprintf("%s:%d", slot.File, slot.Line)
}

// isPlaceOf reports whether a slot's handler was compiled from the site. The
// lines decide only between several sites of one symbol in one file: the tree
// may be edited, or of another release than the image.
func (s *Snapshot) isPlaceOf(slot *vmlinux.Slot, symbol string, site Located) bool {
	if slot.File != site.File.Path {
		return false
	}
	rivals := s.rivals(symbol, site.File.Path)
	if len(rivals) < 2 {
		return true
	}
	if same := slices.IndexFunc(rivals, func(r *index.Site) bool { return sameArguments(r.Arguments, slot.Arguments) }); slot.Signature != "" && same >= 0 {
		matching := 0
		for _, r := range rivals {
			if sameArguments(r.Arguments, slot.Arguments) {
				matching++
			}
		}
		if matching == 1 {
			return rivals[same].Range == site.Fact.Range
		}
	}
	nearest := slices.MinFunc(rivals, func(a, b *index.Site) int {
		return cmp.Compare(abs(a.MacroRange.Start.Line+1-slot.Line), abs(b.MacroRange.Start.Line+1-slot.Line))
	})
	return nearest.Range == site.Fact.Range
}

// rivals returns the sites of one symbol in one file.
func (s *Snapshot) rivals(symbol, file string) []*index.Site {
	var rivals []*index.Site
	for _, l := range s.index.SitesOf(symbol) {
		if l.File.Path == file {
			rivals = append(rivals, l.Fact)
		}
	}
	return rivals
}

func abs(n int) int { return max(n, -n) }

// sameArguments compares by names alone: the compiler has resolved the types'
// spelling and dropped annotations, but names are as written.
func sameArguments(site []index.Argument, slot []vmlinux.Argument) bool {
	return slices.EqualFunc(site, slot, func(a index.Argument, b vmlinux.Argument) bool { return a.Name == b.Name })
}

// onlyCandidate reports whether no other site could be the one that an image
// without debug information has.
func (s *Snapshot) onlyCandidate(site Located, b *Build) bool {
	n := 0
	for _, symbol := range site.Fact.Symbols() {
		for _, l := range s.index.SitesOf(symbol) {
			if arch := archOf(l.File.Path); arch == "" || arch == b.Kernel.Arch {
				n++
			}
		}
	}
	return n == 1
}

// compiled reports whether a build's handler of a symbol comes from a site.
func (s *Snapshot) compiled(b *Build, symbol string, site Located) bool {
	if b == nil {
		return false
	}
	for _, r := range b.slots[symbol] {
		if r.Slot.State == vmlinux.Present && s.isPlaceOf(r.Slot, symbol, site) {
			return true
		}
	}
	return false
}

// stubReason says which stub stands in, and where the tree defines it.
func (s *Snapshot) stubReason(r Reached) Reason {
	symbol := entrySymbol(r.ABI, r.Slot.Symbol)
	reason := Reason{Kind: "weak-stub", Text: fmt.Sprintf("%s is a stub (%s)", r.Slot.Symbol, r.Slot.Evidence)}
	for _, l := range s.index.StubsOf(symbol) {
		if arch := archOf(l.File.Path); arch != "" && arch != r.ABI.Arch {
			continue
		}
		if !l.Fact.Weak {
			reason.Kind = "alias-stub"
		}
		reason.File, reason.Range = l.File.Path, l.Fact.NameRange
		reason.Text = fmt.Sprintf("%s is only the stub of %s:%d", r.Slot.Symbol, l.File.Path, l.Fact.NameRange.Start.Line+1)
		break
	}
	return reason
}

// handlerOutside returns the handler that the image has for a site although no
// table leads to it.
func (s *Snapshot) handlerOutside(site Located, b *Build) (string, bool) {
	for _, symbol := range site.Fact.Symbols() {
		for _, surface := range b.Kernel.Surfaces {
			for _, prefix := range surface.ABI.Image.Handlers {
				if isCompatPrefix(surface.ABI, prefix) != strings.HasPrefix(symbol, "compat_") {
					continue
				}
				name, _ := entryName(symbol)
				if weak, ok := b.Kernel.Handlers[prefix+name]; ok && !weak {
					return prefix + name, true
				}
			}
		}
	}
	return "", false
}

// RowVerdict tells what became of a row of a table in a build, under one ABI.
// A row that the tree itself leaves without an entry is absent everywhere.
func (s *Snapshot) RowVerdict(n Numbered, b *Build) Verdict {
	v, a, row := Verdict{Build: b}, n.ABI, n.Row
	at := func(kind, text string) Reason {
		return Reason{Kind: kind, Text: text, File: row.File, Range: row.EntryRange}
	}
	entry := n.Symbol()
	if entry == "" {
		return v.absent(at("no-entry-in-table", "the table gives it no entry"))
	}
	surface := b.Surface(a)
	if surface == nil {
		v.Reasons = []Reason{at("evidence", fmt.Sprintf("the image does not serve %s", a))}
		return v
	}
	i, found := slices.BinarySearchFunc(surface.Slots, n.Number, func(slot vmlinux.Slot, n uint64) int { return cmp.Compare(slot.Number, n) })
	if !found {
		return v.absent(at("no-row", fmt.Sprintf("the image has nothing at %s %d: it was built from another table", a, n.Number)))
	}
	slot := &surface.Slots[i]
	v.Slots = []Reached{{a, slot}}
	if slot.State == vmlinux.Present {
		v.State = Present
		return v
	}
	v = v.absent(s.stubReason(v.Slots[0]))
	if sites := s.resolve(n); len(sites) > 0 {
		v.Reasons = append(v.Reasons, s.guards(sites[0], b)...)
	}
	return v
}
