package index

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"callgate/abi"
)

// Table is the numbering of one ABI: the rows that belong to it, in the file's
// order.
type Table struct {
	ABI *abi.ABI
	// File is the table file, or the header that holds most of the rows.
	File string
	Rows []*Row

	byNumber map[uint64]*Row // by number as a program passes it
}

// Tables returns the numbering of every ABI that the tree has a table for, in
// the order of package abi.
func (x *Index) Tables() []Table { return x.tables }

// Table returns the numbering of one ABI.
func (x *Index) Table(abi string) (Table, bool) {
	for _, t := range x.tables {
		if t.ABI.Name == abi {
			return t, true
		}
	}
	return Table{}, false
}

// WithoutTable returns the ABIs whose architecture is in the tree, but whose
// table was not found: before Linux 5.0 some architectures had it in assembly,
// which is not read.
func (x *Index) WithoutTable() []*abi.ABI { return x.untabled }

// Row returns the row of a number as a program passes it, so with the base of
// the ABI; nil where the table has none. Where several rows have the number,
// it is the first.
func (t Table) Row(number uint64) *Row {
	return t.byNumber[number]
}

// Number returns the number that a program passes for a row.
func (t Table) Number(r *Row) uint64 { return t.ABI.Number(int(r.Number)) }

// Symbol returns the entry symbol that the ABI calls for a row, as the row has
// it; empty where there is none.
func (t Table) Symbol(r *Row) string {
	if t.ABI.Source.CompatEntry && r.Compat != "" {
		return r.Compat
	}
	return r.Entry
}

// tabular reports whether tables are made of the file's facts, or what they
// depend on.
func (f *File) tabular() bool {
	switch path.Base(f.Path) {
	case "unistd.h", "Kconfig":
		if inArch(f.Path) || f.Path == genericHeader {
			return true
		}
	}
	return f.Rows != nil || len(f.HeaderRows) > 0 || f.Link != "" || f.Makefile != nil ||
		len(f.Includes) > 0 || len(f.Aliases) > 0
}

const (
	genericHeader   = "include/uapi/asm-generic/unistd.h"
	genericMakefile = "scripts/Makefile.asm-headers"
)

// findTables gives every ABI its rows. A tree says in one of four ways where
// they are: its makefiles name a table file (since 6.11, for most); the
// architecture has a table file of its own; or a header of its own; or its
// unistd.h includes the header that architectures share.
func (x *Index) findTables() {
	files := map[string][]*File{} // those with rows, by base name
	x.tables, x.untabled, x.aliased, x.kconfigs = nil, nil, nil, nil
	for f := range x.Files() {
		if inArch(f.Path) && kindOf(f.Path) == kconfig {
			x.kconfigs = append(x.kconfigs, f)
		}
		if len(f.Aliases) > 0 {
			x.aliased = append(x.aliased, f)
		}
		if f.Rows != nil || len(f.HeaderRows) > 0 {
			base := path.Base(f.Path)
			files[base] = append(files[base], f)
		}
	}
	below := func(a *abi.ABI, base string) *File {
		for _, f := range files[base] {
			if strings.HasPrefix(f.Path, "arch/"+a.Arch+"/") {
				return f
			}
		}
		return nil
	}
	for _, a := range abi.All() {
		if x.unserved(a) {
			continue
		}
		uapi := x.File("arch/" + a.Arch + "/include/uapi/asm/unistd.h")
		var t Table
		if f, columns := x.makefileTable(a); f != nil {
			t = fileTable(a, f, columns)
		} else if f := below(a, a.Source.Table); f != nil {
			t = fileTable(a, f, a.Source.Columns)
		} else if f := below(a, a.Source.Header); f != nil {
			t = newDialect(x, a, f).table(f.Path)
		} else if uapi != nil && slices.Contains(uapi.Includes, "asm-generic/unistd.h") {
			t = newDialect(x, a, uapi, x.File(genericHeader)).table(genericHeader)
		} else {
			if uapi != nil {
				x.untabled = append(x.untabled, a)
			}
			continue
		}
		t.byNumber = make(map[uint64]*Row, len(t.Rows))
		for _, row := range t.Rows {
			if n := t.Number(row); t.byNumber[n] == nil {
				t.byNumber[n] = row
			}
		}
		x.tables = append(x.tables, t)
	}
}

// unserved reports whether the architecture's Kconfig files say that no kernel
// of the tree serves an ABI: there are no 32-bit kernels where nothing turns
// the symbol 32BIT on, and no programs of another word size without the symbol
// COMPAT.
func (x *Index) unserved(a *abi.ABI) bool {
	bits, compat := x.archConfig(a.Arch, "32BIT"), x.archConfig(a.Arch, "COMPAT")
	switch {
	case len(x.archConfig(a.Arch, "")) == 0:
		return false // there are none
	case a.KernelBits == 32:
		return slices.Contains(bits, KconfigSilent) &&
			!slices.Contains(bits, KconfigDefined) && !slices.Contains(bits, KconfigSelected)
	}
	return a.Bits != a.KernelBits && len(compat) == 0
}

// archConfig returns how the Kconfig files of an architecture mention a symbol,
// or where that is empty, any symbol.
func (x *Index) archConfig(arch, symbol string) (kinds []ConfigKind) {
	for _, f := range x.kconfigs {
		if !strings.HasPrefix(f.Path, "arch/"+arch+"/") {
			continue
		}
		for _, use := range f.Configs {
			if (use.Symbol == symbol || symbol == "") && use.Kind != KconfigUsed {
				kinds = append(kinds, use.Kind)
			}
		}
	}
	return kinds
}

// makefileTable returns the table file of an ABI and its columns where the
// tree's makefiles say them.
func (x *Index) makefileTable(a *abi.ABI) (*File, []string) {
	generic, own := x.File(genericMakefile), x.File("arch/"+a.Arch+"/kernel/Makefile.syscalls")
	if generic == nil || generic.Makefile == nil || own == nil || own.Makefile == nil {
		return nil, nil
	}
	bits := strconv.Itoa(a.Bits)
	name := generic.Makefile.Table
	if own.Makefile.Table != "" {
		name = own.Makefile.Table
	}
	f := x.File(strings.ReplaceAll(name, "%", bits))
	if f != nil && f.Link != "" {
		f = x.File(f.Link)
	}
	if _, served := own.Makefile.Columns[bits]; !served || f == nil || f.Rows == nil {
		return nil, nil
	}
	return f, slices.Concat(generic.Makefile.Columns[bits], own.Makefile.Columns[bits])
}

// fileTable makes the table of an ABI from a table file.
func fileTable(a *abi.ABI, f *File, columns []string) Table {
	t := Table{ABI: a, File: f.Path}
	for i := range f.Rows {
		if row := &f.Rows[i]; len(columns) == 0 || slices.Contains(columns, row.Columns) {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
