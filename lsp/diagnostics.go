package lsp

import (
	"context"
	"sync"
	"time"

	"callgate/xref"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Diagnostic answers a client that pulls.
func (s *Server) Diagnostic(ctx context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	report := &protocol.RelatedFullDocumentDiagnosticReport{}
	report.Kind = "full"
	report.Items = []protocol.Diagnostic{} // null is no list
	if v != nil {
		report.Items = v.diagnostics(p.TextDocument.URI)
	}
	return report, nil
}

// diagnostics converts the findings of a document.
func (v *view) diagnostics(u uri.URI) []protocol.Diagnostic {
	items := []protocol.Diagnostic{}
	rel, ok := v.world.relative(filePath(u))
	src := v.source(u)
	if !ok || src == nil {
		return items
	}
	for _, f := range v.snapshot.Findings(rel) {
		d := protocol.Diagnostic{
			Range:    src.rangeOf(v.s.enc, f.Range),
			Severity: severities[f.Severity],
			Code:     protocol.String(f.Code),
			Source:   protocol.NewOptional("callgate"),
			Message:  protocol.String(f.Message),
		}
		if f.Unnecessary {
			d.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
		}
		for _, r := range f.Reasons {
			if r.File != "" {
				d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
					Location: v.location(xref.Place{File: r.File, Range: r.Range}), Message: r.Text,
				})
			}
		}
		items = append(items, d)
	}
	return items
}

var severities = map[xref.Severity]protocol.DiagnosticSeverity{
	xref.Error:       protocol.DiagnosticSeverityError,
	xref.Warning:     protocol.DiagnosticSeverityWarning,
	xref.Information: protocol.DiagnosticSeverityInformation,
	xref.Hint:        protocol.DiagnosticSeverityHint,
}

// publisher pushes diagnostics to clients that do not pull. One goroutine
// sends them all, so that an old answer never overtakes a new one.
type publisher struct {
	s    *Server
	wake chan struct{} // holds one token

	mu      sync.Mutex // guards the fields below
	started bool
	dirty   map[uri.URI]struct{}
	closed  map[uri.URI]struct{}
	world   bool // everything that is open has to be looked at again
}

// typingPause is how long a burst of edits is gathered. It is not started anew
// by each edit: who types without a pause still sees fresh diagnostics.
const typingPause = 200 * time.Millisecond

func newPublisher(s *Server) *publisher {
	return &publisher{s: s, wake: make(chan struct{}, 1), dirty: map[uri.URI]struct{}{}, closed: map[uri.URI]struct{}{}}
}

// documentChanged says that an open document has another text.
func (p *publisher) documentChanged(u uri.URI) {
	p.note(func() { p.dirty[u] = struct{}{}; delete(p.closed, u) })
}

// documentClosed says that a document's diagnostics are to be taken back.
func (p *publisher) documentClosed(u uri.URI) {
	p.note(func() { p.closed[u] = struct{}{}; delete(p.dirty, u) })
}

// worldChanged says that the sources on disk or the builds are others.
func (p *publisher) worldChanged() {
	if !p.s.caps.pullDiagnostics {
		p.note(func() { p.world = true })
		return
	}
	if p.s.caps.refreshDiagnostics {
		p.s.goBackground("diagnostics refresh", func(ctx context.Context) { _ = p.s.client.DiagnosticRefresh(ctx) })
	}
}

func (p *publisher) note(change func()) {
	if p.s.caps.pullDiagnostics {
		return
	}
	p.mu.Lock()
	change()
	start := !p.started
	p.started = true
	p.mu.Unlock()
	if start {
		p.s.goBackground("diagnostics", p.run)
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *publisher) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(typingPause):
		}
		p.flush(ctx)
	}
}

// flush sends what has changed.
func (p *publisher) flush(ctx context.Context) {
	open := p.s.documents.Load()
	p.mu.Lock()
	dirty, closed, all := p.dirty, p.closed, p.world
	p.dirty, p.closed, p.world = map[uri.URI]struct{}{}, map[uri.URI]struct{}{}, false
	p.mu.Unlock()
	if all {
		for u := range open.byURI {
			dirty[u] = struct{}{}
		}
	}
	for u := range closed {
		p.publish(ctx, &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: []protocol.Diagnostic{}})
	}
	if len(dirty) == 0 {
		return
	}
	v, err := p.s.view(withDocuments(ctx, open))
	if v == nil || err != nil {
		return
	}
	for u := range dirty {
		if d := open.get(u); d != nil {
			p.publish(ctx, &protocol.PublishDiagnosticsParams{
				URI: u, Version: protocol.NewOptional(d.version), Diagnostics: v.diagnostics(u),
			})
		}
	}
}

func (p *publisher) publish(ctx context.Context, params *protocol.PublishDiagnosticsParams) {
	if err := p.s.client.PublishDiagnostics(ctx, params); err != nil {
		p.s.log.Warn("diagnostics", "uri", params.URI, "error", err)
	}
}
