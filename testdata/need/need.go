// Package need gets tests what they cannot carry with them: the corpus of
// distribution kernels, a compiler, an editor. A test whose need is not met is
// skipped with a sentence that says what is missing and how to get it. Where
// CALLGATE_REQUIRE names the need, or is "all", the test fails instead, so that
// nothing is skipped unnoticed where everything is meant to run.
package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// T is the part of [testing.TB] that is used here. Taking it instead keeps
// package testing out of programs that reach this package.
type T interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// CorpusDir is where `make corpus` puts the distribution kernels:
// $CALLGATE_CORPUS, by default callgate-corpus in the user's cache directory.
// It is empty where there is neither.
func CorpusDir() string {
	if dir := os.Getenv("CALLGATE_CORPUS"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "callgate-corpus")
}

// Corpus returns the path of a file or directory of the corpus, for example
// "src-6.1" or "images/amd64-6.1-amd64/vmlinux".
func Corpus(t T, name string) string {
	t.Helper()
	path := filepath.Join(CorpusDir(), filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		Missing(t, name, "make corpus")
	}
	return path
}

// Program returns the path of the first of the named programs that is
// installed. They are alternatives: any of them will do.
func Program(t T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Missing(t, names[0], "the system's package manager")
	return ""
}

// Missing ends the test because it lacks what is called name, which source
// would provide.
func Missing(t T, name, source string) {
	t.Helper()
	if Required(name) {
		t.Fatalf("needs %s, which CALLGATE_REQUIRE asks for; it comes from %s", name, source)
		return
	}
	t.Skipf("needs %s, which comes from %s", name, source)
}

// Required reports whether CALLGATE_REQUIRE, a list separated by commas, names
// what is called name or everything.
func Required(name string) bool {
	list := strings.Split(os.Getenv("CALLGATE_REQUIRE"), ",")
	return slices.Contains(list, "all") || slices.Contains(list, name)
}
