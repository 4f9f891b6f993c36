// Package mini is a miniature kernel: a source tree of a few dozen small files
// in the shape of a Linux tree, and what becomes of it when it is built. It has
// an example of everything that Callgate reads, so tests run on it where a real
// kernel would be too large, and `callgate demo` shows it.
//
// The tree, in the folder tree, is this project's own text. Only what Linux
// promises to programs is the same: names, numbers and arguments of system
// calls. The configurations were written by the kernel's own Kconfig program
// from the files in tree/arch/x86/configs, and can serve as its answer.
package mini

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:generate go run ./gen

// A Config names one of the configurations that the tree is built in.
type Config string

const (
	// Distro has every feature on, as the kernels of distributions do, the
	// function tracer and retpolines among them.
	Distro Config = "distro"
	// Small has what can be left out left out: madvise, bpf, timers, sockets,
	// the removal of modules, I/O ports.
	Small Config = "small"
)

// Configs lists the configurations.
var Configs = []Config{Distro, Small}

var (
	//go:embed tree
	tree embed.FS
	//go:embed configs
	configs embed.FS
	//go:embed prebuilt
	prebuilt embed.FS
)

// FS is the source tree.
func FS() fs.FS {
	sub, err := fs.Sub(tree, "tree")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// DotConfig is the configuration as the build reads it, the text of .config.
func (c Config) DotConfig() []byte { return read(configs, "configs/"+string(c)+".config") }

// Vmlinux is an x86-64 image of the tree in this configuration, which was built
// when the project was, so that it is there without a compiler.
func (c Config) Vmlinux() []byte { return read(prebuilt, "prebuilt/"+string(c)+".vmlinux") }

func read(from embed.FS, name string) []byte {
	data, err := from.ReadFile(name)
	if err != nil {
		panic(err) // Configs and the embedded files belong together
	}
	return data
}

// WriteTree writes the source tree into dir, which it makes where needed.
func WriteTree(dir string) error {
	if err := os.CopyFS(dir, FS()); err != nil {
		return fmt.Errorf("writing the miniature kernel: %w", err)
	}
	return nil
}

// WriteBuilt writes the source tree into dir, and beside it what a build in
// configuration c leaves: .config and the prebuilt vmlinux.
func WriteBuilt(dir string, c Config) error {
	if err := WriteTree(dir); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, ".config"), c.DotConfig(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "vmlinux"), c.Vmlinux(), 0o755)
}
