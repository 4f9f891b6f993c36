package lsp

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.lsp.dev/protocol"
)

// DidChangeWatchedFiles takes over what the client saw on disk.
func (s *Server) DidChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	paths := make([]string, 0, len(p.Changes))
	for _, c := range p.Changes {
		if file := filePath(c.URI); file != "" {
			paths = append(paths, file)
		}
	}
	s.workspace.filesChanged(paths)
	return nil
}

// watch has the files of a tree watched: by the client where it can, because
// it watches the workspace anyway, else by the server itself.
func (w *workspace) watch(ctx context.Context, root string) {
	if w.watcher != nil {
		if w.watcher.root == root {
			return
		}
		w.watcher.stop()
		w.watcher = nil
	}
	if w.s.caps.watchesFiles {
		w.watcher = &watcher{root: root, stop: func() {}}
		w.register(ctx)
		return
	}
	watcher, err := watchTree(ctx, w.s, root)
	if err != nil {
		// The index is right as of now; only later changes go unseen.
		w.tell(ctx, "changes on disk are not seen: "+err.Error())
		return
	}
	w.watcher = watcher
}

// watchedPatterns are the files that the index reads.
var watchedPatterns = []string{"**/*.{c,h,S,tbl}", "**/Makefile*", "**/Kbuild*", "**/vmlinux", "**/.config"}

func (w *workspace) register(ctx context.Context) {
	options := protocol.DidChangeWatchedFilesRegistrationOptions{}
	for _, p := range watchedPatterns {
		options.Watchers = append(options.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(p)})
	}
	data, err := protocol.Marshal(options)
	if err != nil {
		w.s.log.Error("watch registration", "error", err)
		return
	}
	err = w.s.client.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: "callgate-files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: data,
	}}})
	if err != nil {
		w.s.log.Warn("the client does not watch files", "error", err)
	}
}

// watcher watches a tree until it is stopped.
type watcher struct {
	root string
	stop func()
}

// quiet is how long after the last event a batch is handed over, and patience
// how long a batch may grow: editors save with several events, and a checkout
// of another release makes tens of thousands over seconds.
const (
	quiet    = 300 * time.Millisecond
	patience = 3 * time.Second
)

// watchTree watches the directories of a tree with fsnotify. Events are
// drained by a goroutine of their own and handed over in batches: the library
// stops delivering when nobody reads.
func watchTree(ctx context.Context, s *Server, root string) (*watcher, error) {
	fsw, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	s.goBackground("watching directories", func(context.Context) {
		defer fsw.Close()
		addDirectories(fsw, root, s)
		// A file may have changed after it was read and before its directory
		// was watched.
		s.workspace.recheck()
		<-ctx.Done()
	})
	s.goBackground("file events", func(context.Context) {
		batch := map[string]struct{}{}
		var first time.Time
		timer := time.NewTimer(time.Hour)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case err, ok := <-fsw.Errors:
				if !ok {
					return
				}
				s.log.Warn("file events", "error", err)
			case e, ok := <-fsw.Events:
				if !ok {
					return
				}
				if e.Has(fsnotify.Chmod) && !e.Has(fsnotify.Write) {
					continue
				}
				if e.Has(fsnotify.Create) {
					if info, err := os.Lstat(e.Name); err == nil && info.IsDir() {
						// Files made before the watch was there have no events.
						for _, file := range addDirectories(fsw, e.Name, s) {
							batch[file] = struct{}{}
						}
					}
				}
				if len(batch) == 0 {
					first = time.Now()
				}
				batch[e.Name] = struct{}{}
				timer.Reset(min(quiet, max(0, patience-time.Since(first))))
			case <-timer.C:
				paths := make([]string, 0, len(batch))
				for file := range batch {
					paths = append(paths, file)
				}
				batch = map[string]struct{}{}
				if len(paths) > 0 {
					s.workspace.filesChanged(paths)
				}
				timer.Reset(time.Hour)
			}
		}
	})
	return &watcher{root: root, stop: cancel}, nil
}

// addDirectories watches a directory and those below it, and returns the files
// in them. A directory that cannot be watched is logged once: as a rule the
// limit of the system is reached, and the others will fail too.
func addDirectories(fsw *fsnotify.Watcher, root string, s *Server) []string {
	var files []string
	failed := 0
	_ = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case !d.IsDir():
			files = append(files, file)
			return nil
		case d.Name() == ".git":
			return filepath.SkipDir
		}
		if err := fsw.Add(file); err != nil {
			if failed++; failed == 1 {
				s.log.Warn("directories are not watched", "first", file, "error", err)
			}
		}
		return nil
	})
	return files
}

// isMakefile reports whether a file of the tree is one of Kbuild's makefiles.
func isMakefile(file string) bool {
	base := path.Base(file)
	return strings.HasPrefix(base, "Makefile") || strings.HasPrefix(base, "Kbuild")
}
