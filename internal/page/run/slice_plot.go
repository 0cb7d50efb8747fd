package run

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// Radii of the dots of slices in pixels. Their area grows with the rows that are counted.
const (
	smallestDot = 3
	largestDot  = 8
)

// manyRows is from how many rows on the counts of slices need more room.
const manyRows = 10_000

// A slicePlotSection turns the slices of a run into what the tab of errors shows.
type slicePlotSection struct {
	RunView
	explore.SlicePlot
}

// loadErrors computes what the tab of errors shows. A part without slices or rows has
// none: the line below the name says what is missing.
func (v *RunView) loadErrors(ctx context.Context, q url.Values) error {
	v.loaded = true
	if err := v.loadExamples(ctx, q); err != nil {
		return err
	}
	if len(v.Run.Roles.Group) == 0 {
		return nil
	}
	p, err := explore.NewSlicePlot(ctx, v.RunAt)
	missing, err := source.Why(err)
	if err != nil || missing != nil {
		return err
	}
	v.slices = &p
	return nil
}

// errorsPart answers with the content of the tab of errors alone: the page of the run asks
// for it when the tab is opened, and when the threshold has come to rest.
func (s *Pages) errorsPart(w http.ResponseWriter, r *http.Request) error {
	at, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	v := RunView{RunAt: at}
	if err := v.loadErrors(r.Context(), r.URL.Query()); err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, templates.ErrorsPart(v.errors()))
}

// sliceCounts answers with the counts of the slices at the stops of the slider, so that
// they move with it.
func (s *Pages) sliceCounts(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	p, err := explore.NewSlicePlot(r.Context(), v)
	if err != nil {
		return err
	}
	counts, err := p.Counts(r.Context(), v.Display)
	if err != nil {
		return err
	}
	list := make([]sliceCountsJSON, len(counts))
	for i, c := range counts {
		list[i] = sliceCountsJSON{c.Positives, c.Negatives, increments(c.TP), increments(c.FP)}
	}
	return web.WriteJSON(w, http.StatusOK, list)
}

// sliceCountsJSON are the rows of a slice and by how much its counts grow from one stop to
// the next: small numbers, which compress well.
type sliceCountsJSON struct {
	Positives int      `json:"positives"`
	Negatives int      `json:"negatives"`
	TP        []uint32 `json:"tp"`
	FP        []uint32 `json:"fp"`
}

func increments(counts []uint32) []uint32 {
	out := make([]uint32, len(counts))
	last := uint32(0)
	for i, n := range counts {
		out[i], last = n-last, n
	}
	return out
}

// errors returns what the tab of errors shows.
func (v RunView) errors() templates.ErrorsView {
	out := templates.ErrorsView{Loaded: v.loaded, Rows: v.rows}
	for _, id := range []string{"fn", "fp", "tp", "tn"} {
		out.Cells = append(out.Cells, v.cell(id))
	}
	if v.slices != nil && len(v.slices.Shown) > 0 {
		out.Slices = slicePlotSection{v, *v.slices}.view()
	}
	return out
}

func (v slicePlotSection) view() *templates.SlicePlotView {
	m, _ := calc.MetricByID(v.Metric)
	low, high := m.Range()
	out := &templates.SlicePlotView{
		Metric: v.Metric, Look: tradeoff.StyleOf(v.Metric), Bounded: !math.IsInf(high, 1),
		Low: format.Number(low), High: format.Number(high), Live: !v.Run.Weighted, Wide: v.Run.N >= manyRows,
		Counts: link.Address(v.path("/slices/counts"), v.countsQuery()),
	}
	for _, id := range v.State.SliceMetrics() {
		out.Metrics = append(out.Metrics, templates.ChipView{
			ID: id, Label: explore.ShortName(id), Pressed: id == v.Metric,
			Href: v.errorsLink(func(d *tradeoff.Drilldown) { d.SliceMetric = id }),
		})
	}
	scale := show.Plot{Left: low, Right: high}
	whole := v.Point.Estimate(v.Metric, evaluate.Level)
	if whole.OK && out.Bounded {
		out.All, out.AllX = "all "+v.valueText(whole.V), show.Percent(scale.X(whole.V))
	}
	out.Lead = "Dashed line: all " + v.Experiment.UnitPlural + "."
	if out.Bounded {
		out.Lead = "Dot area: " + v.Experiment.UnitPlural + " in the denominator. Bars: 95% intervals."
	}
	most := 1.0
	for _, c := range v.Shown {
		for _, g := range c.List {
			most = max(most, float64(counted(m, g)))
		}
	}
	for _, c := range v.Shown {
		out.Columns = append(out.Columns, v.column(c, m, scale, most))
	}
	v.chips(out)
	v.finding(out)
	return out
}

// countsQuery is the part of the state on which the counts of slices depend.
func (v slicePlotSection) countsQuery() url.Values {
	state := tradeoff.State{View: v.State.View, Drilldown: tradeoff.Drilldown{SliceBy: v.State.Drilldown.SliceBy}}
	return state.Query()
}

// errorsLink returns the address of this page with something else on the tab of errors.
func (v RunView) errorsLink(change func(*tradeoff.Drilldown)) string {
	return v.with(func(s *tradeoff.State) {
		s.Tab = tradeoff.ErrorsTab
		change(&s.Drilldown)
	})
}

func (v slicePlotSection) valueText(x float64) string { return tradeoff.ScaleOf(v.Metric).Text(x) }

