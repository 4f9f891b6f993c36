package kconfig

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
)

// Formula is a condition over configuration symbols: what has to hold for a
// line to count, an object to be built, a site to be compiled. Formulas do
// not change; they are simplified as they are made. The zero pointer is not a
// formula; see [True] and [False].
type Formula struct {
	kind formulaKind
	// Of an atom: what it is about, and which of the values satisfy it.
	atom   AtomKind
	name   string // symbol without CONFIG_, macro, or what is not known
	text   string // of TextAtom: the value to be equal to
	values ValueSet
	domain ValueSet
	args   []*Formula // of "and" and "or": two or more, none of the same kind
	hash   uint64
}

type formulaKind uint8

const (
	atomFormula formulaKind = iota
	andFormula
	orFormula
	trueFormula
	falseFormula
)

// AtomKind tells what an atom of a formula is about.
type AtomKind uint8

const (
	// SymbolAtom: a bool or tristate symbol has one of some values.
	SymbolAtom AtomKind = iota
	// TextAtom: an int, hex or string symbol has a certain value.
	TextAtom
	// MacroAtom: a C macro that is no configuration symbol is set.
	MacroAtom
	// UnknownAtom: something that the sources do not tell, such as the output
	// of a command; its name says what.
	UnknownAtom
)

// ValueSet is a set of tristate values. For atoms that are not symbols, Yes
// stands for "holds" and No for "does not".
type ValueSet uint8

// Values of a set.
const (
	IsNo  ValueSet = 1 << No
	IsMod ValueSet = 1 << Mod
	IsYes ValueSet = 1 << Yes
)

var (
	trueValue  = &Formula{kind: trueFormula, hash: 1}
	falseValue = &Formula{kind: falseFormula, hash: 2}
	seed       = maphash.MakeSeed()
)

// True returns the formula that always holds.
func True() *Formula { return trueValue }

// False returns the formula that never holds.
func False() *Formula { return falseValue }

// IsTrue reports whether f is known to hold always.
func (f *Formula) IsTrue() bool { return f.kind == trueFormula }

// IsFalse reports whether f is known to hold never.
func (f *Formula) IsFalse() bool { return f.kind == falseFormula }

// SymbolIn returns the condition that a bool or tristate symbol has one of
// some values. The symbol's type says which values it can have.
func SymbolIn(name string, t Type, values ValueSet) *Formula {
	domain := IsNo | IsMod | IsYes
	if t == Bool {
		domain = IsNo | IsYes
	}
	return newAtom(SymbolAtom, name, "", values&domain, domain)
}

// TextIs returns the condition that an int, hex or string symbol has a value.
func TextIs(name, value string) *Formula {
	return newAtom(TextAtom, name, value, IsYes, IsNo|IsYes)
}

// MacroSet returns the condition that a C macro is set.
func MacroSet(name string) *Formula {
	return newAtom(MacroAtom, name, "", IsYes, IsNo|IsYes)
}

// NotKnown returns a condition that the sources leave open; what says which.
func NotKnown(what string) *Formula {
	return newAtom(UnknownAtom, what, "", IsYes, IsNo|IsYes)
}

func newAtom(kind AtomKind, name, text string, values, domain ValueSet) *Formula {
	switch values {
	case 0:
		return falseValue
	case domain:
		return trueValue
	}
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteByte(byte(kind))
	h.WriteByte(byte(values))
	h.WriteString(name)
	h.WriteByte(0)
	h.WriteString(text)
	return &Formula{atom: kind, name: name, text: text, values: values, domain: domain, hash: h.Sum64()}
}

// about reports whether two atoms are about the same thing.
func (f *Formula) about(g *Formula) bool {
	return f.kind == atomFormula && g.kind == atomFormula && f.atom == g.atom && f.name == g.name && f.text == g.text
}

func (f *Formula) with(values ValueSet) *Formula {
	if values == f.values {
		return f
	}
	return newAtom(f.atom, f.name, f.text, values, f.domain)
}

// Equal reports whether two formulas are written the same, up to the order of
// operands.
func (f *Formula) Equal(g *Formula) bool {
	if f == g {
		return true
	}
	if f.hash != g.hash || f.kind != g.kind || len(f.args) != len(g.args) {
		return false
	}
	if f.kind == atomFormula {
		return f.about(g) && f.values == g.values
	}
	for _, a := range f.args {
		if !slices.ContainsFunc(g.args, a.Equal) {
			return false
		}
	}
	return true
}

