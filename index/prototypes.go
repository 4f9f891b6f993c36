package index

import (
	"slices"
	"strings"
)

// maxAttributes bounds what may stand between a list of parameters and what
// follows, in tokens.
const maxAttributes = 16

// declaration reads the declaration or definition of a function that may be an
// entry point, from its name on; type or storage class stand before it. It
// reports whether there is one.
func (x *extractor) declaration(previous, symbol token) bool {
	if previous.kind != identifier && !x.is(previous, '*') || !x.beforeList(symbol) {
		return false
	}
	start := x.declarationStart(previous)
	doc := x.docAbove(x.lex.comment, start)
	before := x.lex
	groups, end, closed, ok := x.arguments()
	if !ok || !closed {
		return false
	}
	after := x.lex
	// Attributes may stand behind the list; anything else than a semicolon or
	// a body means that this is a call.
	t := x.lex.next()
	for n := 0; n < maxAttributes && (t.kind == identifier || x.is(t, '(') || x.is(t, ')')); n++ {
		t = x.lex.next()
	}
	name, compat, isEntry := splitSymbol(x.text(symbol))
	switch {
	case x.is(t, '{') && !x.header:
		x.lex = after
		if !isEntry {
			name = x.text(symbol)
		}
		x.file.Functions = append(x.file.Functions, Site{
			Name:       name,
			Symbol:     x.text(symbol),
			Compat:     compat,
			Arguments:  x.parameters(groups),
			Range:      x.lines.Range(start, end),
			NameRange:  x.lines.Range(symbol.start, symbol.end),
			Conditions: x.conditions(),
			Doc:        doc,
		})
		x.awaitBody(&x.file.Functions)
	case x.is(t, ';') && x.header && isEntry:
		x.lex = after
		x.file.Prototypes = append(x.file.Prototypes, Prototype{
			Symbol:     x.text(symbol),
			Name:       name,
			Compat:     compat,
			Arguments:  x.parameters(groups),
			Range:      x.lines.Range(start, end),
			NameRange:  x.lines.Range(symbol.start, symbol.end),
			Conditions: x.conditions(),
		})
	default:
		x.lex = before
		return false
	}
	return true
}

// plainFunction reports whether what ends with the token before a name is the
// head of a function that is not static and returns an integer. Architectures
// of older trees have entry points of that form, under names of their own.
func (x *extractor) plainFunction(previous token) bool {
	if word := x.text(previous); previous.kind != identifier || word != "long" && word != "int" {
		return false
	}
	switch line := x.src[x.lines.Start(x.lines.Pos(previous.start).Line):previous.end]; string(line) {
	case "int", "long", "unsigned long":
		return !x.header
	}
	return false
}

// beforeList reports whether an opening parenthesis follows t.
func (x *extractor) beforeList(t token) bool {
	i := t.end
	for i < len(x.src) && (x.src[i] == '\n' || classes[x.src[i]]&classSpace != 0) {
		i++
	}
	return i < len(x.src) && x.src[i] == '('
}

// parameters reads the declarations of a list of parameters.
func (x *extractor) parameters(groups []span) []Argument {
	if len(groups) == 1 && clean(x.src[groups[0].start:groups[0].end]) == "void" {
		return nil
	}
	var out []Argument
	for _, g := range groups {
		a := parameter(x.src[g.start:g.end])
		a.Range = x.lines.Range(g.start, g.end)
		out = append(out, a)
	}
	return out
}

// declarationStart returns the offset at which the declaration that t is part
// of begins: where its line's text begins.
func (x *extractor) declarationStart(t token) int {
	start := x.lines.Start(x.lines.Pos(t.start).Line)
	for start < t.start && classes[x.src[start]]&classSpace != 0 {
		start++
	}
	return start
}

// typeWords are the words of C that are part of a type and never the name of
// a parameter.
var typeWords = []string{
	"char", "const", "double", "float", "int", "long", "restrict", "short",
	"signed", "unsigned", "void", "volatile",
	"__user", "__kernel", "__iomem", "__force", "__restrict",
}

// parameter splits a declaration such as "const char __user *name" or
// "int [2]" into type and name; the name may be missing.
func parameter(src []byte) Argument {
	declaration := clean(src)
	l := lexer{src: []byte(declaration), inLine: true, inDirective: true}
	var name token
	types := 0 // words so far that can stand for the type
	tagNext := false
	for t := l.next(); t.kind != endOfFile; t = l.next() {
		if t.kind == punctuation && declaration[t.start] == '[' {
			break
		}
		if t.kind != identifier {
			continue
		}
		word := declaration[t.start:t.end]
		switch {
		case tagNext:
			tagNext = false
			types++
		case word == "struct" || word == "union" || word == "enum":
			tagNext = true
		case slices.Contains(typeWords, word):
			if !strings.HasPrefix(word, "_") && word != "const" && word != "volatile" {
				types++
			}
		case types > 0:
			name = t
		default:
			types++
		}
	}
	if name.end == 0 {
		return Argument{Type: declaration}
	}
	return Argument{
		Type: strings.TrimSpace(declaration[:name.start]) + arraySuffix(declaration[name.end:]),
		Name: declaration[name.start:name.end],
	}
}

func arraySuffix(rest string) string {
	if rest = strings.TrimSpace(rest); rest != "" {
		return " " + rest
	}
	return ""
}
