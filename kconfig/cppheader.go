package kconfig

import (
	"io/fs"
	"path"
	"strings"

	"callgate/text"
)

// Headers are the macros that a set of C headers defines, each with its
// conditions. They do not change once read.
type Headers struct {
	// Files are the headers read.
	Files    []string
	Problems []text.Problem
	macros   map[string]Macro
}

// ReadHeaders reads kernel headers for an architecture: names are as included,
// "asm/unistd.h". What they include from asm, asm-generic and uapi is read as
// well. compiler are the macros that the compiler defines by itself; those
// that it lacks and that look like a compiler's are left open.
func ReadHeaders(fsys fs.FS, tree *Tree, srcarch string, compiler map[string]Macro, names ...string) *Headers {
	h := &headerReader{fsys: fsys, tree: tree, srcarch: srcarch, out: &Headers{macros: map[string]Macro{}}, when: trueValue}
	for name, m := range compiler {
		h.out.macros[name] = m
	}
	h.out.macros["__KERNEL__"] = Macro{{trueValue, "1"}}
	for _, name := range names {
		if file := h.resolve(name, ""); file != "" {
			h.file(file)
		}
	}
	return h.out
}

// Lookup is a [Macros] that knows what the headers define. A name that they
// don't is not known, but for __ARCH_ names, which these headers are there to
// define: those are not defined then.
func (h *Headers) Lookup(name string) (Macro, bool) {
	if m, ok := h.macros[name]; ok {
		return m, true
	}
	return nil, strings.HasPrefix(name, "__ARCH_")
}

type headerReader struct {
	fsys    fs.FS
	tree    *Tree
	srcarch string
	out     *Headers
	name    string   // of the file being read
	when    *Formula // what has to hold for its current line to count
	depth   int
	files   int
}

const (
	maxHeaderDepth = 30
	maxHeaders     = 500
)

// resolve finds the file that an include names, by the order of the kernel's
// search path. A header that the architecture does not have is the generic
// one, which the build makes a wrapper for.
func (h *headerReader) resolve(name, from string) string {
	name = path.Clean(name)
	if strings.HasPrefix(name, "../") || path.IsAbs(name) {
		return ""
	}
	arch := "arch/" + h.srcarch + "/include/"
	candidates := []string{arch + name, "include/" + name, arch + "uapi/" + name, "include/uapi/" + name}
	if from != "" {
		candidates = append([]string{path.Join(path.Dir(from), name)}, candidates...)
	}
	if rest, ok := strings.CutPrefix(name, "asm/"); ok {
		candidates = append(candidates, "include/asm-generic/"+rest, "include/uapi/asm-generic/"+rest)
	}
	if rest, ok := strings.CutPrefix(name, "uapi/asm/"); ok {
		candidates = append(candidates, "include/uapi/asm-generic/"+rest)
	}
	for _, c := range candidates {
		if c == h.name {
			continue
		}
		if info, err := fs.Stat(h.fsys, c); err == nil && info.Mode().IsRegular() {
			return c
		}
	}
	return ""
}

// lookup is what the headers see while they are read: names that nothing
// defined so far are not defined, but for those of a compiler.
func (h *headerReader) lookup(name string) (Macro, bool) {
	if m, ok := h.out.macros[name]; ok {
		return m, true
	}
	return nil, !ofCompiler(name)
}

// ofCompiler reports whether a macro looks like one that compilers define:
// __x86_64__, _MIPS_SIM. The kernel's own that look so are left out.
func ofCompiler(name string) bool {
	switch name {
	case "__ASSEMBLY__", "__ASSEMBLER__", "__CHECKER__", "__EXPORTED_HEADERS__", "__GENKSYMS__":
		return false
	}
	return strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__") || strings.HasPrefix(name, "_MIPS_")
}

// headerBranch is an open #if.
type headerBranch struct {
	outer *Formula // condition around it
	rest  *Formula // none of the branches so far held
	at    text.Range
}

func (h *headerReader) file(name string) {
	if h.files++; h.depth >= maxHeaderDepth || h.files > maxHeaders {
		return
	}
	src, err := readFile(h.fsys, name)
	if err != nil {
		return
	}
	outerName, outerWhen := h.name, h.when
	h.name = name
	h.depth++
	h.out.Files = append(h.out.Files, name)
	var open []headerBranch
	for _, d := range directives(string(src)) {
		open = h.directive(d, open)
	}
	for _, b := range open {
		h.problem(b.at, "#if without #endif")
	}
	h.depth--
	h.name, h.when = outerName, outerWhen
}

func (h *headerReader) problem(r text.Range, what string) {
	if len(h.out.Problems) < maxProblems {
		h.out.Problems = append(h.out.Problems, text.Problem{File: h.name, Range: r, Text: what})
	}
}

