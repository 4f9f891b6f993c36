package kconfig

import (
	"strings"

	"callgate/text"
)

type tokenKind uint8

const (
	wordToken   tokenKind = iota
	stringToken           // in quotes
	opToken               // operators and parentheses
)

// token is one token of a Kconfig line.
type token struct {
	kind tokenKind
	// expanded says that a word came out of $(...): it is no keyword then.
	expanded bool
	text     string // quotes and escapes removed, macros expanded
	pos, end text.Pos
}

// lexer cuts one Kconfig file into the tokens of its statements.
type lexer struct {
	src    string
	off    int // of the rest
	line   int // 0-based, of the line that off stands in
	start  int // offset of that line
	tokens []token
	expand func(s string, at text.Pos) (value, rest string)
	report func(r text.Range, format string, args ...any)
}

func (l *lexer) pos() text.Pos { return text.Pos{Line: l.line, Col: l.off - l.start} }

func (l *lexer) newline() {
	l.off++
	l.line++
	l.start = l.off
}

// rest returns the text up to the end of the line.
func (l *lexer) rest() string {
	s := l.src[l.off:]
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i]
	}
	return s
}

// isWord has the bytes of a word, one bit each.
var isWord = func() (t [256]bool) {
	for c := range t {
		t[c] = isSymbolByte(byte(c)) || c == '-'
	}
	return t
}()

// statement reads tokens up to and including the line's end.
func (l *lexer) statement() {
	for l.off < len(l.src) {
		c := l.src[l.off]
		switch {
		case c == '\n':
			l.newline()
			return
		case c == ' ' || c == '\t' || c == '\r':
			l.off++
		case c == '#':
			l.off += len(l.rest())
		case c == '\\' && strings.HasPrefix(l.src[l.off+1:], "\n"):
			l.off++
			l.newline()
		case c == '"' || c == '\'':
			l.quoted(c)
		case isWord[c] || c == '$':
			l.word()
		default:
			l.operator()
		}
	}
}

func (l *lexer) add(kind tokenKind, value string, start text.Pos) *token {
	l.tokens = append(l.tokens, token{kind: kind, text: value, pos: start, end: l.pos()})
	return &l.tokens[len(l.tokens)-1]
}

func (l *lexer) operator() {
	start := l.pos()
	rest := l.src[l.off:]
	for _, op := range [...]string{"||", "&&", "!=", "<=", ">=", ":=", "+=", "=", "<", ">", "!", "(", ")"} {
		if strings.HasPrefix(rest, op) {
			l.off += len(op)
			l.add(opToken, op, start)
			return
		}
	}
	l.off++
	l.report(text.Range{Start: start, End: l.pos()}, "ignoring unsupported character %q", rest[0])
}

func (l *lexer) word() {
	start, from := l.pos(), l.off
	for l.off < len(l.src) && isWord[l.src[l.off]] {
		l.off++
	}
	if l.off >= len(l.src) || l.src[l.off] != '$' {
		l.add(wordToken, l.src[from:l.off], start)
		return
	}
	// A macro's text runs to where its parentheses close, over any character.
	var b strings.Builder
	b.WriteString(l.src[from:l.off])
	for l.off < len(l.src) && (isWord[l.src[l.off]] || l.src[l.off] == '$') {
		if l.src[l.off] != '$' {
			b.WriteByte(l.src[l.off])
			l.off++
			continue
		}
		b.WriteString(l.macro())
	}
	if b.Len() > 0 {
		l.add(wordToken, b.String(), start).expanded = true
	}
}

// macro expands the reference that starts here and steps behind it.
func (l *lexer) macro() string {
	line := l.rest()
	value, rest := l.expand(line, l.pos())
	l.off += len(line) - len(rest)
	return value
}

func (l *lexer) quoted(quote byte) {
	start := l.pos()
	l.off++
	from := l.off
	for l.off < len(l.src) { // the common case needs no copy
		c := l.src[l.off]
		if c == quote {
			value := l.src[from:l.off]
			l.off++
			l.add(stringToken, value, start)
			return
		}
		if c == '\n' || c == '\\' || c == '$' {
			break
		}
		l.off++
	}
	var b strings.Builder
	b.WriteString(l.src[from:l.off])
	for l.off < len(l.src) {
		c := l.src[l.off]
		if c == quote {
			l.off++
			l.add(stringToken, b.String(), start)
			return
		}
		if c == '\n' {
			break
		}
		switch {
		case c == '\\':
			l.off++
			if l.off < len(l.src) && l.src[l.off] != '\n' {
				b.WriteByte(l.src[l.off])
				l.off++
			}
		case c == '$':
			b.WriteString(l.macro())
		default:
			b.WriteByte(c)
			l.off++
		}
	}
	l.add(stringToken, b.String(), start)
	l.report(text.Range{Start: start, End: l.pos()}, "no closing quote")
}

// help steps over a help text and returns its range. The text ends before the
// first line that is indented less than its first one.
func (l *lexer) help() text.Range {
	var r text.Range
	indent := 0
	for l.off < len(l.src) {
		line := l.rest()
		depth, i := 0, 0
	white:
		for ; i < len(line); i++ {
			switch line[i] {
			case ' ':
				depth++
			case '\t':
				depth = depth&^7 + 8
			default:
				break white
			}
		}
		if i < len(line) && line[i] != '\r' {
			if depth == 0 || depth < indent {
				return r
			}
			if indent == 0 {
				indent = depth
				r.Start = text.Pos{Line: l.line}
			}
			r.End = text.Pos{Line: l.line, Col: len(line)}
		}
		l.off += len(line)
		if l.off < len(l.src) {
			l.newline()
		}
	}
	return r
}

// assignment reports whether the line that starts at off assigns a variable,
// and returns its parts. It does not move.
func (l *lexer) assignment() (name, op, value string, ok bool) {
	line := strings.TrimSuffix(l.rest(), "\r")
	s := strings.TrimLeft(line, " \t")
	n := 0
	for n < len(s) && isWord[s[n]] {
		n++
	}
	if n == 0 {
		return "", "", "", false
	}
	name, s = s[:n], strings.TrimLeft(s[n:], " \t")
	for _, o := range [...]string{"=", ":=", "+="} {
		if rest, found := strings.CutPrefix(s, o); found {
			return name, o, strings.TrimLeft(rest, " \t"), true
		}
	}
	return "", "", "", false
}
