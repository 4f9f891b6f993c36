package kconfig

import "strings"

// lookup returns the value of a variable.
func (e *makeEval) lookup(name string) makeValue {
	if symbol, found := strings.CutPrefix(name, "CONFIG_"); found {
		return e.symbol(symbol)
	}
	v := e.variables[name]
	if v == nil {
		v = e.base[name]
	}
	if v == nil {
		return nil
	}
	if e.depth >= maxMakeDepth || e.busy[name] {
		return opaque("$(" + name + ")") // which make does not accept either
	}
	if e.steps++; e.steps > maxMakeSteps {
		return nil
	}
	e.depth++
	e.busy[name] = true
	defer func() {
		e.depth--
		delete(e.busy, name)
	}()
	var out makeValue
	for i, s := range v.segments {
		if i > 0 {
			out = append(out, gap)
		}
		value := s.done
		if s.raw != "" {
			value = e.expand(s.raw)
		}
		out = append(out, value.given(s.when, s.why)...)
	}
	return out
}

// symbol returns what $(CONFIG_X) is: y, m, nothing, or a text.
func (e *makeEval) symbol(name string) makeValue {
	s := e.tree.Lookup(name)
	if s == nil || !s.Defined() {
		return nil // include/config/auto.conf never sets it
	}
	switch s.Type {
	case Bool:
		return makeValue{{when: SymbolIn(name, Bool, IsYes), text: "y"}}
	case TristateType:
		return makeValue{{when: SymbolIn(name, TristateType, IsYes), text: "y"}, {when: SymbolIn(name, TristateType, IsMod), text: "m"}}
	}
	return opaque("CONFIG_" + name)
}

// expand expands the references in a text.
func (e *makeEval) expand(s string) makeValue {
	var out makeValue
	for {
		i := strings.IndexByte(s, '$')
		if i < 0 {
			return append(out, constant(s)...)
		}
		out = append(out, constant(s[:i])...)
		s = s[i+1:]
		if s == "" {
			return out
		}
		switch s[0] {
		case '$':
			out, s = append(out, constant("$")...), s[1:]
		case '(', '{':
			inside, rest := cutReference(s)
			value := e.reference(inside)
			if n := len(out); n > 0 && (out[n-1].text == "" || !isSpace(out[n-1].text[len(out[n-1].text)-1])) {
				value = value.separate()
			}
			out, s = append(out, value...), rest
		default:
			out, s = append(out, e.lookup(s[:1])...), s[1:]
		}
	}
}

// cutReference cuts "(...)" or "{...}" off the front of s.
func cutReference(s string) (inside, rest string) {
	open, closing := s[0], byte(')')
	if open == '{' {
		closing = '}'
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case open:
			depth++
		case closing:
			if depth--; depth == 0 {
				return s[1:i], s[i+1:]
			}
		}
	}
	return s[1:], ""
}

// reference evaluates what stands inside $(...).
func (e *makeEval) reference(inside string) makeValue {
	if name, args, found := cutSpace(inside); found {
		if f := makeFunctions[name]; f != nil {
			return f(e, splitMakeArguments(strings.TrimLeft(args, " \t\n")))
		}
		if strings.IndexByte(name, '$') < 0 && strings.IndexByte(name, ':') < 0 {
			return opaque("$(" + inside + ")")
		}
	}
	if i := substitution(inside); i >= 0 {
		from, to, _ := strings.Cut(inside[i+1:], "=")
		if strings.IndexByte(from, '%') < 0 {
			from, to = "%"+from, "%"+to
		}
		return e.mapWords(e.named(inside[:i]), func(w string) string { return patsubst(from, to, w) })
	}
	return e.named(inside)
}

// substitution finds the colon of $(VAR:a=b); -1 where there is none.
func substitution(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(', '{':
			depth++
		case ')', '}':
			depth--
		case ':':
			if depth == 0 && strings.IndexByte(s[i:], '=') > 0 {
				return i
			}
		}
	}
	return -1
}

// named returns the value of the variable whose name s expands to.
func (e *makeEval) named(s string) makeValue {
	if strings.IndexByte(s, '$') < 0 {
		return e.lookup(s)
	}
	names, ok := e.expand(s).choices()
	if !ok {
		return opaque("$(" + s + ")")
	}
	var out makeValue
	for i, n := range names { // one of them: gaps have no text on both sides
		if i > 0 {
			out = append(out, gap)
		}
		out = append(out, e.lookup(n.text).given(n.when, n.why)...)
	}
	return out
}

func splitMakeArguments(s string) []string {
	var out []string
	depth, start := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(', '{':
			depth++
		case ')', '}':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, s[start:i])
				start = i + 1
			}
		}
	}
	return append(out, s[start:])
}

// equal returns when two values are the same text.
func (e *makeEval) equal(a, b makeValue, what string) *Formula {
	left, ok1 := a.choices()
	right, ok2 := b.choices()
	if !ok1 || !ok2 {
		return NotKnown(what)
	}
	var same []*Formula
	for _, l := range left {
		for _, r := range right {
			f := sameText(l.text, r.text)
			if f.IsFalse() {
				continue
			}
			if f = And(l.when, r.when, f); !f.IsFalse() {
				same = append(same, f)
			}
		}
	}
	return Or(same...)
}

// sameText compares two texts in which marks stand for what is not known.
func sameText(a, b string) *Formula {
	if a == b {
		return trueValue
	}
	if strings.IndexByte(a, mark) < 0 {
		a, b = b, a
	}
	if strings.IndexByte(a, mark) < 0 {
		return falseValue
	}
	if name, alone := onlyMark(a); alone && strings.IndexByte(b, mark) < 0 {
		if symbol, found := strings.CutPrefix(name, "CONFIG_"); found {
			return TextIs(symbol, b)
		}
		if b == "" {
			return Not(NotKnown(name))
		}
	}
	return NotKnown(unmark(a) + " = " + unmark(b))
}

// opaque returns the text that stands for something that is not known.
func opaque(what string) makeValue {
	return constant(string(mark) + strings.ReplaceAll(what, string(mark), "") + string(mark))
}

func onlyMark(s string) (name string, alone bool) {
	if len(s) < 2 || s[0] != mark || s[len(s)-1] != mark {
		return "", false
	}
	name = s[1 : len(s)-1]
	return name, strings.IndexByte(name, mark) < 0
}

func unmark(s string) string { return strings.ReplaceAll(s, string(mark), "") }
