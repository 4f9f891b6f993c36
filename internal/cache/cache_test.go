package cache

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"callgate/index"
)

// newTree writes a kernel tree whose files are old enough to be trusted.
func newTree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range map[string]string{
		"Makefile": "VERSION = 6\nPATCHLEVEL = 1\n", "Kconfig": "", "arch/Kconfig": "",
		"fs/a.c": "SYSCALL_DEFINE0(a)\n", "fs/b.c": "SYSCALL_DEFINE0(b)\n", "fs/none.c": "int x;\n",
	} {
		write(t, root, path, text)
	}
	return root
}

func write(t *testing.T, root, path, text string) {
	t.Helper()
	path = filepath.Join(root, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// settle waits until the files just written are old enough for a stamp.
func settle() { time.Sleep(2100 * time.Millisecond) }

func scan(t *testing.T, dir, root string) (*index.Index, index.Stats) {
	t.Helper()
	var stats index.Stats
	x, cacheErr, err := Tree(context.Background(), dir, root, index.Options{Stats: &stats})
	if err != nil || cacheErr != nil {
		t.Fatal(err, cacheErr)
	}
	return x, stats
}

func sites(x *index.Index) string {
	var out []string
	for f := range x.Files() {
		for _, s := range f.Sites {
			out = append(out, f.Path+":"+s.Name)
		}
	}
	return strings.Join(out, " ")
}

func TestTree(t *testing.T) {
	t.Parallel()
	dir, root := filepath.Join(t.TempDir(), "cache"), newTree(t)
	settle()
	step := func(what string, wantRead int, wantSites string) {
		t.Helper()
		x, stats := scan(t, dir, root)
		if stats.Read != wantRead || stats.Read+stats.Reused != stats.Files {
			t.Errorf("%s: %+v, want %d read", what, stats, wantRead)
		}
		if got := sites(x); got != wantSites {
			t.Errorf("%s: sites %s, want %s", what, got, wantSites)
		}
	}
	step("cold", 6, "fs/a.c:a fs/b.c:b")
	step("warm", 0, "fs/a.c:a fs/b.c:b")
	write(t, root, "fs/a.c", "SYSCALL_DEFINE0(z)\n") // of the same size
	step("changed", 1, "fs/a.c:z fs/b.c:b")
	step("changed just now", 1, "fs/a.c:z fs/b.c:b")
	settle()
	step("settling", 1, "fs/a.c:z fs/b.c:b")
	step("settled", 0, "fs/a.c:z fs/b.c:b")
	if x, err := Last(dir, root); err != nil || sites(x) != "fs/a.c:z fs/b.c:b" {
		t.Errorf("Last: %v, %v", x, err)
	}
	os.Remove(filepath.Join(root, "fs/a.c"))
	os.Rename(filepath.Join(root, "fs/b.c"), filepath.Join(root, "fs/c.c"))
	step("gone and renamed", 1, "fs/c.c:b")
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	dir, root := t.TempDir(), newTree(t)
	settle()
	scan(t, dir, root)
	path, err := file(dir, root)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), whole...)
	flipped[len(flipped)/2] ^= 1
	for name, data := range map[string][]byte{
		"empty": {}, "cut": whole[:len(whole)/2], "flipped": flipped, "another file": []byte("hello"),
	} {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		var stats index.Stats
		x, cacheErr, err := Tree(context.Background(), dir, root, index.Options{Stats: &stats})
		if err != nil || cacheErr == nil || stats.Reused != 0 || sites(x) != "fs/a.c:a fs/b.c:b" {
			t.Errorf("%s: %v, %v, %+v", name, err, cacheErr, stats)
		}
		if _, stats := scan(t, dir, root); stats.Read != 0 {
			t.Errorf("%s: not rebuilt: %+v", name, stats)
		}
	}
}

func TestNotWritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	x, cacheErr, err := Tree(context.Background(), filepath.Join(file, "cache"), newTree(t), index.Options{})
	if err != nil || cacheErr == nil || sites(x) == "" {
		t.Errorf("%v, %v, %v", x, cacheErr, err)
	}
}

// TestTogether has several programs work on one tree.
func TestTogether(t *testing.T) {
	t.Parallel()
	dir, root := t.TempDir(), newTree(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 10 {
				x, cacheErr, err := Tree(context.Background(), dir, root, index.Options{})
				if err != nil || cacheErr != nil || sites(x) != "fs/a.c:a fs/b.c:b" {
					t.Errorf("%v, %v", cacheErr, err)
				}
			}
		})
	}
	group.Wait()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestPrune(t *testing.T) {
	dir := t.TempDir()
	start := time.Now()
	for i := range maxFiles + 5 {
		path := filepath.Join(dir, string(rune('a'+i))+suffix)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, start, start.Add(time.Duration(i)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "other"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := prune(dir, filepath.Join(dir, "a"+suffix)); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), suffix))
	}
	if got := strings.Join(names, ""); got != "afghijklmnootherpqrstu" {
		t.Errorf("left: %s", got)
	}
}
