package upload

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/incoming"
	"tradeoff/internal/intake"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// uploadFile takes the upload form: its files are kept as a draft, to be looked
// at and saved. With save=clean they are saved at once if nothing is in doubt.
// A script that asks for JSON is told where the draft is.
func (s *Pages) uploadFile(w http.ResponseWriter, r *http.Request) error {
	location, err := s.receiveDraft(r)
	if err != nil {
		if web.WantsJSON(r) || web.Gone(r.Context(), err) {
			return err
		}
		return s.refusedUpload(w, r, err)
	}
	if web.WantsJSON(r) {
		return web.Created(w, r, map[string]string{"location": link.To(r.Context(), location)}, location)
	}
	return web.SeeOther(w, r, location)
}

// receiveDraft keeps what an upload brings as a draft and returns its address.
func (s *Pages) receiveDraft(r *http.Request) (location string, err error) {
	body, in := incoming.Of(r, s.patience, s.intake.Limits().Bytes)
	defer in.Close()
	id, err := s.drafts.Receive(r.Context(), r.URL.Query(), body)
	return draftPath(id), err
}

// draftPath returns the address of a draft's page.
func draftPath(id string) string { return "/uploads/" + id }

// uploadedPath returns where an upload is to be seen: the run, or the experiment if
// there are several.
func uploadedPath(u *intake.Uploaded) string {
	if len(u.Runs) == 1 {
		return link.RunPath(u.Runs[0].ID)
	}
	return link.ExperimentPath(u.Experiment.ID)
}

// refusedUpload shows the upload form again with what was wrong.
func (s *Pages) refusedUpload(w http.ResponseWriter, r *http.Request, err error) error {
	e := web.Explained(r, err)
	web.ExchangeOf(r).Err = err
	v := templates.UploadView{Problem: &templates.ErrorView{Message: e.Message, Place: e.Place.String(), Hint: e.Hint}}
	return web.Page(w, r, web.StatusOf(e), templates.UploadPage(web.NewPage(r, "Upload", "upload"), v))
}

// draftPage shows a draft: the progress of the work on it, then the check-up,
// and at last what it was saved as.
func (s *Pages) draftPage(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	now, err := d.Wait(r.Context(), show.DraftPatience)
	if err != nil {
		return err
	}
	switch {
	case now.Saved != nil:
		return web.SeeOther(w, r, uploadedPath(now.Saved))
	case now.Pending || now.Checks == nil:
		v := templates.DraftWorkView{
			Page: web.NewPage(r, "Upload", "upload"), Action: draftPath(d.ID()), Progress: draftProgress(d),
		}
		return web.Page(w, r, http.StatusOK, templates.DraftWork(v))
	}
	v, err := s.draftView(r, d, now)
	if err != nil {
		return err
	}
	v.Held = now.Held
	return web.Page(w, r, http.StatusOK, templates.DraftPage(v))
}

// draftProgress answers how far the work on a draft is.
func (s *Pages) draftProgress(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	return web.WriteJSON(w, http.StatusOK, draftProgress(d))
}

func draftProgress(d *intake.Draft) templates.DraftProgress {
	now := d.Progress()
	p := templates.DraftProgress{Phase: now.Phase, File: now.Item, Bytes: now.Bytes, Total: now.Total, Rows: now.Rows}
	p.Text = p.Words()
	return p
}

// changeDraft takes the form of a draft: what was corrected, and whether to
// check it again or to save it.
func (s *Pages) changeDraft(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := s.drafts.Change(r.Context(), d, r.PostForm); err != nil {
		return err
	}
	return web.SeeOther(w, r, draftPath(d.ID()))
}

// cancelDraft removes a draft and leads back to the upload form.
func (s *Pages) cancelDraft(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.Find(chi.URLParam(r, "draft"))
	if tradeoff.KindOf(err) == tradeoff.NotFound {
		return web.SeeOther(w, r, "/upload") // it is gone already
	} else if err != nil {
		return err
	}
	defer done()
	last := s.drafts.Cancel(d)
	switch experiment := last.Settings.Upload.ExperimentID; {
	case last.Saved != nil: // it was too late
		return web.SeeOther(w, r, uploadedPath(last.Saved))
	case experiment != 0:
		return web.SeeOther(w, r, link.ExperimentPath(experiment))
	default:
		return web.SeeOther(w, r, "/upload")
	}
}

// roleWords say what a column is that a person can make of it.
var roleWords = map[tradeoff.Role]string{
	"": "kept as it is", tradeoff.IDRole: "id", tradeoff.LabelRole: "label", tradeoff.OneHotRole: "one-hot label",
	tradeoff.ScoreRole: "score", tradeoff.PredictedRole: "predicted class", tradeoff.WeightRole: "weight",
	tradeoff.IoURole: "IoU", tradeoff.ModelRole: "model", tradeoff.GroupRole: "group", tradeoff.IgnoreRole: "ignored",
}

