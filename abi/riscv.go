package abi

// riscv follows arch/riscv/include/asm/syscall_wrapper.h for the handlers and
// arch/riscv/kernel/syscall_table.c and compat_syscall_table.c for the tables.
var riscv = []*ABI{
	{
		Name:              "riscv32",
		Aliases:           []string{"rv32"},
		Arch:              "riscv",
		KernelBits:        32,
		Bits:              32,
		Short:             "rv32",
		NumberRegister:    "a7",
		ArgumentRegisters: riscvRegisters,
		Image: Image{
			Machines: riscvMachines,
			Tables:   []string{"sys_call_table"},
			Handlers: []string{"__riscv_sys_", "sys_"},
			Read:     63,
		},
		Source: Source{Requires: []string{"32BIT"}},
	},
	{
		Name:              "riscv64",
		Aliases:           []string{"rv64", "riscv"},
		Arch:              "riscv",
		KernelBits:        64,
		Bits:              64,
		Short:             "rv64",
		NumberRegister:    "a7",
		ArgumentRegisters: riscvRegisters,
		Image: Image{
			Machines: riscvMachines,
			Tables:   []string{"sys_call_table"},
			Handlers: []string{"__riscv_sys_", "sys_"},
			Read:     63,
		},
		Source: Source{Requires: []string{"64BIT"}},
	},
	{
		Name:              "riscv64-32",
		Aliases:           []string{"rv64-32", "riscv64-rv32"},
		Arch:              "riscv",
		KernelBits:        64,
		Bits:              32,
		Short:             "rv32",
		Compat:            true,
		NumberRegister:    "a7",
		ArgumentRegisters: riscvRegisters,
		Image: Image{
			Machines:       riscvMachines,
			Tables:         []string{"compat_sys_call_table"},
			Handlers:       []string{"__riscv_compat_sys_", "__riscv_sys_", "compat_sys_", "sys_"},
			Read:           63,
			CompatHandlers: []string{"__riscv_compat_sys_", "compat_sys_"},
		},
		Source: Source{CompatEntry: true, Requires: []string{"64BIT", "COMPAT"}},
	},
}

var (
	riscvMachines  = []uint16{243} // EM_RISCV
	riscvRegisters = []string{"a0", "a1", "a2", "a3", "a4", "a5"}
)
