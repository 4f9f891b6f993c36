package vmlinux

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"callgate/testdata/mini"
	"callgate/testdata/need"
)

func TestEmbeddedConfig(t *testing.T) {
	k, err := Analyze(t.Context(), mini.Distro.Vmlinux(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(k.Config, mini.Distro.DotConfig()) {
		t.Errorf("the embedded configuration has %d bytes, want the %d of .config", len(k.Config), len(mini.Distro.DotConfig()))
	}
	if k, err = Analyze(t.Context(), mini.Small.Vmlinux(), Options{}); err != nil || k.Config != nil {
		t.Errorf("%d bytes of configuration, %v, want none", len(k.Config), err)
	}
}

// objcopy rewrites an image of the miniature kernel with the installed objcopy.
func objcopy(t *testing.T, image []byte, args ...string) []byte {
	t.Helper()
	tool := need.Program(t, "objcopy", "llvm-objcopy")
	in, out := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(in, image, 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(tool, append(args, in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("objcopy %q: %v\n%s", args, err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func slotText(k *Kernel) (text []string) {
	for _, s := range k.Surfaces {
		for _, slot := range s.Slots {
			text = append(text, describeSlot(slot))
		}
	}
	return text
}

func TestCompressedDebugSections(t *testing.T) {
	whole, err := Analyze(t.Context(), mini.Distro.Vmlinux(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"zlib", "zlib-gnu"} {
		k, err := Analyze(t.Context(), objcopy(t, mini.Distro.Vmlinux(), "--compress-debug-sections="+format), Options{})
		if err != nil {
			t.Errorf("%s: %v", format, err)
		} else if !slices.Equal(slotText(k), slotText(whole)) {
			t.Errorf("%s: other slots than without", format)
		}
	}
}

func TestSeparateDebugFile(t *testing.T) {
	whole, err := Analyze(t.Context(), mini.Distro.Vmlinux(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	image := objcopy(t, mini.Distro.Vmlinux(), "--strip-debug")
	debug := objcopy(t, mini.Distro.Vmlinux(), "--only-keep-debug")
	k, err := Analyze(t.Context(), image, Options{})
	if err != nil || k.DebugInfo || len(k.Notes) == 0 {
		t.Errorf("without the file: debug information %v, notes %q, %v", k.DebugInfo, k.Notes, err)
	}
	k, err = Analyze(t.Context(), image, Options{Debug: debug})
	if err != nil {
		t.Fatal(err)
	}
	if !k.DebugInfo || !slices.Equal(slotText(k), slotText(whole)) {
		t.Error("with the file: other slots than with everything in one")
	}
	if _, err = Analyze(t.Context(), image, Options{Debug: mini.Small.Vmlinux()}); !errors.Is(err, ErrOtherBuild) {
		t.Errorf("the file of another build: %v", err)
	}
}
