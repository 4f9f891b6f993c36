package load

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"

	"callgate/kconfig"
	"callgate/xref"
)

// Configure evaluates a configuration file for the tree in dir. arch is the
// kernel's ARCH value or an architecture's directory; where it is empty, the
// file's own heading says it. What is wrong in the Kconfig files or in the
// configuration does not keep them from being evaluated.
func Configure(dir, arch, config string) (*xref.Configured, error) {
	text, err := readConfig(config)
	if err != nil {
		return nil, err
	}
	if arch == "" {
		if arch = configArch(text); arch == "" {
			return nil, fmt.Errorf("%s does not say which architecture it is for; name one with --arch", config)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, plain(err))
	}
	fsys := root.FS() // follows no link out of the tree
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if err != nil {
		return nil, fmt.Errorf("%s is not a kernel tree: it has no Makefile", dir)
	}
	environment := kconfig.Environment(makefile, arch)
	srcarch := environment["SRCARCH"]
	if _, err := fs.Stat(fsys, "arch/"+srcarch+"/Kconfig"); err != nil {
		return nil, fmt.Errorf("%s has no arch/%s/Kconfig", dir, srcarch)
	}
	c, _ := kconfig.ParseConfig(config, text)
	tree := kconfig.Parse(fsys, kconfig.ParseOptions{Environment: environment})
	return &xref.Configured{
		Values: tree.Evaluate(c),
		Kbuild: kconfig.ReadKbuild(fsys, tree, arch),
		Arch:   srcarch,
		Tree:   fsys,
	}, nil
}

// heading is the line that conf writes above a configuration:
// "# Linux/x86 6.1.176 Kernel Configuration".
var heading = regexp.MustCompile(`(?m)^# Linux/([a-z0-9_]+) .* Kernel Configuration$`)

// configArch returns the architecture that the heading of a configuration
// names, or "".
func configArch(text []byte) string {
	if len(text) > 4096 {
		text = text[:4096]
	}
	if m := heading.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// plain drops the operation and the path from a file error: callers name the
// file themselves.
func plain(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
