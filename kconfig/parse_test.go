package kconfig

import (
	"strconv"
	"strings"
	"testing"

	"callgate/text"
)

func TestProblems(t *testing.T) {
	for _, test := range []struct{ name, kconfig, want string }{
		{"half a name", "config", "Kconfig:1:7: a name is missing"},
		{"no quote", "config A\n\tbool \"a\n\tdefault y\n", "Kconfig:2:7: no closing quote"},
		{"half an expression", "config A\n\tbool\n\tdepends on B &&\n", "Kconfig:3:17: a symbol is missing"},
		{"half a comparison", "config A\n\tbool\n\tdepends on B =\n", "Kconfig:3:16: a symbol is missing"},
		{"parenthesis", "config A\n\tbool\n\tdepends on (B || C\n", "Kconfig:3:20: a closing parenthesis is missing"},
		{"attribute of nothing", "\tdepends on A\n", `Kconfig:1:2: unknown statement "depends"`},
		{"attribute of a menu", "menu \"m\"\n\tselect A\nendmenu\n", `Kconfig:2:2: menu cannot have "select"`},
		{"unknown attribute", "config A\n\tfrobnicate\n", `Kconfig:2:2: unknown attribute "frobnicate"`},
		{"more on the line", "config A B\n", `Kconfig:1:10: unexpected "B"`},
		{"menu without end", "menu \"m\"\nconfig A\n\tbool\n", "Kconfig:1:1: menu without endmenu"},
		{"end without menu", "endmenu\n", "Kconfig:1:1: endmenu without menu"},
		{"crossed", "menu \"m\"\nif A\nendmenu\n", "Kconfig:2:1: if without endif"},
		{"no file", "source \"nowhere\"\n", "Kconfig:1:8: cannot read nowhere"},
		{"itself", "source \"Kconfig\"\n", "Kconfig:1:8: Kconfig sources itself: Kconfig > Kconfig"},
		{"file not known", "source \"arch/$(WHAT)/Kconfig\"\n", "Kconfig:1:8: cannot tell the file: arch/$(WHAT)/Kconfig is not known"},
		{"character", "config A\n\tbool ^\n", `Kconfig:2:7: ignoring unsupported character '^'`},
		{"type twice", "config A\n\tbool\nconfig A\n\ttristate\n", "Kconfig:4:2: A is a bool already"},
		{"prompt twice", "config A\n\tbool \"a\"\n\tprompt \"b\"\n", "Kconfig:3:9: a second prompt; this one counts"},
		{"modules twice", "config A\n\tbool\n\tmodules\nconfig B\n\tbool\n\tmodules\n", "Kconfig:6:2: A has the attribute modules already"},
		{"constant defined", "config y\n\tbool\n", "Kconfig:1:8: cannot define y"},
		{"help without text", "config A\n\tbool\n\thelp\nconfig B\n\tbool\n", "Kconfig:3:2: help without a text"},
		{"variable of itself", "v = $(v)\nmainmenu \"$(v)\"\n", "Kconfig:2:11: variable v refers to itself"},
		{"open reference", "mainmenu \"$(v\"\n", "Kconfig:1:11: unterminated reference: no closing parenthesis"},
		{"told", "$(error-if,y,no way)\n", "Kconfig:1:1: no way"},
		{"unknown function", "mainmenu \"$(f,x)\"\n", "Kconfig:1:11: no function f"},
	} {
		tree := Parse(files(test.kconfig), ParseOptions{})
		if len(tree.Problems) == 0 || tree.Problems[0].String() != test.want {
			t.Errorf("%s: got %v, want %s", test.name, tree.Problems, test.want)
		}
	}
}

// TestRecovers checks that one broken line costs no more than itself.
func TestRecovers(t *testing.T) {
	for _, broken := range []string{"config\n", "menu\n", "if\n", "endif\n", "source\n", "\tdepends on (\n", "\tselect\n", "\tprompt \"\n", "((((\n", "$(\n", "choice\nendmenu\n"} {
		tree := Parse(files("config A\n\tbool \"a\"\n"+broken+"config B\n\tbool \"b\"\n"), ParseOptions{})
		if len(tree.Problems) == 0 {
			t.Errorf("%q: no problem", broken)
		}
		for _, name := range []string{"A", "B"} {
			if s := tree.Lookup(name); s == nil || !s.Defined() {
				t.Errorf("%q: %s is lost", broken, name)
			}
		}
	}
}

func TestHelpIsSkipped(t *testing.T) {
	for _, src := range []string{
		"config A\n\tbool\n\thelp\n\t  config X\n\n\t  more\n\nconfig B\n\tbool\n",
		"config A\n\tbool\n\t---help---\n\t  config X\nconfig B\n\tbool\n",
		"config A\n\thelp\n\t    config X\n\tbool\nconfig B\n\tbool\n",
	} {
		tree := Parse(files(src), ParseOptions{})
		if len(tree.Problems) > 0 || tree.Lookup("X") != nil || tree.Lookup("B") == nil || tree.Lookup("A").Type != Bool {
			t.Errorf("%q: problems %v", src, tree.Problems)
		}
	}
}

