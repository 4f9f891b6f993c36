package index

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"callgate/text"
)

// ConfigUse is one mention of a configuration symbol.
type ConfigUse struct {
	Symbol string // without CONFIG_
	Kind   ConfigKind
	// Pos is where the mention begins, with CONFIG_ where that is written.
	Pos text.Pos
}

// ConfigKind says what a mention of a configuration symbol is.
type ConfigKind uint8

const (
	// ConfigUsed is CONFIG_X in a source, a makefile or a script, comments
	// included.
	ConfigUsed ConfigKind = iota
	// ConfigAssigned is CONFIG_X in a configuration file.
	ConfigAssigned
	// KconfigDefined is X behind "config" or "menuconfig" in a Kconfig file;
	// KconfigSilent the same for an entry without prompt or default, which only
	// a select can turn on. KconfigSelected is X behind "select" or "imply",
	// KconfigUsed in an expression.
	KconfigDefined
	KconfigSilent
	KconfigSelected
	KconfigUsed
)

const configPrefix = "CONFIG_"

// Range returns what the mention covers.
func (u *ConfigUse) Range() text.Range {
	end := u.Pos
	end.Col += len(u.Symbol)
	if u.Kind < KconfigDefined {
		end.Col += len(configPrefix)
	}
	return text.Range{Start: u.Pos, End: end}
}

// Select is an architecture's wish for a configuration symbol, in its Kconfig
// files: "select Symbol if Condition" in the entry of By.
type Select struct {
	Symbol, By, Condition string
	// Always says that By is always on: its entry says "def_bool y".
	Always bool
}

// configUses records every CONFIG_X of a file. It reads bytes, not tokens: a
// mention in a comment counts, and most files have nothing else of interest.
func configUses(file *File, src []byte, kind ConfigKind) {
	rare := []byte("FIG_") // of CONFIG_, what takes the least time to search for
	line, lineStart, counted := 0, 0, 0
	for pos := 0; ; {
		i := bytes.Index(src[pos:], rare)
		if i < 0 {
			return
		}
		end := pos + i + len(rare)
		start := end - len(configPrefix)
		for pos = end; pos < len(src) && isWord(src[pos]); pos++ {
		}
		if pos == end || start < 0 || !bytes.HasPrefix(src[start:], []byte(configPrefix)) || start > 0 && isWord(src[start-1]) {
			continue
		}
		if n := bytes.Count(src[counted:start], []byte{'\n'}); n > 0 {
			line += n
			lineStart = bytes.LastIndexByte(src[:start], '\n') + 1
		}
		counted = start
		file.Configs = append(file.Configs, ConfigUse{
			Symbol: string(src[end:pos]), Kind: kind, Pos: text.Pos{Line: line, Col: start - lineStart},
		})
	}
}

// kconfigExpressions are the words of Kconfig whose line holds an expression
// over symbols. Strings are skipped, so prompts may stand there too.
var kconfigExpressions = []string{
	"depends", "select", "imply", "if", "default", "visible", "range", "prompt",
	"bool", "tristate", "int", "hex", "string", "def_bool", "def_tristate", "requires",
}

