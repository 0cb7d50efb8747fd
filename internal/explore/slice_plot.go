package explore

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// Limits of the slices on the page of a run.
const (
	maxPlotColumns = 12 // columns that are offered
	maxPlotSlices  = 12 // slices of one column: the largest
	usualColumns   = 2  // columns that are shown without a choice
)

// A SlicePlot compares a metric of the slices of some columns at an operating point.
type SlicePlot struct {
	Metric  string
	Offered []string           // columns
	Shown   []PlottedColumn    // some of them
	Tests   [][]calc.SliceTest // of each slice of each column that is shown
}

// A PlottedColumn is the largest slices of one column.
type PlottedColumn struct {
	Slices
	Total int // slices of the column
}

// NewSlicePlot returns the slices of the columns that the state of v chooses. Columns that only
// divide the scores into ranges, folds, and columns without a slice of at least
// [calc.MinTested] rows are not offered. Its error is [source.Missing], or one of the
// source.
func NewSlicePlot(ctx context.Context, v RunAt) (SlicePlot, error) {
	out := SlicePlot{Metric: v.State.SliceMetric()}
	var err error
	if out.Offered, err = v.plotColumns(ctx); err != nil {
		return out, err
	}
	lists := make([]Slices, 0, usualColumns)
	for _, name := range shownColumns(out.Offered, v.State.Drilldown.SliceBy) {
		query := tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}, Sort: "value", Ascending: true}
		s := Slices{Query: query, of: v.Subject, point: v.Point}
		cut, err := v.cutBy(ctx, name)
		if err != nil {
			return out, err
		}
		s.By = cut.Columns()
		for _, g := range cut.At(v.Point) {
			if g.N() > 0 {
				s.List = append(s.List, g)
			}
		}
		shown := PlottedColumn{s.Largest(maxPlotSlices), len(s.List)}
		out.Shown, lists = append(out.Shown, shown), append(lists, shown.Slices)
	}
	out.Tests = TestSlices(lists, out.Metric)
	return out, nil
}

// shownColumns returns the chosen columns of those that are offered; the first ones if
// none of them is chosen.
func shownColumns(offered, chosen []string) (list []string) {
	for _, name := range offered {
		if slices.Contains(chosen, name) {
			list = append(list, name)
		}
	}
	if list == nil {
		return offered[:min(usualColumns, len(offered))]
	}
	return list
}

// Best returns the slice whose difference to all other rows is the least likely by
// chance. ok is false if no slice differs detectably.
func (p SlicePlot) Best() (column, slice int, ok bool) {
	for i, tests := range p.Tests {
		for j, t := range tests {
			if !t.Detectable() {
				continue
			}
			if !ok || better(t, p.Tests[column][slice]) {
				column, slice, ok = i, j, true
			}
		}
	}
	return column, slice, ok
}

// better reports whether a is less likely by chance than b, or else a larger difference.
func better(a, b calc.SliceTest) bool {
	if a.P.V != b.P.V {
		return a.P.V < b.P.V
	}
	return math.Abs(a.Rate.V-a.RestRate.V) > math.Abs(b.Rate.V-b.RestRate.V)
}

// Tested reports whether any slice was tested, and else why not.
func (p SlicePlot) Tested() (bool, calc.Reason) {
	why := calc.Reason("")
	for _, tests := range p.Tests {
		for _, t := range tests {
			if t.P.OK {
				return true, ""
			}
			why = t.P.Reason
		}
	}
	return false, why
}

func (of Subject) cutBy(ctx context.Context, column string) (source.Slices, error) {
	groups, err := of.Part.Groups()
	if err != nil {
		return nil, err
	}
	return groups.By(ctx, tradeoff.Cut{Column: column})
}

