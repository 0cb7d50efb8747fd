package calc

import (
	"fmt"
	"math"
)

// A Param is a number that a metric depends on.
type Param struct {
	Name      string
	Default   float64 // NaN: as the run says, the threshold of its kind or its prevalence
	Low, High float64 // the range it must lie in
	Open      bool    // Low itself is outside
}

// Args are values for the parameters of a metric; those left out have their
// defaults.
type Args map[string]float64

// at returns the value of a parameter.
func (m Metric) at(a Args, name string) float64 { return valueOf(m.ID, m.Params, a, name) }

func valueOf(id string, params []Param, a Args, name string) float64 {
	if x, ok := a[name]; ok {
		return x
	}
	for _, p := range params {
		if p.Name == name {
			return p.Default
		}
	}
	panic("calc: metric " + id + " has no parameter " + name)
}

// Check returns what is wrong with the arguments of m: a name that m does not
// have, or a value outside its range.
func (m Metric) Check(a Args) error { return checkArgs(m.ID, m.Params, a) }

func checkArgs(id string, params []Param, a Args) error {
	for name, x := range a {
		found := false
		for _, p := range params {
			if p.Name != name {
				continue
			}
			found = true
			if !(x >= p.Low && x <= p.High) || p.Open && x == p.Low || math.IsInf(x, 0) && name != "threshold" {
				return fmt.Errorf("%s of %s is %v and must lie between %v and %v", name, id, x, p.Low, p.High)
			}
		}
		if !found {
			return fmt.Errorf("%s has no parameter %s", id, name)
		}
	}
	return nil
}

// anyPositive bounds parameters that have no natural bound, so that nothing overflows.
const anyPositive = 1e15

var (
	binParams = []Param{
		{Name: "bins", Default: DefaultBins, Low: 1, High: 1000},
		{Name: "quantile", Default: 0, Low: 0, High: 1}, // 1: bins of equal numbers of rows
	}
	focalParams = []Param{
		{Name: "gamma", Default: 2, Low: 0, High: anyPositive},
		{Name: "alpha", Default: 0.25, Low: 0, High: 1},
		{Name: "use_alpha", Default: 1, Low: 0, High: 1}, // 0: both classes weigh 1
	}
	costParams = []Param{
		{Name: "threshold", Default: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)},
		{Name: "cost_fp", Default: 1, Low: -anyPositive, High: anyPositive},
		{Name: "cost_fn", Default: 1, Low: -anyPositive, High: anyPositive},
		{Name: "cost_tp", Default: 0, Low: -anyPositive, High: anyPositive},
		{Name: "cost_tn", Default: 0, Low: -anyPositive, High: anyPositive},
		{Name: "prevalence", Default: math.NaN(), Low: 0, High: 1},
	}
	smoothParam  = Param{Name: "smooth", Default: 1, Low: 0, High: anyPositive}
	classesParam = Param{Name: "all_classes", Default: 0, Low: 0, High: 1} // 1: also those that do not occur
)

