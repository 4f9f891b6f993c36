// Package cross has the miniature kernel of package mini for other
// architectures: what each of them adds to the tree, in the folder tree, and
// images that were built with Debian 12's cross compilers. Together they have
// the shapes of tables, handlers and stubs that kernels of these architectures
// have.
package cross

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"

	"callgate/testdata/mini"
)

//go:generate go run ./gen

var (
	//go:embed tree
	tree embed.FS
	//go:embed configs
	configs embed.FS
	//go:embed prebuilt
	prebuilt embed.FS
)

// A Target is a way to build the tree for another architecture: one of the
// shapes that kernels have there, in small.
type Target struct {
	Name string
	Arch string // the directory below arch/
	// Make are the variables that choose the compiler, one of Debian 12's
	// packages for cross-compiling.
	Make []string
	// ABIs are the tables of the image: what Callgate calls the ABI, the symbol
	// of the table, and where its rows are in the tree.
	ABIs []TargetABI
}

// TargetABI is one table of a target.
type TargetABI struct {
	ABI   string
	Table string
	// File is the table in the tree; Columns choose rows of it, and Compat
	// takes their compat entry where they have one. A table that is a C header
	// has no columns; Narrow takes its entry for 32 bits.
	File           string
	Columns        []string
	Compat, Narrow bool
	// Base is the number of the first slot.
	Base uint64
	// Dispatcher is a function that the image has beside the table.
	Dispatcher string
	// Prefix stands before the row's entry in the symbol; Renamed are entries
	// that the table takes another symbol for.
	Prefix  string
	Renamed map[string]string
	// EntrySize is the size of a slot in bytes, and Interleaved says that
	// every other slot belongs to another ABI, First being the first of ours.
	EntrySize   int
	Interleaved bool
	First       int
}

