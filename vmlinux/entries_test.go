package vmlinux

import (
	"debug/dwarf"
	"encoding/binary"
	"testing"
)

// hostileUnit is a unit of n entries with one byte each, all of the same
// abbreviation, and the table of that abbreviation.
func hostileUnit(t *testing.T, n int, attributes []byte, children byte) (*dwarf.Data, int) {
	t.Helper()
	abbrev := append([]byte{1, byte(dwarf.TagSubprogram), children}, attributes...)
	abbrev = append(abbrev, 0, 0, 0)
	info := binary.LittleEndian.AppendUint32(nil, uint32(7+n))
	info = append(info, 4, 0, 0, 0, 0, 0, 8) // version, abbreviations, size of an address
	for range n {
		info = append(info, 1)
	}
	data, err := dwarf.New(abbrev, nil, nil, info, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data, len(info)
}

func TestEntriesAreBounded(t *testing.T) {
	const n, attributes = 50_000, 4000
	var list []byte
	for range attributes {
		list = append(list, byte(dwarf.AttrExternal), 0x19) // DW_FORM_flag_present: no bytes
	}
	data, size := hostileUnit(t, n, list, 0)
	r := newEntries(data, size)
	read := 0
	for r.next() != nil {
		read++
	}
	if read >= n/10 {
		t.Errorf("read %d entries with %d attributes each", read, attributes)
	}
}

func TestSkipChildren(t *testing.T) {
	// Every entry has children, so the end of the first one's is the end.
	data, size := hostileUnit(t, 1000, nil, 1)
	r := newEntries(data, size)
	first := r.next()
	r.skip(first)
	if e := r.next(); e != nil {
		t.Errorf("an entry at %#x behind the last", e.Offset)
	}
}
