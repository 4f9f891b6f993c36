package kconfig

import (
	"slices"
	"strings"
)

// makeValue is the text of a make variable for all configurations at once: a
// sequence of pieces, each there under a condition. What it is in one
// configuration is the pieces whose conditions hold, one after the other.
type makeValue []makePiece

type makePiece struct {
	when *Formula
	text string
	why  *why
	// gap stands for a space, but only where text comes before it and behind
	// it in the value. It has no condition and no text.
	gap bool
}

// gap goes between the words of a list and between what += puts together.
var gap = makePiece{when: trueValue, gap: true}

// why says which lines a piece of text comes from: those of outer, then its
// own guard, then those of inner.
type why struct {
	outer, inner *why
	guard        Guard
	direct       bool // guard counts
}

// chain appends the lines to out, each once.
func (w *why) chain(out Chain) Chain {
	if w == nil {
		return out
	}
	out = w.outer.chain(out)
	if w.direct && !slices.Contains(out, w.guard) {
		out = append(out, w.guard)
	}
	return w.inner.chain(out)
}

// continued is the reason for a word that more text was appended to. Text
// that is always there adds no reason of its own.
func continued(c choiceOf, p makePiece) *why {
	if c.text != "" && (p.when.IsTrue() || p.text == "") {
		return c.why
	}
	return join(c.why, p.why)
}

func join(outer, inner *why) *why {
	switch {
	case outer == nil:
		return inner
	case inner == nil:
		return outer
	}
	return &why{outer: outer, inner: inner}
}

func constant(s string) makeValue {
	if s == "" {
		return nil
	}
	return makeValue{{when: trueValue, text: s}}
}

// given restricts a value to a condition.
func (v makeValue) given(f *Formula, w *why) makeValue {
	if f.IsTrue() && w == nil {
		return v
	}
	var out makeValue
	for _, p := range v {
		if p.gap {
			out = append(out, p)
		} else if when := And(f, p.when); !when.IsFalse() {
			out = append(out, makePiece{when: when, text: p.text, why: join(w, p.why)})
		}
	}
	return out
}

// literal returns the text of a value that is the same in every configuration.
func (v makeValue) literal() (string, bool) {
	switch len(v) {
	case 0:
		return "", true
	case 1:
		return v[0].text, v[0].when.IsTrue()
	}
	for _, p := range v {
		if !p.when.IsTrue() {
			return "", false
		}
	}
	all, _ := v.choices() // one, as nothing has a condition
	return all[0].text, true
}

// choiceOf is one of the texts that a value can have.
type choiceOf struct {
	when *Formula
	text string
	why  *why
	gap  bool // a space is due before what comes next
}

// maxChoices bounds the texts that one value is taken apart into.
const maxChoices = 128

// choices returns the texts that a value can have, with the condition of each;
// false where they are too many.
func (v makeValue) choices() ([]choiceOf, bool) {
	out := []choiceOf{{when: trueValue}}
	for _, p := range v {
		if p.gap {
			for i := range out {
				out[i].gap = out[i].text != ""
			}
			continue
		}
		var next []choiceOf
		for _, c := range out {
			if without := And(c.when, Not(p.when)); !without.IsFalse() {
				next = append(next, choiceOf{without, c.text, c.why, c.gap})
			}
			if with := And(c.when, p.when); !with.IsFalse() {
				if c.gap && p.text != "" {
					c.text += " "
				}
				next = append(next, choiceOf{when: with, text: c.text + p.text, why: continued(c, p)})
			}
		}
		if out = sameTexts(next); len(out) > maxChoices {
			return nil, false
		}
	}
	return out, true
}

// sameTexts makes one of the choices with the same text.
func sameTexts(choices []choiceOf) []choiceOf {
	var out []choiceOf
	for _, c := range choices {
		i := slices.IndexFunc(out, func(o choiceOf) bool { return o.text == c.text && o.gap == c.gap })
		if i < 0 {
			out = append(out, c)
			continue
		}
		out[i].when = Or(out[i].when, c.when)
	}
	return out
}

// separate puts the texts that a value can have for its pieces, so that it may
// stand behind other text: gaps look at what is in the value alone.
func (v makeValue) separate() makeValue {
	if !slices.ContainsFunc(v, func(p makePiece) bool { return p.gap }) {
		return v
	}
	all, ok := v.choices()
	if !ok {
		return opaque("one of too many texts")
	}
	var out makeValue
	for _, c := range all {
		if c.text != "" {
			out = append(out, makePiece{when: c.when, text: c.text, why: c.why})
		}
	}
	return out
}

// makeWord is one word of a value.
type makeWord struct {
	when *Formula
	text string
	why  *why
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// words cuts a value into its words. Words that are put together from several
// pieces come out once for each way; false where those are too many.
func (v makeValue) words() ([]makeWord, bool) {
	var out []makeWord
	open := []choiceOf{{when: trueValue}} // words that the next piece may continue
	flush := func() {
		for _, c := range open {
			if c.text != "" {
				out = append(out, makeWord{c.when, c.text, c.why})
			}
		}
		open = []choiceOf{{when: trueValue}}
	}
	for _, p := range v {
		if p.gap {
			flush()
			continue
		}
		var next []choiceOf
		first, rest, broken := cutSpace(p.text)
		for _, c := range open {
			with := And(c.when, p.when)
			if without := And(c.when, Not(p.when)); !without.IsFalse() {
				next = append(next, choiceOf{when: without, text: c.text, why: c.why})
			}
			if with.IsFalse() {
				continue
			}
			w := c.why
			if first != "" {
				w = continued(c, p)
			}
			if !broken {
				next = append(next, choiceOf{when: with, text: c.text + first, why: w})
			} else if c.text+first != "" {
				out = append(out, makeWord{with, c.text + first, w})
			}
		}
		if broken {
			fields := strings.FieldsFunc(rest, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) })
			tail := ""
			if len(fields) > 0 && !isSpace(p.text[len(p.text)-1]) {
				tail, fields = fields[len(fields)-1], fields[:len(fields)-1]
			}
			for _, f := range fields {
				out = append(out, makeWord{p.when, f, p.why})
			}
			next = append(next, choiceOf{when: p.when, text: tail, why: p.why})
		}
		if open = mergeEmpty(next); len(open) > maxChoices {
			return nil, false
		}
	}
	flush()
	return out, true
}

// mergeEmpty makes one of the ways in which no word is open.
func mergeEmpty(open []choiceOf) []choiceOf {
	var out []choiceOf
	var empty []*Formula
	for _, c := range open {
		if c.text == "" {
			empty = append(empty, c.when)
		} else {
			out = append(out, c)
		}
	}
	if len(empty) > 0 {
		out = append(out, choiceOf{when: Or(empty...)})
	}
	return out
}

func cutSpace(s string) (first, rest string, found bool) {
	for i := range len(s) {
		if isSpace(s[i]) {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// notEmpty returns when a value has any text besides white space.
func (v makeValue) notEmpty() *Formula {
	var when []*Formula
	for _, p := range v {
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		if p.when.IsTrue() {
			return trueValue
		}
		if !slices.ContainsFunc(when, p.when.Equal) {
			when = append(when, p.when)
		}
	}
	return Or(when...)
}
