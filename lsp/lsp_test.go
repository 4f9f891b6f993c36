package lsp_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"callgate/lsp"
	"callgate/lsp/editor"
	"callgate/testdata/mini"
)

// start opens a directory with a server in this process.
func start(t *testing.T, root string, opts editor.Options) (*editor.Editor, context.Context) {
	t.Helper()
	// t.Context() ends before the clean-up, which still talks to the server.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	e, err := editor.Start(ctx, root, lsp.Options{Version: "test"}, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(context.WithoutCancel(ctx)); err != nil {
			t.Errorf("close: %v", err)
		}
		cancel()
	})
	return e, ctx
}

// miniature opens the miniature kernel with a build that leaves things out.
func miniature(t *testing.T, opts editor.Options) (*editor.Editor, context.Context) {
	t.Helper()
	e, ctx := start(t, mini.Built(t, mini.Small), opts)
	if err := e.WaitProgress(ctx, "Analyzing"); err != nil {
		t.Fatalf("the build was not analyzed: %v; messages: %q", err, e.Messages())
	}
	return e, ctx
}

// write makes a kernel tree of the given files, and what a tree needs.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	all := map[string]string{"Makefile": "VERSION = 6\nPATCHLEVEL = 1\n", "Kconfig": "", "Kbuild": "", "MAINTAINERS": "", "arch/x86/Kconfig": ""}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// mark finds the n-th occurrence of a text in a file, and returns line and
// column from 0, the column in bytes.
func mark(t *testing.T, e *editor.Editor, file, what string, n int) (line, col int) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(e.Root, file))
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(string(data), "\n") {
		for from := 0; ; {
			j := strings.Index(l[from:], what)
			if j < 0 {
				break
			}
			if n--; n == 0 {
				return i, from + j
			}
			from += j + len(what)
		}
	}
	t.Fatalf("%s does not have %q", file, what)
	return 0, 0
}

// relative formats a place as FILE:LINE, from 1.
func relative(e *editor.Editor, p editor.Place) string {
	rel, err := filepath.Rel(e.Root, p.Path)
	if err != nil {
		rel = p.Path
	}
	return fmt.Sprintf("%s:%d", filepath.ToSlash(rel), p.Range.Start.Line+1)
}

const (
	table64 = "arch/x86/entry/syscalls/syscall_64.tbl"
	table32 = "arch/x86/entry/syscalls/syscall_32.tbl"
)

func TestHover(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	for _, test := range []struct {
		file, what string
		n          int
		want       []string // each has to be in the hover; none means no hover
	}{
		{"fs/open.c", "openat2,", 1, []string{`**openat2**`, "long openat2(int dfd, const char __user *filename, struct open_how __user *how, size_t usize)", "437", "(Linux 6.1.42): present as x86-64 437", "Prototype of `sys_openat2` at include/linux/syscalls.h:"}},
		{"fs/open.c", "SYSCALL_DEFINE4", 1, []string{`**openat2**`}},
		{"fs/exec.c", "execve, const", 1, []string{"compat system call", "x86-64-ia32 11", "Under #ifdef CONFIG_COMPAT"}},
		{table64, "59", 1, []string{"**execve**", "row 59 of " + table64, "Defined at fs/exec.c:"}},
		{table64, "sys_bpf", 1, []string{"**bpf**", "not built: `__x64_sys_bpf` is only the stub", "CONFIG_BPF_SYSCALL is not set"}},
		{"kernel/sys_ni.c", "COND_SYSCALL(bpf", 1, []string{"what stands in where it is not built", "Defined at kernel/bpf/syscall.c:"}},
		{"include/linux/syscalls.h", "sys_read(", 1, []string{"prototype", "Defined at fs/read_write.c:"}},
		{"fs/open.c", "do_sys_openat2", 1, nil},
		{"fs/open.c", "usize", 1, nil},
		{"fs/open.c", "#include", 1, nil},
	} {
		line, col := mark(t, e, test.file, test.what, test.n)
		got, err := e.Hover(ctx, test.file, line, col)
		if err != nil {
			t.Fatal(err)
		}
		if len(test.want) == 0 && got != "" {
			t.Errorf("%s %q: a hover where there is nothing of ours:\n%s", test.file, test.what, got)
		}
		for _, want := range test.want {
			if !strings.Contains(strings.ReplaceAll(got, "`", ""), strings.ReplaceAll(want, "`", "")) {
				t.Errorf("%s %q: the hover lacks %q:\n%s", test.file, test.what, want, got)
			}
		}
	}
}

func TestHoverIsPlainForPlainClients(t *testing.T) {
	e, ctx := miniature(t, editor.Options{PlainText: true})
	line, col := mark(t, e, "fs/open.c", "openat2,", 1)
	got, err := e.Hover(ctx, "fs/open.c", line, col)
	if err != nil || strings.ContainsAny(got, "`*\\") && !strings.Contains(got, "__user *") {
		t.Errorf("%v, or Markdown for a client that shows none:\n%s", err, got)
	}
	if strings.Contains(got, "```") || strings.Contains(got, "**") || !strings.HasPrefix(got, "openat2 · ") {
		t.Errorf("Markdown for a client that shows none:\n%s", got)
	}
}

