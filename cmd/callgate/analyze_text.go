package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"callgate/vmlinux"
)

// writeTSV prints one line for each syscall, and a first column with the ABI
// where there are several.
func writeTSV(w io.Writer, r report) error {
	out := bufio.NewWriter(w)
	columns := []string{"number", "name", "symbol", "file", "line", "kconfig", "signature"}
	if r.all {
		columns = append(columns, "state", "reason")
	}
	if len(r.surfaces) != 1 {
		columns = slices.Insert(columns, 0, "abi")
	}
	fmt.Fprintf(out, "#%s\n", strings.Join(columns, "\t"))
	for _, s := range r.surfaces {
		for _, slot := range r.listed(s) {
			line := ""
			if slot.Line > 0 {
				line = fmt.Sprint(slot.Line)
			}
			row := []string{fmt.Sprint(slot.Number), slot.Name, slot.Symbol, slot.File, line, "", signature(slot, "; ", "")}
			if r.all {
				row = append(row, slot.State.String(), slot.Evidence)
			}
			if len(r.surfaces) != 1 {
				row = slices.Insert(row, 0, s.ABI.Name)
			}
			fmt.Fprintln(out, strings.Join(row, "\t"))
		}
	}
	return out.Flush()
}

// signature joins the parameters of a syscall; unknown stands for one whose
// parameters are not known.
func signature(slot vmlinux.Slot, separator, unknown string) string {
	switch {
	case slot.Signature == "":
		return unknown
	case len(slot.Arguments) == 0:
		return "void"
	}
	args := make([]string, len(slot.Arguments))
	for i, a := range slot.Arguments {
		args[i] = a.String()
	}
	return strings.Join(args, separator)
}

// writeText prints a table for each ABI. On a terminal, lines are cut at its
// width; into a file or pipe they are complete.
func writeText(w io.Writer, r report) error {
	out := bufio.NewWriter(w)
	for i, s := range r.surfaces {
		if i > 0 {
			fmt.Fprintln(out)
		}
		slots := r.listed(s)
		fmt.Fprintf(out, "Linux %s, %s: %d system calls in %s\n\n", r.kernel.Release, s.ABI, len(slots), s.TableSymbol)
		header := []string{"INDEX", "NUMBER", "NAME", "ORIG NAME", "SYMBOL", "LOCATION", "SIGNATURE"}
		if r.all {
			header = slices.Insert(header, 6, "STATE", "REASON")
		}
		rows := [][]string{header}
		for j, slot := range slots {
			if j > 0 && slot.Number-slots[j-1].Number > 1 {
				rows = append(rows, nil) // a gap in the numbers
			}
			rows = append(rows, textRow(slot, r.all))
		}
		writeColumns(out, rows, r.width)
	}
	return out.Flush()
}

func textRow(slot vmlinux.Slot, all bool) []string {
	index, original, location := "-", "", slot.File
	if !slot.Esoteric {
		index = fmt.Sprint(slot.Index)
	}
	if slot.Original != slot.Name {
		original = slot.Original
	}
	if slot.Line > 0 {
		location = fmt.Sprintf("%s:%d", slot.File, slot.Line)
	}
	row := []string{index, fmt.Sprintf("%#x", slot.Number), slot.Name, original, slot.Symbol, location, signature(slot, ", ", "?")}
	if all {
		row = slices.Insert(row, 6, slot.State.String(), slot.Evidence)
	}
	return row
}

// writeColumns lines rows up under the first one. A column that is empty below
// its header is left out, a nil row is an empty line, and lines longer than
// width end in an ellipsis.
func writeColumns(w io.Writer, rows [][]string, width int) {
	const gap = 2
	widths := make([]int, len(rows[0]))
	for i, row := range rows {
		for c, cell := range row {
			if n := utf8.RuneCountInString(cell); n > 0 && i > 0 {
				widths[c] = max(widths[c], n, utf8.RuneCountInString(rows[0][c]))
			}
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for c, cell := range row {
			if widths[c] > 0 {
				fmt.Fprintf(&line, "%-*s", widths[c]+gap, cell)
			}
		}
		text := strings.TrimRight(line.String(), " ")
		if runes := []rune(text); width > 0 && len(runes) > width {
			text = string(runes[:width-1]) + "…"
		}
		fmt.Fprintln(w, text)
	}
}

// terminalWidth returns the width of the terminal that w is, or 0.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
