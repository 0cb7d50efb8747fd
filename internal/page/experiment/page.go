package experiment

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
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

// experimentPage is the leaderboard of an experiment.
func (s *Pages) experimentPage(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	e, err := s.explorer.Experiment(r.Context(), id)
	if err != nil {
		return err
	}
	state, err := tradeoff.ParseState(r.URL.Query())
	if err != nil {
		return err
	}
	entries, next, err := s.explorer.Several.Leaderboard(r.Context(), e, r.URL.Query().Get("tag"),
		r.URL.Query().Get("cursor"), state.Policy)
	if err != nil {
		return err
	}
	sets := explore.TestSetLetters(entries) // before sorting, so that letters stay with their sets
	tag := strings.TrimSpace(r.URL.Query().Get("tag"))
	board := explore.BoardOf(entries)
	sort, ascending := sortOf(r.URL.Query(), board.RunMetrics[0])
	blocks, err := s.blocks(r.Context(), e, entries, state.Policy)
	if err != nil {
		return err
	}
	entries = sortBlocks(blocks, sort, ascending)

	// What the links of the page keep: the tag, the policy and the order.
	path := fmt.Sprintf("/experiments/%d", id)
	kept := make(url.Values)
	for _, name := range []string{"tag", "sort"} {
		if v := r.URL.Query().Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	hidden := web.HiddenFields(kept)
	with := func(change func(*tradeoff.State)) string {
		changed := tradeoff.State{Policy: state.Policy}
		change(&changed)
		return keeping(path, kept, changed)
	}

	v := templates.ExperimentView{
		Page: web.NewPage(r, e.Name, "experiments"), Experiment: e,
		Columns: leaderboardColumns(path, board, withTag(tradeoff.State{Policy: state.Policy}.Query(), tag), sort,
			ascending), Tag: tag, Note: board.Note,
		Upload: templates.UploadView{ExperimentID: id, Compact: len(entries) > 0},
	}
	if len(board.PointMetrics) > 0 {
		v.Policies = leaderboardPolicies(path, state, hidden, with)
		v.Note += " " + saidOfStandings(state.Policy)
		if p := e.Prevalence; p != nil {
			v.Note += fmt.Sprintf(" They are those of the test sets; the page of a run and a comparison restate them for "+
				"where %s are %s.", format.GivenPercent(*p), explore.ReadableExperiment(e).PositiveName)
		}
		v.Comparable = len(entries) > 1
		if state.Policy != nil {
			v.Policy = state.Policy.String()
		}
	}
	if next != "" {
		v.Next = keeping(path, withTag(url.Values{"cursor": {next}}, tag), tradeoff.State{Policy: state.Policy})
	}
	v.SameTests = explore.OneTestSet(entries, explore.LeaderboardEntry.TestSet)
	v.Flips = flipsOffer(entries, state.Policy)
	if shown := entries[:min(len(entries), tradeoff.MaxCompared)]; len(shown) > 1 {
		q := tradeoff.State{Policy: state.Policy}.Query()
		for _, entry := range shown {
			tradeoff.AddRuns(q, []int64{entry.Run.ID})
		}
		v.Ranks = link.Address(link.RanksPath, q)
	}
	v.Blocks = blockViews(explore.ReadableExperiment(e), board, blocks,
		func(entry explore.LeaderboardEntry) templates.LeaderboardRow {
			return leaderboardRow(explore.ReadableExperiment(e), board, entry, sets, state.Policy)
		})
	if v.Deleted, err = show.DeletedMessage(r.Context(), r.URL.Query().Get("deleted"), s.explorer.Run); err != nil {
		return err
	}
	if v.Decisions, err = s.decisionRows(r.Context(), e, r.URL.Query().Get("decisions")); err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, templates.ExperimentPage(v))
}

// keeping is the address of a path with a query and a state.
func keeping(path string, q url.Values, state tradeoff.State) string {
	all := state.Query()
	maps.Copy(all, q)
	return link.Address(path, all)
}

// saidOfStandings says where the runs of a leaderboard stand.
func saidOfStandings(policy *calc.Policy) string {
	if policy == nil {
		return "That is 0.5 for probabilities, 0 for other scores, or the highest Youden's J if 0 lies outside them."
	}
	return fmt.Sprintf("Each run stands where %s puts it on its own rows. %s", tradeoff.PolicyName(*policy),
		tradeoff.OptimistMany)
}

// sortOf reads the column to sort by, "roc_auc" or "-roc_auc" for descending,
// from the query. By default the highest of the given column comes first.
func sortOf(q url.Values, by string) (id string, ascending bool) {
	switch sort := q.Get("sort"); {
	case sort == "":
		return by, false
	case sort[0] == '-':
		return sort[1:], false
	default:
		return sort, true
	}
}

// withTag returns a query that keeps to the runs with a tag, if there is one.
func withTag(q url.Values, tag string) url.Values {
	if tag != "" {
		q.Set("tag", tag)
	}
	return q
}

