package index_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"callgate/index"
	"callgate/testdata/mini/cross"
)

// The tables of every architecture of the miniature kernel are read as a few
// plain lines of code read them.
func TestCrossTables(t *testing.T) {
	dir := t.TempDir()
	if err := cross.WriteTree(dir); err != nil {
		t.Fatal(err)
	}
	ix, err := index.Scan(context.Background(), os.DirFS(dir), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range ix.Problems() {
		t.Errorf("problem: %s", problem)
	}
	for _, target := range cross.Targets {
		for _, abi := range target.ABIs {
			rows, err := abi.Rows()
			if err != nil {
				t.Fatal(err)
			}
			table, ok := ix.Table(abi.ABI)
			if !ok {
				t.Errorf("%s: no table %s", target.Name, abi.ABI)
				continue
			}
			if table.File != abi.File {
				t.Errorf("%s is in %s, want %s", abi.ABI, table.File, abi.File)
			}
			for _, want := range rows {
				row := table.Row(want.Number)
				if row == nil {
					t.Errorf("%s lacks %d %s", abi.ABI, want.Number, want.Name)
					continue
				}
				symbol := table.Symbol(row)
				if other, ok := abi.Renamed[symbol]; ok {
					symbol = other // a #define beside the table, in C
				}
				if row.Name != want.Name || symbol != strings.TrimPrefix(want.Symbol, abi.Prefix) {
					t.Errorf("%s: %d is %s %s, want %s %s", abi.ABI, want.Number, row.Name, symbol, want.Name, want.Symbol)
				}
			}
		}
	}
}
