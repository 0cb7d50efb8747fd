package server

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// examplesPerPage is how many rows a page of examples has.
const examplesPerPage = 50

// suggestedFilters is up to how many values of a column a page of examples suggests.
const suggestedFilters = 200

// longestCell is how much of a cell a page shows; the download has all of it.
const longestCell = 160

// An examples is the rows of one cell of the confusion matrix, as a query asks for
// them.
type examples struct {
	at      runAt
	query   tradeoff.ExampleQuery
	columns []column.Column // without values
	found   []source.Found  // of the id that is looked for
	filter  source.Filter   // of the column that is filtered by; nil if there is none
}

// An exampleView turns the rows of a cell into what its page shows.
type exampleView struct {
	runView
	examples
}

func newExampleView(e examples) exampleView { return exampleView{runView{runAt: e.at}, e} }

// examplesAt returns the examples that the path and the query ask for.
func (s *Server) examplesAt(ctx context.Context, id int64, q url.Values) (v examples, err error) {
	if v.query, err = tradeoff.ParseExamples(q); err != nil {
		return v, err
	}
	if v.at, err = s.runAt(ctx, id, q); err != nil {
		return v, err
	}
	if v.query.Sort == tradeoff.LossFirst && !v.hasLoss() {
		return v, tradeoff.Errorf(tradeoff.Invalid, "these scores have no cross-entropy, since they are neither probabilities nor logits").
			WithHint("Sort by nearest or farthest.")
	}
	rows, err := v.at.Part.Rows()
	if err != nil {
		return v, err
	}
	none, err := rows.Examples(ctx, 0, nil)
	if err != nil {
		return v, err
	}
	for _, c := range none.Columns {
		v.columns = append(v.columns, emptyColumn(c))
	}
	if v.query.ID != "" {
		if v.found, err = rows.FindID(ctx, v.query.ID); err != nil {
			return v, err
		}
	}
	if v.query.Filters() {
		if v.filter, err = rows.Filter(ctx, v.query.By); err != nil {
			return v, err
		}
	}
	return v, nil
}

// emptyColumn returns a column of c's name, role and type.
func emptyColumn(c source.ExampleColumn) column.Column {
	out := column.Column{Name: c.Name, Role: c.Role}
	switch c.Type {
	case column.Text:
		out.Texts = new(column.Texts)
	case column.Float:
		out.Floats = []float64{}
	}
	return out
}

func (v examples) hasLoss() bool { return v.at.Run.ScoreKind != calc.Score }

// class is the label of the rows in the cell.
func (v examples) class() uint8 {
	if v.query.Cell == "tp" || v.query.Cell == "fn" {
		return 1
	}
	return 0
}

// span returns the places of a cell in the order of its class.
func (v runAt) span(cell string) (from, to int) {
	switch cell {
	case "tp":
		return 0, v.Point.RowsTP
	case "fn":
		return v.Point.RowsTP, v.Run.Positives
	case "fp":
		return 0, v.Point.RowsFP
	default:
		return v.Point.RowsFP, v.Run.N - v.Run.Positives
	}
}

// backwards reports whether the rows are shown from the lowest score up. Every
// loss of a positive rises as its score falls, and that of a negative as it
// rises, so that within a cell every order is one by score.
func (v examples) backwards() bool {
	called := v.query.Cell == "tp" || v.query.Cell == "fp"
	switch v.query.Sort {
	case tradeoff.LossFirst:
		return v.class() == 1
	case tradeoff.FarthestFirst:
		return !called
	default:
		return called
	}
}

// places returns the places of the rows after the first skip, at most limit of
// them, in the order in which they are shown, and how many rows there are in all.
func (v examples) places(skip, limit int) (places []int, total int) {
	from, to := v.at.span(v.query.Cell)
	switch {
	case v.query.ID != "":
		places = v.foundPlaces(from, to)
		total = len(places)
		skip = min(skip, total)
		return places[skip:min(skip+limit, total)], total
	case v.filter != nil:
		code, ok := v.filter.Code(v.query.Value)
		if !ok {
			return nil, 0
		}
		return v.filter.Places(v.class(), code, from, to, v.backwards(), skip, limit)
	}
	total = to - from
	for i := skip; i < min(skip+limit, total); i++ {
		if v.backwards() {
			places = append(places, to-1-i)
		} else {
			places = append(places, from+i)
		}
	}
	return places, total
}

