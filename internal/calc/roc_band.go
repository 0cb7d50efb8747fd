package calc

import (
	"cmp"
	"math"
	"slices"
)

// An ROCBand is the percentile interval of the true positive rate at each of
// its false positive rates, over resamples. It is pointwise, not
// simultaneous.
type ROCBand struct {
	FPR        []float64 // rising from 0 to 1, closest at both ends
	Low, High  []float64 // of the TPR at each FPR
	Defined    int       // resamples that have both classes
	Resampling Resampling
	Reason     Reason // why there is no band; then the slices are nil
}

// bandSteps is the number of steps between a band's false positive rates.
const bandSteps = 200

// bandRates returns the false positive rates of a band.
func bandRates() []float64 {
	x := make([]float64, bandSteps+1)
	for i := range x {
		x[i] = (1 - math.Cos(math.Pi*float64(i)/bandSteps)) / 2
	}
	return x
}

// ROCBand resamples the rows of s as [Sweep.Bootstrap] does and returns the
// percentile interval of the true positive rate at each of 201 false positive
// rates. Between two operating points the curve is a straight line, and at a
// vertical step its top counts. At least 90% of the resamples must have both
// classes. A weighted sweep has no band, [WeightsNotSupported]: use
// [ROCBandOfRows]. See docs/metrics.md 15.
func (s *Sweep) ROCBand(o Resampling) ROCBand {
	o.check()
	if s.Weighted() {
		return ROCBand{Resampling: o, Reason: WeightsNotSupported}
	}
	if r := s.missing(NoPositives, NoNegatives); r != "" {
		return ROCBand{Resampling: o, Reason: r}
	}
	return summarizeBand(replicate(o, func() func(int) []float64 {
		draw := newCellDraw(s, o)
		return func(r int) []float64 { return draw.resample(r).tprAt(bandRates()) }
	}), o)
}

// ROCBandOfRows is [Sweep.ROCBand] for rows, which may have weights: a row is
// drawn together with its weight. The order of the rows makes no difference.
// An invalid b gives an *[InputError].
func ROCBandOfRows(b Binary, o Resampling) (ROCBand, error) {
	o.check()
	s, err := NewSweep(b)
	if err != nil {
		return ROCBand{}, err
	}
	if r := s.missing(NoPositives, NoNegatives); r != "" || !s.Weighted() {
		return s.ROCBand(o), nil
	}
	b, _ = b.withoutWeightless()
	b = b.inOrder()
	t := newRowTable(b)
	return summarizeBand(replicate(o, func() func(int) []float64 {
		draw := newRowDraw(b.Label, o)
		into := t.scratch()
		return func(r int) []float64 { return t.fill(into, draw.resample(r)).tprAt(bandRates()) }
	}), o), nil
}

// inOrder returns the rows of b, which has weights, by score, label and weight.
func (b Binary) inOrder() Binary {
	order := make([]int, len(b.Label))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(b.Score[j], b.Score[i]), cmp.Compare(b.Label[j], b.Label[i]),
			cmp.Compare(b.Weight[j], b.Weight[i]))
	})
	out := Binary{
		Kind: b.Kind, Label: make([]uint8, len(order)), Score: make([]float64, len(order)),
		Weight: make([]float64, len(order)),
	}
	for to, from := range order {
		out.Label[to], out.Score[to], out.Weight[to] = b.Label[from], b.Score[from], b.Weight[from]
	}
	return out
}

// tprAt replaces each of the rising false positive rates x by the highest true
// positive rate of the ROC curve there. It returns nil if a class is missing.
func (s *Sweep) tprAt(x []float64) []float64 {
	if s.missing(NoPositives, NoNegatives) != "" {
		return nil
	}
	p, q := s.PositiveWeight(), s.NegativeWeight()
	i, fpr, tpr := 0, 0.0, 0.0
	for k := 1; k < s.Len(); k++ {
		at := s.Confusion(k)
		right, top := at.FP/q, at.TP/p
		for ; i < len(x) && x[i] < right; i++ {
			x[i] = tpr + float64((top-tpr)*((x[i]-fpr)/(right-fpr)))
		}
		fpr, tpr = right, top
	}
	for ; i < len(x); i++ {
		x[i] = tpr
	}
	return x
}

// summarizeBand returns the band of the curves; nil is a curve without a
// class.
func summarizeBand(curves [][]float64, o Resampling) ROCBand {
	drawn := len(curves)
	curves = slices.DeleteFunc(curves, func(c []float64) bool { return c == nil })
	b := ROCBand{FPR: bandRates(), Defined: len(curves), Resampling: o}
	if float64(b.Defined) < enoughDefined*float64(drawn) {
		return ROCBand{Defined: b.Defined, Resampling: o, Reason: TooFewSamples}
	}
	column := make([]float64, len(curves))
	for i := range b.FPR {
		for k, c := range curves {
			column[k] = c[i]
		}
		slices.Sort(column)
		b.Low = append(b.Low, Quantile(column, (1-o.Level)/2))
		b.High = append(b.High, Quantile(column, 1-(1-o.Level)/2))
	}
	return b
}
