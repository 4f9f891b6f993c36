package kconfig

import (
	"math/rand/v2"
	"testing"
)

func TestFormula(t *testing.T) {
	on := func(name string) *Formula { return SymbolIn(name, Bool, IsYes) }
	tri := func(name string, values ValueSet) *Formula { return SymbolIn(name, TristateType, values) }
	a, b, c := on("A"), on("B"), on("C")
	for _, test := range []struct {
		got  *Formula
		want string
	}{
		{And(), "y"},
		{Or(), "n"},
		{And(a, True()), "A"},
		{And(a, False()), "n"},
		{And(a, Not(a)), "n"},
		{Or(a, Not(a)), "y"},
		{And(a, b, a), "A && B"},
		{Not(And(a, Or(b, c))), "!A || !B && !C"},
		{And(a, Or(b, c)), "A && (B || C)"},
		{Or(a, And(a, b)), "A"},
		{And(a, Or(a, b)), "A"},
		{Or(a, And(Not(a), b)), "A || B"},
		{And(a, Or(Not(a), b)), "A && B"},
		{Or(And(a, b), And(a, b, c)), "A && B"},
		{Or(And(a, b), And(Not(a), b)), "B"},
		{tri("T", IsYes), "T=y"},
		{tri("T", IsYes|IsMod), "T"},
		{Or(tri("T", IsYes), tri("T", IsMod)), "T"},
		{And(tri("T", IsYes|IsMod), tri("T", IsNo|IsMod)), "T=m"},
		{Or(And(tri("T", IsYes), a), And(tri("T", IsMod), a)), "A && T"},
		{Not(tri("T", IsYes)), "T!=y"},
		{SymbolIn("A", Bool, IsMod), "n"},
		{TextIs("S", "x"), `S="x"`},
		{Not(TextIs("S", "x")), `S!="x"`},
		{And(NotKnown("$(shell ls)"), a), "[$(shell ls)] && A"},
		{Not(MacroSet("X")), "![X]"},
	} {
		want := test.want
		got := test.got.String()
		if got != want && !(want == "A && T" && got == "T && A") {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestFormulaKeepsMeaning compares what is made and simplified with what the
// same operations give on truth values, for every assignment.
func TestFormulaKeepsMeaning(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	names := []string{"A", "B", "T", "U"}
	type both struct {
		f    *Formula
		eval func(values []Tristate) bool
	}
	var build func(depth int) both
	build = func(depth int) both {
		if depth == 0 || random.IntN(4) == 0 {
			i := random.IntN(len(names))
			typ, set := TristateType, ValueSet(random.IntN(8))
			if i < 2 {
				typ = Bool
			}
			return both{SymbolIn(names[i], typ, set), func(v []Tristate) bool { return set&(1<<v[i]) != 0 }}
		}
		x, y, z := build(depth-1), build(depth-1), build(depth-1)
		switch random.IntN(3) {
		case 0:
			return both{Not(x.f), func(v []Tristate) bool { return !x.eval(v) }}
		case 1:
			return both{And(x.f, y.f, z.f), func(v []Tristate) bool { return x.eval(v) && y.eval(v) && z.eval(v) }}
		}
		return both{Or(x.f, y.f, z.f), func(v []Tristate) bool { return x.eval(v) || y.eval(v) || z.eval(v) }}
	}
	tree := Parse(files("config A\n\tbool\nconfig B\n\tbool\nconfig T\n\ttristate\nconfig U\n\ttristate\n"), ParseOptions{})
	values := tree.Evaluate(nil)
	for range 3000 {
		x := build(4)
		for code := range 81 {
			assigned := []Tristate{Tristate(code % 3), Tristate(code / 3 % 3), Tristate(code / 9 % 3), Tristate(code / 27)}
			if assigned[0] == Mod || assigned[1] == Mod {
				continue // a bool is never m
			}
			for i, name := range names {
				values.states[tree.Lookup(name).index].tri = assigned[i]
			}
			if got, known := x.f.Eval(values); got != x.eval(assigned) || !known {
				t.Fatalf("%v under %v is %v", x.f, assigned, got)
			}
		}
	}
}
