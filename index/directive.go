package index

import (
	"bytes"
	"strings"
)

// conditional is an #if that is open at some place of a file.
type conditional struct {
	// branches are its directives so far. A copy of the slice header keeps
	// what was there when it was taken: entries are only ever added.
	branches []Directive
	// guard says that it is the header's include guard, which says nothing
	// about when its contents hold.
	guard bool
}

// The nesting and the branches of conditionals that are recorded. No kernel
// file comes near; without a bound, a hostile one would need memory with the
// square of its size.
const (
	maxDepth    = 64
	maxBranches = 64
)

// follow keeps the stack of conditionals up to date with a preprocessor line
// and collects what it says about numbers.
func (x *extractor) follow(t token) {
	keyword, body := splitDirective(x.src, t)
	switch keyword {
	case "if", "ifdef", "ifndef":
		d := x.directive(keyword, t, body)
		x.open = append(x.open, conditional{
			branches: []Directive{d},
			guard:    x.header && keyword == "ifndef" && x.directives == 0 && x.definesNext(t, d.Expression),
		})
	case "elif", "elifdef", "elifndef", "else":
		if n := len(x.open); n > 0 {
			top := &x.open[n-1]
			if len(top.branches) >= maxBranches {
				break
			}
			top.branches = append(top.branches, x.directive(keyword, t, body))
			top.guard = false
		} else {
			x.problem(t.start, t.end, "#"+keyword+" without #if")
		}
	case "endif":
		if n := len(x.open); n > 0 {
			x.open = x.open[:n-1]
		} else {
			x.problem(t.start, t.end, "#endif without #if")
		}
	case "include":
		x.include(x.src[body:t.end])
	case "define":
		x.alias(body, t.end)
	}
	x.body.branch(keyword)
	x.directives++
	rest := x.src[body:t.end]
	if x.kernel && bytes.Contains(rest, []byte("__ARCH_")) {
		x.directiveWants(keyword, token{directive, body, t.end})
	}
	if bytes.Contains(rest, []byte("NR")) || bytes.Contains(rest, []byte("SYS_")) {
		x.directiveNumbers(keyword, token{directive, body, t.end})
	}
}

// splitDirective returns the keyword of a preprocessor line and the offset of
// what follows it.
func splitDirective(src []byte, t token) (keyword string, body int) {
	l := lexer{src: src[:t.end], pos: t.start + 1, inLine: true, inDirective: true}
	if word := l.next(); word.kind == identifier {
		return string(src[word.start:word.end]), word.end
	}
	return "", t.end
}

func (x *extractor) directive(keyword string, t token, body int) Directive {
	end := t.end
	for end > t.start && classes[x.src[end-1]]&classSpace != 0 {
		end--
	}
	d := Directive{Keyword: keyword, Range: x.lines.Range(t.start, end)}
	if keyword != "else" {
		d.Expression = clean(x.src[body:t.end])
	}
	return d
}

// definesNext reports whether the preprocessor line behind t is a #define of
// name, as in an include guard.
func (x *extractor) definesNext(t token, name string) bool {
	l := lexer{src: x.src, pos: t.end}
	next := l.next()
	if next.kind != directive {
		return false
	}
	keyword, body := splitDirective(x.src, next)
	if keyword != "define" {
		return false
	}
	l = lexer{src: x.src[:next.end], pos: body, inLine: true, inDirective: true}
	word := l.next()
	return string(x.src[word.start:word.end]) == name
}

// conditions returns the conditionals around the current place.
func (x *extractor) conditions() []Condition {
	var conditions []Condition
	for _, c := range x.open {
		if c.guard {
			continue
		}
		if len(conditions) == maxDepth {
			break
		}
		branches := c.branches[:len(c.branches):len(c.branches)]
		conditions = append(conditions, Condition{Text: conditionText(branches), Branches: branches})
	}
	return conditions
}

// conditionText renders the branch that the last directive opens.
func conditionText(branches []Directive) string {
	last := len(branches) - 1
	text := branches[last].String()
	if last == 0 {
		return text
	}
	before := make([]string, last)
	for i, d := range branches[:last] {
		before[i] = d.String()
	}
	if branches[last].Keyword == "else" {
		return text + " of " + strings.Join(before, ", ")
	}
	return text + ", not " + strings.Join(before, ", not ")
}

// String returns the directive on one line, as one writes it.
func (d Directive) String() string {
	if d.Expression == "" {
		return "#" + d.Keyword
	}
	return "#" + d.Keyword + " " + d.Expression
}
