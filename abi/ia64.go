package abi

// ia64 follows arch/ia64/kernel/entry.S for its table.
var ia64 = []*ABI{
	{
		Name:              "ia64",
		Arch:              "ia64",
		KernelBits:        64,
		Bits:              64,
		Short:             "ia64",
		Base:              1024,
		NumberRegister:    "r15",
		ArgumentRegisters: []string{"out0", "out1", "out2", "out3", "out4", "out5"},
		Image: Image{
			Machines:     []uint16{50}, // EM_IA_64
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_", "ia64_"},
			Read:         2,
			NamePrefixes: []string{"ia64_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common"}},
	},
}
