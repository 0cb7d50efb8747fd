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

// SeveralRuns answers questions about several runs at once.
type SeveralRuns struct{ x *Explorer }

// CostColumn is the id of the expected cost per row in a comparison. It is no metric of
// the confusion matrix alone.
const CostColumn = "expected_cost"

// ComparedMetrics are the columns of a comparison at the thresholds of the runs, the
// cost last, and RankMetrics those for all thresholds at once.
var (
	ComparedMetrics = []string{
		"recall", "precision", "specificity", "f1", "accuracy", "predicted_positive_rate", CostColumn,
	}
	RankMetrics = []string{"roc_auc", "average_precision", "log_loss", "brier"}
)

// A Comparison is several runs, each at its threshold, and how they differ from one of
// them, the baseline.
type Comparison struct {
	Query      tradeoff.CompareQuery
	State      tradeoff.State      // costs, prevalence, meeting, view
	Experiment tradeoff.Experiment // of the baseline, with names that fit into sentences
	Runs       []ComparedRun       // in the order of the query; nil if it names fewer than two
	Baseline   int                 // index into Runs

	metrics metricsOf
}

// A ComparedRun is one run of a comparison. What follows Bins compares it with the
// baseline and is zero for the baseline itself.
type ComparedRun struct {
	Subject
	Position
	Name      string // a letter while names are hidden
	Style     tradeoff.Style
	Display   Display
	Estimates map[string]calc.Estimate // of ComparedMetrics and RankMetrics, by id
	Bins      []calc.CalibrationBin    // what BinCalibration found; nil for uncalibrated scores

	Paired         *pairing.Pairs           // its rows and those of the baseline; nil if they cannot be paired
	UnpairedReason string                   // why they cannot
	Differences    map[string]calc.Estimate // this run minus the baseline, by id
	Joint          calc.Joint               // correct and wrong rows, baseline first; zero without pairs
	DeLong         *calc.DeLongPaired       // AUC of this run minus that of the baseline; nil without pairs
	Resampled      []ResampledDifferences   // intervals that are computed in the background
}

// metricsOf returns the metrics of a subject for all thresholds at once.
type metricsOf func(context.Context, Subject) ([]source.RunMetric, error)

// Compare returns the comparison that q asks for; only its query, if q names fewer than
// two runs. Its errors are NotFound for a run or rows that do not exist, and Invalid for
// a query that cannot be read or a run with all of its many classes.
func (s SeveralRuns) Compare(ctx context.Context, q url.Values) (Comparison, error) {
	return s.CompareWith(ctx, q, s.x.Metrics)
}

// CompareWith is [SeveralRuns.Compare] with a function that returns the metrics of
// each run, such as one that waits for their intervals.
func (s SeveralRuns) CompareWith(
	ctx context.Context, q url.Values, metrics func(context.Context, Subject) ([]source.RunMetric, error),
) (c Comparison, err error) {
	c.metrics = metrics
	if c.Query, c.State, err = tradeoff.ParseCompare(q); err != nil || len(c.Query.Runs) < 2 {
		return c, err
	}
	c.Runs = make([]ComparedRun, len(c.Query.Runs))
	err = concurrently(len(c.Runs), func(i int) (err error) {
		c.Runs[i], err = s.comparedRun(ctx, c, i)
		return err
	})
	if err != nil {
		return c, err
	}
	c.Baseline = max(0, slices.Index(c.Query.Runs, c.Query.Baseline))
	e, err := s.x.Experiment(ctx, c.Runs[c.Baseline].Run.ExperimentID)
	if err != nil {
		return c, err
	}
	c.Experiment = ReadableExperiment(e.In(c.State.View))
	err = concurrently(len(c.Runs), func(i int) error { return locate(ctx, c, &c.Runs[i]) })
	if err != nil {
		return c, err
	}
	base := c.Runs[c.Baseline]
	err = concurrently(len(c.Runs), func(i int) error {
		if i == c.Baseline {
			return nil
		}
		return compareToBaseline(ctx, base, &c.Runs[i], c.Setting())
	})
	for i := range c.Runs {
		if i != c.Baseline && err == nil { // what takes longer begins when all else is done
			s.resampleDifferences(ctx, base, &c.Runs[i], c.Setting())
		}
	}
	return c, err
}

// comparedRun returns run i of the query with its display.
func (s SeveralRuns) comparedRun(ctx context.Context, c Comparison, i int) (one ComparedRun, err error) {
	run, err := s.x.Run(ctx, c.Query.Runs[i])
	if err != nil {
		return one, err
	}
	if err := CheckTwoClasses(run, c.State.View); err != nil {
		return one, err
	}
	one.Name, one.Style = c.State.Meeting.Name(i, run.Name), styleOfRun(i)
	if one.Subject, err = s.x.Subject(ctx, run, c.State.View); err != nil {
		return one, err
	}
	one.Display, err = s.x.DisplayOf(ctx, one.Subject)
	return one, err
}

