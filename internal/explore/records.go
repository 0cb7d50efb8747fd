package explore

import (
	"context"
	"iter"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Records are the experiments, runs and decisions on record, and their history. The error
// of every method that names one by its id is NotFound if there is none, and Deleted if it
// is in the trash.
type Records interface {
	Experiments
	Runs
	Decisions
	History
}

// Experiments are the experiments on record.
type Experiments interface {
	Experiment(ctx context.Context, id int64) (tradeoff.Experiment, error)

	// AnyExperiment returns an experiment though it may be in the trash, or purged if it
	// has decisions.
	AnyExperiment(ctx context.Context, id int64) (tradeoff.Experiment, error)

	// Experiments lists experiments. The cursor that it returns continues the list, and
	// is "" at its end.
	Experiments(ctx context.Context, filter source.ExperimentFilter) ([]source.ExperimentSummary, string, error)

	CreateExperiment(ctx context.Context, e *tradeoff.Experiment) error
	UpdateExperiment(
		ctx context.Context, id int64, change func(*tradeoff.Experiment) error, opts ...tradeoff.ChangeOption,
	) (tradeoff.Experiment, error)
	DeleteExperiment(ctx context.Context, id int64, opts ...tradeoff.ChangeOption) error

	// SampleOffered reports whether the sample experiment was ever stored.
	SampleOffered(ctx context.Context) (bool, error)
}

// Runs are the runs on record, with what was computed when they were stored.
type Runs interface {
	Run(ctx context.Context, id int64) (tradeoff.Run, error)

	// Runs lists runs with their metrics, and PlainRuns without. The cursor that they
	// return continues the list, and is "" at its end.
	Runs(ctx context.Context, filter source.RunFilter) ([]source.RunSummary, string, error)
	PlainRuns(ctx context.Context, filter source.RunFilter) ([]tradeoff.Run, string, error)

	UpdateRun(
		ctx context.Context, id int64, change func(*tradeoff.Run) error, opts ...tradeoff.ChangeOption,
	) (tradeoff.Run, error)
	DeleteRun(ctx context.Context, id int64, opts ...tradeoff.ChangeOption) error

	// ReplacedBy returns the run that took the place of one that was deleted; 0 if none
	// did.
	ReplacedBy(ctx context.Context, id int64) (int64, error)

	// LabelGroup returns what the runs of one file with several labels share, and those
	// runs.
	LabelGroup(ctx context.Context, id int64) (tradeoff.LabelGroup, []source.RunSummary, error)

	// Display returns the binary form of a run's [wire.Display].
	Display(ctx context.Context, run int64) ([]byte, error)

	// Summary returns the stored summary of a run with many classes.
	Summary(ctx context.Context, run int64) ([]byte, error)

	// OperatingPoint returns the point of a whole run at a threshold, and its place in
	// the sweep.
	OperatingPoint(ctx context.Context, run int64, threshold float64) (calc.OperatingPoint, int, error)

	// RunMetrics returns the metrics of a whole run, and ReplaceMetrics stores them.
	RunMetrics(ctx context.Context, run int64) ([]source.RunMetric, error)
	ReplaceMetrics(ctx context.Context, run int64, list []source.RunMetric) error

	// RunsLackingIntervals returns the runs with metrics whose intervals need resampling.
	RunsLackingIntervals(ctx context.Context) ([]int64, error)
}

// Decisions are the decisions on record.
type Decisions interface {
	Decision(ctx context.Context, id int64) (tradeoff.Decision, error)

	// Decisions lists decisions, the newest first. The cursor that it returns continues
	// the list, and is "" at its end.
	Decisions(ctx context.Context, filter source.DecisionFilter) ([]tradeoff.Decision, string, error)

	CreateDecision(ctx context.Context, d *tradeoff.Decision) error
}

// History is what was deleted and what was changed.
type History interface {
	// Trash lists what is in the trash, what was deleted last first. The cursor that it
	// returns continues the list, and is "" at its end.
	Trash(ctx context.Context, filter source.TrashFilter) ([]tradeoff.Trashed, string, error)

	// RestoreRun and RestoreExperiment take something out of the trash, the second with
	// the runs that were deleted with it, whose ids it returns. Restoring what is not in the
	// trash changes nothing.
	RestoreRun(ctx context.Context, id int64) (tradeoff.Run, error)
	RestoreExperiment(ctx context.Context, id int64) (e tradeoff.Experiment, runs []int64, err error)

	// PurgeRun and PurgeExperiment delete permanently what is in the trash. Their error is
	// Conflict if it is not there.
	PurgeRun(ctx context.Context, id int64) error
	PurgeExperiment(ctx context.Context, id int64) error

	// Audit lists changes, the newest first, and AuditAll all of them whatever the limit.
	// The cursor that Audit returns continues the list, and is "" at its end.
	Audit(ctx context.Context, filter source.AuditFilter) ([]tradeoff.AuditEntry, string, error)
	AuditAll(ctx context.Context, filter source.AuditFilter) iter.Seq2[tradeoff.AuditEntry, error]
}
