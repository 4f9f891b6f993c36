// Package editor is a minimal editor: a client of the language server that
// opens files of a tree, asks what an editor asks, and keeps what the server
// tells it. The demo shows its answers, and tests drive the server with it.
package editor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"callgate/lsp"
)

// Options say what kind of editor it is.
type Options struct {
	// Settings are sent with initialize; nil for none.
	Settings any
	// Encodings are the position encodings to offer, best first; none for an
	// editor from before LSP 3.17.
	Encodings []string
	// Pull makes the editor ask for diagnostics instead of waiting for them.
	Pull bool
	// PlainText makes the editor unable to show Markdown.
	PlainText bool
}

// Editor is a connection to a server, with one tree opened as its workspace.
// Its methods may be called by several goroutines.
type Editor struct {
	Root     string
	Encoding string // that the server chose
	Server   protocol.Server
	Conn     jsonrpc2.Conn

	pull   bool
	client *client
	done   <-chan struct{} // the server has ended, where it runs in this process
}

// Place is a range in a file, in the units of the encoding agreed on, lines
// and columns from 0.
type Place struct {
	Path  string // absolute
	Range protocol.Range
}

// Diagnostic is what an editor shows at a range.
type Diagnostic = protocol.Diagnostic

// Start runs a server in this process and opens root with it.
func Start(ctx context.Context, root string, server lsp.Options, opts Options) (*Editor, error) {
	here, there := jsonrpc2.NewChannelStreamPair(16)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = lsp.ServeStream(ctx, there, server)
	}()
	return connect(ctx, here, root, opts, done)
}

// Connect opens root with the server at the other end of conn.
func Connect(ctx context.Context, conn io.ReadWriteCloser, root string, opts Options) (*Editor, error) {
	return connect(ctx, jsonrpc2.NewHeaderStream(conn), root, opts, nil)
}

func connect(ctx context.Context, stream jsonrpc2.Stream, root string, opts Options, done <-chan struct{}) (*Editor, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	c := &client{changed: make(chan struct{}), diagnostics: map[string][]Diagnostic{}}
	// Messages are handled in their order: the end of some work must not
	// overtake its beginning, nor old diagnostics new ones.
	conn := lsp.NewConn(stream)
	conn.Go(ctx, protocol.ClientHandler(c, jsonrpc2.MethodNotFoundHandler))
	server := protocol.ServerDispatcher(conn)
	e := &Editor{Root: root, Server: server, Conn: conn, pull: opts.Pull, client: c, done: done}
	folder := uri.File(root)
	params := &protocol.InitializeParams{Capabilities: capabilities(opts)}
	params.WorkspaceFolders = protocol.NewNullable([]protocol.WorkspaceFolder{{URI: folder, Name: filepath.Base(root)}})
	if opts.Settings != nil {
		if params.InitializationOptions, err = json.Marshal(opts.Settings); err != nil {
			return nil, err
		}
	}
	result, err := server.Initialize(ctx, params)
	if err != nil {
		return nil, err
	}
	e.Encoding = string(result.Capabilities.PositionEncoding)
	return e, server.Initialized(ctx, &protocol.InitializedParams{})
}

func capabilities(opts Options) protocol.ClientCapabilities {
	markup := []protocol.MarkupKind{protocol.MarkupKindMarkdown, protocol.MarkupKindPlainText}
	if opts.PlainText {
		markup = markup[1:]
	}
	caps := protocol.ClientCapabilities{
		Window: &protocol.WindowClientCapabilities{WorkDoneProgress: new(true)},
		TextDocument: &protocol.TextDocumentClientCapabilities{
			Hover:          &protocol.HoverClientCapabilities{ContentFormat: markup},
			DocumentSymbol: &protocol.DocumentSymbolClientCapabilities{HierarchicalDocumentSymbolSupport: new(true)},
		},
	}
	if opts.Pull {
		caps.TextDocument.Diagnostic = &protocol.DiagnosticClientCapabilities{}
	}
	if len(opts.Encodings) > 0 {
		caps.General = &protocol.GeneralClientCapabilities{}
		for _, e := range opts.Encodings {
			caps.General.PositionEncodings = append(caps.General.PositionEncodings, protocol.PositionEncodingKind(e))
		}
	}
	return caps
}

