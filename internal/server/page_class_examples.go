package server

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// classExamples are the rows of one or several cells of the matrix of a run
// with many classes.
type classExamples struct {
	at     classRunAt
	query  tradeoff.ClassExampleQuery
	from   source.Classes
	rows   *source.ClassRows
	losses []float64 // cross-entropy of every row; nil if these scores have none
	list   []int     // the rows that are shown, in their order
}

// A classExampleView turns them into what their page shows.
type classExampleView struct {
	classView
	classExamples
}

func newClassExampleView(e classExamples) classExampleView {
	return classExampleView{classView{e.at}, e}
}

// classExamplesAt returns the rows that the path and the query ask for.
func (s *Server) classExamplesAt(ctx context.Context, id int64, q url.Values) (v classExamples, err error) {
	if v.query, err = tradeoff.ParseClassExamples(q); err != nil {
		return v, err
	}
	q = maps.Clone(q)
	delete(q, "sort") // which is that of the rows here
	if v.at, err = s.classRunAt(ctx, id, q); err != nil {
		return v, err
	}
	if v.query.Sort == tradeoff.LossiestFirst && v.at.run.ScoreKind == calc.Score {
		return v, tradeoff.Errorf(tradeoff.Invalid, "these scores have no cross-entropy, since they are neither probabilities nor logits").
			WithHint("Sort by surest, unsurest or file.")
	}
	actual, err := v.at.codes(v.query.Actual)
	if err != nil {
		return v, err
	}
	called, err := v.at.codes(v.query.Called)
	if err != nil {
		return v, err
	}
	if v.from, err = s.explorer.Classes(ctx, v.at.run); err != nil {
		return v, err
	}
	if v.rows, err = v.from.Rows(ctx); err != nil {
		return v, err
	}
	v.losses = v.rows.CrossEntropy(nil).PerSample
	v.list = v.rows.In(actual, called)
	if v.query.ID != "" {
		found, err := v.from.WithID(ctx, v.query.ID)
		if err != nil {
			return v, err
		}
		v.list = slices.DeleteFunc(v.list, func(i int) bool { return !slices.Contains(found, v.rows.FileRow(i)) })
	}
	v.sortRows()
	return v, nil
}

