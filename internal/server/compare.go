package server

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/pairing"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
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

	metrics func(context.Context, subject) ([]store.RunMetric, error) // of a whole run
}

// A comparedRun is one of the runs that are compared, and what sets it apart from
// the baseline.
type comparedRun struct {
	subject
	standing
	name      string // or what stands for it
	look      tradeoff.Look
	display   partDisplay
	estimates map[string]calc.Estimate // of comparedMetrics and rankMetrics
	bins      []calc.CalibrationBin    // of its calibration; nil for scores that are no probabilities

	paired     *pairing.Pairs           // its rows beside those of the baseline; nil if they cannot be paired
	unpaired   string                   // why they cannot
	difference map[string]calc.Estimate // to the baseline
	joint      calc.Joint               // baseline first; the zero Joint without pairs
	delong     *calc.DeLongPaired       // this run's AUC minus the baseline's
	pending    bool                     // the interval of that of average precision is still to come
	failed     bool                     // it could not be found
}

// A pairedAUC is the comparison of two AUCs, as it is kept.
type pairedAUC struct{ calc.DeLongPaired }

// Bytes is about how much memory it takes.
func (pairedAUC) Bytes() int64 { return 200 }

// pairedLosses are the comparisons of losses, as they are kept.
type pairedLosses struct{ logLoss, brier calc.PairedMean }

// Bytes is about how much memory they take.
func (pairedLosses) Bytes() int64 { return 400 }

// comparisonAt returns what the query of a request asks for.
func (s *Server) comparisonAt(r *http.Request) (comparison, error) {
	return s.comparisonOf(r.Context(), r.URL.Query(), s.metrics)
}

