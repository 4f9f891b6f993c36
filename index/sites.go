package index

import (
	"bytes"
	"strings"
)

// isSiteMacro reports whether word is one of the macros that define an entry
// point. Everything else that has SYSCALL_DEFINE in its name
// (KVM_SYSCALL_DEFINE, __SYSCALL_DEFINEx, SYSCALL_DEFINE_MAXARGS) does not.
func isSiteMacro(word []byte) bool {
	n := len(word) - 1
	if n < len("SYSCALL_DEFINE") || word[n] < '0' || word[n] > '9' {
		return false
	}
	switch string(word[:n]) {
	case "SYSCALL_DEFINE", "COMPAT_SYSCALL_DEFINE", "SYSCALL32_DEFINE", "PPC32_SYSCALL_DEFINE":
		return true
	}
	return false
}

// Symbols returns the entry symbols that the site may define: one, or both the
// native and the compat one for a macro that is SYSCALL_DEFINE on a 32-bit
// kernel and COMPAT_SYSCALL_DEFINE on a 64-bit one.
func (s *Site) Symbols() []string {
	if s.either() {
		return []string{s.Symbol, compatPrefix + s.Name}
	}
	return []string{s.Symbol}
}

func (s *Site) either() bool {
	return strings.HasPrefix(s.Macro, "SYSCALL32_") || strings.HasPrefix(s.Macro, "PPC32_")
}

// defines reports whether the site defines an entry symbol in a kernel of the
// given word size.
func (s *Site) defines(symbol string, kernelBits int) bool {
	return !s.either() || strings.HasPrefix(symbol, compatPrefix) == (kernelBits == 64)
}

const (
	nativePrefix = "sys_"
	compatPrefix = "compat_sys_"
)

// symbolOf returns the entry symbol of a syscall.
func symbolOf(name string, compat bool) string {
	if compat {
		return compatPrefix + name
	}
	return nativePrefix + name
}

// site reads a definition from its macro's name on.
func (x *extractor) site(macro token) {
	doc := x.docAbove(x.lex.comment, macro.start)
	groups, end, closed, ok := x.arguments()
	if !ok {
		return
	}
	if len(groups) == 0 || groups[0].empty() {
		x.problem(macro.start, end, x.text(macro)+" without a name")
		return
	}
	if !closed {
		x.problem(macro.start, end, x.text(macro)+" is not closed")
	}
	name := groups[0]
	s := Site{
		Name:       clean(x.src[name.start:name.end]),
		Macro:      x.text(macro),
		Range:      x.lines.Range(macro.start, end),
		MacroRange: x.lines.Range(macro.start, macro.end),
		NameRange:  x.lines.Range(name.start, name.end),
		Conditions: x.conditions(),
		Doc:        doc,
	}
	s.Compat = strings.HasPrefix(s.Macro, "COMPAT_")
	s.Symbol = symbolOf(s.Name, s.Compat)
	for items := groups[1:]; len(items) > 0; {
		typ, name := items[0], span{items[0].end, items[0].end}
		if items = items[1:]; len(items) > 0 && !isPairMacro(x.src[typ.start:typ.end]) {
			name, items = items[0], items[1:]
		}
		s.Arguments = append(s.Arguments, Argument{
			Type:  clean(x.src[typ.start:typ.end]),
			Name:  clean(x.src[name.start:name.end]),
			Range: x.lines.Range(typ.start, name.end),
		})
	}
	x.file.Sites = append(x.file.Sites, s)
	x.awaitBody(&x.file.Sites)
}

// isPairMacro reports whether an item of a site's list is a macro that stands
// for types and names, as SC_ARG64(pos) does for the halves of a 64-bit
// argument: one word, and one word in parentheses.
func isPairMacro(item []byte) bool {
	l := lexer{src: item, inLine: true, inDirective: true}
	macro, open, word, end := l.next(), l.next(), l.next(), l.next()
	return macro.kind == identifier && !bytes.Contains(item[:macro.end], []byte("typeof")) &&
		open.kind == punctuation && item[open.start] == '(' &&
		word.kind == identifier &&
		end.kind == punctuation && item[end.start] == ')' &&
		l.next().kind == endOfFile
}

// span is a piece of the source, by offsets.
type span struct{ start, end int }

func (s span) empty() bool { return s.start == s.end }

// maxNesting bounds the parentheses within a list of arguments.
const maxNesting = 16

