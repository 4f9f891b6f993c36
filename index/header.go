package index

import (
	"bytes"
	"path"
	"strings"
)

// isRowMacro reports whether word is a macro that a header's table is made of.
func isRowMacro(word []byte) bool {
	switch string(word) {
	case "__SYSCALL", "__SC_COMP", "__SC_3264", "__SC_COMP_3264":
		return true
	}
	return false
}

// headerRow reads a row of a table in a header, from the macro on.
func (x *extractor) headerRow(macro token) {
	before := x.lex
	groups, end, closed, ok := x.arguments()
	if !ok || !closed || len(groups) < 2 {
		x.lex = before
		return
	}
	row := HeaderRow{
		Macro:       x.text(macro),
		Number:      clean(x.src[groups[0].start:groups[0].end]),
		Range:       x.lines.Range(macro.start, end),
		NumberRange: x.lines.Range(groups[0].start, groups[0].end),
		Conditions:  x.conditions(),
	}
	// The number is a use as well.
	l := lexer{src: x.src[:groups[0].end], pos: groups[0].start}
	if t := l.next(); t.kind == identifier {
		x.number(t)
	}
	for _, g := range groups[1:] {
		row.Entries = append(row.Entries, clean(x.src[g.start:g.end]))
		row.EntryRanges = append(row.EntryRanges, x.lines.Range(g.start, g.end))
	}
	x.file.HeaderRows = append(x.file.HeaderRows, row)
}

// include records that a header of numbers includes another.
func (x *extractor) include(rest []byte) {
	name := strings.Trim(clean(rest), `<>"`)
	if x.kernel && x.header && strings.HasPrefix(path.Base(name), "unistd") {
		x.file.Includes = append(x.file.Includes, name)
	}
}

// alias records that a macro replaces an entry symbol by another.
func (x *extractor) alias(body, end int) {
	if !x.kernel {
		return
	}
	l := lexer{src: x.src[:end], pos: body, inLine: true, inDirective: true}
	symbol, target, rest := l.next(), l.next(), l.next()
	if symbol.kind != identifier || target.kind != identifier || rest.kind != endOfFile {
		return
	}
	if _, _, ok := splitSymbol(plainSymbol(x.text(symbol))); ok {
		x.addAlias(symbol, Alias{Symbol: x.text(symbol), Target: x.text(target)})
	}
}

func (x *extractor) addAlias(at token, a Alias) {
	a.Range = x.lines.Range(at.start, at.end)
	a.Conditions = x.conditions()
	x.file.Aliases = append(x.file.Aliases, a)
}

// savedFunction reads save_static_function(sys_x) of mips, which defines
// __sys_x to save registers and go on in sys_x.
func (x *extractor) savedFunction() {
	groups, _, closed, ok := x.arguments()
	if ok && closed && len(groups) == 1 {
		target := clean(x.src[groups[0].start:groups[0].end])
		x.addAlias(token{identifier, groups[0].start, groups[0].end}, Alias{Symbol: "__" + target, Target: target, Global: true})
	}
}

// directiveWants records what a preprocessor line says about the wishes of an
// architecture.
func (x *extractor) directiveWants(keyword string, body token) {
	l := lexer{src: x.src[:body.end], pos: body.start, inLine: true, inDirective: true}
	for first := true; ; first = false {
		t := l.next()
		if t.kind == endOfFile {
			return
		}
		word := x.src[t.start:t.end]
		if t.kind != identifier || !bytes.HasPrefix(word, []byte("__ARCH_")) {
			continue
		}
		w := Want{Name: string(word), Range: x.lines.Range(t.start, t.end)}
		if first && keyword == "define" {
			w.Definition = true
			w.Conditions = x.conditions()
		}
		x.file.Wants = append(x.file.Wants, w)
	}
}

// compatWrapper reads COMPAT_SYSCALL_WRAPn(x, ...) of s390 up to Linux 4.x, which
// defines compat_sys_x to extend its arguments and go on in sys_x.
func (x *extractor) compatWrapper() {
	groups, _, closed, ok := x.arguments()
	if ok && closed && len(groups) > 0 {
		name := clean(x.src[groups[0].start:groups[0].end])
		x.addAlias(token{identifier, groups[0].start, groups[0].end}, Alias{
			Symbol: compatPrefix + name, Target: nativePrefix + name, Global: true,
		})
	}
}

// extractMakefile reads what a makefile says about tables: assignments to
// syscall_abis_BITS and syscalltbl.
func extractMakefile(file *File, src []byte) {
	m := &TableMakefile{Columns: map[string][]string{}}
	for line := range bytes.Lines(src) {
		text, _, _ := strings.Cut(string(line), "#")
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			continue
		}
		name = strings.TrimRight(name, "+:?! \t")
		if bits, ok := strings.CutPrefix(name, "syscall_abis_"); ok {
			words := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
			m.Columns[bits] = append(m.Columns[bits], words...)
		} else if name == "syscalltbl" {
			m.Table = strings.TrimPrefix(strings.TrimSpace(value), "$(srctree)/")
		}
	}
	if len(m.Columns) > 0 || m.Table != "" {
		file.Makefile = m
	}
}
