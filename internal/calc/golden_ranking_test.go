package calc

func goldenValidate(in goldenInput) map[string]any {
	var d goldenData
	in.inputInto(&d)
	return map[string]any{"error": d.validity() != nil}
}

func goldenDistinct(in goldenInput) map[string]any {
	s := in.data.sweep()
	n := s.Len() - 1
	score, wpos, wneg := make([]float64, n), make([]float64, n), make([]float64, n)
	npos, nneg := make([]uint32, n), make([]uint32, n)
	for i := range n {
		c := s.Cell(i + 1)
		score[i], wpos[i], wneg[i], npos[i], nneg[i] = c.Score, c.WPos, c.WNeg, c.NPos, c.NNeg
	}
	return map[string]any{"score": score, "wpos": wpos, "wneg": wneg, "npos": npos, "nneg": nneg}
}

func goldenBinaryMetrics(in goldenInput) map[string]any {
	var c Confusion
	in.inputInto(&c)
	got := map[string]any{"n": c.Total()}
	for _, m := range ConfusionMetrics() {
		got[m.ID] = m.point(c)
	}
	return got
}

// atThresholds returns the operating points at the thresholds among the parameters.
func (in goldenInput) atThresholds() []OperatingPoint {
	var p struct{ Thresholds []Number }
	in.into(&p)
	s := in.data.sweep()
	points := make([]OperatingPoint, len(p.Thresholds))
	for i, t := range p.Thresholds {
		points[i] = s.At(float64(t))
	}
	return points
}

func goldenConfusionAt(in goldenInput) map[string]any {
	points := in.atThresholds()
	n := len(points)
	tp, fp, fn, tn := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i, p := range points {
		tp[i], fp[i], fn[i], tn[i] = p.TP, p.FP, p.FN, p.TN
	}
	return map[string]any{"tp": tp, "fp": fp, "fn": fn, "tn": tn}
}

func goldenThresholdSweep(in goldenInput) map[string]any {
	points := in.atThresholds()
	got := map[string]any{}
	for _, m := range ConfusionMetrics() {
		values := make([]Value, len(points))
		for i, p := range points {
			values[i] = p.Estimate(m.ID, 0.95).Value
		}
		got[m.ID] = values
	}
	return got
}

func goldenROC(in goldenInput) map[string]any {
	c := in.data.sweep().ROC()
	return map[string]any{"fpr": c.FPR, "tpr": c.TPR, "threshold": c.Threshold}
}

func goldenDET(in goldenInput) map[string]any {
	c := in.data.sweep().DET()
	return map[string]any{"fpr": c.FPR, "fnr": c.FNR, "threshold": c.Threshold,
		"fpr_probit": c.FPRProbit, "fnr_probit": c.FNRProbit}
}

func goldenPR(in goldenInput) map[string]any {
	c := in.data.sweep().PR()
	return map[string]any{"precision": c.Precision, "recall": c.Recall, "threshold": c.Threshold}
}

func goldenROCAUC(in goldenInput) map[string]any {
	s := in.data.sweep()
	return map[string]any{"auc": s.ROCAUC(), "gini": s.Gini()}
}

func goldenPartialAUC(in goldenInput) map[string]any {
	p := struct {
		MaxFPR float64 `json:"max_fpr"`
	}{1}
	in.into(&p)
	a := in.data.sweep().PartialROCAUC(p.MaxFPR)
	return map[string]any{"raw": a.Raw, "standardized": a.Standardized}
}

func goldenAP(in goldenInput) map[string]any {
	s := in.data.sweep()
	return map[string]any{"ap": s.AveragePrecision(), "pr_auc_trapezoid": s.PRAUCTrapezoid()}
}

func goldenKS(in goldenInput) map[string]any {
	k := in.data.sweep().KS()
	return map[string]any{"ks": k.Statistic, "threshold": thresholdOf(k.Statistic, k.Threshold)}
}

// thresholdOf returns the threshold of a chosen point, nil if there is none.
func thresholdOf(v Value, threshold float64) any {
	if !v.OK {
		return nil
	}
	return threshold
}

func goldenGainLift(in goldenInput) map[string]any {
	var p struct{ Depths []float64 }
	in.into(&p)
	s := in.data.sweep()
	c := s.GainLift()
	gain, lift := make([]Value, len(p.Depths)), make([]Value, len(p.Depths))
	for i, d := range p.Depths {
		gain[i], lift[i] = s.GainAt(d)
	}
	return map[string]any{
		"threshold": c.Threshold, "depth": c.Depth, "gain": c.Gain, "lift": c.Lift,
		"at_depth": map[string]any{"depth": p.Depths, "gain": gain, "lift": lift},
	}
}

func goldenOptimum(in goldenInput) map[string]any {
	p := struct {
		CFN float64 `json:"c_fn"`
		CFP float64 `json:"c_fp"`
	}{1, 1}
	in.into(&p)
	s := in.data.sweep()
	got := map[string]any{}
	for name, o := range map[string]Optimum{
		"youden": s.Best("youden_j"), "f1": s.Best("f1"), "accuracy": s.Best("accuracy"), "mcc": s.Best("mcc"),
		"closest_topleft": s.ClosestTopLeft(), "cost": s.MinCost(Costs{FP: p.CFP, FN: p.CFN}),
	} {
		got[name] = map[string]any{"threshold": thresholdOf(o.Value, o.Threshold), "value": o.Value}
	}
	return got
}

func goldenPRG(in goldenInput) map[string]any {
	g := in.data.sweep().PRG()
	return map[string]any{"auprg": g.Area, "threshold": g.Threshold,
		"precision_gain": g.PrecisionGain, "recall_gain": g.RecallGain}
}
