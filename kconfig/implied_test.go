package kconfig

import "testing"

func TestSimplify(t *testing.T) {
	tree := Parse(files(`config MMU
	bool "mmu"
config MODULES
	bool "modules"
	modules
if MODULES
config UNLOAD
	bool "unload"
config FORCE
	bool "force"
	depends on UNLOAD
endif
config FREE
	bool "free"
config SELECTED
	bool "selected"
	depends on FREE
config SELECTOR
	bool "selector"
	depends on MMU && FREE
	select SELECTED
config OTHER
	bool "other"
	depends on MMU
	select SELECTED
config BUS
	tristate "bus"
config DEVICE
	tristate "device"
	depends on BUS
config TWICE
	bool "twice"
	depends on MMU
config TWICE
	bool "twice"
	depends on FREE
`), ParseOptions{})
	on := func(name string) *Formula { return SymbolIn(name, tree.Lookup(name).Type, IsYes|IsMod) }
	y := func(name string) *Formula { return SymbolIn(name, tree.Lookup(name).Type, IsYes) }
	for _, test := range []struct {
		f    *Formula
		want string
	}{
		{And(on("MODULES"), on("UNLOAD")), "UNLOAD"},
		{And(on("MODULES"), on("FORCE"), on("UNLOAD")), "FORCE"},
		{And(on("MMU"), on("FREE")), "MMU && FREE"},
		{And(on("SELECTED"), on("FREE")), "SELECTED && FREE"}, // OTHER selects it without FREE
		{And(on("SELECTOR"), on("MMU")), "SELECTOR"},
		{And(on("DEVICE"), on("BUS")), "DEVICE"},
		{And(y("DEVICE"), y("BUS")), "DEVICE=y"},
		{And(on("DEVICE"), y("BUS")), "DEVICE && BUS=y"},
		{And(on("TWICE"), on("MMU")), "TWICE && MMU"},
		{And(on("UNLOAD"), Or(on("MODULES"), on("FREE"))), "UNLOAD"},
		{And(on("UNLOAD"), Or(Not(on("MODULES")), on("FREE"))), "UNLOAD && FREE"},
		{Or(And(on("MODULES"), on("UNLOAD")), on("MMU")), "MMU || UNLOAD"},
		{Not(And(on("MODULES"), on("UNLOAD"))), "!MODULES || !UNLOAD"},
	} {
		got := tree.Simplify(test.f)
		if got.String() != test.want {
			t.Errorf("%v: got %v, want %s", test.f, got, test.want)
		}
	}
}

func TestRequires(t *testing.T) {
	tree := Parse(files("config A\n\tbool \"a\"\nconfig T\n\ttristate \"t\"\n\tdepends on A && S != \"q\" && !A\nconfig S\n\tstring\nconfig U\n\tbool \"u\"\n\tdepends on $(shell,x)\nconfig V\n\tbool \"v\"\n\tselect U\n"), ParseOptions{})
	for _, test := range []struct {
		name  string
		value Tristate
		want  string
	}{
		{"A", Yes, "y"},
		{"T", Mod, "n"}, // A and not A
		{"U", Yes, "[$(x)] || V"},
	} {
		if got := tree.Requires(tree.Lookup(test.name), test.value).String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}
