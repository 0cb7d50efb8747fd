package run

import (
	"cmp"
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
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A classView turns a run with many classes into what its pages show.
type ClassView struct{ explore.ClassRunAt }

// classRunPage shows a run with many classes at the state that the URL names.
func (s *Pages) classRunPage(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.ManyClasses.RunAt)
	if err == nil {
		err = s.explorer.ManyClasses.Complete(r.Context(), &v)
	}
	if err != nil {
		return err
	}
	siblings, err := s.classSiblings(r.Context(), ClassView{v})
	if err != nil {
		return err
	}
	shown := ClassView{v}.Show(web.NewPage(r, v.Run.Name, "experiments"))
	shown.Head.Siblings = siblings
	return web.Page(w, r, http.StatusOK, templates.ClassRunPage(shown))
}

// against returns the address of one class against all others.
func (v ClassView) against(class int) string {
	return link.Address(link.RunPath(v.Run.ID), url.Values{"class": {v.Run.Classes[class]}})
}

func (v ClassView) Show(page templates.Page) templates.ClassRunView {
	out := templates.ClassRunView{
		Page: page, Experiment: v.Experiment, Run: v.Run, Head: v.head(),
		Matrix: classMatrix{v}.matrix(), Table: v.table(), Ranking: v.ordering(), Calibrated: v.calibration(),
		Losses: v.lossPanel(), Groups: v.allNumbers(),
	}
	out.Overlaps = v.overlapTable()
	for _, id := range classMetrics {
		if m, ok := calc.ClassMetricByID(id); ok && m.Applies(len(v.Names)) {
			out.Metrics = append(out.Metrics, v.metricRow(m))
		}
	}
	for k, e := range v.Report.TopK {
		out.TopK = append(out.TopK, v.bar(fmt.Sprintf("top %d", k+1), "accuracy", e))
	}
	api := fmt.Sprintf("/api/v1/runs/%d", v.Run.ID)
	here := v.AddressWith(func(*tradeoff.ClassState) {}, "")
	out.Downloads = show.ReportLinks(here)
	out.Downloads = append(out.Downloads,
		templates.Choice{Label: "All numbers (JSON)", Value: api},
		templates.Choice{Label: "The confusion matrix (JSON)", Value: api + "/confusion"},
		templates.Choice{Label: "All rows (CSV)", Value: link.RunPath(v.Run.ID) + "/examples.csv?sort=file"},
	)
	return out
}

// classMetrics are the numbers that people ask for first.
var classMetrics = []string{"accuracy", "macro_f1", "balanced_accuracy", "mcc", "macro_roc_auc_ovr"}

func (v ClassView) metricRow(m calc.ClassMetric) templates.MetricRowView {
	e := v.Metrics[m.ID]
	out := templates.MetricRowView{ID: m.ID, Name: m.ShortName(), Question: v.Experiment.ClassQuestion(m.ID),
		Look: tradeoff.StyleOf(m.ID), Bounded: true, Defined: e.OK, Bar: intervalBar(e)}
	switch out.Value, out.Interval = v.Estimate(m.ID, e, -1); {
	case !e.OK:
		out.Interval, out.Beside = "", v.Reason(e.Reason, -1)
	case !e.Low.OK:
		out.Interval, out.Remark = explore.NoInterval, v.Reason(e.IntervalReason, -1)
	}
	return out
}

func (v ClassView) bar(name, id string, e calc.Estimate) templates.BarRowView {
	b := templates.BarRowView{Name: name}
	b.Value, b.Interval = v.Estimate(id, e, -1)
	at := intervalBar(e)
	b.Low, b.Width, b.Mark = at.Low, at.Width, at.Mark
	return b
}

