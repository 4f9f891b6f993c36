package kconfig

import (
	"bytes"
	"fmt"
	"strings"

	"callgate/text"
)

// logicalLine is a line with its continuation lines joined.
type logicalLine struct {
	text   string
	raw    string // as text, before the comment was cut
	recipe bool
	start  text.Pos
	end    text.Pos
	// pieces map offsets in text back to places.
	pieces []piece
}

type piece struct {
	offset int // in text
	pos    text.Pos
}

func (l *logicalLine) pos(offset int) text.Pos {
	p := l.pieces[0]
	for _, q := range l.pieces[1:] {
		if q.offset > offset {
			break
		}
		p = q
	}
	return text.Pos{Line: p.pos.Line, Col: p.pos.Col + max(0, offset-p.offset)}
}

func (l *logicalLine) rng() text.Range { return text.Range{Start: l.start, End: l.end} }

type makeParser struct {
	file     string
	src      []byte
	off      int
	lineNo   int
	line     *logicalLine // current; nil at the end
	begun    bool
	inRule   bool
	problems []text.Problem
}

func (p *makeParser) problem(l *logicalLine, format string, args ...any) {
	p.problems = append(p.problems, text.Problem{File: p.file, Range: l.rng(), Text: fmt.Sprintf(format, args...)})
}

func (p *makeParser) eof() bool {
	if !p.begun {
		p.next()
	}
	return p.line == nil
}

// physical reads one line without its line end.
func (p *makeParser) physical() ([]byte, bool) {
	if p.off >= len(p.src) {
		return nil, false
	}
	rest := p.src[p.off:]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
		p.off += i + 1
	} else {
		p.off = len(p.src)
	}
	p.lineNo++
	return bytes.TrimSuffix(rest, []byte{'\r'}), true
}

// next reads a logical line, as make does: a backslash at the end joins the
// next line with one space in place of the white space around the break.
func (p *makeParser) next() {
	p.begun = true
	raw, ok := p.physical()
	if !ok {
		p.line = nil
		return
	}
	l := &logicalLine{start: text.Pos{Line: p.lineNo - 1}, recipe: len(raw) > 0 && raw[0] == '\t'}
	var b strings.Builder
	for {
		lead := 0
		if b.Len() > 0 {
			for lead < len(raw) && (raw[lead] == ' ' || raw[lead] == '\t') {
				lead++
			}
			b.WriteByte(' ')
		}
		l.pieces = append(l.pieces, piece{b.Len(), text.Pos{Line: p.lineNo - 1, Col: lead}})
		body := raw[lead:]
		l.end = text.Pos{Line: p.lineNo - 1, Col: len(raw)}
		if !continues(body) {
			b.Write(body)
			break
		}
		body = body[:len(body)-1]
		b.Write(bytes.TrimRight(body, " \t"))
		if raw, ok = p.physical(); !ok {
			break
		}
	}
	l.raw = b.String()
	l.text = l.raw
	if i := commentStart(l.text); i >= 0 {
		l.text = l.text[:i]
	}
	p.line = l
}

// continues reports whether a line ends with an odd number of backslashes.
func continues(line []byte) bool {
	n := 0
	for n < len(line) && line[len(line)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// commentStart finds the first # that is not escaped and not inside $(...).
func commentStart(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
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
		case '#':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}