func (h *headerReader) directive(d directive, open []headerBranch) []headerBranch {
	switch d.keyword {
	case "if", "ifdef", "ifndef":
		open = append(open, headerBranch{outer: h.when, rest: trueValue, at: d.at})
		return h.branch(d, open)
	case "elif", "elifdef", "elifndef", "else", "endif":
		if len(open) == 0 {
			h.problem(d.at, "#"+d.keyword+" without #if")
			return open
		}
		if d.keyword == "endif" {
			h.when = open[len(open)-1].outer
			return open[:len(open)-1]
		}
		return h.branch(d, open)
	}
	if h.when.IsFalse() {
		return open
	}
	switch d.keyword {
	case "define":
		h.define(d.rest)
	case "undef":
		h.set(strings.TrimSpace(d.rest), nil)
	case "include":
		h.include(d.rest)
	}
	return open
}

// branch starts a branch of the innermost #if.
func (h *headerReader) branch(d directive, open []headerBranch) []headerBranch {
	b := &open[len(open)-1]
	is := trueValue
	if d.keyword != "else" {
		is = h.tree.Condition(d.keyword, d.rest, h.lookup)
	}
	h.when = And(b.outer, b.rest, is)
	b.rest = And(b.rest, Not(is))
	return open
}

func (h *headerReader) define(rest string) {
	n := 0
	for n < len(rest) && isSymbolByte(rest[n]) {
		n++
	}
	name, value := rest[:n], rest[n:]
	if name == "" {
		return
	}
	if strings.HasPrefix(value, "(") { // with parameters: defined, but no value
		value = name
	}
	value = strings.TrimSpace(value)
	h.set(name, &value)
}

// set defines a macro anew under the current condition; nil undefines it.
func (h *headerReader) set(name string, value *string) {
	var m Macro
	for _, d := range h.out.macros[name] {
		if d.When = And(d.When, Not(h.when)); !d.When.IsFalse() {
			m = append(m, d)
		}
	}
	if value != nil {
		m = append(m, MacroDefinition{h.when, *value})
	}
	h.out.macros[name] = m
}

func (h *headerReader) include(rest string) {
	rest = strings.TrimSpace(rest)
	if len(rest) < 3 || rest[0] != '<' && rest[0] != '"' {
		return
	}
	end := strings.IndexAny(rest[1:], ">\"")
	if end < 0 {
		return
	}
	name, from := rest[1:end+1], ""
	if rest[0] == '"' {
		from = h.name
	}
	switch first, _, _ := strings.Cut(name, "/"); first {
	case "asm", "asm-generic", "uapi":
		if file := h.resolve(name, from); file != "" {
			h.file(file)
		}
	}
}

// directive is a preprocessor line, continuation lines joined, comments
// removed.
type directive struct {
	keyword, rest string
	at            text.Range
}

// directives finds the preprocessor lines of a C file.
func directives(src string) []directive {
	var out []directive
	inComment := false
	for no := 0; src != ""; no++ {
		var raw string
		raw, src, _ = strings.Cut(src, "\n")
		first := no
		for strings.HasSuffix(strings.TrimRight(raw, "\r"), "\\") && src != "" {
			var more string
			more, src, _ = strings.Cut(src, "\n")
			raw = strings.TrimSuffix(strings.TrimRight(raw, "\r"), "\\") + " " + more
			no++
		}
		var line string
		if line, inComment = uncomment(raw, inComment); !strings.HasPrefix(line, "#") {
			continue
		}
		line = strings.TrimLeft(line[1:], " \t")
		n := 0
		for n < len(line) && isSymbolByte(line[n]) {
			n++
		}
		out = append(out, directive{line[:n], strings.TrimSpace(line[n:]),
			text.Range{Start: text.Pos{Line: first}, End: text.Pos{Line: no, Col: len(raw)}}})
	}
	return out
}

// uncomment removes comments from a line, and the white space around it.
func uncomment(line string, inComment bool) (string, bool) {
	var b strings.Builder
	for line != "" {
		if inComment {
			i := strings.Index(line, "*/")
			if i < 0 {
				line = ""
				break
			}
			line, inComment = line[i+2:], false
			b.WriteByte(' ')
			continue
		}
		i := strings.IndexByte(line, '/')
		if i < 0 || i+1 == len(line) {
			b.WriteString(line)
			break
		}
		switch line[i+1] {
		case '/':
			b.WriteString(line[:i])
			line = ""
		case '*':
			b.WriteString(line[:i])
			line, inComment = line[i+2:], true
		default:
			b.WriteString(line[:i+1])
			line = line[i+1:]
		}
	}
	return strings.TrimSpace(b.String()), inComment
}
