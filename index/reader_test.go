package index

import (
	"fmt"
	"regexp"
	"strings"
)

// The slow reader finds sites with regular expressions, line by line. It is
// written to share nothing with the extractor, whose results it checks.

// slowSite is what both readers have to agree on.
type slowSite struct {
	line       int // from 1
	macro      string
	name       string
	arguments  []string // "TYPE;NAME"
	conditions []string // outermost first; the directives up to the branch, joined with "|"
}

func (s slowSite) String() string {
	return fmt.Sprintf("%d: %s %s(%s) [%s]", s.line, s.macro, s.name, strings.Join(s.arguments, ", "), strings.Join(s.conditions, " && "))
}

// flatten brings the extractor's form into the slow reader's.
func flatten(s *Site) slowSite {
	out := slowSite{line: s.Range.Start.Line + 1, macro: s.Macro, name: s.Name}
	for _, a := range s.Arguments {
		out.arguments = append(out.arguments, a.Type+";"+a.Name)
	}
	for _, c := range s.Conditions {
		var branches []string
		for _, d := range c.Branches {
			branches = append(branches, strings.TrimSpace(d.Keyword+" "+d.Expression))
		}
		out.conditions = append(out.conditions, strings.Join(branches, "|"))
	}
	return out
}

var (
	slowMacro     = regexp.MustCompile(`\b((?:COMPAT_|PPC32_)?SYSCALL(?:32)?_DEFINE[0-6])\s*\(`)
	slowDirective = regexp.MustCompile(`^\s*#\s*(if|ifdef|ifndef|elif|else|endif|define)\b(.*)$`)
	slowHalves    = regexp.MustCompile(`^\w+\(\w+\)$`) // a 64-bit argument in two halves
	slowSpace     = regexp.MustCompile(`\s+`)
)

// slowSites reads one file.
func slowSites(src string) []slowSite {
	if !strings.Contains(src, "SYSCALL_DEFINE") && !strings.Contains(src, "SYSCALL32_DEFINE") {
		return nil
	}
	lines := strings.Split(blankComments(src), "\n")
	var sites []slowSite
	var stack []string
	for i := 0; i < len(lines); i++ {
		first, line := i, strings.TrimSuffix(lines[i], "\r")
		if m := slowDirective.FindStringSubmatch(line); m != nil {
			rest := m[2]
			for strings.HasSuffix(rest, `\`) && i+1 < len(lines) {
				i++
				rest = strings.TrimSuffix(rest, `\`) + " " + strings.TrimSuffix(lines[i], "\r")
			}
			text := strings.TrimSpace(m[1] + " " + fold(rest))
			switch top := len(stack) - 1; m[1] {
			case "if", "ifdef", "ifndef":
				stack = append(stack, text)
			case "elif":
				stack[top] += "|" + text
			case "else":
				stack[top] += "|else"
			case "endif":
				stack = stack[:top]
			}
			continue
		}
		m := slowMacro.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		// Take lines until the parentheses are balanced.
		rest := line[m[1]:]
		for strings.Count(rest, "(") >= strings.Count(rest, ")") {
			i++
			rest += " " + lines[i]
		}
		rest = rest[:closing(rest)]
		items := strings.Split(rest, ",")
		for j := range items {
			items[j] = fold(items[j])
		}
		s := slowSite{line: first + 1, macro: line[m[2]:m[3]], name: items[0], conditions: append([]string(nil), stack...)}
		for j := 1; j < len(items); j++ {
			argument := items[j] + ";"
			if !slowHalves.MatchString(items[j]) {
				j++
				argument += items[j]
			}
			s.arguments = append(s.arguments, argument)
		}
		sites = append(sites, s)
	}
	return sites
}

// closing returns the offset of the parenthesis that closes the list that s is
// the inside of.
func closing(s string) int {
	depth := 1
	for i, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

func fold(s string) string { return strings.TrimSpace(slowSpace.ReplaceAllString(s, " ")) }

var slowComment = regexp.MustCompile(`(?s)"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|/\*.*?\*/|//[^\n]*`)

// blankComments replaces comments by spaces and empties strings, keeping the
// lines.
func blankComments(src string) string {
	return slowComment.ReplaceAllStringFunc(src, func(s string) string {
		if s[0] != '/' {
			return `""`
		}
		return " " + strings.Repeat("\n", strings.Count(s, "\n"))
	})
}
