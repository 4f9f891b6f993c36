package load

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"callgate/testdata/mini"
	"callgate/vmlinux"
)

// bootImage writes a boot image of the miniature kernel without its section
// headers of debug information: their names are changed, so that no reader
// knows them.
func bootImage(t *testing.T, path string) {
	t.Helper()
	image := bytes.ReplaceAll(mini.Distro.Vmlinux(), []byte(".debug_info\x00"), []byte(".hidden_inf\x00"))
	var out bytes.Buffer
	out.WriteString("boot code")
	w := gzip.NewWriter(&out)
	for _, part := range [][]byte{image, make([]byte, 1<<20)} {
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestImageWithDebugFileBeside(t *testing.T) {
	dir := t.TempDir()
	image := filepath.Join(dir, "vmlinuz")
	bootImage(t, image)
	k, err := Image(t.Context(), image, vmlinux.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if k.DebugInfo || k.Packed != "gzip" || k.Surfaces[0].Slots[0].File != "" {
		t.Errorf("alone: debug information %v, packed as %q, the first call at %q", k.DebugInfo, k.Packed, k.Surfaces[0].Slots[0].File)
	}
	for _, test := range []struct {
		beside mini.Config
		want   string // where read is
	}{
		{mini.Small, ""}, // another build
		{mini.Distro, "fs/read_write.c"},
	} {
		if err := os.WriteFile(filepath.Join(dir, "vmlinux"), test.beside.Vmlinux(), 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := Image(t.Context(), image, vmlinux.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Surfaces[0].Slots[0].File; got != test.want || k.Packed != "gzip" {
			t.Errorf("beside %s: read is at %q, packed as %q, want %q", test.beside, got, k.Packed, test.want)
		}
	}
}

func TestCachedImage(t *testing.T) {
	cacheDir, dir := t.TempDir(), t.TempDir()
	image := filepath.Join(dir, "vmlinuz")
	bootImage(t, image)
	place := func() string {
		t.Helper()
		k, cacheErr, err := CachedImage(t.Context(), cacheDir, image, vmlinux.Options{})
		if err != nil || cacheErr != nil {
			t.Fatal(err, cacheErr)
		}
		return k.Surfaces[0].Slots[0].File
	}
	if first, second := place(), place(); first != "" || second != "" {
		t.Errorf("places %q and %q without debug information", first, second)
	}
	// What was analyzed without a debug file is not what it was once there is one.
	if err := os.WriteFile(filepath.Join(dir, "vmlinux"), mini.Distro.Vmlinux(), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := place(); got != "fs/read_write.c" {
		t.Errorf("place %q with a debug file beside", got)
	}
}

func TestDebugFiles(t *testing.T) {
	files := debugFiles("/boot/vmlinuz-6.1.0", &vmlinux.Kernel{BuildID: "abcdef", DebugLink: "k.debug", Version: "6.1.0"})
	for _, want := range []string{
		"/usr/lib/debug/.build-id/ab/cdef.debug", "/boot/k.debug", "/boot/.debug/k.debug", "/usr/lib/debug/boot/k.debug",
		"/usr/lib/debug/boot/vmlinux-6.1.0", "/usr/lib/debug/lib/modules/6.1.0/vmlinux",
	} {
		if !slices.Contains(files, want) {
			t.Errorf("%s is not among %q", want, files)
		}
	}
	// Names from an image must not lead elsewhere.
	for _, f := range debugFiles("/boot/k", &vmlinux.Kernel{DebugLink: "../../etc/passwd", Version: "../x"}) {
		if f == "/etc/passwd" || filepath.Dir(f) == "/usr/lib/debug" {
			t.Errorf("an image leads to %s", f)
		}
	}
}
