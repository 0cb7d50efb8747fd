package store

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// decided returns a valid decision on a run.
func decided(run int64) tradeoff.Decision {
	policy, err := calc.ParsePolicy("recall>=0.9")
	if err != nil {
		panic(err)
	}
	share := 0.02
	return tradeoff.Decision{
		Run: tradeoff.DecidedRun{ID: run}, Page: "/runs/1?policy=recall%3E%3D0.9&slice=a%3Ab", Policy: &policy,
		Setting: calc.Setting{Costs: calc.Costs{FP: 1, FN: 5}, Prevalence: &share},
		Point: calc.OperatingPoint{Threshold: 0.37, Confusion: calc.Confusion{TP: 9, FP: 4, FN: 1, TN: 6}, RowsTP: 9,
			RowsFP: 4},
		Who: "Ada, Grace", Why: "misses\nare intolerable", Dissent: "too many alarms",
	}
}

func TestDecisionRoundTripsAndOutlivesItsRun(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	other := newRun(n.Run.ExperimentID, "other", two)
	if err := s.CreateRuns(t.Context(), []NewRun{other}); err != nil {
		t.Fatal(err)
	}
	first := decided(n.Run.ID)
	first.Among = []tradeoff.DecidedRun{{ID: other.Run.ID}}
	if err := s.CreateDecision(t.Context(), &first); err != nil {
		t.Fatal(err)
	}
	if first.ID == 0 || first.ExperimentID != n.Run.ExperimentID || first.Run.Name != n.Run.Name ||
		first.Among[0].Name != "other" || first.TestSetDigest != n.Run.TestSetDigest {
		t.Errorf("stored %+v", first)
	}
	second := decided(n.Run.ID)
	second.Policy, second.Setting.Prevalence, second.Dissent, second.Corrects = nil, nil, "", first.ID
	second.Point.Threshold = math.Inf(1)
	if err := s.CreateDecision(t.Context(), &second); err != nil {
		t.Fatal(err)
	}
	first.CorrectedBy = second.ID
	for _, want := range []tradeoff.Decision{first, second} {
		want.Among = append([]tradeoff.DecidedRun{}, want.Among...)
		if got, err := s.Decision(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
		}
	}
	for _, c := range []struct {
		filter DecisionFilter
		want   []int64
	}{
		{DecisionFilter{ExperimentID: first.ExperimentID}, []int64{second.ID, first.ID}},
		{DecisionFilter{ExperimentID: first.ExperimentID, Standing: true}, []int64{second.ID}},
		{DecisionFilter{ExperimentID: first.ExperimentID, RunID: other.Run.ID}, nil},
		{DecisionFilter{ExperimentID: first.ExperimentID + 1}, nil},
	} {
		var got []int64
		list, next, err := s.Decisions(t.Context(), c.filter)
		for _, d := range list {
			got = append(got, d.ID)
		}
		if err != nil || next != "" || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %v, %q, %v", c.filter, got, next, err)
		}
	}

	// A decision outlives its run.
	if err := s.DeleteRun(t.Context(), n.Run.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Decision(t.Context(), first.ID); err != nil || got.Run != first.Run {
		t.Errorf("without its run the decision is %+v, %v", got, err)
	}
	for _, remove := range []func() error{
		func() error { return s.PurgeRun(t.Context(), n.Run.ID) },
		func() error { return s.DeleteExperiment(t.Context(), first.ExperimentID) },
		func() error { return s.PurgeExperiment(t.Context(), first.ExperimentID) },
	} {
		if err := remove(); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Decision(t.Context(), first.ID); err != nil || got.Run != first.Run {
			t.Errorf("without its run or experiment the decision is %+v, %v", got, err)
		}
	}
	list, _, err := s.Decisions(t.Context(), DecisionFilter{ExperimentID: first.ExperimentID})
	if err != nil || len(list) != 2 {
		t.Errorf("%d decisions outlive the experiment, %v", len(list), err)
	}
	_, err = s.Experiment(t.Context(), first.ExperimentID)
	wantKind(t, err, tradeoff.NotFound)
	if e, err := s.AnyExperiment(t.Context(), first.ExperimentID); err != nil || e.Name != "test" {
		t.Errorf("what they were about is %+v, %v", e, err)
	}
	wantKind(t, s.PurgeExperiment(t.Context(), first.ExperimentID), tradeoff.NotFound)
	_, _, err = s.RestoreExperiment(t.Context(), first.ExperimentID)
	wantKind(t, err, tradeoff.NotFound)
	if list, _, err := s.Trash(t.Context(), TrashFilter{}); err != nil || len(list) != 0 {
		t.Errorf("the trash has %+v, %v", list, err)
	}
	wantIntact(t, s)
}

func TestDecisionsCannotBeEditedOrDeleted(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	d := decided(n.Run.ID)
	if err := s.CreateDecision(t.Context(), &d); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{`UPDATE decisions SET why = 'other'`, `DELETE FROM decisions`,
		`UPDATE decisions SET corrects = NULL`} {
		if _, err := s.writer.Exec(statement); err == nil {
			t.Errorf("%s is not refused", statement)
		}
	}
	if _, err := s.writer.Exec(`DROP TRIGGER decisions_never_change; UPDATE decisions SET tp = 10`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decision(t.Context(), d.ID); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a changed decision gives %v", err)
	}
}

func TestCreateDecisionRejectsInvalidOnes(t *testing.T) {
	s := open(t, t.TempDir())
	n := store1(t, s, cases()["ties"])
	elsewhere := newRun(createExperiment(t, s, "y").ID, "r", two)
	if err := s.CreateRuns(t.Context(), []NewRun{elsewhere}); err != nil {
		t.Fatal(err)
	}
	stood, there := decided(n.Run.ID), decided(elsewhere.Run.ID)
	for _, d := range []*tradeoff.Decision{&stood, &there} {
		if err := s.CreateDecision(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	corrected := decided(n.Run.ID)
	corrected.Corrects = stood.ID
	if err := s.CreateDecision(t.Context(), &corrected); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		change func(*tradeoff.Decision)
		kind   tradeoff.Kind
	}{
		"no names":  {func(d *tradeoff.Decision) { d.Who = " \n" }, tradeoff.Invalid},
		"no reason": {func(d *tradeoff.Decision) { d.Why = "" }, tradeoff.Invalid},
		"a long reason": {func(d *tradeoff.Decision) {
			d.Why = strings.Repeat("x", maxDescription+1)
		}, tradeoff.Invalid},
		"a long address":     {func(d *tradeoff.Decision) { d.Page = "/" + strings.Repeat("x", maxPage) }, tradeoff.Invalid},
		"no run":             {func(d *tradeoff.Decision) { d.Run.ID = 999 }, tradeoff.NotFound},
		"no other run":       {func(d *tradeoff.Decision) { d.Among = []tradeoff.DecidedRun{{ID: 999}} }, tradeoff.NotFound},
		"corrects nothing":   {func(d *tradeoff.Decision) { d.Corrects = 999 }, tradeoff.NotFound},
		"corrects another's": {func(d *tradeoff.Decision) { d.Corrects = there.ID }, tradeoff.Invalid},
		"corrected already":  {func(d *tradeoff.Decision) { d.Corrects = stood.ID }, tradeoff.Conflict},
	} {
		d := decided(n.Run.ID)
		c.change(&d)
		if err := s.CreateDecision(t.Context(), &d); tradeoff.KindOf(err) != c.kind || d.ID != 0 {
			t.Errorf("%s: %v", what, err)
		}
	}
}
