package explore

import (
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// MaxSiblings is how many runs of an experiment a list beside one of them has.
const MaxSiblings = 100

// Siblings are the runs of an experiment with the task of one of them, which is among
// them.
type Siblings struct {
	Metric string         // that ranks them; "": the newest come first
	Runs   []Sibling      // the best first; those without a value last
	At     int            // place of the run in Runs
	More   bool           // the experiment has more runs than Runs
	Shared []tradeoff.Run // the runs with the test set of the run, without it
}

// A Sibling is a run with the metric that ranks it.
type Sibling struct {
	tradeoff.Run
	Value calc.Value
}

// SiblingsOf returns the runs of the experiment of a run, ranked by their ROC AUC. Those with
// many classes, whose metrics a list cannot be sorted by, come in the order of their
// uploads, the newest first.
func SiblingsOf(ctx context.Context, x Records, run tradeoff.Run) (Siblings, error) {
	s := Siblings{Metric: "roc_auc", At: -1}
	filter := source.RunFilter{ExperimentID: run.ExperimentID, Task: run.Task, Sort: "-" + s.Metric, Limit: MaxSiblings}
	if run.Task == tradeoff.MultiClassTask {
		s.Metric, filter.Sort = "", ""
	}
	list, next, err := x.Runs(ctx, filter)
	if err != nil {
		return s, err
	}
	s.More = next != ""
	for _, r := range list {
		ranked := Sibling{Run: r.Run}
		if i := slices.IndexFunc(r.Metrics, func(m source.RunMetric) bool { return m.ID == s.Metric }); i >= 0 {
			ranked.Value = r.Metrics[i].Value
		}
		switch {
		case r.ID == run.ID:
			s.At = len(s.Runs)
		case r.TestSetDigest != "" && r.TestSetDigest == run.TestSetDigest:
			s.Shared = append(s.Shared, r.Run)
		}
		s.Runs = append(s.Runs, ranked)
	}
	return s, nil
}
