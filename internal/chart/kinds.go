package chart

// unit is the axis of a rate.
func unit(name string) Axis { return Axis{Name: name, Low: 0, High: 1} }

// Dashed returns a dashed line to compare curves with.
func Dashed(name string) Curve {
	return Curve{ID: "dashed", Name: name, Token: "--line-strong", Thin: true, Dash: "dashed"}
}

// Curves returns the options of a chart whose points are places from 0 to 1 on both
// axes, with some space for the names of its lines.
func Curves(x, y string, room NamesRoom, curves []Curve) map[string]any {
	return Lines(unit(x), unit(y), room, curves)
}

// Calibration returns the options of the reliability curve: the bins with the
// intervals of their shares above a histogram of their rows.
func Calibration() map[string]any {
	return Lines(unit("mean probability"), unit("share of positives"), NoNames, []Curve{
		{ID: "counts", Name: "rows", Token: "--line-strong", Thin: true}, Dashed("perfectly calibrated"),
		{ID: "interval", Name: "interval", Token: "--muted"},
		{ID: "calibration", Name: "calibration", Token: "--recall", Dots: true},
	})
}

// Histogram returns the options of the bars of both classes against the score,
// which runs from low to high; they are at most top high.
func Histogram(low, high, top float64, curves []Curve) map[string]any {
	return Lines(Axis{"score", low, high}, Axis{"", 0, top}, NoNames, curves)
}

// Several returns the options of a chart of one curve for each of several runs,
// with the line of no skill if asked for.
func Several(x, y Axis, diagonal bool, curves []Curve) map[string]any {
	if diagonal {
		curves = append([]Curve{Dashed("no skill")}, curves...)
	}
	return Lines(x, y, NoNames, curves)
}
