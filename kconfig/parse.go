package kconfig

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"callgate/text"
)

// ParseOptions say what the Kconfig files of a tree are read with.
type ParseOptions struct {
	// File is the first file; "Kconfig" where empty.
	File string
	// Environment are the variables that make hands down: ARCH, SRCARCH,
	// srctree, KERNELVERSION, CC, ... Those asked for but not given become
	// questions, to be answered from the configuration.
	Environment map[string]string
	// Shell, where given, runs a command and returns its output. Nil, the
	// default, runs nothing: what commands would say becomes questions.
	Shell func(command string) string
}

const (
	maxSourceDepth = 64      // of files that source files
	maxSources     = 20_000  // in all
	maxEntries     = 500_000 // in all
	maxExprDepth   = 1_000   // of parentheses
)

// Parse reads the Kconfig files of a tree. It never fails: what it could not
// read or understand are the problems of the tree it returns.
func Parse(fsys fs.FS, opts ParseOptions) *Tree {
	if opts.File == "" {
		opts.File = "Kconfig"
	}
	p := &parser{fsys: fsys, opts: opts, tree: newTree(), seen: map[string]bool{}}
	p.macros = &macros{p: p, variables: map[string]*variable{}, budget: maxExpansion}
	p.tree.dialect = readDialect(fsys)
	p.parent = p.tree.Root
	p.source(opts.File, nil)
	p.finalize()
	p.findCircles()
	return p.tree
}

type parser struct {
	fsys    fs.FS
	opts    ParseOptions
	tree    *Tree
	macros  *macros
	seen    map[string]bool // files that Tree.Files has
	sources int
	entries int

	file   string // being read
	lex    *lexer
	stack  []string // files that are being read, outermost first
	parent *Node    // block that new entries go into
	cur    *Node    // entry that attributes belong to; nil for none
}

func (p *parser) report(r text.Range, format string, args ...any) {
	if len(p.tree.Problems) < maxProblems {
		p.tree.Problems = append(p.tree.Problems, text.Problem{File: p.file, Range: r, Text: fmt.Sprintf(format, args...)})
	}
}

func (p *parser) problem(at text.Pos, format string, args ...any) {
	p.report(text.Range{Start: at, End: at}, format, args...)
}

// source reads one file into the current block. at is the statement that asks
// for it, nil for the first file.
func (p *parser) source(name string, at *token) {
	var where text.Range
	if at != nil {
		where = text.Range{Start: at.pos, End: at.end}
	}
	if top := p.opts.Environment["srctree"]; top != "" {
		name = strings.TrimPrefix(name, top+"/")
	}
	name = path.Clean(name)
	switch p.sources++; {
	case slices.Contains(p.stack, name):
		p.report(where, "%s sources itself: %s", name, strings.Join(append(p.stack[slices.Index(p.stack, name):], name), " > "))
		return
	case len(p.stack) >= maxSourceDepth:
		p.report(where, "files source files more than %d deep", maxSourceDepth)
		return
	case p.sources > maxSources:
		p.report(where, "more than %d files are sourced", maxSources)
		return
	}
	src, err := readFile(p.fsys, name)
	if err != nil {
		p.report(where, "cannot read %s", name)
		return
	}
	if !p.seen[name] {
		p.seen[name] = true
		p.tree.Files = append(p.tree.Files, name)
	}
	file, lex := p.file, p.lex
	p.file, p.cur = name, nil
	p.stack = append(p.stack, name)
	p.lex = &lexer{src: string(src), report: p.report, expand: func(s string, at text.Pos) (string, string) {
		return p.macros.reference(s, nil, at)
	}}
	outside := p.parent
	p.statements()
	for p.parent != outside { // a block can only be closed in its own file
		p.report(p.parent.Range, "%s without %s", p.parent.Kind.keyword(), p.parent.Kind.end())
		p.parent = p.parent.Parent
	}
	p.stack = p.stack[:len(p.stack)-1]
	p.file, p.lex, p.cur = file, lex, nil
}

func (k NodeKind) keyword() string {
	return [...]string{"config", "menuconfig", "choice", "menu", "comment", "if"}[k]
}

func (k NodeKind) end() string { return "end" + k.keyword() }

// statements reads the current file.
func (p *parser) statements() {
	for {
		if name, op, value, ok := p.lex.assignment(); ok {
			at := p.lex.pos()
			p.lex.off += len(p.lex.rest())
			p.macros.assign(name, op, value, at)
			p.cur = nil
			continue
		}
		if p.lex.off >= len(p.lex.src) {
			return
		}
		p.lex.tokens = p.lex.tokens[:0]
		p.lex.statement()
		if len(p.lex.tokens) > 0 {
			p.statement(&line{p: p, tokens: p.lex.tokens})
		}
	}
}

