package tradeoff

import (
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
)

// State is the state of a run's page that people can share by its URL. URLs leave out
// defaults.
type State struct {
	View View // the part of the run that the page is about

	Threshold  *float64     // given as a number; nil: the policy's, or the run's default
	Origin     *Origin      // where Threshold was chosen, if on other rows
	Policy     *calc.Policy // nil if the threshold is a number or the default
	Overruled  *calc.Policy // a policy that the given threshold overrides
	CostFP     *float64     // of one false positive; nil: the experiment's
	CostFN     *float64
	Prevalence *float64 // share of positives in deployment; nil: the experiment's, or the test set's
	TestSet    bool     // the share of positives is that of the test set, even if the experiment has one
	Drawing             // the charts
	Axis       ScoreAxis

	Boxes  Boxes      // of a detection run
	Images ImageState // of a segmentation run

	Tab     Tab        // the open part of the page; "": the overview
	Pins    []string   // metrics beside the slider in their order; nil: the default ones
	Metrics []string   // of the threshold, in their order; nil: the default ones
	Matrix  MatrixForm // "": the default, which depends on the prevalence

	Drilldown Drilldown // the tab of errors

	Losses     LossArgs // non-default parameters of losses
	LossShares bool     // compute the shares of the losses even for many rows

	Meeting Meeting // presentation mode
}

// Meeting is the presentation mode of a page.
type Meeting struct {
	On    bool // large type, and the arrow keys move the one slider
	Blind bool // model names are hidden: letters replace them
}

// meetingFields are the parameters of a [Meeting].
var meetingFields = []Field[Meeting]{
	ToggleField("meeting", "1: presentation mode, with large type", "0", func(m *Meeting) *bool { return &m.On }),
	ToggleField("blind", "1: hide model names", "0", func(m *Meeting) *bool { return &m.Blind }),
}

// Add writes m into q.
func (m Meeting) Add(q url.Values) { PrintFields(meetingFields, &m, q) }

// Name returns the name of the i-th of several models, counted from 0: its own name
// unless names are hidden.
func (m Meeting) Name(i int, own string) string {
	if m.Blind {
		return BlindName(i)
	}
	return own
}

// BlindName returns the name of the i-th model, counted from 0, while names are hidden.
func BlindName(i int) string { return "Model " + string(rune('A'+i)) }

// An Origin is the rows on which a threshold was chosen that is applied to others.
type Origin struct {
	Run    int64
	View   View         // the part of the run
	Policy *calc.Policy // nil if it was chosen manually
}

// stateFields are all parameters of a [State] in the order in which they are parsed: an
// origin needs its threshold.
var stateFields = slices.Concat(
	[]Field[State]{
		policyField,
		ThresholdField("threshold", "a row is predicted positive if its score is at or above it; by default 0.5 for "+
			"probabilities, "+
			"and 0 for other scores", func(s *State) **float64 { return &s.Threshold }),
		chosenOnField, chosenByField, chosenInField,
	},
	settingFields,
	within(viewFields, func(s *State) *View { return &s.View }),
	within(drawingFields, func(s *State) *Drawing { return &s.Drawing }),
	within(scoreAxisFields, func(s *State) *ScoreAxis { return &s.Axis }),
	within(boxFields, func(s *State) *Boxes { return &s.Boxes }),
	within(imageFields, func(s *State) *ImageState { return &s.Images }),
	[]Field[State]{tabField, pinField, metricsField, matrixField, sharesField},
	within(drilldownFields, func(s *State) *Drilldown { return &s.Drilldown }),
	within(meetingFields, func(s *State) *Meeting { return &s.Meeting }),
	within(lossFields, func(s *State) *LossArgs { return &s.Losses }),
)

// StateParameters returns the parameters that the state of a run's page has in a
// URL.
func StateParameters() []Parameter { return Parameters(stateFields) }

// ParseState reads a state from a URL's query. Its errors name the parameter. A
// threshold overrides a policy.
func ParseState(q url.Values) (State, error) {
	if err := noForeignLoss(q, lossFields, classLossFields, "many"); err != nil {
		return State{}, err
	}
	s := State{Losses: LossArgs{}}
	if err := ParseFields(stateFields, q, &s); err != nil {
		return State{}, err
	}
	if s.Threshold != nil {
		s.Overruled, s.Policy = s.Policy, nil
	}
	return s, nil
}

// Query returns the state as [ParseState] reads it.
func (s State) Query() url.Values {
	q := make(url.Values)
	PrintFields(stateFields, &s, q)
	return q
}

var sharesField = ToggleField("shares", "1: compute the shares of the losses even for many rows", "0",
	func(s *State) *bool { return &s.LossShares })

var policyField = Field[State]{
	Parameter: Parameter{Name: "policy", Beside: "bound", Example: "recall>=0.9",
		About: "the rule that picks the threshold, with any bound and any β: " +
			strings.Join(catalog.PolicyExamples(), ", ") +
			", and max_ with the identifier of any other metric that is better higher"},
	Parse: func(s *State, q url.Values) (err error) {
		s.Policy, err = parsePolicy(q.Get("policy"), q.Get("bound"))
		return err
	},
	Print: func(s *State) []string {
		if s.Threshold != nil || s.Policy == nil {
			return nil
		}
		return []string{s.Policy.String()}
	},
}

