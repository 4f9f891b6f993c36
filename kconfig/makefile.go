package kconfig

import (
	"strings"

	"callgate/text"
)

// Makefile is a Makefile or Kbuild file as a tree of statements.
type Makefile struct {
	File       string // slash-separated, relative to the tree
	Statements []Statement
	Problems   []text.Problem
}

// StatementKind tells the kinds of [Statement] apart.
type StatementKind int

const (
	// Assign is NAME = VALUE with any of make's operators, or define/endef.
	Assign StatementKind = iota
	// Conditional is ifdef/ifndef/ifeq/ifneq through its endif.
	Conditional
	// Include is include, -include or sinclude; Value holds the file names.
	Include
	// Rule is "targets: prerequisites"; Name holds the targets, Value the
	// prerequisites. Its recipe is not kept.
	Rule
	// Other is everything else: bare function calls, export, vpath.
	Other
)

// Statement is one statement of a makefile. Value and the like are as written,
// with continuation lines joined by one space and comments removed.
type Statement struct {
	Kind StatementKind
	// Range covers the logical line, all of its continuation lines; for a
	// conditional, the whole of it.
	Range text.Range
	// Name and Op are the two sides' left part of an assignment:
	// "obj-$(CONFIG_SMP)" and "+=". A define has the operator it is written
	// with, or "=".
	Name, Op string
	// Value is the right side of an assignment, the operands of an include, or
	// the line itself.
	Value string
	// Words are the white-space separated words of Value outside of $(...),
	// with the place of each.
	Words []Word
	// Export says that the line starts with export: of an assignment, or with
	// the names in Value.
	Export bool
	// Branches are those of a conditional; the last may be a plain else.
	Branches []Branch
}

// Word is one word of a makefile's list.
type Word struct {
	Text  string
	Range text.Range
}

// Branch is one arm of a conditional.
type Branch struct {
	// Keyword is ifdef, ifndef, ifeq or ifneq, and empty for a plain else.
	Keyword string
	// Args are one name for ifdef and ifndef, two texts for ifeq and ifneq.
	Args []string
	// Text is the directive as written: "ifeq ($(CONFIG_X),y)", "else ifdef Y".
	Text  string
	Range text.Range // of the directive's line
	Body  []Statement
}

// maxNesting bounds conditionals within conditionals, so that hostile input
// cannot exhaust the stack of those who walk the tree.
const maxNesting = 200

// ParseMakefile parses a makefile for what it assigns. It keeps no recipes.
func ParseMakefile(file string, src []byte) *Makefile {
	p := &makeParser{file: file, src: src}
	m := &Makefile{File: file}
	m.Statements = p.block(0, nil)
	for !p.eof() { // a stray else or endif ended the block
		p.problem(p.line, "%s without a conditional before it", firstWord(p.line.text))
		p.next()
		m.Statements = append(m.Statements, p.block(0, nil)...)
	}
	m.Problems = p.problems
	return m
}

func firstWord(s string) string {
	s = strings.TrimLeft(s, " \t")
	if i := strings.IndexAny(s, " \t("); i >= 0 {
		return s[:i]
	}
	return s
}

// block parses statements up to the else or endif that ends the conditional
// opened at open (nil for the top level), leaving that line current.
func (p *makeParser) block(depth int, open *logicalLine) []Statement {
	var out []Statement
	for ; !p.eof(); p.next() {
		l := p.line
		word := firstWord(l.text)
		if l.recipe && p.inRule && !isConditional(word) {
			continue
		}
		switch word {
		case "":
		case "ifdef", "ifndef", "ifeq", "ifneq":
			if depth >= maxNesting {
				p.problem(l, "conditionals nested more than %d deep", maxNesting)
				continue
			}
			out = append(out, p.conditional(depth))
			if p.line == nil {
				return out
			}
		case "else", "endif":
			return out
		case "define":
			out = append(out, p.define())
			if p.line == nil {
				return out
			}
		case "include", "-include", "sinclude":
			p.inRule = false
			s := Statement{Kind: Include, Range: l.rng(), Name: word}
			i := strings.Index(l.text, word) + len(word)
			s.Value, s.Words = value(l, i)
			out = append(out, s)
		default:
			out = append(out, p.statement())
		}
	}
	if open != nil {
		p.problem(open, "%s without endif", firstWord(open.text))
	}
	return out
}

func isConditional(word string) bool {
	switch word {
	case "ifdef", "ifndef", "ifeq", "ifneq", "else", "endif":
		return true
	}
	return false
}

func (p *makeParser) conditional(depth int) Statement {
	open := p.line
	s := Statement{Kind: Conditional, Range: open.rng()}
	for {
		l := p.line
		b := Branch{Text: strings.Join(strings.Fields(l.text), " "), Range: l.rng()}
		directive := strings.TrimSpace(l.text)
		if len(s.Branches) > 0 {
			directive = strings.TrimSpace(strings.TrimPrefix(directive, "else"))
		}
		b.Keyword = firstWord(directive)
		args := strings.TrimSpace(directive[len(b.Keyword):])
		switch b.Keyword {
		case "ifdef", "ifndef":
			b.Args = []string{args}
		case "ifeq", "ifneq":
			left, right, ok := comparands(args)
			if !ok {
				p.problem(l, "%s needs two operands", b.Keyword)
			}
			b.Args = []string{left, right}
		case "":
		default:
			p.problem(l, "unknown words behind else")
			b.Keyword = ""
		}
		p.next()
		b.Body = p.block(depth+1, open)
		s.Branches = append(s.Branches, b)
		if p.line == nil {
			s.Range.End = text.Pos{Line: p.lineNo}
			return s
		}
		if firstWord(p.line.text) == "endif" {
			s.Range.End = p.line.end
			return s
		}
	}
}

