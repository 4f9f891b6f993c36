package lsp

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"callgate/abi"
	"callgate/internal/load"
	"callgate/xref"
)

// loadBuilds analyzes the builds of the settings and the discovered ones, and
// publishes the world anew with each.
func (w *workspace) loadBuilds(ctx context.Context, base *world, folders []string, settings Settings) {
	wanted := w.wantedBuilds(base.root, folders, settings)
	if len(wanted) == 0 {
		return
	}
	old := w.world.Load()
	bar := w.s.beginProgress(ctx, "Analyzing kernels")
	defer bar.end("")
	next := *base
	for i, b := range wanted {
		bar.count(i, len(wanted))
		build, cacheErr, err := load.Build(ctx, b.Name, b.Image, b.Config, w.s.opts.CacheDir)
		if cacheErr != nil {
			w.s.log.Warn("cache", "error", cacheErr)
		}
		switch {
		case errors.Is(err, context.Canceled):
			return
		case err != nil:
			w.tell(ctx, err.Error())
			continue
		}
		w.s.log.Info("analyzed", "build", build.Name, "image", build.Image, "release", build.Kernel.Release)
		loaded := *old
		next.builds = append(slices.Clip(next.builds), build)
		loaded.builds, loaded.active = next.builds, settings.ActiveBuild
		w.publish(&loaded)
		old = &loaded
	}
	if settings.ActiveBuild != "" && !slices.ContainsFunc(next.builds, func(b *xref.Build) bool { return b.Name == settings.ActiveBuild }) {
		w.tell(ctx, fmt.Sprintf("callgate.activeBuild: there is no build %q", settings.ActiveBuild))
	}
}

// wantedBuilds returns the builds to analyze, with absolute paths.
func (w *workspace) wantedBuilds(root string, folders []string, settings Settings) []BuildSetting {
	folder := root
	if len(folders) > 0 {
		folder = folders[0]
	}
	var wanted []BuildSetting
	for _, b := range settings.Builds {
		b.Image, b.Config = expand(b.Image, folder), expand(b.Config, folder)
		if b.Image == "" {
			w.complain(fmt.Sprintf("callgate.builds: the build %q has no image, and is left out", b.Name))
			continue
		}
		wanted = append(wanted, b)
	}
	if settings.DiscoverBuilds == nil || *settings.DiscoverBuilds {
		for _, image := range load.Discover(root) {
			if !slices.ContainsFunc(wanted, func(b BuildSetting) bool { return filepath.Clean(b.Image) == image }) {
				wanted = append(wanted, BuildSetting{Image: image})
			}
		}
	}
	return wanted
}

// reloadBuilds analyzes the builds anew whose image or configuration changed.
func (w *workspace) reloadBuilds(ctx context.Context, changed map[string]struct{}) {
	now := w.world.Load()
	touched := func(b *xref.Build) bool {
		_, image := changed[b.Image]
		_, config := changed[filepath.Join(filepath.Dir(b.Image), ".config")]
		return image || config
	}
	known := slices.ContainsFunc(now.builds, touched)
	fresh := false
	for path := range changed {
		if filepath.Base(path) == "vmlinux" && !slices.ContainsFunc(now.builds, func(b *xref.Build) bool { return b.Image == path }) {
			fresh = true
		}
	}
	if !known && !fresh {
		return
	}
	w.mu.Lock()
	folders, settings := w.folders, w.settings
	w.mu.Unlock()
	base := *now
	base.builds = nil
	w.loadBuilds(ctx, &base, folders, settings)
}

// abis returns the ABIs that the settings restrict answers to.
func (w *workspace) abis() []*abi.ABI {
	w.mu.Lock()
	names := w.settings.ABIs
	w.mu.Unlock()
	var only []*abi.ABI
	for _, name := range names {
		if a, ok := abi.ByName(name); ok {
			only = append(only, a)
		}
	}
	return only
}
