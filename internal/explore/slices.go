package explore

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// SliceRankingMetric is the metric of slices that does not depend on the threshold.
const SliceRankingMetric = "roc_auc"

// SlicesPerPage is how many slices a page has.
const SlicesPerPage = 100

// Slices are a subject cut into slices by one column, or by two that are crossed, at an
// operating point.
type Slices struct {
	Query   tradeoff.SliceQuery // with the column that cuts; "" if the run has none
	Metrics []string            // at the threshold, by id
	By      []source.GroupedBy  // the columns
	List    []source.Group      // the slices that have rows, sorted
	AUC     calc.Estimate       // of all rows

	of    Subject
	point calc.OperatingPoint // of all rows
	areas []calc.Estimate     // under the ROC curve of each slice, by its number
}

// Slices cuts a subject by the columns of the query, or by its first one if the query
// names none, at an operating point of it. Its error is Invalid for an unknown sort,
// [source.Missing], or one of [source.Groups].
func (of Subject) Slices(
	ctx context.Context, point calc.OperatingPoint, query tradeoff.SliceQuery, metrics []string,
) (Slices, error) {
	out := Slices{Query: query, Metrics: metrics, of: of, point: point}
	known := append([]string{"", "n", "value", SliceRankingMetric}, metrics...)
	if !slices.Contains(known, query.Sort) {
		return out, tradeoff.Errorf(tradeoff.Invalid, "sort is %q", query.Sort).
			WithHint("Give n, value, %s or one of %s; a minus before it turns the order round.",
				SliceRankingMetric, strings.Join(metrics, ", "))
	}
	if query.By.Column == "" && len(of.Run.Roles.Group) > 0 {
		out.Query.By.Column = of.Run.Roles.Group[0]
	}
	if out.Query.By.Column == "" {
		return out, nil
	}
	groups, err := of.Part.Groups()
	if err != nil {
		return out, err
	}
	cut, err := groups.By(ctx, out.Query.Cuts()...)
	if err != nil {
		return out, err
	}
	out.By = cut.Columns()
	for _, g := range cut.At(point) {
		if g.N() > 0 { // others weigh nothing
			out.List = append(out.List, g)
		}
	}
	areas, err := sliceAreasOf(ctx, of, cut, out.Query.Cuts())
	if err != nil {
		return out, err
	}
	out.AUC, out.areas = areas.all, areas.each
	out.sort()
	return out, nil
}

// sliceAreas are the areas under the ROC curve of the slices, by number, and of all rows.
type sliceAreas struct {
	all  calc.Estimate
	each []calc.Estimate
}

// Bytes is about how much memory a takes.
func (a sliceAreas) Bytes() int64 { return 160 * int64(len(a.each)+1) }

func sliceAreasOf(ctx context.Context, of Subject, cut source.Slices, cuts []tradeoff.Cut) (sliceAreas, error) {
	return derived(ctx, of, "auc "+tradeoff.CutsKey(cuts), func(ctx context.Context) (sliceAreas, error) {
		out := sliceAreas{each: make([]calc.Estimate, cut.Count())}
		whole, err := of.Part.Sweep(ctx)
		if err != nil {
			return out, err
		}
		out.all = whole.Evaluate(SliceRankingMetric)
		err = cut.Each(ctx, func(i int, sweep *calc.Sweep) { out.each[i] = sweep.Evaluate(SliceRankingMetric) })
		return out, err
	})
}

// Order returns what the slices are sorted by. Without a sort in the query, ranges of
// numbers are sorted from the lowest up, and others by size, the largest first.
func (s Slices) Order() (by string, ascending bool) {
	switch {
	case s.Query.Sort != "":
		return s.Query.Sort, s.Query.Ascending
	case !slices.ContainsFunc(s.By, func(c source.GroupedBy) bool { return !c.Ranges }):
		return "value", true
	default:
		return "n", false
	}
}

// sort puts the slices in order. Undefined values come last either way, and ties are
// sorted by size and name.
func (s Slices) sort() {
	by, ascending := s.Order()
	values := make(map[int]calc.Value, len(s.List)) // by number
	ranks := make(map[int][]sliceRank, len(s.List))
	for _, g := range s.List {
		for _, k := range g.Keys {
			ranks[g.Number] = append(ranks[g.Number], rankOf(k))
		}
	}
	if by != "n" && by != "value" {
		for _, g := range s.List {
			values[g.Number] = s.value(g, by)
		}
	}
	slices.SortFunc(s.List, func(a, b source.Group) int {
		c := 0
		switch by {
		case "n":
			c = cmp.Compare(a.N(), b.N())
		case "value":
			c = compareRanks(ranks[a.Number], ranks[b.Number])
		}
		c = directed(c, ascending)
		if by != "n" && by != "value" {
			c = compareValues(values[a.Number], values[b.Number], ascending)
		}
		return cmp.Or(c, cmp.Compare(b.N(), a.N()), compareRanks(ranks[a.Number], ranks[b.Number]))
	})
}

