package abi

// nios2 follows arch/nios2/kernel/syscall_table.c for its table.
var nios2 = []*ABI{
	{
		Name:              "nios2",
		Arch:              "nios2",
		KernelBits:        32,
		Bits:              32,
		Short:             "nios2",
		NumberRegister:    "r2",
		ArgumentRegisters: []string{"r4", "r5", "r6", "r7", "r8", "r9"},
		Image: Image{
			Machines:     []uint16{113}, // EM_ALTERA_NIOS2
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         63,
			NamePrefixes: []string{"nios2_"},
		},
	},
}
