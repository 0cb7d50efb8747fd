package ingest

import (
	"fmt"
	"strings"
)

// moreFiles returns files of many classes, of several labels and of arrays.
func moreFiles(d *toolData) (list []toolFile) {
	add := func(tool, outcome, text string) *toolFile {
		list = append(list, toolFile{tool: tool, outcome: outcome, text: text})
		return &list[len(list)-1]
	}
	many := func(tool, outcome, text string) *toolFile {
		f := add(tool, outcome, text)
		f.runs = []toolRun{d.multi()}
		return f
	}
	p, q, top, logit := digits4(d.p), digits4(d.other()), digits4(d.top()), digits6(d.logit())
	a, b, c := digits6(d.probs[0]), digits6(d.probs[1]), digits6(d.probs[2])
	best := digits6(d.each(func(i int) float64 { return d.probs[d.best(i)][i] }))
	yes, no := []string{"no", "yes"}, []string{"0", "1"}
	kinds, numbers, from1 := []string{"cat", "dog", "owl"}, []string{"0", "1", "2"}, []string{"1", "2", "3"}
	noise := digits4(d.noise[0])
	std := digits4(d.each(func(i int) float64 { return d.noise[1][i] / 5 }))
	right := func(i int) string { return fmt.Sprint(boolToInt(d.best(i) == d.three[i])) }

	// Three classes
	many("three swapped", readIt, d.table(",", "label,prob_owl,prob_cat,prob_dog", d.classes(kinds...), c, a, b))
	many("three with confidence", readIt, d.table(",", "label,prediction,confidence,prob_cat,prob_dog,prob_owl",
		d.classes(kinds...), d.predicted(kinds...), best, a, b, c))
	many("three with is_correct and entropy", readIt, d.table(",",
		"label,prediction,is_correct,entropy,prob_cat,prob_dog,prob_owl", d.classes(kinds...), d.predicted(kinds...), right,
		noise, a, b, c))
	many("three with std", readIt, d.table(",", "label,prob_cat,prob_dog,prob_owl,prob_std", d.classes(kinds...), a,
		b, c, std))
	many("three with margin, max_prob", readIt, d.table(",", "label,prob_cat,prob_dog,prob_owl,max_prob,margin",
		d.classes(kinds...), a, b, c, best, noise))
	many("three with weight", orAsk, d.table(",", "height,weight,species,pred,cat,dog,owl",
		among("1.62", "1.85", "1.7"), among("55", "81.5", "70"), d.classes(kinds...), d.predicted(kinds...), a, b, c))
	many("three logits with entropy", orAsk, d.table(",", "label,logit_cat,logit_dog,logit_owl,logit_entropy",
		d.classes(kinds...), a, b, c, noise))
	many("three, labels from 1, columns from 0", orAsk, d.table(",", "label,p0,p1,p2", d.classes(from1...), a, b, c))
	many("three, labels from 0, columns from 1", orAsk, d.table(",", "label,p1,p2,p3", d.classes(numbers...), a, b,
		c))
	many("three, labels from 1, class_0", orAsk, d.table(",", "label,class_0,class_1,class_2", d.classes(from1...), a,
		b, c))
	many("three, names and prob_0", orAsk, d.table(",", "label,prob_0,prob_1,prob_2", d.classes(kinds...), a, b, c))
	many("three, names and shuffled numbers", orAsk, d.table(",", "label,prob_0,prob_1,prob_2", d.classes(kinds...),
		b, c, a))
	many("three, names and proba[0]", orAsk, d.table(",", "y_true,y_pred,y_proba[0],y_proba[1],y_proba[2]",
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	many("three, floats", readIt, d.table(",", "label,prob_1,prob_2,prob_3", d.classes("1.0", "2.0", "3.0"), a, b, c))
	many("three low medium high", readIt, d.table(",", "risk,prob_low,prob_medium,prob_high",
		d.classes("low", "medium", "high"), a, b, c))
	many("three time error date", readIt, d.table(",", "intent,score_time,score_error,score_date",
		d.classes("time", "error", "date"), a, b, c))
	many("three with top only", refuse, d.table(",", "label,prediction,score", d.classes(kinds...),
		d.predicted(kinds...), best))
	many("three, predicted and truth without names", orAsk, d.table(",", "species,guess,cat,dog,owl",
		d.classes(kinds...), d.predicted(kinds...), a, b, c))
	many("three one-hot", orAsk, d.table(",", "y_true_cat,y_true_dog,y_true_owl,y_prob_cat,y_prob_dog,y_prob_owl",
		d.hot(0), d.hot(1), d.hot(2), a, b, c))
	many("three one-hot and predictions", orAsk, d.table(",",
		"true_cat,true_dog,true_owl,pred_cat,pred_dog,pred_owl,prob_cat,prob_dog,prob_owl", d.hot(0), d.hot(1), d.hot(2),
		d.hotBest(0), d.hotBest(1), d.hotBest(2), a, b, c))
	many("three of two models", orAsk, d.table(",", "label,lr_cat,lr_dog,lr_owl,rf_cat,rf_dog,rf_owl",
		d.classes(kinds...), a, b, c, a, b, c))
	many("three percent", orAsk, d.table(",", "label,cat,dog,owl", d.classes(kinds...), inPercent(a), inPercent(b),
		inPercent(c))).runs = []toolRun{{d.three, d.each(func(i int) float64 { return 100 * d.multi().scores[i] })}}
	many("three in German", readIt, d.table(";", "Klasse;p_Hund;p_Katze;p_Eule", d.classes("Katze", "Hund", "Eule"),
		decimalComma(b), decimalComma(a), decimalComma(c)))
	many("three, class with blanks", readIt, d.table(",",
		"label,prob_New York,prob_San Francisco,prob_Washington D.C.", d.classes("New York", "San Francisco",
			"Washington D.C."), a, b, c))
	many("three, digits in names", readIt, d.table(",", "label,prob_type1,prob_type2,prob_type10",
		d.classes("type1", "type2", "type10"), a, b, c))
	many("three, grade", readIt, d.table(",", "grade,P(A),P(B),P(C)", d.classes("A", "B", "C"), a, b, c))
	many("three, negative numbers", readIt, d.table(",", "label,prob_-1,prob_0,prob_1", d.classes("-1", "0", "1"), a,
		b, c))
	many("three, fold numbers", readIt, d.table(",", "fold,label,prob_0,prob_1,prob_2", among("0", "1", "2"),
		d.classes(numbers...), a, b, c))
	many("three, fold and y", orAsk, d.table(",", "fold,quality,prob_0,prob_1,prob_2", among("0", "1", "2"),
		d.classes(numbers...), a, b, c))
	many("AutoGluon with pred", orAsk, d.table(",", "species,species_pred,cat,dog,owl", d.classes(kinds...),
		d.predicted(kinds...), a, b, c))
	many("fourth class unseen", orAsk, d.table(",", "label,prob_cat,prob_dog,prob_owl,prob_yak", d.classes(kinds...),
		a, b, c, always("0.0")))
	many("three, JSON of objects", orAsk, d.lines(`{"label": "%s", "scores": {"cat": %s, "dog": %s, "owl": %s}}`,
		d.classes(kinds...), a, b, c))
	many("three, list in a cell with classes", orAsk, d.table(";", "label;probs;classes", d.classes(kinds...),
		func(i int) string { return "[" + c(i) + ", " + a(i) + ", " + b(i) + "]" }, always("['owl', 'cat', 'dog']")))

	// Two classes again
	add("two low high", orAsk, d.table(",", "risk,prob_low,prob_high", d.classes("low", "high"), q,
		p)).o.Positive = "high"
	add("two models", orAsk, d.table(",", "label,model_A,model_B", d.classes(no...), p, p))
	add("capital P0 P1", readIt, d.table(",", "y,P0,P1", d.classes(no...), q, p))
	add("Prob.0 Prob.1", readIt, d.table(",", "y,Prob.0,Prob.1", d.classes(no...), q, p))
	add("class_0 class_1", readIt, d.table(",", "y,class_0,class_1", d.classes(no...), q, p)).outcome = orAsk
	add("neg pos", readIt, d.table(",", "sentiment,neg,pos", d.classes("neg", "pos"), q, p))
	add("False True", readIt, d.table(",", "churn,False,True", d.classes("False", "True"), q, p))
	add("-1 1 columns", orAsk, d.table(",", "label,-1,1", d.classes("-1", "1"), q, p))
	add("benign_prob malignant_prob", readIt, d.table(",", "diagnosis,benign_prob,malignant_prob",
		d.classes("benign", "malignant"), q, p))
	add("p_value", readIt, d.table(",", "label,score,p_value", d.classes(no...), p, noise))
	add("p_value, pred", readIt, d.table(",", "label,pred_prob,p_value", d.classes(no...), p, noise))
	add("y_pred is a probability", readIt, d.table(",", "y,y_pred,y_pred_binary", d.classes(no...), p,
		d.predicted(no...)))
	add("survival", orAsk, d.table(",", "time,event,risk", among("3", "14", "27", "80"), d.classes(no...), p))
	add("PaySim", readIt, d.table(",", "step,type,amount,isFraud,isFlaggedFraud,fraud_score", counting(1),
		among("CASH_OUT", "PAYMENT"), among("9839.64", "181", "1864.28"), d.classes(no...), among("0", "1"), p))
	add("hard predictions", orAsk, d.table(",", "y_true,y_pred", d.classes(no...),
		d.predicted(no...))).runs = []toolRun{{d.truth, d.each(func(i int) float64 {
		return float64(boolToInt(d.p[i] >= 0.5))
	})}}
	add("confidence only", orAsk, d.table(",", "label,confidence", d.classes(no...), top))
	add("prediction_score only", orAsk, d.table(",", "truth,prediction_score", d.classes(no...), top))
	add("confidence and correct", orAsk, d.table(",", "label,correct,confidence", d.classes(no...),
		d.correct("0", "1"), top))
	add("uncertain label", refuse, d.table(",", "label,score", func(i int) string {
		return pick(i == 9, "unknown",
			yes[d.truth[i]])
	}, p))
	add("German credit", orAsk, d.table(",", "credit_risk,prob_1,prob_2", d.classes("1", "2"), q, p)).o.Positive = "2"
	add("score and -score", orAsk, d.table(",", "y,score,neg_score", d.classes(no...), logit, digits6(d.minus())))
	add("similarity and distance", orAsk, d.table(",", "match,similarity,distance", d.classes(no...), p, q))
	add("similarity", orAsk, d.table(",", "same,similarity", d.classes(no...), p))
	add("loss as score", orAsk, d.table(",", "is_anomaly,reconstruction_error", d.classes(no...), p))
	add("anomaly error and score", orAsk, d.table(",", "is_anomaly,reconstruction_error,threshold", d.classes(no...),
		p, always("0.5")))
	add("probability of default", readIt, d.table(",", "loan_id,default_flag,PD,LGD,rating", counting(1),
		d.classes(no...), p, noise, among("AA", "B", "CCC"))).outcome = orAsk
	add("risk model", readIt, d.table(",", "default_flag,score,pd", d.classes(no...),
		func(i int) string { return fmt.Sprint(850 - int(550*d.p[i])) }, p)).outcome = orAsk
	add("sepsis", orAsk, d.table("|", "HR|O2Sat|Age|SepsisLabel|PredictedProbability|PredictedLabel", among("97",
		"89", "90"), among("95", "99"), among("83.14", "75.91"), d.classes(no...), p, d.predicted(no...)))
	add("click", readIt, d.table(",", "click,pCTR,bid", d.classes(no...), p, among("1.2", "0.4",
		"3"))).outcome = orAsk
	add("last_score feature", orAsk, d.table(",", "label,previous_score,score_today", d.classes(no...), noise, p))
	list[len(list)-1].runs = []toolRun{d.binary(), {d.truth, d.noise[0]}}
	add("baseline beside", orAsk, d.table(",", "label,score,baseline_score", d.classes(no...), p, noise))
	add("label beside soft label", orAsk, d.table(",", "label,soft_label,prob", d.classes(no...), noise, p))
	add("teacher beside", orAsk, d.table(",", "label,teacher_prob,student_prob", d.classes(no...), noise,
		p)).runs = []toolRun{d.binary(), {d.truth, d.noise[0]}}
	add("true probability beside", orAsk, d.table(",", "y,p_true,p_hat", d.classes(no...), noise, p))
	add("prior beside", orAsk, d.table(",", "y,prior_prob,posterior_prob", d.classes(no...), noise,
		p)).runs = []toolRun{d.binary(), {d.truth, d.noise[0]}}

	add("neg pos of numbers", readIt, d.table(",", "label,neg,pos", d.classes(no...), q, p))
	add("margins neg pos of numbers", orAsk, d.table(",", "label,margin_pos,margin_neg", d.classes(no...), logit,
		digits6(d.minus())))
	add("no yes of numbers", readIt, d.table(",", "id,no,yes,label", counting(1), q, p, d.classes(no...)))
	add("prob_negative of numbers", orAsk, d.table(",", "label,prob_negative", d.classes(no...), q))
	add("prob_benign of numbers", orAsk, d.table(",", "malignant,prob_benign", d.classes(no...), q))
	add("prob_healthy of numbers", orAsk, d.table(",", "disease,healthy_probability", d.classes(no...), q))

	// Several labels
	f := add("several labels with predictions", orAsk, d.table(",",
		"toxic,insult,toxic_pred,insult_pred,toxic_prob,insult_prob", d.classes(no...), among("0",
			"1"), d.predicted(no...), among("1", "0"), p, noise))
	f.runs = []toolRun{d.binary(), {d.ints(among("0", "1")), d.noise[0]}}
	f = add("several labels numbered", orAsk, d.table(",", "y_true_0,y_true_1,y_prob_0,y_prob_1", d.classes(no...),
		among("0", "1"), p, noise))
	f.runs = []toolRun{d.binary(), {d.ints(among("0", "1")), d.noise[0]}}

	// Arrays
	int64s := func(l []int) (out []int64) {
		for _, x := range l {
			out = append(out, int64(x))
		}
		return out
	}
	two, rev, three, oneHot, oneHot3 := make([]float64, 0), make([]float64, 0), make([]float64, 0), make([]float64,
		0), make([]float64, 0)
	var logits []float64
	for i := range d.n {
		two, rev = append(two, 1-d.p[i], d.p[i]), append(rev, d.p[i], 1-d.p[i])
		logits = append(logits, -0.5*d.logit()[i], 0.5*d.logit()[i])
		for k := range 3 {
			three = append(three, d.probs[k][i])
			oneHot3 = append(oneHot3, float64(boolToInt(d.three[i] == k)))
		}
		oneHot = append(oneHot, float64(1-d.truth[i]), float64(d.truth[i]))
	}
	labels, labels3 := array("<i8", "(60,)", int64s(d.truth)), array("<i8", "(60,)", int64s(d.three))
	column := array("<f8", "(60, 1)", d.p)
	add("Keras n,1", readIt, savez("y_true", array("<f8", "(60, 1)",
		d.each(func(i int) float64 { return float64(d.truth[i]) })), "y_pred", column))
	add("Keras one-hot", orAsk, savez("y_true", array("<f8", "(60, 2)", oneHot), "y_pred",
		array("<f8", "(60, 2)", two)))
	many("Keras one-hot of three", orAsk, savez("y_true", array("<f8", "(60, 3)", oneHot3), "y_pred",
		array("<f8", "(60, 3)", three)))
	add("Trainer two", readIt, savez("predictions", array("<f8", "(60, 2)", logits), "label_ids", labels))
	many("Trainer three", orAsk, savez("predictions", array("<f8", "(60, 3)", three), "label_ids", labels3))
	add("decision_function", readIt, savez("y_test", labels, "decision_function", array("<f8", "(60,)", d.logit())))
	add("y_pred and y_proba", readIt, savez("y_true", labels, "y_pred", labels, "y_proba",
		array("<f8", "(60, 2)", two)))
	many("predict_proba of three", readIt, savez("y", labels3, "y_pred", labels3, "proba",
		array("<f8", "(60, 3)", three)))
	add("features beside", orAsk, savez("X_test", array("<f8", "(60, 2)", rev), "y_test", labels, "y_score",
		array("<f8", "(60,)", d.p)))
	add("embeddings beside", orAsk, savez("embeddings", array("<f8", "(60, 3)", three), "labels", labels, "probs",
		array("<f8", "(60,)", d.p)))
	add("train and test", orAsk, savez("y_train", labels, "y_test", labels, "y_score", array("<f8", "(60,)", d.p)))
	return list
}

func inPercent(c cellsOf) cellsOf {
	return func(i int) string {
		var x float64
		fmt.Sscan(c(i), &x)
		return strings.TrimRight(fmt.Sprintf("%.4f", 100*x), "0")
	}
}

func (d *toolData) hot(class int) cellsOf {
	return func(i int) string { return fmt.Sprint(boolToInt(d.three[i] == class)) }
}

func (d *toolData) hotBest(class int) cellsOf {
	return func(i int) string { return fmt.Sprint(boolToInt(d.best(i) == class)) }
}
