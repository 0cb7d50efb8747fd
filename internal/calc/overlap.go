package calc

import "math"

// An Overlap is how well the probabilities, taken as a soft set, cover the
// positives.
type Overlap struct {
	Score Value // 1 if the probabilities are the labels
	Loss  Value // 1 - Score
}

// softCounts are the sums that the overlap losses are made of.
type softCounts struct {
	hit  float64 // Σ w p y, the soft true positives
	over float64 // Σ w p (1-y), the soft false positives
	miss float64 // Σ w (1-p) y, the soft false negatives
}

func (s *Sweep) softCounts() softCounts {
	if s.memo != nil {
		return s.memo.soft.of(s.sumSoftCounts)
	}
	return s.sumSoftCounts()
}

func (s *Sweep) sumSoftCounts() softCounts {
	type sums struct{ hit, over, miss sum }
	c := fold(s, func(total *sums, t *tile) {
		var hit, over, miss float64
		p, below := t.probabilities()
		for i, w := range t.pos {
			hit += w * p[i]
			over += t.neg[i] * p[i]
			miss += w * below[i]
		}
		total.hit.add(hit)
		total.over.add(over)
		total.miss.add(miss)
	}, func(into, next *sums) {
		into.hit.join(next.hit)
		into.over.join(next.over)
		into.miss.join(next.miss)
	})
	return softCounts{c.hit.value(), c.over.value(), c.miss.value()}
}

// An overlapForm is an overlap loss of soft counts:
//
//	(lost / (gained + lost))^power,  gained = gain·hit + smooth,  lost = over·FP + miss·FN,
//
// where squared has the sum of squared errors in place of lost.
type overlapForm struct {
	gain, over, miss float64
	smooth           float64
	squared          bool
	power            float64
}

func (s *Sweep) gainedAndLost(f overlapForm) (gained, lost float64) {
	c := s.softCounts()
	gained = float64(f.gain*c.hit) + f.smooth
	if f.squared { // S+T-2I, as in V-Net
		return gained, s.squaredErrors()
	}
	return gained, float64(f.over*c.over) + float64(f.miss*c.miss)
}

// overlap returns gained/(gained+lost) as the score. The loss is computed as
// lost/(gained+lost), which is accurate for small values where the score is
// close to 1. It panics on negative parameters.
func (s *Sweep) overlap(f overlapForm) Overlap {
	checkParameters("a parameter of an overlap loss", f.over, f.miss, f.smooth)
	if r := s.missingProbability(); r != "" {
		return Overlap{Score: Undefined(r), Loss: Undefined(r)}
	}
	gained, lost := s.gainedAndLost(f)
	return Overlap{
		Score: Ratio(gained, gained+lost, ZeroDenominator),
		Loss:  Ratio(lost, gained+lost, ZeroDenominator),
	}
}

// overlapLoss returns the loss with its power.
func (s *Sweep) overlapLoss(f overlapForm) Value {
	checkParameters("the power of an overlap loss", f.power)
	loss := s.overlap(f).Loss
	if !loss.OK {
		return loss
	}
	return Defined(math.Pow(loss.V, f.power))
}

// checkParameters panics unless all are finite and not negative.
func checkParameters(what string, x ...float64) {
	for _, v := range x {
		if !(v >= 0) || math.IsInf(v, 1) {
			panic("calc: " + what + " is not negative")
		}
	}
}

// Dice returns the soft Dice coefficient of the whole run and its loss,
//
//	(2I+s)/(S+T+s),  I = Σ w p y,  S = Σ w p,  T = Σ w y,
//
// where smooth is s, 1 by default. Undefined without rows, for runs of kind
// [Score], and for s = 0 if nothing is positive nor predicted. It panics if
// smooth is negative. See docs/metrics.md 8.4.
func (s *Sweep) Dice(smooth float64) Overlap { return s.overlap(diceForm(smooth)) }

func diceForm(smooth float64) overlapForm {
	return overlapForm{gain: 2, over: 1, miss: 1, smooth: smooth, power: 1}
}

// DiceSquared is [Sweep.Dice] with S = Σ w p², as in V-Net (Milletari et al. 2016).
func (s *Sweep) DiceSquared(smooth float64) Overlap {
	f := diceForm(smooth)
	f.squared = true
	return s.overlap(f)
}

// Jaccard returns the soft Jaccard index of the whole run, also called IoU, and
// its loss,
//
//	(I+s)/(S+T-I+s),
//
// in the terms of [Sweep.Dice] and undefined where that is. See docs/metrics.md 8.6.
func (s *Sweep) Jaccard(smooth float64) Overlap { return s.overlap(jaccardForm(smooth)) }

func jaccardForm(smooth float64) overlapForm {
	return overlapForm{gain: 1, over: 1, miss: 1, smooth: smooth, power: 1}
}

// Tversky holds the parameters of the Tversky loss.
type Tversky struct {
	Alpha  float64 // weight of the false positives
	Beta   float64 // weight of the false negatives
	Smooth float64
}

// DefaultTversky returns α = β = 0.5 and s = 1. That is Dice with s = 2; Salehi
// et al. 2017 use 0.3 and 0.7, which asks for recall.
func DefaultTversky() Tversky { return Tversky{Alpha: 0.5, Beta: 0.5, Smooth: 1} }

// Tversky returns the Tversky index of the whole run and its loss,
//
//	(I+s)/(I + α Σ w p(1-y) + β Σ w (1-p)y + s),
//
// undefined where [Sweep.Dice] is and for 0/0. It panics on negative
// parameters. See docs/metrics.md 8.6.
func (s *Sweep) Tversky(t Tversky) Overlap { return s.overlap(t.form()) }

func (t Tversky) form() overlapForm {
	return overlapForm{gain: 1, over: t.Alpha, miss: t.Beta, smooth: t.Smooth, power: 1}
}

// FocalTversky returns the Tversky loss to the power of gamma, 0.75 in Abraham
// and Khan 2018.
func (s *Sweep) FocalTversky(t Tversky, gamma float64) Value {
	f := t.form()
	f.power = gamma
	return s.overlapLoss(f)
}

// BCEDice holds the parameters of the sum of cross entropy and Dice loss.
type BCEDice struct {
	WeightBCE, WeightDice float64
	Smooth                float64 // of the Dice loss
}

// DefaultBCEDice returns the plain sum, with s = 1.
func DefaultBCEDice() BCEDice { return BCEDice{WeightBCE: 1, WeightDice: 1, Smooth: 1} }

// BCEDice returns a weighted sum of the mean cross entropy and the Dice loss of
// the whole run. Undefined if either is. See docs/metrics.md 8.5.
func (s *Sweep) BCEDice(o BCEDice) Value { return o.of(s.LogLoss().Mean, s.Dice(o.Smooth).Loss) }

func (o BCEDice) of(bce, dice Value) Value {
	checkParameters("a weight of BCE-Dice", o.WeightBCE, o.WeightDice)
	switch {
	case !bce.OK:
		return bce
	case !dice.OK:
		return dice
	}
	return Defined(float64(o.WeightBCE*bce.V) + float64(o.WeightDice*dice.V))
}
