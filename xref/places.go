package xref

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"callgate/abi"
	"callgate/index"
	"callgate/text"
)

// Place is a range in a file of the tree.
type Place struct {
	File  string
	Range text.Range
}

// Located is a site and the file it stands in.
type Located = index.Ref[index.Site]

// Symbols returns the entry symbols that an entity means, the most likely
// first: one for most; those of all ABIs for a number's name and for the
// number and name columns of a row.
func (s *Snapshot) Symbols(e Entity) []string {
	if e.Kind == Config {
		return nil
	}
	var symbols []string
	add := func(symbol string) {
		if symbol != "" && symbol != notImplemented && !slices.Contains(symbols, symbol) {
			symbols = append(symbols, symbol)
		}
	}
	switch {
	case e.Symbol != "":
		add(e.Symbol)
	case e.Kind == Row:
		for _, n := range s.rowNumbers(e.File, e.Row) {
			add(n.Symbol())
		}
		native, compat := e.Row.Names()
		add(native)
		add(compat)
	default:
		for _, n := range s.nearest(s.RowsNamed(e.Name)) {
			add(n.Symbol())
		}
		add("sys_" + e.Name)
	}
	return symbols
}

// Sites returns the sites that an entity means, best first. For a number or a
// name they are those of the first of its symbols that has any: the handler.
func (s *Snapshot) Sites(e Entity) []Located {
	if e.Kind == Site {
		return []Located{{File: s.index.File(e.File), Fact: e.Site}}
	}
	for _, n := range s.rowsMeant(e) {
		if sites := s.resolve(n); len(sites) > 0 {
			return sites
		}
	}
	for _, symbol := range s.Symbols(e) {
		if sites := s.rank(s.index.SitesOf(symbol), symbol, archOf(e.File)); len(sites) > 0 {
			return sites
		}
	}
	return nil
}

// archOf returns the architecture directory that a file belongs to, or "".
func archOf(file string) string {
	rest, ok := strings.CutPrefix(file, "arch/")
	if !ok {
		return ""
	}
	arch, _, _ := strings.Cut(rest, "/")
	return arch
}

// rank orders the sites of a symbol as a reader at arch would want them: the
// one that the active build compiled; the architecture's own; generic ones.
// Sites of other architectures are left out where others remain.
func (s *Snapshot) rank(sites []Located, symbol, arch string) []Located {
	if len(sites) < 2 {
		return sites
	}
	if arch == "" && s.active != nil {
		arch = s.active.Kernel.Arch
	}
	score := func(l Located) int {
		switch own := archOf(l.File.Path); {
		case s.compiled(s.active, symbol, l):
			return 0
		case own == arch && arch != "":
			return 1
		case own == "":
			return 2
		}
		return 3
	}
	ranked := slices.Clone(sites)
	slices.SortStableFunc(ranked, func(a, b Located) int {
		return cmp.Or(cmp.Compare(score(a), score(b)), likelier(a.File.Path, b.File.Path))
	})
	if arch != "" && score(ranked[0]) < 3 {
		ranked = slices.DeleteFunc(ranked, func(l Located) bool { return score(l) == 3 })
	}
	return ranked
}

// likelier puts a file before its stand-ins: mmap.c before nommu.c,
// posix-timers.c before posix-stubs.c.
func likelier(a, b string) int {
	standIn := func(file string) int {
		base := path.Base(file)
		if strings.Contains(base, "nommu") || strings.Contains(base, "stub") || strings.HasPrefix(base, "no-") {
			return 1
		}
		return 0
	}
	return cmp.Compare(standIn(a), standIn(b))
}

// rowNumbers returns the numbers of one row: one for each ABI that it serves,
// nearest first.
func (s *Snapshot) rowNumbers(file string, row *index.Row) []Numbered {
	var numbers []Numbered
	for _, n := range s.numbering.byFile[file] {
		if n.Row == row || n.Row.Range == row.Range {
			numbers = append(numbers, n)
		}
	}
	return s.nearest(numbers)
}

// nearest sorts numbers by how near their ABIs are to what the user works on.
func (s *Snapshot) nearest(numbers []Numbered) []Numbered {
	numbers = slices.Clone(numbers)
	slices.SortStableFunc(numbers, func(a, b Numbered) int {
		return cmp.Compare(s.distance(a.ABI), s.distance(b.ABI))
	})
	return numbers
}

// Near splits numbers into those of the architecture that the user works on,
// which is the active build's, and the others. Without a build all are near.
func (s *Snapshot) Near(numbers []Numbered) (near, far []Numbered) {
	for _, n := range numbers {
		if s.active == nil || n.ABI.Arch == s.active.Kernel.Arch {
			near = append(near, n)
		} else {
			far = append(far, n)
		}
	}
	return near, far
}

