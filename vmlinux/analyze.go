package vmlinux

import (
	"cmp"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"slices"
	"strings"

	"callgate/abi"
)

// Options change what [Analyze] does. The zero value is the usual one.
type Options struct {
	// Remap replaces the beginning of paths in the debug information before
	// they are made relative to the tree; the first that fits wins.
	Remap []Remap
	// Debug is a separate ELF file with the symbols and debug information of
	// the same build, or nil. It is used when the image has none of its own.
	Debug []byte
}

// Remap says that paths under From are now under To.
type Remap struct {
	From, To string
}

// Errors that callers may want to tell apart. All of them say in one line what
// the image is or lacks.
var (
	ErrNoSymbols  = errors.New("an ELF file without symbols: it was stripped, and no kernel is inside")
	ErrNoKernel   = errors.New("neither an ELF file nor a boot image with a kernel inside")
	ErrOtherBuild = errors.New("the debug file is of another build: the build ids differ")
	ErrNoTable    = errors.New("not a kernel: no syscall table or dispatch function in its symbols")
)

// analysis is one run of [Analyze].
type analysis struct {
	ctx     context.Context
	opt     Options
	img     *image
	debug   *image // where the debug information is: img or a separate file
	syms    *symbols
	kernel  *Kernel
	code    *x86Code
	records bool // the image has metadata for the sites it compiled
}

// Analyze reads the kernel in data: the bytes of an ELF file, as a rule mapped
// from a file. It answers for every ABI that the image serves. What it cannot
// find out is in the notes of the result; an error says that data is not a
// kernel, that it was changed meanwhile ([ErrChanged]), or that ctx ended.
// The result shares no memory with data.
func Analyze(ctx context.Context, data []byte, opt Options) (*Kernel, error) {
	a := &analysis{ctx: ctx, opt: opt, kernel: &Kernel{}}
	if err := guard(func() error { return a.run(data) }); err != nil {
		return nil, err
	}
	return a.kernel, nil
}

func (a *analysis) run(data []byte) error {
	img, syms, err := openKernel(data, origin{}, maxWrappings)
	if err != nil {
		return err
	}
	a.img, a.debug, a.syms = img, img, syms
	abis := machineABIs(img)
	a.kernel.Arch, a.kernel.Bits, a.kernel.Packed = abis[0].Arch, int(img.wordSize()*8), img.packed
	a.kernel.BuildID = buildID(img)
	a.kernel.DebugLink = debugLink(img)
	if a.opt.Debug != nil {
		if err := a.addDebugFile(a.opt.Debug); err != nil {
			return err
		}
	}
	a.kernel.readBanner(img, a.syms)
	a.kernel.Config = readConfig(img, a.syms)

	var tables []table
	for _, ab := range abis {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if t, ok := a.findTable(ab); ok {
			tables = append(tables, t)
		}
	}
	if len(tables) == 0 {
		return ErrNoTable
	}
	a.nameTargets(tables)
	a.records = a.hasMetadata()
	for _, t := range tables {
		a.kernel.Surfaces = append(a.kernel.Surfaces, a.surface(t))
	}
	a.describe()
	a.kernel.Handlers = a.handlers(abis)
	return a.ctx.Err()
}

// handlers returns the symbols that have the form of a handler.
func (a *analysis) handlers(abis []*abi.ABI) map[string]bool {
	handlers := map[string]bool{}
	for name, symbols := range a.syms.byName {
		if slices.ContainsFunc(abis, func(ab *abi.ABI) bool { _, _, ok := ab.SplitHandler(name); return ok }) {
			handlers[name] = !slices.ContainsFunc(symbols, func(s symbol) bool { return s.bind != elf.STB_WEAK })
		}
	}
	return handlers
}

// addDebugFile takes symbols and debug information from a separate file.
func (a *analysis) addDebugFile(data []byte) error {
	img, err := openELF(data)
	if err != nil {
		return fmt.Errorf("the debug file: %w", err)
	}
	if id := buildID(img); id == "" || id != a.kernel.BuildID {
		return ErrOtherBuild
	}
	a.debug = img
	if syms, ok := readSymbols(img); ok {
		a.syms = syms
	}
	return nil
}

// note records what could not be known.
func (a *analysis) note(format string, args ...any) {
	a.kernel.Notes = append(a.kernel.Notes, fmt.Sprintf(format, args...))
}

func (a *analysis) x86() *x86Code {
	if a.code == nil {
		a.code = newX86Code(a.img, a.syms)
	}
	return a.code
}

// machineABIs returns the ABIs that a kernel of this ELF machine and class can
// serve.
func machineABIs(img *image) []*abi.ABI {
	bits := int(img.wordSize() * 8)
	var abis []*abi.ABI
	for _, ab := range abi.All() {
		if ab.KernelBits == bits && slices.Contains(ab.Image.Machines, uint16(img.machine)) {
			abis = append(abis, ab)
		}
	}
	return abis
}

func machineName(m elf.Machine) string {
	if name := m.String(); strings.HasPrefix(name, "EM_") {
		return name
	}
	return fmt.Sprintf("machine %d", uint16(m))
}

// nameTargets looks up the symbols at every address that a table holds.
func (a *analysis) nameTargets(tables []table) {
	addrs := map[uint64]bool{}
	for _, t := range tables {
		for _, addr := range t.slots {
			addrs[addr] = true
		}
	}
	delete(addrs, 0)
	a.syms.fetch(addrs)
}

