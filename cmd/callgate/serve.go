package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"callgate/lsp"
)

func newServe(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the language server on standard input and output",
		Long: `Serve speaks the Language Server Protocol on standard input and output. Editors
start it; started by hand in a terminal, it waits for an editor's messages.
With --log, what the server does is appended to a file.`,
		Example: `  callgate serve
  callgate serve --log /tmp/callgate.log`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log, done, err := g.logger()
			if err != nil {
				return err
			}
			defer done()
			err = lsp.Serve(cmd.Context(), stdio{cmd.InOrStdin(), cmd.OutOrStdout()}, lsp.Options{Version: version(), Log: log, CacheDir: g.cacheDir()})
			switch {
			case errors.Is(err, context.Canceled):
				return nil // a signal is the usual end of a server without a client
			case errors.Is(err, lsp.ErrNoShutdown):
				return errFindings // as the protocol demands: exit without shutdown is status 1
			}
			return err
		},
	}
}

// logger returns what --log asks for, and how to end it.
func (g *globals) logger() (*slog.Logger, func(), error) {
	if g.log == "" {
		return nil, func() {}, nil
	}
	f, err := os.OpenFile(g.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, fmt.Errorf("--log: %w", err)
	}
	level := slog.LevelInfo
	if g.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{Level: level})), func() { f.Close() }, nil
}

// stdio joins standard input and output into a connection. Closing it closes
// the input, which ends a read that waits for an editor that is gone.
type stdio struct {
	io.Reader
	io.Writer
}

func (s stdio) Close() error {
	if c, ok := s.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
