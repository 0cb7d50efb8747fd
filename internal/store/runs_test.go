package store

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

func sameColumn(a, b column.Column) bool {
	if a.Name != b.Name || a.Role != b.Role || a.Len() != b.Len() || (a.Len() > 0 && a.Type() != b.Type()) {
		return false
	}
	for i := range a.Len() {
		switch {
		case a.Texts != nil:
			if !bytes.Equal(a.Texts.At(i), b.Texts.At(i)) {
				return false
			}
		case a.Floats != nil:
			if math.Float64bits(a.Floats[i]) != math.Float64bits(b.Floats[i]) {
				return false
			}
		case a.Classes != nil:
			if a.Classes[i] != b.Classes[i] {
				return false
			}
		case a.Labels[i] != b.Labels[i]:
			return false
		}
	}
	return true
}

func TestRunRoundTrips(t *testing.T) {
	for name, b := range cases() {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := store1(t, s, b)
			s = reopen(t, s)
			ctx, id := t.Context(), n.Run.ID

			run, err := s.Run(ctx, id)
			if err != nil || !reflect.DeepEqual(run, *n.Run) {
				t.Errorf("got %+v, %v, want %+v", run, err, *n.Run)
			}
			if run.N != n.Sweep.N() || run.Positives != n.Sweep.Positives() || run.Weighted != n.Sweep.Weighted() ||
				run.ScoreKind != b.Kind {
				t.Errorf("%+v does not say what the sweep says", run)
			}
			metrics, err := s.RunMetrics(ctx, id)
			if err != nil || !reflect.DeepEqual(metrics, n.Metrics) {
				t.Errorf("got %+v, %v, want %+v", metrics, err, n.Metrics)
			}
			if list, _, err := s.Runs(ctx, RunFilter{ExperimentID: run.ExperimentID}); err != nil || len(list) != 1 ||
				!reflect.DeepEqual(list[0], RunSummary{Run: run, Metrics: metrics}) {
				t.Errorf("got %+v, %v in the list", list, err)
			}
			if display, err := s.Display(ctx, id); err != nil || !bytes.Equal(display, n.Display) {
				t.Errorf("got %q, %v, want %q", display, err, n.Display)
			}
			columns, err := s.Columns(ctx, id)
			if err != nil || len(columns) != len(n.Columns) {
				t.Fatalf("got %d columns, %v, want %d", len(columns), err, len(n.Columns))
			}
			for i := range columns {
				if !sameColumn(n.Columns[i], columns[i]) {
					t.Errorf("column %q came back otherwise", columns[i].Name)
				}
			}
			if sweep, err := s.Sweep(ctx, id); err != nil || !sameSweep(sweep, n.Sweep) {
				t.Errorf("the sweep came back otherwise, %v", err)
			}
		})
	}
}

func TestRunWithoutLabelOrScoreColumnIsStored(t *testing.T) {
	s := open(t, t.TempDir())
	n := newRun(createExperiment(t, s, "x").ID, "r",
		calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
	n.Columns = n.Columns[:1]
	if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Columns(t.Context(), n.Run.ID); err != nil || len(got) != 1 || !sameColumn(got[0], n.Columns[0]) {
		t.Errorf("got %d columns, %v", len(got), err)
	}
}

func TestCreateRunsRejectsSweepOfOtherRows(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	for name, label := range map[string][]uint8{"other labels": {1, 1}, "more rows": {0, 1, 1}} {
		n := newRun(e.ID, "r", calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
		n.Columns[1].Labels, n.Columns[2].Floats = label, []float64{1, 2, 2}[:len(label)]
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err == nil || n.Run.ID != 0 {
			t.Errorf("%s: got %v, id %d", name, err, n.Run.ID)
		}
	}
}

func TestCreateRunsStoresAllOrNone(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	b := calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}}
	good, orphan := newRun(e.ID, "good", b), newRun(e.ID+1, "orphan", b)
	wantKind(t, s.CreateRuns(t.Context(), []NewRun{good, orphan}), tradeoff.NotFound, fmt.Sprint("experiment ", e.ID+1))
	if good.Run.ID != 0 {
		t.Errorf("a run that was not stored has id %d", good.Run.ID)
	}
	if list, _, err := s.Runs(t.Context(), RunFilter{}); err != nil || len(list) != 0 {
		t.Errorf("got %d runs, %v", len(list), err)
	}
	nameless := newRun(e.ID, " ", b)
	wantKind(t, s.CreateRuns(t.Context(), []NewRun{nameless}), tradeoff.Invalid)
}

func TestCreateUploadStoresRunsAndExperimentOrNothing(t *testing.T) {
	s := open(t, t.TempDir())
	b := calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}}
	e := tradeoff.Experiment{Name: "new"}
	wantKind(t, s.CreateUpload(t.Context(), Upload{Experiment: &e, Runs: []NewRun{newRun(0, " ", b)}}), tradeoff.Invalid)
	if list, _, err := s.Experiments(t.Context(), ExperimentFilter{}); err != nil || len(list) != 0 || e.ID != 0 {
		t.Errorf("a refused run left %d experiments, id %d, %v", len(list), e.ID, err)
	}
	n := newRun(0, "run", b)
	if err := s.CreateUpload(t.Context(), Upload{Experiment: &e, Runs: []NewRun{n}}); err != nil || e.ID == 0 ||
		n.Run.ExperimentID != e.ID {
		t.Fatalf("got %v, experiment %d, the run's is %d", err, e.ID, n.Run.ExperimentID)
	}
	e.PositiveName = "diabetic"
	if err := s.CreateUpload(t.Context(), Upload{Experiment: &e, Runs: []NewRun{newRun(e.ID, "second", b)}}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Experiment(t.Context(), e.ID)
	if err != nil || got.PositiveName != "diabetic" || !got.CreatedAt.Equal(e.CreatedAt) {
		t.Errorf("got %+v, %v, want %+v", got, err, e)
	}
	if list, _, err := s.Runs(t.Context(), RunFilter{ExperimentID: e.ID}); err != nil || len(list) != 2 {
		t.Errorf("got %d runs, %v, want 2", len(list), err)
	}
	gone := tradeoff.Experiment{ID: e.ID + 1, Name: "gone"}
	wantKind(t, s.CreateUpload(t.Context(), Upload{Experiment: &gone, Runs: []NewRun{newRun(gone.ID, "orphan", b)}}),
		tradeoff.NotFound)
}

