package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"callgate/abi"
	"callgate/internal/load"
	"callgate/vmlinux"
)

// analyzeFlags are the flags of callgate analyze.
type analyzeFlags struct {
	kdir          string
	config        string
	arch          []string
	remap         []string
	format        string
	absolutePaths bool
	sourceURL     string
	all           bool
}

// reporters print the result of an analysis, by the name of the format.
var reporters = map[string]func(io.Writer, report) error{
	"text": writeText,
	"json": writeJSON,
	"html": writeHTML,
	"tsv":  writeTSV,
}

// report is what the formats print.
type report struct {
	kernel   *vmlinux.Kernel
	surfaces []vmlinux.Surface
	source   string // what tells the version: "vmlinux", "running" or "Makefile"
	config   string // where the configuration is, empty where there is none
	all      bool   // stubs too
	width    int    // of the terminal, 0 where there is none
	// sourceURL is where links to the sources lead, with {release}, {file} and
	// {line} to be filled in.
	sourceURL string
}

func newAnalyze(g *globals) *cobra.Command {
	f := &analyzeFlags{}
	cmd := &cobra.Command{
		Use:   "analyze [IMAGE|running]",
		Short: "List the system calls of a kernel, built or configured",
		Long: `Analyze reads a kernel image and lists the system calls that it offers under
each ABI: number, name, handler, place in the sources, and parameters. The image
is a vmlinux with or without symbols, or a boot image (bzImage, zImage, Image.gz,
vmlinuz.efi, ...). Calls that were compiled out are left out; --all lists them
too, with what told so.

With the word running it describes the kernel of this machine, from what the
kernel tells about itself; the numbers then come from the tables of --kdir.

Without an image, it predicts from the sources and a configuration what a
kernel will have: --kdir and --config name them.`,
		Example: `  callgate analyze vmlinux
  callgate analyze vmlinux --arch x86-64-ia32 --format tsv
  callgate analyze /boot/vmlinuz --format html > calls.html
  callgate analyze vmlinux --kdir ~/linux --absolute-paths --format json
  callgate analyze running --kdir ~/linux
  callgate analyze --kdir ~/linux --config ~/linux/.config --all`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return runPredict(cmd, g, f)
			}
			return runAnalyze(cmd, g, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.kdir, "kdir", "", "the `DIR`ectory of the sources that the image was built from")
	flags.StringVar(&f.config, "config", "", "the configuration `FILE` that the image was built with")
	flags.StringSliceVar(&f.arch, "arch", []string{"all"}, "the `ABI`s to list, or an architecture for all of its ABIs, or all")
	flags.StringArrayVar(&f.remap, "remap", nil, "replace the beginning of source paths in the debug information, `FROM=TO`")
	flags.StringVar(&f.format, "format", "text", "text, json, html or tsv")
	flags.BoolVar(&f.absolutePaths, "absolute-paths", false, "print source paths below --kdir in full")
	flags.StringVar(&f.sourceURL, "source-url", "https://elixir.bootlin.com/linux/v{release}/source/{file}#L{line}",
		"where the links of --format html lead, a `URL` with {release}, {file} and {line}")
	flags.BoolVar(&f.all, "all", false, "list every slot that has a handler, stubs too, with its state and why")
	return cmd
}

func runAnalyze(cmd *cobra.Command, g *globals, f *analyzeFlags, image string) error {
	stdout, stderr := cmd.OutOrStdout(), cmd.ErrOrStderr()
	write, ok := reporters[f.format]
	if !ok {
		return fmt.Errorf("--format %s: the formats are text, json, html and tsv", f.format)
	}
	if f.absolutePaths && f.kdir == "" {
		return errors.New("--absolute-paths needs --kdir, the directory that the paths are in")
	}
	options, err := analyzeOptions(f)
	if err != nil {
		return err
	}
	var kernel *vmlinux.Kernel
	source := "vmlinux"
	if image == "running" {
		source = image
		kernel, err = loadRunning(cmd, g, f.kdir)
	} else {
		kernel, err = loadImage(cmd.Context(), g, image, options, stderr)
	}
	if err != nil {
		return err
	}
	surfaces, err := chooseSurfaces(kernel, f.arch)
	if err != nil {
		return fmt.Errorf("%s: %w", image, err)
	}
	if f.absolutePaths {
		if err := makeAbsolute(surfaces, f.kdir); err != nil {
			return err
		}
	}
	if !g.quiet {
		for _, note := range kernel.Notes {
			fmt.Fprintf(stderr, "%s: %s\n", image, note)
		}
	}
	return write(stdout, report{kernel, surfaces, source, load.ConfigSource(kernel, image, f.config), f.all, terminalWidth(stdout), f.sourceURL})
}

