package compare

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/column"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/pairing"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A flipView turns disagreements into what their page shows.
type flipView struct{ explore.Disagreements }

// flipsPage shows the rows that two runs call differently. Without two runs that
// can be paired it offers the choice of them.
func (s *Pages) flipsPage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.explorer.Several.Disagreements(r.Context(), r.URL.Query())
	v := flipView{found}
	var wrong *tradeoff.Error
	if err != nil && (!errors.As(err, &wrong) || wrong.Kind != tradeoff.Invalid && wrong.Kind != tradeoff.NotAvailable) {
		return err
	}
	out := templates.FlipsView{Page: web.NewPage(r, "Flips", "experiments"), Action: link.DisagreementsPath, Experiment: v.Experiment}
	kept := make(url.Values)
	v.State.View.Add(kept)
	out.Kept = web.HiddenFields(kept)
	if err := s.flipChoosers(r.Context(), v, &out); err != nil {
		return err
	}
	if wrong != nil {
		out.Problem = &templates.ErrorView{Message: wrong.Message, Hint: wrong.Hint}
		return web.Page(w, r, web.StatusOf(wrong), templates.FlipsPage(out))
	}
	if len(v.Query.Runs) == 2 {
		out.Page.Meeting = v.State.Meeting.On
		q := v.State.Standing().Query()
		v.Query.Add(q)
		q.Del("page")
		if out.Chooser, err = show.PartChooser(r.Context(), v.Sides[0].Subject, v.State.Meeting, link.DisagreementsPath, web.HiddenFields(q)); err != nil {
			return err
		}
		if err := v.show(r.Context(), &out); err != nil {
			return err
		}
	}
	return web.Page(w, r, http.StatusOK, templates.FlipsPage(out))
}

// choosableRuns is how many runs can be chosen from.
const choosableRuns = 500

// flipChoosers fills in the choice of the two runs: those of the first one's
// experiment, or of all of them.
func (s *Pages) flipChoosers(ctx context.Context, v flipView, out *templates.FlipsView) error {
	list, _, err := s.explorer.PlainRuns(ctx, source.RunFilter{ExperimentID: v.Experiment.ID, Sort: "name", Limit: choosableRuns})
	if err != nil {
		return err
	}
	for i, label := range []string{"From run", "to run"} {
		chosen := int64(0)
		if len(v.Query.Runs) == 2 {
			chosen = v.Query.Runs[i]
		}
		c := templates.RunChooser{ID: fmt.Sprintf("run-%d", i), Label: label}
		found := chosen == 0
		for _, run := range list {
			if explore.CheckTwoClasses(run, v.State.View) != nil || run.TestSetDigest == "" {
				continue
			}
			found = found || run.ID == chosen
			c.Options = append(c.Options, templates.ClassOption{Value: strconv.FormatInt(run.ID, 10), Label: run.Name, Chosen: run.ID == chosen})
		}
		if !found {
			name := v.Sides[i].Name
			if name == "" {
				name = fmt.Sprintf("run %d", chosen)
			}
			c.Options = append(c.Options, templates.ClassOption{Value: strconv.FormatInt(chosen, 10), Label: name, Chosen: true})
		}
		out.Choosers = append(out.Choosers, c)
	}
	return nil
}

