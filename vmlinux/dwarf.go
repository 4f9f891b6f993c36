package vmlinux

import (
	"debug/dwarf"
	"path"
	"slices"
)

// debugInfo is the DWARF data of an image, read one unit at a time.
//
// [dwarf.New] on the whole of it visits the header of every unit, and with
// that touches a page for each of a kernel's three thousand. Only some hundred
// and fifty units hold handlers, so each is given to a dwarf.Data of its own:
// references between the entries of a unit are relative to the unit.
type debugInfo struct {
	img      *image
	info     []byte
	abbrev   []byte
	str      []byte
	line     []byte
	ranges   []byte
	aranges  []byte
	sections map[string][]byte // the others, by name
}

// maxDebug bounds a decompressed debug section.
const maxDebug = 1 << 30

// openDebug finds the debug sections; nil where the image has none.
func openDebug(img *image) *debugInfo {
	get := func(name string) []byte { return img.section(".debug_"+name, maxDebug) }
	d := &debugInfo{img: img, info: get("info"), abbrev: get("abbrev")}
	if len(d.info) == 0 || len(d.abbrev) == 0 {
		return nil
	}
	d.str, d.line, d.ranges, d.aranges = get("str"), get("line"), get("ranges"), get("aranges")
	d.sections = map[string][]byte{}
	for _, name := range []string{"addr", "line_str", "rnglists", "str_offsets"} {
		if b := get(name); len(b) > 0 {
			d.sections[".debug_"+name] = b
		}
	}
	return d
}

// unitsOf returns the offset of the unit that holds the code at each address:
// as far as .debug_aranges tells, and where that tells too little, as far as
// the units do. clang writes no .debug_aranges.
func (d *debugInfo) unitsOf(addrs map[uint64]bool) map[uint64]uint64 {
	units := map[uint64]uint64{}
	if d == nil {
		return units
	}
	sorted := make([]uint64, 0, len(addrs))
	for addr := range addrs {
		sorted = append(sorted, addr)
	}
	slices.Sort(sorted)
	add := func(unit, low, size uint64) {
		i, _ := slices.BinarySearch(sorted, low)
		for ; i < len(sorted) && sorted[i]-low < size; i++ {
			units[sorted[i]] = unit
		}
	}
	d.eachRange(add)
	if len(units)*2 < len(sorted) {
		d.eachUnit(add)
	}
	return units
}

// eachRange calls fn for every range of .debug_aranges: the offset of a unit
// and a run of addresses in it.
func (d *debugInfo) eachRange(fn func(unit, low, size uint64)) {
	order := d.img.order
	for b := d.aranges; len(b) >= 12; {
		// A set: length, version, unit offset, sizes of address and segment
		// selector, padding to a multiple of two addresses, then pairs up to a
		// pair of zeros. Lengths of 0xffffffff mark 64-bit DWARF.
		length, head, wide := uint64(order.Uint32(b)), 4, order.Uint32(b) == 0xffffffff
		if wide {
			length, head = order.Uint64(b[4:]), 12
		}
		if length > uint64(len(b)-head) {
			return
		}
		end := head + int(length)
		set := b[:end]
		b = b[end:]
		var unit uint64
		at := head + 2
		switch {
		case wide && len(set) >= at+10:
			unit, at = order.Uint64(set[at:]), at+8
		case !wide && len(set) >= at+6:
			unit, at = uint64(order.Uint32(set[at:])), at+4
		default:
			continue
		}
		size := int(set[at])
		if at += 2; size != 4 && size != 8 {
			continue
		}
		at = (at + 2*size - 1) / (2 * size) * (2 * size)
		for ; at+2*size <= len(set); at += 2 * size {
			var low, n uint64
			if size == 8 {
				low, n = order.Uint64(set[at:]), order.Uint64(set[at+8:])
			} else {
				low, n = uint64(order.Uint32(set[at:])), uint64(order.Uint32(set[at+4:]))
			}
			fn(unit, low, n)
		}
	}
}

// unitBytes returns the unit at offset, header included.
func (d *debugInfo) unitBytes(offset uint64) []byte {
	if offset+12 > uint64(len(d.info)) || offset+12 < offset {
		return nil
	}
	b := d.info[offset:]
	length, head := uint64(d.img.order.Uint32(b)), uint64(4)
	if length == 0xffffffff {
		length, head = d.img.order.Uint64(b[4:]), 12
	}
	return slice(b, 0, head+length)
}

// wantedSites says which functions of a unit to describe.
type wantedSites struct {
	names map[string]bool
	addrs map[uint64]bool
}

// unitInfo is what a unit says about the wanted functions.
type unitInfo struct {
	name, dir string // of the source file, and where the compiler ran
	assembly  bool
	byName    map[string]function
	byAddr    map[uint64]function
}

