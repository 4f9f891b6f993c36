package vmlinux

import (
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"callgate/abi"
)

// describe adds to every slot what the debug information and the records of
// the sites know: place, parameters, and the unit that a stub comes from.
func (a *analysis) describe() {
	wanted := wantedSites{names: map[string]bool{}, addrs: map[uint64]bool{}}
	for _, s := range a.kernel.Surfaces {
		for _, slot := range s.Slots {
			wanted.addrs[slot.Address] = true
			for _, sym := range a.syms.byAddr[slot.Address] {
				wanted.names[sym.name] = true
			}
			for _, name := range entryNames(s.ABI, slot) {
				wanted.names[name] = true
				if sym, ok := a.syms.find(name); ok {
					wanted.addrs[sym.addr] = true
				}
			}
		}
	}
	main, hasMain := a.syms.find("start_kernel")
	if hasMain {
		wanted.addrs[main.addr] = true
	}

	debug := openDebug(a.debug)
	a.kernel.DebugInfo = debug != nil
	if debug == nil {
		a.note("the image has no debug information: places are not known")
	}
	units := debug.unitsOf(wanted.addrs)
	found := a.scanUnits(debug, units, &wanted)
	unitAt := func(addr uint64) *unitInfo {
		if offset, ok := units[addr]; ok {
			return found[offset]
		}
		return nil
	}
	root := ""
	if u := unitAt(main.addr); u != nil && hasMain {
		root = treeRoot(u)
	}
	for i := range a.kernel.Surfaces {
		s := &a.kernel.Surfaces[i]
		for j := range s.Slots {
			a.place(s.ABI, &s.Slots[j], unitAt, root)
			a.signature(s.ABI, &s.Slots[j])
		}
	}
}

// siteNames returns the names that the function of a slot's site has in the
// debug information: what the macros of include/linux/syscalls.h and compat.h
// call the function around the site's own body, since 4.17 and before.
func siteNames(ab *abi.ABI, slot Slot) []string {
	prefix, name, ok := ab.SplitHandler(slot.Symbol)
	switch {
	case !ok:
		return nil
	case isCompat(ab, prefix):
		return []string{"__do_compat_sys_" + name, "C_SYSC_" + name}
	}
	name = ab.Unwrapped(name)
	return []string{"__do_sys_" + name, "SYSC_" + name}
}

// entryNames returns the symbols near which the site of a slot may be: its
// function, and the entry point that the site's macro defines. They matter
// where the slot's own symbol is a wrapper in another unit: arm's
// sys_statfs64_wrapper, mips' __sys_fork, sparc's sys32_execve.
func entryNames(ab *abi.ABI, slot Slot) []string {
	prefix, name, ok := ab.SplitHandler(slot.Symbol)
	switch {
	case !ok:
		return nil
	case isCompat(ab, prefix):
		return append(siteNames(ab, slot), "compat_sys_"+name)
	}
	return append(siteNames(ab, slot), "sys_"+ab.Unwrapped(name))
}

// place sets what the debug information says about the site of a slot.
func (a *analysis) place(ab *abi.ABI, slot *Slot, unitAt func(addr uint64) *unitInfo, root string) {
	own := unitAt(slot.Address)
	if own != nil && slot.Binding == "weak" && path.Base(own.name) == "sys_ni.c" {
		if slot.State == Present {
			slot.State, slot.Evidence = Stub, "weak symbol"
		}
		slot.Evidence += ", unit " + a.relative(own, own.name, root)
	}
	if slot.State == Stub && (slot.Binding == "weak" || a.syms.named(slot.Address, isAliasStub)) {
		return // the stub's place is not the syscall's
	}
	u, site, ok := a.site(ab, slot, unitAt)
	if !ok {
		return
	}
	if site.file != "" && site.line > 0 {
		slot.File, slot.Line, slot.Place = a.relative(u, site.file, root), site.line, "dwarf"
	}
	if site.typed && !slot.Esoteric {
		slot.Arguments, slot.Signature = site.args, "dwarf"
	}
}

