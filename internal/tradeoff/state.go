package tradeoff

import (
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
)

// State is what a person has set on a run's page and may want to share. It
// lives in the URL, where defaults are left out.
type State struct {
	View View // the part of the run that the page is about

	Threshold  *float64     // chosen by hand; nil: the policy's, or the run's default
	Policy     *calc.Policy // nil if the threshold is chosen by hand, or nothing is
	CostFP     *float64     // of one false positive; nil: the experiment's
	CostFN     *float64
	Prevalence *float64 // share of positives in use; nil: the experiment's, or the test set's
	Drawing             // the charts

	Metrics []string // tiles in their order; nil: the default ones

	Losses     LossArgs // parameters of losses that are not the usual ones
	LossShares bool     // the shares of the losses are wanted, however many rows there are
}

// ParseState reads a state from a URL's query. Its errors name the parameter. A
// threshold wins over a policy.
func ParseState(q url.Values) (State, error) {
	var s State
	if v := strings.TrimSpace(q.Get("threshold")); v != "" {
		t, err := ParseThreshold(v)
		if err != nil {
			return State{}, err
		}
		s.Threshold = &t
	} else if v := strings.TrimSpace(q.Get("policy")); v != "" {
		if strings.HasSuffix(v, "=") || v == "max_f" { // a form sends the parameter apart
			v += strings.TrimSpace(q.Get("bound"))
		}
		p, err := calc.ParsePolicy(strings.ReplaceAll(v, ",", "."))
		if err != nil {
			return State{}, Errorf(Invalid, "%s", err).
				WithMend("There are max_f1, max_youden_j, max_mcc, closest_topleft, min_cost, recall>=0.9, precision>=0.9, specificity>=0.9 and alert_rate<=0.1.")
		}
		s.Policy = &p
	}
	for _, field := range []struct {
		name string
		into **float64
		ok   func(float64) bool
		want string
	}{
		{"cost_fp", &s.CostFP, isCost, "a number from 0 up"},
		{"cost_fn", &s.CostFN, isCost, "a number from 0 up"},
		{"prevalence", &s.Prevalence, isPrevalence, "a share between 0 and 1, such as 0.02"},
	} {
		v := strings.TrimSpace(q.Get(field.name))
		if v == "" {
			continue
		}
		x, err := parseNumber(v)
		if err != nil || !field.ok(x) {
			return State{}, Errorf(Invalid, "%s is %q", field.name, v).WithMend("Give %s.", field.want)
		}
		*field.into = &x
	}
	var err error
	if s.View, err = ParseView(q); err != nil {
		return State{}, err
	}
	if s.Drawing, err = parseDrawing(q); err != nil {
		return State{}, err
	}
	if s.Metrics, err = parseTiles(q["metrics"]); err != nil {
		return State{}, err
	}
	s.LossShares = q.Get("shares") == "1"
	s.Losses, err = ParseLossArgs(q)
	return s, err
}

func isCost(x float64) bool       { return x >= 0 && x <= 1e15 }
func isPrevalence(x float64) bool { return x > 0 && x < 1 }

// Query returns the state as [ParseState] reads it.
func (s State) Query() url.Values {
	q := make(url.Values)
	s.View.Add(q)
	set := func(name string, x *float64) {
		if x != nil {
			q.Set(name, strconv.FormatFloat(*x, 'g', -1, 64))
		}
	}
	if s.Threshold != nil {
		set("threshold", s.Threshold)
		if math.IsInf(*s.Threshold, 1) {
			q.Set("threshold", "inf")
		}
	} else if s.Policy != nil {
		q.Set("policy", s.Policy.String())
	}
	set("cost_fp", s.CostFP)
	set("cost_fn", s.CostFN)
	set("prevalence", s.Prevalence)
	if s.Metrics != nil {
		q.Set("metrics", strings.Join(s.Metrics, ","))
	}
	s.Losses.put(q)
	if s.LossShares {
		q.Set("shares", "1")
	}
	s.Drawing.addTo(q)
	return q
}

// Setting returns where the classifier is to be used: what the state says, and
// else what the experiment says.
func (s State) Setting(e Experiment) calc.Setting {
	w := calc.Setting{Costs: calc.Costs{FP: e.CostFP, FN: e.CostFN}, Prevalence: e.Prevalence}
	if s.CostFP != nil {
		w.Costs.FP = *s.CostFP
	}
	if s.CostFN != nil {
		w.Costs.FN = *s.CostFN
	}
	if s.Prevalence != nil {
		w.Prevalence = s.Prevalence
	}
	return w
}

// ParseThreshold reads a threshold as people write it: a number, with a
// decimal comma if they like, or inf or -inf.
func ParseThreshold(s string) (float64, error) {
	t, err := parseNumber(s)
	if err != nil || math.IsNaN(t) {
		return 0, Errorf(Invalid, "the threshold %.40q is not a number", s).
			WithMend("Give a number such as 0.5, or inf for “nobody is positive”.")
	}
	return t, nil
}

var numeral = regexp.MustCompile(`(?i)^[+-]?(inf(inity)?|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$`)

// parseNumber reads a number with a decimal point or comma.
func parseNumber(s string) (float64, error) {
	v := strings.TrimSpace(s)
	if strings.Count(v, ",") == 1 && !strings.Contains(v, ".") {
		v = strings.Replace(v, ",", ".", 1)
	}
	v = strings.NewReplacer("∞", "inf", "−", "-").Replace(v)
	if !numeral.MatchString(v) { // ParseFloat reads 0x1p-2 and 1_000 too
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(v, 64)
}
