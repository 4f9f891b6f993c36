package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"callgate/index"
	"callgate/xref"

	"go.lsp.dev/protocol"
)

// Hover describes the syscall that the position speaks of.
func (s *Server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	at, err := s.locate(ctx, p.TextDocument.URI, p.Position)
	if err != nil || at == nil {
		return nil, err
	}
	m := markup{markdown: s.caps.markdown}
	describe(&m, at.view.snapshot, at.entity)
	kind := protocol.MarkupKindPlainText
	if m.markdown {
		kind = protocol.MarkupKindMarkdown
	}
	r := at.source.rangeOf(s.enc, at.entity.Range)
	return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: m.String()}, Range: &r}, nil
}

// describe writes what is known of an entity, the shortest answer first.
func describe(m *markup, s *xref.Snapshot, e xref.Entity) {
	if e.Kind == xref.Config {
		describeConfig(m, s, e)
		return
	}
	sites := s.Sites(e)
	symbols := s.Symbols(e)
	m.title(e.Name, headline(s, e, symbols))
	if e.Handler != "" {
		m.line("%s is what %s calls for %s.", m.code(e.Handler), e.ABI, m.code(e.Symbol))
	}
	if len(sites) > 0 {
		m.signature(signature(sites[0].Fact))
	} else {
		for _, symbol := range symbols {
			if protos := s.Index().PrototypesOf(symbol); len(protos) > 0 {
				m.signature(prototype(protos[0].Fact))
				break
			}
		}
	}
	if e.Kind == xref.Site {
		writeNumbers(m, s, "", s.SiteNumbers(sites[0]))
	} else {
		for _, symbol := range symbols {
			writeNumbers(m, s, m.code(symbol)+": ", s.Numbers(symbol))
		}
	}
	m.end()

	describeBuilds(m, s, e, sites)

	for i, site := range sites {
		if e.Kind == xref.Site && i == 0 {
			continue // the reader stands on it
		}
		what := "Defined"
		if i > 0 {
			what = "Also defined"
		}
		m.item("%s at %s", what, place(site.File.Path, site.Fact.NameRange.Start.Line))
	}
	if len(sites) == 0 {
		m.item("No definition with a SYSCALL_DEFINE macro is known")
	} else if chain := conditions(sites[0].Fact.Conditions); chain != "" {
		m.item("Under %s", chain)
	}
	for _, symbol := range symbols {
		for _, l := range s.Index().StubsOf(symbol) {
			m.item("Stub of %s at %s", m.code(symbol), place(l.File.Path, l.Fact.NameRange.Start.Line))
		}
		for _, l := range s.Index().PrototypesOf(symbol) {
			m.item("Prototype of %s at %s", m.code(symbol), place(l.File.Path, l.Fact.NameRange.Start.Line))
		}
	}
	m.end()
}

// describeConfig writes what is known of a configuration symbol.
func describeConfig(m *markup, s *xref.Snapshot, e xref.Entity) {
	m.title("CONFIG_"+e.Name, "configuration symbol")
	for _, b := range s.Builds() {
		if value, known := b.ConfigValue(e.Name); known {
			m.item("%s: %s", b.Name, value)
		}
	}
	m.end()
	definitions := s.Definitions(e)
	for _, p := range definitions {
		m.item("Defined at %s", place(p.File, p.Range.Start.Line))
	}
	if len(definitions) == 0 {
		m.item("No Kconfig file of this tree defines it")
	}
	m.item("%d mentions in the tree", len(s.References(e, true)))
	m.end()
}

// headline says in half a line what the entity is.
func headline(s *xref.Snapshot, e xref.Entity, symbols []string) string {
	switch e.Kind {
	case xref.Number:
		if rows := s.RowsNamed(e.Name); len(rows) > 0 {
			return "number " + nearList(s, rows)
		}
		return "no table of this tree has a number for it"
	case xref.Row:
		return fmt.Sprintf("row %d of %s", e.Row.Number, e.File)
	case xref.Stub:
		return "what stands in where it is not built"
	case xref.Prototype:
		return "prototype"
	case xref.Site:
		if e.Site.Compat {
			return "compat system call"
		}
	}
	return "system call"
}

// describeBuilds says what became of the entity in each build.
func describeBuilds(m *markup, s *xref.Snapshot, e xref.Entity, sites []xref.Located) {
	for _, b := range s.Builds() {
		var v xref.Verdict
		var row xref.Numbered
		inTable := false
		if e.Kind == xref.Row {
			row, inTable = s.RowIn(e, b)
		}
		switch {
		case inTable:
			v = s.RowVerdict(row, b)
		case len(sites) > 0:
			v = s.SiteVerdict(sites[0], b)
		default:
			continue
		}
		name := b.Name
		if b.Kernel.Release != "" {
			name += " (Linux " + b.Kernel.Release + ")"
		}
		m.item("%s: %s", name, verdict(v))
	}
	m.end()
}