// Not returns the negation of f.
func Not(f *Formula) *Formula {
	switch f.kind {
	case trueFormula:
		return falseValue
	case falseFormula:
		return trueValue
	case atomFormula:
		return f.with(f.domain &^ f.values)
	}
	args := make([]*Formula, len(f.args))
	for i, a := range f.args {
		args[i] = Not(a)
	}
	if f.kind == andFormula {
		return Or(args...)
	}
	return And(args...)
}

// And returns the conjunction; that of nothing is true.
func And(args ...*Formula) *Formula { return combine(andFormula, args) }

// Or returns the disjunction; that of nothing is false.
func Or(args ...*Formula) *Formula { return combine(orFormula, args) }

// units of a conjunction are true, of a disjunction false.
func unit(kind formulaKind) (unit, zero *Formula) {
	if kind == andFormula {
		return trueValue, falseValue
	}
	return falseValue, trueValue
}

// combine makes a conjunction or a disjunction and simplifies it: atoms about
// the same thing become one, and what the atoms decide is dropped from the
// other operands. Both kinds are one code: in a conjunction an operand may
// take for granted that the atoms hold, in a disjunction that they don't.
func combine(kind formulaKind, args []*Formula) *Formula {
	neutral, absorbing := unit(kind)
	switch {
	case len(args) == 1:
		return args[0]
	case len(args) == 2 && args[0] == neutral:
		return args[1]
	case len(args) == 2 && (args[1] == neutral || args[0].Equal(args[1])):
		return args[0]
	}
	var atoms, others []*Formula
	todo := slices.Clone(args)
	for i := 0; i < len(todo); i++ {
		a := todo[i]
		switch {
		case a.kind == absorbing.kind:
			return absorbing
		case a.kind == neutral.kind:
		case a.kind == kind:
			todo = append(todo, a.args...)
		case a.kind == atomFormula:
			j := slices.IndexFunc(atoms, a.about)
			if j < 0 {
				atoms = append(atoms, a)
				continue
			}
			values := atoms[j].values & a.values
			if kind == orFormula {
				values = atoms[j].values | a.values
			}
			merged := atoms[j].with(values)
			if merged.kind != atomFormula {
				return absorbing
			}
			atoms[j] = merged
		case !slices.ContainsFunc(others, a.Equal):
			others = append(others, a)
		}
	}
	if len(others) > 0 && len(atoms) > 0 {
		for i, o := range others {
			r := o.given(atoms, kind == andFormula)
			if r == o {
				continue
			}
			others[i] = r // it may have become an atom, or of our own kind
			return combine(kind, append(slices.Clone(atoms), others...))
		}
	}
	if len(others) > 1 && len(others) <= 32 {
		if merged, ok := mergePair(kind, others); ok {
			return combine(kind, append(slices.Clone(atoms), merged...))
		}
	}
	all := append(atoms, others...)
	switch len(all) {
	case 0:
		return neutral
	case 1:
		return all[0]
	}
	hash := uint64(kind)
	for _, a := range all {
		hash += bits.RotateLeft64(a.hash, 7) * 0x9e3779b97f4a7c15
	}
	return &Formula{kind: kind, args: all, hash: hash}
}

// given simplifies f where every one of the atoms is known to hold, or, with
// hold false, known not to hold.
func (f *Formula) given(atoms []*Formula, hold bool) *Formula {
	if f.kind == atomFormula {
		for _, a := range atoms {
			if !a.about(f) {
				continue
			}
			possible := a.values
			if !hold {
				possible = a.domain &^ a.values
			}
			switch {
			case possible&f.values == 0:
				return falseValue
			case possible&^f.values == 0:
				return trueValue
			}
		}
		return f
	}
	var changed []*Formula
	for i, a := range f.args {
		b := a.given(atoms, hold)
		if b != a && changed == nil {
			changed = slices.Clone(f.args)
		}
		if changed != nil {
			changed[i] = b
		}
	}
	if changed == nil {
		return f
	}
	return combine(f.kind, changed)
}

