package index

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"callgate/abi"
)

// rows renders a table: NUMBER NAME SYMBOL.
func rows(x *Index, abi string) string {
	t, ok := x.Table(abi)
	if !ok {
		return "none"
	}
	var out []string
	for _, r := range t.Rows {
		out = append(out, fmt.Sprintf("%d %s %s", t.Number(r), r.Name, t.Symbol(r)))
	}
	return strings.Join(out, "; ")
}

// sharedRows is in the shape of the header that architectures share.
const sharedRows = `#define __NR_io 0
__SC_COMP(__NR_io, sys_io, compat_sys_io)
#if defined(__ARCH_WANT_OLD) || __BITS_PER_LONG != 32
#define __NR_old 4
__SC_3264(__NR_old, sys_old_time32, sys_old)
#endif
#define __NR3264_fcntl 25
__SC_COMP_3264(__NR3264_fcntl, sys_fcntl64, sys_fcntl, compat_sys_fcntl64)
#define __NR_arch_specific 244
__SYSCALL(7, sys_ni_syscall)
#if __BITS_PER_LONG == 64 && !defined(__SYSCALL_COMPAT)
#define __NR_fcntl __NR3264_fcntl
#else
#define __NR_fcntl64 __NR3264_fcntl
#endif
`

func TestGenericHeader(t *testing.T) {
	x := scan(t,
		"include/uapi/asm-generic/unistd.h", sharedRows,
		"arch/riscv/include/uapi/asm/unistd.h", "#include <asm-generic/unistd.h>\n#define __NR_own (__NR_arch_specific + 15)\n__SYSCALL(__NR_own, sys_own)\n",
		"arch/riscv/include/asm/unistd.h", "#include <uapi/asm/unistd.h>\n",
		"arch/csky/include/uapi/asm/unistd.h", "#define __ARCH_WANT_OLD\n#include <asm-generic/unistd.h>\n",
		"arch/riscv/Kconfig", "config COMPAT\n\tbool \"compat\"\n",
		"arch/loongarch/include/uapi/asm/unistd.h", "#include <asm-generic/unistd.h>\n",
		"arch/loongarch/Kconfig", "config 32BIT\n\tbool\n",
		"arch/mips/include/uapi/asm/unistd.h", "#define __NR_other 1\n",
	)
	for abi, want := range map[string]string{
		"riscv64":    "259 own sys_own; 0 io sys_io; 4 old sys_old; 25 fcntl sys_fcntl",
		"riscv64-32": "259 own sys_own; 0 io compat_sys_io; 4 old sys_old_time32; 25 fcntl64 compat_sys_fcntl64",
		"riscv32":    "259 own sys_own; 0 io sys_io; 25 fcntl64 sys_fcntl64",
		"csky":       "0 io sys_io; 4 old sys_old_time32; 25 fcntl64 sys_fcntl64",
		"mips":       "none",

		// 32BIT that nothing turns on.
		"loongarch64": "0 io sys_io; 4 old sys_old; 25 fcntl sys_fcntl",
		"loongarch32": "none",

		"arm64": "none",
	} {
		if got := rows(x, abi); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", abi, got, want)
		}
	}
}

// TestUnserved leaves out the 32-bit ABIs of a tree that has only 64 bit.
func TestUnserved(t *testing.T) {
	const table, rows64 = "arch/s390/kernel/syscalls/syscall.tbl", "1 common a sys_a\n"
	for kconfig, want := range map[string]string{
		"":                                     "1 a sys_a",
		"config S390\n\tdef_bool y\n":          "none",
		"config COMPAT\n\tbool \"c\"\n":        "1 a sys_a",
		"menuconfig COMPAT\n\tbool \"c\"\n":    "1 a sys_a",
		"config X\n\tbool\n\tdepends COMPAT\n": "none",
	} {
		x := scan(t, table, rows64, "arch/s390/Kconfig", kconfig)
		if got := rows(x, "s390"); got != want {
			t.Errorf("%q: got %s, want %s", kconfig, got, want)
		}
		if got := rows(x, "s390x"); got != "1 a sys_a" {
			t.Errorf("%q: s390x: %s", kconfig, got)
		}
	}
}

func TestWithoutTable(t *testing.T) {
	x := scan(t, "arch/m68k/include/uapi/asm/unistd.h", "#define __NR_exit 1\n",
		"arch/sh/include/uapi/asm/unistd.h", "", "arch/sh/kernel/syscalls/syscall.tbl", "1 common exit sys_exit\n")
	if got := fmt.Sprint(x.WithoutTable()); got != "[m68k]" {
		t.Errorf("got %s", got)
	}
}

