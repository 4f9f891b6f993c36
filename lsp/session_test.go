package lsp_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"callgate/lsp"
	"callgate/lsp/editor"
	"callgate/testdata/mini"
)

// TestOverlay edits a file without saving it: answers follow the editor, not
// the disk.
func TestOverlay(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	const file = "fs/exec.c"
	if err := e.Open(ctx, file); err != nil {
		t.Fatal(err)
	}
	before, _ := e.Symbols(ctx, "x86-64 59")
	top := protocol.Range{}
	if err := e.Edit(ctx, file, 2, top, "\n\nSYSCALL_DEFINE0(newborn)\n{\n}\n"); err != nil {
		t.Fatal(err)
	}
	after, err := e.Symbols(ctx, "x86-64 59")
	if err != nil || len(before) != 1 || len(after) != 1 {
		t.Fatalf("%v, %v, %v", before, after, err)
	}
	if moved := int(after[0].Place.Range.Start.Line) - int(before[0].Place.Range.Start.Line); moved != 5 {
		t.Errorf("execve moved %d lines, want 5", moved)
	}
	if born, _ := e.Symbols(ctx, "newborn"); len(born) != 1 || born[0].Place.Range.Start.Line != 2 {
		t.Errorf("the new syscall is %v, want it on line 2 of the overlay", born)
	}
	if err := e.CloseFile(ctx, file); err != nil {
		t.Fatal(err)
	}
	if born, _ := e.Symbols(ctx, "newborn"); len(born) != 0 {
		t.Errorf("the closed overlay still counts: %v", born)
	}
}

// TestEditsKeepTheirOrder types a name one letter a message: one swapped pair
// would show.
func TestEditsKeepTheirOrder(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	const file = "fs/typed.c"
	if err := e.OpenText(ctx, file, "SYSCALL_DEFINE0()\n{\n}\n"); err != nil {
		t.Fatal(err)
	}
	var name strings.Builder
	for i := range 2000 {
		letter := string(rune('a' + i%26))
		name.WriteString(letter)
		at := protocol.Position{Character: uint32(len("SYSCALL_DEFINE0(") + i)}
		if err := e.Edit(ctx, file, i+2, protocol.Range{Start: at, End: at}, letter); err != nil {
			t.Fatal(err)
		}
	}
	outline, err := e.Outline(ctx, file)
	if err != nil || len(outline) != 1 || outline[0].Name != name.String() {
		t.Errorf("after 2000 edits: %v, %v", outline, err)
	}
}

// TestEncodings has text that is not ASCII before a name, in each encoding.
func TestEncodings(t *testing.T) {
	// é is 2 bytes, 1 UTF-16 unit, 1 rune; 𝄞 is 4 bytes, 2 units, 1 rune.
	const line = "/* é𝄞 */ SYSCALL_DEFINE0(here)\n{\n}\n"
	root := write(t, map[string]string{"fs/wide.c": line})
	for _, test := range []struct {
		offered []string
		chosen  string
		column  int // of "here"
	}{
		{nil, "utf-16", 26},
		{[]string{"utf-16"}, "utf-16", 26},
		{[]string{"utf-16", "utf-8"}, "utf-8", 29},
		{[]string{"utf-32", "utf-16"}, "utf-32", 25},
	} {
		t.Run(strings.Join(test.offered, ","), func(t *testing.T) {
			e, ctx := start(t, root, editor.Options{Encodings: test.offered})
			if e.Encoding != test.chosen {
				t.Fatalf("the server chose %s, want %s", e.Encoding, test.chosen)
			}
			symbols, err := e.Symbols(ctx, "here")
			if err != nil || len(symbols) != 1 {
				t.Fatalf("%v, %v", symbols, err)
			}
			if got := int(symbols[0].Place.Range.Start.Character); got != test.column {
				t.Errorf("the name is at %d, want %d", got, test.column)
			}
			for _, open := range []bool{false, true} { // from disk, and as an overlay
				if open {
					if err := e.Open(ctx, "fs/wide.c"); err != nil {
						t.Fatal(err)
					}
				}
				if hover, err := e.Hover(ctx, "fs/wide.c", 0, test.column+1); err != nil || !strings.Contains(hover, "here") {
					t.Errorf("open=%v: hover %q, %v", open, hover, err)
				}
			}
		})
	}
}

