package vmlinux

import (
	"encoding/binary"
	"slices"
	"testing"
)

// codeAt is where the tests put their code; handlers lie behind it.
const (
	codeAt    = 0x1000
	handlerAt = 0x9000
)

// paper makes an image of some code at codeAt, with symbols that have no bytes.
func paper(code []byte, wide bool, names map[uint64]string) *x86Code {
	img := &image{order: binary.LittleEndian, wide: wide, regions: []region{{codeAt, code, true}}}
	syms := &symbols{img: img, byName: map[string][]symbol{}, byAddr: map[uint64][]symbol{}}
	for addr, name := range names {
		syms.add([]byte(name), symbol{addr: addr})
	}
	return newX86Code(img, syms)
}

// jmpTo is a near jump (e9) or call (e8) from the instruction at offset to addr.
func jmpTo(opcode byte, offset int, addr uint64) []byte {
	rel := uint32(int64(addr) - int64(codeAt+offset+5))
	return binary.LittleEndian.AppendUint32([]byte{opcode}, rel)
}

func TestDispatched(t *testing.T) {
	a, b, ni := uint64(handlerAt), uint64(handlerAt+16), uint64(handlerAt+32)
	for _, test := range []struct {
		name string
		code []byte
		mode int
		want []uint64
	}{
		{
			name: "the default is a handler",
			code: slices.Concat(
				[]byte{0x83, 0xfe, 0x03}, // cmp $3, %esi
				[]byte{0x74, 0x05},       // je +5
				jmpTo(0xe9, 5, a),
				jmpTo(0xe9, 10, b),
			),
			mode: 64,
			want: []uint64{0, 0, 0, b},
		},
		{
			name: "function tracer, range and default",
			code: slices.Concat(
				[]byte{0xf3, 0x0f, 0x1e, 0xfa}, // endbr64
				jmpTo(0xe8, 4, handlerAt+48),   // call __fentry__
				[]byte{0x83, 0xfe, 0x02},       // cmp $2, %esi
				[]byte{0x77, 0x05},             // ja +5
				jmpTo(0xe9, 14, a),             // 0, 1, 2
				jmpTo(0xe9, 19, ni),            // the rest
			),
			mode: 64,
			want: []uint64{a, a, a},
		},
		{
			name: "number in edx on 32 bit, call instead of a tail jump",
			code: slices.Concat(
				[]byte{0x83, 0xfa, 0x01}, // cmp $1, %edx
				[]byte{0x75, 0x06},       // jne +6
				jmpTo(0xe8, 5, a), []byte{0xc3},
				jmpTo(0xe8, 11, ni), []byte{0xc3},
			),
			mode: 32,
			want: []uint64{0, a},
		},
		{
			name: "unknown numbers answered in line",
			code: slices.Concat(
				[]byte{0x83, 0xfe, 0x01}, // cmp $1, %esi
				[]byte{0x75, 0x05},       // jne +5
				jmpTo(0xe9, 5, a),
				[]byte{0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3}, // mov $-38, %rax; ret
			),
			mode: 64,
			want: []uint64{0, a},
		},
		{
			name: "bit test",
			code: slices.Concat(
				[]byte{0x83, 0xfe, 0x07},             // cmp $7, %esi
				[]byte{0x77, 0x0f},                   // ja +15
				[]byte{0xb8, 0x12, 0x00, 0x00, 0x00}, // mov $0b10010, %eax
				[]byte{0x48, 0x0f, 0xa3, 0xf0},       // bt %rsi, %rax
				[]byte{0x72, 0x06},                   // jb +6
				[]byte{0x66, 0x90, 0x66, 0x90},
				jmpTo(0xe9, 20, ni),
				jmpTo(0xe9, 25, a),
			),
			mode: 64,
			want: []uint64{0, a, 0, 0, a},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := paper(test.code, test.mode == 64, map[uint64]string{
				a: "__x64_sys_a", b: "__x64_sys_b", ni: "sys_ni_syscall", handlerAt + 48: "__fentry__",
			})
			fn := symbol{addr: codeAt, size: uint64(len(test.code))}
			got, ok := c.dispatched(fn, func(addr uint64) bool { return addr == a || addr == b || addr == ni })
			if !ok || !slices.Equal(got, test.want) {
				t.Errorf("%#x, %v, want %#x", got, ok, test.want)
			}
		})
	}
}

