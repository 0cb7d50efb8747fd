package run

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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

// fewRows is the number of rows of a class below which a slice is marked.
const fewRows = 30

// A sliceView turns slices into what their page shows.
type SliceView struct {
	RunView
	explore.Slices
	typed url.Values // what the form's fields hold
	fault error      // why that cannot be; the slices are then the usual ones
}

func newSliceView(s explore.RunSlices, typed url.Values) SliceView {
	return SliceView{RunView: RunView{RunAt: s.At}, Slices: s.Slices, typed: typed}
}

// slicesPage shows how a run fares on the values of a column. What its form got
// wrong is said beside the form, with the usual slices below.
func (s *Pages) slicesPage(w http.ResponseWriter, r *http.Request) error {
	status, typed := http.StatusOK, r.URL.Query()
	found, fault := web.At(r, s.explorer.SlicesAt)
	if fault != nil {
		if tradeoff.KindOf(fault) != tradeoff.Invalid {
			return fault
		}
		usual := r.URL.Query()
		for _, name := range tradeoff.SliceFields {
			if name != "by" && name != "and" {
				usual.Del(name)
			}
		}
		var err error
		found, err = web.Named(r, func(ctx context.Context, id int64) (explore.RunSlices, error) {
			return s.explorer.SlicesAt(ctx, id, usual)
		})
		if err != nil {
			return fault
		}
		status = http.StatusUnprocessableEntity
	}
	v := newSliceView(found, typed)
	v.fault = fault
	return web.Page(w, r, status, templates.SlicesPage(v.view(web.NewPage(r, "Slices · "+v.Title(), "experiments"))))
}

func (v SliceView) view(page templates.Page) templates.SlicesView {
	total := len(v.List)
	pages := explore.PageCount(total, explore.SlicesPerPage)
	v.Query.Page = min(v.Query.Page, pages)
	skip := (v.Query.Page - 1) * explore.SlicesPerPage
	end := min(skip+explore.SlicesPerPage, total)
	out := templates.SlicesView{
		Page: page, Experiment: v.Experiment, Run: v.Run, Columns: v.Columns(),
		Part: show.PartView(v.Subject, v.wholeLink("/slices", v.Query.Add)),
		Back: v.link("", nil), Action: v.path("/slices"), Threshold: v.Text,
		PageNumber: v.Query.Page, Pages: format.Count(pages), Restated: v.Setting().Prevalence != nil,
	}
	if v.Query.By.Column == "" {
		return out
	}
	for _, c := range v.Query.Cuts() {
		out.By = append(out.By, c.Column)
	}
	out.CSV = v.slicesLink("/slices.csv", func(q *tradeoff.SliceQuery) { q.Page = 1 })
	for _, name := range v.Run.Roles.Group {
		out.Chips = append(out.Chips, templates.ChipView{
			Label: name, Pressed: name == v.Query.By.Column,
			Href: v.slicesLink("/slices", func(q *tradeoff.SliceQuery) {
				*q = tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}, And: q.And, Page: 1}
				if q.And.Column == name {
					q.And = tradeoff.Cut{}
				}
			}),
		})
	}
	v.form(&out)
	out.Rows = append(out.Rows, v.WholeRow())
	for _, g := range v.List[skip:end] {
		own, differences := v.Slices.Estimates(g)
		out.Rows = append(out.Rows, v.Row(g, own, differences))
	}
	out.Shown = v.shown(skip, end)
	out.ByChance = v.byChance(end - skip)
	for _, id := range append([]string{explore.SliceRankingMetric}, v.Metrics...) {
		out.Spreads = append(out.Spreads, v.spreadView(id))
	}
	if skip > 0 {
		out.Previous = v.slicesLink("/slices", func(q *tradeoff.SliceQuery) { q.Page-- })
	}
	if end < total {
		out.Next = v.slicesLink("/slices", func(q *tradeoff.SliceQuery) { q.Page++ })
	}
	return out
}

