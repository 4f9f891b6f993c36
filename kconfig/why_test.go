package kconfig

import (
	"fmt"
	"strings"
	"testing"
)

func reasonText(reasons []Reason, indent string) string {
	var b strings.Builder
	for _, r := range reasons {
		fmt.Fprintf(&b, "%s%s %s:%d: %s\n", indent, r.Kind, r.File, r.Range.Start.Line+1, r.Text)
		b.WriteString(reasonText(r.Because, indent+"  "))
	}
	return b.String()
}

func TestWhyOff(t *testing.T) {
	tree := Parse(files(`config A
	bool "a"
config B
	bool "b"
	depends on A
config C
	bool "c"
	depends on B && D
config D
	bool
config E
	bool
	select D
config F
	bool "f" if A
if A
config G
	bool "g"
	depends on !E
endif
choice
	prompt "ch"
config H
	bool "h"
config I
	bool "i"
endchoice
config J
	def_bool A
config K
	bool "k"
	depends on A || D
config L
	bool "l"
	depends on S = "x"
config S
	string "s"
config M
	bool "m"
	default y
config O
	bool
config P
	def_bool y
	select O if A && M
config N
	bool "n"
	depends on N2
config N2
	bool "n2"
	depends on N
`), ParseOptions{})
	c, _ := ParseConfig(".config", []byte("CONFIG_H=y\n"))
	v := tree.Evaluate(c)
	for _, test := range []struct{ name, want string }{
		{"M", ""}, // is on
		{"A", "not-set Kconfig:2: A is not set\n"},
		{"NONE", "not-defined :1: no Kconfig file of this architecture defines NONE\n"},
		{"B", "unmet Kconfig:5: B needs A\n  not-set Kconfig:2: A is not set\n"},
		{"D", "not-selected Kconfig:9: D cannot be set by hand, and nothing selects it; these would: E\n"},
		{"E", "not-selected Kconfig:11: E cannot be set by hand, and nothing selects it\n"},
		{"C", "unmet Kconfig:8: C needs B\n  unmet Kconfig:5: B needs A\n    not-set Kconfig:2: A is not set\n" +
			"unmet Kconfig:8: C needs D\n  not-selected Kconfig:9: D cannot be set by hand, and nothing selects it; these would: E\n"},
		{"F", "unmet Kconfig:15: F needs A\n  not-set Kconfig:2: A is not set\n"},
		{"G", "unmet Kconfig:16: G needs A\n  not-set Kconfig:2: A is not set\n"},
		{"I", "other-member Kconfig:26: H is chosen instead of I\n"},
		{"J", "unmet Kconfig:29: J needs A\n  not-set Kconfig:2: A is not set\nnot-selected Kconfig:28: J cannot be set by hand, and nothing selects it\n"},
		{"K", "unmet Kconfig:32: K needs A || D\n  not-set Kconfig:2: A is not set\n" +
			"  not-selected Kconfig:9: D cannot be set by hand, and nothing selects it; these would: E\n"},
		{"L", "unmet Kconfig:35: L needs S=\"x\", and S is \n"},
		{"O", "not-selected Kconfig:41: O cannot be set by hand, and nothing selects it; these would: P if A\n"},
		{"N", "unmet Kconfig:48: N needs N2\n  unmet Kconfig:51: N2 needs N\n"},
	} {
		if got := reasonText(v.WhyOff(test.name), ""); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.name, got, test.want)
		}
	}
}
