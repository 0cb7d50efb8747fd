package server

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/chart"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A classRunAt is a run with many classes at a state.
type classRunAt struct {
	experiment tradeoff.Experiment
	run        tradeoff.Run
	names      []string // of the classes, fit for sentences
	state      tradeoff.ClassState
	report     *evaluate.ClassReport
	metrics    map[string]calc.Estimate
	explore.Subject
	losses   classLosses
	overlaps *evaluate.ClassOverlaps // of masks; nil without images
}

// A classView turns a run with many classes into what its pages show.
type classView struct{ classRunAt }

// classRunPage shows a run with many classes at the state that the URL names.
func (s *Server) classRunPage(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.classRunAt)
	if err == nil {
		err = s.completeClasses(r.Context(), &v)
	}
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, templates.ClassRunPage(classView{v}.view(web.NewPage(r, v.run.Name, "experiments"))))
}

// completeClasses finds what the page of v shows beside its report.
func (s *Server) completeClasses(ctx context.Context, v *classRunAt) (err error) {
	if v.losses, err = lossesOfClasses(ctx, *v); err != nil {
		return err
	}
	if v.run.HasImages() {
		v.overlaps, err = s.classOverlaps(ctx, v.run)
		_, err = source.Why(err)
	}
	return err
}

// classRunAt returns a run with many classes at the state that q asks for.
func (s *Server) classRunAt(ctx context.Context, id int64, q url.Values) (classRunAt, error) {
	run, err := s.explorer.Run(ctx, id)
	if err != nil {
		return classRunAt{}, err
	}
	return s.classesShown(ctx, run, q)
}

// classesShown returns a run of many classes at the state that q asks for.
func (s *Server) classesShown(ctx context.Context, run tradeoff.Run, q url.Values) (v classRunAt, err error) {
	v.run = run
	if err := needsClass(v.run, q, "slice"); err != nil {
		return v, err
	}
	if v.state, err = tradeoff.ParseClassState(q); err != nil {
		return v, err
	}
	e, err := s.explorer.Experiment(ctx, v.run.ExperimentID)
	if err != nil {
		return v, err
	}
	v.experiment = inWordsOf(v.run, e)
	for _, name := range v.run.Classes {
		v.names = append(v.names, format.Isolate(format.Shorten(name, explore.RoomInSentence)))
	}
	var stored []source.RunMetric
	if v.report, stored, err = s.classReport(ctx, v.run); err != nil {
		return v, err
	}
	if v.Subject, err = s.explorer.Subject(ctx, v.run, tradeoff.View{}); err != nil {
		return v, err
	}
	v.metrics = make(map[string]calc.Estimate, len(stored))
	for _, m := range stored {
		v.metrics[m.ID] = m.Estimate
	}
	return v, nil
}

// with returns the address of this page at a changed state.
func (v classRunAt) with(change func(*tradeoff.ClassState), part string) string {
	state := v.state
	change(&state)
	return link.Address(runPath(v.run.ID), state.Query()) + part
}

// against returns the address of one class against all others.
func (v classView) against(class int) string {
	return link.Address(runPath(v.run.ID), url.Values{"class": {v.run.Classes[class]}})
}

func (v classView) view(page templates.Page) templates.ClassRunView {
	out := templates.ClassRunView{
		Page: page, Experiment: v.experiment, Run: v.run, Facts: v.facts(),
		Matrix: v.matrix(), Table: v.table(), Ranking: v.ordering(), Calibrated: v.calibration(), Losses: v.lossPanel(), Groups: v.allNumbers(),
	}
	out.Overlaps = v.overlapTable()
	for _, id := range classTiles {
		if m, ok := calc.ClassMetricByID(id); ok && m.Applies(len(v.names)) {
			out.Tiles = append(out.Tiles, v.tile(m))
		}
	}
	for k, e := range v.report.TopK {
		out.TopK = append(out.TopK, v.bar(fmt.Sprintf("top %d", k+1), e))
	}
	api := fmt.Sprintf("/api/v1/runs/%d", v.run.ID)
	here := v.with(func(*tradeoff.ClassState) {}, "")
	out.Report, out.Downloads = reportPath(here, "html"), reportLinks(here)
	out.Downloads = append(out.Downloads,
		templates.Choice{Label: "All numbers (JSON)", Value: api},
		templates.Choice{Label: "The confusion matrix (JSON)", Value: api + "/confusion"},
		templates.Choice{Label: "All rows (CSV)", Value: runPath(v.run.ID) + "/examples.csv?sort=file"},
	)
	return out
}

