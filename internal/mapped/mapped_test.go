package mapped

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"some": "bytes", "empty": ""} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := string(f.Bytes()); got != content {
			t.Errorf("%s: %q, want %q", name, got, content)
		}
		for range 2 { // closing twice is harmless
			if err := f.Close(); err != nil {
				t.Errorf("%s: close: %v", name, err)
			}
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                      "a directory, not a file",
		filepath.Join(dir, "no"): "no such file or directory",
		os.DevNull:               "not a regular file",
	} {
		if _, err := Open(path); err == nil || err.Error() != want {
			t.Errorf("Open(%s): %v, want %s", path, err, want)
		}
	}
}
