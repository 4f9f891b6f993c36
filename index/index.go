package index

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sync"

	"callgate/abi"
	"callgate/text"
)

// Index is what the sources of a tree say. It never changes and may be used by
// any number of goroutines; [Index.With] makes a new one for changed files.
//
// It has two layers: lookup tables over the files of a whole scan, and the few
// files that changed since, which are searched directly.
type Index struct {
	// Release is the tree's release, as its top Makefile said when it was
	// scanned ("6.1.176").
	Release string

	base    *layer
	changed map[string]*File // by path; those without facts too
	tables  []Table
	// untabled are the ABIs without a table in the tree.
	untabled []*abi.ABI
	// aliased are the files with aliases, kconfigs the Kconfig files of
	// architectures.
	aliased, kconfigs []*File

	knowledgeMutex sync.Mutex
	known          map[*abi.ABI]*dialect // guarded by knowledgeMutex, filled on demand
}

// maxChanged is the number of changed files from which on new lookup tables
// are cheaper than searching the files.
const maxChanged = 64

// layer is a set of files with lookup tables over it.
type layer struct {
	entries    []entry // all files of the scan, sorted by path
	files      []*File // those with facts, sorted by path
	byPath     map[string]*File
	sites      map[string][]Ref[Site] // by name
	symbols    map[string][]Ref[Site] // by entry symbol
	stubs      map[string][]Ref[Stub] // by symbol
	prototypes map[string][]Ref[Prototype]
	numbers    map[string][]Ref[Number]    // by name
	uses       map[string][]Ref[SymbolUse] // by symbol
	wants      map[string][]Ref[Want]
	// configs are many, and not needed to begin with.
	configs func() map[string][]Ref[ConfigUse]
}

// Ref is a fact and the file that it is in.
type Ref[T any] struct {
	File *File
	Fact *T
}

// New makes an index from the facts of files, which must have distinct paths.
// Files without facts are dropped.
func New(release string, files []*File) *Index { return newIndex(release, files, nil) }

// newIndex is [New] for files of a scan.
func newIndex(release string, files []*File, entries []entry) *Index {
	x := &Index{Release: release, base: newLayer(files, entries)}
	x.findTables()
	return x
}

