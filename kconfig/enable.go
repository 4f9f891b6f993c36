package kconfig

import "slices"

// Outcome says how the search of [Values.Enable] ended.
type Outcome uint8

const (
	// Found: the settings bring the goal about; evaluation has confirmed it.
	Found Outcome = iota
	// Impossible: no configuration of this architecture brings it about.
	Impossible
	// NotFound: the search gave up, which proves nothing.
	NotFound
)

// Enable looks for few settings that, added to the configuration, make a
// formula hold. It goes back from the goal through prompts, selects, defaults
// and dependencies, and then lets the evaluator judge what it found: settings
// that turn out not to be needed are dropped, and where Kconfig has more to
// say the search goes on from there. The result is small, but not proved to be
// the smallest.
func (v *Values) Enable(goal *Formula) ([]Setting, Outcome) {
	if !v.tree.Possible(goal) {
		return nil, Impossible
	}
	var settings []Setting
	now := v
	for range maxEnableRounds {
		if holds, _ := goal.Eval(now); holds {
			return v.withoutNeedless(settings, goal), Found
		}
		p := &planner{values: now, memo: map[atomKey]plan{}, busy: map[atomKey]bool{}}
		next := p.formula(goal, 0)
		if next.cost >= unreachable || len(next.settings) == 0 {
			break
		}
		before := len(settings)
		settings = merge(settings, next.settings)
		if len(settings) == before && sameValues(settings, next.settings) {
			break
		}
		now = v.with(settings)
	}
	return nil, NotFound
}

const maxEnableRounds = 8

// with evaluates the configuration with some more settings, under the same
// answers to what Kconfig asks of the build environment.
func (v *Values) with(settings []Setting) *Values {
	c := &Config{File: v.config.File, Settings: v.config.Settings}
	c.Lines = append(slices.Clone(v.config.Lines), settings...)
	return v.tree.evaluate(c, v.answers)
}

// withoutNeedless drops the settings without which the goal holds as well.
func (v *Values) withoutNeedless(settings []Setting, goal *Formula) []Setting {
	for i := 0; i < len(settings); {
		fewer := slices.Delete(slices.Clone(settings), i, i+1)
		if holds, _ := goal.Eval(v.with(fewer)); holds {
			settings = fewer
		} else {
			i++
		}
	}
	return settings
}

// merge adds settings; a later one of the same symbol takes its place.
func merge(settings, more []Setting) []Setting {
	out := slices.Clone(settings)
	for _, s := range more {
		if i := slices.IndexFunc(out, func(o Setting) bool { return o.Name == s.Name }); i >= 0 {
			out[i] = s
		} else {
			out = append(out, s)
		}
	}
	return out
}

func sameValues(all, some []Setting) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}

// plan is what to set, and how much that is.
type plan struct {
	settings []Setting
	cost     int
}

const (
	unreachable  = 1 << 20
	maxPlanDepth = 40
)

// planner looks for cheap plans from where a configuration stands.
type planner struct {
	values *Values
	memo   map[atomKey]plan
	busy   map[atomKey]bool
}

func (p *planner) formula(f *Formula, depth int) plan {
	if holds, _ := f.Eval(p.values); holds {
		return plan{}
	}
	if depth > maxPlanDepth {
		return plan{cost: unreachable}
	}
	switch f.kind {
	case andFormula:
		var all plan
		for _, a := range f.args {
			one := p.formula(a, depth+1)
			if one.cost >= unreachable {
				return one
			}
			all.settings = merge(all.settings, one.settings)
		}
		all.cost = len(all.settings)
		return all
	case orFormula:
		best := plan{cost: unreachable}
		for _, a := range f.args {
			if one := p.formula(a, depth+1); one.cost < best.cost {
				best = one
			}
		}
		return best
	case atomFormula:
		return p.atom(f, depth)
	}
	return plan{cost: unreachable}
}

