// Command dashboard explores what a classifier gives up at each decision
// threshold: in the browser with serve, on the command line with eval. Files go
// in and out with import and export.
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
	"slices"
	"strings"
	"syscall"
)

// version is set by the linker; see the Makefile.
var version = "devel"

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the command failed
	exitUsage  = 2 // the command line is wrong
)

// A command is one of the program's sub-commands.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error
}

var commands = []command{
	{"serve", "serve the dashboard", serve},
	{"eval", "print every number of a file", eval},
	{"import", "store the runs of files", importFiles},
	{"export", "write the rows of a run to a file", exportRun},
	{"report", "write what a run's page shows to one file", writeReport},
	{"backup", "copy the database", backup},
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

// A usageError is a mistake in the command line.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// A flagSet is the flags of a command and the text above them in its help.
type flagSet struct {
	*flag.FlagSet
	form, about string
	stdout      io.Writer // gets the help
}

func newFlags(form, about string, stdout io.Writer) *flagSet {
	f := &flagSet{flag.NewFlagSet(form, flag.ContinueOnError), form, about, stdout}
	f.SetOutput(io.Discard) // run prints errors
	f.Usage = func() {}     // and help is printed only on request
	return f
}

func (f *flagSet) help() {
	fmt.Fprintf(f.stdout, "dashboard %s\n\n%s\n\n", f.form, f.about)
	f.VisitAll(func(one *flag.Flag) {
		kind, text := flag.UnquoteUsage(one)
		if one.DefValue != "" && one.DefValue != "false" {
			text += " (default " + one.DefValue + ")"
		}
		fmt.Fprintf(f.stdout, "  %-24s %s\n", strings.TrimSpace("--"+one.Name+" "+kind), text)
	})
}

// spelled returns the arguments with flags in their defined spelling:
// --skip-missing is --skip_missing, and the other way round.
func (f *flagSet) spelled(args []string) []string {
	args = slices.Clone(args)
	for i, arg := range args {
		if arg == "--" {
			break
		}
		plain := strings.TrimLeft(arg, "-")
		name, _, _ := strings.Cut(plain, "=")
		if plain == arg || f.Lookup(name) != nil {
			continue
		}
		for _, other := range []string{strings.ReplaceAll(name, "-", "_"), strings.ReplaceAll(name, "_", "-")} {
			if f.Lookup(other) != nil {
				args[i] = "--" + other + strings.TrimPrefix(plain, name)
			}
		}
	}
	return args
}

// parse reads flags anywhere among the other arguments, which it returns.
func parse(f *flagSet, args []string) (rest []string, err error) {
	args = f.spelled(args)
	for {
		if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
			f.help()
			return nil, err
		} else if err != nil {
			return nil, usageError{err}
		}
		args = f.Args()
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
