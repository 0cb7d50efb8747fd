package calc

import (
	"fmt"
	"sync"
)

// A ClassMetric is one number of a run with many classes; see docs/metrics.md 11
// and 12. The list of them is the only table of their identifiers.
type ClassMetric struct {
	ID     string // as in URLs, JSON and the store; never changes
	Name   string // as people call it
	Group  Group
	Better Direction
	Params []Param

	matrix func(*ClassReport) Value                          // of the confusion matrix alone
	share  func(ClassConfusion) (k, n float64)               // the counts that it is a proportion of
	run    func(ClassMetric, *ClassNumbers, ClassArgs) Value // of whole rows
	topK   int                                               // of top-k accuracies
}

// ClassArgs are the choices that a multi-class loss depends on. The zero
// ClassArgs are not the defaults; see [DefaultClassArgs].
type ClassArgs struct {
	Gamma   float64   // focal loss: how much easy rows are played down, 2 by default
	Smooth  float64   // Dice and Jaccard: added above and below, 1 by default
	Classes Classes   // Lovász, Dice and Jaccard: the mean over the classes that occur, or over all
	Weights []float64 // cross-entropy and focal loss: a weight for each class; nil is 1 for all
}

// DefaultClassArgs returns what nobody chose otherwise.
func DefaultClassArgs() ClassArgs { return ClassArgs{Gamma: 2, Smooth: 1, Classes: PresentClasses} }

// BalancedWeights returns the class weights N / (C n_c), with which all classes
// that occur count the same; n_c is the weight of class c, N that of all rows,
// C the number of classes that occur. A class that does not occur has weight 1.
func (r *ClassRun) BalancedWeights() []float64 {
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
			w[c] = all / (float64(present) * n)
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

// Calls is the group of metrics that judge which class is called, the one of the
// highest score.
const Calls Group = "calls"

var classMetrics = []ClassMetric{
	{ID: "accuracy", Name: "Accuracy", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Accuracy }, share: diagonal},
	{ID: "balanced_accuracy", Name: "Balanced accuracy", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.BalancedAccuracy }},
	{ID: "macro_f1", Name: "Macro F1", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Macro.F1 }},
	{ID: "macro_precision", Name: "Macro precision", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Macro.Precision }},
	{ID: "macro_recall", Name: "Macro recall", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Macro.Recall }},
	{ID: "weighted_f1", Name: "Weighted F1", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Weighted.F1 }},
	{ID: "weighted_precision", Name: "Weighted precision", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Weighted.Precision }},
	{ID: "weighted_recall", Name: "Weighted recall", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Weighted.Recall }},
	{ID: "mcc", Name: "MCC", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.MCC }},
	{ID: "kappa", Name: "Cohen's κ", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.Kappa }},
	{ID: "kappa_linear", Name: "Linear κ", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.KappaLinear }},
	{ID: "kappa_quadratic", Name: "Quadratic κ", Group: Calls, Better: Higher, matrix: func(r *ClassReport) Value { return r.KappaQuadratic }},
	{ID: "top_2_accuracy", Name: "Top-2 accuracy", Group: Calls, Better: Higher, topK: 2},
	{ID: "top_3_accuracy", Name: "Top-3 accuracy", Group: Calls, Better: Higher, topK: 3},
	{ID: "top_5_accuracy", Name: "Top-5 accuracy", Group: Calls, Better: Higher, topK: 5},

	{ID: "macro_roc_auc_ovr", Name: "AUC, one against rest", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.ROCAUC().Macro }},
	{ID: "weighted_roc_auc_ovr", Name: "AUC, one against rest, weighted", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.ROCAUC().Weighted }},
	{ID: "micro_roc_auc_ovr", Name: "AUC, one against rest, pooled", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.ROCAUC().Micro }},
	{ID: "macro_roc_auc_ovo", Name: "AUC, one against one", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.PairwiseAUC().Macro }},
	{ID: "weighted_roc_auc_ovo", Name: "AUC, one against one, weighted", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.PairwiseAUC().Weighted }},
	{ID: "macro_average_precision", Name: "Average precision", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.AveragePrecision().Macro }},
	{ID: "weighted_average_precision", Name: "Average precision, weighted", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.AveragePrecision().Weighted }},
	{ID: "micro_average_precision", Name: "Average precision, pooled", Group: Ranking, Better: Higher,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.AveragePrecision().Micro }},

	{ID: "brier", Name: "Brier score", Group: CalibrationGroup, Better: Lower,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.Run.Brier() }},
	{ID: "top_label_ece", Name: "ECE of the called class", Group: CalibrationGroup, Better: Lower,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.Calibration().Error().ECE }},
	{ID: "top_label_mce", Name: "MCE of the called class", Group: CalibrationGroup, Better: Lower,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.Calibration().Error().MCE }},

	{ID: "log_loss", Name: "Cross-entropy", Group: Losses, Better: Lower,
		run: func(_ ClassMetric, n *ClassNumbers, _ ClassArgs) Value { return n.Run.CrossEntropy(nil).Mean }},
	{ID: "weighted_log_loss", Name: "Weighted cross-entropy", Group: Losses, Better: Lower,
		run: func(_ ClassMetric, n *ClassNumbers, a ClassArgs) Value {
			return n.Run.CrossEntropy(n.weights(a)).WeightedMean
		}},
	{ID: "focal_loss", Name: "Focal loss", Group: Losses, Better: Lower, Params: []Param{{Name: "gamma", Default: 2, Low: 0, High: 10}},
		run: func(_ ClassMetric, n *ClassNumbers, a ClassArgs) Value {
			return n.Run.FocalLoss(a.Gamma, a.Weights).Mean
		}},
	{ID: "dice_loss", Name: "Dice loss", Group: Losses, Better: Lower, Params: []Param{{Name: "smooth", Default: 1, Low: 0, High: anyPositive}},
		run: func(_ ClassMetric, n *ClassNumbers, a ClassArgs) Value { return n.Run.Dice(a.Smooth).mean(a.Classes) }},
	{ID: "jaccard_loss", Name: "Jaccard loss", Group: Losses, Better: Lower, Params: []Param{{Name: "smooth", Default: 1, Low: 0, High: anyPositive}},
		run: func(_ ClassMetric, n *ClassNumbers, a ClassArgs) Value {
			return n.Run.Jaccard(a.Smooth).mean(a.Classes)
		}},
	{ID: "lovasz_softmax_loss", Name: "Lovász-Softmax", Group: Losses, Better: Lower,
		run: func(_ ClassMetric, n *ClassNumbers, a ClassArgs) Value { return n.Run.Lovasz(a.Classes) }},
}

