package calc

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Policy is a rule that chooses one operating point of a run. See
// docs/metrics.md 5.9 and 5.10.
type Policy struct {
	Rule   Rule
	Metric string  // the confusion metric of Maximize, AtLeast and AtMost; "f" with any β as in "f0.5"
	Bound  float64 // of AtLeast and AtMost
}

// Rule is the kind of a [Policy].
type Rule string

// The rules.
const (
	Maximize       Rule = "max"
	MinimizeCost   Rule = "min_cost"
	NearestTopLeft Rule = "closest_topleft"
	AtLeast        Rule = ">="
	AtMost         Rule = "<="
)

// alertRate is what a policy calls the predicted positive rate.
const alertRate = "alert_rate"

// expectedCost is the cost per row in the setting.
const expectedCost = "expected_cost"

// ParsePolicy reads a policy as it stands in a URL: max_f1, max_f2 or any other
// max_fβ, max_youden_j, max_mcc and so on for every confusion metric that is
// better higher; min_cost; closest_topleft; recall>=x, precision>=x,
// specificity>=x, alert_rate<=x, fpr<=x and expected_cost<=x.
func ParsePolicy(text string) (Policy, error) {
	text = strings.TrimSpace(text)
	for _, rule := range []Rule{AtLeast, AtMost} {
		metric, bound, ok := strings.Cut(text, string(rule))
		if !ok {
			continue
		}
		x, err := strconv.ParseFloat(strings.TrimSpace(bound), 64)
		if err != nil || isNotFinite(x) {
			return Policy{}, fmt.Errorf("the bound of the policy %q is not a number", text)
		}
		p := Policy{Rule: rule, Metric: strings.TrimSpace(metric), Bound: x}
		if _, ok := p.bounded(); !ok {
			return Policy{}, fmt.Errorf("a policy cannot bound %q by %s", p.Metric, rule)
		}
		return p, nil
	}
	switch text {
	case string(MinimizeCost), string(NearestTopLeft):
		return Policy{Rule: Rule(text)}, nil
	}
	p := Policy{Rule: Maximize, Metric: strings.TrimPrefix(text, "max_")}
	if p.Metric != text {
		if _, ok := p.objective(); ok {
			return p, nil
		}
	}
	return Policy{}, fmt.Errorf("there is no policy %q", text)
}

// String returns the policy as [ParsePolicy] reads it.
func (p Policy) String() string {
	switch p.Rule {
	case Maximize:
		return "max_" + p.Metric
	case AtLeast, AtMost:
		return p.Metric + string(p.Rule) + strconv.FormatFloat(p.Bound, 'g', -1, 64)
	default:
		return string(p.Rule)
	}
}

// objective returns what a policy of rule Maximize makes as high as it can.
func (p Policy) objective() (func(Confusion) Value, bool) {
	if m, ok := MetricByID(p.Metric); ok && m.point != nil {
		return m.point, m.Better == Higher
	}
	beta, err := strconv.ParseFloat(strings.TrimPrefix(p.Metric, "f"), 64)
	if err != nil || !strings.HasPrefix(p.Metric, "f") || !(beta > 0) || isNotFinite(beta) {
		return nil, false
	}
	return func(c Confusion) Value { return c.FBeta(beta) }, true
}

// A Setting says where a classifier is to be used, which may not be where it was
// tested.
type Setting struct {
	Costs      Costs
	Prevalence *float64 // nil: that of the test set
}

// In returns f of the table as it is in the setting.
func (w Setting) In(f func(Confusion) Value) func(Confusion) Value {
	if w.Prevalence == nil {
		return f
	}
	return func(c Confusion) Value {
		c, r := c.AtPrevalence(*w.Prevalence)
		if r != "" {
			return Undefined(r)
		}
		return f(c)
	}
}

// A Choice is the operating point that a policy picks.
type Choice struct {
	Optimum      // the value is that of what the policy bounds or makes as good as possible
	Reached bool // false: no point satisfies the bound, and Optimum is the one that comes closest
}

// Pick returns the operating point of s that p chooses in the setting. Values
// within 1e-12 of a bound or of the best count as equal, undefined ones never
// qualify, and the highest threshold wins a tie:
//
//   - recall>=x takes the highest threshold that reaches x;
//   - specificity>=x, alert_rate<=x and fpr<=x take the lowest one that satisfies
//     them;
//   - precision>=x and expected_cost<=x take, among the points that satisfy them,
//     the one of the highest recall;
//   - the others take the best point.
//
// It panics if p is not one that [ParsePolicy] returns.
func (p Policy) Pick(s *Sweep, w Setting) Choice {
	f, better := p.target(w)
	if p.Optimises() {
		o := s.best(better, f)
		return Choice{Optimum: o, Reached: o.Value.OK}
	}
	return p.within(s, f, better)
}

// within picks the point of a constraint policy, which bounds f.
func (p Policy) within(s *Sweep, f func(Confusion) Value, better Direction) Choice {
	satisfied := func(v Value) bool {
		return v.OK && (better == Higher && v.V >= p.Bound-tieTolerance || better == Lower && v.V <= p.Bound+tieTolerance)
	}
	pick := -1
	most := math.Inf(-1) // recall at pick, where the highest one counts
	for k := range s.Len() {
		c := s.Confusion(k)
		if !satisfied(f(c)) {
			continue
		}
		switch p.Metric {
		case "recall":
			if pick < 0 {
				pick = k
			}
		case "precision", expectedCost:
			if r := c.Recall(); r.OK && r.V > most+tieTolerance {
				pick, most = k, r.V
			}
		default:
			pick = k
		}
	}
	if pick < 0 {
		return Choice{Optimum: s.best(better, f)}
	}
	return Choice{Optimum: Optimum{Value: f(s.Confusion(pick)), Index: pick, Threshold: s.Threshold(pick)}, Reached: true}
}
