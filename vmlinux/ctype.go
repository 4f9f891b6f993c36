package vmlinux

import (
	"debug/dwarf"
	"strings"
)

// typeNames writes types as C does. It follows the entries itself instead of
// [dwarf.Data.Type], which reads every structure that a pointer leads to.
type typeNames struct {
	data  *dwarf.Data
	r     *dwarf.Reader
	known map[dwarf.Offset]string
}

// maxTypeDepth bounds the chain from a type to its base in hostile files.
const maxTypeDepth = 16

// name returns the type of the entry at off; 0 is void.
func (t *typeNames) name(off dwarf.Offset) string { return t.nested(off, maxTypeDepth) }

func (t *typeNames) nested(off dwarf.Offset, depth int) string {
	if off == 0 {
		return "void"
	}
	if s, ok := t.known[off]; ok {
		return s
	}
	t.r.Seek(off)
	e, err := t.r.Next()
	if err != nil || e == nil || depth == 0 {
		return "?"
	}
	name, _ := e.Val(dwarf.AttrName).(string)
	of, _ := e.Val(dwarf.AttrType).(dwarf.Offset)
	inner := func() string { return t.nested(of, depth-1) }
	var s string
	switch e.Tag {
	case dwarf.TagBaseType:
		s = baseTypeName(name)
	case dwarf.TagPointerType, dwarf.TagArrayType: // an array parameter is a pointer
		s = pointerTo(inner())
	case dwarf.TagConstType:
		s = qualify("const", inner())
	case dwarf.TagVolatileType:
		s = qualify("volatile", inner())
	case dwarf.TagRestrictType, dwarf.TagAtomicType:
		s = inner()
	case dwarf.TagStructType:
		s = "struct " + orAnonymous(name)
	case dwarf.TagUnionType:
		s = "union " + orAnonymous(name)
	case dwarf.TagEnumerationType:
		s = "enum " + orAnonymous(name)
	case dwarf.TagSubroutineType:
		s = inner() + " ()"
	default: // typedefs, and what languages may add
		s = orAnonymous(name)
	}
	t.known[off] = s
	return s
}

func orAnonymous(name string) string {
	if name == "" {
		return "{...}"
	}
	return name
}

func pointerTo(t string) string {
	if result, ok := strings.CutSuffix(t, " ()"); ok {
		return result + " (*)()"
	}
	if strings.HasSuffix(t, "*") {
		return t + "*"
	}
	return t + " *"
}

// qualify puts a qualifier where it binds: before a plain type, behind a
// pointer.
func qualify(q, t string) string {
	if strings.HasSuffix(t, "*") {
		return t + q
	}
	return q + " " + t
}

// baseTypeName spells gcc's names of the integer types as source code does.
func baseTypeName(name string) string {
	switch name {
	case "long unsigned int":
		return "unsigned long"
	case "long int":
		return "long"
	case "long long unsigned int":
		return "unsigned long long"
	case "long long int":
		return "long long"
	case "short unsigned int":
		return "unsigned short"
	case "short int":
		return "short"
	}
	return name
}