// arguments reads a parenthesized list and splits it at its commas. An item
// left out is an empty span; so is the list of "()". ok is false, and nothing
// is read, where no list follows.
//
// A list that is still being typed ends before what cannot be part of it: a
// brace, a semicolon, a preprocessor line, a blank line, another site, a
// parenthesis nested too deeply. closed is false then, and end is behind the
// last token that was understood.
func (x *extractor) arguments() (groups []span, end int, closed, ok bool) {
	before := x.lex
	t := x.lex.next()
	if !x.is(t, '(') {
		x.lex = before
		return nil, 0, false, false
	}
	end = t.end
	group := span{t.end, t.end}
	flush := func() { groups = append(groups, group) }
	for depth := 0; ; {
		before = x.lex
		t = x.lex.next()
		if depth > maxNesting || x.stopsList(end, t) {
			x.lex = before
			if !group.empty() {
				flush()
			}
			return groups, end, false, true
		}
		switch {
		case x.is(t, ',') && depth == 0:
			flush()
			group = span{t.end, t.end}
			end = t.end
			continue
		case x.is(t, ')') && depth == 0:
			if len(groups) > 0 || !group.empty() {
				flush()
			}
			return groups, t.end, true, true
		case x.is(t, '('), x.is(t, '['):
			depth++
		case x.is(t, ')'), x.is(t, ']'):
			depth--
		}
		if group.empty() {
			group.start = t.start
		}
		group.end, end = t.end, t.end
	}
}

// stopsList reports whether t, the token behind offset end, cannot be part of
// a list of arguments.
func (x *extractor) stopsList(end int, t token) bool {
	switch t.kind {
	case endOfFile, directive:
		return true
	case identifier:
		if isSiteMacro(x.src[t.start:t.end]) {
			return true
		}
	case punctuation:
		if bytes.IndexByte([]byte("{};"), x.src[t.start]) >= 0 {
			return true
		}
	}
	return hasBlankLine(x.src[end:t.start])
}

// hasBlankLine reports whether there is an empty line between two tokens.
func hasBlankLine(gap []byte) bool {
	i := bytes.IndexByte(gap, '\n')
	for i >= 0 {
		gap = gap[i+1:]
		if i = bytes.IndexByte(gap, '\n'); i >= 0 && len(bytes.TrimSpace(gap[:i])) == 0 {
			return true
		}
	}
	return false
}

// stubMacro reports whether word is one of the macros that stand in for a
// syscall.
func stubMacro(word []byte) (compat, weak, ok bool) {
	switch string(word) {
	case "COND_SYSCALL":
		return false, true, true
	case "COND_SYSCALL_COMPAT":
		return true, true, true
	case "SYS_NI":
		return false, false, true
	case "COMPAT_SYS_NI":
		return true, false, true
	}
	return false, false, false
}

// stub reads a stub from its macro's name on.
func (x *extractor) stub(macro token, compat, weak bool) {
	groups, end, closed, ok := x.arguments()
	if !ok || len(groups) != 1 {
		return
	}
	if !closed {
		x.problem(macro.start, end, x.text(macro)+" is not closed")
	}
	name := clean(x.src[groups[0].start:groups[0].end])
	x.addStub(macro, groups[0], end, Stub{Name: name, Symbol: symbolOf(name, compat), Compat: compat, Weak: weak})
}

// oldStub reads cond_syscall(SYMBOL), which takes the symbol where its
// successor COND_SYSCALL takes the name.
func (x *extractor) oldStub(macro token) {
	groups, end, closed, ok := x.arguments()
	if !ok || !closed || len(groups) != 1 {
		return
	}
	symbol := clean(x.src[groups[0].start:groups[0].end])
	name, compat, ok := splitSymbol(symbol)
	if !ok {
		return
	}
	x.addStub(macro, groups[0], end, Stub{Name: name, Symbol: symbol, Compat: compat, Weak: true})
}

func (x *extractor) addStub(macro token, name span, end int, s Stub) {
	s.Macro = x.text(macro)
	s.Range = x.lines.Range(macro.start, end)
	s.NameRange = x.lines.Range(name.start, name.end)
	s.Conditions = x.conditions()
	x.file.Stubs = append(x.file.Stubs, s)
}

// splitSymbol splits an entry symbol as sources write it.
func splitSymbol(symbol string) (name string, compat, ok bool) {
	if name, ok = strings.CutPrefix(symbol, compatPrefix); ok && name != "" {
		return name, true, true
	}
	name, ok = strings.CutPrefix(symbol, nativePrefix)
	return name, false, ok && name != ""
}
