package kconfig

import (
	"io/fs"
	"strings"
)

// dialect says where the rules of evaluation changed over the years. The tree's
// own scripts/kconfig decides, not its version: rules get backported.
type dialect struct {
	// rankedChoice: a choice is a set of bools of which the one set last wins
	// (since 6.11). Before, a choice had a value of its own and could be
	// tristate.
	rankedChoice bool
	// numberZero: an int or hex without a value is 0 (since 6.5); before, it
	// was the empty text.
	numberZero bool
	// dropsOutOfRange: a number from the .config that is out of range gives
	// way to the default (before 6.9); since then it is moved into the range.
	dropsOutOfRange bool
}

// readDialect looks for the rules in the tree's scripts/kconfig. A tree
// without it has today's rules.
func readDialect(fsys fs.FS) dialect {
	has := func(file, what string, absent bool) bool {
		src, err := readFile(fsys, "scripts/kconfig/"+file)
		if err != nil {
			return absent
		}
		return strings.Contains(string(src), what)
	}
	return dialect{
		rankedChoice:    has("expr.h", "choice_members", true),
		numberZero:      has("symbol.c", `"0x0"`, true),
		dropsOutOfRange: has("confdata.c", "sym_string_within_range", false),
	}
}
