package kconfig

import (
	"strconv"
	"strings"
)

// Macro is what a C macro without parameters is in every configuration: where
// one of the definitions holds, its text; where none does, the macro is not
// defined. The definitions exclude each other.
type Macro []MacroDefinition

// MacroDefinition is one definition of a macro and its condition.
type MacroDefinition struct {
	When *Formula
	Text string // what the macro stands for; empty for a bare #define
}

// Macros looks a macro up; false where nothing is known of the name.
type Macros func(name string) (Macro, bool)

// Condition returns when a preprocessor directive holds by itself: keyword is
// if, ifdef, ifndef, elif, elifdef or elifndef. CONFIG_ macros, IS_ENABLED and
// its kin are those of include/linux/kconfig.h; other macros are looked up,
// and where nothing is known of one it is an atom of the formula.
func (t *Tree) Condition(keyword, expression string, macros Macros) *Formula {
	c := &cppReader{tree: t, macros: macros}
	switch strings.TrimPrefix(keyword, "el") {
	case "ifdef":
		return c.defined(strings.TrimSpace(expression))
	case "ifndef":
		return Not(c.defined(strings.TrimSpace(expression)))
	}
	return c.condition(expression)
}

// cppReader evaluates #if expressions for all configurations at once.
type cppReader struct {
	tree   *Tree
	macros Macros
	tokens []string
	off    int
	depth  int
	busy   []string // macros being expanded
}

// cppValue is the value of an expression in some of the configurations.
type cppValue struct {
	when    *Formula
	number  int64
	unknown string // what is not known, empty where the number is
}

const (
	maxCppDepth  = 100
	maxCppValues = 64
)

func (c *cppReader) condition(expression string) *Formula {
	c.tokens, c.off = cppTokens(expression), 0
	values := c.ternary()
	if c.off < len(c.tokens) || len(values) == 0 {
		return NotKnown(strings.Join(strings.Fields(expression), " "))
	}
	return truth(values)
}

// truth returns when a value is not zero.
func truth(values []cppValue) *Formula {
	var when []*Formula
	for _, v := range values {
		switch {
		case v.unknown != "":
			when = append(when, And(v.when, NotKnown(v.unknown)))
		case v.number != 0:
			when = append(when, v.when)
		}
	}
	return Or(when...)
}

// cppTokens cuts an expression into names, numbers and operators.
func cppTokens(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case isSpace(c) || c == '\r' || c == '\\':
			i++
		case isSymbolByte(c):
			j := i
			for j < len(s) && isSymbolByte(s[j]) {
				j++
			}
			out = append(out, s[i:j])
			i = j
		case c == '\'' || c == '"':
			j := i + 1
			for j < len(s) && s[j] != c {
				j++
			}
			j = min(j+1, len(s))
			out = append(out, s[i:j])
			i = j
		default:
			n := 1
			if i+1 < len(s) {
				switch s[i : i+2] {
				case "&&", "||", "==", "!=", "<=", ">=", "<<", ">>":
					n = 2
				}
			}
			out = append(out, s[i:i+n])
			i += n
		}
	}
	return out
}

func (c *cppReader) peek() string {
	if c.off < len(c.tokens) {
		return c.tokens[c.off]
	}
	return ""
}

func (c *cppReader) take(token string) bool {
	if c.peek() == token {
		c.off++
		return true
	}
	return false
}

func (c *cppReader) ternary() []cppValue {
	if c.depth >= maxCppDepth {
		return nil
	}
	c.depth++
	defer func() { c.depth-- }()
	left := c.binary(0)
	if !c.take("?") {
		return left
	}
	yes := c.ternary()
	if !c.take(":") {
		return nil
	}
	no := c.ternary()
	is := truth(left)
	return append(restrict(yes, is), restrict(no, Not(is))...)
}

func restrict(values []cppValue, when *Formula) []cppValue {
	var out []cppValue
	for _, v := range values {
		if v.when = And(v.when, when); !v.when.IsFalse() {
			out = append(out, v)
		}
	}
	return out
}