// CheckTwoClasses returns an Invalid error for a run with many classes, unless the view
// selects one of them against all others.
func CheckTwoClasses(run tradeoff.Run, view tradeoff.View) error {
	if AllClasses(run, view.Class) {
		return tradeoff.Errorf(tradeoff.Invalid,
			"run %d has %d classes, and what is compared here is a threshold between two", run.ID, len(run.Classes)).
			WithHint("Name one class against all others: class=%s.", run.Classes[0])
	}
	return nil
}

// CheckTwoRuns returns an Invalid error if the query names fewer than two runs.
func (c Comparison) CheckTwoRuns() error {
	if len(c.Runs) < 2 {
		return tradeoff.Errorf(tradeoff.Invalid, "a comparison needs two runs").WithHint("Name them: run=1&run=2.")
	}
	return nil
}

// NameInSentence returns the run's name as sentences contain it.
func (one ComparedRun) NameInSentence() string { return forSentence(one.Name) }

// styleOfRun returns how the i-th of several runs is drawn: in one of five hues, dashed
// from the sixth on.
func styleOfRun(i int) tradeoff.Style {
	style := tradeoff.Style{Hue: fmt.Sprintf("run-%d", i%5+1)}
	if i >= 5 {
		style.Dash = tradeoff.Dashed
	}
	return style
}

// Setting returns the costs and the prevalence of the state, and those of the
// baseline's experiment where it has none.
func (c Comparison) Setting() calc.Setting { return c.State.Setting(c.Experiment) }

// Displays returns the displays of the runs, in their order.
func (c Comparison) Displays() []Display {
	list := make([]Display, len(c.Runs))
	for i, one := range c.Runs {
		list[i] = one.Display
	}
	return list
}

// locate finds the threshold of a run, and its metrics there.
func locate(ctx context.Context, c Comparison, one *ComparedRun) (err error) {
	w := c.Setting()
	if one.Position, err = one.Subject.position(ctx, one.Display.Display, c.Query.Stand, w); err != nil {
		return err
	}
	one.Estimates = make(map[string]calc.Estimate)
	one.Position.addEstimates(one.Estimates, ComparedMetrics[:len(ComparedMetrics)-1], w.Prevalence)
	if one.Undefined == "" {
		cost := MetricInSetting(CostColumn, w)(one.Point.Confusion)
		one.Estimates[CostColumn] = calc.Estimate{Value: cost, IntervalReason: calc.NeedsBootstrap}
	} else {
		one.Estimates[CostColumn] = calc.Estimate{Value: calc.Undefined(one.Undefined)}
	}
	list, err := c.metrics(ctx, one.Subject)
	for _, m := range list {
		if slices.Contains(RankMetrics, m.ID) {
			one.Estimates[m.ID] = m.Estimate
		}
	}
	if one.Run.HasImages() { // intervals of single runs treat pixels as independent
		for id, e := range one.Estimates {
			if e.OK {
				one.Estimates[id] = calc.Estimate{Value: e.Value, IntervalReason: calc.PixelsAlike}
			}
		}
	}
	return err
}

// comparedFunctions returns the functions of ComparedMetrics, in their order.
func comparedFunctions(w calc.Setting) []func(calc.Confusion) calc.Value {
	out := make([]func(calc.Confusion) calc.Value, len(ComparedMetrics))
	for i, id := range ComparedMetrics {
		out[i] = MetricInSetting(id, w)
	}
	return out
}

// MetricInSetting returns the function of a metric of the confusion matrix, or of the
// expected cost, restated for the prevalence of w if it depends on it.
func MetricInSetting(id string, w calc.Setting) func(calc.Confusion) calc.Value {
	if id == CostColumn {
		return w.In(w.Costs.Expected)
	}
	m, _ := calc.MetricByID(id)
	if tradeoff.DependsOnPrevalence(id) {
		return w.In(m.At)
	}
	return m.At
}

// BinCalibration computes the calibration bins of the runs whose scores are calibrated.
func (c Comparison) BinCalibration(ctx context.Context) error {
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

// ComparedColumnTitle returns the title of a column of a comparison.
func ComparedColumnTitle(id string) string {
	if id == CostColumn {
		return "Expected cost"
	}
	return ColumnTitle(id)
}

// PositionOnScale returns where a threshold lies between the min and the max score of
// the run, from 0 to 1; 0.5 if they are equal.
func (one ComparedRun) PositionOnScale(t float64) float64 {
	h := one.Display.Histogram
	if !(h.High > h.Low) {
		return 0.5
	}
	return (min(max(t, h.Low), h.High) - h.Low) / (h.High - h.Low)
}

// ThresholdsText says at which thresholds the runs are compared: "with each run at its
// default threshold".
func (c Comparison) ThresholdsText() string {
	switch {
	case c.Query.Lock != nil:
		l := c.Query.Lock
		return fmt.Sprintf("with %s %s %s", LockName(l.Metric), LockSign(l.Metric), format.Number(l.Value))
	case c.Query.Policy != nil:
		return "with each run at its threshold of " + tradeoff.PolicyName(*c.Query.Policy)
	}
	return "with each run at its default threshold"
}
