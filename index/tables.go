package index

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"callgate/abi"
	"callgate/text"
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

// tabular reports whether tables are made of the file's facts.
func (f *File) tabular() bool {
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
	x.tables, x.aliased = nil, nil
	for f := range x.Files() {
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
	if f == nil || f.Rows == nil {
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

// dialect is what the preprocessor knows while it reads the headers of an ABI.
type dialect struct {
	abi     *abi.ABI
	files   []*File              // with the rows
	wants   map[string]truth     // __ARCH_WANT_x
	numbers map[string][]*Number // definitions, by macro
	names   map[string]string    // __NR3264_x to the macro of the number
	depth   int
	// sources says that sources are read, not the headers of a table: they see
	// the word size of the kernel.
	sources bool
}

func newDialect(x *Index, a *abi.ABI, files ...*File) *dialect {
	d := &dialect{abi: a, wants: map[string]truth{}, numbers: map[string][]*Number{}, names: map[string]string{}}
	for _, f := range files {
		if f != nil {
			d.files = append(d.files, f)
		}
	}
	own := x.File("arch/" + a.Arch + "/include/asm/unistd.h")
	for _, f := range append([]*File{own}, d.files...) {
		if f == nil {
			continue
		}
		for i := range f.Numbers {
			if n := &f.Numbers[i]; n.Definition {
				d.numbers[n.Text] = append(d.numbers[n.Text], n)
			}
		}
		for _, w := range f.Wants {
			if w.Definition {
				d.wants[w.Name] = max(d.wants[w.Name], no)
				if t := hold(w.Conditions, d); t > d.wants[w.Name] || t == yes {
					d.wants[w.Name] = t
				}
			}
		}
	}
	for _, f := range d.files {
		for _, n := range f.Numbers {
			if n.Definition && strings.HasPrefix(n.Value, "__NR3264_") && hold(n.Conditions, d) != no {
				d.names[n.Value] = n.Text
			}
		}
	}
	return d
}

// compat says that the headers are read for the programs of another size.
func (d *dialect) compat() bool { return d.abi.Compat && d.abi.Bits != d.abi.KernelBits }

func (d *dialect) defined(name string) truth {
	switch name {
	case "__SYSCALL", "__KERNEL__", "CONFIG_" + strconv.Itoa(d.abi.KernelBits) + "BIT":
		return yes
	case "CONFIG_32BIT", "CONFIG_64BIT":
		return no
	case "__LP64__":
		return truthOf(d.abi.KernelBits == 64)
	case "__SYSCALL_COMPAT", "__COMPAT_SYSCALL_NR":
		return truthOf(d.compat() && !d.sources)
	case "CONFIG_COMPAT":
		if d.compat() {
			return yes
		}
		if d.abi.KernelBits == 32 {
			return no
		}
		return maybe
	case "CONFIG_X86_32", "CONFIG_PPC32", "CONFIG_SPARC32", "CONFIG_SUPERH32":
		return truthOf(d.abi.KernelBits == 32)
	case "CONFIG_X86_64", "CONFIG_PPC64", "CONFIG_SPARC64":
		return truthOf(d.abi.KernelBits == 64)
	}
	if strings.HasPrefix(name, "__ARCH_") {
		if t, ok := d.wants[name]; ok {
			return t
		}
		return no
	}
	if strings.HasPrefix(name, "__NR") {
		best := no
		for _, n := range d.numbers[name] {
			if d.depth++; d.depth < maxNesting {
				best = max(best, hold(n.Conditions, d))
			}
			d.depth--
		}
		return best
	}
	return maybe
}

func (d *dialect) value(name string) (int64, bool) {
	switch name {
	case "__BITS_PER_LONG", "BITS_PER_LONG":
		return int64(d.abi.KernelBits), true
	}
	if d.depth++; d.depth > maxNesting {
		d.depth--
		return 0, false
	}
	defer func() { d.depth-- }()
	for _, n := range d.numbers[name] {
		if hold(n.Conditions, d) != no {
			return evaluate(n.Value, d)
		}
	}
	return 0, false
}

// table makes the table from the rows of the headers.
func (d *dialect) table(file string) Table {
	t := Table{ABI: d.abi, File: file}
	for _, f := range d.files {
		for _, h := range f.HeaderRows {
			if hold(h.Conditions, d) == no {
				continue
			}
			if row, ok := d.row(h); ok {
				row.File = f.Path
				t.Rows = append(t.Rows, &row)
			}
		}
	}
	return t
}

// row makes a row from a macro. The macros are those of
// include/uapi/asm-generic/unistd.h.
func (d *dialect) row(h HeaderRow) (Row, bool) {
	n, ok := evaluate(h.Number, d)
	macro := h.Number
	if name, renamed := d.names[macro]; renamed {
		macro = name
	}
	name, named := numberName([]byte(macro))
	if !ok || !named || n < 0 || n > 1<<31 {
		return Row{}, false // a number of its own stands for an unused slot
	}
	row := Row{Number: n, Name: name, Range: h.Range, NumberRange: h.NumberRange, NameRange: h.NumberRange}
	entry := func(i int) (string, text.Range) {
		if i < len(h.Entries) {
			return h.Entries[i], h.EntryRanges[i]
		}
		return "", text.Range{}
	}
	narrow := d.abi.KernelBits == 32 || d.compat()
	switch h.Macro {
	case "__SYSCALL":
		row.Entry, row.EntryRange = entry(0)
	case "__SC_COMP":
		row.Entry, row.EntryRange = entry(0)
		row.Compat, row.CompatRange = entry(1)
	case "__SC_3264", "__SC_COMP_3264":
		row.Entry, row.EntryRange = entry(1)
		if narrow {
			row.Entry, row.EntryRange = entry(0)
		}
		row.Compat, row.CompatRange = entry(2)
	}
	return row, true
}
