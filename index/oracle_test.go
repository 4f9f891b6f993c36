//go:build cgo

package index

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/c"
)

// TestRealTreeSitter compares the places of all sites with those that
// tree-sitter's C grammar has: the words outside of comments, strings and
// macro definitions that are a macro of the family.
func TestRealTreeSitter(t *testing.T) {
	macro := regexp.MustCompile(`^(COMPAT_|PPC32_)?SYSCALL(32)?_DEFINE[0-6]$`)
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(c.GetLanguage())
	total := 0
	for _, tree := range []string{"src-6.1", "src-6.12"} {
		dir := corpus(t, tree)
		for f := range scanReal(t, tree).Files() {
			var got, want []int // lines
			for _, s := range f.Sites {
				got = append(got, s.Range.Start.Line+1)
			}
			if len(got) == 0 {
				continue
			}
			src, err := os.ReadFile(filepath.Join(dir, f.Path))
			if err != nil {
				t.Fatal(err)
			}
			syntax, err := parser.ParseCtx(context.Background(), nil, src)
			if err != nil {
				t.Fatal(err)
			}
			var visit func(*sitter.Node)
			visit = func(n *sitter.Node) {
				if n.Type() == "preproc_def" || n.Type() == "preproc_function_def" {
					return
				}
				if n.ChildCount() == 0 && macro.Match(src[n.StartByte():n.EndByte()]) {
					want = append(want, int(n.StartPoint().Row)+1)
				}
				for i := range int(n.ChildCount()) {
					visit(n.Child(i))
				}
			}
			visit(syntax.RootNode())
			syntax.Close()
			if total += len(want); !slices.Equal(got, want) {
				t.Errorf("%s: sites at lines %d, tree-sitter has %d", f.Path, got, want)
			}
		}
	}
	if total < 2*700 {
		t.Errorf("tree-sitter has only %d sites", total)
	}
}
