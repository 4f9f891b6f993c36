package mini

import (
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// facts are what an image says that does not depend on the compiler: entry
// points and how they are bound, the rows of the table, the descriptions for
// the tracer, and the place and parameters of each site. They are read with the
// standard library alone.
func facts(t *testing.T, image []byte) []string {
	t.Helper()
	file, err := elf.NewFile(bytes.NewReader(image))
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	facts := siteFacts(t, file)
	entries := map[uint64][]string{}
	var table elf.Symbol
	entry := regexp.MustCompile(`^__(x64|ia32)_(compat_)?sys_`)
	for _, s := range symbols {
		switch {
		case entry.MatchString(s.Name):
			entries[s.Value] = append(entries[s.Value], s.Name)
			binding := strings.ToLower(strings.TrimPrefix(elf.ST_BIND(s.Info).String(), "STB_"))
			facts = append(facts, binding+" "+s.Name)
		case strings.HasPrefix(s.Name, "__syscall_meta_"):
			facts = append(facts, "meta "+strings.TrimPrefix(s.Name, "__syscall_meta__"))
		case s.Name == "sys_call_table":
			table = s
		}
	}
	section := file.Sections[table.Section]
	slots := make([]byte, table.Size)
	if _, err := section.ReadAt(slots, int64(table.Value-section.Addr)); err != nil {
		t.Fatal(err)
	}
	for nr := range len(slots) / 8 {
		names := entries[file.ByteOrder.Uint64(slots[8*nr:])]
		slices.Sort(names)
		if !slices.Contains(names, "__x64_sys_ni_syscall") {
			facts = append(facts, fmt.Sprintf("row %d %s", nr, strings.Join(names, " ")))
		}
	}
	slices.Sort(facts)
	return slices.Compact(facts)
}

// siteFacts are the definitions of __do_sys_x and __do_compat_sys_x.
func siteFacts(t *testing.T, file *elf.File) []string {
	t.Helper()
	data, err := file.DWARF()
	if err != nil {
		t.Fatal(err)
	}
	var facts []string
	var files []*dwarf.LineFile
	for r := data.Reader(); ; {
		e, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if e == nil {
			return facts
		}
		name, _ := e.Val(dwarf.AttrName).(string)
		switch e.Tag {
		case dwarf.TagCompileUnit:
			lines, err := data.LineReader(e)
			if err != nil {
				t.Fatal(err)
			}
			files = nil
			if lines != nil {
				files = lines.Files()
			}
		case dwarf.TagSubprogram:
			if strings.HasPrefix(name, "__do_sys_") || strings.HasPrefix(name, "__do_compat_sys_") {
				place := files[e.Val(dwarf.AttrDeclFile).(int64)].Name
				dir := path.Base(path.Dir(place))
				facts = append(facts, fmt.Sprintf("site %s %s/%s:%d %s", name, dir, path.Base(place),
					e.Val(dwarf.AttrDeclLine), parameters(t, data, r)))
				continue
			}
			r.SkipChildren()
		default:
			r.SkipChildren()
		}
	}
}

// parameters reads the children of a function, up to their end.
func parameters(t *testing.T, data *dwarf.Data, r *dwarf.Reader) string {
	t.Helper()
	var list []string
	for {
		e, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if e == nil || e.Tag == 0 {
			return strings.Join(list, ", ")
		}
		if e.Tag == dwarf.TagFormalParameter {
			kind, err := data.Type(e.Val(dwarf.AttrType).(dwarf.Offset))
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, fmt.Sprintf("%v %v", kind, e.Val(dwarf.AttrName)))
		}
		r.SkipChildren()
	}
}
