package compare

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A rankView renders the ranks of runs.
type rankView struct{ explore.Ranks }

// ids returns the ids of the runs.
func (v rankView) ids() (list []int64) {
	for _, run := range v.Runs {
		list = append(list, run.Run.ID)
	}
	return list
}

// to returns the address of the page with another choice of operating points and
// another state.
func (v rankView) to(at tradeoff.Stand, state tradeoff.State) string {
	q := state.Query()
	tradeoff.RankQuery{Runs: v.ids(), Stand: at, X: v.X, Y: v.Y}.Add(q)
	return link.Address(link.RanksPath, q)
}

// with returns the address of the page with another state.
func (v rankView) with(change func(*tradeoff.State)) string {
	state := v.State
	change(&state)
	return v.to(v.At, state)
}

// ranksPage shows whether the order of the runs depends on the metric.
func (s *Pages) ranksPage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.explorer.Several.Ranks(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	v := rankView{found}
	e := explore.ReadableExperiment(v.Experiment)
	out := templates.RanksView{
		Page: web.NewPage(r, "Ranks", "compare"), Experiment: v.Experiment, Action: link.RanksPath, Said: v.said(),
	}
	out.Page.Meeting = v.State.Meeting.On
	out.Meeting = show.MeetingView(v.State.Meeting, func(m tradeoff.Meeting) string {
		return v.with(func(s *tradeoff.State) { s.Meeting = m })
	})
	out.Part = show.SharedPartView(v.Runs[0].Subject, v.with(func(s *tradeoff.State) { s.View.Where = nil }))
	if !v.Runs[0].AllClasses() {
		out.Compare = show.RunsAddress(link.ComparePath, v.State, v.At, v.ids())
		out.Stand = v.positions()
	}
	if v.At.Optimistic() && out.Stand != nil {
		out.Optimist = tradeoff.OptimistMany
	}
	out.Warning = v.warning()
	out.Runs, out.Rows = v.heads(e), v.rows(e)
	state := v.State.Query()
	tradeoff.RankQuery{Runs: v.ids(), Stand: v.At}.Add(state)
	out.Hidden = web.HiddenFields(state)
	out.Chooser, err = show.PartChooser(
		r.Context(), v.Runs[0].Subject, v.State.Meeting, link.RanksPath, out.Hidden)
	if err != nil {
		return err
	}
	v.front(&out)
	return web.Page(w, r, http.StatusOK, templates.RanksPage(out))
}

// positions is the choice of the operating points of the runs.
func (v rankView) positions() *templates.StandView {
	var displays []explore.Display
	for _, run := range v.Runs {
		displays = append(displays, run.Display)
	}
	return new(positionChoice{
		path: link.RanksPath, at: v.At, displays: displays, setting: v.State.Setting(v.Experiment),
		with: func(at tradeoff.Stand) string { return v.to(at, v.State) },
	}.view("all runs at"))
}

// warning is what limits the ranking; "" if nothing does.
func (v rankView) warning() string {
	warning := ""
	if !v.OneTestSet() {
		warning = "These runs are not all on one test set: a run may be first because its rows are easier."
	}
	if missing := v.Runs[0].Missing(); len(missing) > 0 {
		note := "For " + format.Isolate(v.Runs[0].Name) + ", " + source.Sentence(missing) + "."
		warning = strings.TrimSpace(warning + " " + note)
	}
	return warning
}

// heads are the heads of the columns, one for each run.
func (v rankView) heads(e tradeoff.Experiment) (list []templates.RankedRun) {
	there := v.State
	there.Meeting, there.Policy, there.Threshold = tradeoff.Meeting{}, v.At.Rule(), v.At.Threshold()
	for i, run := range v.Runs {
		head := templates.RankedRun{
			Name: run.Name, Href: link.Address(link.RunPath(run.Run.ID), there.Query()),
			First: format.Count(v.Firsts(i)),
		}
		if v.State.Meeting.Blind { // the page of a run shows its name
			head.Href = ""
		}
		switch {
		case run.AllClasses():
		case run.Undefined != "":
			head.Threshold = "no threshold: " + e.ReasonText(run.Undefined)
		case run.Unmet:
			head.Threshold = "at " + format.ThresholdInTable(run.Point.Threshold) + ", the closest"
		default:
			head.Threshold = "at " + format.ThresholdInTable(run.Point.Threshold)
		}
		list = append(list, head)
	}
	return list
}

// rows are the rows of the table, one for each metric.
func (v rankView) rows(e tradeoff.Experiment) (list []templates.RankRow) {
	var first []int
	if ranking := v.RankingMetrics(); len(ranking) > 0 {
		first = ranking[0].Ranks
	}
	for _, m := range v.Metrics {
		row := templates.RankRow{
			ID: m.ID, Name: m.Name, Point: m.Point, Lower: m.Better == calc.Lower,
			Other: m.Ranked() && !slices.Equal(m.Ranks, first),
		}
		decimals := v.decimals(m)
		for i, rank := range m.Ranks {
			cell := templates.RankCell{First: rank == 1}
			if rank > 0 {
				cell.Rank = format.Count(rank)
			}
			estimate, ok := v.Runs[i].Estimates[m.ID]
			switch {
			case !ok:
				cell.Reason = "it was not computed for this run"
			case !estimate.OK:
				cell.Reason = e.ReasonText(cmp.Or(estimate.Reason, v.Runs[i].Undefined))
			default:
				cell.Value = tradeoff.ScaleOf(m.ID).Column(estimate.V, decimals)
			}
			row.Cells = append(row.Cells, cell)
		}
		list = append(list, row)
	}
	return list
}

