package run

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// suggestedFilters is up to how many values of a column a page of examples suggests.
const suggestedFilters = 200

// An exampleView turns the rows of a cell into what its page shows.
type exampleView struct {
	RunView
	explore.CellExamples
}

func newExampleView(e explore.CellExamples) exampleView { return exampleView{RunView{RunAt: e.At}, e} }

// examplesPage shows a page of the rows of one cell.
func (s *Pages) examplesPage(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.explorer.ExamplesAt)
	if err != nil {
		return err
	}
	v := newExampleView(found)
	_, total := v.Places(0, 0)
	pages := explore.PageCount(total, explore.ExamplesPerPage)
	v.Query.Page = min(v.Query.Page, pages)
	skip := (v.Query.Page - 1) * explore.ExamplesPerPage
	places, _ := v.Places(skip, explore.ExamplesPerPage)
	e, err := v.Examples(r.Context(), v.Class(), places)
	if err != nil {
		return err
	}
	page := web.NewPage(r, fmt.Sprintf("%s · %s", cellTitles[v.Query.Cell], v.Title()), "experiments")
	return web.Page(w, r, http.StatusOK, templates.ExamplesPage(v.view(page, e, skip, total, pages)))
}

var cellTitles = map[string]string{"tp": "True positives", "fn": "Misses (FN)", "fp": "False alarms (FP)",
	"tn": "True negatives"}

func (v exampleView) view(page templates.Page, e *source.Examples, skip, total, pages int) templates.ExamplesView {
	x, q := v.Experiment, v.Query
	out := templates.ExamplesView{
		Page: page, Experiment: x, Run: v.Run, Cell: q.Cell,
		Part:  show.PartView(v.Subject, v.wholeLink("/examples", v.Query.Add)),
		Title: cellTitles[q.Cell],
		Back:  v.link("", nil), Facts: v.cellFacts(), Action: v.path("/examples"),
		ID: q.ID, By: q.By, Value: q.Value, HasIDs: !v.Numbered(), Filtered: q.ID != "" || q.Filters(),
		Columns: v.columnViews(e), PageNumber: q.Page, Pages: format.Count(pages),
		CSV: v.examplesLink("/examples.csv", func(q *tradeoff.ExampleQuery) { q.Page = 1 }),
		Clear: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) {
			q.ID, q.By, q.Value, q.Blank, q.Page = "", "", "", false, 1
		}),
	}
	if q.By != "" && q.Blank && q.Value == "" {
		out.Blank = fmt.Sprintf("%s is empty", q.By)
	}
	for _, cell := range tradeoff.Cells {
		out.Cells = append(out.Cells, templates.CellView{
			ID: cell, Name: explore.CellNames[cell], Count: v.cell(cell).Count, Current: cell == q.Cell,
			Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Cell, q.Page = cell, 1 }),
		})
	}
	orders := []tradeoff.ExampleOrder{tradeoff.NearestFirst, tradeoff.FarthestFirst}
	if v.HasLoss() {
		orders = append(orders, tradeoff.LossFirst)
	}
	for _, o := range orders {
		out.Sorts = append(out.Sorts, templates.ChipView{
			Label: orderNames[o], ID: string(o), Pressed: o == q.Sort,
			Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Sort, q.Page = o, 1 }),
		})
	}
	if v.HasLoss() {
		for i, id := range tradeoff.ExampleLosses() {
			out.Losses = append(out.Losses, templates.ChipView{
				Label: explore.RowLosses[i].Name, ID: id, Pressed: i == v.LossIndex(),
				Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Loss, q.Page = id, 1 }),
			})
		}
	}
	hidden := v.State.Query()
	(tradeoff.ExampleQuery{Cell: q.Cell, Sort: q.Sort, Loss: q.Loss}).Add(hidden)
	out.Hidden = web.HiddenFields(hidden)
	for _, c := range v.Columns {
		if source.IsGroup(c.Role, c.Type()) {
			out.Groups = append(out.Groups, c.Name)
		}
	}
	if v.Filter != nil {
		values := v.Filter.Values()
		out.Values = values[:min(suggestedFilters, len(values))]
	}
	losses := v.Losses(e)
	score := func(x float64) string { return format.ScoreBeside(x, v.Point.Threshold) }
	for i := range e.Rows {
		row := v.Cells(e, losses, i, score, format.Score)
		for j, text := range row {
			row[j] = format.Shorten(text, show.LongestCell)
		}
		out.Rows = append(out.Rows, row)
	}
	out.Shown = v.shown(skip, len(e.Rows), total)
	if skip > 0 {
		out.Previous = v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Page-- })
	}
	if skip+len(e.Rows) < total {
		out.Next = v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Page++ })
	}
	v.elsewhere(&out)
	return out
}

var orderNames = map[tradeoff.ExampleOrder]string{
	tradeoff.NearestFirst: "nearest to the threshold", tradeoff.FarthestFirst: "farthest from it",
	tradeoff.LossFirst: "largest loss",
}

