package compare

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A compareView turns a comparison into what its page shows.
type View struct{ explore.Comparison }

// with is the address of this page with another query and another state.
func (c View) with(change func(*tradeoff.CompareQuery, *tradeoff.State)) string {
	query, state := c.Query, c.State
	change(&query, &state)
	q := state.Query()
	query.Add(q)
	return link.Address(link.ComparePath, q)
}

// hidden are the fields that forms keep.
func (c View) hidden(drop ...string) []templates.Choice {
	q := c.State.Query()
	c.Query.Add(q)
	for _, name := range drop {
		q.Del(name)
	}
	return web.HiddenFields(q)
}

// comparePage shows several runs side by side, or asks which.
func (s *Pages) comparePage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.explorer.Several.Compare(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	c := View{found}
	page := web.NewPage(r, "Compare runs", "experiments")
	page.Meeting = c.State.Meeting.On && len(c.Runs) > 1
	v := templates.CompareView{Page: page, Few: len(c.Runs) < 2}
	if v.Choosable, v.Experiment, err = s.choosable(r, found); err != nil {
		return err
	}
	if !v.Few {
		if err := c.BinCalibration(r.Context()); err != nil {
			return err
		}
		if v.Chooser, err = show.PartChooser(r.Context(), c.Runs[c.Baseline].Subject, c.State.Meeting, link.ComparePath, c.hidden()); err != nil {
			return err
		}
		c.Show(&v)
	}
	return web.Page(w, r, http.StatusOK, templates.ComparePage(v))
}

// choosable lists the runs that can be compared: those of the experiment of the
// runs that are, or of all experiments.
func (s *Pages) choosable(r *http.Request, c explore.Comparison) (list []templates.CompareChoice, of templates.Choice, err error) {
	filter := source.RunFilter{Limit: choosableRuns}
	of = templates.Choice{Label: "Experiments", Value: "/"}
	if text := r.URL.Query().Get("experiment"); text != "" && len(c.Runs) == 0 {
		if filter.ExperimentID, err = web.ParseID(text); err != nil {
			return nil, of, tradeoff.Errorf(tradeoff.Invalid, "experiment is %.40q", text).WithHint("Give the id of an experiment.")
		}
	} else if len(c.Runs) > 0 {
		filter.ExperimentID = c.Runs[c.Baseline].Run.ExperimentID
	}
	if filter.ExperimentID != 0 {
		e, err := s.explorer.Experiment(r.Context(), filter.ExperimentID)
		if err != nil {
			return nil, of, err
		}
		of = templates.Choice{Label: e.Name, Value: fmt.Sprintf("/experiments/%d", e.ID)}
	}
	runs, _, err := s.explorer.PlainRuns(r.Context(), filter)
	if err != nil {
		return nil, of, err
	}
	for _, one := range c.Runs { // those of other experiments
		if !slices.ContainsFunc(runs, func(run tradeoff.Run) bool { return run.ID == one.Run.ID }) {
			runs = append(runs, one.Run)
		}
	}
	groups := make(map[int64]string)
	for _, run := range runs {
		if explore.AllClasses(run, c.State.View.Class) {
			continue
		}
		if _, ok := groups[run.ExperimentID]; !ok {
			e, err := s.explorer.Experiment(r.Context(), run.ExperimentID)
			if err != nil {
				return nil, of, err
			}
			groups[run.ExperimentID] = e.Name
		}
		list = append(list, templates.CompareChoice{
			ID: run.ID, Name: run.Name, Group: groups[run.ExperimentID], Facts: format.Count(run.N) + " rows", Ticked: slices.Contains(c.Query.Runs, run.ID),
		})
	}
	return list, of, nil
}

