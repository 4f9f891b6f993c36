package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"callgate/kconfig"
)

type kconfigFlags struct {
	kdir    string
	arch    string
	config  string
	olddef  bool
	probe   bool
	objects bool
	get     []string
	format  string
	globals *globals
}

func newKconfig(g *globals) *cobra.Command {
	f := &kconfigFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "kconfig [--kdir DIR] --arch ARCH --config FILE",
		Short: "Compute what a .config means: the value of every symbol",
		Long: `Compute the value of every symbol of a kernel tree under a configuration, as
the kernel's own conf --olddefconfig does, without running anything.

What Kconfig asks of the compiler is answered from the configuration itself: a
complete .config says what the compiler answered when it was made. A fragment
does not; its open questions count as "no" unless --probe-toolchain asks the
compiler ($CROSS_COMPILE$CC, gcc by default), as make does.

With --objects, the makefiles are evaluated as well: every object with its
state and the condition under which it is built, in or as a module.`,
		Example: `  callgate kconfig --arch x86_64 --config .config --get ADVISE_SYSCALLS
  callgate kconfig --arch arm64 --config fragment --olddefconfig --format dotconfig
  callgate kconfig --arch x86_64 --config .config --objects | grep mm/madvise.o`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.kdir, "kdir", ".", "the kernel tree, in `DIR`")
	flags.StringVar(&f.arch, "arch", "", "the kernel's own `ARCH` value: x86_64, i386, arm64, ...")
	flags.StringVar(&f.config, "config", "", "the configuration, complete or a fragment, in `FILE`")
	flags.BoolVar(&f.olddef, "olddefconfig", false, "give symbols that FILE does not mention their defaults without saying so")
	flags.BoolVar(&f.probe, "probe-toolchain", false, "run the compiler to answer what Kconfig asks of it")
	flags.StringArrayVar(&f.get, "get", nil, "print `SYMBOL`=value only; may be repeated")
	flags.BoolVar(&f.objects, "objects", false, "print what becomes of every object: built in (y), module (m) or neither (n), and why")
	flags.StringVar(&f.format, "format", "dotconfig", "dotconfig, or json")
	for _, name := range []string{"arch", "config"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
	return cmd
}

func (f *kconfigFlags) run(stdout, stderr io.Writer) error {
	if f.format != "dotconfig" && f.format != "json" {
		return fmt.Errorf("--format %s: use dotconfig or json", f.format)
	}
	src, err := os.ReadFile(f.config)
	if err != nil {
		return fmt.Errorf("cannot read the configuration: %w", err)
	}
	config, problems := kconfig.ParseConfig(f.config, src)
	for _, p := range problems {
		fmt.Fprintln(stderr, p)
	}
	fsys, err := f.open()
	if err != nil {
		return err
	}
	tree, err := f.tree(fsys, stderr)
	if err != nil {
		return err
	}
	values := tree.Evaluate(config)
	for _, p := range values.Problems() {
		fmt.Fprintln(stderr, p)
	}
	f.remarks(stderr, values)
	out := bufio.NewWriter(stdout)
	defer out.Flush()
	switch {
	case f.objects:
		return f.printObjects(out, stderr, fsys, values)
	case len(f.get) > 0:
		return f.printSymbols(out, stderr, values)
	case f.format == "json":
		return printJSON(out, values)
	}
	return values.WriteConfig(out)
}

// open opens the kernel tree. No link is followed out of it.
func (f *kconfigFlags) open() (fs.FS, error) {
	root, err := os.OpenRoot(f.kdir)
	if err != nil {
		return nil, fmt.Errorf("cannot open the kernel tree: %w", err)
	}
	fsys := root.FS()
	for _, name := range []string{"Makefile", "Kconfig"} {
		if _, err := fs.Stat(fsys, name); err != nil {
			return nil, fmt.Errorf("%s is not a kernel tree: %w", f.kdir, err)
		}
	}
	return fsys, nil
}

// tree reads the Kconfig files of the kernel tree for the architecture.
func (f *kconfigFlags) tree(fsys fs.FS, stderr io.Writer) (*kconfig.Tree, error) {
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if err != nil {
		return nil, fmt.Errorf("cannot read the top makefile: %w", err)
	}
	environment := kconfig.Environment(makefile, f.arch)
	srcarch := environment["SRCARCH"]
	if _, err := fs.Stat(fsys, "arch/"+srcarch+"/Kconfig"); err != nil {
		return nil, fmt.Errorf("--arch %s: %s has no arch/%s/Kconfig", f.arch, f.kdir, srcarch)
	}
	opts := kconfig.ParseOptions{Environment: environment}
	if f.probe {
		top, err := filepath.Abs(f.kdir)
		if err != nil {
			return nil, err
		}
		opts.Environment["srctree"] = top
		probe, err := newProbe(opts.Environment)
		if err != nil {
			return nil, err
		}
		defer probe.close()
		opts.Shell = probe.shell
	}
	tree := kconfig.Parse(fsys, opts)
	for _, p := range tree.Problems {
		fmt.Fprintln(stderr, p)
	}
	return tree, nil
}

// remarks says what the values rest on besides the configuration.
func (f *kconfigFlags) remarks(stderr io.Writer, v *kconfig.Values) {
	if f.globals.quiet {
		return
	}
	if f.globals.verbose {
		for _, q := range v.Tree().Questions {
			answer, known := v.Answer(q)
			if !known {
				answer = "not told by the configuration, taken as no"
			}
			fmt.Fprintf(stderr, "%s:%s: %s: %s\n", q.File, q.Range.Start, q.Text, answer)
		}
	}
	if v.Unanswered() {
		fmt.Fprintf(stderr, "callgate: %s does not tell what the compiler can do; all of that counts as no, unless --probe-toolchain asks it\n", f.config)
	}
	if f.olddef {
		return
	}
	changed := v.Changes()
	for i, c := range changed {
		if i == 10 && !f.globals.verbose {
			fmt.Fprintf(stderr, "callgate: and %d more symbols; --verbose lists them\n", len(changed)-i)
			break
		}
		fmt.Fprintf(stderr, "callgate: CONFIG_%s: %s has %s, the tree makes it %s\n", c.Symbol.Name, f.config, c.Before, c.After)
	}
}

func (f *kconfigFlags) printSymbols(out, stderr io.Writer, v *kconfig.Values) error {
	var missing error
	for _, name := range f.get {
		name = strings.TrimPrefix(name, "CONFIG_")
		value, defined := v.Value(name)
		if !defined {
			fmt.Fprintf(stderr, "callgate: no Kconfig file of this architecture defines %s\n", name)
			missing = errFindings
			continue
		}
		fmt.Fprintf(out, "%s=%s\n", name, value)
	}
	return missing
}

func printJSON(out io.Writer, v *kconfig.Values) error {
	all := map[string]string{}
	v.Symbols(func(s *kconfig.Symbol) { all[s.Name] = v.ValueOf(s) })
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(all)
}
