package tradeoff

import (
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// State is what a person has set on a run's page and may want to share. It
// lives in the URL, where defaults are left out.
type State struct {
	View View // the part of the run that the page is about

	Threshold  *float64     // given as a number; nil: the policy's, or the run's default
	Origin     *Origin      // where Threshold was chosen, if it was elsewhere
	Policy     *calc.Policy // nil if the threshold is given as a number, or nothing is
	Overruled  *calc.Policy // a policy that was named beside a threshold, which wins
	CostFP     *float64     // of one false positive; nil: the experiment's
	CostFN     *float64
	Prevalence *float64 // share of positives in use; nil: the experiment's, or the test set's
	TestSet    bool     // the share of positives is that of the test set, whatever the experiment says
	Drawing             // the charts

	Boxes  Boxes      // of a detection run
	Images ImageState // of a segmentation run

	Metrics []string // tiles in their order; nil: the default ones

	Losses     LossArgs // parameters of losses that are not the usual ones
	LossShares bool     // the shares of the losses are wanted, however many rows there are

	Meeting Meeting // how a room looks at it together
}

// Meeting is how a room looks at a page together.
type Meeting struct {
	On    bool // large type, and the arrow keys move the one slider
	Blind bool // models have letters for names, until they are revealed
}

func parseMeeting(q url.Values) Meeting {
	return Meeting{On: q.Get("meeting") == "1", Blind: q.Get("blind") == "1"}
}

// Add puts m into a query, as it is read there.
func (m Meeting) Add(q url.Values) {
	if m.On {
		q.Set("meeting", "1")
	}
	if m.Blind {
		q.Set("blind", "1")
	}
}

// Name is what the i-th of several models is called, counted from 0: by its own
// name unless names are hidden.
func (m Meeting) Name(i int, own string) string {
	if m.Blind {
		return BlindName(i)
	}
	return own
}

// BlindName is what the i-th model is called, counted from 0, as long as names are hidden.
func BlindName(i int) string { return "Model " + string(rune('A'+i)) }

// An Origin says on which rows a threshold was chosen that is applied to others.
type Origin struct {
	Run    int64
	View   View         // the part of the run
	Policy *calc.Policy // nil if it was chosen by hand
}

// ParseState reads a state from a URL's query. Its errors name the parameter. A
// threshold wins over a policy.
func ParseState(q url.Values) (State, error) {
	var s State
	policy, err := parsePolicy(q.Get("policy"), q.Get("bound"))
	if err != nil {
		return State{}, err
	}
	if v := strings.TrimSpace(q.Get("threshold")); v != "" {
		t, err := ParseThreshold(v)
		if err != nil {
			return State{}, err
		}
		s.Threshold, s.Overruled = &t, policy
		if s.Origin, err = parseOrigin(q); err != nil {
			return State{}, err
		}
	} else {
		s.Policy = policy
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
		if field.name == "prevalence" && (v == testSet || v == "" && q.Has(field.name)) { // an empty field of a form
			s.TestSet = true
			continue
		}
		if v == "" {
			continue
		}
		x, err := ParseNumber(v)
		if err != nil || !field.ok(x) {
			return State{}, Errorf(Invalid, "%s is %q", field.name, v).WithMend("Give %s.", field.want)
		}
		*field.into = &x
	}
	if s.View, err = ParseView(q); err != nil {
		return State{}, err
	}
	if s.Drawing, err = parseDrawing(q); err != nil {
		return State{}, err
	}
	if s.Boxes, err = parseBoxes(q); err != nil {
		return State{}, err
	}
	if s.Images, err = parseImages(q); err != nil {
		return State{}, err
	}
	if s.Metrics, err = parseTiles(q["metrics"]); err != nil {
		return State{}, err
	}
	s.LossShares = q.Get("shares") == "1"
	s.Meeting = parseMeeting(q)
	s.Losses, err = ParseLossArgs(q)
	return s, err
}

// parsePolicy reads a policy, whose bound a form sends apart; nil for "".
func parsePolicy(text, bound string) (*calc.Policy, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	if strings.HasSuffix(text, "=") || text == "max_f" {
		text += strings.TrimSpace(bound)
	}
	p, err := calc.ParsePolicy(strings.ReplaceAll(text, ",", "."))
	if err != nil {
		return nil, Errorf(Invalid, "%s", err).
			WithMend("There are %s.", strings.Join(catalog.PolicyExamples(), ", "))
	}
	return &p, nil
}

// parseOrigin reads where a threshold was chosen; nil if nothing says so.
func parseOrigin(q url.Values) (*Origin, error) {
	v := strings.TrimSpace(q.Get("chosen_on"))
	if v == "" {
		return nil, nil
	}
	run, err := strconv.ParseInt(v, 10, 64)
	if err != nil || run < 1 {
		return nil, Errorf(Invalid, "chosen_on is %q", v).WithMend("Give the id of the run on which the threshold was chosen.")
	}
	o := &Origin{Run: run}
	if o.Policy, err = parsePolicy(q.Get("chosen_by"), ""); err != nil {
		return nil, err
	}
	part, err := url.ParseQuery(q.Get("chosen_in"))
	if err == nil {
		o.View, err = ParseView(part)
	}
	if err != nil {
		return nil, Errorf(Invalid, "chosen_in is %.60q", q.Get("chosen_in")).
			WithMend("Give the part of the run on which the threshold was chosen as a query of its own, such as slice=age<40.")
	}
	return o, nil
}

// testSet is the prevalence that is the test set's own.
const testSet = "test_set"

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
		q.Set("threshold", ThresholdText(*s.Threshold))
		if o := s.Origin; o != nil {
			q.Set("chosen_on", strconv.FormatInt(o.Run, 10))
			if o.Policy != nil {
				q.Set("chosen_by", o.Policy.String())
			}
			if !o.View.Whole() {
				q.Set("chosen_in", o.View.Key())
			}
		}
	} else if s.Policy != nil {
		q.Set("policy", s.Policy.String())
	}
	set("cost_fp", s.CostFP)
	set("cost_fn", s.CostFN)
	set("prevalence", s.Prevalence)
	if s.TestSet {
		q.Set("prevalence", testSet)
	}
	if s.Metrics != nil {
		q.Set("metrics", strings.Join(s.Metrics, ","))
	}
	s.Losses.put(q)
	if s.LossShares {
		q.Set("shares", "1")
	}
	s.Drawing.addTo(q)
	s.Boxes.addTo(q)
	s.Images.addTo(q)
	s.Meeting.Add(q)
	return q
}

