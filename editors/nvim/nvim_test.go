// Package nvim has no code, only the test that drives Neovim.
package nvim

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"callgate/testdata/mini"
	"callgate/testdata/need"
)

// seen is what test.lua writes. A step that failed is an object with an error.
type seen struct {
	Hover       string
	Filetype    string
	Definition  place
	Jump        place
	Nosuch      []string
	Diagnostics []struct {
		Line, Severity        int
		Message, Code, Source string
	}
}

type place struct {
	File  string
	Line  int
	Text  string
	Error string
}

// drive runs Neovim headless on a tree.
func drive(t *testing.T, tree, image, compiledOut string) seen {
	t.Helper()
	nvim := need.Program(t, "nvim")
	dir := t.TempDir()
	binary := filepath.Join(dir, "callgate")
	if out, err := exec.Command("go", "build", "-o", binary, "callgate/cmd/callgate").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, nvim, "--headless", "-u", "NONE", "-n", "-i", "NONE",
		"--cmd", "set rtp^="+here, "-c", "runtime! plugin/callgate.lua ftdetect/*.vim", "-c", "luafile "+filepath.Join(here, "test.lua"))
	result := filepath.Join(dir, "seen.json")
	cmd.Env = append(os.Environ(), "CALLGATE="+binary, "CALLGATE_TREE="+tree, "CALLGATE_IMAGE="+image,
		"CALLGATE_COMPILED_OUT="+compiledOut, "CALLGATE_OUT="+result, "XDG_STATE_HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CACHE_HOME="+dir)
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("nvim: %v\n%s", err, output)
	}
	data, err := os.ReadFile(result)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var s seen
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatalf("%v:\n%s", err, data)
	}
	t.Logf("%s", data)
	return s
}

// check asserts what is the same on every tree.
func (s seen) check(t *testing.T) {
	t.Helper()
	if !strings.Contains(s.Hover, "openat2") || !strings.Contains(s.Hover, "437") {
		t.Errorf("hover on openat2: %q", s.Hover)
	}
	if s.Filetype != "syscalltbl" {
		t.Errorf("the table has filetype %q", s.Filetype)
	}
	if s.Definition.File != "fs/exec.c" || !strings.HasPrefix(s.Definition.Text, "SYSCALL_DEFINE3(execve") {
		t.Errorf("definition of row 59: %+v", s.Definition)
	}
	if s.Jump.File != "fs/exec.c" || !strings.HasPrefix(s.Jump.Text, "COMPAT_SYSCALL_DEFINE3(execve") {
		t.Errorf("jump to x86-64-ia32 11: %+v", s.Jump)
	}
	if len(s.Nosuch) != 1 || !strings.Contains(s.Nosuch[0], "no syscall x86-64 99999") {
		t.Errorf("jump to nowhere says %q", s.Nosuch)
	}
	if len(s.Diagnostics) == 0 {
		t.Fatal("no diagnostic")
	}
	const hint = 4
	d := s.Diagnostics[0]
	if d.Severity != hint || d.Source != "callgate" || !strings.Contains(d.Message, "not built in image") {
		t.Errorf("diagnostic %+v", d)
	}
}

func TestNeovim(t *testing.T) {
	tree := mini.Built(t, mini.Small)
	s := drive(t, tree, filepath.Join(tree, "vmlinux"), "kernel/bpf/syscall.c")
	s.check(t)
	if d := s.Diagnostics[0]; !strings.Contains(d.Message, "CONFIG_BPF_SYSCALL is not set") {
		t.Errorf("the diagnostic does not say why: %s", d.Message)
	}
}

// TestRealNeovim is the same on Linux 6.1 with Debian's image: of the four
// variants of clone, three are compiled out.
func TestRealNeovim(t *testing.T) {
	s := drive(t, need.Corpus(t, "src-6.1"), need.Corpus(t, "images/amd64-6.1-amd64/vmlinux"), "kernel/fork.c")
	s.check(t)
	if len(s.Diagnostics) != 3 || !strings.Contains(s.Diagnostics[0].Message, "kernel/fork.c:") {
		t.Errorf("diagnostics of kernel/fork.c: %+v", s.Diagnostics)
	}
}