// surface turns a table into slots: it names the handlers, leaves out the
// numbers without one, and tells the handlers that do something from stubs.
func (a *analysis) surface(t table) Surface {
	s := Surface{ABI: t.abi, TableSymbol: t.symbol}
	states := map[uint64]Slot{}
	for index, addr := range t.slots {
		if addr == 0 || a.syms.named(addr, isNiSyscall) {
			continue
		}
		slot, known := states[addr]
		if !known {
			slot = a.handler(t.abi, addr)
			states[addr] = slot
		}
		slot.Index, slot.Number = index, t.abi.Number(index)
		s.Slots = append(s.Slots, slot)
	}
	s.Slots = append(s.Slots, a.private(t.abi)...)
	return s
}

// private finds the calls that an ABI serves outside its table.
func (a *analysis) private(ab *abi.ABI) []Slot {
	var slots []Slot
	for _, p := range ab.Image.Private {
		sym, ok := a.syms.find(p.Symbol)
		if !ok || p.Word != 0 && !a.hasWord(sym, p.Word) {
			continue
		}
		slot := Slot{
			Number: ab.Base + p.Number, Index: -1, Name: p.Name, Original: p.Name, Esoteric: true,
			Symbol: sym.name, Address: sym.addr, Size: sym.size, Binding: sym.binding(),
			Evidence: "served by " + sym.name, Signature: "abi",
		}
		for _, arg := range p.Arguments {
			slot.Arguments = append(slot.Arguments, Argument{Type: arg[0], Name: arg[1]})
		}
		slots = append(slots, slot)
	}
	return slots
}

// hasWord reports whether a function has an instruction.
func (a *analysis) hasWord(fn symbol, word uint32) bool {
	for at := fn.addr; at < fn.addr+fn.size; at += 4 {
		w, ok := a.img.uint(at, 4)
		if !ok {
			return false
		}
		if uint32(w) == word {
			return true
		}
	}
	return false
}

// handler describes the handler at addr by its symbols and its code.
func (a *analysis) handler(ab *abi.ABI, addr uint64) Slot {
	slot := Slot{Address: addr}
	sym, ok := bestSymbol(ab, a.syms.byAddr[addr])
	if !ok {
		return slot
	}
	slot.Symbol, slot.Size, slot.Binding = sym.name, sym.size, sym.binding()
	slot.Name, slot.Original = ab.SyscallName(sym.name)
	if slot.Name == "" {
		slot.Name, slot.Original = ab.Plain(sym.name), sym.name
	}
	slot.State, slot.Evidence = a.state(ab, sym)
	slot.Others = otherSymbols(ab, sym, a.syms.byAddr[addr])
	return slot
}

// bestSymbol chooses the symbol by which an ABI calls a handler, where several
// have its address: one with the ABI's own prefix, then a global one, then the
// shortest.
func bestSymbol(ab *abi.ABI, syms []symbol) (symbol, bool) {
	if len(syms) == 0 {
		return symbol{}, false
	}
	rank := func(s symbol) int {
		prefix, _, ok := ab.SplitHandler(s.name)
		if !ok || isAliasStub(s.name) {
			return len(ab.Image.Handlers)
		}
		return slices.Index(ab.Image.Handlers, prefix)
	}
	return slices.MinFunc(syms, func(x, y symbol) int {
		return cmp.Or(
			cmp.Compare(rank(x), rank(y)),
			cmp.Compare(localRank(x), localRank(y)),
			cmp.Compare(len(x.name), len(y.name)),
			cmp.Compare(x.name, y.name),
		)
	}), true
}

func localRank(s symbol) int {
	if s.bind == elf.STB_LOCAL {
		return 1
	}
	return 0
}

// state tells a stub from a handler that does something. A weak symbol alone
// does not prove a stub, since some handlers of older kernels are weak; it is
// one where the code confirms it or where the image recorded every site that
// was compiled and not this one. [analysis.describe] adds what the debug
// information knows.
func (a *analysis) state(ab *abi.ABI, sym symbol) (State, string) {
	weak := sym.bind == elf.STB_WEAK
	if a.syms.named(sym.addr, isAliasStub) {
		return Stub, "alias of a sys_ni_ function"
	}
	if a.returnsENOSYS(sym.addr) {
		if weak {
			return Stub, "weak symbol, returns -ENOSYS"
		}
		return Stub, "returns -ENOSYS"
	}
	if !weak {
		return Present, sym.binding() + " symbol"
	}
	if prefix, name, ok := ab.SplitHandler(sym.name); ok && a.records && !isCompat(ab, prefix) {
		if _, recorded := a.syms.find(metadataPrefix + name); !recorded {
			return Stub, "weak symbol, no syscall metadata"
		}
	}
	return Present, "weak symbol, but its code does more than return -ENOSYS"
}

// otherSymbols returns the symbols of other calls of the ABI that share the
// address of best.
func otherSymbols(ab *abi.ABI, best symbol, syms []symbol) []string {
	_, name, ok := ab.SplitHandler(best.name)
	if !ok {
		return nil
	}
	var others []string
	for _, s := range syms {
		if _, n, ok := ab.SplitHandler(s.name); ok && n != name && !isAliasStub(s.name) {
			others = append(others, s.name)
		}
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// isAliasStub reports whether a name is of the functions that stand for several
// calls at once (sys_ni_posix_timers of kernel/time/posix-stubs.c).
func isAliasStub(name string) bool {
	return strings.HasPrefix(strings.TrimPrefix(name, "."), "sys_ni_")
}

// isCompat reports whether a handler with this prefix is a compat entry point.
func isCompat(ab *abi.ABI, prefix string) bool {
	return slices.Contains(ab.Image.CompatHandlers, prefix)
}
