package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/jobs"
	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// A labelGroup is a group of runs, one for each label, with its averages.
type labelGroup struct {
	tradeoff.LabelGroup
	runs      []source.RunSummary
	standings []explore.Position // of the runs
	means     evaluate.LabelMeans
	pending   bool // micro averages of whole runs are still to come
}

// labelGroup returns the group of the given id, each of its runs at the operating
// point that at returns. Micro averages of whole runs need all scores: they are
// found in the background, and waited for as long as most, or to their end if it is 0.
func (s *Server) labelGroup(
	ctx context.Context, id int64, at func(tradeoff.Run) (explore.Position, error), most time.Duration,
) (g labelGroup, err error) {
	if g.LabelGroup, g.runs, err = s.explorer.LabelGroup(ctx, id); err != nil {
		return g, err
	}
	labels := make([]evaluate.LabelRun, len(g.runs))
	for i, r := range g.runs {
		p, err := at(r.Run)
		if err != nil {
			return g, err
		}
		g.standings = append(g.standings, p)
		labels[i] = evaluate.LabelRun{Metrics: metricsOf(r.Metrics), Point: p.Point, Nowhere: p.Nowhere}
	}
	pooled, err := s.pooledLabels(ctx, g.runs, most)
	g.means, g.pending = evaluate.MeansOfLabels(labels, pooled), pooled == nil
	return g, err
}

// pooledLabels returns the micro averages of metrics of whole runs, or nil if they
// are still to come.
func (s *Server) pooledLabels(
	ctx context.Context, runs []source.RunSummary, most time.Duration,
) (map[string]evaluate.Quantity, error) {
	ids, list := make([]int64, len(runs)), make([]tradeoff.Run, len(runs))
	for i, r := range runs {
		ids[i], list[i] = r.ID, r.Run
	}
	key := fmt.Sprint(ids) // a run of an id never changes
	work := func(ctx context.Context, _ *jobs.Progress) (map[string]evaluate.Quantity, error) {
		pooled, err := s.poolLabels(ctx, list)
		s.explorer.Warn(ctx, err, "labels were not pooled", "runs", key)
		return pooled, err
	}
	if most == 0 {
		return s.explorer.Background.Pooled.Get(ctx, key, work)
	}
	now, err := s.explorer.Background.Pooled.Ask(key, 0, work).Wait(ctx, most)
	if !now.Ready || now.Err != nil {
		return nil, err
	}
	return now.Value, err
}

// poolLabels reads the whole sweeps of runs, as long as they can be pooled.
func (s *Server) poolLabels(ctx context.Context, runs []tradeoff.Run) (map[string]evaluate.Quantity, error) {
	var sweeps []*calc.Sweep
	for _, run := range runs {
		sweep, err := s.explorer.Sweep(ctx, run)
		if err != nil {
			return nil, err
		}
		if sweeps = append(sweeps, sweep); calc.Poolable(sweeps) != "" {
			break
		}
	}
	return evaluate.PoolLabels(sweeps), nil
}

// A labelAveragesJSON is a label group with its averages.
type labelAveragesJSON struct {
	ID           int64          `json:"id"`
	Name         string         `json:"name"`
	ExperimentID int64          `json:"experiment_id"`
	URL          string         `json:"url" doc:"path of the experiment's page"`
	Labels       []labelRunJSON `json:"labels"`
	evaluate.LabelMeans
}

// A labelRunJSON is the run of one label.
type labelRunJSON struct {
	RunID  int64           `json:"run_id"`
	Name   string          `json:"name"`
	URL    string          `json:"url" doc:"path of its page"`
	At     *labelPointJSON `json:"at,omitempty" doc:"its operating point; absent if the policy picks none"`
	Reason calc.Reason     `json:"reason,omitempty" doc:"why there is no operating point"`
}

// A labelPointJSON is a threshold with the confusion matrix there.
type labelPointJSON struct {
	Threshold calc.Number `json:"threshold"`
	calc.Confusion
}