// codes returns which classes have the names.
func (v classRunAt) codes(names []string) ([]int, error) {
	var codes []int
	for _, name := range names {
		code, ok := v.run.ClassCode(name)
		if !ok {
			return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has no class %q", v.run.ID, name).WithHint("Look at the run for the names of its classes.")
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// score returns the probability of the class that a row is called, or its score.
func (v classExamples) score(i int) float64 { return v.rows.Row(i).Seen[v.rows.Called[i]] }

func (v classExamples) sortRows() {
	var by func(i int) float64
	switch v.query.Sort {
	case tradeoff.SurestFirst:
		by = func(i int) float64 { return -v.score(i) }
	case tradeoff.UnsurestFirst:
		by = v.score
	case tradeoff.LossiestFirst:
		by = func(i int) float64 { return -v.losses[i] }
	default:
		return
	}
	slices.SortStableFunc(v.list, func(a, b int) int { return cmp.Compare(by(a), by(b)) })
}

// link returns the address of examples that differ by a change.
func (v classExampleView) link(below string, change func(*tradeoff.ClassExampleQuery)) string {
	q, values := v.query, v.state.Query()
	change(&q)
	q.Add(values)
	return link.Address(runPath(v.run.ID)+below, values)
}

// classExamplesPage shows a page of rows of a run with many classes.
func (s *Server) classExamplesPage(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.classExamplesAt)
	if err != nil {
		return err
	}
	v := newClassExampleView(found)
	total := len(v.list)
	pages := max(1, (total+examplesPerPage-1)/examplesPerPage)
	v.query.Page = min(v.query.Page, pages)
	skip := (v.query.Page - 1) * examplesPerPage
	shown := v.list[skip:min(skip+examplesPerPage, total)]
	e, err := v.from.Examples(r.Context(), v.rows.InFile(shown))
	if err != nil {
		return err
	}
	title := v.title()
	out := templates.ExamplesView{
		Page: web.NewPage(r, title+" · "+v.run.Name, "experiments"), Experiment: v.experiment, Run: v.run, Title: title,
		Facts: v.exampleFacts(), Back: link.Address(runPath(v.run.ID), v.state.Query()), Action: runPath(v.run.ID) + "/examples",
		ID: v.query.ID, HasIDs: hasIDs(e), Filtered: v.query.ID != "" || v.query.Actual != nil || v.query.Called != nil,
		PageNumber: v.query.Page, Pages: format.Count(pages), Columns: v.columnViews(e),
		CSV:   v.link("/examples.csv", func(q *tradeoff.ClassExampleQuery) { q.Page = 1 }),
		Clear: v.link("/examples", func(q *tradeoff.ClassExampleQuery) { *q = tradeoff.ClassExampleQuery{Sort: q.Sort} }),
		Choosers: []templates.ClassChooser{
			v.chooser("actual", "They are", v.query.Actual), v.chooser("called", "They are called", v.query.Called),
		},
	}
	for _, o := range v.orders() {
		out.Sorts = append(out.Sorts, templates.ChipView{
			Label: classOrderNames[o], ID: string(o), Pressed: o == v.query.Sort,
			Href: v.link("/examples", func(q *tradeoff.ClassExampleQuery) { q.Sort, q.Page = o, 1 }),
		})
	}
	hidden := v.state.Query()
	(tradeoff.ClassExampleQuery{Sort: v.query.Sort}).Add(hidden)
	out.Hidden = web.HiddenFields(hidden)
	for k, i := range shown {
		row := v.cells(e, k, i, func(x float64) string { return format.Fixed(x, 4) })
		for j, text := range row {
			row[j] = format.Shorten(text, longestCell)
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
	tradeoff.SurestFirst: "surest", tradeoff.UnsurestFirst: "least sure", tradeoff.LossiestFirst: "largest cross-entropy", tradeoff.InOrderOfFile: "as in the file",
}

func (v classExampleView) orders() []tradeoff.ClassExampleOrder {
	return slices.DeleteFunc(slices.Clone(tradeoff.ClassExampleOrders), func(o tradeoff.ClassExampleOrder) bool {
		return o == tradeoff.LossiestFirst && v.losses == nil
	})
}

// chooser lets people choose one class, or all.
func (v classExampleView) chooser(name, label string, chosen []string) templates.ClassChooser {
	c := templates.ClassChooser{Name: name, Label: label}
	for k, class := range v.run.Classes {
		c.Options = append(c.Options, templates.ClassOption{Value: class, Label: v.names[k], Chosen: len(chosen) == 1 && chosen[0] == class})
	}
	if len(chosen) > 1 {
		c.Several = strings.Join(chosen, ", ")
	}
	return c
}

// title says which rows these are: "8 called 9".
func (v classExampleView) title() string {
	actual, called := v.anyOf(v.query.Actual), v.anyOf(v.query.Called)
	switch {
	case actual != "" && called != "" && slices.Equal(v.query.Actual, v.query.Called):
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

// anyOf names classes in a sentence; "" if there are none.
func (v classRunAt) anyOf(classes []string) string {
	var names []string
	for _, c := range classes {
		names = append(names, v.named(c))
	}
	return strings.Join(names, " or ")
}

func (v classExampleView) exampleFacts() string {
	n := len(v.list)
	s := fmt.Sprintf("%s %s", format.Count(n), units(v.experiment, n))
	if v.run.Weighted {
		weight := 0.0
		for _, i := range v.list {
			weight += v.rows.Row(i).Weight
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
	if v.losses == nil {
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
			Name: c.Name, Long: slices.ContainsFunc(c.Texts, isLong), Numeric: c.Role != tradeoff.IDRole && c.Role != tradeoff.LabelRole && (c.Type != column.Text || allNumbers(c.Texts)),
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
			scores = append(scores, format.Number(c.Floats[k]))
		case c.Type == column.Text:
			texts = append(texts, c.Texts[k])
		default:
			texts = append(texts, format.Number(c.Floats[k]))
		}
	}
	texts = append(texts, v.run.Classes[v.rows.Called[i]], number(v.score(i)))
	if v.losses != nil {
		texts = append(texts, number(v.losses[i]))
	}
	return append(texts, scores...)
}

// classExamplesCSV answers with all rows that the query asks for.
func (s *Server) classExamplesCSV(w http.ResponseWriter, r *http.Request) error {
	found, err := web.At(r, s.classExamplesAt)
	if err != nil {
		return err
	}
	v := newClassExampleView(found)
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="run-%d-rows.csv"`, v.run.ID))
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	for from := 0; from == 0 || from < len(v.list); from += examplesPerBatch {
		part := v.list[from:min(from+examplesPerBatch, len(v.list))]
		e, err := v.from.Examples(r.Context(), v.rows.InFile(part))
		if err != nil {
			return err
		}
		if from == 0 {
			var header []string
			for _, c := range v.columnViews(e) {
				header = append(header, c.Name)
			}
			if err := out.Write(guarded(header)); err != nil {
				return err
			}
		}
		for k, i := range part {
			if err := out.Write(guarded(v.cells(e, k, i, format.Number))); err != nil {
				return err
			}
		}
		s.extendDownload(w)
	}
	out.Flush()
	return out.Error()
}

// getClassExamples answers with rows of a run with many classes.
func (s *Server) getClassExamples(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	offset, limit := q.integer("offset"), q.integer("limit")
	if q.err != nil {
		return q.err
	}
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if err := needsClass(run, q.values, names(stateParameters)...); err != nil {
		return err
	}
	for _, name := range []string{"cell", "by", "value", "blank", "loss"} {
		if q.values.Get(name) != "" {
			return tradeoff.Errorf(tradeoff.Invalid, "%s is for two classes", name).WithHint("Choose rows by actual and called, or name one class with class.")
		}
	}
	v, err := web.At(r, s.classExamplesAt)
	if err != nil {
		return err
	}
	offset = min(offset, len(v.list))
	part := v.list[offset:min(offset+limit, len(v.list))]
	e, err := v.from.Examples(r.Context(), v.rows.InFile(part))
	if err != nil {
		return err
	}
	out := examplesJSON{
		Actual: v.query.Actual, Called: v.query.Called, Total: len(v.list), Offset: offset,
		Columns: []exampleColumnJSON{}, Rows: []exampleJSON{},
	}
	for _, c := range e.Columns {
		out.Columns = append(out.Columns, exampleColumnJSON{c.Name, c.Role, c.Type})
	}
	for k, i := range part {
		line := exampleJSON{Row: int(e.Rows[k]) + 1, Called: v.at.run.Classes[v.rows.Called[i]]}
		for _, c := range e.Columns {
			if c.Type == column.Text {
				line.Values = append(line.Values, c.Texts[k])
			} else {
				line.Values = append(line.Values, c.Floats[k])
			}
		}
		if v.losses != nil {
			line.CrossEntropy = &v.losses[i]
		}
		score := v.score(i)
		line.CalledScore = &score
		out.Rows = append(out.Rows, line)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// ofManyClasses returns a handler that answers by many for runs with many classes,
// unless one of them is looked at alone, and by two for all others.
func (s *Server) ofManyClasses(many, two func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		run, err := web.Named(r, s.explorer.Run)
		switch {
		case err != nil:
			return err
		case asWhole(run, r.URL.Query().Get("class")):
			return many(w, r)
		default:
			return two(w, r)
		}
	}
}
