package abi

// loongarch follows arch/loongarch/kernel/syscall.c.
var loongarch = []*ABI{
	{
		Name:              "loongarch64",
		Aliases:           []string{"loongarch", "la64"},
		Arch:              "loongarch",
		KernelBits:        64,
		Bits:              64,
		Short:             "lp64",
		NumberRegister:    "a7",
		ArgumentRegisters: loongarchRegisters,
		Image: Image{
			Machines: loongarchMachines,
			Tables:   []string{"sys_call_table"},
			Handlers: []string{"__loongarch_sys_", "sys_"},
			Read:     63,
		},
		Source: Source{Requires: []string{"64BIT"}},
	},
	{
		Name:              "loongarch32",
		Aliases:           []string{"la32"},
		Arch:              "loongarch",
		KernelBits:        32,
		Bits:              32,
		Short:             "ilp32",
		NumberRegister:    "a7",
		ArgumentRegisters: loongarchRegisters,
		Image: Image{
			Machines: loongarchMachines,
			Tables:   []string{"sys_call_table"},
			Handlers: []string{"__loongarch_sys_", "sys_"},
			Read:     63,
		},
		Source: Source{Requires: []string{"32BIT"}},
	},
}

var (
	loongarchMachines  = []uint16{258} // EM_LOONGARCH
	loongarchRegisters = []string{"a0", "a1", "a2", "a3", "a4", "a5"}
)
