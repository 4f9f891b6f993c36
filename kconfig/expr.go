package kconfig

import (
	"strings"

	"callgate/text"
)

// Op is the operator of an [Expr].
type Op uint8

const (
	OpSymbol Op = iota
	OpNot
	OpAnd
	OpOr
	OpEqual
	OpUnequal
	OpLess
	OpLessEqual
	OpGreater
	OpGreaterEqual
)

// Expr is a condition over symbols. A nil Expr always holds.
type Expr struct {
	Op Op
	// Left is the symbol of OpSymbol, and with Right what a comparison
	// compares.
	Left, Right *Symbol
	// Args are the operands of OpNot (one), OpAnd and OpOr.
	Args []*Expr
	// Pos is the place of Left where the expression was written. It means
	// nothing for what was derived.
	Pos text.Pos

	// seenFor is the symbol, by index from 1, that the search for circles has
	// walked the expression for last.
	seenFor int
}

func symbolExpr(s *Symbol) *Expr { return &Expr{Op: OpSymbol, Left: s} }

// and returns a && b; nil holds always.
func and(a, b *Expr) *Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &Expr{Op: OpAnd, Args: []*Expr{a, b}}
}

// or returns a || b where nil stands for "no such alternative", as conf has it
// where it collects the alternatives of several definitions.
func or(a, b *Expr) *Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	if a.Op == OpOr && a.Pos == collected { // ours: nobody else refers to it
		a.Args = append(a.Args, b)
		return a
	}
	return &Expr{Op: OpOr, Args: []*Expr{a, b}, Pos: collected}
}

// collected is the place of what or makes.
var collected = text.Pos{Line: -1}

// isOff returns a condition that is y where e is n, and n elsewhere.
func isOff(e *Expr, no *Symbol) *Expr {
	switch e.Op {
	case OpSymbol:
		return &Expr{Op: OpEqual, Left: e.Left, Right: no, Pos: e.Pos}
	case OpNot:
		return not(isOff(&Expr{Op: OpNot, Args: []*Expr{e}}, no))
	case OpAnd, OpOr:
		out := &Expr{Op: OpAnd + OpOr - e.Op}
		for _, a := range e.Args {
			out.Args = append(out.Args, isOff(a, no))
		}
		return out
	}
	return not(e)
}

func not(e *Expr) *Expr { return &Expr{Op: OpNot, Args: []*Expr{e}} }

// rewriteM puts "m && MODULES" for m, so that m asks for module support.
// Expressions without m come back as they are.
func rewriteM(e *Expr, mod, modules *Symbol) *Expr {
	if e == nil || modules == nil {
		return e
	}
	switch e.Op {
	case OpSymbol:
		if e.Left == mod {
			return and(e, symbolExpr(modules))
		}
	case OpNot, OpAnd, OpOr:
		for i, a := range e.Args {
			b := rewriteM(a, mod, modules)
			if b == a {
				continue
			}
			args := append([]*Expr{}, e.Args...)
			args[i] = b
			for j := i + 1; j < len(args); j++ {
				args[j] = rewriteM(args[j], mod, modules)
			}
			return &Expr{Op: e.Op, Args: args, Pos: e.Pos}
		}
	}
	return e
}

// Walk calls f for every symbol of the expression, and for its place.
func (e *Expr) Walk(f func(s *Symbol, pos text.Pos)) {
	if e == nil {
		return
	}
	if e.Left != nil {
		f(e.Left, e.Pos)
	}
	if e.Right != nil {
		f(e.Right, e.Pos)
	}
	for _, a := range e.Args {
		a.Walk(f)
	}
}

// String writes the expression in the Kconfig language; nil is "y".
func (e *Expr) String() string {
	var b strings.Builder
	e.write(&b, OpOr)
	return b.String()
}

var opText = [...]string{OpAnd: " && ", OpOr: " || ", OpEqual: "=", OpUnequal: "!=",
	OpLess: "<", OpLessEqual: "<=", OpGreater: ">", OpGreaterEqual: ">="}

// write writes e inside an operator that binds as tightly as outer.
func (e *Expr) write(b *strings.Builder, outer Op) {
	if e == nil {
		b.WriteString("y")
		return
	}
	switch e.Op {
	case OpSymbol:
		e.Left.write(b)
	case OpNot:
		b.WriteByte('!')
		e.Args[0].write(b, OpNot)
	case OpAnd, OpOr:
		paren := outer == OpNot || outer == OpAnd && e.Op == OpOr
		if paren {
			b.WriteByte('(')
		}
		for i, a := range e.Args {
			if i > 0 {
				b.WriteString(opText[e.Op])
			}
			a.write(b, e.Op)
		}
		if paren {
			b.WriteByte(')')
		}
	default:
		if outer == OpNot {
			b.WriteByte('(')
			defer b.WriteByte(')')
		}
		e.Left.write(b)
		b.WriteString(opText[e.Op])
		e.Right.write(b)
	}
}

func (s *Symbol) write(b *strings.Builder) {
	switch {
	case s.parts != nil:
		for _, p := range s.parts {
			if p.question != nil {
				b.WriteString("$(" + p.question.Text + ")")
			} else {
				b.WriteString(p.literal)
			}
		}
	case s.isChoice && s.Name == "":
		b.WriteString("<choice>")
	case s.Const && s.Type == Unknown:
		b.WriteString(`"` + s.Name + `"`)
	default:
		b.WriteString(s.Name)
	}
}