func TestJumpTables(t *testing.T) {
	a, b, ni := uint64(handlerAt), uint64(handlerAt+16), uint64(handlerAt+32)
	jumps := slices.Concat(jmpTo(0xe9, 0x20, a), jmpTo(0xe9, 0x25, b), jmpTo(0xe9, 0x2a, ni))
	pad := func(code []byte) []byte {
		for len(code) < 0x20 {
			code = append(code, 0x90)
		}
		return append(code, jumps...)
	}
	for name, code := range map[string][]byte{
		"absolute": pad([]byte{
			0x83, 0xfe, 0x02, // cmp $2, %esi
			0x77, 0x25, // ja ni
			0x89, 0xf6, // mov %esi, %esi
			0xff, 0x24, 0xf5, 0x00, 0x20, 0x00, 0x00, // jmp *0x2000(,%rsi,8)
		}),
		"through a register, no tracking": pad([]byte{
			0x83, 0xfe, 0x02, // cmp $2, %esi
			0x77, 0x25, // ja ni
			0x89, 0xf0, // mov %esi, %eax
			0x48, 0x8b, 0x04, 0xc5, 0x00, 0x20, 0x00, 0x00, // mov 0x2000(,%rax,8), %rax
			0x3e, 0xff, 0xe0, // notrack jmp *%rax
		}),
	} {
		c := paper(code, true, map[uint64]string{a: "__x64_sys_a", b: "__x64_sys_b", ni: "sys_ni_syscall"})
		var table []byte
		for _, target := range []uint64{codeAt + 0x20, codeAt + 0x2a, codeAt + 0x25} {
			table = binary.LittleEndian.AppendUint64(table, target)
		}
		c.img.regions = append(c.img.regions, region{0x2000, table, false})
		got, ok := c.dispatched(symbol{addr: codeAt, size: uint64(len(code))}, func(uint64) bool { return false })
		if want := []uint64{a, 0, b}; !ok || !slices.Equal(got, want) {
			t.Errorf("%s: %#x, %v, want %#x", name, got, ok, want)
		}
	}
}

func TestReturnsENOSYS(t *testing.T) {
	const fentry, thunk, ni, other = handlerAt, handlerAt + 16, handlerAt + 32, handlerAt + 48
	for _, test := range []struct {
		name string
		code []byte
		want bool
	}{
		{"plain", []byte{0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3}, true},
		{"32-bit result", []byte{0xb8, 0xda, 0xff, 0xff, 0xff, 0xc3}, true},
		{"another error", []byte{0x48, 0xc7, 0xc0, 0xff, 0xff, 0xff, 0xff, 0xc3}, false},
		{"traced, frame, return thunk", slices.Concat(
			jmpTo(0xe8, 0, fentry),
			[]byte{0x55, 0x48, 0x89, 0xe5},                         // push %rbp; mov %rsp, %rbp
			[]byte{0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0x5d}, // mov $-38, %rax; pop %rbp
			jmpTo(0xe9, 17, thunk),
		), true},
		{"jumps to sys_ni_syscall", jmpTo(0xe9, 0, ni), true},
		{"calls sys_ni_syscall", append(jmpTo(0xe8, 0, ni), 0xc3), true},
		{"calls something first", slices.Concat(jmpTo(0xe8, 0, other),
			[]byte{0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3}), false},
		{"depends on an argument", []byte{
			0x48, 0x85, 0xff, // test %rdi, %rdi
			0x74, 0x08, // je +8
			0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3,
			0x31, 0xc0, 0xc3, // xor %eax, %eax; ret
		}, false},
		{"depends on a variable", []byte{
			0x80, 0x3d, 0x0a, 0x00, 0x00, 0x00, 0x00, // cmpb $0, 10(%rip)
			0x75, 0x08, // jne +8
			0x48, 0xc7, 0xc0, 0xda, 0xff, 0xff, 0xff, 0xc3,
			0x00, 0x00, 0x00, 0x00,
		}, false},
		{"endless", []byte{0xeb, 0xfe}, false},
		{"no code", nil, false},
	} {
		c := paper(test.code, true, map[uint64]string{
			fentry: "__fentry__", thunk: "__x86_return_thunk", ni: "__x64_sys_ni_syscall", other: "pr_err",
		})
		if got := c.returnsENOSYS(codeAt); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func FuzzDispatched(f *testing.F) {
	f.Add([]byte{0x83, 0xfe, 0x01, 0x74, 0x01, 0xc3, 0xe9, 0, 0, 0, 0}, true)
	f.Add([]byte{0xff, 0x24, 0xf5, 0x00, 0x10, 0x00, 0x00}, true)
	f.Add([]byte{0x48, 0x19, 0xc0, 0x0f, 0xa3, 0xf0, 0x72, 0xf0}, false)
	f.Fuzz(func(t *testing.T, code []byte, wide bool) {
		c := paper(code, wide, nil)
		slots, ok := c.dispatched(symbol{addr: codeAt, size: uint64(len(code))}, func(uint64) bool { return false })
		if len(slots) > maxSlots || ok != (len(slots) > 0) {
			t.Errorf("%d slots, %v", len(slots), ok)
		}
		c.returnsENOSYS(codeAt)
	})
}
