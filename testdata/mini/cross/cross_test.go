package cross

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// image is a kernel as the standard library reads it: what nm and objdump
// would say.
type image struct {
	*elf.File
	symbols map[uint64][]string // names at an address
	tables  map[string]elf.Symbol
	relocs  map[uint64]uint64 // what the loader puts where
}

func open(t *testing.T, target Target) *image {
	t.Helper()
	data, err := target.Vmlinux()
	if err != nil {
		t.Fatal(err)
	}
	file, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	im := &image{file, map[uint64][]string{}, map[string]elf.Symbol{}, map[uint64]uint64{}}
	for _, s := range symbols {
		address := s.Value
		if file.Machine == elf.EM_ARM && elf.ST_TYPE(s.Info) == elf.STT_FUNC {
			address &^= 1 // the Thumb bit
		}
		im.symbols[address] = append(im.symbols[address], s.Name)
		im.tables[s.Name] = s
	}
	if section := file.Section(".rela.dyn"); section != nil {
		data, err := section.Data()
		if err != nil {
			t.Fatal(err)
		}
		for ; len(data) >= 24; data = data[24:] {
			if kind := file.ByteOrder.Uint64(data[8:]); kind == uint64(elf.R_AARCH64_RELATIVE) {
				im.relocs[file.ByteOrder.Uint64(data)] = file.ByteOrder.Uint64(data[16:])
			}
		}
	}
	return im
}

// word reads an address of the given size from the memory of the image.
func (im *image) word(t *testing.T, address uint64, size int) uint64 {
	t.Helper()
	if value, ok := im.relocs[address]; ok {
		return value
	}
	for _, s := range im.Sections {
		if s.Flags&elf.SHF_ALLOC == 0 || address < s.Addr || address+uint64(size) > s.Addr+s.Size {
			continue
		}
		word := make([]byte, size)
		if _, err := s.ReadAt(word, int64(address-s.Addr)); err != nil {
			t.Fatal(err)
		}
		if size == 4 {
			value := im.ByteOrder.Uint32(word)
			if im.Machine == elf.EM_ARM {
				value &^= 1
			}
			return uint64(value)
		}
		return im.ByteOrder.Uint64(word)
	}
	t.Fatalf("nothing at %#x", address)
	return 0
}

// Every image has each row of its tables in the tree, with the symbol that the
// tree says, and sys_ni_syscall between them.
func TestTables(t *testing.T) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(Stale)
		}
	})
	for _, target := range Targets {
		t.Run(target.Name, func(t *testing.T) {
			im := open(t, target)
			for _, abi := range target.ABIs {
				rows, err := abi.Rows()
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) < 17 {
					t.Errorf("%s has only %d rows", abi.ABI, len(rows))
				}
				table, ok := im.tables[abi.Table]
				if !ok {
					t.Fatalf("no symbol %s", abi.Table)
				}
				next := 0
				for _, row := range rows {
					for ; next <= row.Index; next++ {
						want := row.Symbol
						if next < row.Index {
							want = "sys_ni_syscall"
						}
						slot := next
						if abi.Interleaved {
							slot = 2*next + abi.First
						}
						address := im.word(t, table.Value+uint64(slot*abi.EntrySize), abi.EntrySize)
						names := im.symbols[address]
						if !slices.ContainsFunc(names, func(name string) bool { return name == want || name == abi.Prefix+want }) {
							t.Errorf("%s: slot %d of %s leads to %q (%#x), want %s", abi.ABI, next, abi.Table, names, address, want)
						}
					}
				}
			}
		})
	}
}

// The images differ in what a reader of images has to know.
func TestShapes(t *testing.T) {
	for _, test := range []struct {
		target string
		class  elf.Class
		order  binary.ByteOrder
		kind   elf.Type
	}{
		{"arm64", elf.ELFCLASS64, binary.LittleEndian, elf.ET_DYN},
		{"mips", elf.ELFCLASS32, binary.BigEndian, elf.ET_EXEC},
		{"mips64", elf.ELFCLASS64, binary.BigEndian, elf.ET_EXEC},
		{"powerpc64-elfv1", elf.ELFCLASS64, binary.BigEndian, elf.ET_EXEC},
		{"powerpc64le", elf.ELFCLASS64, binary.LittleEndian, elf.ET_EXEC},
		{"s390x", elf.ELFCLASS64, binary.BigEndian, elf.ET_EXEC},
		{"sparc", elf.ELFCLASS32, binary.BigEndian, elf.ET_EXEC},
		{"alpha", elf.ELFCLASS64, binary.LittleEndian, elf.ET_EXEC},
		{"m68k", elf.ELFCLASS32, binary.BigEndian, elf.ET_EXEC},
	} {
		im := open(t, named(t, test.target))
		if im.Class != test.class || im.ByteOrder != test.order || im.Type != test.kind {
			t.Errorf("%s: %v, %v, %v, want %v, %v, %v", test.target, im.Class, im.ByteOrder, im.Type, test.class, test.order, test.kind)
		}
	}
	arm64 := open(t, named(t, "arm64"))
	table := arm64.tables["sys_call_table"]
	slots := make([]byte, table.Size)
	section := arm64.Sections[table.Section]
	if _, err := section.ReadAt(slots, int64(table.Value-section.Addr)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(slots, make([]byte, len(slots))) {
		t.Error("arm64: the table is not zero in the file")
	}
	v1 := open(t, named(t, "powerpc64-elfv1"))
	descriptors := v1.Section(".opd")
	entry := v1.word(t, v1.tables["sys_call_table"].Value+8*3, 8)
	if entry < descriptors.Addr || entry >= descriptors.Addr+descriptors.Size {
		t.Errorf("powerpc64-elfv1: slot 3 is %#x, not a function descriptor", entry)
	}
}

func named(t *testing.T, name string) Target {
	t.Helper()
	for _, target := range Targets {
		if target.Name == name {
			return target
		}
	}
	t.Fatalf("no target %s", name)
	return Target{}
}

// The merged tree has the table of every target.
func TestWriteTree(t *testing.T) {
	dir := t.TempDir()
	if err := WriteTree(dir); err != nil {
		t.Fatal(err)
	}
	for _, target := range Targets {
		for _, abi := range target.ABIs {
			if _, err := os.Stat(filepath.Join(dir, abi.File)); err != nil {
				t.Errorf("%s: %v", target.Name, err)
			}
		}
	}
}