// mergePair looks for two operands of the other kind of which one implies the
// other, or which differ in the values of one atom only, and makes them one.
func mergePair(kind formulaKind, others []*Formula) ([]*Formula, bool) {
	for i := range others {
		for j := range others {
			if i == j {
				continue
			}
			merged := mergeTwo(kind, others[i], others[j])
			if merged == nil {
				continue
			}
			rest := []*Formula{merged}
			for k, o := range others {
				if k != i && k != j {
					rest = append(rest, o)
				}
			}
			return rest, true
		}
	}
	return nil, false
}

// mergeTwo returns what a and b together amount to, nil where that is no
// simpler. All operands of a have to be among those of b, but for at most one
// that differs in its values.
func mergeTwo(kind formulaKind, a, b *Formula) *Formula {
	if len(a.args) > len(b.args) {
		return nil
	}
	var odd *Formula
	for _, x := range a.args {
		if slices.ContainsFunc(b.args, x.Equal) {
			continue
		}
		if odd != nil || x.kind != atomFormula {
			return nil
		}
		odd = x
	}
	if odd == nil {
		return a // b asks for more besides
	}
	j := slices.IndexFunc(b.args, odd.about)
	if j < 0 || len(a.args) != len(b.args) {
		return nil
	}
	values := odd.values | b.args[j].values
	if kind == andFormula {
		values = odd.values & b.args[j].values
	}
	args := slices.Clone(b.args)
	args[j] = odd.with(values)
	return combine(a.kind, args)
}

// Eval decides a formula under a configuration. known is false where the
// formula turns on something that is not known.
func (f *Formula) Eval(v *Values) (holds, known bool) {
	switch f.kind {
	case trueFormula:
		return true, true
	case falseFormula:
		return false, true
	case atomFormula:
		switch f.atom {
		case SymbolAtom:
			s := v.tree.Lookup(f.name)
			tri := No
			if s != nil && s.Defined() {
				tri = v.Tristate(s)
			}
			return f.values&(1<<tri) != 0, true
		case TextAtom:
			value, _ := v.Value(f.name)
			return (value == f.text) == (f.values == IsYes), true
		}
		return false, false
	}
	known = true
	for _, a := range f.args {
		h, k := a.Eval(v)
		if k && h == (f.kind == orFormula) {
			return h, true
		}
		known = known && k
	}
	return f.kind == andFormula && known, known
}

// Visit calls see for every atom of the formula. For a SymbolAtom, values are
// those that satisfy it; for a TextAtom, text is the value compared with.
func (f *Formula) Visit(see func(kind AtomKind, name, text string, values ValueSet)) {
	if f.kind == atomFormula {
		see(f.atom, f.name, f.text, f.values)
	}
	for _, a := range f.args {
		a.Visit(see)
	}
}

// String writes the formula in the Kconfig language: "A && (B || !C)", "A=m";
// "y" and "n" for what always and never holds. Macros and what is not known
// stand in square brackets.
func (f *Formula) String() string {
	switch f.kind {
	case trueFormula:
		return "y"
	case falseFormula:
		return "n"
	case atomFormula:
		return f.atomString()
	}
	var b strings.Builder
	sign := " && "
	if f.kind == orFormula {
		sign = " || "
	}
	for i, a := range f.args {
		if i > 0 {
			b.WriteString(sign)
		}
		if a.kind == orFormula {
			b.WriteString("(" + a.String() + ")")
		} else {
			b.WriteString(a.String())
		}
	}
	return b.String()
}

func (f *Formula) atomString() string {
	switch f.atom {
	case SymbolAtom:
		switch f.values {
		case IsNo:
			return "!" + f.name
		case IsMod:
			return f.name + "=m"
		case IsYes:
			if f.domain&IsMod == 0 {
				return f.name
			}
			return f.name + "=y"
		case IsNo | IsMod:
			return f.name + "!=y"
		case IsNo | IsYes:
			return f.name + "!=m"
		}
		return f.name
	case TextAtom:
		if f.values == IsNo {
			return f.name + `!="` + f.text + `"`
		}
		return f.name + `="` + f.text + `"`
	}
	if f.values == IsNo {
		return "![" + f.name + "]"
	}
	return "[" + f.name + "]"
}
