package kconfig

import (
	"fmt"

	"callgate/text"
)

// ReasonKind says why a symbol is off.
type ReasonKind uint8

const (
	// NotDefined: no Kconfig file of this architecture defines the symbol.
	NotDefined ReasonKind = iota
	// NotSet: it could be set, and is not.
	NotSet
	// OtherMember: its choice settled on another member.
	OtherMember
	// Unmet: something that it depends on does not hold.
	Unmet
	// NotSelected: only a select or a default could turn it on, and none does.
	NotSelected
)

// String names the kind as messages and JSON do.
func (k ReasonKind) String() string {
	return [...]string{"not-defined", "not-set", "other-member", "unmet", "not-selected"}[k]
}

// Reason is one reason for a symbol to be off, with the line that makes it so.
type Reason struct {
	Kind ReasonKind
	// Symbol is the symbol that the reason is about; its value is n.
	Symbol *Symbol
	// Condition is what does not hold, of Unmet: one operand of what the line
	// asks for. Value is what it has instead of what is needed.
	Condition *Expr
	Value     string
	Text      string // one line, lower case, no final stop
	File      string // empty for NotDefined
	Range     text.Range
	// Because are the reasons for the symbols of the condition to be off.
	Because []Reason
}

// maxWhyDepth and maxWhyReasons bound how far reasons are followed.
const (
	maxWhyDepth   = 12
	maxWhyReasons = 400
)

// WhyOff explains why a symbol is n, as deep as the dependencies go. It is
// empty for a symbol that is not n. All reasons that it lists have to be
// removed for the symbol to be on, but for NotSelected: any one of those that
// could select it is enough.
func (v *Values) WhyOff(name string) []Reason {
	e := &explainer{values: v, seen: map[*Symbol]bool{}}
	s := v.tree.Lookup(name)
	if s == nil {
		s = &Symbol{Name: name}
	}
	return e.symbol(s, 0)
}

type explainer struct {
	values *Values
	seen   map[*Symbol]bool // explained before, or being explained
	count  int
}

func (e *explainer) symbol(s *Symbol, depth int) []Reason {
	v := e.values
	if !s.Defined() {
		return []Reason{{Kind: NotDefined, Symbol: s, Value: "n", Text: "no Kconfig file of this architecture defines " + s.Name}}
	}
	if s.Type != Bool && s.Type != TristateType || v.Tristate(s) != No || e.seen[s] || depth > maxWhyDepth || e.count > maxWhyReasons {
		return nil
	}
	e.seen[s] = true
	e.count++
	if v.Visible(s) != No {
		return []Reason{e.unset(s)}
	}
	var out []Reason
	prompted := false
	for _, prop := range s.Properties {
		if prop.Kind == Prompt {
			prompted = true
			out = append(out, e.unmet(s, prop, depth)...)
		}
	}
	if prompted {
		return out
	}
	for _, prop := range s.Properties {
		if prop.Kind == Default {
			out = append(out, e.unmet(s, prop, depth)...)
		}
	}
	return append(out, e.notSelected(s))
}

// unset explains a symbol that can be seen and is n.
func (e *explainer) unset(s *Symbol) Reason {
	v := e.values
	r := Reason{Kind: NotSet, Symbol: s, Value: "n", Text: s.Name + " is not set"}
	for _, prop := range s.Properties {
		if prop.Kind == Prompt && v.Eval(prop.Condition) != No {
			r.File, r.Range = prop.Node.File, prop.Range
			break
		}
	}
	if s.Choice != nil {
		if pick := v.Pick(s.Choice); pick != nil {
			r.Kind, r.Text = OtherMember, fmt.Sprintf("%s is chosen instead of %s", pick.Name, s.Name)
		}
	}
	return r
}

// unmet explains which of the lines that a property depends on don't hold.
func (e *explainer) unmet(s *Symbol, prop *Property, depth int) []Reason {
	v := e.values
	if v.Eval(prop.Condition) != No {
		if prop.Kind == Default && v.Eval(prop.Value) == No {
			return e.failing(s, prop.Value, prop.Node.File, prop.Range, depth)
		}
		return nil
	}
	var out []Reason
	explained := map[*Expr]bool{}
	for n := prop.Node; n != nil; n = n.Parent {
		lines := n.Depends
		if n.Kind == IfNode && n.own != nil {
			lines = []DependsLine{{n.own, n.Range}}
		}
		for _, line := range lines {
			for _, c := range conjuncts(line.Expr, nil) {
				explained[c] = true
			}
			out = append(out, e.failing(s, line.Expr, n.File, line.Range, depth)...)
		}
	}
	// What is left stands in the property's own "if", or hides the menu.
	for _, c := range conjuncts(prop.Condition, nil) {
		if !explained[c] && len(out) == 0 {
			out = append(out, e.failing(s, c, prop.Node.File, prop.Range, depth)...)
		}
	}
	return out
}

// failing returns a reason for each operand of a condition that is n.
func (e *explainer) failing(s *Symbol, condition *Expr, file string, at text.Range, depth int) []Reason {
	v := e.values
	var out []Reason
	for _, c := range conjuncts(condition, nil) {
		if v.Eval(c) != No {
			continue
		}
		r := Reason{Kind: Unmet, Symbol: s, Condition: c, Value: "n", File: file, Range: at,
			Text: fmt.Sprintf("%s needs %s", s.Name, c)}
		c.Walk(func(dep *Symbol, _ text.Pos) {
			switch {
			case dep.Const || dep.isChoice:
			case c.Op == OpSymbol || c.Op == OpOr:
				r.Because = append(r.Because, e.symbol(dep, depth+1)...)
			default: // a comparison or negation: the value says it all
				r.Text += fmt.Sprintf(", and %s is %s", dep.Name, v.ValueOf(dep))
			}
		})
		out = append(out, r)
	}
	return out
}

// notSelected lists what could select a symbol without a prompt.
func (e *explainer) notSelected(s *Symbol) Reason {
	r := Reason{Kind: NotSelected, Symbol: s, Value: "n", File: s.Nodes[0].File, Range: s.Nodes[0].Range,
		Text: s.Name + " cannot be set by hand, and nothing selects it"}
	const most = 5
	for i, prop := range s.Selectors {
		switch i {
		case 0:
			r.Text += "; these would: "
		case most:
			r.Text += fmt.Sprintf(" and %d more", len(s.Selectors)-i)
			return r
		default:
			r.Text += ", "
		}
		selector := prop.Node.Symbol
		r.Text += selector.Name
		if e.values.Tristate(selector) == No {
			continue
		}
		// It is on, so the line's own condition is what does not hold.
		word := " if "
		for _, c := range conjuncts(prop.Condition, nil) {
			if e.values.Eval(c) == No {
				r.Text += word + c.String()
				word = " and "
			}
		}
	}
	return r
}
