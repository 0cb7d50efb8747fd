package calc

import "math"

// A Spread summarises a number over several samples, such as the folds of a
// cross-validation: mean, sample standard deviation, min and max of the
// defined values, unweighted.
type Spread struct {
	Mean, SD, Min, Max Value
	Defined, Total     int // values
}

// SpreadOf returns the spread of values. The mean is undefined without a defined
// one, and the standard deviation with fewer than two.
func SpreadOf(values []Value) Spread {
	out := Spread{
		Total: len(values), Mean: Undefined(NoSamples), SD: Undefined(NoSamples), Min: Undefined(NoSamples),
		Max: Undefined(NoSamples),
	}
	var total sum
	for _, v := range values {
		if !v.OK {
			continue
		}
		if out.Defined == 0 {
			out.Min, out.Max = v, v
		}
		out.Defined++
		total.add(v.V)
		out.Min.V, out.Max.V = min(out.Min.V, v.V), max(out.Max.V, v.V)
	}
	if out.Defined == 0 {
		return out
	}
	mean := total.value() / float64(out.Defined)
	out.Mean = Defined(mean)
	if out.SD = Undefined(TooFewSamples); out.Defined < 2 {
		return out
	}
	var squares sum
	for _, v := range values {
		if v.OK {
			squares.add(float64((v.V - mean) * (v.V - mean)))
		}
	}
	out.SD = Defined(math.Sqrt(squares.value() / float64(out.Defined-1)))
	return out
}
