package calc

import (
	"fmt"
	"math"

	"tradeoff/internal/catalog"
)

// A Param is a number that a metric depends on.
type Param = catalog.Param

// Args are values of the parameters of a metric; missing ones have their
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

// Check returns an error if the arguments of m have a name that m does not
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

// runFunctions compute the metrics of a whole run that are no loss, by the
// identifiers that the catalog declares.
var runFunctions = map[string]func(Metric, *Sweep, Args) Value{
	"roc_auc":           func(_ Metric, s *Sweep, _ Args) Value { return s.ROCAUC() },
	"average_precision": func(_ Metric, s *Sweep, _ Args) Value { return s.AveragePrecision() },
	"gini":              func(_ Metric, s *Sweep, _ Args) Value { return s.Gini() },
	"ks":                func(_ Metric, s *Sweep, _ Args) Value { return s.KS().Statistic },
	"partial_roc_auc": func(m Metric, s *Sweep, a Args) Value {
		return s.PartialROCAUC(m.at(a, "max_fpr")).Standardized
	},
	"pr_auc_trapezoid": func(_ Metric, s *Sweep, _ Args) Value { return s.PRAUCTrapezoid() },
	"brier":            func(_ Metric, s *Sweep, _ Args) Value { return s.BrierScore() },
	"brier_skill":      func(_ Metric, s *Sweep, _ Args) Value { return s.brierSkill() },
	"ece":              func(m Metric, s *Sweep, a Args) Value { return m.calibration(s, a).ECE },
	"mce":              func(m Metric, s *Sweep, a Args) Value { return m.calibration(s, a).MCE },
	"net_benefit": func(m Metric, s *Sweep, a Args) Value {
		return s.NetBenefit(m.at(a, "threshold")).Model
	},
	"expected_cost": Metric.expectedCost,
}

// runIntervals are the intervals of those that have one in closed form.
var runIntervals = map[string]func(s *Sweep, level float64) (low, high Value, method string){
	"roc_auc": aucInterval,
	"gini":    giniInterval,
}

// runMetrics are those of the catalog, the losses behind the others.
var runMetrics = func() []Metric {
	var out []Metric
	for _, d := range catalog.RunMetrics {
		out = append(out, Metric{Metric: d, run: runFunctions[d.ID], interval: runIntervals[d.ID]})
	}
	for _, l := range catalog.Losses {
		if l.Two != nil {
			out = append(out, lossMetric(l.Metric(*l.Two)))
		}
	}
	return out
}()

// aucInterval returns DeLong's interval.
func aucInterval(s *Sweep, level float64) (low, high Value, method string) {
	d := s.DeLong(level)
	return d.Low, d.High, "DeLong"
}

// giniInterval returns DeLong's interval mapped by 2x-1.
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

// needsIoU is undefined: the IoU-balanced loss needs the overlaps of the
// boxes, see [Detection.IoUBalanced].
func (s *Sweep) needsIoU() Value {
	if r := s.missingProbability(); r != "" {
		return Undefined(r)
	}
	return Undefined(NeedsIoU)
}
