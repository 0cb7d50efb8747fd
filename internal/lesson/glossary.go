package lesson

import (
	"slices"
	"strings"

	"tradeoff/internal/catalog"
	"tradeoff/internal/tradeoff"
)

// A Term is one word of the glossary.
type Term struct{ ID, Name, Formula, Text string }

// A Chapter is the words of one sort.
type Chapter struct {
	ID, Title string
	Terms     []Term
}

// basics are the words that the others are made of.
var basics = []Term{
	{"label", "Label", "", "The truth about a case: positive or negative."},
	{"score", "Score", "", "What the model says of a case: the higher, the surer it is that the case is positive. " +
		"A probability if it lies in [0,1] and is meant as one, else a logit or any number that ranks."},
	{"threshold", "Threshold", "", "A case is predicted positive if its score is at or above the threshold."},
	{"operating_point", "Operating point", "", "A threshold together with the four counts that it gives."},
	{"confusion_matrix", "Confusion matrix", "",
		"The four counts TP, FP, FN and TN: actual classes against predicted ones."},
	{"tp", "True positive, TP", "", "A positive case that is predicted positive."},
	{"fp", "False positive, FP", "", "A negative case that is predicted positive: a false alarm."},
	{"fn", "False negative, FN", "", "A positive case that is predicted negative: a miss."},
	{"tn", "True negative, TN", "", "A negative case that is predicted negative."},
	{"sweep", "Sweep", "", "All operating points of a run: one for each distinct score, and the one at " +
		"which no case is predicted positive."},
	{"policy", "Policy", "",
		"A rule that picks the operating point, such as the highest threshold with a recall of at least 0.9."},
	{"slice", "Slice", "", "A part of the test set: those with one value of a column."},
	{"undefined", "Undefined", "",
		"A quotient with the denominator 0 has no value. It is shown as “—” with its reason, never as 0."},
	{"interval", "95% interval", "",
		"Where the number would lie in 95 of 100 test sets like this one. Small test sets have wide intervals."},
	{"optimistic", "Optimistic", "",
		"A threshold that is chosen on the rows it is judged on looks better than it is. " +
			"Choose it on one run and apply it to another."},
}

// roc is a word of whole runs that is no number.
var roc = Term{"roc", "ROC curve", "TPR against FPR",
	"At every threshold at once: which share of the positives is found, against which share of " +
		"the negatives is a false alarm."}

// term is a metric in e's words.
func term(m catalog.Metric, e tradeoff.Experiment) Term {
	return Term{m.ID, m.Names(), m.FormulaText(), e.Fill(m.Ask)}
}

func chapter(id, title string, list []catalog.Metric, e tradeoff.Experiment) Chapter {
	out := Chapter{ID: id, Title: title}
	for _, m := range list {
		out.Terms = append(out.Terms, term(m, e))
	}
	return out
}

// manyClasses are the words of a run with many classes that other chapters lack.
func manyClasses(e tradeoff.Experiment, known []Term) Chapter {
	out := Chapter{ID: "many-classes", Title: "Numbers of many classes", Terms: []Term{
		{"support", "Rows of a class", "", "How many rows are of the class."},
		{"predicted", "Predicted", "", "How many rows were predicted as that class."},
	}}
	for _, m := range catalog.ClassMetrics {
		if !slices.ContainsFunc(known, func(t Term) bool { return t.ID == m.ID }) {
			out.Terms = append(out.Terms, term(m, e))
		}
	}
	return out
}

// lossTerms explains the losses in e's words.
func lossTerms(e tradeoff.Experiment) []Term {
	weights := strings.NewReplacer("{bce}", "w", "{dice}", "w′")
	var out []Term
	for _, l := range catalog.Losses {
		words := tradeoff.WordsForLoss(l.ID, e)
		if l.Two == nil {
			words = tradeoff.WordsForClassLoss(l.ID, e)
		}
		out = append(out, Term{l.ID, l.Name, weights.Replace(words.Formula), words.Purpose})
	}
	return out
}

// Chapters returns the glossary in e's words.
func Chapters(e tradeoff.Experiment) []Chapter {
	metrics := chapter("metrics-of-a-threshold", "Metrics of one threshold", catalog.Metrics, e)
	metrics.Terms = append(metrics.Terms,
		Term{
			"dice", "Dice coefficient", "2·TP / (2·TP + FP + FN)",
			"Of a mask: twice what is in both, over the sizes of both. It is the F1 of the pixels.",
		},
		Term{
			"iou", "Intersection over union, IoU", "TP / (TP + FP + FN)",
			"Of a mask or a box: what is in both, over what is in either. It is the Jaccard index of the pixels.",
		},
		Term{
			"pixel_accuracy", "Pixel accuracy", "(TP + TN) / (TP + FP + FN + TN)",
			"Of all pixels, how many were labelled correctly? Where most are background, it says little.",
		})
	whole := chapter("metrics-of-a-run", "Numbers of a whole run", catalog.RunMetrics, e)
	whole.Terms = slices.Insert(whole.Terms, 0, roc)
	list := []Chapter{
		{ID: "basics", Title: "What everything is made of", Terms: basics}, metrics, whole,
		{ID: "losses", Title: "Losses", Terms: lossTerms(e)},
	}
	var known []Term
	for _, c := range list {
		known = append(known, c.Terms...)
	}
	return slices.Insert(list, 3, manyClasses(e, known))
}

// Reading is where to read on.
func Reading() []string {
	return []string{
		"Lin, Goyal, Girshick, He, Dollár: Focal Loss for Dense Object Detection, 2017",
		"Milletari, Navab, Ahmadi: V-Net: Fully Convolutional Neural Networks for Volumetric " +
			"Medical Image Segmentation, 2016",
		"Salehi, Erdogmus, Gholipour: Tversky Loss Function for Image Segmentation Using 3D Fully " +
			"Convolutional Deep Networks, 2017",
		"Wu, Yang, Wang, Li: IoU-balanced Loss Functions for Single-stage Object Detection, 2019",
		"Berman, Rannen Triki, Blaschko: The Lovász-Softmax Loss: A Tractable Surrogate for the Optimization of the " +
			"Intersection-over-Union Measure in Neural Networks, 2018",
		"Fawcett: An Introduction to ROC Analysis, 2006",
		"DeLong, DeLong, Clarke-Pearson: Comparing the Areas under Two or More Correlated Receiver " +
			"Operating Characteristic Curves, 1988",
		"Vickers, Elkin: Decision Curve Analysis: A Novel Method for Evaluating Prediction Models, 2006",
		"Hand, Till: A Simple Generalisation of the Area Under the ROC Curve for Multiple " +
			"Class Classification Problems, 2001",
	}
}
