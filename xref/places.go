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
			add(Entry(n.ABI, n.Row))
		}
		add(e.Row.Entry)
		add(e.Row.Compat)
	default:
		for _, n := range s.RowsNamed(e.Name) {
			add(Entry(n.ABI, n.Row))
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

// rowNumbers returns the numbers of one row: one for each ABI that it serves.
// The ABIs of the active build come first.
func (s *Snapshot) rowNumbers(file string, row *index.Row) []Numbered {
	var numbers []Numbered
	for _, t := range s.index.Tables() {
		if t.File == file && slices.Contains(t.Rows, row) {
			numbers = append(numbers, Numbered{ABI: t.ABI, Number: numberOf(t.ABI, row), Row: row, File: file})
		}
	}
	slices.SortStableFunc(numbers, func(a, b Numbered) int {
		return cmp.Compare(s.distance(a.ABI), s.distance(b.ABI))
	})
	return numbers
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
		for _, n := range s.rowsOf(symbol) {
			names[n.row.Name] = true
			at := n.row.EntryRange
			if n.row.Entry != symbol {
				at = n.row.CompatRange
			}
			places = append(places, Place{n.file, at})
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

type fileRow struct {
	file string
	row  *index.Row
}

// rowsOf returns the rows of all table files that name a symbol in one of
// their entry columns.
func (s *Snapshot) rowsOf(symbol string) []fileRow {
	var rows []fileRow
	for f := range s.index.Files() {
		for i := range f.Rows {
			if row := &f.Rows[i]; row.Entry == symbol || row.Compat == symbol {
				rows = append(rows, fileRow{f.Path, row})
			}
		}
	}
	return rows
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.File, b.File),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line),
		cmp.Compare(a.Range.Start.Col, b.Range.Start.Col))
}

// RowABI returns the ABI under which a build's users reach a row: the first
// that the build serves; nil where it serves none of the row's.
func (s *Snapshot) RowABI(e Entity, b *Build) *abi.ABI {
	for _, n := range s.rowNumbers(e.File, e.Row) {
		if b.Surface(n.ABI) != nil {
			return n.ABI
		}
	}
	return nil
}
