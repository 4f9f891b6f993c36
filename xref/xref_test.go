package xref

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"callgate/abi"
	"callgate/index"
	"callgate/text"
)

const (
	table64 = "arch/x86/entry/syscalls/syscall_64.tbl"
	table32 = "arch/x86/entry/syscalls/syscall_32.tbl"
)

func TestAt(t *testing.T) {
	s := testSnapshot(t)
	for _, test := range []struct {
		file, what string
		n          int
		kind       Kind
		name       string
		symbol     string
	}{
		{"fs/read_write.c", "read", 1, Site, "read", "sys_read"},
		{"fs/read_write.c", "SYSCALL_DEFINE3", 1, Site, "read", "sys_read"},
		{"fs/exec.c", "COMPAT", 1, Site, "execve", "compat_sys_execve"},
		{table64, "59", 1, Row, "execve", ""},
		{table64, "execve", 1, Row, "execve", ""},
		{table64, "sys_execve", 1, Row, "execve", "sys_execve"},
		{table32, "compat_sys_execve", 1, Row, "execve", "compat_sys_execve"},
		{"kernel/sys_ni.c", "COND_SYSCALL", 1, Stub, "bpf", "sys_bpf"},
		{"kernel/sys_ni.c", "bpf", 1, Stub, "bpf", "sys_bpf"},
		{"include/linux/syscalls.h", "sys_read", 1, Prototype, "read", "sys_read"},
		{"tools/testing/caller.c", "__NR_read", 1, Number, "read", ""},
		{"arch/x86/entry/entry_user.c", "__x64_sys_read", 1, Symbol, "read", "sys_read"},
	} {
		e := at(t, s, test.file, test.what, test.n)
		if e.Kind != test.kind || e.Name != test.name || e.Symbol != test.symbol {
			t.Errorf("%s %q: kind %d, name %q, symbol %q; want %d, %q, %q", test.file, test.what, e.Kind, e.Name, e.Symbol, test.kind, test.name, test.symbol)
		}
	}
}

func TestAtNothing(t *testing.T) {
	s := testSnapshot(t)
	for _, word := range []string{"", "filename", "sys_nosuch", "__NR_nosuch", "__x64_sys_", "sys_", "SYS_read_file"} {
		if e, ok := s.At("fs/exec.c", text.Pos{Line: 2}, word, text.Range{}); ok {
			t.Errorf("%q is %+v, want nothing", word, e)
		}
	}
	if e, ok := s.At("fs/exec.c", find(t, "fs/exec.c", "filename", 1), "filename", text.Range{}); ok {
		t.Errorf("an argument is %+v, want nothing: it is clangd's", e)
	}
}

func TestDefinitions(t *testing.T) {
	s := testSnapshot(t)
	for _, test := range []struct {
		file, what string
		n          int
		want       string // first place
		count      int
	}{
		{table64, "59", 1, "fs/exec.c:2:17", 1},
		{table64, "520", 1, "fs/exec.c:5:24", 1},
		{table64, "sys_mmap", 1, "arch/x86/kernel/sys.c:1:17", 1}, // not arm64's
		{table64, "56", 1, "kernel/fork.c:5:17", 2},               // the compiled variant first
		{table32, "11", 1, "fs/exec.c:5:24", 1},                   // what the image's ia32 calls
		{table32, "sys_execve", 1, "fs/exec.c:2:17", 1},
		{table64, "gone", 1, "kernel/sys_ni.c:2:14", 1}, // no site: the stub
		{"tools/testing/caller.c", "__NR_read", 1, "fs/read_write.c:2:17", 1},
		{"kernel/sys_ni.c", "bpf", 1, "kernel/bpf.c:3:17", 1},
		{"fs/read_write.c", "read", 1, "fs/read_write.c:2:17", 1},
		{"arch/arm64/kernel/sys.c", "mmap", 1, "arch/arm64/kernel/sys.c:1:17", 1},
	} {
		places := s.Definitions(at(t, s, test.file, test.what, test.n))
		if len(places) != test.count {
			t.Errorf("%s %q: %d places, want %d: %v", test.file, test.what, len(places), test.count, places)
			continue
		}
		if got := fmt.Sprintf("%s:%s", places[0].File, places[0].Range.Start); got != test.want {
			t.Errorf("%s %q: %s, want %s", test.file, test.what, got, test.want)
		}
	}
}

