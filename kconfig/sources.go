package kconfig

import (
	"io/fs"
	"path"
	"strings"
)

// part takes over an object that is not composite. One without a source of its
// name is made by a rule of the makefile: from another source, or from other
// objects, which then are what is built.
func (b *kbuilder) part(e *makeEval, d *kbuildDir, name string, builtIn, module *Formula, w *why, library bool, depth int) {
	if builtIn.IsFalse() && module.IsFalse() {
		return
	}
	if b.sources.of(name) == "" && depth < maxRuleDepth {
		source, from := b.madeFrom(e, name)
		for _, p := range from {
			b.part(e, d, p.text, And(builtIn, p.when), And(module, p.when), join(w, p.why), library, depth+1)
		}
		if len(from) > 0 {
			return
		}
		if o := b.object(d, name, builtIn, module, w, library); o != nil && source != "" {
			o.Source = source
		}
		return
	}
	b.object(d, name, builtIn, module, w, library)
}

// maxRuleDepth bounds how far objects are followed that are made of objects.
const maxRuleDepth = 6

// madeFrom looks for the rule that makes an object, and returns the source
// that it names, or the objects.
func (b *kbuilder) madeFrom(e *makeEval, name string) (source string, objects []makeWord) {
	for i := range e.rules {
		r := &e.rules[i]
		if !strings.Contains(r.statement.Name, ".o") {
			continue
		}
		targets, ok := e.expand(r.statement.Name).literal()
		if !ok {
			continue
		}
		for _, target := range strings.Fields(targets) {
			stem, ok := matchPattern(path.Clean(target), name)
			if !ok {
				continue
			}
			words, _ := e.expand(r.statement.Value).words()
			for _, p := range words {
				p.text = path.Clean(strings.Replace(p.text, "%", stem, 1))
				p.when, p.why = And(p.when, r.when), join(r.why, p.why)
				switch path.Ext(p.text) {
				case ".o":
					if p.text != name {
						objects = append(objects, p)
					}
				case ".c", ".S", ".rs":
					if source == "" && b.sources.exists(p.text) {
						source = p.text
					}
				}
			}
			if source != "" {
				return source, nil
			}
		}
	}
	return "", objects
}

// sourceFinder tells which files there are, one directory at a time.
type sourceFinder struct {
	fsys fs.FS
	dirs map[string]map[string]bool
}

// of returns the source of the object's name, empty for none.
func (f *sourceFinder) of(object string) string {
	stem := strings.TrimSuffix(object, ".o")
	for _, ext := range []string{".c", ".S", ".rs"} {
		if f.exists(stem + ext) {
			return stem + ext
		}
	}
	return ""
}

func (f *sourceFinder) exists(name string) bool {
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	names, ok := f.dirs[dir]
	if !ok {
		names = map[string]bool{}
		entries, _ := fs.ReadDir(f.fsys, dir) // no entries, no sources
		for _, e := range entries {
			names[e.Name()] = true
		}
		f.dirs[dir] = names
	}
	return names[base]
}
