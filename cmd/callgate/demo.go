package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"callgate/index"
	"callgate/lsp"
	"callgate/lsp/editor"
	"callgate/testdata/mini"
)

func newDemo(g *globals) *cobra.Command {
	var kdir, image string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show what an editor shows, on a built-in sample or on your kernel",
		Long: `Demo starts the language server, opens a kernel tree with it as an editor does,
and prints what the editor would show: a hover, the jump from a row of the
syscall table, the jump from a number, and a definition that the build compiles
out. Without flags it does so on a built-in sample: a miniature kernel and an
image of it.`,
		Example: `  callgate demo
  callgate demo --kdir ~/linux --image ~/linux/vmlinux`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir := kdir
			if dir == "" {
				if image != "" {
					return errors.New("--image needs --kdir, the tree that the image was built from")
				}
				sample, err := os.MkdirTemp("", "callgate-demo-")
				if err != nil {
					return err
				}
				defer os.RemoveAll(sample)
				if err := mini.WriteBuilt(sample, mini.Small); err != nil {
					return err
				}
				dir = sample
			}
			if _, err := index.Release(os.DirFS(dir)); err != nil {
				return fmt.Errorf("%s: %w", dir, err)
			}
			d := demo{out: bufio.NewWriter(cmd.OutOrStdout()), sample: kdir == ""}
			if !d.sample { // nobody opens the sample twice
				d.cacheDir = g.cacheDir()
			}
			if err := d.run(cmd.Context(), dir, image); err != nil {
				return err
			}
			return d.out.Flush()
		},
	}
	cmd.Flags().StringVar(&kdir, "kdir", "", "show this kernel tree's `DIR`ectory instead of the sample")
	cmd.Flags().StringVar(&image, "image", "", "compare with this vmlinux `FILE` (default: what is found in the tree)")
	return cmd
}

// demo shows what a server answers.
type demo struct {
	out      *bufio.Writer
	sample   bool
	cacheDir string
	ed       *editor.Editor
}

// demoPatience bounds the wait for a tree and its images.
const demoPatience = 2 * time.Minute

func (d *demo) run(ctx context.Context, dir, image string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	settings := lsp.Settings{}
	if image != "" {
		abs, err := filepath.Abs(image)
		if err != nil {
			return err
		}
		settings.Builds = []lsp.BuildSetting{{Image: abs}}
		settings.DiscoverBuilds = new(false)
	} else if d.sample {
		settings.Builds = []lsp.BuildSetting{{Name: "sample", Image: filepath.Join(dir, "vmlinux")}}
	}
	started := time.Now()
	d.ed, err = editor.Start(ctx, dir, lsp.Options{Version: version(), CacheDir: d.cacheDir}, editor.Options{Settings: settings, Pull: true, PlainText: true})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, d.ed.Close(context.WithoutCancel(ctx))) }()

	if err := d.ed.WaitProgress(ctx, "Indexing"); err != nil {
		return fmt.Errorf("%s was not indexed within %v", dir, demoPatience)
	}
	files, err := d.siteFiles(ctx)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.Join(append(d.complaints(), fmt.Errorf("%s has no syscall definitions", dir))...)
	}
	if image != "" || d.sample {
		if err := d.ed.WaitProgress(ctx, "Analyzing"); err != nil {
			return err
		}
		if complaints := d.complaints(); len(complaints) > 0 {
			return complaints[0]
		}
	}
	if d.sample {
		fmt.Fprintf(d.out, "A miniature kernel, and a build of it that leaves things out, as an editor shows them.\n")
	} else {
		fmt.Fprintf(d.out, "%s, ready after %.1f s, as an editor shows it.\n", dir, time.Since(started).Seconds())
	}
	for _, step := range []func(context.Context) error{d.hover, d.table, d.number} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return d.compiledOut(ctx, files)
}

// complaints returns what the server told the user.
func (d *demo) complaints() []error {
	var errs []error
	for _, m := range d.ed.Messages() {
		errs = append(errs, errors.New(strings.TrimPrefix(m, "callgate: ")))
	}
	return errs
}

// siteFiles returns the files that have sites.
func (d *demo) siteFiles(ctx context.Context) ([]string, error) {
	symbols, err := d.ed.Symbols(ctx, "")
	var files []string
	for _, s := range symbols {
		if !slices.Contains(files, s.Place.Path) {
			files = append(files, s.Place.Path)
		}
	}
	return files, err
}

// jump returns the place of the first answer to a query.
func (d *demo) jump(ctx context.Context, query string) (editor.Symbol, error) {
	symbols, err := d.ed.Symbols(ctx, query)
	if err != nil {
		return editor.Symbol{}, err
	}
	if len(symbols) == 0 {
		return editor.Symbol{}, fmt.Errorf("this tree has no %s", query)
	}
	return symbols[0], nil
}

// hover shows the hover on the definition of openat2.
func (d *demo) hover(ctx context.Context) error {
	s, err := d.jump(ctx, "openat2")
	if err != nil {
		return err
	}
	if err := d.ed.Open(ctx, s.Place.Path); err != nil {
		return err
	}
	line, character := position(s.Place)
	text, err := d.ed.Hover(ctx, s.Place.Path, line, character)
	if err != nil {
		return err
	}
	d.heading("Hover on a definition")
	d.show(s.Place)
	d.indent(text)
	return nil
}

