package kconfig

import (
	"strings"
	"testing"
)

func TestReadHeaders(t *testing.T) {
	tree := Parse(files("config A\n\tbool\nconfig B\n\tbool\n"), ParseOptions{})
	base := []string{"include/asm-generic/bits.h", "#ifdef CONFIG_A\n#define BITS 64\n#else\n#define BITS 32\n#endif\n",
		"arch/toy/include/uapi/asm/unistd.h", "#define __ARCH_WANT_U\n", "include/linux/other.h", "#define OTHER\n"}
	for _, test := range []struct{ name, header, condition, want string }{
		{"defined", "#define __ARCH_WANT_X\n", "defined(__ARCH_WANT_X)", "y"},
		{"not defined", "", "defined(__ARCH_WANT_X)", "n"},
		{"not known", "", "defined(HAVE_X)", "[HAVE_X]"},
		{"under a condition", "#ifdef CONFIG_A\n# define __ARCH_WANT_X\n#endif\n", "defined(__ARCH_WANT_X)", "A"},
		{"else", "#ifdef CONFIG_A\n#else\n# define __ARCH_WANT_X\n#endif\n", "defined(__ARCH_WANT_X)", "!A"},
		{"elif", "#if defined(CONFIG_A)\n#elif defined(CONFIG_B)\n#define X 1\n#endif\n", "defined(X)", "!A && B"},
		{"guarded", "#ifndef _H\n#define _H\n#define X\n#endif\n", "defined(X)", "y"},
		{"undefined", "#define X\n#ifdef CONFIG_A\n#undef X\n#endif\n", "defined(X)", "!A"},
		{"redefined", "#define X 1\n#ifdef CONFIG_A\n#undef X\n#define X 2\n#endif\n", "X == 2", "A"},
		{"value of a value", "#define X Y\n#define Y 3\n", "X == 3", "y"},
		{"comments", "/* #define X\n*/ #define Y // z\n#if 1 /* a\n b */\n#define Z\n#endif\n", "defined(X) || !defined(Y) || !defined(Z)", "[X]"},
		{"continued", "#if defined(CONFIG_A) && \\\n  defined(CONFIG_B)\n#define X\n#endif\n", "defined(X)", "A && B"},
		{"generic header", "#include <asm/bits.h>\n", "BITS == 64", "A"},
		{"uapi", "#include <uapi/asm/unistd.h>\n", "defined(__ARCH_WANT_U)", "y"},
		{"included under a condition", "#ifdef CONFIG_A\n#include <uapi/asm/unistd.h>\n#endif\n", "defined(__ARCH_WANT_U)", "A"},
		{"not followed", "#include <linux/other.h>\n", "defined(OTHER)", "[OTHER]"},
		{"compiler", "#ifdef __toy64__\n#define X\n#endif\n", "defined(X)", "B"},
		{"unknown compiler", "#ifdef __toy32__\n#define X\n#endif\n", "defined(X)", "[__toy32__]"},
		{"kernel", "#ifdef __KERNEL__\n#define X\n#endif\n#ifdef __ASSEMBLY__\n#undef X\n#endif\n", "defined(X)", "y"},
		{"with parameters", "#define X(a) a\n", "defined(X)", "y"},
		{"itself", "#include <asm/unistd.h>\n#include \"unistd.h\"\n#define X\n", "defined(X)", "y"},
	} {
		fsys := files(append([]string{"arch/toy/include/asm/unistd.h", test.header}, base...)...)
		compiler := map[string]Macro{"__toy64__": {{SymbolIn("B", Bool, IsYes), "1"}}}
		h := ReadHeaders(fsys, tree, "toy", compiler, "asm/unistd.h")
		if got := tree.Condition("if", test.condition, h.Lookup).String(); got != test.want || len(h.Problems) > 0 {
			t.Errorf("%s: got %s, want %s; problems %v", test.name, got, test.want, h.Problems)
		}
	}
}

func TestReadHeadersProblems(t *testing.T) {
	h := ReadHeaders(files("arch/toy/include/asm/a.h", "#endif\n#if 1\n"), makeTree, "toy", nil, "asm/a.h")
	var got []string
	for _, p := range h.Problems {
		got = append(got, p.String())
	}
	want := "arch/toy/include/asm/a.h:1:1: #endif without #if, arch/toy/include/asm/a.h:2:1: #if without #endif"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}

func FuzzReadHeaders(f *testing.F) {
	f.Add("#if defined(A) /* x\n*/\n#define A(b) c\\\nd\n#elif 1\n#include <asm/a.h>\n#undef A\n#endif\n")
	f.Fuzz(func(t *testing.T, src string) {
		ReadHeaders(files("arch/toy/include/asm/a.h", src), makeTree, "toy", nil, "asm/a.h")
	})
}
