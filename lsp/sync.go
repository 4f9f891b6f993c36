package lsp

import (
	"context"
	"fmt"
	"path/filepath"

	"go.lsp.dev/protocol"
)

// DidOpen takes over a document from the disk.
func (s *Server) DidOpen(_ context.Context, p *protocol.DidOpenTextDocumentParams) error {
	d := newDocument(p.TextDocument.URI, p.TextDocument.Version, []byte(p.TextDocument.Text))
	s.documents.Store(s.documents.Load().with(d))
	if path := filePath(d.uri); path != "" {
		s.workspace.openFolder(filepath.Dir(path))
	}
	s.publisher.documentChanged(d.uri)
	return nil
}

// DidChange applies edits, in the order in which they come.
func (s *Server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	open := s.documents.Load()
	d := open.get(p.TextDocument.URI)
	if d == nil {
		return fmt.Errorf("%s was changed but is not open", p.TextDocument.URI)
	}
	edited, err := d.edit(s.enc, p.TextDocument.Version, p.ContentChanges)
	if err != nil {
		return err
	}
	s.documents.Store(open.with(edited))
	s.publisher.documentChanged(edited.uri)
	return nil
}

// DidClose gives a document back to the disk.
func (s *Server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.documents.Store(s.documents.Load().without(p.TextDocument.URI))
	s.publisher.documentClosed(p.TextDocument.URI)
	return nil
}
