package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"math"
	"reflect"
	"sync"
	"time"
)

// ErrCache is the error of cached data that is not usable: damaged, or made by
// a program whose facts have another shape.
var ErrCache = errors.New("the cached index is not usable")

// magic begins encoded indexes. The number is to be raised when the same source
// gives other facts; a change of their types is noticed without it.
const magic = "callgate index 1\n"

// shape is a hash over the types of the facts.
var shape = sync.OnceValue(func() uint64 {
	h := fnv.New64a()
	var describe func(reflect.Type)
	describe = func(t reflect.Type) {
		fmt.Fprint(h, t.Kind(), t.Name(), ";")
		switch t.Kind() {
		case reflect.Struct:
			for f := range t.Fields() {
				fmt.Fprint(h, f.Name, ":")
				describe(f.Type)
			}
		case reflect.Slice, reflect.Pointer:
			describe(t.Elem())
		case reflect.Map:
			describe(t.Key())
			describe(t.Elem())
		}
	}
	describe(reflect.TypeFor[File]())
	return h.Sum64()
})

// Encode returns the facts of the last scan and the stamps of its files, for
// [Decode]. Files changed by [Index.With] are left out: the next scan reads
// them. producer names the program that made the facts.
func (x *Index) Encode(producer string) []byte {
	e := &encoder{strings: map[string]uint64{}}
	e.string(x.Release)
	e.uint(uint64(len(x.base.entries)))
	var last int64
	for _, entry := range x.base.entries {
		s := entry.stamp
		if _, changed := x.changed[entry.path]; changed {
			s = stamp{}
		}
		e.string(entry.path)
		e.uint(uint64(s.size))
		e.int(s.modified - last)
		e.int(s.changed - s.modified)
		last = s.modified
	}
	var files []*File
	for _, f := range x.base.files {
		if _, changed := x.changed[f.Path]; !changed {
			files = append(files, f)
		}
	}
	e.uint(uint64(len(files)))
	for _, f := range files {
		e.value(reflect.ValueOf(f).Elem())
	}
	out := binary.LittleEndian.AppendUint64([]byte(magic), shape())
	out = binary.AppendUvarint(out, uint64(len(producer)))
	out = append(out, producer...)
	out = append(out, e.out...)
	return binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(out))
}

// Decode makes an index from what [Index.Encode] returned for the same
// producer. It is to be given to [Scan] as the previous one, which validates
// it. Any error is an [ErrCache].
func Decode(data []byte, producer string) (*Index, error) {
	if len(data) < len(magic)+8+4 || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: it is none", ErrCache)
	}
	body, sum := data[:len(data)-4], data[len(data)-4:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(sum) {
		return nil, fmt.Errorf("%w: damaged", ErrCache)
	}
	body = body[len(magic):]
	d := &decoder{data: body[8:]}
	if binary.LittleEndian.Uint64(body) != shape() || string(d.bytes(d.uint())) != producer {
		return nil, fmt.Errorf("%w: of another version", ErrCache)
	}
	d.text = string(d.data) // one copy that all strings share
	release := d.string()
	entries := make([]entry, d.length())
	var last int64
	for i := range entries {
		e := &entries[i]
		e.path = d.string()
		e.size = int64(d.uint())
		e.modified = last + d.int()
		e.changed = e.modified + d.int()
		last = e.modified
	}
	files := make([]*File, d.length())
	all := make([]File, len(files))
	for i := range files {
		files[i] = &all[i]
		d.value(reflect.ValueOf(files[i]).Elem())
	}
	if d.failed || d.pos != len(d.data) {
		return nil, fmt.Errorf("%w: damaged", ErrCache)
	}
	return newIndex(release, files, entries), nil
}

// encoder writes values: numbers as varints, strings once and then by number,
// lists with their length.
type encoder struct {
	out     []byte
	strings map[string]uint64
}

func (e *encoder) uint(v uint64) { e.out = binary.AppendUvarint(e.out, v) }
func (e *encoder) int(v int64)   { e.out = binary.AppendVarint(e.out, v) }

