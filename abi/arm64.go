package abi

// arm64 follows arch/arm64/include/asm/syscall_wrapper.h for the handlers and
// arch/arm64/kernel/sys.c and sys32.c for the tables.
var arm64 = []*ABI{
	{
		Name:              "arm64",
		Aliases:           []string{"aarch64", "arm64-aarch64"},
		Arch:              "arm64",
		KernelBits:        64,
		Bits:              64,
		Short:             "aarch64",
		NumberRegister:    "x8",
		ArgumentRegisters: []string{"x0", "x1", "x2", "x3", "x4", "x5"},
		Image: Image{
			Machines:     []uint16{183}, // EM_AARCH64
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"__arm64_sys_", "sys_"},
			Read:         63,
			NamePrefixes: []string{"arm64_"},
			NameSuffixes: []string{"_wrapper"},
		},
		Source: Source{Table: "syscall_64.tbl"},
	},
	{
		Name:              "arm64-aarch32",
		Aliases:           []string{"aarch32"},
		Arch:              "arm64",
		KernelBits:        64,
		Bits:              32,
		Short:             "aarch32",
		Compat:            true,
		NumberRegister:    "r7",
		ArgumentRegisters: []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6"},
		Image: Image{
			Machines:       []uint16{183},
			Tables:         []string{"compat_sys_call_table"},
			Handlers:       []string{"__arm64_compat_sys_", "__arm64_sys_", "compat_sys_", "sys_"},
			Read:           3,
			CompatHandlers: []string{"__arm64_compat_sys_", "compat_sys_"},
			NamePrefixes:   []string{"aarch32_", "arm64_"},
			NameSuffixes:   []string{"_wrapper"},
		},
		Source: Source{Table: "syscall_32.tbl", Header: "unistd32.h", CompatEntry: true, Requires: []string{"COMPAT"}},
	},
}
