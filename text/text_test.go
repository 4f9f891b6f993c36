package text

import "testing"

func TestLines(t *testing.T) {
	src := []byte("ab\n\ncdé\r\nx")
	l := NewLines(src)
	if got, want := l.Count(), 4; got != want {
		t.Fatalf("Count() = %d, want %d", got, want)
	}
	for _, test := range []struct {
		offset int
		pos    Pos
	}{
		{0, Pos{0, 0}},
		{2, Pos{0, 2}}, // the newline itself belongs to its line
		{3, Pos{1, 0}},
		{4, Pos{2, 0}},
		{8, Pos{2, 4}}, // é is two bytes
		{10, Pos{3, 0}},
		{11, Pos{3, 1}},
	} {
		if got := l.Pos(test.offset); got != test.pos {
			t.Errorf("Pos(%d) = %v, want %v", test.offset, got, test.pos)
		}
		if got := l.Offset(test.pos); got != test.offset {
			t.Errorf("Offset(%v) = %d, want %d", test.pos, got, test.offset)
		}
	}
}

func TestLinesClamp(t *testing.T) {
	l := NewLines([]byte("ab\ncd"))
	for _, test := range []struct {
		pos    Pos
		offset int
	}{
		{Pos{-1, 5}, 0},
		{Pos{0, 99}, 3},
		{Pos{0, -4}, 0},
		{Pos{1, 99}, 5},
		{Pos{9, 0}, 5},
	} {
		if got := l.Offset(test.pos); got != test.offset {
			t.Errorf("Offset(%v) = %d, want %d", test.pos, got, test.offset)
		}
	}
	if got, want := l.Pos(99), (Pos{1, 2}); got != want {
		t.Errorf("Pos(99) = %v, want %v", got, want)
	}
	if got, want := l.Pos(-1), (Pos{0, 0}); got != want {
		t.Errorf("Pos(-1) = %v, want %v", got, want)
	}
	if got, want := (Lines{}).Pos(3), (Pos{0, 0}); got != want {
		t.Errorf("Pos in an empty file = %v, want %v", got, want)
	}
}

func TestRangeContains(t *testing.T) {
	r := Range{Pos{1, 2}, Pos{1, 5}}
	for _, test := range []struct {
		pos  Pos
		want bool
	}{
		{Pos{1, 1}, false},
		{Pos{1, 2}, true},
		{Pos{1, 5}, true}, // right behind the last character
		{Pos{1, 6}, false},
		{Pos{2, 3}, false},
	} {
		if got := r.Contains(test.pos); got != test.want {
			t.Errorf("Contains(%v) = %v, want %v", test.pos, got, test.want)
		}
	}
}

func TestProblemString(t *testing.T) {
	p := Problem{File: "a/b.tbl", Range: Range{Start: Pos{2, 0}}, Text: "not a number"}
	if got, want := p.String(), "a/b.tbl:3:1: not a number"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
