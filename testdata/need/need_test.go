package need

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// recorder keeps what a test would have ended with.
type recorder struct{ end string }

func (r *recorder) Helper()                      {}
func (r *recorder) Skipf(f string, args ...any)  { r.end = "skip: " + fmt.Sprintf(f, args...) }
func (r *recorder) Fatalf(f string, args ...any) { r.end = "fail: " + fmt.Sprintf(f, args...) }

func TestMissing(t *testing.T) {
	for _, test := range []struct{ require, name, want string }{
		{"", "src-6.1", "skip: needs src-6.1, which comes from make corpus"},
		{"gcc,nvim", "src-6.1", "skip: needs src-6.1, which comes from make corpus"},
		{"gcc,src-6.1", "src-6.1", "fail: needs src-6.1, which CALLGATE_REQUIRE asks for; it comes from make corpus"},
		{"all", "src-6.1", "fail: needs src-6.1, which CALLGATE_REQUIRE asks for; it comes from make corpus"},
	} {
		t.Setenv("CALLGATE_REQUIRE", test.require)
		t.Setenv("CALLGATE_CORPUS", t.TempDir())
		var r recorder
		if Corpus(&r, test.name); r.end != test.want {
			t.Errorf("CALLGATE_REQUIRE=%s: %q, want %q", test.require, r.end, test.want)
		}
	}
}

func TestCorpus(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CALLGATE_CORPUS", dir)
	want := filepath.Join(dir, "images", "x", "vmlinux")
	if err := os.MkdirAll(want, 0o755); err != nil {
		t.Fatal(err)
	}
	var r recorder
	if got := Corpus(&r, "images/x/vmlinux"); got != want || r.end != "" {
		t.Errorf("Corpus = %q, %q, want %q", got, r.end, want)
	}
}

func TestCorpusDir(t *testing.T) {
	t.Setenv("CALLGATE_CORPUS", "")
	t.Setenv("XDG_CACHE_HOME", "/somewhere")
	if got := CorpusDir(); got != "/somewhere/callgate-corpus" {
		t.Errorf("CorpusDir = %q", got)
	}
}

func TestProgram(t *testing.T) {
	t.Setenv("CALLGATE_REQUIRE", "")
	var r recorder
	if got := Program(&r, "no-such-program", "go"); filepath.Base(got) != "go" || r.end != "" {
		t.Errorf("Program(no-such-program, go) = %q, %q", got, r.end)
	}
	Program(&r, "no-such-program")
	if want := "skip: needs no-such-program, which comes from the system's package manager"; r.end != want {
		t.Errorf("Program(no-such-program): %q, want %q", r.end, want)
	}
}
