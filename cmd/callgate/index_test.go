package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runIndex runs the command without the user's cache.
func runIndex(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(context.Background(), append([]string{"index", "--no-cache"}, args...), strings.NewReader(""), &out, &errs)
	return status, out.String(), errs.String()
}

// writeTree writes files, given as path, text pairs, into a new directory.
func writeTree(t *testing.T, pairs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		path := filepath.Join(dir, pairs[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(pairs[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestIndexBadInput(t *testing.T) {
	dir := writeTree(t, "file", "text", "Makefile", "all:\n")
	for _, test := range []struct{ name, kdir, want string }{
		{"no such directory", filepath.Join(dir, "none"), "none: no such directory"},
		{"a file", filepath.Join(dir, "file"), "is not a directory; --kdir takes"},
		{"not a kernel", dir, "not a Linux kernel tree"},
		{"an empty directory", t.TempDir(), "not a Linux kernel tree: it has no Makefile"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, stdout, stderr := runIndex("--kdir", test.kdir)
			if status != exitUnusable || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, test.want) {
				t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
			}
		})
	}
	if status, _, stderr := runIndex("--format", "xml"); status != exitUnusable || !strings.Contains(stderr, `"xml"`) {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

func TestIndexJSON(t *testing.T) {
	dir := writeTree(t,
		"Makefile", "VERSION = 6\nPATCHLEVEL = 1\n", "Kconfig", "", "arch/Kconfig", "",
		"kernel/a.c", "#ifdef A\n SYSCALL_DEFINE1(a, const char *, s)\n#endif\nCOND_SYSCALL(b);\n",
		"arch/x86/entry/syscalls/syscall_64.tbl", "7 x32 a sys_a\nx 64 b sys_b\n",
	)
	if err := os.Symlink("/", filepath.Join(dir, "outside")); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := runIndex("--kdir", dir)
	if status != exitDone || stderr != "" {
		t.Fatalf("status %d, stderr %q", status, stderr)
	}
	var got bytes.Buffer
	if err := json.Compact(&got, []byte(stdout)); err != nil {
		t.Fatal(err)
	}
	want := `{"root":"` + dir + `","release":"6.1",` +
		`"sites":[{"name":"a","macro":"SYSCALL_DEFINE1","file":"kernel/a.c","line":2,"column":2,"arguments":[{"type":"const char *","name":"s"}],"conditions":["#ifdef A"]}],` +
		`"tables":[{"abi":"x86-64","file":"arch/x86/entry/syscalls/syscall_64.tbl","rows":[]},` +
		`{"abi":"x86-64-x32","file":"arch/x86/entry/syscalls/syscall_64.tbl","rows":[{"number":1073741831,"index":7,"name":"a","line":1,"entry":"sys_a","compat":""}]}],` +
		`"stubs":[{"name":"b","macro":"COND_SYSCALL","symbol":"sys_b","file":"kernel/a.c","line":4,"column":1,"weak":true,"conditions":[]}],` +
		`"prototypes":[],` +
		`"problems":[{"file":"arch/x86/entry/syscalls/syscall_64.tbl","line":2,"text":"\"x\" is not a syscall number"}]}`
	if got.String() != want {
		t.Errorf("got  %s\nwant %s", got.String(), want)
	}
}

func TestIndexStats(t *testing.T) {
	dir := writeTree(t,
		"Makefile", "VERSION = 6\nPATCHLEVEL = 1\n", "Kconfig", "", "arch/Kconfig", "",
		"kernel/a.c", "SYSCALL_DEFINE0(a)\n", "arch/x86/entry/syscalls/syscall_64.tbl", "7 64 a sys_a\n8 64 b sys_b\n",
	)
	status, _, stderr := runIndex("--kdir", dir, "--stats")
	for _, want := range []string{"5  files read, 0 MB", "1  sites", "2  rows of x86-64: 1 with a site, 0 nothing but a stub, 0 not implemented, 1 unresolved"} {
		if status != exitDone || !strings.Contains(stderr, want) {
			t.Errorf("status %d, no %q in\n%s", status, want, stderr)
		}
	}
}

// TestIndexCache runs the command with a cache of its own, twice.
func TestIndexCache(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := writeTree(t, "Makefile", "VERSION = 6\nPATCHLEVEL = 1\n", "Kconfig", "", "arch/Kconfig", "", "kernel/a.c", "SYSCALL_DEFINE0(a)\n")
	var first string
	for range 2 {
		var out, errs bytes.Buffer
		status := run(context.Background(), []string{"index", "--kdir", dir, "--verbose"}, strings.NewReader(""), &out, &errs)
		if status != exitDone || errs.Len() > 0 || first != "" && out.String() != first {
			t.Errorf("status %d, stderr %s, stdout %s", status, errs.String(), out.String())
		}
		first = out.String()
	}
	cached, err := filepath.Glob(filepath.Join(os.Getenv("XDG_CACHE_HOME"), "callgate", "*"))
	if err != nil || len(cached) != 1 {
		t.Errorf("cache %q, %v", cached, err)
	}
}
