package vmlinux_test

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"callgate/testdata/mini"
	"callgate/testdata/mini/cross"
	"callgate/vmlinux"
)

// crossStubs are compiled out of the images of package cross: see
// testdata/mini/cross/configs.
var crossStubs = regexp.MustCompile(`sys_(madvise|delete_module|io_uring_setup|timer_create|timer_delete|cachectl)$`)

// TestCrossImages compares what the images of all architectures are said to
// offer with the tables and the sites of the tree that they were built from.
func TestCrossImages(t *testing.T) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(cross.Stale)
		}
	})
	for _, target := range cross.Targets {
		t.Run(target.Name, func(t *testing.T) {
			sites := readSites(t, target.Arch)
			image, err := target.Vmlinux()
			if err != nil {
				t.Fatal(err)
			}
			kernel, err := vmlinux.Analyze(context.Background(), image, vmlinux.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for _, abi := range target.ABIs {
				want = append(want, abi.ABI)
			}
			for _, surface := range kernel.Surfaces {
				got = append(got, surface.ABI.Name)
			}
			if slices.Sort(want); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
				t.Errorf("serves %q, want %q", got, want)
			}
			for _, abi := range target.ABIs {
				for _, surface := range kernel.Surfaces {
					if surface.ABI.Name == abi.ABI {
						checkSurface(t, surface, abi, sites, target)
					}
				}
			}
		})
	}
}

// checkSurface compares numbers, symbols, states and places.
func checkSurface(t *testing.T, surface vmlinux.Surface, abi cross.TargetABI, sites map[string][]string, target cross.Target) {
	t.Helper()
	rows, err := abi.Rows()
	if err != nil {
		t.Fatal(err)
	}
	if want := cmp.Or(abi.Dispatcher, abi.Table); surface.TableSymbol != want {
		t.Errorf("%s: read from %s, want %s", abi.ABI, surface.TableSymbol, want)
	}
	slots := map[uint64]vmlinux.Slot{}
	for _, slot := range surface.Slots {
		if !slot.Esoteric {
			slots[slot.Number] = slot
		}
	}
	for _, row := range rows {
		slot, ok := slots[row.Number]
		delete(slots, row.Number)
		switch stub := crossStubs.MatchString(row.Symbol); {
		case stub && ok && slot.State != vmlinux.Stub:
			t.Errorf("%s: %d %s (%s) is said to be present, by %q", abi.ABI, row.Number, row.Name, slot.Symbol, slot.Evidence)
		case stub:
			if ok && strings.Contains(slot.Symbol, "sys_ni_") {
				t.Errorf("%s: %d %s is called %s, which is the stub's own name", abi.ABI, row.Number, row.Name, slot.Symbol)
			}
		case !ok || slot.State != vmlinux.Present:
			t.Errorf("%s: %d %s (%s) is said to be absent, by %q", abi.ABI, row.Number, row.Name, slot.Symbol, slot.Evidence)
		default:
			// With descriptors, the symbol of the code has a dot in front.
			if strings.TrimPrefix(slot.Symbol, ".") != strings.TrimPrefix(row.Symbol, ".") {
				t.Errorf("%s: %d %s leads to %s, want %s", abi.ABI, row.Number, row.Name, slot.Symbol, row.Symbol)
			}
			if want := cmp.Or(otherNames[row.Symbol], row.Name); slot.Name != want {
				t.Errorf("%s: %s is called %s, want %s", abi.ABI, slot.Symbol, slot.Name, want)
			}
			checkPlace(t, abi.ABI, slot, sites, target)
		}
	}
	for number, slot := range slots {
		t.Errorf("%s: %d leads to %s, but the table has no such row", abi.ABI, number, slot.Symbol)
	}
}

// otherNames are the calls that the table gives another name than their site
// has, so that the image alone cannot know it.
var otherNames = map[string]string{
	"sys_umount":         "umount",
	".sys_umount":        "umount",
	"__arm64_sys_umount": "umount",
	"__ia32_sys_umount":  "umount",
	"__riscv_sys_umount": "umount",
	"__s390_sys_umount":  "umount",
	"__s390x_sys_umount": "umount",
	"sys_oldumount":      "oldumount",
	".sys_oldumount":     "oldumount",
	"sys_osf_mmap":       "osf_mmap",
	"sys_mmap_pgoff":     "mmap_pgoff",
	// Debian's s390 image calls it so too.
	"__s390_compat_sys_s390_old_mmap": "old_mmap",
}

