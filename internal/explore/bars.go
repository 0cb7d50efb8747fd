package explore

import (
	"context"
	"fmt"
	"math"

	"tradeoff/internal/axis"
	"tradeoff/internal/calc"
	"tradeoff/internal/wire"
)

// A Bar counts the rows with scores from From to below To, the last bar also those at To.
type Bar struct {
	From, To    float64 // scores
	Left, Right float64 // places in the window, from 0 to 1
	Positives   float64 // weight of the rows
	Negatives   float64
}

// Bars are the bars of a histogram from the left to the right.
type Bars []Bar

// Bytes is about how much memory b takes.
func (b Bars) Bytes() int64 { return 48 * int64(len(b)) }

// oneScore is half the width of the bar of scores that are all equal.
const oneScore = 0.02

// Bars counts the rows of v exactly in about so many bars, which are equally wide on the
// axis in view. Bars on an axis of ranks begin at a score, so that they differ in width;
// one score with many rows makes a wide one.
func (v RunAt) Bars(ctx context.Context, count int) (Bars, error) {
	h := v.Display.Histogram.Merged(count)
	switch {
	case len(h.Positives) == 0:
		return nil, nil
	case h.Low == h.High:
		at := v.Axis.At(h.Low)
		return Bars{{h.Low, h.High, at - oneScore, at + oneScore, h.Positives[0], h.Negatives[0]}}, nil
	case v.Axis.Kind == axis.Linear && v.Axis.Whole() && len(h.Positives) == count:
		return barsOf(h, v.Axis), nil
	}
	name := fmt.Sprintf("%d bars of %s from %v to %v", count, v.Axis.Kind, v.Axis.From, v.Axis.To)
	return derived(ctx, v.Subject, name, func(ctx context.Context) (b Bars, err error) {
		err = v.Part.InTurn(ctx, func(sweep *calc.Sweep) error {
			b = countBars(sweep, v.Axis, count)
			return nil
		})
		return b, err
	})
}

// barsOf returns the bars of a histogram with the whole linear axis in view.
func barsOf(h wire.Histogram, w axis.Window) Bars {
	list := make(Bars, len(h.Positives))
	for b := range list {
		from, to := h.Edge(b), h.Edge(b+1)
		list[b] = Bar{from, to, w.At(from), w.At(to), h.Positives[b], h.Negatives[b]}
	}
	return list
}

// countBars counts the rows of a sweep. Scores beyond the ends of the axis belong to the
// bars there.
func countBars(s *calc.Sweep, w axis.Window, count int) Bars {
	edges := barEdges(s, w, count)
	list := make(Bars, 0, count)
	for b := range len(edges) - 1 {
		from, to := edges[b], edges[b+1]
		above, at := s.At(to.counted), s.At(from.counted)
		list = append(list, Bar{from.score, to.score, from.place, to.place,
			max(at.TP-above.TP, 0), max(at.FP-above.FP, 0)})
	}
	return list
}

// An edge is between two bars. Rows from the score counted up are above it.
type edge struct{ score, place, counted float64 }

// barEdges returns the edges of bars, rising. Edges on an axis of ranks are scores.
func barEdges(s *calc.Sweep, w axis.Window, count int) []edge {
	end := min(w.End(), 1)
	if end <= 0 {
		return nil
	}
	var list []edge
	for b := range count + 1 {
		e := edge{place: end * float64(b) / float64(count)}
		e.score = w.Score(e.place)
		if w.Kind == axis.Quantile {
			k := max(s.Index(e.score), 1)
			if k+1 < s.Len() && w.At(s.Threshold(k))-w.At(s.Threshold(k+1)) > end/float64(count) {
				list = addScore(list, s.Threshold(k+1), w) // its rows get a separate bar
			}
			list = addScore(list, s.Threshold(k), w) // the lowest score from there up
			continue
		}
		e.counted = e.score
		list = append(list, e)
	}
	if w.From <= 0 {
		list[0].score, list[0].counted = min(list[0].score, w.Min), math.Inf(-1)
	}
	if w.End() <= 1 {
		if w.Kind == axis.Quantile { // its last edge is the highest score, at the beginning of its bar
			list = append(list, edge{})
		}
		list[len(list)-1] = edge{w.Max, end, math.Inf(1)}
	}
	return list
}

// addScore adds an edge at a score that is in view and to the right of the last edge.
func addScore(list []edge, score float64, w axis.Window) []edge {
	place := w.At(score)
	if place < 0 || len(list) > 0 && place <= list[len(list)-1].place {
		return list
	}
	return append(list, edge{score, place, score})
}
