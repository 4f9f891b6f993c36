package lsp

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"callgate/index"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// document is one version of a file that the editor has open: what the user
// sees, which counts even where the disk says otherwise. It is immutable; an
// edit makes a new one.
type document struct {
	uri     uri.URI
	version int32
	*source

	// facts are what the tree's index would know of this version. They are
	// extracted when first asked for, and not on the connection's goroutine:
	// a fast typist makes more versions than anybody asks about.
	once  sync.Once
	facts *index.File
}

func newDocument(u uri.URI, version int32, data []byte) *document {
	return &document{uri: u, version: version, source: newSource(data)}
}

// extract returns the facts of d as the file path of the tree.
func (d *document) extract(path string) *index.File {
	d.once.Do(func() { d.facts = index.Extract(path, d.data) })
	return d.facts
}

// edit applies the changes of one notification, in order; each change is meant
// for the text that the one before it left. A range that ends before it begins
// is a client's mistake: nothing is changed, and the error says so.
func (d *document) edit(e encoding, version int32, changes []protocol.TextDocumentContentChangeEvent) (*document, error) {
	src := d.source
	for _, change := range changes {
		switch change := change.(type) {
		case *protocol.TextDocumentContentChangeWholeDocument:
			src = newSource([]byte(change.Text))
		case *protocol.TextDocumentContentChangePartial:
			start, end := src.offset(e, change.Range.Start), src.offset(e, change.Range.End)
			if end < start {
				return nil, fmt.Errorf("%s: an edit ends at %d:%d, before it begins", d.uri, change.Range.End.Line, change.Range.End.Character)
			}
			src = newSource(slices.Concat(src.data[:start], []byte(change.Text), src.data[end:]))
		default:
			return nil, fmt.Errorf("%s: an edit of unknown kind %T", d.uri, change)
		}
	}
	return &document{uri: d.uri, version: version, source: src}, nil
}

// documents are all open documents at one point of the wire order. The value
// is immutable and is pinned to a request when the request arrives.
type documents struct {
	byURI map[uri.URI]*document
}

// get returns the open document, or nil.
func (ds *documents) get(u uri.URI) *document { return ds.byURI[u] }

// with returns ds with d open.
func (ds *documents) with(d *document) *documents {
	next := &documents{byURI: maps.Clone(ds.byURI)}
	if next.byURI == nil {
		next.byURI = map[uri.URI]*document{}
	}
	next.byURI[d.uri] = d
	return next
}

// without returns ds with the document closed.
func (ds *documents) without(u uri.URI) *documents {
	next := &documents{byURI: maps.Clone(ds.byURI)}
	delete(next.byURI, u)
	return next
}
