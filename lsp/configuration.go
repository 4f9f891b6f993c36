package lsp

import (
	"context"
	"time"

	"go.lsp.dev/protocol"
)

// DidChangeConfiguration takes over new settings. A client that lets itself be
// asked sends them in any form or not at all, so it is asked.
func (s *Server) DidChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	if s.caps.configuration {
		s.goBackground("settings", s.workspace.fetchSettings)
		return nil
	}
	settings, err := parseSettings(p.Settings)
	if err != nil {
		s.workspace.complain(err.Error())
		return nil
	}
	s.workspace.setSettings(settings)
	return nil
}

// fetchSettings asks the client for the section "callgate", where the client
// can be asked. What came with initialize stays in force where the client has
// nothing to say.
func (w *workspace) fetchSettings(ctx context.Context) {
	if !w.s.caps.configuration {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	answers, err := w.s.client.Configuration(ctx, &protocol.ConfigurationParams{
		Items: []protocol.ConfigurationItem{{Section: new("callgate")}},
	})
	if err != nil || len(answers) == 0 || string(answers[0]) == "null" || string(answers[0]) == "{}" {
		return
	}
	settings, err := parseSettings(answers[0])
	if err != nil {
		w.tell(ctx, err.Error())
		return
	}
	w.setSettings(settings)
}
