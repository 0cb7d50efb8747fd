package calc

import "math"

// maxPooled is how many distinct scores [PoolLabels] merges: the result and the
// sweeps between take less than 2 GB.
const maxPooled = 1 << 25

// PoolLabels returns the sweep of all pairs of a row and a label, given the
// sweep of each label: metrics of it are micro-averaged; see docs/metrics.md
// 11.8. It is nil if [Poolable] has a reason, or without a label.
func PoolLabels(sweeps []*Sweep) (*Sweep, Reason) {
	if len(sweeps) == 0 {
		return nil, NoSamples
	}
	if why := Poolable(sweeps); why != "" {
		return nil, why
	}
	return mergeAll(sweeps), ""
}

// Poolable returns why the scores of labels, or of some of them, cannot be pooled, or
// "": scores of kind [Score] cannot be compared with those of another label, kinds
// differ, or there are too many scores.
func Poolable(sweeps []*Sweep) (why Reason) {
	rows, scores := 0, 0
	for _, s := range sweeps {
		switch {
		case s.kind == Score:
			return NeedsProbabilities
		case s.kind != sweeps[0].kind:
			why = KindsDiffer
		}
		rows += s.N()
		scores += s.Len() - 1
	}
	if why == "" && (scores > maxPooled || rows > math.MaxUint32) {
		why = TooManyScores
	}
	return why
}

// mergeAll merges sweeps that pass [Merge]'s conditions, halves first, so
// that each cell is copied at most log2(n) times.
func mergeAll(sweeps []*Sweep) *Sweep {
	if len(sweeps) == 1 {
		return sweeps[0]
	}
	half := len(sweeps) / 2
	merged, err := Merge(mergeAll(sweeps[:half]), mergeAll(sweeps[half:]))
	if err != nil {
		panic("calc: sweeps of labels do not merge: " + err.Error())
	}
	return merged
}

// Pool returns the sums of the cells of several tables.
func Pool(tables []Confusion) Confusion {
	var tp, fp, fn, tn sum
	for _, c := range tables {
		tp.add(c.TP)
		fp.add(c.FP)
		fn.add(c.FN)
		tn.add(c.TN)
	}
	return Confusion{TP: tp.value(), FP: fp.value(), FN: fn.value(), TN: tn.value()}
}
