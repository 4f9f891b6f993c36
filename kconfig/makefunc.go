package kconfig

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// makeFunctions are the functions of make, of unexpanded arguments. What
// cannot be told without running something gives a text that says so.
var makeFunctions map[string]func(e *makeEval, args []string) makeValue

func init() { // in a function, as the functions expand and expanding needs them
	each := func(f func(w string) string) func(*makeEval, []string) makeValue {
		return func(e *makeEval, args []string) makeValue {
			return e.mapWords(e.expand(strings.Join(args, ",")), f)
		}
	}
	nothing := func(*makeEval, []string) makeValue { return nil }
	makeFunctions = map[string]func(e *makeEval, args []string) makeValue{
		"subst":      (*makeEval).subst,
		"patsubst":   (*makeEval).patsubst,
		"strip":      each(func(w string) string { return w }),
		"findstring": (*makeEval).findstring,
		"filter":     func(e *makeEval, args []string) makeValue { return e.filter(args, true) },
		"filter-out": func(e *makeEval, args []string) makeValue { return e.filter(args, false) },
		"sort":       (*makeEval).sort,
		"firstword":  func(e *makeEval, args []string) makeValue { return e.pickWord(args, 0) },
		"lastword":   func(e *makeEval, args []string) makeValue { return e.pickWord(args, -1) },
		"word":       (*makeEval).word,
		"dir":        each(dirOf),
		"words":      (*makeEval).countWords,
		"notdir":     each(func(w string) string { return w[strings.LastIndexByte(w, '/')+1:] }),
		"basename":   each(func(w string) string { return strings.TrimSuffix(w, path.Ext(w)) }),
		"suffix":     each(path.Ext),
		"addprefix":  func(e *makeEval, args []string) makeValue { return e.affix(args, true) },
		"addsuffix":  func(e *makeEval, args []string) makeValue { return e.affix(args, false) },
		"abspath":    each(path.Clean),
		"realpath":   each(path.Clean),
		"wildcard":   (*makeEval).wildcard,
		"if":         (*makeEval).ifFunction,
		"or":         (*makeEval).orFunction,
		"and":        (*makeEval).andFunction,
		"foreach":    (*makeEval).foreach,
		"call":       (*makeEval).call,
		"value":      func(e *makeEval, args []string) makeValue { return e.named(args[0]) },
		"info":       nothing, "warning": nothing, "error": nothing, "eval": nothing,
	}
	for _, name := range []string{"shell", "wordlist", "join", "origin", "flavor", "file", "let", "intcmp"} {
		makeFunctions[name] = func(e *makeEval, args []string) makeValue {
			return opaque("$(" + name + " " + strings.Join(args, ",") + ")")
		}
	}
}

// listOf makes a value of words.
func (e *makeEval) listOf(words []makeWord) makeValue {
	out := make(makeValue, 0, 2*len(words))
	for _, w := range words {
		if w.text == "" {
			continue
		}
		if len(out) > 0 {
			out = append(out, gap)
		}
		out = append(out, makePiece{when: w.when, text: w.text, why: w.why})
	}
	return out
}

func (e *makeEval) mapWords(v makeValue, f func(w string) string) makeValue {
	words, ok := v.words()
	if !ok {
		return opaque("too many words")
	}
	for i := range words {
		words[i].text = f(words[i].text)
	}
	return e.listOf(words)
}

func (e *makeEval) literalArg(s string) (string, bool) { return e.expand(s).literal() }

func (e *makeEval) subst(args []string) makeValue {
	if len(args) < 3 {
		return nil
	}
	from, ok1 := e.literalArg(args[0])
	to, ok2 := e.literalArg(args[1])
	if !ok1 || !ok2 || from == "" {
		return opaque("$(subst " + strings.Join(args, ",") + ")")
	}
	v := e.expand(strings.Join(args[2:], ","))
	// Piece by piece is the same as the whole, but for what stands astride;
	// a value of several pieces is taken as the texts it can be, if few.
	if len(v) > 1 {
		if all, ok := v.choices(); ok {
			v = nil
			for _, c := range all {
				v = append(v, makePiece{when: c.when, text: c.text, why: c.why})
			}
		}
	}
	out := make(makeValue, len(v))
	for i, p := range v {
		p.text = strings.ReplaceAll(p.text, from, to)
		out[i] = p
	}
	return out
}

// patsubst replaces a word that matches from, in which % stands for any text.
func patsubst(from, to, w string) string {
	stem, ok := matchPattern(from, w)
	if !ok {
		return w
	}
	if strings.IndexByte(from, '%') < 0 {
		return to
	}
	return strings.Replace(to, "%", stem, 1)
}

func matchPattern(pattern, w string) (stem string, ok bool) {
	before, after, wild := strings.Cut(pattern, "%")
	if !wild {
		return "", pattern == w
	}
	if len(w) < len(before)+len(after) || !strings.HasPrefix(w, before) || !strings.HasSuffix(w, after) {
		return "", false
	}
	return w[len(before) : len(w)-len(after)], true
}

