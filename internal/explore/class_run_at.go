package explore

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// ManyClassRuns answers questions about runs with three or more classes, whose rows
// are predicted to be of the class with the highest score.
type ManyClassRuns struct{ x *Explorer }

// A ClassRunAt is a run with many classes at a state.
type ClassRunAt struct {
	Experiment tradeoff.Experiment // with names that fit into sentences
	Run        tradeoff.Run
	Names      []string // of the classes, as sentences contain them
	State      tradeoff.ClassState
	Report     *evaluate.ClassReport
	Metrics    map[string]calc.Estimate // of the whole run, by id
	Subject

	// What Complete computes.
	LossValues ClassLosses
	Overlaps   *evaluate.ClassOverlaps // of masks; nil without images or rows
}

// rows returns the rows of a run. Its error is [source.Missing] if they stay elsewhere.
func (m ManyClassRuns) rows(ctx context.Context, run tradeoff.Run) (source.Classes, error) {
	part, err := m.x.source.Part(ctx, run, tradeoff.View{})
	if err != nil {
		return nil, err
	}
	return part.Classes()
}

// RunAt returns the run id at the state that q asks for.
func (m ManyClassRuns) RunAt(ctx context.Context, id int64, q url.Values) (ClassRunAt, error) {
	run, err := m.x.Run(ctx, id)
	if err != nil {
		return ClassRunAt{}, err
	}
	return m.RunAtState(ctx, run, q)
}

// RunAtState returns a run at the state that q asks for. Its errors are Invalid if q
// cannot be read or filters rows, and NotFound for a run of two classes.
func (m ManyClassRuns) RunAtState(ctx context.Context, run tradeoff.Run, q url.Values) (v ClassRunAt, err error) {
	v.Run = run
	if err := CheckClassParameters(v.Run, q, "slice"); err != nil {
		return v, err
	}
	if v.State, err = tradeoff.ParseClassState(q); err != nil {
		return v, err
	}
	e, err := m.x.Experiment(ctx, v.Run.ExperimentID)
	if err != nil {
		return v, err
	}
	v.Experiment = ExperimentOfRun(v.Run, e)
	for _, name := range v.Run.Classes {
		v.Names = append(v.Names, forSentence(name))
	}
	var stored []source.RunMetric
	if v.Report, stored, err = m.Report(ctx, v.Run); err != nil {
		return v, err
	}
	if v.Subject, err = m.x.Subject(ctx, v.Run, tradeoff.View{}); err != nil {
		return v, err
	}
	v.Metrics = make(map[string]calc.Estimate, len(stored))
	for _, metric := range stored {
		v.Metrics[metric.ID] = metric.Estimate
	}
	return v, nil
}

// Complete computes what the page of v shows besides its report.
func (m ManyClassRuns) Complete(ctx context.Context, v *ClassRunAt) (err error) {
	if v.LossValues, err = EvaluateClassLosses(ctx, *v); err != nil {
		return err
	}
	if v.Run.HasImages() {
		v.Overlaps, err = m.Overlaps(ctx, v.Run)
		_, err = source.Why(err) // the line below the name says what is missing
	}
	return err
}

// AddressWith returns the address of the run's page at a changed state, followed by a
// fragment such as "#losses".
func (v ClassRunAt) AddressWith(change func(*tradeoff.ClassState), fragment string) string {
	state := v.State
	change(&state)
	return link.Address(link.RunPath(v.Run.ID), state.Query()) + fragment
}

// Facts returns the line below the run's name.
func (v ClassRunAt) Facts() string {
	n := v.Run.N
	s := ImageCountText(v.Run) + fmt.Sprintf("%s %s · %d classes", format.Count(n), Units(v.Experiment, n), len(v.Names))
	switch v.Run.ScoreKind {
	case calc.Probability:
		s += " · scores are probabilities"
	case calc.Logit:
		s += " · scores are logits"
	default:
		s += " · uncalibrated scores (ranking only)"
	}
	if v.Run.Weighted {
		s += " · rows weigh " + format.Quantity(v.Report.Weight()) + " in all"
	}
	return s + MissingText(v.Subject)
}

// Reason says why a number of a class is undefined, or one of the run if class is
// negative.
func (v ClassRunAt) Reason(r calc.Reason, class int) string {
	if class < 0 {
		return v.Experiment.ReasonText(r)
	}
	return v.Experiment.ClassReasonText(r, v.Names[class])
}

// Estimate returns the text of a value of the metric id and that of its interval, or why
// one of them is undefined. A negative class means a number of the run.
func (v ClassRunAt) Estimate(id string, e calc.Estimate, class int) (value, note string) {
	return estimateText(id, e, "", func(r calc.Reason) string { return v.Reason(r, class) })
}

// ClassColumn returns the value of a class in the column id of the table of classes.
func ClassColumn(id string, k evaluate.ClassRow) calc.Estimate {
	plain := func(x float64) calc.Estimate { return calc.Estimate{Value: calc.Defined(x)} }
	switch id {
	case "support":
		return plain(k.Support)
	case "predicted":
		return plain(k.Predicted)
	case "precision":
		return k.Precision
	case "recall":
		return k.Recall
	case "f1":
		return k.F1
	case "specificity":
		return k.Specificity
	case "roc_auc":
		return k.ROCAUC
	default:
		return k.AveragePrecision
	}
}

// ClassColumnTitles are the titles of the columns of the table of classes, by id.
var ClassColumnTitles = map[string]string{
	"class": "Class", "support": "Rows", "predicted": "Predicted",
	"precision": "Precision", "recall": "Recall", "f1": "F1",
	"specificity": "Specificity", "roc_auc": "AUC", "average_precision": "AP",
}

// SortedClasses returns the indices of the classes in the order of the column id: that
// of the run for "". Undefined values come last either way.
func (v ClassRunAt) SortedClasses(id string, ascending bool) []int {
	order := make([]int, len(v.Names))
	for k := range order {
		order[k] = k
	}
	if id == "" {
		return order
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if id == "class" {
			c := cmp.Compare(strings.ToLower(v.Run.Classes[a]), strings.ToLower(v.Run.Classes[b]))
			return directed(c, ascending)
		}
		return compareValues(
			ClassColumn(id, v.Report.PerClass[a]).Value, ClassColumn(id, v.Report.PerClass[b]).Value, ascending)
	})
	return order
}

// ClassName returns the name of a class of the run, as sentences contain it.
func (v ClassRunAt) ClassName(class string) string {
	return v.Names[slices.Index(v.Run.Classes, class)]
}