// checkPlace compares the place of a slot with the sites of the tree.
func checkPlace(t *testing.T, abi string, slot vmlinux.Slot, sites map[string][]string, target cross.Target) {
	t.Helper()
	symbol := strings.TrimPrefix(slot.Symbol, ".")
	for _, prefix := range []string{"__arm64_", "__riscv_", "__s390x_", "__s390_", "__ia32_"} {
		symbol = strings.TrimPrefix(symbol, prefix)
	}
	for _, wrapper := range wrappers {
		if m := wrapper.pattern.FindStringSubmatch(symbol); m != nil && len(sites[wrapper.site+m[1]]) > 0 {
			symbol = wrapper.site + m[1]
		}
	}
	want := sites[symbol]
	switch {
	case target.Arch == "sparc" && (symbol == "sys_fork" || symbol == "sys_clone"):
		want = nil // assembly takes the place of kernel/fork.c
	case symbol == "sys_clone" && len(want) > 1:
		want = want[cloneVariant(target):][:1]
	}
	got := fmt.Sprintf("%s:%d", slot.File, slot.Line)
	switch {
	case len(want) == 0:
		// A label in assembly has no site that could be found by its macro;
		// the file is known all the same.
		if slot.File != "" && path.Ext(slot.File) != ".S" {
			t.Errorf("%s: %s is at %s, want an assembly file", abi, slot.Symbol, got)
		}
	case !slices.Contains(want, got):
		t.Errorf("%s: %s is at %s, want %q", abi, slot.Symbol, got, want)
	}
	if slot.Name == "openat2" {
		if want := "int dfd; const char * filename; struct open_how * how; size_t usize"; signature(slot) != want {
			t.Errorf("%s: openat2 takes %q, want %q", abi, signature(slot), want)
		}
	}
}

// wrappers are the names that assembly has which goes on to a site.
var wrappers = []struct {
	pattern *regexp.Regexp
	site    string
}{
	{regexp.MustCompile(`^__sys_(\w+)$`), "sys_"},
	{regexp.MustCompile(`^sys_(\w+)_wrapper$`), "sys_"},
	{regexp.MustCompile(`^sys64_(\w+)$`), "sys_"},
	{regexp.MustCompile(`^sys32_(\w+)$`), "compat_sys_"},
}

// signature writes the arguments the way that the tables of expectations do.
func signature(slot vmlinux.Slot) string {
	var list []string
	for _, a := range slot.Arguments {
		list = append(list, strings.Join(strings.Fields(strings.ReplaceAll(a.Type, "*", " * ")+" "+a.Name), " "))
	}
	return strings.Join(list, "; ")
}

// cloneVariant is the branch of kernel/fork.c that the configuration chooses.
func cloneVariant(target cross.Target) int {
	config := string(target.DotConfig())
	switch {
	case strings.Contains(config, "CONFIG_CLONE_BACKWARDS=y"):
		return 0
	case strings.Contains(config, "CONFIG_CLONE_BACKWARDS2=y"):
		return 1
	}
	return 2
}

var siteLine = regexp.MustCompile(`^(COMPAT_)?SYSCALL_DEFINE\d\((\w+)|^asmlinkage (?:long|int) (\w+)\(`)

// readSites finds the places of all definitions that one architecture has, by
// the symbol that they make. mm/nommu.c is in no image.
func readSites(t *testing.T, arch string) map[string][]string {
	t.Helper()
	sites := map[string][]string{}
	for _, tree := range []fs.FS{mini.FS(), cross.FS()} {
		err := fs.WalkDir(tree, ".", func(name string, _ fs.DirEntry, err error) error {
			other := strings.HasPrefix(name, "arch/") && !strings.HasPrefix(name, "arch/"+arch+"/")
			if other || path.Ext(name) != ".c" || name == "mm/nommu.c" {
				return err
			}
			data, err := fs.ReadFile(tree, name)
			for i, line := range strings.Split(string(data), "\n") {
				m := siteLine.FindStringSubmatch(line)
				if m == nil || strings.HasSuffix(line, ";") {
					continue
				}
				symbol := m[3]
				if m[2] != "" {
					symbol = map[bool]string{true: "compat_sys_", false: "sys_"}[m[1] != ""] + m[2]
				}
				sites[symbol] = append(sites[symbol], fmt.Sprintf("%s:%d", name, i+1))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sites
}
