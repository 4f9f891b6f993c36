package cross

import (
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"callgate/testdata/mini"
)

// Row is what the tree says about one slot of a table.
type Row struct {
	Number uint64
	Index  int
	Name   string
	// Symbol is the entry point that the image should have there.
	Symbol string
}

// Rows are the rows of the ABI that have an entry point, in the table's order,
// read from the tree in the plainest way there is.
func (t TargetABI) Rows() ([]Row, error) {
	data, err := readTree(t.File)
	if err != nil {
		return nil, err
	}
	read := t.tableRow
	if strings.HasSuffix(t.File, ".h") {
		read = headerReader(t)
	}
	var rows []Row
	for line := range strings.Lines(string(data)) {
		index, name, entry := read(line)
		if entry == "" || entry == "-" || entry == "sys_ni_syscall" {
			continue
		}
		if other, ok := t.Renamed[entry]; ok {
			entry = other
		}
		rows = append(rows, Row{t.Base + uint64(index), index, name, t.Prefix + entry})
	}
	return rows, nil
}

// tableRow reads a line of a .tbl file.
func (t TargetABI) tableRow(line string) (index int, name, entry string) {
	words := strings.Fields(line)
	if len(words) < 4 || !slices.Contains(t.Columns, words[1]) {
		return 0, "", ""
	}
	entry = words[3]
	if t.Compat && len(words) > 4 {
		entry = words[4]
	}
	index, err := strconv.Atoi(words[0])
	if err != nil {
		return 0, "", ""
	}
	return index, words[2], entry
}

var (
	define = regexp.MustCompile(`^#define __NR(?:3264)?_(\w+) (\d+)$`)
	use    = regexp.MustCompile(`^(__SYSCALL|__SC_\w+)\(__NR(?:3264)?_(\w+), (.*)\)$`)
)

// headerReader reads the lines of a header like asm-generic/unistd.h.
func headerReader(t TargetABI) func(line string) (index int, name, entry string) {
	numbers := map[string]int{}
	return func(line string) (int, string, string) {
		line = strings.TrimSpace(line)
		if m := define.FindStringSubmatch(line); m != nil {
			numbers[m[1]], _ = strconv.Atoi(m[2])
		}
		m := use.FindStringSubmatch(line)
		if m == nil {
			return 0, "", ""
		}
		entries := strings.Split(m[3], ", ")
		entry := entries[0]
		switch {
		case m[1] == "__SC_COMP_3264" && t.Compat:
			entry = entries[2]
		case m[1] == "__SC_COMP" && t.Compat, strings.HasSuffix(m[1], "3264") && !t.Narrow:
			entry = entries[1]
		}
		name := m[2]
		if strings.HasSuffix(m[1], "3264") && t.Narrow {
			// The header calls it by that name further down.
			name = map[string]string{"ftruncate": "ftruncate64", "mmap": "mmap2"}[name]
		}
		return numbers[m[2]], name, entry
	}
}

// readTree reads a file of the tree with all architectures.
func readTree(name string) ([]byte, error) {
	if data, err := fs.ReadFile(FS(), name); err == nil {
		return data, nil
	}
	return fs.ReadFile(mini.FS(), name)
}
