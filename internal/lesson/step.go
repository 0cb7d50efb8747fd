package lesson

import "slices"

// A Step is one page of the lesson.
type Step struct {
	ID    string // in the URL
	Title string
	Text  []string // paragraphs

	Metric  string  // the confusion metric whose students are lit up; "" for none
	Lined   bool    // the students are in line by their score, else in their classrooms
	Widget  Widget  // the interactive element besides the threshold
	Remarks []Point // what the four outcomes are, where the step explains them
}

// A Widget is what a step has besides the students.
type Widget string

// The widgets.
const (
	NoWidget               Widget = ""
	TradeoffWidget         Widget = "tradeoff"   // the curves of recall and precision, drawn by dragging
	ROCWidget              Widget = "roc"        // the ROC curve, drawn by dragging
	PairWidget             Widget = "pair"       // one student of either class, picked at random
	EveryoneNegativeWidget Widget = "nobody"     // the scan that predicts everyone negative
	HarmonicWidget         Widget = "harmonic"   // precision and recall by hand, and their two means
	PrevalenceWidget       Widget = "prevalence" // the same scan in another school
)

// A Point is a remark on one outcome.
type Point struct{ Outcome, Text string }

// steps are the pages in their order, with {positive}, {negative}, {unit} and
// {units} to fill.
var steps = []Step{
	{ID: "school", Title: "A school is scanned", Text: []string{
		"A program looks at every {unit} of a school and gives each a score: the higher, the surer it is that the {unit} " +
			"is {positive}. Some really are {positive}; the program does not know which.",
		"Each figure is one {unit}. A square head is {positive}, a round head is {negative}.",
	}},
	{ID: "threshold", Title: "The line must be drawn somewhere", Lined: true, Text: []string{
		"Line the {units} up by their score. Everyone at the line or to the right of it is called {positive}. " +
			"The position of the line is not the program's choice: it is ours.",
		"Drag the line, or use the arrow keys.",
	}},
	{ID: "outcomes", Title: "Four things can happen", Lined: true, Text: []string{
		"The first word judges the program: true, it was right; false, it was wrong. " +
			"The second word is what the program said: positive or negative.",
		"True is always good news, so only FP and FN hurt. How much each hurts depends on the problem, " +
			"and decides the metric. Think about it before you look at any number.",
	}, Remarks: []Point{
		{"tp", "It said {positive}, and was right. Help can begin."},
		{"fn", "It said {negative}, and was wrong. This {unit} thinks all is well when it is " +
			"not: the worst of the four here."},
		{"fp", "It said {positive}, and was wrong: a false alarm. A second, closer look will clear it up."},
		{"tn", "It said {negative}, and was right. Nothing to do."},
	}},
	{ID: "accuracy", Title: "Accuracy: how many did we label correctly?", Metric: "accuracy", Lined: true, Text: []string{
		"Of all {units}, how many did the program label correctly? The brightest {units} are counted above the " +
			"line of the fraction, and everyone below it.",
		"Accuracy is fair when the two errors cost about the same and the classes are about even. Here they are not.",
	}},
	{ID: "precision", Title: "Precision: how sure are we of those we called?", Metric: "precision", Lined: true,
		Text: []string{
			"Of the {units} we called {positive}, how many are? Precision looks only at one side of the line. " +
				"It says how sure you may be of the positives that you named.",
		}},
	{ID: "recall", Title: "Recall: how many did we find?", Metric: "recall", Lined: true, Text: []string{
		"Of all {positive} {units}, how many did we find? Recall looks only at those with square heads, " +
			"on both sides of the line. It says how sure you may be that you missed none. Doctors call it sensitivity.",
	}},
	{ID: "specificity", Title: "Specificity: how many did we leave in peace?", Metric: "specificity", Lined: true,
		Text: []string{
			"Of all {negative} {units}, how many did we call {negative}? Specificity is the recall of the other class: " +
				"it looks only at the round heads.",
		}},
	{ID: "f1", Title: "F1: are precision and recall both good?", Metric: "f1", Lined: true, Text: []string{
		"F1 is the harmonic mean of precision and recall, 2PR / (P + R): it is high only when both are. " +
			"It never looks at the true negatives, and it prices both errors alike.",
	}},
	{ID: "harmonic", Title: "Why not the plain mean?", Lined: true, Widget: HarmonicWidget, Text: []string{
		"F1 is a mean of precision and recall, but not the plain one, which lets one make up for the other: " +
			"with a precision of 1 and a recall of 0 it still says 0.5. The harmonic mean stays close to the smaller of the " +
			"two. How close? Guess, then set both yourself.",
	}},
	{ID: "tradeoff", Title: "The trade-off", Lined: true, Widget: TradeoffWidget, Text: []string{
		"Drag the line from one end to the other and watch both curves grow. To miss fewer {positive} {units}, " +
			"move the line to the left: more {negative} ones are alarmed. No place is best for every problem.",
	}},
	{ID: "roc", Title: "Every threshold at once: ROC", Lined: true, Widget: ROCWidget, Text: []string{
		"Each place of the line is one point: to the right the share of {negative} {units} that it alarms for nothing, " +
			"upwards the share of {positive} {units} that it finds. " +
			"Draw the curve by dragging the line through the whole school.",
		"The corner at the top left would be a perfect scan. The diagonal is a scan that throws dice.",
	}},
	{ID: "auc", Title: "What AUC means", Lined: true, Widget: PairWidget, Text: []string{
		"Pick one {positive} and one {negative} {unit} at random. How often does the {positive} one have the higher score? " +
			"That share is the area under the ROC curve: AUC. A tie counts one half.",
	}},
	{ID: "imbalance", Title: "The scan that calls everyone {negative}", Metric: "accuracy", Lined: true,
		Widget: EveryoneNegativeWidget, Text: []string{
			"Push the line beyond the highest score and the program calls everyone {negative}. " +
				"It finds no one, and still its accuracy is high, because most {units} are {negative}. " +
				"With uneven classes accuracy hides that the rare class is missed.",
		}},
	{ID: "prevalence", Title: "The same scan in another school", Metric: "precision", Lined: true,
		Widget: PrevalenceWidget, Text: []string{
			"The scan stays as it is, but here fewer or more {units} are {positive}. " +
				"What becomes of the numbers? Guess before you go there.",
		}},
}

