package lesson

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
)

// A Question is asked before the learner may see. Exactly one option is right,
// and which one is computed from the students.
type Question struct {
	Text    string
	Options []Option
	Why     string // what the students show
}

// An Option is one answer to choose.
type Option struct {
	Text  string
	Right bool
}

// Right returns the index of the right option.
func (q Question) Right() int {
	return slices.IndexFunc(q.Options, func(o Option) bool { return o.Right })
}

// Question returns the question of a step.
func (s *School) Question(step string) Question {
	e := s.Experiment
	switch step {
	case "school":
		return s.baseRate()
	case "threshold":
		return s.direction("predicted_positive_rate", false,
			"Move the line to the left, to a lower threshold: how many {units} will be called {positive}?",
			"more", "fewer", "more or fewer, it depends", "as many as before")
	case "outcomes":
		return s.nameOutcome()
	case "accuracy":
		return s.direction("accuracy", true, "Move the line to the right: will accuracy rise or fall?", rise, fall, either,
			stay)
	case "precision":
		return s.direction("precision", true,
			"Move the line to the right, to a higher threshold: will precision rise or fall?", rise, fall, either, stay)
	case "recall":
		return s.direction("recall", true, "Move the line to the right, to a higher threshold: will recall rise or fall?",
			rise, fall, either, stay)
	case "specificity":
		return s.direction("specificity", true,
			"Move the line to the right, to a higher threshold: will specificity rise or fall?", rise, fall, either, stay)
	case "f1":
		return s.direction("f1", true, "Move the line to the right, to a higher threshold: will F1 rise or fall?", rise, fall,
			either, stay)
	case "harmonic":
		return numberQuestion("A scan has a precision of 1 and a recall of 0. What is the harmonic mean of the two?",
			[]float64{0, 0.5, 1}, Harmonic(1, 0),
			"2 · 1 · 0 / (1 + 0) = 0. F1 by counts says the same: without true positives it is 0.")
	case "tradeoff":
		return s.fullRecall()
	case "roc":
		return s.cornerOfROC()
	case "auc":
		return s.pairs()
	case "imbalance":
		return s.everyoneNegative()
	case "prevalence":
		return s.otherSchool()
	}
	panic("lesson: there is no step " + e.Fill(step))
}

// The answers to what a metric does.
const (
	rise   = "it can only rise, or stay"
	fall   = "it can only fall, or stay"
	either = "it may do either"
	stay   = "it stays"
)

// A Move is a step of the line from one threshold to the next, and a metric
// before and after it.
type Move struct {
	From, To      float64 // thresholds
	Before, After float64
}

// Moves returns the largest rise and the largest fall of a confusion metric
// when the line steps from score to score over the whole school, upwards or
// downwards; nil where it never rises or never falls. Steps to or from an
// undefined value are none.
func (s *School) Moves(metric string, up bool) (rise, fall *Move) {
	const tiny = 1e-12 // as where optima are compared
	last := s.Sweep.Len() - 1
	for k := range last {
		from, to := s.Sweep.Point(k), s.Sweep.Point(k+1)
		if up {
			from, to = to, from
		}
		a, b := from.Estimate(metric, 0.95).Value, to.Estimate(metric, 0.95).Value
		if !a.OK || !b.OK {
			continue
		}
		m := &Move{from.Threshold, to.Threshold, a.V, b.V}
		switch d := b.V - a.V; {
		case d > tiny && (rise == nil || d > rise.After-rise.Before):
			rise = m
		case d < -tiny && (fall == nil || d < fall.After-fall.Before):
			fall = m
		}
	}
	return rise, fall
}

// direction asks what a metric does when the line is moved. The order of the
// texts is that of [Moves]: it rises, it falls, both occur, neither does.
func (s *School) direction(metric string, up bool, text, rises, falls, both, neither string) Question {
	r, f := s.Moves(metric, up)
	q := Question{Text: s.Experiment.Fill(text), Options: []Option{
		{rises, r != nil && f == nil}, {falls, r == nil && f != nil}, {both, r != nil && f != nil},
		{neither, r == nil && f == nil},
	}}
	for i, m := range []*Move{r, f} {
		if m == nil {
			continue
		}
		if i == 1 && r != nil {
			q.Why += " "
		}
		d := decimals(m.Before, m.After)
		q.Why += fmt.Sprintf("From %s to %s it goes from %s to %s.", threshold(m.From), threshold(m.To),
			format.Fixed(m.Before, d), format.Fixed(m.After, d))
	}
	if r == nil || f == nil {
		switch {
		case r != nil:
			q.Why += " It falls nowhere in this school."
		case f != nil:
			q.Why += " It rises nowhere in this school."
		default:
			q.Why = "It changes nowhere in this school."
		}
	}
	return q
}