func TestSource(t *testing.T) {
	tree := Parse(files("Kconfig", "source \"sub/*/Kconfig\"\nsource \"arch/$(SRCARCH)/Kconfig\"\n",
		"sub/b/Kconfig", "config B\n\tbool\n", "sub/a/Kconfig", "config A\n\tbool\n", "arch/toy/Kconfig", "config T\n\tbool\n"),
		ParseOptions{Environment: map[string]string{"SRCARCH": "toy"}})
	if got, want := strings.Join(tree.Files, " "), "Kconfig sub/a/Kconfig sub/b/Kconfig arch/toy/Kconfig"; got != want {
		t.Errorf("got files %s, want %s", got, want)
	}
	if n := tree.Lookup("T").Nodes[0]; n.File != "arch/toy/Kconfig" || n.NameRange.Start != (text.Pos{Line: 0, Col: 7}) {
		t.Errorf("T is at %s:%s", n.File, n.NameRange.Start)
	}
}

func TestBlocksEndWithTheirFile(t *testing.T) {
	tree := Parse(files("Kconfig", "source \"a\"\nconfig B\n\tbool\n", "a", "if X\nconfig A\n\tbool\n"), ParseOptions{})
	if n := tree.Lookup("B").Nodes[0]; n.Parent != tree.Root || len(tree.Problems) != 1 {
		t.Errorf("B stands in a block that another file opened; problems %v", tree.Problems)
	}
}

func TestExprString(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"A", "A"},
		{"!A", "!A"},
		{"A && (B || C)", "A && (B || C)"},
		{"A || B && C", "A || B && C"},
		{"!(A && B)", "!(A && B)"},
		{"!(A = y)", "!(A=y)"},
		{"A != \"x\"", `A!="x"`},
		{"A<=3 && B>2", "A<=3 && B>2"},
		{"$(shell,ls)", "$(ls)"},
	} {
		tree := Parse(files("config X\n\tbool\n\tdepends on "+test.in+"\n"), ParseOptions{})
		if got := tree.Lookup("X").DependsOn.String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.in, got, test.want)
		}
	}
}

// TestBounded feeds what would exhaust a naive reader.
func TestBounded(t *testing.T) {
	deep := strings.Repeat("(", 100_000)
	doubling := ""
	for c := 'a'; c < 'z'; c++ {
		doubling += string(c) + " = $(" + string(c+1) + ")$(" + string(c+1) + ")\n"
	}
	fan := []string{"Kconfig", "source \"f0\"\n"}
	for i := range 30 {
		fan = append(fan, "f"+strconv.Itoa(i), "source \"f"+strconv.Itoa(i+1)+"\"\nsource \"f"+strconv.Itoa(i+1)+"\"\n")
	}
	for _, test := range []struct {
		name    string
		content []string
		silent  bool // no problem to report
	}{
		{"parentheses", []string{"config A\n\tbool\n\tdepends on " + deep + "\n"}, false},
		{"nots", []string{"config A\n\tbool\n\tdepends on " + strings.Repeat("!", 100_000) + "A\n"}, false},
		{"ifs", []string{strings.Repeat("if A\n", 20_000)}, false},
		{"macros in macros", []string{"mainmenu \"" + strings.Repeat("$(", 10_000) + strings.Repeat(")", 10_000) + "\"\n"}, false},
		{"doubling macros", []string{doubling + "z = 0123456789\nmainmenu \"$(a)\"\n"}, false},
		{"files that fan out", fan, false},
		{"long conjunction", []string{"config A\n\tbool\n\tdepends on " + strings.Repeat("A && ", 100_000) + "A\n"}, true},
	} {
		tree := Parse(files(test.content...), ParseOptions{})
		if !test.silent && len(tree.Problems) == 0 {
			t.Errorf("%s: no problem", test.name)
		}
		tree.Evaluate(nil)
	}
}

// TestLongChain has more symbols depend on each other than the stack is
// allowed to hold: some value is not computed then, and that is said.
func TestLongChain(t *testing.T) {
	var chain strings.Builder
	for i := range maxEvalDepth + 10 {
		chain.WriteString("config A" + strconv.Itoa(i) + "\n\tdef_bool A" + strconv.Itoa(i+1) + "\n")
	}
	v := Parse(files(chain.String()), ParseOptions{}).Evaluate(nil)
	if p := v.Problems(); len(p) != 1 || !strings.HasPrefix(p[0].Text, "symbols depend on symbols") {
		t.Errorf("problems %v", p)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("mainmenu \"x\"\nconfig A\n\tbool \"a\" if B\n\tdefault y if C = \"q\"\n\tselect D\n\thelp\n\t  text\n")
	f.Add("v := $(shell,x)\nchoice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nendchoice\nif X\nmenu \"m\"\n\tvisible if A\nendmenu\nendif\n")
	f.Add("config M\n\tmodules\nconfig R\n\tint \"r\"\n\trange 1 R\n\timply M\nsource \"Kconfig\"\n")
	f.Fuzz(func(t *testing.T, src string) {
		for _, tree := range []*Tree{Parse(files(src), ParseOptions{}), parseOlder(src)} {
			tree.Evaluate(nil)
		}
	})
}
