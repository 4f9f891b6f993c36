// Package mapped opens large files as memory: a kernel image of 600 MB costs
// only the pages that are looked at.
//
// A mapped file that somebody truncates raises a memory fault on the pages
// that are gone. Whoever reads the bytes has to expect that; package vmlinux
// does (see vmlinux.ErrChanged).
package mapped

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// File is a file in memory.
type File struct {
	data  []byte
	unmap func([]byte) error
}

// Open maps the regular file at path for reading. An empty file has no bytes
// and is no error.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, plain(err)
	case info.IsDir():
		return nil, errors.New("a directory, not a file")
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() == 0:
		return &File{}, nil
	case int64(int(info.Size())) != info.Size():
		return nil, fmt.Errorf("too large: %d bytes", info.Size())
	}
	return mapFile(f, int(info.Size()))
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

// Bytes returns the content, which must not be written to, nor used after
// [File.Close].
func (f *File) Bytes() []byte { return f.data }

// Close gives the memory back.
func (f *File) Close() error {
	if f.unmap == nil {
		return nil
	}
	data, unmap := f.data, f.unmap
	f.data, f.unmap = nil, nil
	return unmap(data)
}
