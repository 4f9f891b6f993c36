package kconfig

// Questions are answered from the configuration: a file that conf wrote says
// in the values of CC_HAS_x, GCC_VERSION and the like what the build
// environment answered when it was written.

// Answer returns what a question was taken to be answered with; false where
// the configuration does not tell and nothing was assumed, so that the answer
// counts as empty, which as a condition is n.
func (v *Values) Answer(q *Question) (string, bool) {
	if q.index < len(v.answers) {
		return v.answers[q.index], v.answers[q.index] != ""
	}
	return "", false
}

// Unanswered reports whether the configuration tells nothing at all of the
// build environment, as a fragment does: then all questions count as no.
func (v *Values) Unanswered() bool {
	for _, a := range v.answers {
		if a != "" {
			return false
		}
	}
	return len(v.tree.Questions) > 0
}

// use is one place where a question bears on a symbol.
type use struct {
	symbol *Symbol
	// candidates are the values that the configuration suggests.
	candidates []string
}

// answerFrom evaluates with the answers under which the configuration comes
// out as it is, as far as they can be found.
func (t *Tree) answerFrom(c *Config) *Values {
	uses := t.usesOfQuestions(c)
	answers := make([]string, len(t.Questions))
	for i := range answers {
		for _, u := range uses[i] {
			if len(u.candidates) > 0 && answers[i] == "" {
				answers[i] = u.candidates[0]
			}
		}
	}
	v := t.evaluate(c, answers)
	wrong := v.disagreements(uses)
	// A first guess can be wrong where several questions bear on one symbol.
	// Trying the other answers of those few in turn finds the ones that fit.
	for round := 0; round < maxRepairs && len(wrong) > 0; round++ {
		better := false
		for i := range answers {
			for _, other := range alternatives(uses[i], answers[i], wrong) {
				before := answers[i]
				answers[i] = other
				w := t.evaluate(c, answers)
				if now := w.disagreements(uses); len(now) < len(wrong) {
					v, wrong, better = w, now, true
					continue
				}
				answers[i] = before
			}
			if len(wrong) == 0 {
				break
			}
		}
		if !better {
			break
		}
	}
	v.answers = append([]string(nil), answers...)
	return v
}

const maxRepairs = 4

// usesOfQuestions finds, for each question, the symbols it bears on and what
// the configuration lets one guess.
func (t *Tree) usesOfQuestions(c *Config) [][]use {
	uses := make([][]use, len(t.Questions))
	for _, s := range t.all {
		if s.Const || s.isChoice {
			continue
		}
		setting, set := c.Settings[s.Name]
		on := set && setting.Value != "n"
		add := func(e *Expr, suggest func(q *Symbol) []string) {
			visitQuestions(e, func(q *Symbol) {
				u := use{symbol: s, candidates: suggest(q)}
				for _, p := range q.parts {
					if p.question != nil {
						uses[p.question.index] = append(uses[p.question.index], u)
					}
				}
			})
		}
		for _, prop := range s.Properties {
			add(prop.Condition, func(*Symbol) []string {
				if set { // the line is there, so its prompt could be seen
					return []string{"y"}
				}
				return nil
			})
			if prop.Kind != Default {
				continue
			}
			add(prop.Value, func(q *Symbol) []string {
				switch {
				case s.Type == Bool || s.Type == TristateType:
					if on {
						return []string{"y"}
					}
				case set && len(q.parts) == 1:
					return []string{setting.Value}
				}
				return nil
			})
		}
	}
	return uses
}

func visitQuestions(e *Expr, f func(*Symbol)) {
	if e == nil {
		return
	}
	for _, s := range []*Symbol{e.Left, e.Right} {
		if s != nil && s.parts != nil {
			f(s)
		}
	}
	for _, a := range e.Args {
		visitQuestions(a, f)
	}
}

// disagreements returns the symbols that questions bear on and that did not
// get the value that the configuration has.
func (v *Values) disagreements(uses [][]use) map[*Symbol]bool {
	wrong := map[*Symbol]bool{}
	for _, of := range uses {
		for _, u := range of {
			setting, set := v.config.Settings[u.symbol.Name]
			if v.Written(u.symbol) != set || set && v.ValueOf(u.symbol) != setting.Value {
				wrong[u.symbol] = true
			}
		}
	}
	return wrong
}

// alternatives returns the other answers worth trying for a question that
// bears on a wrong symbol.
func alternatives(uses []use, now string, wrong map[*Symbol]bool) []string {
	bears := false
	seen := map[string]bool{now: true}
	var out []string
	for _, u := range uses {
		bears = bears || wrong[u.symbol]
		for _, c := range u.candidates {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	if !bears {
		return nil
	}
	for _, c := range []string{"y", "n"} {
		if !seen[c] {
			out = append(out, c)
		}
	}
	return out
}