func (e *makeEval) patsubst(args []string) makeValue {
	if len(args) < 3 {
		return nil
	}
	froms, ok1 := e.expand(strings.TrimSpace(args[0])).choices()
	tos, ok2 := e.expand(args[1]).choices()
	if !ok1 || !ok2 {
		return opaque("$(patsubst " + strings.Join(args, ",") + ")")
	}
	list := e.expand(strings.Join(args[2:], ","))
	var out makeValue
	for _, from := range froms {
		for _, to := range tos {
			when := And(from.when, to.when)
			if len(out) > 0 {
				out = append(out, gap)
			}
			out = append(out, e.mapWords(list.given(when, join(from.why, to.why)), func(w string) string {
				return patsubst(from.text, to.text, w)
			})...)
		}
	}
	return out
}

func (e *makeEval) findstring(args []string) makeValue {
	if len(args) < 2 {
		return nil
	}
	needles, ok1 := e.expand(args[0]).choices()
	hays, ok2 := e.expand(args[1]).choices()
	if !ok1 || !ok2 {
		return opaque("$(findstring " + strings.Join(args, ",") + ")")
	}
	var out makeValue
	for _, n := range needles {
		for _, h := range hays {
			when := And(n.when, h.when)
			switch {
			case when.IsFalse() || n.text == "":
			case strings.Contains(h.text, n.text):
				out = append(out, makePiece{when: when, text: n.text})
			case strings.IndexByte(h.text, mark) >= 0 || strings.IndexByte(n.text, mark) >= 0:
				unknown := NotKnown(unmark(h.text) + " contains " + unmark(n.text))
				out = append(out, makePiece{when: And(when, unknown), text: n.text})
			}
		}
	}
	return out
}

// filter keeps the words that match one of the patterns, or that match none.
func (e *makeEval) filter(args []string, keep bool) makeValue {
	if len(args) < 2 {
		return nil
	}
	patterns, ok1 := e.expand(args[0]).words()
	words, ok2 := e.expand(strings.Join(args[1:], ",")).words()
	if !ok1 || !ok2 {
		return opaque("$(filter " + strings.Join(args, ",") + ")")
	}
	var out []makeWord
	for _, w := range words {
		var matches []*Formula
		for _, p := range patterns {
			if _, ok := matchPattern(p.text, w.text); ok {
				matches = append(matches, p.when)
			} else if strings.IndexByte(w.text, mark) >= 0 || strings.IndexByte(p.text, mark) >= 0 {
				matches = append(matches, And(p.when, sameText(w.text, p.text)))
			}
		}
		match := Or(matches...)
		if !keep {
			match = Not(match)
		}
		if w.when = And(w.when, match); !w.when.IsFalse() {
			out = append(out, w)
		}
	}
	return e.listOf(out)
}

func (e *makeEval) sort(args []string) makeValue {
	words, ok := e.expand(strings.Join(args, ",")).words()
	if !ok {
		return opaque("$(sort " + strings.Join(args, ",") + ")")
	}
	slices.SortStableFunc(words, func(a, b makeWord) int { return strings.Compare(a.text, b.text) })
	var out []makeWord
	for _, w := range words {
		if n := len(out); n > 0 && out[n-1].text == w.text {
			out[n-1].when = Or(out[n-1].when, w.when)
			continue
		}
		out = append(out, w)
	}
	return e.listOf(out)
}

// pickWord returns the first word, or with -1 the last.
func (e *makeEval) pickWord(args []string, which int) makeValue {
	words, ok := e.expand(strings.Join(args, ",")).words()
	if !ok {
		return opaque("one of too many words")
	}
	if which < 0 {
		slices.Reverse(words)
	}
	var out makeValue
	rest := trueValue
	for _, w := range words {
		if when := And(rest, w.when); !when.IsFalse() {
			out = append(out, makePiece{when: when, text: w.text, why: w.why})
		}
		rest = And(rest, Not(w.when))
	}
	return out
}

func dirOf(w string) string {
	if i := strings.LastIndexByte(w, '/'); i >= 0 {
		return w[:i+1]
	}
	return "./"
}

// countWords handles lists that are the same in every configuration.
func (e *makeEval) countWords(args []string) makeValue {
	list, ok := e.literalArg(strings.Join(args, ","))
	if !ok || strings.IndexByte(list, mark) >= 0 {
		return opaque("$(words " + strings.Join(args, ",") + ")")
	}
	return constant(strconv.Itoa(len(strings.Fields(list))))
}

// word handles lists that are the same in every configuration.
func (e *makeEval) word(args []string) makeValue {
	if len(args) >= 2 {
		number, ok1 := e.literalArg(args[0])
		list, ok2 := e.literalArg(strings.Join(args[1:], ","))
		n, _, overflow := parseNumber(number, 10)
		if words := strings.Fields(list); ok1 && ok2 && !overflow && strings.IndexByte(list, mark) < 0 {
			if n >= 1 && n <= int64(len(words)) {
				return constant(words[n-1])
			}
			return nil
		}
	}
	return opaque("$(word " + strings.Join(args, ",") + ")")
}

