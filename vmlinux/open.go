package vmlinux

import (
	"bytes"
	"cmp"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// origin is what the wrapping of a kernel says about it.
type origin struct {
	machine elf.Machine
	order   binary.ByteOrder
	wide    bool
	packed  string
}

// maxWrappings bounds boot images inside boot images: a gzipped uImage of a
// zImage has three.
const maxWrappings = 3

// maxBoot bounds the files that are searched from end to end for a kernel. The
// largest boot images, with an initial file system inside, have some 300 MB.
const maxBoot = 1 << 30

// openKernel finds a kernel and its symbols in data: an ELF file with symbols,
// one without but with kallsyms, a flat binary with kallsyms, or a boot image
// with any of them inside.
func openKernel(data []byte, from origin, depth int) (*image, *symbols, error) {
	var img *image
	fallback := ErrNoKernel
	if len(data) == 0 || bytes.HasPrefix(data, []byte(elf.ELFMAG)) {
		var err error
		if img, err = openELF(data); err != nil {
			return nil, nil, err
		}
		img.packed = from.packed
		if len(machineABIs(img)) == 0 {
			return nil, nil, fmt.Errorf("an ELF file for %s, which is not supported", machineName(img.machine))
		}
		if syms, ok := readSymbols(img); ok {
			return img, syms, nil
		}
		if syms, ok := symbolsInside(img); ok {
			return img, syms, nil
		}
		from = origin{machine: img.machine, order: img.order, wide: img.wide}
		fallback = ErrNoSymbols
	} else if len(data) > maxBoot {
		return nil, nil, ErrNoKernel
	} else if img, syms, ok := openFlat(data, from); ok {
		return img, syms, nil
	} else {
		from.machine = cmp.Or(headerMachine(data), from.machine)
	}
	if depth == 0 || len(data) > maxBoot {
		return nil, nil, fallback
	}
	inner, compression, ok := unpack(data)
	if !ok {
		return nil, nil, fallback
	}
	from.packed = compression
	return openKernel(inner, from, depth-1)
}

// symbolsInside reads the kallsyms of an ELF image.
func symbolsInside(img *image) (*symbols, bool) {
	for _, r := range img.regions {
		k, ok := findKallsyms(r.data, img.order)
		if !ok {
			continue
		}
		at := func(offset int) (uint64, bool) { return r.addr + uint64(offset), true }
		word := func(offset int) (uint64, bool) { return img.word(r.addr + uint64(offset)) }
		if k.findAddresses(img.wide, at, word) {
			return newKallsyms(img, k), true
		}
	}
	return nil, false
}

// openFlat reads a flat binary: a kernel as it lies in memory, without
// headers. What it is for stands in the wrapping, in the header that some
// machines put into the first bytes, or in the names of its functions.
func openFlat(data []byte, from origin) (*image, *symbols, bool) {
	orders := []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
	if from.order != nil {
		orders = []binary.ByteOrder{from.order}
	}
	for _, order := range orders {
		k, ok := findKallsyms(data, order)
		if !ok {
			continue
		}
		img := &image{data: data, order: order, wide: from.wide, packed: from.packed}
		img.machine = cmp.Or(headerMachine(data), from.machine)
		if img.machine == 0 {
			img.machine = machineByNames(k)
		}
		if from.order == nil {
			img.wide = wideMachine(img.machine)
		}
		if len(machineABIs(img)) == 0 {
			return nil, nil, false
		}
		img.regions = []region{{0, data, true}}
		if syms, ok := img.placeFlat(k); ok {
			return img, syms, true
		}
	}
	return nil, nil, false
}

// placeFlat finds the addresses of a flat binary's symbols and the address that
// its first byte is linked for.
func (img *image) placeFlat(k *kallsyms) (*symbols, bool) {
	flat := img.flatRelocations()
	base, known := img.baseByRelocations(flat)
	at := func(offset int) (uint64, bool) { return base + uint64(offset), known }
	word := func(offset int) (uint64, bool) {
		v, ok := img.word(uint64(offset))
		if !ok || v != 0 || !known {
			return v, ok
		}
		if i, found := slices.BinarySearchFunc(flat, base+uint64(offset), compareRelocation); found {
			return flat[i].value, true
		}
		// What symbols count from may be relocated by the symbol of the start
		// of the kernel (s390), and the first byte is that.
		return base, true
	}
	if !k.findAddresses(img.wide, at, word) {
		return nil, false
	}
	img.movable, img.resolved, img.relocated = len(flat) > 0, true, flat
	syms := newKallsyms(img, k)
	if !known {
		// Tables that lie among code have symbols, and what is in them shows
		// where they are.
		base, known = img.baseByTable(syms)
	}
	img.placed = known
	img.regions[0].addr = base
	return syms, true
}

// headerMachine reads the machine from the header that some boot images begin
// with: that of arm64 and riscv (Documentation/arm64/booting.rst,
// Documentation/riscv/boot-image-header.rst), else that of an EFI program.
func headerMachine(data []byte) elf.Machine {
	if len(data) < 64 {
		return 0
	}
	switch {
	case string(data[56:60]) == "ARM\x64":
		return elf.EM_AARCH64
	case string(data[56:60]) == "RSC\x05":
		return elf.EM_RISCV
	}
	pe := uint64(binary.LittleEndian.Uint32(data[60:]))
	if b := slice(data, pe, 6); string(data[:2]) == "MZ" && b != nil && string(b[:4]) == "PE\x00\x00" {
		switch binary.LittleEndian.Uint16(b[4:]) {
		case 0xaa64:
			return elf.EM_AARCH64
		case 0x5032, 0x5064:
			return elf.EM_RISCV
		case 0x6232, 0x6264:
			return elf.EM_LOONGARCH
		case 0x01c0, 0x01c2, 0x01c4:
			return elf.EM_ARM
		}
	}
	return 0
}

// machineByNames tells the machine by the functions that only one has.
func machineByNames(k *kallsyms) elf.Machine {
	marks := []struct {
		prefix  string
		machine elf.Machine
	}{
		{"__arm64_sys_", elf.EM_AARCH64},
		{"__s390x_sys_", elf.EM_S390},
		{"__riscv_sys_", elf.EM_RISCV},
		{"__x64_sys_", elf.EM_X86_64},
		{"arm_syscall", elf.EM_ARM},
		{"loongarch_", elf.EM_LOONGARCH},
		{"riscv_", elf.EM_RISCV},
		{"s390_", elf.EM_S390},
		{"arm64_", elf.EM_AARCH64},
	}
	var found [16]int
	k.each(func(name []byte, _ symbol) {
		for i, m := range marks {
			if strings.HasPrefix(string(name), m.prefix) {
				found[i]++
			}
		}
	})
	for i, m := range marks {
		if found[i] > 0 {
			return m.machine
		}
	}
	return 0
}

// wideMachine reports whether kernels for a machine without a class of its own
// are 64-bit.
func wideMachine(m elf.Machine) bool {
	switch m {
	case elf.EM_AARCH64, elf.EM_S390, elf.EM_RISCV, elf.EM_X86_64, elf.EM_LOONGARCH, elf.EM_PPC64:
		return true
	}
	return false
}
