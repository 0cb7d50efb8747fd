package calc

import (
	"math"
	"sync"

	"tradeoff/internal/catalog"
)

// A ClassMetric is one number of a run with many classes, see docs/metrics.md
// 11 and 12: its declaration in the catalog, and how it is computed.
type ClassMetric struct {
	catalog.Metric
	classFunction
}

// BalancedWeights returns the class weights (N / (C n_c))^power; n_c is the weight
// of class c, N that of all rows, C the number of classes that occur. With power 1
// all classes that occur count the same, with 0 all rows do. A class that does not
// occur has weight 1.
func (r *ClassRun) BalancedWeights(power float64) []float64 {
	of, all := r.support()
	present := 0
	for _, n := range of {
		if n > 0 {
			present++
		}
	}
	w := make([]float64, len(of))
	for c, n := range of {
		if w[c] = 1; n > 0 {
			w[c] = math.Pow(all/(float64(present)*n), power)
		}
	}
	return w
}

// ClassMetricList returns all metrics of a run with many classes, in the order in
// which they are shown.
func ClassMetricList() []ClassMetric { return append([]ClassMetric(nil), classMetrics...) }

// ClassMetricByID returns the metric that has the given identifier.
func ClassMetricByID(id string) (ClassMetric, bool) {
	for _, m := range classMetrics {
		if m.ID == id {
			return m, true
		}
	}
	return ClassMetric{}, false
}

// A classFunction computes a metric of a run with many classes: from the confusion
// matrix alone, or from whole rows.
type classFunction struct {
	matrix func(*ClassReport) Value
	share  func(ClassConfusion) (k, n float64)            // the counts that it is a proportion of
	run    func(ClassMetric, *ClassNumbers, Args) Value   // of whole rows
	split  func(ClassMetric, *ClassNumbers, Args) []Value // of each class, or its share of the sum
}

// classFunctions are by the identifiers that the catalog declares. Top-k
// accuracies have none: [ClassRun.TopK] is that of all.
var classFunctions = map[string]classFunction{
	"accuracy":                   {matrix: func(r *ClassReport) Value { return r.Accuracy }, share: diagonal},
	"balanced_accuracy":          ofMatrix(func(r *ClassReport) Value { return r.BalancedAccuracy }),
	"macro_f1":                   ofMatrix(func(r *ClassReport) Value { return r.Macro.F1 }),
	"macro_precision":            ofMatrix(func(r *ClassReport) Value { return r.Macro.Precision }),
	"macro_recall":               ofMatrix(func(r *ClassReport) Value { return r.Macro.Recall }),
	"weighted_f1":                ofMatrix(func(r *ClassReport) Value { return r.Weighted.F1 }),
	"weighted_precision":         ofMatrix(func(r *ClassReport) Value { return r.Weighted.Precision }),
	"weighted_recall":            ofMatrix(func(r *ClassReport) Value { return r.Weighted.Recall }),
	"mcc":                        ofMatrix(func(r *ClassReport) Value { return r.MCC }),
	"kappa":                      ofMatrix(func(r *ClassReport) Value { return r.Kappa }),
	"kappa_linear":               ofMatrix(func(r *ClassReport) Value { return r.KappaLinear }),
	"kappa_quadratic":            ofMatrix(func(r *ClassReport) Value { return r.KappaQuadratic }),
	"macro_roc_auc_ovr":          ofRows(func(n *ClassNumbers) Value { return n.ROCAUC().Macro }),
	"weighted_roc_auc_ovr":       ofRows(func(n *ClassNumbers) Value { return n.ROCAUC().Weighted }),
	"micro_roc_auc_ovr":          ofRows(func(n *ClassNumbers) Value { return n.ROCAUC().Micro }),
	"macro_roc_auc_ovo":          ofRows(func(n *ClassNumbers) Value { return n.PairwiseAUC().Macro }),
	"weighted_roc_auc_ovo":       ofRows(func(n *ClassNumbers) Value { return n.PairwiseAUC().Weighted }),
	"macro_average_precision":    ofRows(func(n *ClassNumbers) Value { return n.AveragePrecision().Macro }),
	"weighted_average_precision": ofRows(func(n *ClassNumbers) Value { return n.AveragePrecision().Weighted }),
	"micro_average_precision":    ofRows(func(n *ClassNumbers) Value { return n.AveragePrecision().Micro }),
	"brier":                      ofRows(func(n *ClassNumbers) Value { return n.Run.Brier() }),
	"top_label_ece":              ofRows(func(n *ClassNumbers) Value { return n.Calibration().Error().ECE }),
	"top_label_mce":              ofRows(func(n *ClassNumbers) Value { return n.Calibration().Error().MCE }),
	"log_loss": {run: func(_ ClassMetric, n *ClassNumbers, _ Args) Value { return n.Run.CrossEntropy(nil).Mean },
		split: func(_ ClassMetric, n *ClassNumbers, _ Args) []Value { return n.Run.shares(n.Run.CrossEntropy(nil)) }},
	"weighted_log_loss": {run: func(m ClassMetric, n *ClassNumbers, a Args) Value { return m.weighted(n, a).WeightedMean },
		split: func(m ClassMetric, n *ClassNumbers, a Args) []Value { return n.Run.shares(m.weighted(n, a)) }},
	"focal_loss": {run: func(m ClassMetric, n *ClassNumbers, a Args) Value { return m.focal(n, a).Mean },
		split: func(m ClassMetric, n *ClassNumbers, a Args) []Value { return n.Run.shares(m.focal(n, a)) }},
	"dice_loss": {run: func(m ClassMetric, n *ClassNumbers, a Args) Value {
		return n.Run.Dice(m.at(a, "smooth")).mean(m.classes(a))
	},
		split: func(m ClassMetric, n *ClassNumbers, a Args) []Value { return n.Run.Dice(m.at(a, "smooth")).PerClass }},
	"jaccard_loss": {run: func(m ClassMetric, n *ClassNumbers, a Args) Value {
		return n.Run.Jaccard(m.at(a, "smooth")).mean(m.classes(a))
	},
		split: func(m ClassMetric, n *ClassNumbers, a Args) []Value { return n.Run.Jaccard(m.at(a, "smooth")).PerClass }},
	"lovasz_softmax_loss": {run: func(m ClassMetric, n *ClassNumbers, a Args) Value { return n.Run.Lovasz(m.classes(a)) },
		split: func(_ ClassMetric, n *ClassNumbers, _ Args) []Value { return n.Run.lovaszOfEach() }},
}

