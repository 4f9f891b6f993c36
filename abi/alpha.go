package abi

// alpha follows arch/alpha/kernel/systbls.S for its table.
var alpha = []*ABI{
	{
		Name:              "alpha",
		Aliases:           []string{"axp"},
		Arch:              "alpha",
		KernelBits:        64,
		Bits:              64,
		Short:             "alpha",
		NumberRegister:    "v0",
		ArgumentRegisters: []string{"a0", "a1", "a2", "a3", "a4", "a5"},
		Image: Image{
			Machines:     []uint16{0x9026}, // EM_ALPHA
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         3,
			NamePrefixes: []string{"alpha_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common"}},
	},
}
