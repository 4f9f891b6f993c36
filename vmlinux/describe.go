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
	addrs := map[uint64]bool{}
	var wanted wantedSites
	for _, s := range a.kernel.Surfaces {
		for _, slot := range s.Slots {
			addrs[slot.Address] = true
			wanted.add(siteNames(s.ABI, slot)...)
		}
	}
	main, hasMain := a.syms.find("start_kernel")
	if hasMain {
		addrs[main.addr] = true
	}
	wanted.addrs = addrs

	debug := openDebug(a.img)
	if debug == nil {
		a.note("the image has no debug information: places are not known")
	}
	units := debug.unitsOf(addrs)
	found := a.scanUnits(debug, units, &wanted)
	root := ""
	if u, ok := found[units[main.addr]]; ok && hasMain {
		root = treeRoot(u)
	}
	for i := range a.kernel.Surfaces {
		s := &a.kernel.Surfaces[i]
		for j := range s.Slots {
			slot := &s.Slots[j]
			if offset, ok := units[slot.Address]; ok {
				a.place(s.ABI, slot, found[offset], root)
			}
			a.signature(s.ABI, slot)
		}
	}
}

// siteNames returns the names that the function of a slot's site has in the
// debug information, best first: what the macros of include/linux/syscalls.h
// and compat.h call the function around the site's own body (until 4.16, and
// since), then the handler itself.
func siteNames(ab *abi.ABI, slot Slot) []string {
	names := make([]string, 0, 3)
	if prefix, name, ok := ab.SplitHandler(slot.Symbol); ok {
		if isCompat(ab, prefix) {
			names = append(names, "__do_compat_sys_"+name, "C_SYSC_"+name)
		} else {
			names = append(names, "__do_sys_"+name, "SYSC_"+name)
		}
	}
	return append(names, slot.Symbol)
}

// place sets what the unit of a slot's handler says about it.
func (a *analysis) place(ab *abi.ABI, slot *Slot, u *unitInfo, root string) {
	if u == nil {
		return
	}
	if slot.Binding == "weak" && path.Base(u.name) == "sys_ni.c" {
		if slot.State == Present {
			slot.State, slot.Evidence = Stub, "weak symbol"
		}
		slot.Evidence += ", unit " + a.relative(u, u.name, root)
	}
	if slot.State == Stub && (slot.Binding == "weak" || a.syms.named(slot.Address, isAliasStub)) {
		return // the stub's place is not the syscall's
	}
	site, ok := function{}, false
	for _, name := range siteNames(ab, *slot) {
		if site, ok = u.byName[name]; ok {
			break
		}
	}
	if !ok {
		if site, ok = u.byAddr[slot.Address]; !ok {
			return
		}
	}
	if site.file != "" && site.line > 0 {
		slot.File, slot.Line, slot.Place = a.relative(u, site.file, root), site.line, "dwarf"
	}
	if site.typed {
		slot.Arguments, slot.Signature = site.args, "dwarf"
	}
}

// signature takes the parameters from the site's record where there is one: it
// has the types as the source spells them, while debug information has lost the
// difference between "unsigned" and "unsigned int".
func (a *analysis) signature(ab *abi.ABI, slot *Slot) {
	prefix, name, ok := ab.SplitHandler(slot.Symbol)
	if !ok || slot.State == Stub || isCompat(ab, prefix) {
		return
	}
	args, ok := a.metadata(name)
	if !ok || slot.Signature != "" && len(args) != len(slot.Arguments) {
		return
	}
	slot.Arguments, slot.Signature = args, "metadata"
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
