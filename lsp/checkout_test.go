package lsp_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"callgate/lsp/editor"
	"callgate/testdata/mini"
	"callgate/testdata/need"
)

// git runs git in the tree.
func git(t *testing.T, tree string, args ...string) {
	t.Helper()
	cmd := exec.Command(need.Program(t, "git"), append([]string{"-C", tree, "-c", "user.name=test", "-c", "user.email=test@example.org"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// held counts what a server could leak: goroutines, file handles, and watches.
func held(t *testing.T) (goroutines, handles, watches int) {
	t.Helper()
	infos, err := filepath.Glob("/proc/self/fdinfo/*")
	if err != nil || len(infos) == 0 {
		t.Skip("needs /proc")
	}
	for _, info := range infos {
		data, err := os.ReadFile(info)
		if err != nil {
			continue // closed meanwhile
		}
		handles++
		watches += strings.Count(string(data), "inotify wd:")
	}
	return runtime.NumGoroutine(), handles, watches
}

// TestCheckoutsAndEdits switches between two releases of a tree while the
// server runs, and edits in between: it always ends in a right index, and
// nothing leaks.
func TestCheckoutsAndEdits(t *testing.T) {
	tree := mini.Tree(t)
	git(t, tree, "init", "-q", "-b", "old")
	git(t, tree, "add", "-A")
	git(t, tree, "commit", "-q", "-m", "old")
	git(t, tree, "checkout", "-q", "-b", "new")
	move := func(name string, change func(string) string) {
		path := filepath.Join(tree, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(change(string(data))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	move("Makefile", func(s string) string { return strings.Replace(s, "PATCHLEVEL = 1", "PATCHLEVEL = 2", 1) })
	move("fs/exec.c", func(s string) string { return "\n\n\n" + s })
	for i := range 40 { // new directories, each with a site
		name := fmt.Sprintf("drivers/new%d/call%d.c", i, i)
		if err := os.MkdirAll(filepath.Join(tree, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(tree, name), fmt.Appendf(nil, "SYSCALL_DEFINE0(newcall%d)\n{\n}\n", i), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(filepath.Join(tree, "net")); err != nil {
		t.Fatal(err)
	}
	git(t, tree, "add", "-A")
	git(t, tree, "commit", "-q", "-m", "new")
	git(t, tree, "checkout", "-q", "old")

	e, ctx := start(t, tree, editor.Options{})
	if err := e.WaitProgress(ctx, "Indexing"); err != nil {
		t.Fatal(err)
	}
	// right waits until the server's answers are those of a release.
	right := func(newer bool) {
		t.Helper()
		count := func(name string) int {
			symbols, _ := e.Symbols(ctx, name)
			return len(slices.DeleteFunc(symbols, func(s editor.Symbol) bool { return s.Name != name }))
		}
		line := 0
		err := e.Wait(ctx, func() bool {
			symbols, _ := e.Symbols(ctx, "x86-64 59")
			if len(symbols) != 1 {
				return false
			}
			line = int(symbols[0].Place.Range.Start.Line) + 1
			if newer {
				return line == 14 && count("newcall0") == 1 && count("newcall39") == 1 && count("socket") == 0
			}
			return line == 11 && count("newcall0") == 0 && count("newcall39") == 0 && count("socket") == 1
		})
		if err != nil {
			t.Fatalf("newer=%v: execve on line %d, newcall39 %d times, socket %d times", newer, line, count("newcall39"), count("socket"))
		}
	}
	checkouts, edits := 50, 20
	if testing.Short() {
		checkouts = 4
	}
	var before [3]int
	version := int32(1)
	if err := e.Open(ctx, "fs/open.c"); err != nil {
		t.Fatal(err)
	}
	for i := range checkouts {
		newer := i%2 == 0
		git(t, tree, "checkout", "-q", map[bool]string{true: "new", false: "old"}[newer])
		right(newer)
		for range edits {
			version++
			if err := e.Edit(ctx, "fs/open.c", int(version), protocol.Range{}, "x"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := e.Outline(ctx, "fs/open.c"); err != nil {
			t.Fatal(err)
		}
		if !newer {
			time.Sleep(400 * time.Millisecond) // what hangs in the air comes down
			g, h, w := held(t)
			t.Logf("after %d checkouts: %d goroutines, %d handles, %d watches", i+1, g, h, w)
			if before[0] == 0 {
				before = [3]int{g, h, w}
			} else if g > before[0]+5 || h > before[1]+3 || w > before[2]+3 {
				t.Errorf("after %d checkouts: %d goroutines, %d handles, %d watches; before: %v", i+1, g, h, w, before)
			}
		}
	}
}
