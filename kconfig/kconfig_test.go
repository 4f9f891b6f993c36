package kconfig

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// files makes a tree of Kconfig files from "name" and "content" pairs; a
// single text is the file Kconfig.
func files(content ...string) fstest.MapFS {
	m := fstest.MapFS{}
	if len(content) == 1 {
		content = []string{"Kconfig", content[0]}
	}
	for i := 0; i < len(content); i += 2 {
		m[content[i]] = &fstest.MapFile{Data: []byte(content[i+1])}
	}
	return m
}

// dialects are the two sets of rules, as files that show them.
var older = map[string]string{
	"scripts/kconfig/expr.h":     "struct menu {};",
	"scripts/kconfig/symbol.c":   "newval = symbol_empty",
	"scripts/kconfig/confdata.c": "sym_string_within_range()",
}

func parseOlder(content string) *Tree {
	m := files(content)
	for name, text := range older {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Parse(m, ParseOptions{})
}

// body returns what WriteConfig writes below its heading, one line a setting,
// joined by blanks: "A=y B=n S="x"".
func body(v *Values) string {
	var b strings.Builder
	if err := v.WriteConfig(&b); err != nil {
		return err.Error()
	}
	var out []string
	for _, line := range strings.Split(b.String(), "\n")[4:] {
		if name, unset := strings.CutSuffix(line, " is not set"); unset {
			line = strings.TrimPrefix(name, "# ") + "=n"
		}
		if rest, found := strings.CutPrefix(line, "CONFIG_"); found {
			out = append(out, rest)
		}
	}
	return strings.Join(out, " ")
}

func evaluate(t *Tree, config string) string {
	config = strings.ReplaceAll(config, " CONFIG", "\nCONFIG")
	c, _ := ParseConfig(".config", []byte(strings.ReplaceAll(config, "#\nCONFIG", "# CONFIG")))
	return body(t.Evaluate(c))
}

const modules = "config MODULES\n\tbool\n\tdefault y\n\tmodules\n"

func TestEvaluate(t *testing.T) {
	for _, test := range []struct{ name, kconfig, config, want string }{
		{"default n", "config A\n\tbool \"a\"\n", "", "A=n"},
		{"set", "config A\n\tbool \"a\"\n", "CONFIG_A=y", "A=y"},
		{"default y", "config A\n\tbool \"a\"\n\tdefault y\n", "", "A=y"},
		{"no prompt", "config A\n\tbool\n", "CONFIG_A=y", ""},
		{"def_bool", "config A\n\tdef_bool y\n", "", "A=y"},
		{"m without modules", "config A\n\ttristate \"a\"\n", "CONFIG_A=m", "A=y"},
		{"m with modules", modules + "config A\n\ttristate \"a\"\n", "CONFIG_A=m", "MODULES=y A=m"},
		{"m for a bool", modules + "config A\n\tbool \"a\"\n", "CONFIG_A=m", "MODULES=y A=n"},
		{"depends", "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n", "CONFIG_B=y", "A=n"},
		{"depends limits to m", modules + "config A\n\ttristate \"a\"\nconfig B\n\ttristate \"b\"\n\tdepends on A\n",
			"CONFIG_A=m CONFIG_B=y", "MODULES=y A=m B=m"},
		{"if block", "config A\n\tbool \"a\"\nif A\nconfig B\n\tbool \"b\"\nendif\n", "CONFIG_B=y", "A=n"},
		{"menu", "config A\n\tbool \"a\"\nmenu \"m\"\n\tdepends on A\nconfig B\n\tbool \"b\"\nendmenu\n", "CONFIG_A=y", "A=y B=n"},
		{"visible if hides prompts only", "config A\n\tbool \"a\"\nmenu \"m\"\n\tvisible if A\nconfig B\n\tbool \"b\"\n\tdefault y\nendmenu\n",
			"# CONFIG_B is not set", "A=n B=y"},
		{"select", "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool\n", "CONFIG_A=y", "A=y B=y"},
		{"select against dependencies", "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n\tdepends on C\nconfig C\n\tbool \"c\"\n",
			"CONFIG_A=y", "A=y B=y C=n"},
		{"select if", "config A\n\tbool \"a\"\n\tselect B if C\nconfig B\n\tbool\nconfig C\n\tbool \"c\"\n", "CONFIG_A=y", "A=y C=n"},
		{"select over n", "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n", "CONFIG_A=y CONFIG_B=n", "A=y B=y"},
		{"select m of a bool", modules + "config A\n\ttristate \"a\"\n\tselect B\nconfig B\n\tbool\n", "CONFIG_A=m", "MODULES=y A=m B=y"},
		{"imply", "config A\n\tbool \"a\"\n\timply B\nconfig B\n\tbool \"b\"\n", "CONFIG_A=y", "A=y B=y"},
		{"imply gives way", "config A\n\tbool \"a\"\n\timply B\nconfig B\n\tbool \"b\"\n", "CONFIG_A=y\n# CONFIG_B is not set", "A=y B=n"},
		{"imply heeds dependencies", "config A\n\tbool \"a\"\n\timply B\nconfig B\n\tbool \"b\"\n\tdepends on C\nconfig C\n\tbool \"c\"\n",
			"CONFIG_A=y", "A=y B=n C=n"}, // conf writes B, as it is implied
		{"first default that holds", "config A\n\tint\n\tdefault 1 if X\n\tdefault 2\n\tdefault 3\nconfig X\n\tbool \"x\"\n", "", "A=2 X=n"},
		{"default from another", "config A\n\tstring\n\tdefault B\nconfig B\n\tstring \"b\"\n\tdefault \"q\\\"z\"\n", "", `A="q\"z" B="q\"z"`},
		{"comparison of numbers", "config A\n\tint \"a\"\n\tdefault 9\nconfig B\n\tdef_bool A < 10\n", "", "A=9 B=y"},
		{"comparison of texts", "config A\n\tstring \"a\"\n\tdefault \"x\"\nconfig B\n\tdef_bool A = \"x\"\n", "", `A="x" B=y`},
		{"comparison of hex", "config A\n\thex \"a\"\n\tdefault 0x10\nconfig B\n\tdef_bool A >= 0xf\n", "", "A=0x10 B=y"},
		{"not m is m", modules + "config A\n\tdef_tristate !m\n", "", "MODULES=y A=m"},
		{"m needs modules", "config MODULES\n\tbool \"m\"\n\tmodules\nconfig A\n\tbool \"a\"\n\tdepends on m\n", "", "MODULES=n"},
		{"clamped", "config A\n\tint \"a\"\n\trange 2 5\n", "CONFIG_A=9", "A=5"},
		{"clamped to a symbol", "config A\n\tint \"a\"\n\trange L 5\nconfig L\n\tint\n\tdefault 3\n", "CONFIG_A=1", "A=3 L=3"},
		{"invalid number", "config A\n\tint \"a\"\n\tdefault 7\n", "CONFIG_A=08", "A=7"},
		{"int without a value", "config A\n\tint \"a\"\nconfig H\n\thex \"h\"\n", "", "A=0 H=0x0"},
		{"two definitions", "config A\n\tbool \"a\"\n\tdepends on X\nconfig A\n\tbool \"a\"\nconfig X\n\tbool \"x\"\n", "CONFIG_A=y", "A=y X=n"},
		{"undefined symbol", "config A\n\tdef_bool !NOWHERE\n", "", "A=y"},
		{"depends if", "config A\n\tbool \"a\"\n\tdepends on X if Y\nconfig X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\n", "CONFIG_A=y", "A=y X=n Y=n"},
		{"depends if, and it is", "config A\n\tbool \"a\"\n\tdepends on X if Y\nconfig X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\n",
			"CONFIG_A=y CONFIG_Y=y", "X=n Y=y"},
		{"transitional", "config OLD\n\tbool\n\ttransitional\nconfig NEW\n\tbool \"new\"\n\tdefault OLD\n", "CONFIG_OLD=y", "NEW=y"},
		{"option modules", "config M\n\tbool \"m\"\n\toption modules\n\tdefault y\nconfig A\n\tdef_tristate m\n", "", "M=y A=m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree := Parse(files(test.kconfig), ParseOptions{})
			if len(tree.Problems) > 0 {
				t.Errorf("problems: %v", tree.Problems)
			}
			if got := evaluate(tree, test.config); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestCircles(t *testing.T) {
	for _, test := range []struct{ name, kconfig, problem, values string }{
		{"itself", "config A\n\tbool \"a\"\n\tdepends on A\n", "Kconfig:1:1: A depends on itself: A > A", ""},
		{"not itself", "config A\n\tdef_bool !A\n", "Kconfig:1:1: A depends on itself: A > A", "A=y"},
		{"two", "config A\n\tdef_bool B\nconfig B\n\tdef_bool A\n", "Kconfig:1:1: A depends on itself: A > B > A", ""},
		{"select", "config A\n\tbool \"a\"\n\tdepends on B\n\tselect B\nconfig B\n\tbool \"b\"\n", "Kconfig:1:1: A depends on itself: A > B > A", "B=n"},
		{"members of a choice", twoOfThem, "", "A=n B=y C=n"},
		{"member that depends on a member", "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\nendchoice\n", "", "A=y B=n"},
	} {
		tree := Parse(files(test.kconfig), ParseOptions{})
		problem := ""
		if len(tree.Problems) > 0 {
			problem = tree.Problems[0].String()
		}
		if problem != test.problem {
			t.Errorf("%s: problems %v, want %s", test.name, tree.Problems, test.problem)
		}
		if got := evaluate(tree, ""); got != test.values {
			t.Errorf("%s: got %s, want %s", test.name, got, test.values)
		}
	}
}

const twoOfThem = "choice\n\tprompt \"c\"\n\tdefault B\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nconfig C\n\tbool \"c\"\nendchoice\n"

func TestChoice(t *testing.T) {
	for _, test := range []struct{ name, config, newer, older string }{
		{"default", "", "A=n B=y C=n", "A=n B=y C=n"},
		{"chosen", "CONFIG_C=y", "A=n B=n C=y", "A=n B=n C=y"},
		{"last one wins", "CONFIG_C=y CONFIG_A=y", "A=y B=n C=n", "A=y B=n C=n"},
		{"default refused", "# CONFIG_B is not set", "A=y B=n C=n", "A=n B=y C=n"},
		{"all refused", "# CONFIG_A is not set\n# CONFIG_C is not set\n# CONFIG_B is not set", "A=y B=n C=n", "A=n B=y C=n"},
	} {
		if got := evaluate(Parse(files(twoOfThem), ParseOptions{}), test.config); got != test.newer {
			t.Errorf("%s: got %s, want %s", test.name, got, test.newer)
		}
		if got := evaluate(parseOlder(twoOfThem), test.config); got != test.older {
			t.Errorf("%s, older rules: got %s, want %s", test.name, got, test.older)
		}
	}
}

func TestOlderChoices(t *testing.T) {
	const tristate = modules + "choice\n\tprompt \"c\"\nconfig A\n\ttristate \"a\"\nconfig B\n\ttristate \"b\"\nendchoice\n"
	const optional = "choice\n\tprompt \"c\"\n\toptional\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nendchoice\n"
	const inner = "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig A_MORE\n\tbool \"more\"\n\tdepends on A\nconfig B\n\tbool \"b\"\nendchoice\n"
	for _, test := range []struct{ name, kconfig, config, want string }{
		{"tristate, several m", tristate, "CONFIG_A=m CONFIG_B=m", "MODULES=y A=m B=m"},
		{"tristate, one y", tristate, "CONFIG_A=m CONFIG_B=y", "MODULES=y A=n B=y"},
		{"optional, none", optional, "", ""},
		{"optional, one", optional, "CONFIG_B=y", "A=n B=y"},
		{"what depends on a member is none", inner, "CONFIG_A=y CONFIG_A_MORE=y", "A=y A_MORE=y B=n"},
		{"number out of range", "config A\n\tint \"a\"\n\trange 2 5\n\tdefault 3\n", "CONFIG_A=9", "A=3"},
		{"number without a value", "config A\n\tint \"a\"\n", "", "A="},
	} {
		if got := evaluate(parseOlder(test.kconfig), test.config); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestWriteConfig(t *testing.T) {
	tree := Parse(files("mainmenu \"Linux/$(ARCH) Configuration\"\nconfig A\n\tbool \"a\"\nmenu \"Things\"\nconfig S\n\tstring \"s\"\nendmenu\ncomment \"note\"\nconfig Z\n\tdef_bool y\n"),
		ParseOptions{Environment: map[string]string{"ARCH": "toy"}})
	var b strings.Builder
	if err := tree.Evaluate(nil).WriteConfig(&b); err != nil {
		t.Fatal(err)
	}
	want := `#
# Automatically generated file; DO NOT EDIT.
# Linux/toy Configuration
#
# CONFIG_A is not set

#
# Things
#
CONFIG_S=""
# end of Things

#
# note
#
CONFIG_Z=y
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestMacros(t *testing.T) {
	env := map[string]string{"ARCH": "toy"}
	for _, test := range []struct{ name, lines, text, want string }{
		{"variable", "v = x", "$(v)", "x"},
		{"expanded late", "v = $(w)\nw = x", "$(v)", "x"},
		{"expanded early", "w = 1\nv := $(w)\nw = 2", "$(v)", "1"},
		{"appended", "v = a\nv += b", "$(v)", "a b"},
		{"appended to nothing", "v += b", "$(v)", "b"},
		{"function", "f = <$(1)-$(2)>", "$(f,a,b)", "<a-b>"},
		{"argument left out", "f = <$(1)-$(2)>", "$(f,a)", "<a->"},
		{"arguments with parentheses", "f = <$(1)>", "$(f,(a,b))", "<(a,b)>"},
		{"computed name", "n = v\nv = x", "$($(n))", "x"},
		{"environment", "", "$(ARCH)", "toy"},
		{"dollar alone", "", "a$$b", "a$$b"},
		{"line", "", "$(lineno)", "2"},
		{"file", "", "$(filename)", "Kconfig"},
		{"itself", "v = $(v)x", "$(v)", "x"},
	} {
		src := test.lines + "\nmainmenu \"" + test.text + "\"\n"
		tree := Parse(files(src), ParseOptions{Environment: env})
		if got := tree.Root.Prompt.Text; got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestNothingIsRun has a file ask for all kinds of commands; with no Shell
// given there is nobody to run them, and the questions say what was asked.
func TestNothingIsRun(t *testing.T) {
	tree := Parse(files("x := $(shell,rm -rf /)\nconfig A\n\tdef_bool $(shell,echo y)\nconfig B\n\tstring\n\tdefault \"$(CC_VERSION_TEXT)\"\n"), ParseOptions{})
	var got []string
	for _, q := range tree.Questions {
		got = append(got, fmt.Sprintf("%s:%s %s", q.File, q.Range.Start, q.Text))
	}
	want := "Kconfig:1:1 rm -rf /, Kconfig:3:11 echo y, Kconfig:6:11 $(CC_VERSION_TEXT)"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
	if got := evaluate(tree, ""); got != `B=""` {
		t.Errorf("unanswered: %s", got)
	}
}

// TestAnswersFromConfig evaluates complete configurations in which the
// answers of the toolchain can be read.
func TestAnswersFromConfig(t *testing.T) {
	const ask = "success = $(shell,$(1) && echo y || echo n)\n"
	for _, test := range []struct{ name, kconfig, config string }{
		{"yes", ask + "config HAS\n\tdef_bool $(success,a)\n", "HAS=y"},
		{"no", ask + "config HAS\n\tdef_bool $(success,a)\n", ""},
		{"dependency", ask + "config A\n\tbool \"a\"\n\tdepends on $(success,a)\n", "A=n"},
		{"version", "v := $(shell,version)\nconfig GCC\n\tbool \"gcc\"\nconfig G\n\tint\n\tdefault $(v) if GCC\n\tdefault 0\nconfig C\n\tint\n\tdefault $(v) if !GCC\n\tdefault 0\n",
			"GCC=y G=120200 C=0"},
		{"version of the other", "v := $(shell,version)\nconfig GCC\n\tbool \"gcc\"\nconfig G\n\tint\n\tdefault $(v) if GCC\n\tdefault 0\nconfig C\n\tint\n\tdefault $(v) if !GCC\n\tdefault 0\n",
			"GCC=n G=0 C=150000"},
		{"negated", ask + "config HAS\n\tdef_bool !$(success,a)\n", "HAS=y"},
		{"one of two", ask + "config A\n\tdef_bool $(success,a)\nconfig AB\n\tdef_bool $(success,a) || $(success,b)\nconfig B\n\tdef_bool $(success,b)\n", "A=y AB=y"},
		{"text", "config T\n\tstring\n\tdefault \"$(CC_VERSION_TEXT)\"\n", `T="gcc 12"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var lines []string
			for _, setting := range strings.Split(strings.ReplaceAll(test.config, `"gcc 12"`, `"gcc_12"`), " ") {
				lines = append(lines, "CONFIG_"+strings.ReplaceAll(setting, "_12", " 12"))
			}
			config := strings.Join(lines, "\n")
			if test.config == "" {
				config = ""
			}
			c, _ := ParseConfig(".config", []byte(config))
			if got := body(Parse(files(test.kconfig), ParseOptions{}).Evaluate(c)); got != test.config {
				t.Errorf("got %s, want %s", got, test.config)
			}
		})
	}
}

func TestShell(t *testing.T) {
	asked := 0
	tree := Parse(files("config A\n\tstring\n\tdefault \"$(shell,x $(NOT_SET))\"\n"), ParseOptions{Shell: func(command string) string {
		asked++
		return "<" + command + ">\nb\n\n"
	}})
	if got := evaluate(tree, ""); got != `A="<x > b"` || asked != 1 {
		t.Errorf("got %s, asked %d times", got, asked)
	}
}
