package vmlinux

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"callgate/testdata/mini"
	"callgate/testdata/mini/cross"
)

// describeSlot writes what a test cares about on one line.
func describeSlot(s Slot) string {
	place := ""
	if s.File != "" {
		place = fmt.Sprintf(" %s:%d", s.File, s.Line)
	}
	return fmt.Sprintf("%d %s %s %s%s (%s)", s.Number, s.Name, s.Symbol, s.State, place, signatureText(s))
}

func TestMiniature(t *testing.T) {
	for _, test := range []struct {
		config mini.Config
		abi    string
		want   []string // some of the slots
	}{
		{mini.Distro, "x86-64", []string{
			"0 read __x64_sys_read present fs/read_write.c:6 (unsigned int fd; char *buf; size_t count)",
			"57 fork __x64_sys_fork present kernel/fork.c:15 (void)",
			"173 ioperm __x64_sys_ioperm present arch/x86/kernel/ioport.c:5 (unsigned long from; unsigned long num; int turn_on)",
			"425 io_uring_setup __x64_sys_io_uring_setup stub ()",
		}},
		{mini.Distro, "x86-64-ia32", []string{
			"90 mmap __ia32_compat_sys_ia32_mmap present arch/x86/kernel/sys_ia32.c:24 (struct mmap_arg_struct32 *arg)",
			"180 pread64 __ia32_sys_ia32_pread64 present arch/x86/kernel/sys_ia32.c:4 (unsigned int fd; char *ubuf; u32 count; u32 poslo; u32 poshi)",
		}},
		{mini.Distro, "x86-64-x32", []string{
			"1073741824 read __x64_sys_read present fs/read_write.c:6 (unsigned int fd; char *buf; size_t count)",
			"1073742344 execve __x64_compat_sys_execve present fs/exec.c:29 (const char *filename; const compat_uptr_t *argv; const compat_uptr_t *envp)",
		}},
		{mini.Small, "x86-64", []string{
			"28 madvise __x64_sys_madvise stub ()",
			"173 ioperm __x64_sys_ioperm stub arch/x86/kernel/ioport.c:12 (unsigned long from; unsigned long num; int turn_on)",
			"222 timer_create __x64_sys_timer_create stub ()",
		}},
		{mini.Small, "x86-64-ia32", []string{
			"6 close __ia32_sys_close present fs/open.c:36 (unsigned int fd)",
			"219 madvise __ia32_sys_madvise stub ()",
		}},
	} {
		k, err := Analyze(t.Context(), test.config.Vmlinux(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range k.Surfaces {
			if s.ABI.Name == test.abi {
				for _, slot := range s.Slots {
					got = append(got, describeSlot(slot))
				}
			}
		}
		for _, want := range test.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s, %s: no slot %q", test.config, test.abi, want)
			}
		}
		if t.Failed() {
			t.Logf("%s, %s:\n%s", test.config, test.abi, strings.Join(got, "\n"))
		}
	}
}

