package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
	"tradeoff/web/templates"
)

// offered are the policies with a button, and their parameter where they have
// one. A parameter's default stands behind the rule.
var offered = []struct{ label, policy, parameter, value string }{
	{label: "max F1", policy: "max_f1"},
	{label: "max Youden J", policy: "max_youden_j"},
	{label: "max MCC", policy: "max_mcc"},
	{label: "closest to top left", policy: "closest_topleft"},
	{label: "recall ≥", policy: "recall>=", parameter: "least recall", value: "0.9"},
	{label: "precision ≥", policy: "precision>=", parameter: "least precision", value: "0.9"},
	{label: "specificity ≥", policy: "specificity>=", parameter: "least specificity", value: "0.9"},
	{label: "alert rate ≤", policy: "alert_rate<=", parameter: "highest alert rate", value: "0.1"},
	{label: "max F, β =", policy: "max_f", parameter: "β", value: "2"},
	{label: "min cost", policy: "min_cost"},
}

// choose finds the operating point that the state asks for: of the threshold,
// of the policy, or of the run's default threshold.
func (s *Server) choose(ctx context.Context, v *runView) error {
	if v.state.Policy == nil {
		threshold := v.defaultThreshold()
		if v.state.Threshold != nil {
			threshold = *v.state.Threshold
		}
		var err error
		v.point, v.index, err = s.store.OperatingPoint(ctx, v.run.ID, threshold)
		v.text = format.Threshold(threshold, format.ExactDigits)
		return err
	}
	sweep, err := s.store.Sweep(ctx, v.run.ID)
	if err != nil {
		return err
	}
	v.choice = v.state.Policy.Pick(sweep, v.setting())
	v.index = v.choice.Index
	if !v.choice.Value.OK { // nothing is chosen: the default stands
		v.index = sweep.Index(v.defaultThreshold())
	}
	v.point = sweep.Point(v.index)
	v.text, v.point.Threshold = shortest(sweep, v.index)
	return nil
}

// defaultThreshold is where the page starts: at the decision boundary of the
// scores. Scores without a scale that lie all on one side of 0 have none, and
// start where Youden's J is highest.
func (v runView) defaultThreshold() float64 { return defaultThreshold(v.run, v.display) }

func defaultThreshold(run tradeoff.Run, d *wire.Display) float64 {
	t := run.ScoreKind.DefaultThreshold()
	if !startsAtYouden(run, d) {
		return t
	}
	best := math.Inf(-1)
	for k := range d.Len() { // the display holds every optimum
		if p := d.Point(k); p.YoudenJ().OK && p.YoudenJ().V > best+1e-12 {
			best, t = p.YoudenJ().V, d.Threshold[k]
		}
	}
	return t
}

func startsAtYouden(run tradeoff.Run, d *wire.Display) bool {
	h := d.Histogram
	return run.ScoreKind == calc.Score && (h.Low > 0 || h.High < 0) && d.Len() > 1
}

// shortest returns the shortest threshold that selects the same rows as
// operating point k does, as a text and as a number: what is shown, spoken and
// linked is one and the same.
func shortest(s *calc.Sweep, k int) (string, float64) {
	t, next := s.Threshold(k), math.Inf(-1)
	if k+1 < s.Len() {
		next = s.Threshold(k + 1)
	}
	if math.IsInf(t, 1) {
		return format.Threshold(t, format.ExactDigits), t
	}
	text := format.Threshold(t, format.ThresholdDigits(t, next, s.Threshold(1)-s.Threshold(s.Len()-1)))
	short, err := tradeoff.ParseThreshold(text)
	if err != nil {
		panic("server: " + err.Error())
	}
	return text, short
}

func (v runView) setting() calc.Setting { return v.state.Setting(v.experiment) }

// with returns the address of this page with a changed state.
func (v runView) with(change func(*tradeoff.State)) string {
	state := v.state
	change(&state)
	path := fmt.Sprintf("/runs/%d", v.run.ID)
	if q := state.Query().Encode(); q != "" {
		path += "?" + q
	}
	return path
}

