// Package cache keeps indexes of kernel trees and analyses of images on disk
// between runs.
//
// There is one file for each tree and image. It is replaced as a whole, by renaming, so
// that any number of programs may use it at once: the last one wins, and each
// validates what it reads against its source. A file that is damaged or was
// written by another version counts as none.
package cache

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"

	"callgate/index"
)

// The bounds of a cache directory. The files used last are kept.
const (
	maxFiles = 16 // of each kind
	maxBytes = 512 << 20
)

const suffix = ".index"

// Dir returns the directory for caches of the user:
// $XDG_CACHE_HOME/callgate.
func Dir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "callgate"), nil
}

// Tree indexes the kernel tree root and keeps the index in dir for the next
// time. What keeps the cache from being read or written does not keep the tree
// from being indexed: it is returned as a second error, to be logged.
func Tree(ctx context.Context, dir, root string, options index.Options) (x *index.Index, cacheErr, err error) {
	path, err := file(dir, root)
	if err != nil {
		return nil, nil, err
	}
	previous := options.Previous
	if previous == nil {
		previous, cacheErr = load(path)
	}
	options.Previous = previous
	if options.Stats == nil {
		options.Stats = &index.Stats{}
	}
	x, err = index.Scan(ctx, os.DirFS(root), options)
	if err != nil {
		return nil, cacheErr, err
	}
	if previous == nil || x.DiffersFrom(previous) {
		if err := store(path, x.Encode(producer())); err != nil {
			cacheErr = errors.Join(cacheErr, err)
		}
		cacheErr = errors.Join(cacheErr, prune(dir, path))
	}
	return x, cacheErr, nil
}

// Last returns the index that the tree root had when it was indexed last, and
// nil where that is not known. It takes a fraction of the time of [Tree], but
// says nothing about what changed since: a server may answer from it until
// [Tree], with it as the previous index, is done.
func Last(dir, root string) (*index.Index, error) {
	path, err := file(dir, root)
	if err != nil {
		return nil, err
	}
	return load(path)
}

// file returns the path of the cache of a tree, by the tree's true path.
func file(dir, root string) (string, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	sum := sha256.Sum256([]byte(root))
	return filepath.Join(dir, filepath.Base(root)+"-"+hex.EncodeToString(sum[:8])+suffix), nil
}

// load reads an index; nil where there is none.
func load(path string) (*index.Index, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	x, err := index.Decode(data, producer())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return x, nil
}

// store replaces the file at path.
func store(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "new-*"+suffix)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// prune removes the oldest files of the kind of keep beyond the bounds, but not
// keep itself.
func prune(dir, keep string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && filepath.Ext(e.Name()) == filepath.Ext(keep) && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return -cmp.Compare(a.ModTime().UnixNano(), b.ModTime().UnixNano()) })
	var bytes int64
	for i, info := range files {
		path := filepath.Join(dir, info.Name())
		if bytes += info.Size(); path != keep && (i >= maxFiles || bytes > maxBytes) {
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}

// producer names this program, whose changes may change the facts: by its
// revision, or where that is not known, by the time at which it was built.
var producer = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if revision := settings["vcs.revision"]; revision != "" && settings["vcs.modified"] == "false" {
			return revision
		}
		if info.Main.Sum != "" {
			return info.Main.Sum
		}
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.Size(), " ", info.ModTime().UnixNano())
})
