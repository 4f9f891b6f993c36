package abi

// powerpc follows arch/powerpc/include/asm/syscall_wrapper.h for the handlers,
// arch/powerpc/kernel/syscalls/syscall.tbl for the table, and
// arch/powerpc/kernel/systbl.c and arch/powerpc/platforms/cell/spu_callbacks.c
// for the symbols. A name with a dot is the code behind a function descriptor
// (ELF ABI version 1).
var powerpc = []*ABI{
	{
		Name:              "powerpc",
		Aliases:           []string{"ppc", "ppc32", "powerpc32"},
		Arch:              "powerpc",
		KernelBits:        32,
		Bits:              32,
		Short:             "ppc32",
		NumberRegister:    "r0",
		ArgumentRegisters: powerpcRegisters,
		Image: Image{
			Machines:     []uint16{20}, // EM_PPC
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"__powerpc_sys_", "sys_", "ppc_"},
			Read:         3,
			NamePrefixes: []string{"ppc32_", "ppc_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "nospu", "32"}, Requires: []string{"PPC32"}},
	},
	{
		Name:              "powerpc64",
		Aliases:           []string{"ppc64"},
		Arch:              "powerpc",
		KernelBits:        64,
		Bits:              64,
		Short:             "ppc64",
		NumberRegister:    "r0",
		ArgumentRegisters: powerpcRegisters,
		Image: Image{
			Machines:     powerpc64Machines,
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"__powerpc_sys_", ".__powerpc_sys_", ".sys_", "sys_", ".ppc_", "ppc_"},
			Read:         3,
			NamePrefixes: []string{"ppc64_", "ppc_"},
			// The system call vector of CONFIG_PPC_FAST_ENDIAN_SWITCH compares
			// the number itself: cmpdi r0,0x1ebe (exceptions-64s.S).
			Private: []Private{
				{Number: 0x1ebe, Name: "switch_endian", Symbol: "exc_real_0xc00_system_call", Word: 0x2c201ebe},
			},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "nospu", "64"}, Requires: []string{"PPC64"}},
	},
	{
		Name:              "powerpc64-32",
		Aliases:           []string{"ppc64-32", "powerpc64-ppc32"},
		Arch:              "powerpc",
		KernelBits:        64,
		Bits:              32,
		Short:             "ppc32",
		Compat:            true,
		NumberRegister:    "r0",
		ArgumentRegisters: powerpcRegisters,
		Image: Image{
			Machines: powerpc64Machines,
			Tables:   []string{"compat_sys_call_table", "sys_call_table"},
			Handlers: []string{"__powerpc_compat_sys_", ".__powerpc_compat_sys_", "__powerpc_sys_", ".__powerpc_sys_",
				".compat_sys_", "compat_sys_", ".sys_", "sys_", ".ppc_", "ppc_"},
			Read:           3,
			CompatHandlers: []string{"__powerpc_compat_sys_", ".__powerpc_compat_sys_", ".compat_sys_", "compat_sys_"},
			NamePrefixes:   []string{"ppc32_", "ppc64_", "ppc_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "nospu", "32"}, CompatEntry: true, Requires: []string{"PPC64", "COMPAT"}},
	},
	{
		Name:              "powerpc64-spu",
		Aliases:           []string{"ppc64-spu", "spu"},
		Arch:              "powerpc",
		KernelBits:        64,
		Bits:              64,
		Short:             "spu",
		NumberRegister:    "nr_ret", // struct spu_syscall_block, in the SPU's memory
		ArgumentRegisters: []string{"parm[0]", "parm[1]", "parm[2]", "parm[3]", "parm[4]", "parm[5]"},
		Image: Image{
			Machines:     powerpc64Machines,
			Tables:       []string{"spu_syscall_table"},
			Handlers:     []string{"__powerpc_sys_", ".__powerpc_sys_", ".sys_", "sys_", ".ppc_", "ppc_"},
			Read:         3,
			NamePrefixes: []string{"ppc64_", "ppc_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "spu"}, Requires: []string{"SPU_BASE"}},
	},
}

var (
	powerpc64Machines = []uint16{21} // EM_PPC64
	powerpcRegisters  = []string{"r3", "r4", "r5", "r6", "r7", "r8"}
)
