package xref

import (
	"callgate/abi"
	"callgate/index"
)

// Numbered is a row of a table as one ABI reads it.
type Numbered struct {
	ABI    *abi.ABI
	Number uint64 // what a program passes
	Row    *index.Row
	table  index.Table
}

// Symbol returns the entry symbol that the row leads to under the ABI; empty
// where the row has none, or says that there is no such syscall.
func (n Numbered) Symbol() string {
	if symbol := n.table.EntrySymbol(n.Row); symbol != notImplemented {
		return symbol
	}
	return ""
}

// notImplemented is the entry of rows whose syscall does not exist.
const notImplemented = "sys_ni_syscall"

// numbering has the rows of all tables of a tree by what people look for, each
// list in the order of package abi.
type numbering struct {
	tables   []index.Table
	bySymbol map[string][]Numbered // the entry symbol that the ABI calls
	byName   map[string][]Numbered
	byFile   map[string][]Numbered
	// entries are the rows that name a symbol in either of their columns.
	entries map[string][]*index.Row
}

func newNumbering(tables []index.Table) *numbering {
	n := &numbering{
		tables:   tables,
		bySymbol: map[string][]Numbered{}, byName: map[string][]Numbered{}, byFile: map[string][]Numbered{},
		entries: map[string][]*index.Row{},
	}
	for _, t := range tables {
		for _, row := range t.Rows {
			numbered := Numbered{ABI: t.ABI, Number: t.Number(row), Row: row, table: t}
			n.byName[row.Name] = append(n.byName[row.Name], numbered)
			n.byFile[row.File] = append(n.byFile[row.File], numbered)
			if symbol := numbered.Symbol(); symbol != "" {
				n.bySymbol[symbol] = append(n.bySymbol[symbol], numbered)
			}
			native, compat := row.Names()
			for _, symbol := range []string{native, compat} {
				if symbol != "" && symbol != notImplemented {
					n.entries[symbol] = append(n.entries[symbol], row)
				}
			}
		}
	}
	return n
}

// serves reports whether n was made of the tables. An index that changed in
// other files has the very same ones.
func (n *numbering) serves(tables []index.Table) bool {
	return len(n.tables) == len(tables) && (len(tables) == 0 || &n.tables[0] == &tables[0])
}

// Numbers returns the numbers that the tree's tables give to an entry symbol,
// in the order of package abi. The caller must not change the slice.
func (s *Snapshot) Numbers(symbol string) []Numbered { return s.numbering.bySymbol[symbol] }

// RowsNamed returns the rows of all tables that have a name, in the order of
// package abi. The caller must not change the slice.
func (s *Snapshot) RowsNamed(name string) []Numbered { return s.numbering.byName[name] }

// SiteNumbers returns the numbers that lead to a site: those of its symbols,
// and for a site of an architecture only those of its own ABIs.
func (s *Snapshot) SiteNumbers(site Located) []Numbered {
	arch := archOf(site.File.Path)
	var numbers []Numbered
	for _, symbol := range site.Fact.Symbols() {
		for _, n := range s.numbering.bySymbol[symbol] {
			if arch == "" || n.ABI.Arch == arch {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}
