package kconfig

import (
	"strings"

	"callgate/text"
)

// line is what is left of the tokens of one statement.
type line struct {
	p      *parser
	tokens []token
	off    int
	depth  int // of parentheses
}

func (l *line) peek() *token {
	if l.off < len(l.tokens) {
		return &l.tokens[l.off]
	}
	return nil
}

func (l *line) take() *token {
	t := l.peek()
	l.off++
	return t
}

func (l *line) rng() text.Range {
	return text.Range{Start: l.tokens[0].pos, End: l.tokens[len(l.tokens)-1].end}
}

// wrong reports a problem at t, or at the end of the line where t is nil.
func (l *line) wrong(t *token, format string, args ...any) {
	r := text.Range{Start: l.rng().End, End: l.rng().End}
	if t != nil {
		r = text.Range{Start: t.pos, End: t.end}
	}
	l.p.report(r, format, args...)
}

// end reports what is left on the line.
func (l *line) end() {
	if t := l.peek(); t != nil {
		l.wrong(t, "unexpected %q", l.p.tree.readable(t.text))
	}
}

func (l *line) word() *token {
	t := l.peek()
	if t == nil || t.kind != wordToken {
		l.wrong(t, "a name is missing")
		return nil
	}
	return l.take()
}

func (l *line) string() *token {
	t := l.peek()
	if t == nil || t.kind != stringToken {
		l.wrong(t, "a quoted text is missing")
		return nil
	}
	return l.take()
}

// keyword takes the word if it comes next.
func (l *line) keyword(word string) bool {
	t := l.peek()
	if t != nil && t.kind == wordToken && t.text == word && !t.expanded {
		l.off++
		return true
	}
	return false
}

func (l *line) op(op string) bool {
	t := l.peek()
	if t != nil && t.kind == opToken && t.text == op {
		l.off++
		return true
	}
	return false
}

// ifClause parses "if EXPR"; nil where there is none.
func (l *line) ifClause() *Expr {
	if l.keyword("if") {
		return l.expr()
	}
	return nil
}

// expr parses a condition; nil, which holds always, where there is none.
func (l *line) expr() *Expr {
	return l.operands(OpOr, "||", func() *Expr {
		return l.operands(OpAnd, "&&", l.unary)
	})
}

func (l *line) operands(op Op, sign string, operand func() *Expr) *Expr {
	first := operand()
	if t := l.peek(); t == nil || t.kind != opToken || t.text != sign {
		return first
	}
	e := &Expr{Op: op}
	if first != nil {
		e.Pos = first.Pos
		e.Args = append(e.Args, first)
	}
	for l.op(sign) {
		if a := operand(); a != nil {
			e.Args = append(e.Args, a)
		}
	}
	if len(e.Args) < 2 {
		return first
	}
	return e
}

func (l *line) unary() *Expr {
	if l.depth >= maxExprDepth {
		l.wrong(l.peek(), "expression nested more than %d deep", maxExprDepth)
		l.off = len(l.tokens)
		return nil
	}
	l.depth++
	defer func() { l.depth-- }()
	if t := l.peek(); l.op("!") {
		if e := l.unary(); e != nil {
			return &Expr{Op: OpNot, Args: []*Expr{e}, Pos: t.pos}
		}
		return nil
	}
	if l.op("(") {
		e := l.expr()
		if !l.op(")") && l.off <= len(l.tokens) {
			l.wrong(l.peek(), "a closing parenthesis is missing")
		}
		return e
	}
	t := l.peek()
	left := l.symbol()
	if left == nil {
		return nil
	}
	for op := OpEqual; op <= OpGreaterEqual; op++ {
		if l.op(opText[op]) {
			right := l.symbol()
			if right == nil {
				return nil
			}
			return &Expr{Op: op, Left: left, Right: right, Pos: t.pos}
		}
	}
	return &Expr{Op: OpSymbol, Left: left, Pos: t.pos}
}

func (l *line) symbol() *Symbol {
	t := l.peek()
	if t == nil || t.kind == opToken {
		l.wrong(t, "a symbol is missing")
		return nil
	}
	l.off++
	if t.kind == stringToken {
		return l.p.tree.constant(t.text)
	}
	return l.p.tree.symbol(t.text)
}

var typeKeywords = map[string]Type{"bool": Bool, "boolean": Bool, "tristate": TristateType, "int": Int, "hex": Hex,
	"string": String, "def_bool": Bool, "def_tristate": TristateType}

