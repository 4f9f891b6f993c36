package index

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRealBodies: every site of a tree has a body, and what stands in it is
// what a function of the kernel looks like: it ends with a brace in the first
// column, and none of its other lines has one there.
func TestRealBodies(t *testing.T) {
	for _, tree := range []string{"src-6.1", "src-6.12"} {
		dir := corpus(t, tree)
		docs := 0
		for f := range scanReal(t, tree).Files() {
			if len(f.Sites) == 0 {
				continue
			}
			src, err := os.ReadFile(filepath.Join(dir, f.Path))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range f.Sites {
				if !s.Doc.Empty() {
					docs++
				}
				body := at(string(src), s.Body)
				if len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' || s.Body.End.Col != 1 {
					t.Errorf("%s: %s:%d: body %.60q", tree, f.Path, s.Range.Start.Line+1, body)
				}
			}
		}
		if docs < 100 {
			t.Errorf("%s: only %d sites have a comment above", tree, docs)
		}
	}
}