func ofMatrix(f func(*ClassReport) Value) classFunction { return classFunction{matrix: f} }

func ofRows(f func(*ClassNumbers) Value) classFunction {
	return classFunction{run: func(_ ClassMetric, n *ClassNumbers, _ Args) Value { return f(n) }}
}

// classMetrics are those of the catalog, the losses behind the others.
var classMetrics = func() []ClassMetric {
	var out []ClassMetric
	for _, d := range catalog.ClassMetrics {
		out = append(out, ClassMetric{d, classFunctions[d.ID]})
	}
	for _, l := range catalog.Losses {
		if l.Many != nil {
			out = append(out, ClassMetric{l.Metric(*l.Many), classFunctions[l.ID]})
		}
	}
	return out
}()

func (m ClassMetric) at(a Args, name string) float64 { return valueOf(m.ID, m.Params, a, name) }

// Check validates the arguments of m, as [Metric.Check] does.
func (m ClassMetric) Check(a Args) error { return checkArgs(m.ID, m.Params, a) }

func (m ClassMetric) classes(a Args) Classes {
	if m.at(a, "all_classes") != 0 {
		return AllClasses
	}
	return PresentClasses
}

func (m ClassMetric) weighted(n *ClassNumbers, a Args) ClassLoss {
	return n.Run.CrossEntropy(n.Run.BalancedWeights(m.at(a, "balance")))
}

func (m ClassMetric) focal(n *ClassNumbers, a Args) ClassLoss {
	return n.Run.FocalLoss(m.at(a, "gamma"), n.Run.BalancedWeights(m.at(a, "balance")))
}

// shares returns the share of each class in the sum of a loss.
func (r *ClassRun) shares(l ClassLoss) []Value {
	out := make([]Value, r.classes)
	sums := make([]sum, r.classes)
	for i, x := range l.PerSample {
		sums[r.label[i]].add(r.w(i) * x)
	}
	for c := range out {
		if out[c] = l.Sum; l.Sum.OK {
			out[c] = Ratio(sums[c].value(), l.Sum.V, ZeroDenominator)
		}
	}
	return out
}