func (v ClassView) table() templates.ClassTableView {
	var out templates.ClassTableView
	sorted, ascending := strings.TrimPrefix(v.State.Sort, "-"), !strings.HasPrefix(v.State.Sort, "-")
	for _, id := range tradeoff.ClassColumns {
		c := templates.LeaderboardColumn{ID: id, Name: explore.ClassColumnTitles[id]}
		next := "-" + id
		if id == "class" {
			next = id
		}
		if v.State.Sort != "" && id == sorted {
			c.Sort = "descending"
			if next = id; ascending {
				c.Sort, next = "ascending", "-"+id
			}
		}
		c.Href = v.AddressWith(func(s *tradeoff.ClassState) { s.Sort = next }, "#classes")
		out.Columns = append(out.Columns, c)
	}
	for _, k := range v.SortedClasses(sorted, ascending) {
		row := templates.ClassRowView{Name: v.Names[k], Href: v.against(k)}
		for _, id := range tradeoff.ClassColumns[1:] {
			row.Cells = append(row.Cells, v.classNumber(id, explore.ClassColumn(id, v.Report.PerClass[k]), k))
		}
		out.Rows = append(out.Rows, row)
	}
	a := v.Report.Averages
	for _, m := range []struct {
		name, note string
		of         evaluate.ClassMeans
	}{
		{"Macro", "each class counts the same", a.Macro}, {"Weighted", "by the rows of each class", a.Weighted},
		{"Micro", "all rows pooled", a.Micro}, {"Macro, 0 for undefined", "as scikit-learn by default", a.MacroZD0},
	} {
		if m.name == "Macro, 0 for undefined" && a.Macro.Defined.Precision == len(v.Names) &&
			a.Macro.Defined.Recall == len(v.Names) && a.Macro.Defined.F1 == len(v.Names) {
			continue // the same as macro
		}
		out.Means = append(out.Means, v.meansRow(m.name, m.note, m.of))
	}
	out.Note = "Each class against the rest. Small numbers are 95% intervals: Wilson's, and DeLong's of AUC."
	if v.Run.Weighted {
		out.Note = "Each class against the rest. Rows are counted by their weight, so there are no intervals."
	}
	return out
}

func (v ClassView) meansRow(name, note string, m evaluate.ClassMeans) templates.ClassRowView {
	row := templates.ClassRowView{Name: name, Note: note}
	cell := func(id string, e *calc.Estimate, defined int) templates.ClassNumberView {
		if e == nil {
			return templates.ClassNumberView{ID: id}
		}
		n := v.classNumber(id, *e, -1)
		if defined != len(v.Names) {
			n.Over = fmt.Sprintf("over %d of %d classes", defined, len(v.Names))
		}
		return n
	}
	row.Cells = []templates.ClassNumberView{
		{ID: "support"}, {ID: "predicted"},
		cell("precision", &m.Precision, m.Defined.Precision), cell("recall", &m.Recall, m.Defined.Recall), cell("f1", &m.F1,
			m.Defined.F1),
		{ID: "specificity"}, cell("roc_auc", m.ROCAUC, m.Defined.ROCAUC), cell("average_precision", m.AveragePrecision,
			m.Defined.AveragePrecision),
	}
	return row
}

func (v ClassView) classNumber(id string, e calc.Estimate, class int) templates.ClassNumberView {
	n := templates.ClassNumberView{ID: id}
	if id == "support" || id == "predicted" {
		n.Text = format.Quantity(e.V)
		return n
	}
	if !e.OK {
		n.Reason = v.Reason(e.Reason, class)
		return n
	}
	n.Text, n.Interval = v.Estimate(id, e, class)
	if !e.Low.OK || e.Low.V == e.High.V {
		n.Interval = "" // why there is none is said below the table
	}
	n.Bar = true
	at := intervalBar(e)
	n.Low, n.Width, n.Mark = at.Low, at.Width, at.Mark
	return n
}

// hardestPairs is how many pairs of classes are shown that are hardest to tell
// apart.
const hardestPairs = 5

func (v ClassView) ordering() templates.RankingView {
	var out templates.RankingView
	for _, id := range []string{"macro_roc_auc_ovr", "weighted_roc_auc_ovr", "micro_roc_auc_ovr", "macro_roc_auc_ovo",
		"weighted_roc_auc_ovo", "macro_average_precision"} {
		out.Facts = append(out.Facts, v.fact(id))
	}
	pairs := slices.DeleteFunc(slices.Clone(v.Report.PairAUC), func(p evaluate.PairAUC) bool { return p.ROCAUC == nil })
	slices.SortStableFunc(pairs, func(a, b evaluate.PairAUC) int { return cmp.Compare(*a.ROCAUC, *b.ROCAUC) })
	for _, p := range pairs[:min(len(pairs), hardestPairs)] {
		b := v.bar(fmt.Sprintf("%s and %s", v.ClassName(p.First), v.ClassName(p.Second)), "roc_auc",
			calc.Estimate{Value: calc.Defined(*p.ROCAUC)})
		b.Interval = "" // the AUC of two classes has none
		out.Pairs = append(out.Pairs, b)
	}
	if len(pairs) > 0 {
		out.Note = "One against one: the area on the rows of two classes alone (Hand and Till)."
	}
	return out
}