// foundPlaces returns the places of the rows with the id that lie in the cell.
func (v examples) foundPlaces(from, to int) []int {
	var places []int
	for _, f := range v.found {
		if f.Class != v.class() || f.Place < from || f.Place >= to {
			continue
		}
		if v.filter != nil {
			code, ok := v.filter.Code(v.query.Value)
			if !ok {
				continue
			}
			if _, n := v.filter.Places(f.Class, code, f.Place, f.Place+1, false, 0, 1); n == 0 {
				continue
			}
		}
		places = append(places, f.Place)
	}
	slices.Sort(places)
	if v.backwards() {
		slices.Reverse(places)
	}
	return places
}

// cellOfPlace returns the cell that a found row lies in, "" for one of weight 0.
func (v runAt) cellOfPlace(f source.Found) string {
	switch {
	case f.Place < 0:
		return ""
	case f.Class == 1 && f.Place < v.Point.RowsTP:
		return "tp"
	case f.Class == 1:
		return "fn"
	case f.Place < v.Point.RowsFP:
		return "fp"
	default:
		return "tn"
	}
}

// losses returns the chosen loss of every example, or nil where there is none.
func (v examples) losses(e *source.Examples) []float64 {
	scores := e.Scores
	for _, c := range e.Columns {
		if scores == nil && c.Role == tradeoff.ScoreRole && c.Type == column.Float {
			scores = c.Floats
		}
	}
	if scores == nil || !v.hasLoss() {
		return nil
	}
	loss := explore.ExampleLosses(v.at.state.Losses)[v.lossIndex()]
	out := make([]float64, len(scores))
	for i, score := range scores {
		out[i] = loss.At(v.at.Run.ScoreKind, e.Class == 1, score)
	}
	return out
}

// lossIndex is the place of the chosen loss among [tradeoff.ExampleLosses].
func (v examples) lossIndex() int {
	return max(0, slices.Index(tradeoff.ExampleLosses(), v.query.Loss))
}

// lossName is what the chosen loss is called.
func (v examples) lossName() string { return explore.SharedLosses[v.lossIndex()].Name }

// numbered reports whether rows are known by their number, for want of an id.
func (v examples) numbered() bool {
	return !slices.ContainsFunc(v.columns, func(c column.Column) bool { return c.Role == tradeoff.IDRole })
}

// header returns the names of the columns as the page and the download have them.
func (v examples) header() []string {
	var names []string
	if v.numbered() {
		names = append(names, "row")
	}
	for _, c := range v.columns {
		names = append(names, c.Name)
	}
	if v.hasLoss() {
		names = append(names, v.lossName())
	}
	return names
}

// cells returns the texts of example i; loss writes its loss.
func (v examples) cells(e *source.Examples, losses []float64, i int, loss func(float64) string) []string {
	var texts []string
	if v.numbered() {
		texts = append(texts, strconv.Itoa(int(e.Rows[i])+1))
	}
	for _, c := range e.Columns {
		switch c.Type {
		case column.Text:
			texts = append(texts, c.Texts[i])
		case column.Float:
			if math.IsNaN(c.Floats[i]) { // an overlap that a candidate does not have
				texts = append(texts, "")
				break
			}
			texts = append(texts, format.Number(c.Floats[i]))
		default:
			texts = append(texts, strconv.Itoa(int(e.Class)))
		}
	}
	if v.hasLoss() {
		if losses == nil {
			return append(texts, format.Undefined)
		}
		texts = append(texts, loss(losses[i]))
	}
	return texts
}

// --- the page ---

// examplesPage shows a page of the rows of one cell.
func (s *Server) examplesPage(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.examplesAt)
	if err != nil {
		return err
	}
	v := newExampleView(found)
	_, total := v.places(0, 0)
	pages := max(1, (total+examplesPerPage-1)/examplesPerPage)
	v.query.Page = min(v.query.Page, pages)
	skip := (v.query.Page - 1) * examplesPerPage
	places, _ := v.places(skip, examplesPerPage)
	e, err := v.Examples(r.Context(), v.class(), places)
	if err != nil {
		return err
	}
	page := web.NewPage(r, fmt.Sprintf("%s · %s", cellTitles[v.query.Cell], v.title()), "experiments")
	return web.Page(w, r, http.StatusOK, templates.ExamplesPage(v.view(page, e, skip, total, pages)))
}

