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
	RunMetrics   []string // for all thresholds; the runs are sorted by the first
	PointMetrics []string // the threshold of a run, and metrics there
	Note         string
}

// The boards of runs of two classes and of many.
var (
	TwoClassBoard = Board{
		RunMetrics:   RankMetrics,
		PointMetrics: []string{ThresholdMetric, "precision", "recall", "specificity", "f1", "accuracy"},
		Note: "AUC, AP, cross-entropy and Brier score come from all rows; " +
			"the other columns hold at each run's threshold.",
	}
	manyClassBoard = Board{
		RunMetrics: []string{
			"macro_f1", "accuracy", "balanced_accuracy", "mcc", "macro_roc_auc_ovr", "log_loss", "brier", "top_label_ece",
		},
		Note: "Each row counts for the class whose score is the highest. Macro F1, balanced accuracy and AUC are " +
			"means over the classes, each counting the same; the calibration error is that of the predicted class.",
	}
)

// BoardOf returns the board for the runs of one experiment, all of which have two
// classes or all of which have many.
func BoardOf(entries []LeaderboardEntry) Board {
	if len(entries) > 0 && entries[0].Run.ManyClasses() {
		return manyClassBoard
	}
	return TwoClassBoard
}

// Columns returns the ids of all columns with numbers.
func (b Board) Columns() []string { return slices.Concat(b.RunMetrics, b.PointMetrics) }

// A LeaderboardEntry is a run with the estimates of all columns by id.
type LeaderboardEntry struct {
	Run       tradeoff.Run
	Estimates map[string]calc.Estimate
	Position  Position // zero for a run with many classes
}

// Leaderboard lists the runs of an experiment with a tag, each at the threshold that the
// policy chooses, or at its default without one. The cursor that it returns continues
// the list, and is "" at its end.
func (s SeveralRuns) Leaderboard(
	ctx context.Context, e tradeoff.Experiment, tag, cursor string, policy *calc.Policy,
) (entries []LeaderboardEntry, next string, err error) {
	filter := source.RunFilter{ExperimentID: e.ID, Tag: tag, Limit: LeaderboardRuns, Cursor: cursor}
	list, next, err := s.x.Runs(ctx, filter)
	if err != nil {
		return nil, "", err
	}
	for _, run := range list {
		entry := LeaderboardEntry{Run: run.Run, Estimates: make(map[string]calc.Estimate)}
		for _, m := range run.Metrics {
			entry.Estimates[m.ID] = m.Estimate
		}
		if !run.ManyClasses() {
			w := tradeoff.State{}.Setting(e)
			if entry.Position, err = s.x.PositionOfRun(ctx, run.Run, policy, w); err != nil {
				return nil, "", err
			}
			entry.Position.addEstimates(entry.Estimates, TwoClassBoard.PointMetrics, nil)
		}
		entries = append(entries, entry)
	}
	return entries, next, nil
}

// SortLeaderboard sorts rows of a leaderboard by the column id. of returns the name of a
// row and its estimates by id. Undefined values come last either way.
func SortLeaderboard[R any](
	rows []R, id string, ascending bool, of func(R) (name string, estimates map[string]calc.Estimate),
) {
	slices.SortStableFunc(rows, func(a, b R) int {
		nameA, estimatesA := of(a)
		nameB, estimatesB := of(b)
		if id == "name" {
			return directed(cmp.Compare(nameA, nameB), ascending)
		}
		return compareValues(estimatesA[id].Value, estimatesB[id].Value, ascending)
	})
}

// ColumnTitle returns the title of a column of a leaderboard.
func ColumnTitle(id string) string {
	switch id {
	case "name":
		return "Run"
	case ThresholdMetric:
		return "Threshold"
	}
	return ShortName(id)
}

// TestSetLetters returns a letter for the digest of each test set that several runs
// share: A, B … Z, AA, AB …. It is empty if all runs share one.
func TestSetLetters(entries []LeaderboardEntry) map[string]string {
	sets := make(map[string]string)
	if OneTestSet(entries, LeaderboardEntry.TestSet) {
		return sets
	}
	runs := make(map[string]int)
	for _, entry := range entries {
		if d := entry.Run.TestSetDigest; d != "" {
			if runs[d]++; runs[d] == 2 {
				sets[d] = letters(len(sets))
			}
		}
	}
	return sets
}

// OneTestSet reports whether there are several runs and all of them share their test
// set, whose digest the function digest returns.
func OneTestSet[R any](runs []R, digest func(R) string) bool {
	if len(runs) < 2 || digest(runs[0]) == "" {
		return false
	}
	return !slices.ContainsFunc(runs, func(r R) bool { return digest(r) != digest(runs[0]) })
}

// TestSet returns the digest of the entry's test set; "" if ids repeat in it.
func (e LeaderboardEntry) TestSet() string { return e.Run.TestSetDigest }

// letters returns the n-th of A, B … Z, AA, AB …, counted from 0.
func letters(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letters(n/26-1) + letters(n%26)
}
