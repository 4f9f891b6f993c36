package vmlinux

import (
	"math/bits"

	"golang.org/x/arch/x86/x86asm"
)

// flagSource is what set the flags last.
type flagSource struct {
	op    x86asm.Op // CMP, TEST, BT, or 0 when nothing is known
	a, b  uint64
	width int // in bits
}

func boolBit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func isConditionalJump(op x86asm.Op) bool {
	switch op {
	case x86asm.JA, x86asm.JAE, x86asm.JB, x86asm.JBE, x86asm.JE, x86asm.JNE, x86asm.JG, x86asm.JGE,
		x86asm.JL, x86asm.JLE, x86asm.JO, x86asm.JNO, x86asm.JS, x86asm.JNS, x86asm.JP, x86asm.JNP,
		x86asm.JCXZ, x86asm.JECXZ, x86asm.JRCXZ:
		return true
	}
	return false
}

// condition evaluates the condition of a jump from the last compare.
func (r *x86Run) condition(op x86asm.Op) (taken, known bool) {
	f := r.flags
	if f.op == x86asm.BT {
		switch op {
		case x86asm.JB:
			return f.a == 1, true
		case x86asm.JAE:
			return f.a == 0, true
		}
		return false, false
	}
	if f.op != x86asm.CMP && f.op != x86asm.TEST {
		return false, false
	}
	var carry, overflow bool
	var result uint64
	sign := uint64(1) << (max(f.width, 1) - 1)
	if f.op == x86asm.CMP {
		result = mask(f.a-f.b, f.width)
		carry = f.a < f.b
		overflow = (f.a^f.b)&(f.a^result)&sign != 0
	} else {
		result = f.a & f.b
	}
	zero, negative := result == 0, result&sign != 0
	switch op {
	case x86asm.JE:
		return zero, true
	case x86asm.JNE:
		return !zero, true
	case x86asm.JB:
		return carry, true
	case x86asm.JAE:
		return !carry, true
	case x86asm.JBE:
		return carry || zero, true
	case x86asm.JA:
		return !carry && !zero, true
	case x86asm.JL:
		return negative != overflow, true
	case x86asm.JGE:
		return negative == overflow, true
	case x86asm.JLE:
		return zero || negative != overflow, true
	case x86asm.JG:
		return !zero && negative == overflow, true
	case x86asm.JS:
		return negative, true
	case x86asm.JNS:
		return !negative, true
	case x86asm.JO:
		return overflow, true
	case x86asm.JNO:
		return !overflow, true
	case x86asm.JP:
		return bits.OnesCount8(uint8(result))%2 == 0, true
	case x86asm.JNP:
		return bits.OnesCount8(uint8(result))%2 == 1, true
	}
	return false, false
}