func (v ClassView) fact(id string) templates.FactView {
	e := v.Metrics[id]
	f := templates.FactView{ID: id, Name: explore.MetricName(id)}
	if m, ok := calc.ClassMetricByID(id); ok {
		f.Name = m.Name
	}
	if !e.OK {
		f.Value, f.Reason = format.Undefined, v.Reason(e.Reason, -1)
		return f
	}
	f.Value, f.Interval = v.Estimate(id, e, -1)
	if e.Low.OK && e.Low.V != e.High.V {
		f.Interval = "95% interval " + f.Interval
	}
	return f
}

// allNumbers are the numbers of the whole run by group.
func (v ClassView) allNumbers() []templates.FactGroupView {
	headings := map[calc.Group]string{
		calc.Calls:            "Calls: whether the class of the highest score is the right one",
		calc.Ranking:          "Ranking: how well the classes are kept apart",
		calc.CalibrationGroup: "Calibration: whether probabilities mean what they say",
		calc.Losses:           "Losses, with usual parameters",
	}
	var out []templates.FactGroupView
	for _, m := range calc.ClassMetricList() {
		if _, ok := v.Metrics[m.ID]; !ok {
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
func (v ClassView) calibration() templates.StaticChartView {
	c := templates.StaticChartView{
		Title: "Calibration of the called class", XName: "mean probability of the called class",
		Label:  "Calibration: the share of right calls against the mean probability of the called class, bin by bin.",
		XTicks: show.UnitPlot.XTicks(4), YTicks: show.UnitPlot.YTicks(4), Chance: "M0 1000L1000 0",
		Header: []string{"probability", format.Plural(2, v.Experiment.UnitSingular, v.Experiment.UnitPlural), "mean",
			"right"},
	}
	ece := v.Metrics["top_label_ece"]
	if !ece.OK {
		c.Undefined = v.Reason(ece.Reason, -1)
		return c
	}
	c.Summary, c.Interval = "ECE "+format.Share(ece.V), "10 uniform bins"
	most := 0
	for _, b := range v.Report.Calibration {
		most = max(most, b.Count)
	}
	var curve, counts, intervals []chart.Point
	gap := chart.Point{X: math.NaN(), Y: math.NaN()}
	for _, b := range v.Report.Calibration {
		if b.Count == 0 || b.Mean == nil || b.Correct == nil {
			continue
		}
		curve = append(curve, chart.Point{X: *b.Mean, Y: *b.Correct})
		h := show.CountsHeight * float64(b.Count) / float64(most)
		counts = append(counts, chart.Point{X: b.Low}, chart.Point{X: b.Low, Y: h}, chart.Point{X: b.High, Y: h},
			chart.Point{X: b.High}, gap)
		right := format.Share(*b.Correct)
		if !v.Run.Weighted {
			n := float64(b.Count)
			low, high := calc.Wilson(math.Round(*b.Correct*n), n, evaluate.Level)
			intervals = append(intervals, chart.Point{X: *b.Mean, Y: low.V}, chart.Point{X: *b.Mean, Y: high.V}, gap)
			value, interval := format.Shares.WithInterval(*b.Correct, low.V, high.V)
			right = value + " (" + interval + ")"
		}
		c.Rows = append(c.Rows, []string{format.Fixed(b.Low, 1) + "–" + format.Fixed(b.High, 1), format.Count(b.Count),
			format.Share(*b.Mean), right})
	}
	var dots strings.Builder
	for _, p := range curve {
		fmt.Fprintf(&dots, "M%.0f %.0fh0", p.X*show.PathSide, (1-p.Y)*show.PathSide)
	}
	c.Curves = []templates.CurveView{
		{Metric: "counts", Path: show.UnitPlot.Path(counts)}, {Metric: "interval", Path: show.UnitPlot.Path(intervals)},
		{Metric: "calibration", Path: show.UnitPlot.Path(curve)}, {Metric: "bins", Path: dots.String()},
	}
	c.Note = "Dashed: perfectly calibrated. Below: how many rows each bin has."
	return c
}
