package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callgate/testdata/mini"
)

// callgate runs one command line.
func callgate(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

func TestLookup(t *testing.T) {
	tree := mini.Tree(t)
	for _, test := range []struct {
		args   []string
		status int
		stdout []string // in this order, each the beginning of a line behind the tree
		stderr string
	}{
		{[]string{"openat2"}, 0, []string{"fs/open.c:28:17: openat2 (sys_openat2) x86-64 437"}, ""},
		{[]string{"--abi", "x86-64", "59"}, 0, []string{"fs/exec.c:11:17: execve (sys_execve) x86-64 59"}, ""},
		{[]string{"--abi", "x64", "0x3b"}, 0, []string{"fs/exec.c:11:17: execve (sys_execve) x86-64 59"}, ""},
		{[]string{"--abi", "x86-64-ia32", "11"}, 0, []string{"fs/exec.c:29:24: execve (compat_sys_execve) x86-64-ia32 11"}, ""},
		{[]string{"umount2"}, 0, []string{"fs/namespace.c:5:17: umount2 (sys_umount) x86-64 166"}, ""},
		{[]string{"nosuch"}, 1, nil, "has no syscall nosuch"},
		{[]string{"--abi", "x86-64", "59", "9999"}, 1, []string{"fs/exec.c:11:17: execve"}, "has no syscall 9999 under x86-64"},
		{[]string{"--abi", "pdp11", "59"}, 2, nil, `unknown ABI "pdp11"`},
		{[]string{}, 2, nil, "requires at least 1 arg"},
	} {
		status, stdout, stderr := callgate(t, append([]string{"lookup", "--kdir", tree}, test.args...)...)
		if status != test.status || !strings.Contains(stderr, test.stderr) {
			t.Errorf("lookup %v: status %d, stderr %q; want %d, %q", test.args, status, stderr, test.status, test.stderr)
		}
		lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
		for i, want := range test.stdout {
			if i >= len(lines) || !strings.HasPrefix(lines[i], tree+"/"+want) {
				t.Errorf("lookup %v prints\n%swant line %d to begin with %s", test.args, stdout, i+1, want)
			}
		}
		if len(test.stdout) == 0 && stdout != "" {
			t.Errorf("lookup %v prints %q, want nothing", test.args, stdout)
		}
	}
}

// TestBadInput: one clear line and status 2, whatever is handed in.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text, empty := file("text", "not a kernel\n"), file("empty", "")
	whole := string(mini.Small.Vmlinux())
	cut, header := file("cut", whole[:len(whole)/2]), file("header", whole[:64])
	none := filepath.Join(dir, "none")
	for _, args := range [][]string{
		{"lookup", "--kdir", none, "read"}, {"lookup", "--kdir", dir, "read"}, {"lookup", "--kdir", text, "read"},
		{"index", "--kdir", none, "--format", "json"}, {"index", "--kdir", dir, "--format", "json"}, {"index", "--kdir", text, "--format", "json"},
		{"analyze", none}, {"analyze", dir}, {"analyze", text}, {"analyze", empty}, {"analyze", header},
		{"analyze", cut}, {"analyze"}, {"analyze", os.DevNull}, {"analyze", "--format", "xml", text},
		{"demo", "--kdir", none}, {"demo", "--kdir", dir}, {"demo", "--image", text},
		{"demo", "--kdir", mini.Tree(t), "--image", none}, {"demo", "--kdir", mini.Tree(t), "--image", text},
		{"nosuch"}, {"lookup", "--nosuch"}, {"serve", "extra"},
	} {
		status, stdout, stderr := callgate(t, args...)
		if status != 2 || stdout != "" {
			t.Errorf("%v: status %d, stdout %q; want 2 and nothing", args, status, stdout)
		}
		if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "callgate: ") || strings.Contains(stderr, "goroutine") {
			t.Errorf("%v: stderr %q, want one line", args, stderr)
		}
	}
}

func TestDemo(t *testing.T) {
	status, stdout, stderr := callgate(t, "demo")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	for _, want := range []string{
		"openat2 · system call", "goes to\n  fs/exec.c:11", "x86-64-ia32 11  goes to execve",
		"not built in sample", "CONFIG_BPF_SYSCALL is not set",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the demo lacks %q:\n%s", want, stdout)
		}
	}
}