// lovaszOfEach returns the Lovász extension of the Jaccard loss of every class.
func (r *ClassRun) lovaszOfEach() []Value {
	out := make([]Value, r.classes)
	why := r.missingProbability()
	for c := range out {
		if out[c] = Undefined(why); why == "" {
			out[c] = r.OneVsRest(c).LovaszSigmoid()
		}
	}
	return out
}

// ByClass returns the loss id by class: for cross-entropy and focal loss each
// class's share of the sum, for the others its own loss. It panics if there
// is no such loss.
func (n *ClassNumbers) ByClass(id string, a Args) []Value {
	m, ok := ClassMetricByID(id)
	if !ok || m.split == nil {
		panic("calc: no loss of many classes " + id)
	}
	return m.split(m, n, a)
}

// mean returns the mean over the classes that occur, or over all.
func (o ClassOverlap) mean(classes Classes) Value {
	if classes == AllClasses {
		return o.Mean
	}
	return o.MeanPresent
}

// diagonal returns the number of correctly predicted rows, and of all rows.
func diagonal(m ClassConfusion) (k, n float64) {
	_, _, n = m.margins()
	for c := range m {
		k += m[c][c]
	}
	return k, n
}

// ClassNumbers computes the numbers of a run, computing shared parts once.
// Its methods may be called concurrently.
type ClassNumbers struct {
	Run *ClassRun

	Confusion        func() ClassConfusion
	Report           func() ClassReport
	ROCAUC           func() PerClass
	AveragePrecision func() PerClass
	PairwiseAUC      func() PairwiseAUC
	Calibration      func() Calibration // top-label, ten bins of equal width
}

// Numbers returns the numbers of r, none of them computed yet.
func (r *ClassRun) Numbers() *ClassNumbers {
	n := &ClassNumbers{Run: r}
	n.Confusion = sync.OnceValue(r.Confusion)
	n.Report = sync.OnceValue(func() ClassReport { return n.Confusion().Report() })
	n.ROCAUC = sync.OnceValue(r.ROCAUC)
	n.AveragePrecision = sync.OnceValue(r.AveragePrecision)
	n.PairwiseAUC = sync.OnceValue(r.PairwiseAUC)
	n.Calibration = sync.OnceValue(func() Calibration { return r.Calibration(DefaultBins, UniformBins) })
	return n
}

// Evaluate returns the metric id with the given choices, and its interval where
// counted rows give one in closed form. It panics if there is no such metric.
func (n *ClassNumbers) Evaluate(id string, a Args) Estimate {
	m, ok := ClassMetricByID(id)
	if !ok {
		panic("calc: no metric of many classes " + id)
	}
	var v Value
	var k, all float64
	switch {
	case m.TopK > 0:
		v = n.Run.TopK(m.TopK)
		all = float64(n.Run.N())
		k = v.V * all
	case m.matrix != nil:
		report := n.Report()
		v = m.matrix(&report)
		if m.share == nil {
			return withoutInterval(v, NeedsBootstrap)
		}
		k, all = m.share(n.Confusion())
	default:
		return withoutInterval(m.run(m, n, a), NeedsBootstrap)
	}
	if !v.OK {
		return withoutInterval(v, v.Reason)
	}
	if n.Run.weight != nil {
		return withoutInterval(v, WeightsNotSupported)
	}
	e := Estimate{Value: v, Method: "Wilson"}
	e.Low, e.High = Wilson(k, all, defaultLevel)
	return e
}

// Applies reports whether the metric makes sense for so many classes: with
// four classes, the true one is always among the top five.
func (m ClassMetric) Applies(classes int) bool { return m.TopK < classes }

// OfMatrix reports whether m is a metric of the confusion matrix alone.
func (m ClassMetric) OfMatrix() bool { return m.matrix != nil }

// quickReport is [ClassConfusion.Report] of whole numbers, whose differences are
// exact, in time proportional to the number of cells.
func (m ClassConfusion) quickReport() ClassReport {
	rows, cols, total := m.margins()
	return m.buildReport(rows, cols, total, func(c int) Confusion {
		d := m[c][c]
		return Confusion{TP: d, FN: rows[c] - d, FP: cols[c] - d, TN: total - rows[c] - cols[c] + d}
	})
}
