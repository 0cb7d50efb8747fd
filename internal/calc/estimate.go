package calc

import "encoding/json"

// An Estimate is a value with its confidence interval, or the reasons why
// either does not exist.
type Estimate struct {
	Value
	Low, High      Value
	Method         string // method of the interval: "Wilson", "DeLong"; "" if there is none
	IntervalReason Reason // why there is no interval, "" if there is one
}

// withoutInterval returns v without an interval, for the reason r, or v's own
// reason if it is undefined.
func withoutInterval(v Value, r Reason) Estimate {
	if !v.OK {
		r = v.Reason
	}
	return Estimate{Value: v, Low: Undefined(r), High: Undefined(r), IntervalReason: r}
}

// MarshalJSON writes value, low and high, null where they are undefined, and
// reason, interval_reason and method where there is one.
func (e Estimate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value          Value  `json:"value"`
		Low            Value  `json:"low"`
		High           Value  `json:"high"`
		Reason         Reason `json:"reason,omitempty"`
		IntervalReason Reason `json:"interval_reason,omitempty"`
		Method         string `json:"method,omitempty"`
	}{e.Value, e.Low, e.High, e.Reason, e.IntervalReason, e.Method})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Estimate) UnmarshalJSON(b []byte) error {
	var in struct {
		Value          *Number `json:"value"`
		Low            *Number `json:"low"`
		High           *Number `json:"high"`
		Reason         Reason  `json:"reason"`
		IntervalReason Reason  `json:"interval_reason"`
		Method         string  `json:"method"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	value := func(n *Number, why Reason) Value {
		if n == nil {
			return Undefined(why)
		}
		return Defined(float64(*n))
	}
	*e = Estimate{
		Value: value(in.Value, in.Reason), Method: in.Method, IntervalReason: in.IntervalReason,
		Low: value(in.Low, in.IntervalReason), High: value(in.High, in.IntervalReason),
	}
	return nil
}
