package kconfig

import (
	"strings"

	"callgate/text"
)

// Tristate is the value of a bool or tristate symbol and of every condition.
// "And" is the smaller of two, "or" the greater, "not" the distance to Yes.
type Tristate uint8

const (
	No Tristate = iota
	Mod
	Yes
)

// String returns "n", "m" or "y".
func (t Tristate) String() string { return [...]string{"n", "m", "y"}[t] }

// Type is the type of a symbol.
type Type uint8

const (
	Unknown Type = iota // referenced, but not defined with a type
	Bool
	TristateType
	Int
	Hex
	String
)

// String returns the type's keyword.
func (t Type) String() string {
	return [...]string{"unknown", "bool", "tristate", "int", "hex", "string"}[t]
}

// Tree is a Kconfig file with everything it sources, for one architecture. It
// does not depend on any configuration and does not change once it is made;
// [Tree.Evaluate] applies a configuration to it.
type Tree struct {
	Root    *Node
	Symbols map[string]*Symbol
	// Modules is the symbol that allows the value m; nil where there is none.
	Modules *Symbol
	// Files are all files read, in the order of their first reading, relative
	// to the tree.
	Files    []string
	Problems []text.Problem
	// Questions are what the files ask of the build environment.
	Questions []*Question

	all     []*Symbol // every symbol, constants and choices too, by index
	byQuest map[string]*Question
	dialect dialect
}

// Symbol is a configuration symbol, a constant, or a choice.
type Symbol struct {
	Name  string // without CONFIG_; empty for an unnamed choice
	Type  Type
	Const bool // a quoted text, or y, m or n
	// Properties are those of all definitions, in the order of the files.
	Properties []*Property
	// Nodes are the places of definition.
	Nodes []*Node
	// DependsOn is what all definitions together require; nil for nothing.
	DependsOn *Expr
	// SelectedBy and ImpliedBy are the conditions under which other symbols
	// force this one on, or suggest it; nil for never.
	SelectedBy, ImpliedBy *Expr
	// Selectors are the select lines of other symbols that name this one.
	Selectors []*Property
	// Choice is the choice that the symbol is a member of, nil for none.
	Choice *Symbol
	// Members are those of a choice, in the order of the files.
	Members []*Symbol

	index        int
	isChoice     bool
	optional     bool // choice: may stay without a selection
	transitional bool
	parts        []part // of a text with questions in it; nil for others
}

// IsChoice reports whether s stands for a choice.
func (s *Symbol) IsChoice() bool { return s.isChoice }

// Defined reports whether some Kconfig file defines s.
func (s *Symbol) Defined() bool { return len(s.Nodes) > 0 }

// PropertyKind tells the kinds of [Property] apart.
type PropertyKind uint8

const (
	Prompt PropertyKind = iota
	Default
	Select
	Imply
	RangeOf // "range" of an int or hex symbol
)

// String returns the keyword.
func (k PropertyKind) String() string {
	return [...]string{"prompt", "default", "select", "imply", "range"}[k]
}

// Property is one attribute of a symbol.
type Property struct {
	Kind PropertyKind
	Node *Node // the definition it belongs to
	Text string
	// Value is a default's value, or the symbol selected or implied.
	Value *Expr
	// Low and High are the ends of a range.
	Low, High *Symbol
	// Condition is what has to hold for the property to count, dependencies
	// of the definition and of all that encloses it included; nil for nothing.
	Condition *Expr
	Range     text.Range // of the line, in Node.File
}

// NodeKind tells the kinds of [Node] apart.
type NodeKind uint8

const (
	ConfigNode NodeKind = iota
	MenuconfigNode
	ChoiceNode
	MenuNode
	CommentNode
	IfNode
)

// Node is one entry of a Kconfig file: a definition of a symbol, a menu, a
// comment, a block.
type Node struct {
	Kind     NodeKind
	Parent   *Node
	Children []*Node
	Symbol   *Symbol   // of a config, menuconfig or choice
	Prompt   *Property // also the text of a menu or comment; nil for none
	// DependsOn is what has to hold for the entry to exist, everything that
	// encloses it included; nil for nothing.
	DependsOn *Expr
	// Depends are the "depends on" lines of the entry itself.
	Depends []DependsLine
	// VisibleIf is a menu's "visible if"; nil for none.
	VisibleIf *Expr
	File      string
	Range     text.Range // of the first line
	NameRange text.Range // of the symbol's name in it
	HelpRange text.Range // of the help text; empty for none

	own *Expr // conjunction of Depends, or the condition of an if
}

// DependsLine is one "depends on" line.
type DependsLine struct {
	Expr  *Expr
	Range text.Range
}

// Question is something a Kconfig file asks of the machine that builds: the
// output of a command, or the value of an environment variable.
type Question struct {
	// Text is the macro call as far as it can be expanded: the command of
	// $(shell,...), or $(NAME) for a variable of the environment.
	Text string
	// Place is where it is asked first.
	File  string
	Range text.Range
	index int
}

// part is a piece of a text that has questions in it.
type part struct {
	literal  string
	question *Question // nil for a literal
}

// mark stands in expanded text for the answer to a question: mark, its index
// in decimal, mark.
const mark = '\x00'

func newTree() *Tree {
	t := &Tree{Symbols: make(map[string]*Symbol, 1<<15), byQuest: map[string]*Question{}}
	t.Root = &Node{Kind: MenuNode}
	for _, name := range []string{"n", "m", "y"} { // indexes are the tristates
		t.add(&Symbol{Name: name, Type: TristateType, Const: true})
	}
	return t
}

func (t *Tree) add(s *Symbol) *Symbol {
	s.index = len(t.all)
	t.all = append(t.all, s)
	return s
}

// constant returns the symbol for a quoted text. As in conf, "y", "m" and "n"
// are the same quoted and unquoted.
func (t *Tree) constant(value string) *Symbol {
	if s := t.tristate(value); s != nil {
		return s
	}
	key := "\"" + value
	if s := t.Symbols[key]; s != nil {
		return s
	}
	s := t.add(&Symbol{Name: value, Const: true, parts: t.split(value)})
	t.Symbols[key] = s
	return s
}

func (t *Tree) tristate(name string) *Symbol {
	switch name {
	case "n":
		return t.all[No]
	case "m":
		return t.all[Mod]
	case "y":
		return t.all[Yes]
	}
	return nil
}

// symbol returns the symbol of that name, made where it is not there yet.
func (t *Tree) symbol(name string) *Symbol {
	if s := t.tristate(name); s != nil {
		return s
	}
	if s := t.Symbols[name]; s != nil {
		return s
	}
	s := t.add(&Symbol{Name: strings.Clone(name), parts: t.split(name)})
	s.Const = s.parts != nil
	t.Symbols[s.Name] = s
	return s
}

// split takes a text with marks apart; nil for one without.
func (t *Tree) split(s string) []part {
	if strings.IndexByte(s, mark) < 0 {
		return nil
	}
	var parts []part
	for i, piece := range strings.Split(s, string(mark)) {
		if i%2 == 0 {
			if piece != "" {
				parts = append(parts, part{literal: piece})
			}
			continue
		}
		if q := t.questionAt(piece); q != nil {
			parts = append(parts, part{question: q})
		}
	}
	return parts
}

// Lookup returns the symbol of that name that some Kconfig file defines or
// mentions, nil for none.
func (t *Tree) Lookup(name string) *Symbol {
	if s := t.Symbols[name]; s != nil && !s.Const {
		return s
	}
	return nil
}