func (v runView) policies() templates.PolicyView {
	out := templates.PolicyView{Action: fmt.Sprintf("/runs/%d", v.run.ID), Said: v.said(), Default: v.saidOfDefault()}
	plain := v.state
	plain.Threshold, plain.Policy = nil, nil
	out.Hidden = hiddenFields(plain.Query())
	now := v.policyText()
	byHand := v.state.Policy == nil && v.state.Threshold != nil && *v.state.Threshold != v.defaultThreshold()
	out.Chips = append(out.Chips,
		templates.ChipView{Label: "by hand", ID: "manual", Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold = nil, &v.point.Threshold }), Pressed: byHand},
		templates.ChipView{Label: format.Number(v.defaultThreshold()), ID: "default", Pressed: now == "" && !byHand,
			Href: v.with(func(s *tradeoff.State) { s.Policy, s.Threshold = nil, nil })})
	for _, o := range offered {
		chip := templates.ChipView{Label: o.label, Policy: o.policy, Parameter: o.parameter, Value: o.value}
		if o.parameter == "" {
			chip.Pressed = now == o.policy
			p, err := calc.ParsePolicy(o.policy)
			if err != nil {
				panic("server: " + err.Error())
			}
			chip.Href = v.with(func(s *tradeoff.State) { s.Threshold, s.Policy = nil, &p })
		} else if bound, ok := strings.CutPrefix(now, o.policy); ok && !isOffered(now) {
			if _, err := tradeoff.ParseThreshold(bound); err == nil {
				chip.Pressed, chip.Value = true, bound
			}
		}
		out.Chips = append(out.Chips, chip)
	}
	return out
}

// isOffered reports whether a policy has a button of its own, without a parameter.
func isOffered(policy string) bool {
	for _, o := range offered {
		if o.parameter == "" && o.policy == policy {
			return true
		}
	}
	return false
}

// said is what the policy has chosen, in words; "" without a policy.
func (v runView) said() string {
	if v.state.Policy == nil {
		if v.state.Threshold == nil {
			return v.saidOfDefault()
		}
		return ""
	}
	p := *v.state.Policy
	words := tradeoff.WordsForPolicy(p)
	if !v.choice.Value.OK {
		return strings.NewReplacer("{reason}", v.experiment.ReasonText(v.choice.Value.Reason)).Replace(words.Nowhere)
	}
	sentence := words.Chosen
	if !v.choice.Reached {
		sentence = words.Unmet
	}
	return strings.NewReplacer(
		"{value}", format.Amount(v.choice.Value.V), "{bound}", format.Number(p.Bound), "{threshold}", v.text,
	).Replace(sentence) + " " + words.Optimist
}

// saidOfDefault explains a default threshold that is not the usual one.
func (v runView) saidOfDefault() string {
	if !startsAtYouden(v.run, v.display) {
		return ""
	}
	words := tradeoff.WordsForPolicy(calc.Policy{Rule: calc.Maximize, Metric: "youden_j"})
	return "0 lies outside these scores, so the threshold starts where Youden's J is highest. " + words.Optimist
}

// policyTexts are the sentences of all policies that the page offers, by policy
// without its parameter.
func policyTexts() map[string]tradeoff.PolicyWords {
	out := make(map[string]tradeoff.PolicyWords, len(offered))
	for _, o := range offered {
		p, err := calc.ParsePolicy(o.policy + o.value)
		if err != nil {
			panic("server: " + err.Error())
		}
		words := tradeoff.WordsForPolicy(p)
		if o.policy == "max_f" { // of any β
			words.Chosen = strings.Replace(words.Chosen, "F"+o.value, "F{bound}", 1)
		}
		out[o.policy] = words
	}
	return out
}

