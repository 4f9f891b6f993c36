package index

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"callgate/text"
)

// extractor collects the facts of one C, header or assembly file.
type extractor struct {
	src   []byte
	lines text.Lines
	lex   lexer
	file  *File

	// kernel says that the file is part of the kernel, not a program or an
	// example that comes with it.
	kernel bool
	header bool
	arch   bool // below arch/

	open       []conditional
	directives int // preprocessor lines so far

	assembly bool
	// linkage says that "asmlinkage" stands before, in the same declaration.
	linkage bool
	body    body
	// macros are the assembler macros of the file that define labels.
	macros map[string]labelMacro
}

// Extract returns what a source file says. Its path, relative to the tree with
// slashes, tells what kind of file it is; a file of a kind that the index does
// not read has no facts. The facts share no memory with src.
//
// Extract never fails: what it cannot understand is in the file's Problems, as
// far as it is about system calls.
func Extract(path string, src []byte) *File {
	file := &File{Path: path}
	switch k := kindOf(path); k {
	case table:
		extractTable(file, src)
	case kconfig:
		extractKconfig(file, src)
	case configuration:
		configUses(file, src, ConfigAssigned)
	case makefile:
		configUses(file, src, ConfigUsed)
		extractMakefile(file, src)
	case source, header, assembly:
		configUses(file, src, ConfigUsed)
		if !relevant(path, src) {
			break
		}
		x := &extractor{
			src:      src,
			lines:    text.NewLines(src),
			lex:      lexer{src: src},
			file:     file,
			kernel:   inKernel(path),
			arch:     inArch(path),
			header:   k == header,
			assembly: k == assembly,
		}
		x.run()
	}
	return file
}

// fileKind says how a file is read.
type fileKind uint8

const (
	other fileKind = iota
	source
	header
	assembly
	table
	makefile
	kconfig
	configuration
)

func kindOf(name string) fileKind {
	switch path.Ext(name) {
	case ".c":
		return source
	case ".h":
		return header
	case ".S":
		return assembly
	case ".tbl":
		if inKernel(name) {
			return table
		}
	}
	switch base := path.Base(name); {
	case strings.HasPrefix(base, "Makefile"), strings.HasPrefix(base, "Kbuild"):
		return makefile
	case strings.HasPrefix(base, "Kconfig"):
		if inKernel(name) {
			return kconfig
		}
	case configFile(name):
		return configuration
	}
	return other
}

// inKernel reports whether a file belongs to the kernel itself: tools and
// samples hold programs of their own, and copies of tables and headers.
func inKernel(path string) bool {
	top, _, _ := strings.Cut(path, "/")
	switch top {
	case "tools", "samples", "Documentation":
		return false
	}
	return true
}

// relevant is the filter that spares most files the lexer: whether src has any
// of the words that the facts are made of. The words are searched for by their
// rarest part, which is what takes the time.
func relevant(name string, src []byte) bool {
	return strings.HasPrefix(path.Base(name), "unistd") ||
		inArch(name) && bytes.Contains(src, []byte("asmlinkage")) ||
		!inKernel(name) && bytes.Contains(src, []byte("SYS_")) ||
		bytes.Contains(src, []byte("YSCALL")) ||
		bytes.Contains(src, []byte("NR_")) && (bytes.Contains(src, []byte("__NR")) || bytes.Contains(src, []byte("__ARM_NR"))) ||
		bytes.Contains(src, []byte("WANT_")) && bytes.Contains(src, []byte("__ARCH_WANT")) ||
		hasEntrySymbol(src)
}

// hasEntrySymbol reports whether src has a word like sys_x, compat_sys_x or
// ksys_x.
func hasEntrySymbol(src []byte) bool {
	for pos := 0; ; {
		i := bytes.Index(src[pos:], []byte("ys_"))
		if i < 0 {
			return false
		}
		pos += i + 3
		if s := pos - 4; s >= 0 && src[s] == 's' && (s == 0 || !isWord(src[s-1]) || src[s-1] == '_' || src[s-1] == 'k') {
			return true
		}
	}
}

func (x *extractor) run() {
	var previous token
	for {
		t := x.lex.next()
		switch t.kind {
		case endOfFile:
			x.endBody(t.end)
			return
		case directive:
			x.follow(t)
			continue
		case identifier:
			if x.assembly && x.kernel {
				x.label(previous, t)
			}
			x.identifier(previous, t)
		case punctuation:
			switch x.src[t.start] {
			case ';', '{', '}':
				x.linkage = false
				x.brace(t)
			}
		}
		previous = t
	}
}

// identifier looks whether an identifier begins a fact.
func (x *extractor) identifier(previous, t token) {
	word := x.src[t.start:t.end]
	switch word[0] {
	case '_':
		x.number(t)
		if x.kernel && x.header && isRowMacro(word) {
			x.headerRow(t)
		}
	case 'S', 'C', 'P':
		x.number(t)
		if !x.kernel {
			return
		}
		if isSiteMacro(word) {
			x.site(t)
		} else if compat, weak, ok := stubMacro(word); ok {
			x.stub(t, compat, weak)
		} else if bytes.HasPrefix(word, []byte("COMPAT_SYSCALL_WRAP")) {
			x.compatWrapper()
		}
	case 'c':
		if x.kernel && string(word) == "cond_syscall" {
			x.oldStub(t)
			return
		}
	case 'a':
		if string(word) == "asmlinkage" {
			x.linkage = true
		}
	case 's':
		if x.kernel && string(word) == "save_static_function" {
			x.savedFunction()
			return
		}
	}
	if x.kernel && bytes.HasSuffix(bytes.TrimRight(word, "0123456789"), []byte("_call_table")) {
		x.file.TableSymbols = appendNew(x.file.TableSymbols, string(word))
	}
	entry := bytes.Contains(word, []byte("sys"))
	if x.kernel && !x.assembly && (x.linkage || entry || x.arch && x.plainFunction(previous)) && x.declaration(previous, t) {
		return
	}
	if entry {
		x.use(t)
	}
}

// use records the use of an entry symbol.
func (x *extractor) use(t token) {
	word := x.text(t)
	symbol := plainSymbol(word)
	if rest, ok := strings.CutPrefix(word, "ksys_"); ok {
		symbol = nativePrefix + rest
	}
	if _, _, ok := splitSymbol(symbol); ok {
		x.file.Symbols = append(x.file.Symbols, SymbolUse{Text: word, Symbol: symbol, Range: x.lines.Range(t.start, t.end)})
	}
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func (x *extractor) text(t token) string { return string(x.src[t.start:t.end]) }

func (x *extractor) is(t token, punct byte) bool {
	return t.kind == punctuation && x.src[t.start] == punct
}

// maxProblems bounds what is reported of one file.
const maxProblems = 100

func (x *extractor) problem(start, end int, what string) {
	if !x.kernel || len(x.file.Problems) >= maxProblems {
		return
	}
	x.file.Problems = append(x.file.Problems, text.Problem{
		File: x.file.Path, Range: x.lines.Range(start, end), Text: what,
	})
}

// Wanted reports whether the index reads the file at a path of the tree.
func Wanted(path string) bool { return kindOf(path) != other }
