// Package callgate has no code at its root, only tests of the whole tree.
package callgate

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says, for each package, which packages of this module it may import.
// ARCHITECTURE.md explains the layers.
var allowed = map[string][]string{
	"text":    {},
	"abi":     {},
	"index":   {"abi", "text"},
	"kconfig": {"abi", "text"},
	"vmlinux": {"abi", "text"},
	"xref":    {"abi", "text", "index", "kconfig", "vmlinux"},
	// What touches the disk, for cmd and lsp alike.
	"internal/cache":  {"abi", "text", "index", "vmlinux"},
	"internal/mapped": {},
	"internal/load":   {"abi", "text", "index", "kconfig", "vmlinux", "xref", "internal/cache", "internal/mapped"},
	"lsp":             {"abi", "text", "index", "kconfig", "vmlinux", "xref", "internal/load"},
}

// layer returns the key of allowed for a package of this module: its top
// folder, and below internal its whole path.
func layer(pkg string) string {
	if strings.HasPrefix(pkg, "internal/") {
		return pkg
	}
	top, _, _ := strings.Cut(pkg, "/")
	return top
}

// TestImportsPointOneWay fails on an import against the layers, on a package
// outside the table, and on LSP libraries outside lsp.
func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(pkg.ImportPath, "callgate"), "/")
		top := layer(name)
		if name == "" || top == "cmd" || top == "editors" || top == "scripts" {
			continue
		}
		may, known := allowed[top]
		if !known {
			t.Errorf("package %s has no place in the layers; give it one here and in ARCHITECTURE.md", name)
			continue
		}
		seen++
		for _, imported := range pkg.Imports {
			if strings.HasPrefix(imported, "go.lsp.dev/") && top != "lsp" {
				t.Errorf("%s imports %s, which only lsp may", name, imported)
			}
			other, ours := strings.CutPrefix(imported, "callgate/")
			other = layer(other)
			if ours && other != top && !slices.Contains(may, other) {
				t.Errorf("%s imports %s, against the direction of the layers", name, imported)
			}
		}
	}
	if seen < 2 {
		t.Errorf("saw %d packages; is the test run in the module's root?", seen)
	}
}
