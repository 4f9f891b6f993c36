package vmlinux

import "debug/dwarf"

// entries reads the entries of a unit one after the other. It bounds what a
// damaged unit can cost: attributes may take no bytes at all, and an entry may
// say that what follows it lies before it.
type entries struct {
	*dwarf.Reader
	budget int // attributes still to be read
}

// newEntries reads a unit of size bytes. Attributes without bytes (flags that
// are there, constants in the abbreviation) are few beside the others.
func newEntries(data *dwarf.Data, size int) *entries {
	return &entries{data.Reader(), 8*size + 1<<16}
}

// next returns the next entry, nil at the end, at damage, or when the budget is
// used up.
func (r *entries) next() *dwarf.Entry {
	e, err := r.Next()
	if err != nil || e == nil {
		return nil
	}
	if r.budget -= len(e.Field) + 1; r.budget < 0 {
		return nil
	}
	return e
}

// skip moves behind the children of e, the entry that was read last. Like
// [dwarf.Reader.SkipChildren] it takes the short way that e may tell, but only
// forward.
func (r *entries) skip(e *dwarf.Entry) {
	skipped := func(e *dwarf.Entry) bool {
		sibling, ok := e.Val(dwarf.AttrSibling).(dwarf.Offset)
		if ok && sibling > e.Offset {
			r.Seek(sibling)
		}
		return ok && sibling > e.Offset
	}
	if !e.Children || skipped(e) {
		return
	}
	for depth := 1; depth > 0; {
		child := r.next()
		switch {
		case child == nil:
			return
		case child.Tag == 0:
			depth--
		case child.Children && !skipped(child):
			depth++
		}
	}
}
