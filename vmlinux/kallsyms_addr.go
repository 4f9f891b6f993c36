package vmlinux

// findAddresses finds the addresses of the symbols: behind the token index, or
// before the number of symbols. Symbols are sorted by address, and a kernel
// lies within 2 GiB, which tells the layouts apart.
func (k *kallsyms) findAddresses(wide bool, at addressOf, word wordAt) bool {
	k.word = 4
	if wide {
		k.word = 8
	}
	type layout func() ([]uint64, bool)
	var layouts []layout
	for _, start := range []int{align(k.behind, 8), align(k.behind, 4)} {
		base := align(start+4*k.count, k.word)
		layouts = append(layouts,
			func() ([]uint64, bool) { return k.relative(start, base, word) },
			func() ([]uint64, bool) { return k.absolute(start, word) },
			func() ([]uint64, bool) { return k.selfRelative(start, at) },
		)
	}
	// Before the number: offsets and base, or addresses.
	for padding := 0; padding < 2*k.word; padding += 4 {
		end := k.number - padding
		base := end - k.word
		for inner := 0; inner < 2*k.word; inner += 4 {
			start := base - inner - 4*k.count
			layouts = append(layouts, func() ([]uint64, bool) { return k.relative(start, base, word) })
		}
		layouts = append(layouts, func() ([]uint64, bool) { return k.absolute(end-k.word*k.count, word) })
	}
	for _, l := range layouts {
		if addrs, ok := l(); ok {
			k.addrs = addrs
			return true
		}
	}
	return false
}

// relative reads 32-bit offsets from the base address that is stored at base.
// With CONFIG_KALLSYMS_ABSOLUTE_PERCPU, which only x86 has, positive offsets
// are addresses themselves (of per-CPU data) and negative ones count from the
// base, less one.
func (k *kallsyms) relative(start, base int, word wordAt) ([]uint64, bool) {
	if start < 0 || base < 0 || base%k.word != 0 || start%k.word != 0 || start+4*k.count > len(k.data) {
		return nil, false
	}
	from, ok := word(base)
	if !ok || from == 0 {
		return nil, false
	}
	addrs := make([]uint64, k.count)
	near := true // a kernel is not larger than 2 GiB
	for i := range addrs {
		offset := k.order.Uint32(k.data[start+4*i:])
		near = near && offset < 1<<31
		addrs[i] = from + uint64(offset)
	}
	if near && k.plausible(addrs) {
		return addrs, true
	}
	for i := range addrs {
		offset := int32(k.order.Uint32(k.data[start+4*i:]))
		addrs[i] = uint64(offset)
		if offset < 0 {
			addrs[i] = from + uint64(-1-int64(offset))
		}
	}
	return addrs, k.plausible(addrs)
}

// absolute reads full addresses.
func (k *kallsyms) absolute(start int, word wordAt) ([]uint64, bool) {
	if start < 0 || start%k.word != 0 || start+k.word*k.count > len(k.data) {
		return nil, false
	}
	addrs := make([]uint64, k.count)
	for i := range addrs {
		addrs[i], _ = word(start + k.word*i)
		// A look at the first few saves reading the rest of what is none.
		if i == 64 && !sortedAddresses(addrs[:i]) {
			return nil, false
		}
	}
	return addrs, k.plausible(addrs)
}

// selfRelative reads 32-bit offsets, each from its own place. Code lies before
// the tables of symbols, so the offsets are negative.
func (k *kallsyms) selfRelative(start int, at addressOf) ([]uint64, bool) {
	if start < 0 || start+4*k.count > len(k.data) || int32(k.order.Uint32(k.data[start+k.count/4*4:])) >= 0 {
		return nil, false
	}
	addrs := make([]uint64, k.count)
	for i := range addrs {
		place, ok := at(start + 4*i)
		if !ok {
			return nil, false
		}
		addrs[i] = place + signExtend(uint64(k.order.Uint32(k.data[start+4*i:])), 32)
	}
	return addrs, k.plausible(addrs)
}

// plausible reports whether addresses can be those of a kernel's symbols:
// sorted, and after the per-CPU and other absolute ones at the start, most of
// them different and close to each other.
func (k *kallsyms) plausible(addrs []uint64) bool {
	n := len(addrs)
	if !sortedAddresses(addrs) || k.word == 4 && addrs[n-1] > 1<<32-1 {
		return false
	}
	distinct := 1
	for i := 1; i < n; i++ {
		if addrs[i] != addrs[i-1] {
			distinct++
		}
	}
	// Half of the symbols are code, which starts at the first quarter at the
	// latest.
	const reach = 2 << 30
	return distinct > n/2 && addrs[n-n/8-1]-addrs[n/4] < reach && addrs[n/4] != addrs[n/2]
}

// sortedAddresses allows for the few symbols that linkers and modules leave out
// of order.
func sortedAddresses(addrs []uint64) bool {
	wrong := 0
	for i := 1; i < len(addrs); i++ {
		if addrs[i] < addrs[i-1] {
			wrong++
		}
	}
	return wrong <= len(addrs)/1000
}
