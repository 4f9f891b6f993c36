package kconfig

import (
	"cmp"
	"strings"
)

// Values are the values of all symbols of a tree under one configuration:
// what conf --olddefconfig makes of it. They do not change once computed, but
// asking for some of them computes; one goroutine at a time may ask.
type Values struct {
	tree    *Tree
	config  *Config
	answers []string // by the index of the question
	states  []state  // by the index of the symbol
	depth   int
	// tooDeep is the first symbol that was not computed for that reason.
	tooDeep *Symbol
}

// state is what is known of one symbol.
type state struct {
	valid   bool // computed, or being computed
	written bool // appears in the .config
	hasUser bool // the configuration sets it
	visible Tristate
	// depends, selected and implied are the values of the conditions.
	depends, selected, implied Tristate
	userTri, tri               Tristate
	user, text                 string  // of an int, hex or string
	userPick, pick             *Symbol // of a choice that is y
	order                      []*Symbol
}

// maxEvalDepth bounds how deep symbols may refer to symbols, for the stack's
// sake. The deepest chain of a kernel is around 200.
const maxEvalDepth = 100_000

// Evaluate applies a configuration to the tree. Symbols that it does not
// mention get their defaults; nil mentions none. What the tree asks of the
// build environment is answered from the configuration itself, see
// [Values.Answer].
func (t *Tree) Evaluate(c *Config) *Values {
	if c == nil {
		c = &Config{}
	}
	if len(t.Questions) == 0 {
		return t.evaluate(c, nil)
	}
	return t.answerFrom(c)
}

// evaluate computes all values with the given answers.
func (t *Tree) evaluate(c *Config, answers []string) *Values {
	v := &Values{tree: t, config: c, answers: answers, states: make([]state, len(t.all))}
	v.read(c)
	if t.Modules != nil {
		v.calc(t.Modules)
	}
	for _, s := range t.all {
		v.calc(s)
	}
	if t.dialect.dropsOutOfRange {
		v.dropOutOfRange()
	}
	return v
}

// read takes over what the configuration sets, by conf's rules for what is a
// valid value of a type.
func (v *Values) read(c *Config) {
	for _, s := range v.tree.all {
		if s.isChoice {
			st := &v.states[s.index]
			st.hasUser = !v.tree.dialect.rankedChoice
			st.order = append(st.order, s.Members...)
		}
	}
	for i := range c.Lines {
		line := &c.Lines[i]
		s := v.tree.Lookup(line.Name)
		if s == nil || !v.readSetting(s, line) || s.Choice == nil {
			continue
		}
		if v.tree.dialect.rankedChoice {
			v.rank(s)
		} else {
			v.readMember(s)
		}
	}
}

// readSetting takes one setting; false where it is not valid for the symbol.
func (v *Values) readSetting(s *Symbol, line *Setting) bool {
	st := &v.states[s.index]
	value := line.Value
	switch s.Type {
	case Bool, TristateType:
		if line.Quoted || value == "" {
			return false
		}
		switch { // conf looks at the first letter only
		case value[0] == 'y':
			st.userTri = Yes
		case value[0] == 'n':
			st.userTri = No
		case value[0] == 'm' && s.Type == TristateType:
			st.userTri = Mod
		default:
			return false
		}
	case String:
		if !line.Quoted {
			return true
		}
		st.user = value
	case Int, Hex:
		if line.Quoted || !validNumber(s.Type, value) {
			return false
		}
		st.user = value
	default:
		return true
	}
	st.hasUser = true
	return true
}

func (v *Values) isModular() bool {
	return v.tree.Modules != nil && v.states[v.tree.Modules.index].tri != No
}

// typeOf is the type as far as modules are allowed.
func (v *Values) typeOf(s *Symbol) Type {
	if s.Type == TristateType {
		if !v.tree.dialect.rankedChoice && s.Choice != nil && v.states[s.index].visible == Yes {
			return Bool
		}
		if !v.isModular() {
			return Bool
		}
	}
	return s.Type
}

// calc computes the value of a symbol. A symbol that refers to itself sees
// the value it would have without anything said of it.
func (v *Values) calc(s *Symbol) {
	st := &v.states[s.index]
	if st.valid {
		return
	}
	st.valid = true
	if s.Const || s.Type == Unknown {
		v.calcConstant(s, st)
		return
	}
	if v.depth >= maxEvalDepth {
		if v.tooDeep == nil {
			v.tooDeep = s
		}
		return
	}
	v.depth++
	defer func() { v.depth-- }()

	st.written = false
	v.visibility(s)
	st.written = st.visible != No
	st.tri, st.text = No, ""
	if v.tree.dialect.numberZero {
		switch s.Type {
		case Int:
			st.text = "0"
		case Hex:
			st.text = "0x0"
		}
	}
	switch v.typeOf(s) {
	case Bool, TristateType:
		switch {
		case v.tree.dialect.rankedChoice && s.Choice != nil:
			v.pickRanked(s.Choice)
			if st.tri == Mod && v.typeOf(s) == Bool {
				st.tri = Yes
			}
		case s.Choice != nil && st.visible == Yes:
			if v.states[s.Choice.index].pick == s {
				st.tri = Yes
			}
		default:
			st.tri = v.tristate(s, st)
		}
	default:
		v.calcText(s, st)
	}
	if s.isChoice && !v.tree.dialect.rankedChoice && st.tri == Yes {
		st.pick = v.pickMember(s)
		if st.pick == nil {
			st.tri = No
		}
	}
	v.clamp(s, st)
	if s.isChoice || s.transitional {
		st.written = false
	}
}

