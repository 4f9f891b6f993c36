package abi

// compilerMacros are the macros by which compilers say which architecture they
// compile for, and the directory below arch/ of that architecture. Sources: the
// psABI of each, and the targets of GCC (gcc -dM -E).
var compilerMacros = map[string]string{
	"__aarch64__":    "arm64",
	"__alpha__":      "alpha",
	"__arc__":        "arc",
	"__arm__":        "arm",
	"__csky__":       "csky",
	"__hexagon__":    "hexagon",
	"__hppa__":       "parisc",
	"__i386__":       "x86",
	"__ia64__":       "ia64",
	"__loongarch__":  "loongarch",
	"__m68k__":       "m68k",
	"__microblaze__": "microblaze",
	"__mips__":       "mips",
	"__nios2__":      "nios2",
	"__or1k__":       "openrisc",
	"__powerpc__":    "powerpc",
	"__powerpc64__":  "powerpc",
	"__riscv":        "riscv",
	"__s390__":       "s390",
	"__s390x__":      "s390",
	"__sh__":         "sh",
	"__sparc__":      "sparc",
	"__x86_64__":     "x86",
	"__xtensa__":     "xtensa",
}

// CompilerMacro reports whether the compiler of the ABI's kernel defines a
// macro that names an architecture; ok is false for any other macro.
func (a *ABI) CompilerMacro(name string) (defined, ok bool) {
	arch, ok := compilerMacros[name]
	switch name {
	case "__i386__":
		return arch == a.Arch && a.KernelBits == 32, ok
	case "__x86_64__", "__powerpc64__", "__s390x__":
		return arch == a.Arch && a.KernelBits == 64, ok
	}
	return arch == a.Arch, ok
}
