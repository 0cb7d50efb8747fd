package explore

import (
	"cmp"
	"context"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// LeaderboardRuns is how many runs a leaderboard shows and sorts.
const LeaderboardRuns = 500

// A Board says which columns a leaderboard has.
type Board struct {
	Run   []string // metrics of a whole run; the runs are sorted by the first
	Point []string // the threshold at which a run stands, and metrics there
	Note  string
}

// The boards of runs of two classes and of many.
var (
	TwoClassBoard = Board{
		Run:   []string{"roc_auc", "average_precision", "log_loss", "brier"},
		Point: []string{ThresholdMetric, "precision", "recall", "specificity", "f1", "accuracy"},
		Note:  "AUC, AP, cross-entropy and Brier score come from all rows; the other columns hold at each run's threshold.",
	}
	classBoard = Board{
		Run: []string{"macro_f1", "accuracy", "balanced_accuracy", "mcc", "macro_roc_auc_ovr", "log_loss", "brier", "top_label_ece"},
		Note: "Each row counts for the class whose score is the highest. Macro F1, balanced accuracy and AUC are means over the classes, each counting the same; " +
			"the calibration error is that of the called class.",
	}
)

// BoardOf returns the board that fits the runs of one experiment.
func BoardOf(entries []LeaderboardEntry) Board {
	if len(entries) > 0 && entries[0].Run.ManyClasses() {
		return classBoard
	}
	return TwoClassBoard
}

func (b Board) Columns() []string { return slices.Concat(b.Run, b.Point) }

// LeaderboardEntry is a run with the estimates of all columns by metric id.
type LeaderboardEntry struct {
	Run       tradeoff.Run
	Estimates map[string]calc.Estimate
	Standing  Position // of runs of two classes
}

// Leaderboard lists the runs of an experiment, each standing where the policy
// puts it.
func (x *Explorer) Leaderboard(
	ctx context.Context, e tradeoff.Experiment, tag, cursor string, policy *calc.Policy,
) (entries []LeaderboardEntry, next string, err error) {
	filter := source.RunFilter{ExperimentID: e.ID, Tag: tag, Limit: LeaderboardRuns, Cursor: cursor}
	list, next, err := x.Runs(ctx, filter)
	if err != nil {
		return nil, "", err
	}
	for _, run := range list {
		entry := LeaderboardEntry{Run: run.Run, Estimates: make(map[string]calc.Estimate)}
		for _, m := range run.Metrics {
			entry.Estimates[m.ID] = m.Estimate
		}
		if !run.ManyClasses() {
			if entry.Standing, err = x.PositionOfRun(ctx, run.Run, policy, tradeoff.State{}.Setting(e)); err != nil {
				return nil, "", err
			}
			entry.Standing.Estimates(entry.Estimates, TwoClassBoard.Point, nil)
		}
		entries = append(entries, entry)
	}
	return entries, next, nil
}

// sortRows sorts rows of a leaderboard by a column; of returns the name of a row and
// its estimates. Undefined values come last either way.
func SortLeaderboard[R any](
	rows []R, id string, ascending bool, of func(R) (name string, estimates map[string]calc.Estimate),
) {
	slices.SortStableFunc(rows, func(a, b R) int {
		var c int
		nameA, estimatesA := of(a)
		nameB, estimatesB := of(b)
		if id == "name" {
			c = cmp.Compare(nameA, nameB)
		} else {
			x, y := estimatesA[id], estimatesB[id]
			if x.OK != y.OK {
				if x.OK {
					return -1
				}
				return 1
			}
			c = cmp.Compare(x.V, y.V)
		}
		if !ascending {
			return -c
		}
		return c
	})
}

func ColumnName(id string) string {
	switch id {
	case "name":
		return "Run"
	case ThresholdMetric:
		return "Threshold"
	}
	return ShortName(id)
}

// TestSets gives each test set that several runs share a letter, unless all
// runs share one, which takes no letter to say.
func TestSets(entries []LeaderboardEntry) map[string]string {
	sets := make(map[string]string)
	if OneTestSet(entries, LeaderboardEntry.TestSet) {
		return sets
	}
	runs := make(map[string]int)
	for _, entry := range entries {
		if d := entry.Run.TestSetDigest; d != "" {
			if runs[d]++; runs[d] == 2 {
				sets[d] = setName(len(sets))
			}
		}
	}
	return sets
}

// OneTestSet reports whether there are several runs and all of them share their
// test set, whose digest digest returns.
func OneTestSet[R any](runs []R, digest func(R) string) bool {
	if len(runs) < 2 || digest(runs[0]) == "" {
		return false
	}
	return !slices.ContainsFunc(runs, func(r R) bool { return digest(r) != digest(runs[0]) })
}

// TestSet is the digest of the entry's test set.
func (e LeaderboardEntry) TestSet() string { return e.Run.TestSetDigest }

// setName counts A, B … Z, AA, AB …
func setName(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return setName(n/26-1) + setName(n%26)
}