// TestClientsThatMisbehave must neither kill nor wedge the server.
func TestClientsThatMisbehave(t *testing.T) {
	e, ctx := miniature(t, editor.Options{Pull: true})
	const file = "fs/open.c"
	if err := e.Open(ctx, file); err != nil {
		t.Fatal(err)
	}
	far := protocol.Position{Line: 4294967295, Character: 4294967295}
	for what, err := range map[string]error{
		"an edit that ends before it begins": e.Edit(ctx, file, 2, protocol.Range{Start: protocol.Position{Line: 9}, End: protocol.Position{Line: 3}}, "x"),
		"an edit behind the end":             e.Edit(ctx, file, 3, protocol.Range{Start: far, End: far}, "\n"),
		"an edit of a file that is not open": e.Edit(ctx, "fs/nosuch.c", 3, protocol.Range{}, "x"),
		"a notification nobody knows":        e.Conn.Notify(ctx, "callgate/nosuch", map[string]int{"a": 1}),
		"a notification with odd parameters": e.Conn.Notify(ctx, "textDocument/didOpen", []int{1, 2}),
		"a cancellation of nothing":          e.Conn.Notify(ctx, "$/cancelRequest", map[string]int{"id": 4711}),
	} {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	for _, method := range []string{"callgate/nosuch", "textDocument/completion", "initialize"} {
		if _, err := e.Conn.Call(ctx, method, map[string]any{}, nil); err == nil {
			t.Errorf("%s was answered without an error", method)
		}
	}
	if _, err := e.Conn.Call(ctx, "textDocument/hover", []string{"odd"}, nil); err == nil {
		t.Error("odd parameters were answered without an error")
	}
	for _, at := range [][2]int{{0, 4000000}, {4000000, 0}} {
		if got, err := e.Hover(ctx, file, at[0], at[1]); err != nil || got != "" {
			t.Errorf("hover outside the file: %q, %v", got, err)
		}
	}
	if got, err := e.Hover(ctx, "../outside.c", 0, 0); err != nil || got != "" {
		t.Errorf("hover outside the tree: %q, %v", got, err)
	}
	line, col := mark(t, e, file, "openat2,", 1)
	if got, err := e.Hover(ctx, file, line, col); err != nil || got == "" {
		t.Errorf("after all that, the server does not answer: %q, %v", got, err)
	}
}

func TestRequestsOutsideOfTheSession(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	here, there := jsonrpc2.NewChannelStreamPair(4)
	ended := make(chan error, 1)
	go func() { ended <- lsp.ServeStream(ctx, there, lsp.Options{}) }()
	_, conn, server := protocol.NewClient(ctx, protocol.UnimplementedClient{}, here)

	code := func(err error) jsonrpc2.Code {
		var e *jsonrpc2.Error
		if errors.As(err, &e) {
			return e.Code
		}
		return 0
	}
	if _, err := server.Symbols(ctx, &protocol.WorkspaceSymbolParams{}); code(err) != jsonrpc2.ServerNotInitialized {
		t.Errorf("before initialize: %v", err)
	}
	if _, err := server.Initialize(ctx, &protocol.InitializeParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Initialize(ctx, &protocol.InitializeParams{}); code(err) != jsonrpc2.InvalidRequest {
		t.Errorf("a second initialize: %v", err)
	}
	if err := server.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Symbols(ctx, &protocol.WorkspaceSymbolParams{}); code(err) != jsonrpc2.InvalidRequest {
		t.Errorf("after shutdown: %v", err)
	}
	if err := server.Exit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	_ = conn.Close()
}

func TestExitWithoutShutdown(t *testing.T) {
	here, there := jsonrpc2.NewChannelStreamPair(4)
	ended := make(chan error, 1)
	go func() { ended <- lsp.ServeStream(t.Context(), there, lsp.Options{}) }()
	_, conn, server := protocol.NewClient(t.Context(), protocol.UnimplementedClient{}, here)
	if err := server.Exit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, lsp.ErrNoShutdown) {
		t.Errorf("ended with %v, want ErrNoShutdown", err)
	}
	_ = conn.Close()
}

// TestCancel cancels a request that waits for a workspace that is never
// loaded, because the client does not say that it is initialized.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	here, there := jsonrpc2.NewChannelStreamPair(4)
	go func() { _ = lsp.ServeStream(ctx, there, lsp.Options{}) }()
	_, conn, server := protocol.NewClient(ctx, protocol.UnimplementedClient{}, here)
	defer conn.Close()
	if _, err := server.Initialize(ctx, &protocol.InitializeParams{}); err != nil {
		t.Fatal(err)
	}
	asked, giveUp := context.WithCancel(ctx)
	answered := make(chan error, 1)
	go func() {
		_, err := server.Symbols(asked, &protocol.WorkspaceSymbolParams{Query: "read"})
		answered <- err
	}()
	time.Sleep(20 * time.Millisecond) // so that the request is on its way
	giveUp()
	if err := <-answered; err == nil {
		t.Error("a cancelled request was answered")
	}
	// The server goes on: shutdown is answered although the request had hung.
	if err := server.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

func TestManyCancelledRequests(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	for i := range 500 {
		asked, giveUp := context.WithCancel(ctx)
		go func() {
			time.Sleep(time.Duration(i%7) * 100 * time.Microsecond)
			giveUp()
		}()
		_, _ = e.Symbols(asked, "read")
		giveUp()
	}
	if symbols, err := e.Symbols(ctx, "read"); err != nil || len(symbols) == 0 {
		t.Errorf("after 500 cancelled requests: %v, %v", symbols, err)
	}
}

// TestNoTree opens folders that are no kernel tree: the server stays quiet.
func TestNoTree(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.c"), []byte("int x = __NR_read;\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e, ctx := start(t, dir, editor.Options{Pull: true})
	if got, err := e.Hover(ctx, "a.c", 0, 10); err != nil || got != "" {
		t.Errorf("hover %q, %v", got, err)
	}
	if got, err := e.Diagnostics(ctx, "a.c"); err != nil || got == nil || len(got) != 0 {
		t.Errorf("diagnostics %v, %v; want an empty list", got, err)
	}
	if got := e.Messages(); len(got) != 0 {
		t.Errorf("the user is told %q", got)
	}
}

// TestKernelSource serves a workspace that is no kernel tree from one that is.
func TestKernelSource(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.c"), []byte("int x = __NR_execve;\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e, ctx := start(t, dir, editor.Options{Settings: map[string]any{"kernelSource": mini.Tree(t)}})
	places, err := e.Definition(ctx, "a.c", 0, 10)
	if err != nil || len(places) == 0 || !strings.HasSuffix(places[0].Path, "fs/exec.c") {
		t.Errorf("%v, %v; want fs/exec.c", places, err)
	}
}

// TestBadSettings names things that are not there: the user is told, and what
// can be served is.
func TestBadSettings(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "vmlinux-empty")
	if err := os.WriteFile(empty, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		settings any
		want     string
	}{
		{map[string]any{"builds": []any{map[string]string{"image": "/no/such/vmlinux"}}}, "/no/such/vmlinux: no such file"},
		{map[string]any{"builds": []any{map[string]string{"image": empty}}}, empty},
		{map[string]any{"builds": []any{map[string]string{"image": filepath.Dir(empty)}}}, "directory"},
		{map[string]any{"builds": []any{map[string]string{"name": "nameless"}}}, "nameless"},
		{map[string]any{"builds": "nonsense"}, "settings"},
	} {
		t.Run(test.want, func(t *testing.T) {
			e, ctx := start(t, mini.Tree(t), editor.Options{Settings: test.settings})
			err := e.Wait(ctx, func() bool { return len(e.Messages()) > 0 })
			if err != nil {
				t.Fatal("the user is told nothing")
			}
			if got := strings.Join(e.Messages(), "\n"); !strings.Contains(got, test.want) {
				t.Errorf("the user is told %q, want something about %q", got, test.want)
			}
			if symbols, err := e.Symbols(ctx, "read"); err != nil || len(symbols) == 0 {
				t.Errorf("the tree is not served: %v, %v", symbols, err)
			}
		})
	}
}

