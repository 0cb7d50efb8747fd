package experiment

import (
	"context"
	"fmt"
	"time"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// A boardBlock is a part of a leaderboard: the runs of a label group, or one run.
type boardBlock struct {
	group     *explore.LabelGroup // nil for a run that is in none, or alone in one
	entries   []explore.LeaderboardEntry
	name      string
	estimates map[string]calc.Estimate // by which it is sorted: those of the run, or macro averages
}

// blocks puts the runs of label groups together. Averages are over all labels of a
// group, those too that are not among the entries.
func (s *Pages) blocks(
	ctx context.Context, e tradeoff.Experiment, entries []explore.LeaderboardEntry, policy *calc.Policy,
) ([]boardBlock, error) {
	known := make(map[int64]explore.Position)
	for _, entry := range entries {
		known[entry.Run.ID] = entry.Position
	}
	at := func(run tradeoff.Run) (explore.Position, error) {
		if p, ok := known[run.ID]; ok {
			return p, nil
		}
		return s.explorer.PositionOfRun(ctx, run, policy, tradeoff.State{}.Setting(e))
	}
	var list []boardBlock
	place := make(map[int64]int) // in the list, of groups
	until := time.Now().Add(show.DraftPatience)
	for _, entry := range entries {
		if g := entry.Run.LabelGroup; g != nil {
			k, ok := place[g.ID]
			if !ok {
				group, err := s.explorer.Several.LabelAverages(ctx, g.ID, at, max(time.Until(until), time.Nanosecond))
				if err != nil {
					return nil, err
				}
				k = -1 // alone
				if len(group.Runs) > 1 {
					k = len(list)
					list = append(list, boardBlock{group: &group, name: group.Name, estimates: group.Macro()})
				}
				place[g.ID] = k
			}
			if k >= 0 {
				list[k].entries = append(list[k].entries, entry)
				continue
			}
		}
		alone := boardBlock{entries: []explore.LeaderboardEntry{entry}, name: entry.Run.Name, estimates: entry.Estimates}
		list = append(list, alone)
	}
	return list, nil
}

// sortBlocks sorts blocks, and the runs within each, as [sortRows] does, and returns
// the runs in their order.
func sortBlocks(blocks []boardBlock, id string, ascending bool) (entries []explore.LeaderboardEntry) {
	explore.SortLeaderboard(blocks, id, ascending, func(b boardBlock) (string, map[string]calc.Estimate) {
		return b.name, b.estimates
	})
	for _, b := range blocks {
		key := func(e explore.LeaderboardEntry) (string, map[string]calc.Estimate) { return e.Run.Name, e.Estimates }
		explore.SortLeaderboard(b.entries, id, ascending, key)
		entries = append(entries, b.entries...)
	}
	return entries
}

// blockViews are the parts of a leaderboard: each label group, and the runs between
// two of them.
func blockViews(
	e tradeoff.Experiment, b explore.Board, blocks []boardBlock,
	row func(explore.LeaderboardEntry) templates.LeaderboardRow,
) (list []templates.LeaderboardBlock) {
	for i, block := range blocks {
		if i == 0 || block.group != nil || blocks[i-1].group != nil {
			list = append(list, templates.LeaderboardBlock{})
		}
		v := &list[len(list)-1]
		if block.group != nil {
			v.Group = LabelGroupView(*block.group, e, b, len(block.entries))
		}
		for _, entry := range block.entries {
			v.Rows = append(v.Rows, row(entry))
		}
	}
	return list
}

// view is the heading of a group on a leaderboard with its averages.
func LabelGroupView(
	g explore.LabelGroup, e tradeoff.Experiment, b explore.Board, shown int,
) *templates.LeaderboardGroup {
	v := &templates.LeaderboardGroup{Name: g.Name, Labels: format.Count(len(g.Runs)) + " labels"}
	if shown < len(g.Runs) {
		v.Labels = format.Count(shown) + " of " + v.Labels
	}
	macro := templates.LeaderboardMean{Name: "Macro average", Hint: "The mean over all labels, each counting the same."}
	micro := templates.LeaderboardMean{Name: "Micro average", Hint: "All pairs of a row and a label pooled."}
	for _, id := range b.Columns() {
		if id == explore.ThresholdMetric {
			each := templates.LeaderboardCell{Reason: "each label has its own threshold"}
			macro.Cells, micro.Cells = append(macro.Cells, each), append(micro.Cells, each)
			continue
		}
		estimates := make(map[string]calc.Estimate) // an average that is missing was not computed
		mean, ok := g.Means.Macro[id]
		if ok {
			estimates["macro"] = calc.Estimate{Value: mean.Value}
		}
		pooled, ok := g.Means.Micro[id]
		if ok {
			estimates["micro"] = calc.Estimate{Value: pooled.Value}
		}
		cell := leaderboardCell(e, estimates, "macro")
		if cell.Reason == "" && mean.Defined < len(g.Runs) {
			cell.Remark = fmt.Sprintf("over %d of %d", mean.Defined, len(g.Runs))
		}
		macro.Cells = append(macro.Cells, cell)
		if cell = leaderboardCell(e, estimates, "micro"); !ok && g.Pending {
			cell.Reason = "it is being computed: reload the page in a moment"
		}
		micro.Cells = append(micro.Cells, cell)
	}
	v.Means = []templates.LeaderboardMean{macro, micro}
	return v
}
