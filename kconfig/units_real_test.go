package kconfig_test

import (
	"debug/dwarf"
	"debug/elf"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"callgate/kconfig"
	"callgate/testdata/need"
)

// compilationUnits returns the sources that a debug image was compiled from,
// relative to the tree.
func compilationUnits(t *testing.T, f *elf.File) map[string]bool {
	t.Helper()
	data, err := f.DWARF()
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Section(".debug_info").Data()
	if err != nil {
		t.Fatal(err)
	}
	units := map[string]bool{}
	r := data.Reader()
	for off := 0; off+12 < len(info); {
		length := int(f.ByteOrder.Uint32(info[off:]))
		header := 11 // length, version, abbreviations, address size
		if version := f.ByteOrder.Uint16(info[off+4:]); version >= 5 {
			header = 12                         // and the unit's type
			if kind := info[off+6]; kind == 3 { // partial
				off += 4 + length
				continue
			}
		}
		r.Seek(dwarf.Offset(off + header))
		off += 4 + length
		e, err := r.Next()
		if err != nil || e == nil {
			t.Fatalf("unit at %#x: %v", off, err)
		}
		name, _ := e.Val(dwarf.AttrName).(string)
		dir, _ := e.Val(dwarf.AttrCompDir).(string)
		if path.IsAbs(name) {
			name, _ = strings.CutPrefix(name, path.Clean(dir)+"/")
		}
		units[sourcePath(name)] = true
	}
	return units
}

// sourcePath takes away what a build directory beside or below the sources
// puts before a name.
func sourcePath(name string) string {
	name = path.Clean(name)
	for strings.HasPrefix(name, "../") {
		name = name[3:]
	}
	// Debian builds in debian/build/build_ARCH_FLAVOUR, below the sources.
	if i := buildDir.FindStringIndex(name); i != nil {
		name = name[i[1]:]
	}
	return name
}

var buildDir = regexp.MustCompile(`^.*debian/build/[^/]+/`)

// units are the debug images whose configuration the tree builds.
var units = []struct{ image, tree, arch string }{
	{"amd64-6.1-amd64", "src-6.1", "x86_64"},
	{"amd64-6.12-amd64", "src-6.12", "x86_64"},
	{"arm64-6.1-arm64", "src-6.1", "arm64"},
	{"arm64-6.12-arm64", "src-6.12", "arm64"},
	{"armel-6.1-rpi", "src-6.1", "arm"},
	{"armhf-6.1-armmp", "src-6.1", "arm"},
	{"i386-6.1-686-pae", "src-6.1", "i386"},
	{"mips64el-6.1-5kc-malta", "src-6.1", "mips"},
	{"mipsel-6.1-4kc-malta", "src-6.1", "mips"},
	{"ppc64el-6.1-powerpc64le", "src-6.1", "powerpc"},
	{"s390x-6.1-s390x", "src-6.1", "s390"},
}

// outsideKbuild is compiled by the last step of the link, which no list of
// objects names.
const outsideKbuild = "init/version-timestamp.c"

