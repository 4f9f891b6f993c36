// Command gotest runs go test and prints less of what passes and more of what
// does not: the output of failed tests, the line of each package, the reason of
// each skipped test, and a closing line that counts.
//
//	go run ./scripts/gotest [flags and packages of go test]
package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	cmd := exec.Command("go", append([]string{"test", "-json"}, os.Args[1:]...)...)
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		os.Exit(2)
	}
	summary := summarize(events, os.Stdout)
	// go test's status counts too: a package that does not build has no tests.
	if err := cmd.Wait(); err != nil || summary.failed > 0 {
		os.Exit(1)
	}
}
