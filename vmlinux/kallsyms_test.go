package vmlinux

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
)

// kallsymsLayout says how a kernel writes its symbols.
type kallsymsLayout struct {
	name     string
	order    binary.ByteOrder
	wide     bool
	markers  int  // size of a marker and of the number of symbols
	behind   bool // addresses behind the token index
	absolute bool // full addresses
	self     bool // offsets from their own place
	perCPU   bool // positive offsets are addresses
	seqs     bool // the order of names beside them
}

var kallsymsLayouts = []kallsymsLayout{
	{name: "4.4", order: binary.LittleEndian, wide: true, markers: 8, absolute: true},
	{name: "4.4, 32 bit, big-endian", order: binary.BigEndian, markers: 4, absolute: true},
	{name: "4.6", order: binary.LittleEndian, wide: true, markers: 8},
	{name: "4.6, x86", order: binary.LittleEndian, wide: true, markers: 8, perCPU: true},
	{name: "4.20", order: binary.LittleEndian, wide: true, markers: 4},
	{name: "4.20, big-endian", order: binary.BigEndian, wide: true, markers: 4},
	{name: "6.1, 32 bit", order: binary.LittleEndian, markers: 4, seqs: true},
	{name: "6.4", order: binary.LittleEndian, wide: true, markers: 4, behind: true, seqs: true},
	{name: "6.4, x86", order: binary.LittleEndian, wide: true, markers: 4, behind: true, seqs: true, perCPU: true},
	{name: "6.4, 32 bit", order: binary.LittleEndian, markers: 4, behind: true, seqs: true},
	{name: "7.0", order: binary.LittleEndian, wide: true, markers: 4, behind: true, self: true, seqs: true},
}

// kallsymsSymbol is a symbol with its type in front, as nm prints it.
type kallsymsSymbol struct {
	name string
	addr uint64
}

const kallsymsBase = 0xc0000000

// write makes the bytes of a kernel with these symbols, to lie at
// kallsymsBase.
func (l kallsymsLayout) write(syms []kallsymsSymbol) []byte {
	out := bytes.Repeat([]byte{0x90, 0x31, 0x00, 0x77, 0x0f}, 400) // code
	if l.self {
		out = append(out, make([]byte, 3<<20)...) // the code lies before
	}
	word := 4
	if l.wide {
		word = 8
	}
	pad := func(to int) {
		for len(out)%to != 0 {
			out = append(out, 0)
		}
	}
	number := func(v uint64, size int) {
		pad(size)
		if size == 8 {
			out = l.order.(binary.AppendByteOrder).AppendUint64(out, v)
		} else {
			out = l.order.(binary.AppendByteOrder).AppendUint32(out, uint32(v))
		}
	}
	addresses := func() {
		pad(word)
		for _, s := range syms {
			switch {
			case l.absolute:
				number(s.addr, word)
			case l.self:
				number(s.addr-(kallsymsBase+uint64(len(out))), 4)
			case l.perCPU && s.addr < kallsymsBase:
				number(s.addr, 4)
			case l.perCPU:
				number(uint64(-1-int64(s.addr-kallsymsBase)), 4)
			default:
				number(s.addr-kallsymsBase, 4)
			}
		}
		if !l.absolute && !l.self {
			number(kallsymsBase, word)
		}
	}
	if !l.behind {
		addresses()
	}
	number(uint64(len(syms)), l.markers)
	pad(word)
	start := len(out)
	var markers []int
	for i, s := range syms {
		if i%256 == 0 {
			markers = append(markers, len(out)-start)
		}
		// The token of a character is the character, and 1 stands for "sys_".
		tokens := bytes.ReplaceAll([]byte(s.name), []byte("sys_"), []byte{1})
		if n := len(tokens); n < 0x80 {
			out = append(out, byte(n))
		} else {
			out = append(out, byte(n)|0x80, byte(n>>7))
		}
		out = append(out, tokens...)
	}
	pad(word)
	for _, m := range markers {
		number(uint64(m), l.markers)
	}
	if l.seqs && !l.behind {
		for i := range syms {
			out = append(out, byte(i>>16), byte(i>>8), byte(i))
		}
	}
	pad(word)
	var index []int
	table := len(out)
	for i := range 256 {
		index = append(index, len(out)-table)
		switch {
		case i == 1:
			out = append(out, "sys_"...)
		case i >= ' ' && i < 127:
			out = append(out, byte(i))
		default:
			out = append(out, fmt.Sprintf("t%dx", i)...)
		}
		out = append(out, 0)
	}
	pad(word)
	for _, i := range index {
		out = l.order.(binary.AppendByteOrder).AppendUint16(out, uint16(i))
	}
	if l.behind {
		addresses()
		for i := range syms {
			out = append(out, byte(i>>16), byte(i>>8), byte(i))
		}
	}
	return append(out, bytes.Repeat([]byte{0xcc, 0x12, 0x34}, 1000)...)
}