// Close says goodbye as the protocol wants it, and waits for a server in this
// process to end.
func (e *Editor) Close(ctx context.Context) error {
	err := e.Server.Shutdown(ctx)
	if exit := e.Server.Exit(ctx); err == nil {
		err = exit
	}
	if e.done != nil {
		<-e.done
	}
	_ = e.Conn.Close() // the server may have closed it already
	return err
}

// URI returns the URI of a file of the tree; absolute paths stay what they are.
func (e *Editor) URI(file string) uri.URI {
	if !filepath.IsAbs(file) {
		file = filepath.Join(e.Root, filepath.FromSlash(file))
	}
	return uri.File(file)
}

// Open opens a file of the tree with its text on disk.
func (e *Editor) Open(ctx context.Context, file string) error {
	u := e.URI(file)
	data, err := os.ReadFile(u.FsPath())
	if err != nil {
		return err
	}
	return e.OpenText(ctx, file, string(data))
}

// OpenText opens a file with a text that need not be on disk.
func (e *Editor) OpenText(ctx context.Context, file, text string) error {
	return e.Server.DidOpen(ctx, &protocol.DidOpenTextDocumentParams{
		TextDocument: protocol.TextDocumentItem{URI: e.URI(file), LanguageID: "c", Version: 1, Text: text},
	})
}

// CloseFile closes an open file: the disk counts again.
func (e *Editor) CloseFile(ctx context.Context, file string) error {
	return e.Server.DidClose(ctx, &protocol.DidCloseTextDocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: e.URI(file)}})
}

// Edit replaces a range of an open file.
func (e *Editor) Edit(ctx context.Context, file string, version int, r protocol.Range, text string) error {
	return e.Server.DidChange(ctx, &protocol.DidChangeTextDocumentParams{
		TextDocument: protocol.VersionedTextDocumentIdentifier{
			TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: e.URI(file)}, Version: int32(version),
		},
		ContentChanges: []protocol.TextDocumentContentChangeEvent{&protocol.TextDocumentContentChangePartial{Range: r, Text: text}},
	})
}

func (e *Editor) at(file string, line, character int) protocol.TextDocumentPositionParams {
	return protocol.TextDocumentPositionParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: e.URI(file)},
		Position:     protocol.Position{Line: uint32(line), Character: uint32(character)},
	}
}

// Hover returns the text of a hover, empty where there is none.
func (e *Editor) Hover(ctx context.Context, file string, line, character int) (string, error) {
	h, err := e.Server.Hover(ctx, &protocol.HoverParams{TextDocumentPositionParams: e.at(file, line, character)})
	if err != nil || h == nil {
		return "", err
	}
	if content, ok := h.Contents.(*protocol.MarkupContent); ok {
		return content.Value, nil
	}
	return "", fmt.Errorf("a hover of kind %T", h.Contents)
}

// Definition returns where the definition at a position is.
func (e *Editor) Definition(ctx context.Context, file string, line, character int) ([]Place, error) {
	result, err := e.Server.Definition(ctx, &protocol.DefinitionParams{TextDocumentPositionParams: e.at(file, line, character)})
	if err != nil {
		return nil, err
	}
	switch result := result.(type) {
	case nil:
		return nil, nil
	case protocol.LocationSlice:
		return places(result), nil
	}
	return nil, fmt.Errorf("a definition of kind %T", result)
}

// References returns all places that speak of the syscall at a position.
func (e *Editor) References(ctx context.Context, file string, line, character int) ([]Place, error) {
	result, err := e.Server.References(ctx, &protocol.ReferenceParams{
		TextDocumentPositionParams: e.at(file, line, character),
		Context:                    protocol.ReferenceContext{IncludeDeclaration: true},
	})
	return places(result), err
}

func places(locations []protocol.Location) []Place {
	out := make([]Place, len(locations))
	for i, l := range locations {
		out[i] = Place{Path: l.URI.FsPath(), Range: l.Range}
	}
	return out
}

// Symbol is an answer of the workspace's symbol search.
type Symbol struct {
	Name, Container string
	Place           Place
}