// show fills in what is known of the runs.
func (c View) Show(v *templates.CompareView) {
	v.Meeting = show.MeetingView(c.State.Meeting, func(m tradeoff.Meeting) string {
		return c.with(func(_ *tradeoff.CompareQuery, s *tradeoff.State) { s.Meeting = m })
	})
	here := c.with(func(_ *tradeoff.CompareQuery, s *tradeoff.State) { s.Meeting = tradeoff.Meeting{} })
	v.Part = show.SharedPartView(c.Runs[c.Baseline].Subject, c.with(func(_ *tradeoff.CompareQuery, s *tradeoff.State) { s.View.Where = nil }))
	v.Ranks = show.RunsAddress(link.RanksPath, c.State.Standing(), c.Query.Stand, c.Query.Runs)
	v.Report, v.Downloads = show.ReportAddress(here, "html"), show.ReportLinks(here)
	v.Stand = standChoice{path: link.ComparePath, at: c.Query.Stand, displays: c.Displays(), setting: c.Setting(), with: func(at tradeoff.Stand) string {
		return c.with(func(q *tradeoff.CompareQuery, _ *tradeoff.State) { q.Stand = at })
	}}.view("all runs at")
	v.Warnings = c.warnings()
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		v.Columns = append(v.Columns, templates.CompareColumn{ID: id, Name: explore.ComparedColumnTitle(id)})
	}
	v.Columns = append([]templates.CompareColumn{{ID: explore.ThresholdMetric, Name: "Threshold"}}, v.Columns...)
	verdicts, tests := c.Verdicts(), 0
	for _, t := range slices.Concat(verdicts...) {
		if t.P.OK {
			tests++
		}
	}
	for i := range c.Runs {
		v.Runs = append(v.Runs, c.runView(i, verdicts[i], tests))
	}
	w := c.Setting()
	v.Note = "Small: 95 % intervals, and the difference to the baseline with its own. AUC, AP, cross-entropy and Brier score do not depend on the threshold. " + explore.CostText(w.Costs)
	if p := w.Prevalence; p != nil {
		v.Note += fmt.Sprintf(" Precision, F1, accuracy, alert rate and expected cost are those where %s are %s; tests count the rows of the test sets.", format.Percent(*p), c.Experiment.PositiveName)
	}
	v.Pending, v.Lacking = slices.ContainsFunc(c.Runs, explore.ComparedRun.AnyPending), c.lacking()
	c.charts(v)
	v.Hidden = c.hidden("metric")
	v.Metric = templates.Choices{Name: "metric"}
	for _, m := range calc.ConfusionMetrics() {
		if tradeoff.IsCurve(m.ID) {
			v.Metric.Add(m.ID, explore.MetricName(m.ID), m.ID == c.metric())
		}
	}
	v.Data = c.data()
}

// warnings say what makes the comparison weaker than it looks.
func (c View) warnings() (list []string) {
	base := c.Runs[c.Baseline]
	if c.Query.Optimistic() {
		list = append(list, "Every threshold was chosen on the rows that it is judged on here. "+tradeoff.Optimist)
	}
	if slices.ContainsFunc(c.Runs, func(one explore.ComparedRun) bool { return one.Run.HasImages() }) {
		list = append(list, "What is counted are pixels, and those of one image are alike: intervals are those that come from resampling whole images. The page of a run has its own.")
	}
	if slices.ContainsFunc(c.Runs, func(one explore.ComparedRun) bool { return one.Run.ScoreKind != base.Run.ScoreKind }) && c.Query.Threshold() != nil {
		list = append(list, "The scores of these runs are of different kinds: the same threshold means something else in each.")
	}
	if slices.ContainsFunc(c.Runs, func(one explore.ComparedRun) bool { return one.Run.ExperimentID != base.Run.ExperimentID }) {
		list = append(list, "These runs are of different experiments: costs and names are those of the baseline’s.")
	}
	return list
}

func (c View) runView(i int, verdicts []explore.Verdict, tests int) templates.ComparedView {
	one, base := c.Runs[i], c.Runs[c.Baseline]
	state := c.State
	state.Meeting = tradeoff.Meeting{}
	state.Policy, state.Threshold = c.Query.Rule(), c.Query.Threshold()
	v := templates.ComparedView{
		ID: one.Run.ID, Name: one.Name, Href: link.Address(link.RunPath(one.Run.ID), state.Query()), Look: one.Style, Baseline: i == c.Baseline,
		Choose: c.with(func(q *tradeoff.CompareQuery, _ *tradeoff.State) { q.Baseline = one.Run.ID }), Threshold: one.Text,
	}
	decide := state.Query()
	for _, other := range c.Runs {
		if other.Run.ID != one.Run.ID {
			decide.Add("among", fmt.Sprint(other.Run.ID))
		}
	}
	decide.Set("page", c.with(func(*tradeoff.CompareQuery, *tradeoff.State) {}))
	v.Decide = link.Address(link.RunPath(one.Run.ID)+"/decide", decide)
	if c.State.Meeting.Blind { // their pages say who they are
		v.Href, v.Decide = "", ""
	}
	switch {
	case one.Undefined != "":
		v.Threshold, v.Remark = format.Undefined, c.Experiment.ReasonText(one.Undefined)
	case one.Unmet:
		v.Remark = "the closest"
	}
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		v.Cells = append(v.Cells, c.cellView(one, id))
	}
	if one.Paired != nil && base.Undefined == "" && one.Undefined == "" && !c.State.Meeting.Blind {
		v.Flips = show.RunsAddress(link.DisagreementsPath, c.State.Standing(), c.Query.Stand, []int64{base.Run.ID, one.Run.ID})
	}
	if one.UnpairedReason != "" {
		v.Unpaired = fmt.Sprintf("Not tested against %s: %s.", base.NameInSentence(), one.UnpairedReason)
		if !one.Run.HasImages() && !base.Run.HasImages() {
			v.Unpaired += " What stands in the table are the differences between independent samples."
		}
	}
	if one.Paired != nil {
		v.Pairing = pairingWords(one.Paired)
	}
	for _, t := range verdicts {
		view := templates.VerdictView{Kind: t.Kind, Said: t.Text, Small: t.Details}
		if tests > 1 && t.P.OK {
			view.Small += fmt.Sprintf("; with Holm’s correction for %d tests %s", tests, explore.PValueText(t.Holm))
		}
		v.Verdicts = append(v.Verdicts, view)
	}
	return v
}