// decimals is how many decimals tell two numbers apart, two at least.
func decimals(a, b float64) int {
	d := 2
	for d < 6 && format.Fixed(a, d) == format.Fixed(b, d) {
		d++
	}
	return d
}

func threshold(t float64) string {
	if math.IsInf(t, 1) {
		return "beyond the highest score"
	}
	return format.Number(t)
}

// numberQuestion asks for a number among others.
func numberQuestion(text string, offered []float64, right float64, why string) Question {
	q := Question{Text: text, Why: why}
	texts := make([]string, 0, len(offered))
	answer := format.Share(right)
	if !slices.ContainsFunc(offered, func(x float64) bool { return format.Share(x) == answer }) {
		offered = append(slices.Clone(offered), right)
	}
	offered = slices.Sorted(slices.Values(offered))
	for _, x := range offered {
		t := format.Share(x)
		if slices.Contains(texts, t) {
			continue
		}
		texts = append(texts, t)
		q.Options = append(q.Options, Option{t, t == answer})
	}
	return q
}

// Harmonic is the harmonic mean of two rates; that of 0 and 0 is 0, as F1 by
// counts is wherever there are errors.
func Harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// whole is the confusion matrix of the scan that predicts everyone negative.
func (s *School) whole() calc.Confusion { return s.Sweep.Confusion(0) }

// baseRate asks how many are positive.
func (s *School) baseRate() Question {
	n, p := len(s.Students), s.Sweep.Positives()
	q := Question{Text: s.Experiment.Fill(fmt.Sprintf("Of the %d {units}, how many are {positive}? "+
		"Count the square heads, or guess.", n))}
	offered := []int{p, max(1, p/3), min(n-1, 2*p), min(n-1, 3*p+2)}
	slices.Sort(offered)
	for _, x := range slices.Compact(offered) {
		q.Options = append(q.Options, Option{fmt.Sprint(x), x == p})
	}
	q.Why = s.Experiment.Fill(fmt.Sprintf("%d of %d are {positive}, %s. That share is called the prevalence.", p, n,
		format.Percent(float64(p)/float64(n))))
	return q
}

// nameOutcome asks for the name of the outcome that hurts most here: a
// positive student predicted negative.
func (s *School) nameOutcome() Question {
	missed := Student{Positive: true, Score: 0}
	right := missed.Outcome(1)
	q := Question{
		Text: s.Experiment.Fill("A {unit} is {positive}, and the program says {negative}. What is that?"),
		Why: s.Experiment.Fill("The program was wrong, so: false. It said {negative}, so: negative. " +
			"A false negative, FN, a miss."),
	}
	for _, o := range []struct{ id, text string }{
		{"tp", "a true positive"}, {"tn", "a true negative"}, {"fp", "a false positive"}, {"fn", "a false negative"},
	} {
		q.Options = append(q.Options, Option{o.text, o.id == right})
	}
	return q
}

// fullRecall asks what it costs to find everyone.
func (s *School) fullRecall() Question {
	all := s.Sweep.Point(s.Sweep.Len() - 1)
	for k := range s.Sweep.Len() {
		if p := s.Sweep.Point(k); p.FN == 0 {
			all = p
			break
		}
	}
	n := int(s.Sweep.Negatives())
	fp := int(all.FP)
	q := Question{Text: s.Experiment.Fill(fmt.Sprintf("To find every {positive} {unit}, how many of the %d "+
		"{negative} ones must be alarmed at least?", n))}
	offered := []int{0, fp, n / 10, n / 2, n}
	slices.Sort(offered)
	for _, x := range slices.Compact(offered) {
		q.Options = append(q.Options, Option{fmt.Sprint(x), x == fp})
	}
	q.Why = s.Experiment.Fill(fmt.Sprintf("The {positive} {unit} with the lowest score stands at %s; %d {negative} "+
		"{units} have that score or a higher one.", threshold(all.Threshold), fp))
	return q
}

