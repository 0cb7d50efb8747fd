package server

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
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A rankView turns ranks into what their page shows.
type rankView struct{ explore.Ranks }

// --- the API ---

// A ranksJSON is several runs ranked by every metric.
type ranksJSON struct {
	Runs        []rankedRunJSON    `json:"runs"`
	Metrics     []rankedMetricJSON `json:"metrics"`
	SameTestSet bool               `json:"same_test_set"`
	X           string             `json:"x" doc:"the first metric of the front"`
	Y           string             `json:"y" doc:"the second one"`
	Front       []int64            `json:"front" doc:"the runs that no other one beats in one of the two without losing in the other"`
}

type rankedRunJSON struct {
	ID        int64        `json:"id"`
	Name      string       `json:"name"`
	Threshold *calc.Number `json:"threshold,omitempty" doc:"where it stands; absent of many classes, and if the policy picks none"`
	First     int          `json:"first" doc:"by how many metrics it is first, alone or with others"`
}

type rankedMetricJSON struct {
	ID     string     `json:"id"`
	Better string     `json:"better" enum:"higher,lower"`
	Ranks  []rankJSON `json:"ranks" doc:"in the order of the runs"`
}

type rankJSON struct {
	Rank  *int     `json:"rank" doc:"from 1; runs with equal values share the better one, and null is undefined, or the only one with a value"`
	Value *float64 `json:"value"`
}