// cppLevels are the binary operators, the loosest first.
var cppLevels = [][]string{{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"}}

func (c *cppReader) binary(level int) []cppValue {
	if level == len(cppLevels) {
		return c.unary()
	}
	left := c.binary(level + 1)
	for {
		op := ""
		for _, o := range cppLevels[level] {
			if c.peek() == o {
				op = o
			}
		}
		if op == "" || len(left) == 0 {
			return left
		}
		c.off++
		right := c.binary(level + 1)
		if len(right) == 0 {
			return nil
		}
		left = combineValues(op, left, right)
	}
}

// combineValues applies an operator to every pair of values.
func combineValues(op string, left, right []cppValue) []cppValue {
	switch op {
	case "&&":
		return boolean(And(truth(left), truth(right)))
	case "||":
		return boolean(Or(truth(left), truth(right)))
	}
	var out []cppValue
	for _, l := range left {
		for _, r := range right {
			when := And(l.when, r.when)
			if when.IsFalse() {
				continue
			}
			v := cppValue{when: when}
			if l.unknown != "" || r.unknown != "" {
				v.unknown = l.String() + " " + op + " " + r.String()
			} else if n, ok := calculate(op, l.number, r.number); ok {
				v.number = n
			} else {
				v.unknown = l.String() + " " + op + " " + r.String()
			}
			if out = append(out, v); len(out) > maxCppValues {
				return nil
			}
		}
	}
	return out
}

// String writes the value as in an expression.
func (v cppValue) String() string {
	if v.unknown != "" {
		return v.unknown
	}
	return strconv.FormatInt(v.number, 10)
}

func boolean(f *Formula) []cppValue {
	var out []cppValue
	if !f.IsFalse() {
		out = append(out, cppValue{when: f, number: 1})
	}
	if not := Not(f); !not.IsFalse() {
		out = append(out, cppValue{when: not})
	}
	return out
}

func calculate(op string, l, r int64) (int64, bool) {
	is := func(b bool) (int64, bool) {
		if b {
			return 1, true
		}
		return 0, true
	}
	switch op {
	case "==":
		return is(l == r)
	case "!=":
		return is(l != r)
	case "<":
		return is(l < r)
	case "<=":
		return is(l <= r)
	case ">":
		return is(l > r)
	case ">=":
		return is(l >= r)
	case "+":
		return l + r, true
	case "-":
		return l - r, true
	case "*":
		return l * r, true
	case "|":
		return l | r, true
	case "^":
		return l ^ r, true
	case "&":
		return l & r, true
	case "<<":
		return l << (uint64(r) & 63), true
	case ">>":
		return l >> (uint64(r) & 63), true
	case "/", "%":
		if r == 0 {
			return 0, false
		}
		if op == "/" {
			return l / r, true
		}
		return l % r, true
	}
	return 0, false
}

func (c *cppReader) unary() []cppValue {
	if c.depth >= maxCppDepth {
		return nil
	}
	c.depth++
	defer func() { c.depth-- }()
	switch {
	case c.take("!"):
		v := c.unary()
		if len(v) == 0 {
			return nil
		}
		return boolean(Not(truth(v)))
	case c.take("-"):
		return combineValues("-", []cppValue{{when: trueValue}}, c.unary())
	case c.take("+"):
		return c.unary()
	case c.take("("):
		v := c.ternary()
		if !c.take(")") {
			return nil
		}
		return v
	}
	token := c.peek()
	if token == "" || !isSymbolByte(token[0]) {
		return nil
	}
	c.off++
	if token[0] >= '0' && token[0] <= '9' {
		n, end, _ := parseNumber(token, 0)
		if strings.Trim(token[end:], "uUlL") != "" {
			return nil
		}
		return []cppValue{{when: trueValue, number: n}}
	}
	if token == "defined" {
		paren := c.take("(")
		name := c.peek()
		c.off++
		if paren && !c.take(")") {
			return nil
		}
		return boolean(c.defined(name))
	}
	if c.peek() == "(" {
		return c.call(token)
	}
	return c.name(token)
}

// call evaluates the macros with parameters that ask for the configuration;
// others are not known.
func (c *cppReader) call(name string) []cppValue {
	start := c.off
	depth := 0
	for c.off < len(c.tokens) {
		switch c.tokens[c.off] {
		case "(":
			depth++
		case ")":
			depth--
		}
		c.off++
		if depth == 0 {
			break
		}
	}
	args := c.tokens[start:c.off]
	if len(args) == 3 {
		if symbol, found := strings.CutPrefix(args[1], "CONFIG_"); found {
			switch name {
			case "IS_ENABLED":
				return boolean(c.symbolIs(symbol, IsMod|IsYes))
			case "IS_BUILTIN":
				return boolean(c.symbolIs(symbol, IsYes))
			case "IS_MODULE":
				return boolean(c.symbolIs(symbol, IsMod))
			case "IS_REACHABLE": // a module may call what is in a module
				return boolean(Or(c.symbolIs(symbol, IsYes), And(c.symbolIs(symbol, IsMod), c.defined("MODULE"))))
			}
		}
	}
	return []cppValue{{when: trueValue, unknown: name + strings.Join(args, "")}}
}

// symbolIs returns when a bool or tristate symbol has one of some values.
func (c *cppReader) symbolIs(name string, values ValueSet) *Formula {
	s := c.tree.Lookup(name)
	if s == nil || !s.Defined() || s.Type != Bool && s.Type != TristateType {
		return falseValue
	}
	return SymbolIn(name, s.Type, values)
}

// defined returns when a macro is defined. include/generated/autoconf.h
// defines CONFIG_X for y and for texts and numbers, CONFIG_X_MODULE for m.
func (c *cppReader) defined(name string) *Formula {
	if symbol, found := strings.CutPrefix(name, "CONFIG_"); found {
		s := c.tree.Lookup(symbol)
		if s != nil && s.Defined() {
			if s.Type == Bool || s.Type == TristateType {
				return SymbolIn(symbol, s.Type, IsYes)
			}
			// It is there where its dependencies let it be.
			return c.tree.Requires(s, Mod)
		}
		if stem, module := strings.CutSuffix(symbol, "_MODULE"); module {
			return c.symbolIs(stem, IsMod)
		}
		return falseValue
	}
	if c.macros != nil {
		if m, known := c.macros(name); known {
			var when []*Formula
			for _, d := range m {
				when = append(when, d.When)
			}
			return Or(when...)
		}
	}
	return MacroSet(name)
}

// name evaluates a macro without parameters; one that is not defined is 0.
func (c *cppReader) name(name string) []cppValue {
	if symbol, found := strings.CutPrefix(name, "CONFIG_"); found {
		s := c.tree.Lookup(symbol)
		if s != nil && s.Defined() && s.Type != Bool && s.Type != TristateType {
			return []cppValue{{when: trueValue, unknown: name}}
		}
		return boolean(c.defined(name))
	}
	if c.macros == nil || len(c.busy) >= maxCppDepth {
		return []cppValue{{when: trueValue, unknown: name}}
	}
	m, known := c.macros(name)
	for _, b := range c.busy {
		known = known && b != name
	}
	if !known {
		return []cppValue{{when: trueValue, unknown: name}}
	}
	var out []cppValue
	rest := trueValue
	for _, d := range m {
		inner := &cppReader{tree: c.tree, macros: c.macros, busy: append(c.busy, name), depth: c.depth}
		inner.tokens = cppTokens(d.Text)
		values := inner.ternary()
		if inner.off < len(inner.tokens) || len(values) == 0 {
			values = []cppValue{{when: trueValue, unknown: name}}
		}
		out = append(out, restrict(values, d.When)...)
		rest = And(rest, Not(d.When))
	}
	if !rest.IsFalse() {
		out = append(out, cppValue{when: rest})
	}
	return out
}
