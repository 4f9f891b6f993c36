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
