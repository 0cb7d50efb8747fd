package chart

import "tradeoff/internal/catalog"

// unit is the axis of a rate.
func unit(name string) Axis { return Axis{Name: name, Low: 0, High: 1} }

// chance is a dashed line to compare a curve with.
func chance(name string) Curve {
	return Curve{ID: "chance", Name: name, Token: "--line-strong", Thin: true, Dash: "dashed"}
}

// TradeOff returns the options of the chart of metrics against the threshold,
// which runs from low to high. The metrics run from floor to 1.
func TradeOff(low, high, floor float64, curves []Curve) map[string]any {
	return Lines(Axis{"threshold", low, high}, Axis{"", floor, 1}, curves)
}

// ROC returns the options of the ROC chart, with the line of no skill and, if
// asked for, the convex hull.
func ROC(hull bool) map[string]any {
	curves := []Curve{chance("no better than chance"), {ID: "roc", Name: "ROC", Token: "--recall"}}
	if hull {
		curves = append(curves, Curve{ID: "hull", Name: "convex hull", Token: "--muted", Thin: true})
	}
	return Lines(unit("false positive rate"), unit("true positive rate"), curves)
}

// Calibration returns the options of the reliability curve: the bins with the
// intervals of their shares above a histogram of their rows.
func Calibration() map[string]any {
	return Lines(unit("mean probability"), unit("share of positives"), []Curve{
		{ID: "counts", Name: "rows", Token: "--line-strong", Thin: true}, chance("perfectly calibrated"),
		{ID: "interval", Name: "interval", Token: "--muted"},
		{ID: "calibration", Name: "calibration", Token: "--recall", Dots: true},
	})
}

// Cost returns the options of the expected cost against the threshold, which
// runs from low to high.
func Cost(low, high, top float64) map[string]any {
	return Lines(Axis{"threshold", low, high}, Axis{"", 0, top}, []Curve{
		chance("the cheaper of predicting all and none positive"),
		{ID: "cost", Name: "expected cost", Token: "--f1", Step: true},
	})
}

// Decision returns the options of the decision curve, whose net benefit is
// drawn from low to high.
func Decision(low, high float64) map[string]any {
	return Lines(unit("threshold probability"), Axis{"", low, high}, []Curve{
		{ID: "none", Name: "treat none", Token: "--line-strong", Thin: true, Dash: "dashed"},
		{ID: "all", Name: "treat all", Token: "--muted", Thin: true},
		{ID: "decision", Name: "net benefit", Token: "--recall"},
	})
}

// OfCurve returns the options of a chart that the catalog declares as a curve, with
// its reference line; y runs from 0 to top.
func OfCurve(id string, c *catalog.Curve, top float64) map[string]any {
	return Lines(unit(c.XName), Axis{c.YName, 0, top}, []Curve{
		chance(c.LineName), {ID: id, Name: c.Name, Token: "--" + c.Hue},
	})
}

// DET returns the options of the detection error trade-off on normal-deviate
// axes from low to high.
func DET(low, high float64) map[string]any {
	axis := Axis{"false positive rate", low, high}
	return Lines(axis, Axis{"miss rate", low, high}, []Curve{{ID: "det", Name: "DET", Token: "--recall"}})
}

// Histogram returns the options of the bars of both classes against the score,
// which runs from low to high; they are at most top high.
func Histogram(low, high, top float64, curves []Curve) map[string]any {
	return Lines(Axis{"score", low, high}, Axis{"", 0, top}, curves)
}

// Several returns the options of a chart of one curve for each of several runs,
// with the line of no skill if asked for.
func Several(x, y Axis, diagonal bool, curves []Curve) map[string]any {
	if diagonal {
		curves = append([]Curve{chance("no skill")}, curves...)
	}
	return Lines(x, y, curves)
}