// mean returns the mean over the classes that occur, or over all.
func (o ClassOverlap) mean(classes Classes) Value {
	if classes == AllClasses {
		return o.Mean
	}
	return o.MeanPresent
}

// weights returns the class weights of a, the balanced ones if there are none.
func (n *ClassNumbers) weights(a ClassArgs) []float64 {
	if a.Weights != nil {
		return a.Weights
	}
	return n.Run.BalancedWeights()
}

// diagonal returns how many rows are called rightly, of how many.
func diagonal(m ClassConfusion) (k, n float64) {
	_, _, n = m.margins()
	for c := range m {
		k += m[c][c]
	}
	return k, n
}

// ClassNumbers computes the numbers of a run, those that several metrics share
// once. Its methods may be called concurrently.
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
func (n *ClassNumbers) Evaluate(id string, a ClassArgs) Estimate {
	m, ok := ClassMetricByID(id)
	if !ok {
		panic("calc: no metric of many classes " + id)
	}
	var v Value
	var k, all float64
	switch {
	case m.topK > 0:
		v = n.Run.TopK(m.topK)
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

// Applies reports whether the metric says something about a run of so many
// classes: of four, five are always among the top five.
func (m ClassMetric) Applies(classes int) bool { return m.topK < classes }

// OfMatrix reports whether m is a metric of the confusion matrix alone.
func (m ClassMetric) OfMatrix() bool { return m.matrix != nil }

// quickReport is [ClassConfusion.Report] of whole numbers, whose differences are
// exact, in time proportional to the number of cells.
func (m ClassConfusion) quickReport() ClassReport {
	rows, cols, total := m.margins()
	return m.report(rows, cols, total, func(c int) Confusion {
		d := m[c][c]
		return Confusion{TP: d, FN: rows[c] - d, FP: cols[c] - d, TN: total - rows[c] - cols[c] + d}
	})
}

// Check returns what is wrong with the choices for a run of so many classes.
func (a ClassArgs) Check(classes int) error {
	switch {
	case !(a.Gamma >= 0 && a.Gamma <= 10):
		return fmt.Errorf("gamma is %v and must lie between 0 and 10", a.Gamma)
	case !(a.Smooth >= 0 && a.Smooth <= anyPositive):
		return fmt.Errorf("smooth is %v and must lie between 0 and %v", a.Smooth, float64(anyPositive))
	case a.Weights != nil && len(a.Weights) != classes:
		return fmt.Errorf("there are %d class weights for %d classes", len(a.Weights), classes)
	}
	return nil
}
