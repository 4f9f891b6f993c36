package kconfig

import "strings"

// findCircles reports symbols whose value depends on itself. conf refuses such
// a tree; here the symbol that is reached again counts as n.
func (p *parser) findCircles() {
	c := &circleFinder{p: p, state: make([]circleState, len(p.tree.all))}
	for _, s := range p.tree.all {
		c.visit(s)
	}
}

type circleState uint8

const (
	unvisited circleState = iota
	onPath
	visited
)

type circleFinder struct {
	p     *parser
	state []circleState
	path  []*Symbol
}

// maxCirclePath bounds the path that is followed, for the stack's sake.
const maxCirclePath = 100_000

// visit follows what s depends on. A choice and its members depend on each
// other by nature, so they count as one.
func (c *circleFinder) visit(s *Symbol) {
	if s.Choice != nil {
		s = s.Choice
	}
	switch {
	case s.Const || c.state[s.index] == visited || len(c.path) >= maxCirclePath:
		return
	case c.state[s.index] == onPath:
		c.report(s)
		return
	}
	c.state[s.index] = onPath
	c.path = append(c.path, s)
	c.dependencies(s, s)
	for _, m := range s.Members {
		c.dependencies(m, s)
	}
	c.path = c.path[:len(c.path)-1]
	c.state[s.index] = visited
}

// dependencies visits the symbols that the value of s depends on, but for
// those that stand for group as well.
func (c *circleFinder) dependencies(s, group *Symbol) {
	stamp := s.index + 1
	c.expr(s.DependsOn, group, stamp)
	c.expr(s.SelectedBy, group, stamp)
	c.expr(s.ImpliedBy, group, stamp)
	for _, prop := range s.Properties {
		if prop.Kind == Select || prop.Kind == Imply {
			continue
		}
		c.expr(prop.Condition, group, stamp)
		if prop.Kind == Default && !s.isChoice {
			c.expr(prop.Value, group, stamp)
		}
	}
}

func (c *circleFinder) expr(e *Expr, group *Symbol, stamp int) {
	if e == nil || e.seenFor == stamp {
		return
	}
	e.seenFor = stamp
	for _, s := range []*Symbol{e.Left, e.Right} {
		if s == nil || s.isChoice && s == group || s.Choice != nil && s.Choice == group {
			continue
		}
		c.visit(s)
	}
	for _, a := range e.Args {
		c.expr(a, group, stamp)
	}
}

// report says which symbols make up the circle that ends in s.
func (c *circleFinder) report(s *Symbol) {
	from := len(c.path) - 1
	for c.path[from] != s {
		from--
	}
	var names []string
	for _, on := range c.path[from:] {
		if len(names) == 10 {
			names = append(names, "...")
			break
		}
		names = append(names, on.displayName())
	}
	if len(s.Nodes) == 0 {
		return
	}
	n := s.Nodes[0]
	c.p.file = n.File
	c.p.report(n.Range, "%s depends on itself: %s > %s", s.displayName(), strings.Join(names, " > "), s.displayName())
}

func (s *Symbol) displayName() string {
	if s.Name == "" {
		return "<choice>"
	}
	return s.Name
}