// string writes the number of a string seen before plus one, or 0 and the
// string.
func (e *encoder) string(s string) {
	if n, ok := e.strings[s]; ok {
		e.uint(n + 1)
		return
	}
	e.strings[s] = uint64(len(e.strings))
	e.uint(0)
	e.uint(uint64(len(s)))
	e.out = append(e.out, s...)
}

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		e.string(v.String())
	case reflect.Int, reflect.Int64:
		e.int(v.Int())
	case reflect.Uint8:
		e.uint(v.Uint())
	case reflect.Bool:
		if v.Bool() {
			e.uint(1)
		} else {
			e.uint(0)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			e.value(v.Field(i))
		}
	case reflect.Slice:
		// A list may be nil or empty, which is not the same for rows.
		if v.IsNil() {
			e.uint(0)
			return
		}
		e.uint(uint64(v.Len()) + 1)
		if uses, ok := v.Interface().([]ConfigUse); ok {
			e.configs(uses)
			return
		}
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() {
			e.uint(0)
			return
		}
		e.uint(1)
		e.value(v.Elem())
	case reflect.Map:
		e.uint(uint64(v.Len()))
		for it := v.MapRange(); it.Next(); {
			e.value(it.Key())
			e.value(it.Value())
		}
	default:
		panic("index: facts of a kind that cannot be encoded: " + v.Kind().String())
	}
}

// configs writes the one long list in a shorter form.
func (e *encoder) configs(uses []ConfigUse) {
	line := 0
	for _, u := range uses {
		e.string(u.Symbol)
		e.uint(uint64(u.Kind))
		e.int(int64(u.Pos.Line - line))
		e.uint(uint64(u.Pos.Col))
		line = u.Pos.Line
	}
}

// decoder reads what an encoder wrote. After a failure it reads zeros.
type decoder struct {
	data    []byte
	text    string // data as a string, or empty
	pos     int
	strings []string
	failed  bool
}

func (d *decoder) fail() { d.failed, d.pos = true, len(d.data) }

func (d *decoder) uint() uint64 {
	if d.pos < len(d.data) && d.data[d.pos] < 0x80 {
		d.pos++
		return uint64(d.data[d.pos-1])
	}
	v, n := binary.Uvarint(d.data[d.pos:])
	if n <= 0 {
		d.fail()
		return 0
	}
	d.pos += n
	return v
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1)
}

// length reads the length of a list, each item of which takes a byte at least.
func (d *decoder) length() int {
	n := d.uint()
	if n > uint64(len(d.data)-d.pos) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.data)-d.pos) {
		d.fail()
		return nil
	}
	d.pos += int(n)
	return d.data[d.pos-int(n) : d.pos]
}

func (d *decoder) string() string {
	n := d.uint()
	if n > 0 {
		if n > uint64(len(d.strings)) {
			d.fail()
			return ""
		}
		return d.strings[n-1]
	}
	b := d.bytes(d.uint())
	s := d.text[d.pos-len(b) : d.pos]
	d.strings = append(d.strings, s)
	return s
}

func (d *decoder) value(v reflect.Value) {
	if d.failed {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.string())
	case reflect.Int, reflect.Int64:
		v.SetInt(d.int())
	case reflect.Uint8:
		u := d.uint()
		if u > math.MaxUint8 {
			d.fail()
		}
		v.SetUint(u & math.MaxUint8)
	case reflect.Bool:
		v.SetBool(d.uint() != 0)
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	case reflect.Slice:
		n := d.length() - 1
		if n < 0 {
			return
		}
		if uses, ok := v.Addr().Interface().(*[]ConfigUse); ok {
			*uses = d.configs(n)
			return
		}
		// A struct takes a byte for each field at least.
		if t := v.Type().Elem(); t.Kind() == reflect.Struct && n > (len(d.data)-d.pos)/t.NumField() {
			d.fail()
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			d.value(v.Index(i))
		}
	case reflect.Pointer:
		if d.uint() != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Map:
		n := d.length()
		v.Set(reflect.MakeMapWithSize(v.Type(), n))
		for range n {
			key, item := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			d.value(key)
			d.value(item)
			v.SetMapIndex(key, item)
		}
	}
}

func (d *decoder) configs(n int) []ConfigUse {
	if n > (len(d.data)-d.pos)/4 {
		d.fail()
		return nil
	}
	uses := make([]ConfigUse, n)
	line := 0
	for i := range uses {
		u := &uses[i]
		u.Symbol = d.string()
		u.Kind = ConfigKind(d.uint())
		line += int(d.int())
		u.Pos.Line, u.Pos.Col = line, int(d.uint())
	}
	return uses
}

// entry is a file of the tree, with facts or without.
type entry struct {
	path string
	stamp
}

// stamp tells versions of a file apart without reading it. The zero stamp is
// unlike any other, itself included.
type stamp struct {
	size     int64
	modified int64 // in nanoseconds since 1970
	changed  int64 // the same of the inode, where the system has it
}

func (s stamp) same(t stamp) bool { return s == t && s != stamp{} }

// fresh is how long after a file was written it may still change without a
// new time: more than the coarsest clock that file systems use.
const fresh = 2 * time.Second
