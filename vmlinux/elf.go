package vmlinux

import (
	"bytes"
	"compress/zlib"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
)

// image is a kernel in memory: which bytes lie at which address.
// It shares the bytes that it was made from and copies none.
type image struct {
	data     []byte
	machine  elf.Machine
	order    binary.ByteOrder
	wide     bool           // 64-bit addresses
	movable  bool           // position-independent: see [image.relocation]
	sections []*elf.Section // none in a flat binary
	regions  []region
	opd      region // function descriptors, where the image has them
	placed   bool   // in a flat binary: its address is known
	packed   string // the compression that the kernel was in, or empty

	relocated []relocation // see [image.relocations]
	resolved  bool
}

// region is a run of addresses whose bytes are in the file.
type region struct {
	addr       uint64
	data       []byte
	executable bool
}

// openELF reads the headers of an ELF file. Errors are sentences for people:
// they say what the file is instead of a kernel image.
func openELF(data []byte) (*image, error) {
	switch {
	case len(data) == 0:
		return nil, errors.New("the file is empty")
	case !bytes.HasPrefix(data, []byte(elf.ELFMAG)):
		return nil, errors.New("not an ELF file")
	}
	file, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("damaged or truncated ELF: %w", plainError(err))
	}
	img := &image{
		data: data, machine: file.Machine, order: file.ByteOrder, wide: file.Class == elf.ELFCLASS64,
		movable: file.Type == elf.ET_DYN, sections: file.Sections,
	}
	for _, s := range file.Sections {
		// Per-CPU data of x86 is linked at address 0 and lies nowhere.
		if s.Flags&elf.SHF_ALLOC == 0 || s.Type == elf.SHT_NOBITS || s.Addr == 0 || s.Size == 0 {
			continue
		}
		if b := slice(data, s.Offset, s.FileSize); b != nil && s.Flags&elf.SHF_COMPRESSED == 0 {
			r := region{s.Addr, b, s.Flags&elf.SHF_EXECINSTR != 0}
			img.regions = append(img.regions, r)
			if s.Name == ".opd" {
				img.opd = r
			}
		}
	}
	if len(img.regions) == 0 {
		for _, p := range file.Progs {
			if b := slice(data, p.Off, p.Filesz); p.Type == elf.PT_LOAD && len(b) > 0 {
				img.regions = append(img.regions, region{p.Vaddr, b, p.Flags&elf.PF_X != 0})
			}
		}
	}
	slices.SortStableFunc(img.regions, func(a, b region) int {
		switch {
		case a.addr < b.addr:
			return -1
		case a.addr > b.addr:
			return 1
		}
		return 0
	})
	return img, nil
}

// plainError drops the offset and the Go type name from an error of debug/elf,
// and gives the bare io errors a meaning.
func plainError(err error) error {
	var format *elf.FormatError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends before its headers do")
	case errors.As(err, &format):
		return errors.New(format.Error())
	}
	return err
}

// slice returns size bytes of data at offset, or nil where the file is shorter.
func slice(data []byte, offset, size uint64) []byte {
	if end := offset + size; end < offset || end > uint64(len(data)) {
		return nil
	}
	return data[offset : offset+size : offset+size]
}

// section returns the bytes of the named section, decompressed where they are
// compressed, and nil where there is none or where the file ends before it.
// Decompression stops at limit bytes.
func (img *image) section(name string, limit uint64) []byte {
	i := slices.IndexFunc(img.sections, func(s *elf.Section) bool { return s.Name == name })
	if rest, ok := strings.CutPrefix(name, ".debug_"); i < 0 && ok {
		return unpackZdebug(img.section(".zdebug_"+rest, limit), limit)
	}
	if i < 0 || img.sections[i].Type == elf.SHT_NOBITS {
		return nil
	}
	s := img.sections[i]
	if s.Flags&elf.SHF_COMPRESSED == 0 {
		return slice(img.data, s.Offset, s.FileSize)
	}
	if s.Size > limit || slice(img.data, s.Offset, s.FileSize) == nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(s.Open(), int64(limit)))
	if err != nil {
		return nil
	}
	return out
}

// unpackZdebug unpacks a section in the older of the two formats of compressed
// debug sections: "ZLIB", the size as 8 bytes, and zlib data.
func unpackZdebug(b []byte, limit uint64) []byte {
	if len(b) < 12 || string(b[:4]) != "ZLIB" || binary.BigEndian.Uint64(b[4:]) > limit {
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(b[12:]))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(limit)))
	if err != nil {
		return nil
	}
	return out
}

// region returns the region that holds addr.
func (img *image) region(addr uint64) (region, bool) {
	i := sort.Search(len(img.regions), func(i int) bool { return img.regions[i].addr > addr })
	// Sections may overlap in hostile files only; the nearest start wins.
	if i == 0 {
		return region{}, false
	}
	r := img.regions[i-1]
	return r, addr-r.addr < uint64(len(r.data))
}

// bytesAt returns what is in the file from addr to the end of its region, or
// nil.
func (img *image) bytesAt(addr uint64) []byte {
	r, ok := img.region(addr)
	if !ok {
		return nil
	}
	return r.data[addr-r.addr:]
}

// executable reports whether code may lie at addr.
func (img *image) executable(addr uint64) bool {
	r, ok := img.region(addr)
	return ok && r.executable
}

// wordSize is the size of an address in bytes.
func (img *image) wordSize() uint64 {
	if img.wide {
		return 8
	}
	return 4
}

// word reads the address-sized word at addr, as the kernel finds it once it has
// relocated itself to the address that it was linked for.
func (img *image) word(addr uint64) (uint64, bool) {
	v, ok := img.uint(addr, int(img.wordSize()))
	if ok && img.movable {
		if moved, found := img.relocation(addr); found {
			return moved, true
		}
	}
	return v, ok
}

// uint reads an unsigned number of size 1, 2, 4 or 8 at addr.
func (img *image) uint(addr uint64, size int) (uint64, bool) {
	b := img.bytesAt(addr)
	if len(b) < size {
		return 0, false
	}
	switch size {
	case 1:
		return uint64(b[0]), true
	case 2:
		return uint64(img.order.Uint16(b)), true
	case 4:
		return uint64(img.order.Uint32(b)), true
	case 8:
		return img.order.Uint64(b), true
	}
	return 0, false
}

// maxString bounds the strings that are read from an image.
const maxString = 1024

// stringAt reads the NUL-terminated string at addr; ok is false where none ends
// within [maxString] bytes.
func (img *image) stringAt(addr uint64) (string, bool) {
	b := img.bytesAt(addr)
	b = b[:min(len(b), maxString)]
	end := bytes.IndexByte(b, 0)
	if end < 0 {
		return "", false
	}
	return string(b[:end]), true
}
