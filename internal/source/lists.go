package source

import (
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// An ExperimentFilter says which experiments a list holds.
type ExperimentFilter struct {
	Search string // part of the name or description; "" for all. Only A-Z are matched without regard to case
	Sort   string // one of [ExperimentSorts], in descending order with a minus before it; "" for the newest first
	Limit  int    // entries in one page: 100 if 0, at most 1,000
	Cursor string // where to go on; "" for the start
}

// ExperimentSorts are the names of what a list of experiments can be sorted by.
var ExperimentSorts = []string{"created_at", "name", "runs", "roc_auc", "changed_at"}

// An ExperimentSummary is an experiment as a list shows it.
type ExperimentSummary struct {
	tradeoff.Experiment
	Runs    int
	Best    *BestRun  // nil if no run has a headline metric
	Changed time.Time // when its last run or decision came, or when it was made
}

// A BestRun is the run of an experiment with the highest ROC AUC, or the highest
// macro F1 if there are many classes. Ties go to the first run.
type BestRun struct {
	tradeoff.Run
	Metric RunMetric
}

// A RunFilter says which runs a list holds.
type RunFilter struct {
	ExperimentID int64         // 0 for the runs of all experiments
	Task         tradeoff.Task // "" for any
	Except       int64         // a run that is left out
	Tag          string        // "" for all
	Commit       string        // of Git, or its beginning; "" for all

	// Search is a part of the name, a tag, the notes, the model's version, the commit, or a
	// parameter written as key=value; "" for all. Only A-Z are matched without regard to case.
	Search string

	Params []tradeoff.ParamFilter // all of them must hold

	Sort   string // one of [RunSorts], in descending order with a minus before it; "" for the newest first
	Limit  int    // entries in one page: 100 if 0, at most 1,000
	Cursor string // where to go on; "" for the start
}

// RunSorts are the names of what a list of runs can be sorted by.
var RunSorts = func() []string {
	names := []string{"created_at", "name", "date", "n"}
	for _, m := range calc.RunMetrics() {
		names = append(names, m.ID)
	}
	return names
}()

// A RunSummary is a run with its metrics, in the order in which they were stored.
type RunSummary struct {
	tradeoff.Run
	Metrics []RunMetric
}

// A DecisionFilter says which decisions a list holds.
type DecisionFilter struct {
	ExperimentID int64
	RunID        int64 // only those on this run; 0 for all
	Uncorrected  bool  // only those that no other corrects
	Limit        int   // entries in one page: 100 if 0, at most 1,000
	Cursor       string
}

// A TrashFilter selects a page of the trash.
type TrashFilter struct {
	Limit  int    // entries in one page: 100 if 0, at most 1,000
	Cursor string // from the previous page; "" for the first page
}

// An AuditFilter selects the changes of a list.
type AuditFilter struct {
	Object   tradeoff.Object // "" for all
	ObjectID int64           // of Object; 0 for all
	Action   tradeoff.Action // "" for all
	Who      string          // exactly; "" for all
	From, To time.Time       // including From, excluding To; zero: no bound
	Limit    int             // entries in one page: 100 if 0, at most 1,000
	Cursor   string          // from the previous page; "" for the first page
}
