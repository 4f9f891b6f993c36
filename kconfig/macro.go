package kconfig

import (
	"strconv"
	"strings"

	"callgate/text"
)

// macros are the variables and functions of Kconfig's macro language. They
// are global to all files of a tree.
type macros struct {
	p         *parser
	variables map[string]*variable
	// budget bounds the bytes that all expansions together may produce.
	budget int
	depth  int
}

type variable struct {
	value  string
	simple bool // expanded when it was assigned
	busy   int
}

const (
	maxExpansion  = 1 << 24
	maxMacroDepth = 100
	maxArguments  = 16
)

// assign does NAME = VALUE, := or +=.
func (m *macros) assign(name, op, value string, at text.Pos) {
	v := m.variables[name]
	appended := false
	switch {
	case op == "+=" && v != nil:
		appended = true
	case op == "+=":
		v = &variable{}
	default:
		v = &variable{simple: op == ":="}
	}
	if v.simple {
		value = m.expandAll(value, nil, at)
	}
	if appended {
		value = v.value + " " + value
	}
	m.variables[name] = &variable{value: value, simple: v.simple, busy: v.busy}
}

// expandAll expands every reference in s; args are those of the function that
// s is the body of.
func (m *macros) expandAll(s string, args []string, at text.Pos) string {
	if strings.IndexByte(s, '$') < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '$')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		var value string
		value, s = m.reference(s[i:], args, at)
		b.WriteString(value)
	}
}

// reference expands the reference at the start of s, which is a '$', and
// returns what follows it. A '$' without a parenthesis stands for itself; so
// do the $NAME of kernels before 4.18, but for names of the environment.
func (m *macros) reference(s string, args []string, at text.Pos) (value, rest string) {
	if len(s) < 2 || s[1] != '(' {
		n := 1
		for n < len(s) && isSymbolByte(s[n]) {
			n++
		}
		if v, ok := m.p.opts.Environment[s[1:n]]; ok && n > 1 {
			return v, s[n:]
		}
		return "$", s[1:]
	}
	depth := 0
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return m.call(s[2:i], args, at), s[i+1:]
			}
			depth--
		}
	}
	m.p.problem(at, "unterminated reference: no closing parenthesis")
	return "", ""
}

// call evaluates what stands inside $(...).
func (m *macros) call(inside string, args []string, at text.Pos) string {
	if n, err := strconv.Atoi(inside); err == nil && n > 0 && n <= len(args) {
		return args[n-1]
	}
	if m.budget < 0 {
		return "" // said when it ran out
	}
	if m.depth >= maxMacroDepth {
		m.p.problem(at, "macros nested more than %d deep", maxMacroDepth)
		return ""
	}
	m.depth++
	defer func() { m.depth-- }()
	pieces := splitArguments(inside)
	if len(pieces) > maxArguments {
		m.p.problem(at, "more than %d arguments", maxArguments)
		pieces = pieces[:maxArguments]
	}
	for i := range pieces {
		pieces[i] = m.expandAll(pieces[i], args, at)
	}
	value := m.apply(pieces[0], pieces[1:], at)
	if m.budget < 0 {
		return ""
	}
	if m.budget -= len(value) + 1; m.budget < 0 {
		m.p.problem(at, "macros expand to more than %d bytes; the rest is left out", maxExpansion)
		return ""
	}
	return value
}

func splitArguments(s string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
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

// apply looks a name up in conf's order: variables, built-in functions, the
// environment.
func (m *macros) apply(name string, args []string, at text.Pos) string {
	if v := m.variables[name]; v != nil {
		if v.simple {
			return v.value
		}
		if v.busy > 0 && len(args) == 0 || v.busy > maxMacroDepth {
			m.p.problem(at, "variable %s refers to itself", name)
			return ""
		}
		v.busy++
		defer func() { v.busy-- }()
		return m.expandAll(v.value, args, at)
	}
	arg := func(i int) string {
		if i < len(args) {
			return args[i]
		}
		m.p.problem(at, "too few arguments for %s", name)
		return ""
	}
	switch name {
	case "error-if", "warning-if":
		if arg(0) == "y" {
			m.p.problem(at, "%s", m.p.tree.readable(arg(1)))
		}
		return ""
	case "info":
		return ""
	case "filename":
		return m.p.file
	case "lineno":
		return strconv.Itoa(at.Line + 1)
	case "shell":
		return m.shell(arg(0), at)
	}
	if len(args) == 0 {
		if v, ok := m.p.opts.Environment[name]; ok {
			return v
		}
		// The argument that a function was not called with is empty. So is
		// what the environment lacks, where the whole environment is known.
		if _, err := strconv.Atoi(name); err == nil || name == "" || m.p.opts.Shell != nil {
			return ""
		}
		return m.p.tree.ask("$("+name+")", m.p.file, at)
	}
	m.p.problem(at, "no function %s", name)
	return ""
}

// shell asks for the output of a command. It is run by nobody, unless the
// caller gave a function that does.
func (m *macros) shell(command string, at text.Pos) string {
	if m.p.opts.Shell == nil || strings.IndexByte(command, mark) >= 0 {
		return m.p.tree.ask(m.p.tree.readable(command), m.p.file, at)
	}
	out := strings.TrimRight(m.p.opts.Shell(command), "\n")
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n':
			return ' '
		case mark:
			return -1
		}
		return r
	}, out)
}

// ask returns the mark of a question, one and the same for the same text.
func (t *Tree) ask(question, file string, at text.Pos) string {
	q := t.byQuest[question]
	if q == nil {
		q = &Question{Text: question, File: file, Range: text.Range{Start: at, End: at}, index: len(t.Questions)}
		t.byQuest[question] = q
		t.Questions = append(t.Questions, q)
	}
	return string(mark) + strconv.Itoa(q.index) + string(mark)
}

// questionAt returns the question that the text between two marks names.
func (t *Tree) questionAt(index string) *Question {
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(t.Questions) {
		return nil
	}
	return t.Questions[i]
}

// readable puts questions for marks.
func (t *Tree) readable(s string) string {
	if strings.IndexByte(s, mark) < 0 {
		return s
	}
	var b strings.Builder
	for _, p := range t.split(s) {
		if p.question == nil {
			b.WriteString(p.literal)
		} else if strings.HasPrefix(p.question.Text, "$(") {
			b.WriteString(p.question.Text)
		} else {
			b.WriteString("$(shell," + p.question.Text + ")")
		}
	}
	return b.String()
}
