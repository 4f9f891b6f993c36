package kconfig

import (
	"strings"

	"callgate/text"
)

// Guard is one line of a makefile that has a say in whether an object is
// built.
type Guard struct {
	File  string
	Range text.Range // of the line, with its continuation lines
	// Text is the assigned variable as written, "obj-$(CONFIG_SMP)", or the
	// directive, "ifdef CONFIG_SMP"; for an else, "else of ifdef CONFIG_SMP".
	Text string
	// Symbol is the configuration symbol that the line asks for, without
	// CONFIG_; empty where it asks for none (obj-y) or for something else.
	Symbol string
	// Negated says that the symbol has to be off.
	Negated bool
}

// A Chain is one way in which an object gets into the build: every guard of
// it has to hold. Enclosing directives come before the line they enclose, and
// the line that names the object comes last.
type Chain []Guard

// FindObject returns the ways in which one makefile builds an object of its
// directory ("madvise.o") or descends into a subdirectory ("keys/"), each as
// the lines that say so. It follows composite objects (NAME-y, NAME-objs) and
// lists that another list names ($(mmu-y)). It looks at the text alone: names
// that functions compute are not found.
func FindObject(file string, src []byte, object string) []Chain {
	f := objectFinder{file: ParseMakefile(file, src), busy: map[string]bool{}}
	return f.find(object)
}

// rootLists are the lists from which Kbuild itself starts.
var rootLists = []string{"obj-", "lib-", "subdir-", "head-", "core-", "drivers-", "libs-", "net-", "virt-", "init-", "extra-"}

type objectFinder struct {
	file *Makefile
	busy map[string]bool
}

// maxChains bounds what a makefile of many lists that name each other can make.
const maxChains = 64

func (f *objectFinder) find(word string) []Chain {
	if f.busy[word] {
		return nil
	}
	f.busy[word] = true
	defer delete(f.busy, word)
	var out []Chain
	f.walk(f.file.Statements, nil, func(s *Statement, around []Guard) {
		if len(out) >= maxChains || !hasWord(s, word) {
			return
		}
		guard := Guard{File: f.file.File, Range: s.Range, Text: s.Name, Symbol: configSymbol(s.Name)}
		here := append(append(Chain{}, around...), guard)
		if isRootList(s.Name) {
			out = append(out, here)
			return
		}
		for _, outer := range f.outer(s.Name) {
			for _, chain := range f.find(outer) {
				out = append(out, append(append(Chain{}, chain...), here...))
			}
		}
	})
	return out
}

// outer returns the words by which other lists may name the list called name:
// the composite object it makes, and its own expansion. A list whose suffix is
// a symbol is named by its -y and -m forms.
func (f *objectFinder) outer(name string) []string {
	stem, suffix, cut := cutLast(name, '-')
	if strings.HasSuffix(name, ")") {
		if i := strings.LastIndex(name, "-$("); i >= 0 {
			stem, suffix, cut = name[:i], name[i+1:], true
		}
	}
	if !cut {
		return []string{"$(" + name + ")"}
	}
	switch {
	case strings.HasPrefix(suffix, "$("):
		return []string{stem + ".o", "$(" + stem + "-y)", "$(" + stem + "-m)"}
	case suffix == "y", suffix == "m", suffix == "objs":
		return []string{stem + ".o", "$(" + name + ")"}
	}
	return []string{"$(" + name + ")"}
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

func isRootList(name string) bool {
	for _, prefix := range rootLists {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func hasWord(s *Statement, word string) bool {
	for _, w := range s.Words {
		if w.Text == word || strings.HasPrefix(word, "$(") && strings.Contains(w.Text, word) {
			return true
		}
	}
	return false
}

// configSymbol returns X of the first $(CONFIG_X) in s.
func configSymbol(s string) string {
	i := strings.Index(s, "CONFIG_")
	if i < 0 {
		return ""
	}
	s = s[i+len("CONFIG_"):]
	n := 0
	for n < len(s) && isSymbolByte(s[n]) {
		n++
	}
	return s[:n]
}

func isSymbolByte(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
}

// walk visits the assignments of a tree with the guards around each.
func (f *objectFinder) walk(statements []Statement, around []Guard, visit func(*Statement, []Guard)) {
	for i := range statements {
		s := &statements[i]
		switch s.Kind {
		case Assign:
			visit(s, around)
		case Conditional:
			for j := range s.Branches {
				inner := append(append([]Guard{}, around...), f.branchGuards(s.Branches[:j+1])...)
				f.walk(s.Branches[j].Body, inner, visit)
			}
		}
	}
}

// branchGuards says what has to hold for the last of the branches: it itself,
// and none before it.
func (f *objectFinder) branchGuards(branches []Branch) []Guard {
	var out []Guard
	for i, b := range branches {
		last := i == len(branches)-1
		if last && b.Keyword == "" {
			break // a plain else asks for nothing of its own
		}
		g := Guard{File: f.file.File, Range: b.Range, Text: b.Text}
		var positive bool
		g.Symbol, positive = branchSymbol(b)
		if !last {
			positive = !positive
			g.Text = "else of " + b.Text
		}
		g.Negated = g.Symbol != "" && !positive
		out = append(out, g)
	}
	return out
}

// branchSymbol returns the symbol that a directive asks for, and whether it
// asks for it to be on. The symbol is empty where the directive asks for
// anything but one symbol.
func branchSymbol(b Branch) (symbol string, on bool) {
	switch b.Keyword {
	case "ifdef", "ifndef":
		return configSymbol(b.Args[0]), b.Keyword == "ifdef"
	case "ifeq", "ifneq":
		left, right := b.Args[0], b.Args[1]
		if configSymbol(left) == "" {
			left, right = right, left
		}
		symbol = configSymbol(left)
		if left != "$(CONFIG_"+symbol+")" {
			return "", true
		}
		switch right {
		case "y", "m":
			return symbol, b.Keyword == "ifeq"
		case "", "n":
			return symbol, b.Keyword != "ifeq"
		}
	}
	return "", true
}
