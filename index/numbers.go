package index

import (
	"bytes"
	"strings"
)

// number records the use of a syscall's number by name.
func (x *extractor) number(t token) {
	if name, ok := numberName(x.src[t.start:t.end]); ok {
		x.file.Numbers = append(x.file.Numbers, Number{
			Text: x.text(t), Name: name, Range: x.lines.Range(t.start, t.end),
		})
	}
}

// directiveNumbers records what a preprocessor line says about numbers.
func (x *extractor) directiveNumbers(keyword string, body token) {
	l := lexer{src: x.src[:body.end], pos: body.start, inLine: true, inDirective: true}
	for first := true; ; first = false {
		t := l.next()
		if t.kind == endOfFile {
			return
		}
		if t.kind != identifier {
			continue
		}
		before := len(x.file.Numbers)
		x.number(t)
		if first && keyword == "define" && len(x.file.Numbers) > before {
			n := &x.file.Numbers[before]
			n.Definition = true
			n.Conditions = x.conditions()
			n.Value = clean(x.src[t.end:body.end])
		}
	}
}

// numberName returns the syscall that a macro is the number of. What stands
// between "NR" and the name says which table the number is from. SYS_x is what
// the C library makes of __NR_x.
func numberName(word []byte) (string, bool) {
	if rest, ok := bytes.CutPrefix(word, []byte("SYS_")); ok {
		return string(rest), len(rest) > 0 && (rest[0] == '_' || 'a' <= rest[0] && rest[0] <= 'z')
	}
	rest, ok := bytes.CutPrefix(word, []byte("__"))
	if !ok {
		return "", false
	}
	rest = bytes.TrimPrefix(rest, []byte("ARM_"))
	if rest, ok = bytes.CutPrefix(rest, []byte("NR")); !ok {
		return "", false
	}
	space, rest, ok := bytes.Cut(rest, []byte("_"))
	if !ok || len(bytes.Trim(space, "0123456789")) > 0 {
		return "", false
	}
	name := string(rest)
	for _, abi := range []string{"compat_", "ia32_", "x32_", "O32_", "N32_", "64_"} {
		if inner, found := strings.CutPrefix(name, abi); found {
			name = inner
			break
		}
	}
	return name, name != ""
}
