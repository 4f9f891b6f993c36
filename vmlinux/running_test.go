package vmlinux

import (
	"debug/elf"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"callgate/abi"
)

const liveKallsyms = `0000000000000000 T x64_sys_call
0000000000000000 T ia32_sys_call
0000000000000000 T __x64_sys_read
0000000000000000 T __ia32_sys_read
0000000000000000 T __x64_sys_newstat
0000000000000000 W __x64_sys_acct
0000000000000000 T __x64_sys_ni_syscall
0000000000000000 T __ia32_compat_sys_ioctl
0000000000000000 T __x64_sys_module	[some_module]
a damaged line
`

const liveFormat = `name: sys_enter_read
ID: 842
format:
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;

	field:int __syscall_nr;	offset:8;	size:4;	signed:1;
	field:unsigned int fd;	offset:16;	size:8;	signed:0;
	field:const char * * buf;	offset:24;	size:8;	signed:0;

print fmt: "fd: 0x%08lx", ((unsigned long)(REC->fd))
`

func TestRunning(t *testing.T) {
	x64, _ := abi.ByName("x86-64")
	ia32, _ := abi.ByName("x86-64-ia32")
	live := Live{
		Banner: "Linux version 6.1.0-9-x (a@b) #1 SMP Debian 6.1.27-1 (2023)\n", Kallsyms: []byte(liveKallsyms),
		Events:  fstest.MapFS{"sys_enter_read/format": {Data: []byte(liveFormat)}},
		Machine: elf.EM_X86_64, Wide: true,
	}
	rows := map[*abi.ABI][]LiveRow{
		x64: {
			{Number: 4, Index: 4, Entry: "sys_newstat", Known: true, Arguments: []Argument{{"const char *", "filename"}}},
			{Number: 0, Index: 0, Entry: "sys_read"},
			{Number: 163, Index: 163, Entry: "sys_acct"},
			{Number: 180, Index: 180, Entry: "sys_ni_syscall"},
			{Number: 500, Index: 500, Entry: "sys_of_tomorrow"},
		},
		ia32: {{Number: 3, Index: 3, Entry: "sys_read"}, {Number: 54, Index: 54, Entry: "compat_sys_ioctl"}},
	}
	k, err := Running(live, rows)
	if err != nil {
		t.Fatal(err)
	}
	if k.Release != "6.1.27" || k.Arch != "x86" {
		t.Errorf("release %s of %s", k.Release, k.Arch)
	}
	var got []string
	for _, s := range k.Surfaces {
		for _, slot := range s.Slots {
			got = append(got, s.TableSymbol+" "+describeSlot(slot)+" "+slot.Signature)
		}
	}
	want := []string{
		"x64_sys_call 0 read __x64_sys_read present (unsigned int fd; const char **buf) tracefs",
		"x64_sys_call 4 newstat __x64_sys_newstat present (const char *filename) tree",
		"x64_sys_call 163 acct __x64_sys_acct stub () ",
		"ia32_sys_call 3 read __ia32_sys_read present (unsigned int fd; const char **buf) tracefs",
		"ia32_sys_call 54 ioctl __ia32_compat_sys_ioctl present () ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	notes := strings.Join(k.Notes, "\n")
	for _, want := range []string{"x86-64: 1 rows of the tree's table have no handler", "no type information", "configuration", "addresses"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note with %q among\n%s", want, notes)
		}
	}
}

func TestRunningWithheld(t *testing.T) {
	if _, err := Running(Live{Machine: elf.EM_X86_64, Wide: true}, nil); !errors.Is(err, ErrNoLiveSymbols) {
		t.Errorf("without symbols: %v", err)
	}
	k, err := Running(Live{Kallsyms: []byte(liveKallsyms), BTF: []byte("damaged"), Machine: elf.EM_X86_64, Wide: true}, nil)
	if err != nil || len(k.Surfaces) > 0 || !strings.Contains(strings.Join(k.Notes, "\n"), "give --kdir") {
		t.Errorf("without a tree: %d surfaces, notes %q, %v", len(k.Surfaces), k.Notes, err)
	}
}

// TestRealBTF reads the type information of this machine's kernel.
func TestRealBTF(t *testing.T) {
	data, err := os.ReadFile("/sys/kernel/btf/vmlinux")
	if err != nil {
		t.Skipf("this machine's kernel has no type information: %v", err)
	}
	types := newLiveTypes(Live{BTF: data})
	ab, _ := abi.ByName("x86-64")
	known := 0
	for _, name := range []string{"reboot", "newstat", "newuname", "openat2", "mount", "ptrace", "clone3", "bpf"} {
		args, source := types.arguments(ab, "__x64_sys_"+name)
		if source != "btf" {
			continue
		}
		known++
		for _, a := range args {
			if a.Name == "" || strings.Contains(a.Type, "?") {
				t.Errorf("%s takes %q", name, a)
			}
		}
	}
	if known == 0 {
		t.Skip("the compiler inlined every site that is asked for")
	}
}