// form fills in the form that says how the rows are cut.
func (v SliceView) form(out *templates.SlicesView) {
	state, here := v.State, make(url.Values)
	state.Threshold, state.Policy = nil, nil
	v.Query.Add(here)
	here.Del("page")
	out.HiddenOfThreshold = web.HiddenFields(link.Merge(state.Query(), here))
	here = url.Values{"by": {v.Query.By.Column}}
	if v.Query.Sort != "" {
		tradeoff.SliceQuery{Sort: v.Query.Sort, Ascending: v.Query.Ascending}.Add(here)
	}
	out.Hidden = web.HiddenFields(link.Merge(v.State.Query(), here))
	for _, name := range v.Run.Roles.Group {
		if name != v.Query.By.Column {
			out.Others = append(out.Others, templates.Option{Value: name, Chosen: name == v.Query.And.Column})
		}
	}
	for i, c := range v.By {
		if !c.Numeric {
			continue
		}
		prefix, cut := "", v.Query.By
		if i > 0 {
			prefix, cut = "and_", v.Query.And
		}
		f := templates.CutFields{
			Column: c.Name, Prefix: prefix, Most: strconv.Itoa(tradeoff.MaxQuantiles),
			As: tradeoff.AsQuantiles, Quantiles: strconv.Itoa(cmp.Or(cut.Quantiles, tradeoff.UsualQuantiles)),
			Cuts: cut.CutsText(),
		}
		switch {
		case cut.Cuts != nil:
			f.As = tradeoff.AsCuts
		case !c.Ranges:
			f.As = tradeoff.AsEach
		}
		if v.fault != nil { // what was typed stays, to be fixed
			f.As = cmp.Or(v.typed.Get(prefix+"as"), f.As)
			f.Quantiles, f.Cuts = v.typed.Get(prefix+"quantiles"), v.typed.Get(prefix+"cuts")
			if f.Cuts != "" && v.typed.Get(prefix+"as") == "" {
				f.As = tradeoff.AsCuts
			}
		}
		out.Fields = append(out.Fields, f)
	}
	if v.fault != nil {
		out.Fault = v.fault.Error()
	}
}

// shown says which slices the page has.
func (v SliceView) shown(skip, end int) string {
	total := len(v.List)
	what := "values"
	switch {
	case len(v.By) > 1:
		what = "pairs"
	case v.By[0].Ranges:
		what = "ranges"
	}
	text := fmt.Sprintf("%s %s", format.Count(total), format.Plural(total, strings.TrimSuffix(what, "s"), what))
	if len(v.By) > 1 {
		text += " that occur"
	}
	if end-skip < total {
		text += fmt.Sprintf(", %s–%s shown", format.Count(skip+1), format.Count(end))
	}
	if n := v.Fewest(); n < fewRows {
		text += fmt.Sprintf("; the smallest has %s %s", format.Count(n), format.Plural(n, "row", "rows"))
	}
	return text
}

// byChance says how many of the differences on the page would stand out although
// there is none.
func (v SliceView) byChance(rows int) string {
	if v.Run.Weighted || len(v.List) < 2 {
		return ""
	}
	n := rows * len(v.Metrics)
	return fmt.Sprintf("Of %s differences on this page about %s would seem clear although all slices were alike: that "+
		"is what 95%% means.",
		format.Count(n), format.Count(max(1, int(math.Round(float64(n)*(1-evaluate.Level))))))
}

func (v SliceView) spreadView(id string) templates.SpreadView {
	words, known := tradeoff.WordsFor(id)
	out := templates.SpreadView{ID: id, Name: words.Name}
	if !known {
		out.Name = explore.MetricName(id)
	}
	s := v.Spread(id)
	text := func(x calc.Value) string {
		if !x.OK {
			return format.Undefined
		}
		return tradeoff.ScaleOf(id).Text(x.V)
	}
	out.Mean, out.SD, out.Min, out.Max = text(s.Mean), text(s.SD), text(s.Min), text(s.Max)
	out.Defined = fmt.Sprintf("%s of %s", format.Count(s.Defined), format.Count(s.Total))
	return out
}

// slicesLink returns the address of slices at the same state, but for a change.
func (v SliceView) slicesLink(below string, change func(*tradeoff.SliceQuery)) string {
	q, more := v.Query, make(url.Values)
	change(&q)
	q.Add(more)
	return v.link(below, more)
}

// columns are the heads of the table. A click sorts: sizes from the largest
// down, metrics from the worst up, and a second click the other way round.
func (v SliceView) Columns() []templates.SliceColumnView {
	by, up := v.Order()
	list := []templates.SliceColumnView{{ID: "value"}, {ID: "n", Name: "rows"}, {ID: explore.SliceRankingMetric,
		Name: "AUC"}}
	for _, c := range v.By {
		list[0].Name = strings.TrimPrefix(list[0].Name+show.CrossSign+format.Isolate(c.Name), show.CrossSign)
	}
	for _, id := range v.Metrics {
		words, _ := tradeoff.WordsFor(id)
		list = append(list, templates.SliceColumnView{ID: id, Name: words.Name, Metric: true})
	}
	for i := range list {
		c := &list[i]
		ascending := c.ID != "n"
		if c.ID == by {
			ascending = !up
			c.Sort = "descending"
			if up {
				c.Sort = "ascending"
			}
		}
		c.Href = v.slicesLink("/slices", func(q *tradeoff.SliceQuery) { q.Sort, q.Ascending, q.Page = c.ID, ascending, 1 })
	}
	return list
}