// TestTablesFollowEdits changes what tables are made of.
func TestTablesFollowEdits(t *testing.T) {
	const own = "arch/csky/include/uapi/asm/unistd.h"
	x := scan(t, genericHeader, sharedRows, own, "#include <asm-generic/unistd.h>\n")
	for _, step := range []struct{ path, src, want string }{
		{"arch/csky/include/asm/unistd.h", "#define __ARCH_WANT_OLD\n", "0 io sys_io; 4 old sys_old_time32; 25 fcntl64 sys_fcntl64"},
		{"arch/csky/include/asm/unistd.h", "", "0 io sys_io; 25 fcntl64 sys_fcntl64"},
		{genericHeader, "#define __NR_io 3\n__SYSCALL(__NR_io, sys_io)\n", "3 io sys_io"},
		{"arch/csky/kernel/syscall.tbl", "1 common a sys_a\n", "3 io sys_io"},
		{own, "", "none"},
	} {
		x = x.With(Extract(step.path, []byte(step.src)))
		if got := rows(x, "csky"); got != step.want {
			t.Errorf("%s: got %s, want %s", step.path, got, step.want)
		}
	}
}

func TestMakefileTable(t *testing.T) {
	fsys := tree(
		"scripts/Makefile.asm-headers", "syscall_abis_32  += common,32\nsyscall_abis_64  += common,64\nsyscalltbl := $(srctree)/scripts/syscall.tbl\n",
		"scripts/syscall.tbl", "1 common a sys_a\n2 rlimit b sys_b\n3 32 c sys_c compat_sys_c\n4 64 d sys_d\n",
		"arch/riscv/kernel/Makefile.syscalls", "# c\nsyscall_abis_32 +=\nsyscall_abis_64 += rlimit\n",
		"arch/arm64/kernel/Makefile.syscalls", "syscall_abis_64 +=\nsyscalltbl = arch/arm64/tools/syscall_%.tbl\n",
		"arch/arm64/Kconfig", "config COMPAT\n\tdef_bool y\n", "arch/riscv/Kconfig", "config COMPAT\n\tdef_bool y\n",
		"arch/csky/kernel/Makefile.syscalls", "syscall_abis_64 +=\n",
		"arch/arm64/tools/syscall_32.tbl", "1 common a sys_a compat_sys_a\n",
	)
	link := *fsys["Makefile"]
	link.Mode = 0o777 | 1<<27 // fs.ModeSymlink
	link.Data = []byte("../../../scripts/syscall.tbl")
	fsys["arch/arm64/tools/syscall_64.tbl"] = &link
	x, err := Scan(t.Context(), fsys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for abi, want := range map[string]string{
		"riscv64":       "1 a sys_a; 2 b sys_b; 4 d sys_d",
		"riscv64-32":    "1 a sys_a; 3 c compat_sys_c",
		"arm64":         "1 a sys_a; 4 d sys_d",
		"arm64-aarch32": "1 a compat_sys_a",
		"csky":          "none",
	} {
		if got := rows(x, abi); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", abi, got, want)
		}
	}
}