// show fills in what the two runs make of their rows.
func (v flipView) show(ctx context.Context, out *templates.FlipsView) error {
	e := explore.ReadableExperiment(v.Experiment)
	out.Shown = true
	out.Here = v.AddressWith(link.DisagreementsPath, func(*tradeoff.FlipQuery) {})
	out.Part = show.SharedPartView(v.Sides[0].Subject, v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) { q.Page = 1 }, func(s *tradeoff.State) { s.View.Where = nil }))
	out.Meeting = show.MeetingView(v.State.Meeting, func(m tradeoff.Meeting) string {
		return v.AddressWith(link.DisagreementsPath, func(*tradeoff.FlipQuery) {}, func(s *tradeoff.State) { s.Meeting = m })
	})
	out.Compare = show.RunsAddress(link.ComparePath, v.State.Standing(), v.Query.Stand, v.Query.Runs)
	out.Names = []string{v.Sides[0].Name, v.Sides[1].Name}
	for i, side := range v.Sides {
		out.Thresholds = append(out.Thresholds, templates.FlipThreshold{
			Name: []string{"threshold_a", "threshold_b"}[i], Run: side.Name, Href: link.Address(link.RunPath(side.Run.ID), tradeoff.State{View: side.View, Threshold: &v.Sides[i].Point.Threshold}.Query()),
			Value: side.Text,
		})
		if v.State.Meeting.Blind { // its page says who it is
			out.Thresholds[i].Href = ""
		}
		switch {
		case side.Undefined != "":
			out.Remarks = append(out.Remarks, fmt.Sprintf("The policy picks no threshold on %s: %s. It stands at its default one.", format.Isolate(side.Name), e.ReasonText(side.Undefined)))
		case side.ByPolicy && side.Unmet:
			out.Remarks = append(out.Remarks, fmt.Sprintf("No threshold of %s satisfies the policy; this one comes closest.", format.Isolate(side.Name)))
		}
	}
	if v.Sides[0].ByPolicy || v.Sides[1].ByPolicy {
		out.Remarks = append(out.Remarks, tradeoff.Optimist)
	}
	if v.ByRow {
		out.Remarks = append(out.Remarks, "The files have no ids: rows are paired by their order.")
	}
	if v.Sides[0].Run.Weighted || v.Sides[1].Run.Weighted {
		out.Remarks = append(out.Remarks, "Rows have weights, but here each counts once; those that weigh nothing are left out.")
	}
	v.stands(out)
	out.Said, out.Chance = v.said(e), v.chance()
	lists := v.Query
	for f, id := range tradeoff.FlipLists {
		out.Lists = append(out.Lists, templates.CellView{
			ID: id, Name: v.flipName(pairing.Disagreement(f)), Count: format.Count(v.Counts.Disagreement(pairing.Disagreement(f))), Current: id == lists.List,
			Href: v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) { q.List, q.Page = id, 1 }) + "#rows",
		})
	}
	for label := range 2 {
		out.Scatters = append(out.Scatters, v.scatter(uint8(1-label), e))
	}
	v.sliceTable(out)
	return v.rowTable(ctx, out)
}

// stands is the choice of where both runs stand.
func (v flipView) stands(out *templates.FlipsView) {
	apart := v.Query.ThresholdA != nil || v.Query.ThresholdB != nil
	choice := standChoice{path: link.DisagreementsPath, at: v.Query.Stand, apart: apart, displays: []explore.Display{v.Sides[0].Display, v.Sides[1].Display}, setting: v.State.Setting(v.Experiment)}
	choice.with = func(at tradeoff.Stand) string {
		return v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) { q.Stand, q.ThresholdA, q.ThresholdB, q.Page = at, nil, nil, 1 })
	}
	if apart {
		choice.at = tradeoff.Stand{} // what a person has set wins
	}
	out.Stand = choice.view("both at")
	out.Hidden = out.Stand.Policies.Hidden
}

// flipName is what a list of rows is called.
func (v flipView) flipName(f pairing.Disagreement) string {
	return [pairing.Disagreements]string{"fixed misses", "new misses", "fixed alarms", "new alarms"}[f]
}

// said says in one sentence who pays for the change.
func (v flipView) said(e tradeoff.Experiment) string {
	c, b := v.Counts, format.Isolate(v.Sides[1].Name)
	count := func(f pairing.Disagreement) string { return format.Count(c.Disagreement(f)) }
	return fmt.Sprintf("Of %s %s %s, %s finds %s that %s misses, and misses %s that it finds. Of %s %s %s, it clears %s %s and raises %s.",
		format.Count(c.N(1)), e.PositiveName, explore.Units(e, c.N(1)), b, count(pairing.FixedMiss), format.Isolate(v.Sides[0].Name), count(pairing.NewMiss),
		format.Count(c.N(0)), e.NegativeName, explore.Units(e, c.N(0)),
		count(pairing.AvoidedFalseAlarm), format.Plural(c.Disagreement(pairing.AvoidedFalseAlarm), "false alarm", "false alarms"), explore.NewErrorsText(c.Disagreement(pairing.NewFalseAlarm)))
}

