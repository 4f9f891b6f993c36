package vmlinux

import (
	"debug/elf"
	"strings"

	"callgate/abi"
)

// maxSlots bounds the numbers of a table or dispatch function. The largest
// tables of Linux have about 600 slots.
const maxSlots = 4096

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
		slots, ok := a.ownHalf(ab, name, a.readTable(sym))
		if !ok {
			continue
		}
		if len(slots) == 0 {
			a.note("%s: nothing that looks like handlers at %s", ab, name)
			continue
		}
		if t := (table{ab, name, slots}); a.belongs(t) {
			return t, true
		}
	}
	if a.syms.kall != nil {
		if t, ok := a.searchTable(ab); ok && a.belongs(t) {
			a.note("%s: its table has no symbol; it was found by what is in it", ab)
			return t, true
		}
	}
	return table{}, false
}

// readTable reads an array of addresses of code.
func (a *analysis) readTable(sym symbol) []uint64 {
	size := sym.size
	if size == 0 {
		// Tables in assembly may have no size. The next symbol ends them at the
		// latest; what is no address of code, before.
		size = a.syms.after(sym.addr) - sym.addr
	}
	entry := a.entrySize(sym.addr)
	n := min(size/entry, maxSlots)
	slots := make([]uint64, 0, n)
	for i := range n {
		addr, ok := a.entry(sym.addr+i*entry, entry)
		if !ok {
			break
		}
		slots = append(slots, addr)
	}
	return slots
}

// entrySize is the size of a table's entries: that of an address, or 4 on
// 64-bit kernels that lie below 4 GiB (sparc, s390 before 4.20).
func (a *analysis) entrySize(table uint64) uint64 {
	const probe = 4
	for _, size := range []uint64{a.img.wordSize(), 4} {
		good := true
		for i := range uint64(probe) {
			_, ok := a.entry(table+i*size, size)
			good = good && ok
		}
		if good {
			return size
		}
	}
	return a.img.wordSize()
}

// entry reads one slot of a table and returns the address of the code that it
// means. ok is false for what is no address of code.
func (a *analysis) entry(at, size uint64) (addr uint64, ok bool) {
	if size == a.img.wordSize() {
		addr, ok = a.img.word(at)
	} else {
		addr, ok = a.img.uint(at, int(size))
	}
	if !ok {
		return 0, false
	}
	return a.codeAddress(addr)
}

// codeAddress returns the address of the code that a function pointer means:
// through its descriptor where the ABI has them, and without the bit that
// marks Thumb code.
func (a *analysis) codeAddress(pointer uint64) (uint64, bool) {
	if opd := a.img.opd; pointer-opd.addr < uint64(len(opd.data)) {
		code, ok := a.img.word(pointer)
		return code, ok && a.img.executable(code)
	}
	if a.img.machine == elf.EM_ARM {
		pointer &^= 1
	}
	return pointer, a.img.executable(pointer)
}

// belongs tells whether a table is this ABI's, where its symbol may mean
// another's: an arm kernel without CONFIG_AEABI has the old ABI in
// sys_call_table. Its table has calls that the EABI dropped.
func (a *analysis) belongs(t table) bool {
	if t.abi.Arch != "arm" || t.symbol == "sys_oabi_call_table" {
		return true
	}
	// Numbers of select, readdir, mmap, socketcall, syscall and ipc
	// (arch/arm/tools/syscall.tbl, column oabi).
	old := false
	for _, nr := range []int{82, 89, 90, 102, 113, 117} {
		if nr < len(t.slots) && !a.syms.at(t.slots[nr], isNiSyscall) {
			old = true
		}
	}
	return old == strings.HasSuffix(t.abi.Name, "-oabi")
}
