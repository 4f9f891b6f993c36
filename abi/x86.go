package abi

// X32Bit is set in every number of the x32 ABI: __X32_SYSCALL_BIT of
// arch/x86/include/uapi/asm/unistd.h.
const X32Bit = 0x40000000

// x86 follows arch/x86/include/asm/syscall_wrapper.h for the handlers,
// arch/x86/entry/syscalls/ for the tables and arch/x86/entry/ for the symbols.
var x86 = []*ABI{
	{
		Name:              "x86-64",
		Aliases:           []string{"x64", "x86_64", "amd64"},
		Arch:              "x86",
		KernelBits:        64,
		Bits:              64,
		Short:             "x64",
		NumberRegister:    "rax",
		ArgumentRegisters: []string{"rdi", "rsi", "rdx", "r10", "r8", "r9"},
		Image: Image{
			Machines:    []uint16{62}, // EM_X86_64
			Tables:      []string{"sys_call_table"},
			Dispatchers: []string{"x64_sys_call"},
			Handlers:    []string{"__x64_sys_", "sys_", "stub_"},
		},
		Source: Source{
			Requires: []string{"X86_64"},
			Table:    "syscall_64.tbl",
			Columns:  []string{"common", "64"},
		},
	},
	{
		Name:              "x86-64-ia32",
		Arch:              "x86",
		KernelBits:        64,
		Bits:              32,
		Short:             "ia32",
		Compat:            true,
		NumberRegister:    "eax",
		ArgumentRegisters: []string{"ebx", "ecx", "edx", "esi", "edi", "ebp"},
		Image: Image{
			Machines:       []uint16{62},
			Tables:         []string{"ia32_sys_call_table"},
			Dispatchers:    []string{"ia32_sys_call"},
			Handlers:       []string{"__ia32_compat_sys_", "__ia32_sys_", "compat_sys_", "sys_", "stub32_"},
			Read:           3,
			CompatHandlers: []string{"__ia32_compat_sys_", "compat_sys_"},
			NamePrefixes:   []string{"ia32_"},
		},
		Source: Source{
			Requires:    []string{"X86_64", "IA32_EMULATION"},
			Table:       "syscall_32.tbl",
			Columns:     []string{"i386"},
			CompatEntry: true,
		},
	},
	{
		Name:              "x86-64-x32",
		Aliases:           []string{"x32"},
		Arch:              "x86",
		KernelBits:        64,
		Bits:              32,
		Short:             "x32",
		Compat:            true,
		Base:              X32Bit,
		NumberRegister:    "rax",
		ArgumentRegisters: []string{"rdi", "rsi", "rdx", "r10", "r8", "r9"},
		Image: Image{
			Machines:       []uint16{62},
			Tables:         []string{"x32_sys_call_table"},
			Dispatchers:    []string{"x32_sys_call"},
			Handlers:       []string{"__x32_compat_sys_", "__x64_compat_sys_", "__x64_sys_", "compat_sys_", "sys_", "stub_x32_"},
			CompatHandlers: []string{"__x32_compat_sys_", "__x64_compat_sys_", "compat_sys_"},
			NamePrefixes:   []string{"x32_"},
		},
		Source: Source{
			Requires: []string{"X86_64", "X86_X32_ABI", "X86_X32"},
			Table:    "syscall_64.tbl",
			Columns:  []string{"common", "x32"},
		},
	},
	{
		Name:              "x86",
		Aliases:           []string{"i386", "ia32"},
		Arch:              "x86",
		KernelBits:        32,
		Bits:              32,
		Short:             "ia32",
		NumberRegister:    "eax",
		ArgumentRegisters: []string{"ebx", "ecx", "edx", "esi", "edi", "ebp"},
		Image: Image{
			Machines:     []uint16{3}, // EM_386
			Tables:       []string{"sys_call_table", "ia32_sys_call_table"},
			Dispatchers:  []string{"ia32_sys_call"},
			Handlers:     []string{"__ia32_sys_", "sys_"},
			Read:         3,
			NamePrefixes: []string{"ia32_"},
		},
		Source: Source{
			Requires: []string{"X86_32"},
			Table:    "syscall_32.tbl",
			Columns:  []string{"i386"},
		},
	},
}
