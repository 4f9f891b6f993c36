package kconfig

func base(t Type, otherwise int) int {
	switch t {
	case Int:
		return 10
	case Hex:
		return 16
	}
	return otherwise
}

// rangeEnd returns one end of a range as a number, read in the base of the
// symbol that it is, and by default in that of the symbol it bounds.
func (v *Values) rangeEnd(s *Symbol, otherwise int) int64 {
	v.calc(s)
	n, _, _ := parseNumber(v.stringOf(s), base(s.Type, otherwise))
	return n
}

// clamp moves a number into its range.
func (v *Values) clamp(s *Symbol, st *state) {
	b := base(s.Type, 0)
	if b == 0 {
		return
	}
	prop := v.firstOf(s, RangeOf)
	if prop == nil {
		return
	}
	n, _, _ := parseNumber(st.text, b)
	end := prop.Low
	if n >= v.rangeEnd(prop.Low, b) {
		if n <= v.rangeEnd(prop.High, b) {
			return
		}
		end = prop.High
	}
	st.text = v.stringOf(end)
}

// dropOutOfRange recomputes the numbers that the configuration sets out of
// their range. What depends on them was computed before, and stays.
func (v *Values) dropOutOfRange() {
	for _, s := range v.tree.all {
		st := &v.states[s.index]
		b := base(s.Type, 0)
		if b == 0 || !st.hasUser {
			continue
		}
		prop := v.firstOf(s, RangeOf)
		if prop == nil {
			continue
		}
		n, _, _ := parseNumber(st.user, b)
		if n >= v.rangeEnd(prop.Low, b) && n <= v.rangeEnd(prop.High, b) {
			continue
		}
		st.hasUser, st.valid = false, false
		v.calc(s)
	}
}
