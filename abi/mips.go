package abi

// mips follows arch/mips/kernel/syscalls/ for the tables and
// arch/mips/kernel/scall*.S for the symbols. Its tables are not wrapped: the
// handlers are called as the macros of include/linux/syscalls.h name them.
var mips = []*ABI{
	{
		Name:              "mips",
		Aliases:           []string{"o32", "mips-o32"},
		Arch:              "mips",
		KernelBits:        32,
		Bits:              32,
		Short:             "o32",
		Base:              4000, // __NR_Linux of the o32 ABI
		NumberRegister:    "v0",
		ArgumentRegisters: mipsO32Registers,
		Image: Image{
			Machines:     mipsMachines,
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_", "sysm_", "mipsmt_sys_", "__sys_"},
			Read:         3,
			NamePrefixes: []string{"mips_"},
		},
		Source: Source{Table: "syscall_o32.tbl", Columns: []string{"common", "o32"}, Requires: []string{"32BIT"}},
	},
	{
		Name:              "mips64",
		Aliases:           []string{"n64", "mips64-n64"},
		Arch:              "mips",
		KernelBits:        64,
		Bits:              64,
		Short:             "n64",
		Base:              5000,
		NumberRegister:    "v0",
		ArgumentRegisters: mipsNewRegisters,
		Image: Image{
			Machines:     mipsMachines,
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_", "sysm_", "mipsmt_sys_", "__sys_"},
			NamePrefixes: []string{"mips_"},
		},
		Source: Source{Table: "syscall_n64.tbl", Columns: []string{"common", "n64"}, Requires: []string{"64BIT"}},
	},
	{
		Name:              "mips64-n32",
		Aliases:           []string{"n32"},
		Arch:              "mips",
		KernelBits:        64,
		Bits:              32,
		Short:             "n32",
		Compat:            true,
		Base:              6000,
		NumberRegister:    "v0",
		ArgumentRegisters: mipsNewRegisters,
		Image: Image{
			Machines:       mipsMachines,
			Tables:         []string{"sysn32_call_table"},
			Handlers:       []string{"sysn32_", "compat_sys_", "sys32_", "sys_", "sysm_", "mipsmt_sys_", "__sys_"},
			CompatHandlers: []string{"compat_sys_"},
			NamePrefixes:   []string{"mips_"},
		},
		Source: Source{Table: "syscall_n32.tbl", Columns: []string{"common", "n32"}, Requires: []string{"MIPS32_N32"}},
	},
	{
		Name:              "mips64-o32",
		Arch:              "mips",
		KernelBits:        64,
		Bits:              32,
		Short:             "o32",
		Compat:            true,
		Base:              4000,
		NumberRegister:    "v0",
		ArgumentRegisters: mipsO32Registers,
		Image: Image{
			Machines:       mipsMachines,
			Tables:         []string{"sys32_call_table"},
			Handlers:       []string{"sys32_", "compat_sys_", "sys_", "sysm_", "mipsmt_sys_", "__sys_"},
			Read:           3,
			CompatHandlers: []string{"compat_sys_"},
			NamePrefixes:   []string{"mips_"},
		},
		Source: Source{Table: "syscall_o32.tbl", Columns: []string{"common", "o32"}, CompatEntry: true, Requires: []string{"MIPS32_O32"}},
	},
}

var mipsMachines = []uint16{8} // EM_MIPS

// The fifth and later arguments of the o32 ABI are on the user's stack.
var (
	mipsO32Registers = []string{"a0", "a1", "a2", "a3", "16(sp)", "20(sp)"}
	mipsNewRegisters = []string{"a0", "a1", "a2", "a3", "a4", "a5"}
)
