package evaluate

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// A ClassSummary is the numbers of a multiclass run beyond its metrics. It is
// stored with the run as JSON, so that a page need not read the rows.
type ClassSummary struct {
	Rows    [][]int             `json:"rows"`              // numbers of rows of class i predicted as class j
	Weights calc.ClassConfusion `json:"weights,omitempty"` // their weights; nil if every row counts once

	ROCAUC           []calc.Estimate `json:"roc_auc"` // of each class against the rest
	AveragePrecision []calc.Estimate `json:"average_precision"`
	PairAUC          []*float64      `json:"pair_auc"` // of classes i < j in the order 0-1, 0-2, …; nil unless both occur
	TopK             []calc.Estimate `json:"top_k"`    // share of the rows whose class is among the k best, from k = 1

	// of the predicted class, bins of equal width; nil without probabilities
	Calibration []CalibrationBin `json:"calibration"`
}

// A CalibrationBin is one bin of a calibration curve. Means are nil in an empty
// bin.
type CalibrationBin struct {
	Low     float64  `json:"low"`
	High    float64  `json:"high"`
	Count   int      `json:"count"`
	Weight  float64  `json:"weight"`
	Mean    *float64 `json:"mean"`    // probability
	Correct *float64 `json:"correct"` // share of the rows
}

// mostRanks is the largest k of the stored top-k accuracies.
const mostRanks = 10

// mostResampled is how many classes a matrix may have that is resampled: its
// cells grow with their square.
const mostResampled = 64

// Confusion returns the confusion matrix by weight.
func (s *ClassSummary) Confusion() calc.ClassConfusion {
	if s.Weights != nil {
		return s.Weights
	}
	m := make(calc.ClassConfusion, len(s.Rows))
	for i, row := range s.Rows {
		m[i] = make([]float64, len(row))
		for j, n := range row {
			m[i][j] = float64(n)
		}
	}
	return m
}

// ParseClassSummary decodes a stored [ClassSummary].
func ParseClassSummary(data []byte) (*ClassSummary, error) {
	s := new(ClassSummary)
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("evaluate: a summary of classes: %w", err)
	}
	return s, nil
}

// manyClasses computes all numbers of a dataset with many classes.
func manyClasses(ctx context.Context, d *ingest.Dataset, fileName string) (*Run, error) {
	rows, err := calc.NewClassRun(d.MultiClass())
	if err != nil {
		return nil, inputError(err, fileName)
	}
	numbers := rows.Numbers()
	run := &Run{Name: d.Name, Dataset: d, Classes: NewClassSummary(numbers), N: rows.N(), Weighted: rows.Weighted()}
	run.Weightless, run.Clipped = d.N-rows.N(), rows.CrossEntropy(nil).Clipped
	run.TestSetDigest, run.PredictionsDigest = Digests(d)
	var resampled []string
	for _, m := range calc.ClassMetricList() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !m.Applies(rows.Classes()) {
			continue
		}
		e := numbers.Evaluate(m.ID, nil)
		if m.OfMatrix() && e.OK && e.IntervalReason == calc.NeedsBootstrap {
			resampled = append(resampled, m.ID)
		}
		run.Metrics = append(run.Metrics, Metric{m.ID, e})
	}
	run.Metrics = resampleClasses(numbers.Confusion(), run.Weighted, run.Metrics, resampled)
	run.Findings = append(append(run.Findings, d.Findings...),
		append(leftOut(run), checkClasses(d, run.Classes.Rows)...)...)
	return run, ctx.Err()
}

// resampleClasses fills in the intervals of metrics of the matrix that have none
// in closed form.
func resampleClasses(m calc.ClassConfusion, weighted bool, list Metrics, ids []string) Metrics {
	if weighted {
		for i := range list {
			if list[i].OK && list[i].IntervalReason == calc.NeedsBootstrap {
				list[i].IntervalReason = calc.WeightsNotSupported
				list[i].Low, list[i].High = calc.Undefined(calc.WeightsNotSupported), calc.Undefined(calc.WeightsNotSupported)
			}
		}
		return list
	}
	if len(m) > mostResampled || len(ids) == 0 {
		return list
	}
	for k, b := range m.Bootstrap(ids, calc.DefaultResampling()) {
		for i := range list {
			if list[i].ID == ids[k] {
				list[i].Estimate = resampled(list[i].Estimate, b, rowBootstrap)
			}
		}
	}
	return list
}

