package calc

import "math"

// Focal holds the parameters of the focal loss.
type Focal struct {
	Gamma float64  // how much less well-classified rows count; 0 leaves the cross entropy
	Alpha *float64 // weight of the positives, 1-*Alpha for the negatives; nil: both 1
}

// DefaultFocal returns γ = 2 and α = 0.25, as in Lin et al. 2017. Note that
// α = 0.25 makes the positives count less.
func DefaultFocal() Focal {
	alpha := 0.25
	return Focal{Gamma: 2, Alpha: &alpha}
}

func (f Focal) check() {
	if !(f.Gamma >= 0) || math.IsInf(f.Gamma, 1) {
		panic("calc: gamma is not negative")
	}
	if f.Alpha != nil && !(*f.Alpha >= 0 && *f.Alpha <= 1) {
		panic("calc: alpha lies in [0,1]")
	}
}

// weightOf returns α of the class.
func (f Focal) weightOf(positive bool) float64 {
	switch {
	case f.Alpha == nil:
		return 1
	case positive:
		return *f.Alpha
	default:
		return 1 - *f.Alpha
	}
}

// row returns the loss of one row, α (1-p_t)^γ CE, where p_t is the
// probability given to the true class.
func (f Focal) row(kind Kind, positive bool, score float64) float64 {
	return f.weightOf(positive) * f.dampen(missed(kind, positive, score)) * crossEntropy(kind, positive, score)
}

// dampen returns miss^γ, with 0⁰ = 1.
func (f Focal) dampen(miss float64) float64 {
	if f.Gamma == 2 {
		return miss * miss
	}
	return math.Pow(miss, f.Gamma)
}

// missed returns 1-p_t, the probability given to the false class.
func missed(kind Kind, positive bool, score float64) float64 {
	p, below := probability(kind, score)
	if positive {
		return below
	}
	return p
}

// A FocalLoss is a focal loss with all its denominators.
type FocalLoss struct {
	Mean        Value // Sum / W
	Sum         Value
	PerPositive Value // Sum / P, as RetinaNet divides; undefined without positives
}

// FocalLoss returns the focal loss Σ α_t (1-p_t)^γ CE of Lin et al. 2017. With
// γ = 0 and no α it is [Sweep.LogLoss]. It panics if γ is negative or α outside
// [0,1]. See docs/metrics.md 8.3.
func (s *Sweep) FocalLoss(f Focal) FocalLoss {
	f.check()
	if r := s.missingProbability(); r != "" {
		l := undefinedLoss(r)
		return FocalLoss{Mean: l.Mean, Sum: l.Sum, PerPositive: l.Mean}
	}
	pos, neg := s.focalByClass(f)
	total := pos + neg
	return FocalLoss{
		Mean:        Defined(total / s.weight()),
		Sum:         Defined(total),
		PerPositive: Ratio(total, s.PositiveWeight(), NoPositives),
	}
}

// focalByClass adds up the loss over the rows of each class.
func (s *Sweep) focalByClass(f Focal) (pos, neg float64) {
	if s.kind != Probability || f.Gamma != 2 {
		return s.lossByClass(f.row)
	}
	both := fold(s, func(total *twoSums, t *tile) {
		pos, neg := 0.0, 0.0
		for i, p := range t.score {
			w, v := t.pos[i], t.neg[i]
			if w+v == 1 && w*v == 0 && p > clip && 1-p > clip {
				// A single row, without a branch on its class, which the
				// processor could not predict: the probability of its truth,
				// and the rest.
				truth, miss := w*p+v*(1-p), w*(1-p)+v*p
				loss := miss * miss * (0 - (ln(truth) + v*complementError(p)/truth))
				pos += w * loss
				neg += v * loss
				continue
			}
			if w > 0 {
				pos += w * ((1 - p) * (1 - p)) * crossEntropy(Probability, true, p)
			}
			if v > 0 {
				neg += v * (p * p) * crossEntropy(Probability, false, p)
			}
		}
		total.a.add(pos)
		total.b.add(neg)
	}, joinTwo)
	return f.weightOf(true) * both.a.value(), f.weightOf(false) * both.b.value()
}
