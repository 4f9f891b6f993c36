package vmlinux

import (
	"bytes"
	"cmp"
	"debug/elf"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/cilium/ebpf/btf"

	"callgate/abi"
)

// Live is what a running kernel tells about itself, as far as it does. Parts
// that could not be read are nil.
type Live struct {
	Banner   string // /proc/version
	Kallsyms []byte // /proc/kallsyms
	Config   []byte // /proc/config.gz, unpacked
	BTF      []byte // /sys/kernel/btf/vmlinux
	// Events is the folder events/syscalls of tracefs.
	Events fs.FS
	// Machine is the ELF machine of the kernel.
	Machine elf.Machine
	Wide    bool
}

// LiveRow is a row of a tree's syscall table: which handler a number has.
type LiveRow struct {
	Number uint64 // what a program passes
	Index  int
	// Entry is the symbol in the table, without what the architecture puts
	// before: "sys_read", "compat_sys_ioctl".
	Entry string
	// Arguments are the parameters that the tree's site has, where all sites
	// of the entry agree; Known tells none from not known.
	Arguments []Argument
	Known     bool
}

// ErrNoLiveSymbols means that the names of the running kernel's functions are
// not to be had.
var ErrNoLiveSymbols = errors.New("/proc/kallsyms cannot be read or is empty: the running kernel does not tell its functions")

// Running describes the running kernel. Its memory is not at hand, so numbers
// come from the tables of a source tree, rows by ABI: the kernel tells which of
// their handlers it has, and which are only stubs.
func Running(live Live, rows map[*abi.ABI][]LiveRow) (*Kernel, error) {
	syms := liveSymbols(live.Kallsyms)
	if len(syms) == 0 {
		return nil, ErrNoLiveSymbols
	}
	k := &Kernel{Banner: strings.TrimSpace(live.Banner), Config: live.Config}
	k.Version, k.Release = parseBanner(k.Banner)
	types := newLiveTypes(live)
	img := &image{machine: live.Machine, wide: live.Wide}
	for _, ab := range machineABIs(img) {
		k.Arch, k.Bits = ab.Arch, ab.KernelBits
		table, ok := servedLive(ab, syms)
		if !ok {
			continue
		}
		s, missing := liveSurface(ab, syms, rows[ab], types)
		s.TableSymbol = table
		switch {
		case len(rows[ab]) == 0:
			k.Notes = append(k.Notes, ab.Name+": the numbers are in the kernel's memory, which cannot be read, and in the tables of its sources: give --kdir")
			continue
		case missing > 0:
			k.Notes = append(k.Notes, ab.Name+": "+strconv.Itoa(missing)+" rows of the tree's table have no handler in the running kernel")
		}
		k.Surfaces = append(k.Surfaces, s)
	}
	for _, part := range []struct {
		missing bool
		text    string
	}{
		{live.Events == nil, "tracefs is not mounted or cannot be read: parameters come from the kernel's type information, and where it lacks them from the tree"},
		{live.BTF == nil, "the kernel has no type information (/sys/kernel/btf/vmlinux)"},
		{live.Config == nil, "the kernel does not tell its configuration (/proc/config.gz)"},
		{true, "addresses and places are not known of a running kernel"},
	} {
		if part.missing {
			k.Notes = append(k.Notes, part.text)
		}
	}
	return k, nil
}

// liveSymbols reads /proc/kallsyms: address, type and name in each line. The
// functions of modules, which have a fourth word, are left out.
func liveSymbols(text []byte) map[string]symbol {
	syms := map[string]symbol{}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) != 3 || len(fields[1]) != 1 || !interesting(fields[2]) {
			continue
		}
		sym := symbol{name: string(fields[2])}
		sym.bind, sym.kind = nmType(fields[1][0])
		if old, seen := syms[sym.name]; !seen || old.bind == elf.STB_LOCAL {
			syms[sym.name] = sym
		}
	}
	return syms
}

// servedLive reports whether a kernel with these symbols serves an ABI: it has
// the ABI's table or dispatch function, whose symbol is returned, or where those
// are not among the symbols, handlers that no other ABI has.
func servedLive(ab *abi.ABI, syms map[string]symbol) (table string, ok bool) {
	for _, name := range slices.Concat(ab.Image.Dispatchers, ab.Image.Tables) {
		if _, ok := syms[name]; ok {
			return name, true
		}
	}
	if !ab.Compat {
		return "", true
	}
	for _, prefix := range ab.Image.CompatHandlers[:min(1, len(ab.Image.CompatHandlers))] {
		if _, ok := syms[prefix+"ioctl"]; ok {
			return "", true
		}
	}
	return "", false
}

