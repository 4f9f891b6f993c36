package kconfig

import (
	"path"
	"slices"
	"strings"

	"callgate/text"
)

// Kbuild is what the makefiles of a tree build for one architecture, in every
// configuration at once. It does not change once made.
type Kbuild struct {
	// Objects are all objects that some configuration builds into the kernel
	// or a module, sorted by path.
	Objects []*Object
	// Files are the makefiles read.
	Files    []string
	Problems []text.Problem
	// Compiler are macros that the compiler defines by itself, as far as the
	// makefiles say so: they tell the source checker, which does not know
	// (CHECKFLAGS), and CONFIG_64BIT tells the width of long.
	Compiler map[string]Macro

	byPath map[string]*Object
}

// Object returns the object of that path ("mm/madvise.o"), nil for none.
func (k *Kbuild) Object(path string) *Object { return k.byPath[path] }

// ObjectOf returns the object that a source file is compiled to, nil for none.
func (k *Kbuild) ObjectOf(source string) *Object {
	return k.byPath[strings.TrimSuffix(source, path.Ext(source))+".o"]
}

// Object is one object file.
type Object struct {
	Path string // relative to the tree: "mm/madvise.o"
	// Source is the file that it is compiled from; empty where the build makes
	// that file itself.
	Source string
	// BuiltIn and Module are the conditions under which the object becomes
	// part of the kernel, or of a module. Where both hold, it is built in.
	BuiltIn, Module *Formula
	// Library says that the object comes into the kernel through a library. It
	// is linked where something refers to it; with CONFIG_MODULES, most
	// libraries are linked as a whole. BuiltIn does not go into that.
	Library bool

	ways []objectWay
}

type objectWay struct {
	dir             *kbuildDir
	builtIn, module *Formula
	// library says that builtIn is about what the directory's lib.a holds,
	// which is linked wherever the build descends into the directory at all.
	library bool
	why     *why
}

// Way is one way in which an object gets into the build.
type Way struct {
	BuiltIn, Module *Formula
	Chain           Chain // the lines that say so, from the top of the tree down
}

// Ways returns the ways in which an object gets into the build; any of them
// is enough.
func (o *Object) Ways() []Way {
	var out []Way
	for _, w := range o.ways {
		for _, d := range w.dir.ways(0) {
			any := Or(d.BuiltIn, d.Module)
			way := Way{BuiltIn: And(d.BuiltIn, w.builtIn), Module: And(any, w.module)}
			if w.library {
				way.BuiltIn = And(any, w.builtIn)
			}
			if way.BuiltIn.IsFalse() && way.Module.IsFalse() || len(out) >= maxChains {
				continue
			}
			way.Chain = w.why.chain(slices.Clone(d.Chain))
			out = append(out, way)
		}
	}
	return out
}

// State returns what a configuration makes of the object: Yes for built in,
// Mod for a module; known is false where that turns on something that the
// sources do not tell.
func (o *Object) State(v *Values) (state Tristate, known bool) {
	builtIn, known1 := o.BuiltIn.Eval(v)
	if known1 && builtIn {
		return Yes, true
	}
	module, known2 := o.Module.Eval(v)
	if known2 && module {
		return Mod, known1
	}
	return No, known1 && known2
}

// kbuildDir is a directory that the build descends into.
type kbuildDir struct {
	path  string
	edges []dirEdge
	// builtIn and any say when the build descends to collect what is built
	// in, and when at all. They are computed once all edges are known.
	builtIn, any *Formula
	busy         bool
}

type dirEdge struct {
	parent          *kbuildDir // nil for the top
	builtIn, module *Formula
	why             *why
}

// conditions computes when the build descends into d.
func (d *kbuildDir) conditions() (builtIn, any *Formula) {
	if d.builtIn != nil {
		return d.builtIn, d.any
	}
	if d.busy {
		return falseValue, falseValue // a circle adds nothing
	}
	d.busy = true
	var ys, anys []*Formula
	for _, e := range d.edges {
		py, pany := trueValue, trueValue
		if e.parent != nil {
			py, pany = e.parent.conditions()
		}
		ys = append(ys, And(py, e.builtIn))
		anys = append(anys, And(pany, Or(e.builtIn, e.module)))
	}
	d.busy = false
	d.builtIn, d.any = Or(ys...), Or(anys...)
	return d.builtIn, d.any
}

// ways returns the ways into the directory.
func (d *kbuildDir) ways(depth int) []Way {
	if d == nil || depth > maxNesting {
		return []Way{{BuiltIn: trueValue, Module: trueValue}}
	}
	var out []Way
	for _, e := range d.edges {
		for _, p := range e.parent.ways(depth + 1) {
			if len(out) < maxChains {
				out = append(out, Way{And(p.BuiltIn, e.builtIn), And(Or(p.BuiltIn, p.Module), e.module), e.why.chain(slices.Clone(p.Chain))})
			}
		}
	}
	return out
}
