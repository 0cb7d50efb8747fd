package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// costColumn is the expected cost per row in a comparison. It is no metric of
// the confusion matrix alone.
const costColumn = "expected_cost"

// comparedMetrics are the columns of a comparison at the runs' thresholds, and
// rankMetrics those of all thresholds at once.
var (
	comparedMetrics = []string{"recall", "precision", "specificity", "f1", "accuracy", "predicted_positive_rate", costColumn}
	rankMetrics     = []string{"roc_auc", "average_precision", "log_loss", "brier"}
)

// A comparison is several runs, each at a threshold of its own.
type comparison struct {
	query      tradeoff.CompareQuery
	state      tradeoff.State      // costs, prevalence, meeting
	experiment tradeoff.Experiment // of the baseline
	runs       []comparedRun
	baseline   int // which of runs

	metrics func(context.Context, explore.Subject) ([]source.RunMetric, error) // of a whole run
}

// A compareView turns a comparison into what its page shows.
type compareView struct{ comparison }

// A comparedRun is one of the runs that are compared, and what sets it apart from
// the baseline.
type comparedRun struct {
	explore.Subject
	explore.Position
	name      string // or what stands for it
	look      tradeoff.Look
	display   explore.Display
	estimates map[string]calc.Estimate // of comparedMetrics and rankMetrics
	bins      []calc.CalibrationBin    // of its calibration; nil for scores that are no probabilities

	paired     *pairing.Pairs           // its rows beside those of the baseline; nil if they cannot be paired
	unpaired   string                   // why they cannot
	difference map[string]calc.Estimate // to the baseline
	joint      calc.Joint               // baseline first; the zero Joint without pairs
	delong     *calc.DeLongPaired       // this run's AUC minus the baseline's
	coming     []comingDifferences      // intervals of those that are found beside the request
}

// comparisonAt returns what q asks for.
func (s *Server) comparisonAt(ctx context.Context, q url.Values) (comparison, error) {
	return s.comparisonOf(ctx, q, s.explorer.Metrics)
}

// comparisonOf returns what q asks for, with the metrics of whole runs that the
// given function finds. With fewer than two runs there is only the query.
func (s *Server) comparisonOf(
	ctx context.Context, q url.Values, metrics func(context.Context, explore.Subject) ([]source.RunMetric, error),
) (c comparison, err error) {
	c.metrics = metrics
	if c.query, c.state, err = tradeoff.ParseCompare(q); err != nil || len(c.query.Runs) < 2 {
		return c, err
	}
	c.runs = make([]comparedRun, len(c.query.Runs))
	err = beside(len(c.runs), func(i int) (err error) {
		one := &c.runs[i]
		run, err := s.explorer.Run(ctx, c.query.Runs[i])
		if err != nil {
			return err
		}
		if err := needTwoClasses(run, c.state.View); err != nil {
			return err
		}
		one.name, one.look = c.state.Meeting.Name(i, run.Name), lookOfRun(i)
		if one.Subject, err = s.explorer.Subject(ctx, run, c.state.View); err != nil {
			return err
		}
		one.display, err = s.explorer.Display(ctx, one.Subject)
		return err
	})
	if err != nil {
		return c, err
	}
	c.baseline = max(0, slices.Index(c.query.Runs, c.query.Baseline))
	e, err := s.explorer.Experiment(ctx, c.runs[c.baseline].Run.ExperimentID)
	if err != nil {
		return c, err
	}
	c.experiment = forReading(e.In(c.state.View))
	err = beside(len(c.runs), func(i int) error { return place(ctx, c, &c.runs[i]) })
	if err != nil {
		return c, err
	}
	base := c.runs[c.baseline]
	err = beside(len(c.runs), func(i int) error {
		if i == c.baseline {
			return nil
		}
		return setApart(ctx, base, &c.runs[i], c.setting())
	})
	for i := range c.runs {
		if i != c.baseline && err == nil { // what takes longer begins when all else is done
			s.resampleApart(ctx, base, &c.runs[i], c.setting())
		}
	}
	return c, err
}