func TestRunsAreListedNewestFirst(t *testing.T) {
	s := open(t, t.TempDir())
	b := calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}}
	first, second := createExperiment(t, s, "a"), createExperiment(t, s, "b")
	var list []NewRun
	for i := range 6 {
		list = append(list, newRun([]int64{first.ID, second.ID}[i%2], fmt.Sprint("r", i), b))
	}
	if err := s.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		experiment int64
		names      string
	}{{first.ID, "[r4 r2 | r0]"}, {second.ID, "[r5 r3 | r1]"}, {0, "[r5 r4 | r3 r2 | r1 r0]"}, {99, "[]"}} {
		var got []string
		for cursor := ""; ; {
			page, next, err := s.Runs(t.Context(), RunFilter{ExperimentID: want.experiment, Limit: 2, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				got = append(got, r.Name)
				if len(r.Metrics) != 2 {
					t.Errorf("%s has %d metrics", r.Name, len(r.Metrics))
				}
			}
			if cursor = next; cursor == "" {
				break
			}
			got = append(got, "|")
		}
		if fmt.Sprint(got) != want.names {
			t.Errorf("experiment %d: got %v, want %s", want.experiment, got, want.names)
		}
	}
}

func rename(s *Store, id int64, name string) error {
	_, err := s.UpdateRun(context.Background(), id, func(r *tradeoff.Run) error {
		r.Name = name
		return nil
	})
	return err
}

func TestRenamedRunKeepsEverythingElse(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	if err := rename(s, n.Run.ID, " better "); err != nil {
		t.Fatal(err)
	}
	want := *n.Run
	want.Name, want.Version = "better", 2
	if got, err := s.Run(t.Context(), n.Run.ID); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	wantKind(t, rename(s, n.Run.ID, "\t"), tradeoff.Invalid)
	wantKind(t, rename(s, 99, "x"), tradeoff.NotFound)
}

func TestPurgedRunLeavesNothing(t *testing.T) {
	for name, remove := range map[string]func(*Store, *tradeoff.Run) error{
		"run":        func(s *Store, r *tradeoff.Run) error { return removeRun(t, s, r.ID) },
		"experiment": func(s *Store, r *tradeoff.Run) error { return removeExperiment(t, s, r.ExperimentID) },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			n := store1(t, s, cases()["weighted"])
			if _, err := s.Sweep(t.Context(), n.Run.ID); err != nil { // fills the cache
				t.Fatal(err)
			}
			if err := remove(s, n.Run); err != nil {
				t.Fatal(err)
			}
			for _, table := range []string{"runs", "run_metrics", "sweeps", "sweep_chunks", "columns", "chunks", "row_order",
				"displays", "summaries"} {
				var rows int
				if err := s.reader.QueryRow(`SELECT count(*) FROM ` + table).Scan(&rows); err != nil || rows != 0 {
					t.Errorf("%d rows are left in %s, %v", rows, table, err)
				}
			}
			for what, read := range everyRead(t, s, n.Run.ID) {
				if err := read(); tradeoff.KindOf(err) != tradeoff.NotFound {
					t.Errorf("%s: got %v, want not found", what, err)
				}
			}
		})
	}
}

// everyRead returns all methods that read a run.
func everyRead(t *testing.T, s *Store, id int64) map[string]func() error {
	ctx := t.Context()
	return map[string]func() error{
		"Run":            func() error { _, err := s.Run(ctx, id); return err },
		"RunMetrics":     func() error { _, err := s.RunMetrics(ctx, id); return err },
		"Sweep":          func() error { _, err := s.Sweep(ctx, id); return err },
		"OperatingPoint": func() error { _, _, err := s.OperatingPoint(ctx, id, 0.5); return err },
		"Points":         func() error { _, _, err := s.Points(ctx, id, 0, 1<<30); return err },
		"Display":        func() error { _, err := s.Display(ctx, id); return err },
		"Columns":        func() error { _, err := s.Columns(ctx, id); return err },
		"Examples":       func() error { _, err := s.Examples(ctx, id, 1, nil); return err },
		"FindID":         func() error { _, err := s.FindID(ctx, id, "row 0"); return err },
	}
}

// sameSweep reports whether two sweeps have the same cells, bit for bit, in
// memory or stored.
func sameSweep(a, b *calc.Sweep) bool {
	if a.Kind() != b.Kind() || a.Weighted() != b.Weighted() || a.Len() != b.Len() {
		return false
	}
	for k := 1; k < a.Len(); k++ {
		if a.Cell(k) != b.Cell(k) || a.Point(k) != b.Point(k) ||
			math.Signbit(a.Threshold(k)) != math.Signbit(b.Threshold(k)) {
			return false
		}
	}
	return true
}