// chance says whether chance alone would do the same.
func (v flipView) chance() string {
	m := v.Counts.Right()
	if why := v.NoTestReason(); why != "" {
		return why
	}
	if m.OnlyA+m.OnlyB == 0 {
		return "No row is called rightly by one run alone: there is no difference to test."
	}
	names := [2]string{format.Isolate(v.Sides[0].Name), format.Isolate(v.Sides[1].Name)}
	if m.OnlyA == m.OnlyB {
		return fmt.Sprintf("Each of the two is right on %s %s where the other is wrong.", format.Count(m.OnlyA), format.Plural(m.OnlyA, "row", "rows"))
	}
	better, gain := names[1], m.OnlyB-m.OnlyA
	if gain < 0 {
		better, gain = names[0], -gain
	}
	return fmt.Sprintf("In all, %s errs on %s fewer of %s rows. If the two erred equally often, a difference at least this large would appear %s (McNemar’s exact test, %s; %s).",
		better, format.Count(gain), format.Count(v.Len()), explore.FrequencyText(m.ExactP), explore.PValueText(m.ExactP), explore.MidPValueText(m))
}

const (
	densityCells = 64   // across and down
	fewPoints    = 2000 // up to which each row is a point
	densitySteps = 6
)

// scatter draws the scores of the rows of a label: the first run's to the right,
// the second's upwards.
func (v flipView) scatter(label uint8, e tradeoff.Experiment) templates.ScatterView {
	a, b := v.Sides[0], v.Sides[1]
	px, py := plotOf(a.ScoreRange(), a.Point.Threshold), plotOf(b.ScoreRange(), b.Point.Threshold)
	p := show.Plot{Left: px.Low, Right: px.High, Bottom: py.Low, Top: py.High}
	n := v.Counts.N(label)
	out := templates.ScatterView{
		Title: fmt.Sprintf("%s %s", format.Count(n), e.PositiveName), Positive: label == 1,
		XName: fmt.Sprintf("score of %s", format.Isolate(format.Shorten(a.Name, roomOnAxis))),
		YName: fmt.Sprintf("score of %s", format.Isolate(format.Shorten(b.Name, roomOnAxis))),
		X:     show.Percent(inside(p.X(a.Point.Threshold))), Y: show.Percent(1 - inside(p.Y(b.Point.Threshold))),
		RestX: show.Percent(1 - inside(p.X(a.Point.Threshold))), RestY: show.Percent(inside(p.Y(b.Point.Threshold))),
		XTicks: p.XTicks(4), YTicks: p.YTicks(4),
		Left: format.Number(p.Left), Right: format.Number(p.Right), Bottom: format.Number(p.Bottom), Top: format.Number(p.Top),
		A: tradeoff.ThresholdText(a.Point.Threshold), B: tradeoff.ThresholdText(b.Point.Threshold),
	}
	if label == 0 {
		out.Title = fmt.Sprintf("%s %s", format.Count(n), e.NegativeName)
	}
	word := map[bool][2]string{true: {"fixed misses", "new misses"}, false: {"new alarms", "fixed alarms"}}[label == 1]
	out.OnlyB = fmt.Sprintf("%s %s", format.Count(v.Counts.OnlyB(label)), word[0])
	out.OnlyA = fmt.Sprintf("%s %s", format.Count(v.Counts.OnlyA(label)), word[1])
	out.Both, out.Neither = format.Count(v.Counts.Both(label))+" by both", format.Count(v.Counts.Neither(label))+" by neither"
	out.Words = fmt.Sprintf("%s: called positive by both runs %s, by %s alone %s, by %s alone %s, by neither %s",
		out.Title, format.Count(v.Counts.Both(label)), a.Name, format.Count(v.Counts.OnlyA(label)), b.Name, format.Count(v.Counts.OnlyB(label)), format.Count(v.Counts.Neither(label)))
	if n <= fewPoints {
		out.Same, out.Flipped = v.points(label, p)
		return out
	}
	out.Dense = fmt.Sprintf("Each small square is shaded by how many rows it has, on a scale of powers; there are %d × %d of them.", densityCells, densityCells)
	out.Levels = densityPaths(v.Density(label, pairing.Span{Low: p.Left, High: p.Right}, pairing.Span{Low: p.Bottom, High: p.Top}, densityCells))
	return out
}

