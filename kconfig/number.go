package kconfig

import (
	"math"
	"strings"
)

// parseNumber reads a number as C's strtoll does: white space, a sign, digits
// of the base, and reports where the digits end. Base 0 goes by the prefix.
// The value is clamped where it does not fit; overflow then says so.
func parseNumber(s string, base int) (value int64, end int, overflow bool) {
	u, neg, end, overflow := scanNumber(s, base)
	switch {
	case !neg && u > math.MaxInt64:
		return math.MaxInt64, end, true
	case neg && u > 1<<63:
		return math.MinInt64, end, true
	case neg:
		return -int64(u), end, overflow
	}
	return int64(u), end, overflow
}

// parseUnsigned is parseNumber for strtoull, which negates in two's complement.
func parseUnsigned(s string, base int) (value uint64, end int, overflow bool) {
	u, neg, end, overflow := scanNumber(s, base)
	if neg && !overflow {
		u = -u
	}
	return u, end, overflow
}

func scanNumber(s string, base int) (value uint64, neg bool, end int, overflow bool) {
	i := 0
	for i < len(s) && strings.IndexByte(" \t\n\v\f\r", s[i]) >= 0 {
		i++
	}
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		neg = s[i] == '-'
		i++
	}
	hex := i+2 < len(s) && s[i] == '0' && (s[i+1] == 'x' || s[i+1] == 'X') && digit(s[i+2]) < 16
	switch {
	case (base == 0 || base == 16) && hex:
		base = 16
		i += 2
	case base == 0 && i < len(s) && s[i] == '0':
		base = 8
	case base == 0:
		base = 10
	}
	start := i
	for i < len(s) && digit(s[i]) < base {
		d := uint64(digit(s[i]))
		if value > (math.MaxUint64-d)/uint64(base) {
			overflow = true
			value = math.MaxUint64
		} else if !overflow {
			value = value*uint64(base) + d
		}
		i++
	}
	if i == start {
		return 0, false, 0, false
	}
	return value, neg, i, overflow
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return 99
}

// validNumber reports whether conf accepts s from a .config as the value of a
// symbol of type t, Int or Hex.
func validNumber(t Type, s string) bool {
	limit := 10
	if t == Hex {
		limit = 16
		if len(s) >= 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
			s = s[2:]
		}
	} else {
		s = strings.TrimPrefix(s, "-")
		if len(s) > 1 && s[0] == '0' {
			return false
		}
	}
	for i := range len(s) {
		if digit(s[i]) >= limit {
			return false
		}
	}
	return s != ""
}

type numberKind uint8

const (
	notNumber numberKind = iota
	signed
	unsigned
)

// comparable reads a value for a comparison, by the type of its symbol.
func comparable(s string, t Type) (kind numberKind, i int64, u uint64) {
	var end int
	var overflow bool
	kind = signed
	switch t {
	case Bool, TristateType:
		switch s {
		case "n":
			return signed, 0, 0
		case "m":
			return signed, 1, 1
		case "y":
			return signed, 2, 2
		}
		return signed, -1, math.MaxUint64
	case Hex:
		kind = unsigned
		u, end, overflow = parseUnsigned(s, 16)
		i = int64(u)
	case Int:
		i, end, overflow = parseNumber(s, 10)
		u = uint64(i)
	default:
		i, end, overflow = parseNumber(s, 0)
		u = uint64(i)
	}
	if overflow || end == 0 || end < len(s) || digit(s[end-1]) >= 16 {
		return notNumber, 0, 0
	}
	return kind, i, u
}
