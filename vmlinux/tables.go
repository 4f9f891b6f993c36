package vmlinux

import (
	"callgate/abi"
)

// table is the raw content of a syscall table: the handler's address for each
// index, 0 where there is none.
type table struct {
	abi    *abi.ABI
	symbol string
	slots  []uint64
}

// findTable reads the table of one ABI, from the function that dispatches or
// from the array of addresses. On x86 an array may be left for tracing beside a
// function that serves the calls, so the function comes first.
func (a *analysis) findTable(ab *abi.ABI) (table, bool) {
	for _, name := range ab.Image.Dispatchers {
		fn, ok := a.syms.find(name)
		if !ok {
			continue
		}
		slots, ok := a.x86().dispatched(fn, func(addr uint64) bool {
			return a.syms.named(addr, func(name string) bool {
				_, _, ok := ab.SplitHandler(name)
				return ok
			})
		})
		if ok {
			return table{ab, name, slots}, true
		}
		a.note("%s: the code of %s could not be followed", ab, name)
	}
	for _, name := range ab.Image.Tables {
		sym, ok := a.syms.find(name)
		if !ok {
			continue
		}
		if slots := a.readTable(sym); len(slots) > 0 {
			return table{ab, name, slots}, true
		}
		a.note("%s: nothing that looks like handlers at %s", ab, name)
	}
	return table{}, false
}

// readTable reads an array of addresses of code.
func (a *analysis) readTable(sym symbol) []uint64 {
	word := a.img.wordSize()
	n := min(sym.size/word, maxSlots)
	slots := make([]uint64, 0, n)
	for i := range n {
		addr, ok := a.img.word(sym.addr + i*word)
		if !ok || !a.img.executable(addr) {
			break
		}
		slots = append(slots, addr)
	}
	return slots
}
