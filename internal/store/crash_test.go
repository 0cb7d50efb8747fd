package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"testing"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// crashDir is the environment variable for a process that stores runs in that folder until
// it is killed.
const crashDir = "TRADEOFF_TEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		if os.Getenv(crashTrash) != "" {
			changeUntilKilled(dir)
		}
		storeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// crashRows are the rows of the i-th stored run.
func crashRows(i int) calc.Binary {
	r := seeded(uint64(i))
	return rows(r, 3000+r.IntN(20_000), calc.Probability, r.Float64)
}

// storeUntilKilled stores runs and prints a line when one is acknowledged.
func storeUntilKilled(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, dir)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	e := tradeoff.Experiment{Name: "crash"}
	if err := s.CreateExperiment(ctx, &e); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for i := 0; ; i++ {
		n := newRun(e.ID, fmt.Sprint(i), crashRows(i))
		if err := s.CreateRuns(ctx, []NewRun{n}); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Printf("stored %d %d\n", i, n.Run.ID)
	}
}

func TestKilledProcessLeavesAcknowledgedRunsOnly(t *testing.T) {
	iterations := 6
	if testing.Short() {
		iterations = 2
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := seeded(seed)
	for range iterations {
		dir := t.TempDir()
		acknowledged := map[int64]int{}
		for _, line := range killed(t, 1, time.Duration(r.IntN(60_000))*time.Microsecond, crashDir+"="+dir) {
			var i int
			var id int64
			if _, err := fmt.Sscanf(line, "stored %d %d", &i, &id); err != nil {
				t.Errorf("the child says %q", line)
			}
			acknowledged[id] = i
		}

		wantOnlyWholeRuns(t, open(t, dir), acknowledged)
	}
}

// killed runs this program with the given environment until it has printed the given number
// of lines, kills it a while later, and returns its output.
func killed(t *testing.T, atLeast int, later time.Duration, env ...string) (printed []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), env...)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for len(printed) < atLeast && lines.Scan() {
		printed = append(printed, lines.Text())
	}
	time.Sleep(later)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		printed = append(printed, lines.Text())
	}
	_, _ = io.Copy(io.Discard, out)
	_ = child.Wait()
	return printed
}

// wantOnlyWholeRuns checks that s has every acknowledged run, by its id, and that each run
// is complete.
func wantOnlyWholeRuns(t *testing.T, s *Store, acknowledged map[int64]int) {
	t.Helper()
	wantIntact(t, s)
	list, _, err := s.Runs(t.Context(), RunFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range list {
		var i int
		if _, err := fmt.Sscan(run.Name, &i); err != nil {
			t.Fatal(err)
		}
		want := newRun(run.ExperimentID, run.Name, crashRows(i))
		if sweep, err := s.Sweep(t.Context(), run.ID); err != nil || !sameSweep(sweep, want.Sweep) {
			t.Errorf("run %d has another sweep, %v", i, err)
		}
		columns, err := s.Columns(t.Context(), run.ID)
		if err != nil || len(columns) != len(want.Columns) {
			t.Fatalf("run %d has %d columns, %v", i, len(columns), err)
		}
		for c := range columns {
			if !sameColumn(columns[c], want.Columns[c]) {
				t.Errorf("run %d has another column %q", i, columns[c].Name)
			}
		}
		if !reflect.DeepEqual(run.Metrics, want.Metrics) {
			t.Errorf("run %d has other metrics", i)
		}
		delete(acknowledged, run.ID)
	}
	if len(acknowledged) > 0 {
		t.Errorf("acknowledged runs are lost: %v", acknowledged)
	}
	if len(list) == 0 {
		t.Error("the child stored nothing")
	}
}
