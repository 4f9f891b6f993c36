package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"callgate/index"
	"callgate/internal/load"
)

func newIndex(g *globals) *cobra.Command {
	var kdir, format string
	var stats bool
	cmd := &cobra.Command{
		Use:   "index",
		Short: "Print everything about system calls that the sources alone say",
		Long: `Index reads a kernel tree and prints, as JSON, the sites that define system
calls, the tables that number them, the stubs that stand in for them, their
prototypes, and what could not be read. Paths are relative to the tree; lines
and columns count from 1.`,
		Example: "  callgate index --kdir ~/linux --format json | jq '.sites | length'",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "json" {
				return fmt.Errorf("unknown format %q; index prints json", format)
			}
			x, done, err := scanTree(cmd, kdir, g)
			if err != nil {
				return err
			}
			start := time.Now()
			if err := printIndex(cmd.OutOrStdout(), kdir, x); err != nil {
				return err
			}
			if stats {
				printIndexStats(cmd.ErrOrStderr(), x, done, time.Since(start))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&kdir, "kdir", ".", "the kernel tree is in `DIR`")
	flags.StringVar(&format, "format", "json", "print `FORMAT`: json")
	flags.BoolVar(&stats, "stats", false, "say on standard error what was found, what was read, and how long it took")
	return cmd
}

// scanTree indexes the kernel tree in a directory.
func scanTree(cmd *cobra.Command, kdir string, g *globals) (*index.Index, index.Stats, error) {
	var stats index.Stats
	x, cacheErr, err := load.Tree(cmd.Context(), kdir, g.cacheDir(), index.Options{Stats: &stats})
	if cacheErr != nil && g.verbose {
		fmt.Fprintf(cmd.ErrOrStderr(), "callgate: cache: %s\n", oneLine(cacheErr))
	}
	return x, stats, err
}

// The types below are the JSON form of the index, a contract: lines and
// columns count from 1.
type (
	jsonIndex struct {
		Root       string          `json:"root"`
		Release    string          `json:"release"`
		Sites      []jsonSite      `json:"sites"`
		Tables     []jsonTable     `json:"tables"`
		Stubs      []jsonStub      `json:"stubs"`
		Prototypes []jsonPrototype `json:"prototypes"`
		Problems   []jsonProblem   `json:"problems"`
	}
	jsonSite struct {
		Name       string         `json:"name"`
		Macro      string         `json:"macro"`
		File       string         `json:"file"`
		Line       int            `json:"line"`
		Column     int            `json:"column"`
		Arguments  []jsonArgument `json:"arguments"`
		Conditions []string       `json:"conditions"`
	}
	jsonArgument struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	jsonTable struct {
		ABI  string    `json:"abi"`
		File string    `json:"file"`
		Rows []jsonRow `json:"rows"`
	}
	jsonRow struct {
		Number uint64 `json:"number"` // what a program passes
		Index  int64  `json:"index"`  // what the table says
		Name   string `json:"name"`
		Line   int    `json:"line"`
		Entry  string `json:"entry"`
		Compat string `json:"compat"`
	}
	jsonStub struct {
		Name       string   `json:"name"`
		Macro      string   `json:"macro"`
		Symbol     string   `json:"symbol"`
		File       string   `json:"file"`
		Line       int      `json:"line"`
		Column     int      `json:"column"`
		Weak       bool     `json:"weak"`
		Conditions []string `json:"conditions"`
	}
	jsonPrototype struct {
		Name       string         `json:"name"`
		Symbol     string         `json:"symbol"`
		File       string         `json:"file"`
		Line       int            `json:"line"`
		Column     int            `json:"column"`
		Arguments  []jsonArgument `json:"arguments"`
		Conditions []string       `json:"conditions"`
	}
	jsonProblem struct {
		File string `json:"file"`
		Line int    `json:"line"`
		Text string `json:"text"`
	}
)

func printIndex(w io.Writer, root string, x *index.Index) error {
	// Empty lists are lists, not null.
	out := jsonIndex{
		Root: root, Release: x.Release,
		Sites: []jsonSite{}, Tables: []jsonTable{}, Stubs: []jsonStub{},
		Prototypes: []jsonPrototype{}, Problems: []jsonProblem{},
	}
	for f := range x.Files() {
		for _, s := range f.Sites {
			at := s.Range.Start
			out.Sites = append(out.Sites, jsonSite{
				s.Name, s.Macro, f.Path, at.Line + 1, at.Col + 1, jsonArguments(s.Arguments), conditionTexts(s.Conditions),
			})
		}
		for _, s := range f.Stubs {
			at := s.Range.Start
			out.Stubs = append(out.Stubs, jsonStub{
				s.Name, s.Macro, s.Symbol, f.Path, at.Line + 1, at.Col + 1, s.Weak, conditionTexts(s.Conditions),
			})
		}
		for _, p := range f.Prototypes {
			at := p.NameRange.Start
			out.Prototypes = append(out.Prototypes, jsonPrototype{
				p.Name, p.Symbol, f.Path, at.Line + 1, at.Col + 1, jsonArguments(p.Arguments), conditionTexts(p.Conditions),
			})
		}
		for _, p := range f.Problems {
			out.Problems = append(out.Problems, jsonProblem{p.File, p.Range.Start.Line + 1, p.Text})
		}
	}
	for _, t := range x.Tables() {
		table := jsonTable{ABI: t.ABI.Name, File: t.File, Rows: []jsonRow{}}
		for _, r := range t.Rows {
			table.Rows = append(table.Rows, jsonRow{
				t.Number(r), r.Number, r.Name, r.Range.Start.Line + 1, r.Entry, r.Compat,
			})
		}
		out.Tables = append(out.Tables, table)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(out)
}

func jsonArguments(arguments []index.Argument) []jsonArgument {
	out := make([]jsonArgument, len(arguments))
	for i, a := range arguments {
		out[i] = jsonArgument{a.Type, a.Name}
	}
	return out
}

func conditionTexts(conditions []index.Condition) []string {
	out := make([]string, len(conditions))
	for i, c := range conditions {
		out[i] = c.Text
	}
	return out
}

// printIndexStats says what an index has and what it took to make.
func printIndexStats(w io.Writer, x *index.Index, done index.Stats, printing time.Duration) {
	var facts, sites, functions, stubs, prototypes, numbers, configs, symbols int
	for f := range x.Files() {
		facts++
		sites += len(f.Sites)
		functions += len(f.Functions)
		stubs += len(f.Stubs)
		prototypes += len(f.Prototypes)
		numbers += len(f.Numbers)
		configs += len(f.Configs)
		symbols += len(f.Symbols)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	defer table.Flush()
	line := func(n any, what string) { fmt.Fprintf(table, "%v\t  %s\n", n, what) }
	line(done.Directories, "directories")
	line(done.Files, "files of the kinds that are read")
	line(done.Read, fmt.Sprintf("files read, %d MB", done.Bytes>>20))
	line(done.Reused, "files taken from the cache")
	line(facts, "files with facts")
	line(sites, "sites")
	line(functions, "other functions and labels that may be entry points")
	line(stubs, "stubs")
	line(prototypes, "prototypes")
	line(numbers, "uses of syscall numbers")
	line(symbols, "uses of entry symbols")
	line(configs, "mentions of configuration symbols")
	line(done.Listing.Milliseconds(), "ms listing the tree")
	line(done.Extracting.Milliseconds(), "ms reading and extracting")
	line(done.Linking.Milliseconds(), "ms linking")
	line(printing.Milliseconds(), "ms printing")
	line(memory.Sys>>20, "MB of memory from the system")
	for _, t := range x.Tables() {
		reasons := map[string]int{}
		for _, row := range t.Rows {
			reasons[x.Resolve(t, row).Reason]++
		}
		line(len(t.Rows), fmt.Sprintf("rows of %s: %d with a site, %d %s, %d %s, %d unresolved", t.ABI, reasons[""],
			reasons[index.OnlyStub], index.OnlyStub, reasons[index.NotImplemented], index.NotImplemented, reasons[index.Unresolved]))
	}
	for _, a := range x.WithoutTable() {
		line(0, fmt.Sprintf("rows of %s: its table was not found; tables in assembly, as before Linux 5.0, are not read", a))
	}
}
