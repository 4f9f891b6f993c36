package kconfig

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"callgate/text"
)

// ReadKbuild evaluates the makefiles of a tree, from its top Makefile down,
// for an ARCH value. The Kconfig files of the same architecture tell the types
// of the symbols; those that they do not define count as unset.
func ReadKbuild(fsys fs.FS, tree *Tree, arch string) *Kbuild {
	b := &kbuilder{fsys: fsys, tree: tree, out: &Kbuild{byPath: map[string]*Object{}}, dirs: map[string]*kbuildDir{},
		files: &makefileCache{parsed: map[string]*Makefile{}}, libraries: map[string]*Formula{},
		sources: &sourceFinder{fsys: fsys, dirs: map[string]map[string]bool{}}}
	b.top(arch)
	for len(b.queue) > 0 {
		d := b.queue[0]
		b.queue = b.queue[1:]
		b.directory(d)
	}
	b.finish()
	return b.out
}

type kbuilder struct {
	fsys    fs.FS
	tree    *Tree
	out     *Kbuild
	files   *makefileCache
	base    map[string]*makeVariable // what all directories see
	dirs    map[string]*kbuildDir
	queue   []*kbuildDir
	sources *sourceFinder
	// libraries are the directories whose lib.a is linked into the kernel.
	libraries map[string]*Formula
}

func (b *kbuilder) eval(base map[string]*makeVariable) *makeEval {
	return &makeEval{tree: b.tree, fsys: b.fsys, files: b.files, base: base, variables: map[string]*makeVariable{},
		exported: map[string]bool{}, busy: map[string]bool{}, problems: &b.out.Problems, when: trueValue}
}

func define(vars map[string]*makeVariable, name, value string) {
	vars[name] = &makeVariable{simple: true, segments: []makeSegment{{when: trueValue, done: constant(value)}}}
}

// top evaluates the top Makefile, as the make that builds vmlinux would.
func (b *kbuilder) top(arch string) {
	e := b.eval(nil)
	for name, value := range map[string]string{"ARCH": arch, "srctree": ".", "objtree": ".", "sub_make_done": "1", "CURDIR": ".",
		"abs_srctree": ".", "abs_objtree": ".", "KBUILD_BUILTIN": "1", "KBUILD_MODULES": "1", "MAKE": "make",
		"MAKEFLAGS": "-rR --no-print-directory", "MAKEFILE_LIST": "Makefile"} {
		define(e.variables, name, value)
	}
	e.include("scripts/Kbuild.include")
	common := e.variables
	e.variables = map[string]*makeVariable{}
	e.base = common
	e.include("Makefile")
	b.out.Compiler = b.compilerMacros(e)
	b.base = map[string]*makeVariable{}
	for name, v := range common {
		b.base[name] = v
	}
	for name := range e.exported {
		if v := e.variables[name]; v != nil {
			b.base[name] = v
		}
	}
	define(b.base, "srctree", ".")

	root := b.dir(".")
	root.edges = []dirEdge{{builtIn: trueValue, module: falseValue}}
	b.directory(root)
	fromKbuild := map[string]bool{}
	for name := range b.dirs {
		fromKbuild[name] = true
	}
	for _, list := range []string{"init", "core", "drivers", "net", "virt", "libs"} {
		for _, suffix := range []string{"-y", "-m"} {
			b.topList(e, list+suffix, fromKbuild)
		}
	}
	for _, w := range b.words(e, "head-y") {
		if strings.HasSuffix(w.text, ".o") {
			b.object(nil, path.Clean(w.text), w.when, falseValue, w.why, false)
		}
	}
}

// compilerMacros reads the -D options of CHECKFLAGS.
func (b *kbuilder) compilerMacros(e *makeEval) map[string]Macro {
	wide := falseValue // an architecture that has no 64 bit does not define it
	if s := b.tree.Lookup("64BIT"); s != nil && s.Defined() {
		wide = SymbolIn("64BIT", Bool, IsYes)
	}
	width := Macro{{wide, "8"}, {Not(wide), "4"}}
	macros := map[string]Macro{
		"__CHAR_BIT__": {{trueValue, "8"}}, "__SIZEOF_LONG__": width, "__SIZEOF_POINTER__": width,
		"__LP64__": {{wide, "1"}}, "__ILP32__": {{Not(wide), "1"}},
	}
	for _, w := range b.words(e, "CHECKFLAGS") {
		option, found := strings.CutPrefix(w.text, "-D")
		if !found || strings.IndexByte(option, mark) >= 0 {
			continue
		}
		name, value, assigned := strings.Cut(strings.Trim(option, `'"`), "=")
		if !assigned {
			value = "1"
		}
		macros[name] = append(macros[name], MacroDefinition{w.when, value})
	}
	return macros
}

// topList takes over one of the lists of directories of the top Makefile.
// Newer trees hand them to the Kbuild file at the top, which has been read.
func (b *kbuilder) topList(e *makeEval, list string, fromKbuild map[string]bool) {
	for _, w := range b.words(e, list) {
		name := path.Clean(w.text)
		if dir, found := strings.CutSuffix(w.text, "/lib.a"); found && list == "libs-y" {
			b.library(path.Clean(dir), w.when)
			continue
		}
		if !strings.HasSuffix(w.text, "/") {
			continue
		}
		if list == "libs-y" {
			b.library(name, w.when)
		}
		if fromKbuild[name] {
			continue
		}
		edge := dirEdge{builtIn: w.when, module: falseValue, why: w.why}
		if strings.HasSuffix(list, "-m") {
			edge.builtIn, edge.module = falseValue, w.when
		}
		b.descend(name, edge)
	}
}