// comparisonOf returns what q asks for, with the metrics of whole runs that the
// given function finds. With fewer than two runs there is only the query.
func (s *Server) comparisonOf(ctx context.Context, q url.Values, metrics func(context.Context, subject) ([]store.RunMetric, error)) (c comparison, err error) {
	c.metrics = metrics
	if c.query, err = tradeoff.ParseCompare(q); err != nil {
		return c, err
	}
	rest := maps.Clone(q)
	for _, name := range []string{"lock", "policy", "bound", "threshold"} {
		rest.Del(name)
	}
	if c.state, err = tradeoff.ParseState(rest); err != nil || len(c.query.Runs) < 2 {
		return c, err
	}
	for i, id := range c.query.Runs {
		run, err := s.store.Run(ctx, id)
		if err != nil {
			return c, err
		}
		if run.ManyClasses() && c.state.View.Class == "" {
			return c, tradeoff.Errorf(tradeoff.Invalid, "run %d has %d classes, and what is compared here is a threshold between two", run.ID, len(run.Classes)).
				WithMend("Name one class against all others: class=%s.", run.Classes[0])
		}
		one := comparedRun{name: run.Name, look: lookOfRun(i)}
		if c.state.Meeting.Blind {
			one.name = tradeoff.BlindName(i)
		}
		if one.subject, err = s.subject(ctx, run, c.state.View); err != nil {
			return c, err
		}
		if one.display, err = s.display(ctx, one.subject); err != nil {
			return c, err
		}
		if id == c.query.Baseline {
			c.baseline = i
		}
		c.runs = append(c.runs, one)
	}
	e, err := s.store.Experiment(ctx, c.runs[c.baseline].run.ExperimentID)
	if err != nil {
		return c, err
	}
	c.experiment = forReading(e.In(c.state.View))
	for i := range c.runs {
		if err := s.place(ctx, &c, &c.runs[i]); err != nil {
			return c, err
		}
	}
	for i := range c.runs {
		if i != c.baseline {
			if err := s.setApart(ctx, c.runs[c.baseline], &c.runs[i], c.setting()); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

// inSentence is the run's name where text goes on around it.
func (one comparedRun) inSentence() string {
	return format.Isolate(format.Shorten(one.name, roomInSentence))
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

// optimistic reports whether the thresholds were chosen by the labels that they
// are judged on.
func (c comparison) optimistic() bool {
	p := c.policy()
	return p != nil && p.Metric != "alert_rate"
}

// policy is the one that finds each run's threshold; nil if the threshold itself
// is locked, or nothing is.
func (c comparison) policy() *calc.Policy {
	if c.query.Lock != nil {
		return c.query.Lock.Policy()
	}
	return c.query.Policy
}

// place finds the threshold of a run, and its metrics there.
func (s *Server) place(ctx context.Context, c *comparison, one *comparedRun) (err error) {
	if l := c.query.Lock; l != nil && l.Metric == "threshold" {
		one.point, _, err = one.part.OperatingPoint(ctx, l.Value)
		one.text = format.Threshold(l.Value, format.ExactDigits)
	} else {
		one.standing, err = s.standingOf(ctx, one.subject, one.display, c.policy(), c.setting())
	}
	if err != nil {
		return err
	}
	w := c.setting()
	one.estimates = make(map[string]calc.Estimate)
	one.standing.estimates(one.estimates, comparedMetrics[:len(comparedMetrics)-1])
	if one.nowhere == "" {
		one.estimates[costColumn] = calc.Estimate{Value: w.In(w.Costs.Expected)(one.point.Confusion), IntervalReason: calc.NeedsBootstrap}
	} else {
		one.estimates[costColumn] = calc.Estimate{Value: calc.Undefined(one.nowhere)}
	}
	list, err := c.metrics(ctx, one.subject)
	for _, m := range list {
		if slices.Contains(rankMetrics, m.ID) {
			one.estimates[m.ID] = m.Estimate
		}
	}
	return err
}

// metricsOfPoint are the functions of comparedMetrics.
func metricsOfPoint(w calc.Setting) []func(calc.Confusion) calc.Value {
	out := make([]func(calc.Confusion) calc.Value, len(comparedMetrics))
	for i, id := range comparedMetrics {
		if id == costColumn {
			out[i] = w.In(w.Costs.Expected)
			continue
		}
		m, _ := calc.MetricByID(id)
		out[i] = m.At
	}
	return out
}

// setApart finds what sets one run apart from the baseline: by pairs of rows where
// both have the same test set, and from their own intervals elsewhere.
func (s *Server) setApart(ctx context.Context, base comparedRun, one *comparedRun, w calc.Setting) error {
	one.difference = make(map[string]calc.Estimate)
	for id, estimate := range one.estimates {
		one.difference[id] = calc.Difference(estimate, base.estimates[id])
	}
	one.unpaired = whyUnpaired(base, *one)
	if one.unpaired == "" || one.run.HasImages() || base.run.HasImages() { // what is counted is not independent
		for id, d := range one.difference {
			d.Low, d.High, d.Method, d.IntervalReason = calc.Value{}, calc.Value{}, "", calc.NeedsBootstrap
			one.difference[id] = d
		}
	}
	if one.unpaired != "" {
		return nil
	}
	var err error
	if one.paired, err = s.paired(ctx, base.subject, one.subject); err != nil {
		return err
	}
	auc, err := store.Derived(ctx, one.part, fmt.Sprintf("AUC beside run %d", base.run.ID), func(context.Context) (pairedAUC, error) {
		d, err := calc.CompareDeLong(one.paired.Labels, one.paired.B, one.paired.A, evaluate.Level)
		return pairedAUC{d}, err
	})
	if err != nil {
		return err
	}
	one.delong = &auc.DeLongPaired
	if d := one.delong.Difference; d.OK {
		one.difference["roc_auc"] = estimateOf(d, one.delong.Low, one.delong.High, "DeLong")
	}
	if err := s.setLossesApart(ctx, base, one); err != nil {
		return err
	}
	if one.difference["average_precision"].OK {
		one.takePrecision(s.precisionDifference(ctx, base, *one))
	}
	if base.nowhere != "" || one.nowhere != "" {
		return nil
	}
	one.joint = one.paired.At(base.point.Threshold, one.point.Threshold).Count().Joint
	o := calc.DefaultResampling()
	o.Level = evaluate.Level
	for i, b := range one.joint.Differences(metricsOfPoint(w), o) {
		d := calc.Estimate{Value: b.Estimate, Low: b.Low, High: b.High, Method: "paired bootstrap"}
		if d.OK { // ours counts from the baseline
			d.V = -d.V + 0
		}
		switch {
		case !d.OK:
			d.IntervalReason = d.Reason
		case d.Low.OK && d.High.OK:
			d.Low, d.High = calc.Defined(-b.High.V+0), calc.Defined(-b.Low.V+0)
		default:
			d.Method, d.IntervalReason = "", b.Low.Reason
		}
		one.difference[comparedMetrics[i]] = d
	}
	return nil
}

// takePrecision takes over a difference of average precision as far as it is found.
func (one *comparedRun) takePrecision(found *aside[calc.Estimate]) {
	one.pending = !found.ready()
	one.failed = !one.pending && found.err != nil
	if !one.pending && !one.failed && found.value.OK {
		one.difference["average_precision"] = found.value
	}
}

// setLossesApart finds the intervals of the differences of losses.
func (s *Server) setLossesApart(ctx context.Context, base comparedRun, one *comparedRun) error {
	losses, err := store.Derived(ctx, one.part, fmt.Sprintf("losses beside run %d", base.run.ID), func(context.Context) (l pairedLosses, err error) {
		rows := func(run tradeoff.Run, score []float64) calc.Binary {
			return calc.Binary{Kind: run.ScoreKind, Label: one.paired.Labels, Score: score}
		}
		a, b := rows(one.run, one.paired.B), rows(base.run, one.paired.A)
		if l.logLoss, err = calc.CompareLogLoss(a, b, evaluate.Level); err != nil {
			return l, err
		}
		l.brier, err = calc.CompareBrier(a, b, evaluate.Level)
		return l, err
	})
	if err != nil {
		return err
	}
	for id, l := range map[string]calc.PairedMean{"log_loss": losses.logLoss, "brier": losses.brier} {
		if d := l.Difference; d.OK {
			one.difference[id] = estimateOf(d, l.Low, l.High, "paired t")
		}
	}
	return nil
}

// estimateOf returns a value with its interval, or why it has none.
func estimateOf(v, low, high calc.Value, method string) calc.Estimate {
	e := calc.Estimate{Value: v, Low: low, High: high, IntervalReason: low.Reason}
	if low.OK {
		e.Method = method
	}
	return e
}

// precisionDifference returns the difference of average precision, this run's
// minus the baseline's.
func (s *Server) precisionDifference(ctx context.Context, base, one comparedRun) *aside[calc.Estimate] {
	ctx = context.WithoutCancel(ctx) // it serves whoever asks next
	a, b := base.subject, one.subject
	return s.precision.ask(fmt.Sprintf("%d minus %d", b.run.ID, a.run.ID), func() (calc.Estimate, error) {
		pairs, err := s.paired(ctx, a, b)
		if err != nil {
			return calc.Estimate{}, err
		}
		d, err := evaluate.PrecisionDifference(pairs.Labels, pairs.B, pairs.A)
		if err != nil && tradeoff.KindOf(err) != tradeoff.NotFound { // a run may have been deleted
			s.log.Warn("a difference of average precision was not resampled", "run", b.run.ID, "baseline", a.run.ID, "error", err)
		}
		return d, err
	})
}

// whyUnpaired says why the rows of two runs cannot be put beside each other; ""
// if they can.
func whyUnpaired(a, b comparedRun) string {
	switch {
	case a.run.TestSetDigest == "" || b.run.TestSetDigest == "":
		return "ids repeat in one of the two, so that its rows have no partners in the other"
	case a.run.TestSetDigest != b.run.TestSetDigest:
		return "they have different test sets, so that no row of one has a partner in the other"
	case a.run.Weighted || b.run.Weighted:
		return "their rows are weighted, for which there is no paired test here"
	case a.run.HasImages() || b.run.HasImages():
		return "pixels of one image are alike, and a test of pairs would take them for independent"
	case !a.scope.Whole() || !b.scope.Whole():
		return "only a part of the runs is looked at, which is compared as if its rows were independent"
	}
	return ""
}

// --- tests, in words ---

// A verdict is one test of a difference to the baseline.
type verdict struct {
	Kind  string     `json:"kind" doc:"roc_auc, found, spared or right"`
	Test  string     `json:"test" doc:"its name"`
	P     calc.Value `json:"p" doc:"two-sided"`
	Holm  calc.Value `json:"p_holm" doc:"adjusted by Holm for all tests of the comparison"`
	Said  string     `json:"said" doc:"the difference and what chance has to do with it, in words"`
	small string     // numbers for those who want them
}

// verdicts tests every run against the baseline, and adjusts for all the tests.
func (c comparison) verdicts() [][]verdict {
	out := make([][]verdict, len(c.runs))
	var all []calc.Value
	for i, one := range c.runs {
		if one.paired != nil {
			out[i] = c.verdictsOn(one)
		}
		for _, v := range out[i] {
			all = append(all, v.P)
		}
	}
	adjusted := calc.Holm(all)
	for i := range out {
		for j := range out[i] {
			out[i][j].Holm, adjusted = adjusted[0], adjusted[1:]
		}
	}
	return out
}

func (c comparison) verdictsOn(one comparedRun) (list []verdict) {
	base, name := c.runs[c.baseline].inSentence(), one.inSentence()
	e := c.experiment
	if d := one.delong; d != nil && d.Difference.OK {
		v := verdict{Kind: "roc_auc", Test: "DeLong", P: d.P, Said: fmt.Sprintf("Its AUC is the same as that of %s.", base)}
		if x := d.Difference.V; x != 0 {
			v.Said = fmt.Sprintf("Its AUC is %s %s. %s", format.Fixed(math.Abs(x), 3), moreOrLess(x, "higher", "lower"), chanceWords(d.P, "ranked equally well"))
		}
		if d.Z.OK {
			v.small = fmt.Sprintf("DeLong z = %s, %s; difference %s", format.Fixed(d.Z.V, 2), pText(d.P), intervalText(d.Difference, d.Low, d.High))
		}
		list = append(list, v)
	}
	if one.joint == (calc.Joint{}) {
		return list
	}
	mc := func(kind, said string, t calc.McNemar) {
		list = append(list, verdict{Kind: kind, Test: "McNemar, exact", P: t.ExactP, Said: said,
			small: fmt.Sprintf("McNemar: only %s right %s, only %s right %s; exact %s, with continuity correction %s",
				base, format.Count(t.OnlyA), name, format.Count(t.OnlyB), pText(t.ExactP), pText(t.Chi2CCP))})
	}
	found, spared := one.joint.Found(), one.joint.Spared()
	positives, negatives := one.joint.N(1), one.joint.N(0)
	words := func(verb string, t calc.McNemar, of int, who string) string {
		d := t.OnlyA - t.OnlyB // errors more than the baseline
		switch {
		case t.OnlyA+t.OnlyB == 0:
			return fmt.Sprintf("It %s the very same of %s %s.", verb, format.Count(of), who)
		case d == 0:
			return fmt.Sprintf("It %s as many of %s %s, but not the same ones: %s it got right alone, and as many %s did.", verb, format.Count(of), who, format.Count(t.OnlyB), base)
		}
		return fmt.Sprintf("It %s %s %s of %s %s. %s", verb, format.Count(max(d, -d)), moreOrLess(float64(d), "more", "fewer"), format.Count(of), who, chanceWords(t.ExactP, "were equally good at it"))
	}
	if positives > 0 {
		mc("found", words("misses", found, positives, e.PositiveName), found)
	}
	if negatives > 0 {
		mc("spared", words("raises a false alarm for", spared, negatives, e.NegativeName), spared)
	}
	right := one.joint.Right()
	mc("right", words("is wrong about", right, positives+negatives, units(e, positives+negatives)), right)
	return list
}

func moreOrLess(x float64, more, less string) string {
	if x > 0 {
		return more
	}
	return less
}

func intervalText(v, low, high calc.Value) string {
	if !low.OK || !high.OK {
		return format.Amount(v.V)
	}
	d := max(3, format.Decimals(low.V, high.V))
	return format.Decimal(v.V, d) + " (" + format.Interval(low.V, high.V, d) + ")"
}

// --- API ---

type comparisonJSON struct {
	Baseline int64             `json:"baseline" doc:"the id of the run that the others are compared with"`
	Lock     string            `json:"lock,omitempty" doc:"what is the same in all runs"`
	Policy   string            `json:"policy,omitempty" doc:"that found each run's threshold"`
	Runs     []comparedRunJSON `json:"runs"`
	Optimist bool              `json:"optimistic" doc:"the thresholds were chosen on the rows that they are judged on"`
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
	Pending     bool                     `json:"pending,omitempty" doc:"the interval of the difference of average precision takes longer: ask again"`
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
	c, err := s.comparisonAt(r)
	if err == nil {
		err = c.enough()
	}
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, c.json())
}

// enough refuses a comparison of fewer than two runs.
func (c comparison) enough() error {
	if len(c.runs) < 2 {
		return tradeoff.Errorf(tradeoff.Invalid, "a comparison needs two runs").WithMend("Name them: run=1&run=2.")
	}
	return nil
}

func (c comparison) json() comparisonJSON {
	out := comparisonJSON{Baseline: c.runs[c.baseline].run.ID, Optimist: c.optimistic()}
	if l := c.query.Lock; l != nil {
		out.Lock = l.String()
	}
	if p := c.policy(); p != nil {
		out.Policy = p.String()
	}
	verdicts := c.verdicts()
	for i, one := range c.runs {
		j := comparedRunJSON{ID: one.run.ID, Name: one.run.Name, Reached: !one.unmet && one.nowhere == "", Reason: one.nowhere, Metrics: one.estimates,
			Differences: one.difference, Pending: one.pending, Paired: one.paired != nil, Unpaired: one.unpaired, Verdicts: verdicts[i]}
		if one.nowhere == "" {
			t, cells := calc.Number(one.point.Threshold), cellsJSON{one.point.Confusion}
			j.Threshold, j.Cells = &t, &cells
		}
		if one.paired != nil {
			j.ByRow = one.paired.ByRow
			d := one.delong
			j.DeLong = &delongJSON{d.Difference, d.Low, d.High, d.Z, d.P}
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
func (c comparison) with(change func(*tradeoff.CompareQuery, *tradeoff.State)) string {
	query, state := c.query, c.state
	change(&query, &state)
	q := state.Query()
	query.Add(q)
	return addressed(comparePath, q)
}

// hidden are the fields that forms keep.
func (c comparison) hidden(drop ...string) []templates.Choice {
	q := c.state.Query()
	c.query.Add(q)
	for _, name := range drop {
		q.Del(name)
	}
	return hiddenFields(q)
}
