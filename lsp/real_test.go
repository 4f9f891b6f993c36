package lsp_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"callgate/index"
	"callgate/internal/load"
	"callgate/lsp/editor"
	"callgate/testdata/need"
)

// latencies are how long the server took to answer.
type latencies []time.Duration

func (l *latencies) time(ask func()) {
	started := time.Now()
	ask()
	*l = append(*l, time.Since(started))
}

// String returns the median and the 99th percentile.
func (l latencies) String() string {
	slices.Sort(l)
	return fmt.Sprintf("%d requests, median %v, p99 %v", len(l), l[len(l)/2].Round(time.Microsecond), l[len(l)*99/100].Round(time.Microsecond))
}

// real opens Debian's 6.1 tree with the image built from it.
func real(t *testing.T) (*editor.Editor, context.Context, *index.Index) {
	t.Helper()
	tree, image := need.Corpus(t, "src-6.1"), need.Corpus(t, "images/amd64-6.1-amd64/vmlinux")
	ix, _, err := load.Tree(t.Context(), tree, "", index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, ctx := start(t, tree, editor.Options{Pull: true, Settings: map[string]any{
		"builds": []any{map[string]string{"name": "amd64", "image": image}}, "discoverBuilds": false,
	}})
	if err := e.WaitProgress(ctx, "Analyzing"); err != nil {
		t.Fatal(err)
	}
	return e, ctx, ix
}

// TestRealEverySite hovers over all definitions of Linux 6.1.
func TestRealEverySite(t *testing.T) {
	e, ctx, ix := real(t)
	var taken latencies
	sites := 0
	for f := range ix.Files() {
		for _, site := range f.Sites {
			sites++
			var hover string
			var err error
			taken.time(func() { hover, err = e.Hover(ctx, f.Path, site.NameRange.Start.Line, site.NameRange.Start.Col) })
			name := strings.ReplaceAll(site.Name, "_", `\_`)
			if err != nil || !strings.HasPrefix(hover, "**"+name+"**") || !strings.Contains(hover, "amd64 (Linux 6.1.") {
				t.Errorf("%s:%d %s: %v\n%s", f.Path, site.NameRange.Start.Line+1, site.Name, err, hover)
			}
		}
	}
	if sites < 700 {
		t.Errorf("only %d sites", sites)
	}
	t.Logf("hover: %v", taken)
}

// TestRealEveryNumber goes from each number to its definition, typed and from
// the table, and compares with where the image's tables have it.
func TestRealEveryNumber(t *testing.T) {
	e, ctx, ix := real(t)
	var jumps, definitions latencies
	for abi, table := range map[string]string{
		"x86-64":      "arch/x86/entry/syscalls/syscall_64.tbl",
		"x86-64-ia32": "arch/x86/entry/syscalls/syscall_32.tbl",
		"x86-64-x32":  "arch/x86/entry/syscalls/syscall_64.tbl",
	} {
		golden, err := os.Open(filepath.Join("..", "vmlinux", "testdata", "golden", "amd64-6.1-amd64."+abi+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		defer golden.Close()
		numbering, ok := ix.Table(abi)
		if !ok {
			t.Fatalf("the tree has no table for %s", abi)
		}
		lines := bufio.NewScanner(golden)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "#") {
				continue
			}
			columns := strings.Split(lines.Text(), "\t")
			number, want := columns[0], columns[3]+":"+columns[4]
			if columns[4] == "" {
				continue // assembly
			}
			var symbols []editor.Symbol
			jumps.time(func() { symbols, err = e.Symbols(ctx, abi+" "+number) })
			if err != nil || len(symbols) == 0 || relative(e, symbols[0].Place) != want {
				t.Errorf("%s %s typed: %v, %v; want %s", abi, number, symbols, err, want)
			}
			var n uint64
			fmt.Sscan(number, &n)
			row := numbering.Row(n)
			if row == nil {
				t.Errorf("%s %s has no row", abi, number)
				continue
			}
			// The rows of a file belong to several ABIs: a number that two share
			// goes where the active build's first ABI has it.
			if abi == "x86-64-x32" {
				continue
			}
			var places []editor.Place
			definitions.time(func() {
				places, err = e.Definition(ctx, table, row.NumberRange.Start.Line, row.NumberRange.Start.Col)
			})
			if err != nil || len(places) == 0 || relative(e, places[0]) != want {
				t.Errorf("%s: row %s: %v, %v; want %s", table, number, places, err, want)
			}
		}
	}
	t.Logf("jump: %v", jumps)
	t.Logf("definition: %v", definitions)
}

// TestRealConfigReferences lists the mentions of a symbol that is everywhere.
func TestRealConfigReferences(t *testing.T) {
	e, ctx, _ := real(t)
	line, col := mark(t, e, "net/socket.c", "CONFIG_NET", 1)
	var taken latencies
	var places []editor.Place
	for range 5 {
		var err error
		taken.time(func() { places, err = e.References(ctx, "net/socket.c", line, col) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(places) < 100 {
		t.Errorf("%d references", len(places))
	}
	t.Logf("references: %d places; %v", len(places), taken)
}