// columnRoles are the roles that a person can give to a column.
func columnRoles() (list []templates.Choice) {
	for _, role := range intake.ColumnRoles {
		list = append(list, templates.Choice{Value: string(role), Label: roleWords[role]})
	}
	return list
}

// draftView is the page of a draft.
func (s *Pages) draftView(r *http.Request, d *intake.Draft, now intake.DraftState) (templates.DraftView, error) {
	c, said := now.Checks, now.Settings.Upload
	v := templates.DraftView{
		Page: web.NewPage(r, "Check the upload", "upload"), Action: draftPath(d.ID()), CanSave: c.OK, Clean: c.Clean,
		Roles: columnRoles(), Pair: string(said.Pairing()), ExperimentName: said.ExperimentName,
	}
	if c.Problem != nil {
		v.Problem = faultView(c.Problem, -1)
	}
	if id := said.ExperimentID; id != 0 {
		v.ExperimentID = strconv.FormatInt(id, 10)
	}
	choices, err := s.drafts.Choices(r.Context(), now.Settings)
	if err != nil {
		return v, err
	}
	if old := choices.Replaces; old != nil {
		v.Replaces = old.Name
	}
	for _, e := range choices.Experiments {
		v.Experiments = append(v.Experiments, templates.Choice{Value: fmt.Sprint(e.ID), Label: e.Name})
	}
	return withFiles(v, d, now), nil
}

func withFiles(v templates.DraftView, d *intake.Draft, now intake.DraftState) templates.DraftView {
	for i, f := range d.Files() {
		set, checked := now.Settings.Files[i], now.Checks.File(i)
		v.Files = append(v.Files, draftFileView(i, f, set, checked))
		if !set.LeftOut {
			v.Taken++
		}
		if checked != nil {
			v.Runs += len(checked.Runs)
		}
	}
	return v
}

func draftFileView(
	i int, f intake.DraftFile, set intake.FileSettings, c *intake.CheckedFile,
) templates.DraftFile {
	v := templates.DraftFile{
		Index: i, Name: f.Name, Size: format.Bytes(f.Bytes), LeftOut: set.LeftOut, RunName: set.Name,
		Kind: string(set.Options.Kind), Positive: set.Options.Positive,
		SkipMissing: set.Options.SkipMissing, KeepDuplicates: set.Options.KeepDuplicates,
	}
	if c == nil {
		return v
	}
	if c.Problem != nil {
		v.Problem = faultView(c.Problem, i)
		v.Problem.Place = placeInFile(c.Problem.Place, f.Name)
	}
	for k, table := range c.Tables {
		v.Tables = append(v.Tables, draftTableView(k, table))
		if len(table.Labels) <= 2 || set.Options.Positive != "" {
			for _, label := range table.Labels {
				if !slices.Contains(v.Labels, label) {
					v.Labels = append(v.Labels, label)
				}
			}
		}
	}
	if p := set.Options.Positive; p != "" && !slices.Contains(v.Labels, p) {
		v.Labels = append(v.Labels, p)
	}
	labels := make(map[*tradeoff.LabelGroup]int)
	for _, run := range c.Runs {
		labels[run.LabelGroup]++
	}
	for i, run := range c.Runs {
		v.Runs = append(v.Runs, draftRunView(run))
		if g := run.LabelGroup; g != nil && (i == 0 || c.Runs[i-1].LabelGroup != g) {
			v.Runs[i].Group, v.Runs[i].Labels = g.Name, labels[g]
		}
		v.GuessedKind = scoreWords[run.ScoreKind]
		v.GuessedPositive = run.PositiveName
		if v.GuessedPositive == "" && (run.Task == tradeoff.BinaryTask || run.Task == tradeoff.SegmentationTask) {
			v.GuessedPositive = "1"
		}
	}
	v.Findings = draftFindings(i, c.Runs)
	v.LabelsOf = c.Scores
	return v
}

