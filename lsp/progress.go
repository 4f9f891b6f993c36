package lsp

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
)

// progress is one piece of work that the editor may show. All its methods may
// be called on a nil value, which shows nothing.
type progress struct {
	s     *Server
	ctx   context.Context
	token protocol.ProgressToken

	mu    sync.Mutex // guards the fields below
	shown time.Time
	ended bool
}

var progressTokens atomic.Int64

// progressEvery bounds how often a client is bothered.
const progressEvery = 100 * time.Millisecond

// beginProgress starts a piece of work in the client's window; nil where the
// client does not show progress.
func (s *Server) beginProgress(ctx context.Context, title string) *progress {
	if !s.caps.progress {
		return nil
	}
	p := &progress{s: s, ctx: ctx, token: protocol.String(fmt.Sprintf("callgate-%d", progressTokens.Add(1)))}
	// Work does not wait for a client that is slow to draw.
	asked, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.client.WorkDoneProgressCreate(asked, &protocol.WorkDoneProgressCreateParams{Token: p.token}); err != nil {
		return nil
	}
	p.send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: title, Percentage: new(uint32(0))})
	return p
}

func (p *progress) send(value any) {
	data, err := protocol.Marshal(value)
	if err != nil {
		return
	}
	_ = p.s.client.Progress(p.ctx, &protocol.ProgressParams{Token: p.token, Value: data})
}

// count reports that done of total pieces are finished.
func (p *progress) count(done, total int) {
	if p == nil || total <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended || time.Since(p.shown) < progressEvery {
		return
	}
	p.shown = time.Now()
	p.send(&protocol.WorkDoneProgressReport{
		Kind:       "report",
		Message:    new(fmt.Sprintf("%d/%d", done, total)),
		Percentage: new(uint32(min(100, 100*done/total))),
	})
}

// end finishes the work, with a last message where there is one. Only the
// first call counts.
func (p *progress) end(message string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.ended = true
	last := &protocol.WorkDoneProgressEnd{Kind: "end"}
	if message != "" {
		last.Message = new(message)
	}
	p.send(last)
}
