package server

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
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

const (
	ranksPath   = "/compare/ranks"
	equalEnough = 1e-12 // values that are nearer than this share a rank
)

// ranking is several runs ranked by every metric and loss that says which of
// two values is better.
type ranking struct {
	state      tradeoff.State // the costs and the prevalence
	at         tradeoff.Stand
	experiment tradeoff.Experiment
	runs       []rankedRun
	metrics    []rankedMetric
	x, y       string // the metrics of the front
}

// A rankView turns ranks into what their page shows.
type rankView struct{ ranking }

type rankedRun struct {
	explore.Subject
	explore.Position
	name      string // or what stands for it
	display   explore.Display
	estimates map[string]calc.Estimate
}

// whole reports whether all of the run's many classes are ranked, which stand at
// no threshold.
func (r rankedRun) whole() bool { return asWhole(r.Run, r.View.Class) }

// A rankedMetric has the rank of each run by one metric, counted from 1; 0 where
// it is undefined, or no other run has it. Runs with equal values share the better
// rank.
type rankedMetric struct {
	id, name string
	better   calc.Direction
	point    bool // it depends on the threshold
	ranks    []int
}

// ranksAt returns what the query asks for; without runs, only the state.
func (s *Server) ranksAt(ctx context.Context, q url.Values) (v ranking, err error) {
	query, shared, err := tradeoff.ParseRanks(q)
	if err != nil {
		return v, err
	}
	ids := query.Runs
	v.at, v.state = query.Stand, shared.Standing()
	if len(ids) < 2 || len(ids) > tradeoff.MaxCompared {
		return v, tradeoff.Errorf(tradeoff.Invalid, "%d runs are given", len(ids)).WithHint("Give 2 to %d runs: run=1&run=2.", tradeoff.MaxCompared)
	}
	for i, id := range ids {
		run, err := s.explorer.Run(ctx, id)
		if err != nil {
			return v, err
		}
		if i == 0 {
			e, err := s.explorer.Experiment(ctx, run.ExperimentID)
			if err != nil {
				return v, err
			}
			v.experiment = e.In(v.state.View)
		}
		ranked := rankedRun{name: v.state.Meeting.Name(i, run.Name), estimates: make(map[string]calc.Estimate)}
		if ranked.Subject, err = s.explorer.Subject(ctx, run, v.state.View); err != nil {
			return v, err
		}
		if err := s.fillRanked(ctx, &ranked, v); err != nil {
			return v, err
		}
		v.runs = append(v.runs, ranked)
	}
	v.rank()
	return v, v.chooseFront(query.X, query.Y)
}

// atThresholdOfTheirOwn are metrics of a whole run that name a threshold or
// costs, which are not those where the run stands.
var atThresholdOfTheirOwn = []string{"net_benefit", "expected_cost"}

// fillRanked finds the values of all metrics of a run.
func (s *Server) fillRanked(ctx context.Context, run *rankedRun, v ranking) error {
	list, err := s.explorer.Metrics(ctx, run.Subject)
	if err != nil {
		return err
	}
	for _, m := range list {
		if !slices.Contains(atThresholdOfTheirOwn, m.ID) {
			run.estimates[m.ID] = m.Estimate
		}
	}
	if run.whole() {
		return nil
	}
	if run.display, err = s.explorer.Display(ctx, run.Subject); err != nil {
		return err
	}
	w := v.state.Setting(v.experiment)
	if run.Position, err = run.Subject.Position(ctx, run.display.Display, v.at, w); err != nil {
		return err
	}
	for _, m := range calc.ConfusionMetrics() { // a rank needs no interval
		value := calc.Undefined(run.Nowhere)
		if run.Nowhere == "" {
			value = inSetting(m.ID, w)(run.Point.Confusion)
		}
		run.estimates[m.ID] = calc.Estimate{Value: value}
	}
	return nil
}

// ofOtherScores are why a metric is none of a run at all.
var ofOtherScores = []calc.Reason{calc.NeedsProbabilities, calc.NeedsLogits, calc.NeedsIoU, calc.NeedsImages}