func (v *Values) calcConstant(s *Symbol, st *state) {
	if s.Type == TristateType { // y, m and n have the indexes of their values
		st.tri = Tristate(s.index)
		return
	}
	st.text = s.Name
	if s.parts == nil {
		return
	}
	st.text = v.fill(s)
	switch st.text {
	case "m":
		st.tri = Mod
	case "y":
		st.tri = Yes
	}
}

// fill puts the answers into a text with questions.
func (v *Values) fill(s *Symbol) string {
	var b strings.Builder
	for _, p := range s.parts {
		switch {
		case p.question == nil:
			b.WriteString(p.literal)
		case p.question.index < len(v.answers):
			b.WriteString(v.answers[p.question.index])
		}
	}
	return b.String()
}

// visibility computes whether a prompt of s can be seen, and what its
// dependencies and those who select it amount to.
func (v *Values) visibility(s *Symbol) {
	st := &v.states[s.index]
	visible := No
	for _, prop := range s.Properties {
		if prop.Kind != Prompt {
			continue
		}
		tri := v.Eval(prop.Condition)
		if s.Choice != nil && !v.tree.dialect.rankedChoice && s.Type == TristateType && tri == Mod &&
			v.states[s.Choice.index].tri == Yes {
			tri = No // where one member has to be y, none can be m
		}
		visible = max(visible, tri)
	}
	if visible == Mod && (s.Type != TristateType || !v.isModular()) {
		visible = Yes
	}
	st.visible = visible
	if s.Choice != nil {
		return
	}
	st.depends = v.bound(s, s.DependsOn, Yes)
	st.selected = v.bound(s, s.SelectedBy, No)
	st.implied = v.bound(s, s.ImpliedBy, No)
}

// bound evaluates e, none if there is no e; what cannot be m is y instead.
func (v *Values) bound(s *Symbol, e *Expr, none Tristate) Tristate {
	if e == nil {
		return none
	}
	tri := v.Eval(e)
	if tri == Mod && v.typeOf(s) == Bool {
		return Yes
	}
	return tri
}

// tristate computes a bool or tristate that is not decided by its choice.
func (v *Values) tristate(s *Symbol, st *state) Tristate {
	tri := No
	switch {
	case st.visible != No && st.hasUser:
		tri = min(st.userTri, st.visible)
	case s.transitional && st.hasUser:
		tri = min(st.userTri, st.depends)
	default:
		if st.selected != No {
			st.written = true
		}
		if s.isChoice {
			break
		}
		if prop := v.firstOf(s, Default); prop != nil {
			tri = min(v.Eval(prop.Value), v.Eval(prop.Condition))
			if tri != No {
				st.written = true
			}
		}
		if st.implied != No {
			st.written = true
			tri = min(max(tri, st.implied), st.depends)
		}
	}
	tri = max(tri, st.selected)
	if tri == Mod && v.typeOf(s) == Bool {
		tri = Yes
	}
	return tri
}

// calcText computes an int, hex or string.
func (v *Values) calcText(s *Symbol, st *state) {
	if st.hasUser && (st.visible != No || s.transitional) {
		st.text = st.user
		return
	}
	prop := v.firstOf(s, Default)
	if prop == nil || prop.Value.Op != OpSymbol {
		return
	}
	st.written = true
	v.calc(prop.Value.Left)
	st.text = v.stringOf(prop.Value.Left)
}

// stringOf returns the value of a symbol as the text that conf keeps for it.
func (v *Values) stringOf(s *Symbol) string {
	st := &v.states[s.index]
	if s.Type == Bool || s.Type == TristateType {
		return st.tri.String()
	}
	return st.text
}

// firstOf returns the first property of a kind whose condition holds.
func (v *Values) firstOf(s *Symbol, kind PropertyKind) *Property {
	for _, prop := range s.Properties {
		if prop.Kind == kind && v.Eval(prop.Condition) != No {
			return prop
		}
	}
	return nil
}

// Eval returns the value of a condition; nil is y.
func (v *Values) Eval(e *Expr) Tristate {
	if e == nil {
		return Yes
	}
	switch e.Op {
	case OpSymbol:
		v.calc(e.Left)
		return v.states[e.Left.index].tri
	case OpNot:
		return Yes - v.Eval(e.Args[0])
	case OpAnd:
		tri := Yes
		for _, a := range e.Args {
			if tri = min(tri, v.Eval(a)); tri == No {
				return No
			}
		}
		return tri
	case OpOr:
		tri := No
		for _, a := range e.Args {
			if tri = max(tri, v.Eval(a)); tri == Yes {
				return Yes
			}
		}
		return tri
	}
	if v.compare(e) {
		return Yes
	}
	return No
}

func (v *Values) compare(e *Expr) bool {
	v.calc(e.Left)
	v.calc(e.Right)
	left, right := v.stringOf(e.Left), v.stringOf(e.Right)
	order := strings.Compare(left, right)
	if e.Left.Type != String || e.Right.Type != String {
		kl, il, ul := comparable(left, e.Left.Type)
		kr, ir, ur := comparable(right, e.Right.Type)
		switch {
		case kl == notNumber || kr == notNumber:
		case kl == unsigned || kr == unsigned:
			order = cmp.Compare(ul, ur)
		default:
			order = cmp.Compare(il, ir)
		}
	}
	switch e.Op {
	case OpEqual:
		return order == 0
	case OpUnequal:
		return order != 0
	case OpLess:
		return order < 0
	case OpLessEqual:
		return order <= 0
	case OpGreater:
		return order > 0
	default:
		return order >= 0
	}
}