func (p *planner) atom(f *Formula, depth int) plan {
	s := p.values.tree.Lookup(f.name)
	if s == nil || !s.Defined() {
		return plan{cost: unreachable}
	}
	if f.atom == TextAtom && f.values == IsYes {
		return p.prompted(s, Setting{Name: s.Name, Value: f.text, Quoted: s.Type == String}, Mod, depth)
	}
	if f.atom != SymbolAtom {
		return plan{cost: unreachable}
	}
	key := atomKey{f.name, f.values}
	if found, ok := p.memo[key]; ok {
		return found
	}
	if p.busy[key] {
		return plan{cost: unreachable}
	}
	p.busy[key] = true
	best := plan{cost: unreachable}
	consider := func(one plan) {
		if one.cost < best.cost {
			best = one
		}
	}
	if f.values&IsYes != 0 {
		consider(p.turnOn(s, Yes, depth))
	}
	if f.values&IsMod != 0 {
		consider(p.turnOn(s, Mod, depth))
	}
	if f.values&IsNo != 0 {
		consider(p.turnOff(s, depth))
	}
	delete(p.busy, key)
	if best.cost < unreachable || depth == 0 { // a dead end may be one only from here
		p.memo[key] = best
	}
	return best
}

// turnOn raises a symbol to a value, by hand or through others.
func (p *planner) turnOn(s *Symbol, value Tristate, depth int) plan {
	t := p.values.tree
	best := p.prompted(s, Setting{Name: s.Name, Value: value.String()}, value, depth)
	least := value
	if s.Type == Bool {
		least = Mod
	}
	consider := func(f *Formula) {
		if best.cost > 1 {
			if one := p.formula(f, depth+1); one.cost < best.cost {
				best = one
			}
		}
	}
	for _, prop := range s.Selectors {
		consider(And(t.symbolAtLeast(prop.Node.Symbol, least, 0), t.AtLeast(prop.Condition, least)))
	}
	for _, prop := range s.Properties {
		if prop.Kind == Default {
			consider(And(t.AtLeast(prop.Value, least), t.AtLeast(prop.Condition, least)))
		}
	}
	return best
}

// prompted sets a symbol by hand, which takes a prompt that can be seen.
func (p *planner) prompted(s *Symbol, setting Setting, value Tristate, depth int) plan {
	best := plan{cost: unreachable}
	if s.Type == Bool {
		value = Mod
	}
	for _, prop := range s.Properties {
		if prop.Kind != Prompt {
			continue
		}
		t := p.values.tree
		needs := t.AtLeast(prop.Condition, value)
		if setting.Value == "m" && t.Modules != nil { // without modules, m becomes y
			needs = And(t.symbolAtLeast(t.Modules, Mod, 0), needs)
		}
		one := p.formula(needs, depth+1)
		if one.cost < unreachable {
			one.settings = merge(one.settings, []Setting{setting})
			if one.cost = len(one.settings); one.cost < best.cost {
				best = one
			}
		}
	}
	return best
}

// turnOff lowers a symbol to n: by hand, and away from what selects it.
func (p *planner) turnOff(s *Symbol, depth int) plan {
	t := p.values.tree
	var all plan
	if s.SelectedBy != nil {
		if all = p.formula(Not(t.AtLeast(s.SelectedBy, Mod)), depth+1); all.cost >= unreachable {
			return all
		}
	}
	if p.values.Visible(s) != No {
		all.settings = merge(all.settings, []Setting{{Name: s.Name, Value: "n"}})
		all.cost = len(all.settings)
		return all
	}
	// It has no prompt to be seen: one of its dependencies has to go, or what
	// its default asks for.
	var defaults []*Formula
	for _, prop := range s.Properties {
		if prop.Kind == Default {
			defaults = append(defaults, And(t.AtLeast(prop.Value, Mod), t.AtLeast(prop.Condition, Mod)))
		}
	}
	off := p.formula(Not(Or(defaults...)), depth+1)
	if off.cost >= unreachable {
		return off
	}
	all.settings = merge(all.settings, off.settings)
	all.cost = len(all.settings)
	return all
}
