package tradeoff

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// LockMetrics are the metrics that several runs can be brought to the same value
// of: the threshold itself, or one that a policy bounds.
var LockMetrics = func() []string {
	out := []string{"threshold"}
	for _, p := range catalog.Policies {
		if p.Lockable {
			out = append(out, p.ID)
		}
	}
	return out
}()

// A Lock holds one metric at one value in several runs, each at a threshold of
// its own.
type Lock struct {
	Metric string // one of [LockMetrics]
	Value  float64
}

// ParseLock reads a lock from a URL's query: lock=recall:0.9, or lock=recall and
// bound=0.9, as a form sends it; nil if there is none.
func ParseLock(q url.Values) (*Lock, error) {
	text := strings.TrimSpace(q.Get("lock"))
	if text == "" {
		return nil, nil
	}
	metric, value, ok := strings.Cut(text, ":")
	if !ok {
		value = strings.TrimSpace(q.Get("bound"))
	}
	if !slices.Contains(LockMetrics, metric) {
		return nil, Errorf(Invalid, "nothing can be locked by %.40q", text).
			WithMend("Give one of %s with a value, such as lock=recall:0.9.", strings.Join(LockMetrics, ", "))
	}
	v, err := ParseThreshold(value)
	if err != nil || math.IsInf(v, 0) && metric != "threshold" {
		return nil, Errorf(Invalid, "%s is locked at %.40q", metric, value).WithMend("Give a number, such as lock=%s:0.9.", metric)
	}
	return &Lock{metric, v}, nil
}

// String writes l as [ParseLock] reads it.
func (l Lock) String() string { return l.Metric + ":" + ThresholdText(l.Value) }

// Policy returns the policy that finds each run's threshold: the one that keeps
// the metric at the value or better. It is nil if the threshold itself is locked.
func (l Lock) Policy() *calc.Policy {
	if l.Metric == "threshold" {
		return nil
	}
	for _, sign := range []string{">=", "<="} { // each metric is bounded on one side only
		if p, err := calc.ParsePolicy(l.Metric + sign + ThresholdText(l.Value)); err == nil {
			return &p
		}
	}
	panic("tradeoff: no policy bounds " + l.String())
}

// A Stand says where several runs stand beside each other. The zero Stand is each
// at its default threshold. It stands in the URL in place of the threshold and the
// policy of a [State].
type Stand struct {
	Lock   *Lock        // one metric has one value in all of them
	Policy *calc.Policy // or each is where this policy is at its best; nil if there is a lock
}

// ParseStand reads where several runs stand, and the state that they share, from a
// URL's query. A lock wins over a threshold, which is one too, and that over a
// policy, which is one if it bounds a metric. The state has neither of the two.
func ParseStand(q url.Values) (s Stand, shared State, err error) {
	rest := maps.Clone(q)
	for _, name := range []string{"lock", "threshold", "policy", "bound"} {
		rest.Del(name)
	}
	if shared, err = ParseState(rest); err != nil {
		return s, shared, err
	}
	if s.Lock, err = ParseLock(q); err != nil || s.Lock != nil {
		return s, shared, err
	}
	if text := strings.TrimSpace(q.Get("threshold")); text != "" {
		t, err := ParseThreshold(text)
		s.Lock = &Lock{"threshold", t}
		return s, shared, err
	}
	if s.Policy, err = parsePolicy(q.Get("policy"), q.Get("bound")); err != nil || s.Policy == nil {
		return s, shared, err
	}
	if p := *s.Policy; slices.Contains(LockMetrics, p.Metric) {
		if l := (Lock{p.Metric, p.Bound}); *l.Policy() == p {
			s.Lock, s.Policy = &l, nil
		}
	}
	return s, shared, nil
}

// Add writes s into q as [ParseStand] reads it.
func (s Stand) Add(q url.Values) {
	switch {
	case s.Lock != nil:
		q.Set("lock", s.Lock.String())
	case s.Policy != nil:
		q.Set("policy", s.Policy.String())
	}
}

// Threshold is the one of all runs; nil unless it is locked.
func (s Stand) Threshold() *float64 {
	if s.Lock == nil || s.Lock.Metric != "threshold" {
		return nil
	}
	return &s.Lock.Value
}

// Rule is the policy that finds the threshold of each run; nil if the threshold
// itself is locked, or each run is at its default one.
func (s Stand) Rule() *calc.Policy {
	if s.Lock != nil {
		return s.Lock.Policy()
	}
	return s.Policy
}

// Optimistic reports whether the thresholds are chosen by the labels that they are
// judged on.
func (s Stand) Optimistic() bool {
	rule := s.Rule()
	return rule != nil && !rule.Declared().LabelFree
}

// MaxCompared is how many runs are compared at once.
const MaxCompared = 10

// A CompareQuery says which runs are compared, and where they stand. It stands in
// the URL beside a [State], whose costs, prevalence and meeting it shares.
type CompareQuery struct {
	Runs     []int64
	Baseline int64 // one of Runs; 0 for the first
	Stand
	Metric string // that the trade-off chart draws
}

// ParseCompare reads a CompareQuery, and the state that the runs share, from a
// URL's query.
func ParseCompare(q url.Values) (c CompareQuery, shared State, err error) {
	if c.Stand, shared, err = ParseStand(q); err != nil {
		return c, shared, err
	}
	if c.Runs, err = ParseRuns(q); err != nil {
		return c, shared, err
	}
	seen := make(map[int64]bool)
	c.Runs = slices.DeleteFunc(c.Runs, func(id int64) bool {
		again := seen[id]
		seen[id] = true
		return again
	})
	if len(c.Runs) > MaxCompared {
		return c, shared, Errorf(Invalid, "there are %d runs", len(c.Runs)).WithMend("Compare at most %d.", MaxCompared)
	}
	if text := strings.TrimSpace(q.Get("baseline")); text != "" {
		one, err := ParseRuns(url.Values{"run": {text}})
		if err != nil || !slices.Contains(c.Runs, one[0]) {
			return c, shared, Errorf(Invalid, "the baseline is %.40q", text).WithMend("Give the id of one of the runs that are compared.")
		}
		c.Baseline = one[0]
	}
	if c.Metric = q.Get("metric"); c.Metric != "" && !IsCurve(c.Metric) {
		return c, shared, Errorf(Invalid, "the trade-off chart cannot draw %.40q", c.Metric).WithMend("Give recall, precision, f1, mcc, or another metric that lies between two ends.")
	}
	return c, shared, nil
}

// Add writes c into q as [ParseCompare] reads it.
func (c CompareQuery) Add(q url.Values) {
	AddRuns(q, c.Runs)
	if c.Baseline != 0 && len(c.Runs) > 0 && c.Baseline != c.Runs[0] {
		q.Set("baseline", strconv.FormatInt(c.Baseline, 10))
	}
	c.Stand.Add(q)
	if c.Metric != "" {
		q.Set("metric", c.Metric)
	}
}
