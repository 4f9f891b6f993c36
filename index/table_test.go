package index

import (
	"fmt"
	"slices"
	"testing"
)

func TestTableFile(t *testing.T) {
	src := "# comment\n" +
		"0\tcommon\tread\tsys_read\n" +
		"\n" +
		"1 64 write sys_write compat_sys_write\r\n" +
		"60\tcommon\texit\tsys_exit\t-\tnoreturn # ends\n" +
		"x1\tcommon\topen\tsys_open\n" +
		"  4 i386 none\n" +
		"5 common\n" +
		"-6 common a b\n" +
		"99999999999999999999 common a b\n" +
		"7 common last sys_last"
	f := Extract("arch/x86/entry/syscalls/syscall_64.tbl", []byte(src))
	var got []string
	for _, r := range f.Rows {
		got = append(got, fmt.Sprint(r.Number, " ", r.Columns, " ", r.Name, " ", r.Entry, " ", r.Compat, " ", r.Extra, " line ", r.Range.Start.Line+1))
		for _, part := range []struct{ got, want string }{
			{at(src, r.NumberRange), fmt.Sprint(r.Number)},
			{at(src, r.ColumnsRange), r.Columns},
			{at(src, r.NameRange), r.Name},
			{at(src, r.EntryRange), r.Entry},
		} {
			if part.got != part.want {
				t.Errorf("row %d: range of %q covers %q", r.Number, part.want, part.got)
			}
		}
	}
	want := []string{
		"0 common read sys_read  [] line 2",
		"1 64 write sys_write compat_sys_write [] line 4",
		"60 common exit sys_exit  [noreturn] line 5",
		"4 i386 none   [] line 7",
		"7 common last sys_last  [] line 11",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var problems []string
	for _, p := range f.Problems {
		problems = append(problems, fmt.Sprint(p.Range.Start, " ", p.Text))
	}
	want = []string{
		`6:1 "x1" is not a syscall number`,
		`8:1 the row of number 5 has no name`,
		`9:1 "-6" is not a syscall number`,
		`10:1 "99999999999999999999" is not a syscall number`,
	}
	if !slices.Equal(problems, want) {
		t.Errorf("problems %q\nwant %q", problems, want)
	}
}

func TestNotSyscallTables(t *testing.T) {
	for path, src := range map[string]string{
		"scripts/atomic/atomics.tbl":                   "read\tl\tv\nadd vRF i v\n",
		"tools/perf/arch/x86/entry/syscall_64.tbl":     "0 common read sys_read\n",
		"arch/x86/entry/syscalls/syscall_64.tbl.other": "0 common read sys_read\n",
	} {
		if f := Extract(path, []byte(src)); f.Rows != nil || f.Problems != nil {
			t.Errorf("%s: %+v", path, f)
		}
	}
}
