package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"callgate/index"
)

func newIndex() *cobra.Command {
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
			start := time.Now()
			x, err := scanTree(cmd, kdir)
			if err != nil {
				return err
			}
			scanned := time.Since(start)
			if err := printIndex(cmd.OutOrStdout(), kdir, x); err != nil {
				return err
			}
			if stats {
				printIndexStats(cmd.ErrOrStderr(), x, scanned, time.Since(start)-scanned)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&kdir, "kdir", ".", "the kernel tree is in `DIR`")
	flags.StringVar(&format, "format", "json", "print `FORMAT`: json")
	flags.BoolVar(&stats, "stats", false, "say on standard error what was found, and how long it took")
	return cmd
}

// scanTree indexes the kernel tree in a directory.
func scanTree(cmd *cobra.Command, kdir string) (*index.Index, error) {
	info, err := os.Stat(kdir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such directory", kdir)
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a directory; --kdir takes the top directory of a kernel tree", kdir)
	}
	x, err := index.Scan(cmd.Context(), os.DirFS(kdir), index.Options{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kdir, err)
	}
	return x, nil
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
func printIndexStats(w io.Writer, x *index.Index, scanning, printing time.Duration) {
	var files, sites, stubs, prototypes, numbers int
	for f := range x.Files() {
		files++
		sites += len(f.Sites)
		stubs += len(f.Stubs)
		prototypes += len(f.Prototypes)
		numbers += len(f.Numbers)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(w, "files with facts  %6d\nsites             %6d\nstubs             %6d\nprototypes        %6d\nuses of numbers   %6d\ntables            %6d\n",
		files, sites, stubs, prototypes, numbers, len(x.Tables()))
	fmt.Fprintf(w, "scanning          %6d ms\nprinting          %6d ms\nmemory from the system %d MB\n",
		scanning.Milliseconds(), printing.Milliseconds(), m.Sys>>20)
}
