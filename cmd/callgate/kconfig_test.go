package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKconfig(t *testing.T) {
	dir := writeTree(t,
		"Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 9\nEXTRAVERSION =\nifeq ($(ARCH),toy64)\nSRCARCH := toy\nendif\ninclude $(srctree)/arch/$(SRCARCH)/Makefile\n",
		"Kconfig", "mainmenu \"Linux/$(ARCH) $(KERNELVERSION)\"\nsource \"arch/$(SRCARCH)/Kconfig\"\n",
		"arch/toy/Makefile", "core-y += arch/toy/\n", "arch/toy/Kbuild", "obj-y += a.o\nobj-$(CONFIG_A) += b.o\nobj-$(CONFIG_B) += c.o\n", "arch/toy/b.c", "",
		"arch/toy/Kconfig", "config A\n\tbool \"a\"\nconfig B\n\tdef_bool $(shell,touch executed; echo y)\n",
		"full", "CONFIG_A=y\nCONFIG_B=y\n", "part", "")
	for _, test := range []struct {
		args           string
		status         int
		stdout, stderr string
	}{
		{"--config full", 0, "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/toy64 6.1.9\n#\nCONFIG_A=y\nCONFIG_B=y\n", ""},
		{"--config full --format json", 0, "{\n  \"A\": \"y\",\n  \"B\": \"y\"\n}\n", ""},
		{"--config full --get A --get CONFIG_B", 0, "A=y\nB=y\n", ""},
		{"--config full --get X", 1, "", "callgate: no Kconfig file of this architecture defines X\n"},
		{"--config part --get A", 0, "A=n\n", "callgate: DIR/part does not tell what the compiler can do; all of that counts as no, unless --probe-toolchain asks it\ncallgate: CONFIG_A: DIR/part has nothing, the tree makes it n\n"},
		{"--config part --get A --olddefconfig", 0, "A=n\n", "callgate: DIR/part does not tell what the compiler can do; all of that counts as no, unless --probe-toolchain asks it\n"},
		{"--config part --get B --olddefconfig --quiet", 0, "B=n\n", ""},
		{"--config part --get B --probe-toolchain --olddefconfig", 0, "B=y\n", ""},
		{"--config full --objects", 0, "y arch/toy/a.o\tarch/toy/Kbuild:1\ty\ny arch/toy/b.o\tarch/toy/Kbuild:2\tA\ny arch/toy/c.o\tarch/toy/Kbuild:3\tB\n", ""},
		{"--config none", 2, "", "callgate: cannot read the configuration: open DIR/none: no such file or directory\n"},
		{"--config full --format xml", 2, "", "callgate: --format xml: use dotconfig or json\n"},
		{"--config full --arch toy32", 2, "", "callgate: --arch toy32: DIR has no arch/toy32/Kconfig\n"},
		{"", 2, "", "callgate: required flag(s) \"config\" not set\n"},
	} {
		args := []string{"kconfig", "--kdir", dir, "--arch", "toy64"}
		for _, arg := range strings.Fields(test.args) {
			switch arg {
			case "full", "part", "none":
				arg = filepath.Join(dir, arg)
			}
			args = append(args, arg)
		}
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), args, nil, &stdout, &stderr)
		got := strings.ReplaceAll(stderr.String(), dir, "DIR")
		if status != test.status || stdout.String() != test.stdout || got != test.stderr {
			t.Errorf("%s: status %d, stdout %q, stderr %q; want %d, %q, %q", test.args, status, stdout.String(), got, test.status, test.stdout, test.stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "executed")); err == nil {
		t.Error("a command ran in the tree")
	}
}
