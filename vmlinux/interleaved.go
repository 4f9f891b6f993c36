package vmlinux

import (
	"slices"

	"callgate/abi"
)

// ownHalf returns the slots of a table that belong to one ABI, where the table
// serves two of them in turns: up to Linux 4.20, entry 2n of 64-bit powerpc's
// sys_call_table is for 64-bit programs and entry 2n+1 for 32-bit ones
// (arch/powerpc/kernel/systbl.S there). ok is false where the table serves
// another ABI alone.
func (a *analysis) ownHalf(ab *abi.ABI, symbol string, slots []uint64) (own []uint64, ok bool) {
	if ab.Arch != "powerpc" || ab.KernelBits != 64 || symbol != "sys_call_table" {
		return slots, true
	}
	first := 0
	if ab.Compat {
		first = 1
	}
	if !a.interleaved(ab, slots) {
		return slots, !ab.Compat
	}
	for i := first; i < len(slots); i += 2 {
		own = append(own, slots[i])
	}
	return own, true
}

// interleaved tells whether most entries come in pairs that serve the same
// call. In a table of one ABI, neighbours are different calls.
func (a *analysis) interleaved(ab *abi.ABI, slots []uint64) bool {
	compat, ok := abi.ByName("powerpc64-32")
	if !ok {
		return false
	}
	names := func(ab *abi.ABI, addr uint64) (list []string) {
		for _, sym := range a.syms.byAddr[addr] {
			if name, _ := ab.SyscallName(sym.name); name != "" {
				list = append(list, name)
			}
		}
		return list
	}
	pairs, same := 0, 0
	for i := 0; i+1 < len(slots); i += 2 {
		if a.syms.named(slots[i], isNiSyscall) || a.syms.named(slots[i+1], isNiSyscall) {
			continue
		}
		pairs++
		for64 := names(ab, slots[i])
		if slices.ContainsFunc(names(compat, slots[i+1]), func(name string) bool { return slices.Contains(for64, name) }) {
			same++
		}
	}
	return same*2 > pairs
}
