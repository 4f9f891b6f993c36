package lsp

import (
	"context"
	"os"
	"path/filepath"

	"callgate/text"
	"callgate/xref"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// located is what stands at a position of a document.
type located struct {
	view   *view
	source *source
	entity xref.Entity
}

// locate finds what stands at a position; nil where there is nothing of ours,
// which is the usual case: another server serves the language.
func (s *Server) locate(ctx context.Context, u uri.URI, p protocol.Position) (*located, error) {
	v, err := s.view(ctx)
	if v == nil || err != nil {
		return nil, err
	}
	src := v.source(u)
	if src == nil {
		return nil, nil
	}
	rel, inTree := v.world.relative(filePath(u))
	at := src.place(s.enc, p)
	word, r, _ := src.word(at)
	var e xref.Entity
	var ok bool
	if inTree {
		e, ok = v.snapshot.At(rel, at, word, r)
	} else if e, ok = v.snapshot.Word(word); ok {
		e.Range = r
	}
	if !ok {
		return nil, nil
	}
	return &located{view: v, source: src, entity: e}, nil
}

// view is what one request is answered from: a snapshot, the world it was made
// of, and the documents that the request was pinned to.
type view struct {
	s         *Server
	snapshot  *xref.Snapshot
	world     *world
	documents *documents
	sources   map[uri.URI]*source // of files that are not open, read once for each request
}

// view returns the view of ctx's request; nil where there is no kernel tree.
func (s *Server) view(ctx context.Context) (*view, error) {
	snapshot, w, err := s.workspace.snapshot(ctx)
	if snapshot == nil || err != nil {
		return nil, err
	}
	return &view{s: s, snapshot: snapshot, world: w, documents: pinned(ctx), sources: map[uri.URI]*source{}}, nil
}

// uri returns the URI of a file of the tree.
func (v *view) uri(file string) uri.URI {
	return uri.File(filepath.Join(v.world.root, filepath.FromSlash(file)))
}

// source returns the text of a file as the editor shows it: the open document,
// else what is on disk; nil where it cannot be read.
func (v *view) source(u uri.URI) *source {
	if d := v.documents.get(u); d != nil {
		return d.source
	}
	if src, ok := v.sources[u]; ok {
		return src
	}
	var src *source
	if path := filePath(u); path != "" {
		if data, err := os.ReadFile(path); err == nil {
			src = newSource(data)
		}
	}
	v.sources[u] = src
	return src
}

// location converts a place of the tree for the client. Columns of a file that
// cannot be read any more are passed on as bytes, which is right for ASCII.
func (v *view) location(p xref.Place) protocol.Location {
	u := v.uri(p.File)
	l := protocol.Location{URI: u}
	if src := v.source(u); src != nil {
		l.Range = src.rangeOf(v.s.enc, p.Range)
	} else {
		l.Range = protocol.Range{Start: bytesPosition(p.Range.Start), End: bytesPosition(p.Range.End)}
	}
	return l
}

func bytesPosition(p text.Pos) protocol.Position {
	return protocol.Position{Line: uint32(max(0, p.Line)), Character: uint32(max(0, p.Col))}
}

// locations converts places.
func (v *view) locations(places []xref.Place) []protocol.Location {
	out := make([]protocol.Location, len(places))
	for i, p := range places {
		out[i] = v.location(p)
	}
	return out
}
