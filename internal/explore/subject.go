package explore

import (
	"context"
	"log/slog"
	"net/url"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// An Explorer answers questions about the runs of a source.
type Explorer struct {
	Records
	Background *Background

	source source.Source
	log    *slog.Logger
	kept   *kept
}

// New returns an explorer of the runs on record, whose numbers are read from a source. Work
// in the background that fails has a line in the log.
func New(records Records, from source.Source, log *slog.Logger) *Explorer {
	return &Explorer{Background: newBackground(), Records: records, source: from, log: log, kept: newKept()}
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
func (x *Explorer) Subject(ctx context.Context, run tradeoff.Run, view tradeoff.View) (Subject, error) {
	of := Subject{Run: run, All: run.N, View: view, kept: x.kept}
	var err error
	if of.Part, err = x.source.Part(ctx, run, view); err != nil || view.Whole() {
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

// SubjectAt returns the part of a run that the view in q selects.
func (x *Explorer) SubjectAt(ctx context.Context, id int64, q url.Values) (of Subject, err error) {
	view, err := tradeoff.ParseView(q)
	if err != nil {
		return of, err
	}
	run, err := x.Run(ctx, id)
	if err != nil {
		return of, err
	}
	return x.Subject(ctx, run, view)
}
