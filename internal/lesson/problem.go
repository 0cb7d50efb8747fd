package lesson

import (
	"tradeoff/internal/tradeoff"
)

// A Problem is an example application with its own intolerable error.
type Problem struct {
	ID    string // in the URL
	Title string
	Story []string
	Words tradeoff.Experiment
	Plan  Plan

	Consequences map[string][2]string // of each outcome, for one and for several
	Answers      Answers              // the expected answers
}

var problems = []Problem{
	{
		ID: "diabetes", Title: "Diabetes at school", Plan: DefaultPlan(), Words: DefaultClassNames(),
		Story: []string{
			"Everyone called diabetic gets a second, closer scan. Everyone called healthy goes home and thinks all is well.",
			"Move the line. Which students are harmed on either side, and how badly?",
		},
		Consequences: map[string][2]string{
			"tp": {"diabetic student gets help", "diabetic students get help"},
			"fn": {"diabetic student is sent home untreated", "diabetic students are sent home untreated"},
			"fp": {"healthy student is scanned again", "healthy students are scanned again"},
			"tn": {"healthy student goes home", "healthy students go home"},
		},
		Answers: Answers{Need: "calls", Worse: "fn", How: "intolerable", Even: "no", Times: 5},
	},
	{
		ID: "spam", Title: "Spam", Plan: Plan{Size: 240, Prevalence: 0.4, AUC: 0.95},
		Words: tradeoff.Experiment{
			PositiveName: "spam", NegativeName: "real", UnitSingular: "mail", UnitPlural: "mails", CostFP: 1, CostFN: 1,
		},
		Story: []string{
			"What is called spam goes to the spam folder, which is never read. The rest goes to the inbox.",
			"A spam mail in the inbox is a nuisance. A real mail in the spam folder may be an invitation that is never read: " +
				"you must be sure of what you call spam.",
		},
		Consequences: map[string][2]string{
			"tp": {"spam mail is out of the way", "spam mails are out of the way"},
			"fn": {"spam mail is in the inbox", "spam mails are in the inbox"},
			"fp": {"real mail is lost in the spam folder", "real mails are lost in the spam folder"},
			"tn": {"real mail is in the inbox", "real mails are in the inbox"},
		},
		Answers: Answers{Need: "calls", Worse: "fp", How: "intolerable", Whom: "called", Even: "no", Times: 5},
	},
	{
		ID: "drugs", Title: "A drug test, and then jail", Plan: Plan{Size: 240, Prevalence: 0.1, AUC: 0.93},
		Words: tradeoff.Experiment{
			PositiveName: "using", NegativeName: "clean", UnitSingular: "person", UnitPlural: "people", CostFP: 1, CostFN: 1,
		},
		Story: []string{
			"A person who tests positive goes straight to jail. There is no second test.",
			"No clean person may go to jail: every single one of them must be cleared, however many others there are.",
		},
		Consequences: map[string][2]string{
			"tp": {"person who uses drugs goes to jail", "people who use drugs go to jail"},
			"fn": {"person who uses drugs goes free", "people who use drugs go free"},
			"fp": {"clean person goes to jail", "clean people go to jail"},
			"tn": {"clean person goes free", "clean people go free"},
		},
		Answers: Answers{Need: "calls", Worse: "fp", How: "intolerable", Whom: "negatives", Even: "no", Times: 5},
	},
}

// Problems returns the three problems of the lesson. They must not be changed.
func Problems() []Problem { return problems }

// ProblemByID returns a problem, and whether there is one of that id.
func ProblemByID(id string) (Problem, bool) {
	for _, p := range problems {
		if p.ID == id {
			return p, true
		}
	}
	return Problem{}, false
}

// ProblemMetrics are the metrics among which a learner chooses.
func ProblemMetrics() []string {
	return []string{"accuracy", "precision", "recall", "specificity", "f1"}
}

// Question asks which metric to watch. The right one is that of the advice for
// the problem's answers.
func (p Problem) Question() Question {
	advice := p.Answers.Advise(p.Words)
	q := Question{Text: "Which number must not fall, whatever happens to the others?"}
	for _, id := range ProblemMetrics() {
		words, _ := tradeoff.WordsFor(id)
		q.Options = append(q.Options, Option{words.Name, id == advice.Metric})
	}
	for i, reason := range advice.Reasons {
		if i > 0 {
			q.Why += " "
		}
		q.Why += reason
	}
	return q
}