// Targets lists them.
var Targets = []Target{
	{"arm64", "arm64", gcc("aarch64-linux-gnu"), []TargetABI{
		generic("arm64", 8, "__arm64_"),
		{ABI: "arm64-aarch32", Table: "compat_sys_call_table", File: "arch/arm64/include/asm/unistd32.h", Prefix: "__arm64_", EntrySize: 8},
	}},
	{"arm-thumb2", "arm", gcc("arm-linux-gnueabihf"), []TargetABI{
		{ABI: "arm", Table: "sys_call_table", File: "arch/arm/tools/syscall.tbl", Columns: []string{"common", "eabi"}, EntrySize: 4},
	}},
	{"arm-oabi-compat", "arm", gcc("arm-linux-gnueabi"), []TargetABI{
		{ABI: "arm", Table: "sys_call_table", File: "arch/arm/tools/syscall.tbl", Columns: []string{"common", "eabi"}, EntrySize: 4},
		{ABI: "arm-oabi", Table: "sys_oabi_call_table", File: "arch/arm/tools/syscall.tbl",
			Columns: []string{"common", "oabi"}, Compat: true, Base: 0x900000, EntrySize: 4},
	}},
	{"mips", "mips", gcc("mips-linux-gnu"), []TargetABI{
		{ABI: "mips", Table: "sys_call_table", File: "arch/mips/kernel/syscalls/syscall_o32.tbl", Columns: []string{"o32"}, Base: 4000, EntrySize: 4},
	}},
	{"mips64", "mips", gcc("mips64-linux-gnuabi64"), []TargetABI{
		{ABI: "mips64", Table: "sys_call_table", File: "arch/mips/kernel/syscalls/syscall_n64.tbl", Columns: []string{"n64"}, Base: 5000, EntrySize: 8},
		{ABI: "mips64-n32", Table: "sysn32_call_table", File: "arch/mips/kernel/syscalls/syscall_n32.tbl", Columns: []string{"n32"}, Base: 6000, EntrySize: 8},
		{ABI: "mips64-o32", Table: "sys32_call_table", File: "arch/mips/kernel/syscalls/syscall_o32.tbl",
			Columns: []string{"o32"}, Compat: true, Base: 4000, EntrySize: 8},
	}},
	{"powerpc", "powerpc", gcc("powerpc-linux-gnu"), []TargetABI{
		powerpc("powerpc", "sys_call_table", "32", 4),
	}},
	{"powerpc64-elfv1", "powerpc", gcc("powerpc64-linux-gnu"), []TargetABI{
		powerpc("powerpc64", "sys_call_table", "64", 8),
		powerpc("powerpc64-32", "compat_sys_call_table", "32", 8),
		{ABI: "powerpc64-spu", Table: "spu_syscall_table", File: "arch/powerpc/kernel/syscalls/syscall.tbl", Columns: []string{"common", "spu"}, EntrySize: 8},
	}},
	{"powerpc64-interleaved", "powerpc", gcc("powerpc64-linux-gnu"), []TargetABI{
		interleaved(0, powerpc("powerpc64", "sys_call_table", "64", 8)),
		interleaved(1, powerpc("powerpc64-32", "sys_call_table", "32", 8)),
	}},
	{"powerpc64le", "powerpc", gcc("powerpc64le-linux-gnu"), []TargetABI{
		powerpc("powerpc64", "sys_call_table", "64", 8),
	}},
	{"riscv64", "riscv", gcc("riscv64-linux-gnu"), []TargetABI{
		generic("riscv64", 8, ""),
		compatGeneric("riscv64-32", ""),
	}},
	{"riscv64-wrapper", "riscv", gcc("riscv64-linux-gnu"), []TargetABI{
		generic("riscv64", 8, "__riscv_"),
		compatGeneric("riscv64-32", "__riscv_"),
	}},
	{"riscv32", "riscv", gcc("riscv64-linux-gnu"), []TargetABI{generic("riscv32", 4, "")}},
	{"s390x", "s390", gcc("s390x-linux-gnu"), s390(8)},
	{"s390x-short", "s390", gcc("s390x-linux-gnu"), s390(4)},
	{"sparc", "sparc", gcc("sparc64-linux-gnu"), []TargetABI{
		ownTable("sparc", 4, "common", "32"),
	}},
	{"sparc64", "sparc", gcc("sparc64-linux-gnu"), []TargetABI{
		{ABI: "sparc64", Table: "sys_call_table64", File: "arch/sparc/kernel/syscalls/syscall.tbl", Columns: []string{"common", "64"}, EntrySize: 4},
		{ABI: "sparc64-32", Table: "sys_call_table32", File: "arch/sparc/kernel/syscalls/syscall.tbl",
			Columns: []string{"common", "32"}, Compat: true, EntrySize: 4},
	}},
	{"alpha", "alpha", gcc("alpha-linux-gnu"), []TargetABI{ownTable("alpha", 8, "common")}},
	{"parisc", "parisc", gcc("hppa-linux-gnu"), []TargetABI{ownTable("parisc", 4, "common", "32")}},
	{"parisc64", "parisc", gcc("hppa64-linux-gnu"), []TargetABI{
		{ABI: "parisc64", Table: "sys_call_table64", File: "arch/parisc/kernel/syscalls/syscall.tbl", Columns: []string{"common", "64"}, EntrySize: 8},
		{ABI: "parisc64-32", Table: "sys_call_table", File: "arch/parisc/kernel/syscalls/syscall.tbl",
			Columns: []string{"common", "32"}, Compat: true, EntrySize: 8},
	}},
	{"m68k", "m68k", gcc("m68k-linux-gnu"), []TargetABI{ownTable("m68k", 4, "common")}},
	{"sh", "sh", gcc("sh4-linux-gnu"), []TargetABI{ownTable("sh", 4, "common")}},
	{"xtensa", "xtensa", gcc("xtensa-lx106-elf"), []TargetABI{ownTable("xtensa", 4, "common")}},
	{"arc", "arc", gcc("arc-linux-gnu"), renaming("sys_clone", "sys_clone_wrapper", generic("arc", 4, ""))},
	{"openrisc", "openrisc", gcc("or1k-elf"), renaming("sys_clone", "__sys_clone", generic("openrisc", 4, ""))},
	{"hexagon", "hexagon", clang("hexagon-unknown-linux-musl"), []TargetABI{generic("hexagon", 4, "")}},
	{"loongarch64", "loongarch", clang("loongarch64-linux-gnusf"), []TargetABI{generic("loongarch64", 8, "")}},
	{"i386", "x86", []string{"ARCH=i386"}, []TargetABI{
		{ABI: "x86", Table: "sys_call_table", File: "arch/x86/entry/syscalls/syscall_32.tbl", Columns: []string{"i386"},
			Prefix: "__ia32_", EntrySize: 4, Dispatcher: "ia32_sys_call"},
	}},
}

