package kconfig

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"callgate/text"
)

// makeVariable is a variable of make with its value in every configuration.
type makeVariable struct {
	segments []makeSegment
	// simple says that values appended are expanded at once (:=).
	simple bool
}

// makeSegment is what one assignment contributed.
type makeSegment struct {
	when *Formula
	raw  string    // of a recursive variable: not expanded yet
	done makeValue // of a simple one
	why  *why
}

// makeEval evaluates makefiles for all configurations at once.
type makeEval struct {
	tree      *Tree // tells the types of symbols
	fsys      fs.FS
	files     *makefileCache
	variables map[string]*makeVariable
	// base are variables that are looked up after one's own: those that the
	// top Makefile exports, and what every makefile includes.
	base map[string]*makeVariable
	// rules are those seen, not expanded.
	rules []makeRule
	// exported collects the names that are exported.
	exported map[string]bool
	problems *[]text.Problem

	file  string
	when  *Formula // what has to hold for the statement to be reached
	why   *why     // the lines that say so
	depth int
	busy  map[string]bool // variables that are being expanded
	steps int             // bounds the work
}

// makeRule is a rule with what has to hold for it to be there.
type makeRule struct {
	file      string
	when      *Formula
	why       *why
	statement *Statement
}

const (
	maxMakeDepth = 60
	maxMakeSteps = 200_000 // for one directory; the largest of a kernel take a tenth
)

func (e *makeEval) problem(r text.Range, format string, args ...any) {
	if len(*e.problems) < maxProblems {
		*e.problems = append(*e.problems, text.Problem{File: e.file, Range: r, Text: fmt.Sprintf(format, args...)})
	}
}

// include evaluates a file if it is there.
func (e *makeEval) include(name string) bool {
	m := e.files.get(e.fsys, name)
	if m == nil {
		return false
	}
	if e.depth >= maxMakeDepth {
		e.problem(text.Range{}, "makefiles include each other more than %d deep", maxMakeDepth)
		return false
	}
	file := e.file
	e.file = name
	e.depth++
	e.statements(m.Statements)
	e.depth--
	e.file = file
	return true
}

func (e *makeEval) statements(list []Statement) {
	for i := range list {
		s := &list[i]
		if e.steps++; e.steps > maxMakeSteps {
			return
		}
		switch s.Kind {
		case Assign:
			e.assign(s)
		case Conditional:
			e.conditional(s)
		case Include:
			e.includes(s)
		case Rule:
			e.rules = append(e.rules, makeRule{e.file, e.when, e.why, s})
		case Other:
			if s.Export {
				e.export(s)
			}
		}
	}
}

func (e *makeEval) export(s *Statement) {
	words, _ := e.expand(s.Value).words()
	for _, w := range words {
		e.exported[w.text] = true
	}
}

func (e *makeEval) includes(s *Statement) {
	words, ok := e.expand(s.Value).words()
	if !ok {
		e.problem(s.Range, "cannot tell what is included")
		return
	}
	for _, w := range words {
		when, reason := e.when, e.why
		e.when = And(when, w.when)
		if !e.when.IsTrue() || !w.when.IsTrue() {
			e.why = join(e.why, w.why)
		}
		if !e.when.IsFalse() {
			e.include(path.Clean(w.text))
		}
		e.when, e.why = when, reason
	}
}

// conditional evaluates each branch under its condition.
func (e *makeEval) conditional(s *Statement) {
	when, reason := e.when, e.why
	rest := trueValue // what has to hold for this branch to be looked at
	for i := range s.Branches {
		b := &s.Branches[i]
		is := trueValue
		guard := Guard{File: e.file, Range: b.Range, Text: b.Text}
		if b.Keyword != "" {
			is = e.condition(b)
		} else if i > 0 {
			guard = Guard{File: e.file, Range: s.Branches[i-1].Range, Text: "else of " + s.Branches[i-1].Text}
		}
		e.when = And(when, rest, is)
		e.why = reason
		if local := And(rest, is); !local.IsTrue() {
			guard.Symbol, guard.Negated = onlySymbol(local)
			e.why = join(reason, &why{guard: guard, direct: true})
		}
		if !e.when.IsFalse() {
			e.statements(b.Body)
		}
		rest = And(rest, Not(is))
	}
	e.when, e.why = when, reason
}

// onlySymbol returns the symbol of a formula that is about one alone.
func onlySymbol(f *Formula) (name string, negated bool) {
	if f.kind == atomFormula && f.atom == SymbolAtom {
		return f.name, f.values&IsNo != 0
	}
	return "", false
}

