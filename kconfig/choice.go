package kconfig

// Choices follow one of two sets of rules, see dialect.rankedChoice.

// readMember takes over what the setting of a member says of its choice, by
// the older rules: the last member set to y is the pick.
func (v *Values) readMember(s *Symbol) {
	choice, tri := &v.states[s.Choice.index], v.states[s.index].userTri
	switch tri {
	case Mod:
		if choice.userTri == Yes {
			choice.hasUser = false
		}
	case Yes:
		choice.userPick = s
	}
	choice.userTri = max(choice.userTri, tri)
}

// pickMember decides which member of a choice is y, by the older rules: the
// configuration's where it is visible, else the default, else the first that
// is visible.
func (v *Values) pickMember(choice *Symbol) *Symbol {
	st := &v.states[choice.index]
	for _, m := range choice.Members {
		v.visibility(m)
	}
	if st.userPick != nil && v.states[st.userPick.index].visible != No {
		return st.userPick
	}
	return v.defaultMember(choice)
}

// defaultMember returns the member that a choice has by default.
func (v *Values) defaultMember(choice *Symbol) *Symbol {
	for _, prop := range choice.Properties {
		if prop.Kind != Default || v.Eval(prop.Condition) == No || prop.Value.Op != OpSymbol {
			continue
		}
		if m := prop.Value.Left; v.states[m.index].visible != No {
			return m
		}
	}
	for _, m := range choice.Members {
		if v.states[m.index].visible != No {
			return m
		}
	}
	return nil
}

// rank moves a member to the front of its choice's order: what is set last
// comes first.
func (v *Values) rank(s *Symbol) {
	order := v.states[s.Choice.index].order
	at := 0
	for at < len(order) && order[at] != s {
		at++
	}
	if at == len(order) {
		return
	}
	copy(order[1:at+1], order[:at])
	order[0] = s
}

// pickRanked decides a choice by the newer rules and gives all of its visible
// members their values: the member set to y last, else the default unless it
// is set to n, else the first member that is not set, else the one whose n is
// the oldest.
func (v *Values) pickRanked(choice *Symbol) {
	st := &v.states[choice.index]
	user := func(m *Symbol) (Tristate, bool) {
		return v.states[m.index].userTri, v.states[m.index].hasUser
	}
	visible := func(m *Symbol) bool { return v.states[m.index].visible != No }
	var pick *Symbol
	for _, m := range st.order {
		v.visibility(m)
		if !visible(m) {
			continue
		}
		if tri, set := user(m); set && tri == Yes {
			pick = m
			break
		}
	}
	if pick == nil {
		if pick = v.defaultMember(choice); pick != nil {
			if tri, set := user(pick); set && tri == No {
				pick = nil
			}
		}
	}
	for _, m := range choice.Members {
		if pick != nil {
			break
		}
		if _, set := user(m); visible(m) && !set {
			pick = m
		}
	}
	for i := len(st.order) - 1; i >= 0 && pick == nil; i-- {
		if visible(st.order[i]) {
			pick = st.order[i]
		}
	}
	st.pick = pick
	for _, m := range choice.Members {
		if !visible(m) {
			continue
		}
		ms := &v.states[m.index]
		ms.tri = No
		if m == pick {
			ms.tri = Yes
		}
		ms.valid, ms.written = true, true
	}
}
