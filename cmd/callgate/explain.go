package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"callgate/abi"
	"callgate/index"
	"callgate/internal/load"
	"callgate/kconfig"
	"callgate/xref"
)

type explainFlags struct {
	kdir, abi, image, config, format string
	enable                           bool
}

func newExplain(g *globals) *cobra.Command {
	f := &explainFlags{}
	cmd := &cobra.Command{
		Use:   "explain NAME",
		Short: "Say whether a kernel has a syscall, and why not",
		Long: `Explain tells what became of a syscall in a kernel that was built (--image), or
what a configuration makes of it (--config), with every step of the reason: the
#if around the definition, the makefile lines that build its object, and why
each configuration symbol on the way is off.

With --enable it looks for settings that bring the syscall in: added to the
configuration, they do. They are few, but not proved to be the fewest.

The exit status is 0 when the syscall is there, 1 otherwise.`,
		Example: `  callgate explain bpf --kdir ~/linux --config ~/linux/.config
  callgate explain madvise --config tiny.config --enable --format json
  callgate explain uselib --kdir ~/linux --image vmlinux --abi x86-64-ia32`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(cmd, g, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.kdir, "kdir", "", "the kernel tree's `DIR`ectory (default: the one around the current directory)")
	flags.StringVar(&f.abi, "abi", "", "the `ABI` to ask for (default: the kernel's own)")
	flags.StringVar(&f.image, "image", "", "the built kernel to ask, a vmlinux `FILE`")
	flags.StringVar(&f.config, "config", "", "the configuration `FILE` (default: the one in or beside the image)")
	flags.BoolVar(&f.enable, "enable", false, "look for settings that bring the syscall in")
	flags.StringVar(&f.format, "format", "text", "text or json")
	return cmd
}

// explanation is the answer; its JSON form is a contract.
type explanation struct {
	Name       string              `json:"name"`
	ABI        string              `json:"abi"`
	Verdict    string              `json:"verdict"`
	Reasons    []explanationReason `json:"reasons"`
	Enable     []explanationSet    `json:"enable"`
	Impossible bool                `json:"impossible"`
}

type explanationReason struct {
	Kind   string `json:"kind"`
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"` // from 1; left out for a reason from an image
	Text   string `json:"text"`
	Symbol string `json:"symbol,omitempty"`
	Value  string `json:"value,omitempty"`
}

type explanationSet struct {
	Symbol string `json:"symbol"`
	Value  string `json:"value"`
}

func runExplain(cmd *cobra.Command, g *globals, f *explainFlags, name string) error {
	if f.format != "text" && f.format != "json" {
		return fmt.Errorf("--format %s: the formats are text and json", f.format)
	}
	if f.image == "" && f.config == "" {
		return errors.New("name a kernel with --image, or a configuration with --config")
	}
	if f.enable && f.config == "" {
		return errors.New("--enable needs the configuration to start from, with --config")
	}
	dir, err := treeDir(f.kdir)
	if err != nil {
		return err
	}
	var only *abi.ABI
	if f.abi != "" {
		if only, err = abi.Parse(f.abi); err != nil {
			return fmt.Errorf("--abi: %w", err)
		}
	}
	ix, _, err := scanTree(cmd, dir, g)
	if err != nil {
		return err
	}
	e := &explainer{index: ix, only: only, name: name, image: f.image}
	if f.config != "" {
		arch := ""
		if only != nil {
			arch = only.Arch
		}
		if e.configured, err = load.Configure(dir, arch, f.config); err != nil {
			return err
		}
	}
	if f.image != "" {
		if e.build, _, err = load.Build(cmd.Context(), "", f.image, f.config, g.cacheDir()); err != nil {
			return err
		}
		e.snapshot = xref.New(ix, load.Makefiles(dir, ix), []*xref.Build{e.build}, "")
	}
	out, ok := e.explain(f.enable)
	if !ok {
		where := ""
		if only != nil {
			where = " in its table for " + only.Name
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "callgate: %s has no syscall %s%s\n", dir, name, where)
		return errFindings
	}
	if f.format == "json" {
		encoder := json.NewEncoder(cmd.OutOrStdout())
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(out)
	} else {
		err = out.write(cmd.OutOrStdout(), f.enable)
	}
	if err == nil && out.Verdict != xref.Present.String() {
		return errFindings
	}
	return err
}

// explainer puts the answer together.
type explainer struct {
	index      *index.Index
	only       *abi.ABI
	name       string
	image      string
	configured *xref.Configured
	build      *xref.Build
	snapshot   *xref.Snapshot
}

// row finds the row that is meant: that of the ABI asked for, else of the first
// ABI that the kernel serves and whose table has the syscall, by the row's name
// or the entry symbol's.
func (e *explainer) row() (t index.Table, row *index.Row, ok bool) {
	var served []index.Table
	for _, t := range e.index.Tables() {
		switch {
		case e.only != nil && t.ABI != e.only:
		case e.build != nil && e.build.Surface(t.ABI) == nil && e.only == nil:
		case e.build == nil && e.only == nil && t.ABI.Arch != e.configured.Arch:
		default:
			served = append(served, t)
		}
	}
	if e.build == nil && e.only == nil {
		served = e.configured.ABIs(e.index)
	}
	for _, t := range served {
		for _, row := range t.Rows {
			symbol := t.EntrySymbol(row)
			if row.Name == e.name || symbol == "sys_"+e.name || symbol == "compat_sys_"+e.name {
				return t, row, true
			}
		}
	}
	return index.Table{}, nil, false
}

// explain makes the answer; ok is false where no table has the syscall.
func (e *explainer) explain(enable bool) (out *explanation, ok bool) {
	t, row, ok := e.row()
	if !ok {
		return nil, false
	}
	out = &explanation{Name: e.name, ABI: t.ABI.Name, Reasons: []explanationReason{}, Enable: []explanationSet{}}
	if e.configured != nil {
		p := xref.PredictRow(e.index, t, row, e.configured)
		out.Verdict = p.State.String()
		e.add(out, p.Reasons)
	}
	if e.build != nil {
		e.fromImage(out, row, t.ABI)
	}
	if enable && out.Verdict != xref.Present.String() {
		goal := xref.Presence(e.index, t, row, e.configured)
		settings, outcome := e.configured.Values.Enable(goal)
		switch outcome {
		case kconfig.Impossible:
			out.Impossible = true
		case kconfig.NotFound:
			out.Reasons = append(out.Reasons, explanationReason{Kind: "evidence", Text: "no settings were found that bring it in, which proves nothing; it is there under " + goal.String()})
		}
		for _, s := range settings {
			out.Enable = append(out.Enable, explanationSet{s.Name, s.Value})
		}
	}
	return out, true
}

// fromImage adds what the image says. What it has counts more than what a
// configuration would make: where they disagree, the build is not of this
// configuration, and that is said.
func (e *explainer) fromImage(out *explanation, row *index.Row, a *abi.ABI) {
	for _, n := range e.snapshot.RowsNamed(row.Name) {
		if n.ABI != a || n.Row.Range != row.Range {
			continue
		}
		v := e.snapshot.RowVerdict(n, e.build)
		predicted := out.Verdict
		out.Verdict = v.State.String()
		var reasons []xref.Reason
		for _, r := range v.Reasons {
			if predicted == "" || r.File == "" || r.Kind == "weak-stub" || r.Kind == "alias-stub" {
				reasons = append(reasons, r) // the others are those of the configuration
			}
		}
		e.add(out, reasons)
		if predicted != "" && predicted != out.Verdict && predicted != xref.Unknown.String() && v.State != xref.Unknown {
			out.Reasons = append(out.Reasons, explanationReason{
				Kind: "stale-build", File: e.image,
				Text: fmt.Sprintf("the configuration makes it %s, the image has it %s: the image was built from something else", predicted, out.Verdict),
			})
		}
		return
	}
}

// add appends reasons, each followed by why its symbol is off.
func (e *explainer) add(out *explanation, reasons []xref.Reason) {
	for _, r := range reasons {
		j := explanationReason{Kind: r.Kind, File: r.File, Text: r.Text, Symbol: r.Symbol, Value: r.Value}
		if r.File == "" {
			j.File = e.image
		} else {
			j.Line = r.Range.Start.Line + 1
		}
		out.Reasons = append(out.Reasons, j)
		if r.Symbol != "" && r.Value == "n" && e.configured != nil {
			e.addWhy(out, e.configured.Values.WhyOff(r.Symbol))
		}
	}
}

func (e *explainer) addWhy(out *explanation, reasons []kconfig.Reason) {
	for _, r := range reasons {
		j := explanationReason{Kind: r.Kind.String(), File: r.File, Text: r.Text, Symbol: r.Symbol.Name, Value: "n"}
		if r.File != "" {
			j.Line = r.Range.Start.Line + 1
		}
		out.Reasons = append(out.Reasons, j)
		e.addWhy(out, r.Because)
	}
}

// write prints the answer for people.
func (x *explanation) write(w io.Writer, enable bool) error {
	text := fmt.Sprintf("%s is %s under %s\n", x.Name, x.Verdict, x.ABI)
	for _, r := range x.Reasons {
		switch {
		case r.Line > 0:
			text += fmt.Sprintf("  %s:%d: %s\n", r.File, r.Line, r.Text)
		case r.File != "":
			text += fmt.Sprintf("  %s: %s\n", r.File, r.Text)
		default:
			text += fmt.Sprintf("  %s\n", r.Text)
		}
	}
	switch {
	case x.Impossible:
		text += "No configuration of this architecture has it.\n"
	case len(x.Enable) > 0:
		text += "To bring it in, set\n"
		for _, s := range x.Enable {
			text += fmt.Sprintf("  CONFIG_%s=%s\n", s.Symbol, s.Value)
		}
	}
	_, err := io.WriteString(w, text)
	return err
}
