package server

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/ingest"
	"tradeoff/internal/link"
	"tradeoff/internal/store"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// shortWork is how long a page waits for work on a draft before it shows the
// progress instead.
const shortWork = 800 * time.Millisecond

// uploadFile takes the upload form: its files are kept as a draft, to be looked
// at and saved. With save=clean they are saved at once if nothing is in doubt.
// A script that asks for JSON is told where the draft is.
func (s *Server) uploadFile(w http.ResponseWriter, r *http.Request) error {
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

// receiveDraft keeps what an upload brings as a draft, begins to check it and
// returns its address. Nothing is left of an upload that does not arrive whole.
func (s *Server) receiveDraft(r *http.Request) (location string, err error) {
	d, err := s.drafts.begin()
	if err != nil {
		return "", err
	}
	defer s.drafts.release(d)
	defer func() {
		if err != nil {
			s.drafts.remove(d)
		}
	}()
	why := toCheck
	u := &Upload{}
	set := func(name, value string) error {
		if name == "save" && value == "clean" {
			why = toSaveIfClean
			return nil
		}
		return u.set(name, value)
	}
	for name, values := range r.URL.Query() {
		for _, v := range values {
			if err := set(name, v); err != nil {
				return "", err
			}
		}
	}
	if _, err := s.target(r.Context(), u); err != nil { // before the file is sent in vain
		return "", err
	}
	in := s.newIncoming(r)
	defer in.close()
	if err := in.each(set, func(name string, part io.Reader) error { return s.drafts.spool(d, name, part) }); err != nil {
		in.drain()
		return "", err
	}
	if len(d.files) == 0 || len(d.files) == 1 && d.files[0].bytes == 0 && d.files[0].name == noName {
		return "", noFile()
	}
	said := settings{upload: *u}
	for range d.files {
		said.files = append(said.files, fileSettings{options: u.Options, name: u.RunName})
	}
	return d.address(), s.start(d, said.clone(), why)
}

func (d *draft) address() string { return "/uploads/" + d.id }

// refusedUpload shows the upload form again with what was wrong.
func (s *Server) refusedUpload(w http.ResponseWriter, r *http.Request, err error) error {
	e := web.Explained(r, err)
	web.ExchangeOf(r).Err = err
	v := templates.UploadView{Problem: &templates.ErrorView{Message: e.Message, Place: e.Place.String(), Mend: e.Mend}}
	return web.Page(w, r, web.StatusOf(e), templates.UploadPage(web.NewPage(r, "Upload", "upload"), v))
}

// draftPage shows a draft: the progress of the work on it, then the check-up,
// and at last what it was saved as.
func (s *Server) draftPage(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	d.mu.Lock()
	j := d.job
	d.mu.Unlock()
	if _, err := j.ticket.Wait(r.Context(), shortWork); err != nil {
		return err
	}
	d.mu.Lock()
	c, said, held, saved := d.checkup, d.said, d.held, d.saved
	running := d.job.running()
	d.mu.Unlock()
	switch {
	case saved != "":
		return web.SeeOther(w, r, saved)
	case running || c == nil:
		v := templates.DraftWorkView{Page: web.NewPage(r, "Upload", "upload"), Action: d.address(), Progress: d.progress()}
		return web.Page(w, r, http.StatusOK, templates.DraftWork(v))
	}
	v, err := s.draftView(r, d, c, said)
	if err != nil {
		return err
	}
	v.Held = held
	return web.Page(w, r, http.StatusOK, templates.DraftPage(v))
}

// draftProgress answers how far the work on a draft is.
func (s *Server) draftProgress(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	return web.WriteJSON(w, http.StatusOK, d.progress())
}

func (d *draft) progress() templates.DraftProgress {
	d.mu.Lock()
	j := d.job
	d.mu.Unlock()
	now := j.now()
	p := templates.DraftProgress{Phase: now.Phase, File: now.Item, Bytes: j.read.Load(), Total: j.total, Rows: j.progress.Rows()}
	p.Text = p.Words()
	return p
}

// changeDraft takes the form of a draft: what was corrected, and whether to
// check it again or to save it.
func (s *Server) changeDraft(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.find(chi.URLParam(r, "draft"))
	if err != nil {
		return err
	}
	defer done()
	if err := r.ParseForm(); err != nil {
		return err
	}
	d.mu.Lock()
	said, shown := d.said.clone(), d.checkup
	d.mu.Unlock()
	why, err := said.change(r.PostForm, shown, len(d.files))
	if err != nil {
		return err
	}
	if err := s.start(d, said, why); err != nil {
		return err
	}
	return web.SeeOther(w, r, d.address())
}

// cancelDraft removes a draft and leads back to the upload form.
func (s *Server) cancelDraft(w http.ResponseWriter, r *http.Request) error {
	d, done, err := s.drafts.find(chi.URLParam(r, "draft"))
	if tradeoff.KindOf(err) == tradeoff.NotFound {
		return web.SeeOther(w, r, "/upload") // it is gone already
	} else if err != nil {
		return err
	}
	defer done()
	s.drafts.remove(d)
	d.mu.Lock()
	saved, experiment := d.saved, d.said.upload.ExperimentID
	d.mu.Unlock()
	switch {
	case saved != "": // it was too late
		return web.SeeOther(w, r, saved)
	case experiment != 0:
		return web.SeeOther(w, r, fmt.Sprintf("/experiments/%d", experiment))
	default:
		return web.SeeOther(w, r, "/upload")
	}
}

// change takes over what a form says about a draft of which shown was shown.
func (s *settings) change(form url.Values, shown *checkup, files int) (purpose, error) {
	asked := s.upload.ExperimentID
	for _, name := range []string{"experiment", "experiment_name", "positive_name", "negative_name", "pair"} {
		if form.Has(name) {
			if err := s.upload.replace(name, form.Get(name)); err != nil {
				return toCheck, err
			}
		}
	}
	if s.upload.ExperimentID != asked {
		s.upload.ClassNames = askClassNames // the answer was about another one
	}
	for i := range s.files {
		if err := s.files[i].change(form, fmt.Sprintf("f%d.", i), shown.file(i)); err != nil {
			return toCheck, err
		}
	}
	words := strings.SplitN(form.Get("do"), ":", 4)
	file := func() (*fileSettings, error) {
		if len(words) > 1 {
			if i, err := strconv.Atoi(words[1]); err == nil && i >= 0 && i < files {
				return &s.files[i], nil
			}
		}
		return nil, tradeoff.Errorf(tradeoff.Invalid, "the form could not be understood").WithMend("Reload the page and try again.")
	}
	switch words[0] {
	case "save":
		return toSave, nil
	case "leave", "take":
		f, err := file()
		if err != nil {
			return toCheck, err
		}
		f.leftOut = words[0] == "leave"
	case "fix":
		if len(words) == 4 && words[1] == everyFile {
			return toCheck, s.mend(words[2], words[3])
		}
		f, err := file()
		if err != nil || len(words) < 4 {
			return toCheck, err
		}
		return toCheck, f.mend(words[2], words[3])
	}
	return toCheck, nil
}

// replace sets what holds for all files anew; "" unsets it.
func (u *Upload) replace(name, value string) error {
	switch name {
	case "experiment":
		u.ExperimentID = 0
	case "experiment_name":
		u.ExperimentName = ""
	case "positive_name":
		u.PositiveName = ""
	case "negative_name":
		u.NegativeName = ""
	case "class_names":
		u.ClassNames = askClassNames
	case "pair":
		u.batch.Pair = evaluate.PairGuess
	}
	return u.set(name, value)
}

// change takes over the fields of one file, which begin with prefix.
func (f *fileSettings) change(form url.Values, prefix string, shown *checkedFile) error {
	if !form.Has(prefix + "shown") {
		return nil
	}
	f.name = strings.TrimSpace(form.Get(prefix + "name"))
	f.options.Positive = strings.TrimSpace(form.Get(prefix + "positive"))
	f.options.SkipMissing = form.Get(prefix+"skip_missing") != ""
	f.options.KeepDuplicates = form.Get(prefix+"duplicate_ids") != ""
	f.options.Kind = ""
	if err := f.options.Set("kind", form.Get(prefix+"kind")); err != nil {
		return err
	}
	if shown == nil {
		return nil
	}
	several := map[tradeoff.Role]*[]string{tradeoff.ScoreRole: &f.options.Score, tradeoff.OneHotRole: &f.options.OneHot}
	all, changed := map[tradeoff.Role][]string{}, map[tradeoff.Role]bool{}
	for t, table := range shown.Tables {
		for c, column := range table.Columns {
			role := column.Role
			if name := fmt.Sprintf("%st%d.c%d", prefix, t, c); form.Has(name) {
				role = tradeoff.Role(form.Get(name))
			}
			all[role] = append(all[role], column.Name)
			if role == column.Role {
				continue
			}
			changed[role], changed[column.Role] = true, true
			if err := assign(&f.options, column.Name, role); err != nil {
				return err
			}
		}
	}
	if name := strings.TrimSpace(form.Get(prefix + "column")); name != "" {
		role := tradeoff.Role(form.Get(prefix + "role"))
		all[role], changed[role] = append(all[role], name), true
		if err := assign(&f.options, name, role); err != nil {
			return err
		}
	}
	for role, list := range several {
		if changed[role] {
			*list = all[role]
		}
	}
	if f.options.Label != "" {
		f.options.OneHot = nil
	}
	return nil
}

// everyFile stands for the number of a file in a fix of the upload as a whole.
const everyFile = "all"

// mend applies a fix of the upload as a whole.
func (s *settings) mend(name, value string) error {
	if name == "class_names" {
		return s.upload.replace(name, value)
	}
	for i := range s.files {
		if err := s.files[i].mend(name, value); err != nil {
			return err
		}
	}
	return nil
}

// mend applies a fix.
func (f *fileSettings) mend(name, value string) error {
	if slices.ContainsFunc(columnRoles, func(c templates.Choice) bool { return c.Value == name }) {
		return assign(&f.options, value, tradeoff.Role(name))
	}
	return f.options.Set(name, value)
}

// columnRoles are the roles that a person can give to a column.
var columnRoles = []templates.Choice{
	{Value: "", Label: "kept as it is"},
	{Value: string(tradeoff.IDRole), Label: "id"},
	{Value: string(tradeoff.LabelRole), Label: "label"},
	{Value: string(tradeoff.OneHotRole), Label: "one-hot label"},
	{Value: string(tradeoff.ScoreRole), Label: "score"},
	{Value: string(tradeoff.PredictedRole), Label: "predicted class"},
	{Value: string(tradeoff.WeightRole), Label: "weight"},
	{Value: string(tradeoff.IoURole), Label: "IoU"},
	{Value: string(tradeoff.ModelRole), Label: "model"},
	{Value: string(tradeoff.GroupRole), Label: "group"},
	{Value: string(tradeoff.IgnoreRole), Label: "ignored"},
}

// assign gives a column a role and takes from it all others.
func assign(o *ingest.Options, column string, role tradeoff.Role) error {
	for _, one := range []*string{&o.ID, &o.Label, &o.Weight, &o.IoU, &o.Model, &o.Predicted} {
		if *one == column {
			*one = ""
		}
	}
	for _, list := range []*[]string{&o.Score, &o.OneHot, &o.Group, &o.Keep, &o.Ignore} {
		*list = slices.DeleteFunc(*list, func(name string) bool { return name == column })
	}
	switch role {
	case "":
		o.Keep = append(o.Keep, column)
		return nil
	case tradeoff.LabelRole:
		o.OneHot = nil
	case tradeoff.OneHotRole:
		o.Label = ""
	}
	return o.Set(string(role), column)
}

// file returns what was shown of file i of all, nil if nothing was.
func (c *checkup) file(i int) *checkedFile {
	if c == nil {
		return nil
	}
	for k := range c.Files {
		if c.Files[k].index == i {
			return &c.Files[k]
		}
	}
	return nil
}

// draftView is the page of a draft.
func (s *Server) draftView(r *http.Request, d *draft, c *checkup, said settings) (templates.DraftView, error) {
	v := templates.DraftView{
		Page: web.NewPage(r, "Check the upload", "upload"), Action: d.address(), CanSave: c.OK, Clean: c.Clean,
		Roles: columnRoles, Pair: string(said.upload.batch.Pair), ExperimentName: said.upload.ExperimentName,
	}
	if c.Problem != nil {
		v.Problem = faultView(c.Problem, -1)
	}
	if id := said.upload.ExperimentID; id != 0 {
		v.ExperimentID = strconv.FormatInt(id, 10)
	}
	if id := said.upload.Replaces; id != 0 {
		old, err := s.store.Run(r.Context(), id)
		if err != nil {
			return v, err
		}
		v.Replaces = old.Name
		return withFiles(v, d, c, said), nil
	}
	list, _, err := s.store.Experiments(r.Context(), store.ExperimentFilter{Limit: 200})
	if err != nil {
		return v, err
	}
	for _, e := range list {
		v.Experiments = append(v.Experiments, templates.Choice{Value: fmt.Sprint(e.ID), Label: e.Name})
	}
	return withFiles(v, d, c, said), nil
}

func withFiles(v templates.DraftView, d *draft, c *checkup, said settings) templates.DraftView {
	for i, f := range d.files {
		v.Files = append(v.Files, draftFileView(i, f, said.files[i], c.file(i)))
		if !said.files[i].leftOut {
			v.Taken++
		}
		if checked := c.file(i); checked != nil {
			v.Runs += len(checked.Runs)
		}
	}
	return v
}

func draftFileView(i int, f draftFile, set fileSettings, c *checkedFile) templates.DraftFile {
	v := templates.DraftFile{
		Index: i, Name: f.name, Size: format.Bytes(f.bytes), LeftOut: set.leftOut, RunName: set.name,
		Kind: string(set.options.Kind), Positive: set.options.Positive,
		SkipMissing: set.options.SkipMissing, KeepDuplicates: set.options.KeepDuplicates,
	}
	if c == nil {
		return v
	}
	if c.Problem != nil {
		v.Problem = faultView(c.Problem, i)
		v.Problem.Place = placeInFile(c.Problem.Place, f.name)
	}
	for k, table := range c.Tables {
		v.Tables = append(v.Tables, draftTableView(k, table))
		if len(table.Labels) <= 2 || set.options.Positive != "" {
			for _, label := range table.Labels {
				if !slices.Contains(v.Labels, label) {
					v.Labels = append(v.Labels, label)
				}
			}
		}
	}
	if p := set.options.Positive; p != "" && !slices.Contains(v.Labels, p) {
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
		if v.GuessedPositive = run.PositiveName; v.GuessedPositive == "" && (run.Task == tradeoff.BinaryTask || run.Task == tradeoff.SegmentationTask) {
			v.GuessedPositive = "1"
		}
	}
	v.Findings = draftFindings(i, c.Runs)
	v.LabelsOf = c.Scores
	return v
}

// draftFindings lists the findings of all runs of a file, the serious ones
// first, each once. Those that not all runs share name theirs.
func draftFindings(file int, runs []checkedRun) []templates.DraftFinding {
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
			v := templates.DraftFinding{Message: f.Message, Place: placeInFile(f.Place, ""), Mend: f.Mend, URL: f.URL, Serious: f.Serious, Fixes: fixViews(f.Fixes, strconv.Itoa(file))}
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

func faultView(f *faultJSON, file int) *templates.DraftFinding {
	v := &templates.DraftFinding{Message: f.Detail, Place: f.Place.String(), Mend: f.Mend, Serious: true}
	of := everyFile
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
func draftTableView(k int, t checkedTable) templates.DraftTable {
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

func draftRunView(run checkedRun) templates.DraftRun {
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
			value, note := runView{}.estimate(m.Estimate, "")
			if m.OK {
				value = columnName(m.ID) + " " + value
				if m.Low.OK && m.Low.V < m.High.V {
					value += " (" + note + ")"
				}
				facts = append(facts, value)
			}
		}
	}
	return templates.DraftRun{Name: run.Name, Facts: strings.Join(facts, " · ")}
}
