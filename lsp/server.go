package lsp

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Server serves one client. Its methods are the messages it understands; the
// embedded type answers the rest with "method not found".
type Server struct {
	protocol.UnimplementedServer

	opts   Options
	log    *slog.Logger
	conn   jsonrpc2.Conn
	client protocol.Client
	calls  calls

	// Life of the connection, written on its goroutine alone.
	initialized atomic.Bool
	shutdown    atomic.Bool
	exited      chan struct{} // closed by exit
	exit        sync.Once

	// What initialize agreed on; written once, before initialized is set.
	caps clientCaps
	enc  encoding

	documents atomic.Pointer[documents] // written on the connection's goroutine alone
	workspace *workspace
	publisher *publisher

	// ctx ends with the connection; background work is started with it, and
	// waited for by background.
	ctx        context.Context
	background sync.WaitGroup
}

func newServer(ctx context.Context, conn jsonrpc2.Conn, opts Options) *Server {
	s := &Server{
		opts:   opts,
		log:    opts.Log,
		conn:   conn,
		client: protocol.ClientDispatcher(conn),
		exited: make(chan struct{}),
		ctx:    ctx,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.documents.Store(&documents{})
	s.workspace = newWorkspace(s)
	s.publisher = newPublisher(s)
	return s
}

// dispatch decodes a message and calls the method of s that it names.
func (s *Server) dispatch(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	return protocol.ServerHandler(s, nil)(ctx, req)
}

// goBackground runs f beside the connection until it ends or the connection
// does. A panic in it is logged, and is not the end of the server.
func (s *Server) goBackground(what string, f func(ctx context.Context)) {
	s.background.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("panic", "in", what, "panic", p)
			}
		}()
		f(s.ctx)
	})
}

// clientCaps is what the client said it can do, flattened to what we ask.
type clientCaps struct {
	markdown           bool // hovers
	hierarchicalSymbol bool // documentSymbol may nest
	pullDiagnostics    bool
	refreshDiagnostics bool
	progress           bool
	configuration      bool // workspace/configuration can be asked
	watchesFiles       bool // didChangeWatchedFiles can be registered
}

func readCaps(c *protocol.ClientCapabilities) clientCaps {
	yes := func(b *bool) bool { return b != nil && *b }
	var caps clientCaps
	if td := c.TextDocument; td != nil {
		if td.Hover != nil {
			caps.markdown = slices.Contains(td.Hover.ContentFormat, protocol.MarkupKindMarkdown)
		}
		if td.DocumentSymbol != nil {
			caps.hierarchicalSymbol = yes(td.DocumentSymbol.HierarchicalDocumentSymbolSupport)
		}
		caps.pullDiagnostics = td.Diagnostic != nil
	}
	if w := c.Workspace; w != nil {
		caps.configuration = yes(w.Configuration)
		caps.watchesFiles = w.DidChangeWatchedFiles != nil && yes(w.DidChangeWatchedFiles.DynamicRegistration)
		caps.refreshDiagnostics = w.Diagnostics != nil && yes(w.Diagnostics.RefreshSupport)
	}
	caps.progress = c.Window != nil && yes(c.Window.WorkDoneProgress)
	return caps
}

// Initialize agrees with the client on what both can do. The tree is read
// afterwards, in the background.
func (s *Server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	if s.initialized.Load() {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize was already called")
	}
	s.caps = readCaps(&p.Capabilities)
	var offered []protocol.PositionEncodingKind
	if p.Capabilities.General != nil {
		offered = p.Capabilities.General.PositionEncodings
	}
	s.enc = negotiate(offered)
	settings, err := parseSettings(p.InitializationOptions)
	if err != nil {
		// The editor works without them; the user is told once it listens.
		s.log.Warn("initializationOptions", "error", err)
		s.workspace.complain(fmt.Sprintf("initializationOptions were ignored: %v", err))
	}
	s.workspace.configure(folders(p), settings)
	s.initialized.Store(true)
	s.log.Info("initialize", "client", p.ClientInfo.Name, "encoding", s.enc, "pull", s.caps.pullDiagnostics)
	return &protocol.InitializeResult{
		ServerInfo:   protocol.ServerInfo{Name: "callgate", Version: protocol.NewOptional(s.opts.Version)},
		Capabilities: s.advertise(),
	}, nil
}

// advertise returns what this server does for this client, and nothing else.
func (s *Server) advertise() protocol.ServerCapabilities {
	incremental := protocol.TextDocumentSyncKindIncremental
	caps := protocol.ServerCapabilities{
		PositionEncoding:        protocol.PositionEncodingKind(s.enc),
		TextDocumentSync:        &protocol.TextDocumentSyncOptions{OpenClose: new(true), Change: &incremental},
		HoverProvider:           protocol.Boolean(true),
		DefinitionProvider:      protocol.Boolean(true),
		ReferencesProvider:      protocol.Boolean(true),
		DocumentSymbolProvider:  protocol.Boolean(true),
		WorkspaceSymbolProvider: protocol.Boolean(true),
	}
	if s.caps.pullDiagnostics {
		// A site's verdict depends on tables and builds, so on other files.
		caps.DiagnosticProvider = &protocol.DiagnosticOptions{InterFileDependencies: true}
	}
	return caps
}

// Initialized starts the work that needs the client's ear.
func (s *Server) Initialized(context.Context, *protocol.InitializedParams) error {
	s.workspace.start()
	return nil
}

// Shutdown stops answering; exit ends the connection.
func (s *Server) Shutdown(context.Context) error {
	s.shutdown.Store(true)
	return nil
}

// Exit ends the connection.
func (s *Server) Exit(context.Context) error {
	s.exit.Do(func() { close(s.exited) })
	return nil
}

// SetTrace is accepted and has no effect: messages are logged with --log.
func (s *Server) SetTrace(context.Context, *protocol.SetTraceParams) error { return nil }