func TestDefinition(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	for _, test := range []struct {
		file, what string
		n          int
		to, at     string // the file, and the text that the place begins with
	}{
		{table64, "59", 1, "fs/exec.c", "execve,"},
		{table64, "sys_execve", 1, "fs/exec.c", "execve,"},
		{table64, "520", 1, "fs/exec.c", "execve, const"},
		{table32, "11\t", 1, "fs/exec.c", "execve, const"},
		{table32, "ioctl", 1, "fs/ioctl.c", "ioctl, unsigned int, fd, unsigned int, cmd,\n"},
		{"kernel/sys_ni.c", "bpf", 1, "kernel/bpf/syscall.c", "bpf,"},
		{"include/linux/syscalls.h", "sys_openat2(int", 2, "fs/open.c", "openat2,"},
	} {
		line, col := mark(t, e, test.file, test.what, test.n)
		places, err := e.Definition(ctx, test.file, line, col)
		if err != nil {
			t.Fatal(err)
		}
		if len(places) == 0 {
			t.Errorf("%s %q has no definition", test.file, test.what)
			continue
		}
		data, err := os.ReadFile(places[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		rest := strings.SplitAfterN(string(data), "\n", int(places[0].Range.Start.Line)+2)
		at := strings.Join(rest[places[0].Range.Start.Line:], "")[places[0].Range.Start.Character:]
		if !strings.HasSuffix(places[0].Path, test.to) || !strings.HasPrefix(at, test.at) {
			t.Errorf("%s %q goes to %s %.40q, want %s %q", test.file, test.what, relative(e, places[0]), at, test.to, test.at)
		}
	}
}

func TestWorkspaceSymbol(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	for query, want := range map[string]string{
		"read": "fs/read_write.c", "59": "fs/exec.c", "0x3b": "fs/exec.c",
		"x86-64 59": "fs/exec.c", "x86-64-ia32 11": "fs/exec.c", "x86-64-ia32 54": "fs/ioctl.c",
	} {
		symbols, err := e.Symbols(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		if len(symbols) == 0 || !strings.HasSuffix(symbols[0].Place.Path, want) {
			t.Errorf("%q: %v, want a site in %s", query, symbols, want)
		}
	}
	if symbols, err := e.Symbols(ctx, "x86-64 9999"); err != nil || len(symbols) != 0 {
		t.Errorf("a number that nothing has: %v, %v", symbols, err)
	}
}

func TestReferencesAndOutline(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	line, col := mark(t, e, "fs/open.c", "openat2,", 1)
	refs, err := e.References(ctx, "fs/open.c", line, col)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, r := range refs {
		rel := relative(e, r)
		files = append(files, rel[:strings.LastIndex(rel, ":")])
	}
	for _, want := range []string{table64, table32, "fs/open.c", "include/linux/syscalls.h"} {
		if !slices.Contains(files, want) {
			t.Errorf("references of openat2 are in %v, which lacks %s", files, want)
		}
	}
	outline, err := e.Outline(ctx, "fs/open.c")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range outline {
		names = append(names, s.Name)
	}
	if want := []string{"open", "openat2", "close", "ftruncate", "open", "ftruncate"}; !slices.Equal(names, want) {
		t.Errorf("outline %v, want %v", names, want)
	}
}

func TestDiagnostics(t *testing.T) {
	for _, pull := range []bool{true, false} {
		t.Run(fmt.Sprintf("pull=%v", pull), func(t *testing.T) {
			e, ctx := miniature(t, editor.Options{Pull: pull})
			const file = "kernel/bpf/syscall.c"
			if err := e.Open(ctx, file); err != nil {
				t.Fatal(err)
			}
			var got []editor.Diagnostic
			err := e.Wait(ctx, func() bool {
				got, _ = e.Diagnostics(ctx, file)
				return len(got) > 0
			})
			if err != nil {
				t.Fatal("no diagnostics came")
			}
			d := got[0]
			if d.Severity != protocol.DiagnosticSeverityHint || !slices.Contains(d.Tags.Slice(), protocol.DiagnosticTagUnnecessary) {
				t.Errorf("severity %v, tags %v; want a hint that is unnecessary", d.Severity, d.Tags.Slice())
			}
			if d.Code != protocol.String("compiled-out") {
				t.Errorf("code %v, want compiled-out", d.Code)
			}
			message := fmt.Sprint(d.Message)
			for _, want := range []string{"not built in", "__x64_sys_bpf", "CONFIG_BPF_SYSCALL is not set"} {
				if !strings.Contains(message, want) {
					t.Errorf("the message lacks %q: %s", want, message)
				}
			}
			if len(d.RelatedInformation) == 0 {
				t.Error("no related information: the reasons have places")
			}
		})
	}
}

// TestDiagnosticsAreTakenBack closes a file: its pushed diagnostics have to go.
func TestDiagnosticsAreTakenBack(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	const file = "kernel/bpf/syscall.c"
	count := func() int { d, _ := e.Diagnostics(ctx, file); return len(d) }
	if err := e.Open(ctx, file); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(ctx, func() bool { return count() > 0 }); err != nil {
		t.Fatal(err)
	}
	if err := e.CloseFile(ctx, file); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(ctx, func() bool { return count() == 0 }); err != nil {
		t.Fatal("the diagnostics of a closed file stay")
	}
}

// TestUnreadableRow types letters into a number: a diagnostic at the row.
func TestUnreadableRow(t *testing.T) {
	e, ctx := miniature(t, editor.Options{Pull: true})
	if err := e.Open(ctx, table64); err != nil {
		t.Fatal(err)
	}
	line, col := mark(t, e, table64, "59", 1)
	r := protocol.Range{Start: protocol.Position{Line: uint32(line), Character: uint32(col)}, End: protocol.Position{Line: uint32(line), Character: uint32(col + 1)}}
	if err := e.Edit(ctx, table64, 2, r, "x"); err != nil {
		t.Fatal(err)
	}
	diagnostics, err := e.Diagnostics(ctx, table64)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(diagnostics, func(d editor.Diagnostic) bool {
		return d.Code == protocol.String("unreadable") && int(d.Range.Start.Line) == line
	}) {
		t.Errorf("no diagnostic at the row with the number x9: %v", diagnostics)
	}
}
