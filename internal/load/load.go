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
	"callgate/internal/cache"
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

// Tree indexes the kernel tree in dir, and keeps the index in cacheDir for the
// next time; where that is empty, nothing is kept or reused. Errors name the
// tree. What is wrong with the cache is no error: it is returned beside, to be
// logged.
func Tree(ctx context.Context, dir, cacheDir string, options index.Options) (ix *index.Index, cacheErr, err error) {
	switch info, statErr := os.Stat(dir); {
	case errors.Is(statErr, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%s: no such directory", dir)
	case statErr != nil:
		return nil, nil, statErr
	case !info.IsDir():
		return nil, nil, fmt.Errorf("%s is not a directory; --kdir takes the top directory of a kernel tree", dir)
	}
	if cacheDir == "" {
		ix, err = index.Scan(ctx, os.DirFS(dir), options)
	} else {
		ix, cacheErr, err = cache.Tree(ctx, cacheDir, dir, options)
	}
	if err != nil {
		return nil, cacheErr, fmt.Errorf("%s: %w", dir, err)
	}
	return ix, cacheErr, nil
}

// LastTree returns the index that the tree in dir had when it was indexed last,
// or nil. It may be out of date: [Tree] is to follow.
func LastTree(dir, cacheDir string) *index.Index {
	if cacheDir == "" {
		return nil
	}
	ix, err := cache.Last(cacheDir, dir)
	if err != nil {
		return nil // [Tree] will say so, and make a new one
	}
	return ix
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
// is no error. cacheDir is that of [CachedImage]; what is wrong with the cache
// is returned beside.
func Build(ctx context.Context, name, image, config, cacheDir string) (b *xref.Build, cacheErr, err error) {
	kernel, cacheErr, err := CachedImage(ctx, cacheDir, image, vmlinux.Options{})
	if err != nil {
		return nil, cacheErr, err
	}
	if name == "" {
		name = BuildName(image)
	}
	c, err := buildConfig(kernel, image, config)
	if err != nil {
		return nil, cacheErr, err
	}
	return xref.NewBuild(name, image, kernel, c), cacheErr, nil
}

// Image analyzes the image at a path, with the debug information that is
// installed apart from it where it has none itself. Errors name it.
func Image(ctx context.Context, image string, options vmlinux.Options) (*vmlinux.Kernel, error) {
	kernel, _, err := analyze(ctx, image, options)
	return kernel, err
}

// CachedImage is [Image] with the result of an earlier analysis, where dir has
// one that still holds; an empty dir has and keeps none. What keeps the cache from being read or written does
// not keep the image from being analyzed: it is returned as a second error, to
// be logged.
func CachedImage(ctx context.Context, dir, image string, options vmlinux.Options) (kernel *vmlinux.Kernel, cacheErr, err error) {
	if dir == "" {
		kernel, err = Image(ctx, image, options)
		return kernel, nil, err
	}
	variant := fmt.Sprint(options.Remap)
	kernel, cacheErr = cache.Kernel(dir, image, variant)
	if kernel != nil {
		return kernel, cacheErr, nil
	}
	kernel, inputs, err := analyze(ctx, image, options)
	if err != nil {
		return nil, cacheErr, err
	}
	return kernel, errors.Join(cacheErr, cache.StoreKernel(dir, image, variant, kernel, inputs)), nil
}

// analyze analyzes an image, and returns the other files that the result
// depends on, those that are not there too.
func analyze(ctx context.Context, image string, options vmlinux.Options) (kernel *vmlinux.Kernel, inputs []string, err error) {
	f, err := mapped.Open(image)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", image, err)
	}
	defer f.Close()
	kernel, err = vmlinux.Analyze(ctx, f.Bytes(), options)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", image, err)
	}
	if kernel.DebugInfo {
		return kernel, nil, nil
	}
	for _, name := range debugFiles(image, kernel) {
		inputs = append(inputs, name)
		debug, err := mapped.Open(name)
		if err != nil {
			continue
		}
		better, err := withDebugFile(ctx, kernel, f.Bytes(), debug.Bytes(), options)
		debug.Close()
		if err == nil {
			return better, inputs, nil
		}
	}
	return kernel, inputs, nil
}

// withDebugFile analyzes an image anew with a file that may be of the same
// build. As a rule that is a complete kernel, which has all the image has and
// need not be unpacked.
func withDebugFile(ctx context.Context, kernel *vmlinux.Kernel, image, debug []byte, options vmlinux.Options) (*vmlinux.Kernel, error) {
	complete, err := vmlinux.Analyze(ctx, debug, options)
	if err == nil && complete.DebugInfo && complete.BuildID != "" && complete.BuildID == kernel.BuildID {
		complete.Packed = kernel.Packed
		return complete, nil
	}
	options.Debug = debug
	return vmlinux.Analyze(ctx, image, options)
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
	for _, file := range configFiles(image) {
		if text, err := readConfig(file); err == nil {
			c, _ := kconfig.ParseConfig(file, text)
			return c, nil
		}
	}
	return nil, nil
}

// ConfigSource tells where the configuration of a kernel is: the file that was
// named, the kernel itself ("ikconfig"), or a file in one of the usual places.
// It is empty where there is none.
func ConfigSource(kernel *vmlinux.Kernel, image, named string) string {
	switch {
	case named != "":
		return named
	case kernel.Config != nil:
		return "ikconfig"
	}
	for _, file := range configFiles(image) {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return file
		}
	}
	return ""
}

// configFiles returns the places where the configuration of an image may be.
func configFiles(image string) []string {
	dir, base := filepath.Split(image)
	for _, prefix := range []string{"vmlinux-", "vmlinuz-"} {
		if release, ok := strings.CutPrefix(base, prefix); ok {
			return []string{filepath.Join(dir, "config-"+release), filepath.Join("/boot", "config-"+release)}
		}
	}
	return []string{filepath.Join(dir, ".config"), filepath.Join(dir, "config")}
}

func readConfig(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, plain(err))
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
