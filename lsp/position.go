package lsp

import (
	"unicode/utf8"

	"callgate/text"

	"go.lsp.dev/protocol"
)

// Three coordinate systems meet in this file and nowhere else:
//
//   - text.Pos: 0-based line, 0-based column in bytes; what every fact uses;
//   - protocol.Position: 0-based line, 0-based column in the units of the
//     encoding that was negotiated with the client;
//   - offsets in bytes from the start of a document, for applying edits.
//
// Converting a column needs the text of its line, and only that.

// encoding is the unit in which a client counts columns.
type encoding protocol.PositionEncodingKind

const (
	utf8Units  = encoding(protocol.PositionEncodingKindUTF8)
	utf16Units = encoding(protocol.PositionEncodingKindUTF16)
	utf32Units = encoding(protocol.PositionEncodingKindUTF32)
)

// negotiate picks the encoding: bytes where the client can, because they need
// no conversion, else what the client prefers of the rest. A client that says
// nothing counts in UTF-16, as before LSP 3.17.
func negotiate(offered []protocol.PositionEncodingKind) encoding {
	best := utf16Units
	for i := len(offered) - 1; i >= 0; i-- {
		switch e := encoding(offered[i]); e {
		case utf8Units:
			return utf8Units
		case utf16Units, utf32Units:
			best = e
		}
	}
	return best
}

// units returns how many units of e the rune takes that starts b, and how many
// bytes. An invalid byte is one unit, as editors show it as one character.
func (e encoding) units(b []byte) (units, size int) {
	r, size := utf8.DecodeRune(b)
	if e == utf16Units && r >= 0x10000 {
		return 2, size
	}
	return 1, size
}

// character converts a byte column of line into units of e. A column behind
// the line's end is clamped to it.
func (e encoding) character(line []byte, col int) uint32 {
	col = max(0, min(col, len(line)))
	if e == utf8Units {
		return uint32(col)
	}
	n := 0
	for i := 0; i < col; {
		units, size := e.units(line[i:])
		n += units
		i += size
	}
	return uint32(n)
}

// column converts units of e into a byte column of line. A character behind
// the line's end is clamped to it, one inside a surrogate pair to the pair's
// start.
func (e encoding) column(line []byte, character uint32) int {
	if e == utf8Units {
		return int(min(uint64(character), uint64(len(line))))
	}
	i := 0
	for n := uint64(0); i < len(line) && n < uint64(character); {
		units, size := e.units(line[i:])
		if n += uint64(units); n > uint64(character) {
			break
		}
		i += size
	}
	return i
}

// source is the text of a file as positions need it: one line at a time.
type source struct {
	data  []byte
	lines text.Lines
}

func newSource(data []byte) *source { return &source{data: data, lines: text.NewLines(data)} }

// line returns the 0-based line without its end ("\n" or "\r\n").
func (s *source) line(n int) []byte {
	if n < 0 || n >= s.lines.Count() {
		return nil
	}
	line := s.data[s.lines.Start(n):s.lines.Start(n+1)]
	if k := len(line); k > 0 && line[k-1] == '\n' {
		line = line[:k-1]
		if k > 1 && line[k-2] == '\r' {
			line = line[:k-2]
		}
	}
	return line
}

// position converts a place in s for the client.
func (s *source) position(e encoding, p text.Pos) protocol.Position {
	return protocol.Position{Line: uint32(max(0, p.Line)), Character: e.character(s.line(p.Line), p.Col)}
}

// rangeOf converts a range in s for the client.
func (s *source) rangeOf(e encoding, r text.Range) protocol.Range {
	return protocol.Range{Start: s.position(e, r.Start), End: s.position(e, r.End)}
}

// place converts a client's position into a place in s; lines behind the end
// are clamped to the end of the text.
func (s *source) place(e encoding, p protocol.Position) text.Pos {
	last := s.lines.Count() - 1
	if int64(p.Line) > int64(last) {
		return text.Pos{Line: last, Col: len(s.line(last))}
	}
	line := int(p.Line)
	return text.Pos{Line: line, Col: e.column(s.line(line), p.Character)}
}

// offset converts a client's position into an offset in s.
func (s *source) offset(e encoding, p protocol.Position) int {
	return s.lines.Offset(s.place(e, p))
}

// word returns the C identifier around p and its range; ok is false where
// there is none. A place right behind an identifier is still on it.
func (s *source) word(p text.Pos) (word string, r text.Range, ok bool) {
	line := s.line(p.Line)
	col := min(max(0, p.Col), len(line))
	start, end := col, col
	for start > 0 && isIdentifier(line[start-1]) {
		start--
	}
	for end < len(line) && isIdentifier(line[end]) {
		end++
	}
	if start == end {
		return "", text.Range{}, false
	}
	r = text.Range{Start: text.Pos{Line: p.Line, Col: start}, End: text.Pos{Line: p.Line, Col: end}}
	return string(line[start:end]), r, true
}

func isIdentifier(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
