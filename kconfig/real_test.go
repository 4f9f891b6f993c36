package kconfig_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"callgate/kconfig"
	"callgate/testdata/need"
)

// realTree opens a kernel tree of the corpus and returns what its Kconfig
// files are read with.
func realTree(t testing.TB, name, arch string) (fs.FS, kconfig.ParseOptions) {
	fsys := os.DirFS(need.Corpus(t, name))
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if err != nil {
		t.Fatal(err)
	}
	return fsys, kconfig.ParseOptions{Environment: map[string]string{"ARCH": arch,
		"SRCARCH": kconfig.SourceArch(makefile, arch), "srctree": ".", "KERNELVERSION": kconfig.KernelVersion(makefile)}}
}

// TestRealParse reads the Kconfig files of every architecture and expects
// nothing to complain of, as conf has nothing.
func TestRealParse(t *testing.T) {
	for _, name := range []string{"src-6.1", "src-6.12"} {
		dirs, err := filepath.Glob(filepath.Join(need.Corpus(t, name), "arch", "*", "Kconfig"))
		if err != nil || len(dirs) < 15 {
			t.Fatalf("%d architectures: %v", len(dirs), err)
		}
		for _, dir := range dirs {
			arch := filepath.Base(filepath.Dir(dir))
			fsys, opts := realTree(t, name, arch)
			opts.Environment["HEADER_ARCH"] = "x86" // um's Makefile sets it
			tree := kconfig.Parse(fsys, opts)
			for _, p := range tree.Problems {
				t.Errorf("%s %s: %v", name, arch, p)
			}
			if n := len(tree.Symbols); n < 9000 {
				t.Errorf("%s %s: only %d symbols", name, arch, n)
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	fsys, opts := realTree(b, "src-6.1", "x86_64")
	for b.Loop() {
		kconfig.Parse(fsys, opts)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	fsys, opts := realTree(b, "src-6.1", "x86_64")
	tree := kconfig.Parse(fsys, opts)
	src, err := fs.ReadFile(fsys, "arch/x86/configs/x86_64_defconfig")
	if err != nil {
		b.Fatal(err)
	}
	config, _ := kconfig.ParseConfig("x86_64_defconfig", src)
	for b.Loop() {
		tree.Evaluate(config)
	}
}

func BenchmarkKbuild(b *testing.B) {
	fsys, opts := realTree(b, "src-6.1", "x86_64")
	tree := kconfig.Parse(fsys, opts)
	for b.Loop() {
		kconfig.ReadKbuild(fsys, tree, "x86_64")
	}
}
