package index

import (
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"

	"callgate/text"
)

// extractTable reads a syscall table file: lines of number, ABI, name, entry
// and compat entry, the last two optional, "-" for none; "#" begins a comment.
// The format is that of scripts/syscalltbl.sh.
func extractTable(file *File, src []byte) {
	var problems []text.Problem
	lines := text.NewLines(src)
	for n := range lines.Count() {
		line := bytes.TrimRight(src[lines.Start(n):lines.Start(n+1)], "\r\n")
		words := columns(line)
		if len(words) == 0 {
			continue
		}
		row, err := parseRow(line, n, words)
		if err != "" {
			if len(problems) >= maxProblems {
				continue
			}
			problems = append(problems, text.Problem{
				File:  file.Path,
				Range: columnRange(n, span{words[0].start, words[len(words)-1].end}),
				Text:  err,
			})
			continue
		}
		row.File = file.Path
		file.Rows = append(file.Rows, row)
	}
	// Other generators keep lists in .tbl files too.
	if len(file.Rows) == 0 && !strings.Contains(path.Base(file.Path), "syscall") {
		return
	}
	if file.Rows == nil {
		file.Rows = []Row{}
	}
	file.Problems = problems
}

// columns splits a line into its words, without the comment.
func columns(line []byte) []span {
	var words []span
	for i := 0; i < len(line); {
		if line[i] == '#' {
			break
		}
		if c := line[i]; c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' {
			i++
			continue
		}
		start := i
		for i < len(line) && !bytes.ContainsRune([]byte(" \t\r\v\f"), rune(line[i])) {
			i++
		}
		words = append(words, span{start, i})
	}
	return words
}

func columnRange(line int, s span) text.Range {
	return text.Range{Start: text.Pos{Line: line, Col: s.start}, End: text.Pos{Line: line, Col: s.end}}
}

// parseRow reads one row; problem is what is wrong with it, or empty.
func parseRow(line []byte, n int, words []span) (row Row, problem string) {
	word := func(i int) (string, text.Range) {
		if i >= len(words) {
			end := words[len(words)-1].end
			return "", columnRange(n, span{end, end})
		}
		return string(line[words[i].start:words[i].end]), columnRange(n, words[i])
	}
	var number string
	number, row.NumberRange = word(0)
	value, err := strconv.ParseInt(number, 10, 32)
	if err != nil || value < 0 {
		return row, fmt.Sprintf("%q is not a syscall number", number)
	}
	if len(words) < 3 {
		return row, fmt.Sprintf("the row of number %s has no name", number)
	}
	row.Number = value
	row.Range = columnRange(n, span{words[0].start, words[len(words)-1].end})
	row.Columns, row.ColumnsRange = word(1)
	row.Name, row.NameRange = word(2)
	row.Entry, row.EntryRange = word(3)
	row.Compat, row.CompatRange = word(4)
	row.Entry, row.Compat = orNone(row.Entry), orNone(row.Compat)
	for i := 5; i < len(words); i++ {
		extra, _ := word(i)
		row.Extra = append(row.Extra, extra)
	}
	return row, ""
}

// orNone returns the entry in a column, of which "-" says that there is none.
func orNone(entry string) string {
	if entry == "-" {
		return ""
	}
	return entry
}
