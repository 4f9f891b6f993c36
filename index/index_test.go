package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// tree makes a kernel tree of path, text pairs.
func tree(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{
		"Makefile":     {Data: []byte("# c\nVERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 176\nEXTRAVERSION =-rc1\nVERSION = 9\n")},
		"Kconfig":      {Data: []byte("\n")},
		"arch/Kconfig": {Data: []byte("\n")},
	}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func scan(t *testing.T, pairs ...string) *Index {
	t.Helper()
	x, err := Scan(context.Background(), tree(pairs...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestRelease(t *testing.T) {
	if got, err := Release(tree()); err != nil || got != "6.1.176-rc1" {
		t.Errorf("Release() = %q, %v", got, err)
	}
}

func TestScanNotKernel(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"empty":         {},
		"no version":    {"Makefile": {Data: []byte("all:\n")}},
		"only Makefile": {"Makefile": {Data: []byte("VERSION = 1\nPATCHLEVEL = 2\n")}},
	} {
		_, err := Scan(context.Background(), fsys, Options{})
		if !errors.Is(err, ErrNotKernel) || !strings.Contains(err.Error(), "name the top directory") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestScanCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Scan(ctx, tree("a.c", "SYSCALL_DEFINE0(a)"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestScanProgress(t *testing.T) {
	last := ""
	options := Options{Progress: func(done, total int) { last = fmt.Sprint(done, " of ", total) }}
	if _, err := Scan(context.Background(), tree("a.c", "", "b/c.h", "", "README", ""), options); err != nil {
		t.Fatal(err)
	}
	if last != "5 of 5" { // with Makefile and the two Kconfig
		t.Errorf("last report %q", last)
	}
}

func TestScanOrder(t *testing.T) {
	x := scan(t, "b.c", "SYSCALL_DEFINE0(b)", "a/z.c", "SYSCALL_DEFINE0(z)", "a.c", "SYSCALL_DEFINE0(a)", "empty.c", "int x;",
		".hidden/a.c", "SYSCALL_DEFINE0(h)", "tools/a.c", "SYSCALL_DEFINE0(t)")
	if got := paths(x); got != "a.c a/z.c b.c" {
		t.Errorf("files %s", got)
	}
}

func paths(x *Index) string {
	var paths []string
	for f := range x.Files() {
		paths = append(paths, f.Path)
	}
	return strings.Join(paths, " ")
}

func TestScanLargeFile(t *testing.T) {
	x := scan(t, "a.c", strings.Repeat("/* padding */\n", 50<<20/14)+"SYSCALL_DEFINE0(last)")
	if got := x.SitesNamed("last"); len(got) != 1 || got[0].Fact.Range.Start.Line != 50<<20/14 {
		t.Errorf("sites %+v", got)
	}
}

func where[T any](refs []Ref[T]) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.File.Path)
	}
	return strings.Join(out, " ")
}

func TestLookups(t *testing.T) {
	x := scan(t,
		"a.c", "SYSCALL_DEFINE0(x)\nSYSCALL32_DEFINE0(y)\nCOMPAT_SYSCALL_DEFINE0(x)",
		"b.c", "SYSCALL_DEFINE0(x)\nint n = __NR_x;",
		"sys_ni.c", "COND_SYSCALL(x);",
		"include/linux/syscalls.h", "long sys_x(void);",
	)
	for what, got := range map[string]string{
		"a.c a.c b.c":              where(x.SitesNamed("x")),
		"a.c b.c":                  where(x.SitesOf("sys_x")),
		"a.c":                      where(x.SitesOf("compat_sys_y")),
		"sys_ni.c":                 where(x.StubsOf("sys_x")),
		"include/linux/syscalls.h": where(x.PrototypesOf("sys_x")),
		"b.c":                      where(x.NumbersOf("x")),
		"":                         where(x.SitesNamed("nothing")),
	} {
		if got != what {
			t.Errorf("got %q, want %q", got, what)
		}
	}
}

func TestWith(t *testing.T) {
	x := scan(t, "a.c", "SYSCALL_DEFINE0(x)", "b.c", "SYSCALL_DEFINE0(x)", "d.c", "SYSCALL_DEFINE0(d)")
	y := x.With(Extract("a.c", []byte("SYSCALL_DEFINE0(y)")), Extract("c.c", []byte("SYSCALL_DEFINE0(x)")))
	z := y.With(&File{Path: "b.c"}, Extract("0.c", []byte("SYSCALL_DEFINE0(x)")))
	for _, test := range []struct {
		name         string
		index        *Index
		files, sites string
	}{
		{"before", x, "a.c b.c d.c", "a.c b.c"},
		{"changed and new", y, "a.c b.c c.c d.c", "b.c c.c"},
		{"gone", z, "0.c a.c c.c d.c", "0.c c.c"},
		{"back", z.With(Extract("b.c", []byte("SYSCALL_DEFINE0(x)"))), "0.c a.c b.c c.c d.c", "0.c b.c c.c"},
	} {
		if got := paths(test.index); got != test.files {
			t.Errorf("%s: files %s, want %s", test.name, got, test.files)
		}
		if got := where(test.index.SitesNamed("x")); got != test.sites {
			t.Errorf("%s: sites of x in %s, want %s", test.name, got, test.sites)
		}
	}
	if z.File("b.c") != nil || z.File("a.c") == nil || z.File("d.c") != x.File("d.c") {
		t.Error("File() of a changed index")
	}
}

// TestWithMany changes more files than are searched directly.
func TestWithMany(t *testing.T) {
	x := scan(t, "a.c", "SYSCALL_DEFINE0(x)")
	for i := range 3 * maxChanged {
		x = x.With(Extract(fmt.Sprintf("f%d.c", i), []byte("SYSCALL_DEFINE0(x)")))
		if got := len(x.SitesNamed("x")); got != i+2 {
			t.Fatalf("after %d changes: %d sites", i+1, got)
		}
	}
}

func TestTables(t *testing.T) {
	const table = "arch/x86/entry/syscalls/syscall_64.tbl"
	x := scan(t, table, "0 common read sys_read\n1 64 w sys_w\n512 x32 w compat_sys_w\n9 other o o\n",
		"arch/none/syscall_64.tbl", "7 common seven sys_seven\n")
	for _, test := range []struct {
		abi  string
		rows []string
	}{
		{"x86-64", []string{"read", "w"}},
		{"x86-64-x32", []string{"read", "w"}},
	} {
		got, ok := x.Table(test.abi)
		var names []string
		for _, r := range got.Rows {
			names = append(names, r.Name)
		}
		if !ok || got.File != table || !slices.Equal(names, test.rows) {
			t.Errorf("%s: %s %q", test.abi, got.File, names)
		}
	}
	x32, _ := x.Table("x86-64-x32")
	if r := x32.Row(0x40000000 + 512); r == nil || r.Entry != "compat_sys_w" {
		t.Errorf("row of an x32 number: %+v", r)
	}
	if r := x32.Row(512); r != nil {
		t.Errorf("x32 has no number without its base, got %+v", r)
	}
	if _, ok := x.Table("x86"); ok {
		t.Error("a table of x86 in a tree without one")
	}
	y := x.With(Extract(table, []byte("0 64 other sys_other\n")))
	if got, _ := y.Table("x86-64"); len(got.Rows) != 1 || got.Rows[0].Name != "other" {
		t.Errorf("after a change: %+v", got.Rows)
	}
}

func TestProblems(t *testing.T) {
	x := scan(t, "b.c", "SYSCALL_DEFINE1(x, int", "arch/x86/syscall_64.tbl", "abc common x sys_x\n")
	var got []string
	for _, p := range x.Problems() {
		got = append(got, p.String())
	}
	want := []string{`arch/x86/syscall_64.tbl:1:1: "abc" is not a syscall number`, "b.c:1:1: SYSCALL_DEFINE1 is not closed"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
