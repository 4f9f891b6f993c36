// Package vmlinux analyzes built kernels: it finds the syscall tables of every
// ABI that an image serves, the handlers in them, and what is known of each
// handler: whether it is real or a stub, where it was defined, and what it
// takes.
package vmlinux

import (
	"strings"

	"callgate/abi"
)

// Kernel is what an image says about the kernel in it.
type Kernel struct {
	// Banner is the text that the kernel prints first ("Linux version ...");
	// empty where the image has none.
	Banner string
	// Version is the version in the banner ("6.1.0-50-amd64"); Release the
	// upstream release ("6.1.176") where the banner tells it, else Version.
	Version, Release string
	// BuildID is the GNU build id in hexadecimal, or empty.
	BuildID string
	// DebugInfo says that debug information was found. DebugLink is the name of
	// the separate file that the image says it is in, or empty.
	DebugInfo bool
	DebugLink string
	// Packed is the compression of the boot image that the kernel was in
	// ("xz"), or empty.
	Packed string
	// Machine is the ELF machine, as the kernel names the architecture ("x86").
	Arch string
	Bits int
	// Config is the text of the embedded configuration (CONFIG_IKCONFIG), or
	// nil.
	Config   []byte
	Surfaces []Surface
	// Handlers are the symbols of all handlers in the image, whether a table
	// leads to them or not; the value tells the weak ones.
	// It is nil where the image has no symbols.
	Handlers map[string]bool
	// Notes say what could not be known, one sentence each.
	Notes []string
}

// Surface is what the kernel offers under one ABI.
type Surface struct {
	ABI *abi.ABI
	// TableSymbol is the symbol of the table or of the dispatch function that
	// the slots were read from.
	TableSymbol string
	// Slots are sorted by number. A number without a handler of its own (one
	// that leads to sys_ni_syscall) has no slot.
	Slots []Slot
}

// State says whether a slot's handler does something.
type State uint8

const (
	// Present is a handler that was compiled in.
	Present State = iota
	// Stub is what stands in for a syscall that was compiled out.
	Stub
)

// String returns the word that the command line prints.
func (s State) String() string {
	if s == Stub {
		return "stub"
	}
	return "present"
}

// Slot is one number of a surface and its handler.
type Slot struct {
	Number uint64 // what a program passes
	Index  int    // position in the table, -1 outside
	// Name is the syscall's name by its handler; Original the name as its
	// site spells it ("ia32_mmap" for mmap).
	Name, Original string
	// Symbol is the handler's symbol, Address and Size its code, Binding its
	// ELF binding ("global", "weak", "local").
	Symbol        string
	Address, Size uint64
	// Others are the symbols of other calls at the same address, sorted: stubs
	// may stand for several at once (SYS_NI of kernel/time/posix-stubs.c). The
	// image does not tell which of them the number means, so Symbol and Name
	// are then the first guess; the tree's table knows.
	Others  []string
	Binding string
	State   State
	// Evidence says what the state was told by, for example "weak symbol,
	// unit kernel/sys_ni.c".
	Evidence string
	// File and Line (from 1) are the site, as the debug information has it:
	// File relative to the tree. Empty and 0 where not known.
	File string
	Line int
	// Place says where File and Line come from: "dwarf", or empty.
	Place string
	// Arguments are the typed parameters; they are known when Signature is
	// not empty: "dwarf", "metadata" for the kernel's own records of its sites,
	// "abi" for calls outside the table; of a running kernel "tracefs", "btf",
	// "tree".
	Arguments []Argument
	Signature string
	// Esoteric marks an entry point outside the table.
	Esoteric bool
}

// Argument is one parameter, as the debug information has it: "const char *"
// and "filename".
type Argument struct {
	Type, Name string
}

// String writes the parameter as a declaration does: "const char *filename".
func (a Argument) String() string {
	switch {
	case a.Name == "":
		return a.Type
	case strings.HasSuffix(a.Type, "*"):
		return a.Type + a.Name
	}
	return a.Type + " " + a.Name
}
