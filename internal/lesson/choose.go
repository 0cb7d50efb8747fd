package lesson

import (
	"cmp"
	"net/url"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// Answers are a learner's answers about a problem. They are kept in the URL.
type Answers struct {
	Need  string  // the purpose of the model: "calls", "ranking" or "probabilities"
	Worse string  // the worse error: "fn", "fp" or "equal"
	How   string  // how much worse: "intolerable", "priced" or "unknown"
	Times float64 // with "priced": how many times as bad
	Whom  string  // with an intolerable false alarm: "called" or "negatives", whose trust is at stake
	Even  string  // whether the classes are about even: "yes" or "no"

	Prevalence *float64 // share of positives in use; nil: as in the test set
}

// answerFields are the parameters of [Answers]. Addresses have all of them: a form
// that is open shows what was chosen.
var answerFields = []tradeoff.Field[Answers]{
	answerField("need", "what the model is for", func(a *Answers) *string { return &a.Need }, "calls", "ranking",
		"probabilities"),
	answerField("worse", "the worse error", func(a *Answers) *string { return &a.Worse }, "fn", "fp", "equal"),
	answerField("how", "how much worse it is", func(a *Answers) *string { return &a.How }, "unknown", "intolerable",
		"priced"),
	answerField("whom", "whose trust a false alarm loses", func(a *Answers) *string { return &a.Whom }, "called",
		"negatives"),
	answerField("even", "whether the classes are about even", func(a *Answers) *string { return &a.Even }, "no", "yes"),
	tradeoff.NumberField(
		tradeoff.Parameter{Name: "times", About: "how many times as bad the worse error is",
			Range: &tradeoff.Range{Low: 0, High: 1e6, OpenLow: true}},
		"how many times as bad it is, such as 5",
		func(a *Answers) *float64 { return &a.Times },
		func(a *Answers, x float64) { a.Times = x },
	),
	shareField("prevalence", "the share of positives in deployment", func(a *Answers) **float64 { return &a.Prevalence }),
}

// answerField is a field with one of some words, the first of which is the default.
func answerField(name, about string, at func(*Answers) *string, all ...string) tradeoff.Field[Answers] {
	return tradeoff.WordsField(tradeoff.Parameter{Name: name, About: about, Choices: all},
		func(a *Answers) string { return *at(a) },
		func(a *Answers, text string) { *at(a) = cmp.Or(text, all[0]) })
}

// ParseAnswers reads answers from a URL's query. Its errors name the parameter.
func ParseAnswers(q url.Values) (Answers, error) {
	a := Answers{Times: 5}
	err := tradeoff.ParseFields(answerFields, q, &a)
	return a, err
}

// Advice is the metric by which to judge a model, and how to choose its
// threshold.
type Advice struct {
	Metric string // identifier
	// of a run's page: the policy, the costs, the prevalence; no policy if no predictions are needed
	State    tradeoff.State
	Reasons  []string
	Cautions []string // what the advice leaves out
}

// Advise answers in e's words. An intolerable error needs a bound, a priced
// one the minimum cost, and a balance an F-score.
func (a Answers) Advise(e tradeoff.Experiment) Advice {
	out := Advice{State: tradeoff.State{Prevalence: a.Prevalence}}
	policy := func(metric, text string) {
		out.Metric = metric
		p, err := calc.ParsePolicy(text)
		if err != nil {
			panic("lesson: " + err.Error())
		}
		out.State.Policy = &p
	}
	cost := func(fn, fp float64) {
		policy("expected_cost", "min_cost")
		out.State.CostFN, out.State.CostFP = &fn, &fp
	}
	because := func(text string) { out.Reasons = append(out.Reasons, e.Fill(text)) }
	beware := func(text string) { out.Cautions = append(out.Cautions, e.Fill(text)) }

	switch {
	case a.Need == "probabilities":
		out.Metric = "log_loss"
		because("You act on the probability itself, so it must be honest: cross-entropy and the Brier score judge that, " +
			"and the calibration chart shows it.")
		beware("A model may rank perfectly and still give wrong probabilities, and the other way round.")
	case a.Need == "ranking" && a.Even == "yes":
		out.Metric = "roc_auc"
		because("You only need the order, and the classes are about even: AUC says how well the two groups are kept " +
			"apart at every threshold at once.")
		beware("AUC also counts thresholds that are never used. " +
			"If you look only at the top of the list, look at precision there.")
	case a.Need == "ranking":
		out.Metric = "average_precision"
		because("You only need the order, and {positive} {units} are rare: average precision looks at how clean the top of " +
			"the list is, while AUC is carried by the many {negative} {units} at its end.")
		beware("Average precision depends on the share of {positive} {units}: compare it only " +
			"on test sets with the same share.")
	case a.Worse == "equal" && a.Even == "yes":
		policy("accuracy", "min_cost")
		one := 1.0
		out.State.CostFN, out.State.CostFP = &one, &one
		because("Both errors cost the same and the classes are about even: accuracy counts just what you care about. " +
			"The threshold of the least cost at equal prices is the one of the highest accuracy.")
		beware("Accuracy assumes equal costs. If that is not quite so, give the costs instead.")
	case a.Worse == "equal":
		policy("f1", "max_f1")
		because("The classes are uneven: accuracy would hide that the rare {positive} {units} are missed. " +
			"F1 is high only when precision and recall both are.")
		beware("F1 ignores the true negatives and prices both errors alike in its own way. If the two errors really cost " +
			"the same, the least cost at equal prices is the honest goal.")
	case a.How == "priced" && a.Worse == "fn":
		cost(a.Times, 1)
		because("You can price the errors: a miss costs as much as " + format.Number(a.Times) +
			" false alarms. The expected cost then decides better than any metric.")
		beware("The least cost depends on the share of {positive} {units} where the model is used: say it " +
			"if it differs from the test set.")
	case a.How == "priced":
		cost(1, a.Times)
		because("You can price the errors: a false alarm costs as much as " + format.Number(a.Times) +
			" misses. The expected cost then decides better than any metric.")
		beware("The least cost depends on the share of {positive} {units} where the model is used: say it " +
			"if it differs from the test set.")
	case a.How == "intolerable" && a.Worse == "fn":
		policy("recall", "recall>=0.95")
		because("A miss is intolerable and false alarms are cheap: bound the recall from below, " +
			"and take the highest threshold that keeps it. " +
			"It is better to look at some {negative} {units} twice than to send a {positive} one home.")
		beware("A recall of 1 is easy: call everyone {positive}. Look at the alert rate that the bound costs.")
	case a.How == "intolerable" && a.Whom == "negatives":
		policy("specificity", "specificity>=0.99")
		because("No {negative} {unit} may be called {positive}: set a lower bound on the specificity. " +
			"It looks at each {negative} {unit} and at nothing else, and does not depend on how many are {positive}.")
		beware("Where {positive} {units} are rare, even a specificity of 0.99 makes many of the alarms false ones: " +
			"read precision at the prevalence in deployment.")
	case a.How == "intolerable":
		policy("precision", "precision>=0.95")
		because("You must be sure of what you call {positive}: bound the precision from below, " +
			"and take the threshold with the highest recall that keeps it.")
		beware("Precision depends on the share of {positive} {units}: a bound that holds on the test " +
			"set fails where they are rarer.")
	case a.Worse == "fn":
		policy("f2", "max_f2")
		because("A miss is worse, but you cannot say by how much: F2 weighs recall twice as heavily as precision.")
		beware("Ask what a miss costs in false alarms. Even a rough price says more than F2.")
	default:
		policy("f0.5", "max_f0.5")
		because("A false alarm is worse, but you cannot say by how much: F0.5 weighs precision twice as heavily as recall.")
		beware("Ask what a false alarm costs in misses. Even a rough price says more than F0.5.")
	}
	if a.Prevalence != nil {
		beware("Precision, F1, accuracy and cost are restated for the share of {positive} {units} where the model is used; " +
			"recall, specificity and AUC do not depend on it.")
	}
	if out.State.Policy != nil {
		beware("A threshold that is chosen on the rows it is judged on looks better than it is: choose it on " +
			"one run and apply it to another.")
	}
	return out
}

// Query returns a as [ParseAnswers] reads it.
func (a Answers) Query() url.Values {
	q := make(url.Values)
	tradeoff.PrintFields(answerFields, &a, q)
	return q
}
