package kconfig

// What Kconfig implies: a symbol that is on has its dependencies on, or is
// selected by something that is. Conditions get shorter where that is used:
// MODULE_UNLOAD alone says MODULES as well.

// AtLeast returns the condition under which a Kconfig expression has at least
// the value t; nil always has.
//
// A choice has no name to put into a formula; what lets it be seen stands for
// it.
func (t *Tree) AtLeast(e *Expr, value Tristate) *Formula { return t.atLeast(e, value, 0) }

// maxChoiceDepth bounds the choices that are looked into for what they depend
// on: one within another is rare, a circle of them hostile.
const maxChoiceDepth = 3

func (t *Tree) atLeast(e *Expr, value Tristate, choices int) *Formula {
	if e == nil || value == No {
		return trueValue
	}
	switch e.Op {
	case OpSymbol:
		return t.symbolAtLeast(e.Left, value, choices)
	case OpNot: // 2 - x >= value, that is, not x >= 3 - value
		return Not(t.atLeast(e.Args[0], Yes+1-value, choices))
	case OpAnd, OpOr:
		args := make([]*Formula, len(e.Args))
		for i, a := range e.Args {
			args[i] = t.atLeast(a, value, choices)
		}
		if e.Op == OpAnd {
			return And(args...)
		}
		return Or(args...)
	case OpEqual, OpUnequal:
		if f := t.equalTo(e.Left, e.Right); f != nil {
			if e.Op == OpUnequal {
				return Not(f)
			}
			return f
		}
	}
	return NotKnown(e.String())
}

func (t *Tree) symbolAtLeast(s *Symbol, value Tristate, choices int) *Formula {
	switch {
	case s.Const && s.Type == TristateType:
		if Tristate(s.index) >= value {
			return trueValue
		}
		return falseValue
	case s.parts != nil:
		return NotKnown((&Expr{Op: OpSymbol, Left: s}).String())
	case s.isChoice && (s.optional || choices >= maxChoiceDepth):
		return NotKnown("<choice>")
	case s.isChoice:
		var seen []*Formula
		for _, prop := range s.Properties {
			if prop.Kind == Prompt {
				seen = append(seen, t.atLeast(prop.Condition, Mod, choices+1))
			}
		}
		return Or(seen...)
	case !s.Defined() || s.Type != Bool && s.Type != TristateType:
		return falseValue
	case value == Yes && s.Type == TristateType:
		return SymbolIn(s.Name, s.Type, IsYes)
	}
	return SymbolIn(s.Name, s.Type, IsMod|IsYes)
}

// equalTo returns when a symbol has the value of a constant; nil where that is
// not what is compared.
func (t *Tree) equalTo(a, b *Symbol) *Formula {
	if a.Const || a.Type == Unknown {
		a, b = b, a
	}
	if a.Const || a.parts != nil || b.parts != nil || b.Type != Unknown && !b.Const {
		return nil
	}
	switch a.Type {
	case Bool, TristateType:
		if b.Type != TristateType {
			return falseValue
		}
		return SymbolIn(a.Name, a.Type, 1<<b.index)
	case Unknown:
		return nil
	}
	return TextIs(a.Name, b.Name)
}

// Requires returns what has to hold for a symbol to have at least a value:
// its dependencies, or one of those that select it.
func (t *Tree) Requires(s *Symbol, value Tristate) *Formula {
	if s.Const || s.isChoice || !s.Defined() {
		return trueValue
	}
	if s.Type == Bool {
		value = Mod // m in the dependencies is enough for y
	}
	var ways []*Formula
	for _, n := range s.Nodes {
		ways = append(ways, t.AtLeast(n.DependsOn, value))
	}
	if s.SelectedBy != nil {
		ways = append(ways, t.AtLeast(s.SelectedBy, value))
	}
	return Or(ways...)
}

// A Simplifier shortens formulas by what the Kconfig files of a tree imply.
// It remembers what it found of each symbol; one goroutine at a time may use
// it.
type Simplifier struct {
	tree    *Tree
	implied map[atomKey][]*Formula
}

// atomKey names an atom about a symbol.
type atomKey struct {
	name   string
	values ValueSet
}

// NewSimplifier returns a simplifier for formulas over the symbols of t.
func (t *Tree) NewSimplifier() *Simplifier {
	return &Simplifier{tree: t, implied: map[atomKey][]*Formula{}}
}

// Simplify drops from a formula what Kconfig implies anyway, so that the
// shortest reason remains that is equivalent under the rules of the tree.
// To shorten many formulas, use one [Simplifier].
func (t *Tree) Simplify(f *Formula) *Formula { return t.NewSimplifier().Simplify(f) }

// maxImplied bounds how many atoms are followed for one.
const maxImplied = 200

// impliedBy returns the atoms that hold whenever the atom f does.
func (s *Simplifier) impliedBy(f *Formula) []*Formula {
	if f.atom != SymbolAtom {
		return []*Formula{f}
	}
	key := atomKey{f.name, f.values}
	out, found := s.implied[key]
	if !found {
		out = s.tree.implied(f)
		s.implied[key] = out
	}
	return out
}

func (t *Tree) implied(f *Formula) []*Formula {
	out := []*Formula{f}
	for i := 0; i < len(out) && len(out) < maxImplied; i++ {
		a := out[i]
		if a.atom != SymbolAtom || a.values&IsNo != 0 {
			continue
		}
		s := t.Lookup(a.name)
		if s == nil {
			continue
		}
		value := Mod
		if a.values == IsYes {
			value = Yes
		}
		required := t.Requires(s, value)
		parts := []*Formula{required}
		if required.kind == andFormula {
			parts = required.args
		}
		for _, p := range parts {
			if p.kind == atomFormula && !among(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// among reports whether one of the atoms is f or stronger.
func among(atoms []*Formula, f *Formula) bool {
	for _, a := range atoms {
		if a.about(f) && a.values&^f.values == 0 {
			return true
		}
	}
	return false
}

// Simplify drops from a formula what Kconfig implies anyway, see
// [Tree.Simplify].
func (s *Simplifier) Simplify(f *Formula) *Formula {
	switch f.kind {
	case andFormula:
		return s.simplifyAnd(f)
	case orFormula:
		args := make([]*Formula, len(f.args))
		for i, a := range f.args {
			args[i] = s.Simplify(a)
		}
		return Or(args...)
	}
	return f
}

func (s *Simplifier) simplifyAnd(f *Formula) *Formula {
	args := make([]*Formula, len(f.args))
	implied := make([][]*Formula, len(f.args))
	for i, a := range f.args {
		args[i] = s.Simplify(a)
		if args[i].kind == atomFormula {
			implied[i] = s.impliedBy(args[i])
		}
	}
	for i, a := range args {
		for j, atoms := range implied {
			if i == j || args[j] == nil || atoms == nil {
				continue
			}
			g := a.given(atoms, true)
			if g.IsTrue() {
				args[i] = nil
				break
			}
			if g != a { // part of it is decided
				a, args[i] = g, g
			}
		}
	}
	var kept []*Formula
	for _, a := range args {
		if a != nil {
			kept = append(kept, a)
		}
	}
	return And(kept...)
}
