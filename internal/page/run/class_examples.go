package run

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

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

// A classExampleView turns them into what their page shows.
type classExampleView struct {
	ClassView
	explore.ClassExamples
}

func newClassExampleView(e explore.ClassExamples) classExampleView {
	return classExampleView{ClassView{e.At}, e}
}

// link returns the address of examples that differ by a change.
func (v classExampleView) link(below string, change func(*tradeoff.ClassExampleQuery)) string {
	q, values := v.Query, v.State.Query()
	change(&q)
	q.Add(values)
	return link.Address(link.RunPath(v.Run.ID)+below, values)
}

// classExamplesPage shows a page of rows of a run with many classes.
func (s *Pages) classExamplesPage(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.explorer.ManyClasses.Examples)
	if err != nil {
		return err
	}
	v := newClassExampleView(found)
	total := len(v.List)
	pages := explore.PageCount(total, explore.ExamplesPerPage)
	v.Query.Page = min(v.Query.Page, pages)
	skip := (v.Query.Page - 1) * explore.ExamplesPerPage
	shown := v.List[skip:min(skip+explore.ExamplesPerPage, total)]
	e, err := v.Source.Examples(r.Context(), v.Rows.InFile(shown))
	if err != nil {
		return err
	}
	title := v.title()
	out := templates.ExamplesView{
		Page: web.NewPage(r, title+" · "+v.Run.Name, "experiments"), Experiment: v.Experiment, Run: v.Run, Title: title,
		Facts: v.exampleFacts(), Back: link.Address(link.RunPath(v.Run.ID), v.State.Query()),
		Action: link.RunPath(v.Run.ID) + "/examples",
		ID:     v.Query.ID, HasIDs: hasIDs(e), Filtered: v.Query.ID != "" || v.Query.Actual != nil || v.Query.Called != nil,
		PageNumber: v.Query.Page, Pages: format.Count(pages), Columns: v.columnViews(e),
		CSV:   v.link("/examples.csv", func(q *tradeoff.ClassExampleQuery) { q.Page = 1 }),
		Clear: v.link("/examples", func(q *tradeoff.ClassExampleQuery) { *q = tradeoff.ClassExampleQuery{Sort: q.Sort} }),
		Choosers: []templates.ClassChooser{
			v.chooser("actual", "They are", v.Query.Actual), v.chooser("called", "They are called", v.Query.Called),
		},
	}
	for _, o := range v.orders() {
		out.Sorts = append(out.Sorts, templates.ChipView{
			Label: classOrderNames[o], ID: string(o), Pressed: o == v.Query.Sort,
			Href: v.link("/examples", func(q *tradeoff.ClassExampleQuery) { q.Sort, q.Page = o, 1 }),
		})
	}
	hidden := v.State.Query()
	(tradeoff.ClassExampleQuery{Sort: v.Query.Sort}).Add(hidden)
	out.Hidden = web.HiddenFields(hidden)
	for k, i := range shown {
		row := v.cells(e, k, i, format.Score)
		for j, text := range row {
			row[j] = format.Shorten(text, show.LongestCell)
		}
		out.Rows = append(out.Rows, row)
	}
	out.Shown = "No rows"
	if len(shown) > 0 {
		out.Shown = fmt.Sprintf("Rows %s–%s of %s", format.Count(skip+1), format.Count(skip+len(shown)), format.Count(total))
	}
	if skip > 0 {
		out.Previous = v.link("/examples", func(q *tradeoff.ClassExampleQuery) { q.Page-- })
	}
	if skip+len(shown) < total {
		out.Next = v.link("/examples", func(q *tradeoff.ClassExampleQuery) { q.Page++ })
	}
	return web.Page(w, r, http.StatusOK, templates.ExamplesPage(out))
}

var classOrderNames = map[tradeoff.ClassExampleOrder]string{
	tradeoff.SurestFirst: "surest", tradeoff.UnsurestFirst: "least sure",
	tradeoff.LossiestFirst: "largest cross-entropy", tradeoff.InOrderOfFile: "as in the file",
}

func (v classExampleView) orders() []tradeoff.ClassExampleOrder {
	return slices.DeleteFunc(slices.Clone(tradeoff.ClassExampleOrders), func(o tradeoff.ClassExampleOrder) bool {
		return o == tradeoff.LossiestFirst && v.Losses == nil
	})
}