func leaderboardColumns(
	path string, b explore.Board, kept url.Values, sort string, ascending bool,
) []templates.LeaderboardColumn {
	var out []templates.LeaderboardColumn
	for _, id := range append([]string{"name"}, b.Columns()...) {
		c := templates.LeaderboardColumn{ID: id, Name: explore.ColumnTitle(id)}
		firstAscending := id == "name"
		if m, ok := calc.MetricByID(id); ok {
			firstAscending = m.Better == calc.Lower
		} else if m, ok := calc.ClassMetricByID(id); ok {
			firstAscending = m.Better == calc.Lower
		}
		next := firstAscending
		if id == sort {
			c.Sort, next = "descending", true
			if ascending {
				c.Sort, next = "ascending", false
			}
		}
		q := maps.Clone(kept)
		q.Set("sort", id)
		if !next {
			q.Set("sort", "-"+id)
		}
		c.Href = link.Address(path, q)
		out = append(out, c)
	}
	return out
}

// flipsOffer is the address of what flips from the second of the runs on one test
// set to the first; "" if no two are on one.
func flipsOffer(entries []explore.LeaderboardEntry, policy *calc.Policy) string {
	for i, first := range entries {
		for _, second := range entries[i+1:] {
			if d := first.Run.TestSetDigest; d == "" || d != second.Run.TestSetDigest || first.Run.ManyClasses() ||
				second.Run.ManyClasses() {
				continue
			}
			q := tradeoff.State{Policy: policy}.Query()
			tradeoff.AddRuns(q, []int64{second.Run.ID, first.Run.ID})
			return link.Address(link.DisagreementsPath, q)
		}
	}
	return ""
}

