package index

import (
	"fmt"
	"strings"
	"testing"
)

var kindNames = map[ConfigKind]string{
	ConfigUsed: "used", ConfigAssigned: "assigned", KconfigDefined: "defined", KconfigSilent: "silent",
	KconfigSelected: "selected", KconfigUsed: "expression",
}

func TestConfigUses(t *testing.T) {
	for _, test := range []struct{ path, src, want string }{
		{"a.c", "#ifdef CONFIG_A\n/* CONFIG_B */ IS_ENABLED(CONFIG_C_D);\n\n  CONFIG_A\n", "A used 1:8; B used 2:4; C_D used 2:27; A used 4:3"},
		{"a.c", "XCONFIG_A CONFIG_ CONFIG_é _CONFIG_B", "é used 1:19"},
		{"a.S", "CONFIG_A", "A used 1:1"},
		{"fs/Makefile", "obj-$(CONFIG_A) += a.o\nifeq ($(CONFIG_B),y)\n", "A used 1:7; B used 2:9"},
		{"arch/x86/configs/x_defconfig", "CONFIG_A=y\n# CONFIG_B is not set\n", "A assigned 1:1; B assigned 2:3"},
		{"tools/a.c", "CONFIG_A", "A used 1:1"},
		{"README", "CONFIG_A", ""},
		{"Kconfig", `config A
	bool "Text with B"
	depends on C && !D || E=y || F = "G"
	select H if I
	imply J
	default y if K
	help
	  If L then M.

	  select N
config O
	bool
	depends on P \
		&& Q # R
menuconfig S
	def_bool y
if T
endif
choice
	prompt "U"
endchoice
comment "V"
source "W/Kconfig"
config 64BIT
	int "x"
	range 0 0x10
	default $(shell,X) if Y
`, "A defined 1:8; C expression 3:13; D expression 3:19; E expression 3:24; F expression 3:31; H selected 4:9; I expression 4:14; J selected 5:8; K expression 6:15; " +
			"O silent 11:8; P expression 13:13; Q expression 14:6; S defined 15:12; T expression 17:4; 64BIT defined 24:8; Y expression 27:24"},
	} {
		var got []string
		for _, u := range Extract(test.path, []byte(test.src)).Configs {
			got = append(got, fmt.Sprintf("%s %s %s", u.Symbol, kindNames[u.Kind], u.Pos))
			if covered := at(test.src, u.Range()); strings.TrimPrefix(covered, configPrefix) != u.Symbol {
				t.Errorf("%s: range covers %q", u.Symbol, covered)
			}
		}
		if got := strings.Join(got, "; "); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.path, got, test.want)
		}
	}
}

func TestConfigUsesOf(t *testing.T) {
	x := scan(t, "a.c", "CONFIG_A CONFIG_B CONFIG_A_MODULE CONFIG_B_MODULE", "init/Kconfig", "config A\n\ttristate \"a\"\nconfig B_MODULE\n\tbool \"b\"\n")
	if got := where(x.ConfigUsesOf("A")); got != "a.c init/Kconfig a.c" {
		t.Errorf("A: %s", got)
	}
	if got := where(x.ConfigUsesOf("B")); got != "a.c" {
		t.Errorf("B: %s", got)
	}
}

func TestSelects(t *testing.T) {
	src := "config MIPS\n\tbool\n\tdefault y\n\tselect A\nconfig X\n\tdef_bool y\n\tselect B if 64BIT && !C\nconfig Y\n\tbool \"y\"\n\tselect D\n"
	got := fmt.Sprint(Extract("arch/mips/Kconfig", []byte(src)).Selects)
	if want := "[{A MIPS  false} {B X 64BIT && !C true} {D Y  false}]"; got != want {
		t.Errorf("got %s", got)
	}
	if got := Extract("fs/Kconfig", []byte(src)).Selects; got != nil {
		t.Errorf("outside of an architecture: %v", got)
	}
}

// TestSelected chooses between variants by what an architecture selects.
func TestSelected(t *testing.T) {
	const site = "#ifdef CONFIG_A\nSYSCALL_DEFINE1(a, int, x)\n#elif defined(CONFIG_B)\nSYSCALL_DEFINE2(a, int, x, int, y)\n#else\nSYSCALL_DEFINE0(a)\n#endif\n"
	const symbols = "config A\n\tbool\nconfig B\n\tbool\n"
	for _, test := range []struct {
		name, arch string
		symbols    string
		want       string // macros, likeliest first
	}{
		{"selected", "config MIPS\n\tdef_bool y\n\tselect A\n", symbols, "SYSCALL_DEFINE1"},
		{"the second", "config MIPS\n\tdef_bool y\n\tselect B if 64BIT\n", symbols, "SYSCALL_DEFINE2"},
		{"for the other size", "config MIPS\n\tdef_bool y\n\tselect B if !64BIT\n", symbols, "SYSCALL_DEFINE0"},
		{"none", "", symbols, "SYSCALL_DEFINE0"},
		{"by a choice", "config X\n\tbool \"x\"\n\tselect A\n", symbols, "SYSCALL_DEFINE1 SYSCALL_DEFINE0"},
		{"with a prompt", "", "config A\n\tbool \"a\"\nconfig B\n\tbool\n", "SYSCALL_DEFINE1 SYSCALL_DEFINE0"},
		{"not defined", "", "", "SYSCALL_DEFINE1 SYSCALL_DEFINE2 SYSCALL_DEFINE0"},
		{"in a circle", "config A\n\tbool\n\tselect B\nconfig B\n\tbool\n\tselect A\n", "", "SYSCALL_DEFINE1 SYSCALL_DEFINE2 SYSCALL_DEFINE0"},
	} {
		x := scan(t, "arch/mips/kernel/syscall_n64.tbl", "1 n64 a sys_a\n", "a.c", site, "arch/mips/Kconfig", test.arch, "init/Kconfig", test.symbols)
		table, _ := x.Table("mips64")
		var got []string
		for _, s := range x.Resolve(table, table.Rows[0]).Sites {
			got = append(got, s.Fact.Macro)
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestSymbolUses(t *testing.T) {
	src := "SYSCALL_DEFINE0(x) { return ksys_x(1, sys_y); }\nlong sys_z(void) { __x64_sys_w(); compat_sys_v(0); subsys_initcall(u); }\n/* sys_c */\n"
	var got []string
	for _, u := range Extract("a.c", []byte(src)).Symbols {
		got = append(got, u.Text+"="+u.Symbol)
	}
	if got := strings.Join(got, " "); got != "ksys_x=sys_x sys_y=sys_y __x64_sys_w=sys_w compat_sys_v=compat_sys_v" {
		t.Errorf("got %s", got)
	}
}
