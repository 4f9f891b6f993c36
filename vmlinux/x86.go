package vmlinux

import (
	"strings"

	"golang.org/x/arch/x86/x86asm"
)

// This file runs small pieces of x86 code on paper: a dispatch function with a
// given number in its register, to see which handler it ends in, and a handler
// with nothing known, to see whether it returns -ENOSYS whatever it is given.
// It knows the instructions that compilers use for a switch: compares, jumps,
// jump tables, bit tests. On anything else that matters it gives up.

// outcome is where a run ended.
type outcome uint8

const (
	unclear  outcome = iota // something was not known, or not understood
	jumped                  // left the function by a jump to target
	called                  // called target, which is a handler
	returned                // returned value
)

// ending is how a run ended.
type ending struct {
	outcome outcome
	target  uint64 // of a jump or call
	value   uint64 // of a return, where known
	known   bool
}

// x86Code runs code of one image. It keeps decoded instructions, since the
// same few are met for every number.
type x86Code struct {
	img     *image
	syms    *symbols
	mode    int // 32 or 64
	decoded map[uint64]x86asm.Inst
}

func newX86Code(img *image, syms *symbols) *x86Code {
	c := &x86Code{img: img, syms: syms, mode: 32, decoded: map[uint64]x86asm.Inst{}}
	if img.wide {
		c.mode = 64
	}
	return c
}

// inst decodes the instruction at pc; ok is false outside code or for bytes
// that are none.
func (c *x86Code) inst(pc uint64) (x86asm.Inst, bool) {
	if in, ok := c.decoded[pc]; ok {
		return in, in.Len > 0
	}
	b := c.img.bytesAt(pc)
	b = b[:min(len(b), 15)] // the longest x86 instruction
	var in x86asm.Inst
	if len(b) >= 4 && b[0] == 0xf3 && b[1] == 0x0f && b[2] == 0x1e && (b[3] == 0xfa || b[3] == 0xfb) {
		in = x86asm.Inst{Op: x86asm.NOP, Len: 4} // endbr64, endbr32
	} else if decoded, err := x86asm.Decode(b, c.mode); err == nil {
		in = decoded
	}
	c.decoded[pc] = in
	return in, in.Len > 0
}

// value is what is known of a register.
type value struct {
	known bool
	v     uint64
}

// x86Run is the state of one run.
type x86Run struct {
	*x86Code
	// memory allows the run to read the image's memory, as a jump table has to
	// be. A variable's first value says nothing about later.
	memory bool
	regs   [16]value
	stack  []value
	// The flags, as the operands and width of the last compare or test.
	flags flagSource
}

// maxSteps bounds a run: a switch over 600 numbers takes some 20 steps.
const maxSteps = 2000

// run executes the function [start, end) until it leaves it. isHandler says
// which call targets end the run; other calls are taken for instrumentation
// that returns and changes the caller-saved registers.
func (r *x86Run) run(start, end uint64, isHandler func(addr uint64) bool) ending {
	pc := start
	for range maxSteps {
		in, ok := r.inst(pc)
		if !ok {
			return ending{}
		}
		next := pc + uint64(in.Len)
		switch in.Op {
		case x86asm.JMP:
			target, ok := r.target(in, next)
			if name := r.thunk(target); ok && name != "" {
				// A retpoline: the jump goes where the register points.
				if strings.HasPrefix(name, returnThunk) {
					return r.ret()
				}
				target, ok = r.register(strings.TrimPrefix(name, indirectThunk))
			}
			if !ok {
				return ending{}
			}
			if target < start || target >= end {
				return ending{outcome: jumped, target: target}
			}
			pc = target
			continue
		case x86asm.CALL:
			target, ok := r.target(in, next)
			if name := r.thunk(target); ok && strings.HasPrefix(name, indirectThunk) {
				target, ok = r.register(strings.TrimPrefix(name, indirectThunk))
			}
			if !ok {
				return ending{}
			}
			if isHandler(target) {
				return ending{outcome: called, target: target}
			}
			if !r.tracer(target) {
				r.clobber()
			}
		case x86asm.RET:
			return r.ret()
		default:
			if isConditionalJump(in.Op) {
				taken, known := r.condition(in.Op)
				rel, isRel := in.Args[0].(x86asm.Rel)
				if !known || !isRel {
					return ending{}
				}
				if taken {
					next += uint64(int64(rel))
					if strings.HasPrefix(r.thunk(next), returnThunk) {
						return r.ret()
					}
					if next < start || next >= end {
						return ending{outcome: jumped, target: next}
					}
				}
			} else {
				r.step(in, next)
			}
		}
		pc = next
	}
	return ending{}
}

func (r *x86Run) ret() ending {
	rax := r.regs[0]
	return ending{outcome: returned, value: rax.v, known: rax.known}
}