// getLabelGroup answers with the averages over the labels of a group.
func (s *Server) getLabelGroup(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return err
	}
	_, runs, err := s.explorer.LabelGroup(r.Context(), id)
	if err != nil {
		return err
	}
	e, err := s.explorer.Experiment(r.Context(), runs[0].ExperimentID)
	if err != nil {
		return err
	}
	g, err := s.labelGroup(r.Context(), id, func(run tradeoff.Run) (explore.Position, error) {
		if t := state.Threshold; t != nil {
			point, _, err := s.explorer.OperatingPoint(r.Context(), run.ID, *t)
			return explore.Position{Point: point}, err
		}
		return s.explorer.PositionOfRun(r.Context(), run, state.Policy, state.Setting(e))
	}, 0)
	if err != nil {
		return err
	}
	out := labelAveragesJSON{
		ID: g.ID, Name: g.Name, ExperimentID: e.ID, URL: link.To(r.Context(), experimentPath(e.ID)), LabelMeans: g.means,
	}
	for i, run := range g.runs {
		label := labelRunJSON{RunID: run.ID, Name: run.Name, URL: link.To(r.Context(), runPath(run.ID)), Reason: g.standings[i].Nowhere}
		if p := g.standings[i].Point; label.Reason == "" {
			label.At = &labelPointJSON{calc.Number(p.Threshold), p.Confusion}
		}
		out.Labels = append(out.Labels, label)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// A boardBlock is a part of a leaderboard: the runs of a label group, or one run.
type boardBlock struct {
	group     *labelGroup // nil for a run that is in none, or alone in one
	entries   []leaderboardEntry
	name      string
	estimates map[string]calc.Estimate // by which it is sorted: those of the run, or macro averages
}

// blocks puts the runs of label groups together. Averages are over all labels of a
// group, those too that are not among the entries.
func (s *Server) blocks(
	ctx context.Context, e tradeoff.Experiment, entries []leaderboardEntry, policy *calc.Policy,
) ([]boardBlock, error) {
	known := make(map[int64]explore.Position)
	for _, entry := range entries {
		known[entry.run.ID] = entry.standing
	}
	at := func(run tradeoff.Run) (explore.Position, error) {
		if p, ok := known[run.ID]; ok {
			return p, nil
		}
		return s.explorer.PositionOfRun(ctx, run, policy, tradeoff.State{}.Setting(e))
	}
	var list []boardBlock
	place := make(map[int64]int) // in the list, of groups
	until := time.Now().Add(shortWork)
	for _, entry := range entries {
		if g := entry.run.LabelGroup; g != nil {
			k, ok := place[g.ID]
			if !ok {
				group, err := s.labelGroup(ctx, g.ID, at, max(time.Until(until), time.Nanosecond))
				if err != nil {
					return nil, err
				}
				k = -1 // alone
				if len(group.runs) > 1 {
					k = len(list)
					list = append(list, boardBlock{group: &group, name: group.Name, estimates: group.macro()})
				}
				place[g.ID] = k
			}
			if k >= 0 {
				list[k].entries = append(list[k].entries, entry)
				continue
			}
		}
		alone := boardBlock{entries: []leaderboardEntry{entry}, name: entry.run.Name, estimates: entry.estimates}
		list = append(list, alone)
	}
	return list, nil
}

// macro returns the macro averages as estimates without intervals.
func (g labelGroup) macro() map[string]calc.Estimate {
	all := make(map[string]calc.Estimate)
	for id, m := range g.means.Macro {
		all[id] = calc.Estimate{Value: m.Value}
	}
	return all
}

// sortBlocks sorts blocks, and the runs within each, as [sortRows] does, and returns
// the runs in their order.
func sortBlocks(blocks []boardBlock, id string, ascending bool) (entries []leaderboardEntry) {
	sortRows(blocks, id, ascending, func(b boardBlock) (string, map[string]calc.Estimate) {
		return b.name, b.estimates
	})
	for _, b := range blocks {
		sortRows(b.entries, id, ascending, func(e leaderboardEntry) (string, map[string]calc.Estimate) {
			return e.run.Name, e.estimates
		})
		entries = append(entries, b.entries...)
	}
	return entries
}

// blockViews are the parts of a leaderboard: each label group, and the runs between
// two of them.
func blockViews(
	e tradeoff.Experiment, b board, blocks []boardBlock, row func(leaderboardEntry) templates.LeaderboardRow,
) (list []templates.LeaderboardBlock) {
	for i, block := range blocks {
		if i == 0 || block.group != nil || blocks[i-1].group != nil {
			list = append(list, templates.LeaderboardBlock{})
		}
		v := &list[len(list)-1]
		if block.group != nil {
			v.Group = labelGroupView(*block.group, e, b, len(block.entries))
		}
		for _, entry := range block.entries {
			v.Rows = append(v.Rows, row(entry))
		}
	}
	return list
}

// view is the heading of a group on a leaderboard with its averages.
func labelGroupView(g labelGroup, e tradeoff.Experiment, b board, shown int) *templates.LeaderboardGroup {
	v := &templates.LeaderboardGroup{Name: g.Name, Labels: format.Count(len(g.runs)) + " labels"}
	if shown < len(g.runs) {
		v.Labels = format.Count(shown) + " of " + v.Labels
	}
	macro := templates.LeaderboardMean{Name: "Macro average", Hint: "The mean over all labels, each counting the same."}
	micro := templates.LeaderboardMean{Name: "Micro average", Hint: "All pairs of a row and a label pooled."}
	for _, id := range b.columns() {
		if id == explore.ThresholdMetric {
			each := templates.LeaderboardCell{Reason: "each label has its own threshold"}
			macro.Cells, micro.Cells = append(macro.Cells, each), append(micro.Cells, each)
			continue
		}
		estimates := make(map[string]calc.Estimate) // an average that is missing was not computed
		mean, ok := g.means.Macro[id]
		if ok {
			estimates["macro"] = calc.Estimate{Value: mean.Value}
		}
		pooled, ok := g.means.Micro[id]
		if ok {
			estimates["micro"] = calc.Estimate{Value: pooled.Value}
		}
		cell := leaderboardCell(e, estimates, "macro")
		if cell.Reason == "" && mean.Defined < len(g.runs) {
			cell.Remark = fmt.Sprintf("over %d of %d", mean.Defined, len(g.runs))
		}
		macro.Cells = append(macro.Cells, cell)
		if cell = leaderboardCell(e, estimates, "micro"); !ok && g.pending {
			cell.Reason = "it is being computed: reload the page in a moment"
		}
		micro.Cells = append(micro.Cells, cell)
	}
	v.Means = []templates.LeaderboardMean{macro, micro}
	return v
}
