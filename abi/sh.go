package abi

// sh follows arch/sh/kernel/syscalls_32.S for its table.
var sh = []*ABI{
	{
		Name:              "sh",
		Aliases:           []string{"superh"},
		Arch:              "sh",
		KernelBits:        32,
		Bits:              32,
		Short:             "sh",
		NumberRegister:    "r3",
		ArgumentRegisters: []string{"r4", "r5", "r6", "r7", "r0", "r1"},
		Image: Image{
			Machines:     []uint16{42}, // EM_SH
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"sys_"},
			Read:         3,
			NamePrefixes: []string{"sh_"},
			NameSuffixes: []string{"_wrapper"},
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common"}},
	},
}
