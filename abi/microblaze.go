package abi

// microblaze follows arch/microblaze/kernel/syscall_table.S for its table.
var microblaze = []*ABI{
	{
		Name:              "microblaze",
		Arch:              "microblaze",
		KernelBits:        32,
		Bits:              32,
		Short:             "microblaze",
		NumberRegister:    "r12",
		ArgumentRegisters: []string{"r5", "r6", "r7", "r8", "r9", "r10"},
		Image: Image{
			Machines:     []uint16{189}, // EM_MICROBLAZE
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         3,
			NamePrefixes: []string{"microblaze_"},
			NameSuffixes: []string{"_wrapper"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common"}},
	},
}