func (b *kbuilder) library(name string, when *Formula) {
	if before := b.libraries[name]; before != nil {
		when = Or(before, when)
	}
	b.libraries[name] = when
}

func (b *kbuilder) words(e *makeEval, variable string) []makeWord {
	words, ok := e.lookup(variable).words()
	if !ok {
		e.problem(text.Range{}, "cannot tell what is in %s", variable)
	}
	return words
}

// dir returns a directory, and has it read if it is new.
func (b *kbuilder) dir(name string) *kbuildDir {
	d := b.dirs[name]
	if d == nil {
		d = &kbuildDir{path: name}
		b.dirs[name] = d
	}
	return d
}

func (b *kbuilder) descend(name string, edge dirEdge) {
	if name == ".." || strings.HasPrefix(name, "../") || strings.IndexByte(name, mark) >= 0 {
		return
	}
	if p := edge.parent; p != nil && (name == "." || p.path == name || strings.HasPrefix(p.path, name+"/")) {
		return // back to where the build comes from: nothing new
	}
	d := b.dirs[name]
	if d == nil {
		d = b.dir(name)
		b.queue = append(b.queue, d)
	}
	d.edges = append(d.edges, edge)
}

// directory evaluates the makefile of one directory, as scripts/Makefile.build
// would.
func (b *kbuilder) directory(d *kbuildDir) {
	e := b.eval(b.base)
	for _, name := range []string{"obj", "src", "kbuild-dir"} {
		define(e.variables, name, d.path)
	}
	// What make would inherit from the variables of the same names above.
	for _, name := range []string{"obj-y", "obj-m", "lib-y", "lib-m", "subdir-y", "subdir-m"} {
		define(e.variables, name, "")
	}
	if !e.include(path.Join(d.path, "Kbuild")) && !e.include(path.Join(d.path, "Makefile")) {
		return
	}
	e.file = d.path
	for _, list := range []struct {
		name    string
		module  bool
		library bool
	}{{"obj-y", false, false}, {"obj-m", true, false}, {"lib-y", false, true}, {"lib-m", false, true}} {
		for _, w := range b.words(e, list.name) {
			b.item(e, d, w, list.module, list.library)
		}
	}
	// The build goes into these as well, but takes nothing into the kernel.
	for _, list := range []string{"subdir-y", "subdir-m"} {
		for _, w := range b.words(e, list) {
			b.descend(path.Join(d.path, w.text), dirEdge{d, falseValue, w.when, w.why})
		}
	}
}

// item takes over one word of a list: a directory, an object, or an object
// that is made of others.
func (b *kbuilder) item(e *makeEval, d *kbuildDir, w makeWord, module, library bool) {
	builtIn, asModule := w.when, falseValue
	if module {
		builtIn, asModule = falseValue, w.when
	}
	if strings.HasSuffix(w.text, "/") {
		b.descend(path.Join(d.path, w.text), dirEdge{d, builtIn, asModule, w.why})
		return
	}
	stem, isObject := strings.CutSuffix(w.text, ".o")
	if !isObject {
		return
	}
	composite := falseValue
	for _, suffix := range []string{"-objs", "-y", "-m", "-"} {
		if suffix == "-m" && !module {
			continue
		}
		if v := e.variables[stem+suffix]; v != nil {
			value := e.lookup(stem + suffix)
			composite = Or(composite, value.notEmpty())
			if suffix == "-" {
				continue
			}
			words, _ := value.words()
			for _, part := range words {
				b.part(e, d, path.Join(d.path, part.text), And(builtIn, part.when), And(asModule, part.when), join(w.why, part.why), library, 0)
			}
		}
	}
	if single := Not(composite); !single.IsFalse() {
		b.part(e, d, path.Join(d.path, w.text), And(builtIn, single), And(asModule, single), w.why, library, 0)
	}
}

func (b *kbuilder) object(d *kbuildDir, name string, builtIn, module *Formula, w *why, library bool) *Object {
	if builtIn.IsFalse() && module.IsFalse() || strings.IndexByte(name, mark) >= 0 || !strings.HasSuffix(name, ".o") {
		return nil
	}
	o := b.out.byPath[name]
	if o == nil {
		o = &Object{Path: name}
		b.out.byPath[name] = o
		b.out.Objects = append(b.out.Objects, o)
	}
	if library {
		o.Library = true
		in := b.libraries[d.path]
		if in == nil {
			in = falseValue // built, but nothing links it into the kernel
		}
		builtIn = And(builtIn, in)
	}
	o.ways = append(o.ways, objectWay{d, builtIn, module, library, w})
	return o
}

// finish computes the conditions of all objects and looks up their sources.
func (b *kbuilder) finish() {
	for _, o := range b.out.Objects {
		var builtIn, module []*Formula
		for _, w := range o.ways {
			y, any := trueValue, trueValue
			if w.dir != nil {
				y, any = w.dir.conditions()
			}
			if w.library {
				y = any
			}
			builtIn = append(builtIn, And(y, w.builtIn))
			module = append(module, And(any, w.module))
		}
		o.BuiltIn, o.Module = Or(builtIn...), Or(module...)
		if o.Source == "" {
			o.Source = b.sources.of(o.Path)
		}
	}
	slices.SortFunc(b.out.Objects, func(a, c *Object) int { return strings.Compare(a.Path, c.Path) })
	b.out.Files = b.files.names
}
