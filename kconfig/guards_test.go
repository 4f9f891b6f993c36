package kconfig

import (
	"fmt"
	"strings"
	"testing"
)

// chainText writes chains one a line: LINE:TEXT[=SYMBOL] > ...
func chainText(chains []Chain) string {
	var b strings.Builder
	for _, chain := range chains {
		for i, g := range chain {
			if i > 0 {
				b.WriteString(" > ")
			}
			fmt.Fprintf(&b, "%d:%s", g.Range.Start.Line+1, g.Text)
			if g.Symbol != "" {
				b.WriteString(" = ")
				if g.Negated {
					b.WriteString("!")
				}
				b.WriteString(g.Symbol)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestFindObject(t *testing.T) {
	for _, test := range []struct{ name, makefile, object, want string }{
		{"always", "obj-y += a.o b.o\n", "b.o", "1:obj-y\n"},
		{"symbol", "obj-$(CONFIG_ADVICE) += a.o\n", "a.o", "1:obj-$(CONFIG_ADVICE) = ADVICE\n"},
		{"absent", "obj-y += aa.o\n", "a.o", ""},
		{"directory", "obj-$(CONFIG_NET) += net/\n", "net/", "1:obj-$(CONFIG_NET) = NET\n"},
		{"continued", "obj-y := a.o \\\n\tb.o\n", "b.o", "1:obj-y\n"},
		{"comment", "# obj-y += a.o\nobj-y += b.o # a.o\n", "a.o", ""},
		{"recipe", "x: y\n\tobj-y += a.o\n", "a.o", ""},
		{"indented without a rule", "\tobj-y += a.o\n", "a.o", "1:obj-y\n"},
		{"list in a list", "part-y := no.o\npart-$(CONFIG_MEM) := a.o\nobj-y := x.o $(part-y)\n", "a.o",
			"3:obj-y > 2:part-$(CONFIG_MEM) = MEM\n"},
		{"composite", "obj-$(CONFIG_LOCK) += lock.o\nlock-y := a.o \\\n  b.o\n", "b.o",
			"1:obj-$(CONFIG_LOCK) = LOCK > 2:lock-y\n"},
		{"composite with objs", "lib-$(CONFIG_Z) += z.o\nz-objs := a.o\n", "a.o", "1:lib-$(CONFIG_Z) = Z > 2:z-objs\n"},
		{"composite with a part", "obj-$(CONFIG_F) += f.o\nf-$(CONFIG_F_ACL) += acl.o\n", "acl.o",
			"1:obj-$(CONFIG_F) = F > 2:f-$(CONFIG_F_ACL) = F_ACL\n"},
		{"dash in a name", "obj-y += my-part.o\nmy-part-y := a.o\n", "a.o", "1:obj-y > 2:my-part-y\n"},
		{"ifdef", "ifdef CONFIG_A\nobj-y += a.o\nendif\n", "a.o", "1:ifdef CONFIG_A = A > 2:obj-y\n"},
		{"else", "ifdef CONFIG_A\nelse\nobj-y += a.o\nendif\n", "a.o", "1:else of ifdef CONFIG_A = !A > 3:obj-y\n"},
		{"ifeq", "ifeq ($(CONFIG_A),y)\nobj-y += a.o\nendif\n", "a.o", "1:ifeq ($(CONFIG_A),y) = A > 2:obj-y\n"},
		{"ifeq nothing", "ifeq ($(CONFIG_A),)\nobj-y += a.o\nendif\n", "a.o", "1:ifeq ($(CONFIG_A),) = !A > 2:obj-y\n"},
		{"ifeq quotes", "ifneq \"$(CONFIG_A)\" \"y\"\nobj-y += a.o\nendif\n", "a.o",
			"1:ifneq \"$(CONFIG_A)\" \"y\" = !A > 2:obj-y\n"},
		{"else if", "ifdef CONFIG_A\nelse ifdef CONFIG_B\nobj-y += a.o\nendif\n", "a.o",
			"1:else of ifdef CONFIG_A = !A > 2:else ifdef CONFIG_B = B > 3:obj-y\n"},
		{"other comparison", "ifeq ($(BITS),32)\nobj-y += a.o\nendif\n", "a.o", "1:ifeq ($(BITS),32) > 2:obj-y\n"},
		{"two ways", "obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += a.o\n", "a.o",
			"1:obj-$(CONFIG_A) = A\n2:obj-$(CONFIG_B) = B\n"},
		{"itself", "a-y := $(a-y) x.o\n", "x.o", ""},
		{"half typed", "ifdef CONFIG_A\nobj-$(CONFIG_B) += a.o", "a.o", "1:ifdef CONFIG_A = A > 2:obj-$(CONFIG_B) = B\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := chainText(FindObject("Makefile", []byte(test.makefile), test.object)); got != test.want {
				t.Errorf("got:\n%swant:\n%s", got, test.want)
			}
		})
	}
}

func TestParseMakefileProblems(t *testing.T) {
	for _, test := range []struct{ makefile, want string }{
		{"ifdef A\nx = 1\n", "M:1:1: ifdef without endif"},
		{"endif\n", "M:1:1: endif without a conditional before it"},
		{"x = 1\nelse\n", "M:2:1: else without a conditional before it"},
		{"ifeq (a)\nendif\n", "M:1:1: ifeq needs two operands"},
		{"define x\nabc\n", "M:1:1: define without endef"},
		{"ifdef A\nelse what\nendif\n", "M:2:1: unknown words behind else"},
	} {
		m := ParseMakefile("M", []byte(test.makefile))
		if len(m.Problems) == 0 || m.Problems[0].String() != test.want {
			t.Errorf("%q: problems %v, want %s", test.makefile, m.Problems, test.want)
		}
	}
}

func TestParseMakefileDeep(t *testing.T) {
	m := ParseMakefile("M", []byte(strings.Repeat("ifdef A\n", 100_000)))
	if len(m.Problems) == 0 {
		t.Error("no problem in a hundred thousand nested conditionals")
	}
}

func TestWordRanges(t *testing.T) {
	m := ParseMakefile("M", []byte("obj-y := a.o  $(b c) \\\n\td.o\n"))
	var got []string
	for _, w := range m.Statements[0].Words {
		got = append(got, fmt.Sprintf("%s@%s-%s", w.Text, w.Range.Start, w.Range.End))
	}
	want := "a.o@1:10-1:13 $(b c)@1:15-1:21 d.o@2:2-2:5"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

func FuzzParseMakefile(f *testing.F) {
	f.Add([]byte("ifdef A\nobj-$(CONFIG_X) += a.o \\\n b.o\nelse\ndefine x\ny\nendef\nendif\n"))
	f.Add([]byte("x: y\n\techo\ninclude a b\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		ParseMakefile("M", src)
		FindObject("M", src, "a.o")
	})
}
