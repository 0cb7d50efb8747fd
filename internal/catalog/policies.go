package catalog

import (
	"strconv"
	"strings"
)

// A Rule is the kind of a policy.
type Rule string

// The rules.
const (
	Maximize Rule = "max"
	Minimize Rule = "min"
	AtLeast  Rule = ">="
	AtMost   Rule = "<="
)

// Bounds reports whether policies of the rule keep within a bound, rather than
// make something as good as possible.
func (r Rule) Bounds() bool { return r == AtLeast || r == AtMost }

// Sign returns "≥" or "≤" for rules with a bound.
func (r Rule) Sign() string {
	switch r {
	case AtLeast:
		return "≥"
	case AtMost:
		return "≤"
	}
	return ""
}

// A Take is the choice among the thresholds within a bound. Recall rises as
// thresholds fall, and specificity, the false positive rate and the alert
// rate move the other way: for these an end of the range is the best trade.
// Precision and NPV are not monotone, and meet any bound at an end where they
// depend on a handful of rows: they need [HighestRecall].
type Take string

// The takes.
const (
	HighestThreshold Take = "highest_threshold"
	LowestThreshold  Take = "lowest_threshold"
	HighestRecall    Take = "highest_recall" // ties go to the higher threshold
)

// A Tolerance is how much worse than the best value another value may be and
// still count as equally good.
type Tolerance struct {
	By       float64
	Relative bool // By is a share of the best value
}

// usualTolerance is that of policies that declare none.
var usualTolerance = Tolerance{By: 0.01}

// A Policy is a rule that chooses one operating point of a run. It bounds or
// optimises its metric, or a formula that is not a metric.
type Policy struct {
	ID      string // as in URLs: "min_cost", "max_f1", or "recall", of which recall>=0.9 is one
	Rule    Rule
	Metric  string
	Formula Expr
	Take    Take // for rules with a bound
	AnyBeta bool // its metric is the F-score of any β, whose usual value is Default

	IgnoresPrevalence bool // it chooses the same threshold at any prevalence in deployment
	LabelFree         bool // it does not use labels, so its choice is not optimistic
	Irregular         bool // as in [Metric], of its formula
	Within            Tolerance

	Label    string   // of its button and of its lock: "recall", "min cost"
	Phrase   string   // within a sentence: "a recall", "an alert rate"
	Chosen   string   // the sentence about the choice, with {threshold} and {value}; empty for rules with a bound
	Why      string   // the sentence that no threshold is better, with {costs} for those; see [Policy.Reason]
	AsGood   string   // likewise of others that are as good, with {low} and {high}; empty: the usual sentence
	Default  float64  // bound, or β
	Offered  bool     // it has a button
	Lockable bool     // several runs can be brought to the same value of it
	Cites    []string // the metrics for evaluating a decision on later runs; empty: recall and precision
}

// ExpectedCost is the mean cost of a row.
var ExpectedCost = Sum(Times(CostFP, Over(FP, N)), Times(CostFN, Over(FN, N)),
	Times(CostTP, Over(TP, N)), Times(CostTN, Over(TN, N)))

// Policies are those that are declared, in the order of their buttons. Every other
// metric that is better higher has a policy that maximises it, with no button.
var Policies = []Policy{
	maximum("f1"), maximum("youden_j"), maximum("mcc"),
	{ID: "closest_topleft", Rule: Minimize, IgnoresPrevalence: true, Offered: true, Label: "closest to (0, 1)",
		Formula: Sum(Times(Over(FN, P), Over(FN, P)), Times(Over(FP, Q), Over(FP, Q))),
		Chosen: "The ROC curve comes closest to its top left corner, (0, 1), at {threshold}: " +
			"(1 − TPR)² + FPR² is {value}. " + ties,
		Why: "No threshold comes closer to (0, 1) on the ROC curve."},
	{ID: "recall", Rule: AtLeast, Metric: "recall", Take: HighestThreshold, Label: "recall", Phrase: "a recall",
		Default: 0.9, Offered: true, Lockable: true},
	{ID: "precision", Rule: AtLeast, Metric: "precision", Take: HighestRecall, Label: "precision", Phrase: "a precision",
		Default: 0.9, Offered: true, Lockable: true, Cites: []string{"precision", "recall"}},
	{ID: "specificity", Rule: AtLeast, Metric: "specificity", Take: LowestThreshold, Label: "specificity",
		Phrase: "a specificity", Default: 0.9, Offered: true, Lockable: true, Cites: []string{"specificity", "recall"}},
	{ID: "fpr", Rule: AtMost, Metric: "fpr", Take: LowestThreshold, Label: "false positive rate",
		Phrase: "a false positive rate", Default: 0.1, Lockable: true},
	{ID: "alert_rate", Rule: AtMost, Metric: "predicted_positive_rate", Take: LowestThreshold, Label: "alert rate",
		Phrase: "an alert rate", Default: 0.1, Offered: true, Lockable: true, LabelFree: true,
		Cites: []string{"predicted_positive_rate", "recall"}},
	{ID: "expected_cost", Rule: AtMost, Formula: ExpectedCost, Take: HighestRecall, Label: "expected cost",
		Phrase: "an expected cost", Default: 0.5, Lockable: true},
	{ID: "max_f", Rule: Maximize, AnyBeta: true, Default: 2, Offered: true, Label: "max F, β ="},
	{ID: "min_cost", Rule: Minimize, Formula: ExpectedCost, Offered: true, Label: "min cost",
		Within: Tolerance{By: 0.01, Relative: true},
		Chosen: "Mistakes cost least at {threshold}: {value} on average. " + ties,
		Why:    "No threshold costs less when {costs}.",
		AsGood: "From {low} to {high} they cost at most 1% more."},
}

