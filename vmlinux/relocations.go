package vmlinux

import (
	"cmp"
	"debug/elf"
	"slices"
)

// relocation is the value that a position-independent kernel stores at addr
// when it starts.
type relocation struct {
	addr, value uint64
}

// relocation returns what the kernel stores at addr, if anything.
//
// The words of such a kernel's tables are zero in the file (arm64): the
// addresses stand in the addends of relative relocations. Packed ones (RELR)
// and those without an addend find the value in place, so they need no lookup.
// Relocations that --emit-relocs keeps are not allocated, and are already done.
func (img *image) relocation(addr uint64) (uint64, bool) {
	if !img.resolved {
		img.resolved = true
		img.readRelocations()
	}
	i, ok := slices.BinarySearchFunc(img.relocated, addr, func(r relocation, a uint64) int { return cmp.Compare(r.addr, a) })
	if !ok {
		return 0, false
	}
	return img.relocated[i].value, true
}

// readRelocations collects the relative relocations of an image, sorted by
// address.
func (img *image) readRelocations() {
	relative, ok := relativeType(img.file.Machine)
	if !ok {
		return
	}
	for _, s := range img.file.Sections {
		if s.Type != elf.SHT_RELA || s.Flags&elf.SHF_ALLOC == 0 {
			continue
		}
		b := slice(img.data, s.Offset, s.FileSize)
		img.relocated = slices.Grow(img.relocated, len(b)/24)
		if img.wide {
			for ; len(b) >= 24; b = b[24:] {
				if uint32(img.order.Uint64(b[8:])) == relative {
					img.relocated = append(img.relocated, relocation{img.order.Uint64(b), img.order.Uint64(b[16:])})
				}
			}
			continue
		}
		for ; len(b) >= 12; b = b[12:] {
			if img.order.Uint32(b[4:])&0xff == relative {
				img.relocated = append(img.relocated, relocation{uint64(img.order.Uint32(b)), uint64(img.order.Uint32(b[8:]))})
			}
		}
	}
	byAddr := func(a, b relocation) int { return cmp.Compare(a.addr, b.addr) }
	if !slices.IsSortedFunc(img.relocated, byAddr) {
		slices.SortFunc(img.relocated, byAddr)
	}
}

// relativeType is the relocation type of a machine that means "the address
// where the image lies plus the addend".
func relativeType(m elf.Machine) (uint32, bool) {
	switch m {
	case elf.EM_X86_64:
		return uint32(elf.R_X86_64_RELATIVE), true
	case elf.EM_AARCH64:
		return uint32(elf.R_AARCH64_RELATIVE), true
	case elf.EM_PPC:
		return uint32(elf.R_PPC_RELATIVE), true
	case elf.EM_PPC64:
		return uint32(elf.R_PPC64_RELATIVE), true
	case elf.EM_S390:
		return uint32(elf.R_390_RELATIVE), true
	case elf.EM_RISCV:
		return uint32(elf.R_RISCV_RELATIVE), true
	case elf.EM_LOONGARCH:
		return uint32(elf.R_LARCH_RELATIVE), true
	}
	return 0, false
}
