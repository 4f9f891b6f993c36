package abi

// xtensa follows arch/xtensa/kernel/syscall.c for its table.
var xtensa = []*ABI{
	{
		Name:              "xtensa",
		Arch:              "xtensa",
		KernelBits:        32,
		Bits:              32,
		Short:             "xtensa",
		NumberRegister:    "a2",
		ArgumentRegisters: []string{"a6", "a3", "a4", "a5", "a8", "a9"},
		Image: Image{
			Machines:     []uint16{94}, // EM_XTENSA
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         12,
			NamePrefixes: []string{"xtensa_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common"}},
	},
}
