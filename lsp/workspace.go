package lsp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"callgate/index"
	"callgate/internal/load"
	"callgate/xref"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// world is what the disk holds: the tree's index and the builds. It is
// immutable; the keeper publishes a new one when something changed.
type world struct {
	root   string // of the tree, absolute; empty where there is none
	index  *index.Index
	builds []*xref.Build
	active string // the name of the build that diagnostics speak of
	// makefiles hold the object lines of the directories that have sites.
	makefiles xref.Makefiles

	// base is the snapshot of the world as it is on disk, made when first
	// asked for.
	base func() *xref.Snapshot
}

// workspace loads the world in the background and keeps it fresh. All loading
// is done by one goroutine, the keeper; requests only wait for the first world
// and read the newest.
type workspace struct {
	s *Server

	// wake tells the keeper that something below was set; it holds one token.
	wake chan struct{}

	mu       sync.Mutex // guards the fields up to the blank line
	folders  []string
	settings Settings
	reload   bool                // the folders or the settings changed
	stale    bool                // files may have changed that nobody told of
	changed  map[string]struct{} // absolute paths of files that changed
	errors   []string            // what the user is to be told once the client listens
	started  bool

	// ready is closed when the first world is published, or it is known that
	// there will be none.
	ready     chan struct{}
	readyOnce sync.Once
	world     atomic.Pointer[world]
	watcher   *watcher // used by the keeper alone

	joinMu sync.Mutex // guards joined
	joined joined
}

// joined remembers the newest snapshot: most requests between two edits ask
// for the same.
type joined struct {
	world     *world
	documents *documents
	snapshot  *xref.Snapshot
}

func newWorkspace(s *Server) *workspace {
	return &workspace{s: s, wake: make(chan struct{}, 1), changed: map[string]struct{}{}, ready: make(chan struct{})}
}

// folders returns the directories that the client opened.
func folders(p *protocol.InitializeParams) []string {
	var dirs []string
	if list, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range list {
			dirs = append(dirs, filePath(f.URI))
		}
	}
	//lint:ignore SA1019 clients from before LSP 3.6 have nothing else
	if root := p.RootURI; len(dirs) == 0 && root != nil {
		dirs = append(dirs, filePath(*root))
	}
	return slices.DeleteFunc(dirs, func(d string) bool { return d == "" })
}

// filePath returns the path of a file URI, and "" for any other.
func filePath(u uri.URI) string {
	if !strings.HasPrefix(string(u), "file://") {
		return ""
	}
	return filepath.Clean(u.FsPath())
}

// configure sets what the world is to be made from.
func (w *workspace) configure(folders []string, settings Settings) {
	w.mu.Lock()
	w.folders, w.settings, w.reload = folders, settings, true
	w.mu.Unlock()
	w.nudge()
}

// setSettings changes the settings alone.
func (w *workspace) setSettings(settings Settings) {
	w.mu.Lock()
	folders := w.folders
	w.mu.Unlock()
	w.configure(folders, settings)
}

// openFolder adds a folder where there was none: the client opened a single
// file.
func (w *workspace) openFolder(dir string) {
	w.mu.Lock()
	alone := len(w.folders) == 0
	settings := w.settings
	w.mu.Unlock()
	if alone {
		w.configure([]string{dir}, settings)
	}
}

// filesChanged says that files were written, made or removed on disk.
func (w *workspace) filesChanged(paths []string) {
	w.mu.Lock()
	for _, p := range paths {
		w.changed[p] = struct{}{}
	}
	w.mu.Unlock()
	w.nudge()
}

// recheck says that files may have changed unseen.
func (w *workspace) recheck() {
	w.mu.Lock()
	w.stale = true
	w.mu.Unlock()
	w.nudge()
}

// complain keeps a message for the user until the client listens.
func (w *workspace) complain(message string) {
	w.mu.Lock()
	w.errors = append(w.errors, message)
	w.mu.Unlock()
	w.nudge()
}