// plotColumns returns the columns of a subject that are offered for slices.
func (of Subject) plotColumns(ctx context.Context) (list []string, err error) {
	for _, name := range of.Run.Roles.Group {
		if strings.EqualFold(name, "fold") || len(list) == maxPlotColumns {
			continue
		}
		ranges, err := of.scoreRanges(ctx, name)
		switch {
		case tradeoff.KindOf(err) == tradeoff.Invalid: // too many values
		case err != nil:
			return nil, err
		case ranges.largest() >= calc.MinTested && !ranges.divide():
			list = append(list, name)
		}
	}
	return list, nil
}

// scoreRanges are the lowest and the highest score of each slice of a column.
type scoreRanges []scoreRange

type scoreRange struct {
	low, high float64
	rows      int
}

// Bytes is about how much memory r takes.
func (r scoreRanges) Bytes() int64 { return 24 * int64(len(r)) }

// scoreRanges returns those of the slices of a column that have rows. Its error is Invalid
// for a column with too many values, or one of the source.
func (of Subject) scoreRanges(ctx context.Context, column string) (scoreRanges, error) {
	return derived(ctx, of, "ranges of scores by "+column, func(ctx context.Context) (scoreRanges, error) {
		cut, err := of.cutBy(ctx, column)
		if err != nil {
			return nil, err
		}
		list := make(scoreRanges, cut.Count())
		err = cut.Each(ctx, func(i int, s *calc.Sweep) {
			list[i] = scoreRange{s.Threshold(s.Len() - 1), s.Threshold(1), s.N()}
		})
		return slices.DeleteFunc(list, func(r scoreRange) bool { return r.rows == 0 }), err
	})
}

func (r scoreRanges) largest() int {
	n := 0
	for _, one := range r {
		n = max(n, one.rows)
	}
	return n
}

// divide reports whether the slices are ranges of scores that do not overlap: the column is
// then a function of the score, and every metric differs between its values.
func (r scoreRanges) divide() bool {
	sorted := slices.SortedFunc(slices.Values(r), func(a, b scoreRange) int { return cmp.Compare(a.low, b.low) })
	for i := range sorted {
		if i > 0 && sorted[i].low <= sorted[i-1].high {
			return false
		}
	}
	return len(sorted) > 1
}

// SliceCounts are the rows of a slice, and how many of them are predicted positive at each
// stop of the slider.
type SliceCounts struct {
	Positives, Negatives int
	TP, FP               []uint32
}

// sliceCounts are those of the slices of a column, by number.
type sliceCounts []SliceCounts

// Bytes is about how much memory s takes.
func (s sliceCounts) Bytes() int64 {
	n := int64(0)
	for _, one := range s {
		n += 64 + 8*int64(len(one.TP))
	}
	return n
}

// Counts returns the counts of each slice of p at the thresholds of a display, column by
// column.
func (p SlicePlot) Counts(ctx context.Context, display *wire.Display) ([]SliceCounts, error) {
	var list []SliceCounts
	for _, c := range p.Shown {
		all, err := c.countsAt(ctx, display)
		if err != nil {
			return nil, err
		}
		for _, g := range c.List {
			list = append(list, all[g.Number])
		}
	}
	return list, nil
}

func (c PlottedColumn) countsAt(ctx context.Context, display *wire.Display) (sliceCounts, error) {
	column := c.By[0].Name
	name := fmt.Sprintf("slices at %d stops by %s", display.Len(), column)
	return derived(ctx, c.of, name, func(ctx context.Context) (sliceCounts, error) {
		cut, err := c.of.cutBy(ctx, column)
		if err != nil {
			return nil, err
		}
		shown := make([]bool, cut.Count())
		for _, g := range c.List {
			shown[g.Number] = true
		}
		list := make(sliceCounts, cut.Count())
		return list, cut.Each(ctx, func(i int, s *calc.Sweep) {
			if !shown[i] {
				return
			}
			list[i] = SliceCounts{Positives: s.Positives(), Negatives: s.Negatives()}
			for _, t := range display.Threshold {
				p := s.At(t)
				list[i].TP, list[i].FP = append(list[i].TP, uint32(p.RowsTP)), append(list[i].FP, uint32(p.RowsFP))
			}
		})
	})
}
