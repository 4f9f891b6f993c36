package lsp

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// ErrNoShutdown is returned by [Serve] when the client left without asking the
// server to shut down first.
var ErrNoShutdown = errors.New("the client left without shutdown")

// Options are what the command line decides about a server.
type Options struct {
	// Version is what the server calls itself.
	Version string
	// CacheDir is where indexes are kept between runs; empty for nowhere.
	CacheDir string
	// Log gets what the server says of its work; nil for nothing.
	Log *slog.Logger
}

// Serve serves one client until it says exit, hangs up, or ctx is done.
// The connection is closed when Serve returns.
func Serve(ctx context.Context, conn io.ReadWriteCloser, opts Options) error {
	return ServeStream(ctx, jsonrpc2.NewHeaderStream(conn), opts)
}

// ServeStream is [Serve] over any transport of the protocol library.
func ServeStream(ctx context.Context, stream jsonrpc2.Stream, opts Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	conn := NewConn(stream)
	s := newServer(ctx, conn, opts)
	conn.Go(ctx, s.handle)

	var err error
	select {
	case <-conn.Done():
		err = conn.Err()
	case <-s.exited:
	case <-ctx.Done():
		err = ctx.Err()
	}
	cancel()
	// Close waits for handlers that run; they see the cancelled context. A
	// transport that is gone already has nothing to say about being closed.
	_ = conn.Close()
	s.background.Wait()
	if err == nil && !s.shutdown.Load() {
		return ErrNoShutdown
	}
	return err
}

// NewConn makes a connection that knows the protocol's payloads. Its handler is
// up to the caller: protocol.NewServer and protocol.NewClient would bring one
// that runs notifications beside each other, and so loses their order.
func NewConn(stream jsonrpc2.Stream) jsonrpc2.Conn {
	return jsonrpc2.NewConn(stream, jsonrpc2.WithCodec(codec{}))
}

// codec marshals with the protocol's unions, which the default codec does not
// know.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error) {
	switch m := v.(type) {
	case jsonrpc2.RawMessage:
		if m == nil {
			return []byte("null"), nil
		}
		return m, nil
	case nil:
		return []byte("null"), nil
	}
	return protocol.Marshal(v)
}

func (codec) Unmarshal(data []byte, v any) error {
	if m, ok := v.(*jsonrpc2.RawMessage); ok {
		*m = append((*m)[:0], data...)
		return nil
	}
	return protocol.Unmarshal(data, v)
}
