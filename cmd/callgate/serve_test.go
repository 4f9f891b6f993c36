package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"callgate/lsp/editor"
	"callgate/testdata/mini"
	"callgate/testdata/need"
)

// binary builds the program and returns its path.
func binary(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "callgate")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// pipes is a child's standard input and output.
type pipes struct {
	io.ReadCloser
	io.WriteCloser
}

func (p pipes) Close() error { return errors.Join(p.ReadCloser.Close(), p.WriteCloser.Close()) }

// spawn starts `callgate serve` and opens a tree with it.
func spawn(t testing.TB, program, tree string, opts editor.Options) (*editor.Editor, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	cmd := exec.CommandContext(ctx, program, "serve")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ed, err := editor.Connect(ctx, pipes{out, in}, tree, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer cancel()
		if err := ed.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return ed, ctx
}

// column finds a text in a file of the tree and returns its line and column,
// from 0.
func column(t testing.TB, ed *editor.Editor, file, line, what string) (int, int) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(ed.Root, file))
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(l, line) {
			return i, strings.Index(l, what)
		}
	}
	t.Fatalf("%s has no line that begins with %q", file, line)
	return 0, 0
}

// session asks through the real binary what the issue of a first light asks.
func session(t *testing.T, tree, image, compiledOut string) {
	started := time.Now()
	ed, ctx := spawn(t, binary(t), tree, editor.Options{
		Pull:     true,
		Settings: map[string]any{"builds": []any{map[string]string{"name": "image", "image": image}}, "discoverBuilds": false},
	})
	if err := ed.WaitProgress(ctx, "Analyzing"); err != nil {
		t.Fatal(err)
	}
	t.Logf("ready after %v", time.Since(started).Round(time.Millisecond))
	if messages := ed.Messages(); len(messages) > 0 {
		t.Errorf("the user is told %q", messages)
	}

	line, col := column(t, ed, "fs/open.c", "SYSCALL_DEFINE4(openat2", "openat2")
	asked := time.Now()
	hover, err := ed.Hover(ctx, "fs/open.c", line, col)
	t.Logf("hover after %v", time.Since(asked).Round(10*time.Microsecond))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"openat2", "struct open_how __user *how", "x86-64-ia32", "437", "image (Linux 6.1.", "present as x86-64 437"} {
		if !strings.Contains(hover, want) {
			t.Errorf("the hover on openat2 lacks %q:\n%s", want, hover)
		}
	}

	const table = "arch/x86/entry/syscalls/syscall_64.tbl"
	line, _ = column(t, ed, table, "59\t", "59")
	places, err := ed.Definition(ctx, table, line, 1)
	if err != nil || len(places) == 0 {
		t.Fatalf("definition on the number 59: %v, %v", places, err)
	}
	execve, _ := column(t, ed, "fs/exec.c", "SYSCALL_DEFINE3(execve", "execve")
	if !strings.HasSuffix(places[0].Path, "fs/exec.c") || int(places[0].Range.Start.Line) != execve {
		t.Errorf("the number 59 goes to %v, want fs/exec.c line %d", places[0], execve+1)
	}
	for query, want := range map[string]string{
		"read": "fs/read_write.c SYSCALL_DEFINE3(read", "59": "fs/exec.c SYSCALL_DEFINE3(execve",
		"0x3b": "fs/exec.c SYSCALL_DEFINE3(execve", "x86-64 59": "fs/exec.c SYSCALL_DEFINE3(execve",
		"x86-64-ia32 11": "fs/exec.c COMPAT_SYSCALL_DEFINE3(execve",
	} {
		file, text, _ := strings.Cut(want, " ")
		site, _ := column(t, ed, file, text, "(")
		symbols, err := ed.Symbols(ctx, query)
		if err != nil || len(symbols) == 0 {
			t.Errorf("%q: %v, %v", query, symbols, err)
		} else if p := symbols[0].Place; !strings.HasSuffix(p.Path, file) || int(p.Range.Start.Line) != site {
			t.Errorf("%q goes to %v, want %s line %d", query, p, file, site+1)
		}
	}

	if err := ed.Open(ctx, compiledOut); err != nil {
		t.Fatal(err)
	}
	diagnostics, err := ed.Diagnostics(ctx, compiledOut)
	if err != nil || len(diagnostics) == 0 {
		t.Fatalf("%s: %v, %v", compiledOut, diagnostics, err)
	}
	d := diagnostics[0]
	if message := fmt.Sprint(d.Message); d.Severity != protocol.DiagnosticSeverityHint ||
		!slices.Contains(d.Tags.Slice(), protocol.DiagnosticTagUnnecessary) || !strings.HasPrefix(message, "not built in image: ") {
		t.Errorf("the diagnostic is %v %v %q", d.Severity, d.Tags.Slice(), message)
	}
}

func TestServe(t *testing.T) {
	tree := mini.Built(t, mini.Small)
	session(t, tree, filepath.Join(tree, "vmlinux"), "kernel/bpf/syscall.c")
}

func TestRealServe(t *testing.T) {
	session(t, need.Corpus(t, "src-6.1"), need.Corpus(t, "images/amd64-6.1-amd64/vmlinux"), "kernel/fork.c")
}

func TestServeExitsWithOneWithoutShutdown(t *testing.T) {
	cmd := exec.Command(binary(t), "serve")
	cmd.Stdin = strings.NewReader("")
	var exit *exec.ExitError
	if out, err := cmd.CombinedOutput(); !errors.As(err, &exit) || exit.ExitCode() != exitFindings || len(out) > 0 {
		t.Errorf("a client that hangs up: %v, output %q; want status 1 and silence", err, out)
	}
}
