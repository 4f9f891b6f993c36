package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// Definition goes to the site of the handler; from a number of a table, to the
// handler of that number.
func (s *Server) Definition(ctx context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	at, err := s.locate(ctx, p.TextDocument.URI, p.Position)
	if err != nil || at == nil {
		return nil, err
	}
	return protocol.LocationSlice(at.view.locations(at.view.snapshot.Definitions(at.entity))), nil
}

// References lists every place that speaks of the syscall.
func (s *Server) References(ctx context.Context, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	at, err := s.locate(ctx, p.TextDocument.URI, p.Position)
	if err != nil || at == nil {
		return nil, err
	}
	return at.view.locations(at.view.snapshot.References(at.entity, p.Context.IncludeDeclaration)), nil
}
