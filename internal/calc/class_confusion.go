package calc

import "math"

// ClassConfusion is the matrix of true classes, in rows, and predicted classes,
// in columns: weights, or numbers of rows if the run is unweighted. All classes
// are present.
type ClassConfusion [][]float64

// Predictions returns the predicted class of every row of weight above 0, in
// input order: the class with the highest stored score; ties go to the lowest
// index.
func (r *ClassRun) Predictions() []int {
	predicted := make([]int, len(r.score))
	for i, row := range r.score {
		predicted[i] = argmax(row)
	}
	return predicted
}

func argmax(x []float64) int {
	best := 0
	for c, v := range x {
		if v > x[best] {
			best = c
		}
	}
	return best
}

// Confusion returns the confusion matrix. See docs/metrics.md 11.1.
func (r *ClassRun) Confusion() ClassConfusion {
	sums := make([]sum, r.classes*r.classes)
	for i, c := range r.Predictions() {
		sums[r.label[i]*r.classes+c].add(r.w(i))
	}
	m := make(ClassConfusion, r.classes)
	for y := range m {
		m[y] = make([]float64, r.classes)
		for c := range m[y] {
			m[y][c] = sums[y*r.classes+c].value()
		}
	}
	return m
}

// A ClassReport holds the metrics of a multi-class confusion matrix. See
// docs/metrics.md 11.2 and 11.3.
type ClassReport struct {
	PerClass []ClassMetrics

	Macro        Averages // plain means over the classes where the metric is defined
	MacroZero    Averages // the same with 0 for what is undefined
	Weighted     Averages // means by support over the classes where the metric is defined
	WeightedZero Averages // the same with 0 for what is undefined

	Accuracy         Value // also micro-averaged precision, recall and F1
	BalancedAccuracy Value // mean recall of the classes that occur
	MCC              Value // Gorodkin's; undefined if all rows have one true class or one predicted class
	Kappa            Value // undefined if all rows are in one diagonal cell
	KappaLinear      Value // disagreements weighted by the distance of the classes' indices
	KappaQuadratic   Value // by its square
}

// ClassMetrics are the metrics of one class one-vs-rest.
type ClassMetrics struct {
	Precision, Recall, F1, Specificity Value
	Support, Predicted                 float64 // weight of the rows of this class, and of those predicted so
}

// Averages are means over the classes, with the number of classes.
type Averages struct {
	Precision, Recall, F1                      Value
	DefinedPrecision, DefinedRecall, DefinedF1 int
}

// Report returns the metrics of m.
func (m ClassConfusion) Report() ClassReport {
	rows, cols, total := m.margins()
	return m.buildReport(rows, cols, total, m.OneVsRest)
}

// OneVsRest returns the counts of class c against all others.
func (m ClassConfusion) OneVsRest(c int) Confusion {
	return Confusion{TP: m[c][c], FN: m.sumExcept(c, true), FP: m.sumExcept(c, false), TN: m.sumWithout(c)}
}

// buildReport returns the metrics of m, whose margins are given, by the
// counts of each class one-vs-rest.
func (m ClassConfusion) buildReport(rows, cols []float64, total float64, against func(c int) Confusion) ClassReport {
	r := ClassReport{PerClass: make([]ClassMetrics, len(m))}
	var diagonal sum
	for c := range m {
		diagonal.add(m[c][c])
		one := against(c)
		r.PerClass[c] = ClassMetrics{
			Precision: one.Precision(), Recall: one.Recall(), F1: one.F1(), Specificity: one.Specificity(),
			Support: rows[c], Predicted: cols[c],
		}
	}
	r.Macro, r.MacroZero = r.averages(false)
	r.Weighted, r.WeightedZero = r.averages(true)
	r.BalancedAccuracy = r.Macro.Recall
	r.Accuracy = Ratio(diagonal.value(), total, NoSamples)
	r.MCC = m.mcc(rows, cols, total)
	r.Kappa = m.kappa(rows, cols, total, func(d float64) float64 { return math.Min(d, 1) })
	r.KappaLinear = m.kappa(rows, cols, total, func(d float64) float64 { return d })
	r.KappaQuadratic = m.kappa(rows, cols, total, func(d float64) float64 { return d * d })
	return r
}

// margins returns the sums of the rows, the columns and the whole.
func (m ClassConfusion) margins() (rows, cols []float64, total float64) {
	rows, cols = make([]float64, len(m)), make([]float64, len(m))
	var all sum
	for i := range m {
		var row, col sum
		for j := range m {
			row.add(m[i][j])
			col.add(m[j][i])
			all.add(m[i][j])
		}
		rows[i], cols[i] = row.value(), col.value()
	}
	return rows, cols, all.value()
}