// NewClassSummary computes the summary of a run.
func NewClassSummary(n *calc.ClassNumbers) *ClassSummary {
	run := n.Run
	c := run.Classes()
	s := &ClassSummary{Rows: run.RowConfusion()}
	if run.Weighted() {
		s.Weights = n.Confusion()
	}
	auc, ap := n.ROCAUC(), n.AveragePrecision()
	for k := range c {
		e := calc.Estimate{Value: auc.Values[k], IntervalReason: auc.Values[k].Reason}
		if e.OK {
			e = run.OneVsRest(k).Evaluate("roc_auc")
		} else {
			e.Low, e.High = e.Value, e.Value
		}
		s.ROCAUC = append(s.ROCAUC, e)
		s.AveragePrecision = append(s.AveragePrecision, plainEstimate(ap.Values[k], run.Weighted()))
	}
	for _, v := range n.PairwiseAUC().AUC {
		s.PairAUC = append(s.PairAUC, pointer(v))
	}
	for k := 1; k <= min(c, mostRanks); k++ {
		s.TopK = append(s.TopK, topK(run, k))
	}
	s.Calibration = calibrationBins(n.Calibration())
	return s
}

func plainEstimate(v calc.Value, weighted bool) calc.Estimate {
	why := calc.NeedsBootstrap
	switch {
	case !v.OK:
		why = v.Reason
	case weighted:
		why = calc.WeightsNotSupported
	}
	return calc.Estimate{Value: v, Low: calc.Undefined(why), High: calc.Undefined(why), IntervalReason: why}
}

// topK returns the top-k accuracy with Wilson's interval.
func topK(run *calc.ClassRun, k int) calc.Estimate {
	e := plainEstimate(run.TopK(k), run.Weighted())
	if e.OK && !run.Weighted() {
		n := float64(run.N())
		e.Low, e.High = calc.Wilson(math.Round(e.V*n), n, Level)
		e.IntervalReason, e.Method = "", "Wilson"
	}
	return e
}

func pointer(v calc.Value) *float64 {
	if !v.OK {
		return nil
	}
	return &v.V
}

func calibrationBins(c calc.Calibration) []CalibrationBin {
	var list []CalibrationBin
	for b, bin := range c.Bins {
		list = append(list, CalibrationBin{
			Low: c.Edges[b], High: c.Edges[b+1], Count: bin.Count, Weight: bin.Weight,
			Mean: pointer(bin.MeanScore), Correct: pointer(bin.FracPos),
		})
	}
	return list
}

// fewOfClass is the number of rows below which the numbers of a class are
// rough.
const fewOfClass = 10

// checkClasses returns the findings about the matrix of a run.
func checkClasses(d *ingest.Dataset, m [][]int) []tradeoff.Finding {
	var out []tradeoff.Finding
	say := func(kind, hint, message string) {
		out = append(out, tradeoff.Finding{Kind: kind, Message: message, Hint: hint})
	}
	support, predicted, all, right := make([]int, len(m)), make([]int, len(m)), 0, 0
	for i, row := range m {
		for j, n := range row {
			support[i] += n
			predicted[j] += n
			all += n
		}
		right += m[i][i]
	}
	if all == 0 {
		say("no_samples", "Nothing can be computed. Is it the right weight column?", "every row has weight 0")
		return out
	}
	var absent, few, never []string
	for c, name := range d.Classes {
		switch {
		case support[c] == 0:
			absent = append(absent, name)
		case support[c] < fewOfClass:
			few = append(few, name)
		}
		if predicted[c] == 0 {
			never = append(never, name)
		}
	}
	if len(absent) > 0 {
		say("class_absent", "Metrics of such a class are undefined, and means leave it out.",
			plural(len(absent), "no row is of the class ", "no row is of the classes ")+some(absent))
	}
	if len(few) > 0 {
		say("class_rare", "Read the intervals: small numbers of rows make them wide.",
			fmt.Sprintf("fewer than %d rows are of the %s %s", fewOfClass, plural(len(few), "class", "classes"), some(few)))
	}
	if len(never) > 0 {
		say("class_never_called", "Their precision is undefined, and macro precision leaves them out.",
			"no row is predicted as "+some(never))
	}
	if better, ok := permuted(m, support); ok && better-right > all/5 {
		say("columns_permuted", "Are the columns of scores assigned to the right classes? Name each after its class.",
			fmt.Sprintf("%d of %d rows are predicted correctly; it would be %d with the columns of scores in another order",
				right, all, better))
	}
	return out
}

// permuted returns the number of correct predictions if every class were
// renamed to its most frequent prediction. ok is false if two classes would
// get the same name or nothing would change.
func permuted(m [][]int, support []int) (right int, ok bool) {
	taken := make([]bool, len(m))
	for i, row := range m {
		best := i
		for j, n := range row {
			if n > row[best] {
				best = j
			}
		}
		if support[i] > 0 && taken[best] {
			return 0, false
		}
		taken[best] = taken[best] || support[i] > 0
		ok = ok || best != i
		right += row[best]
	}
	return right, ok
}

// some names the first five of a list.
func some(names []string) string {
	const most = 5
	s := ""
	for i, n := range names {
		switch {
		case i == most:
			return s + fmt.Sprintf(" and %d more", len(names)-most)
		case i > 0:
			s += ", "
		}
		s += strconv.Quote(n)
	}
	return s
}
