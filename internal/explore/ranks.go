package explore

import (
	"context"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

const (
	equalEnough = 1e-12 // values that are nearer than this share a rank
)

// ranking is several runs ranked by every metric and loss that says which of
// two values is better.
type Ranks struct {
	State      tradeoff.State // the costs and the prevalence
	At         tradeoff.Stand
	Experiment tradeoff.Experiment
	Runs       []rankedRun
	Metrics    []RankedMetric
	X, Y       string // the metrics of the front
}

type rankedRun struct {
	Subject
	Position
	Name      string // or what stands for it
	Display   Display
	Estimates map[string]calc.Estimate
}

// Whole reports whether all of the run's many classes are ranked, which stand at
// no threshold.
func (r rankedRun) Whole() bool { return AsWhole(r.Run, r.View.Class) }

// A RankedMetric has the rank of each run by one metric, counted from 1; 0 where
// it is undefined, or no other run has it. Runs with equal values share the better
// rank.
type RankedMetric struct {
	ID, Name string
	Better   calc.Direction
	Point    bool // it depends on the threshold
	Ranks    []int
}

// ranksAt returns what the query asks for; without runs, only the state.
func (x *Explorer) Ranks(ctx context.Context, q url.Values) (v Ranks, err error) {
	query, shared, err := tradeoff.ParseRanks(q)
	if err != nil {
		return v, err
	}
	ids := query.Runs
	v.At, v.State = query.Stand, shared.Standing()
	if len(ids) < 2 || len(ids) > tradeoff.MaxCompared {
		return v, tradeoff.Errorf(tradeoff.Invalid, "%d runs are given", len(ids)).WithHint("Give 2 to %d runs: run=1&run=2.", tradeoff.MaxCompared)
	}
	for i, id := range ids {
		run, err := x.Run(ctx, id)
		if err != nil {
			return v, err
		}
		if i == 0 {
			e, err := x.Experiment(ctx, run.ExperimentID)
			if err != nil {
				return v, err
			}
			v.Experiment = e.In(v.State.View)
		}
		ranked := rankedRun{Name: v.State.Meeting.Name(i, run.Name), Estimates: make(map[string]calc.Estimate)}
		if ranked.Subject, err = x.Subject(ctx, run, v.State.View); err != nil {
			return v, err
		}
		if err := x.fillRanked(ctx, &ranked, v); err != nil {
			return v, err
		}
		v.Runs = append(v.Runs, ranked)
	}
	v.rank()
	return v, v.chooseFront(query.X, query.Y)
}

// AtThresholdOfTheirOwn are metrics of a whole run that name a threshold or
// costs, which are not those where the run stands.
var AtThresholdOfTheirOwn = []string{"net_benefit", "expected_cost"}

// fillRanked finds the values of all metrics of a run.
func (x *Explorer) fillRanked(ctx context.Context, run *rankedRun, v Ranks) error {
	list, err := x.Metrics(ctx, run.Subject)
	if err != nil {
		return err
	}
	for _, m := range list {
		if !slices.Contains(AtThresholdOfTheirOwn, m.ID) {
			run.Estimates[m.ID] = m.Estimate
		}
	}
	if run.Whole() {
		return nil
	}
	if run.Display, err = x.Display(ctx, run.Subject); err != nil {
		return err
	}
	w := v.State.Setting(v.Experiment)
	if run.Position, err = run.Subject.Position(ctx, run.Display.Display, v.At, w); err != nil {
		return err
	}
	for _, m := range calc.ConfusionMetrics() { // a rank needs no interval
		value := calc.Undefined(run.Nowhere)
		if run.Nowhere == "" {
			value = InSetting(m.ID, w)(run.Point.Confusion)
		}
		run.Estimates[m.ID] = calc.Estimate{Value: value}
	}
	return nil
}

// ofOtherScores are why a metric is none of a run at all.
var ofOtherScores = []calc.Reason{calc.NeedsProbabilities, calc.NeedsLogits, calc.NeedsIoU, calc.NeedsImages}

// rank ranks the runs by every metric that one of them has, be it undefined.
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
			if found = found || ok && !slices.Contains(ofOtherScores, estimate.Reason); estimate.OK {
				m.Ranks[i] = 1 + v.above(i, id, better)
				defined++
			}
		}
		if defined == 1 { // there is nobody to be better than
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

// above counts the runs that are better than run i by a metric.
func (v *Ranks) above(i int, id string, better calc.Direction) (n int) {
	for j := range v.Runs {
		if other := v.Runs[j].Estimates[id]; other.OK && isBetter(other.V, v.Runs[i].Estimates[id].V, better) {
			n++
		}
	}
	return n
}

func isBetter(a, b float64, better calc.Direction) bool {
	if better == calc.Lower {
		a, b = b, a
	}
	return a > b && a-b > equalEnough
}

// chooseFront takes the two metrics of the front: those that are asked for, or
// usual ones.
func (v *Ranks) chooseFront(x, y string) error {
	for _, asked := range []struct {
		id    string
		into  *string
		usual []string
	}{{x, &v.X, []string{"recall", "macro_f1"}}, {y, &v.Y, []string{"precision", "log_loss"}}} {
		if asked.id != "" && v.Metric(asked.id) == nil {
			return tradeoff.Errorf(tradeoff.Invalid, "the runs are not ranked by %.40q", asked.id).WithHint("Choose one of the metrics of the table.")
		}
		*asked.into = asked.id
		for _, id := range asked.usual {
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

func (v *Ranks) Metric(id string) *RankedMetric {
	i := slices.IndexFunc(v.Metrics, func(m RankedMetric) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &v.Metrics[i]
}

// Ranked reports whether the metric ranks runs: two of them have it.
func (m RankedMetric) Ranked() bool { return slices.Max(m.Ranks) > 0 }

// ranking are the metrics that rank runs.
func (v *Ranks) Ordering() []RankedMetric {
	return slices.DeleteFunc(slices.Clone(v.Metrics), func(m RankedMetric) bool { return !m.Ranked() })
}

// OnFront reports whether no other run is as good as run i by both metrics of the
// front and better by one. placed says that i has both.
func (v *Ranks) OnFront(i int) (front, placed bool) {
	x, y := v.Metric(v.X), v.Metric(v.Y)
	if x == nil || y == nil || x.Ranks[i] == 0 || y.Ranks[i] == 0 {
		return false, false
	}
	for j := range v.Runs {
		if x.Ranks[j] == 0 || y.Ranks[j] == 0 {
			continue
		}
		if x.Ranks[j] <= x.Ranks[i] && y.Ranks[j] <= y.Ranks[i] && (x.Ranks[j] < x.Ranks[i] || y.Ranks[j] < y.Ranks[i]) {
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

// SameOrder counts the metrics that put the runs into the order of the first one.
func (v *Ranks) SameOrder() (n int) {
	ranking := v.Ordering()
	for _, m := range ranking {
		if slices.Equal(m.Ranks, ranking[0].Ranks) {
			n++
		}
	}
	return n
}

// OneTest reports whether all runs are on one test set.
func (v *Ranks) OneTest() bool {
	return OneTestSet(v.Runs, func(r rankedRun) string { return r.Run.TestSetDigest })
}