// sumExcept adds up row c, or else column c, without the diagonal.
func (m ClassConfusion) sumExcept(c int, row bool) float64 {
	var s sum
	for j := range m {
		switch {
		case j == c:
		case row:
			s.add(m[c][j])
		default:
			s.add(m[j][c])
		}
	}
	return s.value()
}

// sumWithout adds up all cells outside row c and column c.
func (m ClassConfusion) sumWithout(c int) float64 {
	var s sum
	for i := range m {
		for j := range m {
			if i != c && j != c {
				s.add(m[i][j])
			}
		}
	}
	return s.value()
}

// averages returns the means over the classes: over the defined values, and
// with 0 for undefined ones.
func (r ClassReport) averages(bySupport bool) (defined, zero Averages) {
	weights := make([]float64, len(r.PerClass))
	precision, recall, f1 := make([]Value, len(weights)), make([]Value, len(weights)), make([]Value, len(weights))
	for c, k := range r.PerClass {
		weights[c] = 1
		if bySupport {
			weights[c] = k.Support
		}
		precision[c], recall[c], f1[c] = k.Precision, k.Recall, k.F1
	}
	defined.Precision, defined.DefinedPrecision = weightedMean(precision, weights)
	defined.Recall, defined.DefinedRecall = weightedMean(recall, weights)
	defined.F1, defined.DefinedF1 = weightedMean(f1, weights)
	n := len(weights)
	empty := true
	for _, k := range r.PerClass {
		empty = empty && k.Support == 0
	}
	if empty {
		u := Undefined(NoSamples)
		return defined, Averages{Precision: u, Recall: u, F1: u}
	}
	zero = Averages{DefinedPrecision: n, DefinedRecall: n, DefinedF1: n}
	zero.Precision, _ = weightedMean(withZeros(precision), weights)
	zero.Recall, _ = weightedMean(withZeros(recall), weights)
	zero.F1, _ = weightedMean(withZeros(f1), weights)
	return defined, zero
}

// withZeros returns v with 0 for what is undefined.
func withZeros(v []Value) []Value {
	z := make([]Value, len(v))
	for i := range v {
		z[i] = Defined(v[i].V)
	}
	return z
}

// weightedMean returns the mean of the defined values and how many there are.
// It is undefined if their weights add up to 0.
func weightedMean(values []Value, weights []float64) (mean Value, defined int) {
	var total, weight sum
	mean = Undefined(NoSamples)
	for i, v := range values {
		if v.OK {
			defined++
			total.add(float64(weights[i] * v.V))
			weight.add(weights[i])
		} else {
			mean = v
		}
	}
	if defined > 0 {
		mean = Ratio(total.value(), weight.value(), ZeroDenominator)
	}
	return mean, defined
}

// mcc returns Gorodkin's correlation, (acc - Σ r q) / √((1-Σ r²)(1-Σ q²)) with r
// and q the shares of rows and columns.
func (m ClassConfusion) mcc(rows, cols []float64, total float64) Value {
	if total == 0 {
		return Undefined(NoSamples)
	}
	var together, truth, predicted sum
	for c := range m {
		r, q := rows[c]/total, cols[c]/total
		together.add(m[c][c] / total)
		together.add(-float64(r * q))
		truth.add(r * (sumOfOthers(rows, c) / total))
		predicted.add(q * (sumOfOthers(cols, c) / total))
	}
	return Ratio(together.value(), math.Sqrt(truth.value())*math.Sqrt(predicted.value()), ZeroDenominator)
}

// sumOfOthers returns the sum of x without x[c].
func sumOfOthers(x []float64, c int) float64 {
	var s sum
	for j, v := range x {
		if j != c {
			s.add(v)
		}
	}
	return s.value()
}

// kappa returns 1 - Σ v m / (Σ v r q N), where v is the weight of a
// disagreement by the distance between the classes.
func (m ClassConfusion) kappa(rows, cols []float64, total float64, v func(distance float64) float64) Value {
	if total == 0 {
		return Undefined(NoSamples)
	}
	var observed, expected sum
	for i := range m {
		for j := range m {
			d := v(math.Abs(float64(i - j)))
			observed.add(d * (m[i][j] / total))
			expected.add(d * (rows[i] / total) * (cols[j] / total))
		}
	}
	if expected.value() == 0 {
		return Undefined(ZeroDenominator)
	}
	return Defined(1 - observed.value()/expected.value())
}

// RowConfusion returns the confusion matrix in rows, ignoring weights.
func (r *ClassRun) RowConfusion() [][]int {
	m := make([][]int, r.classes)
	for y := range m {
		m[y] = make([]int, r.classes)
	}
	for i, c := range r.Predictions() {
		m[r.label[i]][c]++
	}
	return m
}

// Weight returns the sum of all cells.
func (m ClassConfusion) Weight() float64 {
	_, _, total := m.margins()
	return total
}
