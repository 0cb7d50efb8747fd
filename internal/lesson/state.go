package lesson

import (
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// State is what a teacher has set and may want to share: the school, the step
// and the threshold. It lives in the URL, where defaults are left out.
type State struct {
	Run       int64 // the run that the students are drawn from; 0: the school of the plan
	Plan      Plan
	Words     tradeoff.Experiment // names of the made-up school's classes and unit
	Step      string
	Threshold *float64 // nil: [School.Threshold]
	Seated    bool     // the students sit in their classrooms although the step lines them up
	Projector bool     // large type

	Elsewhere *float64 // share of positives of the other school; nil: [School.Rarer]
	Pair      int      // which of the pairs is picked, counted from 0
	P, R      float64  // precision and recall that are set by hand
}

// DefaultClassNames are the words of the made-up school.
func DefaultClassNames() tradeoff.Experiment {
	return tradeoff.Experiment{
		PositiveName: "diabetic", NegativeName: "healthy", UnitSingular: "student", UnitPlural: "students", CostFP: 1,
		CostFN: 1,
	}
}

// longestWord is how many characters a class or unit may be called by.
const longestWord = 40

// schoolFields are the parameters that say which school it is, and how large it is
// shown.
var schoolFields = slices.Concat(
	[]tradeoff.Field[State]{
		tradeoff.ToggleField("projector", "1: large type", "0", func(s *State) *bool { return &s.Projector }),
		tradeoff.NumberField(
			tradeoff.Parameter{Name: "run", About: "the id of the run that the students are drawn from",
				Range: &tradeoff.Range{Low: 1, High: 1 << 53, Whole: true}},
			"the id of a run",
			func(s *State) *float64 {
				if s.Run == 0 {
					return nil
				}
				return new(float64(s.Run))
			},
			func(s *State, x float64) { s.Run = int64(x) },
		),
	},
	ofMadeUpSchool(
		plainCount("size", "how many students there are", DefaultPlan().Size, MinSize, MaxSize,
			func(s *State) *int { return &s.Plan.Size }),
		realField("prevalence", "the share of positives", wantedShare, DefaultPlan().Prevalence, *openShare,
			func(s *State) *float64 { return &s.Plan.Prevalence }),
		realField("auc", "how good the scan is",
			"an AUC from "+format.Number(MinAUC)+" to "+format.Number(MaxAUC), DefaultPlan().AUC,
			tradeoff.Range{Low: MinAUC, High: MaxAUC}, func(s *State) *float64 { return &s.Plan.AUC }),
		wordField("positive_name", "the name of the positive class", func(e *tradeoff.Experiment) *string {
			return &e.PositiveName
		}),
		wordField("negative_name", "the name of the negative class", func(e *tradeoff.Experiment) *string {
			return &e.NegativeName
		}),
		wordField("unit_singular", "what one student is called", func(e *tradeoff.Experiment) *string {
			return &e.UnitSingular
		}),
		wordField("unit_plural", "what several are called", func(e *tradeoff.Experiment) *string { return &e.UnitPlural }),
	),
)

// stateFields are all parameters of a [State].
var stateFields = slices.Concat(schoolFields, []tradeoff.Field[State]{
	stepField,
	tradeoff.ThresholdField("threshold", "a student is called positive if the score is at or above it",
		func(s *State) **float64 { return &s.Threshold }),
	tradeoff.ToggleField("seated", "1: the students sit in their classrooms", "0", func(s *State) *bool {
		return &s.Seated
	}),
	shareField("elsewhere", "the share of positives of the other school", func(s *State) **float64 {
		return &s.Elsewhere
	}),
	plainCount("pair", "which of the pairs is picked, counted from 0", 0, 0, 1<<30, func(s *State) *int {
		return &s.Pair
	}),
	realField("precision", "that is set by hand", "a number from 0 to 1", 1, tradeoff.Range{Low: 0, High: 1},
		func(s *State) *float64 { return &s.P }),
	realField("recall", "that is set by hand", "a number from 0 to 1", 0, tradeoff.Range{Low: 0, High: 1},
		func(s *State) *float64 { return &s.R }),
})

// StateParameters returns the parameters that a [State] has in a URL.
func StateParameters() []tradeoff.Parameter { return tradeoff.Parameters(stateFields) }

// ofMadeUpSchool returns fields that addresses have only without a run, whose
// students have a plan and class names.
func ofMadeUpSchool(fields ...tradeoff.Field[State]) []tradeoff.Field[State] {
	for i, f := range fields {
		fields[i].Print = func(s *State) []string {
			if s.Run != 0 {
				return nil
			}
			return f.Print(s)
		}
	}
	return fields
}

// wordField is the field of one of the [State.Words].
func wordField(name, about string, at func(*tradeoff.Experiment) *string) tradeoff.Field[State] {
	usual := DefaultClassNames()
	return tradeoff.Field[State]{
		Parameter: tradeoff.Parameter{Name: name, About: about, Default: *at(&usual)},
		Parse: func(s *State, q url.Values) error {
			if v := strings.TrimSpace(q.Get(name)); v != "" {
				*at(&s.Words) = format.Shorten(v, longestWord)
			}
			return nil
		},
		Print: func(s *State) []string {
			if now := *at(&s.Words); now != *at(&usual) {
				return []string{now}
			}
			return nil
		},
	}
}

var stepField = tradeoff.Field[State]{
	Parameter: tradeoff.Parameter{Name: "step", About: "which step of the lesson is shown", Default: steps[0].ID},
	Parse: func(s *State, q url.Values) error {
		v := q.Get("step")
		if v == "" {
			return nil
		}
		if StepIndex(v) < 0 {
			return tradeoff.Errorf(tradeoff.NotFound, "the lesson has no step %q", v).WithHint("Begin with the first one.")
		}
		s.Step = v
		return nil
	},
	Print: func(s *State) []string {
		if s.Step == steps[0].ID {
			return nil
		}
		return []string{s.Step}
	},
}

// ParseState reads a state from a URL's query. Its errors name the parameter.
func ParseState(q url.Values) (State, error) {
	s := State{Plan: DefaultPlan(), Words: DefaultClassNames(), Step: steps[0].ID, P: 1, R: 0}
	if err := tradeoff.ParseFields(stateFields, q, &s); err != nil {
		return s, err
	}
	if s.Words.PositiveName == s.Words.NegativeName {
		return s, tradeoff.Errorf(tradeoff.Invalid, "both classes are called %q", s.Words.PositiveName).
			WithHint("Give each class a different name.")
	}
	return s, nil
}

// Query returns s as [ParseState] reads it.
func (s State) Query() url.Values {
	q := make(url.Values)
	tradeoff.PrintFields(stateFields, &s, q)
	return q
}

// SchoolQuery returns the part of the query that says which school it is, and
// how large it is shown.
func (s State) SchoolQuery() url.Values {
	q := make(url.Values)
	tradeoff.PrintFields(schoolFields, &s, q)
	return q
}