func leaderboardRow(
	e tradeoff.Experiment, b explore.Board, entry explore.LeaderboardEntry, sets map[string]string,
	policy *calc.Policy,
) templates.LeaderboardRow {
	run := entry.Run
	row := templates.LeaderboardRow{
		ID: run.ID, Href: link.RunPath(run.ID), Name: run.Name,
		Facts: explore.RowCountText(e, run),
	}
	if policy != nil && !run.ManyClasses() {
		row.Href = link.Address(row.Href, tradeoff.State{Policy: policy}.Query())
	}
	for _, tag := range run.Tags {
		row.Tags = append(row.Tags, templates.Choice{Label: tag, Value: fmt.Sprintf("/experiments/%d?%s", run.ExperimentID,
			withTag(url.Values{}, tag).Encode())})
	}
	row.TestSet = sets[run.TestSetDigest]
	for _, id := range b.Columns() {
		cell := leaderboardCell(e, entry.Estimates, id)
		if id == explore.ThresholdMetric && cell.Reason == "" {
			cell.Text = format.ThresholdInTable(entry.Position.Point.Threshold)
			if entry.Position.Unmet {
				cell.Remark = "the closest"
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

func leaderboardCell(e tradeoff.Experiment, estimates map[string]calc.Estimate, id string) templates.LeaderboardCell {
	estimate, ok := estimates[id]
	switch {
	case !ok:
		return templates.LeaderboardCell{Reason: "it was not computed for this run"}
	case !estimate.OK:
		return templates.LeaderboardCell{Reason: e.ReasonText(estimate.Reason)}
	}
	cell := templates.LeaderboardCell{}
	cell.Text, cell.Interval = explore.EstimateText(e, id, estimate, "")
	if !estimate.Low.OK || estimate.Low.V == estimate.High.V {
		cell.Interval = "" // why there is none is said on the run's page
	}
	return cell
}

func (s *Pages) newExperimentPage(w http.ResponseWriter, r *http.Request) error {
	v := templates.EditView{Page: web.NewPage(r, "New experiment", "experiments"),
		Experiment: tradeoff.Experiment{CostFP: 1, CostFN: 1}}
	return web.Page(w, r, http.StatusOK, templates.ExperimentForm(v))
}

func (s *Pages) createExperiment(w http.ResponseWriter, r *http.Request) error {
	var e tradeoff.Experiment
	err := readExperiment(r, &e)
	if err == nil {
		err = s.explorer.CreateExperiment(r.Context(), &e)
	}
	if err != nil {
		return s.experimentFormAgain(w, r, e, err)
	}
	return web.SeeOther(w, r, fmt.Sprintf("/experiments/%d", e.ID))
}

// experimentFormAgain shows the form with what was typed and what is wrong with it, or
// both texts if another person has changed the experiment. Other failures are not the form's.
func (s *Pages) experimentFormAgain(w http.ResponseWriter, r *http.Request, e tradeoff.Experiment, err error) error {
	var wrong *tradeoff.Error
	if !errors.As(err, &wrong) {
		return err
	}
	v := templates.EditView{
		Page: web.NewPage(r, "Experiment", "experiments"), Experiment: e, Prevalence: prevalenceText(e), Version: e.Version,
	}
	status := http.StatusUnprocessableEntity
	switch {
	case wrong.Mismatch != nil:
		status = http.StatusPreconditionFailed
		v.Conflict, v.Version = show.Conflict(r.Context(), s.explorer, err, link.ExperimentPath(e.ID)+"/edit")
	case wrong.Kind == tradeoff.Invalid:
		v.Problem = &templates.ErrorView{Message: wrong.Message, Hint: wrong.Hint}
	default:
		return err
	}
	return web.Page(w, r, status, templates.ExperimentForm(v))
}

func (s *Pages) editExperimentPage(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.Experiment)
	if err != nil {
		return err
	}
	v := templates.EditView{Page: web.NewPage(r, "Edit "+e.Name, "experiments"), Experiment: e,
		Prevalence: prevalenceText(e)}
	v.Version = e.Version
	return web.Page(w, r, http.StatusOK, templates.ExperimentForm(v))
}

func (s *Pages) updateExperiment(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	typed := tradeoff.Experiment{ID: id}
	if err := readExperiment(r, &typed); err != nil {
		return s.experimentFormAgain(w, r, typed, err)
	}
	expected, err := web.FormVersion(r)
	if err != nil {
		return err
	}
	_, err = s.explorer.UpdateExperiment(r.Context(), id, func(e *tradeoff.Experiment) error {
		typed.CreatedAt = e.CreatedAt
		*e = typed
		return nil
	}, expected)
	if err != nil {
		return s.experimentFormAgain(w, r, typed, err)
	}
	return web.SeeOther(w, r, fmt.Sprintf("/experiments/%d", id))
}

// readExperiment takes over what the form says of an experiment.
func readExperiment(r *http.Request, e *tradeoff.Experiment) error {
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	e.Version, _ = web.ParseID(r.PostForm.Get("version")) // to be in the form again
	e.Name, e.Description = r.PostForm.Get("name"), r.PostForm.Get("description")
	e.PositiveName, e.NegativeName = r.PostForm.Get("positive_name"), r.PostForm.Get("negative_name")
	e.UnitSingular, e.UnitPlural = r.PostForm.Get("unit_singular"), r.PostForm.Get("unit_plural")
	setting, err := tradeoff.ParseState(url.Values{ // the same names and rules as in a run's address
		"cost_fp": r.PostForm["cost_fp"], "cost_fn": r.PostForm["cost_fn"], "prevalence": r.PostForm["prevalence"],
	})
	if err != nil {
		return err
	}
	w := setting.Setting(tradeoff.Experiment{CostFP: 1, CostFN: 1})
	e.CostFP, e.CostFN, e.Prevalence = w.Costs.FP, w.Costs.FN, w.Prevalence
	return nil
}

// prevalenceText is the prevalence as the form has it: "" if it is that of the
// test set.
func prevalenceText(e tradeoff.Experiment) string {
	if e.Prevalence == nil {
		return ""
	}
	return format.Number(*e.Prevalence)
}

func (s *Pages) deleteExperimentPage(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.Experiment)
	if err != nil {
		return err
	}
	return s.deleteForm(w, r, http.StatusOK, e, nil)
}

// deleteForm asks before an experiment goes to the trash.
func (s *Pages) deleteForm(
	w http.ResponseWriter, r *http.Request, status int, e tradeoff.Experiment, problem *templates.ErrorView,
) error {
	runs, _, err := s.explorer.Runs(r.Context(), source.RunFilter{ExperimentID: e.ID, Limit: explore.LeaderboardRuns})
	if err != nil {
		return err
	}
	decided, _, err := s.explorer.Decisions(r.Context(), source.DecisionFilter{ExperimentID: e.ID, Limit: 1})
	if err != nil {
		return err
	}
	v := templates.DeleteView{
		Page: web.NewPage(r, "Delete "+e.Name, "experiments"), Object: "experiment", Name: e.Name, Version: e.Version,
		Action: link.ExperimentPath(e.ID) + "/delete", Back: link.ExperimentPath(e.ID), Problem: problem,
	}
	if n := len(runs); n > 0 {
		v.With = fmt.Sprintf(", with its %s %s,", format.Count(n), format.Plural(n, "run", "runs"))
	}
	if len(decided) > 0 {
		v.Stays = "Its decisions stay on record."
	}
	return web.Page(w, r, status, templates.DeletePage(v))
}

func (s *Pages) deleteExperiment(w http.ResponseWriter, r *http.Request) error {
	e, err := web.Named(r, s.explorer.Experiment)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.Unreadable(err)
	}
	expected, err := web.FormVersion(r)
	if err == nil {
		err = s.explorer.DeleteExperiment(r.Context(), e.ID, expected)
	}
	if problem, status := show.ChangedMeanwhile(err); problem != nil {
		return s.deleteForm(w, r, status, e, problem)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, link.Address("/", url.Values{"deleted": {fmt.Sprint(e.ID)}}))
}