// classTiles are the numbers that people ask for first.
var classTiles = []string{"accuracy", "macro_f1", "balanced_accuracy", "mcc", "macro_roc_auc_ovr"}

// facts is the line below the run's name.
func (v classRunAt) facts() string {
	s := imagesIn(v.run) + fmt.Sprintf("%s %s · %d classes", format.Count(v.run.N), units(v.experiment, v.run.N), len(v.names))
	switch v.run.ScoreKind {
	case calc.Probability:
		s += " · scores are probabilities"
	case calc.Logit:
		s += " · scores are logits"
	default:
		s += " · scores have no scale of their own"
	}
	if v.run.Weighted {
		s += " · rows weigh " + format.Quantity(v.report.Weight()) + " in all"
	}
	return s + lacking(v.Subject)
}

// reason says why a number of a class, or of the run if class is below 0, is
// undefined.
func (v classRunAt) reason(r calc.Reason, class int) string {
	if class < 0 {
		return v.experiment.ReasonText(r)
	}
	return v.experiment.ClassReasonText(r, v.names[class])
}

// estimate returns the text of a value and that of its interval, or why one of
// them is missing.
func (v classRunAt) estimate(e calc.Estimate, class int) (value, note string) {
	switch {
	case !e.OK:
		return format.Undefined, "undefined: " + v.reason(e.Reason, class)
	case !e.Low.OK || !e.High.OK:
		return format.Amount(e.V), "no interval: " + v.reason(e.IntervalReason, class)
	case e.Low.V == e.High.V:
		return format.Signed(format.Rate(e.V)), "no interval: " + v.reason(calc.ZeroVariance, class)
	default:
		d := format.Decimals(e.Low.V, e.High.V)
		return format.Signed(format.Fixed(e.V, d)), format.Interval(e.Low.V, e.High.V, d)
	}
}

func (v classView) tile(m calc.ClassMetric) templates.ClassTileView {
	e := v.metrics[m.ID]
	out := templates.ClassTileView{ID: m.ID, Name: m.ShortName(), Question: v.experiment.ClassQuestion(m.ID), Defined: e.OK, Signed: m.ID == "mcc"}
	out.Value, out.Interval = v.estimate(e, -1)
	low, high := 0.0, 1.0
	if out.Signed {
		low = -1
	}
	out.Low, out.Width, out.Mark = barOf(e, low, high)
	return out
}

// barOf returns where an estimate and its interval lie between low and high, as
// lengths of an SVG.
func barOf(e calc.Estimate, low, high float64) (from, width, mark string) {
	at := func(x float64) float64 { return min(max((x-low)/(high-low), 0), 1) }
	from, width, mark = "0%", "0%", "0%"
	if e.OK {
		mark = percent(at(e.V))
	}
	if e.OK && e.Low.OK && e.High.OK {
		from, width = percent(at(e.Low.V)), percent(at(e.High.V)-at(e.Low.V))
	}
	return from, width, mark
}

func (v classView) bar(name string, e calc.Estimate) templates.BarRowView {
	b := templates.BarRowView{Name: name}
	b.Value, b.Interval = v.estimate(e, -1)
	b.Low, b.Width, b.Mark = barOf(e, 0, 1)
	return b
}

// --- the table of classes ---

