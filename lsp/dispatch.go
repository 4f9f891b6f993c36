package lsp

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// handle runs one message. It is the whole concurrency policy:
//
//   - notifications, initialize and shutdown run on the connection's goroutine,
//     one after another in the order of the wire, and are quick;
//   - every other request is pinned to the open documents of this moment, and
//     then runs beside the others; $/cancelRequest cancels its context;
//   - a panic is the request's error, not the end of the server;
//   - an error of a notification is logged: the protocol has no answer to a
//     notification, and the connection would close over it.
func (s *Server) handle(ctx context.Context, req *jsonrpc2.Request) (result any, err error) {
	// The method borrows the connection's buffer until Async.
	method := strings.Clone(req.Method())
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic", "method", method, "panic", p, "stack", string(debug.Stack()))
			err = jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprintf("internal error in %s: %v", method, p))
		}
		if !req.IsCall() && err != nil {
			s.log.Warn("notification failed", "method", method, "error", err)
			err = nil
		}
	}()

	if !req.IsCall() {
		if method == protocol.MethodCancelRequest {
			return nil, s.calls.cancel(req.Params())
		}
		if !s.initialized.Load() && method != protocol.MethodExit {
			return nil, nil // as the protocol demands
		}
		return s.dispatch(ctx, req)
	}
	if method == protocol.MethodInitialize || method == protocol.MethodShutdown {
		return s.dispatch(ctx, req)
	}
	switch {
	case !s.initialized.Load():
		return nil, jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server is not initialized")
	case s.shutdown.Load():
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server was told to shut down")
	}

	// The request's own context is pooled and dies with this call, so that a
	// cancellation arriving late would hit another request: derive from the
	// connection's.
	running, cancel := context.WithCancel(jsonrpc2.DetachContext(ctx))
	defer cancel()
	id := req.ID()
	s.calls.add(id, cancel)
	defer s.calls.remove(id)
	running = withDocuments(running, s.documents.Load())
	jsonrpc2.Async(ctx)

	result, err = s.dispatch(running, req)
	if running.Err() != nil {
		return nil, protocol.ErrRequestCancelled
	}
	return result, err
}

// calls are the requests that run, by id, so that they can be cancelled.
type calls struct {
	mu      sync.Mutex // guards cancels
	cancels map[jsonrpc2.ID]context.CancelFunc
}

func (c *calls) add(id jsonrpc2.ID, cancel context.CancelFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancels == nil {
		c.cancels = map[jsonrpc2.ID]context.CancelFunc{}
	}
	c.cancels[id] = cancel
}

func (c *calls) remove(id jsonrpc2.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.cancels, id)
}

// cancel handles $/cancelRequest. An id that does not run any more is no
// mistake: the answer crossed the cancellation on the wire.
func (c *calls) cancel(params []byte) error {
	var p protocol.CancelParams
	if err := protocol.Unmarshal(params, &p); err != nil {
		return err
	}
	var id jsonrpc2.ID
	switch v := p.ID.(type) {
	case protocol.Integer:
		id = jsonrpc2.NewNumberID(int64(v))
	case protocol.String:
		id = jsonrpc2.NewStringID(string(v))
	default:
		return fmt.Errorf("cannot cancel a request with id %v", p.ID)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if cancel := c.cancels[id]; cancel != nil {
		cancel()
	}
	return nil
}

type documentsKey struct{}

func withDocuments(ctx context.Context, ds *documents) context.Context {
	return context.WithValue(ctx, documentsKey{}, ds)
}

// pinned returns the open documents that ctx's request was pinned to.
func pinned(ctx context.Context) *documents {
	if ds, ok := ctx.Value(documentsKey{}).(*documents); ok {
		return ds
	}
	return &documents{}
}