// verdict says a verdict behind the name of its build.
func verdict(v xref.Verdict) string {
	var why []string
	for _, r := range v.Reasons {
		why = append(why, r.Text)
	}
	switch v.State {
	case xref.Present:
		var numbers []string
		for _, r := range v.Slots {
			numbers = append(numbers, fmt.Sprintf("%s %s", r.ABI, decimal(r.Slot.Number)))
		}
		if len(numbers) == 0 {
			return "built; " + strings.Join(why, "; ")
		}
		return "present as " + strings.Join(numbers, ", ")
	case xref.Absent:
		return "not built: " + strings.Join(why, "; ")
	}
	return "unknown: " + strings.Join(why, "; ")
}

func place(file string, line int) string { return fmt.Sprintf("%s:%d", file, line+1) }

func conditions(chain []index.Condition) string {
	var parts []string
	for _, c := range chain {
		parts = append(parts, c.Text)
	}
	return strings.Join(parts, ", ")
}

// signature formats a site as the C function that programs know.
func signature(site *index.Site) string { return function(site.Name, site.Arguments) }

func prototype(p *index.Prototype) string { return function(p.Symbol, p.Arguments) }

func function(name string, arguments []index.Argument) string {
	parts := make([]string, len(arguments))
	for i, a := range arguments {
		parts[i] = a.Type
		if a.Name == "" {
			continue
		}
		if !strings.HasSuffix(a.Type, "*") {
			parts[i] += " "
		}
		parts[i] += a.Name
	}
	list := strings.Join(parts, ", ")
	if list == "" {
		list = "void"
	}
	return fmt.Sprintf("long %s(%s)", name, list)
}

// maxNames is how many ABIs with the same number are named.
const maxNames = 4

// numberList formats numbers, ABIs with the same number together:
// "x86-64 0 · x86-64-ia32, x86 3"; of many ABIs the first few are named.
func numberList(numbers []xref.Numbered) string {
	var order []uint64
	abis := map[uint64][]string{}
	for _, n := range numbers {
		if abis[n.Number] == nil {
			order = append(order, n.Number)
		}
		if !slices.Contains(abis[n.Number], n.ABI.Name) {
			abis[n.Number] = append(abis[n.Number], n.ABI.Name)
		}
	}
	parts := make([]string, len(order))
	for i, number := range order {
		names := abis[number]
		more := ""
		if len(names) > maxNames+1 {
			names, more = names[:maxNames], fmt.Sprintf(" and %d more", len(names)-maxNames)
		}
		parts[i] = fmt.Sprintf("%s%s %s", strings.Join(names, ", "), more, decimal(number))
	}
	return strings.Join(parts, " · ")
}

// nearList formats the numbers of the architecture that the user works on, or
// all where it has none.
func nearList(s *xref.Snapshot, numbers []xref.Numbered) string {
	near, far := s.Near(numbers)
	if len(near) == 0 {
		near = far
	}
	return numberList(near)
}

// writeNumbers writes numbers, those of the architecture that the user works
// on first.
func writeNumbers(m *markup, s *xref.Snapshot, symbol string, numbers []xref.Numbered) {
	near, far := s.Near(numbers)
	if len(near) > 0 {
		m.item("%s%s", symbol, numberList(near))
	}
	if len(far) > 0 {
		m.item("%selsewhere: %s", symbol, numberList(far))
	}
}

// decimal formats a number as people write it: those of x32 and OABI, which
// carry a bit far up, in hexadecimal.
func decimal(n uint64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%#x", n)
	}
	return fmt.Sprint(n)
}

// markup writes Markdown, or the same as plain text.
type markup struct {
	strings.Builder
	markdown bool
	items    int
}

// title writes the first line: the name and what it is.
func (m *markup) title(name, what string) {
	if m.markdown {
		fmt.Fprintf(m, "**%s** · %s\n\n", escape(name), what)
	} else {
		fmt.Fprintf(m, "%s · %s\n\n", name, what)
	}
}

// signature writes a line of C.
func (m *markup) signature(c string) {
	if m.markdown {
		fmt.Fprintf(m, "```c\n%s\n```\n\n", c)
	} else {
		fmt.Fprintf(m, "%s\n\n", c)
	}
}

// line writes a paragraph.
func (m *markup) line(format string, args ...any) { fmt.Fprintf(m, format+"\n\n", args...) }

// item writes an item of a list; end finishes the list.
func (m *markup) item(format string, args ...any) {
	if m.markdown {
		m.WriteString("- ")
	}
	fmt.Fprintf(m, format+"\n", args...)
	m.items++
}

func (m *markup) end() {
	if m.items > 0 {
		m.WriteString("\n")
	}
	m.items = 0
}

// code formats a piece of code within a line.
func (m *markup) code(s string) string {
	if m.markdown {
		return "`" + s + "`"
	}
	return s
}

// escape keeps Markdown from reading the underscores of a name as emphasis.
func escape(s string) string { return strings.ReplaceAll(s, "_", `\_`) }