// attribute parses a line that belongs to the current entry.
func (p *parser) attribute(l *line, first *token) {
	if p.cur == nil {
		l.wrong(first, "unknown statement %q", first.text)
		return
	}
	n := p.cur
	switch first.text {
	case "help", "---help---":
		n.HelpRange = p.lex.help()
		if n.HelpRange.Empty() {
			l.wrong(first, "help without a text")
		}
		return
	case "depends":
		if !l.keyword("on") {
			l.wrong(l.peek(), "depends needs the word on")
		}
		e := l.expr()
		if when := l.ifClause(); when != nil && e != nil {
			off := isOff(when, p.tree.all[No])
			e = &Expr{Op: OpOr, Args: []*Expr{off, {Op: OpAnd, Args: []*Expr{not(off), e}}}, Pos: e.Pos}
		}
		l.end()
		if e != nil {
			n.Depends = append(n.Depends, DependsLine{e, l.rng()})
			n.own = and(n.own, e)
		}
		return
	case "visible":
		n.VisibleIf = and(n.VisibleIf, l.ifClause())
		l.end()
		return
	}
	if n.Symbol == nil {
		l.wrong(first, "%s cannot have %q", n.Kind.keyword(), first.text)
		return
	}
	p.symbolAttribute(l, first, n)
}

func (p *parser) symbolAttribute(l *line, first *token, n *Node) {
	s := n.Symbol
	prop := &Property{Node: n, Range: l.rng()}
	switch first.text {
	case "bool", "boolean", "tristate", "int", "hex", "string":
		p.setType(l, s, typeKeywords[first.text])
		if t := l.peek(); t == nil || t.kind != stringToken {
			l.end()
			return
		}
		p.prompt(l, prop)
	case "prompt":
		p.prompt(l, prop)
	case "def_bool", "def_tristate":
		prop.Kind = Default
		if prop.Value = l.expr(); prop.Value == nil {
			return
		}
		prop.Condition = l.ifClause()
		p.setType(l, s, typeKeywords[first.text])
	case "default":
		prop.Kind = Default
		if prop.Value = l.expr(); prop.Value == nil {
			return
		}
		prop.Condition = l.ifClause()
	case "select", "imply", "enable":
		prop.Kind = Select
		if first.text == "imply" {
			prop.Kind = Imply
		}
		t := l.word()
		if t == nil {
			return
		}
		prop.Value = &Expr{Op: OpSymbol, Left: p.tree.symbol(t.text), Pos: t.pos}
		prop.Condition = l.ifClause()
	case "range":
		prop.Kind = RangeOf
		if prop.Low = l.symbol(); prop.Low == nil {
			return
		}
		if prop.High = l.symbol(); prop.High == nil {
			return
		}
		prop.Condition = l.ifClause()
	case "optional":
		s.optional = true
		l.end()
		return
	case "modules":
		p.setModules(l, s)
		l.end()
		return
	case "transitional":
		s.transitional = true
		l.end()
		return
	case "option": // before 5.6
		switch t := l.word(); {
		case t == nil:
		case t.text == "modules":
			p.setModules(l, s)
		case t.text == "env" && l.op("="):
			if v := l.string(); v != nil {
				p.environmentDefault(prop, v.text)
				s.Properties = append(s.Properties, prop)
			}
		default: // defconfig_list and allnoconfig_y do not bear on values
			l.off = len(l.tokens)
		}
		l.end()
		return
	default:
		l.wrong(first, "unknown attribute %q", first.text)
		return
	}
	l.end()
	s.Properties = append(s.Properties, prop)
}

// environmentDefault makes "option env" a default, which it is.
func (p *parser) environmentDefault(prop *Property, name string) {
	value, ok := p.opts.Environment[name]
	if !ok {
		value = p.tree.ask("$("+name+")", p.file, prop.Range.Start)
	}
	prop.Kind = Default
	prop.Value = symbolExpr(p.tree.constant(value))
}

func (p *parser) setType(l *line, s *Symbol, t Type) {
	switch s.Type {
	case t:
	case Unknown:
		s.Type = t
	default:
		l.wrong(&l.tokens[0], "%s is a %s already", s.Name, s.Type)
	}
}

func (p *parser) setModules(l *line, s *Symbol) {
	if m := p.tree.Modules; m != nil && m != s {
		l.wrong(&l.tokens[0], "%s has the attribute modules already", m.Name)
		return
	}
	p.tree.Modules = s
}

func (p *parser) prompt(l *line, prop *Property) {
	t := l.string()
	if t == nil {
		return
	}
	prop.Kind = Prompt
	prop.Text = strings.TrimLeft(t.text, " \t")
	prop.Condition = l.ifClause()
	n := prop.Node
	if n.Prompt != nil {
		l.wrong(t, "a second prompt; this one counts")
	}
	n.Prompt = prop
	// What hides a menu hides the prompts in it.
	for b := n.Parent; b != nil; b = b.Parent {
		prop.Condition = and(prop.Condition, b.VisibleIf)
	}
}