// Steps returns the pages of the lesson in the school's words.
func (s *School) Steps() []Step {
	list := slices.Clone(steps)
	for i := range list {
		list[i] = s.fill(list[i])
	}
	return list
}

func (s *School) fill(step Step) Step {
	e := s.Experiment
	step.Title = e.Fill(step.Title)
	step.Text = slices.Clone(step.Text)
	for i, text := range step.Text {
		step.Text[i] = e.Fill(text)
	}
	step.Remarks = slices.Clone(step.Remarks)
	for i := range step.Remarks {
		step.Remarks[i].Text = e.Fill(step.Remarks[i].Text)
	}
	return step
}

// StepIndex returns the place of a step among [School.Steps], or -1.
func StepIndex(id string) int {
	return slices.IndexFunc(steps, func(s Step) bool { return s.ID == id })
}

// A Highlight is the cells that a metric counts.
type Highlight struct {
	Numerator   []string // cells above the line of the fraction
	Denominator []string // cells below it
}

var highlights = map[string]Highlight{
	"accuracy":    {[]string{"tp", "tn"}, []string{"tp", "fp", "fn", "tn"}},
	"precision":   {[]string{"tp"}, []string{"tp", "fp"}},
	"recall":      {[]string{"tp"}, []string{"tp", "fn"}},
	"specificity": {[]string{"tn"}, []string{"tn", "fp"}},
	"f1":          {[]string{"tp"}, []string{"tp", "fp", "fn"}}, // the true positives twice
}

// HighlightOf returns the cells that a metric of the lesson counts.
func HighlightOf(metric string) Highlight { return highlights[metric] }
