// Package abi is the one table of the architectures and system-call ABIs that
// Linux has. It holds what no kernel tree and no image says about itself in a
// form that can be read: names, registers, and the symbols to look for.
// It is data and pure functions; every other package uses it.
//
// There is one file for each architecture directory of the kernel.
package abi

import (
	"fmt"
	"slices"
	"strings"
)

// ABI is one numbering and calling convention of one architecture.
// The values in the table are shared: callers must not change them.
type ABI struct {
	// Name is Callgate's name of the ABI: "x86-64", "x86-64-ia32", ...
	Name string
	// Aliases are the other names that people may type.
	Aliases []string
	// Arch is the directory below arch/ in the kernel tree ("x86").
	Arch string
	// KernelBits and Bits are the word sizes of the kernel and of the programs
	// that use this ABI.
	KernelBits, Bits int
	// Short is the name of the ABI within its architecture, as Systrack writes
	// it ("x64", "ia32", "x32").
	Short string
	// Compat says that the kernel serves this ABI beside its native one.
	Compat bool
	// Base is the number of the first slot: x32 counts from 0x40000000, mips
	// from 4000, 5000 and 6000. A number is a Base plus an index.
	Base uint64
	// NumberRegister carries the number, ArgumentRegisters the arguments in
	// order. Source: syscall(2), section "Architecture calling conventions",
	// and the psABI of the architecture.
	NumberRegister    string
	ArgumentRegisters []string

	Image  Image
	Source Source
}

// Image says how an ABI looks in a built kernel.
type Image struct {
	// Machines are the values of e_machine in the ELF header of a kernel that
	// serves the ABI; KernelBits tells the two classes apart.
	Machines []uint16
	// Tables are the symbols of the array of handler addresses, best first.
	Tables []string
	// Dispatchers are the functions that hold the table as code (x86 since
	// Linux 6.9 and the stable releases that took the change over).
	Dispatchers []string
	// Handlers are the prefixes of the symbols that stand in the table, each
	// followed by the name of the syscall, the ABI's own first.
	Handlers []string
	// CompatHandlers are those of Handlers that belong to a compat entry point,
	// defined by COMPAT_SYSCALL_DEFINE.
	CompatHandlers []string
	// NamePrefixes stand in some names only to tell this ABI's variant from the
	// generic one (x86's "ia32_" in ia32_mmap), and are dropped from the name.
	NamePrefixes []string
	// NameSuffixes are dropped likewise: arm's sys_sigreturn_wrapper.
	NameSuffixes []string
	// FullNames are the names that begin with one of NamePrefixes and keep it,
	// since no other architecture has the call.
	FullNames []string
	// Read is the index of the call read, by which a table without a symbol is
	// told from what stands before it.
	Read int
	// Private are calls outside the table.
	Private []Private
}

// Private is a call outside the table.
type Private struct {
	// Number is what a program passes, without the ABI's Base.
	Number uint64
	Name   string
	// Symbol is the function that serves it.
	Symbol string
	// Word is an instruction that the function has when it serves the call, 0
	// where the function always does.
	Word uint32
	// Arguments are pairs of type and name.
	Arguments [][2]string
}

// Source says how an ABI looks in a kernel tree. An ABI without a Table and a
// Header of its own uses the table that most architectures share.
type Source struct {
	// Table is the base name of the ABI's table file, below arch/Arch.
	Table string
	// Header is the base name of a header below arch/Arch that holds the table
	// as macros, __SYSCALL(NUMBER, ENTRY), in trees without the table file.
	Header string
	// Columns are the words of the table's abi column whose rows belong to
	// this ABI; none means all. Where a tree's makefiles say them
	// (arch/Arch/kernel/Makefile.syscalls), those count.
	Columns []string
	// CompatEntry says that the compat entry of a row, where there is one, is
	// what this ABI calls.
	CompatEntry bool
	// Requires are the configuration symbols without which a kernel does not
	// serve the ABI; one behind "!" has to be off. Symbols that the tree's
	// Kconfig files do not have are not required.
	Requires []string
}

// String returns the name of the ABI.
func (a *ABI) String() string { return a.Name }

// Number returns the number that a program passes for slot index.
func (a *ABI) Number(index int) uint64 { return a.Base + uint64(index) }

