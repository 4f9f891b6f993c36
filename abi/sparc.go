package abi

// sparc follows arch/sparc/kernel/systbls_32.S and systbls_64.S. A 64-bit
// kernel lies below 4 GiB, and its tables have entries of four bytes.
var sparc = []*ABI{
	{
		Name:              "sparc",
		Aliases:           []string{"sparc32"},
		Arch:              "sparc",
		KernelBits:        32,
		Bits:              32,
		Short:             "sparc32",
		NumberRegister:    "g1",
		ArgumentRegisters: sparcRegisters,
		Image: Image{
			Machines:     []uint16{2, 18}, // EM_SPARC, EM_SPARC32PLUS
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_", "sunos_"},
			Read:         3,
			NamePrefixes: []string{"sparc_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "32"}, Requires: []string{"SPARC32"}},
	},
	{
		Name:              "sparc64",
		Arch:              "sparc",
		KernelBits:        64,
		Bits:              64,
		Short:             "sparc64",
		NumberRegister:    "g1",
		ArgumentRegisters: sparcRegisters,
		Image: Image{
			Machines:     sparc64Machines,
			Tables:       []string{"sys_call_table64", "sys_call_table"},
			Handlers:     []string{"sys_", "sys64_", "sunos_"},
			Read:         3,
			NamePrefixes: []string{"sparc_", "sparc64_", "64_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "64"}, Requires: []string{"SPARC64"}},
	},
	{
		Name:              "sparc64-32",
		Aliases:           []string{"sparc64-sparc32"},
		Arch:              "sparc",
		KernelBits:        64,
		Bits:              32,
		Short:             "sparc32",
		Compat:            true,
		NumberRegister:    "g1",
		ArgumentRegisters: sparcRegisters,
		Image: Image{
			Machines:       sparc64Machines,
			Tables:         []string{"sys_call_table32"},
			Handlers:       []string{"compat_sys_", "sys32_", "sys_", "sunos_"},
			Read:           3,
			CompatHandlers: []string{"compat_sys_", "sys32_"},
			NamePrefixes:   []string{"sparc_", "sparc64_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "32"}, CompatEntry: true, Requires: []string{"SPARC64", "COMPAT"}},
	},
}

var (
	sparc64Machines = []uint16{43} // EM_SPARCV9
	sparcRegisters  = []string{"o0", "o1", "o2", "o3", "o4", "o5"}
)
