package calc

import (
	"cmp"
	"slices"
)

// CompareAveragePrecision resamples rows that two models have scored, the same
// rows for both, and returns the difference of their average precisions, a's
// minus b's, with its percentile interval and without its replicates. It is what
// [Paired.Differences] gives of [Sweep.AveragePrecision], in a fraction of the
// time, and does not depend on the order of the rows.
//
// Undefined without positives. Slices of different length, labels other than 0
// and 1 and scores that are not finite give an *[InputError]. See docs/metrics.md
// 15.
func CompareAveragePrecision(label []uint8, a, b []float64, o Resampling) (Bootstrap, error) {
	o.check()
	x, y := Binary{Kind: Score, Label: label, Score: a}, Binary{Kind: Score, Label: label, Score: b}
	if err := validateSameRows(x, y); err != nil {
		return Bootstrap{}, err
	}
	n := len(label)
	if n > mostRanked {
		return Bootstrap{}, &InputError{Row: -1, Message: "too many rows to be resampled"}
	}
	if n == 0 {
		return noBootstrap(Undefined(NoSamples), NoSamples, o), nil
	}
	// Rows are renumbered in the order of the first model.
	rows := make([]uint32, n)
	for i := range rows {
		rows[i] = uint32(i)
	}
	slices.SortFunc(rows, func(i, j uint32) int {
		return cmp.Or(cmp.Compare(a[j], a[i]), cmp.Compare(b[j], b[i]), cmp.Compare(label[j], label[i]))
	})
	labels := make([]uint8, n)
	for k, i := range rows {
		labels[k] = label[i]
	}
	numbered := func(score []float64) ranking {
		list := make([]float64, n)
		for k, i := range rows {
			list[k] = score[i]
		}
		return newRanking(labels, list)
	}
	first, second := numbered(a), numbered(b)
	once := make([]uint32, n)
	for i := range once {
		once[i] = 1
	}
	estimate := difference(first.averagePrecision(once), second.averagePrecision(once))
	out := summarize(estimate, replicate(o, func() func(int) Value {
		draw := newRowDraw(labels, o)
		return func(r int) Value {
			drawn := draw.resample(r)
			return difference(first.averagePrecision(drawn), second.averagePrecision(drawn))
		}
	}), o)
	out.Replicates = nil
	return out, nil
}

// A ranking lists rows by descending score. Each takes one number: above the
// lowest two bits that of the row, then whether it is positive, then whether it
// is the last of its score.
type ranking []uint32

const (
	lastOfScore = 1 << iota
	isPositive
	rowShift = iota

	mostRanked = 1 << (32 - rowShift)
)

func newRanking(label []uint8, score []float64) ranking {
	list := make(ranking, len(score))
	for i := range list {
		list[i] = uint32(i)
	}
	slices.SortFunc(list, func(i, j uint32) int { return cmp.Or(cmp.Compare(score[j], score[i]), cmp.Compare(i, j)) })
	for k, i := range list {
		packed := i << rowShift
		if label[i] == 1 {
			packed |= isPositive
		}
		if k+1 == len(list) || score[list[k+1]] != score[i] {
			packed |= lastOfScore
		}
		list[k] = packed
	}
	return list
}

// averagePrecision is that of the rows, each as often as drawn says.
func (l ranking) averagePrecision(drawn []uint32) Value {
	var area sum
	var positives, predicted, found uint32 // found: positives of this score
	for _, packed := range l {
		times := drawn[packed>>rowShift]
		predicted += times
		if packed&isPositive != 0 {
			found += times
		}
		if packed&lastOfScore != 0 && found > 0 {
			positives += found
			area.add(float64(found) * (float64(positives) / float64(predicted)))
			found = 0
		}
	}
	return Ratio(area.value(), float64(positives), NoPositives)
}