var cellTitles = map[string]string{"tp": "True positives", "fn": "Misses (FN)", "fp": "False alarms (FP)", "tn": "True negatives"}

func (v exampleView) view(page templates.Page, e *source.Examples, skip, total, pages int) templates.ExamplesView {
	x, q := v.experiment, v.query
	out := templates.ExamplesView{
		Page: page, Experiment: x, Run: v.Run, Cell: q.Cell,
		Part:  partView(v.Subject, v.wholeLink("/examples", v.query.Add)),
		Title: cellTitles[q.Cell],
		Back:  v.link("", nil), Facts: v.cellFacts(), Action: v.path("/examples"),
		ID: q.ID, By: q.By, Value: q.Value, HasIDs: !v.numbered(), Filtered: q.ID != "" || q.Filters(),
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
			ID: cell, Name: cellNames[cell], Count: v.cell(cell).Count, Current: cell == q.Cell,
			Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Cell, q.Page = cell, 1 }),
		})
	}
	orders := []tradeoff.ExampleOrder{tradeoff.NearestFirst, tradeoff.FarthestFirst}
	if v.hasLoss() {
		orders = append(orders, tradeoff.LossFirst)
	}
	for _, o := range orders {
		out.Sorts = append(out.Sorts, templates.ChipView{
			Label: orderNames[o], ID: string(o), Pressed: o == q.Sort,
			Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Sort, q.Page = o, 1 }),
		})
	}
	if v.hasLoss() {
		for i, id := range tradeoff.ExampleLosses() {
			out.Losses = append(out.Losses, templates.ChipView{
				Label: explore.SharedLosses[i].Name, ID: id, Pressed: i == v.lossIndex(),
				Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) { q.Loss, q.Page = id, 1 }),
			})
		}
	}
	hidden := v.state.Query()
	(tradeoff.ExampleQuery{Cell: q.Cell, Sort: q.Sort, Loss: q.Loss}).Add(hidden)
	out.Hidden = web.HiddenFields(hidden)
	for _, c := range v.columns {
		if source.IsGroup(c.Role, c.Type()) {
			out.Groups = append(out.Groups, c.Name)
		}
	}
	if v.filter != nil {
		values := v.filter.Values()
		out.Values = values[:min(suggestedFilters, len(values))]
	}
	losses := v.losses(e)
	for i := range e.Rows {
		row := v.cells(e, losses, i, func(x float64) string { return format.Fixed(x, 4) })
		for j, text := range row {
			row[j] = format.Shorten(text, longestCell)
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
	tradeoff.NearestFirst: "nearest to the threshold", tradeoff.FarthestFirst: "farthest from it", tradeoff.LossFirst: "largest loss",
}

// cellFacts says in the experiment's words who is in the cell.
func (v exampleView) cellFacts() string {
	x := v.experiment
	is, called := x.PositiveName, x.PositiveName
	if v.class() == 0 {
		is = x.NegativeName
	}
	sign := "≥"
	if v.query.Cell == "fn" || v.query.Cell == "tn" {
		called, sign = x.NegativeName, "<"
	}
	from, to := v.span(v.query.Cell)
	text := fmt.Sprintf("%s %s: %s, and called %s at the threshold %s (score %s %s)", format.Count(to-from), units(x, to-from), is, called, v.Text, sign, v.Text)
	if v.Run.Weighted {
		text += fmt.Sprintf(" · they weigh %s", v.cell(v.query.Cell).Count)
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
	if v.numbered() {
		list = append(list, templates.ExampleColumnView{Name: "row", Numeric: true})
	}
	for _, c := range e.Columns {
		list = append(list, templates.ExampleColumnView{
			Name: c.Name, Score: c.Role == tradeoff.ScoreRole, Long: slices.ContainsFunc(c.Texts, isLong), Numeric: c.Role != tradeoff.IDRole && (c.Type != column.Text || allNumbers(c.Texts)),
		})
	}
	if v.hasLoss() {
		list = append(list, templates.ExampleColumnView{Name: v.lossName(), Numeric: true, Computed: true})
	}
	return list
}

// isLong reports whether a text wants a wide column.
func isLong(s string) bool { return len(s) > 40 }

// allNumbers reports whether every text that is not empty is a number.
func allNumbers(texts []string) bool {
	some := false
	for _, s := range texts {
		if s == "" {
			continue
		}
		if _, err := tradeoff.ParseThreshold(s); err != nil {
			return false
		}
		some = true
	}
	return some
}

// elsewhere says where else the rows with the id are that is looked for.
func (v exampleView) elsewhere(out *templates.ExamplesView) {
	if v.query.ID == "" {
		return
	}
	if len(v.found) == 0 {
		out.Elsewhere = "No row has this id; it must be given in full."
		if !v.View.Whole() {
			out.Elsewhere = "No row of this part has this id; it must be given in full."
		}
		return
	}
	for _, f := range v.found {
		switch cell := v.cellOfPlace(f); {
		case cell == "":
			out.Elsewhere = "A row with this id weighs nothing, and is in no cell."
		case cell != v.query.Cell && !slices.ContainsFunc(out.Others, func(c templates.CellView) bool { return c.ID == cell }):
			out.Elsewhere = "A row with this id is among the"
			out.Others = append(out.Others, templates.CellView{
				ID: cell, Name: cellNames[cell],
				Href: v.examplesLink("/examples", func(q *tradeoff.ExampleQuery) {
					*q = tradeoff.ExampleQuery{Cell: cell, Sort: q.Sort, ID: q.ID}
				}),
			})
		}
	}
}

// path returns the address of a page below the run's.
func (v runView) path(below string) string { return runPath(v.Run.ID) + below }

// link returns the address of a page below the run's, at the same state.
func (v runView) link(below string, more url.Values) string {
	return link.Address(v.path(below), link.Merge(v.state.Query(), more))
}

// wholeLink returns the address of a page below the run's with all of its rows,
// at the same state; add writes what else there is.
func (v runView) wholeLink(below string, add func(url.Values)) string {
	state := v.state
	state.View = tradeoff.View{}
	q := state.Query()
	add(q)
	return link.Address(v.path(below), q)
}

// examplesLink returns the address of examples at the same state, but for a change.
func (v exampleView) examplesLink(below string, change func(*tradeoff.ExampleQuery)) string {
	q, more := v.query, make(url.Values)
	change(&q)
	q.Add(more)
	return v.link(below, more)
}

// cellLink returns the address of the rows of a cell.
func (v runView) cellLink(cell string) string {
	more := make(url.Values)
	(tradeoff.ExampleQuery{Cell: cell}).Add(more)
	return v.link("/examples", more)
}

// --- the download ---

// examplesPerBatch is how many rows of a download are in memory at a time.
const examplesPerBatch = 1 << 17

// examplesCSV answers with all rows of a cell, or those of them that the query
// asks for, as the page has them.
func (s *Server) examplesCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.examplesAt)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-%s.csv"`, v.at.Run.ID, v.query.Cell))
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	if err := out.Write(guarded(v.header())); err != nil {
		return err
	}
	for skip := 0; ; skip += examplesPerBatch {
		places, total := v.places(skip, examplesPerBatch)
		if err := writeExamples(r.Context(), out, v, places); err != nil {
			return err
		}
		if skip+len(places) >= total {
			break
		}
		s.extendDownload(w)
	}
	out.Flush()
	return out.Error()
}

// extendDownload gives a download more time.
func (s *Server) extendDownload(w http.ResponseWriter) {
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
		s.log.Debug("a download has no deadline of its own", "error", err)
	}
}

// writeExamples writes the rows at some places.
func writeExamples(ctx context.Context, out *csv.Writer, v examples, places []int) error {
	e, err := v.at.Examples(ctx, v.class(), places)
	if err != nil {
		return err
	}
	losses := v.losses(e)
	for i := range e.Rows {
		if err := out.Write(guarded(v.cells(e, losses, i, format.Number))); err != nil {
			return err
		}
	}
	return nil
}

// guarded guards every cell against spreadsheets that take it for a formula.
func guarded(cells []string) []string {
	for i, s := range cells {
		cells[i] = format.Guard(s)
	}
	return cells
}