// comparands splits the operands of ifeq: (a,b), "a" "b" or 'a' 'b'.
func comparands(s string) (left, right string, ok bool) {
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
		depth := 0
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '(', '{':
				depth++
			case ')', '}':
				depth--
			case ',':
				if depth == 0 {
					return strings.TrimRight(s[:i], " \t"), strings.TrimLeft(s[i+1:], " \t"), true
				}
			}
		}
		return s, "", false
	}
	left, rest, ok := quoted(s)
	if !ok {
		return s, "", false
	}
	right, _, ok = quoted(strings.TrimLeft(rest, " \t"))
	return left, right, ok
}

func quoted(s string) (inside, rest string, ok bool) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return "", s, false
	}
	i := strings.IndexByte(s[1:], s[0])
	if i < 0 {
		return "", s, false
	}
	return s[1 : i+1], s[i+2:], true
}

// define reads define NAME [=] ... endef; the value's lines keep their breaks.
func (p *makeParser) define() Statement {
	open := p.line
	s := Statement{Kind: Assign, Range: open.rng(), Op: "="}
	name := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(open.text), "define"))
	for _, op := range []string{":=", "?=", "+=", "="} {
		if n, found := strings.CutSuffix(name, op); found {
			name, s.Op = strings.TrimSpace(n), op
			break
		}
	}
	s.Name = name
	p.inRule = false
	var lines []string
	for depth := 0; ; {
		p.next()
		if p.line == nil {
			p.problem(open, "define without endef")
			break
		}
		s.Range.End = p.line.end
		switch firstWord(p.line.text) {
		case "define":
			depth++
		case "endef":
			depth--
		}
		if depth < 0 {
			break
		}
		lines = append(lines, p.line.raw)
	}
	s.Value = strings.Join(lines, "\n")
	return s
}

// statement parses an assignment, or keeps the line as Other.
func (p *makeParser) statement() Statement {
	l := p.line
	line := l.text
	start, export := 0, false
	for {
		for start < len(line) && (line[start] == ' ' || line[start] == '\t') {
			start++
		}
		word := firstWord(line[start:])
		if word != "export" && word != "override" && word != "private" && word != "unexport" {
			break
		}
		if start+len(word) >= len(line) || strings.IndexByte(" \t", line[start+len(word)]) < 0 {
			break
		}
		start += len(word)
		export = export || word == "export"
	}
	nameEnd, opEnd, rule := operator(line, start)
	p.inRule = rule
	if rule {
		s := Statement{Kind: Rule, Range: l.rng(), Name: strings.TrimSpace(line[start:nameEnd])}
		s.Value, s.Words = value(l, opEnd)
		return s
	}
	if opEnd == 0 {
		s := Statement{Kind: Other, Range: l.rng(), Export: export}
		s.Value, s.Words = value(l, start)
		return s
	}
	s := Statement{Kind: Assign, Range: l.rng(), Export: export}
	s.Name = strings.TrimRight(line[start:nameEnd], " \t")
	s.Op = line[nameEnd:opEnd]
	s.Value, s.Words = value(l, opEnd)
	return s
}

// operator finds the assignment operator of a line, or the colon of a rule;
// opEnd is 0 where there is neither. A target-specific assignment (target: VAR
// = x) counts as a rule.
func operator(s string, start int) (nameEnd, opEnd int, rule bool) {
	depth := 0
	for i := start; i < len(s); i++ {
		switch s[i] {
		case '$':
			if i+1 < len(s) && (s[i+1] == '(' || s[i+1] == '{') {
				depth++
				i++
			}
		case '(', '{':
			if depth > 0 {
				depth++
			}
		case ')', '}':
			if depth > 0 {
				depth--
			}
		case '=':
			if depth > 0 {
				continue
			}
			if i > start && strings.IndexByte("+?!", s[i-1]) >= 0 {
				return i - 1, i + 1, false
			}
			return i, i + 1, false
		case ':':
			if depth > 0 {
				continue
			}
			j := i
			for j < len(s) && s[j] == ':' {
				j++
			}
			if j < len(s) && s[j] == '=' {
				return i, j + 1, false
			}
			return i, j, true
		}
	}
	return 0, 0, false
}

// value returns the text of a line from an offset on, and its words.
func value(l *logicalLine, from int) (string, []Word) {
	s := strings.TrimLeft(l.text[from:], " \t")
	base := len(l.text) - len(s)
	var words []Word
	depth, start := 0, -1
	flush := func(end int) {
		if start >= 0 {
			w := s[start:end]
			at := l.pos(base + start)
			words = append(words, Word{w, text.Range{Start: at, End: text.Pos{Line: at.Line, Col: at.Col + len(w)}}})
		}
		start = -1
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if depth == 0 && (c == ' ' || c == '\t') {
			flush(i)
			continue
		}
		if start < 0 {
			start = i
		}
		switch {
		case c == '$' && i+1 < len(s) && (s[i+1] == '(' || s[i+1] == '{'):
			depth++
			i++
		case depth > 0 && (c == '(' || c == '{'):
			depth++
		case depth > 0 && (c == ')' || c == '}'):
			depth--
		}
	}
	flush(len(s))
	return s, words
}
