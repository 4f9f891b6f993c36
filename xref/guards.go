package xref

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"callgate/index"
	"callgate/kconfig"
)

// guards returns what keeps a site from being compiled, as far as the site's
// own surroundings say: the #if chain around it, and the makefile lines that
// name its object and its directories. What the build's configuration is known
// to satisfy is left out; and where something is known to fail, so is what
// cannot be told.
//
// This is not the whole chain: what a macro other than CONFIG_ expands to, and
// why a symbol is off, are not followed.
func (s *Snapshot) guards(site Located, b *Build) []Reason {
	var failed, open []Reason
	for _, c := range site.Fact.Conditions {
		r, state := conditionReason(site.File.Path, c, b.Config)
		switch state {
		case no:
			failed = append(failed, r)
		case maybe:
			open = append(open, r)
		}
	}
	object := strings.TrimSuffix(path.Base(site.File.Path), path.Ext(site.File.Path)) + ".o"
	for dir := path.Dir(site.File.Path); ; dir = path.Dir(dir) {
		if m, ok := s.makefiles[dir]; ok {
			if reasons := objectReasons(m, object, b.Config); b.Config != nil {
				failed = append(failed, reasons...)
			} else {
				open = append(open, reasons...)
			}
		}
		if dir == "." {
			break
		}
		object = path.Base(dir) + "/"
	}
	if len(failed) > 0 {
		return failed
	}
	return open
}

// objectReasons returns the guards that keep an object of a makefile out of the
// build. Where there are several ways in, they are those of the first way that
// is closed, and none where one is open.
func objectReasons(m Makefile, object string, config *kconfig.Config) []Reason {
	var first []Reason
	for i, chain := range kconfig.FindObject(m.File, m.Text, object) {
		var closed []Reason
		for _, g := range chain {
			if g.Symbol == "" {
				continue
			}
			value, known := configValue(config, g.Symbol)
			if on := value != "n"; known && on != g.Negated {
				continue
			}
			closed = append(closed, Reason{
				Kind: "object", File: g.File, Range: g.Range, Symbol: g.Symbol, Value: value,
				Text: fmt.Sprintf("%s is built by %s (%s:%d)", object, g.Text, g.File, g.Range.Start.Line+1),
			})
			if known {
				closed[len(closed)-1].Text += ": " + setting(g.Symbol, value)
			}
		}
		if len(closed) == 0 {
			return nil
		}
		if i == 0 {
			first = closed
		}
	}
	return first
}

var configWord = regexp.MustCompile(`\bCONFIG_([A-Za-z0-9_]+)`)

// configSymbols returns the configuration symbols that a text names, each once,
// in its order.
func configSymbols(text string) []string {
	var symbols []string
	for _, m := range configWord.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(symbols, m[1]) {
			symbols = append(symbols, m[1])
		}
	}
	return symbols
}

// ConfigValue returns a symbol's value in the build's configuration, "n" where
// it is off or not even visible; known is false where there is no
// configuration.
func (b *Build) ConfigValue(symbol string) (value string, known bool) {
	return configValue(b.Config, symbol)
}

// configValue returns a symbol's value in a configuration; a complete
// configuration leaves out the symbols whose dependencies are not met, so that
// silence means n. known is false where there is no configuration.
func configValue(config *kconfig.Config, symbol string) (value string, known bool) {
	if config == nil {
		return "", false
	}
	if v, ok := config.Value(symbol); ok {
		return v, true
	}
	return "n", true
}

// settings formats the values of symbols for the end of a message; empty where
// there is no configuration to take them from.
func settings(symbols []string, value func(string) string) string {
	if value == nil || len(symbols) == 0 {
		return ""
	}
	parts := make([]string, len(symbols))
	for i, symbol := range symbols {
		parts[i] = setting(symbol, value(symbol))
	}
	return ": " + strings.Join(parts, ", ")
}

// setting formats the value of a symbol as .config has it.
func setting(symbol, value string) string {
	if value = shown(value); value == "n" {
		return fmt.Sprintf("CONFIG_%s is not set", symbol)
	}
	return fmt.Sprintf("CONFIG_%s=%s", symbol, value)
}

// shown returns the value of a symbol as people write it.
func shown(value string) string {
	if value == "" {
		return "n"
	}
	return value
}

// truth is the value of a condition of which not everything may be known.
type truth uint8

const (
	maybe truth = iota
	yes
	no
)

func (t truth) not() truth { return [...]truth{maybe, no, yes}[t] }

// conditionReason tells whether a conditional lets its branch through, as far
// as the configuration decides.
func conditionReason(file string, c index.Condition, config *kconfig.Config) (Reason, truth) {
	var value func(string) string
	if config != nil {
		value = func(symbol string) string { v, _ := configValue(config, symbol); return v }
	}
	return decide(file, c, func(d index.Directive) truth { return evaluate(d, config) }, value)
}

// decide tells whether a conditional lets its branch through: the branch's own
// directive has to hold, and none before it. The reason names the directive
// that decides. value returns the value of a configuration symbol; nil where
// there is no configuration.
func decide(file string, c index.Condition, evaluate func(index.Directive) truth, value func(string) string) (Reason, truth) {
	reason := func(d index.Directive, how string) Reason {
		r := Reason{Kind: "condition", File: file, Range: d.Range}
		symbols := configSymbols(d.Expression)
		if len(symbols) > 0 && value != nil {
			r.Symbol, r.Value = symbols[0], shown(value(symbols[0]))
		}
		r.Text = fmt.Sprintf("#%s (line %d)%s%s", strings.TrimSpace(d.Keyword+" "+d.Expression), d.Range.Start.Line+1, how, settings(symbols, value))
		return r
	}
	state := yes
	for i, d := range c.Branches {
		last := i == len(c.Branches)-1
		t := evaluate(d)
		if !last {
			t = t.not()
		}
		switch {
		case t == no && last:
			return reason(d, " does not hold"), no
		case t == no:
			return reason(d, " holds, and this is another branch"), no
		case t == maybe:
			state = maybe
		}
	}
	if state == yes || len(c.Branches) == 0 {
		return Reason{}, yes
	}
	last := c.Branches[len(c.Branches)-1]
	r := reason(last, "")
	r.Text = fmt.Sprintf("it stands under %s (line %d)%s", c.Text, last.Range.Start.Line+1, settings(configSymbols(c.Text), value))
	return r, maybe
}

// oneSymbol matches the expressions that one symbol decides.
var oneSymbol = regexp.MustCompile(`^(!?) *(defined|IS_ENABLED|IS_BUILTIN)? *\(? *CONFIG_([A-Za-z0-9_]+) *\)?$`)

// evaluate tells whether a directive holds under a configuration, as far as
// one symbol decides it.
func evaluate(d index.Directive, config *kconfig.Config) truth {
	if d.Keyword == "else" {
		return yes
	}
	m := oneSymbol.FindStringSubmatch(d.Expression)
	if m == nil || config == nil {
		return maybe
	}
	value, _ := configValue(config, m[3])
	// A module's symbol is defined as CONFIG_X_MODULE.
	on := value != "n" && (value != "m" || m[2] == "IS_ENABLED")
	switch {
	case strings.HasSuffix(d.Keyword, "ndef"):
		on = !on
	case m[1] == "!":
		on = !on
	case !strings.HasSuffix(d.Keyword, "def") && m[2] == "":
		return maybe // #if CONFIG_X: a number, whose value counts
	}
	if on {
		return yes
	}
	return no
}
