// Command testrun runs the parts of `make test` and sums them up.
//
//	testrun part NAME COMMAND ARGUMENT…
//	testrun summary NAME…
//
// part runs a command. Of what `go test -json` prints it shows what `go test`
// would: a line for each package, and the output of tests that fail. Other output
// passes unchanged. It appends what it counted to the file that TEST_SUMMARY names.
// summary prints that file as a table with a row for each of the named parts.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// summaryFile is the environment variable that names the file of results.
const summaryFile = "TEST_SUMMARY"

// A result is the result of one part. It is one line of the file of results.
type result struct {
	Name    string
	OK      bool          // the command succeeded
	Took    time.Duration // by the clock
	Passed  int
	Skipped int
	Failed  []string // tests that failed, and packages that failed without a test
}

func main() {
	if len(os.Args) < 3 || os.Args[1] == "part" && len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: testrun part NAME COMMAND ARGUMENT… | testrun summary NAME…")
		os.Exit(2)
	}
	var ok bool
	var err error
	switch os.Args[1] {
	case "part":
		ok, err = runPart(os.Args[2], os.Args[3:], os.Stdout, os.Stderr)
	case "summary":
		ok, err = printSummary(os.Args[2:], os.Stdout)
	default:
		err = fmt.Errorf("testrun has no command %q", os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// runPart runs a command, shows what it prints and records its result. It reports
// whether the command succeeded and no test failed.
func runPart(name string, command []string, stdout, stderr io.Writer) (ok bool, err error) {
	start := time.Now()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	c := newCounter(stdout)
	readErr := c.readAll(out)
	waitErr := cmd.Wait()
	var exit *exec.ExitError
	if waitErr != nil && !errors.As(waitErr, &exit) {
		return false, waitErr
	}
	c.Name, c.Took = name, time.Since(start)
	c.OK = waitErr == nil && len(c.Failed) == 0
	return c.OK, errors.Join(readErr, record(c.result))
}

// record appends a result to the file of results, if there is one.
func record(r result) error {
	path := os.Getenv(summaryFile)
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	line, err := json.Marshal(r)
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	return errors.Join(err, f.Close())
}

// printSummary prints the results of the named parts and reports whether all of
// them ran and succeeded.
func printSummary(names []string, w io.Writer) (ok bool, err error) {
	text, err := os.ReadFile(os.Getenv(summaryFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	found := make(map[string]result)
	for line := range strings.Lines(string(text)) {
		var r result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return false, fmt.Errorf("%s: %w", os.Getenv(summaryFile), err)
		}
		found[r.Name] = r
	}
	return summarise(names, found, w), nil
}

// summarise prints a table of the named parts, the tests that failed and, as the
// last line, how many passed and failed. It reports whether all parts succeeded.
func summarise(names []string, found map[string]result, w io.Writer) (ok bool) {
	ok = true
	passed, failed, skipped := 0, 0, 0
	fmt.Fprintf(w, "\n%-10s %9s %8s %8s %8s\n", "part", "took", "passed", "failed", "skipped")
	for _, name := range names {
		r, ran := found[name]
		if !ran {
			fmt.Fprintf(w, "%-10s %9s\n", name, "not run")
			ok = false
			continue
		}
		remark := ""
		if !r.OK {
			ok, remark = false, "  FAILED"
		}
		took := r.Took.Round(time.Second)
		fmt.Fprintf(w, "%-10s %9s %8d %8d %8d%s\n", name, took, r.Passed, len(r.Failed), r.Skipped, remark)
		passed, failed, skipped = passed+r.Passed, failed+len(r.Failed), skipped+r.Skipped
	}
	for _, name := range names {
		for _, test := range found[name].Failed {
			fmt.Fprintf(w, "FAILED in %s: %s\n", name, test)
		}
	}
	verdict := "ok"
	if !ok {
		verdict = "FAILED"
	}
	fmt.Fprintf(w, "%s: %d passed, %d failed, %d skipped\n", verdict, passed, failed, skipped)
	return ok
}

// An event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	FailedBuild string
	ImportPath  string
}

// A counter shows the output of a command and counts the tests that it reports. A
// test with subtests counts only if it fails and none of them does.
type counter struct {
	result
	out    io.Writer
	output map[string]map[string]*strings.Builder // by package and test
	within map[string]bool                        // tests with subtests that have ended, by package and test
	broken map[string]bool                        // packages and tests in which something was counted as failed
}

func newCounter(out io.Writer) *counter {
	return &counter{
		out:    out,
		output: make(map[string]map[string]*strings.Builder),
		within: make(map[string]bool),
		broken: make(map[string]bool),
	}
}

func (c *counter) readAll(r io.Reader) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			c.read(line)
		}
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// read takes one line of output.
func (c *counter) read(line []byte) {
	var e event
	if line[0] != '{' || json.Unmarshal(line, &e) != nil || e.Action == "" {
		c.out.Write(line)
		return
	}
	switch e.Action {
	case "build-output":
		io.WriteString(c.out, e.Output)
	case "output":
		c.keep(e)
	case "pass", "skip", "fail":
		if e.Test == "" {
			c.endPackage(e)
		} else {
			c.endTest(e)
		}
	}
}

func (c *counter) keep(e event) {
	tests := c.output[e.Package]
	if tests == nil {
		tests = make(map[string]*strings.Builder)
		c.output[e.Package] = tests
	}
	if tests[e.Test] == nil {
		tests[e.Test] = new(strings.Builder)
	}
	tests[e.Test].WriteString(e.Output)
}

// endTest counts a test, and drops its output unless it failed.
func (c *counter) endTest(e event) {
	key := e.Package + " " + e.Test
	for i := strings.LastIndexByte(key, '/'); i > len(e.Package); i = strings.LastIndexByte(key[:i], '/') {
		parent := key[:i]
		c.within[parent] = true
		c.broken[parent] = c.broken[parent] || e.Action == "fail"
	}
	switch {
	case e.Action == "fail":
		if !c.broken[key] {
			c.Failed = append(c.Failed, key)
		}
		c.broken[e.Package] = true
		return // its output is shown with its package's
	case c.within[key]:
	case e.Action == "skip":
		c.Skipped++
	default:
		c.Passed++
	}
	delete(c.output[e.Package], e.Test)
}

// endPackage shows what is left of the output of a package's tests, and its own.
func (c *counter) endPackage(e event) {
	if e.Action == "fail" && !c.broken[e.Package] {
		c.Failed = append(c.Failed, e.Package)
	}
	tests := c.output[e.Package]
	names := make([]string, 0, len(tests))
	for name := range tests {
		if name != "" && e.Action == "fail" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		for line := range strings.Lines(tests[name].String()) {
			if !strings.HasPrefix(line, "=== ") {
				b.WriteString(line)
			}
		}
	}
	if own := tests[""]; own != nil {
		for line := range strings.Lines(own.String()) {
			if line != "PASS\n" {
				b.WriteString(line)
			}
		}
	}
	io.WriteString(c.out, b.String())
	delete(c.output, e.Package)
}
