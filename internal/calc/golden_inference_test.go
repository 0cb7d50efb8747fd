package calc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (in goldenInput) calibration() Calibration {
	p := struct {
		Bins     int
		Strategy Binning
	}{DefaultBins, UniformBins}
	in.into(&p)
	return in.data.sweep().Calibration(p.Bins, p.Strategy)
}

func goldenCalibration(in goldenInput) map[string]any {
	c := in.calibration()
	if c.Reason != "" {
		return map[string]any{"edges": nil, "count": nil, "weight": nil, "mean_score": nil, "frac_pos": nil}
	}
	count, weight := make([]int, len(c.Bins)), make([]float64, len(c.Bins))
	mean, frac := make([]Value, len(c.Bins)), make([]Value, len(c.Bins))
	for i, b := range c.Bins {
		count[i], weight[i], mean[i], frac[i] = b.Count, b.Weight, b.MeanScore, b.FracPos
	}
	return map[string]any{"edges": c.Edges, "count": count, "weight": weight, "mean_score": mean, "frac_pos": frac}
}

func goldenECE(in goldenInput) map[string]any {
	e := in.calibration().Error()
	return map[string]any{"ece": e.ECE, "mce": e.MCE, "rmsce": e.RMSCE}
}

func goldenBrier(in goldenInput) map[string]any {
	b := in.data.sweep().Brier()
	return map[string]any{"brier": b.Score, "skill": b.Skill, "reliability": b.Reliability,
		"resolution": b.Resolution, "uncertainty": b.Uncertainty}
}

func goldenNetBenefit(in goldenInput) map[string]any {
	var p struct{ Thresholds []float64 }
	in.into(&p)
	s := in.data.sweep()
	n := len(p.Thresholds)
	model, all, none := make([]Value, n), make([]Value, n), make([]Value, n)
	standard, avoided := make([]Value, n), make([]Value, n)
	for i, t := range p.Thresholds {
		b := s.NetBenefit(t)
		model[i], all[i], none[i], standard[i], avoided[i] = b.Model, b.TreatAll, b.TreatNone, b.Standard, b.Avoided
	}
	return map[string]any{"net_benefit": model, "treat_all": all, "treat_none": none,
		"standardized": standard, "net_interventions_avoided": avoided}
}

func goldenExpectedCost(in goldenInput) map[string]any {
	p := struct {
		CFN        float64 `json:"c_fn"`
		CFP        float64 `json:"c_fp"`
		CTN        float64 `json:"c_tn"`
		CTP        float64 `json:"c_tp"`
		Prevalence *float64
		Thresholds []Number
	}{CFN: 1, CFP: 1}
	in.into(&p)
	s := in.data.sweep()
	k := Costs{FP: p.CFP, FN: p.CFN, TP: p.CTP, TN: p.CTN}
	w := Setting{Costs: k, Prevalence: p.Prevalence}
	cost, normalized := make([]Value, len(p.Thresholds)), make([]Value, len(p.Thresholds))
	for i, t := range p.Thresholds {
		c := s.At(float64(t)).Confusion
		cost[i], normalized[i] = w.In(k.Expected)(c), w.In(k.Normalized)(c)
	}
	return map[string]any{"cost": cost, "normalized": normalized, "bayes_threshold": k.BayesThreshold()}
}

func (in goldenInput) proportion() (k, n, level float64) {
	var a struct{ K, N float64 }
	p := struct{ Level float64 }{0.95}
	in.inputInto(&a)
	in.into(&p)
	return a.K, a.N, p.Level
}

func goldenWilson(in goldenInput) map[string]any {
	low, high := Wilson(in.proportion())
	return map[string]any{"lo": low, "hi": high}
}

func goldenClopperPearson(in goldenInput) map[string]any {
	low, high := ClopperPearson(in.proportion())
	return map[string]any{"lo": low, "hi": high}
}

func goldenMcNemar(in goldenInput) map[string]any {
	var a struct{ B, C int }
	in.inputInto(&a)
	return mcNemarFields(NewMcNemar(a.B, a.C))
}

func mcNemarFields(t McNemar) map[string]any {
	return map[string]any{"a": t.BothRight, "b": t.OnlyA, "c": t.OnlyB, "d": t.BothWrong,
		"exact_p": t.ExactP, "mid_p": t.MidP,
		"chi2": t.Chi2, "chi2_p": t.Chi2P, "chi2_cc": t.Chi2CC, "chi2_cc_p": t.Chi2CCP}
}

