package index

import "testing"

func TestUnder(t *testing.T) {
	x := New("6.1", []*File{
		Extract("arch/x86/include/asm/unistd.h", []byte("#ifdef CONFIG_X86_64\n#define __ARCH_WANT_SYS_FORK\n#endif\n#define __ARCH_WANT_SYS_PAUSE\n")),
		Extract("arch/x86/entry/syscalls/syscall_64.tbl", []byte("0\tcommon\tread\tsys_read\n")),
		Extract("a.c", []byte("SYSCALL_DEFINE0(read)\n{\n}\n")),
	})
	table, ok := x.Table("x86-64")
	if !ok {
		t.Fatal("no table")
	}
	values := map[string]string{"X86_64": "y", "Y": "y", "M": "m", "N": "n", "INT": "12", "HEX": "0x10", "TEXT": "abc"}
	r := x.Under(table, func(symbol string) string { return values[symbol] })
	for _, test := range []struct {
		directive   Directive
		holds, know bool
	}{
		{Directive{Keyword: "ifdef", Expression: "CONFIG_Y"}, true, true},
		{Directive{Keyword: "ifdef", Expression: "CONFIG_N"}, false, true},
		{Directive{Keyword: "ifdef", Expression: "CONFIG_NOWHERE"}, false, true},
		{Directive{Keyword: "ifdef", Expression: "CONFIG_M"}, false, true},
		{Directive{Keyword: "ifdef", Expression: "CONFIG_M_MODULE"}, true, true},
		{Directive{Keyword: "ifdef", Expression: "CONFIG_Y_MODULE"}, false, true},
		{Directive{Keyword: "ifdef", Expression: "CONFIG_INT"}, true, true},
		{Directive{Keyword: "ifndef", Expression: "CONFIG_Y"}, false, true},
		{Directive{Keyword: "if", Expression: "defined(CONFIG_Y) && !defined(CONFIG_N)"}, true, true},
		{Directive{Keyword: "if", Expression: "CONFIG_INT > 10"}, true, true},
		{Directive{Keyword: "if", Expression: "CONFIG_HEX == 16"}, true, true},
		{Directive{Keyword: "if", Expression: "CONFIG_TEXT"}, false, false},
		{Directive{Keyword: "if", Expression: "IS_ENABLED(CONFIG_M)"}, true, true},
		{Directive{Keyword: "if", Expression: "IS_BUILTIN(CONFIG_M)"}, false, true},
		{Directive{Keyword: "if", Expression: "IS_MODULE(CONFIG_M)"}, true, true},
		{Directive{Keyword: "if", Expression: "IS_REACHABLE(CONFIG_M)"}, false, true},
		{Directive{Keyword: "if", Expression: "!IS_ENABLED(CONFIG_N) || SOMETHING"}, true, true},
		{Directive{Keyword: "if", Expression: "IS_ENABLED(CONFIG_Y) && SOMETHING"}, false, false},
		{Directive{Keyword: "if", Expression: "IS_ENABLED(CONFIG_Y"}, false, false},
		{Directive{Keyword: "ifdef", Expression: "__ARCH_WANT_SYS_PAUSE"}, true, true},
		{Directive{Keyword: "ifdef", Expression: "__ARCH_WANT_SYS_FORK"}, true, true},
		{Directive{Keyword: "ifdef", Expression: "__ARCH_WANT_SYS_NICE"}, false, true},
		{Directive{Keyword: "if", Expression: "BITS_PER_LONG == 64"}, true, true},
		{Directive{Keyword: "ifdef", Expression: "SOMETHING"}, false, false},
	} {
		if holds, known := r.HoldsDirective(test.directive); holds != test.holds || known != test.know {
			t.Errorf("#%s %s: %v, %v; want %v, %v", test.directive.Keyword, test.directive.Expression, holds, known, test.holds, test.know)
		}
	}
	values["X86_64"] = "n"
	r = x.Under(table, func(symbol string) string { return values[symbol] })
	if holds, known := r.HoldsDirective(Directive{Keyword: "ifdef", Expression: "__ARCH_WANT_SYS_FORK"}); holds || !known {
		t.Errorf("a macro whose own condition fails: %v, %v; want false, true", holds, known)
	}
	if symbols, candidates := r.Candidates(table.Rows[0]); len(symbols) != 1 || len(candidates) != 1 || !candidates[0].Holds {
		t.Errorf("the row leads to %v, %v", symbols, candidates)
	}
}
