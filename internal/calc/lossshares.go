package calc

import "math"

// An ExampleLoss is a [RowLoss] of the form w (1-p_t)^γ CE, where w belongs to the
// class and p_t is the probability given to the truth. Cross entropy is
// ExampleLoss{1, 1, 0}; with another weight of the positives it is weighted
// cross entropy, and with γ > 0 the focal loss.
type ExampleLoss struct {
	Positive, Negative float64 // weight of the class
	Gamma              float64
}

// ExampleLoss returns f as the loss of single rows.
func (f Focal) ExampleLoss() ExampleLoss {
	return ExampleLoss{Positive: f.weightOf(true), Negative: f.weightOf(false), Gamma: f.Gamma}
}

// At returns the loss of a row of the given class and score. The kind must not
// be [Score].
func (l ExampleLoss) At(kind Kind, positive bool, score float64) float64 {
	return l.of(positive, missed(kind, positive, score), crossEntropy(kind, positive, score))
}

// of returns the loss of a row whose true class has the probability 1-miss.
func (l ExampleLoss) of(positive bool, miss, ce float64) float64 {
	w := l.Negative
	if positive {
		w = l.Positive
	}
	return w * Focal{Gamma: l.Gamma}.dampen(miss) * ce
}

// LossShares are the shares of the hardest rows in each loss: the curve
// through (Rows[i], Losses[l][i]) runs from (0, 0) to (1, 1).
type LossShares struct {
	Rows   []float64   // share of the weight of all rows, the hardest first
	Losses [][]float64 // for each loss their share of it; nil if the loss adds up to 0
	Reason Reason      // why there are no shares; the slices are nil then
}

// At returns the share of the hardest rows in loss l, where rows is their
// share of all rows. It interpolates linearly within equally hard rows.
func (c LossShares) At(l int, rows float64) Value {
	switch {
	case c.Reason != "":
		return Undefined(c.Reason)
	case c.Losses[l] == nil:
		return Undefined(ZeroDenominator)
	}
	y := c.Losses[l]
	for i := 1; i < len(y); i++ {
		if x0, x1 := c.Rows[i-1], c.Rows[i]; x1 >= rows {
			return Defined(y[i-1] + float64((y[i]-y[i-1])*((rows-x0)/(x1-x0))))
		}
	}
	return Defined(1)
}

// LossShares orders the rows from the hardest to the easiest, that is by
// falling cross entropy, and returns their shares of each loss. Equally hard
// rows make one step. Steps are thinned so that neither axis advances by
// 1/steps or more between kept points, except for longer single steps; points
// around each tenth of the rows are kept. Kept points are exact. Undefined
// without rows and for runs of kind [Score]. See docs/metrics.md 8.8.
func (s *Sweep) LossShares(steps int, losses ...RowLoss) LossShares {
	if r := s.missingProbability(); r != "" {
		return LossShares{Reason: r}
	}
	all := s.weight()
	totals := make([]float64, len(losses))
	for i, l := range losses {
		pos, neg := s.lossByClass(l.At)
		totals[i] = pos + neg
	}
	t := newShareThinner(len(losses), 1/float64(steps))
	now := make([]float64, 1+len(losses)) // the rows' share, then those of the losses
	sums := make([]sum, 1+len(losses))
	s.eachFromHardest(func(positive bool, w, score float64) {
		miss, ce := missed(s.kind, positive, score), crossEntropy(s.kind, positive, score)
		sums[0].add(w)
		for i, l := range losses {
			sums[1+i].add(w * l.of(positive, miss, ce))
		}
	}, func() {
		now[0] = min(sums[0].value()/all, 1)
		for i, total := range totals {
			if total > 0 {
				now[1+i] = min(sums[1+i].value()/total, 1)
			}
		}
		t.add(now)
	})
	out := t.end()
	for i, total := range totals {
		if total == 0 {
			out.Losses[i] = nil
		}
	}
	return out
}

// eachFromHardest calls row with the weight of the rows of one class and score, from
// those with the highest cross entropy down, and step after all that are
// equally hard. The hardest negatives have the highest scores and the hardest
// positives the lowest.
func (s *Sweep) eachFromHardest(row func(positive bool, w, score float64), step func()) {
	down, up := s.nextCell(1, false), s.previousCell(s.Len()-1, true)
	for down < s.Len() || up > 0 {
		hardNeg, hardPos := s.errorAt(hardness, down, false), s.errorAt(hardness, up, true)
		if hardPos >= hardNeg {
			c := s.Cell(up)
			row(true, c.WPos, c.Score)
			up = s.previousCell(up-1, true)
		}
		if hardNeg >= hardPos {
			c := s.Cell(down)
			row(false, c.WNeg, c.Score)
			down = s.nextCell(down+1, false)
		}
		step()
	}
}

// hardness orders rows like their cross entropy, but still distinguishes
// saturated logits.
func hardness(kind Kind, positive bool, score float64) float64 {
	switch {
	case !positive:
		return score
	case kind == Logit:
		return -score
	default:
		return 1 - score
	}
}

// A shareThinner keeps the points that a drawing of a curve needs.
type shareThinner struct {
	step       float64
	kept       [][]float64 // by coordinate
	last, prev []float64   // the point kept last, and the one seen last
}

func newShareThinner(losses int, step float64) *shareThinner {
	t := &shareThinner{
		step: step, kept: make([][]float64, 1+losses), last: make([]float64, 1+losses), prev: make([]float64, 1+losses),
	}
	t.keep(t.last)
	return t
}

func (t *shareThinner) keep(p []float64) {
	for i, x := range p {
		t.kept[i] = append(t.kept[i], x)
	}
	copy(t.last, p)
}

func (t *shareThinner) add(p []float64) {
	if math.Floor(10*p[0]) > math.Floor(10*t.prev[0]) {
		if t.prev[0] > t.last[0] {
			t.keep(t.prev)
		}
		t.keep(p)
	} else {
		for i := range p {
			if p[i]-t.last[i] >= t.step {
				t.keep(p)
				break
			}
		}
	}
	copy(t.prev, p)
}

// end returns the curve, which ends at 1.
func (t *shareThinner) end() LossShares {
	if t.prev[0] > t.last[0] {
		t.keep(t.prev)
	}
	for _, xs := range t.kept {
		xs[len(xs)-1] = 1
	}
	return LossShares{Rows: t.kept[0], Losses: t.kept[1:]}
}

// LossParts is a sum over the rows of a run, by class and by whether a row is
// easy: its true class has a probability of 1/2 or more.
type LossParts struct{ HardPositives, EasyPositives, HardNegatives, EasyNegatives float64 }

// LossParts adds a loss up over the hard and the easy rows of either class. Its
// kind must not be [Score].
func (s *Sweep) LossParts(l RowLoss) LossParts { return s.parts(l.At) }

// WeightParts is the weight of those rows.
func (s *Sweep) WeightParts() LossParts {
	return s.parts(func(Kind, bool, float64) float64 { return 1 })
}

func (s *Sweep) parts(loss lossFunc) LossParts {
	of := func(hard bool) lossFunc {
		return func(kind Kind, positive bool, score float64) float64 {
			if missed(kind, positive, score) > 0.5 != hard {
				return 0
			}
			return loss(kind, positive, score)
		}
	}
	var p LossParts
	p.HardPositives, p.HardNegatives = s.lossByClass(of(true))
	p.EasyPositives, p.EasyNegatives = s.lossByClass(of(false))
	return p
}
