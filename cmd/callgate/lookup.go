package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"callgate/abi"
	"callgate/internal/load"
	"callgate/xref"
)

func newLookup(g *globals) *cobra.Command {
	var kdir, abiName string
	cmd := &cobra.Command{
		Use:   "lookup NAME|NUMBER...",
		Short: "Print where syscalls are defined",
		Long: `Lookup prints the definitions of syscalls, given by name or by number, one a
line, as FILE:LINE:COL: TEXT, which editors and other tools know how to follow.
A number is looked up in the tables of every ABI, or of the one that --abi
names; it may be written as tables do or as programs pass it (x32).

The exit status is 1 when one of them was not found.`,
		Example: `  callgate lookup openat2
  callgate lookup --kdir ~/linux --abi x86-64 59 0x3b
  callgate lookup --abi x86-64-ia32 11`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var only *abi.ABI
			if abiName != "" {
				var err error
				if only, err = abi.Parse(abiName); err != nil {
					return fmt.Errorf("--abi: %w", err)
				}
			}
			return lookup(cmd, g, kdir, only, args)
		},
	}
	cmd.Flags().StringVar(&kdir, "kdir", "", "the kernel tree's `DIR`ectory (default: the one around the current directory)")
	cmd.Flags().StringVar(&abiName, "abi", "", "only the numbers of this `ABI`")
	return cmd
}

func lookup(cmd *cobra.Command, g *globals, kdir string, only *abi.ABI, queries []string) error {
	dir, err := treeDir(kdir)
	if err != nil {
		return err
	}
	ix, _, err := scanTree(cmd, dir, g)
	if err != nil {
		return err
	}
	s := xref.New(ix, nil, nil, "")
	out := bufio.NewWriter(cmd.OutOrStdout())
	missing := false
	for _, query := range queries {
		matches := exact(s, query, only)
		if len(matches) == 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "callgate: %s has no syscall %s%s\n", dir, query, under(only))
			missing = true
		}
		for _, m := range matches {
			fmt.Fprintf(out, "%s:%s: %s\n", filepath.Join(kdir, filepath.FromSlash(m.Place.File)), m.Place.Range.Start, describeMatch(m))
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if missing {
		return errFindings
	}
	return nil
}

func under(a *abi.ABI) string {
	if a == nil {
		return ""
	}
	return " under " + a.Name
}

// exact returns the matches of a query that are meant: those of a number, and
// for a name those that bear it, which is the site's name or that of a row.
func exact(s *xref.Snapshot, query string, only *abi.ABI) []xref.Match {
	var abis []*abi.ABI
	if only != nil {
		abis = []*abi.ABI{only}
	}
	var matches []xref.Match
	seen := map[xref.Place]bool{}
	add := func(m xref.Match) {
		if !seen[m.Place] {
			seen[m.Place] = true
			matches = append(matches, m)
		}
	}
	if xref.IsNumber(query) {
		return s.Query(query, abis, 0)
	}
	for _, m := range s.Query(query, abis, 0) {
		if m.Name == query {
			add(m)
		}
	}
	for _, m := range s.QueryRows(query, abis) {
		add(m)
	}
	return matches
}

// describeMatch says what a match is, in the text behind its place.
func describeMatch(m xref.Match) string {
	var numbers []string
	for _, n := range m.Numbers {
		numbers = append(numbers, fmt.Sprintf("%s %d", n.ABI, n.Number))
	}
	text := m.Name + " (" + m.Symbol + ")"
	if m.Symbol == "" {
		text = m.Name + " (no entry)"
	}
	if len(numbers) > 0 {
		text += " " + strings.Join(numbers, ", ")
	}
	if !m.Site {
		text += "; no definition with a SYSCALL_DEFINE macro is known"
	}
	return text
}

// treeDir returns the tree that --kdir names, or the one around the current
// directory.
func treeDir(kdir string) (string, error) {
	if kdir != "" {
		return kdir, nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if dir := load.EnclosingTree(wd); dir != "" {
		return dir, nil
	}
	return "", errors.New("the current directory is not in a kernel tree; name one with --kdir DIR")
}