// pairingWords say how rows were paired, and why there are no tests.
func pairingWords(p *pairing.Pairs) string {
	var said []string
	if p.ByRow {
		said = append(said, "Paired by row order, for want of ids.")
	}
	switch {
	case p.Units != nil:
		said = append(said, "Pixels of one image are alike, so that a test would take them for independent: the intervals of the differences come from resampling whole images, the same ones for both runs.")
	case p.Weights != nil:
		said = append(said, "Rows have weights, for which there are no tests (DeLong, McNemar): the intervals of the differences come from resampling the rows, the same ones for both runs.")
	}
	return strings.Join(said, " ")
}

func (c View) cellView(one explore.ComparedRun, id string) templates.ComparedCell {
	v := templates.ComparedCell{ID: id}
	estimate, ok := one.Estimates[id]
	switch {
	case !ok:
		v.Reason = "it was not computed for this run"
		return v
	case !estimate.OK:
		v.Reason = c.Experiment.ReasonText(estimate.Reason)
		return v
	}
	v.Text, v.Interval = explore.EstimateText(c.Experiment, estimate, "")
	if !estimate.Low.OK || estimate.Low.V == estimate.High.V {
		v.Interval = ""
	}
	d, ok := one.Differences[id]
	if !ok || !d.OK {
		return v
	}
	v.Difference = format.Signed(show.WithPlus(d.V, format.Amount(d.V)))
	if v.Pending = one.DifferencePending(id); v.Pending {
		v.Between = "computing…"
	}
	if d.Low.OK && d.High.OK {
		digits := format.Decimals(d.Low.V, d.High.V)
		v.Difference = format.Signed(show.WithPlus(d.V, format.Decimal(d.V, digits)))
		v.Between = "(" + format.Interval(d.Low.V, d.High.V, digits) + ")"
		v.Beyond = !calc.MayBeChance(d)
	}
	return v
}

// lacking says which differences on the same rows have no interval, and why.
func (c View) lacking() (list []string) {
	for _, id := range slices.Concat(explore.ComparedMetrics, explore.RankMetrics) {
		for _, one := range c.Runs {
			d := one.Differences[id]
			if !d.OK || d.Low.OK || one.DifferencePending(id) {
				continue
			}
			why := c.Experiment.ReasonText(d.IntervalReason)
			switch {
			case d.IntervalReason != calc.NeedsBootstrap:
			case one.Paired == nil:
				why = "the rows of the two do not stand beside each other, to be resampled together"
			case one.DifferenceFailed(id):
				why = "the rows could not be resampled"
			default:
				n := one.Paired.Len()
				why = fmt.Sprintf("resampling %s %s would take too long", format.Count(n), explore.Units(c.Experiment, n))
			}
			if text := fmt.Sprintf("%s: no interval of the difference, since %s.", explore.ComparedColumnTitle(id), why); !slices.Contains(list, text) {
				list = append(list, text)
			}
		}
	}
	return list
}

func (c View) metric() string {
	if c.Query.Metric != "" {
		return c.Query.Metric
	}
	return "f1"
}

// roomOfName is how many characters of a run's name stand on a chart.
const roomOfName = 18

