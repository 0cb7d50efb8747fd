package compare

import (
	"context"
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
	"tradeoff/internal/pairing"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// slicesShown is the maximum number of slices on the page: those with the most
// disagreements.
const slicesShown = 50

// sliceTable adds the counts of disagreements by slice, and the choice of a column.
func (v disagreementView) sliceTable(out *templates.FlipsView) {
	for _, name := range v.Sides[0].Run.Roles.Group {
		by := func(q *tradeoff.DisagreementQuery) { q.By, q.Value, q.Blank, q.Page = name, "", false, 1 }
		out.By = append(out.By, templates.ChipView{Label: name, Pressed: name == v.Query.By, Href: v.with(by) + "#slices"})
	}
	if v.Slices == nil {
		return
	}
	out.Column = v.Query.By
	disagreements := func(c pairing.Counts) int { return c.OnlyA(0) + c.OnlyA(1) + c.OnlyB(0) + c.OnlyB(1) }
	var order []int
	for i, c := range v.SliceCounts {
		if c.N(0)+c.N(1) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return disagreements(v.SliceCounts[j]) - disagreements(v.SliceCounts[i])
	})
	if rest := len(order) - slicesShown; rest > 0 {
		out.MoreSlices = fmt.Sprintf("%s more %s have fewer flips.",
			format.Count(rest), format.Plural(rest, "slice", "slices"))
		order = order[:slicesShown]
	}
	for _, i := range order {
		key := v.Slices.Slices[i].Keys[0]
		c := v.SliceCounts[i]
		row := templates.FlipSlice{
			Name: format.Shorten(explore.KeyText(key, false), show.LongestCell), Rows: format.Count(c.N(0) + c.N(1)),
		}
		if row.Name == "" {
			row.Name = "(empty)"
		}
		for k, id := range tradeoff.DisagreementLists {
			n := c.Disagreement(pairing.Disagreement(k))
			cell := templates.CellView{ID: id, Count: format.Count(n)}
			if n > 0 {
				cell.Href = v.with(func(q *tradeoff.DisagreementQuery) {
					q.List = id
					explore.SetSliceFilter(q, v.Query.By, key)
				}) + "#rows"
			}
			row.Lists = append(row.Lists, cell)
		}
		out.Slices = append(out.Slices, row)
	}
}

// rowTable adds a page of the rows of the chosen list.
func (v disagreementView) rowTable(ctx context.Context, out *templates.FlipsView) error {
	list := v.ListedPairs()
	total := len(list)
	pages := explore.PageCount(total, explore.ExamplesPerPage)
	q := v.Query
	q.Page = min(q.Page, pages)
	skip := (q.Page - 1) * explore.ExamplesPerPage
	end := min(skip+explore.ExamplesPerPage, total)
	t, err := v.Table(ctx, list[skip:end])
	if err != nil {
		return err
	}
	v.rowTableHead(out)
	if t.Numbered() {
		out.Columns = append(out.Columns, templates.ExampleColumnView{Name: "row", Numeric: true})
	}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, templates.ExampleColumnView{
			Name: v.ColumnTitle(c), Score: c.Role == tradeoff.ScoreRole, Long: slices.ContainsFunc(c.Texts, show.IsLong),
			Numeric: c.Role != tradeoff.IDRole && (c.Type != column.Text || show.AllNumbers(c.Texts)),
		})
	}
	for i := range t.Rows {
		row := t.Cells(i, v.scoreText)
		for j, text := range row {
			row[j] = format.Shorten(text, show.LongestCell)
		}
		out.Rows = append(out.Rows, row)
	}
	out.RowsShown = "No rows"
	if total > 0 {
		out.RowsShown = fmt.Sprintf("Rows %s–%s of %s", format.Count(skip+1), format.Count(end), format.Count(total))
	}
	out.PageNumber, out.Pages = strconv.Itoa(q.Page), format.Count(pages)
	if skip > 0 {
		out.Previous = v.with(func(f *tradeoff.DisagreementQuery) { f.Page = q.Page - 1 }) + "#rows"
	}
	if end < total {
		out.Next = v.with(func(f *tradeoff.DisagreementQuery) { f.Page = q.Page + 1 }) + "#rows"
	}
	out.CSV = v.AddressWith(link.DisagreementsPath+".csv", func(q *tradeoff.DisagreementQuery) { q.Page = 1 })
	return nil
}

