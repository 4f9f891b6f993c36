package index

import (
	"bytes"
	"cmp"
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
	"time"

	"callgate/text"
)

// Options are the wishes of the caller of [Scan].
type Options struct {
	// Progress, where not nil, is told from time to time how many of how many
	// files are done. Calls come one at a time, from any goroutine.
	Progress func(done, total int)
	// Previous, where not nil, is an earlier index of the same tree, from
	// [Scan] or [Decode]: files that did not change since are not read again.
	Previous *Index
	// Stats, where not nil, is filled with what the scan did.
	Stats *Stats
}

// Stats says what a scan did.
type Stats struct {
	Directories, Files int   // in the tree, files only of the kinds that are read
	Read, Reused       int   // files
	Bytes              int64 // read
	// The phases: listing the directories, reading and extracting, and making
	// the tables for lookups.
	Listing, Extracting, Linking time.Duration
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
	stats := options.Stats
	if stats == nil {
		stats = &Stats{}
	}
	start := time.Now()
	w, err := walk(ctx, fsys, start)
	if err != nil {
		return nil, err
	}
	*stats = Stats{Directories: w.directories, Files: len(w.entries), Listing: time.Since(start)}
	start = time.Now()
	files, err := extractAll(ctx, fsys, w.entries, options, stats)
	if err != nil {
		return nil, err
	}
	stats.Extracting = time.Since(start)
	start = time.Now()
	files = append(files, w.links...)
	for _, p := range w.problems {
		files = append(files, &File{Path: p.File, Problems: []text.Problem{p}})
	}
	x := newIndex(release, files, w.entries)
	stats.Linking = time.Since(start)
	return x, nil
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

// extractAll extracts the facts of all files, or takes them from the previous
// index.
func extractAll(ctx context.Context, fsys fs.FS, entries []entry, options Options, stats *Stats) ([]*File, error) {
	files := make([]*File, len(entries))
	toRead := make([]int, 0, len(entries))
	old := options.Previous.entries()
	for i, e := range entries {
		for len(old) > 0 && old[0].path < e.path {
			old = old[1:]
		}
		if len(old) > 0 && old[0].path == e.path && old[0].same(e.stamp) {
			files[i] = options.Previous.base.byPath[e.path]
			continue
		}
		toRead = append(toRead, i)
	}
	stats.Read, stats.Reused = len(toRead), len(entries)-len(toRead)
	var next, done, read atomic.Int64
	var reporting sync.Mutex
	err := parallel(func() error {
		var buffer []byte
		for {
			n := int(next.Add(1)) - 1
			if n >= len(toRead) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			i := toRead[n]
			path := entries[i].path
			src, err := readFile(fsys, path, buffer)
			if err != nil {
				files[i] = &File{Path: path, Problems: []text.Problem{{File: path, Text: plain(err).Error()}}}
				entries[i].stamp = stamp{} // to be tried again
			} else {
				files[i] = Extract(path, src)
				read.Add(int64(len(src)))
			}
			buffer = src[:0]
			if n := done.Add(1); options.Progress != nil && (n%progressStep == 0 || int(n) == len(toRead)) {
				reporting.Lock()
				options.Progress(int(done.Load()), len(toRead))
				reporting.Unlock()
			}
		}
	})
	stats.Bytes = read.Load()
	return slices.DeleteFunc(files, func(f *File) bool { return f == nil }), err
}

// entries returns the files of the last scan, sorted by path; those that were
// changed since have no stamp.
func (x *Index) entries() []entry {
	if x == nil {
		return nil
	}
	if len(x.changed) == 0 {
		return x.base.entries
	}
	entries := slices.Clone(x.base.entries)
	for i, e := range entries {
		if _, changed := x.changed[e.path]; changed {
			entries[i].stamp = stamp{}
		}
	}
	return entries
}

// progressStep is the number of files between two reports.
const progressStep = 1000

// readFile reads a file into buffer, which grows as needed.
func readFile(fsys fs.FS, name string, buffer []byte) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return buffer, err
	}
	defer f.Close()
	buffer = buffer[:0]
	for {
		if len(buffer) == cap(buffer) {
			buffer = slices.Grow(buffer, max(1<<20, cap(buffer)))
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

// walk lists the files of a tree that may have facts, sorted by path. A file
// that was written just before start may change again without a new time, and
// gets no stamp.
func walk(ctx context.Context, fsys fs.FS, start time.Time) (*walker, error) {
	w := &walker{fsys: fsys, fresh: start.Add(-fresh).UnixNano(), queue: []string{"."}}
	w.wake.L = &w.mutex
	err := parallel(func() error { return w.work(ctx) })
	slices.SortFunc(w.entries, func(a, b entry) int { return cmp.Compare(a.path, b.path) })
	return w, err
}

// walker reads directories from several goroutines.
type walker struct {
	fsys  fs.FS
	fresh int64 // the time from which on files are too new for a stamp

	mutex       sync.Mutex // guards all below
	wake        sync.Cond  // when queue or busy changes
	queue       []string   // directories to read
	busy        int        // directories being read
	directories int
	entries     []entry
	links       []*File
	problems    []text.Problem
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
		dirs, files, links, err := w.list(dir)
		w.mutex.Lock()
		w.busy--
		w.queue = append(w.queue, dirs...)
		w.directories++
		w.entries = append(w.entries, files...)
		w.links = append(w.links, links...)
		if err != nil {
			w.problems = append(w.problems, text.Problem{File: dir, Text: plain(err).Error()})
		}
		w.wake.Broadcast()
	}
}

// list returns the directories and the files to read of a directory, and the
// facts about its links. What begins with a dot is not part of the sources.
func (w *walker) list(dir string) (dirs []string, files []entry, links []*File, err error) {
	entries, err := fs.ReadDir(w.fsys, dir)
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
			files = append(files, entry{full, w.stamp(e)})
		case e.Type()&fs.ModeSymlink != 0 && kindOf(full) == table:
			// Other links lead to files that are found in their own place.
			target, err := fs.ReadLink(w.fsys, full)
			if target = path.Join(dir, target); err == nil && fs.ValidPath(target) {
				links = append(links, &File{Path: full, Link: target})
			}
		}
	}
	return dirs, files, links, err
}

// stamp returns the stamp of a file.
func (w *walker) stamp(e fs.DirEntry) stamp {
	info, err := e.Info()
	if err != nil {
		return stamp{}
	}
	s := stamp{info.Size(), info.ModTime().UnixNano(), changeTime(info)}
	if s.modified >= w.fresh || s.changed >= w.fresh {
		return stamp{}
	}
	return s
}

// DiffersFrom reports whether the trees of two scans differed in any file.
func (x *Index) DiffersFrom(y *Index) bool {
	return !slices.Equal(x.entries(), y.entries())
}