// plateau returns where on the slider an optimising policy would be as good.
func (v runView) plateau() []templates.SpanView {
	if v.state.Policy == nil || !v.state.Policy.Optimises() || !v.choice.Value.OK {
		return nil
	}
	asGood := v.state.Policy.AsGood(v.choice, v.setting())
	var out []templates.SpanView
	from := -1
	emit := func(first, last int) {
		high, low := v.at(v.display.Threshold[first]), 0.0
		if last+1 < v.display.Len() {
			low = v.at(v.display.Threshold[last+1])
		}
		out = append(out, templates.SpanView{X: percent(low), W: percent(high - low)})
	}
	for k := range v.display.Len() {
		good := asGood(v.display.Point(k).Confusion)
		if good && from < 0 {
			from = k
		}
		if !good && from >= 0 {
			emit(from, k-1)
			from = -1
		}
	}
	if from >= 0 {
		emit(from, v.display.Len()-1)
	}
	return out
}

// A choiceJSON is the operating point that a policy has picked.
type choiceJSON struct {
	Policy  string     `json:"policy"`
	Value   calc.Value `json:"value" doc:"of what the policy optimises or bounds"`
	Reason  string     `json:"reason,omitempty" doc:"why there is no value; then the default threshold stands"`
	Reached bool       `json:"reached" doc:"whether the bound is kept"`
	Text    string     `json:"text" doc:"the threshold as pages write it"`
	PointJSON
}

// getChoice answers with the operating point that a policy picks from the
// whole sweep.
func (s *Server) getChoice(w http.ResponseWriter, r *http.Request) error {
	v, err := s.runAt(r)
	if err != nil {
		return err
	}
	if v.state.Policy == nil {
		return tradeoff.Errorf(tradeoff.Invalid, "there is no policy").WithMend("Name one, as in ?policy=max_f1.")
	}
	return writeJSON(w, http.StatusOK, choiceJSON{v.state.Policy.String(), v.choice.Value, string(v.choice.Value.Reason), v.choice.Reached, v.text, pointOf(v.point, v.index)})
}

// --- what if ---

// whatIf says what the numbers mean where the classifier is to be used.
func (v runView) whatIf() templates.WhatIfView {
	e, w := v.experiment, v.setting()
	out := templates.WhatIfView{
		Action: fmt.Sprintf("/runs/%d", v.run.ID), Positive: e.PositiveName, Unit: e.UnitSingular, Units: e.UnitPlural,
		CostFP: format.Number(w.Costs.FP), CostFN: format.Number(w.Costs.FN),
		Of: fmt.Sprintf("of 1,000 %s", e.UnitPlural),
	}
	hidden := v.state
	hidden.CostFP, hidden.CostFN, hidden.Prevalence = nil, nil, nil
	out.Hidden = hiddenFields(hidden.Query())
	if w.Prevalence != nil {
		out.Prevalence = format.Number(*w.Prevalence)
	}
	if p := v.point.Prevalence(); p.OK {
		out.TestSet = format.Rate(p.V)
	}
	c, reason := v.inUse()
	if reason != "" {
		out.Undefined = e.ReasonText(reason)
		return out
	}
	f, ok := c.NaturalFrequencies(1000)
	if !ok {
		out.Undefined = e.ReasonText(calc.NoSamples)
		return out
	}
	out.Cells = map[string]string{
		"positives": format.Count(f.TP + f.FN), "called": format.Count(f.TP + f.FP), "tp": format.Count(f.TP), "fn": format.Count(f.FN),
	}
	x := 0
	for _, part := range []struct {
		id string
		n  int
	}{{"tp", f.TP}, {"fn", f.FN}, {"fp", f.FP}, {"tn", f.TN}} {
		out.Icons = append(out.Icons, templates.IconView{ID: part.id, Path: chart.Icons(x, part.n, iconColumns)})
		x += part.n
	}
	if cost := w.Costs.Expected(c); cost.OK {
		out.Cost = format.Amount(cost.V)
	}
	return out
}

// iconColumns is how many of 1,000 icons stand in a row.
const iconColumns = 50

// inUse returns the confusion matrix where the classifier is to be used.
func (v runView) inUse() (calc.Confusion, calc.Reason) {
	w := v.setting()
	if w.Prevalence == nil {
		return v.point.Confusion, ""
	}
	return v.point.AtPrevalence(*w.Prevalence)
}