// scoreText writes a score of one of the runs, so that one sees on which side of the run's
// threshold it lies.
func (v disagreementView) scoreText(side int, x float64) string {
	return format.ScoreBeside(x, v.Sides[side].Point.Threshold)
}

// rowTableHead adds the heading of the chosen list, its filter and its orders.
func (v disagreementView) rowTableHead(out *templates.FlipsView) {
	out.List = [pairing.Disagreements]string{"Fixed misses", "New misses", "Fixed alarms", "New alarms"}[v.Kind()]
	out.Explained = v.explained(explore.ReadableExperiment(v.Experiment))
	if q := v.Query; q.Filters() {
		out.Filter = fmt.Sprintf("%s is %s", q.By, q.Value)
		if q.Value == "" {
			out.Filter = q.By + " is empty"
		}
		out.Clear = v.with(func(q *tradeoff.DisagreementQuery) { q.Value, q.Blank, q.Page = "", false, 1 }) + "#rows"
	}
	if !v.SameScoreKind() {
		return
	}
	for _, o := range []struct {
		order tradeoff.DisagreementOrder
		label string
	}{{tradeoff.ChangeFirst, "largest change of the score"}, {tradeoff.FileFirst, "as in the file"}} {
		out.Sorts = append(out.Sorts, templates.ChipView{
			ID: string(o.order), Pressed: o.order == v.Order(), Label: o.label,
			Href: v.with(func(q *tradeoff.DisagreementQuery) { q.Sort, q.Page = o.order, 1 }) + "#rows",
		})
	}
}

// explained describes the rows of the chosen list.
func (v disagreementView) explained(e tradeoff.Experiment) string {
	a, b := format.Isolate(v.Sides[0].Name), format.Isolate(v.Sides[1].Name)
	switch v.Kind() {
	case pairing.FixedMiss:
		return fmt.Sprintf("They are %s: %s misses them and %s finds them.", e.PositiveName, a, b)
	case pairing.NewMiss:
		return fmt.Sprintf("They are %s: %s finds them and %s misses them.", e.PositiveName, a, b)
	case pairing.AvoidedFalseAlarm:
		return fmt.Sprintf("They are %s: %s calls them %s and %s does not.", e.NegativeName, a, e.PositiveName, b)
	default:
		return fmt.Sprintf("They are %s: %s does not call them %s and %s does.", e.NegativeName, a, e.PositiveName, b)
	}
}

// disagreementsCSV answers with all rows of a list. It writes them in batches, and extends
// the deadline of the answer after each.
func (s *Pages) disagreementsCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := s.explorer.Several.Disagreements(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	if len(v.Query.Runs) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "no run is given").WithHint("Give two runs: run=1&run=2.")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="runs-%d-%d-%s.csv"`,
		v.Query.Runs[0], v.Query.Runs[1], strings.ReplaceAll(v.Query.List, "_", "-")))
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	list := v.ListedPairs()
	for skip := 0; skip == 0 || skip < len(list); skip += show.RowsPerBatch {
		t, err := v.Table(r.Context(), list[skip:min(skip+show.RowsPerBatch, len(list))])
		if err != nil {
			return err
		}
		if skip == 0 {
			var header []string
			if t.Numbered() {
				header = append(header, "row")
			}
			for _, c := range t.Columns {
				header = append(header, v.ColumnTitle(c))
			}
			if err := out.Write(show.GuardCells(header)); err != nil {
				return err
			}
		}
		full := func(_ int, x float64) string { return format.Number(x) }
		for i := range t.Rows {
			if err := out.Write(show.GuardCells(t.Cells(i, full))); err != nil {
				return err
			}
		}
		web.ExtendDownload(w)
	}
	out.Flush()
	return out.Error()
}
