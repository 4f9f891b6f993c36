package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"callgate/text"
)

// Options are the wishes of the caller of [Scan].
type Options struct {
	// Progress, where not nil, is told from time to time how many of how many
	// files are done. Calls come one at a time, from any goroutine.
	Progress func(done, total int)
}

// maxFileSize is the size in bytes from which on a file is not read: no
// source of a kernel comes near, and the file has to fit into memory.
const maxFileSize = 128 << 20

// ErrNotKernel is the error of a directory that is no kernel tree.
var ErrNotKernel = errors.New("not a Linux kernel tree")

// Scan reads a kernel tree. Symbolic links are not followed.
// It fails where the tree is not a kernel's ([ErrNotKernel]) or ctx is
// cancelled; a file or directory that cannot be read is a problem.
func Scan(ctx context.Context, fsys fs.FS, options Options) (*Index, error) {
	release, err := Release(fsys)
	if err != nil {
		return nil, err
	}
	paths, links, problems, err := walk(ctx, fsys)
	if err != nil {
		return nil, err
	}
	files, err := extractAll(ctx, fsys, paths, options)
	if err != nil {
		return nil, err
	}
	files = append(files, links...)
	for _, p := range problems {
		files = append(files, &File{Path: p.File, Problems: []text.Problem{p}})
	}
	return New(release, files), nil
}

// Release returns the release of a kernel tree: the version in its top
// Makefile.
func Release(fsys fs.FS) (string, error) {
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := fs.Stat(fsys, "."); err != nil {
			return "", plain(err)
		}
		return "", fmt.Errorf("%w: it has no Makefile; name the top directory of the sources", ErrNotKernel)
	} else if err != nil {
		return "", plain(err)
	}
	version := map[string]string{}
	for line := range bytes.Lines(makefile) {
		name, value, ok := strings.Cut(string(line), "=")
		if name = strings.TrimSpace(name); ok {
			if _, seen := version[name]; !seen {
				version[name] = strings.TrimSpace(value)
			}
		}
	}
	if version["VERSION"] == "" || version["PATCHLEVEL"] == "" {
		return "", fmt.Errorf("%w: its Makefile has no VERSION and PATCHLEVEL; name the top directory of the sources", ErrNotKernel)
	}
	for _, name := range []string{"Kconfig", "arch"} {
		if _, err := fs.Stat(fsys, name); err != nil {
			return "", fmt.Errorf("%w: it has no %s; name the top directory of the sources", ErrNotKernel, name)
		}
	}
	release := version["VERSION"] + "." + version["PATCHLEVEL"]
	if sub := version["SUBLEVEL"]; sub != "" {
		release += "." + sub
	}
	return release + version["EXTRAVERSION"], nil
}

// plain returns the error behind a path error, whose path says nothing to a
// user: it is relative to the tree.
func plain(err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// parallel runs work on every core until all are done, and returns the first
// error.
func parallel(work func() error) error {
	errs := make([]error, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { errs[i] = work() })
	}
	group.Wait()
	return errors.Join(errs...)
}

// extractAll extracts the facts of all files.
func extractAll(ctx context.Context, fsys fs.FS, paths []string, options Options) ([]*File, error) {
	files := make([]*File, len(paths))
	var next, done atomic.Int64
	var reporting sync.Mutex
	err := parallel(func() error {
		var buffer []byte
		for {
			i := int(next.Add(1)) - 1
			if i >= len(paths) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			var src []byte
			var err error
			if src, err = read(fsys, paths[i], buffer); err != nil {
				files[i] = &File{Path: paths[i], Problems: []text.Problem{{File: paths[i], Text: plain(err).Error()}}}
			} else {
				files[i] = Extract(paths[i], src)
			}
			buffer = src[:0]
			if n := done.Add(1); options.Progress != nil && (n%progressStep == 0 || int(n) == len(paths)) {
				reporting.Lock()
				options.Progress(int(done.Load()), len(paths))
				reporting.Unlock()
			}
		}
	})
	return files, err
}

// progressStep is the number of files between two reports.
const progressStep = 1000

// read reads a file into buffer, which grows as needed.
func read(fsys fs.FS, name string, buffer []byte) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return buffer, err
	}
	defer f.Close()
	buffer = buffer[:0]
	for {
		if len(buffer) == cap(buffer) {
			buffer = slices.Grow(buffer, max(64<<10, cap(buffer)))
		}
		n, err := f.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case err == io.EOF:
			return buffer, nil
		case err != nil:
			return buffer, err
		case len(buffer) > maxFileSize:
			return buffer[:0], fmt.Errorf("not read: more than %d MB", maxFileSize>>20)
		}
	}
}

// walk returns the paths of the files that may have facts, sorted, and the
// facts about links.
func walk(ctx context.Context, fsys fs.FS) ([]string, []*File, []text.Problem, error) {
	w := walker{fsys: fsys, queue: []string{"."}}
	w.wake.L = &w.mutex
	err := parallel(func() error { return w.work(ctx) })
	slices.Sort(w.paths)
	return w.paths, w.links, w.problems, err
}

// walker reads directories from several goroutines.
type walker struct {
	fsys fs.FS

	mutex    sync.Mutex // guards all below
	wake     sync.Cond  // when queue or busy changes
	queue    []string   // directories to read
	busy     int        // directories being read
	paths    []string
	links    []*File
	problems []text.Problem
}

func (w *walker) work(ctx context.Context) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for {
		for len(w.queue) == 0 && w.busy > 0 {
			w.wake.Wait()
		}
		if len(w.queue) == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			w.queue = nil
			w.wake.Broadcast()
			return err
		}
		dir := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		w.busy++
		w.mutex.Unlock()
		dirs, files, links, err := list(w.fsys, dir)
		w.mutex.Lock()
		w.busy--
		w.queue = append(w.queue, dirs...)
		w.paths = append(w.paths, files...)
		w.links = append(w.links, links...)
		if err != nil {
			w.problems = append(w.problems, text.Problem{File: dir, Text: plain(err).Error()})
		}
		w.wake.Broadcast()
	}
}

// list returns the directories and the files to read of a directory, and the
// facts about its links. What begins with a dot is not part of the sources.
func list(fsys fs.FS, dir string) (dirs, files []string, links []*File, err error) {
	entries, err := fs.ReadDir(fsys, dir)
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		full := path.Join(dir, name)
		switch {
		case e.IsDir():
			dirs = append(dirs, full)
		case kindOf(full) == other:
		case e.Type().IsRegular():
			files = append(files, full)
		case e.Type()&fs.ModeSymlink != 0 && kindOf(full) == table:
			// Other links lead to files that are found in their own place.
			target, err := fs.ReadLink(fsys, full)
			if target = path.Join(dir, target); err == nil && fs.ValidPath(target) {
				links = append(links, &File{Path: full, Link: target})
			}
		}
	}
	return dirs, files, links, err
}
