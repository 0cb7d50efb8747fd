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

// A ClassRunAt is a run with many classes at a state.
type ClassRunAt struct {
	Experiment tradeoff.Experiment
	Run        tradeoff.Run
	Names      []string // of the classes, fit for sentences
	State      tradeoff.ClassState
	Report     *evaluate.ClassReport
	Metrics    map[string]calc.Estimate
	Subject
	LossValues ClassLosses
	Overlaps   *evaluate.ClassOverlaps // of masks; nil without images
}

// CompleteClasses finds what the page of v shows beside its report.
func (x *Explorer) CompleteClasses(ctx context.Context, v *ClassRunAt) (err error) {
	if v.LossValues, err = LossesOfClasses(ctx, *v); err != nil {
		return err
	}
	if v.Run.HasImages() {
		v.Overlaps, err = x.ClassOverlaps(ctx, v.Run)
		_, err = source.Why(err)
	}
	return err
}

// ClassRunAt returns a run with many classes at the state that q asks for.
func (x *Explorer) ClassRunAt(ctx context.Context, id int64, q url.Values) (ClassRunAt, error) {
	run, err := x.Run(ctx, id)
	if err != nil {
		return ClassRunAt{}, err
	}
	return x.ClassesAtState(ctx, run, q)
}

// classesShown returns a run of many classes at the state that q asks for.
func (x *Explorer) ClassesAtState(ctx context.Context, run tradeoff.Run, q url.Values) (v ClassRunAt, err error) {
	v.Run = run
	if err := NeedsClass(v.Run, q, "slice"); err != nil {
		return v, err
	}
	if v.State, err = tradeoff.ParseClassState(q); err != nil {
		return v, err
	}
	e, err := x.Experiment(ctx, v.Run.ExperimentID)
	if err != nil {
		return v, err
	}
	v.Experiment = InWordsOf(v.Run, e)
	for _, name := range v.Run.Classes {
		v.Names = append(v.Names, format.Isolate(format.Shorten(name, RoomInSentence)))
	}
	var stored []source.RunMetric
	if v.Report, stored, err = x.ClassReport(ctx, v.Run); err != nil {
		return v, err
	}
	if v.Subject, err = x.Subject(ctx, v.Run, tradeoff.View{}); err != nil {
		return v, err
	}
	v.Metrics = make(map[string]calc.Estimate, len(stored))
	for _, m := range stored {
		v.Metrics[m.ID] = m.Estimate
	}
	return v, nil
}

// With returns the address of this page at a changed state.
func (v ClassRunAt) With(change func(*tradeoff.ClassState), part string) string {
	state := v.State
	change(&state)
	return link.Address(link.RunPath(v.Run.ID), state.Query()) + part
}

// Facts is the line below the run's name.
func (v ClassRunAt) Facts() string {
	s := ImagesIn(v.Run) + fmt.Sprintf("%s %s · %d classes", format.Count(v.Run.N), Units(v.Experiment, v.Run.N), len(v.Names))
	switch v.Run.ScoreKind {
	case calc.Probability:
		s += " · scores are probabilities"
	case calc.Logit:
		s += " · scores are logits"
	default:
		s += " · scores have no scale of their own"
	}
	if v.Run.Weighted {
		s += " · rows weigh " + format.Quantity(v.Report.Weight()) + " in all"
	}
	return s + Lacking(v.Subject)
}

// Reason says why a number of a class, or of the run if class is below 0, is
// undefined.
func (v ClassRunAt) Reason(r calc.Reason, class int) string {
	if class < 0 {
		return v.Experiment.ReasonText(r)
	}
	return v.Experiment.ClassReasonText(r, v.Names[class])
}

// Estimate returns the text of a value and that of its interval, or why one of
// them is missing.
func (v ClassRunAt) Estimate(e calc.Estimate, class int) (value, note string) {
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + v.Reason(e.Reason, class)
	case !e.Low.OK || !e.High.OK:
		return format.Amount(e.V), "no interval: " + v.Reason(e.IntervalReason, class)
	case e.Low.V == e.High.V:
		return format.Signed(format.Rate(e.V)), "no interval: " + v.Reason(calc.ZeroVariance, class)
	default:
		d := format.Decimals(e.Low.V, e.High.V)
		return format.Signed(format.Fixed(e.V, d)), format.Interval(e.Low.V, e.High.V, d)
	}
}

// ColumnsOfClasses are the columns of the table of classes by their ids.
func ColumnsOfClasses(id string, k evaluate.ClassRow) calc.Estimate {
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

var ClassColumnNames = map[string]string{
	"class": "Class", "support": "Rows", "predicted": "Called", "precision": "Precision", "recall": "Recall", "f1": "F1",
	"specificity": "Specificity", "roc_auc": "AUC", "average_precision": "AP",
}

// SortedClasses returns the classes in the order of a column; what is undefined
// comes last either way.
func (v ClassRunAt) SortedClasses(id string, ascending bool) []int {
	order := make([]int, len(v.Names))
	for k := range order {
		order[k] = k
	}
	if id == "" {
		return order
	}
	slices.SortStableFunc(order, func(a, b int) int {
		var c int
		if id == "class" {
			c = cmp.Compare(strings.ToLower(v.Run.Classes[a]), strings.ToLower(v.Run.Classes[b]))
		} else {
			x, y := ColumnsOfClasses(id, v.Report.PerClass[a]), ColumnsOfClasses(id, v.Report.PerClass[b])
			if x.OK != y.OK {
				if x.OK {
					return -1
				}
				return 1
			}
			c = cmp.Compare(x.V, y.V)
		}
		if !ascending {
			return -c
		}
		return c
	})
	return order
}

// Named returns a class's name, fit for sentences.
func (v ClassRunAt) Named(class string) string {
	k := slices.Index(v.Run.Classes, class)
	return v.Names[k]
}
