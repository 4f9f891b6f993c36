package index

import "bytes"

// The lexer below is all the C that the index needs. A full parser was tried
// (tree-sitter's C grammar): around syscall macros it yields error nodes whose
// arguments have to be read from the raw text anyway, and it takes 40 ms for
// the largest file with a site, where an edit has to be fresh in 20. It serves
// as an oracle in the tests instead.

// kind is the kind of a token.
type kind uint8

const (
	endOfFile kind = iota
	identifier
	number    // a preprocessing number, so also "32_pwrite"
	literal   // string or character constant
	directive // a whole preprocessor line with its continuation lines
	punctuation
)

// token is a piece of a source, by offsets.
type token struct {
	kind       kind
	start, end int
}

// lexer splits C, or assembly that goes through the C preprocessor, into
// tokens. It never fails: what is no token of C becomes punctuation.
// Comments, white space and line continuations are skipped.
type lexer struct {
	src []byte
	pos int
	// inLine says that a token precedes on this line, so that a "#" does not
	// begin a directive.
	inLine bool
	// first says that the token returned last was the first of its line.
	first bool
	// inDirective says that src is the inside of a directive, in which new
	// lines are continuations.
	inDirective bool
	// comment is the comment that was skipped last; line comments on lines of
	// their own that follow each other are one.
	comment span
}

// Classes of bytes.
const (
	classSpace = 1 << iota
	classStart // may begin an identifier
	classDigit
)

var classes = func() (table [256]uint8) {
	for _, c := range " \t\v\f\r\\" {
		table[c] = classSpace
	}
	for c := 'a'; c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = classStart, classStart
	}
	for c := '0'; c <= '9'; c++ {
		table[c] = classDigit
	}
	table['_'], table['$'] = classStart, classStart
	for c := 0x80; c < 0x100; c++ {
		table[c] = classStart
	}
	return table
}()

func isWord(c byte) bool { return classes[c]&(classStart|classDigit) != 0 }

// next returns the next token; at the end of the source, an empty one of kind
// endOfFile.
func (l *lexer) next() token {
	src := l.src
	for l.pos < len(src) {
		c := src[l.pos]
		switch class := classes[c]; {
		case class&classSpace != 0:
			l.pos++
			continue
		case class&classStart != 0:
			return l.word(identifier)
		case class&classDigit != 0:
			return l.word(number)
		}
		switch c {
		case '\n':
			l.pos++
			l.inLine = l.inDirective
			continue
		case '/':
			if end := skipComment(src, l.pos); end > l.pos {
				l.remember(span{l.pos, end})
				l.pos = end
				continue
			}
		case '"', '\'':
			if end := skipLiteral(src, l.pos); end > l.pos {
				return l.take(literal, end)
			}
		case '#':
			if !l.inLine {
				t := l.take(directive, directiveEnd(src, l.pos))
				l.inLine = false
				return t
			}
		}
		return l.take(punctuation, l.pos+1)
	}
	return token{endOfFile, len(src), len(src)}
}

func (l *lexer) remember(c span) {
	if gap := l.src[l.comment.end:c.start]; l.src[c.start+1] == '/' && !l.comment.empty() &&
		bytes.Count(gap, []byte{'\n'}) == 1 && len(bytes.TrimSpace(gap)) == 0 && l.src[l.comment.start+1] == '/' {
		c.start = l.comment.start
	}
	l.comment = c
}

func (l *lexer) take(k kind, end int) token {
	t := token{k, l.pos, end}
	l.first, l.inLine = !l.inLine, true
	l.pos = end
	return t
}

func (l *lexer) word(k kind) token {
	end := l.pos + 1
	for end < len(l.src) && isWord(l.src[end]) {
		end++
	}
	return l.take(k, end)
}

// skipComment returns the offset behind the comment at pos, or pos where there
// is none. A comment that is not closed reaches to the end of the source.
func skipComment(src []byte, pos int) int {
	if pos+1 >= len(src) {
		return pos
	}
	switch src[pos+1] {
	case '*':
		if i := bytes.Index(src[pos+2:], []byte("*/")); i >= 0 {
			return pos + 2 + i + 2
		}
		return len(src)
	case '/':
		return lineEnd(src, pos)
	}
	return pos
}

// lineEnd returns the offset of the new line that ends the line of pos, lines
// that end in a backslash continued; or the end of the source.
func lineEnd(src []byte, pos int) int {
	for {
		i := bytes.IndexByte(src[pos:], '\n')
		if i < 0 {
			return len(src)
		}
		if !continued(src[:pos+i]) {
			return pos + i
		}
		pos += i + 1
	}
}

// continued reports whether a line, given without its new line, goes on in the
// next one.
func continued(line []byte) bool {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	return len(line) > 0 && line[len(line)-1] == '\\'
}

// maxLiteral bounds the search for a closing quote, in bytes.
const maxLiteral = 4096

// skipLiteral returns the offset behind the string or character constant at
// pos, or pos where the quote is not closed on its line: then it is an
// apostrophe in assembly or in text that is compiled out.
func skipLiteral(src []byte, pos int) int {
	quote := src[pos]
	for i := pos + 1; i < len(src) && i-pos < maxLiteral; i++ {
		switch src[i] {
		case quote:
			return i + 1
		case '\\':
			if i++; i < len(src) && src[i] == '\r' {
				i++
			}
		case '\n':
			return pos
		}
	}
	return pos
}

// directiveEnd returns the offset of the new line that ends the preprocessor
// line at pos. Comments in it may span lines.
func directiveEnd(src []byte, pos int) int {
	for pos < len(src) {
		switch src[pos] {
		case '\n':
			if !continued(src[:pos]) {
				return pos
			}
		case '/':
			if end := skipComment(src, pos); end > pos {
				pos = end
				continue
			}
		case '"', '\'':
			if end := skipLiteral(src, pos); end > pos {
				pos = end
				continue
			}
		}
		pos++
	}
	return pos
}

// clean returns the text of src on one line: comments and line continuations
// are white space, white space is folded and trimmed.
func clean(src []byte) string {
	out := make([]byte, 0, len(src))
	space := false
	for i := 0; i < len(src); {
		end := i
		switch c := src[i]; {
		case c == '\n' || classes[c]&classSpace != 0:
			space = true
			i++
			continue
		case c == '/':
			if end = skipComment(src, i); end > i {
				space = true
				i = end
				continue
			}
		case c == '"' || c == '\'':
			end = skipLiteral(src, i)
		}
		end = max(end, i+1)
		if space && len(out) > 0 {
			out = append(out, ' ')
		}
		space = false
		out = append(out, src[i:end]...)
		i = end
	}
	return string(out)
}
