package kconfig

import (
	"strings"
	"testing"
)

func TestCondition(t *testing.T) {
	tree := Parse(files("config MODULES\n\tbool\n\tmodules\nconfig A\n\tbool\nconfig B\n\tbool\nconfig T\n\ttristate\nconfig N\n\tint\n\tdepends on B\n"), ParseOptions{})
	a := SymbolIn("A", Bool, IsYes)
	macros := func(name string) (Macro, bool) {
		switch name {
		case "BITS":
			return Macro{{a, "64"}, {Not(a), "32"}}, true
		case "WANT_X":
			return Macro{{a, ""}}, true
		case "NEVER":
			return nil, true
		case "TWO":
			return Macro{{True(), "(1 + 1)"}}, true
		case "LOOP":
			return Macro{{True(), "LOOP"}}, true
		}
		return nil, false
	}
	for _, test := range []struct{ directive, want string }{
		{"ifdef CONFIG_A", "A"},
		{"ifndef CONFIG_A", "!A"},
		{"elifdef CONFIG_A", "A"},
		{"ifdef CONFIG_T", "T=y"},
		{"ifdef CONFIG_T_MODULE", "T=m"},
		{"ifdef CONFIG_NONE", "n"},
		{"ifdef CONFIG_N", "B"},
		{"if defined(CONFIG_A) && !defined CONFIG_B", "A && !B"},
		{"if defined(CONFIG_A) || defined(CONFIG_B)", "A || B"},
		{"if CONFIG_A", "A"},
		{"elif CONFIG_A", "A"},
		{"if IS_ENABLED(CONFIG_T)", "T"},
		{"if IS_BUILTIN(CONFIG_T)", "T=y"},
		{"if IS_MODULE(CONFIG_T)", "T=m"},
		{"if IS_REACHABLE(CONFIG_T)", "T=y || T=m && [MODULE]"},
		{"if IS_ENABLED(CONFIG_A) == 1", "A"},
		{"if 0", "n"},
		{"if 1", "y"},
		{"if 0x10 > 15UL", "y"},
		{"if (1 + 2 * 3) == 7 && -1 < 0", "y"},
		{"if 1 ? 0 : 1", "n"},
		{"if BITS == 32", "!A"},
		{"if BITS > 32 || defined(CONFIG_B)", "A || B"},
		{"if TWO == 2", "y"},
		{"if LOOP", "[LOOP]"},
		{"ifdef WANT_X", "A"},
		{"ifdef NEVER", "n"},
		{"if NEVER", "n"},
		{"ifdef __WHATEVER", "[__WHATEVER]"},
		{"if __WHATEVER >= 3", "[__WHATEVER >= 3]"},
		{"if CONFIG_N > 3", "[CONFIG_N > 3]"},
		{"if defined(CONFIG_A) && __has(x, y)", "A && [__has(x,y)]"},
		{"if 1 / 0", "[1 / 0]"},
		{"if (", "[(]"},
		{"if defined(CONFIG_A) +", "[defined(CONFIG_A) +]"},
		{"if", "[]"},
	} {
		keyword, expression, _ := strings.Cut(test.directive, " ")
		if got := tree.Condition(keyword, expression, macros).String(); got != test.want {
			t.Errorf("#%s: got %s, want %s", test.directive, got, test.want)
		}
	}
}

func FuzzCondition(f *testing.F) {
	tree := Parse(files("config A\n\tbool\nconfig T\n\ttristate\n"), ParseOptions{})
	f.Add("defined(CONFIG_A) && (IS_ENABLED(CONFIG_T) ? 1 : -2 << 3) >= 'x'")
	f.Fuzz(func(t *testing.T, expression string) { _ = tree.Condition("if", expression, nil).String() })
}
