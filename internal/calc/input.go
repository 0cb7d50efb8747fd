package calc

import "fmt"

// Kind is the meaning of the scores of a run.
type Kind string

// The kinds of scores.
const (
	Probability Kind = "probability" // in [0,1], the probability of the positive class
	Logit       Kind = "logit"       // any finite number, its sigmoid is the probability
	Score       Kind = "score"       // any finite number, only its order has a meaning
)

// ProbabilityAt returns the threshold t of scores of kind k as a probability, from 0 to
// 1: the sigmoid of a logit, and other scores clipped.
func (k Kind) ProbabilityAt(t float64) float64 {
	if k == Logit {
		return Sigmoid(t)
	}
	return min(max(t, 0), 1)
}

// DefaultThreshold returns the decision boundary of scores of kind k: 0.5 for
// probabilities and 0 for the others.
func (k Kind) DefaultThreshold() float64 {
	if k == Probability {
		return 0.5
	}
	return 0
}

// Binary holds the rows of a binary run: parallel slices of equal length.
type Binary struct {
	Kind   Kind
	Label  []uint8   // 1 positive, 0 negative
	Score  []float64 // finite; in [0,1] if Kind is Probability
	Weight []float64 // finite and not negative; nil if every row counts once
}

// An InputError is an invalid row.
type InputError struct {
	Row     int // counted from 0; -1 if the error is not in one row
	Message string
}

func (e *InputError) Error() string {
	if e.Row < 0 {
		return e.Message
	}
	return fmt.Sprintf("row %d: %s", e.Row, e.Message)
}
