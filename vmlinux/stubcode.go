package vmlinux

import (
	"debug/elf"
	"slices"
)

// This file recognises functions that do nothing but return -ENOSYS, on the
// machines whose instructions all look alike enough for that. Such a function
// is a constant in the return register and a return; around them stand only
// what compilers put into every function: tracing, frames, landing pads.

// stubCode is how such functions look on one machine. Instructions are words
// of four bytes, in the byte order of the image.
type stubCode struct {
	load, ret, harmless []pattern
	// call is a call with a relative target, which is harmless when it calls
	// the tracer; target computes where it goes.
	call   pattern
	target func(word uint32, pc uint64) uint64
	// delaySlot says that the instruction behind a return still counts.
	delaySlot bool
}

// pattern matches the words that are value under mask.
type pattern struct{ mask, value uint32 }

const exact = 0xffffffff

func (p pattern) matches(word uint32) bool { return p.mask != 0 && word&p.mask == p.value }

func anyMatches(patterns []pattern, word uint32) bool {
	for _, p := range patterns {
		if p.matches(word) {
			return true
		}
	}
	return false
}

// relative is the target of a call whose word holds a signed distance in bits
// bits from bit 0 on, in words, from pc+bias.
func relative(bits int, bias uint64) func(word uint32, pc uint64) uint64 {
	return func(word uint32, pc uint64) uint64 {
		return pc + bias + signExtend(mask(uint64(word), bits), bits)<<2
	}
}

var stubCodes = map[elf.Machine]stubCode{
	elf.EM_AARCH64: {
		load: []pattern{
			{exact, 0x928004a0}, // mov x0, #-38
			{exact, 0x128004a0}, // mov w0, #-38
		},
		ret: []pattern{{exact, 0xd65f03c0}},
		harmless: []pattern{
			{0xfffff01f, 0xd503201f}, // hints: nop, bti, paciasp, autiasp
			{exact, 0xa9bf7bfd},      // stp x29, x30, [sp, #-16]!
			{exact, 0x910003fd},      // mov x29, sp
			{exact, 0xa8c17bfd},      // ldp x29, x30, [sp], #16
			{exact, 0xaa1e03e0},      // mov x0, x30
			{exact, 0xaa1e03e9},      // mov x9, x30
			{exact, 0xf800865e},      // str x30, [x18], #8
			{exact, 0xf85f8e5e},      // ldr x30, [x18, #-8]!
		},
		call:   pattern{0xfc000000, 0x94000000}, // bl
		target: relative(26, 0),
	},
	elf.EM_ARM: {
		load: []pattern{{exact, 0xe3e00025}}, // mvn r0, #37
		ret: []pattern{
			{exact, 0xe12fff1e}, // bx lr
			{exact, 0xe1a0f00e}, // mov pc, lr
			{exact, 0xe89da800}, // ldm sp, {fp, sp, pc}
		},
		harmless: []pattern{
			{exact, 0xe1a00000}, // nop
			{exact, 0xe1a0c00d}, // mov ip, sp
			{exact, 0xe92dd800}, // push {fp, ip, lr, pc}
			{exact, 0xe24cb004}, // sub fp, ip, #4
			{exact, 0xe52de004}, // push {lr}
			{exact, 0xe8bd4000}, // ldm sp!, {lr}: the tracer, switched off
		},
		call:   pattern{0xff000000, 0xeb000000}, // bl
		target: relative(24, 8),
	},
	elf.EM_MIPS: {
		load: []pattern{{exact, 0x2402ffa7}}, // li v0, -89: ENOSYS of mips
		ret:  []pattern{{exact, 0x03e00008}}, // jr ra
		harmless: []pattern{
			{exact, 0x00000000}, // nop
			{exact, 0x03e00825}, // move at, ra
			{exact, 0x03e0082d}, // the same, before binutils 2.29
			{exact, 0x00006025}, // move t4, zero: -mmcount-ra-address
			{exact, 0x0000602d},
			{exact, 0x27bdfff8}, // addiu sp, sp, -8
		},
		call: pattern{0xfc000000, 0x0c000000}, // jal
		target: func(word uint32, pc uint64) uint64 {
			return (pc+4)&^(1<<28-1) | uint64(word&(1<<26-1))<<2
		},
		delaySlot: true,
	},
	elf.EM_PPC64: powerStub,
	elf.EM_PPC:   powerStub,
	elf.EM_RISCV: {
		load:     []pattern{{exact, 0xfda00513}}, // li a0, -38
		ret:      []pattern{{exact, 0x00008067}},
		harmless: []pattern{{exact, 0x00000013}, {exact, 0x00010001}}, // nop, two compressed ones
	},
	elf.EM_LOONGARCH: {
		load:     []pattern{{exact, 0x02bf6804}, {exact, 0x02ff6804}}, // addi.w, addi.d $a0, $zero, -38
		ret:      []pattern{{exact, 0x4c000020}},
		harmless: []pattern{{exact, 0x03400000}},
	},
}

