package load

import (
	"bytes"
	"compress/gzip"
	"debug/elf"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"callgate/abi"
	"callgate/index"
	"callgate/vmlinux"
)

// Running describes the kernel that this program runs on. Its numbers come from
// the tables of the tree x, which may be nil.
func Running(x *index.Index) (*vmlinux.Kernel, error) {
	machine, wide := hostMachine()
	live := vmlinux.Live{Machine: machine, Wide: wide}
	if banner, err := os.ReadFile("/proc/version"); err == nil {
		live.Banner = string(banner)
	}
	live.Kallsyms, _ = os.ReadFile("/proc/kallsyms")
	live.BTF, _ = os.ReadFile("/sys/kernel/btf/vmlinux")
	if packed, err := os.ReadFile("/proc/config.gz"); err == nil {
		if r, err := gzip.NewReader(bytes.NewReader(packed)); err == nil {
			live.Config, _ = io.ReadAll(io.LimitReader(r, maxConfig))
		}
	}
	for _, dir := range []string{"/sys/kernel/tracing/events/syscalls", "/sys/kernel/debug/tracing/events/syscalls"} {
		events := os.DirFS(dir)
		if entries, err := fs.ReadDir(events, "."); err == nil && len(entries) > 0 {
			live.Events = events
			break
		}
	}
	return vmlinux.Running(live, tableRows(x))
}

// tableRows returns the tables of a tree in the form that package vmlinux
// takes.
func tableRows(x *index.Index) map[*abi.ABI][]vmlinux.LiveRow {
	rows := map[*abi.ABI][]vmlinux.LiveRow{}
	if x == nil {
		return rows
	}
	for _, t := range x.Tables() {
		for _, r := range t.Rows {
			entry := r.Entry
			if t.ABI.Source.CompatEntry && r.Compat != "" {
				entry = r.Compat
			}
			if entry != "" {
				row := vmlinux.LiveRow{Number: t.ABI.Number(int(r.Number)), Index: int(r.Number), Entry: entry}
				row.Arguments, row.Known = siteArguments(x.SitesOf(entry))
				rows[t.ABI] = append(rows[t.ABI], row)
			}
		}
	}
	return rows
}

// siteArguments returns the parameters that all of the sites have, without what
// only the kernel's checkers read.
func siteArguments(sites []index.Ref[index.Site]) (args []vmlinux.Argument, known bool) {
	for _, site := range sites {
		var these []vmlinux.Argument
		for _, a := range site.Fact.Arguments {
			if a.Name == "" {
				return nil, false // a macro that stands for several
			}
			words := slices.DeleteFunc(strings.Fields(strings.ReplaceAll(a.Type, "*", " * ")), func(w string) bool {
				return w == "__user" || w == "__kernel"
			})
			these = append(these, vmlinux.Argument{Type: strings.ReplaceAll(strings.Join(words, " "), "* *", "**"), Name: a.Name})
		}
		if known && !slices.Equal(args, these) {
			return nil, false
		}
		args, known = these, true
	}
	return args, known
}

// hostMachine is the machine of the kernel that runs this program, as far as
// the program's own architecture tells.
func hostMachine() (machine elf.Machine, wide bool) {
	switch runtime.GOARCH {
	case "amd64":
		return elf.EM_X86_64, true
	case "386":
		return elf.EM_386, false
	case "arm64":
		return elf.EM_AARCH64, true
	case "arm":
		return elf.EM_ARM, false
	case "riscv64":
		return elf.EM_RISCV, true
	case "loong64":
		return elf.EM_LOONGARCH, true
	case "ppc64", "ppc64le":
		return elf.EM_PPC64, true
	case "s390x":
		return elf.EM_S390, true
	case "mips64", "mips64le":
		return elf.EM_MIPS, true
	case "mips", "mipsle":
		return elf.EM_MIPS, false
	}
	return 0, false
}
