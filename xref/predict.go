package xref

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"callgate/abi"
	"callgate/index"
	"callgate/kconfig"
)

// Configured is what a configuration makes of a tree, for one architecture.
type Configured struct {
	Values *kconfig.Values
	Kbuild *kconfig.Kbuild
	// Arch is the architecture's directory.
	Arch string
	// Tree has the sources: a file that no makefile builds may be included by
	// another.
	Tree fs.FS
}

// value returns a symbol's value as .config has it, "" for one that is off or
// that the architecture does not have.
func (c *Configured) value(symbol string) string {
	v, _ := c.Values.Value(symbol)
	return v
}

// ABIs returns the ABIs that a kernel of the configuration serves, of those
// that the index has tables for.
func (c *Configured) ABIs(ix *index.Index) []index.Table {
	return slices.DeleteFunc(slices.Clone(ix.Tables()), func(t index.Table) bool {
		return t.ABI.Arch != c.Arch || !c.serves(t.ABI)
	})
}

// serves reports whether all that an ABI requires is on.
func (c *Configured) serves(a *abi.ABI) bool {
	for _, symbol := range a.Source.Requires {
		name, off := strings.CutPrefix(symbol, "!")
		value, defined := c.Values.Value(name)
		if on := shown(value) != "n"; defined && on == off {
			return false
		}
	}
	return true
}

// Predicted is what a configuration makes of a row of a table.
type Predicted struct {
	Numbered
	State State
	// Site is the definition that is compiled; where the row's entry is not
	// built, the one that was meant. Nil where the tree has none.
	Site *Located
	// Symbol is the entry symbol of the site, else of the row.
	Symbol  string
	Reasons []Reason
}

// Predict tells what becomes of all rows of a table under a configuration.
func Predict(ix *index.Index, t index.Table, c *Configured) []Predicted {
	p := newPredictor(ix, t, c)
	rows := make([]Predicted, 0, len(t.Rows))
	for _, row := range t.Rows {
		rows = append(rows, p.row(Numbered{ABI: t.ABI, Number: t.Number(row), Row: row, table: t}))
	}
	slices.SortStableFunc(rows, func(a, b Predicted) int {
		switch {
		case a.Number < b.Number:
			return -1
		case a.Number > b.Number:
			return 1
		}
		return 0
	})
	return rows
}

type predictor struct {
	index   *index.Index
	c       *Configured
	reading *index.Reading
	// included are the files that another includes, by directory.
	included map[string]map[string]string
}

func newPredictor(ix *index.Index, t index.Table, c *Configured) *predictor {
	return &predictor{index: ix, c: c, reading: ix.Under(t, c.value), included: map[string]map[string]string{}}
}

// row predicts one row: its entry is there when one of its sites is, as a stub
// never does anything.
func (p *predictor) row(n Numbered) Predicted {
	out := Predicted{Numbered: n, Symbol: n.Symbol()}
	if out.Symbol == "" {
		out.State = Absent
		out.Reasons = []Reason{{Kind: "no-entry-in-table", Text: "the table gives it no entry", File: n.Row.File, Range: n.Row.Range}}
		return out
	}
	symbols, candidates := p.reading.Candidates(n.Row)
	if len(symbols) > 0 {
		out.Symbol = symbols[0]
	}
	var missing []Reason
	for i, candidate := range candidates {
		site := Located(candidate.Ref)
		state, reasons := p.site(candidate)
		if state == Present {
			return Predicted{Numbered: n, State: Present, Site: &site, Symbol: candidate.Symbol}
		}
		if i == 0 || state == Unknown && out.State != Unknown {
			out.Site, out.Symbol, missing = &site, candidate.Symbol, reasons
		}
		if state == Unknown {
			out.State = Unknown
		} else if i == 0 {
			out.State = Absent
		}
	}
	out.Reasons = missing
	if len(candidates) > 0 {
		return out
	}
	stubs := p.index.StubsOf(out.Symbol)
	if len(stubs) > 0 {
		out.State = Absent
		out.Reasons = []Reason{{
			Kind: "weak-stub", File: stubs[0].File.Path, Range: stubs[0].Fact.NameRange,
			Text: fmt.Sprintf("the tree has only the stub of %s:%d for %s", stubs[0].File.Path, stubs[0].Fact.NameRange.Start.Line+1, out.Symbol),
		}}
		return out
	}
	out.Reasons = []Reason{{Kind: "evidence", File: n.Row.File, Range: n.Row.Range, Text: "nothing in the tree defines " + out.Symbol}}
	return out
}

