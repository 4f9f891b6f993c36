// Package xref joins what the sources, the configurations and the images say.
// It answers which thing stands at a position, where a thing is, and what
// became of it in a build.
package xref

import (
	"callgate/abi"
	"callgate/index"
	"callgate/kconfig"
	"callgate/vmlinux"
)

// Snapshot is one consistent state of everything that is known: one version of
// the sources and the builds to compare them with. It never changes after
// [New] has returned, so any number of goroutines may ask it, and answers to
// one request always fit together. A change makes a new Snapshot, which shares
// the index and the builds that stayed the same.
type Snapshot struct {
	index     *index.Index
	makefiles Makefiles
	builds    []*Build
	active    *Build // nil where there is no build
	// Rows of the tables by what people look for, in the order of package abi.
	bySymbol map[string][]Numbered // the entry symbol that the ABI calls
	byName   map[string][]Numbered
}

// Makefile is the text of a directory's makefile.
type Makefile struct {
	File string // relative to the tree
	Text []byte
}

// Makefiles are the makefiles of the directories that matter, by directory
// ("mm"; "." for the top).
type Makefiles map[string]Makefile

// New joins an index with builds. active names the build that diagnostics
// speak of; where no build has that name, it is the first. The arguments must
// not be changed afterwards.
func New(ix *index.Index, makefiles Makefiles, builds []*Build, active string) *Snapshot {
	s := &Snapshot{index: ix, makefiles: makefiles, builds: builds}
	for _, b := range builds {
		if s.active == nil || b.Name == active {
			s.active = b
		}
		if b.Name == active {
			break
		}
	}
	s.readTables()
	return s
}

// Index returns the sources' half.
func (s *Snapshot) Index() *index.Index { return s.index }

// Builds returns the builds. The caller must not change the slice.
func (s *Snapshot) Builds() []*Build { return s.builds }

// Active returns the build that diagnostics speak of, nil where there is none.
func (s *Snapshot) Active() *Build { return s.active }

// Build is a kernel that somebody built.
type Build struct {
	Name  string
	Image string // path of the image, as the user wrote or the server found it
	// Kernel is what the image says. It is never nil in a Snapshot.
	Kernel *vmlinux.Kernel
	// Config is the configuration that the image was built from; nil where it
	// is not known.
	Config *kconfig.Config

	// slots are the handlers of all surfaces by entry symbol ("sys_read",
	// "compat_sys_ioctl"), without what the architecture puts before.
	slots map[string][]Reached
}

// Reached is a slot and the ABI that it belongs to.
type Reached struct {
	ABI  *abi.ABI
	Slot *vmlinux.Slot
}

// NewBuild makes a Build of an analyzed image. config may be nil.
func NewBuild(name, image string, kernel *vmlinux.Kernel, config *kconfig.Config) *Build {
	b := &Build{Name: name, Image: image, Kernel: kernel, Config: config, slots: map[string][]Reached{}}
	for i := range kernel.Surfaces {
		surface := &kernel.Surfaces[i]
		for j := range surface.Slots {
			slot := &surface.Slots[j]
			if symbol := entrySymbol(surface.ABI, slot.Symbol); symbol != "" {
				b.slots[symbol] = append(b.slots[symbol], Reached{surface.ABI, slot})
			}
		}
	}
	return b
}

// Surface returns the build's surface under an ABI, nil where it has none.
func (b *Build) Surface(a *abi.ABI) *vmlinux.Surface {
	for i := range b.Kernel.Surfaces {
		if b.Kernel.Surfaces[i].ABI == a {
			return &b.Kernel.Surfaces[i]
		}
	}
	return nil
}

// Numbered is a number under which a tree's tables reach an entry symbol.
type Numbered struct {
	ABI    *abi.ABI
	Number uint64 // what a program passes
	Row    *index.Row
	File   string // of the row
}

// readTables enters the rows of the tree's tables: by their name, and by the
// symbol that the ABI calls, which is the compat entry for a compat ABI where
// the row has one.
func (s *Snapshot) readTables() {
	s.bySymbol, s.byName = map[string][]Numbered{}, map[string][]Numbered{}
	for _, t := range s.index.Tables() {
		for _, row := range t.Rows {
			n := Numbered{ABI: t.ABI, Number: numberOf(t.ABI, row), Row: row, File: t.File}
			s.byName[row.Name] = append(s.byName[row.Name], n)
			if symbol := Entry(t.ABI, row); symbol != "" && symbol != notImplemented {
				s.bySymbol[symbol] = append(s.bySymbol[symbol], n)
			}
		}
	}
}

// numberOf returns the number that a program passes to reach a row.
func numberOf(a *abi.ABI, row *index.Row) uint64 { return a.Number(int(row.Number)) }

// notImplemented is the entry of rows whose syscall does not exist.
const notImplemented = "sys_ni_syscall"

// Entry returns the symbol that a row leads to under an ABI.
func Entry(a *abi.ABI, row *index.Row) string {
	if a.Source.CompatEntry && row.Compat != "" {
		return row.Compat
	}
	return row.Entry
}

// Numbers returns the numbers that the tree's tables give to an entry symbol,
// in the order of package abi. The caller must not change the slice.
func (s *Snapshot) Numbers(symbol string) []Numbered { return s.bySymbol[symbol] }

// SiteNumbers returns the numbers that lead to a site: those of its symbols,
// and for a site of an architecture only those of its own ABIs.
func (s *Snapshot) SiteNumbers(site Located) []Numbered {
	arch := archOf(site.File.Path)
	var numbers []Numbered
	for _, symbol := range site.Fact.Symbols() {
		for _, n := range s.bySymbol[symbol] {
			if arch == "" || n.ABI.Arch == arch {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}

// RowsNamed returns the rows of all tables that have a name, in the order of
// package abi. The caller must not change the slice.
func (s *Snapshot) RowsNamed(name string) []Numbered { return s.byName[name] }
