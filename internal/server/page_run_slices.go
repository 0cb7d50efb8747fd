package server

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// slicesPerPage is how many slices a page has.
const slicesPerPage = 100

// sliceMetrics are the metrics of slices, in the order of their columns.
var sliceMetrics = []string{"recall", "precision", "specificity", "f1", "accuracy"}

// fewRows is the number of rows of a class below which a slice is marked.
const fewRows = 30

// A sliceView is a run cut into slices by a column.
type sliceView struct {
	runView
	query tradeoff.SliceQuery
	by    []store.GroupedBy // the columns, one or two
	list  []store.Group     // sorted
}

// slicesAt returns the slices that the path and the query ask for.
func (s *Server) slicesAt(r *http.Request) (sliceView, error) {
	v := sliceView{}
	var err error
	if v.query, err = tradeoff.ParseSlices(r.URL.Query()); err != nil {
		return v, err
	}
	if sort := v.query.Sort; sort != "" && sort != "n" && sort != "value" && !slices.Contains(sliceMetrics, sort) {
		return v, tradeoff.Errorf(tradeoff.Invalid, "sort is %q", sort).
			WithMend("Give n, value or one of %s; a minus before it turns the order round.", strings.Join(sliceMetrics, ", "))
	}
	if v.runView, err = s.runAt(r); err != nil {
		return v, err
	}
	if v.query.By.Column == "" && len(v.run.Roles.Group) > 0 {
		v.query.By.Column = v.run.Roles.Group[0]
	}
	if v.query.By.Column == "" {
		return v, nil
	}
	groups, err := v.part.Groups(r.Context(), v.query.Cuts()...)
	if err != nil {
		return v, err
	}
	v.by = groups.Columns
	for _, g := range groups.At(v.point) {
		if g.N() > 0 { // others weigh nothing
			v.list = append(v.list, g)
		}
	}
	by, ascending := v.order()
	sortSlices(v.list, by, ascending)
	return v, nil
}

// order is what the slices are sorted by: the largest first unless the query
// says otherwise, and ranges of numbers from the lowest up.
func (v sliceView) order() (by string, ascending bool) {
	switch {
	case v.query.Sort != "":
		return v.query.Sort, v.query.Ascending
	case v.ranges():
		return "value", true
	default:
		return "n", false
	}
}

// ranges reports whether the slices are ranges of numbers.
func (v sliceView) ranges() bool {
	return !slices.ContainsFunc(v.by, func(c store.GroupedBy) bool { return !c.Ranges })
}

// sortSlices puts slices in order; those without a value come last either way,
// and equal ones by size and name.
func sortSlices(list []store.Group, by string, ascending bool) {
	values := make(map[*store.SliceKey]calc.Value, len(list)) // by the slice's first key
	if by != "n" && by != "value" {
		for _, g := range list {
			values[&g.Keys[0]] = g.Estimate(by, evaluate.Level).Value
		}
	}
	slices.SortFunc(list, func(a, b store.Group) int {
		c := 0
		switch by {
		case "n":
			c = cmp.Compare(a.N(), b.N())
		case "value":
			c = compareKeys(a.Keys, b.Keys)
		default:
			x, y := values[&a.Keys[0]], values[&b.Keys[0]]
			if x.OK != y.OK {
				if x.OK {
					return -1
				}
				return 1
			}
			c = cmp.Compare(x.V, y.V)
		}
		if !ascending {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(b.N(), a.N()), compareKeys(a.Keys, b.Keys))
	})
}

