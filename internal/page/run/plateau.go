package run

import (
	"fmt"
	"strings"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/web/templates"
)

// The room for the captions of a band, as shares of the slider.
const (
	roomOfCaption      = 0.36
	roomOfShortCaption = 0.5 // in narrow windows
)

// plateau returns the band of thresholds where the optimum of the policy lies in other
// samples. A policy with a bound has none.
func (v operatingSection) plateau() templates.PlateauView {
	o := v.Optimum
	if !v.Chosen || !v.State.Policy.Optimises() {
		return templates.PlateauView{}
	}
	r, ok := v.BestThresholds()
	if !ok {
		r.Low, r.High = v.Point.Threshold, v.Point.Threshold
	}
	low, high := v.place(r.Low), v.place(r.High)
	out := templates.PlateauView{
		X: show.Percent(low), W: show.Percent(high - low), End: show.Percent(high),
		Side: sideOf(low, high, roomOfCaption), ShortSide: sideOf(low, high, roomOfShortCaption),
	}
	switch {
	case ok:
		h := v.Display.Histogram
		gaps := strings.NewReplacer("{range}", format.ThresholdRange(r.Low, r.High, h.High-h.Low, v.InPercent()))
		out.Band, out.Caption, out.Short = true, gaps.Replace(plateauWords.Long), gaps.Replace(plateauWords.Short)
	case o.Pending:
		out.Caption, out.Short = plateauWords.Pending, plateauWords.Pending
	default:
		return templates.PlateauView{}
	}
	return out
}

// plateauWords are the captions of the band.
var plateauWords = templates.PlateauWords{
	Long:  fmt.Sprintf("{range}: best threshold in %.0f%% of resamples", 100*evaluate.Level),
	Short: fmt.Sprintf("best threshold, %.0f%% interval", 100*evaluate.Level), Pending: "computing interval…",
}

// sideOf returns where a caption has room beside the band from low to high.
func sideOf(low, high, room float64) templates.CaptionSide {
	switch {
	case high <= 1-room:
		return templates.RightOf
	case low >= room:
		return templates.LeftOf
	}
	return templates.Within
}