var runMetrics = []Metric{
	{ID: "roc_auc", Name: "ROC AUC", Group: Ranking, Better: Higher, interval: aucInterval,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.ROCAUC() }},
	{ID: "average_precision", Name: "Average precision", Group: Ranking, Better: Higher,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.AveragePrecision() }},
	{ID: "gini", Name: "Gini coefficient", Group: Ranking, Better: Higher, interval: giniInterval,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.Gini() }},
	{ID: "ks", Name: "Kolmogorov–Smirnov", Group: Ranking, Better: Higher,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.KS().Statistic }},
	{ID: "partial_roc_auc", Name: "Partial ROC AUC, standardised", Group: Ranking, Better: Higher,
		Params: []Param{{Name: "max_fpr", Default: 1, Low: 0, High: 1, Open: true}},
		run: func(m Metric, s *Sweep, a Args) Value {
			return s.PartialROCAUC(m.at(a, "max_fpr")).Standardized
		}},
	{ID: "pr_auc_trapezoid", Name: "PR AUC (trapezoid)", Group: Ranking, Better: Higher,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.PRAUCTrapezoid() }},
	{ID: "brier", Name: "Brier score", Group: CalibrationGroup, Better: Lower,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.BrierScore() }},
	{ID: "brier_skill", Name: "Brier skill score", Group: CalibrationGroup, Better: Higher,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.brierSkill() }},
	{ID: "ece", Name: "Expected calibration error", Group: CalibrationGroup, Better: Lower, Params: binParams,
		run: func(m Metric, s *Sweep, a Args) Value { return m.calibration(s, a).ECE }},
	{ID: "mce", Name: "Maximum calibration error", Group: CalibrationGroup, Better: Lower, Params: binParams,
		run: func(m Metric, s *Sweep, a Args) Value { return m.calibration(s, a).MCE }},
	{ID: "net_benefit", Name: "Net benefit", Group: Decision, Better: Higher,
		Params: []Param{{Name: "threshold", Default: 0.5, Low: 0, High: 1}},
		run: func(m Metric, s *Sweep, a Args) Value {
			return s.NetBenefit(m.at(a, "threshold")).Model
		}},
	{ID: "expected_cost", Name: "Expected cost", Group: Decision, Better: Lower, Params: costParams, run: Metric.expectedCost},
	{ID: "log_loss", Name: "Cross-entropy", Group: Losses, Better: Lower,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.LogLoss().Mean }},
	{ID: "weighted_log_loss", Name: "Weighted cross-entropy", Group: Losses, Better: Lower,
		Params: []Param{{Name: "pos_weight", Default: 1, Low: 0, High: anyPositive, Open: true}},
		run: func(m Metric, s *Sweep, a Args) Value {
			return s.WeightedLogLoss(m.at(a, "pos_weight")).Mean
		}},
	{ID: "focal_loss", Name: "Focal loss", Group: Losses, Better: Lower, Params: focalParams,
		run: func(m Metric, s *Sweep, a Args) Value { return s.FocalLoss(m.focal(a)).Mean }},
	{ID: "dice_loss", Name: "Dice loss", Group: Losses, Better: Lower,
		Params: []Param{smoothParam, {Name: "squared", Default: 0, Low: 0, High: 1}},
		run: func(m Metric, s *Sweep, a Args) Value {
			if m.at(a, "squared") == 1 {
				return s.DiceSquared(m.at(a, "smooth")).Loss
			}
			return s.Dice(m.at(a, "smooth")).Loss
		}},
	{ID: "bce_dice_loss", Name: "BCE-Dice loss", Group: Losses, Better: Lower,
		Params: []Param{smoothParam, {Name: "weight_bce", Default: 1, Low: 0, High: anyPositive},
			{Name: "weight_dice", Default: 1, Low: 0, High: anyPositive}},
		run: func(m Metric, s *Sweep, a Args) Value {
			return s.BCEDice(BCEDice{m.at(a, "weight_bce"), m.at(a, "weight_dice"), m.at(a, "smooth")})
		}},
	{ID: "jaccard_loss", Name: "Jaccard loss", Group: Losses, Better: Lower, Params: []Param{smoothParam},
		run: func(m Metric, s *Sweep, a Args) Value { return s.Jaccard(m.at(a, "smooth")).Loss }},
	{ID: "tversky_loss", Name: "Tversky loss", Group: Losses, Better: Lower,
		Params: []Param{{Name: "alpha", Default: 0.5, Low: 0, High: anyPositive},
			{Name: "beta", Default: 0.5, Low: 0, High: anyPositive}, smoothParam,
			{Name: "focal_gamma", Default: 1, Low: 0, High: anyPositive}},
		run: func(m Metric, s *Sweep, a Args) Value {
			t := Tversky{m.at(a, "alpha"), m.at(a, "beta"), m.at(a, "smooth")}
			return s.FocalTversky(t, m.at(a, "focal_gamma"))
		}},
	{ID: "lovasz_softmax_loss", Name: "Lovász-Softmax loss", Group: Losses, Better: Lower, Params: []Param{classesParam},
		run: func(m Metric, s *Sweep, a Args) Value {
			if m.at(a, "all_classes") == 1 {
				return s.LovaszSoftmax(AllClasses)
			}
			return s.LovaszSoftmax(PresentClasses)
		}},
	{ID: "lovasz_sigmoid_loss", Name: "Lovász sigmoid loss", Group: Losses, Better: Lower,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.LovaszSigmoid() }},
	{ID: "lovasz_hinge_loss", Name: "Lovász hinge loss", Group: Losses, Better: Lower,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.LovaszHinge() }},
	{ID: "iou_balanced_loss", Name: "IoU-balanced loss", Group: Losses, Better: Lower,
		run: func(_ Metric, s *Sweep, _ Args) Value { return s.needsIoU() }},
}

// aucInterval returns DeLong's interval.
func aucInterval(s *Sweep, level float64) (low, high Value, method string) {
	d := s.DeLong(level)
	return d.Low, d.High, "DeLong"
}

// giniInterval maps DeLong's interval by 2x-1.
func giniInterval(s *Sweep, level float64) (low, high Value, method string) {
	low, high, method = aucInterval(s, level)
	if low.OK {
		low.V, high.V = 2*low.V-1, 2*high.V-1
	}
	return low, high, method
}

func (m Metric) calibration(s *Sweep, a Args) CalibrationError {
	by, bins := UniformBins, int(m.at(a, "bins"))
	if m.at(a, "quantile") == 1 {
		by = QuantileBins
	}
	compute := func() CalibrationError { return s.Calibration(bins, by).Error() }
	if s.memo != nil && by == UniformBins && bins == DefaultBins {
		return s.memo.calibration.of(compute)
	}
	return compute()
}

func (m Metric) focal(a Args) Focal {
	f := Focal{Gamma: m.at(a, "gamma")}
	if m.at(a, "use_alpha") == 1 {
		alpha := m.at(a, "alpha")
		f.Alpha = &alpha
	}
	return f
}

func (m Metric) expectedCost(s *Sweep, a Args) Value {
	t, pi := m.at(a, "threshold"), m.at(a, "prevalence")
	if math.IsNaN(t) {
		t = s.kind.DefaultThreshold()
	}
	c := s.At(t).Confusion
	if !math.IsNaN(pi) {
		var r Reason
		if c, r = c.AtPrevalence(pi); r != "" {
			return Undefined(r)
		}
	}
	k := Costs{FP: m.at(a, "cost_fp"), FN: m.at(a, "cost_fn"), TP: m.at(a, "cost_tp"), TN: m.at(a, "cost_tn")}
	return k.Expected(c)
}

// needsIoU says why a sweep has no IoU-balanced loss: it needs the overlaps of
// the boxes, see [Detection.IoUBalanced].
func (s *Sweep) needsIoU() Value {
	if r := s.missingProbability(); r != "" {
		return Undefined(r)
	}
	return Undefined(NeedsIoU)
}