// cellFacts says in the experiment's words who is in the cell.
func (v exampleView) cellFacts() string {
	x := v.Experiment
	is, called := x.PositiveName, x.PositiveName
	if v.Class() == 0 {
		is = x.NegativeName
	}
	sign := "≥"
	if v.Query.Cell == "fn" || v.Query.Cell == "tn" {
		called, sign = x.NegativeName, "<"
	}
	from, to := v.CellPlaces(v.Query.Cell)
	text := fmt.Sprintf("%s %s: %s, and called %s at the threshold %s (score %s %s)", format.Count(to-from),
		explore.Units(x, to-from), is, called, v.Text, sign, v.Text)
	if v.Run.Weighted {
		text += fmt.Sprintf(" · they weigh %s", v.cell(v.Query.Cell).Count)
	}
	return text
}

func (v exampleView) shown(skip, rows, total int) string {
	if rows == 0 {
		return "No rows"
	}
	return fmt.Sprintf("Rows %s–%s of %s", format.Count(skip+1), format.Count(skip+rows), format.Count(total))
}

// columnViews says how each column of the table looks: numbers stand right.
func (v exampleView) columnViews(e *source.Examples) []templates.ExampleColumnView {
	var list []templates.ExampleColumnView
	if v.Numbered() {
		list = append(list, templates.ExampleColumnView{Name: "row", Numeric: true})
	}
	for _, c := range e.Columns {
		list = append(list, templates.ExampleColumnView{
			Name: c.Name, Score: c.Role == tradeoff.ScoreRole, Long: slices.ContainsFunc(c.Texts, show.IsLong),
			Numeric: c.Role != tradeoff.IDRole && (c.Type != column.Text || show.AllNumbers(c.Texts)),
		})
	}
	if v.HasLoss() {
		list = append(list, templates.ExampleColumnView{Name: v.LossName(), Numeric: true, Computed: true})
	}
	return list
}

// elsewhere says where else the rows with the id are that is looked for.
func (v exampleView) elsewhere(out *templates.ExamplesView) {
	if v.Query.ID == "" {
		return
	}
	if len(v.Found) == 0 {
		out.Elsewhere = "No row has this id; it must be given in full."
		if !v.View.Whole() {
			out.Elsewhere = "No row of this part has this id; it must be given in full."
		}
		return
	}
	for _, f := range v.Found {
		switch cell := v.CellOfFound(f); {
		case cell == "":
			out.Elsewhere = "A row with this id weighs nothing, and is in no cell."
		case cell != v.Query.Cell && !slices.ContainsFunc(out.Others,
			func(c templates.CellView) bool { return c.ID == cell }):
			out.Elsewhere = "A row with this id is among the"
			out.Others = append(out.Others, templates.CellView{
				ID: cell, Name: explore.CellNames[cell],
				Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) {
					*q = tradeoff.ExampleQuery{Cell: cell, Sort: q.Sort, ID: q.ID}
				}),
			})
		}
	}
}

// path returns the address of a page below the run's.
func (v RunView) path(below string) string { return link.RunPath(v.Run.ID) + below }

// link returns the address of a page below the run's, at the same state.
func (v RunView) link(below string, more url.Values) string {
	return link.Address(v.path(below), link.Merge(v.State.Query(), more))
}

// wholeLink returns the address of a page below the run's with all of its rows,
// at the same state; add writes what else there is.
func (v RunView) wholeLink(below string, add func(url.Values)) string {
	state := v.State
	state.View = tradeoff.View{}
	q := state.Query()
	add(q)
	return link.Address(v.path(below), q)
}

// examplesLink returns the address of examples at the same state, but for a change.
func (v exampleView) examplesLink(below string, change func(*tradeoff.ExampleQuery)) string {
	q, more := v.Query, make(url.Values)
	change(&q)
	q.Add(more)
	return v.link(below, more)
}

// examplesCSV answers with all rows of a cell, or those of them that the query
// asks for, as the page has them.
func (s *Pages) examplesCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.ExamplesAt)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-%s.csv"`, v.At.Run.ID, v.Query.Cell))
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	if err := out.Write(show.GuardCells(v.Header())); err != nil {
		return err
	}
	for skip := 0; ; skip += show.RowsPerBatch {
		places, total := v.Places(skip, show.RowsPerBatch)
		if err := writeExamples(r.Context(), out, v, places); err != nil {
			return err
		}
		if skip+len(places) >= total {
			break
		}
		web.ExtendDownload(w)
	}
	out.Flush()
	return out.Error()
}

// writeExamples writes the rows at some places.
func writeExamples(ctx context.Context, out *csv.Writer, v explore.CellExamples, places []int) error {
	e, err := v.At.Examples(ctx, v.Class(), places)
	if err != nil {
		return err
	}
	losses := v.Losses(e)
	for i := range e.Rows {
		if err := out.Write(show.GuardCells(v.Cells(e, losses, i, format.Number, format.Number))); err != nil {
			return err
		}
	}
	return nil
}
