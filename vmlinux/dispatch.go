package vmlinux

import (
	"slices"

	"golang.org/x/arch/x86/x86asm"
)

// dispatched returns the handler address of every number that the dispatch
// function knows, with 0 for the numbers that it sends where it sends every
// unknown number. ok is false where the function could not be followed.
func (c *x86Code) dispatched(fn symbol, isHandler func(addr uint64) bool) (slots []uint64, ok bool) {
	end := fn.addr + fn.size
	if fn.size == 0 {
		end = fn.addr + uint64(min(len(c.img.bytesAt(fn.addr)), 1<<16))
	}
	target := func(nr uint64) (uint64, bool) {
		r := &x86Run{x86Code: c, memory: true}
		// long x64_sys_call(const struct pt_regs *regs, unsigned int nr): the
		// second argument is in esi, with regparm=3 (32 bit) in edx.
		arg := x86asm.ESI
		if c.mode == 32 {
			arg = x86asm.EDX
		}
		i, _, _ := regIndex(arg)
		r.regs[i] = value{true, nr}
		switch e := r.run(fn.addr, end, isHandler); e.outcome {
		case jumped, called:
			return e.target, true
		case returned:
			return 0, true // the answer to unknown numbers, in line
		}
		return 0, false
	}
	unknown, ok := target(1<<32 - 1)
	if !ok {
		return nil, false
	}
	limit := c.largestCase(fn.addr, end)
	for nr := range limit {
		t, ok := target(nr)
		if !ok {
			return nil, false
		}
		if t == unknown {
			t = 0
		}
		slots = append(slots, t)
	}
	for len(slots) > 0 && slots[len(slots)-1] == 0 {
		slots = slots[:len(slots)-1]
	}
	return slots, len(slots) > 0
}

// largestCase returns a number above every number that the function compares
// with: behind it, all numbers are treated alike.
func (c *x86Code) largestCase(start, end uint64) uint64 {
	limit := uint64(0)
	for pc := start; pc < end; {
		in, ok := c.inst(pc)
		if !ok {
			pc++
			continue
		}
		pc += uint64(in.Len)
		for _, arg := range in.Args {
			// Offsets of lea and sub shift the range of a jump table, so every
			// immediate counts, and they may add up.
			if imm, isImm := arg.(x86asm.Imm); isImm && imm > 0 && imm < maxSlots/2 {
				limit = max(limit, uint64(imm))
			}
		}
	}
	return min(2*limit+2, maxSlots)
}

// enosys is -ENOSYS as a handler returns it.
const enosys = -38

// returnsENOSYS reports whether the function at addr returns -ENOSYS whatever
// its arguments are: what COND_SYSCALL puts in the place of a call that is
// compiled out, and what sites have in an #else.
func (c *x86Code) returnsENOSYS(addr uint64) bool {
	const depth = 4 // wrapper, __se_sys_, __do_sys_, sys_ni_syscall
	for range depth {
		r := &x86Run{x86Code: c}
		end := addr + 1<<12
		if syms := c.syms.byAddr[addr]; len(syms) > 0 && syms[0].size > 0 {
			end = addr + syms[0].size
		}
		e := r.run(addr, end, func(t uint64) bool { return !c.instrumentation(t) })
		switch e.outcome {
		case jumped, called:
			if c.syms.named(e.target, isNiSyscall) {
				return true
			}
			if e.outcome == called {
				return false
			}
			addr = e.target
		case returned:
			return e.known && int32(uint32(e.value)) == enosys
		default:
			return false
		}
	}
	return false
}

// instrumentation reports whether addr is one of the functions that compilers
// call at the start of functions for tracing and coverage.
func (c *x86Code) instrumentation(addr uint64) bool {
	return c.tracer(addr) || c.syms.named(addr, func(name string) bool { return name == "__sanitizer_cov_trace_pc" })
}

// tracer reports whether addr is a function of ftrace, which preserves every
// register.
func (c *x86Code) tracer(addr uint64) bool {
	return c.syms.named(addr, func(name string) bool { return slices.Contains(tracers, name) })
}
