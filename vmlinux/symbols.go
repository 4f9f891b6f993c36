package vmlinux

import (
	"bytes"
	"debug/elf"
	"slices"
	"strings"
)

// symbol is one entry of the symbol table.
type symbol struct {
	name       string
	addr, size uint64
	bind       elf.SymBind
	kind       elf.SymType
}

// binding is the word for the symbol's ELF binding.
func (s *symbol) binding() string {
	switch s.bind {
	case elf.STB_LOCAL:
		return "local"
	case elf.STB_GLOBAL:
		return "global"
	case elf.STB_WEAK:
		return "weak"
	}
	return ""
}

// symbols holds the few of a kernel's hundred thousand symbols that matter
// here: those whose name is interesting, and those at the addresses asked for.
type symbols struct {
	table, strings []byte
	img            *image
	kall           *kallsyms // instead of the table, where there is none

	byName map[string][]symbol
	byAddr map[uint64][]symbol
}

// readSymbols reads the symbol table of img once and keeps the interesting
// symbols. ok is false where the image has none.
func readSymbols(img *image) (*symbols, bool) {
	s := &symbols{img: img, byName: map[string][]symbol{}, byAddr: map[uint64][]symbol{}}
	for _, section := range img.sections {
		if section.Type != elf.SHT_SYMTAB || int(section.Link) >= len(img.sections) {
			continue
		}
		s.table = slice(img.data, section.Offset, section.FileSize)
		link := img.sections[section.Link]
		s.strings = slice(img.data, link.Offset, link.FileSize)
	}
	if s.table == nil || s.strings == nil {
		return nil, false
	}
	s.keepInteresting()
	return s, true
}

// newKallsyms makes symbols of those that a kernel carries in itself.
func newKallsyms(img *image, k *kallsyms) *symbols {
	s := &symbols{img: img, kall: k, byName: map[string][]symbol{}, byAddr: map[uint64][]symbol{}}
	s.keepInteresting()
	return s
}

func (s *symbols) keepInteresting() {
	s.each(func(name []byte, sym symbol) {
		if interesting(name) {
			s.add(name, sym)
		}
	})
}

// interesting reports whether a symbol is kept for its name alone: everything
// that may be a table, a handler or what describes one, the functions that code
// calls besides handlers, and the landmarks that other parts look up.
func interesting(name []byte) bool {
	if len(name) < 5 {
		return false
	}
	return bytes.Contains(name, []byte("sys")) && !bytes.HasPrefix(name, []byte("__k")) ||
		bytes.HasPrefix(name, []byte("__x86_")) ||
		slices.Contains(landmarks, string(name))
}

var landmarks = append([]string{
	"linux_banner", "start_kernel", "__sanitizer_cov_trace_pc", configSymbol,
	"__s390_indirect_jump_r14", "__s390_indirect_jump_r14use_exrl",
}, tracers...)

// tracers are the names of the function that traced functions call first.
var tracers = []string{"__fentry__", "mcount", "_mcount", "__gnu_mcount_nc", "ftrace_stub"}

func (s *symbols) add(name []byte, sym symbol) {
	sym.name = string(name)
	s.byName[sym.name] = append(s.byName[sym.name], sym)
	s.byAddr[sym.addr] = append(s.byAddr[sym.addr], sym)
}

// each calls fn for every defined symbol that may name code or data. The name
// is only valid during the call.
func (s *symbols) each(fn func(name []byte, sym symbol)) {
	if s.kall != nil {
		s.kall.each(func(name []byte, sym symbol) {
			if s.img.machine == elf.EM_ARM && sym.kind == elf.STT_FUNC {
				sym.addr &^= 1
			}
			fn(name, sym)
		})
		return
	}
	order, wide := s.img.order, s.img.wide
	entry := 16
	if wide {
		entry = 24
	}
	for t := s.table; len(t) >= entry; t = t[entry:] {
		var sym symbol
		var info byte
		var section uint16
		nameOffset := order.Uint32(t)
		if wide {
			info, section = t[4], order.Uint16(t[6:])
			sym.addr, sym.size = order.Uint64(t[8:]), order.Uint64(t[16:])
		} else {
			sym.addr, sym.size = uint64(order.Uint32(t[4:])), uint64(order.Uint32(t[8:]))
			info, section = t[12], order.Uint16(t[14:])
		}
		sym.bind, sym.kind = elf.ST_BIND(info), elf.ST_TYPE(info)
		if section == uint16(elf.SHN_UNDEF) || sym.kind == elf.STT_SECTION || sym.kind == elf.STT_FILE ||
			uint64(nameOffset) >= uint64(len(s.strings)) {
			continue
		}
		if s.img.machine == elf.EM_ARM && sym.kind == elf.STT_FUNC {
			sym.addr &^= 1 // marks Thumb code
		}
		if opd := s.img.opd; sym.kind == elf.STT_FUNC && sym.addr-opd.addr < uint64(len(opd.data)) {
			// A function is known by its descriptor; here, by its code. Aliases
			// have no other symbol.
			if code, ok := s.img.word(sym.addr); ok {
				sym.addr = code
			}
		}
		name := s.strings[nameOffset:]
		end := bytes.IndexByte(name, 0)
		if end <= 0 {
			continue
		}
		fn(name[:end], sym)
	}
}

// fetch adds the symbols at the addresses, whatever their names are.
func (s *symbols) fetch(addrs map[uint64]bool) {
	s.each(func(name []byte, sym symbol) {
		if addrs[sym.addr] && !interesting(name) {
			s.add(name, sym)
		}
	})
}

// find returns the first defined symbol with this name, global ones first.
func (s *symbols) find(name string) (symbol, bool) {
	var best symbol
	found := false
	for _, sym := range s.byName[name] {
		if !found || best.bind == elf.STB_LOCAL && sym.bind != elf.STB_LOCAL {
			best, found = sym, true
		}
	}
	return best, found
}

// after returns the address of the first symbol behind addr.
func (s *symbols) after(addr uint64) uint64 {
	next := ^uint64(0)
	s.each(func(name []byte, sym symbol) {
		// "$d" and the like mark what kind of bytes follow (arm, riscv).
		if sym.addr > addr && sym.addr < next && name[0] != '$' {
			next = sym.addr
		}
	})
	return next
}

// at is [symbols.named] for an address whose symbols may not have been fetched.
func (s *symbols) at(addr uint64, ok func(name string) bool) bool {
	if len(s.byAddr[addr]) == 0 {
		s.fetch(map[uint64]bool{addr: true})
	}
	return s.named(addr, ok)
}

// named reports whether a symbol at addr satisfies ok.
func (s *symbols) named(addr uint64, ok func(name string) bool) bool {
	return slices.ContainsFunc(s.byAddr[addr], func(sym symbol) bool { return ok(sym.name) })
}

// isNiSyscall reports whether a name is that of the kernel's answer to a
// number that has no handler, under any of the ABIs' prefixes
// (kernel/sys_ni.c; sparc's sys_nis_syscall also says so in the log).
func isNiSyscall(name string) bool {
	return name == "sys_ni_syscall" || name == "sys_nis_syscall" || strings.HasSuffix(name, "_sys_ni_syscall") || name == ".sys_ni_syscall"
}
