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
	i, ok := slices.BinarySearchFunc(img.relocated, addr, compareRelocation)
	if !ok {
		return 0, false
	}
	return img.relocated[i].value, true
}

// readRelocations collects the relative relocations of an image, sorted by
// address.
func (img *image) readRelocations() {
	relative, ok := relativeType(img.machine)
	if !ok || img.sections == nil {
		return
	}
	for _, s := range img.sections {
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
	sortRelocations(img.relocated)
}

func sortRelocations(list []relocation) {
	byAddr := func(a, b relocation) int { return cmp.Compare(a.addr, b.addr) }
	if !slices.IsSortedFunc(list, byAddr) {
		slices.SortFunc(list, byAddr)
	}
}

func compareRelocation(r relocation, addr uint64) int { return cmp.Compare(r.addr, addr) }

// flatRelocations collects the relative relocations of a flat binary, which has
// no sections to find them by: they are the entries with the right type that
// follow each other.
func (img *image) flatRelocations() []relocation {
	relative, ok := relativeType(img.machine)
	if !ok || !img.wide {
		return nil
	}
	const entry = 24
	const fewest = 16 // in a row, to be no accident
	isEntry := func(at int) bool {
		return at+entry <= len(img.data) && img.order.Uint64(img.data[at+8:]) == uint64(relative)
	}
	var list []relocation
	for at := 0; at+entry <= len(img.data); at += 8 {
		if !isEntry(at) {
			continue
		}
		n := 1
		for isEntry(at + n*entry) {
			n++
		}
		if n < fewest {
			continue
		}
		for range n {
			list = append(list, relocation{img.order.Uint64(img.data[at:]), img.order.Uint64(img.data[at+16:])})
			at += entry
		}
		at -= 8
	}
	sortRelocations(list)
	return list
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

// baseByRelocations finds the address of the first byte of a flat binary: the
// one for which the words to be relocated are zero in the file, or are already
// what they will be.
func (img *image) baseByRelocations(list []relocation) (base uint64, ok bool) {
	if len(list) == 0 {
		return 0, false
	}
	const page = 4096
	const samples = 512
	step := max(1, len(list)/samples)
	size := uint64(len(img.data))
	best := 0
	last := list[len(list)-1].addr
	for candidate := list[0].addr &^ (page - 1); last-candidate+8 <= size; candidate -= page {
		good := 0
		for i := 0; i < len(list); i += step {
			if v := img.order.Uint64(img.data[list[i].addr-candidate:]); v == 0 || v == list[i].value {
				good++
			}
		}
		if good > best {
			best, base = good, candidate
		}
		if candidate < page {
			break
		}
	}
	return base, best >= len(list)/step*9/10
}
