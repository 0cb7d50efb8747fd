package run

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

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

// The rows on the tab of errors.
const (
	errorRowsPerPage = 12
	windowRows       = 200 // on each side of the threshold, which the browser gets ahead
	longestErrorCell = 60  // letters
)

// outcomeNames are the names of one row and of several in each cell.
var outcomeNames = map[string][2]string{"tp": {"true positive", "true positives"}, "fn": {"miss", "misses"},
	"fp": {"false alarm", "false alarms"}, "tn": {"true negative", "true negatives"}}

// segmentNames are the names of the cells above their rows.
var segmentNames = map[string]string{"fn": "Misses", "fp": "False alarms", "tp": "TP", "tn": "TN"}

// loadExamples computes a page of the rows of a cell for the tab of errors.
func (v *RunView) loadExamples(ctx context.Context, q url.Values) error {
	query, err := tradeoff.ParseExamples(q)
	if err != nil {
		return err
	}
	found, err := explore.ExamplesOf(ctx, v.RunAt, query)
	missing, err := source.Why(err)
	if err != nil || missing != nil {
		return err
	}
	rows := errorRows{exampleView: exampleView{*v, found}}
	_, rows.total = found.Places(0, 0)
	rows.pages = explore.PageCount(rows.total, errorRowsPerPage)
	rows.Query.Page = min(rows.Query.Page, rows.pages)
	rows.skip = (rows.Query.Page - 1) * errorRowsPerPage
	places, _ := found.Places(rows.skip, errorRowsPerPage)
	if rows.values, err = v.Examples(ctx, found.Class(), places); err != nil {
		return err
	}
	v.rows = rows.view()
	return nil
}

// errorWindow answers with the rows of a class around the threshold, so that they enter and
// leave the table while the threshold moves.
func (s *Pages) errorWindow(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.explorer.ExamplesAt)
	if err != nil {
		return err
	}
	rows := errorRows{exampleView: newExampleView(found)}
	first, last := found.At.CellPlaces("fn")
	if found.Class() == 0 {
		first, last = found.At.CellPlaces("tn")
	}
	from := max(0, first-windowRows)
	var places []int
	for place := from; place < min(last, first+windowRows); place++ {
		places = append(places, place)
	}
	if rows.values, err = found.At.Examples(r.Context(), found.Class(), places); err != nil {
		return err
	}
	out := errorWindowJSON{From: from, Class: found.Class(), Total: last, Rows: []errorRowJSON{}}
	scores, texts := rows.scores(), rows.texts()
	for i := range places {
		out.Rows = append(out.Rows, errorRowJSON{Score: scores[i], Cells: texts[i]})
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// An errorWindowJSON is rows of one class from a place on, from the highest score down.
type errorWindowJSON struct {
	From  int            `json:"from"`
	Class uint8          `json:"class"`
	Total int            `json:"total"` // rows of the class
	Rows  []errorRowJSON `json:"rows"`
}

type errorRowJSON struct {
	Score float64  `json:"score"`
	Cells []string `json:"cells"` // texts of all columns but the score
}

// errorRows turns rows of a cell into the table on the tab of errors.
type errorRows struct {
	exampleView
	values             *source.Examples
	skip, total, pages int
}

// scores returns the scores of the rows.
func (v errorRows) scores() []float64 {
	if v.values.Scores != nil {
		return v.values.Scores
	}
	for _, c := range v.values.Columns {
		if c.Role == tradeoff.ScoreRole && c.Type == column.Float {
			return c.Floats
		}
	}
	return make([]float64, len(v.values.Rows))
}

// columns returns the places in [explore.CellExamples.Cells] of the columns that are shown
// beside the score: the id first. All rows have one label, which the outcome says.
func (v errorRows) columns() (list []int) {
	first := 0
	if v.Numbered() {
		list, first = []int{0}, 1
	}
	for j, c := range v.values.Columns {
		switch c.Role {
		case tradeoff.LabelRole, tradeoff.ScoreRole:
		case tradeoff.IDRole:
			list = slices.Insert(list, 0, first+j)
		default:
			list = append(list, first+j)
		}
	}
	if v.HasLoss() {
		list = append(list, first+len(v.values.Columns))
	}
	return list
}

// texts returns the texts of the columns beside the score, row by row.
func (v errorRows) texts() [][]string {
	losses, columns := v.Losses(v.values), v.columns()
	out := make([][]string, len(v.values.Rows))
	for i := range out {
		cells := v.Cells(v.values, losses, i, format.Score, format.Score)
		for _, j := range columns {
			out[i] = append(out[i], format.Shorten(cells[j], longestErrorCell))
		}
	}
	return out
}

func (v errorRows) view() *templates.ErrorRowsView {
	q := v.Query
	out := &templates.ErrorRowsView{
		Cell: q.Cell, HasLoss: v.HasLoss(), ByLoss: q.Sort == tradeoff.LossFirst,
		At:         show.Percent(v.place(v.Point.Threshold)),
		CSV:        v.examplesLink("/examples.csv", func(q *tradeoff.ExampleQuery) { q.Page = 1 }),
		Full:       v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Page = 1 }),
		Nearest:    v.rowsLink(func(q *tradeoff.ExampleQuery) { q.Sort = tradeoff.NearestFirst }),
		ByLossHref: v.rowsLink(func(q *tradeoff.ExampleQuery) { q.Sort = tradeoff.LossFirst }),
		Names:      outcomeNames[q.Cell], Shown: v.shownText(), PerPage: errorRowsPerPage,
	}
	for _, id := range []string{"fn", "fp", "tp", "tn"} {
		cell := v.cell(id)
		cell.Name, cell.Current = segmentNames[id], id == q.Cell
		cell.Href = v.rowsLink(func(q *tradeoff.ExampleQuery) { q.Cell = id })
		out.Segments = append(out.Segments, cell)
	}
	views := v.columnViews(v.values)
	for _, j := range v.columns() {
		views[j].Long = false // texts are short here, and rows that follow have the same style
		out.Columns = append(out.Columns, views[j])
	}
	scores, texts := v.scores(), v.texts()
	for i, score := range scores {
		out.Rows = append(out.Rows, v.row(score, texts[i], out.At))
	}
	if q.Page > 1 {
		out.Previous = v.pageLink(q.Page - 1)
	}
	if q.Page < v.pages {
		out.Next = v.pageLink(q.Page + 1)
	}
	out.Pages, out.PageNumber = format.Count(v.pages), strconv.Itoa(q.Page)
	v.filter(out)
	if q.Sort == tradeoff.NearestFirst && !q.Filters() && q.ID == "" {
		more := make(url.Values)
		(tradeoff.ExampleQuery{Cell: q.Cell, Loss: q.Loss}).Add(more)
		out.Window = v.link("/errors/window", more)
	}
	return out
}