// counted returns how many rows of a slice a metric counts: those in its denominator if it
// is a proportion, otherwise all.
func counted(m calc.Metric, g source.Group) int {
	rows := calc.Confusion{
		TP: float64(g.RowsTP), FN: float64(g.Positives - g.RowsTP),
		FP: float64(g.RowsFP), TN: float64(g.Negatives - g.RowsFP),
	}
	if _, n, ok := m.Proportion(rows); ok {
		return int(n)
	}
	return g.N()
}

func (v slicePlotSection) column(
	c explore.PlottedColumn, m calc.Metric, scale show.Plot, most float64,
) templates.SlicePlotColumn {
	name := c.By[0].Name
	table := make(url.Values)
	tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}}.Add(table)
	out := templates.SlicePlotColumn{Name: name, Table: v.link("/slices", table)}
	if c.Total > len(c.List) {
		out.More = fmt.Sprintf("The %d largest of %s", len(c.List), format.Count(c.Total))
	}
	texts := SliceView{RunView: v.RunView, Slices: c.Slices}
	for _, g := range c.List {
		e, n := g.Estimate(v.Metric, evaluate.Level), counted(m, g)
		row := templates.SlicePlotRow{
			Name: texts.sliceName(g.Slice), Href: v.partLink("", g.Slice, url.Values{"tab": {string(tradeoff.ErrorsTab)}}),
			Few: n < calc.MinTested, Value: format.Undefined,
			Radius: strconv.FormatFloat(dotRadius(float64(n), most), 'f', 2, 64),
		}
		if k, of, ok := m.Proportion(g.Confusion); ok && of > 0 {
			row.Counts = format.Quantity(k) + " / " + format.Quantity(of)
		}
		if row.Few {
			row.Counts = "n = " + format.Count(n)
		}
		if e.OK {
			row.Value, _ = explore.EstimateText(v.Experiment, v.Metric, e, "")
			row.X = show.Percent(scale.X(e.V))
			if e.Low.OK && e.High.OK {
				row.Low, row.High = show.Percent(scale.X(e.Low.V)), show.Percent(scale.X(e.High.V))
			}
		} else {
			row.Reason = texts.within("the slice", e.Reason)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// dotRadius is the radius of the dot of a slice with n of at most most rows. The script of
// the page has the same formula.
func dotRadius(n, most float64) float64 { return max(smallestDot, largestDot*math.Sqrt(n/most)) }

// chips offers the columns: those that are shown can be removed unless one is left.
func (v slicePlotSection) chips(out *templates.SlicePlotView) {
	var shown []string
	for _, c := range v.Shown {
		shown = append(shown, c.By[0].Name)
	}
	for _, name := range v.Offered {
		chip := templates.ChipView{Label: name, Pressed: slices.Contains(shown, name)}
		list := append(slices.Clone(shown), name)
		if chip.Pressed {
			list = slices.DeleteFunc(slices.Clone(shown), func(s string) bool { return s == name })
		}
		if len(list) > 0 {
			chip.Href = v.errorsLink(func(d *tradeoff.Drilldown) { d.SliceBy = list })
		}
		out.By = append(out.By, chip)
	}
}

// finding says which slice differs most clearly from the rest.
func (v slicePlotSection) finding(out *templates.SlicePlotView) {
	column, i, ok := v.Best()
	if !ok {
		if tested, why := v.Tested(); !tested {
			out.Finding = v.untested(why)
		} else {
			out.Finding, out.Method = "No slice differs detectably from the rest.", v.method()
		}
		return
	}
	c, t := v.Shown[column], v.Tests[column][i]
	g, name := c.List[i], SliceView{RunView: v.RunView, Slices: c.Slices}
	m, _ := calc.MetricByID(v.Metric)
	k, n, _ := m.Proportion(g.Confusion)
	out.Finding = fmt.Sprintf("Where %s is %s, %s is %s (%s of %s), against %s for the rest (%s).",
		format.Isolate(c.By[0].Name), name.sliceName(g.Slice), explore.MetricInSentence(v.Metric),
		v.valueText(t.Rate.V), format.Quantity(k), format.Quantity(n), v.valueText(t.RestRate.V),
		explore.PValueText(t.Adjusted))
	out.Method, out.FilterHref = v.method(), v.partLink("", g.Slice, url.Values{"tab": {string(tradeoff.ErrorsTab)}})
}

func (v slicePlotSection) method() string {
	n := 0
	for _, tests := range v.Tests {
		for _, t := range tests {
			if t.P.OK {
				n++
			}
		}
	}
	return fmt.Sprintf("Each slice is compared with all other %s: Fisher’s exact test, Holm-corrected over %s %s.",
		v.Experiment.UnitPlural, format.Count(n), format.Plural(n, "slice", "slices"))
}

func (v slicePlotSection) untested(why calc.Reason) string {
	switch why {
	case calc.TooFewSamples:
		return fmt.Sprintf("No test: no slice has %d or more %s in the denominator, with as many in the rest.",
			calc.MinTested, v.Experiment.UnitPlural)
	case calc.WeightsNotSupported:
		return "No test: the rows are weighted."
	case calc.PixelsAlike:
		return "No test: pixels of one image are alike."
	}
	return fmt.Sprintf("No test: %s is not a proportion of rows.", explore.MetricInSentence(v.Metric))
}
