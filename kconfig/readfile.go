package kconfig

import (
	"errors"
	"io/fs"
)

// maxFile bounds the size of one Kconfig file, makefile or header. The largest
// of a kernel that is read here has 200 KB.
const maxFile = 16 << 20

// readFile reads a regular file of reasonable size. Anything else, such as a
// pipe that nobody writes to, is not opened.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > maxFile:
		return nil, errors.New("too large")
	}
	return fs.ReadFile(fsys, name)
}