// site tells whether a site is compiled, and what speaks against it.
func (p *predictor) site(candidate index.Candidate) (State, []Reason) {
	var failed, open []Reason
	file := candidate.File.Path
	if !candidate.Holds {
		for _, condition := range candidate.Fact.Conditions {
			r, state := p.condition(file, condition)
			switch state {
			case no:
				failed = append(failed, r)
			case maybe:
				open = append(open, r)
			}
		}
	}
	r, state := p.object(file)
	switch state {
	case no:
		failed = append(failed, r...)
	case maybe:
		open = append(open, r...)
	}
	if candidate.Fact.Nothing {
		failed = append(failed, Reason{
			Kind: "enosys", File: file, Range: candidate.Fact.NameRange,
			Text: fmt.Sprintf("all that the definition at %s:%d does is to return -ENOSYS", file, candidate.Fact.NameRange.Start.Line+1),
		})
	}
	switch {
	case len(failed) > 0:
		return Absent, failed
	case len(open) > 0:
		return Unknown, open
	}
	return Present, nil
}

// condition is [conditionReason] with all that the preprocessor knows.
func (p *predictor) condition(file string, c index.Condition) (Reason, truth) {
	return decide(file, c, func(d index.Directive) truth {
		holds, known := p.reading.HoldsDirective(d)
		switch {
		case !known:
			return maybe
		case holds:
			return yes
		}
		return no
	}, p.c.value)
}

// object tells whether the object of a source file is built in.
func (p *predictor) object(file string) ([]Reason, truth) {
	o := p.c.Kbuild.ObjectOf(file)
	if o == nil {
		if outer := p.includer(file); outer != "" {
			return p.object(outer)
		}
		return []Reason{{Kind: "object", File: file, Text: fmt.Sprintf("no makefile of this architecture builds %s", object(file))}}, no
	}
	switch holds, known := o.BuiltIn.Eval(p.c.Values); {
	case known && holds:
		return nil, yes
	case !known:
		return []Reason{{Kind: "evidence", File: file, Text: fmt.Sprintf("whether %s is built turns on what the makefiles do not tell: %s", object(file), o.BuiltIn)}}, maybe
	}
	return p.closed(file, o), no
}

// includer returns the C file beside a C file that includes it, as
// kernel/sched/build_utility.c does with its neighbours; "" where there is none.
func (p *predictor) includer(file string) string {
	dir := path.Dir(file)
	included, ok := p.included[dir]
	if !ok && p.c.Tree != nil {
		included = includedSources(p.c.Tree, dir)
		p.included[dir] = included
	}
	return included[file]
}

var includedSource = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*include[ \t]+"([^"/]+\.c)"`)

// includedSources returns the C files of a directory that another one of it
// includes, and which.
func includedSources(tree fs.FS, dir string) map[string]string {
	included := map[string]string{}
	names, _ := fs.Glob(tree, path.Join(dir, "*.c")) // the only error is a bad pattern
	for _, name := range names {
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			continue
		}
		for _, m := range includedSource.FindAllSubmatch(text, -1) {
			if inner := path.Join(dir, string(m[1])); inner != name {
				included[inner] = name
			}
		}
	}
	return included
}

func object(file string) string { return strings.TrimSuffix(file, path.Ext(file)) + ".o" }

// closed returns the lines that keep an object out of the kernel: those of the
// way that lacks the fewest symbols.
func (p *predictor) closed(file string, o *kconfig.Object) []Reason {
	var best []Reason
	for _, way := range o.Ways() {
		var reasons []Reason
		for _, g := range way.Chain {
			if g.Symbol == "" {
				continue
			}
			value := p.c.value(g.Symbol)
			on := value == "y" || value != "" && value != "n" && value != "m"
			if on != g.Negated {
				continue
			}
			reasons = append(reasons, Reason{
				Kind: "object", File: g.File, Range: g.Range, Symbol: g.Symbol, Value: shown(value),
				Text: fmt.Sprintf("%s needs %s (%s:%d): %s", object(file), g.Text, g.File, g.Range.Start.Line+1, setting(g.Symbol, value)),
			})
		}
		if len(reasons) > 0 && (best == nil || len(reasons) < len(best)) {
			best = reasons
		}
	}
	if best == nil {
		return []Reason{{Kind: "object", File: file, Text: fmt.Sprintf("%s is built in under %s, which does not hold", object(file), o.BuiltIn)}}
	}
	return best
}