// table shows the jump from the number of a table row to the definition.
func (d *demo) table(ctx context.Context) error {
	s, err := d.jump(ctx, "execve")
	if err != nil {
		return err
	}
	line, character := position(s.Place)
	if err := d.ed.Open(ctx, s.Place.Path); err != nil {
		return err
	}
	refs, err := d.ed.References(ctx, s.Place.Path, line, character)
	if err != nil {
		return err
	}
	table := func(suffix string) int {
		return slices.IndexFunc(refs, func(p editor.Place) bool { return strings.HasSuffix(p.Path, suffix) })
	}
	i := table("x86/entry/syscalls/syscall_64.tbl")
	if i < 0 {
		i = table(".tbl")
	}
	if i < 0 {
		return errors.New("this tree has no table with execve")
	}
	row := refs[i]
	if err := d.ed.Open(ctx, row.Path); err != nil {
		return err
	}
	row.Range.Start.Character, row.Range.End.Character = 0, 2 // the number
	places, err := d.ed.Definition(ctx, row.Path, int(row.Range.Start.Line), 0)
	if err != nil {
		return err
	}
	if len(places) == 0 {
		return errors.New("the number of execve has no definition")
	}
	d.heading("Go to definition, on the number of a table row")
	d.show(row)
	fmt.Fprintf(d.out, "  goes to\n")
	d.show(places[0])
	return nil
}

// number shows the jump from a number that is typed.
func (d *demo) number(ctx context.Context) error {
	d.heading("Go to symbol, typed")
	for _, query := range []string{"59", "0x3b", "x86-64-ia32 11"} {
		s, err := d.jump(ctx, query)
		if err != nil {
			return err
		}
		fmt.Fprintf(d.out, "  %-15s goes to %s (%s), %s\n", query, s.Name, s.Container, d.place(s.Place))
	}
	return nil
}

// compiledOut shows a definition that the build leaves out: the one of which
// the server can say most.
func (d *demo) compiledOut(ctx context.Context, files []string) error {
	var best editor.Diagnostic
	var where string
	for _, file := range files {
		// The server answers for files that are not open, too.
		diagnostics, err := d.ed.Diagnostics(ctx, file)
		if err != nil {
			return err
		}
		for _, diagnostic := range diagnostics {
			if where == "" || len(diagnostic.RelatedInformation) > len(best.RelatedInformation) {
				best, where = diagnostic, file
			}
		}
	}
	d.heading("A definition that the build compiles out, greyed")
	if where == "" {
		fmt.Fprintf(d.out, "  There is none to show: no build was found, or it has everything.\n")
		return nil
	}
	d.show(editor.Place{Path: where, Range: best.Range})
	d.indent(fmt.Sprint(best.Message))
	for _, r := range best.RelatedInformation {
		fmt.Fprintf(d.out, "    %s: %s\n", d.place(editor.Place{Path: r.Location.URI.FsPath(), Range: r.Location.Range}), r.Message)
	}
	return nil
}

func position(p editor.Place) (line, character int) {
	return int(p.Range.Start.Line), int(p.Range.Start.Character)
}

func (d *demo) heading(title string) {
	fmt.Fprintf(d.out, "\n── %s %s\n\n", title, strings.Repeat("─", max(0, 72-len(title))))
}

// place formats a place relative to the tree, from 1.
func (d *demo) place(p editor.Place) string {
	rel, err := filepath.Rel(d.ed.Root, p.Path)
	if err != nil {
		rel = p.Path
	}
	return fmt.Sprintf("%s:%d", rel, p.Range.Start.Line+1)
}

// show prints a line of a file with a mark under the range.
func (d *demo) show(p editor.Place) {
	fmt.Fprintf(d.out, "  %s\n", d.place(p))
	f, err := os.Open(p.Path)
	if err != nil {
		return
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	var line string
	for range p.Range.Start.Line + 1 {
		if line, err = lines.ReadString('\n'); err != nil && !errors.Is(err, io.EOF) {
			return
		}
	}
	line = strings.TrimRight(line, "\r\n")
	number := fmt.Sprintf("%5d", p.Range.Start.Line+1)
	fmt.Fprintf(d.out, "%s │ %s\n", number, strings.ReplaceAll(line, "\t", "    "))
	start, end := int(p.Range.Start.Character), int(p.Range.End.Character)
	if p.Range.End.Line != p.Range.Start.Line {
		end = len(line)
	}
	start, end = min(start, len(line)), min(end, len(line))
	before := strings.ReplaceAll(line[:start], "\t", "    ")
	marked := strings.ReplaceAll(line[start:max(start, end)], "\t", "    ")
	fmt.Fprintf(d.out, "      │ %s%s\n", strings.Repeat(" ", len(before)), strings.Repeat("^", max(1, len(marked))))
}

// indent prints a text below what it speaks of.
func (d *demo) indent(text string) {
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		fmt.Fprintf(d.out, "%s\n", strings.TrimRight("    "+line, " "))
	}
}