// maxDecimals is the maximum number of decimals of a value in the table of ranks.
const maxDecimals = 6

// decimals returns how many decimals it takes to distinguish values with different
// ranks, but at least those of its column.
func (v rankView) decimals(m explore.RankedMetric) int {
	for d := tradeoff.ColumnDecimals(m.ID); d < maxDecimals; d++ {
		rankOf := make(map[string]int)
		distinct := true
		for i, rank := range m.Ranks {
			if rank == 0 {
				continue
			}
			text := tradeoff.ScaleOf(m.ID).Column(v.Runs[i].Estimates[m.ID].V, d)
			if other, ok := rankOf[text]; ok && other != rank {
				distinct = false
			}
			rankOf[text] = rank
		}
		if distinct {
			return d
		}
	}
	return maxDecimals
}

// said says whether the order of the runs depends on the metric.
func (v rankView) said() string {
	ranking := v.RankingMetrics()
	if len(ranking) == 0 {
		return "No metric is defined for two of these runs."
	}
	n, most := len(ranking), 0
	for i := range v.Runs {
		most = max(most, v.Firsts(i))
	}
	var best []string
	for i, run := range v.Runs {
		if v.Firsts(i) == most {
			best = append(best, format.Isolate(run.Name))
		}
	}
	are := best[0] + " is"
	if last := len(best) - 1; last > 0 {
		are = fmt.Sprintf("%s and %s are each", strings.Join(best[:last], ", "), best[last])
	}
	text := fmt.Sprintf("%s first by %s of %s metrics and losses, alone or with others.",
		are, format.Count(most), format.Count(n))
	same := v.SameOrder()
	if same == n {
		return text + " All of them put the runs into one order."
	}
	return text + fmt.Sprintf(" The order depends on the metric: %s put the runs as %s does, %s do not.",
		format.Count(same), ranking[0].Name, format.Count(n-same))
}

// front draws the runs by two metrics, and lists which of them are on the Pareto
// front.
func (v rankView) front(out *templates.RanksView) {
	x, y := v.Metric(v.X), v.Metric(v.Y)
	if x == nil || y == nil {
		return
	}
	for _, m := range v.Metrics {
		out.X = append(out.X, templates.ClassOption{Value: m.ID, Label: m.Name, Chosen: m.ID == v.X})
		out.Y = append(out.Y, templates.ClassOption{Value: m.ID, Label: m.Name, Chosen: m.ID == v.Y})
	}
	p, ok := v.frontPlot()
	if !ok {
		return
	}
	out.XName, out.YName = x.Name+betterWord(x.Better), y.Name+betterWord(y.Better)
	out.XTicks, out.YTicks = p.XTicks(5), p.YTicks(5)
	for i, run := range v.Runs {
		a, b := run.Estimates[v.X], run.Estimates[v.Y]
		front, placed := v.OnFront(i)
		if !placed || math.IsInf(a.V, 0) || math.IsInf(b.V, 0) {
			continue
		}
		out.Dots = append(out.Dots, templates.FrontDot{
			Name: format.Shorten(run.Name, show.MaxNameAtMark), Front: front, Left: p.X(a.V) > 0.6,
			X: show.Percent(p.X(a.V)), Y: show.Percent(1 - p.Y(b.V)),
		})
		if front {
			out.Front = append(out.Front, run.Name)
		} else {
			out.Beaten = append(out.Beaten, run.Name)
		}
	}
}

// frontPlot returns the area of the drawing, with a margin around all finite
// values; false if there are none.
func (v rankView) frontPlot() (p show.Plot, ok bool) {
	p = show.Plot{Left: math.Inf(1), Right: math.Inf(-1), Bottom: math.Inf(1), Top: math.Inf(-1)}
	for _, run := range v.Runs {
		a, b := run.Estimates[v.X], run.Estimates[v.Y]
		if !a.OK || !b.OK || math.IsInf(a.V, 0) || math.IsInf(b.V, 0) {
			continue
		}
		p.Left, p.Right = min(p.Left, a.V), max(p.Right, a.V)
		p.Bottom, p.Top = min(p.Bottom, b.V), max(p.Top, b.V)
	}
	if p.Left > p.Right {
		return p, false
	}
	pad := func(low, high float64) (float64, float64) {
		by := max((high-low)*0.15, 0.005*max(math.Abs(high), 1e-3))
		return low - by, high + by
	}
	p.Left, p.Right = pad(p.Left, p.Right)
	p.Bottom, p.Top = pad(p.Bottom, p.Top)
	return p, true
}

// betterWord is the suffix of the name of an axis.
func betterWord(d calc.Direction) string {
	if d == calc.Lower {
		return ", lower is better"
	}
	return ", higher is better"
}