func (p *parser) statement(l *line) {
	first := l.take()
	if first.kind != wordToken || first.expanded {
		l.wrong(first, "not a statement")
		p.cur = nil
		return
	}
	switch first.text {
	case "config":
		p.config(l, first, ConfigNode)
	case "menuconfig":
		p.config(l, first, MenuconfigNode)
	case "choice":
		p.choice(l, first)
	case "menu":
		p.titled(l, first, MenuNode)
	case "comment":
		p.titled(l, first, CommentNode)
	case "if":
		n := p.entry(first, IfNode)
		n.own = l.expr()
		l.end()
		p.parent, p.cur = n, nil
	case "endmenu":
		p.close(l, first, MenuNode)
	case "endchoice":
		p.close(l, first, ChoiceNode)
	case "endif":
		p.close(l, first, IfNode)
	case "source":
		if t := l.string(); t != nil {
			l.end()
			p.sourceAll(t)
		}
		p.cur = nil
	case "mainmenu":
		if t := l.string(); t != nil {
			p.tree.Root.Prompt = &Property{Node: p.tree.Root, Text: t.text, Range: l.rng()}
		}
		p.cur = nil
	default:
		p.attribute(l, first)
	}
}

// sourceAll reads the files that a source statement names; a name may be a
// pattern.
func (p *parser) sourceAll(t *token) {
	if strings.IndexByte(t.text, mark) >= 0 {
		p.report(text.Range{Start: t.pos, End: t.end}, "cannot tell the file: %s is not known", p.tree.readable(t.text))
		return
	}
	at := *t // the tokens are reused by the file that is sourced
	if !strings.ContainsAny(t.text, "*?[") {
		p.source(t.text, &at)
		return
	}
	names, err := fs.Glob(p.fsys, path.Clean(t.text))
	if err != nil {
		p.report(text.Range{Start: t.pos, End: t.end}, "bad pattern")
	}
	for _, name := range names {
		p.source(name, &at)
	}
}

// entry adds a node to the current block and makes it the current one.
func (p *parser) entry(first *token, kind NodeKind) *Node {
	n := &Node{Kind: kind, Parent: p.parent, File: p.file, Range: text.Range{Start: first.pos, End: p.lineEnd()}}
	if p.entries++; p.entries <= maxEntries {
		p.parent.Children = append(p.parent.Children, n)
	} else if p.entries == maxEntries+1 {
		p.report(n.Range, "more than %d entries; the rest is left out", maxEntries)
	}
	p.cur = n
	return n
}

// lineEnd returns the end of the last token of the statement being parsed.
func (p *parser) lineEnd() text.Pos { return p.lex.tokens[len(p.lex.tokens)-1].end }

func (p *parser) config(l *line, first *token, kind NodeKind) {
	name := l.word()
	if name == nil {
		p.cur = nil
		return
	}
	n := p.entry(first, kind)
	n.NameRange = text.Range{Start: name.pos, End: name.end}
	l.end()
	n.Symbol = p.tree.symbol(name.text)
	if n.Symbol.Const {
		l.wrong(name, "cannot define %s", p.tree.readable(name.text))
		n.Symbol = p.tree.add(&Symbol{Name: name.text})
	}
	n.Symbol.Nodes = append(n.Symbol.Nodes, n)
}

func (p *parser) choice(l *line, first *token) {
	n := p.entry(first, ChoiceNode)
	var s *Symbol
	if name := l.peek(); name != nil && name.kind == wordToken {
		l.take()
		n.NameRange = text.Range{Start: name.pos, End: name.end}
		key := "choice " + name.text
		if s = p.tree.Symbols[key]; s == nil {
			s = p.tree.add(&Symbol{Name: strings.Clone(name.text), isChoice: true})
			p.tree.Symbols[key] = s
		}
	} else {
		s = p.tree.add(&Symbol{isChoice: true})
	}
	l.end()
	n.Symbol = s
	s.Nodes = append(s.Nodes, n)
	p.parent = n
}

// titled starts a menu or a comment.
func (p *parser) titled(l *line, first *token, kind NodeKind) {
	n := p.entry(first, kind)
	n.Prompt = &Property{Node: n, Range: n.Range}
	if t := l.string(); t != nil {
		n.Prompt.Text = t.text
		l.end()
	}
	if kind == MenuNode {
		p.parent = n
	}
}

// close ends the block that is open. A wrong keyword closes the innermost
// block of its kind in this file, so that one missing line does not shift all
// that follows.
func (p *parser) close(l *line, first *token, kind NodeKind) {
	p.cur = nil
	l.end()
	b := p.parent
	for b.Parent != nil && b.Kind != kind && b.File == p.file {
		b = b.Parent
	}
	if b.Parent == nil || b.Kind != kind || b.File != p.file {
		l.wrong(first, "%s without %s", first.text, kind.keyword())
		return
	}
	for p.parent != b {
		p.report(p.parent.Range, "%s without %s", p.parent.Kind.keyword(), p.parent.Kind.end())
		p.parent = p.parent.Parent
	}
	p.parent = b.Parent
}
