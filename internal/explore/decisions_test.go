package explore

import (
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// decided returns a store with a decision for the default threshold of run 1, and the
// decision.
func decided(t *testing.T) (*fakeStore, tradeoff.Decision) {
	t.Helper()
	s := newFakeStore()
	v, err := s.explorer(t).RunAt(t.Context(), 1, query(t, "cost_fn=5&meeting=1"))
	if err != nil {
		t.Fatal(err)
	}
	d := v.NewDecision()
	d.ID, d.TestSetDigest, d.CreatedAt = 1, "eight", day(1)
	s.decisions = append(s.decisions, d)
	return s, d
}

func TestNewDecisionIsWhatThePageShows(t *testing.T) {
	_, d := decided(t)
	if d.Run.Name != "old" || d.ExperimentID != 1 || d.Policy != nil || d.Setting.Costs != (calc.Costs{FP: 1, FN: 5}) {
		t.Errorf("%+v", d)
	}
	if d.Point.TP != 3 || d.Point.FP != 2 || DecisionTitle(d) != "old at 0.5" {
		t.Errorf("%q: %+v", DecisionTitle(d), d.Point.Confusion)
	}
	if d.Page != "/runs/1?cost_fn=5" {
		t.Errorf("its page is %s", d.Page)
	}
}

func TestRetestAllTestsLaterRuns(t *testing.T) {
	s, d := decided(t)
	s.add(3, "other test set", []float64{0.9, 0.8, 0.1, 0.6, 0.1, 0.1, 0.1, 0.1})
	other := s.runs[3]
	other.TestSetDigest = "other"
	s.runs[3] = other
	list, err := s.explorer(t).DecisionLog.RetestAll(t.Context(), d, 1)
	if err != nil || len(list) != 2 { // run 1 is no later run
		t.Fatalf("%d retests, %v", len(list), err)
	}
	three, two := list[0], list[1]
	if three.Run.ID != 3 || three.SameTestSet || two.Run.ID != 2 || !two.SameTestSet || two.Replaces {
		t.Errorf("%+v", list)
	}
	if two.Point.TP != 3 || two.Point.FP != 1 || three.Point.TP != 3 || three.Point.FP != 0 {
		t.Errorf("points %+v and %+v", two.Point.Confusion, three.Point.Confusion)
	}
	sentence := two.Sentence(s.experiment, d)
	for _, part := range []string{"At 0.5 recall is 0.75", "was 0.75", "precision is 0.75", "was 0.60"} {
		if !strings.Contains(sentence, part) {
			t.Errorf("%q does not contain %q", sentence, part)
		}
	}
	if s := three.Sentence(s.experiment, d); !strings.HasSuffix(s, "(the difference may be chance).") {
		t.Errorf("%q", s)
	}
}

func TestRetestSaysWhyItFindsNoPoint(t *testing.T) {
	s, d := decided(t)
	d.Page = "/runs/1?slice=site:c"
	list, err := s.explorer(t).DecisionLog.RetestAll(t.Context(), d, 1)
	if err != nil || len(list) != 1 || list[0].Reason == "" {
		t.Fatalf("%+v, %v", list, err)
	}
	if got := list[0].Sentence(s.experiment, d); got != "It cannot be tested there: no row is selected." {
		t.Errorf("%q", got)
	}
}

func TestCurrentRunFollowsReplacements(t *testing.T) {
	s, d := decided(t)
	s.replacedBy = map[int64]int64{7: 8, 8: 2, 9: 0}
	log := s.explorer(t).DecisionLog
	for id, want := range map[int64]int64{1: 1, 7: 2, 8: 2, 9: 0} {
		if got, err := log.CurrentRun(t.Context(), id); got != want || err != nil {
			t.Errorf("run %d: %d, %v, want %d", id, got, err, want)
		}
	}
	d.Run.ID = 7
	list, err := log.RetestAll(t.Context(), d, 2)
	if err != nil || len(list) != 1 || !list[0].Replaces {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestDecisionWithExperimentNamesTheClasses(t *testing.T) {
	s, _ := decided(t)
	log := s.explorer(t).DecisionLog
	d, err := log.WithExperiment(t.Context(), 1)
	if err != nil || d.Experiment.PositiveName != "ill" {
		t.Errorf("%+v, %v", d.Experiment, err)
	}
	if _, err := log.WithExperiment(t.Context(), 5); tradeoff.KindOf(err) != tradeoff.NotFound {
		t.Errorf("a decision that does not exist: %v", err)
	}
	others := ChosenAmong(1, []int64{1, 2, 2, 3})
	if len(others) != 2 || others[0].ID != 2 || others[1].ID != 3 {
		t.Errorf("%v", others)
	}
}
