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
	numbering *numbering
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
	s.numbering = newNumbering(ix.Tables())
	return s
}

// WithIndex returns a snapshot of another state of the sources and the same
// builds. It is cheap where no table changed.
func (s *Snapshot) WithIndex(ix *index.Index) *Snapshot {
	next := *s
	next.index = ix
	if tables := ix.Tables(); !s.numbering.serves(tables) {
		next.numbering = newNumbering(tables)
	}
	return &next
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
