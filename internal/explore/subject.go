package explore

import (
	"context"
	"log/slog"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Stored is what was stored of runs beside what a source reads.
type Stored interface {
	Run(ctx context.Context, id int64) (tradeoff.Run, error)

	// Display returns the binary form of a run's [wire.Display].
	Display(ctx context.Context, run int64) ([]byte, error)

	RunMetrics(ctx context.Context, run int64) ([]source.RunMetric, error)
	ReplaceMetrics(ctx context.Context, run int64, list []source.RunMetric) error

	// RunsLackingIntervals returns the runs with metrics whose intervals need resampling.
	RunsLackingIntervals(ctx context.Context) ([]int64, error)
}

// An Explorer answers questions about the runs of a source.
type Explorer struct {
	Background *Background

	stored Stored
	source source.Source
	log    *slog.Logger
	kept   *kept
}

// New returns an explorer of stored runs whose numbers are read from a source. Work
// in the background that fails has a line in the log.
func New(stored Stored, from source.Source, log *slog.Logger) *Explorer {
	return &Explorer{Background: newBackground(), stored: stored, source: from, log: log, kept: newKept()}
}

// A Subject is what a question is about: a run, or the part of it that a view
// selects.
type Subject struct {
	Run  tradeoff.Run  // N, Positives, Weighted and ScoreKind are those of the part
	All  int           // rows of the whole run
	View tradeoff.View // which part it is
	Part source.Part

	kept *kept
}

// Missing lists what a page of the subject would show if its source had it.
func (of Subject) Missing() []*source.Missing {
	var list []*source.Missing
	ask := func(_ any, err error) {
		if m, _ := source.Why(err); m != nil {
			list = append(list, m)
		}
	}
	if of.Run.ManyClasses() && of.View.Class == "" {
		ask(of.Part.Classes())
		return list
	}
	ask(of.Part.Rows())
	if len(of.Run.Roles.Group) > 0 {
		ask(of.Part.Groups())
	}
	if of.Run.HasImages() {
		ask(of.Part.Images())
	}
	return list
}

// Subject returns the part of a run that a view selects. Its errors are those of
// [source.Source]: one is [source.Missing] if the rows of the view cannot be selected.
func (e *Explorer) Subject(ctx context.Context, run tradeoff.Run, view tradeoff.View) (Subject, error) {
	of := Subject{Run: run, All: run.N, View: view, kept: e.kept}
	var err error
	if of.Part, err = e.source.Part(ctx, run, view); err != nil || view.Whole() {
		return of, err
	}
	sweep, err := of.Part.Sweep(ctx)
	if err != nil {
		return of, err
	}
	of.Run.N, of.Run.Positives = sweep.N(), sweep.Positives()
	of.Run.Weighted, of.Run.ScoreKind = sweep.Weighted(), sweep.Kind()
	return of, nil
}