// chooser lets people choose one class, or all.
func (v classExampleView) chooser(name, label string, chosen []string) templates.ClassChooser {
	c := templates.ClassChooser{Name: name, Label: label}
	for k, class := range v.Run.Classes {
		c.Options = append(c.Options, templates.ClassOption{Value: class, Label: v.Names[k], Chosen: len(chosen) == 1 &&
			chosen[0] == class})
	}
	if len(chosen) > 1 {
		c.Several = strings.Join(chosen, ", ")
	}
	return c
}

// title says which rows these are: "8 called 9".
func (v classExampleView) title() string {
	actual, called := v.ClassNames(v.Query.Actual), v.ClassNames(v.Query.Called)
	switch {
	case actual != "" && called != "" && slices.Equal(v.Query.Actual, v.Query.Called):
		return fmt.Sprintf("%s, rightly called so", actual)
	case actual != "" && called != "":
		return fmt.Sprintf("%s called %s", actual, called)
	case actual != "":
		return actual
	case called != "":
		return "Called " + called
	default:
		return "All rows"
	}
}

func (v classExampleView) exampleFacts() string {
	n := len(v.List)
	s := fmt.Sprintf("%s %s", format.Count(n), explore.Units(v.Experiment, n))
	if v.Run.Weighted {
		weight := 0.0
		for _, i := range v.List {
			weight += v.Rows.Row(i).Weight
		}
		s += " · they weigh " + format.Quantity(weight)
	}
	return s
}

func hasIDs(e *source.Examples) bool {
	return slices.ContainsFunc(e.Columns, func(c source.ExampleColumn) bool { return c.Role == tradeoff.IDRole })
}

// computedColumns are those that the file does not have, behind its other columns
// and before the scores of all classes.
func (v classExampleView) computedColumns() []string {
	if v.Losses == nil {
		return []string{"called", "score of the call"}
	}
	return []string{"called", "probability of the call", "cross-entropy"}
}

// isScore tells the scores of the classes, which stand last: there may be many.
func isScore(c source.ExampleColumn) bool { return c.Role == tradeoff.ScoreRole }

func (v classExampleView) columnViews(e *source.Examples) []templates.ExampleColumnView {
	var list, scores []templates.ExampleColumnView
	if !hasIDs(e) {
		list = append(list, templates.ExampleColumnView{Name: "row", Numeric: true})
	}
	for _, c := range e.Columns {
		view := templates.ExampleColumnView{
			Name: c.Name, Long: slices.ContainsFunc(c.Texts, show.IsLong), Numeric: c.Role != tradeoff.IDRole &&
				c.Role != tradeoff.LabelRole && (c.Type != column.Text || show.AllNumbers(c.Texts)),
		}
		if isScore(c) {
			scores = append(scores, view)
		} else {
			list = append(list, view)
		}
	}
	for k, name := range v.computedColumns() {
		list = append(list, templates.ExampleColumnView{Name: name, Numeric: k > 0, Score: k == 1, Computed: k != 1})
	}
	return append(list, scores...)
}

// cells returns the texts of example k, row i of the run.
func (v classExampleView) cells(e *source.Examples, k, i int, number func(float64) string) []string {
	var texts, scores []string
	if !hasIDs(e) {
		texts = append(texts, strconv.Itoa(int(e.Rows[k])+1))
	}
	for _, c := range e.Columns {
		switch {
		case isScore(c):
			scores = append(scores, number(c.Floats[k]))
		case c.Type == column.Text:
			texts = append(texts, c.Texts[k])
		default:
			texts = append(texts, format.Number(c.Floats[k]))
		}
	}
	texts = append(texts, v.Run.Classes[v.Rows.Predicted[i]], number(v.Score(i)))
	if v.Losses != nil {
		texts = append(texts, number(v.Losses[i]))
	}
	return append(texts, scores...)
}

// classExamplesCSV answers with all rows that the query asks for.
func (s *Pages) classExamplesCSV(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.explorer.ManyClasses.Examples)
	if err != nil {
		return err
	}
	v := newClassExampleView(found)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-rows.csv"`, v.Run.ID))
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	for from := 0; from == 0 || from < len(v.List); from += show.RowsPerBatch {
		part := v.List[from:min(from+show.RowsPerBatch, len(v.List))]
		e, err := v.Source.Examples(r.Context(), v.Rows.InFile(part))
		if err != nil {
			return err
		}
		if from == 0 {
			var header []string
			for _, c := range v.columnViews(e) {
				header = append(header, c.Name)
			}
			if err := out.Write(show.GuardCells(header)); err != nil {
				return err
			}
		}
		for k, i := range part {
			if err := out.Write(show.GuardCells(v.cells(e, k, i, format.Number))); err != nil {
				return err
			}
		}
		web.ExtendDownload(w)
	}
	out.Flush()
	return out.Error()
}
