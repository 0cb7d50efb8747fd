package store

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestChangeToOlderVersionReturnsBothTexts(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "x")
	r := storeRuns(t, s, e.ID, "r")[0]
	if err := rename(s, r.ID, "by Ada"); err != nil {
		t.Fatal(err)
	}
	edit := func(run *tradeoff.Run) error {
		run.Name, run.Notes, run.Tags = "by Grace", " longer ", nil
		return nil
	}
	_, err := s.UpdateRun(t.Context(), r.ID, edit, tradeoff.IfVersion(1))
	wantKind(t, err, tradeoff.PreconditionFailed, "run 1", "version 2 now", "version 1")
	want := &tradeoff.Mismatch{
		Object: tradeoff.RunObject, ID: r.ID, Name: "by Ada", Expected: 1, Version: 2,
		Fields: []tradeoff.FieldMismatch{{Name: "name", Stored: "by Ada", Sent: "by Grace"},
			{Name: "notes", Stored: "", Sent: "longer"}},
	}
	var failed *tradeoff.Error
	if !errors.As(err, &failed) || !reflect.DeepEqual(failed.Mismatch, want) {
		t.Errorf("got %+v, want %+v", failed.Mismatch, want)
	}
	wantKind(t, s.DeleteRun(t.Context(), r.ID, tradeoff.IfVersion(1)), tradeoff.PreconditionFailed)
	if got, err := s.Run(t.Context(), r.ID); err != nil || got.Name != "by Ada" || got.Version != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	for i, opts := range [][]tradeoff.ChangeOption{{tradeoff.IfVersion(2)}, nil, {tradeoff.IfVersion(0)}} {
		got, err := s.UpdateRun(t.Context(), r.ID, func(run *tradeoff.Run) error {
			run.Notes = fmt.Sprint(i)
			return nil
		}, opts...)
		if err != nil || got.Version != int64(i+3) {
			t.Errorf("got version %d, %v", got.Version, err)
		}
	}
	same, err := s.UpdateRun(t.Context(), r.ID, func(*tradeoff.Run) error { return nil })
	if err != nil || same.Version != 5 {
		t.Errorf("without a change the version is %d, %v", same.Version, err)
	}

	cost := func(fn float64) func(*tradeoff.Experiment) error {
		return func(e *tradeoff.Experiment) error { e.CostFN = fn; return nil }
	}
	if got, err := s.UpdateExperiment(t.Context(), e.ID, cost(5), tradeoff.IfVersion(1)); err != nil || got.Version != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = s.UpdateExperiment(t.Context(), e.ID, cost(7), tradeoff.IfVersion(1))
	wantKind(t, err, tradeoff.PreconditionFailed, "experiment 1")
	if errors.As(err, &failed); !reflect.DeepEqual(failed.Mismatch.Fields,
		[]tradeoff.FieldMismatch{{Name: "cost_fn", Stored: 5.0, Sent: 7.0}}) {
		t.Errorf("got %+v", failed.Mismatch)
	}
	wantKind(t, s.DeleteExperiment(t.Context(), e.ID, tradeoff.IfVersion(1)), tradeoff.PreconditionFailed)

	// An upload that would overwrite a newer version of its experiment.
	up := Upload{Runs: []NewRun{newRun(0, "n", two)}, Experiment: &e}
	wantKind(t, s.CreateUpload(t.Context(), up), tradeoff.PreconditionFailed)

	if set, err := s.SetSetting(t.Context(), "theme", "dark"); err != nil || set != (Setting{"dark", 1}) {
		t.Errorf("got %+v, %v", set, err)
	}
	if set, err := s.SetSetting(t.Context(), "theme", "light", tradeoff.IfVersion(1)); err != nil ||
		set != (Setting{"light", 2}) {
		t.Errorf("got %+v, %v", set, err)
	}
	_, err = s.SetSetting(t.Context(), "theme", "dark", tradeoff.IfVersion(1))
	wantKind(t, err, tradeoff.PreconditionFailed, `"theme"`)
	if set, err := s.Setting(t.Context(), "theme"); err != nil || set != (Setting{"light", 2}) {
		t.Errorf("got %+v, %v", set, err)
	}
	_, err = s.SetSetting(t.Context(), " ", "x")
	wantKind(t, err, tradeoff.Invalid)
}

