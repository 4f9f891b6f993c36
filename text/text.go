// Package text holds the coordinates that every parser of Callgate uses:
// positions, ranges, line tables, and the problems that parsers report.
//
// Two coordinate systems meet here and nowhere else:
//
//   - an offset is a number of bytes from the start of a file;
//   - a [Pos] is a 0-based line and a 0-based column, the column in bytes from
//     the start of that line.
//
// Editors count columns in UTF-8, UTF-16 or UTF-32 units; package lsp converts.
// People and compilers count from 1; [Pos.String] converts.
package text

import (
	"bytes"
	"fmt"
	"sort"
)

// Pos is a place in a file: 0-based line, 0-based byte column.
type Pos struct {
	Line, Col int
}

// String formats p as people and compilers write it: LINE:COL, both from 1.
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line+1, p.Col+1) }

// Before reports whether p stands before q.
func (p Pos) Before(q Pos) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Col < q.Col
}

// Range is the half-open piece of a file between two places.
type Range struct {
	Start, End Pos
}

// Contains reports whether p lies in r. The end counts as inside, because an
// editor's cursor stands between characters: right behind a name is still on it.
func (r Range) Contains(p Pos) bool { return !p.Before(r.Start) && !r.End.Before(p) }

// Empty reports whether r covers nothing.
func (r Range) Empty() bool { return r.Start == r.End }

// Problem is something a parser could not understand, and where.
type Problem struct {
	File  string // slash-separated, relative to the tree
	Range Range
	Text  string // one line, lower case, no final stop
}

// String formats the problem as compilers do: FILE:LINE:COL: TEXT.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%s: %s", p.File, p.Range.Start, p.Text)
}

// Lines is the line table of one version of a file.
// The zero value is the table of an empty file.
type Lines struct {
	starts []int // offset of each line but the first, whose offset is 0
	size   int
}

// NewLines makes the line table of src. A line ends with "\n"; a "\r" before it
// belongs to the line.
func NewLines(src []byte) Lines {
	l := Lines{size: len(src)}
	if n := bytes.Count(src, []byte{'\n'}); n > 0 {
		l.starts = make([]int, 0, n)
	}
	for off := 0; ; {
		i := bytes.IndexByte(src[off:], '\n')
		if i < 0 {
			return l
		}
		off += i + 1
		l.starts = append(l.starts, off)
	}
}

// Count returns the number of lines; text after the last "\n" counts as a
// line even when it is empty.
func (l Lines) Count() int { return len(l.starts) + 1 }

// Start returns the offset at which the 0-based line begins. Lines before the
// first begin at 0, lines behind the last at the end of the file.
func (l Lines) Start(line int) int {
	switch {
	case line <= 0:
		return 0
	case line > len(l.starts):
		return l.size
	}
	return l.starts[line-1]
}

// Pos converts an offset; offsets outside the file are clamped to its ends.
func (l Lines) Pos(offset int) Pos {
	offset = max(0, min(offset, l.size))
	line := sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > offset })
	return Pos{Line: line, Col: offset - l.Start(line)}
}

// Range converts a pair of offsets.
func (l Lines) Range(start, end int) Range {
	return Range{Start: l.Pos(start), End: l.Pos(end)}
}

// Offset converts a position. A column behind the end of its line is clamped
// to the start of the next one, a line behind the last to the end of the file.
func (l Lines) Offset(p Pos) int {
	if p.Line < 0 {
		return 0
	}
	return max(l.Start(p.Line), min(l.Start(p.Line)+p.Col, l.Start(p.Line+1)))
}
