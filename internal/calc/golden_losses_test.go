package calc

// regions is a golden parameter: over what a segmentation loss is taken.
type regions struct {
	PerImage *bool `json:"per_image"`
}

// lossOver computes a loss over the whole run, or per image.
func (in goldenInput) lossOver(over regions, f func(*Sweep) Value) map[string]any {
	if in.data.Images == nil {
		return map[string]any{"loss": f(in.data.sweep())}
	}
	g := in.data.images()
	if over.PerImage == nil || !*over.PerImage {
		return map[string]any{"loss": f(g.Pooled)}
	}
	m := g.Mean(f)
	return map[string]any{"loss": m.Mean, "per_image": m.PerImage, "n_defined": m.Defined}
}

func goldenBCE(in goldenInput) map[string]any {
	in.into(&struct{}{})
	if in.data.Images != nil {
		g := in.data.images()
		f := func(s *Sweep) Value { return s.LogLoss().Mean }
		return map[string]any{"mean": f(g.Pooled), "per_image": g.Mean(f).PerImage}
	}
	l := in.data.sweep().LogLoss()
	rows := must(RowLogLosses(in.data.binary()))
	got := map[string]any{"mean": l.Mean, "sum": l.Sum, "n_clipped": nil, "per_sample": rows.Loss}
	if l.Sum.OK {
		got["n_clipped"] = l.Clipped
	}
	return got
}

func goldenWeightedBCE(in goldenInput) map[string]any {
	p := struct {
		PosWeight float64 `json:"pos_weight"`
	}{1}
	in.into(&p)
	l := in.data.sweep().WeightedLogLoss(p.PosWeight)
	return map[string]any{"mean": l.Mean, "weighted_mean": l.WeightedMean, "sum": l.Sum}
}

func goldenFocal(in goldenInput) map[string]any {
	d := DefaultFocal()
	p := struct {
		Alpha *float64
		Gamma float64
	}{d.Alpha, d.Gamma}
	in.into(&p)
	f := Focal{Gamma: p.Gamma, Alpha: p.Alpha}
	l := in.data.sweep().FocalLoss(f)
	rows := must(RowFocalLosses(in.data.binary(), f))
	return map[string]any{"mean": l.Mean, "sum": l.Sum, "per_positive": l.PerPositive, "per_sample": rows.Loss}
}

// overlapFields adds the score to the loss of a whole run.
func (in goldenInput) overlapFields(over regions, f func(*Sweep) Overlap) map[string]any {
	got := in.lossOver(over, func(s *Sweep) Value { return f(s).Loss })
	if in.data.Images == nil {
		got["score"] = f(in.data.sweep()).Score
	}
	return got
}

func goldenDice(in goldenInput) map[string]any {
	p := struct {
		regions
		Smooth  float64
		Squared bool
	}{Smooth: 1}
	in.into(&p)
	return in.overlapFields(p.regions, func(s *Sweep) Overlap {
		if p.Squared {
			return s.DiceSquared(p.Smooth)
		}
		return s.Dice(p.Smooth)
	})
}

func goldenJaccard(in goldenInput) map[string]any {
	p := struct {
		regions
		Smooth float64
	}{Smooth: 1}
	in.into(&p)
	return in.overlapFields(p.regions, func(s *Sweep) Overlap { return s.Jaccard(p.Smooth) })
}

// goldenTversky has no score where the loss is raised to a power.
func goldenTversky(in goldenInput) map[string]any {
	d := DefaultTversky()
	p := struct {
		regions
		Alpha, Beta, Smooth float64
		FocalGamma          float64 `json:"focal_gamma"`
	}{Alpha: d.Alpha, Beta: d.Beta, Smooth: d.Smooth, FocalGamma: 1}
	in.into(&p)
	t := Tversky{Alpha: p.Alpha, Beta: p.Beta, Smooth: p.Smooth}
	if p.FocalGamma == 1 {
		return in.overlapFields(p.regions, func(s *Sweep) Overlap { return s.Tversky(t) })
	}
	got := in.lossOver(p.regions, func(s *Sweep) Value { return s.FocalTversky(t, p.FocalGamma) })
	got["score"] = nil
	return got
}

func goldenBCEDice(in goldenInput) map[string]any {
	d := DefaultBCEDice()
	p := struct {
		regions
		WBCE   float64 `json:"w_bce"`
		WDice  float64 `json:"w_dice"`
		Smooth float64
	}{WBCE: d.WeightBCE, WDice: d.WeightDice, Smooth: d.Smooth}
	in.into(&p)
	o := BCEDice{WeightBCE: p.WBCE, WeightDice: p.WDice, Smooth: p.Smooth}
	if in.data.Images != nil && p.PerImage != nil && *p.PerImage {
		return map[string]any{"loss": in.data.images().BCEDice(o)}
	}
	return in.lossOver(p.regions, func(s *Sweep) Value { return s.BCEDice(o) })
}

func goldenLovaszSoftmax(in goldenInput) map[string]any {
	p := struct {
		regions
		Classes Classes
	}{Classes: PresentClasses}
	in.into(&p)
	return in.lossOver(p.regions, func(s *Sweep) Value { return s.LovaszSoftmax(p.Classes) })
}

func goldenLovaszSigmoid(in goldenInput) map[string]any {
	var p regions
	in.into(&p)
	return in.lossOver(p, (*Sweep).LovaszSigmoid)
}

func goldenLovaszHinge(in goldenInput) map[string]any {
	var p regions
	in.into(&p)
	return in.lossOver(p, (*Sweep).LovaszHinge)
}

func goldenSegOverlap(in goldenInput) map[string]any {
	p := struct{ Threshold Number }{0.5}
	in.into(&p)
	o := in.data.images().Overlap(float64(p.Threshold), false)
	return map[string]any{
		"dice_per_image": o.Dice.PerImage, "iou_per_image": o.IoU.PerImage, "pixel_accuracy_per_image": o.Accuracy.PerImage,
		"dice_mean": o.Dice.Mean, "iou_mean": o.IoU.Mean, "n_defined": o.Dice.Defined,
		"dice_pooled": o.DicePooled, "iou_pooled": o.IoUPooled, "pixel_accuracy_pooled": o.AccuracyPooled,
	}
}

func goldenIoUBalanced(in goldenInput) map[string]any {
	f, d := DefaultFocal(), DefaultIoUBalanced()
	p := struct {
		Alpha     *float64
		Base      string
		Eta       float64
		Gamma     float64
		Normalize bool
	}{f.Alpha, "ce", d.Eta, f.Gamma, d.Normalize}
	in.into(&p)
	o := IoUBalanced{Eta: p.Eta, Normalize: p.Normalize}
	switch p.Base {
	case "ce":
	case "focal":
		o.Focal = &Focal{Gamma: p.Gamma, Alpha: p.Alpha}
	default:
		panic("unknown base " + p.Base)
	}
	l := must(in.data.detection().IoUBalanced(o))
	return map[string]any{"mean": l.Mean, "sum": l.Sum, "per_positive": l.PerPositive, "normalizer": l.Normalizer,
		"weights": l.Weights, "per_sample": l.PerSample, "grad": l.Grad}
}

func goldenLocalization(in goldenInput) map[string]any {
	var a struct {
		Delta [][4]float64
		IoU   []float64
	}
	in.inputInto(&a)
	p := struct{ Beta, Lambda float64 }{1, 1.5}
	in.into(&p)
	return map[string]any{"loss": must(Localization(a.Delta, a.IoU, p.Lambda, p.Beta))}
}
