package kconfig

import (
	"strings"
	"testing"
)

func TestParseConfig(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"CONFIG_A=y\n", "A=y@1"},
		{"CONFIG_A=m", "A=m@1"},
		{"CONFIG_A=y\r\n", "A=y@1"},
		{"# CONFIG_A is not set\n", "A=n@1"},
		{"# CONFIG_A is not\n", ""},
		{"#CONFIG_A=y\n# a comment\n\n", ""},
		{`CONFIG_S="a \"b\" \\c"` + "\n", `S="a "b" \c"@1`},
		{`CONFIG_S=""` + "\n", `S=""@1`},
		{"CONFIG_H=0x1f\nCONFIG_I=-3\n", "H=0x1f@1 I=-3@2"},
		{"CONFIG_A=y\nCONFIG_B=y\nCONFIG_A=m\n", "A=y@1 B=y@2 A=m@3"},
	} {
		c, _ := ParseConfig(".config", []byte(test.src))
		var got []string
		for _, s := range c.Lines {
			quote := ""
			if s.Quoted {
				quote = `"`
			}
			got = append(got, s.Name+"="+quote+s.Value+quote+"@"+strings.Split(s.Range.Start.String(), ":")[0])
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: got %s, want %s", test.src, strings.Join(got, " "), test.want)
		}
	}
}

func TestConfigValue(t *testing.T) {
	c, _ := ParseConfig(".config", []byte("CONFIG_A=y\n# CONFIG_A is not set\n"))
	if got, ok := c.Value("A"); got != "n" || !ok {
		t.Errorf("Value(A) = %q, %v; the last setting should count", got, ok)
	}
	if _, ok := c.Value("B"); ok {
		t.Error("Value(B) says that the file sets it")
	}
}

func TestParseConfigProblems(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"x\n", ".config:1:1: neither a setting nor a comment"},
		{"\nCONFIG_A\n", ".config:2:1: no value for CONFIG_A"},
		{`CONFIG_A="x`, ".config:1:1: no closing quote for CONFIG_A"},
		{"CONFIG_A=y\nCONFIG_A=n\n", ".config:2:1: CONFIG_A is set before, on line 1; this setting counts"},
	} {
		_, problems := ParseConfig(".config", []byte(test.src))
		if len(problems) != 1 || problems[0].String() != test.want {
			t.Errorf("%q: got %v, want %s", test.src, problems, test.want)
		}
	}
}

func TestParseConfigBoundsProblems(t *testing.T) {
	_, problems := ParseConfig(".config", []byte(strings.Repeat("?\n", 100_000)))
	if len(problems) != maxProblems {
		t.Errorf("%d problems, want %d", len(problems), maxProblems)
	}
}

func TestParseConfigBoundsSettings(t *testing.T) {
	c, problems := ParseConfig(".config", []byte(strings.Repeat("CONFIG_A=y\n", maxSettings+10)))
	if len(c.Lines) != maxSettings || len(problems) == 0 {
		t.Errorf("%d settings, %d problems", len(c.Lines), len(problems))
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte("CONFIG_A=\"\\\"\n# CONFIG_B is not set\n"))
	f.Fuzz(func(t *testing.T, src []byte) { ParseConfig(".config", src) })
}