// Largest returns s with only its n largest slices, in their order.
func (s Slices) Largest(n int) Slices {
	s.List = slices.Clone(s.List)
	slices.SortStableFunc(s.List, func(a, b source.Group) int { return b.N() - a.N() })
	s.List = s.List[:min(n, len(s.List))]
	s.sort()
	return s
}

// AUCOf returns the area under the ROC curve of one slice.
func (s Slices) AUCOf(g source.Group) calc.Estimate { return s.areas[g.Number] }

// value returns the metric id of a slice.
func (s Slices) value(g source.Group, id string) calc.Value {
	if id == SliceRankingMetric {
		return s.AUCOf(g).Value
	}
	return g.Estimate(id, evaluate.Level).Value
}

// Estimates returns the metrics of a slice at the threshold, in the order of Metrics, and
// each minus that of all other rows.
func (s Slices) Estimates(g source.Group) (own, differences []calc.Estimate) {
	own = evaluate.Estimates(g.OperatingPoint, s.Metrics, nil)
	rest := evaluate.Estimates(s.rest(g), s.Metrics, nil)
	for i, e := range own {
		differences = append(differences, calc.Difference(e, rest[i]))
	}
	return own, differences
}

// rest returns the operating point of all rows that are not in g.
func (s Slices) rest(g source.Group) calc.OperatingPoint {
	whole, run := s.point, s.of.Run
	left := func(whole, part float64, rows int) float64 {
		if rows == 0 {
			return 0 // sums of weights may leave a little
		}
		return max(0, whole-part)
	}
	p := calc.OperatingPoint{
		Threshold: whole.Threshold, Weighted: whole.Weighted,
		RowsTP: whole.RowsTP - g.RowsTP, RowsFP: whole.RowsFP - g.RowsFP,
	}
	positives, negatives := run.Positives-g.Positives, run.N-run.Positives-g.Negatives
	p.TP, p.FN = left(whole.TP, g.TP, p.RowsTP), left(whole.FN, g.FN, positives-p.RowsTP)
	p.FP, p.TN = left(whole.FP, g.FP, p.RowsFP), left(whole.TN, g.TN, negatives-p.RowsFP)
	return p
}

// Spread returns how the metric id varies over the slices.
func (s Slices) Spread(id string) calc.Spread {
	values := make([]calc.Value, len(s.List))
	for i, g := range s.List {
		values[i] = s.value(g, id)
	}
	return calc.SpreadOf(values)
}

// Fewest returns the number of rows of the smallest slice.
func (s Slices) Fewest() int {
	n := math.MaxInt
	for _, g := range s.List {
		n = min(n, g.N())
	}
	return n
}

// RunSlices are the slices of a run at a state.
type RunSlices struct {
	Slices
	At RunAt
}

// SlicesAt returns the slices of the run id that q asks for. Its errors are those of
// [Explorer.RunAt] and [Subject.Slices].
func (x *Explorer) SlicesAt(ctx context.Context, id int64, q url.Values) (v RunSlices, err error) {
	query, err := tradeoff.ParseSlices(q)
	if err != nil {
		return v, err
	}
	if v.At, err = x.RunAt(ctx, id, q); err != nil {
		return v, err
	}
	v.Slices, err = v.At.Subject.Slices(ctx, v.At.Point, query, v.At.State.ShownMetrics())
	return v, err
}

// CutKeyText returns the text of a value or a range in column i of the slices.
func CutKeyText(s Slices, i int, k source.SliceKey) string {
	return KeyText(k, s.Query.Cuts()[i].Cuts != nil)
}

// KeyText returns the text of a value or a range: with the ends of a range if they were
// asked for, and else with the min and the max number that occur in it.
func KeyText(k source.SliceKey, asked bool) string {
	switch {
	case !k.Range:
		return k.Value
	case !asked && k.Low == k.High:
		return format.Number(k.Low)
	case !asked && k.Low < k.High:
		return format.Number(k.Low) + " … " + format.Number(k.High)
	case math.IsInf(k.From, 0):
		return "below " + format.Number(k.To)
	case math.IsInf(k.To, 0):
		return "at least " + format.Number(k.From)
	default:
		return format.Number(k.From) + " to below " + format.Number(k.To)
	}
}