func goldenMcNemarTable(in goldenInput) map[string]any {
	var a struct {
		Y     []int
		PredA []int `json:"pred_a"`
		PredB []int `json:"pred_b"`
	}
	in.inputInto(&a)
	return mcNemarFields(must(ComparePredictions(labels(a.Y), labels(a.PredA), labels(a.PredB))))
}

func (in goldenInput) level() float64 {
	p := struct{ Level float64 }{0.95}
	in.into(&p)
	return p.Level
}

func goldenDeLong(in goldenInput) map[string]any {
	d := in.data.sweep().DeLong(in.level())
	return map[string]any{"auc": d.AUC, "var": d.Variance, "se": d.SE, "lo": d.Low, "hi": d.High}
}

func goldenDeLongPaired(in goldenInput) map[string]any {
	d := must(CompareDeLong(labels(in.data.Y), in.data.A, in.data.B, in.level()))
	return map[string]any{"auc_a": d.AUCA, "auc_b": d.AUCB, "var_a": d.VarianceA, "var_b": d.VarianceB,
		"cov": d.Covariance, "diff": d.Difference, "se_diff": d.SE, "z": d.Z, "p": d.P, "lo": d.Low, "hi": d.High}
}

func goldenDeLongUnpaired(in goldenInput) map[string]any {
	var p struct{ Split int }
	in.into(&p)
	y := labels(in.data.Y)
	first := must(NewSweep(Binary{Kind: Score, Label: y[:p.Split], Score: in.data.A[:p.Split]}))
	second := must(NewSweep(Binary{Kind: Score, Label: y[p.Split:], Score: in.data.B[p.Split:]}))
	d := CompareDeLongUnpaired(first, second)
	return map[string]any{"t": d.T, "df": d.DF, "p": d.P}
}

// statistic reads "roc_auc" or "accuracy@0.5".
func statistic(name string) Statistic {
	id, at, ok := strings.Cut(name, "@")
	m, known := MetricByID(id)
	if !known || m.OfConfusion() != ok {
		panic(goldenFault{fmt.Errorf("unknown statistic %q", name)})
	}
	if !ok {
		return RunStatistic(id)
	}
	return PointStatistic(id, must(strconv.ParseFloat(at, 64)))
}

// goldenBootstrap takes the resamples from the file, so that no random stream is
// compared.
func goldenBootstrap(in goldenInput) map[string]any {
	p := struct {
		Level     float64
		Statistic string
	}{Level: 0.95}
	in.into(&p)
	stat := statistic(p.Statistic)
	b := in.data.binary()
	number := make([]int, len(b.Label)) // of the rows of weight above 0, which the table holds
	n := 0
	for i := range number {
		number[i] = -1
		if b.Weight == nil || b.Weight[i] > 0 {
			number[i] = n
			n++
		}
	}
	s := in.data.sweep()
	kept, _ := b.withoutWeightless()
	table := newRowTable(kept)
	into := table.scratch()
	var replicates []Value
	for _, rows := range in.data.Indices {
		drawn := make([]uint32, n)
		for _, i := range rows {
			if number[i] >= 0 {
				drawn[number[i]]++
			}
		}
		replicates = append(replicates, stat(table.fill(into, drawn)))
	}
	r := summarize(stat(s), slices.Clone(replicates), Resampling{Level: p.Level})
	return map[string]any{"estimate": r.Estimate, "replicates": r.Replicates, "n_defined": r.Defined,
		"se": r.SE, "lo": r.Low, "hi": r.High}
}

func goldenFrequencies(in goldenInput) map[string]any {
	var c Confusion
	in.inputInto(&c)
	var p struct {
		Prevalence *float64
		Base       *int
	}
	in.into(&p)
	base := 0
	if p.Base != nil {
		base = *p.Base
	}
	names := []string{"base", "positives", "negatives", "tp", "fn", "fp", "tn"}
	out := make(map[string]any)
	f, reason := c.NaturalFrequencies(p.Prevalence, base)
	for i, n := range []int{f.Base, f.Positives, f.Negatives, f.TP, f.FN, f.FP, f.TN} {
		if out[names[i]] = n; reason != "" {
			out[names[i]] = nil
		}
	}
	return out
}