// TestChangesOnDisk saves a file outside of the editor: the server watches.
func TestChangesOnDisk(t *testing.T) {
	e, ctx := miniature(t, editor.Options{})
	path := filepath.Join(e.Root, "fs", "exec.c")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := func(name string) func() bool {
		return func() bool { s, _ := e.Symbols(ctx, name); return len(s) == 1 && s[0].Name == name }
	}
	// The watches are set in the background, so the file is written until one
	// of the writes is seen.
	err = e.Wait(ctx, func() bool {
		_ = os.WriteFile(path, append(data, "\nSYSCALL_DEFINE0(ondisk)\n{\n}\n"...), 0o644)
		time.Sleep(50 * time.Millisecond)
		return found("ondisk")()
	})
	if err != nil {
		t.Fatal("a change on disk is not seen")
	}
	deep := filepath.Join(e.Root, "drivers", "new", "deep")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(deep, "new.c"), []byte("SYSCALL_DEFINE0(deepnew)\n{\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(ctx, found("deepnew")); err != nil {
		t.Fatal("a file in a new directory is not seen")
	}
	if err := os.RemoveAll(filepath.Join(e.Root, "drivers")); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(ctx, func() bool { return !found("deepnew")() }); err != nil {
		t.Fatal("a removed file is still served")
	}
}

