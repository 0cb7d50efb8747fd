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

// LockMetrics are the metrics that can be held at one value in several runs: the
// threshold itself, and those that a policy bounds.
var LockMetrics = func() []string {
	out := []string{"threshold"}
	for _, p := range catalog.Policies {
		if p.Lockable {
			out = append(out, p.ID)
		}
	}
	return out
}()

// A Lock holds one metric at one value in several runs, each at its own threshold.
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
		return nil, Errorf(Invalid, "%.40q can't be locked", text).
			WithHint("Give one of %s with a value, such as lock=recall:0.9.", strings.Join(LockMetrics, ", "))
	}
	v, err := ParseThreshold(value)
	if err != nil || math.IsInf(v, 0) && metric != "threshold" {
		return nil, Errorf(Invalid, "%s is locked at %.40q", metric, value).
			WithHint("Give a number, such as lock=%s:0.9.", metric)
	}
	return &Lock{metric, v}, nil
}

// String writes l as [ParseLock] reads it.
func (l Lock) String() string { return l.Metric + ":" + ThresholdText(l.Value) }

// Policy returns the policy that picks each run's threshold: the one that keeps the
// metric at the value or better. It is nil if the threshold itself is locked.
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

// A Stand is how the thresholds of several runs are set together. The zero Stand is
// each run at its default threshold. In URLs it replaces the threshold and the policy
// of a [State].
type Stand struct {
	Lock   *Lock        // one metric has the same value in all runs
	Policy *calc.Policy // each run is at the threshold of this policy; nil if there is a lock
}

// standFields are the parameters of a [Stand] in order of precedence.
var standFields = []Field[Stand]{
	{
		Parameter: Parameter{Name: "lock", Beside: "bound", Example: "recall:0.9",
			About: "a metric that has the same value in all runs: one of " + strings.Join(LockMetrics, ", ") +
				" with its value, such as recall:0.9; overrides threshold and policy"},
		Parse: func(s *Stand, q url.Values) (err error) {
			s.Lock, err = ParseLock(q)
			return err
		},
		Print: func(s *Stand) []string {
			if s.Lock == nil {
				return nil
			}
			return []string{s.Lock.String()}
		},
	},
	{
		Parameter: Parameter{Name: "threshold", About: "of all runs; overrides policy",
			Choices: []string{"inf", "-inf"}, Range: anyNumber},
		Parse: func(s *Stand, q url.Values) error {
			text := strings.TrimSpace(q.Get("threshold"))
			if s.Lock != nil || text == "" {
				return nil
			}
			t, err := ParseThreshold(text)
			s.Lock = &Lock{"threshold", t}
			return err
		},
		Print: func(*Stand) []string { return nil }, // it is printed as a lock
	},
	{
		Parameter: policyField.Parameter,
		Parse: func(s *Stand, q url.Values) (err error) {
			if s.Lock == nil {
				s.Policy, err = parsePolicy(q.Get("policy"), q.Get("bound"))
			}
			return err
		},
		Print: func(s *Stand) []string {
			if s.Lock != nil || s.Policy == nil {
				return nil
			}
			return []string{s.Policy.String()}
		},
	},
}

// settle turns a policy that bounds a metric into the equivalent lock.
func (s *Stand) settle() {
	if s.Policy == nil || !slices.Contains(LockMetrics, s.Policy.Metric) {
		return
	}
	if l := (Lock{s.Policy.Metric, s.Policy.Bound}); *l.Policy() == *s.Policy {
		s.Lock, s.Policy = &l, nil
	}
}

// parseShared reads the state that several runs share: everything but threshold and
// policy.
func parseShared(q url.Values) (State, error) {
	rest := maps.Clone(q)
	for _, f := range standFields {
		rest.Del(f.Name)
		rest.Del(f.Beside)
	}
	return ParseState(rest)
}

// ParseStand reads a Stand, and the state that the runs share, from a URL's query. A
// lock overrides a threshold, which is read as a lock too, and both override a policy,
// which is read as a lock if it bounds a metric. The state has no threshold or policy.
func ParseStand(q url.Values) (s Stand, shared State, err error) {
	if shared, err = parseShared(q); err != nil {
		return s, shared, err
	}
	err = ParseFields(standFields, q, &s)
	s.settle()
	return s, shared, err
}

// Add writes s into q as [ParseStand] reads it.
func (s Stand) Add(q url.Values) { PrintFields(standFields, &s, q) }

// Threshold returns the threshold of all runs; nil unless it is locked.
func (s Stand) Threshold() *float64 {
	if s.Lock == nil || s.Lock.Metric != "threshold" {
		return nil
	}
	return &s.Lock.Value
}

// Rule returns the policy that picks the threshold of each run; nil if the threshold
// itself is locked, or each run is at its default threshold.
func (s Stand) Rule() *calc.Policy {
	if s.Lock != nil {
		return s.Lock.Policy()
	}
	return s.Policy
}

