package evaluate

import "tradeoff/internal/calc"

// A ClassReport holds the numbers of a run with many classes by class. Its JSON
// form is that of the API and of the command line.
type ClassReport struct {
	Classes     []string         `json:"classes" doc:"their names; the order of all lists and matrices"`
	Confusion   [][]float64      `json:"confusion" doc:"weights by actual class (rows) and predicted class (columns)"`
	PerClass    []ClassRow       `json:"per_class"`
	Averages    ClassAverages    `json:"averages"`
	PairAUC     []PairAUC        `json:"pair_auc" doc:"one against one, on the rows of the two classes alone"`
	TopK        []calc.Estimate  `json:"top_k" doc:"share of the rows whose class is among the k best, from k = 1"`
	Calibration []CalibrationBin `json:"calibration" doc:"of the predicted class; empty without probabilities"`
}

// Weight returns the weight of all rows, their number if the run is
// unweighted.
func (r *ClassReport) Weight() float64 { return calc.ClassConfusion(r.Confusion).Weight() }

// A ClassRow holds the numbers of one class against the rest.
type ClassRow struct {
	Class            string        `json:"class"`
	Support          float64       `json:"support" doc:"weight of the rows that are this class"`
	Predicted        float64       `json:"predicted" doc:"weight of the rows predicted as this class"`
	Precision        calc.Estimate `json:"precision"`
	Recall           calc.Estimate `json:"recall"`
	F1               calc.Estimate `json:"f1"`
	Specificity      calc.Estimate `json:"specificity"`
	ROCAUC           calc.Estimate `json:"roc_auc"`
	AveragePrecision calc.Estimate `json:"average_precision"`
}

// ClassAverages are the means over the classes.
type ClassAverages struct {
	Macro      ClassMeans `json:"macro" doc:"each class counts the same; classes without a value are left out"`
	MacroZD0   ClassMeans `json:"macro_zd0" doc:"the same with 0 for missing values, the default of scikit-learn"`
	Weighted   ClassMeans `json:"weighted" doc:"each class counts by its support"`
	WeightedZD ClassMeans `json:"weighted_zd0"`
	Micro      ClassMeans `json:"micro" doc:"all rows pooled; precision, recall and F1 are then the accuracy"`
}

// ClassMeans are means over the classes that have a value. Nil ones do not
// exist for this kind of mean.
type ClassMeans struct {
	Precision        calc.Estimate  `json:"precision"`
	Recall           calc.Estimate  `json:"recall"`
	F1               calc.Estimate  `json:"f1"`
	ROCAUC           *calc.Estimate `json:"roc_auc,omitempty"`
	AveragePrecision *calc.Estimate `json:"average_precision,omitempty"`
	Defined          Counts         `json:"n_defined" doc:"how many classes have a value"`
}

// Counts are the numbers of classes in the means.
type Counts struct {
	Precision        int `json:"precision"`
	Recall           int `json:"recall"`
	F1               int `json:"f1"`
	ROCAUC           int `json:"roc_auc,omitempty"`
	AveragePrecision int `json:"average_precision,omitempty"`
}

// A PairAUC is the area under the ROC curve of one class against another.
type PairAUC struct {
	First  string   `json:"first"`
	Second string   `json:"second"`
	ROCAUC *float64 `json:"roc_auc" doc:"null unless both classes occur"`
}

// Report returns the numbers of the run by class. metrics are those of the whole
// run, some of which are means over the classes and have an interval there.
func (s *ClassSummary) Report(names []string, metrics Metrics) *ClassReport {
	m := s.Confusion()
	report, weighted := m.Report(), s.Weights != nil
	out := &ClassReport{Classes: names, Confusion: m, TopK: s.TopK, Calibration: s.Calibration}
	if out.Calibration == nil {
		out.Calibration = []CalibrationBin{}
	}
	for c, k := range report.PerClass {
		p := calc.OperatingPoint{Confusion: m.OneVsRest(c), Weighted: weighted}
		out.PerClass = append(out.PerClass, ClassRow{
			Class: names[c], Support: k.Support, Predicted: k.Predicted,
			Precision: p.Estimate("precision", Level), Recall: p.Estimate("recall", Level),
			F1: p.Estimate("f1", Level), Specificity: p.Estimate("specificity", Level),
			ROCAUC: s.ROCAUC[c], AveragePrecision: s.AveragePrecision[c],
		})
	}
	known := make(map[string]calc.Estimate, len(metrics))
	for _, k := range metrics {
		known[k.ID] = k.Estimate
	}
	// of returns the metric id of the run, or v without an interval if there
	// is none.
	of := func(id string, v calc.Value) calc.Estimate {
		if e, ok := known[id]; ok {
			return e
		}
		return plainEstimate(v, weighted)
	}
	whole := func(id string) *calc.Estimate {
		e, ok := known[id]
		if !ok {
			return nil
		}
		return &e
	}
	means := func(prefix string, a calc.Averages) ClassMeans {
		return ClassMeans{
			Precision: of(prefix+"_precision", a.Precision), Recall: of(prefix+"_recall", a.Recall), F1: of(prefix+"_f1", a.F1),
			ROCAUC: whole(prefix + "_roc_auc_ovr"), AveragePrecision: whole(prefix + "_average_precision"),
			Defined: Counts{a.DefinedPrecision, a.DefinedRecall, a.DefinedF1, defined(s.ROCAUC), defined(s.AveragePrecision)},
		}
	}
	out.Averages = ClassAverages{
		Macro: means("macro", report.Macro), MacroZD0: means("macro_zd0", report.MacroZero),
		Weighted: means("weighted", report.Weighted), WeightedZD: means("weighted_zd0", report.WeightedZero),
	}
	accuracy := of("accuracy", report.Accuracy)
	n := len(names)
	out.Averages.Micro = ClassMeans{
		Precision: accuracy, Recall: accuracy, F1: accuracy,
		ROCAUC: whole("micro_roc_auc_ovr"), AveragePrecision: whole("micro_average_precision"),
		Defined: Counts{n, n, n, n, n},
	}
	out.Averages.MacroZD0.Defined.ROCAUC, out.Averages.MacroZD0.Defined.AveragePrecision = 0, 0 // they have none
	out.Averages.WeightedZD.Defined.ROCAUC, out.Averages.WeightedZD.Defined.AveragePrecision = 0, 0
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			out.PairAUC = append(out.PairAUC, PairAUC{names[i], names[j], s.PairAUC[len(out.PairAUC)]})
		}
	}
	return out
}

func defined(list []calc.Estimate) (n int) {
	for _, e := range list {
		if e.OK {
			n++
		}
	}
	return n
}