func (w *workspace) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// start lets the keeper begin; the client has to be ready for its questions.
func (w *workspace) start() {
	w.mu.Lock()
	started := w.started
	w.started = true
	w.mu.Unlock()
	if !started {
		w.s.goBackground("the keeper of the workspace", w.keep)
	}
}

// keep is the keeper.
func (w *workspace) keep(ctx context.Context) {
	defer w.markReady()
	w.fetchSettings(ctx)
	for {
		w.mu.Lock()
		reload, stale, changed, messages := w.reload, w.stale, w.changed, w.errors
		folders, settings := w.folders, w.settings
		w.reload, w.stale, w.changed, w.errors = false, false, map[string]struct{}{}, nil
		w.mu.Unlock()

		for _, m := range messages {
			w.tell(ctx, m)
		}
		switch {
		case reload:
			w.load(ctx, folders, settings)
		case stale || len(changed) > 0:
			w.refresh(ctx, changed, stale)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		}
	}
}

func (w *workspace) markReady() { w.readyOnce.Do(func() { close(w.ready) }) }

// publish makes next the newest world and tells the diagnostics.
func (w *workspace) publish(next *world) {
	next.base = sync.OnceValue(func() *xref.Snapshot {
		return xref.New(next.index, next.makefiles, next.builds, next.active)
	})
	w.world.Store(next)
	w.markReady()
	w.s.publisher.worldChanged()
}

// load makes the world anew from the folders and settings.
func (w *workspace) load(ctx context.Context, folders []string, settings Settings) {
	root, err := w.findTree(folders, settings)
	if err != nil {
		w.tell(ctx, err.Error())
	}
	if root == "" {
		w.publish(&world{})
		return
	}
	// The watches come first: what changes while the tree is read is read again.
	w.watch(ctx, root)
	next := &world{root: root, active: settings.ActiveBuild}
	if old := w.world.Load(); old != nil && old.root == root && old.index != nil {
		next.index, next.makefiles = old.index, old.makefiles
		w.publish(next)
	} else {
		// The index of the last time answers until the tree has been looked at.
		if last := load.LastTree(root, w.s.opts.CacheDir); last != nil {
			next.index, next.makefiles = last, load.Makefiles(root, last)
			early := *next
			w.publish(&early)
		}
		if !w.scan(ctx, next, true) {
			return
		}
		w.publish(next)
	}
	w.loadBuilds(ctx, next, folders, settings)
}

// findTree returns the kernel tree of the workspace: the setting's, or the
// first that a folder is or lies in; "" where there is none, which is an error
// only where the user asked for one.
func (w *workspace) findTree(folders []string, settings Settings) (string, error) {
	var folder string
	if len(folders) > 0 {
		folder = folders[0]
	}
	if settings.KernelSource != "" {
		dir := expand(settings.KernelSource, folder)
		if _, err := index.Release(os.DirFS(dir)); err != nil {
			return "", fmt.Errorf("callgate.kernelSource: %s: %w", dir, err)
		}
		return dir, nil
	}
	for _, dir := range folders {
		if root := load.EnclosingTree(dir); root != "" {
			return root, nil
		}
	}
	if len(folders) > 0 {
		w.s.log.Info("no kernel tree", "folders", folders)
	}
	return "", nil
}

// scan indexes the tree of next, and reads only what changed since its index
// where it has one; false where that failed or was cancelled. announce shows
// the work in the editor.
func (w *workspace) scan(ctx context.Context, next *world, announce bool) bool {
	options := index.Options{Previous: next.index}
	var bar *progress
	if announce {
		bar = w.s.beginProgress(ctx, "Indexing "+filepath.Base(next.root))
		options.Progress = bar.count
	}
	defer bar.end("")
	ix, cacheErr, err := load.Tree(ctx, next.root, w.s.opts.CacheDir, options)
	if cacheErr != nil {
		w.s.log.Warn("cache", "error", cacheErr)
	}
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			w.tell(ctx, err.Error())
		}
		w.publish(&world{})
		return false
	}
	next.index = ix
	next.makefiles = load.Makefiles(next.root, ix)
	bar.end(fmt.Sprintf("Linux %s: %d syscall definitions", ix.Release, siteCount(ix)))
	return true
}

