package xref

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callgate/index"
	"callgate/kconfig"
	"callgate/testdata/need"
)

// configure evaluates a configuration file of a tree.
func configure(t *testing.T, tree, arch, file string) *Configured {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	config, _ := kconfig.ParseConfig(file, text)
	fsys := os.DirFS(tree)
	makefile, err := fs.ReadFile(fsys, "Makefile")
	if err != nil {
		t.Fatal(err)
	}
	environment := kconfig.Environment(makefile, arch)
	k := kconfig.Parse(fsys, kconfig.ParseOptions{Environment: environment})
	return &Configured{Values: k.Evaluate(config), Kbuild: kconfig.ReadKbuild(fsys, k, arch), Arch: environment["SRCARCH"], Tree: fsys}
}

// systrack are the configurations that Systrack's kernels were built from, and
// the ABIs of each.
var systrack = []struct {
	config, arch string
	abis         []string
}{
	{"arm-32-eabi", "arm", []string{"arm"}},
	{"arm-32-oabi", "arm", []string{"arm-oabi"}},
	{"arm64-64-aarch32", "arm64", []string{"arm64", "arm64-aarch32"}},
	{"mips-32-o32", "mips", []string{"mips"}},
	{"mips-64-n32", "mips", []string{"mips64", "mips64-n32", "mips64-o32"}},
	{"powerpc-32-ppc32", "powerpc", []string{"powerpc"}},
	{"powerpc-64-ppc64", "powerpc", []string{"powerpc64", "powerpc64-32", "powerpc64-spu"}},
	{"riscv-32-rv32", "riscv", []string{"riscv32"}},
	{"riscv-64-rv64", "riscv", []string{"riscv64", "riscv64-32"}},
	{"s390-64-s390", "s390", []string{"s390x", "s390"}},
	{"x86-32-ia32", "i386", []string{"x86"}},
	{"x86-64-ia32", "x86_64", []string{"x86-64", "x86-64-ia32", "x86-64-x32"}},
}

// outsideTables are handlers that are called before any table is looked at, so
// that no row and no configuration speaks of them (docs/accuracy.md).
var outsideTables = map[string]bool{"arm_syscall": true, "exc_real_0xc00_system_call": true}

// restored reports whether a row came back in a stable release of a series
// whose first release, of which the table was made, lacks it; the table of the
// next series has it again (docs/accuracy.md).
func restored(series string, p Predicted) bool {
	if series != "6.1" || p.ABI.Name != "powerpc64-spu" {
		return false
	}
	switch p.Row.Name {
	case "pread64", "pwrite64", "readahead", "fadvise64":
		return true
	}
	return false
}

// TestRealPredict predicts the surfaces of the kernels that Systrack built, from
// their configurations and a tree of the same series.
func TestRealPredict(t *testing.T) {
	for _, series := range []string{"6.1", "6.12"} {
		tree := need.Corpus(t, "src-"+series)
		ix, err := index.Scan(t.Context(), os.DirFS(tree), index.Options{})
		if err != nil {
			t.Fatal(err)
		}
		golden := map[string]map[uint64]string{}
		f, err := os.Open(filepath.Join("..", "index", "testdata", "systrack", "v"+series+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if c := strings.Split(lines.Text(), "\t"); !strings.HasPrefix(c[0], "#") {
				var n uint64
				fmt.Sscan(c[1], &n)
				if golden[c[0]] == nil {
					golden[c[0]] = map[uint64]string{}
				}
				golden[c[0]][n] = c[2]
			}
		}
		for _, s := range systrack {
			c := configure(t, tree, s.arch, filepath.Join("testdata", "systrack", "v"+series+"-"+s.config+".config.gz"))
			served := map[string]bool{}
			for _, table := range c.ABIs(ix) {
				served[table.ABI.Name] = true
				want := golden[table.ABI.Name]
				predicted := map[uint64]bool{}
				for _, p := range Predict(ix, table, c) {
					switch p.State {
					case Present:
						predicted[p.Number] = true
						if want[p.Number] == "" && !restored(series, p) {
							t.Errorf("%s %s: %d %s is predicted, at %v", series, table.ABI, p.Number, p.Row.Name, p.Site.File.Path)
						}
					default:
						if want[p.Number] != "" {
							t.Errorf("%s %s: %d %s is %s: %v", series, table.ABI, p.Number, want[p.Number], p.State, p.Reasons)
						}
					}
				}
				n := 0
				for number, symbol := range want {
					if predicted[number] {
						n++
					} else if table.Row(number) == nil && !outsideTables[symbol] {
						t.Errorf("%s %s: %d %s has no row", series, table.ABI, number, symbol)
					}
				}
				t.Logf("%s %-14s %d of %d", series, table.ABI, n, len(want))
			}
			for _, name := range s.abis {
				if !served[name] {
					t.Errorf("%s %s: the configuration does not serve %s", series, s.config, name)
				}
			}
		}
	}
}