func TestReferences(t *testing.T) {
	s := testSnapshot(t)
	var got []string
	for _, p := range s.References(at(t, s, "fs/read_write.c", "read", 1), true) {
		got = append(got, fmt.Sprintf("%s:%d", p.File, p.Range.Start.Line+1))
	}
	want := []string{"arch/x86/entry/entry_user.c:1", table32 + ":2", table64 + ":2", "fs/read_write.c:2", "include/linux/syscalls.h:1", "tools/testing/caller.c:1"}
	if !slices.Equal(got, want) {
		t.Errorf("references of read:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := len(s.References(at(t, s, "fs/read_write.c", "read", 1), false)); n != 4 {
		t.Errorf("%d references without declarations, want 4", n)
	}
}

func TestConfigSymbols(t *testing.T) {
	s := testSnapshot(t)
	e := at(t, s, "kernel/bpf.c", "CONFIG_BPF_SYSCALL", 1)
	if e.Kind != Config || e.Name != "BPF_SYSCALL" {
		t.Fatalf("%+v, want the symbol BPF_SYSCALL", e)
	}
	for what, places := range map[string][]Place{"definitions": s.Definitions(e), "references": s.References(e, true)} {
		var got []string
		for _, p := range places {
			got = append(got, fmt.Sprintf("%s:%s", p.File, p.Range.Start))
		}
		want := "init/Kconfig:1:8"
		if what == "references" {
			want = "init/Kconfig:1:8 kernel/bpf.c:2:8"
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s of CONFIG_BPF_SYSCALL: %v, want %s", what, got, want)
		}
	}
	if e, ok := s.At("kernel/bpf.c", text.Pos{}, "CONFIG_NOWHERE", text.Range{}); ok {
		t.Errorf("a symbol that the tree does not have is %+v", e)
	}
}

func TestQuery(t *testing.T) {
	s := testSnapshot(t)
	for _, test := range []struct{ query, name, place string }{
		{"read", "read", "fs/read_write.c:2"},
		{"59", "execve", "fs/exec.c:2"},
		{"0x3b", "execve", "fs/exec.c:2"},
		{"0X3B", "execve", "fs/exec.c:2"},
		{"x86-64 59", "execve", "fs/exec.c:2"},
		{"x64 0x3b", "execve", "fs/exec.c:2"},
		{"x86-64-ia32 11", "execve", "fs/exec.c:5"},
		{"x86 11", "execve", "fs/exec.c:2"},
		{"x86-64-x32 520", "execve", "fs/exec.c:5"},        // as the table has it
		{"x86-64-x32 0x40000208", "execve", "fs/exec.c:5"}, // as programs pass it
		{"exc", "execve", "fs/exec.c:2"},                   // letters in order
		{"xecv", "execve", "fs/exec.c:2"},
		{"323", "nothing", table64 + ":8"},
	} {
		matches := s.Query(test.query, nil, 0)
		if len(matches) == 0 {
			t.Errorf("%q has no match", test.query)
			continue
		}
		got := fmt.Sprintf("%s:%d", matches[0].Place.File, matches[0].Place.Range.Start.Line+1)
		if matches[0].Name != test.name || got != test.place {
			t.Errorf("%q: %s at %s, want %s at %s", test.query, matches[0].Name, got, test.name, test.place)
		}
	}
	for _, query := range []string{"x86-64 99", "nosuch 59", "zzz", "x86-64 -1", "99999999999999999999"} {
		if matches := s.Query(query, nil, 0); len(matches) != 0 {
			t.Errorf("%q matches %v, want nothing", query, matches)
		}
	}
	if matches := s.Query("", nil, 3); len(matches) != 3 {
		t.Errorf("%d matches within a limit of 3", len(matches))
	}
	if matches := s.Query("11", []*abi.ABI{testABI(t, "x86-64")}, 0); len(matches) != 0 {
		t.Errorf("x86-64 has no 11, yet there is %v", matches)
	}
}

// site returns the n-th site of a file, from 0.
func site(s *Snapshot, file string, n int) Located {
	f := s.Index().File(file)
	return Located{File: f, Fact: &f.Sites[n]}
}

func TestSiteVerdict(t *testing.T) {
	s := testSnapshot(t)
	for _, test := range []struct {
		file  string
		n     int
		state State
		kinds string // of the reasons
	}{
		{"fs/read_write.c", 0, Present, ""},
		{"fs/exec.c", 1, Present, ""},
		{"kernel/fork.c", 1, Present, ""},
		{"kernel/fork.c", 0, Absent, "variant condition"},
		{"kernel/bpf.c", 0, Absent, "weak-stub condition object"},
		{"kernel/unlisted.c", 0, Present, "no-row"},
		{"arch/arm64/kernel/sys.c", 0, Absent, "arch"},
	} {
		v := s.SiteVerdict(site(s, test.file, test.n), s.Active())
		var kinds []string
		for _, r := range v.Reasons {
			kinds = append(kinds, r.Kind)
		}
		if got := strings.Join(kinds, " "); v.State != test.state || got != test.kinds {
			t.Errorf("%s site %d is %s (%s), want %s (%s)", test.file, test.n, v.State, got, test.state, test.kinds)
		}
	}
}

func TestVerdictMessage(t *testing.T) {
	s := testSnapshot(t)
	want := "not built in image: __x64_sys_bpf is only the stub of kernel/sys_ni.c:1; " +
		"#ifdef CONFIG_BPF_SYSCALL (line 2) does not hold: CONFIG_BPF_SYSCALL is not set; " +
		"bpf.o is built by obj-$(CONFIG_BPF_SYSCALL) (kernel/Makefile:2): CONFIG_BPF_SYSCALL is not set"
	if got := s.SiteVerdict(site(s, "kernel/bpf.c", 0), s.Active()).Message(); got != want {
		t.Errorf("message:\n%s\nwant\n%s", got, want)
	}
}

// TestVerdictFollowsEdits moves the variants of clone down, as an edit above
// them does: the image's line does not fit any more, the arguments do.
func TestVerdictFollowsEdits(t *testing.T) {
	s := testSnapshot(t)
	moved := index.Extract("kernel/fork.c", []byte("\n\n\n\n"+sources["kernel/fork.c"]))
	s = New(s.Index().With(moved), nil, s.Builds(), "")
	for n, want := range []State{Absent, Present} {
		if v := s.SiteVerdict(site(s, "kernel/fork.c", n), s.Active()); v.State != want {
			t.Errorf("variant %d of clone is %s, want %s", n, v.State, want)
		}
	}
}

func TestVerdictWithoutEvidence(t *testing.T) {
	s := testSnapshot(t)
	b := testBuild(t, "")
	b.Kernel.Handlers = nil
	for i := range b.Kernel.Surfaces {
		for j := range b.Kernel.Surfaces[i].Slots {
			b.Kernel.Surfaces[i].Slots[j].File = ""
			b.Kernel.Surfaces[i].Slots[j].Signature = ""
		}
	}
	s = New(s.Index(), nil, []*Build{b}, "")
	for _, test := range []struct {
		file string
		n    int
		want State
	}{
		{"fs/read_write.c", 0, Present}, // no other site it could be
		{"kernel/fork.c", 0, Unknown},   // two that it could be
		{"kernel/unlisted.c", 0, Unknown},
	} {
		if v := s.SiteVerdict(site(s, test.file, test.n), b); v.State != test.want {
			t.Errorf("%s is %s, want %s: %s", test.file, v.State, test.want, v.Message())
		}
	}
}

func TestRowVerdict(t *testing.T) {
	s := testSnapshot(t)
	x64 := testABI(t, "x86-64")
	for _, n := range s.numbering.byFile[table64] {
		if n.ABI != x64 {
			continue
		}
		want := Present
		switch n.Row.Name {
		case "bpf", "gone", "nothing":
			want = Absent
		}
		if v := s.RowVerdict(n, s.Active()); v.State != want {
			t.Errorf("row %s is %s, want %s: %s", n.Row.Name, v.State, want, v.Message())
		}
	}
	for _, n := range s.RowsNamed("read") {
		if v := s.RowVerdict(n, s.Active()); n.ABI.Name == "x86-64-x32" && v.State != Unknown {
			t.Errorf("an ABI that the image does not serve: %s, want unknown", v.State)
		}
	}
}

func TestFindings(t *testing.T) {
	s := testSnapshot(t)
	for _, test := range []struct {
		file string
		want []string // LINE CODE
	}{
		{"kernel/bpf.c", []string{"3 compiled-out"}},
		{"kernel/fork.c", []string{"3 compiled-out"}},
		{"fs/exec.c", nil},
		{"arch/arm64/kernel/sys.c", nil}, // another architecture is not compiled out
		{table64, []string{"6 compiled-out", "7 compiled-out"}},
		{"nosuch.c", nil},
	} {
		var got []string
		for _, f := range s.Findings(test.file) {
			got = append(got, fmt.Sprintf("%d %s", f.Range.Start.Line+1, f.Code))
			if f.Code == CodeCompiledOut && (!f.Unnecessary || f.Severity != Hint || f.Build != "image") {
				t.Errorf("%s: %+v is no hint about unnecessary code of the build", test.file, f)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.file, got, test.want)
		}
	}
}

func TestFindingsOfHalfTypedFiles(t *testing.T) {
	s := testSnapshot(t)
	broken := index.Extract(table64, []byte("abc\tcommon\tread\tsys_read\n1\tcommon\twrite\tsys_write\n"))
	s = New(s.Index().With(broken), nil, nil, "")
	findings := s.Findings(table64)
	if len(findings) != 1 || findings[0].Code != CodeUnreadable || findings[0].Range.Start.Line != 0 {
		t.Errorf("letters for a number: %+v, want one unreadable on the first line", findings)
	}
}

func TestEvaluate(t *testing.T) {
	config := testBuild(t, "CONFIG_Y=y\nCONFIG_M=m\n# CONFIG_N is not set\n").Config
	for _, test := range []struct {
		keyword, expression string
		want                truth
	}{
		{"ifdef", "CONFIG_Y", yes}, {"ifdef", "CONFIG_N", no}, {"ifdef", "CONFIG_ABSENT", no},
		{"ifdef", "CONFIG_M", no}, // a module defines CONFIG_M_MODULE
		{"ifndef", "CONFIG_Y", no}, {"ifndef", "CONFIG_N", yes},
		{"if", "defined(CONFIG_Y)", yes}, {"if", "!defined(CONFIG_Y)", no}, {"elif", "defined CONFIG_N", no},
		{"if", "IS_ENABLED(CONFIG_M)", yes}, {"if", "IS_BUILTIN(CONFIG_M)", no}, {"if", "!IS_ENABLED(CONFIG_N)", yes},
		{"if", "CONFIG_Y", maybe}, {"if", "BITS_PER_LONG == 32", maybe}, {"if", "defined(CONFIG_Y) && X", maybe},
		{"ifdef", "__ARCH_WANT_SYS_FORK", maybe}, {"else", "", yes},
	} {
		if got := evaluate(index.Directive{Keyword: test.keyword, Expression: test.expression}, config); got != test.want {
			t.Errorf("#%s %s = %d, want %d", test.keyword, test.expression, got, test.want)
		}
	}
	if got := evaluate(index.Directive{Keyword: "ifdef", Expression: "CONFIG_Y"}, nil); got != maybe {
		t.Errorf("without a configuration = %d, want maybe", got)
	}
}