// condition returns when a branch's own directive holds.
func (e *makeEval) condition(b *Branch) *Formula {
	switch b.Keyword {
	case "ifdef", "ifndef":
		f := e.expand("$(" + b.Args[0] + ")").notEmpty()
		if b.Keyword == "ifndef" {
			return Not(f)
		}
		return f
	default:
		f := e.equal(e.expand(b.Args[0]), e.expand(b.Args[1]), b.Text)
		if b.Keyword == "ifneq" {
			return Not(f)
		}
		return f
	}
}

// assign does one assignment for every name and condition it may have.
func (e *makeEval) assign(s *Statement) {
	if strings.IndexByte(s.Name, '$') < 0 {
		if !ignored(s.Name) {
			e.set(s, s.Name, trueValue)
		}
		return
	}
	names, ok := e.expand(s.Name).choices()
	if !ok {
		e.problem(s.Range, "cannot tell what is assigned")
		return
	}
	for _, n := range names {
		if name := strings.TrimSpace(n.text); !ignored(name) {
			e.set(s, name, n.when)
		}
	}
}

// ignoredPrefixes start the names of variables that hold flags, rules and
// reports, which have no say in what is built.
var ignoredPrefixes = []string{"CFLAGS", "AFLAGS", "KBUILD_CFLAGS", "KBUILD_AFLAGS", "ccflags", "asflags", "cppflags", "ldflags",
	"subdir-ccflags", "subdir-asflags", "KASAN_SANITIZE", "UBSAN_SANITIZE", "KCOV_INSTRUMENT", "KCSAN_", "GCOV_PROFILE",
	"KMSAN_", "OBJECT_FILES_NON_STANDARD", "cmd_", "quiet_cmd_", "targets", "clean-files", "LDFLAGS", "HOSTCFLAGS"}

func ignored(name string) bool {
	for _, p := range ignoredPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

func (e *makeEval) set(s *Statement, name string, when *Formula) {
	when = And(e.when, when)
	if when.IsFalse() {
		return
	}
	if s.Export {
		e.exported[name] = true
	}
	guard := Guard{File: e.file, Range: s.Range, Text: s.Name}
	guard.Symbol = configSymbol(s.Name)
	reason := join(e.why, &why{guard: guard, direct: true})
	old := e.variables[name]
	if old == nil {
		if b := e.base[name]; b != nil {
			old = &makeVariable{segments: b.segments, simple: b.simple}
		} else {
			old = &makeVariable{}
		}
	}
	v := &makeVariable{simple: old.simple}
	segment := makeSegment{when: when, raw: s.Value, why: reason}
	switch s.Op {
	case "+=":
		v.segments = append(v.segments, old.segments...)
	case "?=":
		segment.when = And(when, Not(e.defined(old)))
		if segment.when.IsFalse() {
			return
		}
		v.segments = append(v.segments, old.segments...)
	case "!=":
		segment.done, segment.raw = opaque("$(shell "+s.Value+")"), ""
		v.segments = replaced(old, when)
		v.segments = append(v.segments, segment)
		e.variables[name] = v
		return
	default:
		v.simple = strings.HasPrefix(s.Op, ":")
		v.segments = replaced(old, when)
	}
	if v.simple {
		segment.done, segment.raw = e.expand(segment.raw), ""
	}
	v.segments = append(v.segments, segment)
	e.variables[name] = v
}

// replaced returns what is left of a variable that is set anew under a
// condition.
func replaced(v *makeVariable, when *Formula) []makeSegment {
	if when.IsTrue() {
		return nil
	}
	var out []makeSegment
	for _, s := range v.segments {
		if s.when = And(s.when, Not(when)); !s.when.IsFalse() {
			out = append(out, s)
		}
	}
	return out
}

func (e *makeEval) defined(v *makeVariable) *Formula {
	var when []*Formula
	for _, s := range v.segments {
		when = append(when, s.when)
	}
	return Or(when...)
}

// makefileCache keeps parsed makefiles: one file is included by many.
type makefileCache struct {
	parsed map[string]*Makefile
	names  []string
}

func (c *makefileCache) get(fsys fs.FS, name string) *Makefile {
	if m, ok := c.parsed[name]; ok {
		return m
	}
	var m *Makefile
	if src, err := readFile(fsys, name); err == nil {
		m = ParseMakefile(name, src)
		c.names = append(c.names, name)
	}
	c.parsed[name] = m
	return m
}