func liveSurface(ab *abi.ABI, syms map[string]symbol, rows []LiveRow, types *liveTypes) (s Surface, missing int) {
	s.ABI = ab
	for _, row := range rows {
		sym, ok := liveHandler(ab, syms, row.Entry)
		if !ok {
			if !isNiSyscall(row.Entry) {
				missing++
			}
			continue
		}
		slot := Slot{Number: row.Number, Index: row.Index, Symbol: sym.name, Binding: sym.binding(), Evidence: sym.binding() + " symbol"}
		slot.Name, slot.Original = ab.SyscallName(sym.name)
		if sym.bind == elf.STB_WEAK {
			// The code cannot be read. Since 4.17 no handler is weak but the
			// stubs of kernel/sys_ni.c.
			slot.State = Stub
		} else {
			slot.Arguments, slot.Signature = types.arguments(ab, sym.name)
			if slot.Signature == "" && row.Known {
				slot.Arguments, slot.Signature = row.Arguments, "tree"
			}
		}
		s.Slots = append(s.Slots, slot)
	}
	slices.SortStableFunc(s.Slots, func(a, b Slot) int { return cmp.Compare(a.Number, b.Number) })
	return s, missing
}

// liveHandler finds the handler of a table's entry.
func liveHandler(ab *abi.ABI, syms map[string]symbol, entry string) (symbol, bool) {
	name, compat := strings.CutPrefix(entry, "compat_sys_")
	if !compat {
		name = strings.TrimPrefix(entry, "sys_")
	}
	for _, prefix := range ab.Image.Handlers {
		if isCompat(ab, prefix) != compat {
			continue
		}
		if sym, ok := syms[prefix+name]; ok && !isNiSyscall(sym.name) {
			return sym, true
		}
	}
	sym, ok := syms[entry]
	return sym, ok && !isNiSyscall(entry)
}

// liveTypes finds the parameters of a running kernel's calls.
type liveTypes struct {
	events fs.FS
	spec   *btf.Spec
}

func newLiveTypes(live Live) *liveTypes {
	t := &liveTypes{events: live.Events}
	if live.BTF != nil {
		if spec, err := btf.LoadSpecFromReader(bytes.NewReader(live.BTF)); err == nil {
			t.spec = spec
		}
	}
	return t
}

// arguments returns the parameters of a handler's site and where they are from:
// "tracefs", which has every native call, or "btf", which has the sites that
// the compiler did not inline.
func (t *liveTypes) arguments(ab *abi.ABI, handler string) ([]Argument, string) {
	prefix, name, ok := ab.SplitHandler(handler)
	if !ok {
		return nil, ""
	}
	compat := isCompat(ab, prefix)
	if t.events != nil && !compat && madeByMacro(prefix) {
		text, err := fs.ReadFile(t.events, path.Join("sys_enter_"+name, "format"))
		if err == nil {
			return parseFormat(text), "tracefs"
		}
	}
	if t.spec == nil {
		return nil, ""
	}
	site := "__do_sys_" + name
	if compat {
		site = "__do_compat_sys_" + name
	}
	var fn *btf.Func
	if t.spec.TypeByName(site, &fn) != nil {
		return nil, ""
	}
	return btfArguments(fn), "btf"
}

// parseFormat reads the format of the event at the start of a call: the fields
// behind __syscall_nr are the parameters.
func parseFormat(text []byte) (args []Argument) {
	arguments := false
	for line := range bytes.Lines(text) {
		field, ok := strings.CutPrefix(strings.TrimSpace(string(line)), "field:")
		if !ok {
			continue
		}
		declaration, _, _ := strings.Cut(field, ";")
		space := strings.LastIndexAny(declaration, " *")
		if space < 0 {
			continue
		}
		name := declaration[space+1:]
		if name == "__syscall_nr" {
			arguments = true
		} else if arguments {
			args = append(args, Argument{Type: tidyType(declaration[:space+1]), Name: name})
		}
	}
	return args
}

// btfArguments returns the parameters of a function in BTF.
func btfArguments(fn *btf.Func) (args []Argument) {
	proto, ok := fn.Type.(*btf.FuncProto)
	if !ok {
		return nil
	}
	for _, p := range proto.Params {
		args = append(args, Argument{Type: btfTypeName(p.Type, maxTypeDepth), Name: p.Name})
	}
	if len(args) == 1 && args[0].Type == "const struct pt_regs *" {
		return nil
	}
	return args
}

// btfTypeName writes a type as C does.
func btfTypeName(t btf.Type, depth int) string {
	if depth == 0 {
		return "?"
	}
	switch t := t.(type) {
	case *btf.Void:
		return "void"
	case *btf.Int:
		return baseTypeName(t.Name)
	case *btf.Typedef:
		return t.Name
	case *btf.Struct:
		return "struct " + orAnonymous(t.Name)
	case *btf.Union:
		return "union " + orAnonymous(t.Name)
	case *btf.Enum:
		return "enum " + orAnonymous(t.Name)
	case *btf.Fwd:
		return t.Kind.String() + " " + t.Name
	case *btf.Pointer:
		return pointerTo(btfTypeName(t.Target, depth-1))
	case *btf.Array:
		return pointerTo(btfTypeName(t.Type, depth-1))
	case *btf.Const:
		return qualify("const", btfTypeName(t.Type, depth-1))
	case *btf.Volatile:
		return qualify("volatile", btfTypeName(t.Type, depth-1))
	case *btf.Restrict:
		return btfTypeName(t.Type, depth-1)
	case *btf.TypeTag: // __user
		return btfTypeName(t.Type, depth-1)
	case *btf.FuncProto:
		return btfTypeName(t.Return, depth-1) + " ()"
	}
	return "?"
}
