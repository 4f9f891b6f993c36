//go:build unix

package vmlinux

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"callgate/internal/mapped"
	"callgate/testdata/mini"
)

// TestHugeFile is a file that must not be searched: 64 GiB that take no space.
func TestHugeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge")
	if err := os.WriteFile(path, []byte("MZ"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 64<<30); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	f, err := mapped.Open(path)
	if err != nil {
		t.Skipf("no room to map it: %v", err)
	}
	defer f.Close()
	if _, err := Analyze(t.Context(), f.Bytes(), Options{}); !errors.Is(err, ErrNoKernel) {
		t.Errorf("%v, want %v", err, ErrNoKernel)
	}
}

// TestTruncatedWhileMapped takes the file away under the analysis.
func TestTruncatedWhileMapped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vmlinux")
	if err := os.WriteFile(path, mini.Distro.Vmlinux(), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := mapped.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Truncate(path, 4096); err != nil {
		t.Fatal(err)
	}
	if _, err := Analyze(t.Context(), f.Bytes(), Options{}); !errors.Is(err, ErrChanged) {
		t.Errorf("%v, want %v", err, ErrChanged)
	}
}
