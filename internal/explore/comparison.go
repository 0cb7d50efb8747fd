package explore

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

// CostColumn is the expected cost per row in a comparison. It is no metric of
// the confusion matrix alone.
const CostColumn = "expected_cost"

// comparedMetrics are the columns of a comparison at the runs' thresholds, and
// rankMetrics those of all thresholds at once.
var (
	ComparedMetrics = []string{"recall", "precision", "specificity", "f1", "accuracy", "predicted_positive_rate", CostColumn}
	RankMetrics     = []string{"roc_auc", "average_precision", "log_loss", "brier"}
)

// A Comparison is several runs, each at a threshold of its own.
type Comparison struct {
	Query      tradeoff.CompareQuery
	State      tradeoff.State      // costs, prevalence, meeting
	Experiment tradeoff.Experiment // of the baseline
	Runs       []ComparedRun
	Baseline   int // which of runs

	metrics func(context.Context, Subject) ([]source.RunMetric, error) // of a whole run
}

// A ComparedRun is one of the runs that are compared, and what sets it apart from
// the baseline.
type ComparedRun struct {
	Subject
	Position
	Name      string // or what stands for it
	Look      tradeoff.Style
	Display   Display
	Estimates map[string]calc.Estimate // of comparedMetrics and rankMetrics
	Bins      []calc.CalibrationBin    // of its calibration; nil for scores that are no probabilities

	Paired     *pairing.Pairs           // its rows beside those of the baseline; nil if they cannot be paired
	Unpaired   string                   // why they cannot
	Difference map[string]calc.Estimate // to the baseline
	Joint      calc.Joint               // baseline first; the zero Joint without pairs
	Delong     *calc.DeLongPaired       // this run's AUC minus the baseline's
	Coming     []comingDifferences      // intervals of those that are found beside the request
}

// comparisonAt returns what q asks for.
func (x *Explorer) Compare(ctx context.Context, q url.Values) (Comparison, error) {
	return x.CompareWith(ctx, q, x.Metrics)
}

// comparisonOf returns what q asks for, with the metrics of whole runs that the
// given function finds. With fewer than two runs there is only the query.
func (x *Explorer) CompareWith(
	ctx context.Context, q url.Values, metrics func(context.Context, Subject) ([]source.RunMetric, error),
) (c Comparison, err error) {
	c.metrics = metrics
	if c.Query, c.State, err = tradeoff.ParseCompare(q); err != nil || len(c.Query.Runs) < 2 {
		return c, err
	}
	c.Runs = make([]ComparedRun, len(c.Query.Runs))
	err = concurrently(len(c.Runs), func(i int) (err error) {
		one := &c.Runs[i]
		run, err := x.Run(ctx, c.Query.Runs[i])
		if err != nil {
			return err
		}
		if err := NeedTwoClasses(run, c.State.View); err != nil {
			return err
		}
		one.Name, one.Look = c.State.Meeting.Name(i, run.Name), lookOfRun(i)
		if one.Subject, err = x.Subject(ctx, run, c.State.View); err != nil {
			return err
		}
		one.Display, err = x.Display(ctx, one.Subject)
		return err
	})
	if err != nil {
		return c, err
	}
	c.Baseline = max(0, slices.Index(c.Query.Runs, c.Query.Baseline))
	e, err := x.Experiment(ctx, c.Runs[c.Baseline].Run.ExperimentID)
	if err != nil {
		return c, err
	}
	c.Experiment = ForReading(e.In(c.State.View))
	err = concurrently(len(c.Runs), func(i int) error { return place(ctx, c, &c.Runs[i]) })
	if err != nil {
		return c, err
	}
	base := c.Runs[c.Baseline]
	err = concurrently(len(c.Runs), func(i int) error {
		if i == c.Baseline {
			return nil
		}
		return setApart(ctx, base, &c.Runs[i], c.Setting())
	})
	for i := range c.Runs {
		if i != c.Baseline && err == nil { // what takes longer begins when all else is done
			x.resampleApart(ctx, base, &c.Runs[i], c.Setting())
		}
	}
	return c, err
}

// NeedTwoClasses refuses a run of many classes without one that stands against all
// others.
func NeedTwoClasses(run tradeoff.Run, view tradeoff.View) error {
	if AsWhole(run, view.Class) {
		return tradeoff.Errorf(tradeoff.Invalid, "run %d has %d classes, and what is compared here is a threshold between two", run.ID, len(run.Classes)).
			WithHint("Name one class against all others: class=%s.", run.Classes[0])
	}
	return nil
}