// needTwoClasses refuses a run of many classes without one that stands against all
// others.
func needTwoClasses(run tradeoff.Run, view tradeoff.View) error {
	if asWhole(run, view.Class) {
		return tradeoff.Errorf(tradeoff.Invalid, "run %d has %d classes, and what is compared here is a threshold between two", run.ID, len(run.Classes)).
			WithHint("Name one class against all others: class=%s.", run.Classes[0])
	}
	return nil
}

// inSentence is the run's name where text goes on around it.
func (one comparedRun) inSentence() string {
	return format.Isolate(format.Shorten(one.name, explore.RoomInSentence))
}

// lookOfRun is how the i-th of several runs is drawn: in one of five hues, dashed
// from the sixth on.
func lookOfRun(i int) tradeoff.Look {
	l := tradeoff.Look{Hue: fmt.Sprintf("run-%d", i%5+1)}
	if i >= 5 {
		l.Dash = tradeoff.Dashed
	}
	return l
}

func (c comparison) setting() calc.Setting { return c.state.Setting(c.experiment) }

func (c comparison) displays() []explore.Display {
	list := make([]explore.Display, len(c.runs))
	for i, one := range c.runs {
		list[i] = one.display
	}
	return list
}

// place finds the threshold of a run, and its metrics there.
func place(ctx context.Context, c comparison, one *comparedRun) (err error) {
	w := c.setting()
	if one.Position, err = one.Subject.Position(ctx, one.display.Display, c.query.Stand, w); err != nil {
		return err
	}
	one.estimates = make(map[string]calc.Estimate)
	one.Position.Estimates(one.estimates, comparedMetrics[:len(comparedMetrics)-1], w.Prevalence)
	if one.Nowhere == "" {
		one.estimates[costColumn] = calc.Estimate{Value: inSetting(costColumn, w)(one.Point.Confusion), IntervalReason: calc.NeedsBootstrap}
	} else {
		one.estimates[costColumn] = calc.Estimate{Value: calc.Undefined(one.Nowhere)}
	}
	list, err := c.metrics(ctx, one.Subject)
	for _, m := range list {
		if slices.Contains(rankMetrics, m.ID) {
			one.estimates[m.ID] = m.Estimate
		}
	}
	if one.Run.HasImages() { // their own intervals would take pixels for independent
		for id, e := range one.estimates {
			if e.OK {
				one.estimates[id] = calc.Estimate{Value: e.Value, IntervalReason: calc.PixelsAlike}
			}
		}
	}
	return err
}

// metricsOfPoint are the functions of comparedMetrics.
func metricsOfPoint(w calc.Setting) []func(calc.Confusion) calc.Value {
	out := make([]func(calc.Confusion) calc.Value, len(comparedMetrics))
	for i, id := range comparedMetrics {
		out[i] = inSetting(id, w)
	}
	return out
}

// inSetting is a metric of the confusion matrix, or the cost, restated for the
// prevalence where it depends on it.
func inSetting(id string, w calc.Setting) func(calc.Confusion) calc.Value {
	if id == costColumn {
		return w.In(w.Costs.Expected)
	}
	m, _ := calc.MetricByID(id)
	if tradeoff.DependsOnPrevalence(id) {
		return w.In(m.At)
	}
	return m.At
}

// --- API ---

type comparisonJSON struct {
	Baseline   int64             `json:"baseline" doc:"the id of the run that the others are compared with"`
	Lock       string            `json:"lock,omitempty" doc:"what is the same in all runs"`
	Policy     string            `json:"policy,omitempty" doc:"that found each run's threshold"`
	CostFP     float64           `json:"cost_fp"`
	CostFN     float64           `json:"cost_fn"`
	Prevalence *float64          `json:"prevalence" doc:"for which the metrics of the runs at their thresholds are restated; null for that of the test sets"`
	Runs       []comparedRunJSON `json:"runs"`
	Optimist   bool              `json:"optimistic" doc:"the thresholds were chosen on the rows that they are judged on"`
}

