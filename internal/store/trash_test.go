package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/tradeoff"
)

// removeRun permanently deletes a run.
func removeRun(t testing.TB, s *Store, id int64) error {
	t.Helper()
	if err := s.DeleteRun(context.Background(), id); err != nil {
		return err
	}
	return s.PurgeRun(context.Background(), id)
}

// removeExperiment permanently deletes an experiment.
func removeExperiment(t testing.TB, s *Store, id int64) error {
	t.Helper()
	if err := s.DeleteExperiment(context.Background(), id); err != nil {
		return err
	}
	return s.PurgeExperiment(context.Background(), id)
}

// as returns a test context with an actor.
func as(t testing.TB, who string) context.Context {
	return tradeoff.WithActor(t.Context(), tradeoff.Actor{Who: who, Address: "192.0.2.7", RequestID: "r-" + who})
}

// storeRuns stores runs of the given names.
func storeRuns(t testing.TB, s *Store, experiment int64, names ...string) []*tradeoff.Run {
	t.Helper()
	var runs []*tradeoff.Run
	for _, name := range names {
		n := newRun(experiment, name, two)
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, n.Run)
	}
	return runs
}

// runNames returns the sorted names of the listed runs.
func runNames(t testing.TB, s *Store, filter RunFilter) string {
	t.Helper()
	list, _, err := s.PlainRuns(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range list {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestDeletedRunIsReportedAndCanBeRestored(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["weighted"])
	id := n.Run.ID
	if _, err := s.Sweep(t.Context(), id); err != nil { // fills the cache
		t.Fatal(err)
	}
	if err := s.DeleteRun(as(t, "Ada"), id); err != nil {
		t.Fatal(err)
	}
	reads := everyRead(t, s, id)
	reads["ColumnsOf"] = func() error { _, err := s.ColumnsOf(t.Context(), id, tradeoff.ScoreRole); return err }
	reads["Summary"] = func() error { _, err := s.Summary(t.Context(), id); return err }
	reads["Predictions"] = func() error { _, err := s.Predictions(t.Context(), id); return err }
	reads["GroupValues"] = func() error { _, err := s.GroupValues(t.Context(), id, "id", 5); return err }
	reads["Rows"] = func() error { _, err := s.Rows(t.Context(), id, []uint32{0}); return err }
	reads["RowsWithID"] = func() error { _, err := s.RowsWithID(t.Context(), id, "row 0"); return err }
	reads["ClassRows"] = func() error { _, err := s.ClassRows(t.Context(), id); return err }
	reads["Part"] = func() error {
		_, err := s.Part(t.Context(), id, tradeoff.View{Where: []tradeoff.Condition{{Column: "id"}}})
		return err
	}
	writes := map[string]func() error{
		"DeleteRun":      func() error { return s.DeleteRun(t.Context(), id) },
		"UpdateRun":      func() error { return rename(s, id, "x") },
		"SetPredictions": func() error { return s.SetPredictions(t.Context(), id, strings.Repeat("0", 32)) },
		"ReplaceMetrics": func() error { return s.ReplaceMetrics(t.Context(), id, nil) },
		"CreateDecision": func() error { d := decided(id); return s.CreateDecision(t.Context(), &d) },
		"CreateUpload": func() error {
			return s.CreateUpload(t.Context(), Upload{Runs: []NewRun{newRun(n.Run.ExperimentID, "y", two)}, Replaces: id})
		},
	}
	for what, f := range writes {
		reads[what] = f
	}
	for what, f := range reads {
		err := f()
		if tradeoff.KindOf(err) != tradeoff.Deleted || err == nil {
			t.Errorf("%s gives %v", what, err)
			continue
		}
		wantKind(t, err, tradeoff.Deleted, fmt.Sprint("run ", id), `"run"`, `"test"`, "by Ada", "Restore it from the trash")
	}
	if runNames(t, s, RunFilter{}) != "" {
		t.Error("the run is listed")
	}
	if ids, err := s.RunsLackingPredictions(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("work is wanted on the runs %v, %v", ids, err)
	}

	got, err := s.RestoreRun(as(t, "Grace"), id)
	if err != nil {
		t.Fatal(err)
	}
	want := *n.Run
	want.Version = 3
	if read, err := s.Run(t.Context(), id); err != nil || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(read, want) {
		t.Errorf("got %+v and %+v, %v, want %+v", got, read, err, want)
	}
	if sweep, err := s.Sweep(t.Context(), id); err != nil || !sameSweep(sweep, n.Sweep) {
		t.Errorf("the sweep is another one, %v", err)
	}
	if again, err := s.RestoreRun(t.Context(), id); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("restoring twice gives %+v, %v", again, err)
	}
	wantKind(t, s.PurgeRun(t.Context(), id), tradeoff.Conflict, "not in the trash", "Delete it first")
	_, err = s.RestoreRun(t.Context(), 99)
	wantKind(t, err, tradeoff.NotFound)
	wantKind(t, s.PurgeRun(t.Context(), 99), tradeoff.NotFound)
}

func TestRestoredExperimentHasTheRunsThatWereDeletedWithIt(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Now()
	s.now = func() time.Time { now = now.Add(time.Second); return now }
	e := createExperiment(t, s, "x")
	runs := storeRuns(t, s, e.ID, "before", "with", "also")
	if err := s.DeleteRun(t.Context(), runs[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteExperiment(as(t, "Ada"), e.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Experiment(t.Context(), e.ID)
	wantKind(t, err, tradeoff.Deleted, `experiment 1 ("x")`, "by Ada")
	wantKind(t, s.DeleteExperiment(t.Context(), e.ID), tradeoff.Deleted)
	_, err = s.UpdateExperiment(t.Context(), e.ID, func(*tradeoff.Experiment) error { return nil })
	wantKind(t, err, tradeoff.Deleted)
	wantKind(t, s.CreateRuns(t.Context(), []NewRun{newRun(e.ID, "late", two)}), tradeoff.Deleted)
	wantKind(t, s.CreateUpload(t.Context(), Upload{Experiment: &e, Runs: []NewRun{newRun(e.ID, "late", two)}}),
		tradeoff.Deleted)
	_, err = s.Run(t.Context(), runs[1].ID)
	wantKind(t, err, tradeoff.Deleted, "Restore its experiment")
	_, err = s.RestoreRun(t.Context(), runs[1].ID)
	wantKind(t, err, tradeoff.Conflict, `experiment 1 ("x"), which is in the trash too`, "restores the run too")
	_, err = s.RestoreRun(t.Context(), runs[0].ID)
	wantKind(t, err, tradeoff.Conflict, "Restore the experiment first")
	if list, _, err := s.Experiments(t.Context(), ExperimentFilter{}); err != nil || len(list) != 0 {
		t.Errorf("%d experiments are listed, %v", len(list), err)
	}

	list, _, err := s.Trash(t.Context(), TrashFilter{})
	if err != nil || len(list) != 2 || list[0].Object != tradeoff.ExperimentObject || list[0].Runs != 2 ||
		list[0].Name != "x" ||
		list[1].Object != tradeoff.RunObject || list[1].ID != runs[0].ID || list[1].ExperimentName != "x" ||
		list[1].DeletedBy != "" {
		t.Fatalf("the trash has %+v, %v", list, err)
	}
	if list[0].PurgeAt.Sub(list[0].DeletedAt) != 30*24*time.Hour {
		t.Errorf("what was deleted on %v goes on %v", list[0].DeletedAt, list[0].PurgeAt)
	}

	got, ids, err := s.RestoreExperiment(t.Context(), e.ID)
	if err != nil || got.Name != "x" || !slices.Equal(ids, []int64{runs[1].ID, runs[2].ID}) {
		t.Fatalf("got %+v with the runs %v, %v", got, ids, err)
	}
	if names := runNames(t, s, RunFilter{}); names != "also with" {
		t.Errorf("the runs are %s", names)
	}
	if list, _, err := s.Experiments(t.Context(), ExperimentFilter{}); err != nil || len(list) != 1 || list[0].Runs != 2 {
		t.Errorf("the experiments are %+v, %v", list, err)
	}
	if _, err := s.RestoreRun(t.Context(), runs[0].ID); err != nil {
		t.Error(err)
	}
	if _, ids, err = s.RestoreExperiment(t.Context(), e.ID); err != nil || len(ids) != 0 {
		t.Errorf("restoring twice gives %v, %v", ids, err)
	}
	_, _, err = s.RestoreExperiment(t.Context(), 9)
	wantKind(t, err, tradeoff.NotFound)
	wantIntact(t, s)
}

func TestDeletedThingsAreOnlyInTheTrash(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	best, other := newRun(e.ID, "best", two), newRun(e.ID, "other", cases()["ties"])
	for _, n := range []*NewRun{&best, &other} {
		n.Run.TestSetDigest, n.Predictions = "same", strings.Repeat("ab", 16)
		if err := s.CreateRuns(t.Context(), []NewRun{*n}); err != nil {
			t.Fatal(err)
		}
	}
	labels := labelled(e.ID, "toxic", "a", "b")
	if err := s.CreateRuns(t.Context(), labels); err != nil {
		t.Fatal(err)
	}
	for _, id := range []int64{best.Run.ID, labels[0].Run.ID} {
		if err := s.DeleteRun(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	list, _, err := s.Experiments(t.Context(), ExperimentFilter{Sort: "-roc_auc"})
	if err != nil || list[0].Runs != 2 || list[0].Best.Name == "best" || list[0].Best.Name == "a" {
		t.Errorf("the experiment has %d runs, the best %+v, %v", list[0].Runs, list[0].Best, err)
	}
	for what, f := range map[string]func() ([]tradeoff.Run, error){
		"RunsOnTestSet": func() ([]tradeoff.Run, error) { return s.RunsOnTestSet(t.Context(), "same", 9) },
		"RunsOfSource":  func() ([]tradeoff.Run, error) { return s.RunsOfSource(t.Context(), best.Run.SourceSHA256, 9) },
		"Duplicates": func() ([]tradeoff.Run, error) {
			return s.Duplicates(t.Context(), best.Run.SourceSHA256, best.Predictions, 0, 9)
		},
		"LabelGroup": func() (runs []tradeoff.Run, err error) {
			_, list, err := s.LabelGroup(t.Context(), labels[0].Run.LabelGroup.ID)
			for _, r := range list {
				runs = append(runs, r.Run)
			}
			return runs, err
		},
	} {
		runs, err := f()
		if err != nil || len(runs) == 0 {
			t.Errorf("%s: %d runs, %v", what, len(runs), err)
		}
		for _, r := range runs {
			if r.ID == best.Run.ID || r.ID == labels[0].Run.ID {
				t.Errorf("%s finds the run %q in the trash", what, r.Name)
			}
		}
	}
	if err := s.DeleteRun(t.Context(), labels[1].Run.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.LabelGroup(t.Context(), labels[0].Run.LabelGroup.ID)
	wantKind(t, err, tradeoff.Deleted, `"toxic"`, "Restore them")

	// Names can be used again, and runs in the trash do not determine the task.
	if again := storeRuns(t, s, e.ID, "best"); again[0].ID == best.Run.ID {
		t.Error("an id was used twice")
	}
	if _, err := s.RestoreRun(t.Context(), best.Run.ID); err != nil {
		t.Error(err)
	}
	if names := runNames(t, s, RunFilter{Search: "best"}); names != "best best" {
		t.Errorf("the runs are %s", names)
	}
}

func TestRestoreRejectsRunOfAnotherTask(t *testing.T) {
	s := open(t, t.TempDir())
	n := storeClassRun(t, s)
	if err := s.DeleteRun(t.Context(), n.Run.ID); err != nil {
		t.Fatal(err)
	}
	storeRuns(t, s, n.Run.ExperimentID, "binary")
	_, err := s.RestoreRun(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.Conflict, "all runs of an experiment have the same task")
	_, err = s.Run(t.Context(), n.Run.ID)
	wantKind(t, err, tradeoff.Deleted)
}

func TestRestoredRunIsSeparateFromItsSuccessor(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	list := labelled(e.ID, "toxic", "a", "b")
	if err := s.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	n := newRun(e.ID, "a again", two)
	if err := s.CreateUpload(as(t, "Ada"), Upload{Runs: []NewRun{n}, Replaces: list[0].Run.ID}); err != nil {
		t.Fatal(err)
	}
	trash, _, err := s.Trash(t.Context(), TrashFilter{})
	if err != nil || len(trash) != 1 || trash[0].ReplacedBy != n.Run.ID || trash[0].Name != list[0].Run.Name {
		t.Fatalf("the trash has %+v, %v", trash, err)
	}
	got, err := s.RestoreRun(t.Context(), list[0].Run.ID)
	if err != nil || got.LabelGroup != nil {
		t.Fatalf("got %+v, %v", got, err)
	}
	if read, err := s.Run(t.Context(), got.ID); err != nil || !reflect.DeepEqual(read, got) {
		t.Errorf("got %+v, %v, want %+v", read, err, got)
	}
	if by, err := s.ReplacedBy(t.Context(), got.ID); err != nil || by != 0 {
		t.Errorf("its id leads to run %d, %v", by, err)
	}
	if _, runs, err := s.LabelGroup(t.Context(), list[1].Run.LabelGroup.ID); err != nil || len(runs) != 2 ||
		runs[1].ID != n.Run.ID {
		t.Errorf("the group has %+v, %v", runs, err)
	}
}

func TestTrashPages(t *testing.T) {
	s := open(t, t.TempDir())
	now := time.Now()
	s.now = func() time.Time { return now }
	var want []string
	for i := range 7 { // experiment 1 and run 1 are deleted at the same moment, and so on
		e := createExperiment(t, s, fmt.Sprint("e", i))
		kept := createExperiment(t, s, fmt.Sprint("kept", i))
		run := storeRuns(t, s, kept.ID, fmt.Sprint("r", i))[0]
		if err := s.DeleteExperiment(t.Context(), e.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteRun(t.Context(), run.ID); err != nil {
			t.Fatal(err)
		}
		want = append(want, e.Name, run.Name)
		if i%3 == 0 {
			now = now.Add(time.Second)
		}
	}
	got := allPages(t, func(cursor string) (names []string, next string, err error) {
		list, next, err := s.Trash(t.Context(), TrashFilter{Limit: 3, Cursor: cursor})
		for i, entry := range list {
			names = append(names, entry.Name)
			if i > 0 && entry.DeletedAt.After(list[i-1].DeletedAt) {
				t.Errorf("%s was deleted after %s", entry.Name, list[i-1].Name)
			}
		}
		return names, next, err
	})
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	_, _, err := s.Trash(t.Context(), TrashFilter{Cursor: "nonsense"})
	wantKind(t, err, tradeoff.Invalid)
}
