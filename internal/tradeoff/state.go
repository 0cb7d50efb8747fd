package tradeoff

import (
	"math"
	"net/url"
	"strconv"
	"strings"
)

// State is what a person has set on a run's page and may want to share. It
// lives in the URL, where defaults are left out.
type State struct {
	Threshold *float64 // nil: the run's default
}

// ParseState reads a state from a URL's query. Its errors name the parameter.
func ParseState(q url.Values) (State, error) {
	var s State
	if v := strings.TrimSpace(q.Get("threshold")); v != "" {
		t, err := ParseThreshold(v)
		if err != nil {
			return State{}, err
		}
		s.Threshold = &t
	}
	return s, nil
}

// ParseThreshold reads a threshold as people write it: a number, with a
// decimal comma if they like, or inf or -inf.
func ParseThreshold(s string) (float64, error) {
	v := strings.TrimSpace(s)
	if strings.Count(v, ",") == 1 && !strings.Contains(v, ".") {
		v = strings.Replace(v, ",", ".", 1)
	}
	v = strings.NewReplacer("∞", "inf", "−", "-").Replace(v)
	t, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(t) {
		return 0, Errorf(Invalid, "the threshold %q is not a number", s).
			WithMend("Give a number such as 0.5, or inf for “nobody is positive”.")
	}
	return t, nil
}
