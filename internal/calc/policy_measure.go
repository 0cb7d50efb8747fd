package calc

import "tradeoff/internal/catalog"

// An objective is the quantity that a policy bounds or optimises.
type objective struct {
	of     func(Confusion) Value
	better Direction
	every  bool // see [catalog.Metric.Irregular]
}

// Optimises reports whether p optimises something, rather than bounding it.
func (p Policy) Optimises() bool { return !catalog.Rule(p.Rule).Bounds() }

// Declared returns the declaration of p in the catalog.
func (p Policy) Declared() catalog.Policy {
	switch p.Rule {
	case Maximize:
		return catalog.MaximumOf(p.Metric)
	case AtLeast, AtMost:
		d, _ := catalog.PolicyByID(p.Metric)
		return d
	default:
		d, _ := catalog.PolicyByID(string(p.Rule))
		return d
	}
}

// target returns the objective of p in the setting: the expected cost of
// min_cost, the squared distance of closest_topleft, the recall of
// recall>=0.9 and so on. It panics if p is not one that [ParsePolicy]
// returns.
func (p Policy) target(w Setting) objective {
	d := p.Declared()
	o := objective{better: Lower, every: d.Irregular}
	if d.Rule == catalog.Maximize || d.Rule == catalog.AtLeast {
		o.better = Higher
	}
	switch {
	case d.Rule == catalog.Maximize:
		f, ok := p.maximised()
		if !ok {
			panic("calc: no policy " + p.String())
		}
		o.of = f
	case d.Metric != "":
		o.of = metricsByID[d.Metric].point
	default:
		o.of = objectiveOf(d, w.Costs)
	}
	if !d.IgnoresPrevalence {
		o.of = w.In(o.of)
	}
	return o
}
