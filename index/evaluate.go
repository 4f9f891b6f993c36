package index

import "strconv"

// truth is what is known of a condition without a configuration.
type truth int8

const (
	no truth = iota - 1
	maybe
	yes
)

func (t truth) not() truth { return -t }

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// macros says what is known of preprocessor macros.
type macros interface {
	// defined says whether a macro is defined.
	defined(name string) truth
	// value returns the value of a macro in an expression.
	value(name string) (v int64, known bool)
}

// hold says whether all conditions around a place hold.
func hold(conditions []Condition, m macros) truth {
	all := yes
	for _, c := range conditions {
		last := len(c.Branches) - 1
		for i, d := range c.Branches {
			t := d.holds(m)
			if i < last {
				t = t.not()
			}
			all = min(all, t)
		}
	}
	return all
}

func (d Directive) holds(m macros) truth {
	switch d.Keyword {
	case "else":
		return yes
	case "ifdef", "elifdef":
		return m.defined(d.Expression)
	case "ifndef", "elifndef":
		return m.defined(d.Expression).not()
	}
	v, known := evaluate(d.Expression, m)
	if !known {
		return maybe
	}
	return truthOf(v != 0)
}

// evaluate computes an expression of the preprocessor. known is false where
// its value depends on what m does not know, or where it is not understood.
func evaluate(expression string, m macros) (v int64, known bool) {
	p := &parser{src: expression, macros: m}
	p.lex = lexer{src: []byte(expression), inLine: true, inDirective: true}
	p.advance()
	result := p.binary(0)
	if p.failed || p.token.kind != endOfFile {
		return 0, false
	}
	return result.v, result.known
}

// operand is a value that may not be known.
type operand struct {
	v     int64
	known bool
}

// parser evaluates while it reads.
type parser struct {
	src    string
	lex    lexer
	token  token
	macros macros
	depth  int
	failed bool
}

func (p *parser) advance()     { p.token = p.lex.next() }
func (p *parser) word() string { return p.src[p.token.start:p.token.end] }
func (p *parser) fail() operand {
	p.failed = true
	return operand{}
}

// operators are the binary operators by precedence, loosest first.
var operators = [][]string{{"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*"}}

// operator consumes one of the operators of a level, if it follows.
func (p *parser) operator(level int) (string, bool) {
	rest := p.src[p.token.start:]
	for _, op := range operators[level] {
		if p.token.kind == punctuation && len(rest) >= len(op) && rest[:len(op)] == op {
			for range len(op) {
				p.advance()
			}
			return op, true
		}
	}
	return "", false
}

func (p *parser) binary(level int) operand {
	if level == len(operators) {
		return p.unary()
	}
	left := p.binary(level + 1)
	for !p.failed {
		op, ok := p.operator(level)
		if !ok {
			break
		}
		left = apply(op, left, p.binary(level+1))
	}
	return left
}

func apply(op string, a, b operand) operand {
	switch {
	case op == "&&" && (a.known && a.v == 0 || b.known && b.v == 0):
		return operand{0, true}
	case op == "||" && (a.known && a.v != 0 || b.known && b.v != 0):
		return operand{1, true}
	case !a.known || !b.known:
		return operand{}
	}
	var truth bool
	switch op {
	case "+":
		return operand{a.v + b.v, true}
	case "-":
		return operand{a.v - b.v, true}
	case "*":
		return operand{a.v * b.v, true}
	case "&&":
		truth = true // both are not zero
	case "||":
		truth = false // both are zero
	case "==":
		truth = a.v == b.v
	case "!=":
		truth = a.v != b.v
	case "<":
		truth = a.v < b.v
	case ">":
		truth = a.v > b.v
	case "<=":
		truth = a.v <= b.v
	case ">=":
		truth = a.v >= b.v
	}
	if truth {
		return operand{1, true}
	}
	return operand{0, true}
}

func (p *parser) unary() operand {
	if p.depth++; p.depth > maxNesting*4 {
		return p.fail()
	}
	defer func() { p.depth-- }()
	word := p.word()
	switch p.token.kind {
	case number:
		p.advance()
		digits := word
		for len(digits) > 1 && (digits[len(digits)-1]|0x20 == 'l' || digits[len(digits)-1]|0x20 == 'u') {
			digits = digits[:len(digits)-1]
		}
		v, err := strconv.ParseInt(digits, 0, 64)
		if err != nil { // a symbol of Kconfig may begin with a digit
			v, known := p.macros.value(word)
			return operand{v, known}
		}
		return operand{v, true}
	case identifier:
		p.advance()
		if word == "defined" {
			return p.defined()
		}
		if p.word() == "(" && isConfigTest(word) {
			return p.configTest(word)
		}
		if p.word() == "(" { // a macro with arguments
			for nesting := 0; p.token.kind != endOfFile; {
				if p.word() == "(" {
					nesting++
				} else if p.word() == ")" {
					nesting--
				}
				p.advance()
				if nesting == 0 {
					break
				}
			}
			return operand{}
		}
		v, known := p.macros.value(word)
		return operand{v, known}
	case punctuation:
		p.advance()
		switch word {
		case "!":
			a := p.unary()
			if a.known && a.v == 0 {
				return operand{1, true}
			}
			return operand{0, a.known}
		case "-":
			a := p.unary()
			return operand{-a.v, a.known}
		case "(":
			inner := p.binary(0)
			if p.word() != ")" {
				return p.fail()
			}
			p.advance()
			return inner
		}
	}
	return p.fail()
}

// defined evaluates what follows the word "defined".
func (p *parser) defined() operand {
	bracket := p.word() == "("
	if bracket {
		p.advance()
	}
	if p.token.kind != identifier {
		return p.fail()
	}
	t := p.macros.defined(p.word())
	p.advance()
	if bracket {
		if p.word() != ")" {
			return p.fail()
		}
		p.advance()
	}
	switch t {
	case yes:
		return operand{1, true}
	case no:
		return operand{0, true}
	}
	return operand{}
}
