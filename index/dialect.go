package index

import (
	"strconv"
	"strings"

	"callgate/abi"
	"callgate/text"
)

// dialect is what the preprocessor knows while it reads the headers of an ABI.
type dialect struct {
	abi     *abi.ABI
	files   []*File              // with the rows
	wants   map[string]truth     // __ARCH_WANT_x
	numbers map[string][]*Number // definitions, by macro
	names   map[string]string    // __NR3264_x to the macro of the number
	depth   int
	// sources says that sources are read, not the headers of a table: they see
	// the kernel's own word size, and what its architecture selects.
	sources bool
	index   *Index
	configs map[string]truth // of configuration symbols, as far as asked for
	// configured, where not nil, is the configuration; see [Index.Under].
	configured func(symbol string) string
}

func newDialect(x *Index, a *abi.ABI, files ...*File) *dialect {
	return newDialectUnder(x, a, nil, files...)
}

func newDialectUnder(x *Index, a *abi.ABI, configured func(string) string, files ...*File) *dialect {
	d := &dialect{abi: a, index: x, configured: configured, wants: map[string]truth{}, numbers: map[string][]*Number{}, names: map[string]string{}}
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
				t, seen := hold(w.Conditions, d), d.wants[w.Name]
				if _, ok := d.wants[w.Name]; !ok {
					seen = no
				}
				d.wants[w.Name] = max(seen, t)
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
	if symbol, ok := strings.CutPrefix(name, configPrefix); ok && d.configured != nil {
		return d.definedByConfig(symbol)
	}
	switch name {
	case "__SYSCALL", "__KERNEL__", "CONFIG_" + strconv.Itoa(d.abi.KernelBits) + "BIT":
		return yes
	case "CONFIG_32BIT", "CONFIG_64BIT":
		return no
	case "__ASSEMBLY__", "__ASSEMBLER__":
		return no // what is read here is C
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
	if symbol, ok := strings.CutPrefix(name, configPrefix); ok && d.sources {
		return d.config(symbol)
	}
	if defined, ok := d.abi.CompilerMacro(name); ok {
		return truthOf(defined)
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
	if symbol, ok := strings.CutPrefix(name, configPrefix); ok && d.configured != nil {
		return d.configValue(symbol)
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

// config says whether a configuration symbol is on in every kernel of the
// architecture, or in none, by what its Kconfig files select.
func (d *dialect) config(symbol string) truth {
	if t, ok := d.configs[symbol]; ok {
		return t
	}
	if d.configs == nil {
		d.configs = map[string]truth{}
	}
	d.configs[symbol] = maybe // also ends a circle of selects
	t := no
	known := false
	for _, use := range d.index.ConfigUsesOf(symbol) {
		switch use.Fact.Kind {
		case KconfigDefined:
			t = max(t, maybe)
		case KconfigSilent:
			known = true
		case KconfigSelected:
			if !inArch(use.File.Path) {
				t = max(t, maybe)
			} else if servesArch(use.File.Path, d.abi.Arch) {
				for _, s := range use.File.Selects {
					if s.Symbol == symbol {
						t = max(t, d.selected(s))
					}
				}
			}
		}
	}
	if !known {
		t = max(t, maybe)
	}
	d.configs[symbol] = t
	return t
}

func (d *dialect) selected(s Select) truth {
	by := d.defined(configPrefix + s.By)
	if s.Always && by == maybe {
		by = yes
	}
	if s.Condition == "" {
		return by
	}
	v, known := evaluate(s.Condition, kconfigMacros{d})
	if !known {
		return min(by, maybe)
	}
	return min(by, truthOf(v != 0))
}

// kconfigMacros lets a Kconfig expression be evaluated as one of the
// preprocessor.
type kconfigMacros struct{ d *dialect }

func (k kconfigMacros) defined(string) truth { return maybe }

func (k kconfigMacros) value(symbol string) (int64, bool) {
	switch k.d.defined(configPrefix + symbol) {
	case yes:
		return 1, true
	case no:
		return 0, true
	}
	return 0, false
}