// roomOnAxis is how many characters of a run's name stand below an axis.
const roomOnAxis = 28

// plotOf is the range of an axis: all scores, and the threshold unless it is far away.
func plotOf(s pairing.Span, threshold float64) pairing.Span {
	width := s.High - s.Low
	if width <= 0 || math.IsInf(width, 0) {
		pad := math.Max(math.Abs(s.Low)*0.05, 0.05)
		if math.IsInf(width, 0) {
			return s
		}
		return pairing.Span{Low: s.Low - pad, High: s.High + pad}
	}
	low, high := s.Low-0.02*width, s.High+0.02*width
	if threshold > high && threshold < high+width {
		high = threshold + 0.02*width
	}
	if threshold < low && threshold > low-width {
		low = threshold - 0.02*width
	}
	return pairing.Span{Low: low, High: high}
}

func inside(share float64) float64 { return min(max(share, 0), 1) }

// points draws every row: those that both runs call the same, and the others.
func (v flipView) points(label uint8, p show.Plot) (same, flipped string) {
	var list [2][]byte
	for i, l := range v.Labels {
		if l != label {
			continue
		}
		a, b := v.Predictions(i)
		k := 0
		if a != b {
			k = 1
		}
		list[k] = append(list[k], 'M')
		list[k] = strconv.AppendFloat(list[k], math.Round(inside(p.X(v.A[i]))*1000), 'f', -1, 64)
		list[k] = append(list[k], ' ')
		list[k] = strconv.AppendFloat(list[k], math.Round((1-inside(p.Y(v.B[i])))*1000), 'f', -1, 64)
		list[k] = append(list[k], "h0"...)
	}
	return string(list[0]), string(list[1])
}

// densityPaths draws a grid as one path for each step of shade, the faintest first.
func densityPaths(cells []int) (paths []string) {
	most := slices.Max(cells)
	scale := math.Log2(float64(most) + 1)
	drawn := make([][]byte, densitySteps)
	for k, count := range cells {
		if count == 0 {
			continue
		}
		step := min(densitySteps-1, int(float64(densitySteps)*math.Log2(float64(count))/scale))
		drawn[step] = append(drawn[step], fmt.Sprintf("M%d %dh1v1h-1z", k%densityCells, densityCells-1-k/densityCells)...)
	}
	for _, d := range drawn {
		paths = append(paths, string(d))
	}
	return paths
}

// slicesShown is how many slices the page shows: those with the most flips.
const slicesShown = 50

