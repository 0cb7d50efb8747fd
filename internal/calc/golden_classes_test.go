package calc

func goldenClassConfusion(in goldenInput) map[string]any {
	r := in.data.classRun()
	return map[string]any{"matrix": r.Confusion(), "pred": r.Predictions()}
}

func goldenClassReport(in goldenInput) map[string]any {
	r := in.data.classRun().Confusion().Report()
	n := len(r.PerClass)
	precision, recall, f1, specificity := make([]Value, n), make([]Value, n), make([]Value, n), make([]Value, n)
	support, predicted := make([]float64, n), make([]float64, n)
	for c, k := range r.PerClass {
		precision[c], recall[c], f1[c], specificity[c] = k.Precision, k.Recall, k.F1, k.Specificity
		support[c], predicted[c] = k.Support, k.Predicted
	}
	averages := func(a Averages) map[string]any {
		return map[string]any{"precision": a.Precision, "recall": a.Recall, "f1": a.F1}
	}
	micro := map[string]any{"precision": r.Accuracy, "recall": r.Accuracy, "f1": r.Accuracy}
	return map[string]any{
		"precision": precision, "recall": recall, "f1": f1, "specificity": specificity,
		"support": support, "predicted": predicted,
		"n_defined": map[string]any{
			"precision": r.Macro.DefinedPrecision, "recall": r.Macro.DefinedRecall, "f1": r.Macro.DefinedF1,
		},
		"macro": averages(r.Macro), "macro_zd0": averages(r.MacroZero),
		"weighted": averages(r.Weighted), "weighted_zd0": averages(r.WeightedZero), "micro": micro,
		"accuracy": r.Accuracy, "balanced_accuracy": r.BalancedAccuracy, "mcc": r.MCC,
		"kappa": r.Kappa, "kappa_linear": r.KappaLinear, "kappa_quadratic": r.KappaQuadratic,
	}
}

func goldenClassAUC(in goldenInput) map[string]any {
	a := in.data.classRun().ROCAUC()
	return map[string]any{
		"ovr": a.Values, "ovr_macro": a.Macro, "ovr_weighted": a.Weighted, "ovr_micro": a.Micro, "n_defined": a.Defined,
	}
}

func goldenPairwiseAUC(in goldenInput) map[string]any {
	a := in.data.classRun().PairwiseAUC()
	return map[string]any{
		"pairs": a.Pairs, "pair_auc": a.AUC, "ovo_macro": a.Macro, "ovo_weighted": a.Weighted, "n_defined": a.Defined,
	}
}

func goldenClassAP(in goldenInput) map[string]any {
	a := in.data.classRun().AveragePrecision()
	return map[string]any{"ap": a.Values, "macro": a.Macro, "weighted": a.Weighted, "micro": a.Micro}
}

func goldenTopK(in goldenInput) map[string]any {
	var p struct{ K []int }
	in.into(&p)
	r := in.data.classRun()
	accuracy := make([]Value, len(p.K))
	for i, k := range p.K {
		accuracy[i] = r.TopK(k)
	}
	return map[string]any{"accuracy": accuracy}
}

func goldenClassECE(in goldenInput) map[string]any {
	p := struct {
		Bins     int
		Strategy Binning
	}{DefaultBins, UniformBins}
	in.into(&p)
	e := in.data.classRun().Calibration(p.Bins, p.Strategy).Error()
	return map[string]any{"ece": e.ECE, "mce": e.MCE, "rmsce": e.RMSCE}
}

func goldenClassCE(in goldenInput) map[string]any {
	var p struct {
		ClassWeight []float64 `json:"class_weight"`
	}
	in.into(&p)
	l := in.data.classRun().CrossEntropy(p.ClassWeight)
	return map[string]any{"mean": l.Mean, "weighted_mean": l.WeightedMean, "sum": l.Sum,
		"n_clipped": l.Clipped, "per_sample": l.PerSample}
}

func goldenClassFocal(in goldenInput) map[string]any {
	p := struct {
		Alpha []float64
		Gamma float64
	}{Gamma: 2}
	in.into(&p)
	l := in.data.classRun().FocalLoss(p.Gamma, p.Alpha)
	return map[string]any{"mean": l.Mean, "sum": l.Sum, "per_sample": l.PerSample}
}

func goldenClassBrier(in goldenInput) map[string]any {
	return map[string]any{"brier": in.data.classRun().Brier()}
}

func (in goldenInput) classOverlap(over regions, f func(*ClassRun) ClassOverlap) map[string]any {
	fields := func(o ClassOverlap) map[string]any {
		return map[string]any{"per_class": o.PerClass, "mean": o.Mean, "mean_present": o.MeanPresent}
	}
	if in.data.Images == nil {
		return fields(f(in.data.classRun()))
	}
	g := in.data.classImages()
	if over.PerImage == nil || !*over.PerImage {
		return fields(f(g.Pooled))
	}
	m := g.Mean(f)
	return map[string]any{"per_image": m.PerImage, "mean": m.Mean}
}

func goldenClassDice(in goldenInput) map[string]any {
	p := struct {
		regions
		Smooth float64
	}{Smooth: 1}
	in.into(&p)
	return in.classOverlap(p.regions, func(r *ClassRun) ClassOverlap { return r.Dice(p.Smooth) })
}

func goldenClassJaccard(in goldenInput) map[string]any {
	p := struct {
		regions
		Smooth float64
	}{Smooth: 1}
	in.into(&p)
	return in.classOverlap(p.regions, func(r *ClassRun) ClassOverlap { return r.Jaccard(p.Smooth) })
}

func goldenClassLovasz(in goldenInput) map[string]any {
	p := struct {
		regions
		Classes Classes
	}{Classes: PresentClasses}
	in.into(&p)
	if in.data.Images == nil {
		return map[string]any{"loss": in.data.classRun().Lovasz(p.Classes)}
	}
	g := in.data.classImages()
	if p.PerImage == nil || !*p.PerImage {
		return map[string]any{"loss": g.Pooled.Lovasz(p.Classes)}
	}
	m := g.Lovasz(p.Classes)
	return map[string]any{"loss": m.Mean, "per_image": m.PerImage}
}