// columnsOfClasses are the columns of the table of classes by their ids.
func columnsOfClasses(id string, k evaluate.ClassRow) calc.Estimate {
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

var classColumnNames = map[string]string{
	"class": "Class", "support": "Rows", "predicted": "Called", "precision": "Precision", "recall": "Recall", "f1": "F1",
	"specificity": "Specificity", "roc_auc": "AUC", "average_precision": "AP",
}

func (v classView) table() templates.ClassTableView {
	var out templates.ClassTableView
	sorted, ascending := strings.TrimPrefix(v.state.Sort, "-"), !strings.HasPrefix(v.state.Sort, "-")
	for _, id := range tradeoff.ClassColumns {
		c := templates.LeaderboardColumn{ID: id, Name: classColumnNames[id]}
		next := "-" + id
		if id == "class" {
			next = id
		}
		if v.state.Sort != "" && id == sorted {
			c.Sort = "descending"
			if next = id; ascending {
				c.Sort, next = "ascending", "-"+id
			}
		}
		c.Href = v.with(func(s *tradeoff.ClassState) { s.Sort = next }, "#classes")
		out.Columns = append(out.Columns, c)
	}
	for _, k := range v.sortedClasses(sorted, ascending) {
		row := templates.ClassRowView{Name: v.names[k], Href: v.against(k)}
		for _, id := range tradeoff.ClassColumns[1:] {
			row.Cells = append(row.Cells, v.classNumber(id, columnsOfClasses(id, v.report.PerClass[k]), k))
		}
		out.Rows = append(out.Rows, row)
	}
	a := v.report.Averages
	for _, m := range []struct {
		name, note string
		of         evaluate.ClassMeans
	}{
		{"Macro", "each class counts the same", a.Macro}, {"Weighted", "by the rows of each class", a.Weighted},
		{"Micro", "all rows pooled", a.Micro}, {"Macro, 0 for undefined", "as scikit-learn by default", a.MacroZD0},
	} {
		if m.name == "Macro, 0 for undefined" && a.Macro.Defined.Precision == len(v.names) && a.Macro.Defined.Recall == len(v.names) && a.Macro.Defined.F1 == len(v.names) {
			continue // the same as macro
		}
		out.Means = append(out.Means, v.meansRow(m.name, m.note, m.of))
	}
	out.Note = "Each class against the rest. Small numbers are 95 % intervals: Wilson's, and DeLong's of AUC."
	if v.run.Weighted {
		out.Note = "Each class against the rest. Rows are counted by their weight, so there are no intervals."
	}
	return out
}

func (v classView) meansRow(name, note string, m evaluate.ClassMeans) templates.ClassRowView {
	row := templates.ClassRowView{Name: name, Note: note}
	cell := func(id string, e *calc.Estimate, defined int) templates.ClassNumberView {
		if e == nil {
			return templates.ClassNumberView{ID: id}
		}
		n := v.classNumber(id, *e, -1)
		if defined != len(v.names) {
			n.Over = fmt.Sprintf("over %d of %d classes", defined, len(v.names))
		}
		return n
	}
	row.Cells = []templates.ClassNumberView{
		{ID: "support"}, {ID: "predicted"},
		cell("precision", &m.Precision, m.Defined.Precision), cell("recall", &m.Recall, m.Defined.Recall), cell("f1", &m.F1, m.Defined.F1),
		{ID: "specificity"}, cell("roc_auc", m.ROCAUC, m.Defined.ROCAUC), cell("average_precision", m.AveragePrecision, m.Defined.AveragePrecision),
	}
	return row
}

func (v classView) classNumber(id string, e calc.Estimate, class int) templates.ClassNumberView {
	n := templates.ClassNumberView{ID: id}
	if id == "support" || id == "predicted" {
		n.Text = format.Quantity(e.V)
		return n
	}
	if !e.OK {
		n.Reason = v.reason(e.Reason, class)
		return n
	}
	n.Text, n.Interval = v.estimate(e, class)
	if !e.Low.OK || e.Low.V == e.High.V {
		n.Interval = "" // why there is none is said below the table
	}
	n.Bar = true
	n.Low, n.Width, n.Mark = barOf(e, 0, 1)
	return n
}

// sortedClasses returns the classes in the order of a column; what is undefined
// comes last either way.
func (v classRunAt) sortedClasses(id string, ascending bool) []int {
	order := make([]int, len(v.names))
	for k := range order {
		order[k] = k
	}
	if id == "" {
		return order
	}
	slices.SortStableFunc(order, func(a, b int) int {
		var c int
		if id == "class" {
			c = cmp.Compare(strings.ToLower(v.run.Classes[a]), strings.ToLower(v.run.Classes[b]))
		} else {
			x, y := columnsOfClasses(id, v.report.PerClass[a]), columnsOfClasses(id, v.report.PerClass[b])
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

// --- ranking and calibration ---

// hardestPairs is how many pairs of classes are shown that are hardest to tell
// apart.
const hardestPairs = 5

func (v classView) ordering() templates.RankingView {
	var out templates.RankingView
	for _, id := range []string{"macro_roc_auc_ovr", "weighted_roc_auc_ovr", "micro_roc_auc_ovr", "macro_roc_auc_ovo", "weighted_roc_auc_ovo", "macro_average_precision"} {
		out.Facts = append(out.Facts, v.fact(id))
	}
	pairs := slices.DeleteFunc(slices.Clone(v.report.PairAUC), func(p evaluate.PairAUC) bool { return p.ROCAUC == nil })
	slices.SortStableFunc(pairs, func(a, b evaluate.PairAUC) int { return cmp.Compare(*a.ROCAUC, *b.ROCAUC) })
	for _, p := range pairs[:min(len(pairs), hardestPairs)] {
		b := v.bar(fmt.Sprintf("%s and %s", v.named(p.First), v.named(p.Second)), calc.Estimate{Value: calc.Defined(*p.ROCAUC)})
		b.Value, b.Interval = format.Rate(*p.ROCAUC), ""
		out.Pairs = append(out.Pairs, b)
	}
	if len(pairs) > 0 {
		out.Note = "One against one: the area on the rows of two classes alone (Hand and Till)."
	}
	return out
}

// named returns a class's name, fit for sentences.
func (v classRunAt) named(class string) string {
	k := slices.Index(v.run.Classes, class)
	return v.names[k]
}

func (v classView) fact(id string) templates.FactView {
	e := v.metrics[id]
	f := templates.FactView{ID: id, Name: metricName(id)}
	if m, ok := calc.ClassMetricByID(id); ok {
		f.Name = m.Name
	}
	if !e.OK {
		f.Value, f.Reason = format.Undefined, v.reason(e.Reason, -1)
		return f
	}
	f.Value, f.Interval = v.estimate(e, -1)
	if e.Low.OK && e.Low.V != e.High.V {
		f.Interval = "95 % interval " + f.Interval
	}
	return f
}

// allNumbers are the numbers of the whole run by group.
func (v classView) allNumbers() []templates.FactGroupView {
	headings := map[calc.Group]string{
		calc.Calls: "Calls: whether the class of the highest score is the right one", calc.Ranking: "Ranking: how well the classes are kept apart",
		calc.CalibrationGroup: "Calibration: whether probabilities mean what they say", calc.Losses: "Losses, with usual parameters",
	}
	var out []templates.FactGroupView
	for _, m := range calc.ClassMetricList() {
		if _, ok := v.metrics[m.ID]; !ok {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Heading != headings[m.Group] {
			out = append(out, templates.FactGroupView{Heading: headings[m.Group]})
		}
		g := &out[len(out)-1]
		g.Facts = append(g.Facts, v.fact(m.ID))
	}
	return out
}

// calibration draws the calibration of the called class.
func (v classView) calibration() templates.StaticChartView {
	c := templates.StaticChartView{
		Title: "Calibration of the called class", XName: "mean probability of the called class",
		Label:  "Calibration: the share of right calls against the mean probability of the called class, bin by bin.",
		XTicks: unitPlot.xTicks(4), YTicks: unitPlot.yTicks(4), Chance: "M0 1000L1000 0",
		Header: []string{"probability", format.Plural(2, v.experiment.UnitSingular, v.experiment.UnitPlural), "mean", "right"},
	}
	ece := v.metrics["top_label_ece"]
	if !ece.OK {
		c.Undefined = v.reason(ece.Reason, -1)
		return c
	}
	c.Summary, c.Interval = "ECE "+format.Fixed(ece.V, 3), "10 uniform bins"
	most := 0
	for _, b := range v.report.Calibration {
		most = max(most, b.Count)
	}
	var curve, counts, intervals []chart.Point
	gap := chart.Point{X: math.NaN(), Y: math.NaN()}
	for _, b := range v.report.Calibration {
		if b.Count == 0 || b.Mean == nil || b.Correct == nil {
			continue
		}
		curve = append(curve, chart.Point{X: *b.Mean, Y: *b.Correct})
		h := countsHeight * float64(b.Count) / float64(most)
		counts = append(counts, chart.Point{X: b.Low}, chart.Point{X: b.Low, Y: h}, chart.Point{X: b.High, Y: h}, chart.Point{X: b.High}, gap)
		right := format.Rate(*b.Correct)
		if !v.run.Weighted {
			n := float64(b.Count)
			low, high := calc.Wilson(math.Round(*b.Correct*n), n, evaluate.Level)
			intervals = append(intervals, chart.Point{X: *b.Mean, Y: low.V}, chart.Point{X: *b.Mean, Y: high.V}, gap)
			right += " (" + format.Interval(low.V, high.V, 2) + ")"
		}
		c.Rows = append(c.Rows, []string{format.Fixed(b.Low, 1) + "–" + format.Fixed(b.High, 1), format.Count(b.Count), format.Rate(*b.Mean), right})
	}
	var dots strings.Builder
	for _, p := range curve {
		fmt.Fprintf(&dots, "M%.0f %.0fh0", p.X*side, (1-p.Y)*side)
	}
	c.Curves = []templates.CurveView{
		{Metric: "counts", Path: unitPlot.path(counts)}, {Metric: "interval", Path: unitPlot.path(intervals)},
		{Metric: "calibration", Path: unitPlot.path(curve)}, {Metric: "bins", Path: dots.String()},
	}
	c.Note = "Dashed: perfectly calibrated. Below: how many rows each bin has."
	return c
}
