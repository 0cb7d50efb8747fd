package calc

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tradeoff/internal/catalog"
)

// A Policy is a rule that chooses one operating point of a run. See
// docs/metrics.md 5.9 and 5.10.
type Policy struct {
	Rule   Rule
	Metric string  // the confusion metric of Maximize, AtLeast and AtMost; "f" with any β as in "f0.5"
	Bound  float64 // of AtLeast and AtMost
}

// Rule is the kind of a [Policy]: one of those here, or for policies that minimise
// the identifier of the policy in the catalog, such as min_cost.
type Rule string

// The rules.
const (
	Maximize = Rule(catalog.Maximize)
	AtLeast  = Rule(catalog.AtLeast)
	AtMost   = Rule(catalog.AtMost)
)

// ParsePolicy reads a policy as URLs have it: one of [catalog.Policies] with its
// bound, max_fβ for any β above 0, or max_ and the identifier of any other confusion
// metric that is better higher.
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
		if d, ok := catalog.PolicyByID(p.Metric); !ok || d.Rule != catalog.Rule(rule) {
			return Policy{}, fmt.Errorf("a policy cannot bound %q by %s", p.Metric, rule)
		}
		return p, nil
	}
	if d, ok := catalog.PolicyByID(text); ok && d.Rule == catalog.Minimize {
		return Policy{Rule: Rule(text)}, nil
	}
	p := Policy{Rule: Maximize, Metric: strings.TrimPrefix(text, "max_")}
	if p.Metric != text {
		if _, ok := p.maximised(); ok {
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

// maximised returns the objective of a policy of rule Maximize.
func (p Policy) maximised() (func(Confusion) Value, bool) {
	if m, ok := MetricByID(p.Metric); ok && m.point != nil {
		return m.point, m.Better == Higher
	}
	beta, err := strconv.ParseFloat(strings.TrimPrefix(p.Metric, "f"), 64)
	if err != nil || !strings.HasPrefix(p.Metric, "f") || !(beta > 0) || isNotFinite(beta) {
		return nil, false
	}
	return func(c Confusion) Value { return c.FBeta(beta) }, true
}

// A Setting describes the deployment of a classifier, which may differ from
// the test set.
type Setting struct {
	Costs      Costs
	Prevalence *float64 // nil: that of the test set
}

// Deployed returns the table as it is in the setting: restated for its prevalence, if
// there is one, or why it cannot be.
func (w Setting) Deployed(c Confusion) (Confusion, Reason) {
	if w.Prevalence == nil {
		return c, ""
	}
	return c.AtPrevalence(*w.Prevalence)
}

// In returns f of the table as it is in the setting.
func (w Setting) In(f func(Confusion) Value) func(Confusion) Value {
	return func(c Confusion) Value {
		c, r := w.Deployed(c)
		if r != "" {
			return Undefined(r)
		}
		return f(c)
	}
}

// A Choice is the operating point that a policy picks.
type Choice struct {
	Optimum      // Value is that of the policy's objective
	Reached bool // false: no point satisfies the bound, and Optimum is the closest
}

// Pick returns the operating point of s that p chooses in the setting. Values
// within 1e-12 of a bound or of the best count as equal, undefined ones never
// qualify, and ties go to the highest threshold:
//
//   - a bound takes, among the points that satisfy it, the one that its
//     [catalog.Take] names;
//   - the others take the best point.
//
// It panics if p is not one that [ParsePolicy] returns.
func (p Policy) Pick(s *Sweep, w Setting) Choice {
	target := p.target(w)
	if p.Optimises() {
		o := s.optimum(target)
		return Choice{Optimum: o, Reached: o.Value.OK}
	}
	return p.within(s, target)
}

// within picks the point of a policy that bounds its target.
func (p Policy) within(s *Sweep, target objective) Choice {
	satisfied := func(v Value) bool {
		if target.better == Higher {
			return v.OK && v.V >= p.Bound-tieTolerance
		}
		return v.OK && v.V <= p.Bound+tieTolerance
	}
	take := p.Declared().Take
	pick := -1
	most := math.Inf(-1) // recall at pick, where the highest one counts
	for k := range s.Len() {
		c := s.Confusion(k)
		if !satisfied(target.of(c)) {
			continue
		}
		switch take {
		case catalog.HighestThreshold:
			if pick < 0 {
				pick = k
			}
		case catalog.HighestRecall:
			if r := c.Recall(); r.OK && r.V > most+tieTolerance {
				pick, most = k, r.V
			}
		default:
			pick = k
		}
	}
	if pick < 0 {
		return Choice{Optimum: s.optimum(target)}
	}
	at := Optimum{Value: target.of(s.Confusion(pick)), Index: pick, Threshold: s.Threshold(pick)}
	return Choice{Optimum: at, Reached: true}
}
