package calc

// defaultLevel is the confidence level of intervals that nobody chose.
const defaultLevel = 0.95

var runMetrics = []Metric{
	{ID: "roc_auc", Name: "ROC AUC", Better: Higher, run: (*Sweep).estimateAUC},
	{ID: "average_precision", Name: "Average precision", Better: Higher, run: byBootstrap((*Sweep).AveragePrecision)},
	{ID: "gini", Name: "Gini coefficient", Better: Higher, run: (*Sweep).estimateGini},
	{ID: "ks", Name: "Kolmogorov–Smirnov", Better: Higher, run: byBootstrap(func(s *Sweep) Value { return s.KS().Statistic })},
	{ID: "pr_auc_trapezoid", Name: "PR AUC (trapezoid)", Better: Higher, run: byBootstrap((*Sweep).PRAUCTrapezoid)},
	{ID: "brier", Name: "Brier score", Better: Lower, run: byBootstrap(func(s *Sweep) Value { return s.Brier().Score })},
	{ID: "brier_skill", Name: "Brier skill score", Better: Higher, run: byBootstrap(func(s *Sweep) Value { return s.Brier().Skill })},
	{ID: "log_loss", Name: "Cross-entropy", Better: Lower, run: byBootstrap(func(s *Sweep) Value { return s.LogLoss().Mean })},
}

// byBootstrap makes an estimate of a value whose interval has no closed form.
func byBootstrap(f func(*Sweep) Value) func(*Sweep) Estimate {
	return func(s *Sweep) Estimate { return withoutInterval(f(s), NeedsBootstrap) }
}

func (s *Sweep) estimateAUC() Estimate {
	d := s.DeLong(defaultLevel)
	if !d.Low.OK {
		return withoutInterval(d.AUC, d.Low.Reason)
	}
	return Estimate{Value: d.AUC, Low: d.Low, High: d.High, Method: "DeLong"}
}

// estimateGini maps the area and its interval by 2x-1.
func (s *Sweep) estimateGini() Estimate {
	e := s.estimateAUC()
	for _, v := range []*Value{&e.Value, &e.Low, &e.High} {
		if v.OK {
			v.V = 2*v.V - 1
		}
	}
	return e
}
