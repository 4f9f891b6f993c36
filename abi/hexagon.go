package abi

// hexagon follows arch/hexagon/kernel/syscalltab.c for its table.
var hexagon = []*ABI{
	{
		Name:              "hexagon",
		Arch:              "hexagon",
		KernelBits:        32,
		Bits:              32,
		Short:             "hexagon",
		NumberRegister:    "r6",
		ArgumentRegisters: []string{"r0", "r1", "r2", "r3", "r4", "r5"},
		Image: Image{
			Machines:     []uint16{164}, // EM_HEXAGON
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         63,
			NamePrefixes: []string{"hexagon_"},
		},
	},
}