// Names of the functions that stand for an indirect jump and for a return in
// kernels with mitigations (arch/x86/lib/retpoline.S).
const (
	indirectThunk = "__x86_indirect_thunk_"
	returnThunk   = "__x86_return_thunk"
)

func (c *x86Code) thunk(addr uint64) string {
	for _, sym := range c.syms.byAddr[addr] {
		if strings.HasPrefix(sym.name, returnThunk) {
			return sym.name
		}
		if name, ok := strings.CutPrefix(sym.name, "__x86_indirect_jump_thunk_"); ok {
			return indirectThunk + name
		}
		if strings.HasPrefix(sym.name, indirectThunk) && sym.name != indirectThunk+"array" {
			return sym.name
		}
	}
	return ""
}

// target is where a jump or call goes.
func (r *x86Run) target(in x86asm.Inst, next uint64) (uint64, bool) {
	switch a := in.Args[0].(type) {
	case x86asm.Rel:
		t := next + uint64(int64(a))
		if r.mode == 32 {
			t = uint64(uint32(t))
		}
		return t, true
	default:
		v := r.read(in, 0, next)
		return v.v, v.known
	}
}

// clobber forgets what a call may change.
func (r *x86Run) clobber() {
	saved := []int{3, 4, 5, 12, 13, 14, 15} // rbx, rsp, rbp, r12-r15
	if r.mode == 32 {
		saved = []int{3, 4, 5, 6, 7} // ebx, esp, ebp, esi, edi
	}
	var kept [16]value
	for _, i := range saved {
		kept[i] = r.regs[i]
	}
	r.regs = kept
	r.flags = flagSource{}
}

// register finds a register by its name in lower case, as thunks are named.
func (r *x86Run) register(name string) (uint64, bool) {
	for reg := x86asm.EAX; reg <= x86asm.R15; reg++ {
		if strings.EqualFold(reg.String(), name) {
			i, _, ok := regIndex(reg)
			if !ok {
				return 0, false
			}
			return r.regs[i].v, r.regs[i].known
		}
	}
	return 0, false
}

// regIndex maps a register to its number and width. The old byte registers
// AH..BH are not understood.
func regIndex(reg x86asm.Reg) (index, width int, ok bool) {
	switch {
	case reg >= x86asm.RAX && reg <= x86asm.R15:
		return int(reg - x86asm.RAX), 64, true
	case reg >= x86asm.EAX && reg <= x86asm.R15L:
		return int(reg - x86asm.EAX), 32, true
	case reg >= x86asm.AX && reg <= x86asm.R15W:
		return int(reg - x86asm.AX), 16, true
	case reg >= x86asm.AL && reg <= x86asm.BL:
		return int(reg - x86asm.AL), 8, true
	case reg >= x86asm.SPB && reg <= x86asm.R15B:
		return int(reg-x86asm.SPB) + 4, 8, true
	}
	return 0, 0, false
}

// width is the operand size of an instruction's argument in bits.
func (r *x86Run) width(in x86asm.Inst, arg int) int {
	switch a := in.Args[arg].(type) {
	case x86asm.Reg:
		if _, w, ok := regIndex(a); ok {
			return w
		}
	case x86asm.Mem:
		return in.MemBytes * 8
	}
	return in.DataSize
}

func mask(v uint64, width int) uint64 {
	if width <= 0 || width >= 64 {
		return v
	}
	return v & (1<<width - 1)
}

// signExtend widens the low width bits of v.
func signExtend(v uint64, width int) uint64 {
	if width <= 0 || width >= 64 {
		return v
	}
	return uint64(int64(v<<(64-width)) >> (64 - width))
}

// address is the address of a memory operand.
func (r *x86Run) address(m x86asm.Mem, next uint64) value {
	if m.Segment == x86asm.FS || m.Segment == x86asm.GS {
		return value{} // per-CPU data
	}
	addr := uint64(m.Disp)
	if m.Disp == int64(uint32(m.Disp)) {
		// 32-bit displacements are signed; the decoder leaves those without a
		// base register as they are.
		addr = signExtend(addr, 32)
	}
	switch {
	case m.Base == x86asm.RIP || m.Base == x86asm.EIP:
		addr += next
	case m.Base != 0:
		i, _, ok := regIndex(m.Base)
		if !ok || !r.regs[i].known {
			return value{}
		}
		addr += r.regs[i].v
	}
	if m.Index != 0 {
		i, _, ok := regIndex(m.Index)
		if !ok || !r.regs[i].known {
			return value{}
		}
		addr += r.regs[i].v * uint64(m.Scale)
	}
	return value{true, mask(addr, r.mode)}
}

