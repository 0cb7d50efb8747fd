package explore

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// Disagreements are two runs on one test set, each at a threshold, and the rows that
// they predict differently.
type Disagreements struct {
	State      tradeoff.State // costs, prevalence, meeting, view
	Query      tradeoff.DisagreementQuery
	Experiment tradeoff.Experiment // of the first run
	Sides      [2]DisagreementSide
	pairing.At
	Counts      pairing.Counts
	Slices      *source.FileSlices // by the column that the query names, or the first; nil if there is none
	SliceCounts []pairing.Counts   // of each slice
}

// A DisagreementSide is one of the two runs.
type DisagreementSide struct {
	Subject
	Position
	Name     string // a letter while names are hidden
	ByPolicy bool   // the policy has chosen the threshold
	Display  Display
}

// Disagreements returns what the query asks for; only the query, if it names no runs.
// Its errors are NotFound for a run or rows that do not exist, Invalid for a query that
// cannot be read, a run with all of its many classes, and runs whose rows cannot be
// paired, and [source.Missing] if a run has no rows. After an error the sides have the
// names of the runs that were found.
func (s SeveralRuns) Disagreements(ctx context.Context, q url.Values) (v Disagreements, err error) {
	if v.Query, v.State, err = tradeoff.ParseDisagreements(q); err != nil || len(v.Query.Runs) == 0 {
		return v, err
	}
	for i, id := range v.Query.Runs {
		run, err := s.x.Run(ctx, id)
		if err != nil {
			return v, err
		}
		v.Sides[i].Run, v.Sides[i].Name = run, v.State.Meeting.Name(i, run.Name) // even if it has no such rows
		if i == 0 {
			e, err := s.x.Experiment(ctx, run.ExperimentID)
			if err != nil {
				return v, err
			}
			v.Experiment = e.In(v.State.View)
		}
	}
	for i := range v.Sides {
		side := &v.Sides[i]
		if err := CheckTwoClasses(side.Run, v.State.View); err != nil {
			return v, err
		}
		if side.Subject, err = s.x.Subject(ctx, side.Run, v.State.View); err != nil {
			return v, err
		}
		if side.Display, err = s.x.DisplayOf(ctx, side.Subject); err != nil {
			return v, err
		}
		if err := v.locateSide(ctx, i); err != nil {
			return v, err
		}
	}
	pairs, err := paired(ctx, v.Sides[0].Subject, v.Sides[1].Subject)
	if err != nil {
		return v, err
	}
	v.At = pairs.At(v.Sides[0].Point.Threshold, v.Sides[1].Point.Threshold)
	v.Counts = v.Count()
	return v, v.countBySlice(ctx)
}

// locateSide finds the threshold of side i: the side's, that of both, or that of the
// policy; the default if the policy chooses none.
func (v *Disagreements) locateSide(ctx context.Context, i int) (err error) {
	side, at := &v.Sides[i], v.Query.Stand
	if t := []*float64{v.Query.ThresholdA, v.Query.ThresholdB}[i]; t != nil {
		at = tradeoff.Stand{Lock: &tradeoff.Lock{Metric: ThresholdMetric, Value: *t}}
	}
	w := v.State.Setting(v.Experiment)
	if side.Position, err = side.Subject.position(ctx, side.Display.Display, at, w); err != nil {
		return err
	}
	if t := at.Threshold(); t != nil {
		side.Text = tradeoff.ThresholdText(*t) // as a form field accepts it
	}
	if side.Undefined == "" {
		side.ByPolicy = at.Rule() != nil
		return nil
	}
	reason := side.Undefined
	side.Position, err = side.Subject.position(ctx, side.Display.Display, tradeoff.Stand{}, calc.Setting{})
	side.Undefined = reason
	return err
}