// charts draws one curve for each run.
func (c View) charts(v *templates.CompareView) {
	low, high := scoreEnds(c.Displays())
	metric, _ := calc.MetricByID(c.metric())
	measure := explore.MetricInSetting(metric.ID, c.Setting())
	thresholds := show.Plot{Left: low, Right: high, Bottom: 0, Top: 1}
	kinds := []struct {
		id, title, label, x string
		area                show.Plot
		place               func(calc.OperatingPoint) chart.Point
		steps               bool
		chance              bool
	}{
		{"tradeoff", explore.MetricName(metric.ID) + " against the threshold", explore.MetricName(metric.ID) + " of each run against the threshold.", "threshold", thresholds,
			func(p calc.OperatingPoint) chart.Point {
				return chart.Point{X: min(p.Threshold, high), Y: explore.NaNIfUndefined(measure(p.Confusion))}
			}, true, false},
		{"roc", "ROC", "ROC curve of each run.", "false positive rate", show.UnitPlot,
			func(p calc.OperatingPoint) chart.Point {
				return chart.Point{X: explore.NaNIfUndefined(p.FPR()), Y: explore.NaNIfUndefined(p.Recall())}
			}, false, true},
		{"pr", "Precision–recall", "Precision against recall of each run.", "recall", show.UnitPlot,
			func(p calc.OperatingPoint) chart.Point {
				return chart.Point{X: explore.NaNIfUndefined(p.Recall()), Y: explore.NaNIfUndefined(p.Precision())}
			}, false, false},
	}
	names := c.shortNames()
	for _, kind := range kinds {
		lines := make([][]chart.Point, len(c.Runs))
		for i, one := range c.Runs {
			lines[i] = show.StopPoints(one.Display.Display, kind.place)
		}
		if undrawn(lines) {
			v.Charts = append(v.Charts, templates.ChartView{ID: kind.id, Title: kind.title, Undefined: "No run has such a curve: it takes both classes among its rows."})
			continue
		}
		area := kind.area
		if kind.steps {
			area.Bottom = show.MetricFloor(lines)
		}
		view := templates.ChartView{ID: kind.id, Title: kind.title, Label: kind.label, XName: kind.x, XTicks: area.XTicks(4), YTicks: area.YTicks(int((area.Top - area.Bottom) * 4))}
		if kind.chance {
			view.Chance, view.ChanceName = "M0 1000L1000 0", "no better than chance"
			view.Note = "Dashed: no better than chance."
		}
		var curves []chart.Curve
		places := show.PlaceLabels(area, falling(lines, kind.steps), names)
		for i, one := range c.Runs {
			id := fmt.Sprintf("run-%d", i)
			path := lines[i]
			if kind.steps {
				path = chart.Steps(path)
			}
			curves = append(curves, chart.Curve{ID: id, Name: one.Name, Token: "--" + one.Style.Hue, Step: kind.steps, Dash: string(one.Style.Dash)})
			view.Curves = append(view.Curves, templates.CurveView{Metric: id, Look: one.Style, Path: area.Path(path)})
			at := kind.place(one.Point)
			if one.Undefined != "" {
				at = chart.Point{X: math.NaN(), Y: math.NaN()}
			}
			view.Dots = append(view.Dots, area.Dot(id, max(at.X, area.Left), at.Y))
			name := templates.NameView{Metric: id, Look: one.Style, Text: names[i], X: "0%", Y: "0%"}
			if p := places[i]; p.Placed {
				name.X, name.Y, name.Shown = show.Percent(p.X), show.Percent(1-p.Y), true
			}
			view.Names = append(view.Names, name)
		}
		view.Option = chart.Several(chart.Axis{Name: kind.x, Low: area.Left, High: area.Right}, chart.Axis{Low: area.Bottom, High: area.Top}, kind.chance, curves)
		view.Facts = struct {
			Bottom float64 `json:"bottom"`
		}{area.Bottom}
		v.Charts = append(v.Charts, view)
	}
	v.Charts = append(v.Charts, c.calibration())
	for i, one := range c.Runs {
		v.Small = append(v.Small, smallHistogram(one, i))
	}
}

// undrawn reports whether no line has two points to be drawn between.
func undrawn(lines [][]chart.Point) bool {
	for _, line := range lines {
		for k := 1; k < len(line); k++ {
			if a, b := line[k-1], line[k]; !math.IsNaN(a.X+a.Y) && !math.IsNaN(b.X+b.Y) {
				return false
			}
		}
	}
	return true
}

// falling returns lines whose points fall in X, as [placeLabels] wants them.
func falling(lines [][]chart.Point, already bool) [][]chart.Point {
	if already {
		return lines
	}
	out := make([][]chart.Point, len(lines))
	for i, line := range lines {
		out[i] = slices.Clone(line)
		slices.Reverse(out[i])
	}
	return out
}

func (c View) shortNames() []string {
	names := make([]string, len(c.Runs))
	for i, one := range c.Runs {
		names[i] = format.Shorten(one.Name, roomOfName)
	}
	return names
}