const ties = "Ties go to the higher threshold."

// maximum returns the policy that makes a metric of a confusion matrix as high as
// possible.
func maximum(metric string) Policy {
	m, ok := MetricByID(metric)
	if !ok {
		panic("catalog: there is no metric " + metric)
	}
	p := maximumOf(m)
	p.Offered = true
	return p
}

func maximumOf(m Metric) Policy {
	return Policy{ID: "max_" + m.ID, Rule: Maximize, Metric: m.ID, Irregular: m.Irregular, Label: "max " + m.ShortName(),
		Chosen: m.Name + " is highest at {threshold}: {value}. " + ties,
		Why:    "No threshold has a higher " + m.ShortName() + "."}
}

// MaximumOf returns the policy that makes a metric as high as possible: one of a
// confusion matrix, or "f" with any β, as in "f0.7".
func MaximumOf(metric string) Policy {
	if m, ok := MetricByID(metric); ok {
		return maximumOf(m)
	}
	return maximumOf(Metric{ID: metric, Name: strings.ToUpper(metric)})
}

// Tolerance returns how far from the best value others count as good as it.
func (p Policy) Tolerance() Tolerance {
	if p.Within == (Tolerance{}) {
		return usualTolerance
	}
	return p.Within
}

// Sentence returns the sentence about a choice, with {threshold} and {value},
// and with {bound} for rules that have one.
func (p Policy) Sentence() string {
	if !p.Rule.Bounds() {
		return p.Chosen
	}
	at := "at least"
	if p.Rule == AtMost {
		at = "at most"
	}
	with := p.Phrase + " of " + at + " {bound}"
	switch p.Take {
	case HighestThreshold:
		return "The highest threshold with " + with + " is {threshold}: {value}."
	case LowestThreshold:
		return "The lowest threshold with " + with + " is {threshold}: {value}."
	default:
		return "Among the thresholds with " + with + ", the recall is highest at {threshold}: " +
			p.Phrase + " {value}. " + ties
	}
}

// Reason returns the sentence that says why a threshold was chosen, with {bound} for rules
// that have one. It is true of the chosen threshold only if it is within the bound.
func (p Policy) Reason() string {
	within := p.Label + " " + p.Rule.Sign() + " {bound}"
	switch {
	case !p.Rule.Bounds():
		return p.Why
	case p.Take == HighestThreshold:
		return "It is the highest threshold with " + within + "."
	case p.Take == LowestThreshold:
		return "It is the lowest threshold with " + within + "."
	}
	return "No threshold with " + within + " has a higher recall."
}

// PolicyByID returns a policy that is declared.
func PolicyByID(id string) (Policy, bool) {
	for _, p := range Policies {
		if p.ID == id {
			return p, true
		}
	}
	return Policy{}, false
}

// PolicyExamples returns all policies that are declared as they are written in a
// URL, with their usual bounds.
func PolicyExamples() []string {
	var out []string
	for _, p := range Policies {
		usual := strconv.FormatFloat(p.Default, 'g', -1, 64)
		switch {
		case p.Rule.Bounds():
			out = append(out, p.ID+string(p.Rule)+usual)
		case p.AnyBeta:
			out = append(out, p.ID+usual)
		default:
			out = append(out, p.ID)
		}
	}
	return out
}
