package evaluate

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/wire"
)

// Maximum draws of weighted rows in total, and minimum resamples.
const (
	weightedDraws     = 400_000_000
	weightedResamples = 200
)

// ROCBand returns the confidence band of the ROC curve of a run, through the
// stops of its display: so any number of unweighted rows takes about the same
// time. For weighted runs it uses the rows themselves. Too many of them have
// no band, [calc.NeedsBootstrap].
func ROCBand(d *wire.Display, rows func() (calc.Binary, error)) (calc.ROCBand, error) {
	o := calc.DefaultResampling()
	if !d.Weighted {
		s, err := d.Sweep()
		if err != nil {
			return calc.ROCBand{}, err
		}
		return s.ROCBand(o), nil
	}
	if n := int(d.Positives) + int(d.Negatives); n > 0 {
		o.Resamples = min(o.Resamples, weightedDraws/n)
	}
	if o.Resamples < weightedResamples {
		return calc.ROCBand{Resampling: o, Reason: calc.NeedsBootstrap}, nil
	}
	b, err := rows()
	if err != nil {
		return calc.ROCBand{}, err
	}
	return calc.ROCBandOfRows(d.Snapped(b), o)
}