type comparedRunJSON struct {
	ID          int64                    `json:"id"`
	Name        string                   `json:"name"`
	Threshold   *calc.Number             `json:"threshold" doc:"null if what is asked for is undefined"`
	Reached     bool                     `json:"reached" doc:"whether the locked value is kept; if not, the threshold that comes closest stands"`
	Reason      calc.Reason              `json:"reason,omitempty" doc:"why there is no threshold"`
	Cells       *cellsJSON               `json:"cells" doc:"null if there is no threshold"`
	Metrics     map[string]calc.Estimate `json:"metrics"`
	Differences map[string]calc.Estimate `json:"differences,omitempty" doc:"this run minus the baseline"`
	Pending     bool                     `json:"pending,omitempty" doc:"intervals of differences take longer: ask again"`
	Paired      bool                     `json:"paired" doc:"whether its rows stand beside those of the baseline"`
	ByRow       bool                     `json:"paired_by_row" doc:"they are paired by their order, for want of ids"`
	Unpaired    string                   `json:"unpaired,omitempty" doc:"why they are not paired"`
	DeLong      *delongJSON              `json:"delong,omitempty" doc:"of the difference of AUC, this run minus the baseline"`
	McNemar     *mcnemarJSON             `json:"mcnemar,omitempty" doc:"over all rows, the baseline being the first"`
	Verdicts    []verdict                `json:"verdicts,omitempty"`
}

// A cellsJSON is a confusion matrix without its metrics.
type cellsJSON struct{ calc.Confusion }

type delongJSON struct {
	Difference calc.Value `json:"difference"`
	Low        calc.Value `json:"low"`
	High       calc.Value `json:"high"`
	Z          calc.Value `json:"z"`
	P          calc.Value `json:"p"`
}

func (s *Server) getComparison(w http.ResponseWriter, r *http.Request) error {
	c, err := s.comparisonAt(r.Context(), r.URL.Query())
	if err == nil {
		err = c.enough()
	}
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, newComparisonJSON(c))
}

// enough refuses a comparison of fewer than two runs.
func (c comparison) enough() error {
	if len(c.runs) < 2 {
		return tradeoff.Errorf(tradeoff.Invalid, "a comparison needs two runs").WithHint("Name them: run=1&run=2.")
	}
	return nil
}

func newComparisonJSON(c comparison) comparisonJSON {
	out := comparisonJSON{Baseline: c.runs[c.baseline].Run.ID, Optimist: c.query.Optimistic()}
	w := c.setting()
	out.CostFP, out.CostFN, out.Prevalence = w.Costs.FP, w.Costs.FN, w.Prevalence
	if l := c.query.Lock; l != nil {
		out.Lock = l.String()
	}
	if p := c.query.Rule(); p != nil {
		out.Policy = p.String()
	}
	verdicts := c.verdicts()
	for i, one := range c.runs {
		j := comparedRunJSON{ID: one.Run.ID, Name: one.Run.Name, Reached: !one.Unmet && one.Nowhere == "", Reason: one.Nowhere, Metrics: one.estimates,
			Differences: one.difference, Pending: one.waits(), Paired: one.paired != nil, Unpaired: one.unpaired, Verdicts: verdicts[i]}
		if one.Nowhere == "" {
			t, cells := calc.Number(one.Point.Threshold), cellsJSON{one.Point.Confusion}
			j.Threshold, j.Cells = &t, &cells
		}
		if one.paired != nil {
			j.ByRow = one.paired.ByRow
			if d := one.delong; d != nil {
				j.DeLong = &delongJSON{d.Difference, d.Low, d.High, d.Z, d.P}
			}
			if one.joint != (calc.Joint{}) {
				t := one.joint.Right()
				j.McNemar = newMcNemarJSON(t)
			}
		}
		out.Runs = append(out.Runs, j)
	}
	return out
}

// with is the address of this page with another query and another state.
func (c compareView) with(change func(*tradeoff.CompareQuery, *tradeoff.State)) string {
	query, state := c.query, c.state
	change(&query, &state)
	q := state.Query()
	query.Add(q)
	return link.Address(comparePath, q)
}

// hidden are the fields that forms keep.
func (c compareView) hidden(drop ...string) []templates.Choice {
	q := c.state.Query()
	c.query.Add(q)
	for _, name := range drop {
		q.Del(name)
	}
	return web.HiddenFields(q)
}