var chosenOnField = Field[State]{
	Parameter: Parameter{Name: "chosen_on", About: "the id of the run on which the threshold was chosen",
		Range: idRange},
	Parse: func(s *State, q url.Values) error {
		text := strings.TrimSpace(q.Get("chosen_on"))
		if text == "" || s.Threshold == nil {
			return nil
		}
		run, err := strconv.ParseInt(text, 10, 64)
		if err != nil || run < 1 {
			return Errorf(Invalid, "chosen_on is %q", text).WithHint("Give the id of the run on which the threshold was chosen.")
		}
		s.Origin = &Origin{Run: run}
		return nil
	},
	Print: func(s *State) []string {
		if s.Threshold == nil || s.Origin == nil {
			return nil
		}
		return []string{strconv.FormatInt(s.Origin.Run, 10)}
	},
}

var chosenByField = Field[State]{
	Parameter: Parameter{Name: "chosen_by", About: "the policy that chose it; absent if it was chosen manually"},
	Parse: func(s *State, q url.Values) (err error) {
		if s.Origin != nil {
			s.Origin.Policy, err = parsePolicy(q.Get("chosen_by"), "")
		}
		return err
	},
	Print: func(s *State) []string {
		if s.Threshold == nil || s.Origin == nil || s.Origin.Policy == nil {
			return nil
		}
		return []string{s.Origin.Policy.String()}
	},
}

var chosenInField = Field[State]{
	Parameter: Parameter{Name: "chosen_in",
		About: "the part of that run on which it was chosen, as an encoded query: slice=column:value"},
	Parse: func(s *State, q url.Values) error {
		if s.Origin == nil {
			return nil
		}
		part, err := url.ParseQuery(q.Get("chosen_in"))
		if err == nil {
			s.Origin.View, err = ParseView(part)
		}
		if err != nil {
			return Errorf(Invalid, "chosen_in is %.60q", q.Get("chosen_in")).
				WithHint("Give the part of the run on which the threshold was chosen as an encoded query, such as slice=age<40.")
		}
		return nil
	},
	Print: func(s *State) []string {
		if s.Threshold == nil || s.Origin == nil || s.Origin.View.Whole() {
			return nil
		}
		return []string{s.Origin.View.Key()}
	},
}

// testSet is the value of the parameter prevalence for that of the test set.
const testSet = "test_set"

// settingFields are the costs of errors and the prevalence in deployment.
var settingFields = []Field[State]{
	costField("cost_fp", "the cost of a false positive; that of the experiment by default",
		func(s *State) **float64 { return &s.CostFP }),
	costField("cost_fn", "the cost of a false negative; that of the experiment by default",
		func(s *State) **float64 { return &s.CostFN }),
	prevalenceField(),
}

// maxCost is above the cost of any single error.
const maxCost = 1e15

func costField(name, about string, at func(*State) **float64) Field[State] {
	return NumberField(Parameter{Name: name, About: about, Range: &Range{Low: 0, High: maxCost}}, "a number from 0 up",
		func(s *State) *float64 { return *at(s) }, func(s *State, x float64) { *at(s) = &x })
}

// prevalenceField is a share or [testSet], which an empty field of a form means too.
func prevalenceField() Field[State] {
	f := NumberField(
		Parameter{Name: "prevalence", Choices: []string{testSet},
			Range: &Range{Low: 0, High: 1, OpenLow: true, OpenHigh: true},
			About: "the share of positives in deployment; by default that of the experiment, or else of the " +
				"test set; test_set selects that of the test set even if the experiment has one"},
		"a share between 0 and 1, such as 0.02",
		func(s *State) *float64 { return s.Prevalence },
		func(s *State, x float64) { s.Prevalence = &x },
	)
	parse, print := f.Parse, f.Print
	f.Parse = func(s *State, q url.Values) error {
		text := strings.TrimSpace(q.Get("prevalence"))
		if text == testSet || text == "" && q.Has("prevalence") {
			s.TestSet = true
			return nil
		}
		return parse(s, q)
	}
	f.Print = func(s *State) []string {
		if s.TestSet {
			return []string{testSet}
		}
		return print(s)
	}
	return f
}

// parsePolicy reads a policy, whose bound a form sends separately; nil for "".
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
			WithHint("There are %s.", strings.Join(catalog.PolicyExamples(), ", "))
	}
	return &p, nil
}

// Standing returns the parts of s that links between pages keep: view, threshold,
// policy, costs, prevalence and presentation mode.
func (s State) Standing() State {
	return State{View: s.View, Meeting: s.Meeting, Threshold: s.Threshold, Policy: s.Policy, CostFP: s.CostFP,
		CostFN: s.CostFN, Prevalence: s.Prevalence, TestSet: s.TestSet}
}

// Setting returns the costs and prevalence in deployment: those of the state, or else
// of the experiment.
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

// ParseThreshold reads a threshold: a number with a decimal point or comma, percent, inf
// or -inf.
func ParseThreshold(s string) (float64, error) {
	t, err := ParseNumber(s)
	if percent, ok := strings.CutSuffix(strings.TrimSpace(s), "%"); ok {
		percent = strings.TrimSpace(percent) + "e-2" // no division, which would round
		t, err = ParseNumber(percent)
	}
	if err != nil || math.IsNaN(t) {
		return 0, Errorf(Invalid, "the threshold %.40q is not a number", s).
			WithHint("Give a number such as 0.5 or 50%%, or inf to predict no row positive.")
	}
	return t, nil
}

// ThresholdText formats a threshold as [ParseThreshold] reads it.
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
