package kconfig

import (
	"strings"
	"testing"
)

func TestEnable(t *testing.T) {
	tree := Parse(files(`config MODULES
	bool "modules"
	modules
config A
	bool "a"
config B
	bool "b"
	depends on A
config HIDDEN
	bool
config WITH
	bool "with"
	depends on B
	select HIDDEN
config AUTO
	def_bool A && !OFF
config OFF
	bool "off"
	default y
config NEVER
	bool
config NEEDS_NEVER
	bool "n"
	depends on NEVER
config EITHER
	bool "either"
	depends on WITH || A || NEVER
config T
	tristate "t"
	depends on A
choice
	prompt "c"
config C1
	bool "c1"
config C2
	bool "c2"
	depends on A
endchoice
config S
	string "s"
config ON_S
	bool "on s"
	depends on S = "x"
config FIXED
	def_bool y
config FORCED
	bool "forced"
config FORCES
	def_bool y
	select FORCED
config UNFIXED
	bool "unfixed"
	depends on !FIXED
config BY_CHOICE
	bool
choice
	prompt "d"
	depends on A
config D1
	bool "d1"
config D2
	bool "d2"
	select BY_CHOICE
endchoice
config OLD
	bool "old"
	depends on !A
`), ParseOptions{})
	on := func(name string) *Formula { return SymbolIn(name, tree.Lookup(name).Type, IsMod|IsYes) }
	for _, test := range []struct {
		goal   *Formula
		config string
		want   string
	}{
		{on("A"), "", "A=y"},
		{on("A"), "CONFIG_A=y", ""},
		{on("B"), "", "A=y B=y"},
		{on("B"), "CONFIG_A=y", "B=y"},
		{on("HIDDEN"), "", "A=y B=y WITH=y"},
		{on("AUTO"), "", "A=y OFF=n"},
		{on("NEVER"), "", "impossible"},
		{on("NEEDS_NEVER"), "", "impossible"},
		{And(on("A"), on("NEVER")), "", "impossible"},
		{Or(on("A"), on("NEVER")), "", "A=y"},
		{False(), "", "impossible"},
		{on("EITHER"), "", "A=y EITHER=y"},
		{on("T"), "", "A=y T=y"},
		{SymbolIn("T", TristateType, IsMod), "", "MODULES=y A=y T=m"},
		{on("C2"), "", "A=y C2=y"},
		{on("ON_S"), "", "S=x ON_S=y"},
		{Not(on("OFF")), "", "OFF=n"},
		{Not(on("FIXED")), "", "impossible"},
		{Not(on("FORCED")), "", "impossible"},
		{on("UNFIXED"), "", "impossible"},
		{on("BY_CHOICE"), "", "A=y D2=y"},
		{on("OLD"), "CONFIG_A=y", "A=n OLD=y"},
		{And(on("A"), on("OLD")), "", "not found"}, // contradictory, which is not gone into
	} {
		c, _ := ParseConfig(".config", []byte(test.config))
		v := tree.Evaluate(c)
		settings, outcome := v.Enable(test.goal)
		var got []string
		for _, s := range settings {
			got = append(got, s.Name+"="+s.Value)
		}
		text := strings.Join(got, " ")
		switch outcome {
		case Impossible:
			text = "impossible"
		case NotFound:
			text = "not found"
		}
		if text != test.want {
			t.Errorf("%v from %q: got %s, want %s", test.goal, test.config, text, test.want)
		}
	}
}
