package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"callgate/text"
)

// at returns the text of a range.
func at(src string, r text.Range) string {
	lines := text.NewLines([]byte(src))
	return src[lines.Offset(r.Start):lines.Offset(r.End)]
}

// describe renders a site for comparison: MACRO name(type name, ...) [conditions].
func describe(s Site) string {
	var arguments []string
	for _, a := range s.Arguments {
		arguments = append(arguments, strings.TrimSpace(a.Type+" | "+a.Name))
	}
	var conditions []string
	for _, c := range s.Conditions {
		conditions = append(conditions, c.Text)
	}
	out := fmt.Sprintf("%s %s(%s)", s.Macro, s.Name, strings.Join(arguments, ", "))
	if len(conditions) > 0 {
		out += " [" + strings.Join(conditions, " && ") + "]"
	}
	return out
}

func TestSites(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"none", "int x;", nil},
		{"zero", "SYSCALL_DEFINE0(fork)\n{", []string{"SYSCALL_DEFINE0 fork()"}},
		{"one", "SYSCALL_DEFINE1(close, unsigned int, fd)\n{\n}", []string{"SYSCALL_DEFINE1 close(unsigned int | fd)"}},
		{"types", "SYSCALL_DEFINE2(execve,\n\t\tconst char __user *const __user *, argv,\n\t\tstruct  foo\t*, p)",
			[]string{"SYSCALL_DEFINE2 execve(const char __user *const __user * | argv, struct foo * | p)"}},
		{"compat", "COMPAT_SYSCALL_DEFINE1(x, u32, a)", []string{"COMPAT_SYSCALL_DEFINE1 x(u32 | a)"}},
		{"powerpc", "PPC32_SYSCALL_DEFINE4(p, int, a)", []string{"PPC32_SYSCALL_DEFINE4 p(int | a)"}},
		{"32", "SYSCALL32_DEFINE0(s)", []string{"SYSCALL32_DEFINE0 s()"}},
		{"name begins with a digit", "SYSCALL_DEFINE1(32_pwrite, int, fd)", []string{"SYSCALL_DEFINE1 32_pwrite(int | fd)"}},
		{"space before the list", "SYSCALL_DEFINE1 (x, int, a)", []string{"SYSCALL_DEFINE1 x(int | a)"}},
		{"comments", "SYSCALL_DEFINE1(/* n */ x, int /* t, */, // )\n a)", []string{"SYSCALL_DEFINE1 x(int | a)"}},
		{"comma in parentheses", "SYSCALL_DEFINE1(x, F(int, 2), a)", []string{"SYSCALL_DEFINE1 x(F(int, 2) | a)"}},
		{"halves", "SYSCALL_DEFINE4(x, int, fd, SC_ARG64(pos), size_t, n)", []string{"SYSCALL_DEFINE4 x(int | fd, SC_ARG64(pos) |, size_t | n)"}},
		{"typeof", "SYSCALL_DEFINE1(x, typeof(y), n)", []string{"SYSCALL_DEFINE1 x(typeof(y) | n)"}},
		{"CRLF", "#ifdef A\r\nSYSCALL_DEFINE1(x, int,\r\n\ta)\r\n#endif\r\n", []string{"SYSCALL_DEFINE1 x(int | a) [#ifdef A]"}},
		{"after an error", "int f( { }\nSYSCALL_DEFINE0(x)\n", []string{"SYSCALL_DEFINE0 x()"}},
		{"invalid UTF-8", "/* \xff\xfe */ SYSCALL_DEFINE1(x, \xff, a)", []string{"SYSCALL_DEFINE1 x(\xff | a)"}},
		{"two", "SYSCALL_DEFINE0(a) {}\nSYSCALL_DEFINE0(b) {}", []string{"SYSCALL_DEFINE0 a()", "SYSCALL_DEFINE0 b()"}},

		{"comment", "/* SYSCALL_DEFINE0(x) */ // SYSCALL_DEFINE0(x)", nil},
		{"comment continued", "// a \\\nSYSCALL_DEFINE0(x)", nil},
		{"string", `char *s = "SYSCALL_DEFINE0(x)";`, nil},
		{"definition of the macro", "#define SYSCALL_DEFINE1(name, ...) \\\n\tSYSCALL_DEFINEx(1, name)", nil},
		{"lookalikes", "KVM_SYSCALL_DEFINE1(x) KLP_SYSCALL_DEFINE5(x) __SYSCALL_DEFINEx(1, x) SYSCALL_DEFINE(x) SYSCALL_DEFINE_MAXARGS", nil},
		{"apostrophe", "#error don't\n'\nSYSCALL_DEFINE0(x)", []string{"SYSCALL_DEFINE0 x()"}},

		{"not closed", "SYSCALL_DEFINE2(x, int, fd", []string{"SYSCALL_DEFINE2 x(int | fd)"}},
		{"not closed, comma", "SYSCALL_DEFINE2(x, int, fd,", []string{"SYSCALL_DEFINE2 x(int | fd)"}},
		{"not closed, type only", "SYSCALL_DEFINE2(x, int, fd, unsi", []string{"SYSCALL_DEFINE2 x(int | fd, unsi |)"}},
		{"not closed, no list", "SYSCALL_DEFINE2", nil},
		{"not closed, no name", "SYSCALL_DEFINE2(", nil},
		{"not closed, then code", "SYSCALL_DEFINE1(x, int, fd\n\nint f(void)\n{", []string{"SYSCALL_DEFINE1 x(int | fd)"}},
		{"not closed, then a body", "SYSCALL_DEFINE1(x, int, fd\n{", []string{"SYSCALL_DEFINE1 x(int | fd)"}},
		{"not closed, then a directive", "#ifdef A\nSYSCALL_DEFINE1(x, int, fd\n#endif\nSYSCALL_DEFINE0(y)",
			[]string{"SYSCALL_DEFINE1 x(int | fd) [#ifdef A]", "SYSCALL_DEFINE0 y()"}},
		{"not closed, then another", "SYSCALL_DEFINE1(x, int, fd\nSYSCALL_DEFINE0(y)", []string{"SYSCALL_DEFINE1 x(int | fd)", "SYSCALL_DEFINE0 y()"}},
		{"not closed comment", "SYSCALL_DEFINE0(x)\n/* SYSCALL_DEFINE0(y)", []string{"SYSCALL_DEFINE0 x()"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range Extract("kernel/a.c", []byte(test.src)).Sites {
				got = append(got, describe(s))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"none", "@", ""},
		{"closed", "#if A\n#endif\n@", ""},
		{"ifdef", "#ifdef A\n@", "#ifdef A"},
		{"nested", "#ifdef A\n#ifndef B\n@", "#ifdef A && #ifndef B"},
		{"else", "#ifdef A\n#else\n@", "#else of #ifdef A"},
		{"elif", "#if defined(A)\n#elif defined(B)\n@", "#elif defined(B), not #if defined(A)"},
		{"elif twice", "#if A\n#elif B\n#elif C\n@", "#elif C, not #if A, not #elif B"},
		{"else of elif", "#if A\n#elif B\n#else\n@", "#else of #if A, #elif B"},
		{"space", "  #  if  A  >  1  \n@", "#if A > 1"},
		{"continued", "#if A && \\\n    B\n@", "#if A && B"},
		{"comment", "#if A /* a\nb */ && B // c\n@", "#if A && B"},
		{"comment before", "/* c */ #if A\n@", "#if A"},
		{"not at the start of a line", "x #if A\n@", ""},
		{"in a comment", "/*\n#if A\n*/\n@", ""},
		{"in a macro", "#define F \\\n#if A\n@", ""},
		{"too many endifs", "#endif\n#if A\n@", "#if A"},
		{"stray else", "#else\n@", ""},
		{"unknown", "#pragma x\n#warning y\n@", ""},
		{"guard of a source", "#ifndef A\n#define A\n@", "#ifndef A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := strings.ReplaceAll(test.src, "@", "SYSCALL_DEFINE0(x)")
			sites := Extract("a.c", []byte(src)).Sites
			if len(sites) != 1 {
				t.Fatalf("%d sites", len(sites))
			}
			if got := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(describe(sites[0]), "SYSCALL_DEFINE0 x()"), " ["), "]"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestConditionBranches(t *testing.T) {
	src := "#if A\n#  elif B  \nSYSCALL_DEFINE0(x)\n#else\nSYSCALL_DEFINE0(y)\n#endif\n"
	sites := Extract("a.c", []byte(src)).Sites
	for i, want := range []string{"#if A|#  elif B", "#if A|#  elif B|#else"} {
		var got []string
		for _, d := range sites[i].Conditions[0].Branches {
			got = append(got, at(src, d.Range))
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("site %d: branches %q, want %q", i, got, want)
		}
	}
}

func TestSiteRanges(t *testing.T) {
	src := "é\nSYSCALL_DEFINE2( foo , int,  fd,\n\tchar __user *, p ) {"
	s := Extract("a.c", []byte(src)).Sites[0]
	for _, test := range []struct {
		r    text.Range
		want string
	}{
		{s.Range, "SYSCALL_DEFINE2( foo , int,  fd,\n\tchar __user *, p )"},
		{s.MacroRange, "SYSCALL_DEFINE2"},
		{s.NameRange, "foo"},
		{s.Arguments[0].Range, "int,  fd"},
		{s.Arguments[1].Range, "char __user *, p"},
	} {
		if got := at(src, test.r); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestSymbols(t *testing.T) {
	for macro, want := range map[string]string{
		"SYSCALL_DEFINE1":        "sys_x",
		"COMPAT_SYSCALL_DEFINE1": "compat_sys_x",
		"SYSCALL32_DEFINE1":      "sys_x compat_sys_x",
		"PPC32_SYSCALL_DEFINE1":  "sys_x compat_sys_x",
	} {
		s := Extract("a.c", []byte(macro+"(x, int, a)")).Sites[0]
		if got := strings.Join(s.Symbols(), " "); got != want {
			t.Errorf("%s: symbols %q, want %q", macro, got, want)
		}
	}
}

func TestOutsideTheKernel(t *testing.T) {
	src := []byte("SYSCALL_DEFINE0(x)\nCOND_SYSCALL(x);\nint n = __NR_x;\n#endif\n")
	for _, path := range []string{"tools/a.c", "samples/b/a.c"} {
		f := Extract(path, src)
		if len(f.Sites)+len(f.Stubs)+len(f.Problems) > 0 {
			t.Errorf("%s: facts of a program that is not the kernel: %+v", path, f)
		}
		if len(f.Numbers) != 1 {
			t.Errorf("%s: %d uses of numbers, want 1", path, len(f.Numbers))
		}
	}
}

func TestStubs(t *testing.T) {
	src := "COND_SYSCALL(a);\nCOND_SYSCALL_COMPAT(b);\n#ifdef W\nSYS_NI(c);\n#endif\nCOMPAT_SYS_NI(d);\ncond_syscall(sys_e);\ncond_syscall(compat_sys_f);\n" +
		"#define COND_SYSCALL(x) y\n__COND_SYSCALL(x64, g)\ncond_syscall(h)"
	var got []string
	for _, s := range Extract("kernel/sys_ni.c", []byte(src)).Stubs {
		got = append(got, fmt.Sprintf("%s %s %s %v %v %s %d", at(src, s.Range), s.Name, s.Symbol, s.Compat, s.Weak, at(src, s.NameRange), len(s.Conditions)))
	}
	want := []string{
		"COND_SYSCALL(a) a sys_a false true a 0",
		"COND_SYSCALL_COMPAT(b) b compat_sys_b true true b 0",
		"SYS_NI(c) c sys_c false false c 1",
		"COMPAT_SYS_NI(d) d compat_sys_d true false d 0",
		"cond_syscall(sys_e) e sys_e false true sys_e 0",
		"cond_syscall(compat_sys_f) f compat_sys_f true true compat_sys_f 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestPrototypes(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"asmlinkage long sys_a(void);", "sys_a()"},
		{"asmlinkage long sys_a(int, unsigned int fd, char __user *);", "sys_a(int|, unsigned int|fd, char __user *|)"},
		{"asmlinkage long sys_a(const char __user *const __user *argv);", "sys_a(const char __user *const __user *|argv)"},
		{"asmlinkage long sys_a(struct foo __user *p, struct foo *, u32, size_t n);", "sys_a(struct foo __user *|p, struct foo *|, u32|, size_t|n)"},
		{"asmlinkage ssize_t\n\tcompat_sys_b(compat_ulong_t fd);", "compat_sys_b(compat_ulong_t|fd)"},
		{"asmlinkage long sys_a(int __user fd[2]);", "sys_a(int __user [2]|fd)"},
		{"long sys_a(int x) __attribute__((const));", "sys_a(int|x)"},
		{"static inline long f(void)\n{\n\treturn g(sys_a(1));\n}", ""},
		{"static inline long sys_a(int x)\n{\n}", ""},
		{"int ksys_a(int x);", ""},
		{"long sys_a(int x", ""},
	} {
		got := ""
		for _, p := range Extract("include/linux/syscalls.h", []byte(test.src)).Prototypes {
			var arguments []string
			for _, a := range p.Arguments {
				arguments = append(arguments, a.Type+"|"+a.Name)
			}
			got += p.Symbol + "(" + strings.Join(arguments, ", ") + ")"
			if at(test.src, p.NameRange) != p.Symbol || !strings.HasSuffix(at(test.src, p.Range), ")") {
				t.Errorf("%s: ranges %q, %q", test.src, at(test.src, p.NameRange), at(test.src, p.Range))
			}
		}
		if got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.src, got, test.want)
		}
	}
}

func TestPrototypeConditions(t *testing.T) {
	src := "/* c */\n#ifndef _H\n#define _H\n#ifdef B\nlong sys_a(void);\n#endif\n#endif\n"
	p := Extract("include/linux/syscalls.h", []byte(src)).Prototypes[0]
	if len(p.Conditions) != 1 || p.Conditions[0].Text != "#ifdef B" {
		t.Errorf("conditions %v: the include guard is not one", p.Conditions)
	}
}

func TestNumbers(t *testing.T) {
	src := `int n = __NR_read + __NR_compat_write + __NR_ia32_a + __NR__llseek;
#define __NR_open 5 /* five */
#define __NR_close	__NR3264_close
# define __NR_two (__NR_Linux + \
	2)
#ifdef __NR_x
#define NR_IRQS 3
__NR_ __NR NR_y __NRx_z __ARM_NR_breakpoint
#define __SC_3264(_nr, _32, _64) __SYSCALL(_nr, _32)
SYS_read SYS_NI SYS_
#define SYS_write __NR_write
`
	var got []string
	for _, n := range Extract("a.h", []byte(src)).Numbers {
		if at(src, n.Range) != n.Text {
			t.Errorf("%s: range %q", n.Text, at(src, n.Range))
		}
		s := n.Text + "=" + n.Name
		if n.Definition {
			s += " := " + n.Value
		}
		got = append(got, s)
	}
	want := []string{
		"__NR_read=read", "__NR_compat_write=write", "__NR_ia32_a=a", "__NR__llseek=_llseek",
		"__NR_open=open := 5",
		"__NR_close=close := __NR3264_close", "__NR3264_close=close",
		"__NR_two=two := (__NR_Linux + 2)", "__NR_Linux=Linux",
		"__NR_x=x",
		"__ARM_NR_breakpoint=breakpoint",
		"SYS_read=read", "SYS_write=write := __NR_write", "__NR_write=write",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestHostile runs inputs that would take forever with something quadratic.
func TestHostile(t *testing.T) {
	const n = 200_000
	for name, src := range map[string]string{
		"parentheses":  "SYSCALL_DEFINE1(" + strings.Repeat("(", n),
		"sites":        strings.Repeat("SYSCALL_DEFINE1(x,", n/8),
		"prototypes":   strings.Repeat("a sys_a(", n/4),
		"closed":       "SYSCALL " + strings.Repeat("a sys_a() ", n/4),
		"ifs":          strings.Repeat("#if A\nSYSCALL_DEFINE0(x)\n", n/16),
		"elifs":        "#if A\n" + strings.Repeat("#elif A\nSYSCALL_DEFINE0(x)\n", n/16),
		"quotes":       "SYSCALL '" + strings.Repeat(`\'`, n),
		"quotes in #":  "SYSCALL\n#define A " + strings.Repeat(`\'`, n),
		"slashes":      "SYSCALL" + strings.Repeat("/ ", n),
		"continuation": "SYSCALL\n#if " + strings.Repeat("\\\n", n),
	} {
		t.Run(name, func(t *testing.T) { Extract("include/a.h", []byte(src)) })
	}
}

func FuzzExtract(f *testing.F) {
	for _, src := range []string{
		"SYSCALL_DEFINE2(x, int, a, /* */ b)\n{", "#ifdef A\\\n\n#else // \\\n#endif /*", "asmlinkage long sys_a(int [2], void);",
		"0\tcommon\tread\tsys_read\n", "#define __NR_a 'x \"", "COND_SYSCALL(a);\r\n",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, path := range []string{"a.c", "include/a.h", "a.S", "arch/x86/syscall_64.tbl"} {
			file := Extract(path, []byte(src))
			for _, s := range file.Sites {
				if !s.Range.Contains(s.NameRange.Start) || !s.Range.Contains(s.MacroRange.End) {
					t.Errorf("%s: ranges of %+v", path, s)
				}
			}
		}
	})
}

func TestFunctions(t *testing.T) {
	for _, test := range []struct{ path, src, want string }{
		{"arch/a/a.c", "asmlinkage long sys_x(int a, char *b)\n{", "sys_x x int a,char * b"},
		{"arch/a/a.c", "asmlinkage int\nosf_x(void)\n{", "osf_x osf_x"},
		{"arch/a/a.c", "long sys32_x(int a) { sys_y(); }", "sys32_x sys32_x int a"},
		{"arch/a/a.c", "long compat_sys_x(int) {", "compat_sys_x x int"},
		{"a.c", "asmlinkage long sys_x(int a);\nint y = sys_x(1);\nint f(void) { return sys_x(2); }", ""},
		{"a.c", "int f(int a)\n{ sys_x(); }", ""},
		{"arch/a/a.c", "long a_x(int a)\n{ sys_x(); }\nstatic int g(void) { }\nint h(void);\n{ return long (1); }", "a_x a_x int a"},
		{"arch/a/a.S", "sys_x:\n\tb sys_y\n\tENTRY(sys_z)\nx = 1\n1:\nSYM_FUNC_START(compat_sys_w)\nNESTED(sys_v, 1, sp)\n", "sys_x x,sys_z z,compat_sys_w w,sys_v v"},
		{"arch/a/a.S", ".macro like name, n\n.globl sys_\\name\nalpha_\\name:\n.endm\nlike fork, 3\nlike sys_clone\n", "alpha_fork alpha_fork,alpha_sys_clone alpha_sys_clone"},
		{"arch/a/a.S", ".macro like name\nENTRY_CFI(sys_\\name\\()_wrapper)\n.endm\nlike fork\n", "sys_fork_wrapper fork_wrapper"},
	} {
		var got []string
		for _, f := range Extract(test.path, []byte(test.src)).Functions {
			s := f.Symbol + " " + f.Name
			for i, a := range f.Arguments {
				s += map[bool]string{true: " ", false: ","}[i == 0] + strings.TrimSpace(a.Type+" "+a.Name)
			}
			got = append(got, s)
		}
		if got := strings.Join(got, ","); got != test.want {
			t.Errorf("%s\ngot  %q\nwant %q", test.src, got, test.want)
		}
	}
}

func TestWantsAndAliases(t *testing.T) {
	src := "#ifdef A\n#define __ARCH_WANT_X\n#endif\n#if defined(__ARCH_WANT_Y) && B\n#endif\n#define sys_a sys_b\n#define sys_c(x) y\n#define __arm_sys_d __arm_sys_e\n"
	f := Extract("arch/a/include/asm/unistd.h", []byte(src))
	var got []string
	for _, w := range f.Wants {
		got = append(got, fmt.Sprint(w.Name, w.Definition, len(w.Conditions)))
	}
	for _, a := range f.Aliases {
		got = append(got, a.Symbol+"="+a.Target)
	}
	got = append(got, fmt.Sprint(Extract("arch/mips/a.c", []byte("save_static_function(sys_x);")).Aliases[0].Symbol))
	want := []string{"__ARCH_WANT_Xtrue 1", "__ARCH_WANT_Yfalse 0", "sys_a=sys_b", "__arm_sys_d=__arm_sys_e", "__sys_x"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