// compareKeys compares what two slices have in their columns: ranges from the
// lowest up, and values behind them.
func compareKeys(a, b []store.SliceKey) int {
	for i, x := range a {
		y := b[i]
		c := 0
		switch {
		case x.Range && y.Range:
			c = cmp.Compare(x.Place, y.Place)
		case x.Range:
			c = -1
		case y.Range:
			c = 1
		default:
			c = compareValues(x.Value, y.Value)
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// compareValues compares two values of a column: as numbers if both are.
func compareValues(a, b string) int {
	x, errX := tradeoff.ParseThreshold(a)
	y, errY := tradeoff.ParseThreshold(b)
	switch {
	case errX == nil && errY == nil:
		return cmp.Compare(x, y)
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	default:
		return cmp.Compare(a, b)
	}
}

// rest is the operating point of all rows that are not in g.
func (v runView) rest(g store.Group) calc.OperatingPoint {
	whole := v.point
	left := func(whole, part float64, rows int) float64 {
		if rows == 0 {
			return 0 // sums of weights may leave a little
		}
		return max(0, whole-part)
	}
	p := calc.OperatingPoint{
		Threshold: whole.Threshold, Weighted: whole.Weighted, RowsTP: whole.RowsTP - g.RowsTP, RowsFP: whole.RowsFP - g.RowsFP,
	}
	positives, negatives := v.run.Positives-g.Positives, v.run.N-v.run.Positives-g.Negatives
	p.TP, p.FN = left(whole.TP, g.TP, p.RowsTP), left(whole.FN, g.FN, positives-p.RowsTP)
	p.FP, p.TN = left(whole.FP, g.FP, p.RowsFP), left(whole.TN, g.TN, negatives-p.RowsFP)
	return p
}

// difference returns by how much a metric of g exceeds that of the rest of the run.
func (v runView) difference(g store.Group, id string) calc.Value {
	own, rest := g.Estimate(id, evaluate.Level).Value, v.rest(g).Estimate(id, evaluate.Level).Value
	switch {
	case !own.OK:
		return own
	case !rest.OK:
		return rest
	default:
		return calc.Defined(own.V - rest.V)
	}
}

// slicesPage shows how a run fares on the values of a column.
func (s *Server) slicesPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.slicesAt(r)
	if err != nil {
		return err
	}
	return s.page(w, r, http.StatusOK, templates.SlicesPage(v.view(newPage(r, "Slices · "+v.title(), "experiments"))))
}

func (v sliceView) view(page templates.Page) templates.SlicesView {
	total := len(v.list)
	pages := max(1, (total+slicesPerPage-1)/slicesPerPage)
	v.query.Page = min(v.query.Page, pages)
	skip := (v.query.Page - 1) * slicesPerPage
	end := min(skip+slicesPerPage, total)
	out := templates.SlicesView{
		Page: page, Experiment: v.experiment, Run: v.run, By: v.query.By.Column,
		Part: v.partView(v.wholeLink("/slices", v.query.Add)),
		Back: v.link("", nil), Action: v.path("/slices"), Threshold: v.text,
		PageNumber: v.query.Page, Pages: format.Count(pages), Restated: v.setting().Prevalence != nil,
		Columns: v.columns(),
	}
	for _, name := range v.run.Roles.Group {
		out.Chips = append(out.Chips, templates.ChipView{
			Label: name, Pressed: name == v.query.By.Column,
			Href: v.slicesLink(func(q *tradeoff.SliceQuery) { *q = tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}, Page: 1} }),
		})
	}
	if total > 0 {
		out.Shown = fmt.Sprintf("%s %s of %s", format.Count(total), format.Plural(total, "value", "values"), v.query.By.Column)
		if pages > 1 {
			out.Shown += fmt.Sprintf(", %s–%s shown", format.Count(skip+1), format.Count(end))
		}
		if v.ranges() {
			out.Shown = fmt.Sprintf("%s %s of %s, with about a quarter of the rows each", format.Count(total), format.Plural(total, "range", "ranges"), v.query.By.Column)
		}
		out.Rows = append(out.Rows, v.wholeRow())
	}
	if len(v.by) > 0 && v.by[0].Numeric {
		out.Other = &templates.Choice{Label: "Every number by itself"}
		if !v.ranges() {
			out.Other.Label = "In four ranges"
		}
		out.Other.Value = v.slicesLink(func(q *tradeoff.SliceQuery) {
			*q = tradeoff.SliceQuery{By: tradeoff.Cut{Column: q.By.Column, Each: v.ranges()}, Page: 1}
		})
	}
	hidden := tradeoff.State{View: v.scope, CostFP: v.state.CostFP, CostFN: v.state.CostFN, Prevalence: v.state.Prevalence}.Query()
	v.query.Add(hidden)
	hidden.Del("page")
	out.Hidden = hiddenFields(hidden)
	for _, g := range v.list[skip:end] {
		out.Rows = append(out.Rows, v.row(g))
	}
	if skip > 0 {
		out.Previous = v.slicesLink(func(q *tradeoff.SliceQuery) { q.Page-- })
	}
	if end < total {
		out.Next = v.slicesLink(func(q *tradeoff.SliceQuery) { q.Page++ })
	}
	return out
}

// slicesLink returns the address of slices at the same state, but for a change.
func (v sliceView) slicesLink(change func(*tradeoff.SliceQuery)) string {
	q, more := v.query, make(url.Values)
	change(&q)
	q.Add(more)
	return v.link("/slices", more)
}

// columns are the heads of the table. A click sorts: sizes from the largest
// down, metrics from the worst up, and a second click the other way round.
func (v sliceView) columns() []templates.SliceColumnView {
	by, up := v.order()
	list := []templates.SliceColumnView{{ID: "value", Name: v.query.By.Column}, {ID: "n", Name: "rows"}}
	for _, id := range sliceMetrics {
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
		c.Href = v.slicesLink(func(q *tradeoff.SliceQuery) { q.Sort, q.Ascending, q.Page = c.ID, ascending, 1 })
	}
	return list
}

// wholeRow is the run as a whole, to compare with.
func (v sliceView) wholeRow() templates.SliceRowView {
	row := templates.SliceRowView{Name: "all rows", Whole: true, N: format.Count(v.run.N), Positives: v.positivesOf(v.run.Positives)}
	for _, id := range sliceMetrics {
		row.Cells = append(row.Cells, v.sliceCell(id, v.point))
	}
	return row
}