// Optimistic reports whether the thresholds are chosen on the rows that they are
// evaluated on.
func (s Stand) Optimistic() bool {
	rule := s.Rule()
	return rule != nil && !rule.Declared().LabelFree
}

// MaxCompared is how many runs can be compared at once.
const MaxCompared = 10

// A CompareQuery selects the runs of a comparison and their thresholds. In URLs it is
// beside a [State], whose costs, prevalence and meeting the runs share.
type CompareQuery struct {
	Runs     []int64
	Baseline int64 // one of Runs; 0 for the first
	Stand
	Metric string // of the chart by threshold
}

// compareFields are the parameters of a [CompareQuery].
var compareFields = slices.Concat(
	[]Field[CompareQuery]{
		runsField("the id of a run; two to ten of them", func(c *CompareQuery) *[]int64 { return &c.Runs }),
		baselineField,
	},
	within(standFields, func(c *CompareQuery) *Stand { return &c.Stand }),
	[]Field[CompareQuery]{curveField},
)

// CompareParameters returns the parameters that a [CompareQuery] has in a URL.
func CompareParameters() []Parameter { return Parameters(compareFields) }

var baselineField = Field[CompareQuery]{
	Parameter: Parameter{Name: "baseline", Range: idRange,
		About: "the id of the run that the others are compared to; the first if absent"},
	Parse: func(c *CompareQuery, q url.Values) error {
		text := strings.TrimSpace(q.Get("baseline"))
		if text == "" {
			return nil
		}
		one, err := parseRuns([]string{text})
		if err != nil || !slices.Contains(c.Runs, one[0]) {
			return Errorf(Invalid, "the baseline is %.40q", text).WithHint("Give the id of one of the runs that are compared.")
		}
		c.Baseline = one[0]
		return nil
	},
	Print: func(c *CompareQuery) []string {
		if c.Baseline == 0 || len(c.Runs) == 0 || c.Baseline == c.Runs[0] {
			return nil
		}
		return []string{strconv.FormatInt(c.Baseline, 10)}
	},
}

var curveField = func() Field[CompareQuery] {
	f := text("metric", "the metric of the chart by threshold", func(c *CompareQuery) *string { return &c.Metric })
	parse := f.Parse
	f.Parse = func(c *CompareQuery, q url.Values) error {
		if metric := q.Get(f.Name); metric != "" && !IsCurve(metric) {
			return Errorf(Invalid, "the chart by threshold cannot draw %.40q", metric).
				WithHint("Give recall, precision, f1, mcc, or another metric that is bounded on both sides.")
		}
		return parse(c, q)
	}
	return f
}()

// ParseCompare reads a CompareQuery, and the state that the runs share, from a
// URL's query.
func ParseCompare(q url.Values) (c CompareQuery, shared State, err error) {
	if shared, err = parseShared(q); err != nil {
		return c, shared, err
	}
	if err = ParseFields(compareFields, q, &c); err != nil {
		return c, shared, err
	}
	c.Stand.settle()
	seen := make(map[int64]bool)
	c.Runs = slices.DeleteFunc(c.Runs, func(id int64) bool {
		again := seen[id]
		seen[id] = true
		return again
	})
	if len(c.Runs) > MaxCompared {
		return c, shared, Errorf(Invalid, "there are %d runs", len(c.Runs)).WithHint("Compare at most %d.", MaxCompared)
	}
	return c, shared, nil
}

// Add writes c into q as [ParseCompare] reads it.
func (c CompareQuery) Add(q url.Values) { PrintFields(compareFields, &c, q) }

// A RankQuery selects the ranked runs, their thresholds, and the two metrics of the
// Pareto front. In URLs it is beside a [State], whose costs and prevalence the runs
// share.
type RankQuery struct {
	Runs []int64
	Stand
	X, Y string // metrics; "" for the defaults
}

// rankFields are the parameters of a [RankQuery].
var rankFields = slices.Concat(
	[]Field[RankQuery]{
		runsField("the runs, 2 to "+strconv.Itoa(MaxCompared), func(r *RankQuery) *[]int64 { return &r.Runs }),
		text("x", "the first metric of the front; recall if absent", func(r *RankQuery) *string { return &r.X }),
		text("y", "the second one; precision if absent", func(r *RankQuery) *string { return &r.Y }),
	},
	within(standFields, func(r *RankQuery) *Stand { return &r.Stand }),
)

// RankParameters returns the parameters that a [RankQuery] has in a URL.
func RankParameters() []Parameter { return Parameters(rankFields) }

// ParseRanks reads a RankQuery, and the state that the runs share, from a URL's
// query. Its errors name the parameter.
func ParseRanks(q url.Values) (r RankQuery, shared State, err error) {
	if shared, err = parseShared(q); err != nil {
		return r, shared, err
	}
	err = ParseFields(rankFields, q, &r)
	r.Stand.settle()
	return r, shared, err
}

// Add writes r into q as [ParseRanks] reads it.
func (r RankQuery) Add(q url.Values) { PrintFields(rankFields, &r, q) }
