package vmlinux

import (
	"strings"
)

// metadataPrefix begins the name of the record that SYSCALL_METADATA makes for
// a site, in kernels with CONFIG_FTRACE_SYSCALLS (include/linux/syscalls.h).
// Compat sites have none.
const metadataPrefix = "__syscall_meta__"

func (a *analysis) hasMetadata() bool {
	for name := range a.syms.byName {
		if strings.HasPrefix(name, metadataPrefix) {
			return true
		}
	}
	return false
}

// metadata reads the parameters of a site from its record:
//
//	struct syscall_metadata {	// include/trace/syscall.h
//		const char	*name;
//		int		syscall_nr;
//		int		nb_args;
//		const char	**types;
//		const char	**args;
//		...
//
// Newer kernels keep nb_args in 7 bits beside a flag, in the same place.
// ok is false where there is no record or it cannot be read.
func (a *analysis) metadata(site string) (args []Argument, ok bool) {
	sym, found := a.syms.find(metadataPrefix + site)
	if !found {
		return nil, false
	}
	word := a.img.wordSize()
	count, ok := a.img.uint(sym.addr+word+4, 4)
	if !ok {
		return nil, false
	}
	if a.img.order.String() == "BigEndian" && count >= 1<<25 {
		count >>= 25 // the first bit field is in the upper bits
	}
	count &= 1<<7 - 1
	if count > maxArguments {
		return nil, false
	}
	types, ok1 := a.img.word(sym.addr + word + 8)
	names, ok2 := a.img.word(sym.addr + word + 8 + word)
	if !ok1 || !ok2 {
		return nil, false
	}
	for i := range count {
		t, ok1 := a.pointedString(types + i*word)
		n, ok2 := a.pointedString(names + i*word)
		if !ok1 || !ok2 || t == "" {
			return nil, false
		}
		args = append(args, Argument{Type: tidyType(t), Name: n})
	}
	return args, true
}

// maxArguments is the most that a syscall takes.
const maxArguments = 6

func (a *analysis) pointedString(addr uint64) (string, bool) {
	p, ok := a.img.word(addr)
	if !ok {
		return "", false
	}
	return a.img.stringAt(p)
}

// tidyType spaces a type as C programmers do: "const char * *" is
// "const char **".
func tidyType(t string) string {
	t = strings.Join(strings.Fields(t), " ")
	for strings.Contains(t, "* *") {
		t = strings.ReplaceAll(t, "* *", "**")
	}
	base := strings.TrimRight(t, "*")
	if stars := t[len(base):]; stars != "" {
		return strings.TrimRight(base, " ") + " " + stars
	}
	return t
}
