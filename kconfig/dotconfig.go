package kconfig

import (
	"bytes"
	"fmt"
	"strings"

	"callgate/text"
)

// Setting is what a .config file says of one symbol.
type Setting struct {
	Name string // without CONFIG_
	// Value is the text behind the equals sign, a string's quotes and
	// backslashes removed; "n" for "# CONFIG_X is not set".
	Value string
	// Quoted says that the value was written as a string.
	Quoted bool
	Range  text.Range // of the line
}

// Config is a .config file.
type Config struct {
	File string
	// Lines are all settings in the file's order. The order matters: where
	// several members of a choice are set, the last one wins.
	Lines []Setting
	// Settings are the last setting of each symbol, the one that counts.
	Settings map[string]Setting
}

// Value returns the value that c gives to a symbol, and whether it says
// anything of it.
func (c *Config) Value(name string) (string, bool) {
	s, ok := c.Settings[name]
	return s.Value, ok
}

// maxProblems bounds the problems that one file can have: a reader has given
// up long before, and a hostile file should not fill the memory.
const maxProblems = 1000

// maxSettings bounds the settings of one file. A kernel has some twenty
// thousand symbols.
const maxSettings = 500_000

// ParseConfig reads a .config file or a fragment of one, with conf's own
// rules: lines that do not start with CONFIG_ or "# CONFIG_" are comments when
// they start with #, and problems otherwise; the last setting of a symbol
// counts.
func ParseConfig(file string, src []byte) (*Config, []text.Problem) {
	c := &Config{File: file, Settings: make(map[string]Setting, min(maxSettings, bytes.Count(src, []byte{'\n'})))}
	var problems []text.Problem
	report := func(r text.Range, format string, args ...any) {
		if len(problems) < maxProblems {
			problems = append(problems, text.Problem{File: file, Range: r, Text: fmt.Sprintf(format, args...)})
		}
	}
	for no := 0; len(src) > 0; no++ {
		var raw []byte
		raw, src, _ = bytes.Cut(src, []byte{'\n'})
		raw = bytes.TrimSuffix(raw, []byte{'\r'})
		r := text.Range{Start: text.Pos{Line: no}, End: text.Pos{Line: no, Col: len(raw)}}
		s := Setting{Range: r}
		if rest, found := bytes.CutPrefix(raw, []byte("# CONFIG_")); found {
			name, tail, _ := bytes.Cut(rest, []byte{' '})
			if !bytes.HasPrefix(tail, []byte("is not set")) {
				continue
			}
			s.Name, s.Value = string(name), "n"
		} else if rest, found := bytes.CutPrefix(raw, []byte("CONFIG_")); found {
			name, value, assigned := bytes.Cut(rest, []byte{'='})
			if !assigned {
				report(r, "no value for CONFIG_%.80s", name)
				continue
			}
			s.Name, s.Value = string(name), string(value)
			if strings.HasPrefix(s.Value, `"`) {
				var closed bool
				if s.Value, closed = unquote(s.Value); !closed {
					report(r, "no closing quote for CONFIG_%.80s", name)
					continue
				}
				s.Quoted = true
			}
		} else {
			if len(raw) > 0 && raw[0] != '#' {
				report(r, "neither a setting nor a comment")
			}
			continue
		}
		if len(c.Lines) == maxSettings {
			report(r, "more than %d settings; the rest is not read", maxSettings)
			break
		}
		if before, again := c.Settings[s.Name]; again {
			report(r, "CONFIG_%.80s is set before, on line %d; this setting counts", s.Name, before.Range.Start.Line+1)
		}
		c.Settings[s.Name] = s
		c.Lines = append(c.Lines, s)
	}
	return c, problems
}

// unquote removes a string's quotes and the backslashes that escape; what
// follows the closing quote is ignored, as conf does.
func unquote(s string) (value string, closed bool) {
	s = s[1:]
	var b strings.Builder
	for {
		i := strings.IndexAny(s, `"\`)
		if i < 0 {
			return "", false
		}
		b.WriteString(s[:i])
		if s[i] == '"' {
			return b.String(), true
		}
		if i+1 == len(s) {
			return "", false
		}
		b.WriteByte(s[i+1])
		s = s[i+2:]
	}
}
