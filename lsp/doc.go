// Package lsp serves the cross-reference to editors over the Language Server
// Protocol. It owns the connection, the documents that editors have open, and
// every conversion between the protocol's types and ours; what is true of a
// kernel it asks package xref.
//
// There is one file for each feature, and beside them:
//
//	serve.go     one connection from its first byte to its last
//	dispatch.go  which message runs when: the whole concurrency policy
//	server.go    initialize, shutdown, what is advertised
//	document.go  open documents and their edits
//	position.go  the only arithmetic on the protocol's positions
//	workspace.go the tree and the builds, loaded and kept fresh in the background
package lsp
