package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// counted reads lines of output and returns the counter and what it shows.
func counted(t *testing.T, lines ...string) (*counter, string) {
	t.Helper()
	var out strings.Builder
	c := newCounter(&out)
	if err := c.readAll(strings.NewReader(strings.Join(lines, "\n"))); err != nil {
		t.Fatal(err)
	}
	return c, out.String()
}

func TestCountsLeavesAndShowsFailuresOnly(t *testing.T) {
	c, out := counted(t,
		`{"Action":"start","Package":"p"}`,
		`{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}`,
		`{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: of no interest\n"}`,
		`{"Action":"pass","Package":"p","Test":"TestA"}`,
		`{"Action":"pass","Package":"p","Test":"TestB/one"}`,
		`{"Action":"output","Package":"p","Test":"TestB/two","Output":"    b_test.go:2: got 3, want 4\n"}`,
		`{"Action":"fail","Package":"p","Test":"TestB/two"}`,
		`{"Action":"output","Package":"p","Test":"TestB","Output":"--- FAIL: TestB (0.00s)\n"}`,
		`{"Action":"fail","Package":"p","Test":"TestB"}`,
		`{"Action":"pass","Package":"p","Test":"TestC/deep/er"}`,
		`{"Action":"pass","Package":"p","Test":"TestC/deep"}`,
		`{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:9: after its subtests\n"}`,
		`{"Action":"fail","Package":"p","Test":"TestC"}`,
		`{"Action":"skip","Package":"p","Test":"TestD"}`,
		`{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}`,
		`{"Action":"fail","Package":"p"}`)
	if c.Passed != 3 || c.Skipped != 1 || !slices.Equal(c.Failed, []string{"p TestB/two", "p TestC"}) {
		t.Errorf("%d passed, %d skipped, failed are %q", c.Passed, c.Skipped, c.Failed)
	}
	want := "--- FAIL: TestB (0.00s)\n    b_test.go:2: got 3, want 4\n    c_test.go:9: after its subtests\nFAIL\tp\t0.1s\n"
	if out != want {
		t.Errorf("shown is\n%s\nwant\n%s", out, want)
	}
}

func TestPackageThatFailsWithoutATestCounts(t *testing.T) {
	c, out := counted(t,
		`{"ImportPath":"p","Action":"build-output","Output":"p/a.go:1:1: syntax error\n"}`,
		`{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}`,
		`{"Action":"fail","Package":"p","FailedBuild":"p"}`,
		`{"Action":"output","Package":"q","Output":"PASS\n"}`,
		`{"Action":"output","Package":"q","Output":"ok  \tq\t0.1s\n"}`,
		`{"Action":"pass","Package":"q"}`,
		`{not an event`, `plain`)
	if want := "p/a.go:1:1: syntax error\nFAIL\tp [build failed]\nok  \tq\t0.1s\n{not an event\nplain"; out != want {
		t.Errorf("shown is\n%s\nwant\n%s", out, want)
	}
	if !slices.Equal(c.Failed, []string{"p"}) || c.Passed != 0 {
		t.Errorf("%d passed, failed are %q", c.Passed, c.Failed)
	}
}

func TestPartRecordsItsResult(t *testing.T) {
	t.Setenv(summaryFile, t.TempDir()+"/summary")
	var out strings.Builder
	script := `echo '{"Action":"pass","Package":"p","Test":"FuzzX"}'; echo seen; exit `
	for name, want := range map[string]bool{"0": true, "3": false} {
		if ok, err := runPart(name, []string{"sh", "-c", script + name}, &out, &out); ok != want || err != nil {
			t.Errorf("exit %s: %t, %v", name, ok, err)
		}
	}
	if out.String() != "seen\nseen\n" {
		t.Errorf("shown is %q", out.String())
	}
	out.Reset()
	ok, err := printSummary([]string{"0"}, &out)
	if last := "\nok: 1 passed, 0 failed, 0 skipped\n"; !ok || err != nil || !strings.HasSuffix(out.String(), last) {
		t.Errorf("%t, %v: %s", ok, err, out.String())
	}
	out.Reset()
	ok, err = printSummary([]string{"0", "3"}, &out)
	if last := "\nFAILED: 2 passed, 0 failed, 0 skipped\n"; ok || err != nil || !strings.HasSuffix(out.String(), last) {
		t.Errorf("a part that failed without a test: %s", out.String())
	}
}

func TestSummaryNamesWhatFailedAndWhatDidNotRun(t *testing.T) {
	var out strings.Builder
	ok := summarise([]string{"check", "unit", "browser"}, map[string]result{
		"check": {Name: "check", OK: true, Took: 31 * time.Second},
		"unit":  {Name: "unit", Took: 254400 * time.Millisecond, Passed: 1200, Skipped: 2, Failed: []string{"p TestX"}},
	}, &out)
	want := `
part            took   passed   failed  skipped
check            31s        0        0        0
unit           4m14s     1200        1        2  FAILED
browser      not run
FAILED in unit: p TestX
FAILED: 1200 passed, 1 failed, 2 skipped
`
	if ok || out.String() != want {
		t.Errorf("%t, and\n%s\nwant\n%s", ok, out.String(), want)
	}
}