// analyzeOptions checks the flags that change the analysis.
func analyzeOptions(f *analyzeFlags) (vmlinux.Options, error) {
	var options vmlinux.Options
	for _, r := range f.remap {
		from, to, ok := strings.Cut(r, "=")
		if !ok || from == "" {
			return options, fmt.Errorf("--remap %s: write FROM=TO", r)
		}
		options.Remap = append(options.Remap, vmlinux.Remap{From: from, To: to})
	}
	if f.kdir != "" {
		if _, err := os.Stat(filepath.Join(f.kdir, "Kbuild")); err != nil {
			return options, fmt.Errorf("--kdir %s: not a kernel tree", f.kdir)
		}
	}
	if f.config != "" {
		if _, err := os.Stat(f.config); err != nil {
			return options, fmt.Errorf("--config %w", err)
		}
	}
	return options, nil
}

// chooseSurfaces picks the ABIs asked for, in the order of the image's. A word
// is an ABI of the image by any of its names; else an architecture.
func chooseSurfaces(kernel *vmlinux.Kernel, words []string) ([]vmlinux.Surface, error) {
	var abis []*abi.ABI
	for _, s := range kernel.Surfaces {
		abis = append(abis, s.ABI)
	}
	chosen := map[*abi.ABI]bool{}
	for _, word := range words {
		found := false
		for _, a := range abis {
			if a.Name == word || slices.Contains(a.Aliases, word) {
				chosen[a], found = true, true
			}
		}
		for _, a := range abis {
			if !found && (word == "all" || word == a.Arch) {
				chosen[a] = true
			}
		}
		if len(chosen) > 0 && (found || word == "all" || word == kernel.Arch) {
			continue
		}
		has := strings.Join(abi.Names(abis), ", ")
		if _, known := abi.ByName(word); known {
			return nil, fmt.Errorf("the image does not have the ABI %s; it has %s", word, has)
		}
		return nil, fmt.Errorf("--arch %s: no such ABI or architecture; the image has %s", word, has)
	}
	return slices.DeleteFunc(slices.Clone(kernel.Surfaces), func(s vmlinux.Surface) bool { return !chosen[s.ABI] }), nil
}

// loadImage analyzes an image, or takes the result from the cache.
func loadImage(ctx context.Context, g *globals, image string, options vmlinux.Options, stderr io.Writer) (*vmlinux.Kernel, error) {
	kernel, cacheErr, err := load.CachedImage(ctx, g.cacheDir(), image, options)
	if cacheErr != nil && g.verbose {
		fmt.Fprintf(stderr, "callgate: cache: %s\n", oneLine(cacheErr))
	}
	return kernel, err
}

// loadRunning describes the running kernel, with the numbers of a tree.
func loadRunning(cmd *cobra.Command, g *globals, kdir string) (*vmlinux.Kernel, error) {
	if kdir == "" {
		return nil, errors.New("running: the kernel does not tell the numbers of its calls; give --kdir, a source tree of about its release")
	}
	tree, _, err := scanTree(cmd, kdir, g)
	if err != nil {
		return nil, err
	}
	kernel, err := load.Running(tree)
	if err != nil {
		return nil, fmt.Errorf("running: %w", err)
	}
	return kernel, nil
}

// makeAbsolute puts the tree before every path.
func makeAbsolute(surfaces []vmlinux.Surface, kdir string) error {
	tree, err := filepath.Abs(kdir)
	if err != nil {
		return err
	}
	for _, s := range surfaces {
		for i, slot := range s.Slots {
			if slot.File != "" && !filepath.IsAbs(slot.File) {
				s.Slots[i].File = filepath.Join(tree, slot.File)
			}
		}
	}
	return nil
}

// listed returns the slots of a surface that a report shows.
func (r report) listed(s vmlinux.Surface) []vmlinux.Slot {
	if r.all {
		return s.Slots
	}
	return slices.DeleteFunc(slices.Clone(s.Slots), func(slot vmlinux.Slot) bool { return slot.State != vmlinux.Present })
}