// place returns the place of a score on the axis of the histogram in view.
func (v errorRows) place(score float64) float64 { return operatingSection{v.RunView}.place(score) }

func (v errorRows) row(score float64, texts []string, at string) templates.ErrorRowView {
	return templates.ErrorRowView{
		Cells: texts, Score: format.ScoreBeside(score, v.Point.Threshold), X: show.Percent(v.place(score)), At: at,
	}
}

// rowsLink returns the address of this page with other rows on the tab of errors.
func (v errorRows) rowsLink(change func(*tradeoff.ExampleQuery)) string {
	q, more := v.Query, make(url.Values)
	q.Page = 1
	change(&q)
	q.Add(more)
	state := v.State
	state.Tab = tradeoff.ErrorsTab
	return link.Address(link.RunPath(v.Run.ID), link.Merge(state.Query(), more))
}

func (v errorRows) pageLink(page int) string {
	return v.rowsLink(func(q *tradeoff.ExampleQuery) { q.Page = page })
}

// shownText says which rows the table has. The script of the page has the same words.
func (v errorRows) shownText() string {
	names := outcomeNames[v.Query.Cell]
	if v.total == 0 {
		return fmt.Sprintf("No %s at %s.", names[1], v.Text)
	}
	return fmt.Sprintf("%s–%s of %s %s at %s.", format.Count(v.skip+1), format.Count(v.skip+len(v.values.Rows)),
		format.Count(v.total), format.Plural(v.total, names[0], names[1]), v.Text)
}

// filter fills in the form that chooses rows, and the chip of what it has chosen.
func (v errorRows) filter(out *templates.ErrorRowsView) {
	q := v.Query
	state := v.State
	state.Tab = tradeoff.ErrorsTab
	hidden := state.Query()
	(tradeoff.ExampleQuery{Cell: q.Cell, Sort: q.Sort, Loss: q.Loss}).Add(hidden)
	out.Filter = templates.ExamplesView{
		Action: link.RunPath(v.Run.ID), Hidden: web.HiddenFields(hidden), HasIDs: !v.Numbered(),
		ID: q.ID, By: q.By, Value: q.Value,
	}
	for _, c := range v.CellExamples.Columns {
		if source.IsGroup(c.Role, c.Type()) {
			out.Filter.Groups = append(out.Filter.Groups, c.Name)
		}
	}
	if v.CellExamples.Filter != nil {
		values := v.CellExamples.Filter.Values()
		out.Filter.Values = values[:min(suggestedFilters, len(values))]
	}
	switch {
	case q.ID != "":
		out.Filtered = "id " + format.Isolate(format.Shorten(q.ID, show.MaxNameAtMark))
	case q.Filters() && q.Value == "":
		out.Filtered = format.Isolate(q.By) + " is empty"
	case q.Filters():
		out.Filtered = format.Isolate(q.By) + " is " + format.Isolate(format.Shorten(q.Value, show.MaxNameAtMark))
	}
	out.Clear = v.rowsLink(func(q *tradeoff.ExampleQuery) { q.ID, q.RowFilter = "", tradeoff.RowFilter{} })
}