// extractKconfig records the symbols in a Kconfig file. What they mean is the
// business of package kconfig; here they are references.
func extractKconfig(file *File, src []byte) {
	lines := text.NewLines(src)
	entry := ""  // the symbol whose entry the line is part of
	silent := -1 // its definition in file.Configs, while it has no prompt or default
	always := false
	endEntry := func() {
		if silent >= 0 {
			file.Configs[silent].Kind = KconfigSilent
		}
		entry, silent, always = "", -1, false
	}
	defer func() { endEntry() }()
	help := -1 // the indentation of a help text; -1 outside, 0 before its first line
	more := false
	for n := range lines.Count() {
		line := bytes.TrimRight(src[lines.Start(n):lines.Start(n+1)], "\r\n")
		trimmed := bytes.TrimLeft(line, " \t")
		if len(trimmed) == 0 {
			continue
		}
		if help >= 0 {
			switch indent := indentation(line); {
			case help == 0 && indent > 0:
				help = indent
				continue
			case help > 0 && indent >= help:
				continue
			}
			help = -1
		}
		words := kconfigWords(line)
		continues := more
		more = bytes.HasSuffix(line, []byte{'\\'})
		if len(words) == 0 {
			continue
		}
		first := string(line[words[0].start:words[0].end])
		switch {
		case continues:
		case first == "help" || first == "---help---":
			help = 0
			continue
		case first == "config" || first == "menuconfig" || first == "configdefault":
			endEntry()
			if len(words) > 1 {
				silent = len(file.Configs)
				entry = string(line[words[1].start:words[1].end])
				addKconfig(file, entry, KconfigDefined, n, words[1].start)
			}
			continue
		case !slices.Contains(kconfigExpressions, first):
			if first != "modules" && first != "option" && first != "optional" {
				endEntry() // menu, choice, source, endif, ...
			}
			continue
		default:
			switch first {
			case "bool", "tristate", "int", "hex", "string", "prompt", "default", "def_bool", "def_tristate":
				if first[:3] == "def" || bytes.ContainsAny(line, `"'`) {
					silent = -1
				}
				always = always || first == "def_bool" && clean(trimmed) == "def_bool y"
			case "if":
				endEntry()
			}
			words = words[1:]
		}
		selects := !continues && (first == "select" || first == "imply")
		if selects && first == "select" && len(words) > 0 && inArch(file.Path) {
			_, condition, _ := strings.Cut(clean(trimmed), " if ")
			file.Selects = append(file.Selects, Select{
				Symbol: string(line[words[0].start:words[0].end]), By: entry, Condition: condition, Always: always,
			})
		}
		for i, w := range words {
			word := line[w.start:w.end]
			if !isKconfigSymbol(word) {
				continue
			}
			kind := KconfigUsed
			if selects && i == 0 {
				kind = KconfigSelected
			}
			addKconfig(file, string(word), kind, n, w.start)
		}
	}
}

func addKconfig(file *File, symbol string, kind ConfigKind, line, col int) {
	file.Configs = append(file.Configs, ConfigUse{Symbol: symbol, Kind: kind, Pos: text.Pos{Line: line, Col: col}})
}

// isKconfigSymbol reports whether a word of an expression is a symbol rather
// than a keyword, a number, or one of y, m and n.
func isKconfigSymbol(word []byte) bool {
	upper := false
	for _, c := range word {
		upper = upper || 'A' <= c && c <= 'Z'
	}
	return upper && !bytes.HasPrefix(word, []byte("0x"))
}

// indentation returns the column that the text of a line begins at, tabs going
// to the next multiple of 8.
func indentation(line []byte) int {
	n := 0
	for _, c := range line {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 8 - n%8
		default:
			return n
		}
	}
	return n
}

// kconfigWords splits a line of Kconfig into words, without strings, macro
// calls and comments.
func kconfigWords(line []byte) []span {
	var words []span
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == '#':
			return words
		case c == '"' || c == '\'':
			i = max(skipLiteral(line, i), i+1)
		case c == '$' && i+1 < len(line) && line[i+1] == '(':
			depth := 0
			for ; i < len(line); i++ {
				if line[i] == '(' {
					depth++
				} else if line[i] == ')' {
					if depth--; depth == 0 {
						i++
						break
					}
				}
			}
		case isWord(c) || c == '-' && i+1 < len(line) && line[i+1] == '-':
			start := i
			for i < len(line) && (isWord(line[i]) || line[i] == '-') {
				i++
			}
			words = append(words, span{start, i})
		default:
			i++
		}
	}
	return words
}

// configFile reports whether a file holds a configuration.
func configFile(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, "defconfig") || path.Ext(base) == ".config" || base == "config"
}

// ConfigUsesOf returns every mention of a configuration symbol, given without
// CONFIG_, also as CONFIG_X_MODULE.
func (x *Index) ConfigUsesOf(symbol string) []Ref[ConfigUse] {
	find := func(key string) []Ref[ConfigUse] {
		return lookup(x, x.base.configs(), func(f *File) []ConfigUse { return f.Configs }, configSymbols, key)
	}
	uses := find(symbol)
	module := find(symbol + "_MODULE")
	defined := slices.ContainsFunc(module, func(r Ref[ConfigUse]) bool { return r.Fact.Kind == KconfigDefined || r.Fact.Kind == KconfigSilent })
	if len(module) == 0 || defined {
		return uses
	}
	return slices.Concat(uses, module)
}

func configSymbols(u *ConfigUse) []string { return []string{u.Symbol} }
