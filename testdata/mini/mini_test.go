package mini

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"callgate/testdata/need"
)

// What each configuration must show, so that the tests that rely on it do.
func TestImages(t *testing.T) {
	for _, test := range []struct {
		config Config
		want   string // as facts has it
	}{
		{Distro, "row 59 __x64_sys_execve"},
		{Distro, "row 437 __x64_sys_openat2"},
		{Distro, "global __x64_sys_madvise"},
		{Distro, "global __x64_sys_timer_create"},
		{Distro, "global __ia32_compat_sys_ia32_mmap"},
		{Distro, "global __x64_compat_sys_execveat"},
		{Distro, "weak __x64_sys_io_uring_setup"}, // nothing defines it
		{Distro, "meta openat2"},
		{Distro, "site __do_sys_openat2 fs/open.c:28 int dfd, *const char filename, *struct open_how how, size_t usize"},
		{Distro, "site __do_sys_ioperm kernel/ioport.c:5 long unsigned int from, long unsigned int num, int turn_on"},
		{Small, "site __do_sys_ioperm kernel/ioport.c:12 long unsigned int from, long unsigned int num, int turn_on"},
		{Small, "row 28 __x64_sys_madvise"},
		{Small, "weak __x64_sys_madvise"},
		{Small, "weak __x64_sys_bpf"},
		{Small, "weak __x64_sys_delete_module"},
		{Small, "weak __ia32_compat_sys_sendmsg"},
		// An alias stub is not weak, and one function stands in for all.
		{Small, "global __x64_sys_timer_create"},
		{Small, "row 226 __ia32_compat_sys_timer_create __ia32_sys_timer_create __ia32_sys_timer_delete " +
			"__x64_compat_sys_timer_create __x64_sys_timer_create __x64_sys_timer_delete"},
	} {
		if have := facts(t, test.config.Vmlinux()); !slices.Contains(have, test.want) {
			key := regexp.MustCompile(`^\w+ \w+`).FindString(test.want)
			t.Errorf("%s lacks %q; it has %q", test.config, test.want,
				slices.DeleteFunc(have, func(f string) bool { return !strings.HasPrefix(f, key) }))
		}
	}
}

// Compilers differ in bytes, not in what the images have to say.
func TestPrebuiltImagesAreFresh(t *testing.T) {
	for _, config := range Configs {
		built, err := os.ReadFile(Image(t, config))
		if err != nil {
			t.Fatal(err)
		}
		now, then := facts(t, built), facts(t, config.Vmlinux())
		if len(now) == 0 || slices.Equal(now, then) {
			continue
		}
		t.Errorf("%s.vmlinux is stale; run: go generate ./testdata/mini", config)
		for _, f := range now {
			if !slices.Contains(then, f) {
				t.Errorf("  only when built now: %s", f)
			}
		}
		for _, f := range then {
			if !slices.Contains(now, f) {
				t.Errorf("  only prebuilt: %s", f)
			}
		}
	}
}

func TestBuildDependsOnNothingButTheTree(t *testing.T) {
	for _, program := range []string{"gcc", "make", "ld", "ar", "gzip", "awk"} {
		need.Program(t, program)
	}
	var images [2][]byte
	for i := range images {
		dir := Tree(t)
		if err := Build(dir, Small.DotConfig()); err != nil {
			t.Fatal(err)
		}
		var err error
		if images[i], err = os.ReadFile(filepath.Join(dir, "vmlinux")); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(images[i], []byte(dir)) {
			t.Errorf("the image names the directory it was built in")
		}
	}
	if !bytes.Equal(images[0], images[1]) {
		t.Error("two builds of the same tree differ")
	}
}

func TestBuildSaysWhatWentWrong(t *testing.T) {
	need.Program(t, "make")
	err := Build(Tree(t), Small.DotConfig(), "CC=no-such-compiler")
	if err == nil || !strings.Contains(err.Error(), "no-such-compiler") {
		t.Errorf("Build with a compiler that is missing: %v", err)
	}
}

func TestBuilt(t *testing.T) {
	dir := Built(t, Distro)
	for name, want := range map[string]string{
		"Makefile":                               "VERSION = 6\n",
		"arch/x86/entry/syscalls/syscall_64.tbl": "\n437\tcommon\topenat2\t\t\tsys_openat2\n",
		".config":                                "\nCONFIG_ADVISE_SYSCALLS=y\n",
		"vmlinux":                                "Linux version 6.1.42-mini ",
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Contains(data, []byte(want)) {
			t.Errorf("%s lacks %q", name, want)
		}
	}
}
