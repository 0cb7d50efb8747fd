package calc

import (
	"math"
	"sort"
)

// Binning is a way to split probabilities into bins.
type Binning string

// The binnings.
const (
	UniformBins  Binning = "uniform"  // bins of equal width
	QuantileBins Binning = "quantile" // bins of about equal numbers of rows
)

// DefaultBins is the default number of bins.
const DefaultBins = 10

// A Calibration compares probabilities with the observed shares of positives,
// bin by bin. If it is undefined, Edges and Bins are nil and Reason says why.
type Calibration struct {
	Edges  []float64 // one more than bins, ascending; equal edges enclose an empty bin
	Bins   []CalibrationBin
	Reason Reason
}

// A CalibrationBin holds the rows whose probability is above its lower edge and
// not above its upper one; the first bin contains its lower edge too.
type CalibrationBin struct {
	Count     int     // rows
	Weight    float64 // of the rows
	MeanScore Value   // their mean probability, undefined in an empty bin
	FracPos   Value   // the share of positives, undefined in an empty bin
}

// Calibration returns the calibration curve of the run. Uniform edges are b/bins;
// quantile edges are the type-7 quantiles of the rows, weights ignored. Means
// and shares are weighted. Undefined without rows and for runs of kind [Score].
// It panics if bins is not positive. See docs/metrics.md 6.
func (s *Sweep) Calibration(bins int, by Binning) Calibration {
	if bins < 1 {
		panic("calc: a calibration has at least one bin")
	}
	if r := s.missingProbability(); r != "" {
		return Calibration{Reason: r}
	}
	c := Calibration{Bins: make([]CalibrationBin, bins)}
	switch by {
	case UniformBins:
		c.Edges = uniformEdges(bins)
	case QuantileBins:
		c.Edges = s.quantileEdges(bins)
	default:
		panic("calc: no binning " + string(by))
	}
	inner := c.Edges[1:bins]
	all := fold(s, func(sums *binSums, t *tile) {
		if *sums == nil {
			*sums = make(binSums, bins)
		}
		sums.add(s, t, inner)
	}, joinBins)
	for b := range c.Bins {
		t := all[b]
		w := t.all.value()
		c.Bins[b] = CalibrationBin{
			Count:     t.rows,
			Weight:    w,
			MeanScore: Ratio(t.p.value(), w, NoSamples),
			FracPos:   Ratio(t.pos.value(), w, NoSamples),
		}
	}
	return c
}

// binSums are the sums of each bin.
type binSums []binSum

type binSum struct {
	p, pos, all sum // Σ w p, Σ w y, Σ w
	rows        int
}

// add adds a tile of s to its bins. Probabilities descend along the sweep, so
// the bin moves down one by one, and most tiles are within one bin.
func (b binSums) add(s *Sweep, t *tile, inner []float64) {
	p, _ := t.probabilities()
	for from := 0; from < len(p); {
		bin := sort.SearchFloat64s(inner, p[from]) // inner edges below it
		to := len(p)
		if bin > 0 && p[to-1] <= inner[bin-1] {
			to = from + sort.Search(to-from, func(i int) bool { return p[from+i] <= inner[bin-1] })
		}
		var sum, pos, all float64
		for i := from; i < to; i++ {
			w := t.pos[i] + t.neg[i]
			sum += w * p[i]
			pos += t.pos[i]
			all += w
		}
		into := &b[bin]
		into.p.add(sum)
		into.pos.add(pos)
		into.all.add(all)
		into.rows += s.rowsIn(t.first+from, t.first+to)
		from = to
	}
}

func joinBins(into, next *binSums) {
	for i := range *into {
		a, b := &(*into)[i], (*next)[i]
		a.p.join(b.p)
		a.pos.join(b.pos)
		a.all.join(b.all)
		a.rows += b.rows
	}
}

// rowsIn returns the number of rows of the cells lo to hi-1, counted from 0.
func (s *Sweep) rowsIn(lo, hi int) int {
	upTo := func(i int) int {
		if i == 0 {
			return 0
		}
		return int(s.tp[i-1]) + int(s.fp[i-1])
	}
	return upTo(hi) - upTo(lo)
}

func uniformEdges(bins int) []float64 {
	edges := make([]float64, bins+1)
	for b := range edges {
		edges[b] = float64(b) / float64(bins)
	}
	return edges
}

// quantileEdges returns the type-7 quantiles of the probabilities of the rows at
// b/bins, without weights.
func (s *Sweep) quantileEdges(bins int) []float64 {
	edges := make([]float64, bins+1)
	n := s.N()
	k := s.Len() - 1 // the cell of the current row, from the lowest up
	below := 0       // rows below that cell
	at := func(row int) float64 {
		for {
			c := s.Cell(k)
			rows := int(c.NPos) + int(c.NNeg)
			if row < below+rows {
				p, _ := probability(s.kind, c.Score)
				return p
			}
			below += rows
			k--
		}
	}
	for b := range edges {
		j, r := (n-1)*b/bins, (n-1)*b%bins
		edges[b] = at(j)
		if r > 0 {
			savedK, savedBelow := k, below
			next := at(j + 1)
			k, below = savedK, savedBelow // the next edge may be before row j+1
			edges[b] += float64(float64(r) / float64(bins) * (next - edges[b]))
		}
	}
	return edges
}

// A CalibrationError summarises the gaps of the bins of a [Calibration],
// weighted by the weight of their rows. The gap of a bin is the distance
// between the share of positives and the mean probability.
type CalibrationError struct {
	ECE   Value // the mean gap
	MCE   Value // the largest gap
	RMSCE Value // root mean squared gap
}

// Error returns the calibration errors of c's bins. They are about the
// probability of the positive class, not of the predicted one. Undefined if c
// is.
func (c Calibration) Error() CalibrationError {
	if c.Reason != "" {
		u := Undefined(c.Reason)
		return CalibrationError{u, u, u}
	}
	var all, gaps, squares sum
	largest := 0.0
	for _, b := range c.Bins {
		if b.Weight == 0 {
			continue
		}
		gap := math.Abs(b.FracPos.V - b.MeanScore.V)
		all.add(b.Weight)
		gaps.add(b.Weight * gap)
		squares.add(b.Weight * gap * gap)
		largest = math.Max(largest, gap)
	}
	w := all.value()
	return CalibrationError{
		ECE:   Defined(gaps.value() / w),
		MCE:   Defined(largest),
		RMSCE: Defined(math.Sqrt(squares.value() / w)),
	}
}
