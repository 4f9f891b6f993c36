// Package index finds what the sources of a kernel tree say about system
// calls: the sites that define them, the tables that number them, the stubs
// that stand in for them, their prototypes, and the uses of their numbers, of
// their symbols and of configuration symbols.
//
// What it does not know: the tables that some architectures had in assembly
// before Linux 5.0 ([Index.WithoutTable]), and user-mode Linux, which takes the
// tables of x86 with changes of its own.
//
// Facts are per file and immutable: a change of a file gives new facts for it
// and a new [Index] that shares the rest.
package index

import "callgate/text"

// File is what one source file says. All ranges are in that file.
type File struct {
	// Path is relative to the tree, with slashes.
	Path  string
	Sites []Site
	// Functions are functions and assembly labels that may be entry points:
	// whether one is, a table says. They are sites without a macro; a label has
	// no arguments.
	Functions  []Site
	Stubs      []Stub
	Prototypes []Prototype
	Numbers    []Number
	// Rows are the rows of a syscall table file (.tbl); nil for other files,
	// empty for a table without rows.
	Rows []Row
	// HeaderRows are the rows of a table that is a header of macros.
	HeaderRows []HeaderRow
	// Configs are the mentions of configuration symbols.
	Configs []ConfigUse
	// Symbols are the uses of entry symbols and of their relatives.
	Symbols []SymbolUse
	// Selects are what the Kconfig files of an architecture select.
	Selects []Select
	// Wants are the uses and definitions of __ARCH_WANT_x.
	Wants []Want
	// Aliases are the entry symbols that the file defines to be another.
	Aliases []Alias
	// TableSymbols are the symbols of tables in the file, each once:
	// "sys_call_table".
	TableSymbols []string
	// Includes are the unistd headers that the file includes, as written,
	// without brackets: "asm-generic/unistd.h".
	Includes []string
	// Makefile is what a makefile says about tables; nil for other files.
	Makefile *TableMakefile
	// Link is the file that this one is a symbolic link to, where it is a
	// table file and the target in the tree.
	Link     string
	Problems []text.Problem
}

// Site is a place that defines an entry point: SYSCALL_DEFINEn and its kin.
type Site struct {
	// Name is the first argument of the macro, as written.
	Name string
	// Macro is the macro's name: "SYSCALL_DEFINE4", "COMPAT_SYSCALL_DEFINE2".
	// A function or a label has none.
	Macro string
	Label bool // in assembly
	// Symbol is the entry symbol that tables and stubs use for it, without
	// what an architecture puts before: "sys_openat2", "compat_sys_ioctl". A
	// macro that means either has the native one here; see [Site.Symbols].
	Symbol    string
	Compat    bool
	Arguments []Argument
	// Range runs from the macro's name through its closing parenthesis;
	// where that is missing (half-typed), to the end of what was understood.
	Range      text.Range
	MacroRange text.Range
	NameRange  text.Range
	// Conditions are the preprocessor conditionals around the site, outermost
	// first. A header's include guard is not among them.
	Conditions []Condition
	// Doc is the comment right above, kernel-doc or not; Body the function's
	// body with its braces. Both are empty where there is none. Variants of a
	// site under #if and #else may share them.
	Doc, Body text.Range
	// Nothing says that all the body does is to return -ENOSYS: a stub in all
	// but name.
	Nothing bool
}

// Argument is one parameter of a syscall.
type Argument struct {
	// Type and Name are as written, white space folded; annotations such as
	// __user are part of the type. A macro that stands for several parameters,
	// such as SC_ARG64(pos) for two halves, is a Type without a Name.
	Type, Name string
	Range      text.Range
}

// Condition is one enclosing preprocessor conditional.
type Condition struct {
	// Text is what has to hold, as a directive without its continuation lines:
	// "#ifdef CONFIG_X86_64", "#if BITS_PER_LONG == 32"; for a branch behind
	// #else or #elif, the directive of the branch with what it negates:
	// "#else of #ifdef CONFIG_MMU", "#else of #if A, #elif B",
	// "#elif defined(B), not #if defined(A)".
	Text string
	// Branches are the directives of the conditional from its #if to the
	// branch that the site stands in, the last one: what precedes it is false.
	Branches []Directive
}

