package abi

// arm follows arch/arm/tools/syscall.tbl for the table and
// arch/arm/kernel/entry-common.S for the symbols. A kernel with CONFIG_AEABI
// has the EABI in sys_call_table and, with CONFIG_OABI_COMPAT, the old ABI in a
// table of its own; one without has the old ABI in sys_call_table.
var arm = []*ABI{
	{
		Name:              "arm",
		Aliases:           []string{"eabi", "arm-eabi"},
		Arch:              "arm",
		KernelBits:        32,
		Bits:              32,
		Short:             "eabi",
		NumberRegister:    "r7",
		ArgumentRegisters: []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6"},
		Image: Image{
			Machines:     []uint16{40}, // EM_ARM
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         3,
			NamePrefixes: []string{"arm_"},
			NameSuffixes: []string{"_wrapper"},
			Private:      armPrivate,
		},
		Source: Source{
			Requires: []string{"AEABI"},
			Table:    "syscall.tbl",
			Columns:  []string{"common", "eabi"},
		},
	},
	{
		Name:              "arm-oabi",
		Aliases:           []string{"oabi"},
		Arch:              "arm",
		KernelBits:        32,
		Bits:              32,
		Short:             "oabi",
		Base:              0x900000,        // __NR_OABI_SYSCALL_BASE
		NumberRegister:    "swi immediate", // the number is part of the instruction
		ArgumentRegisters: []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6"},
		Image: Image{
			Machines:     []uint16{40},
			Tables:       []string{"sys_oabi_call_table", "sys_call_table"},
			Handlers:     []string{"sys_oabi_", "sys_"},
			Read:         3,
			NamePrefixes: []string{"arm_"},
			NameSuffixes: []string{"_wrapper"},
			Private:      armPrivate,
		},
		Source: Source{
			Requires: []string{"OABI_COMPAT"},
			Table:    "syscall.tbl",
			Columns:  []string{"common", "oabi"},
			// arch/arm/kernel/entry-common.S.
			CompatEntry: true,
		},
	},
}

// armPrivate are the calls from __ARM_NR_BASE on, which arm_syscall in
// arch/arm/kernel/traps.c serves itself (arch/arm/include/uapi/asm/unistd.h).
// Their numbers are the same without the EABI, plus its base.
var armPrivate = []Private{
	{Number: 0x0f0001, Name: "breakpoint", Symbol: "arm_syscall"},
	{Number: 0x0f0002, Name: "cacheflush", Symbol: "arm_syscall", Arguments: [][2]string{
		{"unsigned long", "start"}, {"unsigned long", "end"}, {"int", "flags"},
	}},
	{Number: 0x0f0003, Name: "usr26", Symbol: "arm_syscall"},
	{Number: 0x0f0004, Name: "usr32", Symbol: "arm_syscall"},
	{Number: 0x0f0005, Name: "set_tls", Symbol: "arm_syscall", Arguments: [][2]string{{"unsigned long", "val"}}},
	{Number: 0x0f0006, Name: "get_tls", Symbol: "arm_syscall"},
}
