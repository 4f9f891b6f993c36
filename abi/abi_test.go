package abi

import "testing"

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, a := range All() {
		for _, name := range append([]string{a.Name}, a.Aliases...) {
			if other, ok := seen[name]; ok {
				t.Errorf("%q names both %s and %s", name, other, a.Name)
			}
			seen[name] = a.Name
		}
	}
}

func TestTableIsComplete(t *testing.T) {
	for _, a := range All() {
		if a.Arch == "" || a.Short == "" || a.NumberRegister == "" || len(a.ArgumentRegisters) < 6 {
			t.Errorf("%s lacks its architecture, short name or registers", a)
		}
		if a.Bits != 32 && a.Bits != 64 || a.KernelBits < a.Bits {
			t.Errorf("%s: %d-bit programs on a %d-bit kernel", a, a.Bits, a.KernelBits)
		}
		if len(a.Image.Machines) == 0 || len(a.Image.Tables) == 0 || len(a.Image.Handlers) == 0 {
			t.Errorf("%s does not say how it looks in an image", a)
		}
	}
}

func TestByName(t *testing.T) {
	for alias, want := range map[string]string{
		"x86-64": "x86-64", "x64": "x86-64", "i386": "x86", "ia32": "x86", "x32": "x86-64-x32",
		"aarch64": "arm64", "o32": "mips", "n64": "mips64", "ppc32": "powerpc", "ppc64": "powerpc64", "rv32": "riscv32",
		"rv64": "riscv64", "arm-oabi": "arm-oabi", "riscv64-32": "riscv64-32", "powerpc64-spu": "powerpc64-spu",
	} {
		if a, ok := ByName(alias); !ok || a.Name != want {
			t.Errorf("ByName(%q) = %v, %v, want %s", alias, a, ok, want)
		}
	}
	if a, err := Parse("pdp11"); err == nil {
		t.Errorf("Parse(pdp11) = %v, want an error", a)
	}
}

func TestSyscallName(t *testing.T) {
	for _, test := range []struct{ abi, symbol, name, original string }{
		{"x86-64", "__x64_sys_read", "read", "read"},
		{"x86-64", "__x64_sys_", "", ""},
		{"x86-64", "__se_sys_read", "", ""},
		{"x86-64-ia32", "__ia32_compat_sys_ia32_mmap", "mmap", "ia32_mmap"},
		{"x86-64-ia32", "__ia32_sys_umount", "umount", "umount"},
		{"x86-64-x32", "__x64_compat_sys_execveat", "execveat", "execveat"},
		{"x86-64-x32", "__x64_sys_read", "read", "read"},
		{"x86-64-x32", "__x64_compat_sys_x32_rt_sigreturn", "rt_sigreturn", "x32_rt_sigreturn"},
		{"x86-64-ia32", "__ia32_sys_time32", "time", "time32"},
		{"x86-64-ia32", "__ia32_compat_sys_ppoll_time64", "ppoll", "ppoll_time64"},
		{"x86-64-ia32", "__ia32_sys_timer_settime32", "timer_settime", "timer_settime32"},
		{"x86-64-ia32", "__ia32_compat_sys_old_select", "select", "old_select"},
		{"x86-64-ia32", "__ia32_sys_oldumount", "oldumount", "oldumount"},
		{"arm", "sys_sigreturn_wrapper", "sigreturn", "sigreturn_wrapper"},
		{"arm", "sys_arm_fadvise64_64", "fadvise64_64", "arm_fadvise64_64"},
		{"arm-oabi", "sys_oabi_stat64", "stat64", "stat64"},
		{"arm64", "__arm64_sys_arm64_personality", "personality", "arm64_personality"},
		{"arm64-aarch32", "__arm64_compat_sys_aarch32_mmap2", "mmap2", "aarch32_mmap2"},
		{"mips", "sysm_pipe", "pipe", "pipe"},
		{"mips64-o32", "sys_32_llseek", "llseek", "32_llseek"},
		{"mips64-o32", "sys32_readahead", "readahead", "readahead"},
		{"mips64-n32", "sysn32_rt_sigreturn", "rt_sigreturn", "rt_sigreturn"},
		{"powerpc64", ".sys_read", "read", "read"},
		{"powerpc64", "sys_ppc64_personality", "personality", "ppc64_personality"},
		{"s390", "__s390_compat_sys_s390_old_mmap", "old_mmap", "s390_old_mmap"},
		{"s390x", "__s390x_sys_s390_ipc", "ipc", "s390_ipc"},
		{"s390x", "__s390x_sys_s390_sthyi", "s390_sthyi", "s390_sthyi"},
		{"sh", "sys_read", "read", "read"},
	} {
		a, err := Parse(test.abi)
		if err != nil {
			t.Fatal(err)
		}
		if name, original := a.SyscallName(test.symbol); name != test.name || original != test.original {
			t.Errorf("%s: SyscallName(%s) = %q, %q, want %q, %q", a, test.symbol, name, original, test.name, test.original)
		}
	}
}

func TestNumber(t *testing.T) {
	x32, _ := ByName("x32")
	if got, want := x32.Number(59), uint64(0x4000003b); got != want {
		t.Errorf("x32 number of slot 59 = %#x, want %#x", got, want)
	}
}
