package vmlinux

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callgate/internal/mapped"
	"callgate/testdata/need"
)

// golden reads testdata/golden/IMAGE.ABI.tsv: what another program, Systrack
// 0.8, says about the syscalls of a Debian image, without the stubs that it
// takes for real ones.
func golden(t *testing.T, image, abi string) (rows [][]string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "golden", image+"."+abi+".tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if !strings.HasPrefix(s.Text(), "#") {
			rows = append(rows, strings.Split(s.Text(), "\t"))
		}
	}
	return rows
}

// present returns the present slots of a surface in the shape of the golden
// tables: number, name, symbol, file, line, signature.
func present(s Surface) (rows [][]string) {
	for _, slot := range s.Slots {
		if slot.State != Present {
			continue
		}
		line := ""
		if slot.Line > 0 {
			line = fmt.Sprint(slot.Line)
		}
		rows = append(rows, []string{fmt.Sprint(slot.Number), slot.Name, slot.Symbol, slot.File, line, signatureText(slot)})
	}
	return rows
}

func signatureText(slot Slot) string {
	switch {
	case slot.Signature == "":
		return ""
	case len(slot.Arguments) == 0:
		return "void"
	}
	var args []string
	for _, a := range slot.Arguments {
		args = append(args, a.String())
	}
	return strings.Join(args, "; ")
}

// goldenWrong lists where we know better than the golden tables, or worse; key
// is IMAGE.ABI and number, or only ABI and number. docs/accuracy.md explains.
var goldenWrong = map[string]string{
	// Debug information does not tell "unsigned" from "unsigned int", and
	// compat sites have no other record.
	"x86-64-ia32 62":        "unsigned int dev; struct compat_ustat *u",
	"x86-64-ia32 245":       "unsigned int nr_events; u32 *ctx32p",
	"x86-64-x32 1073742367": "unsigned int nr_events; u32 *ctx32p",
}

func TestRealGolden(t *testing.T) {
	columns := []string{"number", "name", "symbol", "file", "line", "signature"}
	for _, test := range []struct {
		image, release string
		abis           []string
	}{
		{"amd64-6.1-amd64", "6.1.176", []string{"x86-64", "x86-64-ia32", "x86-64-x32"}},
		{"amd64-6.12-amd64", "6.12.117", []string{"x86-64", "x86-64-ia32", "x86-64-x32"}},
	} {
		t.Run(test.image, func(t *testing.T) {
			k := analyzeReal(t, test.image)
			if k.Release != test.release {
				t.Logf("release %s; the golden tables are of %s: places are not compared", k.Release, test.release)
			}
			if len(k.Surfaces) != len(test.abis) {
				t.Errorf("%d surfaces, want %d", len(k.Surfaces), len(test.abis))
			}
			for i, s := range k.Surfaces[:min(len(k.Surfaces), len(test.abis))] {
				if s.ABI.Name != test.abis[i] {
					t.Errorf("surface %d is %s, want %s", i, s.ABI, test.abis[i])
					continue
				}
				got, want := present(s), golden(t, test.image, s.ABI.Name)
				if len(got) != len(want) {
					t.Errorf("%s: %d syscalls, want %d", s.ABI, len(got), len(want))
				}
				for j := range min(len(got), len(want)) {
					for c, column := range columns {
						if k.Release != test.release && (column == "file" || column == "line") {
							continue
						}
						wanted := want[j][c]
						if known, ok := goldenWrong[s.ABI.Name+" "+want[j][0]]; ok && column == "signature" {
							wanted = known
						}
						if got[j][c] != wanted {
							t.Errorf("%s %s %s: %s %q, want %q", s.ABI, want[j][0], want[j][1], column, got[j][c], wanted)
						}
					}
				}
			}
		})
	}
}

// analyzeReal analyzes an image of the corpus.
func analyzeReal(t testing.TB, image string) *Kernel {
	t.Helper()
	f, err := mapped.Open(need.Corpus(t, "images/"+image+"/vmlinux"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	k, err := Analyze(t.Context(), f.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestRealTruncated cuts a real image at many places: what is left is an error
// in one line, or a kernel whose notes say what is missing.
func TestRealTruncated(t *testing.T) {
	f, err := mapped.Open(need.Corpus(t, "images/amd64-6.1-amd64/vmlinux"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const places = 200
	for i := range places {
		size := len(f.Bytes()) / places * i
		_, err := Analyze(t.Context(), f.Bytes()[:size:size], Options{})
		if err == nil {
			t.Errorf("the first %d bytes pass for an image", size)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("the error for the first %d bytes has several lines: %v", size, err)
		}
	}
}

func BenchmarkRealAnalyze(b *testing.B) {
	for _, image := range []string{"amd64-6.1-amd64", "amd64-6.12-amd64"} {
		b.Run(image, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				analyzeReal(b, image)
			}
		})
	}
}
