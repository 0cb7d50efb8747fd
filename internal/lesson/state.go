package lesson

import (
	"net/url"
	"strconv"
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

// DefaultWords are the words of the made-up school.
func DefaultWords() tradeoff.Experiment {
	return tradeoff.Experiment{
		PositiveName: "diabetic", NegativeName: "healthy", UnitSingular: "student", UnitPlural: "students", CostFP: 1, CostFN: 1,
	}
}

// longestWord is how many characters a class or unit may be called by.
const longestWord = 40

// words are the parameters of names.
func words(e *tradeoff.Experiment) map[string]*string {
	return map[string]*string{
		"positive_name": &e.PositiveName, "negative_name": &e.NegativeName,
		"unit_singular": &e.UnitSingular, "unit_plural": &e.UnitPlural,
	}
}

// ParseState reads a state from a URL's query. Its errors name the parameter.
func ParseState(q url.Values) (State, error) {
	s := State{Plan: DefaultPlan(), Words: DefaultWords(), Step: steps[0].ID, P: 1, R: 0}
	if v := q.Get("step"); v != "" {
		if StepIndex(v) < 0 {
			return s, tradeoff.Errorf(tradeoff.NotFound, "the lesson has no step %q", v).WithMend("Begin with the first one.")
		}
		s.Step = v
	}
	var err error
	number := func(name string, low, high float64, open bool, want string) (x float64, there bool) {
		v := strings.TrimSpace(q.Get(name))
		if v == "" || err != nil {
			return 0, false
		}
		x, bad := tradeoff.ParseNumber(v)
		if bad != nil || !(x >= low && x <= high) || open && (x == low || x == high) {
			err = tradeoff.Errorf(tradeoff.Invalid, "%s is %q", name, v).WithMend("Give %s.", want)
			return 0, false
		}
		return x, true
	}
	whole := func(name string, low, high int) (int, bool) {
		x, ok := number(name, float64(low), float64(high), false, "a whole number from "+format.Count(low)+" to "+format.Count(high))
		if ok && x != float64(int(x)) {
			err = tradeoff.Errorf(tradeoff.Invalid, "%s is %q", name, q.Get(name)).WithMend("Give a whole number.")
		}
		return int(x), ok
	}
	share := "a share between 0 and 1, such as 0.02"
	if n, ok := whole("run", 1, 1<<53); ok {
		s.Run = int64(n)
	}
	if n, ok := whole("size", MinSize, MaxSize); ok {
		s.Plan.Size = n
	}
	if n, ok := whole("pair", 0, 1<<30); ok {
		s.Pair = n
	}
	if x, ok := number("prevalence", 0, 1, true, share); ok {
		s.Plan.Prevalence = x
	}
	if x, ok := number("auc", MinAUC, MaxAUC, false, "an AUC from "+format.Number(MinAUC)+" to "+format.Number(MaxAUC)); ok {
		s.Plan.AUC = x
	}
	if x, ok := number("elsewhere", 0, 1, true, share); ok {
		s.Elsewhere = &x
	}
	if x, ok := number("precision", 0, 1, false, "a number from 0 to 1"); ok {
		s.P = x
	}
	if x, ok := number("recall", 0, 1, false, "a number from 0 to 1"); ok {
		s.R = x
	}
	if err != nil {
		return s, err
	}
	if v := strings.TrimSpace(q.Get("threshold")); v != "" {
		t, err := tradeoff.ParseThreshold(v)
		if err != nil {
			return s, err
		}
		s.Threshold = &t
	}
	for name, into := range words(&s.Words) {
		if v := strings.TrimSpace(q.Get(name)); v != "" {
			*into = format.Shorten(v, longestWord)
		}
	}
	if s.Words.PositiveName == s.Words.NegativeName {
		return s, tradeoff.Errorf(tradeoff.Invalid, "both classes are called %q", s.Words.PositiveName).WithMend("Give each class a name of its own.")
	}
	s.Seated, s.Projector = q.Get("seated") == "1", q.Get("projector") == "1"
	return s, nil
}

// Query returns s as [ParseState] reads it.
func (s State) Query() url.Values {
	q := s.SchoolQuery()
	number := func(name string, x float64) { q.Set(name, strconv.FormatFloat(x, 'g', -1, 64)) }
	if s.Step != steps[0].ID {
		q.Set("step", s.Step)
	}
	if s.Threshold != nil {
		q.Set("threshold", tradeoff.ThresholdText(*s.Threshold))
	}
	if s.Seated {
		q.Set("seated", "1")
	}
	if s.Elsewhere != nil {
		number("elsewhere", *s.Elsewhere)
	}
	if s.Pair > 0 {
		number("pair", float64(s.Pair))
	}
	if s.P != 1 {
		number("precision", s.P)
	}
	if s.R != 0 {
		number("recall", s.R)
	}
	return q
}

// SchoolQuery returns the part of the query that says which school it is, and
// how large it is shown.
func (s State) SchoolQuery() url.Values {
	q := make(url.Values)
	number := func(name string, x float64) { q.Set(name, strconv.FormatFloat(x, 'g', -1, 64)) }
	if s.Projector {
		q.Set("projector", "1")
	}
	if s.Run != 0 {
		q.Set("run", strconv.FormatInt(s.Run, 10))
		return q
	}
	usual, usualWords := DefaultPlan(), DefaultWords()
	if s.Plan.Size != usual.Size {
		q.Set("size", strconv.Itoa(s.Plan.Size))
	}
	if s.Plan.Prevalence != usual.Prevalence {
		number("prevalence", s.Plan.Prevalence)
	}
	if s.Plan.AUC != usual.AUC {
		number("auc", s.Plan.AUC)
	}
	was := words(&usualWords)
	for name, now := range words(&s.Words) {
		if *now != *was[name] {
			q.Set(name, *now)
		}
	}
	return q
}