// Symbols searches the workspace.
func (e *Editor) Symbols(ctx context.Context, query string) ([]Symbol, error) {
	result, err := e.Server.Symbols(ctx, &protocol.WorkspaceSymbolParams{Query: query})
	if err != nil {
		return nil, err
	}
	var out []Symbol
	switch result := result.(type) {
	case nil:
	case protocol.SymbolInformationSlice:
		for _, s := range result {
			symbol := Symbol{Name: s.Name, Place: Place{Path: s.Location.URI.FsPath(), Range: s.Location.Range}}
			if s.ContainerName != nil {
				symbol.Container = *s.ContainerName
			}
			out = append(out, symbol)
		}
	default:
		return nil, fmt.Errorf("symbols of kind %T", result)
	}
	return out, nil
}

// Outline returns the symbols of a file.
func (e *Editor) Outline(ctx context.Context, file string) ([]protocol.DocumentSymbol, error) {
	result, err := e.Server.DocumentSymbol(ctx, &protocol.DocumentSymbolParams{TextDocument: protocol.TextDocumentIdentifier{URI: e.URI(file)}})
	list, _ := result.(protocol.DocumentSymbolSlice)
	return list, err
}

// Diagnostics returns the diagnostics of an open file as the editor shows them
// now: pulled, or as last pushed.
func (e *Editor) Diagnostics(ctx context.Context, file string) ([]Diagnostic, error) {
	if !e.pull {
		e.client.mu.Lock()
		defer e.client.mu.Unlock()
		return e.client.diagnostics[e.URI(file).FsPath()], nil
	}
	report, err := e.Server.Diagnostic(ctx, &protocol.DocumentDiagnosticParams{TextDocument: protocol.TextDocumentIdentifier{URI: e.URI(file)}})
	if err != nil {
		return nil, err
	}
	if full, ok := report.(*protocol.RelatedFullDocumentDiagnosticReport); ok {
		return full.Items, nil
	}
	return nil, fmt.Errorf("a report of kind %T", report)
}

// Wait waits until ok says yes, asking it again whenever the server said
// something and every 20 ms.
func (e *Editor) Wait(ctx context.Context, ok func() bool) error {
	for !ok() {
		e.client.mu.Lock()
		changed := e.client.changed
		e.client.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// WaitProgress waits until some work whose title has the prefix has ended.
func (e *Editor) WaitProgress(ctx context.Context, prefix string) error {
	return e.Wait(ctx, func() bool {
		e.client.mu.Lock()
		defer e.client.mu.Unlock()
		for _, title := range e.client.finished {
			if strings.HasPrefix(title, prefix) {
				return true
			}
		}
		return false
	})
}

// Messages returns what the server showed the user.
func (e *Editor) Messages() []string {
	e.client.mu.Lock()
	defer e.client.mu.Unlock()
	return append([]string(nil), e.client.messages...)
}

// client is what the server sees.
type client struct {
	protocol.UnimplementedClient

	mu          sync.Mutex    // guards the fields below
	changed     chan struct{} // closed and replaced when one of them changes
	diagnostics map[string][]Diagnostic
	messages    []string
	titles      map[string]string // of running work, by token
	finished    []string
}

func (c *client) update(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *client) PublishDiagnostics(_ context.Context, p *protocol.PublishDiagnosticsParams) error {
	c.update(func() { c.diagnostics[p.URI.FsPath()] = p.Diagnostics })
	return nil
}

func (c *client) ShowMessage(_ context.Context, p *protocol.ShowMessageParams) error {
	c.update(func() { c.messages = append(c.messages, p.Message) })
	return nil
}

func (c *client) WorkDoneProgressCreate(context.Context, *protocol.WorkDoneProgressCreateParams) error {
	return nil
}

func (c *client) Progress(_ context.Context, p *protocol.ProgressParams) error {
	var value struct{ Kind, Title string }
	if err := json.Unmarshal(p.Value, &value); err != nil {
		return err
	}
	token := fmt.Sprint(p.Token)
	c.update(func() {
		if c.titles == nil {
			c.titles = map[string]string{}
		}
		switch value.Kind {
		case "begin":
			c.titles[token] = value.Title
		case "end":
			c.finished = append(c.finished, c.titles[token])
		}
	})
	return nil
}