func TestMiniatureKernel(t *testing.T) {
	k, err := Analyze(t.Context(), mini.Distro.Vmlinux(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if k.Release != "6.1.42" || k.Version != "6.1.42-mini" || k.Arch != "x86" || k.Bits != 64 || len(k.BuildID) != 40 {
		t.Errorf("release %q, version %q, %s %d bits, build id %q", k.Release, k.Version, k.Arch, k.Bits, k.BuildID)
	}
	var tables []string
	for _, s := range k.Surfaces {
		tables = append(tables, s.TableSymbol)
		for i, slot := range s.Slots {
			if i > 0 && slot.Number <= s.Slots[i-1].Number {
				t.Errorf("%s: slot %d is not behind slot %d", s.ABI, slot.Number, s.Slots[i-1].Number)
			}
		}
	}
	// sys_call_table of this image serves the tracer alone.
	if want := []string{"x64_sys_call", "ia32_sys_call", "x32_sys_call"}; !slices.Equal(tables, want) {
		t.Errorf("tables %q, want %q", tables, want)
	}
	if len(k.Notes) > 0 {
		t.Errorf("notes: %q", k.Notes)
	}
}

// TestStubEvidence says how each kind of stub was told.
func TestStubEvidence(t *testing.T) {
	k, err := Analyze(t.Context(), mini.Small.Vmlinux(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"madvise":      "weak symbol, returns -ENOSYS, unit kernel/sys_ni.c",
		"ioperm":       "returns -ENOSYS",
		"timer_create": "alias of a sys_ni_ function",
		"read":         "global symbol",
	}
	for _, slot := range k.Surfaces[0].Slots {
		if evidence, ok := want[slot.Name]; ok && slot.Evidence != evidence {
			t.Errorf("%s: %q, want %q", slot.Name, slot.Evidence, evidence)
		}
		if slot.Name == "timer_create" && !slices.Equal(slot.Others, []string{"__x64_sys_timer_delete"}) {
			t.Errorf("%s shares its address with %q", slot.Name, slot.Others)
		}
	}
}

func TestRemap(t *testing.T) {
	for _, test := range []struct {
		remap []Remap
		want  string // the file of read
	}{
		{nil, "fs/read_write.c"},
		{[]Remap{{"/usr/src/linux", "/a"}}, "fs/read_write.c"}, // not the name of a directory
		{[]Remap{{"/nowhere", "/a"}, {"/usr/src/linux-mini/", "/b"}, {"/usr/src", "/c"}}, "/b/fs/read_write.c"},
		{[]Remap{{"/usr/src/linux-mini/fs", "elsewhere"}}, "elsewhere/read_write.c"},
	} {
		k, err := Analyze(t.Context(), mini.Distro.Vmlinux(), Options{Remap: test.remap})
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Surfaces[0].Slots[0].File; got != test.want {
			t.Errorf("%v: %s, want %s", test.remap, got, test.want)
		}
	}
}

// header is an ELF header with nothing behind it.
func header(machine elf.Machine) []byte {
	b := make([]byte, 64)
	copy(b, elf.ELFMAG)
	b[4], b[5], b[6] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), 1
	binary.LittleEndian.PutUint16(b[16:], uint16(elf.ET_EXEC))
	binary.LittleEndian.PutUint16(b[18:], uint16(machine))
	binary.LittleEndian.PutUint32(b[20:], 1)
	binary.LittleEndian.PutUint16(b[52:], 64)
	return b
}

func TestErrors(t *testing.T) {
	image := mini.Small.Vmlinux()
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "the file is empty"},
		{"text", []byte("hello\n"), "neither an ELF file nor a boot image"},
		{"the magic number alone", image[:4], "damaged or truncated ELF"},
		{"the header alone", image[:64], "damaged or truncated ELF"},
		{"half of it", image[:len(image)/2], "damaged or truncated ELF"},
		{"no section", header(elf.EM_X86_64), "without symbols"},
		{"another machine", header(elf.EM_AVR), "an ELF file for EM_AVR, which is not supported"},
	} {
		_, err := Analyze(t.Context(), test.data, Options{})
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Analyze(ctx, mini.Small.Vmlinux(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

func TestTruncatedMiniature(t *testing.T) {
	image := mini.Small.Vmlinux()
	for size := 0; size < len(image); size += 97 {
		if _, err := Analyze(t.Context(), image[:size:size], Options{}); err == nil {
			t.Errorf("the first %d bytes pass for an image", size)
		}
	}
}

func TestParseBanner(t *testing.T) {
	for _, test := range []struct{ banner, version, release string }{
		{"Linux version 6.1.0-50-amd64 (a@b) (gcc-12 12.2.0, GNU ld 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)", "6.1.0-50-amd64", "6.1.176"},
		{"Linux version 6.12.117+deb12-amd64 (a@b) (gcc-12 12.2.0) #1 SMP Debian 6.12.117-1~deb12u1 (2026-11-14)", "6.12.117+deb12-amd64", "6.12.117"},
		{"Linux version 6.8.0-41-generic (b@l) (gcc 13.2.0) #41-Ubuntu SMP PREEMPT_DYNAMIC Fri Aug  2 20:41:06 UTC 2024", "6.8.0-41-generic", "6.8.0"},
		{"Linux version 7.2.0-rc3 (me@here) (gcc 15.1) #7 SMP Fri Jan 2 03:04:05 CET 2026", "7.2.0-rc3", "7.2.0"},
		{"Linux version 4.4 (me@here) (gcc 4.4.7) #1", "4.4", "4.4"},
		{"Linux version next-2026 (me@here)", "next-2026", "next-2026"},
		{"", "", ""},
		{"Another system 1.2", "", ""},
	} {
		if version, release := parseBanner(test.banner); version != test.version || release != test.release {
			t.Errorf("%s: %q, %q, want %q, %q", test.banner, version, release, test.version, test.release)
		}
	}
}

func TestTidyType(t *testing.T) {
	for in, want := range map[string]string{
		"int":                  "int",
		"const char  *":        "const char *",
		"const char *const  *": "const char *const *",
		"struct iocb * *":      "struct iocb **",
		"void*":                "void *",
		"unsigned long":        "unsigned long",
	} {
		if got := tidyType(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestGuard shows that a memory fault in an image becomes an error: a page of
// a mapped file that is gone raises one.
func TestGuard(t *testing.T) {
	if err := guard(func() error { return errors.New("mine") }); err == nil || err.Error() != "mine" {
		t.Errorf("guard changed the error to %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("guard swallowed a panic that is no fault")
			}
		}()
		_ = guard(func() error { panic("mine") })
	}()
}

func FuzzAnalyze(f *testing.F) {
	for _, c := range mini.Configs {
		image := c.Vmlinux()
		f.Add(image)
		f.Add(image[:len(image)/3])
		// The headers and symbols of one with the text of another.
		f.Add(append(bytes.Clone(image[:4096]), image[len(image)/2:]...))
	}
	for _, target := range cross.Targets {
		image, err := target.Vmlinux()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(image)
	}
	f.Add(header(elf.EM_X86_64))
	f.Add([]byte("\x7fELF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := Analyze(t.Context(), data, Options{})
		if (k == nil) == (err == nil) {
			t.Errorf("%v, %v", k, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("an error of several lines: %v", err)
		}
	})
}
