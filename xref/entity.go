package xref

import (
	"strings"

	"callgate/abi"
	"callgate/index"
	"callgate/text"
)

// Kind tells what an [Entity] is.
type Kind uint8

const (
	// Site is the macro or the name of a definition.
	Site Kind = iota
	// Row is a row of a syscall table.
	Row
	// Number is a number's name: __NR_read.
	Number
	// Prototype is a declaration in a header.
	Prototype
	// Stub is a COND_SYSCALL or one of its kin.
	Stub
	// Symbol is an entry symbol anywhere else: sys_read, __x64_sys_read.
	Symbol
	// Config is a configuration symbol; Name is without CONFIG_.
	Config
)

// Column tells on which column of a row a position lies.
type Column uint8

const (
	NoColumn Column = iota
	NumberColumn
	ABIColumn
	NameColumn
	EntryColumn
	CompatColumn
)

// Entity is a thing about a syscall that stands somewhere in the sources.
type Entity struct {
	Kind  Kind
	File  string
	Range text.Range // of the token, not of the whole definition
	// Name is the syscall's name as written there, without prefixes.
	Name string
	// Symbol is the entry symbol without what an architecture puts before it:
	// "sys_read", "compat_sys_ioctl". It is empty where the token names none:
	// a number's name leads to symbols through the tables.
	Symbol string
	// Handler is the whole word where it is an architecture's handler
	// ("__x64_sys_read"), and ABI is then the ABI it belongs to.
	Handler string
	ABI     *abi.ABI

	// The fact behind the entity, by its kind; the others are nil.
	Site      *index.Site
	Row       *index.Row
	Column    Column
	Stub      *index.Stub
	Prototype *index.Prototype
}

// At returns what stands at a position of a file of the tree. word is the C
// identifier around the position and its range, where there is one: most files
// have no facts of their own, but may well speak of an entry symbol.
func (s *Snapshot) At(file string, p text.Pos, word string, at text.Range) (Entity, bool) {
	if f := s.index.File(file); f != nil {
		if e, ok := s.factAt(f, p); ok {
			return e, true
		}
	}
	if e, ok := s.Word(word); ok {
		e.File, e.Range = file, at
		return e, true
	}
	return Entity{}, false
}

// factAt looks a position up in the facts of its file.
func (s *Snapshot) factAt(f *index.File, p text.Pos) (Entity, bool) {
	for i := range f.Sites {
		site := &f.Sites[i]
		for _, r := range []text.Range{site.NameRange, site.MacroRange} {
			if r.Contains(p) {
				return Entity{Kind: Site, File: f.Path, Range: r, Name: site.Name, Symbol: site.Symbol, Site: site}, true
			}
		}
	}
	for i := range f.Stubs {
		stub := &f.Stubs[i]
		if stub.Range.Contains(p) {
			return Entity{Kind: Stub, File: f.Path, Range: stub.NameRange, Name: stub.Name, Symbol: stub.Symbol, Stub: stub}, true
		}
	}
	for i := range f.Prototypes {
		proto := &f.Prototypes[i]
		if proto.NameRange.Contains(p) {
			return Entity{Kind: Prototype, File: f.Path, Range: proto.NameRange, Name: proto.Name, Symbol: proto.Symbol, Prototype: proto}, true
		}
	}
	for _, n := range s.numbering.byFile[f.Path] {
		if n.Row.Range.Contains(p) {
			return s.rowAt(f.Path, n.Row, p), true
		}
	}
	return Entity{}, false
}

// rowAt makes the entity of a row; the column decides which symbol it means.
func (s *Snapshot) rowAt(file string, row *index.Row, p text.Pos) Entity {
	e := Entity{Kind: Row, File: file, Range: row.Range, Name: row.Name, Row: row}
	for _, c := range []struct {
		column Column
		at     text.Range
	}{
		{NumberColumn, row.NumberRange}, {ABIColumn, row.ColumnsRange}, {NameColumn, row.NameRange},
		{EntryColumn, row.EntryRange}, {CompatColumn, row.CompatRange},
	} {
		if !c.at.Empty() && c.at.Contains(p) {
			e.Column, e.Range = c.column, c.at
		}
	}
	switch native, compat := row.Names(); e.Column {
	case EntryColumn:
		e.Symbol = native
	case CompatColumn:
		e.Symbol = compat
	}
	return e
}

// numberPrefixes stand before a syscall's name in the names of numbers, the
// longest first.
var numberPrefixes = []string{"__NR_compat32_", "__NR_compat_", "__NR_ia32_", "__NR_x32_", "__NR32_", "__NR3264_", "__NR_", "SYS_"}

// Word returns what a C identifier means by itself; ok is false for one that
// names nothing about a syscall of this tree.
func (s *Snapshot) Word(word string) (Entity, bool) {
	if name, ok := strings.CutPrefix(word, "CONFIG_"); ok && len(s.index.ConfigUsesOf(name)) > 0 {
		return Entity{Kind: Config, Name: name}, true
	}
	if !strings.Contains(word, "sys_") && !strings.HasPrefix(word, "__NR") && !strings.HasPrefix(word, "SYS_") {
		return Entity{}, false
	}
	for _, prefix := range numberPrefixes {
		if name, ok := strings.CutPrefix(word, prefix); ok {
			if !s.knowsName(name) {
				continue
			}
			return Entity{Kind: Number, Name: name}, true
		}
	}
	if name, ok := entryName(word); ok && s.knows(word) {
		return Entity{Kind: Symbol, Name: name, Symbol: word}, true
	}
	for _, prefix := range []string{"__se_", "__do_"} {
		if symbol, ok := strings.CutPrefix(word, prefix); ok && s.knows(symbol) {
			name, _ := entryName(symbol)
			return Entity{Kind: Symbol, Name: name, Symbol: symbol}, true
		}
	}
	for _, a := range abi.All() {
		if symbol := entrySymbol(a, word); symbol != "" && symbol != word && s.knows(symbol) {
			name, _ := entryName(symbol)
			return Entity{Kind: Symbol, Name: name, Symbol: symbol, Handler: word, ABI: a}, true
		}
	}
	return Entity{}, false
}

// entryName returns the syscall's name in an entry symbol.
func entryName(symbol string) (name string, ok bool) {
	for _, prefix := range []string{"compat_sys_", "sys_"} {
		if name, ok := strings.CutPrefix(symbol, prefix); ok && name != "" {
			return name, true
		}
	}
	return "", false
}

// entrySymbol returns the entry symbol behind an architecture's handler:
// "compat_sys_ioctl" for "__ia32_compat_sys_ioctl"; empty where the word is no
// handler of the ABI.
func entrySymbol(a *abi.ABI, handler string) string {
	prefix, name, ok := a.SplitHandler(handler)
	switch {
	case !ok:
		return ""
	case isCompatPrefix(a, prefix):
		return "compat_sys_" + name
	}
	return "sys_" + name
}

func isCompatPrefix(a *abi.ABI, prefix string) bool {
	for _, p := range a.Image.CompatHandlers {
		if p == prefix {
			return true
		}
	}
	return false
}

// knows reports whether the tree has anything about an entry symbol.
func (s *Snapshot) knows(symbol string) bool {
	return len(s.index.SitesOf(symbol)) > 0 || len(s.index.StubsOf(symbol)) > 0 ||
		len(s.index.PrototypesOf(symbol)) > 0 || len(s.Numbers(symbol)) > 0
}

// knowsName reports whether a table has a row of that name, or a site bears
// it.
func (s *Snapshot) knowsName(name string) bool {
	return len(s.RowsNamed(name)) > 0 || s.knows("sys_"+name)
}
