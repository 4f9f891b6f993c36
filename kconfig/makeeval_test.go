package kconfig

import (
	"fmt"
	"strings"
	"testing"
)

// makeTree has the symbols that the makefiles of these tests ask for.
var makeTree = Parse(files("config MODULES\n\tbool\n\tmodules\nconfig A\n\tbool\nconfig B\n\tbool\nconfig T\n\ttristate\nconfig S\n\tstring\n"), ParseOptions{})

// valueText writes a value's words with the condition of each: "a.o b.o{A}".
func valueText(v makeValue) string {
	words, ok := v.words()
	if !ok {
		return "too many"
	}
	var out []string
	for _, w := range words {
		text := strings.ReplaceAll(w.text, string(mark), "?")
		if !w.when.IsTrue() {
			text += "{" + w.when.String() + "}"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestMakeEval(t *testing.T) {
	for _, test := range []struct{ name, makefile, want string }{
		{"plain", "x = a b", "a b"},
		{"nothing", "", ""},
		{"appended", "x := a\nx += b", "a b"},
		{"replaced", "x = a\nx = b", "b"},
		{"only if unset", "x = a\nx ?= b", "a"},
		{"unset", "x ?= b", "b"},
		{"recursive", "x = $(y)\ny = a", "a"},
		{"simple", "y = a\nx := $(y)\ny = b", "a"},
		{"braces", "y = a\nx = ${y}", "a"},
		{"one letter", "y = a\nx = $y", "a"},
		{"bool", "x = $(CONFIG_A)", "y{A}"},
		{"tristate", "x = $(CONFIG_T)", "y{T=y} m{T=m}"},
		{"unknown symbol", "x = $(CONFIG_NONE)", ""},
		{"string", "x = $(CONFIG_S)", "?CONFIG_S?"},
		{"list by symbol", "x-$(CONFIG_A) += a\nx = $(x-y)", "a{A}"},
		{"list by tristate", "x-$(CONFIG_T) += a\nx = $(x-y) / $(x-m)", "a{T=y} / a{T=m}"},
		{"replaced by symbol", "l-y := no\nl-$(CONFIG_A) := a\nx = $(l-y)", "no{!A} a{A}"},
		{"ifdef", "ifdef CONFIG_A\nx = a\nelse\nx = b\nendif", "a{A} b{!A}"},
		{"ifdef of a variable", "v = 1\nifdef v\nx = a\nendif", "a"},
		{"ifndef", "ifndef v\nx = a\nendif", "a"},
		{"ifeq", "ifeq ($(CONFIG_T),m)\nx = a\nendif", "a{T=m}"},
		{"ifneq", "ifneq ($(CONFIG_T),m)\nx = a\nendif", "a{T!=m}"},
		{"ifeq nothing", "ifeq ($(CONFIG_A),)\nx = a\nendif", "a{!A}"},
		{"ifeq of two", "ifeq ($(CONFIG_A)$(CONFIG_B),yy)\nx = a\nendif", "a{A && B}"},
		{"either", "ifneq ($(CONFIG_A)$(CONFIG_B),)\nx = a\nendif", "a{A || B}"},
		{"ifeq of a string", "ifeq ($(CONFIG_S),\"q\")\nx = a\nendif", "a{S=\"\"q\"\"}"},
		{"else if", "ifdef CONFIG_A\nx = a\nelse ifdef CONFIG_B\nx = b\nelse\nx = c\nendif", "a{A} b{!A && B} c{!A && !B}"},
		{"nested", "ifdef CONFIG_A\nifdef CONFIG_B\nx = a\nendif\nendif", "a{A && B}"},
		{"appended under a condition", "x := a\nifdef CONFIG_A\nx += b\nendif", "a b{A}"},
		{"joined", "b-$(CONFIG_A) := 64\nx = head_$(b-y).o", "head_.o{!A} head_64.o{A}"},
		{"substitution", "y = a.c b.c\nx = $(y:.c=.o)", "a.o b.o"},
		{"substitution with a pattern", "y = a.c\nx = $(y:%.c=d/%.o)", "d/a.o"},
		{"subst", "x = $(subst a,b,banana)", "bbnbnb"},
		{"patsubst", "x = $(patsubst %.c,%.o,a.c b.h)", "a.o b.h"},
		{"filter", "x = $(filter %.o,a.o b.c)", "a.o"},
		{"filter-out", "x = $(filter-out a.o,a.o b.o)", "b.o"},
		{"filter of symbols", "ifneq ($(filter y m,$(CONFIG_T)),)\nx = a\nendif", "a{T}"},
		{"filter in a name", "l-$(filter y,$(CONFIG_A) $(CONFIG_NONE)) += a\nx = $(l-y)", "a{A}"},
		{"findstring", "x = $(findstring b,abc)", "b"},
		{"sort", "x = $(sort b a b)", "a b"},
		{"firstword", "x = $(firstword $(CONFIG_T) z)", "y{T=y} m{T=m} z{!T}"},
		{"lastword", "x = $(lastword a b)", "b"},
		{"word", "x = $(word 2,a b)", "b"},
		{"words", "x = $(words a b)", "2"},
		{"dir", "x = $(dir a/b c)", "a/ ./"},
		{"notdir", "x = $(notdir a/b c)", "b c"},
		{"basename and suffix", "x = $(basename a.c) $(suffix a.c)", "a .c"},
		{"addprefix", "x = $(addprefix d/,a b)", "d/a d/b"},
		{"addsuffix", "x = $(addsuffix .o,a b)", "a.o b.o"},
		{"strip", "x = $(strip   a   b )", "a b"},
		{"if", "x = $(if $(CONFIG_A),a,b)", "a{A} b{!A}"},
		{"or", "x = $(or $(CONFIG_A),z)", "y{A} z{!A}"},
		{"and", "x = $(and $(CONFIG_A),$(CONFIG_B),z)", "z{A && B}"},
		{"foreach", "x = $(foreach v,a b,$(v).o)", "a.o b.o"},
		{"foreach under a condition", "x = $(foreach v,$(if $(CONFIG_A),a) b,$(v).o)", "a.o{A} b.o"},
		{"call", "f = $(2)-$(1)\nx = $(call f,a,b)", "b-a"},
		{"shell", "x = $(shell uname)", "?$(shell uname)?"},
		{"unknown call", "x = $(call cc-option,-m)", "?$(call cc-option,-m)?"},
		{"unknown comparison", "ifeq ($(shell uname),L)\nx = a\nendif", "a{[$(shell uname) = L]}"},
		{"itself", "x = $(x)", "?$(x)?"},
		{"wildcard", "x = $(wildcard ./*.mk none)", "./inc.mk"},
		{"include", "include inc.mk\nx = $(included)", "yes"},
		{"include under a condition", "include $(if $(CONFIG_A),inc.mk)\nx = $(included)", "yes{A}"},
		{"define", "define x\na\nb\nendef", "a b"},
		{"computed name", "n = y\nl-y = a\nx = $(l-$(n))", "a"},
		{"export", "export x := a", "a"},
		{"override", "override x := a", "a"},
	} {
		b := &kbuilder{fsys: files("inc.mk", "included := yes\n"), tree: makeTree, out: &Kbuild{}, files: &makefileCache{parsed: map[string]*Makefile{}}}
		e := b.eval(nil)
		e.statements(ParseMakefile("M", []byte(test.makefile+"\n")).Statements)
		if got := valueText(e.lookup("x")); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// describe writes the objects of a tree: PATH[<SOURCE]: BUILTIN / MODULE.
func describe(k *Kbuild) string {
	var b strings.Builder
	for _, o := range k.Objects {
		fmt.Fprintf(&b, "%s", o.Path)
		if o.Source != strings.TrimSuffix(o.Path, ".o")+".c" {
			fmt.Fprintf(&b, "<%s", o.Source)
		}
		fmt.Fprintf(&b, ": %v / %v\n", o.BuiltIn, o.Module)
	}
	return b.String()
}

func TestReadKbuild(t *testing.T) {
	const top = "SRCARCH := $(ARCH)\ncore-y :=\nlibs-y := lib/\nifeq ($(KBUILD_EXTMOD),)\ncore-y += top/\nendif\ninclude $(srctree)/arch/$(SRCARCH)/Makefile\nexport FOO := foo.o\n"
	base := []string{"Makefile", top, "arch/toy/Makefile", "core-$(CONFIG_A) += arch/toy/\n", "arch/toy/Makefile.inc", "",
		"top/a.c", "", "top/b.c", "", "top/foo.c", "", "lib/a.c", "", "top/sub/a.c", ""}
	for _, test := range []struct {
		name  string
		files []string
		want  string
	}{
		{"object", []string{"top/Makefile", "obj-y += a.o\nobj-$(CONFIG_T) += b.o\n"}, "top/a.o: y / n\ntop/b.o: T=y / T=m\n"},
		{"Kbuild before Makefile", []string{"top/Kbuild", "obj-y += a.o\n", "top/Makefile", "obj-y += b.o\n"}, "top/a.o: y / n\n"},
		{"directory", []string{"top/Makefile", "obj-$(CONFIG_A) += sub/\n", "top/sub/Makefile", "obj-$(CONFIG_B) += a.o\n"}, "top/sub/a.o: A && B / n\n"},
		{"directory of modules", []string{"top/Makefile", "obj-$(CONFIG_T) += sub/\n", "top/sub/Makefile", "obj-y += a.o\nobj-m += b.o\n"},
			"top/sub/a.o: T=y / n\ntop/sub/b.o<: n / T\n"},
		{"directory for its own sake", []string{"top/Makefile", "subdir-y += sub\n", "top/sub/Makefile", "obj-y += a.o\nobj-m += b.o\n"},
			"top/sub/a.o: n / n\ntop/sub/b.o<: n / y\n"},
		{"composite", []string{"top/Makefile", "obj-$(CONFIG_T) += ab.o\nab-y := a.o\nab-$(CONFIG_A) += b.o\n"},
			"top/a.o: T=y / T=m\ntop/b.o: T=y && A / T=m && A\n"},
		{"composite with objs", []string{"top/Makefile", "obj-y += ab.o\nab-objs := a.o b.o\n"}, "top/a.o: y / n\ntop/b.o: y / n\n"},
		{"part of a module only", []string{"top/Makefile", "obj-$(CONFIG_T) += ab.o\nab-y := a.o\nab-$(CONFIG_T) += b.o\n"},
			"top/a.o: T=y / T=m\ntop/b.o: T=y / T=m\n"},
		{"from elsewhere", []string{"top/Makefile", "obj-y += ../lib/a.o\n"}, "lib/a.o: y / n\n"},
		{"exported", []string{"top/Makefile", "obj-y += $(FOO)\n"}, "top/foo.o: y / n\n"},
		{"library", []string{"lib/Makefile", "lib-y += a.o\n"}, "lib/a.o: y / n\n"},
		{"library that nobody links", []string{"top/Makefile", "lib-y += a.o\n"}, "top/a.o: n / n\n"},
		{"rule", []string{"top/Makefile", "obj-y += x.o\n$(obj)/x.o: $(srctree)/lib/a.c FORCE\n"}, "top/x.o<lib/a.c: y / n\n"},
		{"pattern rule", []string{"top/Makefile", "obj-y += a.pi.o\n$(obj)/%.pi.o: $(obj)/%.o FORCE\n\t$(call if_changed)\n"}, "top/a.o: y / n\n"},
		{"arch", []string{"arch/toy/Kbuild", "obj-y += a.o\n"}, "arch/toy/a.o<: A / n\n"},
		{"Kbuild at the top", []string{"Kbuild", "obj-$(CONFIG_B) += top/\n", "top/Makefile", "obj-y += a.o\n"}, "top/a.o: B / n\n"},
		{"circle", []string{"top/Makefile", "obj-y += sub/\n", "top/sub/Makefile", "obj-y += ../ a.o\n"}, "top/sub/a.o: y / n\n"},
		{"out of the tree", []string{"top/Makefile", "obj-y += ../../etc/ a.o\n"}, "top/a.o: y / n\n"},
	} {
		fsys := files(append(append([]string{}, base...), test.files...)...)
		k := ReadKbuild(fsys, makeTree, "toy")
		if got := describe(k); got != test.want || len(k.Problems) > 0 {
			t.Errorf("%s: got\n%swant\n%sproblems %v", test.name, got, test.want, k.Problems)
		}
	}
}

func TestCompilerMacros(t *testing.T) {
	tree := Parse(files("config 64BIT\n\tbool\nconfig A\n\tbool\n"), ParseOptions{})
	k := ReadKbuild(files("Makefile", "CHECKFLAGS := -D__toy__ -Wall\nifdef CONFIG_A\nCHECKFLAGS += -D__a__=3\nendif\n"), tree, "toy")
	for _, test := range []struct{ condition, want string }{
		{"__toy__", "y"},
		{"__a__ == 3", "A"},
		{"__LP64__", "64BIT"},
		{"__SIZEOF_LONG__ * __CHAR_BIT__ == 64", "64BIT"},
	} {
		macros := func(name string) (Macro, bool) { m, ok := k.Compiler[name]; return m, ok }
		if got := tree.Condition("if", test.condition, macros).String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.condition, got, test.want)
		}
	}
}

func TestWays(t *testing.T) {
	fsys := files("Makefile", "core-y := top/\n", "top/Makefile", "obj-$(CONFIG_A) += sub/\n",
		"top/sub/Makefile", "ifdef CONFIG_B\npart-y += a.o\nelse\npart-y += b.o\nendif\nobj-y += $(part-y)\n")
	k := ReadKbuild(fsys, makeTree, "toy")
	for _, test := range []struct{ object, want string }{
		{"top/sub/a.o", "1:core-y > 1:obj-$(CONFIG_A) = A > 6:obj-y > 1:ifdef CONFIG_B = B > 2:part-y\n"},
		{"top/sub/b.o", "1:core-y > 1:obj-$(CONFIG_A) = A > 6:obj-y > 1:else of ifdef CONFIG_B = !B > 4:part-y\n"},
	} {
		var chains []Chain
		for _, w := range k.Object(test.object).Ways() {
			chains = append(chains, w.Chain)
		}
		if got := chainText(chains); got != test.want {
			t.Errorf("%s: got %swant %s", test.object, got, test.want)
		}
	}
}

func FuzzReadKbuild(f *testing.F) {
	f.Add("obj-y := $(patsubst %,%.o,$(foreach v,a b,$(v))) $(sort $(x) y)\nx-$(CONFIG_T) += $(if $(CONFIG_A),q,$(or ,r))\n")
	f.Add("x = $(x) $(call x,$(1))\ninclude $(x)\nifeq ($(CONFIG_A)$(CONFIG_T),$(CONFIG_S))\nobj-$(CONFIG_B) += $(subst a,b,$(x))\nendif\n$(obj)/%.o: $(x) a.c\n")
	f.Fuzz(func(t *testing.T, src string) {
		fsys := files("Makefile", "core-y := top/\n"+src, "top/Makefile", src)
		for _, o := range ReadKbuild(fsys, makeTree, "toy").Objects {
			o.Ways()
		}
	})
}