// TestRealUnits holds the objects that the makefiles are said to build into
// the kernel against what the image was compiled from. Every C file has a
// compilation unit there. Assembly has one only where the assembler was asked
// for line numbers and the file has instructions; for the rest, a symbol that
// the file defines has to be in the image.
func TestRealUnits(t *testing.T) {
	for _, u := range units {
		t.Run(u.image, func(t *testing.T) {
			configFile := need.Corpus(t, "images/"+u.image+"/config")
			f, err := elf.Open(need.Corpus(t, "images/"+u.image+"/vmlinux"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			fsys, opts := realTree(t, u.tree, u.arch)
			src, err := os.ReadFile(configFile)
			if err != nil {
				t.Fatal(err)
			}
			config, _ := kconfig.ParseConfig(configFile, src)
			tree := kconfig.Parse(fsys, opts)
			build := kconfig.ReadKbuild(fsys, tree, u.arch)
			for _, p := range build.Problems {
				t.Error(p)
			}
			values := tree.Evaluate(config)
			compareUnits(t, fsys, f, builtIn(t, build, values))
			compareSimplified(t, tree, build, values)
		})
	}
}

// compareSimplified checks that what Kconfig is said to imply does hold.
func compareSimplified(t *testing.T, tree *kconfig.Tree, build *kconfig.Kbuild, v *kconfig.Values) {
	shorter := 0
	reach := tree.NewReach()
	simplifier := tree.NewSimplifier()
	for _, o := range build.Objects {
		simple := simplifier.Simplify(o.BuiltIn)
		if len(simple.String()) < len(o.BuiltIn.String()) {
			shorter++
		}
		before, _ := o.BuiltIn.Eval(v)
		if before && !reach.Possible(o.BuiltIn) {
			t.Errorf("%s is built in, but %v is said to be impossible", o.Path, o.BuiltIn)
		}
		if after, _ := simple.Eval(v); before != after {
			t.Errorf("%s: %v is %v, but simplified to %v it is %v", o.Path, o.BuiltIn, before, simple, after)
		}
	}
	t.Logf("%d of %d conditions are shorter when simplified", shorter, len(build.Objects))
	if shorter == 0 {
		t.Error("nothing was simplified")
	}
}

// builtIn returns the objects that are built in, by source.
func builtIn(t *testing.T, build *kconfig.Kbuild, v *kconfig.Values) map[string]*kconfig.Object {
	sources := map[string]*kconfig.Object{}
	for _, o := range build.Objects {
		state, known := o.State(v)
		if !known {
			t.Errorf("%s is not decided: %v", o.Path, o.BuiltIn)
		}
		if state == kconfig.Yes && o.Source != "" {
			sources[o.Source] = o
		}
	}
	return sources
}

func compareUnits(t *testing.T, fsys fs.FS, f *elf.File, predicted map[string]*kconfig.Object) {
	units := compilationUnits(t, f)
	symbols := map[string]bool{}
	table, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range table {
		symbols[s.Name] = true
	}
	var missing, extra []string
	cFiles, assembly, bySymbol := 0, 0, 0
	for name := range units {
		ext := path.Ext(name)
		if _, err := fs.Stat(fsys, name); err != nil || ext != ".c" && ext != ".S" || name == outsideKbuild {
			continue // made by the build, or included by what is compiled
		}
		if ext == ".c" {
			cFiles++
		} else {
			assembly++
		}
		if predicted[name] == nil {
			missing = append(missing, name)
		}
	}
	for name, object := range predicted {
		if units[name] {
			continue
		}
		if path.Ext(name) == ".S" && definesOneOf(t, fsys, name, symbols) {
			bySymbol++
			continue
		}
		if object.Library {
			t.Logf("%s is in a library, and nothing seems to refer to it", name)
			continue
		}
		extra = append(extra, name)
	}
	t.Logf("%d C and %d assembly units, %d more assembly files known by a symbol; %d sources predicted", cFiles, assembly, bySymbol, len(predicted))
	slices.Sort(missing)
	slices.Sort(extra)
	if len(missing) > 0 {
		t.Errorf("%d in the image, but not predicted: %v", len(missing), missing)
	}
	if len(extra) > 0 {
		t.Errorf("%d predicted, but not in the image: %v", len(extra), extra)
	}
}

// definition finds what an assembly file may define: labels, and the first
// arguments of macros.
var definition = regexp.MustCompile(`(?m)^\s*(?:(\w+):|[\w.]+\s*\(?\s*(\w+))`)

// definesOneOf reports whether an assembly file seems to define a symbol of
// the image.
func definesOneOf(t *testing.T, fsys fs.FS, name string, symbols map[string]bool) bool {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range definition.FindAllSubmatch(src, -1) {
		for _, found := range m[1:] {
			if symbols[string(found)] || symbols["__pi_"+string(found)] || symbols["__efistub_"+string(found)] ||
				symbols["__kvm_nvhe_"+string(found)] {
				return true
			}
		}
	}
	return false
}
