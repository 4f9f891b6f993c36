package cache

import (
	"os"
	"path/filepath"
	"testing"

	"callgate/testdata/mini"
	"callgate/vmlinux"
)

func TestKernel(t *testing.T) {
	dir, files := t.TempDir(), t.TempDir()
	image, debug := filepath.Join(files, "vmlinux"), filepath.Join(files, "vmlinux.debug")
	if err := os.WriteFile(image, mini.Small.Vmlinux(), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := vmlinux.Analyze(t.Context(), mini.Small.Vmlinux(), vmlinux.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keep := func() {
		t.Helper()
		if err := StoreKernel(dir, image, "", want, []string{debug}); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(variant string) bool {
		t.Helper()
		k, err := Kernel(dir, image, variant)
		return err == nil && k != nil && k.BuildID == want.BuildID && len(k.Surfaces) == len(want.Surfaces)
	}
	if kept("") {
		t.Error("something is in an empty cache")
	}
	keep()
	if !kept("") || kept("other options") {
		t.Errorf("kept %v, for other options %v", kept(""), kept("other options"))
	}
	// A debug file appears, and with it another result.
	if err := os.WriteFile(debug, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if kept("") {
		t.Error("kept although the debug file is there now")
	}
	keep()
	if err := os.WriteFile(image, mini.Distro.Vmlinux(), 0o600); err != nil {
		t.Fatal(err)
	}
	if kept("") {
		t.Error("kept although the image is another")
	}
	keep()
	entries, err := filepath.Glob(filepath.Join(dir, "*"+kernelSuffix))
	if err != nil || len(entries) != 1 {
		t.Fatalf("%d files in the cache, %v", len(entries), err)
	}
	if err := os.WriteFile(entries[0], []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Kernel(dir, image, ""); err == nil {
		t.Error("a damaged file is no error")
	}
	keep()
	if !kept("") {
		t.Error("a damaged file is not replaced")
	}
}
