package main

import (
	"strings"
	"testing"
)

func TestSummarize(t *testing.T) {
	for _, test := range []struct{ name, events, want string }{
		{"what passes is one line", `
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: chatter\n"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.01}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.010s\n"}
{"Action":"pass","Package":"p","Elapsed":0.01}
`, "ok  \tp\t0.010s\n1 passed, 0 failed, 0 skipped\n"},
		{"a failure keeps what it said", `
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: wrong\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- FAIL: TestA (0.00s)\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"FAIL\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.010s\n"}
{"Action":"fail","Package":"p"}
`, "    a_test.go:7: wrong\n--- FAIL: TestA (0.00s)\nFAIL\tp\t0.010s\n0 passed, 1 failed, 0 skipped\n"},
		{"a skip gives its reason", `
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: needs nvim: none found\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.010s\n"}
{"Action":"pass","Package":"p"}
`, "ok  \tp\t0.010s\nskipped p TestA: needs nvim: none found\n0 passed, 0 failed, 1 skipped\n"},
		{"a package that does not build", `
{"ImportPath":"p","Action":"build-output","Output":"p/a.go:3:1: syntax error\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","Elapsed":0,"FailedBuild":"p"}
`, "p/a.go:3:1: syntax error\nFAIL\tp [build failed]\n0 passed, 0 failed, 0 skipped\n"},
		{"a package without tests does not count", `
{"Action":"output","Package":"p","Output":"?   \tp\t[no test files]\n"}
{"Action":"skip","Package":"p","Elapsed":0}
`, "?   \tp\t[no test files]\n0 passed, 0 failed, 0 skipped\n"},
		{"a test that ends the whole binary", `
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Output":"exit status 3\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.010s\n"}
{"Action":"fail","Package":"p"}
`, "exit status 3\nFAIL\tp\t0.010s\n=== RUN   TestA\n0 passed, 1 failed, 0 skipped\n"},
		{"words of go itself", "go: no such module\n", "go: no such module\n0 passed, 0 failed, 0 skipped\n"},
	} {
		var out strings.Builder
		if summarize(strings.NewReader(strings.TrimPrefix(test.events, "\n")), &out); out.String() != test.want {
			t.Errorf("%s:\n%q\nwant\n%q", test.name, out.String(), test.want)
		}
	}
}
