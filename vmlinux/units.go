package vmlinux

import "debug/dwarf"

// eachUnit calls fn for every range of addresses that a unit says it holds: the
// offset of the unit, and a run of addresses. It reads the first entry of every
// unit, so it touches more of an image than [debugInfo.eachRange].
func (d *debugInfo) eachUnit(fn func(unit, low, size uint64)) {
	for offset := uint64(0); ; {
		unit := d.unitBytes(offset)
		if unit == nil {
			return
		}
		if data := d.open(unit); data != nil {
			cu, err := data.Reader().Next()
			if err == nil && cu != nil {
				// A damaged list of ranges is one unit less.
				ranges, _ := data.Ranges(cu)
				for _, r := range ranges {
					if r[0] < r[1] {
						fn(offset, r[0], r[1]-r[0])
					}
				}
			}
		}
		offset += uint64(len(unit))
	}
}

// open makes the standard library's view of one unit; nil where it has none.
func (d *debugInfo) open(unit []byte) *dwarf.Data {
	data, err := dwarf.New(d.abbrev, nil, nil, unit, d.line, nil, d.ranges, d.str)
	if err != nil {
		return nil
	}
	for name, contents := range d.sections {
		if data.AddSection(name, contents) != nil {
			return nil
		}
	}
	return data
}