// InSentence is the run's name where text goes on around it.
func (one ComparedRun) InSentence() string {
	return format.Isolate(format.Shorten(one.Name, RoomInSentence))
}

// lookOfRun is how the i-th of several runs is drawn: in one of five hues, dashed
// from the sixth on.
func lookOfRun(i int) tradeoff.Style {
	l := tradeoff.Style{Hue: fmt.Sprintf("run-%d", i%5+1)}
	if i >= 5 {
		l.Dash = tradeoff.Dashed
	}
	return l
}

func (c Comparison) Setting() calc.Setting { return c.State.Setting(c.Experiment) }

func (c Comparison) Displays() []Display {
	list := make([]Display, len(c.Runs))
	for i, one := range c.Runs {
		list[i] = one.Display
	}
	return list
}

// place finds the threshold of a run, and its metrics there.
func place(ctx context.Context, c Comparison, one *ComparedRun) (err error) {
	w := c.Setting()
	if one.Position, err = one.Subject.Position(ctx, one.Display.Display, c.Query.Stand, w); err != nil {
		return err
	}
	one.Estimates = make(map[string]calc.Estimate)
	one.Position.Estimates(one.Estimates, ComparedMetrics[:len(ComparedMetrics)-1], w.Prevalence)
	if one.Nowhere == "" {
		one.Estimates[CostColumn] = calc.Estimate{Value: InSetting(CostColumn, w)(one.Point.Confusion), IntervalReason: calc.NeedsBootstrap}
	} else {
		one.Estimates[CostColumn] = calc.Estimate{Value: calc.Undefined(one.Nowhere)}
	}
	list, err := c.metrics(ctx, one.Subject)
	for _, m := range list {
		if slices.Contains(RankMetrics, m.ID) {
			one.Estimates[m.ID] = m.Estimate
		}
	}
	if one.Run.HasImages() { // their own intervals would take pixels for independent
		for id, e := range one.Estimates {
			if e.OK {
				one.Estimates[id] = calc.Estimate{Value: e.Value, IntervalReason: calc.PixelsAlike}
			}
		}
	}
	return err
}

// metricsOfPoint are the functions of comparedMetrics.
func metricsOfPoint(w calc.Setting) []func(calc.Confusion) calc.Value {
	out := make([]func(calc.Confusion) calc.Value, len(ComparedMetrics))
	for i, id := range ComparedMetrics {
		out[i] = InSetting(id, w)
	}
	return out
}

// InSetting is a metric of the confusion matrix, or the cost, restated for the
// prevalence where it depends on it.
func InSetting(id string, w calc.Setting) func(calc.Confusion) calc.Value {
	if id == CostColumn {
		return w.In(w.Costs.Expected)
	}
	m, _ := calc.MetricByID(id)
	if tradeoff.DependsOnPrevalence(id) {
		return w.In(m.At)
	}
	return m.At
}

// Enough refuses a comparison of fewer than two runs.
func (c Comparison) Enough() error {
	if len(c.Runs) < 2 {
		return tradeoff.Errorf(tradeoff.Invalid, "a comparison needs two runs").WithHint("Name them: run=1&run=2.")
	}
	return nil
}

// Bin finds how well the runs with probabilities are calibrated.
func (c Comparison) Bin(ctx context.Context) error {
	for i := range c.Runs {
		one := &c.Runs[i]
		if one.Run.ScoreKind == calc.Score {
			continue
		}
		err := one.Part.InTurn(ctx, func(sweep *calc.Sweep) error {
			if cal := sweep.Calibration(calc.DefaultBins, calc.UniformBins); cal.Reason == "" {
				one.Bins = cal.Bins
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func ComparedName(id string) string {
	if id == CostColumn {
		return "Expected cost"
	}
	return ColumnName(id)
}

// ShareOf is where a threshold lies between the run's lowest and highest score.
func (one ComparedRun) ShareOf(t float64) float64 {
	h := one.Display.Histogram
	if !(h.High > h.Low) {
		return 0.5
	}
	return (min(max(t, h.Low), h.High) - h.Low) / (h.High - h.Low)
}

// Words say where the runs stand.
func (c Comparison) Words() string {
	switch {
	case c.Query.Lock != nil:
		return fmt.Sprintf("with %s %s %s", LockName(c.Query.Lock.Metric), LockSign(c.Query.Lock.Metric), format.Number(c.Query.Lock.Value))
	case c.Query.Policy != nil:
		return "with each run at its threshold of " + tradeoff.PolicyName(*c.Query.Policy)
	}
	return "with each run at its default threshold"
}
