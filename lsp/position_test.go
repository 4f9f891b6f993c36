package lsp

import (
	"testing"

	"callgate/text"

	"go.lsp.dev/protocol"
)

// The line "aé𝄞z" is 1+2+4+1 bytes, 1+1+2+1 UTF-16 units, 4 code points.
const wide = "aé𝄞z"

func TestCharacterAndColumn(t *testing.T) {
	for _, test := range []struct {
		e         encoding
		col       int // bytes
		character uint32
	}{
		{utf8Units, 0, 0}, {utf8Units, 1, 1}, {utf8Units, 3, 3}, {utf8Units, 7, 7}, {utf8Units, 8, 8},
		{utf16Units, 0, 0}, {utf16Units, 1, 1}, {utf16Units, 3, 2}, {utf16Units, 7, 4}, {utf16Units, 8, 5},
		{utf32Units, 0, 0}, {utf32Units, 1, 1}, {utf32Units, 3, 2}, {utf32Units, 7, 3}, {utf32Units, 8, 4},
	} {
		if got := test.e.character([]byte(wide), test.col); got != test.character {
			t.Errorf("%s: character(%d) = %d, want %d", test.e, test.col, got, test.character)
		}
		if got := test.e.column([]byte(wide), test.character); got != test.col {
			t.Errorf("%s: column(%d) = %d, want %d", test.e, test.character, got, test.col)
		}
	}
}

func TestColumnClamps(t *testing.T) {
	for _, test := range []struct {
		e         encoding
		line      string
		character uint32
		want      int
	}{
		{utf16Units, wide, 3, 3},            // between the halves of 𝄞
		{utf16Units, wide, 99, 8},           // behind the end
		{utf8Units, wide, 4294967295, 8},    // the largest a client can say
		{utf16Units, "a\xff\xfeb", 3, 3},    // invalid bytes are a character each
		{utf16Units, "", 5, 0},              //
		{utf32Units, wide, 4294967295, 8},   //
		{utf16Units, "abc", 4294967295, 3},  //
		{utf8Units, "\xf0\x9d", 1, 1},       // a broken rune
		{utf16Units, "\xf0\x9d\x84", 99, 3}, // a rune cut short
	} {
		if got := test.e.column([]byte(test.line), test.character); got != test.want {
			t.Errorf("%s: column(%q, %d) = %d, want %d", test.e, test.line, test.character, got, test.want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	const u8, u16, u32 = protocol.PositionEncodingKindUTF8, protocol.PositionEncodingKindUTF16, protocol.PositionEncodingKindUTF32
	for _, test := range []struct {
		offered []protocol.PositionEncodingKind
		want    encoding
	}{
		{nil, utf16Units},
		{[]protocol.PositionEncodingKind{u16}, utf16Units},
		{[]protocol.PositionEncodingKind{u16, u8}, utf8Units},
		{[]protocol.PositionEncodingKind{u32, u16}, utf32Units},
		{[]protocol.PositionEncodingKind{"utf-7"}, utf16Units},
	} {
		if got := negotiate(test.offered); got != test.want {
			t.Errorf("negotiate(%v) = %s, want %s", test.offered, got, test.want)
		}
	}
}

func TestPlaceClampsToTheText(t *testing.T) {
	s := newSource([]byte("ab\r\ncd"))
	for _, test := range []struct {
		at   protocol.Position
		want text.Pos
	}{
		{protocol.Position{Line: 0, Character: 9}, text.Pos{Line: 0, Col: 2}}, // not onto the \r
		{protocol.Position{Line: 1, Character: 1}, text.Pos{Line: 1, Col: 1}},
		{protocol.Position{Line: 9, Character: 0}, text.Pos{Line: 1, Col: 2}},
		{protocol.Position{Line: 4294967295, Character: 4294967295}, text.Pos{Line: 1, Col: 2}},
	} {
		if got := s.place(utf16Units, test.at); got != test.want {
			t.Errorf("place(%v) = %v, want %v", test.at, got, test.want)
		}
	}
}

func TestWord(t *testing.T) {
	s := newSource([]byte("ret = sys_read(fd);\n__NR_x"))
	for _, test := range []struct {
		at   text.Pos
		want string
	}{
		{text.Pos{Line: 0, Col: 6}, "sys_read"},
		{text.Pos{Line: 0, Col: 14}, "sys_read"}, // right behind it
		{text.Pos{Line: 0, Col: 4}, ""},
		{text.Pos{Line: 1, Col: 6}, "__NR_x"},
		{text.Pos{Line: 7, Col: 6}, ""},
		{text.Pos{Line: -1, Col: -6}, ""},
	} {
		if got, _, _ := s.word(test.at); got != test.want {
			t.Errorf("word(%v) = %q, want %q", test.at, got, test.want)
		}
	}
}