// rowsMeant returns the rows whose handler an entity means, nearest first: the
// row itself but for its entry columns, which name a symbol; and those with a
// number's name.
func (s *Snapshot) rowsMeant(e Entity) []Numbered {
	switch {
	case e.Kind == Row && e.Symbol == "":
		return s.rowNumbers(e.File, e.Row)
	case e.Kind == Row:
		return slices.DeleteFunc(s.rowNumbers(e.File, e.Row), func(n Numbered) bool { return n.Symbol() != e.Symbol })
	case e.Kind == Number:
		return s.nearest(s.RowsNamed(e.Name))
	}
	return nil
}

// resolve returns the sites that a row leads to, likeliest first; the one that
// the active build compiled comes before all.
func (s *Snapshot) resolve(n Numbered) []Located {
	r := s.index.Resolve(n.table, n.Row)
	if s.active == nil || len(r.Sites) < 2 {
		return r.Sites
	}
	sites := slices.Clone(r.Sites)
	compiled := func(l Located) int {
		for _, symbol := range r.Symbols {
			if s.compiled(s.active, symbol, l) {
				return 0
			}
		}
		return 1
	}
	slices.SortStableFunc(sites, func(a, b Located) int { return cmp.Compare(compiled(a), compiled(b)) })
	return sites
}

// distance tells how far an ABI is from what the user works on.
func (s *Snapshot) distance(a *abi.ABI) int {
	switch {
	case s.active == nil:
		if a.Compat {
			return 1
		}
		return 0
	case s.active.Surface(a) != nil:
		return 0
	case s.active.Kernel.Arch == a.Arch:
		return 1
	}
	return 2
}

// Definitions returns where an entity's handler is defined, best first. Where
// no site is known (an entry in assembly), it is what else stands for the
// symbol: its prototype, its stub.
func (s *Snapshot) Definitions(e Entity) []Place {
	if e.Kind == Config {
		return s.configPlaces(e.Name, true)
	}
	var places []Place
	for _, l := range s.Sites(e) {
		places = append(places, Place{l.File.Path, l.Fact.NameRange})
	}
	if len(places) > 0 {
		return places
	}
	for _, symbol := range s.Symbols(e) {
		for _, l := range s.index.PrototypesOf(symbol) {
			places = append(places, Place{l.File.Path, l.Fact.NameRange})
		}
		for _, l := range s.index.StubsOf(symbol) {
			places = append(places, Place{l.File.Path, l.Fact.NameRange})
		}
		if len(places) > 0 {
			break
		}
	}
	return places
}

// References returns every place that speaks of an entity's syscall: sites,
// rows, stubs, prototypes, and the uses of its numbers, in the order of files
// and lines. Without declarations, sites and prototypes are left out.
func (s *Snapshot) References(e Entity, declarations bool) []Place {
	if e.Kind == Config {
		return s.configPlaces(e.Name, false)
	}
	var places []Place
	symbols := s.Symbols(e)
	names := map[string]bool{}
	if e.Kind == Number || e.Kind == Row {
		names[e.Name] = true
	}
	for _, symbol := range symbols {
		if declarations {
			for _, l := range s.index.SitesOf(symbol) {
				places = append(places, Place{l.File.Path, l.Fact.NameRange})
			}
			for _, l := range s.index.PrototypesOf(symbol) {
				places = append(places, Place{l.File.Path, l.Fact.NameRange})
			}
		}
		for _, l := range s.index.StubsOf(symbol) {
			places = append(places, Place{l.File.Path, l.Fact.NameRange})
		}
		for _, row := range s.numbering.entries[symbol] {
			names[row.Name] = true
			at := row.EntryRange
			if native, _ := row.Names(); native != symbol {
				at = row.CompatRange
			}
			places = append(places, Place{row.File, at})
		}
		for _, l := range s.index.UsesOf(symbol) {
			places = append(places, Place{l.File.Path, l.Fact.Range})
		}
	}
	for name := range names {
		for _, l := range s.index.NumbersOf(name) {
			places = append(places, Place{l.File.Path, l.Fact.Range})
		}
	}
	slices.SortFunc(places, comparePlaces)
	return slices.Compact(places)
}

// configPlaces returns the mentions of a configuration symbol, or only the
// Kconfig entries that define it.
func (s *Snapshot) configPlaces(symbol string, definitions bool) []Place {
	var places []Place
	for _, l := range s.index.ConfigUsesOf(symbol) {
		defines := l.Fact.Kind == index.KconfigDefined || l.Fact.Kind == index.KconfigSilent
		if defines || !definitions {
			places = append(places, Place{l.File.Path, l.Fact.Range()})
		}
	}
	return places
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.File, b.File),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line),
		cmp.Compare(a.Range.Start.Col, b.Range.Start.Col))
}

// RowIn returns a row as a build's users reach it: under the first of its ABIs
// that the build serves; ok is false where it serves none.
func (s *Snapshot) RowIn(e Entity, b *Build) (n Numbered, ok bool) {
	for _, n := range s.rowNumbers(e.File, e.Row) {
		if b.Surface(n.ABI) != nil {
			return n, true
		}
	}
	return Numbered{}, false
}
