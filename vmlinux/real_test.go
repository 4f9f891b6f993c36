package vmlinux

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// aarch32Wrong are the compat calls for which Systrack has the parameters of
// the native call.
const aarch32Wrong = "43 54 62 73 77 92 93 104 105 114 116 161 162 174 175 176 178 179 243 246 257 258 259 265 305 347 363 368 416"

// agrees reports whether what we say in a column (0 number, 1 name, 2 symbol,
// 3 file, 4 line, 5 signature) agrees with a golden row. docs/accuracy.md
// explains every way in which it may differ.
func agrees(abi string, column int, got, want []string) bool {
	if got[column] == want[column] {
		return true
	}
	switch column {
	case 1: // named like its symbol
		return want[2] == "sysn32_rt_sigreturn" && got[1] == "rt_sigreturn"
	case 2: // both names of one function, ours with the ABI's own prefix
		return abi == "s390" && strings.TrimPrefix(got[2], "__s390_") == strings.TrimPrefix(want[2], "__s390x_")
	case 3, 4: // no place at all, or an assembly file without a line
		return want[column] == ""
	case 5:
		if want[5] == "" {
			return true
		}
		// Debug information does not tell "unsigned" from "unsigned int", and
		// compat sites have no other record.
		if got[5] == plainUnsigned.ReplaceAllString(want[5], "unsigned int $1$2") {
			return true
		}
		return abi == "arm64-aarch32" && slices.Contains(strings.Fields(aarch32Wrong), got[0])
	}
	return false
}

var plainUnsigned = regexp.MustCompile(`\bunsigned ([a-z0-9_]+)(;|$)`)

// realImages are the images of the corpus, with what the golden tables are of.
var realImages = []struct {
	image, release string
	abis           []string
}{
	{"amd64-6.1-amd64", "6.1.176", []string{"x86-64", "x86-64-ia32", "x86-64-x32"}},
	{"amd64-6.12-amd64", "6.12.117", []string{"x86-64", "x86-64-ia32", "x86-64-x32"}},
	{"arm64-6.1-arm64", "6.1.176", []string{"arm64", "arm64-aarch32"}},
	{"arm64-6.12-arm64", "6.12.117", []string{"arm64", "arm64-aarch32"}},
	{"armel-6.1-rpi", "6.1.176", []string{"arm"}},
	{"armhf-6.1-armmp", "6.1.176", []string{"arm"}},
	{"i386-6.1-686-pae", "6.1.176", []string{"x86"}},
	{"mips64el-6.1-5kc-malta", "6.1.176", []string{"mips64", "mips64-n32", "mips64-o32"}},
	{"mipsel-6.1-4kc-malta", "6.1.176", []string{"mips"}},
	{"ppc64el-6.1-powerpc64le", "6.1.176", []string{"powerpc64"}},
	{"s390x-6.1-s390x", "6.1.176", []string{"s390x", "s390"}},
}

func TestRealGolden(t *testing.T) {
	columns := []string{"number", "name", "symbol", "file", "line", "signature"}
	for _, test := range realImages {
		t.Run(test.image, func(t *testing.T) {
			k := analyzeReal(t, test.image)
			if k.Release != test.release {
				t.Logf("release %s; the golden tables are of %s: places are not compared", k.Release, test.release)
			}
			if len(k.Surfaces) != len(test.abis) || len(k.Notes) > 0 {
				t.Errorf("%d surfaces, want %d; notes %q", len(k.Surfaces), len(test.abis), k.Notes)
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
						if !agrees(s.ABI.Name, c, got[j], want[j]) {
							t.Errorf("%s %s %s: %s %q, want %q", s.ABI, want[j][0], want[j][1], column, got[j][c], want[j][c])
						}
					}
				}
			}
		})
	}
}

// TestRealPacked has the boot images instead: no symbols but kallsyms, no debug
// information. Numbers, names and symbols are the same.
func TestRealPacked(t *testing.T) {
	for _, test := range realImages {
		t.Run(test.image, func(t *testing.T) {
			k := analyzeFile(t, "images/"+test.image+"/vmlinuz")
			if len(k.Surfaces) != len(test.abis) || k.Release != test.release {
				t.Errorf("%d surfaces of %s, want %d of %s", len(k.Surfaces), k.Release, len(test.abis), test.release)
			}
			for i, s := range k.Surfaces[:min(len(k.Surfaces), len(test.abis))] {
				got, want := present(s), golden(t, test.image, test.abis[i])
				if len(got) != len(want) {
					t.Errorf("%s: %d syscalls, want %d", s.ABI, len(got), len(want))
				}
				for j := range min(len(got), len(want)) {
					for c := range 3 {
						if !agrees(s.ABI.Name, c, got[j], want[j]) {
							t.Errorf("%s: %q, want %q", s.ABI, got[j][:3], want[j][:3])
							break
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
	return analyzeFile(t, "images/"+image+"/vmlinux")
}

// analyzeFile analyzes a file of the corpus.
func analyzeFile(t testing.TB, name string) *Kernel {
	t.Helper()
	f, err := mapped.Open(need.Corpus(t, name))
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

// TestRealTruncated cuts real images at many places: what is left is an error
// in one line, or, where a boot image unpacks in part, a kernel with all its
// tables.
func TestRealTruncated(t *testing.T) {
	for _, test := range realImages {
		for name, places := range map[string]int{"vmlinux": 200, "vmlinuz": 3} {
			f, err := mapped.Open(need.Corpus(t, "images/"+test.image+"/"+name))
			if err != nil {
				t.Fatal(err)
			}
			for i := range places {
				size := len(f.Bytes()) / places * i
				k, err := Analyze(t.Context(), f.Bytes()[:size:size], Options{})
				switch {
				case err != nil && strings.Contains(err.Error(), "\n"):
					t.Errorf("%s, %s: the error for the first %d bytes has several lines: %v", test.image, name, size, err)
				case err == nil && (name == "vmlinux" || len(k.Surfaces) == 0):
					t.Errorf("%s, %s: the first %d bytes pass for an image", test.image, name, size)
				}
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
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