// rank ranks the runs by every metric that one of them has, be it undefined.
func (v *ranking) rank() {
	known := make(map[string]bool)
	add := func(id, name string, better calc.Direction, point bool) {
		if better == calc.Neither || known[id] {
			return
		}
		known[id] = true
		m := rankedMetric{id: id, name: name, better: better, point: point, ranks: make([]int, len(v.runs))}
		found, defined := false, 0
		for i := range v.runs {
			estimate, ok := v.runs[i].estimates[id]
			if found = found || ok && !slices.Contains(ofOtherScores, estimate.Reason); estimate.OK {
				m.ranks[i] = 1 + v.above(i, id, better)
				defined++
			}
		}
		if defined == 1 { // there is nobody to be better than
			clear(m.ranks)
		}
		if found {
			v.metrics = append(v.metrics, m)
		}
	}
	for _, m := range calc.RunMetrics() {
		add(m.ID, m.Name, m.Better, false)
	}
	for _, m := range calc.ClassMetricList() {
		add(m.ID, m.Name, m.Better, false)
	}
	for _, m := range calc.ConfusionMetrics() {
		add(m.ID, m.Name, m.Better, true)
	}
}

// above counts the runs that are better than run i by a metric.
func (v *ranking) above(i int, id string, better calc.Direction) (n int) {
	for j := range v.runs {
		if other := v.runs[j].estimates[id]; other.OK && isBetter(other.V, v.runs[i].estimates[id].V, better) {
			n++
		}
	}
	return n
}

func isBetter(a, b float64, better calc.Direction) bool {
	if better == calc.Lower {
		a, b = b, a
	}
	return a > b && a-b > equalEnough
}

// chooseFront takes the two metrics of the front: those that are asked for, or
// usual ones.
func (v *ranking) chooseFront(x, y string) error {
	for _, asked := range []struct {
		id    string
		into  *string
		usual []string
	}{{x, &v.x, []string{"recall", "macro_f1"}}, {y, &v.y, []string{"precision", "log_loss"}}} {
		if asked.id != "" && v.metric(asked.id) == nil {
			return tradeoff.Errorf(tradeoff.Invalid, "the runs are not ranked by %.40q", asked.id).WithHint("Choose one of the metrics of the table.")
		}
		*asked.into = asked.id
		for _, id := range asked.usual {
			if m := v.metric(id); *asked.into == "" && m != nil && m.ranked() {
				*asked.into = id
			}
		}
		if *asked.into == "" && len(v.metrics) > 0 {
			*asked.into = v.metrics[0].id
		}
	}
	return nil
}

func (v *ranking) metric(id string) *rankedMetric {
	i := slices.IndexFunc(v.metrics, func(m rankedMetric) bool { return m.id == id })
	if i < 0 {
		return nil
	}
	return &v.metrics[i]
}

// ranked reports whether the metric ranks runs: two of them have it.
func (m rankedMetric) ranked() bool { return slices.Max(m.ranks) > 0 }

// ranking are the metrics that rank runs.
func (v *ranking) ordering() []rankedMetric {
	return slices.DeleteFunc(slices.Clone(v.metrics), func(m rankedMetric) bool { return !m.ranked() })
}

// onFront reports whether no other run is as good as run i by both metrics of the
// front and better by one. placed says that i has both.
func (v *ranking) onFront(i int) (front, placed bool) {
	x, y := v.metric(v.x), v.metric(v.y)
	if x == nil || y == nil || x.ranks[i] == 0 || y.ranks[i] == 0 {
		return false, false
	}
	for j := range v.runs {
		if x.ranks[j] == 0 || y.ranks[j] == 0 {
			continue
		}
		if x.ranks[j] <= x.ranks[i] && y.ranks[j] <= y.ranks[i] && (x.ranks[j] < x.ranks[i] || y.ranks[j] < y.ranks[i]) {
			return false, true
		}
	}
	return true, true
}

// firsts counts by how many metrics run i is first, alone or with others.
func (v *ranking) firsts(i int) (n int) {
	for _, m := range v.metrics {
		if m.ranks[i] == 1 {
			n++
		}
	}
	return n
}

// sameOrder counts the metrics that put the runs into the order of the first one.
func (v *ranking) sameOrder() (n int) {
	ranking := v.ordering()
	for _, m := range ranking {
		if slices.Equal(m.ranks, ranking[0].ranks) {
			n++
		}
	}
	return n
}

