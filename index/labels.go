package index

import (
	"bytes"
	"strings"
)

// labelMacro is an assembler macro that defines labels made of its arguments,
// as alpha's "fork_like fork" defines alpha_fork.
type labelMacro struct {
	parameters []string
	labels     [][3]string // what stands before the parameter, its name, what stands behind
}

// label records a label at the first word of a line of assembly: "sys_x:", or a
// macro that makes one of its argument, "ENTRY(sys_x)".
func (x *extractor) label(previous, t token) {
	switch {
	case x.is(previous, '.') && previous.end == t.start && x.text(t) == "macro":
		x.assemblerMacro(t.end)
	case !x.lex.first:
	case t.end < len(x.src) && x.src[t.end] == ':':
		x.addLabel(x.text(t), t, t.end)
	case isLabelMacro(x.text(t)):
		if !x.beforeList(t) {
			return
		}
		before := x.lex
		groups, end, closed, ok := x.arguments()
		x.lex = before
		if ok && closed && len(groups) > 0 {
			x.addLabel(clean(x.src[groups[0].start:groups[0].end]), token{identifier, groups[0].start, groups[0].end}, end)
		}
	default:
		if m, ok := x.macros[x.text(t)]; ok {
			x.expand(m, t)
		}
	}
}

// isLabelMacro reports whether a macro of assembly begins a function: ENTRY,
// SYM_FUNC_START, SYM_CODE_START, _GLOBAL, GLOBAL_ENTRY, LEAF, NESTED, FEXPORT
// and what architectures make of these.
func isLabelMacro(name string) bool {
	for _, part := range []string{"ENTRY", "START", "GLOBAL", "LEAF", "NESTED", "FEXPORT"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

func (x *extractor) addLabel(symbol string, at token, end int) {
	if strings.ContainsAny(symbol, " (\\,") {
		return
	}
	name, compat, ok := splitSymbol(symbol)
	if !ok {
		name = symbol
	}
	x.file.Functions = append(x.file.Functions, Site{
		Name: name, Symbol: symbol, Compat: compat, Label: true,
		Range:      x.lines.Range(at.start, end),
		NameRange:  x.lines.Range(at.start, at.end),
		Conditions: x.conditions(),
	})
}

// maxMacro bounds the search for the end of an assembler macro, in bytes.
const maxMacro = 16 << 10

// assemblerMacro reads the definition of a macro whose head is at pos, and
// continues behind it.
func (x *extractor) assemblerMacro(pos int) {
	rest := x.src[pos:min(len(x.src), pos+maxMacro)]
	end := bytes.Index(rest, []byte(".endm"))
	if end < 0 {
		return
	}
	head, body, _ := strings.Cut(string(rest[:end]), "\n")
	words := strings.FieldsFunc(head, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\r' })
	if len(words) < 2 {
		return
	}
	m := labelMacro{parameters: words[1:]}
	for line := range strings.Lines(body) {
		label, _, ok := strings.Cut(line, ":")
		if macro, rest, called := strings.Cut(line, "("); called && isLabelMacro(macro) {
			i := strings.LastIndexByte(rest, ')')
			label, ok = rest[:max(i, 0)], true
		}
		before, argument, parameterised := strings.Cut(label, `\`)
		if !ok || !parameterised || strings.ContainsAny(label, " \t\"/#") {
			continue
		}
		n := 0
		for n < len(argument) && isWord(argument[n]) {
			n++
		}
		m.labels = append(m.labels, [3]string{before, argument[:n], strings.TrimPrefix(argument[n:], `\()`)})
	}
	if len(m.labels) > 0 {
		if x.macros == nil {
			x.macros = map[string]labelMacro{}
		}
		x.macros[words[0]] = m
	}
	x.lex.pos = pos + end
}

// expand records the labels that a use of a macro defines.
func (x *extractor) expand(m labelMacro, t token) {
	end := lineEnd(x.src, t.end)
	arguments := strings.FieldsFunc(clean(x.src[t.end:end]), func(r rune) bool { return r == ',' || r == ' ' })
	for _, label := range m.labels {
		for i, p := range m.parameters {
			if p == label[1] && i < len(arguments) {
				x.addLabel(label[0]+arguments[i]+label[2], t, end)
			}
		}
	}
}