var powerStub = stubCode{
	load: []pattern{{exact, 0x3860ffda}}, // li r3, -38
	ret:  []pattern{{exact, 0x4e800020}},
	harmless: []pattern{
		{exact, 0x60000000},      // nop
		{exact, 0x7c0802a6},      // mflr r0
		{0xffff0000, 0x3c4c0000}, // addis r2, r12: the entry's own base
		{0xffff0000, 0x38420000}, // addi r2, r2
	},
	call:   pattern{0xfc000003, 0x48000001}, // bl
	target: func(word uint32, pc uint64) uint64 { return pc + signExtend(uint64(word&0x03fffffc), 26) },
}

// maxStub bounds the instructions of a stub.
const maxStub = 16

// returnsENOSYS reports whether the function at addr returns -ENOSYS whatever
// its arguments are: what COND_SYSCALL puts in the place of a call that is
// compiled out, and what sites have in an #else.
func (a *analysis) returnsENOSYS(addr uint64) bool {
	switch m := a.img.machine; m {
	case elf.EM_X86_64, elf.EM_386:
		return a.x86().returnsENOSYS(addr)
	case elf.EM_S390:
		return a.stubOnS390(addr)
	default:
		return a.stub(stubCodes[m], addr)
	}
}

func (a *analysis) stub(s stubCode, addr uint64) bool {
	loaded := false
	for pc := addr; pc < addr+4*maxStub; pc += 4 {
		w, ok := a.img.uint(pc, 4)
		word := uint32(w)
		switch {
		case !ok:
			return false
		case anyMatches(s.load, word):
			loaded = true
		case anyMatches(s.ret, word):
			if !s.delaySlot {
				return loaded
			}
			slot, ok := a.img.uint(pc+4, 4)
			return ok && (anyMatches(s.load, uint32(slot)) || loaded && anyMatches(s.harmless, uint32(slot)))
		case anyMatches(s.harmless, word):
		case s.call.matches(word) && a.tracer(s.target(word, pc)):
		default:
			return false
		}
	}
	return false
}

// stubOnS390 knows the code of s390, whose instructions have two, four or six
// bytes.
func (a *analysis) stubOnS390(addr uint64) bool {
	loaded := false
	for range maxStub {
		b := a.img.bytesAt(addr)
		if len(b) < 6 {
			return false
		}
		half := func(i int) uint32 { return uint32(b[2*i])<<8 | uint32(b[2*i+1]) }
		switch {
		case half(0) == 0xa729 && half(1) == 0xffda: // lghi %r2, -38
			loaded = true
			addr += 4
		case half(0) == 0xc004 && half(1) == 0 && half(2) == 0: // brcl 0, 0: the tracer, switched off
			addr += 6
		case half(0) == 0x07fe: // br %r14
			return loaded
		case half(0) == 0xc0f4: // jg, as a rule to the expoline thunk of br %r14
			distance := signExtend(uint64(half(1)<<16|half(2)), 32) << 1
			thunk := a.syms.named(addr+distance, func(name string) bool {
				return name == "__s390_indirect_jump_r14" || name == "__s390_indirect_jump_r14use_exrl"
			})
			return loaded && thunk
		default:
			return false
		}
	}
	return false
}

// tracer reports whether addr is the function that traced functions call first.
func (a *analysis) tracer(addr uint64) bool {
	return a.syms.named(addr, func(name string) bool { return slices.Contains(tracers, name) })
}
