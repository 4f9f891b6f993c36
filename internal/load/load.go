// Package load opens what users name, trees and builds, for the language
// server and the command line alike. The packages that understand them take
// bytes and file systems; the disk is touched here.
package load

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"callgate/index"
	"callgate/internal/mapped"
	"callgate/kconfig"
	"callgate/vmlinux"
	"callgate/xref"
)

// EnclosingTree returns the kernel tree that dir is or lies in, and "" where
// there is none.
func EnclosingTree(dir string) string {
	for {
		if _, err := index.Release(os.DirFS(dir)); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// Tree indexes the kernel tree in dir. Errors name it.
func Tree(ctx context.Context, dir string, options index.Options) (*index.Index, error) {
	ix, err := index.Scan(ctx, os.DirFS(dir), options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return ix, nil
}

// Makefiles reads the makefiles of the directories that have sites, and of
// those above them. One that cannot be read is left out: what it would say is
// then not said.
func Makefiles(dir string, ix *index.Index) xref.Makefiles {
	files := xref.Makefiles{}
	seen := map[string]bool{}
	for f := range ix.Files() {
		if len(f.Sites) == 0 {
			continue
		}
		for d := path.Dir(f.Path); !seen[d]; d = path.Dir(d) {
			seen[d] = true
			// Kbuild takes a file of its own name before the Makefile.
			for _, name := range []string{"Kbuild", "Makefile"} {
				text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(d), name))
				if err == nil {
					files[d] = xref.Makefile{File: path.Join(d, name), Text: text}
					break
				}
			}
		}
	}
	return files
}

// Build analyzes an image. name is what messages call the build; where it is
// empty, [BuildName] gives one. config is the path of its configuration; where
// it is empty, it is looked for in and beside the image, and that there is none
// is no error.
func Build(ctx context.Context, name, image, config string) (*xref.Build, error) {
	kernel, err := Image(ctx, image, vmlinux.Options{})
	if err != nil {
		return nil, err
	}
	if name == "" {
		name = BuildName(image)
	}
	c, err := buildConfig(kernel, image, config)
	if err != nil {
		return nil, err
	}
	return xref.NewBuild(name, image, kernel, c), nil
}

// Image analyzes the image at a path. Errors name it.
func Image(ctx context.Context, image string, options vmlinux.Options) (*vmlinux.Kernel, error) {
	f, err := mapped.Open(image)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", image, err)
	}
	defer f.Close()
	kernel, err := vmlinux.Analyze(ctx, f.Bytes(), options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", image, err)
	}
	return kernel, nil
}

// BuildName makes a name for an image: that of its directory for a file that
// is just called vmlinux, else its own without "vmlinux-".
func BuildName(image string) string {
	base := filepath.Base(image)
	if rest, ok := strings.CutPrefix(base, "vmlinux-"); ok && rest != "" {
		return rest
	}
	if abs, err := filepath.Abs(image); err == nil && base == "vmlinux" {
		return filepath.Base(filepath.Dir(abs))
	}
	return base
}

// maxConfig bounds a configuration that is read: real ones have 300 KB.
const maxConfig = 16 << 20

// buildConfig returns the configuration of an image: the one asked for, the
// one embedded, or the one that lies beside it under one of the usual names.
func buildConfig(kernel *vmlinux.Kernel, image, config string) (*kconfig.Config, error) {
	if config != "" {
		text, err := readConfig(config)
		if err != nil {
			return nil, err
		}
		c, _ := kconfig.ParseConfig(config, text)
		return c, nil
	}
	if kernel.Config != nil {
		c, _ := kconfig.ParseConfig(image, kernel.Config)
		return c, nil
	}
	dir, base := filepath.Split(image)
	candidates := []string{filepath.Join(dir, ".config"), filepath.Join(dir, "config")}
	if release, ok := strings.CutPrefix(base, "vmlinux-"); ok {
		candidates = []string{filepath.Join(dir, "config-"+release), filepath.Join("/boot", "config-"+release)}
	}
	for _, file := range candidates {
		if text, err := readConfig(file); err == nil {
			c, _ := kconfig.ParseConfig(file, text)
			return c, nil
		}
	}
	return nil, nil
}

func readConfig(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		var pathError *fs.PathError
		if errors.As(err, &pathError) {
			err = pathError.Err
		}
		return nil, fmt.Errorf("%s: %w", file, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: not a regular file", file)
	case info.Size() > maxConfig:
		return nil, fmt.Errorf("%s: %d bytes are too many for a configuration", file, info.Size())
	}
	return os.ReadFile(file)
}

// Discover returns the images that are where they usually are: vmlinux in the
// tree and in the output directories (O=) directly below it, and the debug
// image of the running kernel.
func Discover(tree string) []string {
	var images []string
	add := func(file string) {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			images = append(images, file)
		}
	}
	add(filepath.Join(tree, "vmlinux"))
	entries, _ := os.ReadDir(tree)
	for _, e := range entries {
		if e.IsDir() {
			add(filepath.Join(tree, e.Name(), "vmlinux"))
		}
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		add("/usr/lib/debug/boot/vmlinux-" + strings.TrimSpace(string(release)))
	}
	return slices.Clip(images)
}