func newLayer(files []*File, entries []entry) *layer {
	l := &layer{
		entries:    entries,
		byPath:     make(map[string]*File, len(files)),
		sites:      map[string][]Ref[Site]{},
		symbols:    map[string][]Ref[Site]{},
		stubs:      map[string][]Ref[Stub]{},
		prototypes: map[string][]Ref[Prototype]{},
		numbers:    map[string][]Ref[Number]{},
		uses:       map[string][]Ref[SymbolUse]{},
		wants:      map[string][]Ref[Want]{},
	}
	for _, f := range files {
		if !f.empty() {
			l.files = append(l.files, f)
			l.byPath[f.Path] = f
		}
	}
	slices.SortFunc(l.files, func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range l.files {
		add(l.sites, f, f.Sites, siteNames)
		add(l.symbols, f, f.Sites, (*Site).Symbols)
		add(l.symbols, f, f.Functions, (*Site).Symbols)
		add(l.stubs, f, f.Stubs, stubSymbols)
		add(l.prototypes, f, f.Prototypes, prototypeSymbols)
		add(l.numbers, f, f.Numbers, numberNames)
		add(l.uses, f, f.Symbols, useSymbols)
		add(l.wants, f, f.Wants, wantNames)
	}
	l.configs = sync.OnceValue(func() map[string][]Ref[ConfigUse] {
		table := map[string][]Ref[ConfigUse]{}
		for _, f := range l.files {
			add(table, f, f.Configs, configSymbols)
		}
		return table
	})
	return l
}

// add enters the facts of a file into a lookup table under all their keys.
func add[T any](table map[string][]Ref[T], f *File, facts []T, keys func(*T) []string) {
	for i := range facts {
		for _, key := range keys(&facts[i]) {
			table[key] = append(table[key], Ref[T]{f, &facts[i]})
		}
	}
}

func siteNames(s *Site) []string             { return []string{s.Name} }
func stubSymbols(s *Stub) []string           { return []string{s.Symbol} }
func prototypeSymbols(p *Prototype) []string { return []string{p.Symbol} }
func numberNames(n *Number) []string         { return []string{n.Name} }
func useSymbols(u *SymbolUse) []string       { return []string{u.Symbol} }
func wantNames(w *Want) []string             { return []string{w.Name} }

// empty reports whether a file has no facts.
func (f *File) empty() bool {
	return f.Rows == nil && f.Makefile == nil && f.Link == "" &&
		len(f.Sites)+len(f.Functions)+len(f.Stubs)+len(f.Prototypes)+len(f.Numbers)+len(f.Symbols) == 0 &&
		len(f.HeaderRows)+len(f.Includes)+len(f.Aliases)+len(f.Wants)+len(f.TableSymbols) == 0 &&
		len(f.Configs)+len(f.Selects)+len(f.Problems) == 0
}

// With returns an index in which the given files replace those of the same
// path. A file that went away is given with its path alone.
func (x *Index) With(changed ...*File) *Index {
	y := &Index{Release: x.Release, base: x.base, changed: maps.Clone(x.changed)}
	if y.changed == nil {
		y.changed = make(map[string]*File, len(changed))
	}
	tables := false
	for _, f := range changed {
		old := x.File(f.Path)
		tables = tables || f.tabular() || old != nil && old.tabular()
		if f.empty() {
			f = &File{Path: f.Path}
		}
		y.changed[f.Path] = f
	}
	if len(y.changed) > maxChanged {
		y.base, y.changed = newLayer(slices.Collect(y.Files()), y.entries()), nil
	}
	if tables {
		y.findTables()
	} else {
		y.tables, y.untabled, y.aliased, y.kconfigs = x.tables, x.untabled, x.aliased, x.kconfigs
	}
	return y
}

// Files yields the files that have facts, sorted by path.
func (x *Index) Files() iter.Seq[*File] {
	return func(yield func(*File) bool) {
		changed := x.changedFiles()
		for _, f := range x.base.files {
			for len(changed) > 0 && changed[0].Path < f.Path {
				if !changed[0].empty() && !yield(changed[0]) {
					return
				}
				changed = changed[1:]
			}
			if _, replaced := x.changed[f.Path]; !replaced && !yield(f) {
				return
			}
		}
		for _, f := range changed {
			if !f.empty() && !yield(f) {
				return
			}
		}
	}
}

func (x *Index) changedFiles() []*File {
	return slices.SortedFunc(maps.Values(x.changed), func(a, b *File) int { return cmp.Compare(a.Path, b.Path) })
}

// File returns the facts of a file, or nil where it has none.
func (x *Index) File(path string) *File {
	if f, ok := x.changed[path]; ok {
		if f.empty() {
			return nil
		}
		return f
	}
	return x.base.byPath[path]
}

// lookup finds the facts with a key: those that the table of the base layer
// has in unchanged files, and those of the changed files. They are sorted by
// path, and within a file by place.
func lookup[T any](x *Index, table map[string][]Ref[T], facts func(*File) []T, keys func(*T) []string, key string) []Ref[T] {
	found := table[key]
	if len(x.changed) == 0 {
		return slices.Clip(found)
	}
	found = slices.DeleteFunc(slices.Clone(found), func(r Ref[T]) bool {
		_, replaced := x.changed[r.File.Path]
		return replaced
	})
	for _, f := range x.changed {
		all := facts(f)
		for i := range all {
			if slices.Contains(keys(&all[i]), key) {
				found = append(found, Ref[T]{f, &all[i]})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Ref[T]) int { return cmp.Compare(a.File.Path, b.File.Path) })
	return found
}

// SitesNamed returns the sites with a name, as sites spell it.
// The results of this and the other lookups must not be changed.
func (x *Index) SitesNamed(name string) []Ref[Site] {
	return lookup(x, x.base.sites, func(f *File) []Site { return f.Sites }, siteNames, name)
}

// SitesOf returns the sites that define an entry symbol, "sys_read", functions
// and labels among them.
func (x *Index) SitesOf(symbol string) []Ref[Site] {
	sites := func(f *File) []Site {
		if len(f.Functions) == 0 {
			return f.Sites
		}
		return slices.Concat(f.Sites, f.Functions)
	}
	return lookup(x, x.base.symbols, sites, (*Site).Symbols, symbol)
}

// StubsOf returns the stubs of an entry symbol.
func (x *Index) StubsOf(symbol string) []Ref[Stub] {
	return lookup(x, x.base.stubs, func(f *File) []Stub { return f.Stubs }, stubSymbols, symbol)
}

// PrototypesOf returns the prototypes of an entry symbol.
func (x *Index) PrototypesOf(symbol string) []Ref[Prototype] {
	return lookup(x, x.base.prototypes, func(f *File) []Prototype { return f.Prototypes }, prototypeSymbols, symbol)
}

// NumbersOf returns the definitions and uses of the numbers of a syscall,
// under whatever macro: __NR_read, __NR_compat_read.
func (x *Index) NumbersOf(name string) []Ref[Number] {
	return lookup(x, x.base.numbers, func(f *File) []Number { return f.Numbers }, numberNames, name)
}

// UsesOf returns the uses of an entry symbol and of what architectures and the
// kernel make of it, apart from definitions and prototypes: sys_read,
// __x64_sys_read and ksys_read for "sys_read".
func (x *Index) UsesOf(symbol string) []Ref[SymbolUse] {
	return lookup(x, x.base.uses, func(f *File) []SymbolUse { return f.Symbols }, useSymbols, symbol)
}

// WantsOf returns the definitions and uses of a macro __ARCH_WANT_x.
func (x *Index) WantsOf(macro string) []Ref[Want] {
	return lookup(x, x.base.wants, func(f *File) []Want { return f.Wants }, wantNames, macro)
}

// Problems returns the problems of all files, sorted by file.
func (x *Index) Problems() []text.Problem {
	var problems []text.Problem
	for f := range x.Files() {
		problems = append(problems, f.Problems...)
	}
	return problems
}
