package vmlinux

import (
	"slices"

	"callgate/abi"
)

// A kernel without symbols for data (CONFIG_KALLSYMS_ALL=n) does not name its
// tables. They are the long runs of addresses of known handlers.

// shortestRun is less than any table has and more than other arrays of handlers
// do.
const shortestRun = 100

// word is a word of an image that may be a slot of a table.
type slotWord struct {
	addr, value uint64
}

// searchTable finds an ABI's table by its content.
func (a *analysis) searchTable(ab *abi.ABI) (table, bool) {
	run := longestRun(a.img, a.syms, ab)
	// The read call has a fixed number, which tells where the table begins:
	// other handlers' addresses may stand before it by chance.
	read := slices.IndexFunc(run, func(w slotWord) bool {
		return a.syms.named(w.value, func(name string) bool {
			plain, _ := ab.SyscallName(name)
			return plain == "read"
		})
	})
	if read < ab.Image.Read {
		return table{}, false
	}
	run = run[read-ab.Image.Read:]
	slots := make([]uint64, 0, len(run))
	for _, w := range run[:min(len(run), maxSlots)] {
		slots = append(slots, w.value)
	}
	return table{ab, "", slots}, true
}

// longestRun returns the longest run of words that are addresses of an ABI's
// handlers. For a compat ABI some have to be compat handlers.
func longestRun(img *image, syms *symbols, ab *abi.ABI) []slotWord {
	const fewestCompat = 20
	handlers := map[uint64]bool{} // whether it is a compat handler
	low, high := ^uint64(0), uint64(0)
	for addr, list := range syms.byAddr {
		for _, sym := range list {
			prefix, _, ok := ab.SplitHandler(sym.name)
			if !ok && !isNiSyscall(sym.name) {
				continue
			}
			handlers[addr] = handlers[addr] || isCompat(ab, prefix)
			low, high = min(low, addr), max(high, addr)
		}
	}
	var best, current []slotWord
	compat := 0
	finish := func() {
		if len(current) >= shortestRun && len(current) > len(best) && (!ab.Compat || compat >= fewestCompat) {
			best = slices.Clone(current)
		}
		current, compat = current[:0], 0
	}
	eachSlotWord(img, func(w slotWord) {
		isCompat, ok := false, false
		if w.value >= low && w.value <= high {
			isCompat, ok = handlers[w.value]
		}
		switch {
		case !ok:
			if len(current) > 0 {
				finish()
			}
			return
		case len(current) > 0 && w.addr != current[len(current)-1].addr+img.wordSize():
			finish()
		}
		current = append(current, w)
		if isCompat {
			compat++
		}
	})
	finish()
	return best
}

// eachSlotWord calls fn for every aligned word of an image, as the kernel has
// it when it runs.
func eachSlotWord(img *image, fn func(slotWord)) {
	if img.movable {
		img.relocation(0) // reads them
		if len(img.relocated) > 0 {
			for _, r := range img.relocated {
				fn(slotWord(r))
			}
			return
		}
	}
	size := int(img.wordSize())
	for _, r := range img.regions {
		first := int(-r.addr & uint64(size-1))
		for i := first; i+size <= len(r.data); i += size {
			v := uint64(0)
			if size == 8 {
				v = img.order.Uint64(r.data[i:])
			} else {
				v = uint64(img.order.Uint32(r.data[i:]))
			}
			fn(slotWord{r.addr + uint64(i), v})
		}
	}
}

// baseByTable tells where a flat binary lies by a table that has a symbol: its
// address, less where in the file its content is.
func (img *image) baseByTable(syms *symbols) (base uint64, ok bool) {
	for _, ab := range machineABIs(img) {
		for _, name := range ab.Image.Tables {
			sym, found := syms.find(name)
			if !found {
				continue
			}
			if run := longestRun(img, syms, ab); len(run) > 0 {
				return sym.addr - run[0].addr, true
			}
		}
	}
	return 0, false
}
