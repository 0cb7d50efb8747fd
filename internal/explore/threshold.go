package explore

import (
	"context"
	"math"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// AtThreshold is the operating point of a subject that a state asks for.
type AtThreshold struct {
	Point   calc.OperatingPoint
	Index   int             // of the point in the whole sweep
	Text    string          // the threshold as pages, links and answers contain it
	Choice  calc.Choice     // of the state's policy; zero without one
	Chosen  bool            // the policy has chosen the point
	Plateau *ThresholdRange // thresholds around an optimum that are as good; nil if there are no others
}

// A ThresholdRange is the thresholds from Low to High.
type ThresholdRange struct{ Low, High float64 }

// atThreshold returns the operating point that a state asks for: the one that its policy
// chooses, or else that of its threshold, or else that of the default threshold. where
// is the setting for the policy, and display that of the subject.
func (of Subject) atThreshold(
	ctx context.Context, state tradeoff.State, display *wire.Display, where calc.Setting,
) (at AtThreshold, err error) {
	if state.Policy != nil {
		if at, err = of.chosen(ctx, *state.Policy, where); at.Chosen || err != nil {
			return at, err
		}
	}
	threshold := DefaultThreshold(of.Run, display)
	if state.Threshold != nil {
		threshold = *state.Threshold
	}
	at.Point, at.Index, err = of.Part.OperatingPoint(ctx, threshold)
	at.Text = format.Threshold(threshold, format.ExactDigits)
	return at, err
}

// chosen returns the operating point that a policy chooses. If it chooses none, only
// Choice is set, which says why.
func (of Subject) chosen(ctx context.Context, policy calc.Policy, where calc.Setting) (at AtThreshold, err error) {
	sweep, err := of.Part.Sweep(ctx)
	if err != nil {
		return at, err
	}
	at.Choice = policy.Pick(sweep, where)
	if at.Chosen = at.Choice.Value.OK; !at.Chosen {
		return at, nil
	}
	at.Index = at.Choice.Index
	at.Point = sweep.Point(at.Index)
	at.Text, at.Point.Threshold = shortest(sweep, at.Index)
	if first, last, ok := policy.Plateau(sweep, at.Choice, where); ok && first < last {
		at.Plateau = &ThresholdRange{Low: sweep.Threshold(last), High: sweep.Threshold(first)}
	}
	return at, nil
}

// DefaultThreshold returns the decision boundary of a run's scores. Uncalibrated scores
// that are all on one side of 0 have none: for them it is the highest threshold with the
// max Youden's J. d is the display of the run.
func DefaultThreshold(run tradeoff.Run, d *wire.Display) float64 {
	t := run.ScoreKind.DefaultThreshold()
	if !startsAtYouden(run, d) {
		return t
	}
	best := math.Inf(-1)
	for k := range d.Len() { // the display holds every optimum
		if p := d.Point(k); p.YoudenJ().OK && p.YoudenJ().V > best+1e-12 {
			best, t = p.YoudenJ().V, d.Threshold[k]
		}
	}
	return t
}

// startsAtYouden reports whether the default threshold of a run is where Youden's J
// is highest.
func startsAtYouden(run tradeoff.Run, d *wire.Display) bool {
	if run.ScoreKind != calc.Score {
		return false
	}
	h := d.Histogram
	return (h.Low > 0 || h.High < 0) && d.Len() > 1
}

// shortest returns the threshold with the fewest digits that selects the same rows as
// operating point k, as a text and as the number that the text means.
func shortest(s *calc.Sweep, k int) (string, float64) {
	t, next := s.Threshold(k), math.Inf(-1)
	if k+1 < s.Len() {
		next = s.Threshold(k + 1)
	}
	if math.IsInf(t, 1) {
		return format.Threshold(t, format.ExactDigits), t
	}
	text := format.Threshold(t, format.ThresholdDigits(t, next, s.Threshold(1)-s.Threshold(s.Len()-1)))
	short, err := tradeoff.ParseThreshold(text)
	if err != nil {
		panic("explore: " + err.Error())
	}
	return text, short
}
