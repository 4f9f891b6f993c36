package xref

import (
	"strings"
	"testing"
	"testing/fstest"

	"callgate/index"
	"callgate/kconfig"
)

// tiny is a tree with one syscall for each way of being there or not.
var tiny = map[string]string{
	"Makefile": "VERSION = 6\nPATCHLEVEL = 1\nobj-y += kernel/ arch/x86/\n",
	"Kconfig":  "source \"arch/$(SRCARCH)/Kconfig\"\n",
	"arch/x86/Kconfig": "config 64BIT\n\tdef_bool y\nconfig X86_64\n\tdef_bool y\nconfig ON\n\tbool \"on\"\n\tdefault y\n" +
		"config OFF\n\tbool \"off\"\nconfig IA32_EMULATION\n\tbool \"32\"\nconfig X86_X32_ABI\n\tbool \"x32\"\n",
	"arch/x86/Makefile":             "",
	"arch/x86/include/asm/unistd.h": "#define __ARCH_WANT_PAUSE\n",
	"Kbuild":                        "obj-y += kernel/\n",
	"kernel/Makefile":               "obj-y += always.o whole.o\nobj-$(CONFIG_OFF) += off.o\nobj-$(CONFIG_ON) += on.o\n",
	"kernel/always.c":               "SYSCALL_DEFINE0(always)\n{\n\treturn 1;\n}\n#ifdef CONFIG_OFF\nSYSCALL_DEFINE0(guarded)\n{\n\treturn 1;\n}\n#endif\n#ifdef __ARCH_WANT_PAUSE\nSYSCALL_DEFINE0(pause)\n{\n\treturn 1;\n}\n#endif\n#ifdef __ARCH_WANT_NICE\nSYSCALL_DEFINE0(nice)\n{\n\treturn 1;\n}\n#endif\n#ifdef SOME_MACRO\nSYSCALL_DEFINE0(odd)\n{\n\treturn 1;\n}\n#endif\nSYSCALL_DEFINE0(empty)\n{\n\treturn -ENOSYS;\n}\n",
	"kernel/off.c":                  "SYSCALL_DEFINE0(off)\n{\n\treturn 1;\n}\n",
	"kernel/on.c":                   "SYSCALL_DEFINE0(on)\n{\n\treturn 1;\n}\n",
	"kernel/whole.c":                "#include \"part.c\"\n",
	"kernel/part.c":                 "SYSCALL_DEFINE0(part)\n{\n\treturn 1;\n}\n",
	"kernel/sys_ni.c":               "COND_SYSCALL(stub);\n",
	"arch/x86/entry/syscalls/syscall_64.tbl": "0 common always sys_always\n1 common guarded sys_guarded\n2 common off sys_off\n3 common on sys_on\n" +
		"4 common part sys_part\n5 common pause sys_pause\n6 common nice sys_nice\n7 common odd sys_odd\n8 common empty sys_empty\n" +
		"9 common stub sys_stub\n10 common none sys_ni_syscall\n11 common nowhere sys_nowhere\n",
}

func TestPredict(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, text := range tiny {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	ix, err := index.Scan(t.Context(), fsys, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	k := kconfig.Parse(fsys, kconfig.ParseOptions{Environment: map[string]string{"ARCH": "x86_64", "SRCARCH": "x86", "srctree": "."}})
	c := &Configured{Values: k.Evaluate(nil), Kbuild: kconfig.ReadKbuild(fsys, k, "x86_64"), Arch: "x86", Tree: fsys}
	tables := c.ABIs(ix)
	if len(tables) != 1 || tables[0].ABI.Name != "x86-64" {
		t.Fatalf("the configuration serves %v, want x86-64 alone", tables)
	}
	for i, want := range []struct {
		state  State
		reason string // kind, and a part of the text
	}{
		{Present, ""},
		{Absent, "condition #ifdef CONFIG_OFF (line 5) does not hold: CONFIG_OFF is not set"},
		{Absent, "object kernel/off.o needs obj-$(CONFIG_OFF) (kernel/Makefile:2): CONFIG_OFF is not set"},
		{Present, ""},
		{Present, ""}, // included by another file
		{Present, ""},
		{Absent, "condition #ifdef __ARCH_WANT_NICE (line 17) does not hold"},
		{Unknown, "condition it stands under #ifdef SOME_MACRO (line 23)"},
		{Absent, "enosys all that the definition at kernel/always.c:29 does"},
		{Absent, "weak-stub the tree has only the stub of kernel/sys_ni.c:1"},
		{Absent, "no-entry-in-table the table gives it no entry"},
		{Unknown, "evidence nothing in the tree defines sys_nowhere"},
	} {
		p := Predict(ix, tables[0], c)[i]
		reason := ""
		if len(p.Reasons) > 0 {
			reason = p.Reasons[0].Kind + " " + p.Reasons[0].Text
		}
		if p.State != want.state || !strings.HasPrefix(reason, want.reason) || want.reason == "" && reason != "" {
			t.Errorf("%s is %s (%s), want %s (%s)", p.Row.Name, p.State, reason, want.state, want.reason)
		}
	}
}
