package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"callgate/testdata/mini"
)

// execute runs a command line without the user's cache, and returns its status
// and outputs.
func execute(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, talk strings.Builder
	status = run(t.Context(), append([]string{"--no-cache"}, args...), strings.NewReader(""), &out, &talk)
	return status, out.String(), talk.String()
}

// miniImage writes an image of the miniature kernel.
func miniImage(t *testing.T, c mini.Config) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vmlinux")
	if err := os.WriteFile(path, c.Vmlinux(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnalyzeTSV(t *testing.T) {
	image := miniImage(t, mini.Small)
	for _, test := range []struct {
		args       []string
		head, line string
	}{
		{
			[]string{"--arch", "x86-64"}, "#number\tname\tsymbol\tfile\tline\tkconfig\tsignature",
			"57\tfork\t__x64_sys_fork\tkernel/fork.c\t15\t\tvoid",
		},
		{
			[]string{"--arch", "x64,x86-64-ia32"}, "#abi\tnumber\tname\tsymbol\tfile\tline\tkconfig\tsignature",
			"x86-64-ia32\t6\tclose\t__ia32_sys_close\tfs/open.c\t36\t\tunsigned int fd",
		},
		{
			[]string{"--arch", "x86"}, "#abi\tnumber\tname\tsymbol\tfile\tline\tkconfig\tsignature",
			"x86-64-x32\t1073741827\tclose\t__x64_sys_close\tfs/open.c\t36\t\tunsigned int fd",
		},
		{
			[]string{"--arch", "x64", "--all"}, "#number\tname\tsymbol\tfile\tline\tkconfig\tsignature\tstate\treason",
			"28\tmadvise\t__x64_sys_madvise\t\t\t\t\tstub\tweak symbol, returns -ENOSYS, unit kernel/sys_ni.c",
		},
	} {
		status, out, talk := execute(t, append([]string{"analyze", image, "--format", "tsv"}, test.args...)...)
		lines := strings.Split(out, "\n")
		if status != exitDone || lines[0] != test.head || !slices.Contains(lines, test.line) || talk != "" {
			t.Errorf("%q: status %d, stderr %q; want the head %q and the line %q in\n%s", test.args, status, talk, test.head, test.line, out)
		}
	}
}

func TestAnalyzeJSON(t *testing.T) {
	_, out, _ := execute(t, "analyze", miniImage(t, mini.Small), "--format", "json")
	var surfaces []map[string]any
	if err := json.Unmarshal([]byte(out), &surfaces); err != nil {
		t.Fatal(err)
	}
	var abis []any
	for _, s := range surfaces {
		abis = append(abis, s["abi"])
	}
	if want := []any{"x86-64", "x86-64-ia32", "x86-64-x32"}; !slices.Equal(abis, want) {
		t.Errorf("%v, want %v", abis, want)
	}
	hasKeys(t, "surface", surfaces[0], "callgate_version", "abi", "release", "build_id", "kernel", "syscalls")
	kernel := surfaces[0]["kernel"].(map[string]any)
	hasKeys(t, "kernel", kernel, "version", "version_source", "architecture", "abi", "syscall_table_symbol")
	hasKeys(t, "abi", kernel["abi"], "name", "bits", "compat", "calling_convention")
	for _, sc := range surfaces[0]["syscalls"].([]any) {
		hasKeys(t, "syscall", sc, "number", "index", "name", "origname", "symbol", "file", "line", "signature",
			"esoteric", "good_location", "grepped_location", "kconfig", "address", "size", "binding", "state",
			"signature_source", "location_source", "condition")
		if state := sc.(map[string]any)["state"]; state != "present" {
			t.Errorf("a syscall that is %v is listed without --all", state)
		}
	}
}

func hasKeys(t *testing.T, what string, object any, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if _, ok := object.(map[string]any)[key]; !ok {
			t.Errorf("%s has no key %s: %v", what, key, object)
		}
	}
}

func TestAnalyzeText(t *testing.T) {
	_, out, _ := execute(t, "analyze", miniImage(t, mini.Distro), "--arch", "x86-64-ia32")
	for _, want := range []string{
		"Linux 6.1.42, x86-64-ia32: ",
		"INDEX  NUMBER  NAME  ",
		"90     0x5a    mmap  ",
		"arch/x86/kernel/sys_ia32.c:24",
		"struct mmap_arg_struct32 *arg",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestWriteColumns(t *testing.T) {
	var out strings.Builder
	writeColumns(&out, [][]string{{"A", "B", "C"}, {"1", "", "long text"}, nil, {"22", "", "x"}}, 8)
	if want := "A   C\n1   lon…\n\n22  x\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestAnalyzeAbsolutePaths(t *testing.T) {
	tree := t.TempDir()
	if err := mini.WriteBuilt(tree, mini.Small); err != nil {
		t.Fatal(err)
	}
	_, out, _ := execute(t, "analyze", filepath.Join(tree, "vmlinux"), "--kdir", tree, "--absolute-paths", "--format", "tsv")
	if want := "\t" + filepath.Join(tree, "fs/open.c") + "\t"; !strings.Contains(out, want) {
		t.Errorf("no %q in\n%s", want, out)
	}
}

func TestAnalyzeErrors(t *testing.T) {
	image := miniImage(t, mini.Small)
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := string(mini.Small.Vmlinux())
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{filepath.Join(dir, "none")}, "none: no such file or directory"},
		{[]string{dir}, ": a directory, not a file"},
		{[]string{write("empty", "")}, "empty: the file is empty"},
		{[]string{write("text", "hello\n")}, "text: neither an ELF file nor a boot image"},
		{[]string{write("half", whole[:len(whole)/2])}, "half: damaged or truncated ELF"},
		{[]string{image, "--arch", "x32,vax"}, "no such ABI"},
		{[]string{image, "--arch", "i386"}, "the image does not have the ABI i386; it has x86-64, x86-64-ia32, x86-64-x32"},
		{[]string{image, "--format", "xml"}, "--format xml: the formats are text, json, html and tsv"},
		{[]string{image, "--remap", "x"}, "--remap x: write FROM=TO"},
		{[]string{image, "--absolute-paths"}, "--absolute-paths needs --kdir"},
		{[]string{image, "--kdir", dir}, "not a kernel tree"},
		{[]string{image, "--config", filepath.Join(dir, "none")}, "no such file or directory"},
		{nil, "name an image to analyze"},
	} {
		status, out, talk := execute(t, append([]string{"analyze"}, test.args...)...)
		if status != exitUnusable || out != "" || !strings.Contains(talk, test.want) || strings.Count(talk, "\n") != 1 {
			t.Errorf("%q: status %d, stdout %q, stderr %q; want status %d and %q", test.args, status, out, talk, exitUnusable, test.want)
		}
	}
}

// TestAnalyzeCached asks twice, with an image that changes in between.
func TestAnalyzeCached(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	image := filepath.Join(t.TempDir(), "vmlinux")
	for _, c := range []mini.Config{mini.Distro, mini.Distro, mini.Small} {
		if err := os.WriteFile(image, c.Vmlinux(), 0o600); err != nil {
			t.Fatal(err)
		}
		_, want, _ := execute(t, "analyze", image, "--format", "json")
		for range 2 {
			var out, talk strings.Builder
			status := run(t.Context(), []string{"analyze", image, "--format", "json"}, strings.NewReader(""), &out, &talk)
			if status != exitDone || out.String() != want || talk.String() != "" {
				t.Errorf("%s: with the cache status %d, stderr %q, or other output than without", c, status, talk.String())
			}
		}
	}
}
