package abi

// parisc follows arch/parisc/kernel/syscall.S: a 64-bit kernel keeps the table
// of 32-bit programs in sys_call_table, and that of 64-bit programs beside it.
var parisc = []*ABI{
	{
		Name:              "parisc",
		Aliases:           []string{"hppa", "parisc32"},
		Arch:              "parisc",
		KernelBits:        32,
		Bits:              32,
		Short:             "parisc32",
		NumberRegister:    "r20",
		ArgumentRegisters: pariscRegisters,
		Image: Image{
			Machines:     pariscMachines,
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         3,
			NamePrefixes: []string{"parisc_"},
			NameSuffixes: []string{"_wrapper"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "32"}, Requires: []string{"!64BIT"}},
	},
	{
		Name:              "parisc64",
		Aliases:           []string{"hppa64"},
		Arch:              "parisc",
		KernelBits:        64,
		Bits:              64,
		Short:             "parisc64",
		NumberRegister:    "r20",
		ArgumentRegisters: pariscRegisters,
		Image: Image{
			Machines:     pariscMachines,
			Tables:       []string{"sys_call_table64"},
			Handlers:     []string{"sys_"},
			Read:         3,
			NamePrefixes: []string{"parisc_"},
			NameSuffixes: []string{"_wrapper"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "64"}, Requires: []string{"64BIT"}},
	},
	{
		Name:              "parisc64-32",
		Aliases:           []string{"hppa64-32"},
		Arch:              "parisc",
		KernelBits:        64,
		Bits:              32,
		Short:             "parisc32",
		Compat:            true,
		NumberRegister:    "r20",
		ArgumentRegisters: pariscRegisters,
		Image: Image{
			Machines:       pariscMachines,
			Tables:         []string{"sys_call_table"},
			Handlers:       []string{"compat_sys_", "sys32_", "sys_"},
			Read:           3,
			CompatHandlers: []string{"compat_sys_"},
			NamePrefixes:   []string{"parisc_"},
			NameSuffixes:   []string{"_wrapper"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "32"}, CompatEntry: true, Requires: []string{"64BIT", "COMPAT"}},
	},
}

var (
	pariscMachines  = []uint16{15} // EM_PARISC
	pariscRegisters = []string{"r26", "r25", "r24", "r23", "r22", "r21"}
)
