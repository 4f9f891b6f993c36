package index

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Reading is how the preprocessor reads the sources of one ABI's kernel under
// a configuration. It must not be used by several goroutines at once.
type Reading struct {
	index *Index
	table Table
	known *dialect
}

// Under returns the reading of a table's ABI under a configuration. config
// returns the value of a symbol, given without CONFIG_, as .config has it; ""
// and "n" both say that it is off.
func (x *Index) Under(t Table, config func(symbol string) string) *Reading {
	d := newDialectUnder(x, t.ABI, config, x.File("arch/"+t.ABI.Arch+"/include/uapi/asm/unistd.h"))
	d.sources = true
	return &Reading{index: x, table: t, known: d}
}

// Holds reports whether the conditionals around a place let it through. known
// is false where that turns on a macro that is neither a configuration symbol
// nor an __ARCH_ macro of the architecture's unistd headers.
func (r *Reading) Holds(conditions []Condition) (holds, known bool) {
	t := hold(conditions, r.known)
	return t == yes, t != maybe
}

// HoldsDirective is [Reading.Holds] for one directive by itself.
func (r *Reading) HoldsDirective(d Directive) (holds, known bool) {
	t := d.holds(r.known)
	return t == yes, t != maybe
}

// Candidate is a site that a row may lead to, and whether its conditionals
// let it through.
type Candidate struct {
	Ref[Site]
	Symbol       string // of Resolution.Symbols
	Holds, Known bool
}

// Candidates returns all sites that a row may lead to in this configuration,
// those that hold first, and the symbols that it means.
func (r *Reading) Candidates(row *Row) (symbols []string, candidates []Candidate) {
	symbol := r.table.EntrySymbol(row)
	if symbol == "" || symbol == "sys_ni_syscall" {
		return nil, nil
	}
	symbols = r.index.aliases(r.table.ABI, r.known, symbol)
	for _, s := range symbols {
		for _, site := range r.index.SitesOf(s) {
			if servesArch(site.File.Path, r.table.ABI.Arch) && site.Fact.defines(s, r.table.ABI.KernelBits) {
				holds, known := r.Holds(site.Fact.Conditions)
				candidates = append(candidates, Candidate{site, s, holds, known})
			}
		}
	}
	rank := func(c Candidate) int {
		switch {
		case c.Holds:
			return 0
		case !c.Known:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			-compareBool(inArch(a.File.Path), inArch(b.File.Path)),
			compareBool(otherSize(a.File.Path, r.table.ABI), otherSize(b.File.Path, r.table.ABI)),
		)
	})
	return symbols, candidates
}

// definedByConfig says whether include/generated/autoconf.h defines
// CONFIG_symbol: a symbol that is y, or has a number or a text; for one that is
// m, CONFIG_symbol_MODULE is defined instead.
func (d *dialect) definedByConfig(symbol string) truth {
	switch d.configured(symbol) {
	case "", "n":
		base, ok := strings.CutSuffix(symbol, "_MODULE")
		return truthOf(ok && d.configured(base) == "m")
	case "m":
		return no
	}
	return yes
}

// configValue returns what CONFIG_symbol expands to in an expression.
func (d *dialect) configValue(symbol string) (int64, bool) {
	switch value := d.configured(symbol); {
	case d.definedByConfig(symbol) == no:
		return 0, true // the preprocessor's value of what is not defined
	case value == "y", value == "" || value == "n":
		return 1, true
	default:
		v, err := strconv.ParseInt(value, 0, 64)
		return v, err == nil
	}
}

// isConfigTest reports whether a macro asks about a configuration symbol:
// include/linux/kconfig.h.
func isConfigTest(macro string) bool {
	switch macro {
	case "IS_ENABLED", "IS_BUILTIN", "IS_MODULE", "IS_REACHABLE":
		return true
	}
	return false
}

// configTest reads the list behind such a macro and evaluates it.
// IS_REACHABLE is taken for code that is built in, as all sites are.
func (p *parser) configTest(macro string) operand {
	p.advance()
	symbol := p.word()
	if p.token.kind != identifier {
		return p.fail()
	}
	p.advance()
	if p.word() != ")" {
		return p.fail()
	}
	p.advance()
	t := no
	if macro != "IS_MODULE" {
		t = p.macros.defined(symbol)
	}
	if macro == "IS_ENABLED" || macro == "IS_MODULE" {
		t = max(t, p.macros.defined(symbol+"_MODULE"))
	}
	switch t {
	case yes:
		return operand{1, true}
	case no:
		return operand{0, true}
	}
	return operand{}
}
