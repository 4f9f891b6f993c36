package lsp

import (
	"context"
	"fmt"

	"callgate/index"
	"callgate/text"
	"callgate/xref"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// maxSymbols bounds the answer to a query: people read the first dozen, and an
// editor asks again with each letter that is typed.
const maxSymbols = 500

// Symbols finds syscalls by name, by number, and by ABI and number. Its
// locations are sites: it is the jump from a number to a definition.
func (s *Server) Symbols(ctx context.Context, p *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	v, err := s.view(ctx)
	if v == nil || err != nil {
		return nil, err
	}
	var symbols protocol.SymbolInformationSlice
	for _, m := range v.snapshot.Query(p.Query, s.workspace.abis(), maxSymbols) {
		container := m.Symbol
		if len(m.Numbers) > 0 {
			container = nearList(v.snapshot, m.Numbers)
		}
		symbols = append(symbols, protocol.SymbolInformation{
			BaseSymbolInformation: protocol.BaseSymbolInformation{
				Name:          m.Name,
				Kind:          protocol.SymbolKindFunction,
				ContainerName: &container,
			},
			Location: v.location(m.Place),
		})
	}
	return symbols, nil
}

// DocumentSymbol lists the sites, stubs, prototypes and rows of a file.
func (s *Server) DocumentSymbol(ctx context.Context, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	v, err := s.view(ctx)
	if v == nil || err != nil {
		return nil, err
	}
	rel, ok := v.world.relative(filePath(p.TextDocument.URI))
	if !ok {
		return nil, nil
	}
	f, src := v.snapshot.Index().File(rel), v.source(p.TextDocument.URI)
	if f == nil || src == nil {
		return nil, nil
	}
	list := outline(v.snapshot, f, src, s.enc)
	if s.caps.hierarchicalSymbol {
		return protocol.DocumentSymbolSlice(list), nil
	}
	return flat(list, p.TextDocument.URI), nil
}

// outline makes the symbols of a file.
func outline(snapshot *xref.Snapshot, f *index.File, src *source, e encoding) []protocol.DocumentSymbol {
	var list []protocol.DocumentSymbol
	add := func(name, detail string, kind protocol.SymbolKind, whole, selection text.Range) {
		list = append(list, protocol.DocumentSymbol{
			Name: name, Detail: &detail, Kind: kind,
			Range: src.rangeOf(e, whole), SelectionRange: src.rangeOf(e, selection),
		})
	}
	for i := range f.Sites {
		site := &f.Sites[i]
		detail := site.Macro
		if numbers := snapshot.SiteNumbers(xref.Located{File: f, Fact: site}); len(numbers) > 0 {
			detail = nearList(snapshot, numbers)
		}
		add(site.Name, detail, protocol.SymbolKindFunction, site.Range, site.NameRange)
	}
	for i := range f.Stubs {
		add(f.Stubs[i].Name, f.Stubs[i].Macro, protocol.SymbolKindNull, f.Stubs[i].Range, f.Stubs[i].NameRange)
	}
	for i := range f.Prototypes {
		add(f.Prototypes[i].Symbol, "prototype", protocol.SymbolKindInterface, f.Prototypes[i].Range, f.Prototypes[i].NameRange)
	}
	for i := range f.Rows {
		row := &f.Rows[i]
		add(fmt.Sprintf("%d %s", row.Number, row.Name), row.Columns+" "+row.Entry, protocol.SymbolKindConstant, row.Range, row.NumberRange)
	}
	return list
}

// flat is the outline for clients that know no hierarchy.
func flat(list []protocol.DocumentSymbol, u uri.URI) protocol.SymbolInformationSlice {
	out := make(protocol.SymbolInformationSlice, len(list))
	for i, d := range list {
		out[i] = protocol.SymbolInformation{
			BaseSymbolInformation: protocol.BaseSymbolInformation{Name: d.Name, Kind: d.Kind, ContainerName: d.Detail},
			Location:              protocol.Location{URI: u, Range: d.SelectionRange},
		}
	}
	return out
}