// site finds the function of a slot's site: by its names and the handler's own
// in the unit of the handler, then by its names in the units of the symbols
// that may be near it, then by the handler's address.
func (a *analysis) site(ab *abi.ABI, slot *Slot, unitAt func(addr uint64) *unitInfo) (*unitInfo, function, bool) {
	names := siteNames(ab, *slot)
	own := unitAt(slot.Address)
	if own != nil {
		for _, name := range append(names, slot.Symbol) {
			if site, ok := own.byName[name]; ok {
				return own, site, true
			}
		}
		for _, sym := range a.syms.byAddr[slot.Address] {
			if site, ok := own.byName[sym.name]; ok {
				return own, site, true
			}
		}
	}
	for _, near := range entryNames(ab, *slot) {
		sym, ok := a.syms.find(near)
		if !ok {
			continue
		}
		if u := unitAt(sym.addr); u != nil {
			for _, name := range append(names, near) {
				if site, ok := u.byName[name]; ok && !site.takesRegisters() {
					return u, site, true
				}
			}
		}
	}
	if own == nil {
		return nil, function{}, false
	}
	site, ok := own.byAddr[slot.Address]
	return own, site, ok
}

// signature takes the parameters from the site's record where there is one: it
// has the types as the source spells them, while debug information has lost the
// difference between "unsigned" and "unsigned int".
func (a *analysis) signature(ab *abi.ABI, slot *Slot) {
	prefix, name, ok := ab.SplitHandler(slot.Symbol)
	if !ok || slot.State == Stub || slot.Esoteric || isCompat(ab, prefix) || !madeByMacro(prefix) {
		return
	}
	args, ok := a.metadata(name)
	if !ok || slot.Signature != "" && len(args) != len(slot.Arguments) {
		return
	}
	slot.Arguments, slot.Signature = args, "metadata"
}

// madeByMacro reports whether a prefix is one that SYSCALL_DEFINE makes, so that
// a record with the name behind it belongs to this handler. mips' sys32_ is
// not: sys32_fadvise64_64 takes other arguments than fadvise64_64.
func madeByMacro(prefix string) bool {
	prefix = strings.TrimPrefix(prefix, ".")
	return prefix == "sys_" || strings.HasPrefix(prefix, "__")
}

// treeRoot returns the directory of the kernel tree as the debug information
// has it, given the unit of start_kernel.
func treeRoot(u *unitInfo) string {
	if root, ok := strings.CutSuffix(u.join(u.name), "init/main.c"); ok {
		return root
	}
	return ""
}

// relative makes a path of the debug information relative to the tree. Images
// mix prefixes: assembly units may have absolute paths where C units were
// compiled with mapped ones.
func (a *analysis) relative(u *unitInfo, file, root string) string {
	full := u.join(file)
	for _, m := range a.opt.Remap {
		if rest, ok := below(full, m.From); ok {
			return path.Join(m.To, rest)
		}
	}
	for _, dir := range []string{root, u.dir} {
		if rest, ok := below(full, dir); ok {
			return rest
		}
	}
	if i := strings.LastIndex(full, "/arch/"+a.kernel.Arch+"/"); i >= 0 {
		return full[i+1:]
	}
	return full
}

// below returns the rest of a path that lies below dir.
func below(file, dir string) (rest string, ok bool) {
	if dir == "" {
		return "", false
	}
	return strings.CutPrefix(file, strings.TrimSuffix(path.Clean(dir), "/")+"/")
}

// scanUnits reads the units at the offsets, on as many processors as there
// are: they are independent, and most of the time of an analysis goes here.
func (a *analysis) scanUnits(debug *debugInfo, units map[uint64]uint64, wanted *wantedSites) map[uint64]*unitInfo {
	var offsets []uint64
	for _, offset := range units {
		offsets = append(offsets, offset)
	}
	slices.Sort(offsets)
	offsets = slices.Compact(offsets)

	found := make([]*unitInfo, len(offsets))
	next := make(chan int)
	var workers sync.WaitGroup
	var mu sync.Mutex // guards failed
	var failed error
	for range min(runtime.GOMAXPROCS(0), len(offsets), maxWorkers) {
		workers.Go(func() {
			for i := range next {
				err := guard(func() error {
					found[i] = debug.scan(offsets[i], wanted)
					return nil
				})
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	for i := range offsets {
		if a.ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	if failed != nil {
		a.note("debug information: %v", failed)
	}
	byOffset := make(map[uint64]*unitInfo, len(offsets))
	for i, offset := range offsets {
		byOffset[offset] = found[i]
	}
	return byOffset
}

// maxWorkers bounds the memory that units under work take at the same time.
const maxWorkers = 4
