package kconfig

// Possible reports whether some configuration of the architecture may make a
// formula hold, see [Reach.Possible].
func (t *Tree) Possible(f *Formula) bool { return t.NewReach().Possible(f) }

// Reach tells which symbols may be on in some configuration, and which are y
// in all. Both are least fixed points: at first no symbol is, and those that
// need no others start. It does not change once made.
type Reach struct {
	tree   *Tree
	on     []bool
	always []bool
}

// NewReach computes the reach of a tree.
func (t *Tree) NewReach() *Reach {
	r := &Reach{tree: t, on: make([]bool, len(t.all)), always: make([]bool, len(t.all))}
	for range 2 { // what is always on rules out what needs it off
		clear(r.on)
		r.fix(r.on, r.canBeOn)
		r.fix(r.always, r.isAlwaysOn)
	}
	return r
}

// Possible reports whether some configuration may make a formula hold. False
// is a proof: it follows from which symbols have prompts that can ever be
// seen, defaults, or others that select them. True is none.
func (r *Reach) Possible(f *Formula) bool { return r.formula(f) }

func (r *Reach) fix(set []bool, belongs func(*Symbol) bool) {
	for changed := true; changed; {
		changed = false
		for _, s := range r.tree.all {
			if !set[s.index] && belongs(s) {
				set[s.index] = true
				changed = true
			}
		}
	}
}

// isAlwaysOn goes by selects, and by the default of what nobody can set.
func (r *Reach) isAlwaysOn(s *Symbol) bool {
	if s.Const {
		return s.Type == TristateType && s.index == int(Yes)
	}
	if s.Type != Bool || s.Choice != nil {
		return false
	}
	for _, prop := range s.Selectors {
		if r.always[prop.Node.Symbol.index] && r.holds(prop.Condition) {
			return true
		}
	}
	first := (*Property)(nil)
	for _, prop := range s.Properties {
		switch {
		case prop.Kind == Prompt && r.expr(prop.Condition):
			return false
		case prop.Kind == Default && first == nil:
			first = prop
		}
	}
	return first != nil && r.holds(first.Condition) && r.holds(first.Value)
}

// holds reports whether a condition is y in every configuration.
func (r *Reach) holds(e *Expr) bool {
	if e == nil {
		return true
	}
	switch e.Op {
	case OpSymbol:
		return r.always[e.Left.index]
	case OpNot:
		return !r.expr(e.Args[0])
	case OpAnd:
		for _, a := range e.Args {
			if !r.holds(a) {
				return false
			}
		}
		return true
	case OpOr:
		for _, a := range e.Args {
			if r.holds(a) {
				return true
			}
		}
	}
	return false
}

func (r *Reach) canBeOn(s *Symbol) bool {
	switch {
	case s.Const && s.Type == TristateType:
		return s.index != int(No)
	case s.parts != nil: // whatever the build environment answers
		return true
	case s.Type == Int || s.Type == Hex || s.Type == String:
		return true
	}
	for _, prop := range s.Properties {
		switch {
		case prop.Kind == Prompt && r.expr(prop.Condition),
			prop.Kind == Default && !s.isChoice && r.expr(prop.Value) && r.expr(prop.Condition):
			return true
		}
	}
	return s.SelectedBy != nil && r.expr(s.SelectedBy) || s.ImpliedBy != nil && r.expr(s.ImpliedBy)
}

// expr reports whether a condition may be other than n.
func (r *Reach) expr(e *Expr) bool {
	if e == nil {
		return true
	}
	switch e.Op {
	case OpSymbol:
		return r.on[e.Left.index]
	case OpNot:
		return !r.holds(e.Args[0])
	case OpAnd:
		for _, a := range e.Args {
			if !r.expr(a) {
				return false
			}
		}
		return true
	case OpOr:
		for _, a := range e.Args {
			if r.expr(a) {
				return true
			}
		}
		return false
	case OpEqual:
		s, c := e.Left, e.Right
		if s.Const {
			s, c = c, s
		}
		if (s.Type == Bool || s.Type == TristateType || s.Type == Unknown && !s.Const) && c.Const && c.Type == TristateType && c.index != int(No) {
			return r.on[s.index]
		}
	}
	return true // other comparisons are not gone into
}

func (r *Reach) formula(f *Formula) bool {
	switch f.kind {
	case falseFormula:
		return false
	case andFormula:
		for _, a := range f.args {
			if !r.formula(a) {
				return false
			}
		}
	case orFormula:
		for _, a := range f.args {
			if r.formula(a) {
				return true
			}
		}
		return false
	case atomFormula:
		s := r.tree.Lookup(f.name)
		switch {
		case f.atom != SymbolAtom:
		case f.values&IsNo == 0:
			return s != nil && r.on[s.index]
		case f.values&IsYes == 0:
			return s == nil || !r.always[s.index]
		}
	}
	return true
}
