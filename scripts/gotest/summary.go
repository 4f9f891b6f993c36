package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is a line of go test -json; see go doc test2json.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// summary counts tests, subtests among them.
type summary struct{ passed, failed, skipped int }

// summarize copies to out what a reader wants of the events.
func summarize(events io.Reader, out io.Writer) summary {
	var sum summary
	var skips []string
	output := map[string][]string{} // by package and test
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadString('\n')
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			fmt.Fprint(out, line) // not an event: go itself speaks
		} else {
			key := e.Package + " " + e.Test
			switch {
			case e.Action == "build-output":
				fmt.Fprint(out, e.Output)
			case e.Action == "output" && e.Test == "":
				if !noise(e.Output) {
					fmt.Fprint(out, e.Output)
				}
			case e.Action == "output":
				output[key] = append(output[key], e.Output)
			case e.Test == "" && e.Action == "fail":
				// What ends a whole test binary, such as os.Exit, leaves tests
				// without an end of their own.
				for _, unfinished := range slices.Sorted(maps.Keys(output)) {
					if strings.HasPrefix(unfinished, e.Package+" ") {
						fmt.Fprint(out, strings.Join(output[unfinished], ""))
						delete(output, unfinished)
						sum.failed++
					}
				}
			case e.Test == "":
			case e.Action == "pass":
				sum.passed++
				delete(output, key)
			case e.Action == "fail":
				sum.failed++
				fmt.Fprint(out, strings.Join(output[key], ""))
				delete(output, key)
			case e.Action == "skip":
				sum.skipped++
				skips = append(skips, fmt.Sprintf("skipped %s %s: %s", e.Package, e.Test, reason(output[key])))
				delete(output, key)
			}
		}
		if err != nil {
			break
		}
	}
	slices.Sort(skips)
	for _, skip := range skips {
		fmt.Fprintln(out, skip)
	}
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", sum.passed, sum.failed, sum.skipped)
	return sum
}

// noise reports whether a line of a package says what its last line says again.
func noise(line string) bool {
	return line == "PASS\n" || line == "FAIL\n" || strings.HasPrefix(line, "testing: warning: no tests to run")
}

// reason is what a test said when it skipped itself: "    file_test.go:7: why".
func reason(output []string) string {
	for _, line := range output {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "===") || strings.HasPrefix(text, "---") {
			continue
		}
		if _, why, found := strings.Cut(text, ": "); found {
			return why
		}
	}
	return "no reason given"
}
