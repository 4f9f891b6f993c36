package index

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// corpus returns a file or directory of the corpus of real kernels; a test
// that needs a missing one is skipped, or fails where everything is required.
func corpus(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("CALLGATE_CORPUS")
	if root == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Fatal(err)
		}
		root = filepath.Join(cache, "callgate-corpus")
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CALLGATE_REQUIRE") == "all" {
			t.Fatalf("%v; make corpus fetches it", err)
		}
		t.Skipf("%v; make corpus fetches it", err)
	}
	return path
}

var scans sync.Map // tree to func() (*Index, error)

// scanReal indexes a tree of the corpus, once for all tests.
func scanReal(t testing.TB, tree string) *Index {
	t.Helper()
	dir := corpus(t, tree)
	once, _ := scans.LoadOrStore(tree, sync.OnceValues(func() (*Index, error) {
		return Scan(context.Background(), os.DirFS(dir), Options{})
	}))
	x, err := once.(func() (*Index, error))()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestRealSites compares every site with what a slow reader finds, which
// shares nothing with the extractor (reader_test.go).
func TestRealSites(t *testing.T) {
	for _, test := range []struct {
		tree         string
		sites, files int // of the slow reader
	}{
		{"src-6.1", 789, 154},
		{"src-6.12", 802, 163},
	} {
		t.Run(test.tree, func(t *testing.T) {
			t.Parallel()
			x := scanReal(t, test.tree)
			dir := corpus(t, test.tree)
			sites, files := 0, 0
			err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				name, _ := filepath.Rel(dir, path)
				if d.IsDir() {
					if slices.Contains([]string{"tools", "samples", "Documentation"}, name) {
						return filepath.SkipDir
					}
					return nil
				}
				if ext := filepath.Ext(name); ext != ".c" && ext != ".h" && ext != ".S" || !d.Type().IsRegular() {
					return nil
				}
				src, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				want := slowSites(string(src))
				var got []slowSite
				if f := x.File(name); f != nil {
					for i := range f.Sites {
						got = append(got, flatten(&f.Sites[i]))
					}
				}
				if len(want) > 0 {
					files++
					sites += len(want)
				}
				if len(got) != len(want) {
					t.Errorf("%s: %d sites, the slow reader has %d", name, len(got), len(want))
					return nil
				}
				for i := range want {
					if got[i].String() != want[i].String() {
						t.Errorf("%s:\ngot  %s\nwant %s", name, got[i], want[i])
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if sites != test.sites || files != test.files {
				t.Errorf("%d sites in %d files, want %d in %d", sites, files, test.sites, test.files)
			}
		})
	}
}

// TestRealCounts pins the sites of a tree by macro.
func TestRealCounts(t *testing.T) {
	counts := map[string]int{}
	for f := range scanReal(t, "src-6.1").Files() {
		for _, s := range f.Sites {
			counts[strings.TrimRight(s.Macro, "0123456789")]++
		}
	}
	for macro, want := range map[string]int{
		"SYSCALL_DEFINE": 610, "COMPAT_SYSCALL_DEFINE": 171, "PPC32_SYSCALL_DEFINE": 7, "SYSCALL32_DEFINE": 1,
	} {
		if counts[macro] != want {
			t.Errorf("%d sites of %s, want %d", counts[macro], macro, want)
		}
	}
}

// TestRealAwkward looks at the sites that a C parser gets wrong.
func TestRealAwkward(t *testing.T) {
	x := scanReal(t, "src-6.1")
	for _, test := range []struct{ file, name, want string }{
		{"arch/mips/kernel/linux32.c", "32_pwrite",
			"SYSCALL_DEFINE6 32_pwrite(unsigned int | fd, const char __user * | buf, size_t | count, u32 | unused, u64 | a4, u64 | a5)"},
		{"arch/powerpc/kernel/signal_32.c", "sigreturn", "COMPAT_SYSCALL_DEFINE0 sigreturn() [#ifdef CONFIG_PPC64]"},
		{"arch/powerpc/kernel/signal_32.c", "sigreturn", "SYSCALL_DEFINE0 sigreturn() [#else of #ifdef CONFIG_PPC64]"},
		{"kernel/exit.c", "waitid", "SYSCALL_DEFINE5 waitid(int | which, pid_t | upid, struct siginfo __user * | infop, int | options, struct rusage __user * | ru)"},
	} {
		var got []string
		for _, r := range x.SitesNamed(test.name) {
			if r.File.Path == test.file {
				got = append(got, describe(*r.Fact))
			}
		}
		if !slices.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.file, got, test.want)
		}
	}
}

func TestRealProblems(t *testing.T) {
	for _, tree := range []string{"src-6.1", "src-6.12"} {
		for _, p := range scanReal(t, tree).Problems() {
			t.Errorf("%s: %s", tree, p)
		}
	}
}

// BenchmarkScan indexes the 6.1 tree cold, with a warm page cache.
func BenchmarkScan(b *testing.B) {
	dir := corpus(b, "src-6.1")
	for b.Loop() {
		if _, err := Scan(context.Background(), os.DirFS(dir), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkExtract extracts the largest file that has a site.
func BenchmarkExtract(b *testing.B) {
	const name = "kernel/events/core.c"
	src, err := os.ReadFile(filepath.Join(corpus(b, "src-6.1"), name))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		Extract(name, src)
	}
}

// BenchmarkScanWarm scans the 6.1 tree again, with nothing changed.
func BenchmarkScanWarm(b *testing.B) {
	previous := scanReal(b, "src-6.1")
	fsys := os.DirFS(corpus(b, "src-6.1"))
	for b.Loop() {
		if _, err := Scan(context.Background(), fsys, Options{Previous: previous}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecode reads the cached index of the 6.1 tree.
func BenchmarkDecode(b *testing.B) {
	data := scanReal(b, "src-6.1").Encode("")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Decode(data, ""); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEdit makes one edit of the largest file with a site fresh: its facts
// and an index with them.
func BenchmarkEdit(b *testing.B) {
	const name = "kernel/events/core.c"
	x := scanReal(b, "src-6.1")
	src, err := os.ReadFile(filepath.Join(corpus(b, "src-6.1"), name))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x = x.With(Extract(name, src))
	}
}

// BenchmarkEditTable does the same for a table file.
func BenchmarkEditTable(b *testing.B) {
	const name = "arch/x86/entry/syscalls/syscall_64.tbl"
	x := scanReal(b, "src-6.1")
	src, err := os.ReadFile(filepath.Join(corpus(b, "src-6.1"), name))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x = x.With(Extract(name, src))
	}
}

// BenchmarkConfigReferences finds the thousands of mentions of CONFIG_NET.
func BenchmarkConfigReferences(b *testing.B) {
	x := scanReal(b, "src-6.1").With(Extract("new.c", []byte("CONFIG_NET")))
	for b.Loop() {
		if len(x.ConfigUsesOf("NET")) < 500 {
			b.Fatal("too few")
		}
	}
}
