package kconfig

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"callgate/text"
)

// Tree returns the tree that the values belong to.
func (v *Values) Tree() *Tree { return v.tree }

// Config returns the configuration that was evaluated.
func (v *Values) Config() *Config { return v.config }

// Problems returns why values may be wrong, besides the problems of the tree
// and of the configuration.
func (v *Values) Problems() []text.Problem {
	if v.tooDeep == nil {
		return nil
	}
	p := text.Problem{Text: fmt.Sprintf("symbols depend on symbols more than %d deep; %s counts as n", maxEvalDepth, v.tooDeep.Name)}
	if len(v.tooDeep.Nodes) > 0 {
		p.File, p.Range = v.tooDeep.Nodes[0].File, v.tooDeep.Nodes[0].NameRange
	}
	return []text.Problem{p}
}

// Value returns the value of a symbol by name: "y", "m" or "n" for a bool or
// tristate, the text or number for others; "n" and false for a name that no
// Kconfig file of the tree defines.
func (v *Values) Value(name string) (value string, defined bool) {
	s := v.tree.Lookup(name)
	if s == nil || !s.Defined() {
		return "n", false
	}
	return v.ValueOf(s), true
}

// ValueOf returns the value of a symbol as [Values.Value] does.
func (v *Values) ValueOf(s *Symbol) string { return v.stringOf(s) }

// Tristate returns the value of a bool or tristate; n for others.
func (v *Values) Tristate(s *Symbol) Tristate { return v.states[s.index].tri }

// Visible returns how far the prompt of s can be seen, which is the highest
// value that a user can give it; n where it cannot be set at all.
func (v *Values) Visible(s *Symbol) Tristate { return v.states[s.index].visible }

// Selected returns the least value that others force on s.
func (v *Values) Selected(s *Symbol) Tristate { return v.states[s.index].selected }

// Written reports whether the symbol appears in the .config.
func (v *Values) Written(s *Symbol) bool { return v.states[s.index].written }

// UserValue returns the value that the configuration gives to s, as far as it
// is valid for its type.
func (v *Values) UserValue(s *Symbol) (string, bool) {
	st := &v.states[s.index]
	switch {
	case !st.hasUser || s.isChoice:
		return "", false
	case s.Type == Bool || s.Type == TristateType:
		return st.userTri.String(), true
	}
	return st.user, true
}

// Pick returns the member that a choice settles on, nil for none.
func (v *Values) Pick(choice *Symbol) *Symbol { return v.states[choice.index].pick }

// Symbols calls f for every symbol that some Kconfig file defines, choices
// left out, in the order of first mention.
func (v *Values) Symbols(f func(s *Symbol)) {
	for _, s := range v.tree.all {
		if !s.isChoice && s.Defined() {
			f(s)
		}
	}
}

// WriteConfig writes the .config file that conf writes, line by line.
func (v *Values) WriteConfig(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString("#\n# Automatically generated file; DO NOT EDIT.\n# " + v.tree.Root.Prompt.Text + "\n#\n")
	out := configWriter{values: v, b: b, done: make([]bool, len(v.tree.all))}
	for _, n := range v.tree.Root.Children {
		out.node(n)
	}
	return b.Flush()
}

type configWriter struct {
	values *Values
	b      *bufio.Writer
	done   []bool // symbols written, by index
	// blank says that an empty line goes before the next symbol.
	blank bool
}

func (w *configWriter) node(n *Node) {
	v := w.values
	seen := false
	switch {
	case n.Kind == MenuNode || n.Kind == CommentNode:
		seen = v.Eval(n.VisibleIf) != No && v.Eval(n.Prompt.Condition) != No
		if seen {
			w.b.WriteString("\n#\n# " + n.Prompt.Text + "\n#\n")
			w.blank = false
		}
	case n.Kind == ConfigNode || n.Kind == MenuconfigNode:
		w.symbol(n.Symbol)
	}
	for _, c := range n.Children {
		w.node(c)
	}
	if seen && n.Kind == MenuNode {
		w.b.WriteString("# end of " + n.Prompt.Text + "\n")
		w.blank = true
	}
}

func (w *configWriter) symbol(s *Symbol) {
	if w.done[s.index] || !w.values.Written(s) {
		return
	}
	w.done[s.index] = true
	if w.blank {
		w.b.WriteString("\n")
		w.blank = false
	}
	value := w.values.ValueOf(s)
	switch {
	case s.Type == String:
		w.b.WriteString("CONFIG_" + s.Name + "=\"" + escaper.Replace(value) + "\"\n")
	case (s.Type == Bool || s.Type == TristateType) && value == "n":
		w.b.WriteString("# CONFIG_" + s.Name + " is not set\n")
	default:
		w.b.WriteString("CONFIG_" + s.Name + "=" + value + "\n")
	}
}

var escaper = strings.NewReplacer(`"`, `\"`, `\`, `\\`)

// Change is a symbol that did not get the value that the configuration has.
type Change struct {
	Symbol        *Symbol
	Before, After string // "nothing" for a symbol that is not in the .config, texts in quotes
}

// Changes returns what conf would change in the configuration, in the order
// of the symbols' first mention. It is empty for a complete file.
func (v *Values) Changes() []Change {
	var out []Change
	v.Symbols(func(s *Symbol) {
		before, after := "nothing", "nothing"
		if setting, ok := v.config.Settings[s.Name]; ok {
			before = setting.Value
			if s.Type == String {
				before = strconv.Quote(before)
			}
		}
		if v.Written(s) {
			after = v.ValueOf(s)
			if s.Type == String {
				after = strconv.Quote(after)
			}
		}
		if before != after {
			out = append(out, Change{s, before, after})
		}
	})
	return out
}
