package calc

import (
	"encoding/json"
	"math"
	"strconv"
)

// Reason says why a [Value] is undefined.
type Reason string

// The reasons, in the order in which they are looked for: the first that
// applies is given.
const (
	NoSamples            Reason = "no_samples"
	NoPositives          Reason = "no_positives"
	NoNegatives          Reason = "no_negatives"
	NoPredictedPositives Reason = "no_predicted_positives"
	NoPredictedNegatives Reason = "no_predicted_negatives"
	ZeroDenominator      Reason = "zero_denominator"
	Infinite             Reason = "infinite" // x/0 with x > 0
	NeedsProbabilities   Reason = "needs_probabilities"
	NeedsLogits          Reason = "needs_logits"
	NeedsIoU             Reason = "needs_iou"
	NeedsImages          Reason = "needs_images"
	WeightsNotSupported  Reason = "weights_not_supported"
	TooFewSamples        Reason = "too_few_samples"
	ZeroVariance         Reason = "zero_variance"
	NeedsBootstrap       Reason = "needs_bootstrap" // an interval without a closed form
	NotResampled         Reason = "not_resampled"   // an interval of what depends on more than the sweep
	KindsDiffer          Reason = "kinds_differ"    // scores of several labels that cannot be pooled
	TooManyScores        Reason = "too_many_scores" // of several labels together
	NeedsRows            Reason = "needs_rows"      // what was stored of a run is not enough
	NotTested            Reason = "not_tested"      // a test that does not exist for this metric
	PixelsAlike          Reason = "pixels_alike"    // an interval that would take the pixels of an image for independent
)

// A Value is a number or the reason why there is none. The zero Value is
// undefined without a reason. A defined Value is never NaN.
type Value struct {
	V      float64
	OK     bool
	Reason Reason // "" if OK
}

// Defined returns the defined value v. It panics if v is NaN: the caller must
// return [Undefined] for a division by zero.
func Defined(v float64) Value {
	if math.IsNaN(v) {
		panic("calc: NaN is not a value")
	}
	return Value{V: v, OK: true}
}

// Undefined returns the value that does not exist, because of r.
func Undefined(r Reason) Value { return Value{Reason: r} }

// Ratio returns num/den, undefined because of r if den is zero, whatever num is.
func Ratio(num, den float64, r Reason) Value {
	if den == 0 {
		return Undefined(r)
	}
	return Defined(num / den)
}

// MarshalJSON writes a number in its shortest form, "inf" or "-inf" in quotes,
// and null for an undefined value.
func (v Value) MarshalJSON() ([]byte, error) {
	if !v.OK {
		return []byte("null"), nil
	}
	return Number(v.V).MarshalJSON()
}

// A Number is a float64 whose JSON form can hold the infinities: "inf" and
// "-inf" in quotes, as thresholds need them.
type Number float64

// MarshalJSON writes the shortest decimal that reads back as n.
func (n Number) MarshalJSON() ([]byte, error) {
	switch x := float64(n); {
	case math.IsInf(x, 1):
		return []byte(`"inf"`), nil
	case math.IsInf(x, -1):
		return []byte(`"-inf"`), nil
	case x == 0:
		return []byte("0"), nil // never "-0"
	default:
		return json.Marshal(x)
	}
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(b []byte) error {
	s := string(b)
	if len(s) > 1 && s[0] == '"' {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	x, err := strconv.ParseFloat(s, 64)
	*n = Number(x)
	return err
}
