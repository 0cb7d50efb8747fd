package axis

import (
	"math"
	"sort"

	"tradeoff/internal/calc"
)

// A Kind is what an axis spreads evenly.
type Kind string

// The kinds.
const (
	Linear   Kind = "linear"   // scores
	Logit    Kind = "logit"    // log odds of probabilities
	Quantile Kind = "quantile" // ranks of rows
)

// KindsFor returns the kinds of axes for scores of a kind, in the order of their
// buttons. Log odds are only those of probabilities: logits have them on a linear axis.
func KindsFor(scores calc.Kind) []Kind {
	if scores == calc.Probability {
		return []Kind{Linear, Logit, Quantile}
	}
	return []Kind{Linear, Quantile}
}

// Name returns the word on the button of a kind.
func (k Kind) Name() string {
	switch k {
	case Logit:
		return "Logit"
	case Quantile:
		return "Quantile"
	}
	return "Linear"
}

// top is the place of the highest score. Beyond it no row is predicted positive.
const top = 1 / 1.02

// An Axis maps thresholds to places from 0 to 1. Higher thresholds are never further
// left. The zero Axis maps all of them to 0.
type Axis struct {
	Kind Kind `json:"kind"`
	// The scores between which the scale runs. A [Logit] axis ends at odds that are worth
	// a look: scores of 0 and 1 lie at its ends.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Min  float64 `json:"min"`             // the lowest score
	Max  float64 `json:"max"`             // the highest one
	Rank []Knot  `json:"ranks,omitempty"` // of [Quantile], rising; between them scores rise evenly
}

// A Knot is a score and the share of the axis below it.
type Knot struct {
	Score float64 `json:"score"`
	Share float64 `json:"share"`
}

// Points are the operating points of a run from the highest threshold down: the
// complete sweep, or the stops of a display.
type Points interface {
	Len() int
	Point(k int) calc.OperatingPoint
}

// New returns the axis of a kind for the scores of a run. It is linear if all scores
// are equal, and for log odds of scores that are no probabilities.
func New(kind Kind, scores calc.Kind, points Points) Axis {
	last := points.Len() - 1
	if last < 1 {
		return Axis{Kind: Linear}
	}
	a := Axis{Kind: kind, Low: points.Point(last).Threshold, High: points.Point(1).Threshold}
	a.Min, a.Max = a.Low, a.High
	switch {
	case a.Low == a.High:
		pad := max(math.Abs(a.Low)*0.05, 0.05)
		return Axis{Kind: Linear, Low: a.Low - pad, High: a.High + pad, Min: a.Min, Max: a.Max}
	case kind == Quantile:
		a.Rank = ranks(points)
	case kind == Logit && scores == calc.Probability:
		low, high := oddsWorthALook(a.Low, a.High, points.Point(last).Confusion)
		if !(low > 0 && high < 1) { // a number too small to be divided
			a.Kind = Linear
			break
		}
		a.Low, a.High = low, high
	default:
		a.Kind = Linear
	}
	return a
}

// oddsWorthALook returns the ends of a logit axis for scores from low to high. Below a
// hundredth of the prevalence, rounded down to a power of ten, hardly any odds are left:
// a run with many scores of 0 or 1e-300 would show nothing else. Likewise below 1.
func oddsWorthALook(low, high float64, all calc.Confusion) (float64, float64) {
	p := all.Prevalence()
	if !p.OK {
		p.V = 0.5
	}
	return max(low, leastOdds(p.V, high)), min(high, 1-leastOdds(1-p.V, 1-low))
}

// leastOdds returns the lowest probability worth a look for a class of a given share,
// below the highest one.
func leastOdds(share, highest float64) float64 {
	least := 1e-5
	for _, p := range odds {
		if p <= share/100 {
			least = min(p, 1e-5)
		}
	}
	return min(least, highest/1000)
}

// At returns the place of threshold t. It is below or at that of the highest score for
// scores, and 1 where clearly no row is predicted positive.
func (a Axis) At(t float64) float64 {
	switch {
	case t <= a.Low:
		return 0
	case t <= a.Max:
		return min(float64(top*a.share(t)), top)
	case a.Max > a.High:
		return 1 // the scale ends below the highest scores
	}
	return min(float64(top*a.share(t)), 1)
}

// share returns where t, above Low, lies on the scale, which runs from 0 to 1. Beyond the
// highest score it is above 1.
func (a Axis) share(t float64) float64 {
	switch {
	case math.IsInf(t, 1):
		return t
	case a.Kind == Logit:
		return fraction(logit(a.Low), logit(a.High), logit(t))
	case a.Kind == Quantile:
		return a.rankShare(t)
	}
	return fraction(a.Low, a.High, t)
}

// fraction returns how far x is from low to high, whatever their range.
func fraction(low, high, x float64) float64 {
	if width := high - low; !math.IsInf(width, 1) {
		return (x - low) / width
	}
	return (x/2 - low/2) / (high/2 - low/2)
}

// logit returns the log odds of a probability, infinite for 0 and 1.
func logit(p float64) float64 {
	switch {
	case p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	}
	return math.Log(p) - math.Log1p(-p)
}

func (a Axis) rankShare(t float64) float64 {
	last := len(a.Rank) - 1
	if t > a.Rank[last].Score {
		return math.Inf(1)
	}
	i := sort.Search(last, func(i int) bool { return a.Rank[i+1].Score >= t }) // t lies between i and i+1
	below, above := a.Rank[i], a.Rank[i+1]
	return between(below.Share, above.Share, fraction(below.Score, above.Score, t))
}

// between returns the number at a share of the way from low to high, without overflow.
func between(low, high, share float64) float64 {
	return float64(low*(1-share)) + float64(high*share)
}

// Score returns the threshold at a place: the inverse of At between the lowest and the
// highest score. Beyond the highest score it is +Inf unless the scale goes on.
func (a Axis) Score(place float64) float64 {
	share := max(place, 0) / top
	var t float64
	switch a.Kind {
	case Logit:
		t = calc.Sigmoid(between(logit(a.Low), logit(a.High), share))
	case Quantile:
		t = a.rankScore(min(share, 1))
	default:
		t = between(a.Low, a.High, share)
	}
	if place > top && t <= a.Max {
		return math.Inf(1)
	}
	return t
}

func (a Axis) rankScore(share float64) float64 {
	last := len(a.Rank) - 1
	if share >= a.Rank[last].Share {
		return a.Rank[last].Score
	}
	i := sort.Search(last, func(i int) bool { return a.Rank[i+1].Share >= share })
	below, above := a.Rank[i], a.Rank[i+1]
	return between(below.Score, above.Score, fraction(below.Share, above.Share, share))
}