func (e *makeEval) affix(args []string, front bool) makeValue {
	if len(args) < 2 {
		return nil
	}
	affixes, ok := e.expand(args[0]).choices()
	if !ok {
		return opaque("an affix")
	}
	list := e.expand(strings.Join(args[1:], ","))
	var out makeValue
	for _, a := range affixes {
		if len(out) > 0 {
			out = append(out, gap)
		}
		out = append(out, e.mapWords(list.given(a.when, a.why), func(w string) string {
			if front {
				return a.text + w
			}
			return w + a.text
		})...)
	}
	return out
}

// wildcard looks in the tree. The names that it gives keep the prefix that
// stands for the tree's root.
func (e *makeEval) wildcard(args []string) makeValue {
	words, ok := e.expand(strings.Join(args, ",")).words()
	if !ok {
		return opaque("$(wildcard " + strings.Join(args, ",") + ")")
	}
	var out []makeWord
	for _, w := range words {
		prefix := ""
		if strings.HasPrefix(w.text, "./") {
			prefix = "./"
		}
		name, slash := strings.CutSuffix(w.text, "/")
		name = path.Clean(name)
		if !strings.ContainsAny(name, "*?[") {
			if _, err := fs.Stat(e.fsys, name); err == nil {
				out = append(out, w)
			}
			continue
		}
		matches, err := fs.Glob(e.fsys, name)
		if err != nil {
			continue
		}
		for _, m := range matches {
			if slash {
				m += "/"
			}
			out = append(out, makeWord{w.when, prefix + m, w.why})
		}
	}
	return e.listOf(out)
}

func (e *makeEval) ifFunction(args []string) makeValue {
	if len(args) < 2 {
		return nil
	}
	is := e.expand(strings.TrimSpace(args[0])).notEmpty()
	out := e.expand(args[1]).given(is, nil)
	if len(args) > 2 {
		out = append(out, e.expand(strings.Join(args[2:], ",")).given(Not(is), nil)...)
	}
	return out
}

func (e *makeEval) orFunction(args []string) makeValue {
	var out makeValue
	rest := trueValue
	for _, a := range args {
		v := e.expand(strings.TrimSpace(a))
		is := v.notEmpty()
		out = append(out, v.given(And(rest, is), nil)...)
		rest = And(rest, Not(is))
	}
	return out
}

func (e *makeEval) andFunction(args []string) makeValue {
	all := trueValue
	var last makeValue
	for _, a := range args {
		last = e.expand(strings.TrimSpace(a))
		all = And(all, last.notEmpty())
	}
	return last.given(all, nil)
}

// bind sets variables for the time of f.
func (e *makeEval) bind(values map[string]makeValue, f func()) {
	saved := map[string]*makeVariable{}
	for name, v := range values {
		saved[name] = e.variables[name]
		e.variables[name] = &makeVariable{simple: true, segments: []makeSegment{{when: trueValue, done: v}}}
	}
	f()
	for name, v := range saved {
		if v == nil {
			delete(e.variables, name)
		} else {
			e.variables[name] = v
		}
	}
}

func (e *makeEval) foreach(args []string) makeValue {
	if len(args) < 3 || e.depth >= maxMakeDepth {
		return nil
	}
	name, ok1 := e.literalArg(strings.TrimSpace(args[0]))
	words, ok2 := e.expand(args[1]).words()
	if !ok1 || !ok2 {
		return opaque("$(foreach " + strings.Join(args, ",") + ")")
	}
	body := strings.Join(args[2:], ",")
	var out makeValue
	e.depth++
	for _, w := range words {
		if e.steps++; e.steps > maxMakeSteps {
			break
		}
		e.bind(map[string]makeValue{name: constant(w.text)}, func() {
			if len(out) > 0 {
				out = append(out, gap)
			}
			out = append(out, e.expand(body).given(w.when, w.why)...)
		})
	}
	e.depth--
	return out
}

func (e *makeEval) call(args []string) makeValue {
	name, ok := e.literalArg(strings.TrimSpace(args[0]))
	v := e.variables[name]
	if v == nil {
		v = e.base[name]
	}
	if !ok || v == nil || e.depth >= maxMakeDepth {
		return opaque("$(call " + strings.Join(args, ",") + ")")
	}
	values := map[string]makeValue{}
	for i, a := range args {
		if i > 0 && i < 10 {
			values[string(rune('0'+i))] = e.expand(a)
		}
	}
	if e.busy[name] { // a function that calls itself: make allows it, no tree needs it
		return opaque("$(call " + strings.Join(args, ",") + ")")
	}
	var out makeValue
	e.bind(values, func() { out = e.lookup(name) })
	return out
}