// read is the value of an argument, from registers and the image's memory.
func (r *x86Run) read(in x86asm.Inst, arg int, next uint64) value {
	switch a := in.Args[arg].(type) {
	case x86asm.Imm:
		return value{true, uint64(int64(a))}
	case x86asm.Reg:
		i, w, ok := regIndex(a)
		if !ok {
			return value{}
		}
		return value{r.regs[i].known, mask(r.regs[i].v, w)}
	case x86asm.Mem:
		addr := r.address(a, next)
		if !addr.known || !r.memory {
			return value{}
		}
		v, ok := r.img.uint(addr.v, in.MemBytes)
		return value{ok, v}
	}
	return value{}
}

// write sets an argument. Memory is not followed.
func (r *x86Run) write(in x86asm.Inst, arg int, v value) {
	reg, ok := in.Args[arg].(x86asm.Reg)
	if !ok {
		return
	}
	i, w, ok := regIndex(reg)
	switch {
	case !ok:
		r.regs = [16]value{} // an odd register: forget everything
	case w >= 32:
		r.regs[i] = value{v.known, mask(v.v, w)} // 32-bit results clear the upper half
	default:
		old := r.regs[i]
		r.regs[i] = value{old.known && v.known, old.v&^(1<<w-1) | mask(v.v, w)}
	}
}

// step executes an instruction that does not jump.
func (r *x86Run) step(in x86asm.Inst, next uint64) {
	width := r.width(in, 0)
	binary := func(fn func(a, b uint64) uint64) {
		a, b := r.read(in, 0, next), r.read(in, 1, next)
		result := value{a.known && b.known, mask(fn(a.v, b.v), width)}
		r.write(in, 0, result)
		r.flags = flagSource{}
		if result.known {
			r.flags = flagSource{op: x86asm.TEST, a: result.v, b: result.v, width: width}
		}
	}
	switch in.Op {
	case x86asm.NOP:
	case x86asm.CMP, x86asm.TEST:
		a, b := r.read(in, 0, next), r.read(in, 1, next)
		r.flags = flagSource{}
		if a.known && b.known {
			r.flags = flagSource{op: in.Op, a: mask(a.v, width), b: mask(b.v, width), width: width}
		}
	case x86asm.BT:
		a, b := r.read(in, 0, next), r.read(in, 1, next)
		r.flags = flagSource{}
		if a.known && b.known && width > 0 {
			r.flags = flagSource{op: x86asm.BT, a: a.v >> (b.v % uint64(width)) & 1}
		}
	case x86asm.MOV, x86asm.MOVZX:
		r.write(in, 0, r.read(in, 1, next))
	case x86asm.MOVSX, x86asm.MOVSXD:
		v := r.read(in, 1, next)
		r.write(in, 0, value{v.known, signExtend(v.v, r.width(in, 1))})
	case x86asm.LEA:
		if m, ok := in.Args[1].(x86asm.Mem); ok {
			r.write(in, 0, r.address(m, next))
		}
	case x86asm.XOR:
		if in.Args[0] == in.Args[1] {
			r.write(in, 0, value{true, 0})
			r.flags = flagSource{op: x86asm.TEST, width: width}
			return
		}
		binary(func(a, b uint64) uint64 { return a ^ b })
	case x86asm.ADD:
		binary(func(a, b uint64) uint64 { return a + b })
	case x86asm.SUB:
		a, b := r.read(in, 0, next), r.read(in, 1, next)
		binary(func(a, b uint64) uint64 { return a - b })
		if a.known && b.known { // sub sets the flags as cmp does
			r.flags = flagSource{op: x86asm.CMP, a: mask(a.v, width), b: mask(b.v, width), width: width}
		}
	case x86asm.AND:
		binary(func(a, b uint64) uint64 { return a & b })
	case x86asm.OR:
		binary(func(a, b uint64) uint64 { return a | b })
	case x86asm.SHL:
		binary(func(a, b uint64) uint64 { return a << (b & 63) })
	case x86asm.SHR:
		binary(func(a, b uint64) uint64 { return a >> (b & 63) })
	case x86asm.SBB:
		// sbb r, r spreads the carry: the mask of array_index_nospec.
		if carry, known := r.condition(x86asm.JB); known && in.Args[0] == in.Args[1] {
			r.write(in, 0, value{true, -boolBit(carry)})
		} else {
			r.write(in, 0, value{})
		}
		r.flags = flagSource{}
	case x86asm.PUSH:
		r.stack = append(r.stack, r.read(in, 0, next))
	case x86asm.POP:
		var v value
		if n := len(r.stack); n > 0 {
			v, r.stack = r.stack[n-1], r.stack[:n-1]
		}
		r.write(in, 0, v)
	default:
		// Not understood: forget what it may have set.
		r.write(in, 0, value{})
		r.flags = flagSource{}
	}
}
