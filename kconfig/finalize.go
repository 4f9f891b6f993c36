package kconfig

// finalize hands dependencies down from blocks to what they enclose, collects
// what selects and implies what, and forms the choices.
func (p *parser) finalize() {
	t := p.tree
	if t.Root.Prompt == nil {
		t.Root.Prompt = &Property{Node: t.Root, Text: "Main menu"}
	}
	f := &finalizer{tree: t, byNode: map[*Node][]*Property{}}
	for _, s := range t.all {
		for _, prop := range s.Properties {
			f.byNode[prop.Node] = append(f.byNode[prop.Node], prop)
		}
	}
	f.children(t.Root)
	for _, s := range t.all {
		for _, n := range s.Nodes {
			if len(n.Children) == 0 && (s.Choice == nil || !t.dialect.rankedChoice) {
				s.DependsOn = or(s.DependsOn, n.DependsOn)
			}
		}
	}
	if !t.dialect.rankedChoice {
		f.forceChoices()
	}
}

type finalizer struct {
	tree   *Tree
	byNode map[*Node][]*Property
}

func (f *finalizer) rewrite(e *Expr) *Expr {
	return rewriteM(e, f.tree.all[Mod], f.tree.Modules)
}

// children finalizes what n encloses.
func (f *finalizer) children(n *Node) {
	outer := n.DependsOn
	if n.Kind == ChoiceNode {
		if !f.tree.dialect.rankedChoice {
			f.choiceType(n)
			// The value of the choice bounds the visibility of its members.
			outer = symbolExpr(n.Symbol)
		}
	}
	for _, c := range n.Children {
		c.DependsOn = and(outer, f.rewrite(c.own))
		if c.Symbol == nil {
			if c.Prompt != nil {
				c.Prompt.Condition = c.DependsOn
			}
			continue
		}
		for _, prop := range f.byNode[c] {
			prop.Condition = and(c.DependsOn, f.rewrite(prop.Condition))
			switch prop.Kind {
			case Select:
				s := prop.Value.Left
				s.Selectors = append(s.Selectors, prop)
				s.SelectedBy = or(s.SelectedBy, and(symbolExpr(c.Symbol), prop.Condition))
			case Imply:
				s := prop.Value.Left
				s.ImpliedBy = or(s.ImpliedBy, and(symbolExpr(c.Symbol), prop.Condition))
			}
		}
	}
	for _, c := range n.Children {
		f.children(c)
	}
	if n.Kind == ChoiceNode {
		f.members(n)
	}
}

// choiceType gives a choice the type of its first member where it has none of
// its own, and its type to the members that have none.
func (f *finalizer) choiceType(n *Node) {
	s := n.Symbol
	for _, c := range n.Children {
		if s.Type == Unknown && c.Symbol != nil {
			s.Type = c.Symbol.Type
		}
	}
	for _, c := range n.Children {
		if c.Symbol != nil && c.Symbol.Type == Unknown {
			c.Symbol.Type = s.Type
		}
	}
}

// members collects the members of a choice: the symbols that stand in it,
// ifs looked through.
func (f *finalizer) members(n *Node) {
	if f.tree.dialect.rankedChoice && n.Symbol.Type == Unknown {
		n.Symbol.Type = Bool
	}
	var inside []*Node
	var collect func(nodes []*Node)
	collect = func(nodes []*Node) {
		for _, c := range nodes {
			if c.Kind == IfNode {
				collect(c.Children)
			} else {
				inside = append(inside, c)
			}
		}
	}
	collect(n.Children)
	if !f.tree.dialect.rankedChoice {
		inside = withoutSubmenus(inside)
	}
	for _, c := range inside {
		s := c.Symbol
		if s == nil || s.isChoice || s.Choice != nil {
			continue
		}
		if f.tree.dialect.rankedChoice && c.Prompt == nil {
			continue
		}
		s.Choice = n.Symbol
		n.Symbol.Members = append(n.Symbol.Members, s)
		// A bool in a tristate choice is there only while one of the members
		// has to be chosen.
		if n.Symbol.Type == TristateType && s.Type != TristateType && !f.tree.dialect.rankedChoice {
			only := &Expr{Op: OpEqual, Left: n.Symbol, Right: f.tree.all[Yes]}
			c.DependsOn = and(only, c.DependsOn)
			for _, prop := range f.byNode[c] {
				prop.Condition = and(only, prop.Condition)
			}
		}
	}
}

// withoutSubmenus drops the symbols that depend on a symbol right before them:
// conf makes a submenu of those, and a submenu's entries are not members of
// the choice.
func withoutSubmenus(nodes []*Node) []*Node {
	var out []*Node
	for i := 0; i < len(nodes); {
		n := nodes[i]
		out = append(out, n)
		i++
		if n.Symbol == nil || len(n.Children) > 0 {
			continue
		}
		for i < len(nodes) && dependsOnSymbol(promptCondition(nodes[i]), n.Symbol, promptCondition(n)) {
			i++
		}
	}
	return out
}

func promptCondition(n *Node) *Expr {
	if n.Prompt != nil {
		return n.Prompt.Condition
	}
	return n.DependsOn
}

// dependsOnSymbol reports whether e asks for s: as one of its conjuncts, or
// somewhere inside one while all that s itself asks for are among the others.
func dependsOnSymbol(e *Expr, s *Symbol, outer *Expr) bool {
	parts := conjuncts(e, nil)
	mentioned := false
	for _, c := range parts {
		switch {
		case c.Left == s && (c.Op == OpSymbol || c.Op == OpEqual && (c.Right.Name == "y" || c.Right.Name == "m") || c.Op == OpUnequal && c.Right.Name == "n"):
			return true
		default:
			mentioned = mentioned || mentions(c, s)
		}
	}
	if !mentioned {
		return false
	}
	have := map[string]bool{}
	for _, c := range parts {
		have[c.String()] = true
	}
	for _, c := range conjuncts(outer, nil) {
		if !have[c.String()] {
			return false
		}
	}
	return true
}

func mentions(e *Expr, s *Symbol) bool {
	if e.Left == s || e.Right == s {
		return true
	}
	for _, a := range e.Args {
		if mentions(a, s) {
			return true
		}
	}
	return false
}

// conjuncts appends the operands of the outermost && of e to out.
func conjuncts(e *Expr, out []*Expr) []*Expr {
	switch {
	case e == nil:
	case e.Op == OpAnd:
		for _, a := range e.Args {
			out = conjuncts(a, out)
		}
	default:
		out = append(out, e)
	}
	return out
}

// forceChoices keeps a choice that is visible and not optional from being n.
func (f *finalizer) forceChoices() {
	for _, s := range f.tree.all {
		if !s.isChoice || s.optional {
			continue
		}
		for _, n := range s.Nodes {
			if n.Prompt != nil {
				s.SelectedBy = or(s.SelectedBy, and(n.Prompt.Condition, symbolExpr(f.tree.all[Mod])))
			}
		}
	}
}
