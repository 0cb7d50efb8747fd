package explore

import (
	"context"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// rankTolerance is the difference up to which values share a rank.
const rankTolerance = 1e-12

// Ranks are several runs ranked by every metric and loss of which one of two values is
// better, and the front of the runs that no other beats in two of them.
type Ranks struct {
	State      tradeoff.State // costs, prevalence, meeting, view
	At         tradeoff.Stand
	Experiment tradeoff.Experiment // of the first run
	Runs       []RankedRun
	Metrics    []RankedMetric
	X, Y       string // the metrics of the front
}

// A RankedRun is one of the runs, with its metrics by id.
type RankedRun struct {
	Subject
	Position
	Name      string // a letter while names are hidden
	Display   Display
	Estimates map[string]calc.Estimate
}

// AllClasses reports whether the run is ranked with all of its many classes, which have
// no threshold.
func (r RankedRun) AllClasses() bool { return AllClasses(r.Run, r.View.Class) }

// A RankedMetric has the rank of each run by one metric, counted from 1. A rank is 0 where
// the metric is undefined or no other run has it. Runs with equal values share the better
// rank.
type RankedMetric struct {
	ID, Name string
	Better   calc.Direction
	Point    bool // it depends on the threshold
	Ranks    []int
}

// Ranks returns the ranks of the runs that q names. Its errors are Invalid for a query
// that cannot be read, fewer than two runs or too many, and a metric of the front that
// ranks none of them; and NotFound for a run or rows that do not exist.
func (s SeveralRuns) Ranks(ctx context.Context, q url.Values) (v Ranks, err error) {
	query, shared, err := tradeoff.ParseRanks(q)
	if err != nil {
		return v, err
	}
	ids := query.Runs
	v.At, v.State = query.Stand, shared.Standing()
	if len(ids) < 2 || len(ids) > tradeoff.MaxCompared {
		return v, tradeoff.Errorf(tradeoff.Invalid, "%d runs are given", len(ids)).
			WithHint("Give 2 to %d runs: run=1&run=2.", tradeoff.MaxCompared)
	}
	for i, id := range ids {
		run, err := s.x.Run(ctx, id)
		if err != nil {
			return v, err
		}
		if i == 0 {
			e, err := s.x.Experiment(ctx, run.ExperimentID)
			if err != nil {
				return v, err
			}
			v.Experiment = e.In(v.State.View)
		}
		ranked := RankedRun{Name: v.State.Meeting.Name(i, run.Name), Estimates: make(map[string]calc.Estimate)}
		if ranked.Subject, err = s.x.Subject(ctx, run, v.State.View); err != nil {
			return v, err
		}
		if err := s.fillRanked(ctx, &ranked, v); err != nil {
			return v, err
		}
		v.Runs = append(v.Runs, ranked)
	}
	v.rank()
	return v, v.chooseFront(query.X, query.Y)
}

// MetricsWithOwnThreshold are metrics of a whole run that hold at a fixed threshold and
// fixed costs, and not at those of the run's position.
var MetricsWithOwnThreshold = []string{"net_benefit", "expected_cost"}

// fillRanked computes the values of all metrics of a run.
func (s SeveralRuns) fillRanked(ctx context.Context, run *RankedRun, v Ranks) error {
	list, err := s.x.Metrics(ctx, run.Subject)
	if err != nil {
		return err
	}
	for _, m := range list {
		if !slices.Contains(MetricsWithOwnThreshold, m.ID) {
			run.Estimates[m.ID] = m.Estimate
		}
	}
	if run.AllClasses() {
		return nil
	}
	if run.Display, err = s.x.DisplayOf(ctx, run.Subject); err != nil {
		return err
	}
	w := v.State.Setting(v.Experiment)
	if run.Position, err = run.Subject.position(ctx, run.Display.Display, v.At, w); err != nil {
		return err
	}
	for _, m := range calc.ConfusionMetrics() { // a rank needs no interval
		value := calc.Undefined(run.Undefined)
		if run.Undefined == "" {
			value = MetricInSetting(m.ID, w)(run.Point.Confusion)
		}
		run.Estimates[m.ID] = calc.Estimate{Value: value}
	}
	return nil
}

// otherScores are the reasons of metrics that are not defined for the kind of a run at all.
var otherScores = []calc.Reason{calc.NeedsProbabilities, calc.NeedsLogits, calc.NeedsIoU, calc.NeedsImages}

// rank ranks the runs by every metric that one of them has, even an undefined one.
func (v *Ranks) rank() {
	known := make(map[string]bool)
	add := func(id, name string, better calc.Direction, point bool) {
		if better == calc.Neither || known[id] {
			return
		}
		known[id] = true
		m := RankedMetric{ID: id, Name: name, Better: better, Point: point, Ranks: make([]int, len(v.Runs))}
		found, defined := false, 0
		for i := range v.Runs {
			estimate, ok := v.Runs[i].Estimates[id]
			if found = found || ok && !slices.Contains(otherScores, estimate.Reason); estimate.OK {
				m.Ranks[i] = 1 + v.countBetter(i, id, better)
				defined++
			}
		}
		if defined == 1 { // there is no other run to be better than
			clear(m.Ranks)
		}
		if found {
			v.Metrics = append(v.Metrics, m)
		}
	}
	for _, m := range calc.RunMetrics() {
		add(m.ID, m.Name, m.Better, false)
	}
	for _, m := range calc.ClassMetricList() {
		add(m.ID, m.Name, m.Better, false)
	}
	for _, m := range calc.ConfusionMetrics() {
		add(m.ID, m.Name, m.Better, true)
	}
}

// countBetter counts the runs that are better than run i by a metric.
func (v *Ranks) countBetter(i int, id string, better calc.Direction) (n int) {
	for j := range v.Runs {
		other, own := v.Runs[j].Estimates[id], v.Runs[i].Estimates[id]
		if other.OK && isBetter(other.V, own.V, better) {
			n++
		}
	}
	return n
}

func isBetter(a, b float64, better calc.Direction) bool {
	if better == calc.Lower {
		a, b = b, a
	}
	return a > b && a-b > rankTolerance
}

// chooseFront sets the two metrics of the front: those that are asked for, or defaults.
func (v *Ranks) chooseFront(x, y string) error {
	for _, asked := range []struct {
		id       string
		into     *string
		defaults []string
	}{{x, &v.X, []string{"recall", "macro_f1"}}, {y, &v.Y, []string{"precision", "log_loss"}}} {
		if asked.id != "" && v.Metric(asked.id) == nil {
			return tradeoff.Errorf(tradeoff.Invalid, "the runs are not ranked by %.40q", asked.id).
				WithHint("Choose one of the metrics of the table.")
		}
		*asked.into = asked.id
		for _, id := range asked.defaults {
			if m := v.Metric(id); *asked.into == "" && m != nil && m.Ranked() {
				*asked.into = id
			}
		}
		if *asked.into == "" && len(v.Metrics) > 0 {
			*asked.into = v.Metrics[0].ID
		}
	}
	return nil
}

// Metric returns the metric id; nil if the runs do not have it.
func (v *Ranks) Metric(id string) *RankedMetric {
	i := slices.IndexFunc(v.Metrics, func(m RankedMetric) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &v.Metrics[i]
}

// Ranked reports whether the metric ranks runs: at least two of them have it.
func (m RankedMetric) Ranked() bool { return slices.Max(m.Ranks) > 0 }

// RankingMetrics returns the metrics that rank runs.
func (v *Ranks) RankingMetrics() []RankedMetric {
	return slices.DeleteFunc(slices.Clone(v.Metrics), func(m RankedMetric) bool { return !m.Ranked() })
}

// OnFront reports whether run i is on the front: no other run is as good by both metrics
// of the front and better by one. placed is false if i does not have both.
func (v *Ranks) OnFront(i int) (front, placed bool) {
	x, y := v.Metric(v.X), v.Metric(v.Y)
	if x == nil || y == nil || x.Ranks[i] == 0 || y.Ranks[i] == 0 {
		return false, false
	}
	for j := range v.Runs {
		if x.Ranks[j] == 0 || y.Ranks[j] == 0 {
			continue
		}
		asGood := x.Ranks[j] <= x.Ranks[i] && y.Ranks[j] <= y.Ranks[i]
		if asGood && (x.Ranks[j] < x.Ranks[i] || y.Ranks[j] < y.Ranks[i]) {
			return false, true
		}
	}
	return true, true
}

// Firsts counts by how many metrics run i is first, alone or with others.
func (v *Ranks) Firsts(i int) (n int) {
	for _, m := range v.Metrics {
		if m.Ranks[i] == 1 {
			n++
		}
	}
	return n
}

// SameOrder counts the metrics that rank the runs as the first one does.
func (v *Ranks) SameOrder() (n int) {
	ranking := v.RankingMetrics()
	for _, m := range ranking {
		if slices.Equal(m.Ranks, ranking[0].Ranks) {
			n++
		}
	}
	return n
}

// OneTestSet reports whether all runs are on one test set.
func (v *Ranks) OneTestSet() bool {
	return OneTestSet(v.Runs, func(r RankedRun) string { return r.Run.TestSetDigest })
}