// TestMeetingLosesNoUpdate simulates a meeting: many clients read while five edit and
// decide concurrently.
func TestMeetingLosesNoUpdate(t *testing.T) {
	s := open(t, t.TempDir())
	r := storeRuns(t, s, createExperiment(t, s, "x").ID, "r")[0]
	first := decided(r.ID)
	if err := s.CreateDecision(t.Context(), &first); err != nil {
		t.Fatal(err)
	}
	const rounds, people = 6, 5
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 30 {
		readers.Go(func() {
			for last := int64(1); ; {
				got, err := s.Run(t.Context(), r.ID)
				if err != nil || got.Version < last {
					t.Errorf("version %d after %d, %v", got.Version, last, err)
					return
				}
				last = got.Version
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for round := range rounds {
		seen, err := s.Run(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		won, refused, corrected := make(chan string, people), make(chan *tradeoff.Mismatch, people), make(chan bool, people)
		var writers sync.WaitGroup
		for p := range people {
			writers.Go(func() {
				text := fmt.Sprintf("round %d, person %d", round, p)
				_, err := s.UpdateRun(as(t, fmt.Sprint(p)), r.ID, func(r *tradeoff.Run) error {
					r.Notes = text
					return nil
				}, tradeoff.IfVersion(seen.Version))
				var e *tradeoff.Error
				switch {
				case err == nil:
					won <- text
				case errors.As(err, &e) && e.Mismatch != nil && e.Mismatch.Fields[0].Sent == text:
					refused <- e.Mismatch
				default:
					t.Errorf("got %v", err)
				}
				d := decided(r.ID)
				if err := s.CreateDecision(t.Context(), &d); err != nil {
					t.Error(err)
				}
				d = decided(r.ID)
				d.Corrects = first.ID
				if err := s.CreateDecision(t.Context(), &d); err == nil {
					corrected <- true
				} else if tradeoff.KindOf(err) != tradeoff.Conflict {
					t.Errorf("got %v", err)
				}
			})
		}
		writers.Wait()
		if len(won) != 1 || len(refused) != people-1 {
			t.Fatalf("%d edits went through, and %d were refused", len(won), len(refused))
		}
		text := <-won
		for range people - 1 {
			if m := <-refused; m.Fields[0].Stored != text {
				t.Errorf("the loser sees %+v, want %q", m.Fields, text)
			}
		}
		if want := 0; round == 0 && len(corrected) != 1 || round > 0 && len(corrected) != want {
			t.Errorf("round %d: %d corrections of one decision", round, len(corrected))
		}
		if got, err := s.Run(t.Context(), r.ID); err != nil || got.Notes != text || got.Version != seen.Version+1 {
			t.Errorf("got %q in version %d, %v", got.Notes, got.Version, err)
		}
	}
	close(done)
	readers.Wait()
	list, _, err := s.Decisions(t.Context(), DecisionFilter{ExperimentID: r.ExperimentID})
	if err != nil || len(list) != 2+rounds*people {
		t.Errorf("%d decisions were recorded, %v, want %d", len(list), err, 2+rounds*people)
	}
	if edits, _, err := s.Audit(t.Context(), AuditFilter{Action: tradeoff.UpdateAction}); err != nil ||
		len(edits) != rounds {
		t.Errorf("%d edits are in the audit, %v, want %d", len(edits), err, rounds)
	}
}

func TestAParameterThatAChangeWouldRemoveIsInTheMismatch(t *testing.T) {
	s := open(t, t.TempDir())
	r := storeRuns(t, s, createExperiment(t, s, "x").ID, "r")[0]
	params := func(text string) func(*tradeoff.Run) error {
		return func(run *tradeoff.Run) (err error) {
			run.Params, err = tradeoff.ParseParamLines(text)
			return err
		}
	}
	if _, err := s.UpdateRun(t.Context(), r.ID, params("lr = 0.1")); err != nil {
		t.Fatal(err)
	}
	_, err := s.UpdateRun(t.Context(), r.ID, params("seed = 7"), tradeoff.IfVersion(1))
	var failed *tradeoff.Error
	if !errors.As(err, &failed) || failed.Mismatch == nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range failed.Mismatch.Fields {
		names = append(names, fmt.Sprint(f.Name, " ", f.Stored, " ", f.Sent))
	}
	if want := []string{"param.lr 0.1 <nil>", "param.seed <nil> 7"}; !reflect.DeepEqual(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
