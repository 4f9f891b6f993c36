package xref

import (
	"fmt"
	"strings"
	"testing"

	"callgate/abi"
	"callgate/index"
	"callgate/kconfig"
	"callgate/text"
	"callgate/vmlinux"
)

// sources is a small tree. A line is looked up by what stands in it.
var sources = map[string]string{
	"arch/x86/entry/syscalls/syscall_64.tbl": `# number abi name entry
0	common	read		sys_read
9	common	mmap		sys_mmap
56	common	clone		sys_clone
59	64	execve		sys_execve
321	common	bpf		sys_bpf
322	common	gone		sys_gone
323	common	nothing		sys_ni_syscall
520	x32	execve		compat_sys_execve
`,
	"arch/x86/entry/syscalls/syscall_32.tbl": `
3	i386	read		sys_read
11	i386	execve		sys_execve		compat_sys_execve
`,
	"fs/read_write.c": `
SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
}
`,
	"fs/exec.c": `
SYSCALL_DEFINE1(execve, const char __user *, filename)
{
}
COMPAT_SYSCALL_DEFINE1(execve, const char __user *, filename)
{
}
`,
	"kernel/fork.c": `
#ifdef CONFIG_CLONE_BACKWARDS
SYSCALL_DEFINE2(clone, unsigned long, flags, unsigned long, tls)
#else
SYSCALL_DEFINE2(clone, unsigned long, flags, int, child)
#endif
{
}
`,
	"kernel/bpf.c": `
#ifdef CONFIG_BPF_SYSCALL
SYSCALL_DEFINE1(bpf, int, cmd)
{
}
#endif
`,
	"init/Kconfig":                "config BPF_SYSCALL\n\tbool \"bpf\"\n",
	"kernel/unlisted.c":           "SYSCALL_DEFINE0(unlisted)\n{\n}\n",
	"arch/x86/kernel/sys.c":       "SYSCALL_DEFINE1(mmap, unsigned long, addr)\n{\n}\n",
	"arch/arm64/kernel/sys.c":     "SYSCALL_DEFINE1(mmap, unsigned long, addr)\n{\n}\n",
	"kernel/sys_ni.c":             "COND_SYSCALL(bpf);\nCOND_SYSCALL(gone);\n",
	"include/linux/syscalls.h":    "asmlinkage long sys_read(unsigned int fd, char __user *buf, size_t count);\n",
	"tools/testing/caller.c":      "int n = __NR_read;\n",
	"arch/x86/entry/entry_user.c": "call(__x64_sys_read);\n",
}

func testIndex() *index.Index {
	var files []*index.File
	for name, src := range sources {
		files = append(files, index.Extract(name, []byte(src)))
	}
	return index.New("6.1.0", files)
}

func testABI(t testing.TB, name string) *abi.ABI {
	t.Helper()
	a, err := abi.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// testBuild is an image of the sources with CONFIG_BPF_SYSCALL=n.
func testBuild(t testing.TB, config string) *Build {
	present := func(n int, symbol, place string, arguments ...string) vmlinux.Slot {
		s := vmlinux.Slot{Number: uint64(n), Index: n, Symbol: symbol, Signature: "dwarf"}
		if file, line, ok := strings.Cut(place, ":"); ok {
			s.File = file
			fmt.Sscan(line, &s.Line)
		}
		for _, name := range arguments {
			s.Arguments = append(s.Arguments, vmlinux.Argument{Name: name})
		}
		return s
	}
	stub := func(n int, symbol string) vmlinux.Slot {
		return vmlinux.Slot{Number: uint64(n), Index: n, Symbol: symbol, State: vmlinux.Stub, Evidence: "weak symbol", Binding: "weak"}
	}
	k := &vmlinux.Kernel{
		Arch: "x86", Bits: 64, Release: "6.1.0",
		Handlers: map[string]bool{"__x64_sys_read": false, "__x64_sys_unlisted": false, "__x64_sys_bpf": true},
		Surfaces: []vmlinux.Surface{
			{ABI: testABI(t, "x86-64"), Slots: []vmlinux.Slot{
				present(0, "__x64_sys_read", "fs/read_write.c:2", "fd", "buf", "count"),
				present(9, "__x64_sys_mmap", "arch/x86/kernel/sys.c:1", "addr"),
				present(56, "__x64_sys_clone", "kernel/fork.c:5", "flags", "child"),
				present(59, "__x64_sys_execve", "fs/exec.c:2", "filename"),
				stub(321, "__x64_sys_bpf"),
				stub(322, "__x64_sys_gone"),
			}},
			{ABI: testABI(t, "x86-64-ia32"), Slots: []vmlinux.Slot{
				present(3, "__ia32_sys_read", "fs/read_write.c:2", "fd", "buf", "count"),
				present(11, "__ia32_compat_sys_execve", "fs/exec.c:5", "filename"),
			}},
		},
	}
	var c *kconfig.Config
	if config != "" {
		c, _ = kconfig.ParseConfig(".config", []byte(config))
	}
	return NewBuild("image", "/build/vmlinux", k, c)
}

const bpfOff = "# CONFIG_BPF_SYSCALL is not set\nCONFIG_MMU=y\n"

func testSnapshot(t testing.TB) *Snapshot {
	return New(testIndex(), Makefiles{
		"kernel": {File: "kernel/Makefile", Text: []byte("obj-y += fork.o\nobj-$(CONFIG_BPF_SYSCALL) += bpf.o\n")},
	}, []*Build{testBuild(t, bpfOff)}, "")
}

// find returns the place of the n-th occurrence of a text in a file of the
// sources, counting from 1.
func find(t testing.TB, file, what string, n int) text.Pos {
	t.Helper()
	src, off := sources[file], 0
	for ; n > 0; n-- {
		i := strings.Index(src[off:], what)
		if i < 0 {
			t.Fatalf("%s does not have %q", file, what)
		}
		off += i + 1
	}
	return text.NewLines([]byte(src)).Pos(off - 1)
}

// at returns the entity at the n-th occurrence of a text.
func at(t testing.TB, s *Snapshot, file, what string, n int) Entity {
	t.Helper()
	p := find(t, file, what, n)
	e, ok := s.At(file, p, what, text.Range{Start: p, End: text.Pos{Line: p.Line, Col: p.Col + len(what)}})
	if !ok {
		t.Fatalf("nothing at %q of %s", what, file)
	}
	return e
}
