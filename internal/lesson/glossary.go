package lesson

import (
	"slices"
	"strings"

	"tradeoff/internal/calc"
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
	{"score", "Score", "", "What the model says of a case: the higher, the surer it is that the case is positive. A probability if it lies in [0,1] and is meant as one, else a logit or any number that ranks."},
	{"threshold", "Threshold", "", "A case is called positive if its score is at or above the threshold."},
	{"operating_point", "Operating point", "", "A threshold together with the four counts that it gives."},
	{"confusion_matrix", "Confusion matrix", "", "The four counts TP, FP, FN and TN: what is positive or negative, against what was called so."},
	{"tp", "True positive, TP", "", "It was called positive, and is."},
	{"fp", "False positive, FP", "", "It was called positive, and is not: a false alarm."},
	{"fn", "False negative, FN", "", "It was called negative, and is not: a miss."},
	{"tn", "True negative, TN", "", "It was called negative, and is."},
	{"sweep", "Sweep", "", "All operating points of a run: one for each distinct score, and the one at which nobody is positive."},
	{"policy", "Policy", "", "A rule that picks the operating point, such as the highest threshold with a recall of at least 0.9."},
	{"slice", "Slice", "", "A part of the test set: those with one value of a column."},
	{"undefined", "Undefined", "", "A quotient with the denominator 0 has no value. It is shown as “—” with its reason, never as 0."},
	{"interval", "95 % interval", "", "Where the number would lie in 95 of 100 test sets like this one. Small test sets have wide intervals."},
	{"optimistic", "Optimistic", "", "A threshold that is chosen on the rows it is judged on looks better than it is. Choose it on one run and apply it to another."},
}

// whole are the numbers of a whole run that have a place in the glossary.
var whole = []Term{
	{"roc", "ROC curve", "TPR against FPR", "At every threshold at once: which share of the positives is found, against which share of the negatives is alarmed for nothing."},
	{"roc_auc", "ROC AUC", "", "How often a random positive scores above a random negative, a tie counting one half: the area under the ROC curve. 1 is perfect, 0.5 is chance."},
	{"gini", "Gini coefficient", "2·AUC − 1", "AUC on a scale on which chance is 0."},
	{"ks", "Kolmogorov–Smirnov", "max |TPR − FPR|", "The largest distance between the two classes' distributions of scores."},
	{"average_precision", "Average precision, AP", "Σ (Rₖ − Rₖ₋₁) Pₖ", "Precision averaged over the recall that is gained at each threshold: how clean the top of the list is. Chance is the prevalence."},
	{"pr_auc_trapezoid", "PR AUC, trapezoid", "", "The area under straight lines between the points of the precision–recall curve. It is a little too good: average precision is the number to report."},
	{"partial_roc_auc", "Partial ROC AUC", "", "The area under the ROC curve up to a false positive rate, put on a scale on which chance is 0.5 and perfect is 1."},
	{"brier", "Brier score", "mean of (p − y)²", "How far the probabilities are from what happened. Lower is better."},
	{"brier_skill", "Brier skill score", "1 − Brier / Brier of the prevalence", "How much better the probabilities are than saying the prevalence of everybody. 0 is no better."},
	{"ece", "Expected calibration error, ECE", "Σ (nᵦ/n) |observed − predicted|", "How far the predicted probabilities are from the observed shares, bin by bin."},
	{"mce", "Maximum calibration error, MCE", "max |observed − predicted|", "The same for the worst bin alone."},
	{"expected_cost", "Expected cost", "(c_FP·FP + c_FN·FN) / n", "What the mistakes at a threshold cost on average."},
	{"net_benefit", "Net benefit", "TP/n − FP/n · t/(1 − t)", "What it is worth to act on the calls, where the threshold says how many false alarms one found case outweighs."},
}

// classFormulas are the formulas of numbers of a run with many classes.
var classFormulas = map[string]string{
	"macro_f1": "mean of the classes' F1", "macro_precision": "mean of the classes' precision", "macro_recall": "mean of the classes' recall",
	"weighted_f1": "the same, by number of rows", "weighted_precision": "the same, by number of rows", "weighted_recall": "the same, by number of rows",
}