// calibration draws the reliability curve of every run whose scores are
// probabilities.
func (c View) calibration() templates.ChartView {
	v := templates.ChartView{ID: "calibration", Title: "Calibration", Label: "Calibration of each run: the share of positives against the mean probability, bin by bin.",
		XName: "mean probability", XTicks: show.UnitPlot.XTicks(4), YTicks: show.UnitPlot.YTicks(4), Chance: "M0 1000L1000 0"}
	var curves []chart.Curve
	points := make(map[string][][2]*float64)
	var without []string
	for i, one := range c.Runs {
		id := fmt.Sprintf("run-%d", i)
		if one.Bins == nil {
			without = append(without, one.NameInSentence())
			continue
		}
		var line []chart.Point
		for _, b := range one.Bins {
			if b.Count > 0 {
				line = append(line, chart.Point{X: b.MeanScore.V, Y: b.FracPos.V})
			}
		}
		curves = append(curves, chart.Curve{ID: id, Name: one.Name, Token: "--" + one.Style.Hue, Dash: string(one.Style.Dash), Dots: true})
		v.Curves = append(v.Curves, templates.CurveView{Metric: id, Look: one.Style, Path: show.UnitPlot.Path(line)})
		points[id] = show.JSONPoints(line)
	}
	v.Note = "Dashed: perfectly calibrated. Ten bins of one width."
	if len(without) > 0 {
		v.Note += " Not drawn, since its scores are no probabilities: " + strings.Join(without, ", ") + "."
	}
	if len(curves) == 0 {
		v.Undefined = "None of these runs has probabilities for scores."
		return v
	}
	v.Option = chart.Several(chart.Axis{Name: v.XName, High: 1}, chart.Axis{High: 1}, true, curves)
	v.Facts = struct {
		Points map[string][][2]*float64 `json:"points"`
	}{points}
	return v
}

// small draws the histogram of one run: positives above the axis, negatives below.
func smallHistogram(one explore.ComparedRun, i int) templates.SmallHistogram {
	h := one.Display.Histogram
	v := templates.SmallHistogram{Name: one.Name, Look: one.Style, Index: i, Low: format.Amount(h.Low), High: format.Amount(h.High)}
	up, down := 0.0, 0.0
	for k := range h.Positives {
		up, down = max(up, h.Positives[k]), max(down, h.Negatives[k])
	}
	middle := show.PathSide / 2.0
	if up+down > 0 {
		middle = math.Round(show.PathSide * min(max(up/(up+down), 0.15), 0.85))
	}
	var above, below strings.Builder
	for k := range h.Positives {
		from, width := float64(k)*show.PathSide/float64(len(h.Positives)), show.PathSide/float64(len(h.Positives))
		if h.Positives[k] > 0 {
			fmt.Fprintf(&above, "M%.1f %.0fV%.1fh%.1fV%.0fz", from, middle, middle*(1-h.Positives[k]/up), width, middle)
		}
		if h.Negatives[k] > 0 {
			fmt.Fprintf(&below, "M%.1f %.0fV%.1fh%.1fV%.0fz", from, middle, middle+(show.PathSide-middle)*h.Negatives[k]/down, width, middle)
		}
	}
	v.Above, v.Below, v.Middle = above.String(), below.String(), fmt.Sprint(middle)
	v.Mark = fmt.Sprintf("%.1f", show.PathSide*one.PositionOnScale(one.Point.Threshold))
	return v
}

func (c View) data() templates.CompareData {
	w := c.Setting()
	low, high := scoreEnds(c.Displays())
	d := templates.CompareData{
		Baseline: c.Baseline, Costs: templates.CostData{FP: w.Costs.FP, FN: w.Costs.FN}, Prev: w.Prevalence,
		Metrics: explore.ComparedMetrics, Metric: c.metric(), Restated: []string{}, Low: low, High: high,
		Quantile: calc.NormalQuantile(1 - (1-evaluate.Level)/2), Reasons: show.ReasonTexts(c.Experiment),
	}
	if l := c.Query.Lock; l != nil {
		d.Lock, d.Value = l.Metric, calc.Number(l.Value)
	}
	if w.Prevalence != nil {
		for _, id := range append(slices.Clone(explore.ComparedMetrics), c.metric()) {
			if tradeoff.DependsOnPrevalence(id) {
				d.Restated = append(d.Restated, id)
			}
		}
	}
	names := c.shortNames()
	for i, one := range c.Runs {
		d.Runs = append(d.Runs, templates.CompareRunData{
			ID: fmt.Sprintf("run-%d", i), Name: names[i], Display: one.Addresses().Display(one.Display), Low: one.Display.Histogram.Low, High: one.Display.Histogram.High, Alike: one.Run.HasImages(),
		})
	}
	return d
}
