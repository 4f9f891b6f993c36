// Command callgate answers questions about the Linux kernel's system calls: as
// a language server for editors, and on the command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"callgate/internal/cache"
)

// Exit statuses, part of the command-line contract.
const (
	exitDone     = 0
	exitFindings = 1 // findings, or something asked for was not found
	exitUnusable = 2 // wrong use, or unreadable input
)

// errFindings ends a command with status 1 after it has said all there is to
// say.
var errFindings = errors.New("findings")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns the exit status. It is main
// without the process, for tests.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	switch err := root.ExecuteContext(ctx); {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	default:
		fmt.Fprintf(stderr, "callgate: %s\n", oneLine(err))
		return exitUnusable
	}
}

// oneLine folds an error into the one line that the contract promises.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// globals are the flags that every command takes.
type globals struct {
	quiet   bool
	verbose bool
	log     string
	noCache bool
}

// cacheDir returns the directory to keep indexes in; empty for none.
func (g *globals) cacheDir() string {
	dir, err := cache.Dir()
	if g.noCache || err != nil {
		return ""
	}
	return dir
}

func newRoot() *cobra.Command {
	g := &globals{}
	root := &cobra.Command{
		Use:   "callgate",
		Short: "The Linux kernel's system calls, in your editor and on the command line",
		Long: `Callgate knows the system calls of a Linux kernel: the sites that define them,
the tables that number them, and what became of them in a kernel that was built.

Results go to standard output, everything else to standard error. The exit
status is 0 when done, 1 for findings or something not found, 2 for wrong use
or unreadable input.`,
		Example: `  callgate demo                              see what it does, on a built-in sample
  callgate lookup --kdir ~/linux openat2 59  where these are defined
  callgate analyze vmlinux                   the system calls of a built kernel
  callgate serve                             the language server, for editors`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("callgate {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.BoolVarP(&g.quiet, "quiet", "q", false, "say nothing but results and errors")
	flags.BoolVarP(&g.verbose, "verbose", "v", false, "say more about what is done")
	flags.StringVar(&g.log, "log", "", "append what the program says of its work to `FILE`")
	flags.BoolVar(&g.noCache, "no-cache", false, "neither read nor write the cache")
	root.AddCommand(
		newAnalyze(g),
		newDemo(g),
		newExplain(g),
		newIndex(g),
		newKconfig(g),
		newLookup(g),
		newServe(g),
		newVersion(),
	)
	return root
}
