package abi

// csky follows arch/csky/kernel/syscall_table.c for its table.
var csky = []*ABI{
	{
		Name:              "csky",
		Arch:              "csky",
		KernelBits:        32,
		Bits:              32,
		Short:             "csky",
		NumberRegister:    "r7",
		ArgumentRegisters: []string{"r0", "r1", "r2", "r3", "r4", "r5"},
		Image: Image{
			Machines: []uint16{252}, // EM_CSKY
			Tables:   []string{"sys_call_table"},
			Handlers: []string{"sys_", "csky_"},
			Read:     63,
		},
	},
}