// wholeRow is all rows together, to compare with.
func (v SliceView) WholeRow() templates.SliceRowView {
	row := templates.SliceRowView{Name: "all rows", Whole: true, N: format.Count(v.Run.N),
		Positives: v.positivesOf(v.Run.Positives)}
	row.Cells = append(row.Cells, v.sliceCell(explore.SliceRankingMetric, v.AUC))
	for i, e := range evaluate.Estimates(v.Point, v.Metrics, nil) {
		row.Cells = append(row.Cells, v.sliceCell(v.Metrics[i], e))
	}
	return row
}

// row shows a slice with its metrics and by how much they exceed the rest.
func (v SliceView) Row(g source.Group, own, differences []calc.Estimate) templates.SliceRowView {
	row := templates.SliceRowView{
		Name: v.sliceName(g.Slice), Href: v.partLink("", g.Slice, nil),
		Examples: v.partLink("/examples", g.Slice, url.Values{"cell": {"fn"}}),
		N:        format.Count(g.N()), Positives: v.positivesOf(g.Positives),
	}
	var few []string
	if g.Positives < fewRows {
		few = append(few, v.Experiment.PositiveName)
	}
	if g.Negatives < fewRows {
		few = append(few, v.Experiment.NegativeName)
	}
	if len(few) > 0 {
		row.Few = "few " + strings.Join(few, ", few ")
	}
	row.Cells = append(row.Cells, v.sliceCell(explore.SliceRankingMetric, v.AUCOf(g)))
	for i, e := range own {
		cell := v.sliceCell(v.Metrics[i], e)
		switch d := differences[i]; {
		case d.OK:
			cell.Difference, cell.DifferenceInterval = explore.DifferenceText(v.Metrics[i], d)
			cell.Chance = d.Low.OK && calc.MayBeChance(d)
		case cell.Defined: // otherwise its own reason says enough
			cell.Difference, cell.NoDifference = format.Undefined, v.within("the rest", d.Reason)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// sliceName is what a slice is called on a page.
func (v SliceView) sliceName(s source.Slice) string {
	var names []string
	for i, k := range s.Keys {
		name := explore.CutKeyText(v.Slices, i, k)
		switch {
		case name == "":
			name = "(empty)"
		case len(s.Keys) > 1:
			name = format.Isolate(format.Shorten(name, show.LongestCell/2))
		default:
			name = format.Isolate(format.Shorten(name, show.LongestCell))
		}
		names = append(names, name)
	}
	return strings.Join(names, show.CrossSign)
}

// partLink returns the address of a page of the slice alone, at the threshold
// that the slices are shown at: a policy would pick another one for the slice.
func (v RunView) partLink(below string, slice source.Slice, more url.Values) string {
	state := v.State
	state.View = v.View.And(slice.Where...)
	state.Policy, state.Threshold = nil, &v.Point.Threshold
	return link.Address(v.path(below), link.Merge(state.Query(), more))
}

func (v SliceView) positivesOf(n int) string {
	return format.Count(n) + " " + v.Experiment.PositiveName
}

// within says a reason of the part of the run that what names.
func (v SliceView) within(what string, r calc.Reason) string {
	text := v.Experiment.ReasonText(r)
	if rest, ok := strings.CutPrefix(text, "the test set"); ok {
		return what + rest
	}
	return "in " + what + ", " + text
}

// sliceCell is one metric of one slice.
func (v SliceView) sliceCell(id string, e calc.Estimate) templates.SliceCellView {
	c := templates.SliceCellView{ID: id}
	if !e.OK {
		c.Value, c.Reason = format.Undefined, v.within("the slice", e.Reason)
		return c
	}
	c.Value, c.Interval = explore.EstimateText(v.Experiment, id, e, "")
	c.Defined = true
	m, _ := calc.MetricByID(id)
	low, high := m.Range()
	if c.Bounded = !math.IsInf(high, 1); c.Bounded {
		scale := show.Plot{Left: low, Right: high}
		c.Mark = show.Percent(scale.X(e.V))
		if e.Low.OK && e.High.OK {
			c.Low, c.Width = show.Percent(scale.X(e.Low.V)), show.Percent(scale.X(e.High.V)-scale.X(e.Low.V))
		}
	}
	if !e.Low.OK && v.Run.Weighted {
		c.Interval = "" // weighted rows have none: said once below the table
	}
	return c
}
