package abi

// openrisc follows arch/openrisc/kernel/sys_call_table.c for its table.
var openrisc = []*ABI{
	{
		Name:              "openrisc",
		Aliases:           []string{"or1k"},
		Arch:              "openrisc",
		KernelBits:        32,
		Bits:              32,
		Short:             "openrisc",
		NumberRegister:    "r11",
		ArgumentRegisters: []string{"r3", "r4", "r5", "r6", "r7", "r8"},
		Image: Image{
			Machines:     []uint16{92}, // EM_OPENRISC
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_", "__sys_"},
			Read:         63,
			NamePrefixes: []string{"or1k_"},
			FullNames:    []string{"or1k_atomic"},
		},
	},
}