func siteCount(ix *index.Index) int {
	n := 0
	for f := range ix.Files() {
		n += len(f.Sites)
	}
	return n
}

// refresh takes the changes of files into the world.
func (w *workspace) refresh(ctx context.Context, changed map[string]struct{}, all bool) {
	old := w.world.Load()
	if old == nil || old.index == nil {
		return
	}
	next := *old
	_, release := changed[filepath.Join(old.root, "Makefile")]
	if all || release || len(changed) > rescanAbove {
		// Looking at the stamps of all files is quicker than handling thousands
		// of single ones, and the release stands in the top Makefile.
		if !w.scan(ctx, &next, false) {
			return
		}
		if next.index.DiffersFrom(old.index) {
			w.publish(&next)
		}
		w.reloadBuilds(ctx, changed)
		return
	}
	var files []*index.File
	makefiles := false
	for path := range changed {
		rel, err := filepath.Rel(old.root, path)
		if err != nil || rel == "." || strings.HasPrefix(rel, "..") {
			continue
		}
		rel = filepath.ToSlash(rel)
		makefiles = makefiles || isMakefile(rel)
		if !index.Wanted(rel) {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			if !errors.Is(err, os.ErrNotExist) {
				continue // a directory, or a file that cannot be read now
			}
			files = append(files, &index.File{Path: rel})
			continue
		}
		files = append(files, index.Extract(rel, data))
	}
	if len(files) > 0 {
		next.index = old.index.With(files...)
	}
	if makefiles || len(files) > 0 {
		next.makefiles = load.Makefiles(old.root, next.index)
		w.publish(&next)
	}
	w.reloadBuilds(ctx, changed)
}

// rescanAbove is the number of changed files from which the tree is read anew.
const rescanAbove = 2000

// snapshot returns the newest world with the open documents that ctx's request
// was pinned to, and the world itself. It waits for the first world; nil without an error means that
// there is no kernel tree.
func (w *workspace) snapshot(ctx context.Context) (*xref.Snapshot, *world, error) {
	select {
	case <-w.ready:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	now, open := w.world.Load(), pinned(ctx)
	if now == nil || now.index == nil {
		return nil, nil, nil
	}

	w.joinMu.Lock()
	defer w.joinMu.Unlock()
	if w.joined.world == now && w.joined.documents == open {
		return w.joined.snapshot, now, nil
	}
	ix := now.index
	var files []*index.File
	for u, d := range open.byURI {
		if rel, ok := now.relative(filePath(u)); ok && index.Wanted(rel) {
			files = append(files, d.extract(rel))
		}
	}
	if len(files) > 0 {
		ix = ix.With(files...)
	}
	snapshot := now.base().WithIndex(ix)
	w.joined = joined{world: now, documents: open, snapshot: snapshot}
	return snapshot, now, nil
}

// relative returns the path of a file within the tree, with slashes; ok is
// false for a file outside.
func (w *world) relative(path string) (rel string, ok bool) {
	if w.root == "" || path == "" {
		return "", false
	}
	rel, ok = strings.CutPrefix(path, w.root+string(filepath.Separator))
	return filepath.ToSlash(rel), ok
}

// tell shows the user a message; it is for what the user has to know, the rest
// is logged.
func (w *workspace) tell(ctx context.Context, message string) {
	w.s.log.Warn(message)
	_ = w.s.client.ShowMessage(ctx, &protocol.ShowMessageParams{
		Type:    protocol.MessageTypeWarning,
		Message: "callgate: " + message,
	})
}
