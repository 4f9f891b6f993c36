package index

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestRealResolve follows every row of every table of the tree: it has to end
// at a site, at a stub, or at sys_ni_syscall.
func TestRealResolve(t *testing.T) {
	for _, tree := range []string{"src-6.1", "src-6.12"} {
		x := scanReal(t, tree)
		if n := len(x.WithoutTable()); n > 0 {
			t.Errorf("%s: no tables of %v", tree, x.WithoutTable())
		}
		if n := len(x.Tables()); n < 38 {
			t.Errorf("%s: only %d tables", tree, n)
		}
		stubs := map[string]bool{}
		for _, table := range x.Tables() {
			for _, row := range table.Rows {
				switch r := x.Resolve(table, row); r.Reason {
				case Unresolved:
					t.Errorf("%s: %s:%d: %s of %s: %s: %q", tree, row.File, row.Range.Start.Line+1, row.Name, table.ABI, r.Reason, r.Symbols)
				case OnlyStub:
					stubs[row.Name] = true
				}
			}
		}
		// Known by name: a site that a stable release removed, a call that
		// only x86 has, and one of powerpc that is gone.
		want := []string{"lookup_dcookie", "pciconfig_iobase"}
		if tree == "src-6.12" {
			want = []string{"map_shadow_stack", "pciconfig_iobase"}
		}
		for name := range stubs {
			if !slices.Contains(want, name) {
				t.Errorf("%s: %s is nothing but a stub", tree, name)
			}
		}
	}
}

// explained are the rows in which the tree and Systrack's table differ, and
// why the difference is right.
func explained(tree, abi string, number uint64, symbol string) bool {
	switch {
	case symbol == "arm_syscall", strings.HasPrefix(symbol, "exc_real_"):
		return true // served before the table is looked at
	case tree != "src-6.1":
		return false
	// The stable release has another entry than the first release of its
	// series, for which the table was made; distribution images agree.
	case strings.HasSuffix(symbol, "sys_io_pgetevents"):
		return true
	case abi == "mips64-o32" && symbol == "sys_lseek":
		return true
	}
	return false
}

// TestRealSystrack compares with tables that Systrack found in kernels that it
// built (testdata/systrack): every number has a row, the row leads to the same
// symbol, and one of its likeliest sites is in the same file.
func TestRealSystrack(t *testing.T) {
	for _, test := range []struct{ tree, golden string }{{"src-6.1", "v6.1"}, {"src-6.12", "v6.12"}} {
		x := scanReal(t, test.tree)
		records := readGolden(t, "systrack", test.golden)
		abis := map[string]bool{}
		second := 0
		for _, record := range records {
			abi, symbol, file := record[0], record[2], record[3]
			number, _ := strconv.ParseUint(record[1], 10, 64)
			line, _ := strconv.Atoi(record[4])
			abis[abi] = true
			if explained(test.tree, abi, number, symbol) {
				continue
			}
			table, ok := x.Table(abi)
			if !ok {
				t.Fatalf("%s: no table of %s", test.tree, abi)
			}
			row := table.Row(number)
			if row == nil {
				t.Errorf("%s: %s %d %s: no row", test.tree, abi, number, symbol)
				continue
			}
			resolution := x.Resolve(table, row)
			if !slices.ContainsFunc(resolution.Symbols, func(s string) bool { return strings.HasSuffix(symbol, s) }) {
				t.Errorf("%s: %s %d %s: the row leads to %q", test.tree, abi, number, symbol, resolution.Symbols)
			}
			if file == "" {
				continue
			}
			i := slices.IndexFunc(resolution.Sites, func(s Ref[Site]) bool { return s.File.Path == file })
			if i < 0 || i > 1 {
				t.Errorf("%s: %s %d %s: in %s, not in %v", test.tree, abi, number, symbol, file, where(resolution.Sites))
				continue
			}
			second += i
			// Of several variants in one file the nearest has to be the first.
			// Lines drift in a stable series, so this tells only those apart
			// that are far from each other.
			nearest := resolution.Sites[i]
			for _, s := range resolution.Sites {
				if s.File.Path == file && distance(s, line) < distance(nearest, line) {
					nearest = s
				}
			}
			if line > 0 && nearest != resolution.Sites[i] {
				t.Errorf("%s: %s %d %s: %s:%d is nearer to line %d than %d", test.tree, abi, number, symbol, file,
					nearest.Fact.Range.Start.Line+1, line, resolution.Sites[i].Fact.Range.Start.Line+1)
			}
		}
		// A wrapper of arm's in assembly, and what only a configuration tells.
		if len(abis) != 21 || second > 6 {
			t.Errorf("%s: %d ABIs; of %d rows, %d lead to the second site", test.tree, len(abis), len(records), second)
		}
	}
}