// Directive is one preprocessor line of a conditional.
type Directive struct {
	Keyword string // "if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else"
	// Expression is what follows the keyword, continuation lines joined,
	// comments removed; empty for else.
	Expression string
	Range      text.Range
}

// Stub stands in where a syscall is not built: COND_SYSCALL(x) and its kin
// (weak), SYS_NI(x) and its kin (an alias).
type Stub struct {
	Name      string // as written
	Macro     string // "COND_SYSCALL", "COND_SYSCALL_COMPAT", "SYS_NI", "COMPAT_SYS_NI"
	Symbol    string // "sys_x" or "compat_sys_x", as for a site
	Compat    bool
	Weak      bool
	Range     text.Range
	NameRange text.Range
	// Conditions are as for a site.
	Conditions []Condition
}

// Prototype is the declaration of an entry symbol in a header.
type Prototype struct {
	Symbol     string // "sys_read", "compat_sys_ioctl"
	Name       string // without "sys_" or "compat_sys_"
	Compat     bool
	Arguments  []Argument
	Range      text.Range
	NameRange  text.Range // of the whole symbol
	Conditions []Condition
}

// Number is a use or a definition of a syscall's number by name: __NR_x,
// __NR_compat_x, __NR32_x and the like, and SYS_x.
type Number struct {
	Text  string // the whole identifier: "__NR_openat2"
	Name  string // "openat2"
	Range text.Range
	// Definition says that this is a #define of it; Value is then the text
	// behind it, comments removed.
	Definition bool
	Value      string
	// Conditions are as for a site, for definitions only.
	Conditions []Condition
}

// HeaderRow is one row of a table that is a header of macros, such as
// __SC_COMP(__NR_io_setup, sys_io_setup, compat_sys_io_setup) in
// include/uapi/asm-generic/unistd.h.
type HeaderRow struct {
	Macro  string // "__SYSCALL", "__SC_COMP", "__SC_3264", "__SC_COMP_3264"
	Number string // as written, "__NR_io_setup"
	// Entries are the symbols behind the number, as the macro orders them.
	Entries []string
	// Range covers the macro with its list.
	Range, NumberRange text.Range
	EntryRanges        []text.Range
	Conditions         []Condition
}

// Want is a use or a definition of a macro by which an architecture asks for a
// syscall: __ARCH_WANT_SYS_ALARM.
type Want struct {
	Name       string // the whole macro
	Range      text.Range
	Definition bool
	// Conditions are as for a site, for definitions only.
	Conditions []Condition
}

// SymbolUse is the use of an entry symbol or a relative of it, other than its
// definition and its prototypes: sys_read, __x64_sys_read, ksys_read.
type SymbolUse struct {
	Text string // the whole identifier
	// Symbol is the entry symbol: "sys_read" for all of the above.
	Symbol string
	Range  text.Range
}

// Alias is an entry symbol that stands for another.
type Alias struct {
	Symbol, Target string
	// Global says that it is a symbol of its own; otherwise it is a macro,
	// #define sys_mmap2 sys_mmap_pgoff, which counts where it is seen.
	Global     bool
	Range      text.Range // of the symbol
	Conditions []Condition
}

// TableMakefile is what a makefile says about tables: a Makefile.syscalls of an
// architecture, or the makefile that includes it.
type TableMakefile struct {
	// Columns are the words in syscall_abis_32 and syscall_abis_64, by "32"
	// and "64".
	Columns map[string][]string
	// Table is the table file relative to the tree, "%" standing for the bits;
	// empty where the makefile does not say.
	Table string
}

// Row is one row of a syscall table.
type Row struct {
	File    string // that the row is in
	Number  int64  // as the table counts, so without the base of the ABI
	Columns string // the word in the abi column: "common", "64", "i386"; empty in a header
	Name    string
	Entry   string // native symbol; empty where the row has none
	Compat  string // compat symbol; empty where the row has none
	// Extra are the words behind the compat column ("noreturn").
	Extra []string
	// Range covers the row without its comment; the others one column each,
	// empty where the row lacks it.
	Range, NumberRange, ColumnsRange, NameRange, EntryRange, CompatRange text.Range
}