// cornerOfROC asks where the curve begins.
func (s *School) cornerOfROC() Question {
	p := s.Sweep.Point(0)
	x, y := p.FPR().V, p.Recall().V
	q := Question{
		Text: s.Experiment.Fill("The line stands beyond the highest score, so that everyone is called {negative}. " +
			"Where is the point?"),
		Why: "No one is called positive: there are no false alarms and no one is found, so both shares are 0.",
	}
	for _, c := range []struct {
		text string
		x, y float64
	}{{"at the bottom left", 0, 0}, {"at the top left", 0, 1}, {"at the top right", 1, 1}, {"at the bottom right", 1, 0}} {
		q.Options = append(q.Options, Option{c.text, c.x == x && c.y == y})
	}
	return q
}

// pairs asks how often the positive one of a pair has the higher score.
func (s *School) pairs() Question {
	auc := s.Sweep.ROCAUC().V
	won, tied := s.countPairs()
	all := s.Sweep.Positives() * s.Sweep.Negatives()
	return numberQuestion(s.Experiment.Fill("One {positive} and one {negative} {unit} are picked at random. "+
		"How often does the {positive} one have the higher score?"),
		[]float64{0.5, 1, auc, auc / 2}, auc,
		fmt.Sprintf("There are %s pairs. In %s the score is higher, in %s it is the same, which counts one half: %s.",
			format.Count(all), format.Count(won), format.Count(tied), format.Fixed(auc, 4)))
}

// countPairs counts the pairs of a positive and a negative student of which
// the positive one has the higher score, and those that tie.
func (s *School) countPairs() (won, tied int) {
	for _, a := range s.Students {
		for _, b := range s.Students {
			switch {
			case !a.Positive || b.Positive:
			case a.Score > b.Score:
				won++
			case a.Score == b.Score:
				tied++
			}
		}
	}
	return won, tied
}

// everyoneNegative asks for the accuracy of a scan that predicts everyone
// negative.
func (s *School) everyoneNegative() Question {
	c := s.whole()
	return numberQuestion(s.Experiment.Fill("A scan calls everyone {negative} and finds no one. What is its accuracy?"),
		[]float64{0, 0.5, c.Prevalence().V}, c.Accuracy().V,
		s.Experiment.Fill(fmt.Sprintf("All %d {negative} {units} are labelled correctly, and none of the %d {positive} "+
			"ones: %d / %d. Its recall is %s.",
			int(c.TN), int(c.FN), int(c.TN), int(c.Total()), format.Share(c.Recall().V))))
}

// Rarer is the prevalence of the other school.
func (s *School) Rarer() float64 {
	return min(0.02, s.whole().Prevalence().V/2)
}

// otherSchool asks what becomes of precision where fewer are positive.
func (s *School) otherSchool() Question {
	p := s.Sweep.At(s.Threshold())
	there, _ := p.AtPrevalence(s.Rarer())
	before, after := p.Precision(), there.Precision()
	q := Question{
		Text: s.Experiment.Fill(fmt.Sprintf("The same scan with the same threshold in a school where %s are "+
			"{positive}: what will precision do?", format.Percent(s.Rarer()))),
		Options: []Option{
			{"rise", before.OK && after.OK && after.V > before.V}, {"fall", before.OK && after.OK && after.V < before.V},
			{"stay the same", before == after},
		},
	}
	if before.OK && after.OK {
		q.Why = fmt.Sprintf("At %s it goes from %s to %s, and recall stays at %s: the same share of fewer is found, "+
			"and as many are alarmed for nothing. Recall and specificity look at one class each and stay; precision mixes both.",
			threshold(p.Threshold), format.Share(before.V), format.Share(after.V), format.Share(p.Recall().V))
	}
	return q
}

// Pair returns one positive and one negative student, the i-th pick of a long
// row of random ones.
func (s *School) Pair(i int) (positive, negative Student) {
	r := rand.New(rand.NewPCG(uint64(len(s.Students)), uint64(i)))
	pick := func(n int, class bool) Student {
		k := r.IntN(n)
		for _, student := range s.Students {
			if student.Positive != class {
				continue
			}
			if k == 0 {
				return student
			}
			k--
		}
		panic("lesson: a class is missing")
	}
	return pick(s.Sweep.Positives(), true), pick(s.Sweep.Negatives(), false)
}