// oneTest reports whether all runs are on one test set.
func (v *ranking) oneTest() bool {
	return oneTestSet(v.runs, func(r rankedRun) string { return r.Run.TestSetDigest })
}

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
	v, err := s.ranksAt(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	out := ranksJSON{SameTestSet: v.oneTest(), X: v.x, Y: v.y, Metrics: []rankedMetricJSON{}, Front: []int64{}}
	for i, run := range v.runs {
		one := rankedRunJSON{ID: run.Run.ID, Name: run.Run.Name, First: v.firsts(i)}
		if !run.whole() && run.Nowhere == "" {
			one.Threshold = new(calc.Number(run.Point.Threshold))
		}
		out.Runs = append(out.Runs, one)
		if front, _ := v.onFront(i); front {
			out.Front = append(out.Front, run.Run.ID)
		}
	}
	for _, m := range v.metrics {
		one := rankedMetricJSON{ID: m.id, Better: m.better.String()}
		for i, rank := range m.ranks {
			r := rankJSON{Value: pointer(v.runs[i].estimates[m.id].Value)}
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
	found, err := s.ranksAt(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	v := rankView{found}
	e := forReading(v.experiment)
	var ids []int64
	for _, run := range v.runs {
		ids = append(ids, run.Run.ID)
	}
	to := func(at tradeoff.Stand, state tradeoff.State) string {
		q := state.Query()
		tradeoff.RankQuery{Runs: ids, Stand: at, X: v.x, Y: v.y}.Add(q)
		return link.Address(ranksPath, q)
	}
	with := func(change func(*tradeoff.State)) string {
		state := v.state
		change(&state)
		return to(v.at, state)
	}
	out := templates.RanksView{Page: web.NewPage(r, "Ranks", "experiments"), Experiment: v.experiment, Action: ranksPath, Said: v.said()}
	if !v.runs[0].whole() {
		out.Compare = besideLink(comparePath, v.state, v.at, ids)
	}
	out.Page.Meeting = v.state.Meeting.On
	out.Meeting = meetingView(v.state.Meeting, func(m tradeoff.Meeting) string { return with(func(s *tradeoff.State) { s.Meeting = m }) })
	out.Part = sharedPart(v.runs[0].Subject, with(func(s *tradeoff.State) { s.View.Where = nil }))
	if !v.runs[0].whole() {
		var displays []explore.Display
		for _, run := range v.runs {
			displays = append(displays, run.display)
		}
		out.Stand = new(standChoice{path: ranksPath, at: v.at, displays: displays, setting: v.state.Setting(v.experiment),
			with: func(at tradeoff.Stand) string { return to(at, v.state) }}.view("all runs at"))
	}
	if v.at.Optimistic() && out.Stand != nil {
		out.Optimist = tradeoff.Optimist
	}
	if !v.oneTest() {
		out.Warning = "These runs are not all on one test set: a run may be first because its rows are easier."
	}
	if missing := v.runs[0].Missing(); len(missing) > 0 {
		note := "For " + format.Isolate(v.runs[0].name) + ", " + source.Sentence(missing) + "."
		out.Warning = strings.TrimSpace(out.Warning + " " + note)
	}
	there := v.state
	there.Meeting, there.Policy, there.Threshold = tradeoff.Meeting{}, v.at.Rule(), v.at.Threshold()
	for i, run := range v.runs {
		head := templates.RankedRun{Name: run.name, Href: link.Address(runPath(run.Run.ID), there.Query()), First: format.Count(v.firsts(i))}
		if v.state.Meeting.Blind { // its page says who it is
			head.Href = ""
		}
		switch {
		case run.whole():
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
	if ranking := v.ordering(); len(ranking) > 0 {
		first = ranking[0].ranks
	}
	for _, m := range v.metrics {
		row := templates.RankRow{ID: m.id, Name: m.name, Point: m.point, Lower: m.better == calc.Lower, Other: m.ranked() && !slices.Equal(m.ranks, first)}
		decimals := v.decimals(m)
		for i, rank := range m.ranks {
			cell := templates.RankCell{First: rank == 1}
			if rank > 0 {
				cell.Rank = format.Count(rank)
			}
			estimate, ok := v.runs[i].estimates[m.id]
			switch {
			case !ok:
				cell.Reason = "it was not computed for this run"
			case !estimate.OK:
				cell.Reason = e.ReasonText(cmp.Or(estimate.Reason, v.runs[i].Nowhere))
			default:
				cell.Value = format.Signed(format.Fixed(v.runs[i].estimates[m.id].V, decimals))
			}
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	state := v.state.Query()
	tradeoff.RankQuery{Runs: ids, Stand: v.at}.Add(state)
	out.Hidden = web.HiddenFields(state)
	if out.Chooser, err = partChooser(r.Context(), v.runs[0].Subject, v.state.Meeting, ranksPath, out.Hidden); err != nil {
		return err
	}
	v.front(&out)
	return web.Page(w, r, http.StatusOK, templates.RanksPage(out))
}

// mostDecimals is how many decimals a value of the table of ranks has at most.
const mostDecimals = 6

// decimals is how many decimals tell values of different ranks apart, at least two.
func (v rankView) decimals(m rankedMetric) int {
	for d := 2; d < mostDecimals; d++ {
		rankOf := make(map[string]int)
		apart := true
		for i, rank := range m.ranks {
			if rank == 0 {
				continue
			}
			text := format.Fixed(v.runs[i].estimates[m.id].V, d)
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
	ranking := v.ordering()
	if len(ranking) == 0 {
		return "No metric is defined for two of these runs."
	}
	n, most := len(ranking), 0
	for i := range v.runs {
		most = max(most, v.firsts(i))
	}
	var best []string
	for i, run := range v.runs {
		if v.firsts(i) == most {
			best = append(best, format.Isolate(run.name))
		}
	}
	text := fmt.Sprintf("%s is first by %s of %s metrics and losses, alone or with others.", best[0], format.Count(most), format.Count(n))
	if last := len(best) - 1; last > 0 {
		text = fmt.Sprintf("%s and %s are each first by %s of %s metrics and losses, alone or with others.", strings.Join(best[:last], ", "), best[last], format.Count(most), format.Count(n))
	}
	if same := v.sameOrder(); same == n {
		return text + " All of them put the runs into one order."
	} else {
		return text + fmt.Sprintf(" The order depends on the metric: %s put the runs as %s does, %s do not.", format.Count(same), ranking[0].name, format.Count(n-same))
	}
}

// front draws the runs by two metrics.
func (v rankView) front(out *templates.RanksView) {
	x, y := v.metric(v.x), v.metric(v.y)
	if x == nil || y == nil {
		return
	}
	for _, m := range v.metrics {
		out.X = append(out.X, templates.ClassOption{Value: m.id, Label: m.name, Chosen: m.id == v.x})
		out.Y = append(out.Y, templates.ClassOption{Value: m.id, Label: m.name, Chosen: m.id == v.y})
	}
	p := plot{left: math.Inf(1), right: math.Inf(-1), bottom: math.Inf(1), top: math.Inf(-1)}
	for _, run := range v.runs {
		if a, b := run.estimates[v.x], run.estimates[v.y]; a.OK && b.OK && !math.IsInf(a.V, 0) && !math.IsInf(b.V, 0) {
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
	out.XName, out.YName = x.name+betterWord(x.better), y.name+betterWord(y.better)
	out.XTicks, out.YTicks = p.xTicks(5), p.yTicks(5)
	for i, run := range v.runs {
		a, b := run.estimates[v.x], run.estimates[v.y]
		front, placed := v.onFront(i)
		if !placed || math.IsInf(a.V, 0) || math.IsInf(b.V, 0) {
			continue
		}
		dot := templates.FrontDot{Name: format.Shorten(run.name, roomBesideMark), X: percent(p.x(a.V)), Y: percent(1 - p.y(b.V)), Front: front, Left: p.x(a.V) > 0.6}
		out.Dots = append(out.Dots, dot)
		if front {
			out.Front = append(out.Front, run.name)
		} else {
			out.Beaten = append(out.Beaten, run.name)
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
