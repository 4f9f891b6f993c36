package index

import (
	"slices"
	"strings"
)

// maxAttributes bounds what may stand between a prototype and its semicolon,
// in tokens.
const maxAttributes = 16

// prototype reads the declaration of an entry symbol, from the symbol on; type
// or storage class stand before it.
func (x *extractor) prototype(previous, symbol token) {
	name, compat, ok := splitSymbol(x.text(symbol))
	if !ok || previous.kind != identifier && !x.is(previous, '*') {
		return
	}
	before := x.lex
	groups, end, closed, ok := x.arguments()
	if !ok || !closed {
		return
	}
	after := x.lex
	// Attributes may stand before the semicolon; anything else means that this
	// is a call or a definition.
	t := x.lex.next()
	for n := 0; n < maxAttributes && (t.kind == identifier || x.is(t, '(') || x.is(t, ')')); n++ {
		t = x.lex.next()
	}
	if !x.is(t, ';') {
		x.lex = before
		return
	}
	x.lex = after
	p := Prototype{
		Symbol:     x.text(symbol),
		Name:       name,
		Compat:     compat,
		Range:      x.lines.Range(x.declarationStart(previous), end),
		NameRange:  x.lines.Range(symbol.start, symbol.end),
		Conditions: x.conditions(),
	}
	if len(groups) != 1 || clean(x.src[groups[0].start:groups[0].end]) != "void" {
		for _, g := range groups {
			a := parameter(x.src[g.start:g.end])
			a.Range = x.lines.Range(g.start, g.end)
			p.Arguments = append(p.Arguments, a)
		}
	}
	x.file.Prototypes = append(x.file.Prototypes, p)
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
