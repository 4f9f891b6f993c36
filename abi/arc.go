package abi

// arc follows arch/arc/kernel/sys.c for its table.
var arc = []*ABI{
	{
		Name:              "arc",
		Arch:              "arc",
		KernelBits:        32,
		Bits:              32,
		Short:             "arc",
		NumberRegister:    "r8",
		ArgumentRegisters: []string{"r0", "r1", "r2", "r3", "r4", "r5"},
		Image: Image{
			Machines:     []uint16{93, 195}, // EM_ARC_COMPACT, EM_ARC_COMPACT2
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         63,
			NamePrefixes: []string{"arc_"},
			NameSuffixes: []string{"_wrapper"},
			FullNames:    []string{"arc_settls", "arc_gettls", "arc_usr_cmpxchg"},
		},
	},
}