// join makes a path of the unit complete.
func (u *unitInfo) join(file string) string {
	// Line tables before version 5 have the directory in front already.
	if _, joined := below(file, u.dir); joined || path.IsAbs(file) {
		return path.Clean(file)
	}
	return path.Join(u.dir, file)
}

// function is a function in the debug information.
type function struct {
	file  string
	line  int
	args  []Argument
	typed bool // args are known
}

// takesRegisters reports whether a function gets what the program had in its
// registers from a wrapper, and not as arguments.
func (f function) takesRegisters() bool {
	return len(f.args) > 0 && f.args[0].Type == "struct pt_regs *"
}

// scan reads the unit at offset. It returns what it understood before the
// first damage, and nil where there is no unit.
func (d *debugInfo) scan(offset uint64, wanted *wantedSites) *unitInfo {
	unit := d.unitBytes(offset)
	data := d.open(unit)
	if data == nil {
		return nil
	}
	r := newEntries(data, len(unit))
	cu := r.next()
	if cu == nil {
		return nil
	}
	u := &unitInfo{byName: map[string]function{}, byAddr: map[uint64]function{}}
	u.name, _ = cu.Val(dwarf.AttrName).(string)
	u.dir, _ = cu.Val(dwarf.AttrCompDir).(string)
	language, _ := cu.Val(dwarf.AttrLanguage).(int64)
	u.assembly = language == langAssembler
	var files []*dwarf.LineFile
	lines, err := data.LineReader(cu)
	if err == nil && lines != nil {
		files = lines.Files()
	}
	if u.assembly {
		u.readAssembly(lines, wanted)
		return u
	}
	types := typeNames{data: data, r: data.Reader(), known: map[dwarf.Offset]string{}}
	for {
		e := r.next()
		if e == nil {
			return u
		}
		if e.Tag != dwarf.TagSubprogram {
			r.skip(e)
			continue
		}
		name, _ := e.Val(dwarf.AttrName).(string)
		low, _ := e.Val(dwarf.AttrLowpc).(uint64)
		if !wanted.names[name] && !wanted.addrs[low] {
			r.skip(e)
			continue
		}
		f := function{}
		if line, ok := e.Val(dwarf.AttrDeclLine).(int64); ok {
			f.line = int(line)
		}
		if i, ok := e.Val(dwarf.AttrDeclFile).(int64); ok && i >= 0 && int(i) < len(files) && files[i] != nil {
			f.file = files[i].Name
		}
		if prototyped, _ := e.Val(dwarf.AttrPrototyped).(bool); prototyped {
			f.args, f.typed = readParameters(r, e, &types)
		} else {
			r.skip(e)
		}
		if _, seen := u.byName[name]; !seen && name != "" {
			u.byName[name] = f
		}
		if low != 0 {
			u.byAddr[low] = f
		}
	}
}

// langAssembler is DW_LANG_Mips_Assembler, which the GNU assembler uses on every
// machine.
const langAssembler = 0x8001

// readAssembly finds the wanted addresses in the line table of an assembly
// unit. In C, a symbol may stand before the instructions that belong to its
// lines; here the first instruction is the first line.
func (u *unitInfo) readAssembly(lines *dwarf.LineReader, wanted *wantedSites) {
	if lines == nil {
		return
	}
	var e dwarf.LineEntry
	for n := 0; n < maxLineRows && lines.Next(&e) == nil; n++ {
		if _, seen := u.byAddr[e.Address]; !seen && wanted.addrs[e.Address] && e.File != nil && !e.EndSequence {
			u.byAddr[e.Address] = function{file: e.File.Name, line: e.Line}
		}
	}
}

// maxLineRows bounds the rows that are read of one assembly unit.
const maxLineRows = 1 << 16

// readParameters reads the children of a function and returns its parameters.
func readParameters(r *entries, fn *dwarf.Entry, types *typeNames) (args []Argument, ok bool) {
	if !fn.Children {
		return nil, true
	}
	for {
		e := r.next()
		if e == nil {
			return nil, false
		}
		if e.Tag == 0 {
			break
		}
		if e.Tag == dwarf.TagFormalParameter {
			name, _ := e.Val(dwarf.AttrName).(string)
			off, _ := e.Val(dwarf.AttrType).(dwarf.Offset)
			args = append(args, Argument{Type: types.name(off), Name: name})
		}
		r.skip(e)
	}
	// SYSCALL_DEFINE0 leaves the kernel's own parameter, the registers.
	if len(args) == 1 && args[0].Type == "const struct pt_regs *" {
		return nil, true
	}
	return args, true
}