// getRanks answers with several runs ranked by every metric.
func (s *Server) getRanks(w http.ResponseWriter, r *http.Request) error {
	v, err := s.explorer.Ranks(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	out := ranksJSON{SameTestSet: v.OneTest(), X: v.X, Y: v.Y, Metrics: []rankedMetricJSON{}, Front: []int64{}}
	for i, run := range v.Runs {
		one := rankedRunJSON{ID: run.Run.ID, Name: run.Run.Name, First: v.Firsts(i)}
		if !run.Whole() && run.Nowhere == "" {
			one.Threshold = new(calc.Number(run.Point.Threshold))
		}
		out.Runs = append(out.Runs, one)
		if front, _ := v.OnFront(i); front {
			out.Front = append(out.Front, run.Run.ID)
		}
	}
	for _, m := range v.Metrics {
		one := rankedMetricJSON{ID: m.ID, Better: m.Better.String()}
		for i, rank := range m.Ranks {
			r := rankJSON{Value: explore.NumberOrNil(v.Runs[i].Estimates[m.ID].Value)}
			if rank > 0 {
				r.Rank = &rank
			}
			one.Ranks = append(one.Ranks, r)
		}
		out.Metrics = append(out.Metrics, one)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// --- the page ---

// ranksPage shows whether the order of the runs depends on the metric.
func (s *Server) ranksPage(w http.ResponseWriter, r *http.Request) error {
	found, err := s.explorer.Ranks(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	v := rankView{found}
	e := explore.ForReading(v.Experiment)
	var ids []int64
	for _, run := range v.Runs {
		ids = append(ids, run.Run.ID)
	}
	to := func(at tradeoff.Stand, state tradeoff.State) string {
		q := state.Query()
		tradeoff.RankQuery{Runs: ids, Stand: at, X: v.X, Y: v.Y}.Add(q)
		return link.Address(link.RanksPath, q)
	}
	with := func(change func(*tradeoff.State)) string {
		state := v.State
		change(&state)
		return to(v.At, state)
	}
	out := templates.RanksView{Page: web.NewPage(r, "Ranks", "experiments"), Experiment: v.Experiment, Action: link.RanksPath, Said: v.said()}
	if !v.Runs[0].Whole() {
		out.Compare = besideLink(link.ComparePath, v.State, v.At, ids)
	}
	out.Page.Meeting = v.State.Meeting.On
	out.Meeting = meetingView(v.State.Meeting, func(m tradeoff.Meeting) string { return with(func(s *tradeoff.State) { s.Meeting = m }) })
	out.Part = sharedPart(v.Runs[0].Subject, with(func(s *tradeoff.State) { s.View.Where = nil }))
	if !v.Runs[0].Whole() {
		var displays []explore.Display
		for _, run := range v.Runs {
			displays = append(displays, run.Display)
		}
		out.Stand = new(standChoice{path: link.RanksPath, at: v.At, displays: displays, setting: v.State.Setting(v.Experiment),
			with: func(at tradeoff.Stand) string { return to(at, v.State) }}.view("all runs at"))
	}
	if v.At.Optimistic() && out.Stand != nil {
		out.Optimist = tradeoff.Optimist
	}
	if !v.OneTest() {
		out.Warning = "These runs are not all on one test set: a run may be first because its rows are easier."
	}
	if missing := v.Runs[0].Missing(); len(missing) > 0 {
		note := "For " + format.Isolate(v.Runs[0].Name) + ", " + source.Sentence(missing) + "."
		out.Warning = strings.TrimSpace(out.Warning + " " + note)
	}
	there := v.State
	there.Meeting, there.Policy, there.Threshold = tradeoff.Meeting{}, v.At.Rule(), v.At.Threshold()
	for i, run := range v.Runs {
		head := templates.RankedRun{Name: run.Name, Href: link.Address(link.RunPath(run.Run.ID), there.Query()), First: format.Count(v.Firsts(i))}
		if v.State.Meeting.Blind { // its page says who it is
			head.Href = ""
		}
		switch {
		case run.Whole():
		case run.Nowhere != "":
			head.Threshold = "no threshold: " + e.ReasonText(run.Nowhere)
		case run.Unmet:
			head.Threshold = "at " + run.Text + ", the closest"
		default:
			head.Threshold = "at " + run.Text
		}
		out.Runs = append(out.Runs, head)
	}
	var first []int
	if ranking := v.Ordering(); len(ranking) > 0 {
		first = ranking[0].Ranks
	}
	for _, m := range v.Metrics {
		row := templates.RankRow{ID: m.ID, Name: m.Name, Point: m.Point, Lower: m.Better == calc.Lower, Other: m.Ranked() && !slices.Equal(m.Ranks, first)}
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
				cell.Reason = e.ReasonText(cmp.Or(estimate.Reason, v.Runs[i].Nowhere))
			default:
				cell.Value = format.Signed(format.Fixed(v.Runs[i].Estimates[m.ID].V, decimals))
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	state := v.State.Query()
	tradeoff.RankQuery{Runs: ids, Stand: v.At}.Add(state)
	out.Hidden = web.HiddenFields(state)
	if out.Chooser, err = partChooser(r.Context(), v.Runs[0].Subject, v.State.Meeting, link.RanksPath, out.Hidden); err != nil {
		return err
	}
	v.front(&out)
	return web.Page(w, r, http.StatusOK, templates.RanksPage(out))
}

// mostDecimals is how many decimals a value of the table of ranks has at most.
const mostDecimals = 6

// decimals is how many decimals tell values of different ranks apart, at least two.
func (v rankView) decimals(m explore.RankedMetric) int {
	for d := 2; d < mostDecimals; d++ {
		rankOf := make(map[string]int)
		apart := true
		for i, rank := range m.Ranks {
			if rank == 0 {
				continue
			}
			text := format.Fixed(v.Runs[i].Estimates[m.ID].V, d)
			if other, ok := rankOf[text]; ok && other != rank {
				apart = false
			}
			rankOf[text] = rank
		}
		if apart {
			return d
		}
	}
	return mostDecimals
}

// said says whether the order depends on the metric.
func (v rankView) said() string {
	ranking := v.Ordering()
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
	text := fmt.Sprintf("%s is first by %s of %s metrics and losses, alone or with others.", best[0], format.Count(most), format.Count(n))
	if last := len(best) - 1; last > 0 {
		text = fmt.Sprintf("%s and %s are each first by %s of %s metrics and losses, alone or with others.", strings.Join(best[:last], ", "), best[last], format.Count(most), format.Count(n))
	}
	if same := v.SameOrder(); same == n {
		return text + " All of them put the runs into one order."
	} else {
		return text + fmt.Sprintf(" The order depends on the metric: %s put the runs as %s does, %s do not.", format.Count(same), ranking[0].Name, format.Count(n-same))
	}
}

// front draws the runs by two metrics.
func (v rankView) front(out *templates.RanksView) {
	x, y := v.Metric(v.X), v.Metric(v.Y)
	if x == nil || y == nil {
		return
	}
	for _, m := range v.Metrics {
		out.X = append(out.X, templates.ClassOption{Value: m.ID, Label: m.Name, Chosen: m.ID == v.X})
		out.Y = append(out.Y, templates.ClassOption{Value: m.ID, Label: m.Name, Chosen: m.ID == v.Y})
	}
	p := plot{left: math.Inf(1), right: math.Inf(-1), bottom: math.Inf(1), top: math.Inf(-1)}
	for _, run := range v.Runs {
		if a, b := run.Estimates[v.X], run.Estimates[v.Y]; a.OK && b.OK && !math.IsInf(a.V, 0) && !math.IsInf(b.V, 0) {
			p.left, p.right, p.bottom, p.top = min(p.left, a.V), max(p.right, a.V), min(p.bottom, b.V), max(p.top, b.V)
		}
	}
	if p.left > p.right {
		return
	}
	pad := func(low, high float64) (float64, float64) {
		by := max((high-low)*0.15, 0.005*max(math.Abs(high), 1e-3))
		return low - by, high + by
	}
	p.left, p.right = pad(p.left, p.right)
	p.bottom, p.top = pad(p.bottom, p.top)
	out.XName, out.YName = x.Name+betterWord(x.Better), y.Name+betterWord(y.Better)
	out.XTicks, out.YTicks = p.xTicks(5), p.yTicks(5)
	for i, run := range v.Runs {
		a, b := run.Estimates[v.X], run.Estimates[v.Y]
		front, placed := v.OnFront(i)
		if !placed || math.IsInf(a.V, 0) || math.IsInf(b.V, 0) {
			continue
		}
		dot := templates.FrontDot{Name: format.Shorten(run.Name, roomBesideMark), X: percent(p.x(a.V)), Y: percent(1 - p.y(b.V)), Front: front, Left: p.x(a.V) > 0.6}
		out.Dots = append(out.Dots, dot)
		if front {
			out.Front = append(out.Front, run.Name)
		} else {
			out.Beaten = append(out.Beaten, run.Name)
		}
	}
}

func betterWord(d calc.Direction) string {
	if d == calc.Lower {
		return ", lower is better"
	}
	return ", higher is better"
}

// ranksParameters are those of ranks.
func ranksParameters() []parameter { return ofSeveralRuns(tradeoff.RankParameters()) }