// Standing returns what of s says where a run stands and where it is to be used:
// the part of it, threshold, policy, costs and prevalence; and how a room looks at
// it.
func (s State) Standing() State {
	return State{View: s.View, Meeting: s.Meeting, Threshold: s.Threshold, Policy: s.Policy, CostFP: s.CostFP, CostFN: s.CostFN, Prevalence: s.Prevalence, TestSet: s.TestSet}
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
	if s.Prevalence != nil || s.TestSet {
		w.Prevalence = s.Prevalence
	}
	return w
}

// ParseThreshold reads a threshold as people write it: a number, with a
// decimal comma if they like, or inf or -inf.
func ParseThreshold(s string) (float64, error) {
	t, err := ParseNumber(s)
	if err != nil || math.IsNaN(t) {
		return 0, Errorf(Invalid, "the threshold %.40q is not a number", s).
			WithMend("Give a number such as 0.5, or inf for “nobody is positive”.")
	}
	return t, nil
}

// ThresholdText writes a threshold as [ParseThreshold] reads it.
func ThresholdText(t float64) string {
	if math.IsInf(t, 1) {
		return "inf"
	}
	return strconv.FormatFloat(t, 'g', -1, 64)
}

var numeral = regexp.MustCompile(`(?i)^[+-]?(inf(inity)?|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$`)

// ParseNumber reads a number with a decimal point or comma.
func ParseNumber(s string) (float64, error) {
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