// kallsymsSample makes symbols of a small kernel, some of them per-CPU.
func kallsymsSample(perCPU bool) []kallsymsSymbol {
	rnd := rand.New(rand.NewPCG(1, 2))
	var syms []kallsymsSymbol
	if perCPU {
		for i := range 40 {
			syms = append(syms, kallsymsSymbol{fmt.Sprintf("Dper_cpu_%d", i), uint64(64 * i)})
		}
	}
	addr := uint64(kallsymsBase)
	for i := range 5001 {
		name := fmt.Sprintf("t%s_%x", []string{"read", "sys_x", "vfs", "do"}[rnd.IntN(4)], i)
		switch i % 50 {
		case 1:
			name = fmt.Sprintf("W__x64_sys_call%d", i)
		case 2:
			name = fmt.Sprintf("T_RNv%0200d", i) // longer than one byte of length counts
		}
		syms = append(syms, kallsymsSymbol{name, addr})
		if i%9 != 0 {
			addr += uint64(16 + rnd.IntN(900)&^15)
		}
	}
	return syms
}

func TestKallsyms(t *testing.T) {
	for _, l := range kallsymsLayouts {
		t.Run(l.name, func(t *testing.T) {
			want := kallsymsSample(l.perCPU)
			data := l.write(want)
			k, ok := findKallsyms(data, l.order)
			if !ok {
				t.Fatal("no symbols found")
			}
			img := &image{order: l.order, wide: l.wide, regions: []region{{kallsymsBase, data, true}}}
			at := func(offset int) (uint64, bool) { return kallsymsBase + uint64(offset), true }
			word := func(offset int) (uint64, bool) { return img.word(kallsymsBase + uint64(offset)) }
			if !k.findAddresses(l.wide, at, word) {
				t.Fatal("no addresses found")
			}
			i := 0
			k.each(func(name []byte, sym symbol) {
				if i < len(want) && (want[i].name[1:] != string(name) || want[i].addr != sym.addr) {
					t.Errorf("symbol %d is %s at %#x, want %s at %#x", i, name, sym.addr, want[i].name[1:], want[i].addr)
				}
				if weak := want[i].name[0] == 'W'; weak != (sym.bind == elf.STB_WEAK) {
					t.Errorf("%s has binding %v", name, sym.bind)
				}
				i++
			})
			if i != len(want) {
				t.Errorf("%d symbols, want %d", i, len(want))
			}
		})
	}
}

func TestKallsymsNotThere(t *testing.T) {
	digits := []byte("0\x001\x002\x003\x004\x005\x006\x007\x008\x009\x00")
	for name, data := range map[string][]byte{
		"nothing":           nil,
		"digits alone":      digits,
		"a table cut short": kallsymsLayouts[4].write(kallsymsSample(false))[:80000],
		"many digits":       bytes.Repeat(digits, 1000),
	} {
		if _, ok := findKallsyms(data, binary.LittleEndian); ok {
			t.Errorf("%s: symbols found", name)
		}
	}
}

func FuzzKallsyms(f *testing.F) {
	for _, l := range kallsymsLayouts {
		syms := kallsymsSample(l.perCPU)
		f.Add(l.write(syms), l.order == binary.BigEndian, l.wide)
	}
	f.Fuzz(func(t *testing.T, data []byte, big, wide bool) {
		order := binary.ByteOrder(binary.LittleEndian)
		if big {
			order = binary.BigEndian
		}
		k, ok := findKallsyms(data, order)
		if !ok {
			return
		}
		img := &image{order: order, wide: wide, regions: []region{{0, data, true}}}
		at := func(offset int) (uint64, bool) { return uint64(offset), true }
		word := func(offset int) (uint64, bool) { return img.word(uint64(offset)) }
		if k.findAddresses(wide, at, word) {
			k.each(func(name []byte, _ symbol) {
				if len(name) > 1<<16 {
					t.Errorf("a name of %d bytes", len(name))
				}
			})
		}
	})
}
