package index

import (
	"strings"
	"testing"
)

func TestBodies(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      string // bodies, separated by |
	}{
		{"one", "SYSCALL_DEFINE0(a)\n{\n\tx();\n}\nint y;", "{\n\tx();\n}"},
		{"none", "SYSCALL_DEFINE0(a)\n", ""},
		{"prototype-like", "SYSCALL_DEFINE0(a);\nint f(void) { }", ""},
		{"nested", "SYSCALL_DEFINE0(a) { if (x) { y; } }", "{ if (x) { y; } }"},
		{"two", "SYSCALL_DEFINE0(a) { }\nSYSCALL_DEFINE0(b) {\n}", "{ }|{\n}"},
		{"shared", "#ifdef A\nSYSCALL_DEFINE0(a)\n#else\nSYSCALL_DEFINE1(a, int, b)\n#endif\n{ }", "{ }|{ }"},
		{"branches", "SYSCALL_DEFINE0(a) {\n#ifdef A\n\tif (x) {\n#else\n\tif (y) {\n#endif\n\t}\n\tz;\n}\nint q;", "{\n#ifdef A\n\tif (x) {\n#else\n\tif (y) {\n#endif\n\t}\n\tz;\n}"},
		{"unbalanced", "SYSCALL_DEFINE0(a) {\n\tif (x) {\n}\nint f(void) { }", "{\n\tif (x) {\n}"},
		{"open", "SYSCALL_DEFINE0(a) {\n\tif (x)", "{\n\tif (x)"},
		{"open before another", "SYSCALL_DEFINE0(a) {\n\tif (x) {\nSYSCALL_DEFINE0(b)\n{ }", "{\n\tif (x) {\nSYSCALL_DEFINE0(b)|{ }"},
		{"braces in strings", "SYSCALL_DEFINE0(a) { f(\"}\", '}'); /* } */ }", "{ f(\"}\", '}'); /* } */ }"},
	} {
		var got []string
		for _, s := range Extract("a.c", []byte(test.src)).Sites {
			got = append(got, at(test.src, s.Body))
		}
		if got := strings.Join(got, "|"); got != test.want {
			t.Errorf("%s:\ngot  %q\nwant %q", test.name, got, test.want)
		}
	}
	src := "asmlinkage int sys_x(int a)\n{ }\n"
	if f := Extract("a.c", []byte(src)).Functions; len(f) != 1 || at(src, f[0].Body) != "{ }" {
		t.Errorf("functions %+v", f)
	}
}

func TestDocs(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"none", "SYSCALL_DEFINE0(a)", ""},
		{"above", "/**\n * sys_a - does\n */\nSYSCALL_DEFINE0(a)", "/**\n * sys_a - does\n */"},
		{"line comments", "int x;\n// one\n// two\nSYSCALL_DEFINE0(a)", "// one\n// two"},
		{"blank line", "/* c */\n\nSYSCALL_DEFINE0(a)", ""},
		{"behind code", "int x; /* c */\nSYSCALL_DEFINE0(a)", ""},
		{"code between", "/* c */\nint x;\nSYSCALL_DEFINE0(a)", ""},
		{"directive between", "/* c */\n#ifdef A\nSYSCALL_DEFINE0(a)", "/* c */"},
		{"the last", "/* b */\n/* c */\nSYSCALL_DEFINE0(a)", "/* c */"},
		{"CRLF", "/* c */\r\nSYSCALL_DEFINE0(a)", "/* c */"},
	} {
		s := Extract("a.c", []byte(test.src)).Sites[0]
		if got := at(test.src, s.Doc); s.Doc.Empty() != (test.want == "") || !s.Doc.Empty() && got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	src := "/* c */\nasmlinkage int sys_x(int a)\n{ }\n"
	if f := Extract("a.c", []byte(src)).Functions; at(src, f[0].Doc) != "/* c */" {
		t.Errorf("functions %+v", f)
	}
}