func TestResolve(t *testing.T) {
	const table = "arch/mips/kernel/syscalls/syscall_n64.tbl"
	for _, test := range []struct {
		name, row string
		files     []string
		want      string // files of the sites, or the reason
	}{
		{"generic", "0 n64 a sys_a", []string{"fs/a.c", "SYSCALL_DEFINE0(a)"}, "fs/a.c"},
		{"own arch first", "0 n64 a sys_a", []string{"a.c", "SYSCALL_DEFINE0(a)", "arch/mips/a.c", "SYSCALL_DEFINE0(a)"}, "arch/mips/a.c a.c"},
		{"another arch", "0 n64 a sys_a", []string{"arch/arm/a.c", "SYSCALL_DEFINE0(a)"}, Unresolved},
		{"stand-in last", "0 n64 a sys_a", []string{"mm/b-nommu.c", "SYSCALL_DEFINE0(a)", "mm/mmap.c", "SYSCALL_DEFINE0(a)"}, "mm/mmap.c mm/b-nommu.c"},
		{"word size", "0 n64 a sys_a", []string{"arch/mips/x_32.c", "SYSCALL_DEFINE0(a)", "arch/mips/x_64.c", "SYSCALL_DEFINE0(a)"}, "arch/mips/x_64.c arch/mips/x_32.c"},
		{"condition", "0 n64 a sys_a", []string{"a.c", "#ifdef CONFIG_32BIT\nSYSCALL_DEFINE0(a)\n#endif", "b.c", "#if BITS_PER_LONG == 64\nSYSCALL_DEFINE0(a)\n#endif"}, "b.c"},
		{"wanted", "0 n64 a sys_a", []string{"a.c", "#ifdef __ARCH_WANT_A\nSYSCALL_DEFINE0(a)\n#else\nSYSCALL_DEFINE0(a)\n#endif", "arch/mips/include/asm/unistd.h", "#define __ARCH_WANT_A\n"}, "a.c"},
		{"function", "0 n64 a mips_a", []string{"arch/mips/a.c", "asmlinkage int mips_a(void) {"}, "arch/mips/a.c"},
		{"saved", "0 n64 a __sys_a", []string{"arch/mips/a.c", "save_static_function(sys_a);", "a.c", "SYSCALL_DEFINE0(a)"}, "a.c"},
		{"wrapped", "0 n64 a compat_sys_a", []string{"arch/mips/w.c", "COMPAT_SYSCALL_WRAP1(a, int, x);", "a.c", "SYSCALL_DEFINE0(a)"}, "a.c"},
		{"alias", "0 n64 a sys_a", []string{"arch/mips/a.h", "#define sys_a sys_b", "a.c", "SYSCALL_DEFINE0(a)", "b.c", "SYSCALL_DEFINE0(b)"}, "b.c"},
		{"alias elsewhere", "0 n64 a sys_a", []string{"arch/mips/x.c", "#define sys_a sys_b", "a.c", "SYSCALL_DEFINE0(a)", "b.c", "SYSCALL_DEFINE0(b)"}, "a.c"},
		{"alias of the table", "0 n64 a sys_a", []string{"arch/mips/x.c", "#define sys_a sys_b\nvoid *sys_call_table[] = {", "a.c", "SYSCALL_DEFINE0(a)", "b.c", "SYSCALL_DEFINE0(b)"}, "b.c"},
		{"alias by configuration", "0 n64 a sys_a", []string{"arch/mips/a.h", "#ifdef CONFIG_B\n#define sys_a sys_b\n#endif", "b.c", "SYSCALL_DEFINE0(b)", "c.c", "SYSCALL_DEFINE0(a)"}, "c.c b.c"},
		{"stub", "0 n64 a sys_a", []string{"sys_ni.c", "COND_SYSCALL(a);"}, OnlyStub},
		{"not implemented", "0 n64 a sys_ni_syscall", nil, NotImplemented},
		{"no entry", "0 n64 a", nil, NotImplemented},
		{"decorated", "0 n64 a __x64_compat_sys_a/ptregs", []string{"a.c", "COMPAT_SYSCALL_DEFINE0(a)"}, "a.c"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := scan(t, append([]string{table, test.row + "\n"}, test.files...)...)
			tb, _ := x.Table("mips64")
			r := x.Resolve(tb, tb.Rows[0])
			got := where(r.Sites)
			if got == "" {
				got = r.Reason
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func byName(t *testing.T, name string) *abi.ABI {
	t.Helper()
	a, err := abi.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEvaluate(t *testing.T) {
	d := newDialect(scan(t), byName(t, "riscv64"))
	for expression, want := range map[string]string{
		"1":                               "1",
		"0x10 + 2 * 3":                    "22",
		"(1 + 2) * 3UL":                   "9",
		"!0 && 1":                         "1",
		"defined(__SYSCALL)":              "1",
		"defined __SYSCALL_COMPAT":        "0",
		"__BITS_PER_LONG == 64":           "1",
		"CONFIG_A":                        "?",
		"defined(CONFIG_A) && 0":          "0",
		"defined(CONFIG_A) || 1":          "1",
		"IS_ENABLED(CONFIG_A) || 0":       "?",
		"-1 < 0":                          "1",
		"2 >= 3":                          "0",
		"1 +":                             "?",
		")":                               "?",
		"":                                "?",
		strings.Repeat("(", 1_000_000):    "?",
		strings.Repeat("!", 1_000_000):    "?",
		strings.Repeat("1+", 100) + "1":   "101",
		"defined(__ARCH_WANT_NOT_WANTED)": "0",
	} {
		got := "?"
		if v, known := evaluate(expression, d); known {
			got = fmt.Sprint(v)
		}
		if got != want {
			t.Errorf("%.40s = %s, want %s", expression, got, want)
		}
	}
}

// TestTogether asks one index from many goroutines, for the race detector.
func TestTogether(t *testing.T) {
	x := scan(t, "arch/mips/kernel/syscalls/syscall_n64.tbl", "0 n64 a sys_a\n", "a.c", "#ifdef CONFIG_A\nSYSCALL_DEFINE0(a)\n#endif\n",
		"init/Kconfig", "config A\n\tbool\n")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			table, _ := x.Table("mips64")
			y := x.With(Extract("b.c", []byte("SYSCALL_DEFINE0(b)")))
			if len(x.Resolve(table, table.Rows[0]).Sites) != 1 || len(y.SitesNamed("b")) != 1 || len(x.ConfigUsesOf("A")) != 2 {
				t.Error("wrong answers")
			}
		})
	}
	group.Wait()
}