// TestRebuiltImage replaces the image by another build of the same tree.
func TestRebuiltImage(t *testing.T) {
	e, ctx := miniature(t, editor.Options{Pull: true})
	const file = "kernel/bpf/syscall.c"
	count := func() int { d, _ := e.Diagnostics(ctx, file); return len(d) }
	if n := count(); n != 1 {
		t.Fatalf("%d diagnostics for the small build, want 1", n)
	}
	err := e.Wait(ctx, func() bool {
		for name, data := range map[string][]byte{"vmlinux": mini.Distro.Vmlinux(), ".config": mini.Distro.DotConfig()} {
			if err := os.WriteFile(filepath.Join(e.Root, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(400 * time.Millisecond)
		return count() == 0
	})
	if err != nil {
		t.Fatalf("%d diagnostics after the build that has everything", count())
	}
}

func TestHugeAndBrokenDocuments(t *testing.T) {
	e, ctx := miniature(t, editor.Options{Pull: true})
	for name, text := range map[string]string{
		"fs/huge.c":                              strings.Repeat("int x; /* nothing of ours */\n", 300_000) + "SYSCALL_DEFINE0(atend)\n",
		"fs/binary.c":                            "SYSCALL_DEFINE1(\xff\xfe\x00, int, \x80)\n",
		"fs/open2.c":                             "SYSCALL_DEFINE3(half, unsigned int",
		"fs/crlf.c":                              "SYSCALL_DEFINE0(crlf)\r\n{\r\n}\r\n",
		"fs/empty.c":                             "",
		"fs/braces.c":                            strings.Repeat("{(", 100_000),
		"fs/ifs.c":                               strings.Repeat("#if X\n", 50_000) + "SYSCALL_DEFINE0(deep)\n",
		"arch/x86/entry/syscalls/syscall_64.tbl": "\x00\n9 \n abc common\n99999999999999999999 common x sys_x\n",
	} {
		if err := e.OpenText(ctx, name, text); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Diagnostics(ctx, name); err != nil {
			t.Errorf("%s: diagnostics: %v", name, err)
		}
		if _, err := e.Outline(ctx, name); err != nil {
			t.Errorf("%s: outline: %v", name, err)
		}
		if _, err := e.Hover(ctx, name, 0, 17); err != nil {
			t.Errorf("%s: hover: %v", name, err)
		}
	}
	if s, err := e.Symbols(ctx, "atend"); err != nil || len(s) != 1 || s[0].Place.Range.Start.Line != 300_000 {
		t.Errorf("the site at the end of a huge file: %v, %v", s, err)
	}
}
