package calc_test

import (
	"fmt"
	"log"

	"tradeoff/internal/calc"
)

// scan returns the scores of ten students, four of them diabetic.
func scan() *calc.Sweep {
	s, err := calc.NewSweep(calc.Binary{
		Kind:  calc.Probability,
		Label: []uint8{1, 1, 0, 1, 0, 0, 1, 0, 0, 0},
		Score: []float64{0.95, 0.90, 0.80, 0.70, 0.60, 0.40, 0.35, 0.20, 0.10, 0.05},
	})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

func ExampleSweep_At() {
	p := scan().At(0.5)
	fmt.Printf("TP %v, FP %v, FN %v, TN %v\n", p.TP, p.FP, p.FN, p.TN)
	fmt.Printf("precision %.2f, recall %.2f\n", p.Precision().V, p.Recall().V)
	// Output:
	// TP 3, FP 2, FN 1, TN 4
	// precision 0.60, recall 0.75
}

func ExampleOperatingPoint_Estimate() {
	e := scan().At(0.5).Estimate("recall", 0.95)
	fmt.Printf("recall %.2f, %s interval %.2f to %.2f\n", e.V, e.Method, e.Low.V, e.High.V)

	none := scan().At(0.99).Estimate("precision", 0.95)
	fmt.Println("precision above all scores:", none.Reason)
	// Output:
	// recall 0.75, Wilson interval 0.30 to 0.95
	// precision above all scores: no_predicted_positives
}

func ExampleSweep_DeLong() {
	d := scan().DeLong(0.95)
	fmt.Printf("ROC AUC %.3f, 95%% interval %.3f to %.3f\n", d.AUC.V, d.Low.V, d.High.V)
	// Output:
	// ROC AUC 0.833, 95% interval 0.550 to 1.000
}

func ExampleSweep_PR() {
	c := scan().PR()
	for i := range 4 {
		fmt.Printf("at %.2f precision %.2f, recall %.2f\n", c.Threshold[i], c.Precision[i], c.Recall[i])
	}
	fmt.Printf("average precision %.3f\n", scan().AveragePrecision().V)
	// Output:
	// at 0.95 precision 1.00, recall 0.25
	// at 0.90 precision 1.00, recall 0.50
	// at 0.80 precision 0.67, recall 0.50
	// at 0.70 precision 0.75, recall 0.75
	// average precision 0.830
}

func ExampleSweep_Best() {
	best := scan().Best("f1")
	fmt.Printf("F1 is highest, %.3f, at %.2f\n", best.Value.V, best.Threshold)
	// Output:
	// F1 is highest, 0.750, at 0.70
}

func ExamplePolicy_Pick() {
	p, err := calc.ParsePolicy("recall>=0.9")
	if err != nil {
		log.Fatal(err)
	}
	choice := p.Pick(scan(), calc.Setting{})
	fmt.Printf("%v at %.2f finds %.0f%%\n", p, choice.Threshold, 100*choice.Value.V)
	// Output:
	// recall>=0.9 at 0.35 finds 100%
}

func ExampleSweep_Calibration() {
	c := scan().Calibration(2, calc.UniformBins)
	for i, b := range c.Bins {
		fmt.Printf("%.1f to %.1f: %d rows, mean probability %.2f, %.2f came true\n",
			c.Edges[i], c.Edges[i+1], b.Count, b.MeanScore.V, b.FracPos.V)
	}
	fmt.Printf("ECE %.3f\n", c.Error().ECE.V)
	// Output:
	// 0.0 to 0.5: 5 rows, mean probability 0.22, 0.20 came true
	// 0.5 to 1.0: 5 rows, mean probability 0.79, 0.60 came true
	// ECE 0.105
}

func ExampleSweep_LogLoss() {
	s := scan()
	fmt.Printf("cross-entropy %.3f\n", s.LogLoss().Mean.V)
	fmt.Printf("focal loss %.3f\n", s.FocalLoss(calc.DefaultFocal()).Mean.V)
	fmt.Printf("Dice loss %.3f\n", s.Dice(1).Loss.V)
	fmt.Printf("Lovász-Softmax loss %.3f\n", s.LovaszSoftmax(calc.PresentClasses).V)
	// Output:
	// cross-entropy 0.498
	// focal loss 0.121
	// Dice loss 0.323
	// Lovász-Softmax loss 0.431
}

func ExampleCompareDeLong() {
	label := []uint8{1, 1, 1, 1, 0, 0, 0, 0}
	a := []float64{0.9, 0.8, 0.6, 0.4, 0.7, 0.3, 0.2, 0.1}
	b := []float64{0.9, 0.3, 0.6, 0.4, 0.7, 0.8, 0.2, 0.1}
	c, err := calc.CompareDeLong(label, a, b, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("AUC %.3f against %.3f, p = %.2f\n", c.AUCA.V, c.AUCB.V, c.P.V)
	// Output:
	// AUC 0.875 against 0.625, p = 0.22
}

func ExampleSweep_Bootstrap() {
	o := calc.DefaultResampling()
	o.Seed = 1
	b := scan().Bootstrap(calc.PointStatistic("mcc", 0.5), o)
	fmt.Printf("MCC %.2f, defined in %d of %d resamples, %.1f to %.1f\n",
		b.Estimate.V, b.Defined, len(b.Replicates), b.Low.V, b.High.V)
	// Output:
	// MCC 0.41, defined in 1983 of 2000 resamples, -0.3 to 1.0
}

func ExampleClassRun() {
	r, err := calc.NewClassRun(calc.MultiClass{
		Kind: calc.Probability, Classes: 3,
		Label: []int{0, 1, 2, 2},
		Score: [][]float64{{0.7, 0.2, 0.1}, {0.3, 0.4, 0.3}, {0.1, 0.1, 0.8}, {0.5, 0.1, 0.4}},
	})
	if err != nil {
		log.Fatal(err)
	}
	report := r.Confusion().Report()
	fmt.Printf("accuracy %.2f, macro F1 %.2f over %d classes, top-2 accuracy %.2f\n",
		report.Accuracy.V, report.Macro.F1.V, report.Macro.DefinedF1, r.TopK(2).V)
	// Output:
	// accuracy 0.75, macro F1 0.78 over 3 classes, top-2 accuracy 1.00
}
