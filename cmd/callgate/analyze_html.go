package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"callgate/vmlinux"
)

//go:embed analyze.html
var htmlPage string

// htmlTemplate is the page that --format html fills: everything in one file,
// without anything from the network.
var htmlTemplate = template.Must(template.New("analyze").Parse(htmlPage))

// htmlReport is what the page shows.
type htmlReport struct {
	Title, Version string
	BuildID        string
	Config         string
	Notes          []string
	Callgate       string
	Surfaces       []htmlSurface
	All            bool
}

type htmlSurface struct {
	ID, Name  string // as an attribute, and for people
	Table     string
	Number    string // the register of the number
	Registers []string
	Rows      []htmlRow
}

type htmlRow struct {
	Number       uint64
	Hex          string
	Name         string
	Original     string
	Symbol       string
	Place, Link  string
	Arguments    []htmlCell // one for each register
	Stub         bool
	State, Cause string
	Esoteric     bool
}

// htmlCell is one argument; Quiet is what is said instead of one.
type htmlCell struct {
	Text  string
	Quiet bool
}

// writeHTML prints one self-contained page.
func writeHTML(w io.Writer, r report) error {
	page := htmlReport{
		Title: "System calls of Linux " + r.kernel.Release, Version: r.kernel.Version, BuildID: r.kernel.BuildID,
		Config: r.config, Notes: r.kernel.Notes, Callgate: version(), All: r.all,
	}
	for _, s := range r.surfaces {
		surface := htmlSurface{
			ID: "abi-" + s.ABI.Name, Name: s.ABI.Name, Table: s.TableSymbol,
			Number: s.ABI.NumberRegister, Registers: s.ABI.ArgumentRegisters,
		}
		for _, slot := range r.listed(s) {
			surface.Rows = append(surface.Rows, r.htmlRow(slot, len(s.ABI.ArgumentRegisters)))
		}
		page.Surfaces = append(page.Surfaces, surface)
	}
	return htmlTemplate.Execute(w, page)
}

func (r report) htmlRow(slot vmlinux.Slot, registers int) htmlRow {
	row := htmlRow{
		Number: slot.Number, Hex: fmt.Sprintf("%#x", slot.Number), Name: slot.Name, Symbol: slot.Symbol,
		Place: slot.File, Stub: slot.State == vmlinux.Stub,
		State: slot.State.String(), Cause: slot.Evidence, Esoteric: slot.Esoteric,
	}
	if slot.Original != slot.Name {
		row.Original = slot.Original
	}
	if slot.Line > 0 {
		row.Place = fmt.Sprintf("%s:%d", slot.File, slot.Line)
	}
	if slot.File != "" {
		row.Link = r.sourceLink(slot)
	}
	row.Arguments = make([]htmlCell, registers)
	for i, a := range slot.Arguments {
		// A call with more arguments than registers keeps the rest in the last.
		cell := &row.Arguments[min(i, registers-1)]
		if cell.Text != "" {
			cell.Text += ", "
		}
		cell.Text += a.String()
	}
	switch {
	case slot.Signature == "":
		row.Arguments[0] = htmlCell{"?", true}
	case len(slot.Arguments) == 0:
		row.Arguments[0] = htmlCell{"void", true}
	}
	return row
}

// sourceLink fills the template of a source browser.
func (r report) sourceLink(slot vmlinux.Slot) string {
	return strings.NewReplacer(
		"{release}", r.kernel.Release,
		"{file}", slot.File,
		"{line}", fmt.Sprint(max(slot.Line, 1)),
	).Replace(r.sourceURL)
}
