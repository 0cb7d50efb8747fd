package store

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func TestPurgeDeletesOldEntriesOnly(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	old, young := createExperiment(t, s, "old"), createExperiment(t, s, "young")
	runs := storeRuns(t, s, old.ID, "a", "b")
	late := storeRuns(t, s, young.ID, "c", "d", "e")
	if err := s.DeleteExperiment(t.Context(), old.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteRun(t.Context(), late[0].ID); err != nil {
		t.Fatal(err)
	}
	now = now.Add(24 * time.Hour)
	if err := s.DeleteRun(t.Context(), late[1].ID); err != nil {
		t.Fatal(err)
	}
	cut := now.Add(-time.Hour)
	if done, err := s.Purge(t.Context(), cut.Add(-48*time.Hour)); err != nil || done != (Purged{}) {
		t.Errorf("got %+v, %v", done, err)
	}
	// The time of a damaged entry can't be trusted.
	if _, err := s.writer.Exec(`UPDATE runs SET deleted_at = 5 WHERE id = ?`, late[1].ID); err != nil {
		t.Fatal(err)
	}
	if done, err := s.Purge(t.Context(), cut); err != nil || done != (Purged{Experiments: 1, Runs: 3}) {
		t.Errorf("got %+v, %v", done, err)
	}
	for _, id := range []int64{runs[0].ID, runs[1].ID, late[0].ID} {
		_, err := s.Run(t.Context(), id)
		wantKind(t, err, tradeoff.NotFound)
	}
	_, err := s.Run(t.Context(), late[1].ID)
	wantKind(t, err, tradeoff.Internal, "damaged")
	_, err = s.RestoreRun(t.Context(), late[1].ID)
	wantKind(t, err, tradeoff.Internal, "damaged")
	if list, _, err := s.Trash(t.Context(), TrashFilter{}); err != nil || len(list) != 1 || !list[0].Damaged {
		t.Errorf("the trash has %+v, %v", list, err)
	}
	if err := s.PurgeRun(t.Context(), late[1].ID); err != nil {
		t.Error(err)
	}
	if names := runNames(t, s, RunFilter{}); names != "e" {
		t.Errorf("%q is left", names)
	}
	wantIntact(t, s)
}

func TestDamagedRunCanBeDeletedAndPurged(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	if _, err := s.writer.Exec(`UPDATE runs SET n = n + 1`); err != nil {
		t.Fatal(err)
	}
	if err := removeRun(t, s, n.Run.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Run(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.NotFound)
}

func TestPurgeRunsOnceADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		start, ended := time.Now(), false
		var calls []time.Duration
		go func() {
			daily(ctx, func() { calls = append(calls, time.Since(start)) })
			ended = true
		}()
		time.Sleep(50 * time.Hour)
		cancel()
		synctest.Wait()
		want := []time.Duration{time.Minute, 24*time.Hour + time.Minute, 48*time.Hour + time.Minute}
		if !slices.Equal(calls, want) || !ended {
			t.Errorf("it comes after %v, want %v; it has ended: %v", calls, want, ended)
		}
	})
}

func TestPurgeAfterThirtyDaysIsLoggedAndAudited(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	n := store1(t, s, calc.Binary{Kind: calc.Score, Label: []uint8{0, 1}, Score: []float64{1, 2}})
	if err := s.DeleteRun(t.Context(), n.Run.ID); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	for _, days := range []int{29, 2} { // 29 days and 31 days after it was deleted
		now = now.AddDate(0, 0, days)
		s.purgeOld(t.Context(), log)
	}
	if text := out.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "experiments=0 runs=1") {
		t.Errorf("the log is %q", text)
	}
	list, _, err := s.Audit(t.Context(), AuditFilter{Action: tradeoff.PurgeAction})
	if err != nil || len(list) != 1 || list[0].Who != "daily purge" || !list[0].CreatedAt.Equal(now) {
		t.Errorf("the audit has %+v, %v", list, err)
	}
}
