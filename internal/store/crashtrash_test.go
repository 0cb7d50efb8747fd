package store

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"tradeoff/internal/tradeoff"
)

// crashTrash is the environment variable for a process that edits, deletes, restores and
// purges in [crashDir] until it is killed.
const crashTrash = "TRADEOFF_TEST_CRASH_TRASH"

// changeUntilKilled changes experiments and runs, and prints the expected audit entry of
// every acknowledged change.
func changeUntilKilled(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, dir)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	done := func(action tradeoff.Action, object tradeoff.Object, id int64, err error) {
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(action, object, id)
	}
	for i := 0; ; i++ {
		e := tradeoff.Experiment{Name: fmt.Sprint(i)}
		err := s.CreateExperiment(ctx, &e)
		done(tradeoff.CreateAction, tradeoff.ExperimentObject, e.ID, err)
		var ids []int64
		for j := range 4 {
			n := newRun(e.ID, fmt.Sprint(i, "-", j), crashRows(i))
			err := s.CreateRuns(ctx, []NewRun{n})
			done(tradeoff.CreateAction, tradeoff.RunObject, n.Run.ID, err)
			ids = append(ids, n.Run.ID)
		}
		run, experiment := tradeoff.RunObject, tradeoff.ExperimentObject
		done(tradeoff.UpdateAction, run, ids[0], rename(s, ids[0], "edited"))
		done(tradeoff.DeleteAction, run, ids[0], s.DeleteRun(ctx, ids[0]))
		done(tradeoff.DeleteAction, run, ids[1], s.DeleteRun(ctx, ids[1]))
		_, err = s.RestoreRun(ctx, ids[1])
		done(tradeoff.RestoreAction, run, ids[1], err)
		done(tradeoff.PurgeAction, run, ids[0], s.PurgeRun(ctx, ids[0]))
		done(tradeoff.DeleteAction, experiment, e.ID, s.DeleteExperiment(ctx, e.ID))
		_, _, err = s.RestoreExperiment(ctx, e.ID)
		done(tradeoff.RestoreAction, experiment, e.ID, err)
		if i%2 == 0 {
			done(tradeoff.DeleteAction, experiment, e.ID, s.DeleteExperiment(ctx, e.ID))
			done(tradeoff.PurgeAction, experiment, e.ID, s.PurgeExperiment(ctx, e.ID))
		}
	}
}

func TestKilledProcessLeavesStateThatMatchesTheAudit(t *testing.T) {
	iterations := 8
	if testing.Short() {
		iterations = 2
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := seeded(seed)
	for range iterations {
		dir := t.TempDir()
		later := time.Duration(r.IntN(8000)) * time.Microsecond
		acknowledged := killed(t, 1+r.IntN(40), later, crashDir+"="+dir, crashTrash+"=1")
		wantWhatTheAuditSays(t, open(t, dir), acknowledged)
	}
}

// wantWhatTheAuditSays checks that every acknowledged change and at most one other are in
// the audit, and that the state of everything is that after its last change in the audit.
func wantWhatTheAuditSays(t *testing.T, s *Store, acknowledged []string) {
	t.Helper()
	wantIntact(t, s)
	var entries []tradeoff.AuditEntry
	for e, err := range s.AuditAll(t.Context(), AuditFilter{}) {
		if err != nil || e.Damaged {
			t.Fatalf("entry %d: %v", e.ID, err)
		}
		entries = append(entries, e)
	}
	slices.Reverse(entries)
	at, more := 0, 0
	last := map[string]tradeoff.Action{}
	for _, e := range entries {
		thing := fmt.Sprint(e.Object, " ", e.ObjectID)
		last[thing] = e.Action
		switch line := fmt.Sprint(e.Action, " ", thing); {
		case at < len(acknowledged) && line == acknowledged[at]:
			at++
		case at == len(acknowledged) && (e.Object == tradeoff.ExperimentObject || e.Action == tradeoff.CreateAction):
			more++ // it was committed, and the process was killed before it printed the line
		}
	}
	if at < len(acknowledged) || more > 1 {
		t.Fatalf("of %d acknowledged changes %d are in the audit, and %d others", len(acknowledged), at, more)
	}
	for thing, action := range last {
		var object tradeoff.Object
		var id int64
		if _, err := fmt.Sscan(thing, &object, &id); err != nil {
			t.Fatal(err)
		}
		want := map[tradeoff.Action]tradeoff.Kind{tradeoff.DeleteAction: tradeoff.Deleted,
			tradeoff.PurgeAction: tradeoff.NotFound}[action]
		reads := map[string]func() error{"Experiment": func() error { _, err := s.Experiment(t.Context(), id); return err }}
		if object == tradeoff.RunObject {
			reads = everyRead(t, s, id)
		}
		for what, read := range reads {
			var got tradeoff.Kind
			if err := read(); err != nil {
				got = tradeoff.KindOf(err)
			}
			if got != want {
				t.Errorf("%s of %s after its %s: got %q, want %q", what, thing, action, got, want)
			}
		}
	}
}

func TestDownMigrationDeletesTheTrash(t *testing.T) {
	dir := oldFolder(t, "schema-7.db.gz")
	s := open(t, dir)
	kept := createExperiment(t, s, "kept")
	runs := storeRuns(t, s, kept.ID, "a", "b")
	for _, err := range []error{s.DeleteExperiment(t.Context(), 1), s.DeleteRun(t.Context(), runs[0].ID),
		rename(s, runs[1].ID, "c")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	provider, err := s.provider(withSteps(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, s)
	wantIntact(t, s)
	if names := runNames(t, s, RunFilter{}); names != "c" {
		t.Errorf("the runs are %s", names)
	}
	if list, _, err := s.Trash(t.Context(), TrashFilter{}); err != nil || len(list) != 0 {
		t.Errorf("the trash has %+v, %v", list, err)
	}
}
