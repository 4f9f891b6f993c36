package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callgate/testdata/mini"
)

// TestPredict compares what is predicted for the miniature kernel with what
// its image has.
func TestPredict(t *testing.T) {
	for _, config := range mini.Configs {
		tree := mini.Built(t, config)
		for _, abi := range []string{"x86-64", "x86-64-ia32", "x86-64-x32"} {
			status, image, stderr := callgate(t, "--no-cache", "analyze", filepath.Join(tree, "vmlinux"), "--arch", abi, "--format", "tsv")
			if status != 0 {
				t.Fatalf("%s: %s", abi, stderr)
			}
			status, predicted, stderr := callgate(t, "--no-cache", "analyze", "--kdir", tree, "--config", filepath.Join(tree, ".config"), "--arch", abi, "--format", "tsv")
			if status != 0 {
				t.Fatalf("%s: %s", abi, stderr)
			}
			if got, want := numbersAndNames(predicted), numbersAndNames(image); got != want {
				t.Errorf("%s %s: predicted\n%s\nthe image has\n%s", config, abi, got, want)
			}
		}
	}
}

// numbersAndNames returns the first two columns of a table.
func numbersAndNames(tsv string) string {
	var out []string
	for line := range strings.Lines(tsv) {
		if c := strings.Split(line, "\t"); !strings.HasPrefix(line, "#") && len(c) > 1 {
			out = append(out, c[0]+" "+c[1])
		}
	}
	return strings.Join(out, "\n")
}

func TestPredictBadInput(t *testing.T) {
	tree := mini.Built(t, mini.Small)
	dir := t.TempDir()
	odd := filepath.Join(dir, "odd")
	if err := os.WriteFile(odd, []byte("\x00\x01"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--kdir", tree}, {"--config", odd}, {"--kdir", dir, "--config", odd}, {"--kdir", tree, "--config", odd},
		{"--kdir", tree, "--config", dir}, {"--kdir", tree, "--config", filepath.Join(dir, "none")},
		{"--kdir", tree, "--config", filepath.Join(tree, ".config"), "--arch", "pdp11"},
		{"--kdir", tree, "--config", filepath.Join(tree, ".config"), "--arch", "arm64"},
	} {
		status, stdout, stderr := callgate(t, append([]string{"--no-cache", "analyze"}, args...)...)
		if status != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("analyze %v: status %d, stdout %q, stderr %q; want 2 and one line", args, status, stdout, stderr)
		}
	}
}