// readGolden reads a table of testdata.
func readGolden(t *testing.T, source, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", source, name+".tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.Comment = '\t', '#'
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// TestRealDebian compares with what is built into distribution kernels of the
// same release (testdata/debian): number, handler, and the place of the handler
// by the debug information. The first site has to be the one, file and line.
func TestRealDebian(t *testing.T) {
	for _, test := range []struct {
		tree, golden string
		images, rows int
	}{{"src-6.1", "v6.1", 15, 5500}, {"src-6.12", "v6.12", 5, 1800}} {
		x := scanReal(t, test.tree)
		images := map[string]bool{}
		rows := 0
		for _, record := range readGolden(t, "debian", test.golden) {
			image, abi, symbol, file, line := record[0], record[1], record[3], record[4], record[5]
			number, _ := strconv.ParseUint(record[2], 10, 64)
			images[image+" "+abi] = true
			if symbol == "arm_syscall" { // served before the table is looked at
				continue
			}
			table, ok := x.Table(abi)
			if !ok {
				t.Fatalf("%s: no table of %s", test.tree, abi)
			}
			row := table.Row(number)
			if row == nil {
				t.Errorf("%s: %s %d %s: no row", image, abi, number, symbol)
				continue
			}
			rows++
			r := x.Resolve(table, row)
			if !slices.ContainsFunc(r.Symbols, func(s string) bool { return strings.HasSuffix(symbol, s) }) {
				t.Errorf("%s: %s %d %s: the row leads to %q", image, abi, number, symbol, r.Symbols)
			}
			first := 0
			switch symbol {
			case "sys_sigreturn_wrapper", "sys_rt_sigreturn_wrapper",
				// By CONFIG_MIPS_MT_FPAFF, which no architecture selects.
				"mipsmt_sys_sched_setaffinity", "mipsmt_sys_sched_getaffinity":
				first = 1
			}
			if len(r.Sites) <= first {
				t.Errorf("%s: %s %d %s: %s", image, abi, number, symbol, r.Reason)
				continue
			}
			site := r.Sites[first]
			got := strconv.Itoa(site.Fact.Range.Start.Line + 1)
			if file != "" && (site.File.Path != file || line != "" && got != line) {
				t.Errorf("%s: %s %d %s: %s:%s, want %s:%s", image, abi, number, symbol, site.File.Path, got, file, line)
			}
		}
		if len(images) != test.images || rows < test.rows {
			t.Errorf("%s: %d rows of %d images", test.tree, rows, len(images))
		}
	}
}

func distance(s Ref[Site], line int) int {
	d := s.Fact.Range.Start.Line + 1 - line
	return max(d, -d)
}

// TestRealOtherTrees indexes what other trees the corpus has, such as Debian's
// linux-source-5.10: there is no code for any release.
func TestRealOtherTrees(t *testing.T) {
	trees, err := filepath.Glob(filepath.Join(filepath.Dir(corpus(t, "src-6.1")), "src-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range trees {
		tree := filepath.Base(dir)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() || tree == "src-6.1" || tree == "src-6.12" {
			continue
		}
		x := scanReal(t, tree)
		sites, unresolved := 0, 0
		for f := range x.Files() {
			sites += len(f.Sites)
		}
		for _, table := range x.Tables() {
			for _, row := range table.Rows {
				if r := x.Resolve(table, row); r.Reason == Unresolved {
					unresolved++
					t.Errorf("%s: %s:%d: %s of %s: %s: %q", tree, row.File, row.Range.Start.Line+1, row.Name, table.ABI, r.Reason, r.Symbols)
				}
			}
		}
		t.Logf("%s: %d sites, %d tables, %d rows unresolved, %d problems", x.Release, sites, len(x.Tables()), unresolved, len(x.Problems()))
		if sites < 500 || len(x.Tables()) < 4 || len(x.Problems()) > 0 {
			t.Errorf("%s: %d sites, %d tables, problems %v", tree, sites, len(x.Tables()), x.Problems())
		}
	}
}
