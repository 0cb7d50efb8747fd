package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func TestFullDiskIsReportedAndNothingIsStored(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	old := newRun(e.ID, "old", cases()["ties"])
	if err := s.CreateRuns(t.Context(), []NewRun{old}); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := s.writer.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := s.writer.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, n)); err != nil {
			t.Fatal(err)
		}
	}
	big := newRun(e.ID, "big", cases()["50,000 distinct"])
	for _, more := range []int{0, 1, 3, 10, 40} {
		limit(pages + more)
		wantKind(t, s.CreateRuns(t.Context(), []NewRun{old, big}), tradeoff.Unavailable, "disk", s.dir)
		if list, _, err := s.Runs(t.Context(), RunFilter{}); err != nil || len(list) != 1 {
			t.Fatalf("%d pages more: got %d runs, %v", more, len(list), err)
		}
	}
	if err := s.DeleteRun(t.Context(), old.Run.ID); err != nil {
		t.Errorf("deleting on a full disk: %v", err)
	}
	if err := s.writer.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit(pages)
	if err := s.PurgeRun(t.Context(), old.Run.ID); err != nil {
		t.Errorf("purging on a full disk: %v", err)
	}
	limit(1 << 30)
	if err := s.CreateRuns(t.Context(), []NewRun{big}); err != nil {
		t.Errorf("after space was freed: %v", err)
	}
	wantIntact(t, s)
}

