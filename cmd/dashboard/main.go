// Command dashboard explores what a classifier gives up at each decision
// threshold: in the browser with serve, on the command line with eval.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
)

// version is set by the linker; see the Makefile.
var version = "devel"

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for could not be done
	exitUsage  = 2 // it was asked for in the wrong words
)

// A command is one of the program's sub-commands.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error
}

var commands = []command{
	{"serve", "serve the dashboard", serve},
	{"eval", "print every number of a file", eval},
	{"version", "print the version", printVersion},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	name, rest := "", args
	if len(args) > 0 {
		name, rest = args[0], args[1:]
	}
	switch name {
	case "", "help", "-h", "-help", "--help":
		usage(stdout)
		if name == "" {
			return exitUsage
		}
		return exitOK
	case "-version", "--version":
		name = "version"
	}
	for _, c := range commands {
		if c.name != name {
			continue
		}
		err := c.run(ctx, rest, stdin, stdout, stderr)
		var wrong usageError
		switch {
		case err == nil:
			return exitOK
		case errors.Is(err, flag.ErrHelp):
			return exitOK
		case errors.As(err, &wrong):
			fmt.Fprintf(stderr, "dashboard %s: %v\nSee dashboard %s -h.\n", name, err, name)
			return exitUsage
		default:
			fmt.Fprintf(stderr, "dashboard %s: %v\n", name, err)
			return exitFailed
		}
	}
	fmt.Fprintf(stderr, "dashboard: there is no command %q\n", name)
	usage(stderr)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Tradeoff: what does a classifier give up at each decision threshold?\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  dashboard %-8s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nEach takes -h for its flags.\n")
}

func printVersion(_ context.Context, _ []string, _ io.Reader, stdout, _ io.Writer) error {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok {
		v += " " + info.GoVersion
	}
	_, err := fmt.Fprintln(stdout, "dashboard", v)
	return err
}

// A usageError is a mistake in the words of a command.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// newFlags returns a set of flags whose help begins with the command's form.
func newFlags(form, about string, stdout io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(form, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run says what is wrong
	flags.Usage = func() {
		fmt.Fprintf(stdout, "dashboard %s\n\n%s\n\n", form, about)
		flags.VisitAll(func(f *flag.Flag) {
			kind, text := flag.UnquoteUsage(f)
			if f.DefValue != "" && f.DefValue != "false" {
				text += " (default " + f.DefValue + ")"
			}
			fmt.Fprintf(stdout, "  %-24s %s\n", strings.TrimSpace("--"+f.Name+" "+kind), text)
		})
	}
	return flags
}

// parse reads flags before, between and behind the other arguments, which it
// returns.
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, usageError{err}
		}
		args = flags.Args()
		if len(args) == 0 {
			return rest, nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// A list is a flag that may be given several times, or once with commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	for _, v := range strings.Split(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			*l = append(*l, v)
		}
	}
	return nil
}