// countBySlice counts the pairs by the column that the query names, or by the first.
func (v *Disagreements) countBySlice(ctx context.Context) (err error) {
	groups := v.Sides[0].Run.Roles.Group
	if v.Query.By == "" && len(groups) > 0 {
		v.Query.By = groups[0]
	}
	if v.Query.By == "" {
		return nil
	}
	rows, err := v.Sides[0].Part.Rows()
	if err != nil {
		return err
	}
	if v.Slices, err = rows.FileSlices(ctx, tradeoff.Cut{Column: v.Query.By}); err != nil {
		return err
	}
	v.SliceCounts = v.CountBy(v.Slices.SliceOf, len(v.Slices.Slices))
	return nil
}

// Kind returns which kind of disagreement the query lists.
func (v Disagreements) Kind() pairing.Disagreement {
	return pairing.Disagreement(slices.Index(tradeoff.DisagreementLists, v.Query.List))
}

// labelOfKind returns the label of the rows of a kind.
func labelOfKind(kind pairing.Disagreement) uint8 {
	if kind == pairing.FixedMiss || kind == pairing.NewMiss {
		return 1
	}
	return 0
}

// ScoreRange returns the min and the max score of the run.
func (side DisagreementSide) ScoreRange() pairing.Span {
	h := side.Display.Histogram
	return pairing.Span{Low: h.Low, High: h.High}
}

// SameScoreKind reports whether the scores of the two runs are of one kind, so that
// their difference means something.
func (v Disagreements) SameScoreKind() bool {
	return v.Sides[0].Run.ScoreKind == v.Sides[1].Run.ScoreKind
}

// Order returns the order in which the rows are listed: that of the query, or else the
// largest change of the score first, where scores can be compared.
func (v Disagreements) Order() tradeoff.DisagreementOrder {
	if v.Query.Sort == "" && v.SameScoreKind() {
		return tradeoff.ChangeFirst
	}
	return cmp.Or(v.Query.Sort, tradeoff.FileFirst)
}

// ListedPairs returns the pairs that the query asks for, as indices into RowA and RowB,
// in the order in which they are listed.
func (v Disagreements) ListedPairs() []int {
	var pass func(int) bool
	if v.Query.Filters() {
		wanted := slices.IndexFunc(v.Slices.Slices, func(s source.Slice) bool {
			return KeyText(s.Keys[0], false) == v.Query.Value
		})
		pass = func(i int) bool { return int(v.Slices.SliceOf[v.RowA[i]]) == wanted }
	}
	list := v.Rows(v.Kind(), pass)
	if v.Order() == tradeoff.ChangeFirst {
		change := func(i int) float64 { return math.Abs(v.B[i] - v.A[i]) }
		slices.SortStableFunc(list, func(i, j int) int { return cmp.Compare(change(j), change(i)) })
	}
	return list
}

// AddressWith returns the address at path of the same disagreements with a changed query
// and changed states.
func (v Disagreements) AddressWith(
	path string, change func(*tradeoff.DisagreementQuery), also ...func(*tradeoff.State),
) string {
	q, state := v.Query, v.State.Standing()
	change(&q)
	for _, f := range also {
		f(&state)
	}
	all := state.Query()
	q.Add(all)
	return link.Address(path, all)
}

// SetSliceFilter changes a query to list the first page of the rows of one slice of the
// column by.
func SetSliceFilter(q *tradeoff.DisagreementQuery, by string, k source.SliceKey) {
	text := KeyText(k, false)
	q.By, q.Value, q.Blank, q.Page = by, text, text == "", 1
}

// NewErrorsText returns how many errors are new: "2 new ones", or "none".
func NewErrorsText(n int) string {
	if n == 0 {
		return "none"
	}
	return format.Count(n) + " " + format.Plural(n, "new one", "new ones")
}

// NoTestReason says why there is no test of which run makes more errors; "" if there is
// one.
func (v Disagreements) NoTestReason() string {
	switch {
	case v.OneByOne():
		return ""
	case v.Units != nil:
		return "There is no test: it would treat the pixels of one image as independent, but they are alike."
	}
	return "Rows have weights, for which there is no test."
}