func TestEveryDamagedBlobIsReportedWithItsRun(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["weighted"])
	id := n.Run.ID
	for _, d := range []struct{ table, column, where string }{
		{"sweeps", "directory", ""}, {"sweep_chunks", "data", "k = 1"}, {"chunks", "data", "k = 0"}, {"displays", "data", ""},
		{"row_order", "data", "k = 0"},
	} {
		where := " WHERE run_id = ?1"
		if d.where != "" {
			where += " AND " + d.where
		}
		var old []byte
		if err := s.writer.QueryRow(`SELECT `+d.column+` FROM `+d.table+where, id).Scan(&old); err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, 1, len(old) / 2, len(old) - 1} {
			bad := append([]byte(nil), old...)
			bad[at] ^= 0x40
			if _, err := s.writer.Exec(`UPDATE `+d.table+` SET `+d.column+` = ?2`+where+` AND `+d.column+` = ?3`, id,
				bad, old); err != nil {
				t.Fatal(err)
			}
			s.forgetAll()
			reported := 0
			for _, read := range everyRead(t, s, id) {
				if err := read(); err != nil {
					wantKind(t, err, tradeoff.Internal, fmt.Sprint("run ", id), "damaged", "Restore a backup")
					reported++
				}
			}
			if reported == 0 {
				t.Errorf("%s, byte %d of %d: no error", d.table, at, len(old))
			}
			if _, err := s.writer.Exec(`UPDATE `+d.table+` SET `+d.column+` = ?3`+where+` AND `+d.column+` = ?2`, id,
				bad, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, read := range everyRead(t, s, id) {
		if err := read(); err != nil {
			t.Errorf("%s after the bytes were put back: %v", name, err)
		}
	}
}

func TestMissingChunkIsDamage(t *testing.T) {
	for _, table := range []string{"sweep_chunks", "chunks", "row_order"} {
		s := open(t, t.TempDir())
		n := store1(t, s, cases()["50,000 distinct"])
		if _, err := s.writer.Exec(`DELETE FROM ` + table + ` WHERE k = 1`); err != nil {
			t.Fatal(err)
		}
		_, err := s.Columns(t.Context(), n.Run.ID)
		wantKind(t, err, tradeoff.Internal, "damaged")
	}
}

func TestDamagedRowOfNumbersIsReported(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	for _, change := range []string{
		`UPDATE run_metrics SET value = value + 1e-15 WHERE metric = 'roc_auc'`,
		`UPDATE runs SET n = n + 1`,
		`UPDATE columns SET name = 'other' WHERE position = 1`,
		`UPDATE experiments SET cost_fn = 2`,
	} {
		if _, err := s.writer.Exec(change); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.RunMetrics(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.Internal, fmt.Sprint("run ", n.Run.ID), "damaged")
	_, err = s.Run(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.Internal, fmt.Sprint("run ", n.Run.ID), "damaged")
	_, err = s.Columns(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.Internal, "damaged")
	_, err = s.Experiment(t.Context(), n.Run.ExperimentID)
	wantKind(t, err, tradeoff.Internal, "experiment", "damaged")
}

// TestFlippedBytesNeverGiveWrongNumbers damages the file anywhere: the right
// answer may come, or an error, but no other answer.
func TestFlippedBytesNeverGiveWrongNumbers(t *testing.T) {
	s := open(t, t.TempDir())
	list := []NewRun{store1(t, s, cases()["ties"]), store1(t, s, cases()["one above a chunk"]),
		store1(t, s, cases()["whole weights"])}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	seeds := uint64(40)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		r := seeded(seed)
		bad := append([]byte(nil), file...)
		for range 1 + r.IntN(64) {
			bad[r.IntN(len(bad))] ^= byte(1 + r.IntN(255))
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, fileName), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		damaged, err := Open(t.Context(), dir)
		if err != nil {
			continue // opening it fails
		}
		for _, n := range list {
			wantRightOrError(t, damaged, n, seed)
		}
		damaged.Close()
	}
}

func wantRightOrError(t *testing.T, s *Store, n NewRun, seed uint64) {
	t.Helper()
	ctx, id := t.Context(), n.Run.ID
	if got, err := s.Run(ctx, id); err == nil && !reflect.DeepEqual(got, *n.Run) {
		t.Errorf("seed %d: run %d is %+v", seed, id, got)
	}
	if got, err := s.RunMetrics(ctx, id); err == nil {
		for _, m := range got {
			if m != n.Metrics[0] && m != n.Metrics[1] {
				t.Errorf("seed %d: run %d has metric %+v", seed, id, m)
			}
		}
	}
	if got, err := s.Sweep(ctx, id); err == nil && !sameSweep(got, n.Sweep) {
		t.Errorf("seed %d: run %d has another sweep", seed, id)
	}
	for _, threshold := range []float64{0.25, 0.5, 0.75} {
		if got, _, err := s.OperatingPoint(ctx, id, threshold); err == nil && got != n.Sweep.At(threshold) {
			t.Errorf("seed %d: run %d has %+v at %v", seed, id, got, threshold)
		}
	}
	if got, err := s.Columns(ctx, id); err == nil {
		for i := range got {
			if !sameColumn(got[i], n.Columns[i]) {
				t.Errorf("seed %d: run %d has another column %q", seed, id, n.Columns[i].Name)
			}
		}
	}
	if got, err := s.Display(ctx, id); err == nil && string(got) != string(n.Display) {
		t.Errorf("seed %d: run %d has another display", seed, id)
	}
}

func TestReadersSeeCompleteRunsDuringWrites(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	b := cases()["ties"]
	want := newRun(e.ID, "r", b)
	done := make(chan struct{})
	var writers, readers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for i := range 8 {
				n := newRun(e.ID, fmt.Sprint(w, i), b)
				if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
					t.Error(err)
				}
				if i%3 == 0 {
					if err := s.DeleteRun(t.Context(), n.Run.ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				list, _, err := s.Runs(t.Context(), RunFilter{ExperimentID: e.ID})
				if err != nil {
					t.Error(err)
					return
				}
				for _, run := range list {
					if len(run.Metrics) != 2 {
						t.Errorf("run %d has %d metrics", run.ID, len(run.Metrics))
					}
					got, _, err := s.OperatingPoint(t.Context(), run.ID, 0.5)
					if tradeoff.KindOf(err) == tradeoff.Deleted {
						continue // it was deleted in between
					}
					if err != nil || got != want.Sweep.At(0.5) {
						t.Errorf("run %d: got %+v, %v", run.ID, got, err)
					}
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	wantIntact(t, s)
	if list, _, err := s.Runs(t.Context(), RunFilter{}); err != nil || len(list) != 10 {
		t.Errorf("got %d runs, %v, want 10", len(list), err)
	}
}

func TestCancelledImportStoresNothing(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	n := newRun(e.ID, "r", calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.CreateRuns(ctx, []NewRun{n}); !errors.Is(err, context.Canceled) || n.Run.ID != 0 {
		t.Errorf("got %v, id %d", err, n.Run.ID)
	}
	if list, _, err := s.Runs(t.Context(), RunFilter{}); err != nil || len(list) != 0 {
		t.Errorf("got %d runs, %v", len(list), err)
	}
}
