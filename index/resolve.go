package index

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"callgate/abi"
)

// Resolution says where a row of a table leads.
type Resolution struct {
	// Symbols are the entry symbols that the row may mean, without what the
	// architecture puts before; several where an alias depends on the
	// configuration.
	Symbols []string
	// Sites define them, the likeliest first: all that this ABI could use.
	// Which one a kernel has depends on its configuration.
	Sites []Ref[Site]
	// Stubs stand in for them.
	Stubs []Ref[Stub]
	// Reason says why there is no site; empty where there is one.
	Reason string
}

// The reasons of a row without a site.
const (
	NotImplemented = "not implemented"    // the row says so
	OnlyStub       = "nothing but a stub" // the sources removed or never had it
	Unresolved     = "nothing defines it" // a mistake in the tree, or here
)

// Resolve finds the sites that a row of an ABI's table leads to.
func (x *Index) Resolve(t Table, row *Row) Resolution {
	r := Resolution{}
	symbol := plainSymbol(t.Symbol(row))
	if symbol == "" || symbol == "sys_ni_syscall" {
		r.Reason = NotImplemented
		return r
	}
	x.knowledgeMutex.Lock()
	defer x.knowledgeMutex.Unlock()
	known := x.knowledge(t.ABI)
	r.Symbols = x.aliases(t.ABI, known, symbol)
	type candidate struct {
		Ref[Site]
		holds truth
		order int
	}
	var candidates []candidate
	for i, s := range r.Symbols {
		if s == "sys_ni_syscall" {
			r.Reason = NotImplemented
		}
		for _, site := range x.SitesOf(s) {
			if servesArch(site.File.Path, t.ABI.Arch) && site.Fact.defines(s, t.ABI.KernelBits) {
				candidates = append(candidates, candidate{site, hold(site.Fact.Conditions, known), i})
			}
		}
		r.Stubs = append(r.Stubs, x.StubsOf(s)...)
	}
	// What cannot be built for this ABI counts only where nothing else is left.
	if slices.ContainsFunc(candidates, func(c candidate) bool { return c.holds != no }) {
		candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return c.holds == no })
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(a.order, b.order),
			-compareBool(inArch(a.File.Path), inArch(b.File.Path)),
			compareBool(standsIn(a.File.Path), standsIn(b.File.Path)),
			compareBool(otherSize(a.File.Path, t.ABI), otherSize(b.File.Path, t.ABI)),
			-cmp.Compare(a.holds, b.holds),
		)
	})
	for _, c := range candidates {
		r.Sites = append(r.Sites, c.Ref)
	}
	switch {
	case len(r.Sites) > 0:
		r.Reason = ""
	case r.Reason != "":
	case len(r.Stubs) > 0:
		r.Reason = OnlyStub
	default:
		r.Reason = Unresolved
	}
	return r
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func inArch(file string) bool { return strings.HasPrefix(file, "arch/") }

// standsIn reports whether a file holds variants for kernels that lack
// something: mm/nommu.c, kernel/time/posix-stubs.c. The kernel has no other
// sign of it than the name.
func standsIn(file string) bool {
	base := path.Base(file)
	return strings.Contains(base, "nommu") || strings.Contains(base, "stub")
}

// otherSize reports whether a file's name says that it is for kernels of the
// other word size: process_64.c, signal_32.c. Which one is built stands in
// makefiles only.
func otherSize(file string, a *abi.ABI) bool {
	other := "_32."
	if a.KernelBits == 32 {
		other = "_64."
	}
	return strings.Contains(path.Base(file), other)
}

// servesArch reports whether a file can be part of a kernel of an architecture.
func servesArch(file, arch string) bool {
	rest, ok := strings.CutPrefix(file, "arch/")
	return !ok || strings.HasPrefix(rest, arch+"/") && !strings.HasPrefix(rest, "x86/um/")
}

// plainSymbol returns the entry symbol in a table's column without what an
// architecture or the table puts around it: "__x64_sys_read",
// "sys_clone/ptregs".
func plainSymbol(entry string) string {
	entry, _, _ = strings.Cut(entry, "/")
	if rest, ok := strings.CutPrefix(entry, "__"); ok {
		if _, name, ok := strings.Cut(rest, "_"+compatPrefix); ok {
			return compatPrefix + name
		}
		if _, name, ok := strings.Cut(rest, "_"+nativePrefix); ok {
			return nativePrefix + name
		}
	}
	return entry
}

// knowledge returns what the preprocessor knows in the sources of an ABI's
// kernel. It and what it returns are used with knowledgeMutex held.
func (x *Index) knowledge(a *abi.ABI) *dialect {
	if d, ok := x.known[a]; ok {
		return d
	}
	if x.known == nil {
		x.known = map[*abi.ABI]*dialect{}
	}
	d := newDialect(x, a, x.File("arch/"+a.Arch+"/include/uapi/asm/unistd.h"))
	d.sources = true
	x.known[a] = d
	return d
}

// holdsTable reports whether a source file holds the table of an ABI.
func holdsTable(f *File, a *abi.ABI) bool {
	return slices.ContainsFunc(a.Image.Tables, func(s string) bool { return slices.Contains(f.TableSymbols, s) })
}

// aliases returns the symbols that a symbol stands for in an architecture:
// itself unless a macro always replaces it, then what macros make of it.
func (x *Index) aliases(a *abi.ABI, known *dialect, symbol string) []string {
	symbols := []string{symbol}
	for _, f := range x.aliased {
		if !servesArch(f.Path, a.Arch) || !inArch(f.Path) {
			continue
		}
		for _, alias := range f.Aliases {
			if alias.Symbol != symbol && plainSymbol(alias.Symbol) != symbol {
				continue
			}
			// A macro of a source file counts for the table that the file holds.
			if !alias.Global && kindOf(f.Path) != header && !holdsTable(f, a) {
				continue
			}
			target := plainSymbol(alias.Target)
			switch hold(alias.Conditions, known) {
			case yes:
				symbols[0] = target
			case maybe:
				symbols = append(symbols, target)
			}
		}
	}
	// A wrapper in assembly goes on in the function that it is named after.
	for _, s := range symbols {
		if wrapped, ok := strings.CutSuffix(s, "_wrapper"); ok {
			symbols = append([]string{wrapped}, symbols...)
		}
	}
	return slices.Compact(symbols)
}
