package calc

// A PerClass is a number for each class and its means. See docs/metrics.md 11.4
// and 11.5.
type PerClass struct {
	Values   []Value // class c one-vs-rest
	Macro    Value   // plain mean over the classes where it is defined
	Weighted Value   // mean by support
	Micro    Value   // of all pairs of a row and a class pooled
	Defined  int     // how many classes have a value
}

// ROCAUC returns the area under the ROC curve of every class one-vs-rest, on
// the probabilities. A class that never or always occurs has none. Undefined
// without rows and for kind [Score].
func (r *ClassRun) ROCAUC() PerClass { return r.perClass((*Sweep).ROCAUC) }

// AveragePrecision returns the average precision of every class one-vs-rest.
// A class that never occurs has none.
func (r *ClassRun) AveragePrecision() PerClass { return r.perClass((*Sweep).AveragePrecision) }

func (r *ClassRun) perClass(f func(*Sweep) Value) PerClass {
	a := PerClass{Values: make([]Value, r.classes)}
	if why := r.missingProbability(); why != "" {
		for c := range a.Values {
			a.Values[c] = Undefined(why)
		}
		a.Macro, a.Weighted, a.Micro = Undefined(why), Undefined(why), Undefined(why)
		return a
	}
	for c := range a.Values {
		a.Values[c] = f(r.OneVsRest(c))
	}
	a.Macro, a.Defined = MeanOfDefined(a.Values)
	support, _ := r.support()
	a.Weighted, _ = weightedMean(a.Values, support)
	a.Micro = f(r.pooled())
	return a
}

// PairwiseAUC holds the areas of all pairs of classes.
type PairwiseAUC struct {
	Pairs    [][2]int // first < second
	AUC      []Value  // of each pair; undefined unless both occur
	Macro    Value    // plain mean over the pairs where it is defined
	Weighted Value    // mean by the pairs' shares of the rows
	Defined  int
}

// PairwiseAUC returns the one-against-one areas of Hand and Till (2001): for each
// pair of classes, on their rows alone, the mean of the area of the first by its
// column and of the second by its own.
func (r *ClassRun) PairwiseAUC() PairwiseAUC {
	var a PairwiseAUC
	why := r.missingProbability()
	support, _ := r.support()
	var weights []float64
	for i := range r.classes {
		for j := i + 1; j < r.classes; j++ {
			a.Pairs = append(a.Pairs, [2]int{i, j})
			weights = append(weights, support[i]+support[j])
			if why != "" {
				a.AUC = append(a.AUC, Undefined(why))
				continue
			}
			a.AUC = append(a.AUC, r.pairAUC(i, j))
		}
	}
	a.Macro, a.Defined = MeanOfDefined(a.AUC)
	a.Weighted, _ = weightedMean(a.AUC, weights)
	return a
}

func (r *ClassRun) pairAUC(i, j int) Value {
	both := func(y int) bool { return y == i || y == j }
	first := r.oneVsRestOf(i, both).ROCAUC()
	if !first.OK {
		return first
	}
	return Defined((first.V + r.oneVsRestOf(j, both).ROCAUC().V) / 2)
}

// TopK returns the share of rows whose true class is among the k that score
// highest; ties go to the lower index, so TopK(1) is the accuracy. Undefined
// without rows. It panics if k is not positive. See docs/metrics.md 11.6.
func (r *ClassRun) TopK(k int) Value {
	if k < 1 {
		panic("calc: k is at least 1")
	}
	var hit, all sum
	for i, row := range r.score {
		all.add(r.w(i))
		if rank(row, r.label[i]) < k {
			hit.add(r.w(i))
		}
	}
	return Ratio(hit.value(), all.value(), NoSamples)
}

// rank returns how many classes come before y.
func rank(row []float64, y int) int {
	n := 0
	for c, s := range row {
		if s > row[y] || s == row[y] && c < y {
			n++
		}
	}
	return n
}

// TopLabel returns the sweep of correct predictions: its score is the
// probability of the predicted class, and correctly predicted rows are
// positive. Its [Sweep.Calibration] is the top-label calibration of Guo et
// al. 2017. For kind [Score] the sweep is empty.
func (r *ClassRun) TopLabel() *Sweep {
	b := Binary{Kind: Probability}
	if r.p != nil {
		for i, c := range r.Predictions() {
			b.Label = append(b.Label, isOne(c == r.label[i]))
			b.Score = append(b.Score, r.p[i][c])
		}
		b.Weight = r.weight
	}
	return mustSweep(b)
}

// Calibration returns the top-label calibration of the run. Undefined without
// rows and for kind [Score]. See docs/metrics.md 11.7.
func (r *ClassRun) Calibration(bins int, by Binning) Calibration {
	if why := r.missingProbability(); why != "" {
		return Calibration{Reason: why}
	}
	return r.TopLabel().Calibration(bins, by)
}
