package abi

// m68k follows arch/m68k/kernel/syscalltable.S for its table.
var m68k = []*ABI{
	{
		Name:              "m68k",
		Arch:              "m68k",
		KernelBits:        32,
		Bits:              32,
		Short:             "m68k",
		NumberRegister:    "d0",
		ArgumentRegisters: []string{"d1", "d2", "d3", "d4", "d5", "a0"},
		Image: Image{
			Machines:     []uint16{4}, // EM_68K
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_", "__sys_"},
			Read:         3,
			NamePrefixes: []string{"m68k_"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common"}},
	},
}