func (v sliceView) row(g store.Group) templates.SliceRowView {
	row := templates.SliceRowView{
		Name: format.Shorten(keyText(g.Keys[0]), longestCell), Href: v.partLink("", g.Slice, nil),
		Examples: v.partLink("/examples", g.Slice, url.Values{"cell": {"fn"}}),
		N:        format.Count(g.N()), Positives: v.positivesOf(g.Positives),
	}
	var few []string
	if g.Positives < fewRows {
		few = append(few, v.experiment.PositiveName)
	}
	if g.Negatives < fewRows {
		few = append(few, v.experiment.NegativeName)
	}
	if len(few) > 0 {
		row.Few = "few " + strings.Join(few, ", few ")
	}
	for _, id := range sliceMetrics {
		cell := v.sliceCell(id, g.OperatingPoint)
		switch d := v.difference(g, id); {
		case d.OK:
			cell.Difference = signedDifference(d.V)
		case cell.Defined: // otherwise its own reason says enough
			cell.Difference, cell.NoDifference = format.Undefined, v.within("the rest", d.Reason)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// keyText is how a value or a range is written.
func keyText(k store.SliceKey) string {
	switch {
	case !k.Range:
		return k.Value
	case k.Low == k.High:
		return format.Number(k.Low)
	default:
		return format.Number(k.Low) + " … " + format.Number(k.High)
	}
}

// partLink returns the address of a page of the slice alone, at the threshold
// that the slices are shown at: a policy would pick another one for the slice.
func (v runView) partLink(below string, slice store.Slice, more url.Values) string {
	state := v.state
	state.View = v.scope.And(slice.Where...)
	state.Policy, state.Threshold = nil, &v.point.Threshold
	q := state.Query()
	for name, values := range more {
		q[name] = values
	}
	return addressed(v.path(below), q)
}

func (v sliceView) positivesOf(n int) string {
	return format.Count(n) + " " + v.experiment.PositiveName
}

// within says a reason of the part of the run that what names.
func (v runView) within(what string, r calc.Reason) string {
	text := v.experiment.ReasonText(r)
	if rest, ok := strings.CutPrefix(text, "the test set"); ok {
		return what + rest
	}
	return "in " + what + ", " + text
}

// sliceCell is one metric of one slice.
func (v sliceView) sliceCell(id string, p calc.OperatingPoint) templates.SliceCellView {
	e := p.Estimate(id, evaluate.Level)
	c := templates.SliceCellView{ID: id}
	if !e.OK {
		c.Value, c.Reason = format.Undefined, v.within("the slice", e.Reason)
		return c
	}
	c.Value, c.Interval = v.estimate(e, "")
	c.Mark, c.Defined = percent(e.V), true
	if e.Low.OK && e.High.OK {
		c.Low, c.Width = percent(e.Low.V), percent(e.High.V-e.Low.V)
	} else {
		c.Interval = "" // weighted rows have none: said once below the table
	}
	return c
}

// signedDifference writes a difference with its sign.
func signedDifference(x float64) string {
	text := format.Signed(format.Fixed(x, 2))
	if x > 0 && strings.Trim(text, "0.") != "" {
		return "+" + text
	}
	return text
}

// sliceLinks are the columns that the run can be cut by, for its page.
func (v runView) sliceLinks() []templates.Choice {
	var list []templates.Choice
	for _, name := range v.run.Roles.Group {
		more := make(url.Values)
		tradeoff.SliceQuery{By: tradeoff.Cut{Column: name}}.Add(more)
		list = append(list, templates.Choice{Label: name, Value: v.link("/slices", more)})
	}
	return list
}

// --- the API ---

// A sliceJSON is how a run fares on one value of a column.
type sliceJSON struct {
	Value     string `json:"value"`
	N         int    `json:"n"`
	Positives int    `json:"positives"`
	evaluate.Point
	Differences map[string]calc.Value `json:"differences" doc:"to the rest of the run"`
}

// A slicesJSON is a part of the slices of a run.
type slicesJSON struct {
	By        string      `json:"by,omitempty" doc:"the column; absent if there is none to cut by"`
	Threshold calc.Number `json:"threshold"`
	Total     int         `json:"total" doc:"slices that there are"`
	Offset    int         `json:"offset"`
	Slices    []sliceJSON `json:"slices"`
}

// getSlices answers with how a run fares on the values of a column.
func (s *Server) getSlices(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
	if q.err != nil {
		return q.err
	}
	v, err := s.slicesAt(r)
	if err != nil {
		return err
	}
	out := slicesJSON{v.query.By.Column, calc.Number(v.point.Threshold), len(v.list), offset, []sliceJSON{}}
	offset = min(offset, len(v.list))
	for _, g := range v.list[offset:min(offset+limit, len(v.list))] {
		line := sliceJSON{keyText(g.Keys[0]), g.N(), g.Positives, evaluate.NewPoint(g.OperatingPoint), make(map[string]calc.Value)}
		for _, id := range sliceMetrics {
			line.Differences[id] = v.difference(g, id)
		}
		out.Slices = append(out.Slices, line)
	}
	return writeJSON(w, http.StatusOK, out)
}
