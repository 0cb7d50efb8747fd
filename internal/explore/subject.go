package explore

import (
	"context"
	"net/url"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// A Subject is what a question is about: a run, or the part of it that a view
// selects.
type Subject struct {
	Run       tradeoff.Run  // its N, Positives, Weighted and ScoreKind are those of the part
	TotalRows int           // of the whole run, with a weight above 0
	View      tradeoff.View // which part it is
	Part      source.Part

	cache *derivedCache
}

// Missing returns what a page of the subject would show if its source had it; nil if
// it has everything.
func (of Subject) Missing() []*source.Missing {
	var list []*source.Missing
	ask := func(_ any, err error) {
		if m, _ := source.Why(err); m != nil {
			list = append(list, m)
		}
	}
	if AllClasses(of.Run, of.View.Class) {
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
// [source.Source]: one is [source.Missing] if the source cannot select the rows of the
// view.
func (x *Explorer) Subject(ctx context.Context, run tradeoff.Run, view tradeoff.View) (Subject, error) {
	of := Subject{Run: run, TotalRows: run.N, View: view, cache: x.cache}
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

// SubjectAt returns the part of the run id that the view in q selects. Its errors are
// NotFound if there is no such run, Invalid for a view that cannot be read, and those
// of [Explorer.Subject].
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