// classWords explain what has no question of its own.
var classWords = map[string]string{
	"micro_roc_auc_ovr":          "How well do all scores of all classes, in one pool, tell the true class from the others?",
	"weighted_roc_auc_ovo":       "How well do the scores tell two classes apart, big pairs counting more?",
	"macro_average_precision":    "How clean is the top of each class's list, all classes counting the same?",
	"weighted_average_precision": "How clean is the top of each class's list, big classes counting more?",
	"micro_average_precision":    "How clean is the top of one list of all scores of all classes?",
	"top_label_mce":              "In the worst bin: when we are 90 % sure, how far from 90 % are we right?",
}

// manyClasses are the words of a run with many classes that other chapters lack.
func manyClasses(e tradeoff.Experiment, known []Term) Chapter {
	out := Chapter{ID: "many-classes", Title: "Numbers of many classes", Terms: []Term{
		{"support", "Rows of a class", "", "How many rows are of the class."},
		{"predicted", "Called", "", "How many rows were called that class."},
	}}
	for _, m := range calc.ClassMetricList() {
		if slices.ContainsFunc(known, func(t Term) bool { return t.ID == m.ID }) {
			continue
		}
		text := e.ClassQuestion(m.ID)
		if text == "" {
			text = classWords[m.ID]
		}
		out.Terms = append(out.Terms, Term{m.ID, m.Name, classFormulas[m.ID], text})
	}
	return out
}

// Chapters returns the glossary in e's words.
func Chapters(e tradeoff.Experiment) []Chapter {
	metrics := Chapter{ID: "metrics-of-a-threshold", Title: "Metrics of one threshold"}
	for _, m := range calc.ConfusionMetrics() {
		words, ok := tradeoff.WordsFor(m.ID)
		if !ok {
			continue
		}
		metrics.Terms = append(metrics.Terms, Term{m.ID, words.Name, words.Formula, words.Question(e)})
	}
	metrics.Terms = append(metrics.Terms,
		Term{"dice", "Dice coefficient", "2·TP / (2·TP + FP + FN)", "Of a mask: twice what is in both, over the sizes of both. It is the F1 of the pixels."},
		Term{"iou", "Intersection over union, IoU", "TP / (TP + FP + FN)", "Of a mask or a box: what is in both, over what is in either. It is the Jaccard index of the pixels."},
		Term{"pixel_accuracy", "Pixel accuracy", "(TP + TN) / (TP + FP + FN + TN)", "Of all pixels, how many were called what they are? Where most are background, it says little."})
	losses := Chapter{ID: "losses", Title: "Losses"}
	for _, l := range tradeoff.Losses() {
		words := tradeoff.WordsForLoss(l.ID, e)
		formula := strings.NewReplacer("{bce}", "w", "{dice}", "w′").Replace(words.Formula)
		losses.Terms = append(losses.Terms, Term{l.ID, l.Name, formula, words.Purpose})
	}
	losses.Terms = append(losses.Terms, Term{"iou_balanced_loss", "IoU-balanced loss", "IoU^η × factor × cross-entropy of each positive", "For detection: boxes that fit well are listened to more, and the total stays what it was."})
	list := []Chapter{
		{ID: "basics", Title: "What everything is made of", Terms: basics},
		metrics,
		{ID: "metrics-of-a-run", Title: "Numbers of a whole run", Terms: whole},
		losses,
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
		"Milletari, Navab, Ahmadi: V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation, 2016",
		"Salehi, Erdogmus, Gholipour: Tversky Loss Function for Image Segmentation Using 3D Fully Convolutional Deep Networks, 2017",
		"Wu, Yang, Wang, Li: IoU-balanced Loss Functions for Single-stage Object Detection, 2019",
		"Berman, Rannen Triki, Blaschko: The Lovász-Softmax Loss: A Tractable Surrogate for the Optimization of the Intersection-over-Union Measure in Neural Networks, 2018",
		"Fawcett: An Introduction to ROC Analysis, 2006",
		"DeLong, DeLong, Clarke-Pearson: Comparing the Areas under Two or More Correlated Receiver Operating Characteristic Curves, 1988",
		"Vickers, Elkin: Decision Curve Analysis: A Novel Method for Evaluating Prediction Models, 2006",
		"Hand, Till: A Simple Generalisation of the Area Under the ROC Curve for Multiple Class Classification Problems, 2001",
	}
}
