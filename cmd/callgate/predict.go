package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"callgate/abi"
	"callgate/internal/load"
	"callgate/vmlinux"
	"callgate/xref"
)

// runPredict is analyze without an image: it tells from the sources and a
// configuration what a kernel will have.
func runPredict(cmd *cobra.Command, g *globals, f *analyzeFlags) error {
	write, ok := reporters[f.format]
	if !ok {
		return fmt.Errorf("--format %s: the formats are text, json, html and tsv", f.format)
	}
	if f.kdir == "" || f.config == "" {
		return errors.New("name an image to analyze; or a tree and a configuration, with --kdir and --config, to predict what they make")
	}
	if len(f.remap) > 0 {
		return errors.New("--remap is for the debug information of an image")
	}
	ix, _, err := scanTree(cmd, f.kdir, g)
	if err != nil {
		return err
	}
	configured, err := load.Configure(f.kdir, kernelArch(f.arch), f.config)
	if err != nil {
		return err
	}
	kernel := &vmlinux.Kernel{Version: ix.Release, Release: ix.Release, Arch: configured.Arch}
	unknown := 0
	for _, table := range configured.ABIs(ix) {
		kernel.Bits = table.ABI.KernelBits
		surface := vmlinux.Surface{ABI: table.ABI}
		for _, p := range xref.Predict(ix, table, configured) {
			slot, listed := predictedSlot(p)
			switch {
			case p.State == xref.Unknown:
				unknown++
				kernel.Notes = append(kernel.Notes, fmt.Sprintf("%s %d %s: cannot tell: %s", table.ABI, p.Number, p.Row.Name, p.Reasons[0].Text))
			case listed:
				surface.Slots = append(surface.Slots, slot)
			}
		}
		kernel.Surfaces = append(kernel.Surfaces, surface)
	}
	if len(kernel.Surfaces) == 0 {
		return fmt.Errorf("%s: a kernel of this configuration serves no ABI that %s has a table for", f.config, f.kdir)
	}
	surfaces, err := chooseSurfaces(kernel, f.arch)
	if err != nil {
		return fmt.Errorf("%s: %w", f.config, err)
	}
	if f.absolutePaths {
		if err := makeAbsolute(surfaces, f.kdir); err != nil {
			return err
		}
	}
	if !g.quiet {
		for _, note := range kernel.Notes {
			fmt.Fprintf(cmd.ErrOrStderr(), "callgate: %s\n", note)
		}
	}
	out := cmd.OutOrStdout()
	return write(out, report{
		kernel: kernel, surfaces: surfaces, source: "Makefile", config: f.config,
		all: f.all, width: terminalWidth(out), sourceURL: f.sourceURL,
	})
}

// kernelArch returns the architecture that --arch names, "" where it names
// none: then the configuration says it.
func kernelArch(words []string) string {
	for _, word := range words {
		if a, ok := abi.ByName(word); ok {
			return a.Arch
		}
		if len(abi.OfArch(word)) > 0 {
			return word
		}
	}
	return ""
}

// predictedSlot makes a slot of a prediction; listed is false for a row that
// the table itself leaves empty.
func predictedSlot(p xref.Predicted) (slot vmlinux.Slot, listed bool) {
	slot = vmlinux.Slot{Number: p.Number, Index: int(p.Row.Number), Symbol: p.Symbol}
	if slot.Name, slot.Original = p.ABI.SyscallName(p.Symbol); slot.Name == "" {
		slot.Name, slot.Original = p.Row.Name, p.Row.Name
	}
	if p.Site != nil {
		site := p.Site.Fact
		slot.File, slot.Line, slot.Place = p.Site.File.Path, site.Range.Start.Line+1, "source"
		if !site.Label {
			slot.Signature = "source"
			for _, a := range site.Arguments {
				slot.Arguments = append(slot.Arguments, vmlinux.Argument{Type: a.Type, Name: a.Name})
			}
		}
	}
	if p.State == xref.Present {
		return slot, true
	}
	slot.State = vmlinux.Stub
	for i, r := range p.Reasons {
		if i > 0 {
			slot.Evidence += "; "
		}
		slot.Evidence += r.Text
	}
	return slot, !slices.ContainsFunc(p.Reasons, func(r xref.Reason) bool { return r.Kind == "no-entry-in-table" })
}
