package calc

import (
	"cmp"
	"slices"
)

// A Joint counts rows by label and by the predictions of two classifiers,
// each at a threshold: the table behind a paired comparison.
type Joint struct {
	Rows [2][2][2]int // by label, prediction of the first, prediction of the second; 1 is positive
}

// NewJoint counts the rows of label, by the predictions of two models, each
// at its own threshold. The slices have the same length.
func NewJoint(label []uint8, a, b []float64, thresholdA, thresholdB float64) Joint {
	var j Joint
	for i, y := range label {
		j.Add(y, a[i] >= thresholdA, b[i] >= thresholdB)
	}
	return j
}

// Add counts a row with its predictions: a and b are true for predicted
// positive.
func (j *Joint) Add(label uint8, a, b bool) {
	var callA, callB int
	if a {
		callA = 1
	}
	if b {
		callB = 1
	}
	j.Rows[label][callA][callB]++
}

// Swapped returns the counts with the second classifier as the first.
func (j Joint) Swapped() Joint {
	for y, rows := range j.Rows {
		j.Rows[y][0][1], j.Rows[y][1][0] = rows[1][0], rows[0][1]
	}
	return j
}

// N returns the number of rows of a label.
func (j Joint) N(label uint8) int {
	rows := j.Rows[label]
	return rows[0][0] + rows[0][1] + rows[1][0] + rows[1][1]
}

// First returns the confusion matrix of the first classifier.
func (j Joint) First() Confusion { return confusionOf(j.predictions(func(a, _ int) int { return a })) }

// Second returns the confusion matrix of the second classifier.
func (j Joint) Second() Confusion { return confusionOf(j.predictions(func(_, b int) int { return b })) }

// predictions counts the rows by label and by one of the predictions.
func (j Joint) predictions(of func(a, b int) int) (n [2][2]int) {
	for y := range j.Rows {
		for a := range j.Rows[y] {
			for b, rows := range j.Rows[y][a] {
				n[y][of(a, b)] += rows
			}
		}
	}
	return n
}

func confusionOf(n [2][2]int) Confusion {
	return Confusion{TP: float64(n[1][1]), FN: float64(n[1][0]), FP: float64(n[0][1]), TN: float64(n[0][0])}
}

// Found tests whether the two find the positives equally well: McNemar's test
// over the rows of label 1. OnlyA are those that only the first one finds.
func (j Joint) Found() McNemar { return mcNemarOf(j.Rows[1], 1) }

// Spared tests whether the two avoid false positives equally well: McNemar's
// test over the rows of label 0.
func (j Joint) Spared() McNemar { return mcNemarOf(j.Rows[0], 0) }

// Right tests whether the two are right equally often: McNemar's test over all
// rows.
func (j Joint) Right() McNemar {
	pos, neg := j.Found(), j.Spared()
	t := NewMcNemar(pos.OnlyA+neg.OnlyA, pos.OnlyB+neg.OnlyB)
	t.BothRight, t.BothWrong = pos.BothRight+neg.BothRight, pos.BothWrong+neg.BothWrong
	return t
}

// mcNemarOf tests the rows of one label, where right is the correct
// prediction.
func mcNemarOf(rows [2][2]int, right int) McNemar {
	t := NewMcNemar(rows[right][1-right], rows[1-right][right])
	t.BothRight, t.BothWrong = rows[right][right], rows[1-right][1-right]
	return t
}

// Differences resamples the rows with replacement and returns for each metric of
// one confusion matrix its difference, the first classifier's minus the second's,
// with its percentile interval. At fixed thresholds that depends on the eight
// counts alone, so that any number of rows costs the same.
func (j Joint) Differences(metrics []func(Confusion) Value, o Resampling) []Bootstrap {
	o.check()
	estimates := differencesOf(metrics, j.First(), j.Second())
	upTo := make([]uint32, 0, 8)
	total := uint32(0)
	for _, rows := range j.cells() {
		total += uint32(rows)
		upTo = append(upTo, total)
	}
	if total == 0 {
		return noBootstraps(estimates, NoSamples, o)
	}
	return withoutReplicates(summarizeAll(estimates, replicate(o, func() func(int) []Value {
		drawn := make([]uint32, len(upTo))
		return func(r int) []Value {
			d := newRNG(o.Seed, r)
			drawSlots(drawn, upTo, int(total), &d)
			resample := jointOf(drawn)
			return differencesOf(metrics, resample.First(), resample.Second())
		}
	}), o))
}

// cells lists the eight counts in the order in which [jointOf] reads them.
func (j Joint) cells() (list [8]int) {
	for y := range 2 {
		for a := range 2 {
			for b := range 2 {
				list[4*y+2*a+b] = j.Rows[y][a][b]
			}
		}
	}
	return list
}

func jointOf(cells []uint32) (j Joint) {
	for i, n := range cells {
		j.Rows[i>>2][i>>1&1][i&1] = int(n)
	}
	return j
}

// Holm returns the p-values of a family of tests as Holm, A simple
// sequentially rejective multiple test procedure, Scandinavian Journal of
// Statistics 6 (1979), adjusts them: rejecting where they are below 0.05
// has a family-wise error rate of at most 0.05. Undefined values stay
// undefined and do not count.
func Holm(p []Value) []Value {
	out := slices.Clone(p)
	var order []int
	for i, v := range p {
		if v.OK {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i].V, p[j].V) })
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, float64(len(order)-rank)*p[i].V))
		out[i] = Defined(least)
	}
	return out
}