// draftFindings lists the findings of all runs of a file, the serious ones
// first, each once. Those that not all runs share name theirs.
func draftFindings(file int, runs []intake.CheckedRun) []templates.DraftFinding {
	type key struct{ kind, message string }
	count := make(map[key]int)
	for _, run := range runs {
		for _, f := range run.Findings {
			count[key{f.Kind, f.Message}]++
		}
	}
	var list []templates.DraftFinding
	for _, run := range runs {
		for _, f := range run.Findings {
			n := count[key{f.Kind, f.Message}]
			count[key{f.Kind, f.Message}] = 0
			if n == 0 {
				continue
			}
			v := templates.DraftFinding{
				Message: f.Message, Place: placeInFile(f.Place, ""), Hint: f.Hint, URL: f.URL, Serious: f.Serious,
				Fixes: fixViews(f.Fixes, strconv.Itoa(file)),
			}
			if n < len(runs) {
				v.Run = run.Name
			}
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list, func(a, b templates.DraftFinding) int {
		switch {
		case a.Serious == b.Serious:
			return 0
		case a.Serious:
			return -1
		default:
			return 1
		}
	})
	return list
}

// placeInFile writes a place for the heading of the given file.
func placeInFile(p tradeoff.Place, file string) string {
	p.File = strings.TrimPrefix(strings.TrimPrefix(p.File, file), ": ")
	text := p.String()
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func fixViews(fixes []tradeoff.Fix, file string) []templates.Choice {
	var list []templates.Choice
	for _, f := range fixes {
		list = append(list, templates.Choice{Label: f.Text, Value: fmt.Sprintf("fix:%s:%s:%s", file, f.Name, f.Value)})
	}
	return list
}

func faultView(f *intake.Fault, file int) *templates.DraftFinding {
	v := &templates.DraftFinding{Message: f.Detail, Place: f.Place.String(), Hint: f.Hint, Serious: true}
	of := intake.EveryFile
	if file >= 0 {
		of = strconv.Itoa(file)
	}
	v.Fixes = fixViews(f.Fixes, of)
	return v
}

// shownColumns is how many columns without a role are shown with their first
// cells.
const shownColumns = 30

// draftTableView shows all columns that have a role, and some of the others
// behind them if there are too many of those.
func draftTableView(k int, t intake.CheckedTable) templates.DraftTable {
	v := templates.DraftTable{Index: k}
	if t.N > 0 {
		v.Rows = format.Count(t.N) + " " + format.Plural(t.N, "row", "rows")
	}
	var plain []templates.DraftColumn
	for i, c := range t.Columns {
		v.Cells = max(v.Cells, len(c.Values))
		column := templates.DraftColumn{Index: i, Name: c.Name, Role: string(c.Role)}
		for _, value := range c.Values {
			column.Values = append(column.Values, format.Shorten(value, 60))
		}
		if c.Role == "" || c.Role == tradeoff.IgnoreRole {
			plain = append(plain, column)
		} else {
			v.Columns = append(v.Columns, column)
		}
	}
	if len(plain) > shownColumns {
		for _, c := range plain[shownColumns:] {
			v.Others = append(v.Others, c.Name)
		}
		v.Columns = append(v.Columns, plain[:shownColumns]...)
		v.Hidden = format.Count(len(v.Others))
		return v
	}
	v.Columns = append(v.Columns, plain...)
	slices.SortFunc(v.Columns, func(a, b templates.DraftColumn) int { return a.Index - b.Index }) // as in the file
	return v
}

// scoreWords says what scores are.
var scoreWords = map[calc.Kind]string{
	calc.Probability: "probabilities", calc.Logit: "logits", calc.Score: "scores without a scale",
}

// imagesText says how many images there are of which size: "20 images of 60 × 76",
// height before width.
func imagesText(list []tradeoff.Image) string {
	text := format.Count(len(list)) + " " + format.Plural(len(list), "image", "images")
	for _, m := range list {
		if m.Height != list[0].Height || m.Width != list[0].Width {
			return text + " of different sizes"
		}
	}
	return fmt.Sprintf("%s of %d × %d", text, list[0].Height, list[0].Width)
}

func draftRunView(run intake.CheckedRun) templates.DraftRun {
	facts := []string{format.Count(run.N) + " " + format.Plural(run.N, "row", "rows")}
	if len(run.Images) > 0 {
		facts = []string{imagesText(run.Images), format.Count(run.N) + " " + format.Plural(run.N, "pixel", "pixels")}
	}
	if len(run.Classes) > 0 {
		facts = append(facts, format.Count(len(run.Classes))+" classes")
	} else {
		name := run.PositiveName
		if name == "" {
			name = "positive"
		}
		facts = append(facts, fmt.Sprintf("%s %s", format.Count(run.Positives), name))
	}
	facts = append(facts, scoreWords[run.ScoreKind])
	if run.Weighted {
		facts = append(facts, "weighted")
	}
	for _, m := range run.Metrics {
		if m.ID == "roc_auc" || m.ID == "accuracy" && len(run.Classes) > 0 {
			value, note := explore.EstimateText(tradeoff.Experiment{}, m.Estimate, "")
			if m.OK {
				value = explore.ColumnTitle(m.ID) + " " + value
				if m.Low.OK && m.Low.V < m.High.V {
					value += " (" + note + ")"
				}
				facts = append(facts, value)
			}
		}
	}
	return templates.DraftRun{Name: run.Name, Facts: strings.Join(facts, " · ")}
}