func (v flipView) sliceTable(out *templates.FlipsView) {
	for _, name := range v.Sides[0].Run.Roles.Group {
		out.By = append(out.By, templates.ChipView{Label: name, Pressed: name == v.Query.By,
			Href: v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) { q.By, q.Value, q.Blank, q.Page = name, "", false, 1 }) + "#slices"})
	}
	if v.Slices == nil {
		return
	}
	out.Column = v.Query.By
	flips := func(c pairing.Counts) int { return c.OnlyA(0) + c.OnlyA(1) + c.OnlyB(0) + c.OnlyB(1) }
	var order []int
	for i, c := range v.SliceCounts {
		if c.N(0)+c.N(1) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return flips(v.SliceCounts[j]) - flips(v.SliceCounts[i]) })
	if rest := len(order) - slicesShown; rest > 0 {
		out.MoreSlices = fmt.Sprintf("%s more %s have fewer flips.", format.Count(rest), format.Plural(rest, "slice", "slices"))
		order = order[:slicesShown]
	}
	for _, i := range order {
		key := v.Slices.Slices[i].Keys[0]
		c := v.SliceCounts[i]
		row := templates.FlipSlice{Name: format.Shorten(explore.KeyText(key, false), show.LongestCell), Rows: format.Count(c.N(0) + c.N(1))}
		if row.Name == "" {
			row.Name = "(empty)"
		}
		for f, id := range tradeoff.FlipLists {
			cell := templates.CellView{ID: id, Count: format.Count(c.Disagreement(pairing.Disagreement(f)))}
			if c.Disagreement(pairing.Disagreement(f)) > 0 {
				cell.Href = v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) {
					q.List = id
					explore.SetSliceFilter(q, v.Query.By, key)
				}) + "#rows"
			}
			row.Lists = append(row.Lists, cell)
		}
		out.Slices = append(out.Slices, row)
	}
}

func (v flipView) rowTable(ctx context.Context, out *templates.FlipsView) error {
	list := v.ListedPairs()
	total := len(list)
	pages := max(1, (total+explore.ExamplesPerPage-1)/explore.ExamplesPerPage)
	q := v.Query
	q.Page = min(q.Page, pages)
	skip := (q.Page - 1) * explore.ExamplesPerPage
	end := min(skip+explore.ExamplesPerPage, total)
	t, err := v.Table(ctx, list[skip:end])
	if err != nil {
		return err
	}
	out.List = [pairing.Disagreements]string{"Fixed misses", "New misses", "Fixed alarms", "New alarms"}[v.Kind()]
	out.Explained = v.explained(explore.ReadableExperiment(v.Experiment))
	if q.Filters() {
		out.Filter = fmt.Sprintf("%s is %s", q.By, q.Value)
		if q.Value == "" {
			out.Filter = q.By + " is empty"
		}
		out.Clear = v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) { q.Value, q.Blank, q.Page = "", false, 1 }) + "#rows"
	}
	if v.SameScoreKind() {
		for _, o := range []tradeoff.FlipOrder{tradeoff.ChangeFirst, tradeoff.FileFirst} {
			out.Sorts = append(out.Sorts, templates.ChipView{ID: string(o), Pressed: o == v.Order(),
				Label: map[tradeoff.FlipOrder]string{tradeoff.ChangeFirst: "largest change of the score", tradeoff.FileFirst: "as in the file"}[o],
				Href:  v.AddressWith(link.DisagreementsPath, func(q *tradeoff.FlipQuery) { q.Sort, q.Page = o, 1 }) + "#rows"})
		}
	}
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
		row := t.Cells(i)
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
		out.Previous = v.AddressWith(link.DisagreementsPath, func(f *tradeoff.FlipQuery) { f.Page = q.Page - 1 }) + "#rows"
	}
	if end < total {
		out.Next = v.AddressWith(link.DisagreementsPath, func(f *tradeoff.FlipQuery) { f.Page = q.Page + 1 }) + "#rows"
	}
	out.CSV = v.AddressWith(link.DisagreementsPath+".csv", func(q *tradeoff.FlipQuery) { q.Page = 1 })
	return nil
}

// explained says who is in the list.
func (v flipView) explained(e tradeoff.Experiment) string {
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

// flipsCSV answers with all rows of a list.
func (s *Pages) flipsCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := s.explorer.Several.Disagreements(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	if len(v.Query.Runs) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "no run is given").WithHint("Give two runs: run=1&run=2.")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="runs-%d-%d-%s.csv"`, v.Query.Runs[0], v.Query.Runs[1], strings.ReplaceAll(v.Query.List, "_", "-")))
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
		for i := range t.Rows {
			if err := out.Write(show.GuardCells(t.Cells(i))); err != nil {
				return err
			}
		}
		web.ExtendDownload(w)
	}
	out.Flush()
	return out.Error()
}
