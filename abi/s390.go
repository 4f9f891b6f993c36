package abi

// s390 follows arch/s390/include/asm/syscall_wrapper.h for the handlers and
// arch/s390/kernel/entry.S (syscall_table.S before) for the tables.
var s390 = []*ABI{
	{
		Name:              "s390x",
		Arch:              "s390",
		KernelBits:        64,
		Bits:              64,
		Short:             "s390x",
		NumberRegister:    "r1",
		ArgumentRegisters: s390Registers,
		Image: Image{
			Machines:     s390Machines,
			Tables:       []string{"sys_call_table"},
			Handlers:     []string{"__s390x_sys_", "sys_"},
			Read:         3,
			NamePrefixes: []string{"s390_"},
			FullNames:    s390Names,
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "64"}},
	},
	{
		Name:              "s390",
		Aliases:           []string{"s390x-31", "s390-31"},
		Arch:              "s390",
		KernelBits:        64,
		Bits:              32,
		Short:             "s390",
		Compat:            true,
		NumberRegister:    "r1",
		ArgumentRegisters: s390Registers,
		Image: Image{
			Machines:       s390Machines,
			Tables:         []string{"sys_call_table_emu"},
			Handlers:       []string{"__s390_compat_sys_", "__s390_sys_", "compat_sys_", "sys_"},
			Read:           3,
			CompatHandlers: []string{"__s390_compat_sys_", "compat_sys_"},
			NamePrefixes:   []string{"s390_"},
			FullNames:      s390Names,
		},
		Source: Source{Table: "syscall.tbl", Columns: []string{"common", "32"}, CompatEntry: true, Requires: []string{"COMPAT"}},
	},
}

var (
	s390Machines  = []uint16{22} // EM_S390
	s390Registers = []string{"r2", "r3", "r4", "r5", "r6", "r7"}

	// s390Names are the calls that no other architecture has.
	s390Names = []string{"s390_runtime_instr", "s390_pci_mmio_write", "s390_pci_mmio_read", "s390_guarded_storage", "s390_sthyi"}
)