// SplitHandler splits the symbol of a handler into the prefix and the name of
// the syscall. Where several prefixes fit the longest wins, so that
// __x64_compat_sys_x is not read as a call "compat_sys_x". ok is false for a
// symbol with none of the ABI's prefixes.
func (a *ABI) SplitHandler(symbol string) (prefix, name string, ok bool) {
	for _, p := range a.Image.Handlers {
		if rest, found := strings.CutPrefix(symbol, p); found && rest != "" && len(p) > len(prefix) {
			prefix, name, ok = p, rest, true
		}
	}
	return prefix, name, ok
}

// SyscallName returns the name of the syscall behind a handler, without the
// prefixes that mark the ABI, and the name as the site spells it.
// Both are empty for a symbol that is not a handler of this ABI.
func (a *ABI) SyscallName(symbol string) (name, original string) {
	_, original, ok := a.SplitHandler(symbol)
	if !ok {
		return "", ""
	}
	return a.Plain(original), original
}

// Plain returns the name of the syscall behind the name of a variant: what
// marks the variant is dropped. It also serves handlers without any of the
// usual prefixes, such as alpha_fork.
func (a *ABI) Plain(variant string) string {
	if slices.Contains(a.Image.FullNames, variant) {
		return variant
	}
	name := plainName(a.Unwrapped(variant))
	for _, p := range a.Image.NamePrefixes {
		if rest, found := strings.CutPrefix(name, p); found && rest != "" {
			return rest
		}
	}
	return name
}

// Unwrapped drops the suffix that marks a wrapper of the site with this name.
func (a *ABI) Unwrapped(name string) string {
	for _, suffix := range a.Image.NameSuffixes {
		if rest, found := strings.CutSuffix(name, suffix); found && rest != "" {
			return rest
		}
	}
	return name
}

// plainName drops what tells variants of one syscall apart in every
// architecture: "_time32" and "_time64", shortened to "32" and "64" behind a
// name that ends in "time" itself (the kernel's work for the year 2038), "32_"
// for calls of 32-bit programs on 64-bit kernels, and "old_" for calls that
// another number replaced. "oldumount" and the like are names of their own.
func plainName(name string) string {
	for _, suffix := range []string{"_time32", "_time64"} {
		if rest, found := strings.CutSuffix(name, suffix); found && rest != "" {
			name = rest
			break
		}
	}
	if strings.HasSuffix(name, "time32") || strings.HasSuffix(name, "time64") {
		name = name[:len(name)-2]
	}
	for _, prefix := range []string{"32_", "old_"} {
		if rest, found := strings.CutPrefix(name, prefix); found && rest != "" {
			name = rest
		}
	}
	return name
}

// all is the table, in the order in which ABIs are listed: by architecture,
// and within one the native ABI first.
var all = slices.Concat(
	x86, arm, arm64, mips, powerpc, riscv, s390, loongarch, sparc,
	alpha, arc, csky, hexagon, ia64, m68k, microblaze, nios2, openrisc, parisc, sh, xtensa,
)

// All returns every ABI, the native ones of an architecture before its compat
// ones. The slice is the caller's, the values are shared.
func All() []*ABI { return slices.Clone(all) }

// ByName finds an ABI by its name or one of its aliases.
func ByName(name string) (*ABI, bool) {
	for _, a := range all {
		if a.Name == name || slices.Contains(a.Aliases, name) {
			return a, true
		}
	}
	return nil, false
}

// Parse is [ByName] with an error that lists what there is.
func Parse(name string) (*ABI, error) {
	if a, ok := ByName(name); ok {
		return a, nil
	}
	return nil, fmt.Errorf("unknown ABI %q; known are %s", name, strings.Join(Names(all), ", "))
}

// OfArch returns the ABIs of one architecture directory.
func OfArch(arch string) []*ABI {
	var abis []*ABI
	for _, a := range all {
		if a.Arch == arch {
			abis = append(abis, a)
		}
	}
	return abis
}

// Names returns the names of abis.
func Names(abis []*ABI) []string {
	names := make([]string, len(abis))
	for i, a := range abis {
		names[i] = a.Name
	}
	return names
}