func s390(size int) []TargetABI {
	return []TargetABI{
		{ABI: "s390x", Table: "sys_call_table", File: "arch/s390/kernel/syscalls/syscall.tbl",
			Columns: []string{"common", "64"}, Prefix: "__s390x_", EntrySize: size},
		{ABI: "s390", Table: "sys_call_table_emu", File: "arch/s390/kernel/syscalls/syscall.tbl",
			Columns: []string{"common", "32"}, Compat: true, Prefix: "__s390_", EntrySize: size},
	}
}

func gcc(triplet string) []string { return []string{"CROSS_COMPILE=" + triplet + "-"} }

func clang(triplet string) []string {
	return []string{"CC=clang-19 --target=" + triplet, "LD=ld.lld-19"}
}

func generic(abi string, size int, prefix string) TargetABI {
	return TargetABI{ABI: abi, Table: "sys_call_table", File: "include/uapi/asm-generic/unistd.h",
		Prefix: prefix, Narrow: size == 4, EntrySize: size}
}

func compatGeneric(abi, prefix string) TargetABI {
	t := generic(abi, 8, prefix)
	t.Table, t.Compat, t.Narrow = "compat_sys_call_table", true, true
	return t
}

func renaming(from, to string, t TargetABI) []TargetABI {
	t.Renamed = map[string]string{from: to}
	return []TargetABI{t}
}

func powerpc(abi, table, column string, size int) TargetABI {
	return TargetABI{ABI: abi, Table: table, File: "arch/powerpc/kernel/syscalls/syscall.tbl",
		Columns: []string{"common", "nospu", column}, Compat: abi == "powerpc64-32", EntrySize: size}
}

func interleaved(first int, t TargetABI) TargetABI {
	// Such a table has the addresses of code, whose symbols begin with a dot.
	t.Interleaved, t.First, t.Prefix = true, first, "."
	return t
}

func ownTable(arch string, size int, columns ...string) TargetABI {
	return TargetABI{ABI: arch, Table: "sys_call_table", File: "arch/" + arch + "/kernel/syscalls/syscall.tbl",
		Columns: columns, EntrySize: size}
}

// FS is what the source tree has for these architectures, beside [mini.FS].
func FS() fs.FS {
	sub, err := fs.Sub(tree, "tree")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// WriteTree writes the source tree into dir, with all architectures.
func WriteTree(dir string) error {
	if err := mini.WriteTree(dir); err != nil {
		return err
	}
	if err := os.CopyFS(dir, FS()); err != nil {
		return fmt.Errorf("writing the miniature kernel: %w", err)
	}
	return nil
}

// Stale is what to say when an image does not fit the tree.
const Stale = "where the tree was changed on purpose, rebuild the images: scripts/deps cross && go generate ./testdata/mini/cross"

// Build builds the target with its cross compiler and returns the image.
func (t Target) Build() ([]byte, error) {
	return mini.BuildImage(WriteTree, t.DotConfig(), append([]string{"ARCH=" + t.Arch}, t.Make...)...)
}

// DotConfig is the configuration of the target, the text of .config.
func (t Target) DotConfig() []byte {
	data, err := configs.ReadFile("configs/" + t.Name + ".config")
	if err != nil {
		panic(err) // Targets and the embedded files belong together
	}
	return data
}

// Vmlinux is the image that the project carries.
func (t Target) Vmlinux() ([]byte, error) {
	packed, err := prebuilt.ReadFile("prebuilt/" + t.Name + ".vmlinux.gz")
	if err != nil {
		return nil, err
	}
	image, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(image)
}
