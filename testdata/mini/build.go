package mini

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"callgate/testdata/need"
)

// T is the part of [testing.TB] that is used here. Taking it instead keeps
// package testing out of the program.
type T interface {
	need.T
	TempDir() string
}

// Tree writes the source tree into a directory of the test's own.
func Tree(t T) string {
	t.Helper()
	dir := t.TempDir()
	if err := WriteTree(dir); err != nil {
		t.Fatalf("%v", err)
	}
	return dir
}

// Built is [Tree] with .config and the prebuilt vmlinux of configuration c in
// the tree. It needs no compiler.
func Built(t T, c Config) string {
	t.Helper()
	dir := t.TempDir()
	if err := WriteBuilt(dir, c); err != nil {
		t.Fatalf("%v", err)
	}
	return dir
}

// Image returns the path of a vmlinux that the machine's own compiler ($CC, by
// default gcc) built in configuration c. The file is shared with other tests
// and must not be changed. Without a compiler, make or binutils the test is
// skipped.
func Image(t T, c Config) string {
	t.Helper()
	cc := os.Getenv("CC")
	if cc == "" {
		cc = "gcc"
	}
	for _, program := range []string{cc, "make", "ld", "ar", "gzip", "awk"} {
		need.Program(t, program)
	}
	path, err := cached(cc, c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return path
}

// cached builds once for each tree, configuration and compiler, and keeps the
// image in the user's cache directory.
func cached(cc string, c Config) (string, error) {
	version, err := exec.Command(cc, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("asking %s for its version: %w", cc, err)
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s", cc, version, c.DotConfig())
	err = fs.WalkDir(FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(FS(), name)
		fmt.Fprintf(sum, "%s\n%d\n%s", name, len(data), data)
		return err
	})
	if err != nil {
		return "", err
	}
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	base = filepath.Join(base, "callgate-test")
	image := filepath.Join(base, fmt.Sprintf("mini-%s-%x", c, sum.Sum(nil)[:8]))
	if _, err := os.Stat(image); err == nil {
		return image, nil
	}
	if err := os.MkdirAll(base, 0o755); err != nil {
		return "", err
	}
	data, err := BuildImage(WriteTree, c.DotConfig(), "CC="+cc)
	if err != nil {
		return "", err
	}
	// Whoever else builds it at the same time builds the same.
	file, err := os.CreateTemp(base, "build-")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(data); err != nil {
		return "", err
	}
	if err := file.Close(); err != nil {
		return "", err
	}
	return image, os.Rename(file.Name(), image)
}

// BuildImage lets write write a tree, and returns the image that [Build] makes
// of it.
func BuildImage(write func(dir string) error, dotConfig []byte, variables ...string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "mini-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := write(dir); err != nil {
		return nil, err
	}
	if err := Build(dir, dotConfig, variables...); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "vmlinux"))
}

// Build turns the source tree in dir into dir/vmlinux, as make does it with
// dotConfig as .config and the given variables (ARCH=..., CROSS_COMPILE=...,
// CC=...). The image does not depend on where dir is.
func Build(dir string, dotConfig []byte, variables ...string) error {
	if err := os.WriteFile(filepath.Join(dir, ".config"), dotConfig, 0o644); err != nil {
		return err
	}
	make := exec.Command("make", append([]string{"--silent", "--directory", dir, "vmlinux"}, variables...)...)
	// A make above this one must not pass its flags on.
	make.Env = append(os.Environ(), "MAKEFLAGS=", "MAKELEVEL=0", "LC_ALL=C")
	output, err := make.CombinedOutput()
	var status *exec.ExitError
	if errors.As(err, &status) {
		return fmt.Errorf("building the miniature kernel: %w\n%s", err, output)
	}
	return err
}
