package server

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tradeoff/internal/ingest"
	"tradeoff/internal/intake"
	"tradeoff/internal/web"
)

// draftOf uploads the fields and files of a form from the page, and returns the
// path of the draft when the work on it has ended.
func draftOf(t testing.TB, s *Server, fields ...string) string {
	t.Helper()
	return draftFor(t, s, "", fields...)
}

func draftFor(t testing.TB, s *Server, query string, fields ...string) string {
	t.Helper()
	body, kind := form(fields...)
	w := ask(s, "POST", "/uploads"+query, body, "Content-Type", kind, "Sec-Fetch-Site", "same-origin")
	path := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/uploads/") {
		t.Fatalf("status %d to %q: %s", w.Code, path, w.Body)
	}
	workEnds(t, s, path)
	return path
}

// workEnds waits until nothing is being done with a draft.
func workEnds(t testing.TB, s *Server, path string) {
	t.Helper()
	d, done, err := s.drafts.Find(strings.TrimPrefix(path, "/uploads/"))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if now, err := d.Wait(t.Context(), time.Hour); err != nil || now.Pending {
		t.Fatalf("the work on the draft does not end: %v", err)
	}
}

// say sends the form of a draft and waits for what it leads to.
func say(t testing.TB, s *Server, path string, fields ...string) {
	t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	w := ask(s, "POST", path, v.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
		t.Fatalf("status %d to %q: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	workEnds(t, s, path)
}

// A seen is what a page of a draft shows.
type seen struct {
	status   int
	location string
	text     string
	buttons  []string          // the values of its buttons
	fields   map[string]string // what its form would send
	canSave  bool
}

// look fetches the page of a draft.
func look(t testing.TB, s *Server, path string) seen {
	t.Helper()
	w := ask(s, "GET", path, "")
	out := seen{status: w.Code, location: w.Header().Get("Location"), fields: map[string]string{}}
	if w.Code != http.StatusOK {
		return out
	}
	checkPage(t, path, w.Body.String())
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	get := func(n *html.Node, key string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val, true
			}
		}
		return "", false
	}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
			continue
		}
		name, _ := get(n, "name")
		value, _ := get(n, "value")
		_, disabled := get(n, "disabled")
		switch n.Data {
		case "button":
			out.buttons = append(out.buttons, value)
			if value == "save" {
				out.canSave = !disabled
			}
		case "input":
			kind, _ := get(n, "type")
			if _, checked := get(n, "checked"); kind != "checkbox" || checked {
				out.fields[name] = value
			}
		case "select":
			for o := range n.Descendants() {
				if v, _ := get(o, "value"); o.Type == html.ElementNode {
					if _, chosen := get(o, "selected"); chosen {
						out.fields[name] = v
					}
				}
			}
		}
	}
	out.text = strings.Join(strings.Fields(text.String()), " ")
	return out
}

// post sends what the page's form would send, changed by fields.
func (p seen) post(t testing.TB, s *Server, path string, fields ...string) {
	t.Helper()
	all := make(map[string]string)
	for name, value := range p.fields {
		all[name] = value
	}
	for i := 0; i < len(fields); i += 2 {
		all[fields[i]] = fields[i+1]
	}
	var list []string
	for name, value := range all {
		list = append(list, name, value)
	}
	say(t, s, path, list...)
}

func (p seen) wants(t testing.TB, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.text, w) {
			t.Errorf("the page does not say %q: %s", w, p.text)
		}
	}
}

// draftsDir is the folder of drafts.
func draftsDir(s *Server) string { return filepath.Join(s.store.Dir(), "drafts") }

// spooled returns what lies in the folder of drafts.
func spooled(t testing.TB, s *Server) (names []string) {
	t.Helper()
	list, err := os.ReadDir(draftsDir(s))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func TestUploadIsShownBeforeItIsSaved(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:preds.csv", few)
	p := look(t, s, path)
	p.wants(t, "Nothing is saved yet", "preds.csv", "8 rows · 4 positive · probabilities · AUC 0.75", "Only 4 positive rows")
	if !p.canSave || p.fields["f0.t0.c0"] != "id" || p.fields["f0.t0.c1"] != "label" || p.fields["f0.t0.c2"] != "score" {
		t.Errorf("the page offers %v", p.fields)
	}
	if e, r, _ := contents(t, s); e+r != 0 {
		t.Fatalf("%d experiments and %d runs are stored before they are saved", e, r)
	}
	p.post(t, s, path, "do", "save", "f0.name", "my model", "experiment_name", "Mine")
	if p = look(t, s, path); p.status != http.StatusSeeOther || p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if e, r, names := contents(t, s); e != 1 || r != 1 || names != "Minepositive;my model;" {
		t.Errorf("stored are %s", names)
	}
	say(t, s, path, "do", "save") // once more
	if _, r, _ := contents(t, s); r != 1 {
		t.Errorf("saving twice stores %d runs", r)
	}
	_, err := os.Stat(filepath.Join(draftsDir(s), strings.TrimPrefix(path, "/uploads/")))
	if n, bytes := s.drafts.Held(); !os.IsNotExist(err) || n != 1 || bytes != 0 {
		t.Errorf("the file is still there, and %d bytes are counted", bytes)
	}
}

func TestCorrectedRolesAndFixesShowThePreviewAnew(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:ugly.csv", "case,truth,alpha,beta,sex\na,pear,0.9,7.5,f\nb,apple,0.2,-2,m\na,pear,0.7,1,f\nc,,0.1,0,m\nd,apple,0.4,3,f\n")
	p := look(t, s, path)
	p.wants(t, "Which column is the score?", `"alpha", "beta" hold numbers`)
	p.post(t, s, path, "do", "fix:0:score:alpha")
	p = look(t, s, path)
	p.wants(t, "Line 5, column \"truth\"", "The label is missing", "Fill in the label, or skip such rows with the box “Skip rows without a label or score”")
	if p.canSave {
		t.Error("a file with a fault can be saved")
	}
	if !slices.Contains(p.buttons, "fix:0:skip_missing:true") {
		t.Fatalf("no button skips the row: %v", p.buttons)
	}
	p.post(t, s, path, "do", "fix:0:skip_missing:true")
	p = look(t, s, path)
	p.wants(t, "Which label is the positive class", `"pear" is positive`)
	p.post(t, s, path, "do", "fix:0:positive:pear")
	p = look(t, s, path)
	p.wants(t, "4 rows · 2 pear · probabilities", "1 of 5 rows is skipped")
	if !p.canSave || p.fields["f0.skip_missing"] != "true" || p.fields["f0.positive"] != "pear" {
		t.Errorf("the page has %v", p.fields)
	}
	if p.fields["f0.t0.c2"] != "score" || p.fields["f0.t0.c3"] != "" {
		t.Fatalf("roles are %v", p.fields)
	}
	// The other column of numbers becomes the score too: two runs.
	p.post(t, s, path, "do", "check", "f0.t0.c3", "score")
	p = look(t, s, path)
	p.wants(t, "Save 2 runs", "scores without a scale")
	p.post(t, s, path, "do", "check", "f0.t0.c2", "ignore", "f0.t0.c0", "id")
	p = look(t, s, path)
	p.wants(t, "is repeated here", "line 2")
	p.post(t, s, path, "do", "fix:0:duplicate_ids:keep")
	p = look(t, s, path)
	p.wants(t, "cannot be paired")
	p.post(t, s, path, "do", "fix:0:kind:logit")
	p = look(t, s, path)
	if p.wants(t, "4 rows · 2 pear · logits"); p.fields["f0.t0.c2"] != "ignore" || p.fields["f0.t0.c0"] != "id" || p.fields["f0.kind"] != "logit" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "f0.t0.c4", "", "f0.t0.c0", "ignore", "f0.duplicate_ids", "")
	if p = look(t, s, path); !p.canSave || p.fields["f0.t0.c4"] != "" || p.fields["f0.t0.c0"] != "ignore" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save")
	if p = look(t, s, path); p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	run := answer[struct {
		N, Positives int
		ScoreKind    string `json:"score_kind"`
	}](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	if run.N != 4 || run.Positives != 2 || run.ScoreKind != "logit" {
		t.Errorf("the run is %+v", run)
	}
}

func TestAColumnOfModelsIsSplitAndMadeAGroup(t *testing.T) {
	s := open(t, Options{})
	var b strings.Builder
	b.WriteString("which,model,label,score\n")
	for i := range 8 {
		for _, model := range []string{"forest", "boost"} {
			fmt.Fprintf(&b, "%c,%s,%d,0.%d%d\n", 'a'+i%2, model, i/2%2, i+1, len(model))
		}
	}
	path := draftOf(t, s, "file:long.csv", b.String())
	p := look(t, s, path)
	p.wants(t, "Save 2 runs", "forest", "boost", "8 rows · 4 positive")
	if p.fields["f0.t0.c1"] != "model" {
		t.Errorf("roles are %v", p.fields)
	}
	p.post(t, s, path, "do", "fix:0:group:model")
	p = look(t, s, path)
	if p.wants(t, "16 rows · 8 positive"); p.fields["f0.t0.c1"] != "group" {
		t.Errorf("roles are %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "f0.t0.c0", "model")
	p = look(t, s, path)
	p.wants(t, "Save 2 runs", "8 rows")
}

func TestTwoLogitsStayOneScoreWhenTheUploadIsCheckedAgain(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:eval.jsonl", "{\"label\":1,\"logits\":[-1,1]}\n{\"label\":0,\"logits\":[1,-1]}\n{\"label\":0,\"logits\":[0.5,0]}\n")
	for range 2 {
		p := look(t, s, path)
		p.wants(t, "3 rows · 1 positive · probabilities", "logits of the two classes")
		if p.fields["f0.t0.c1"] != "ignore" || p.fields["f0.t0.c2"] != "score" {
			t.Errorf("roles are %v", p.fields)
		}
		p.post(t, s, path, "do", "check")
	}
}

func TestSeriousFindingsHoldSavingBackUntilTheyWereShown(t *testing.T) {
	s := open(t, Options{})
	text := "label,good,bad\n"
	for i := range 200 {
		text += fmt.Sprintf("%d,%.3f,%.3f\n", i%2, 0.4*float64(i%2)+float64(i%97)/200, 0.9-0.4*float64(i%2)-float64(i%97)/200)
	}
	path := draftOf(t, s, "score", "good", "file:two.csv", text)
	p := look(t, s, path)
	if p.wants(t, "Nothing is in doubt"); p.fields["f0.t0.c1"] != "score" {
		t.Fatalf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save", "f0.t0.c1", "", "f0.t0.c2", "score")
	p = look(t, s, path)
	p.wants(t, "It is not saved yet: there is something new to look at below", "are the labels inverted")
	if _, r, _ := contents(t, s); r != 0 {
		t.Fatal("it is stored before the finding was seen")
	}
	p.post(t, s, path, "do", "save")
	if p = look(t, s, path); p.location != "/runs/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
}

func TestCleanUploadIsSavedAtOnceWhenAsked(t *testing.T) {
	s := open(t, Options{})
	for i, c := range []struct {
		query, file, want string
	}{
		{"?save=clean", few, "/runs/1"},
		{"?save=clean", strings.NewReplacer(",1,", ",pear,", ",0,", ",apple,").Replace(few), ""},
		{"?save=clean", "label,score\n1,3\n0,-2\n", ""}, // logits?
		{"?save=clean", few, ""}, // the same file again
		{"", strings.ReplaceAll(few, "0.9", "0.95"), ""},
	} {
		path := draftFor(t, s, c.query, "file:x.csv", c.file)
		if p := look(t, s, path); p.location != c.want {
			t.Errorf("%d: leads to %d %q, want %q", i, p.status, p.location, c.want)
		}
	}
	if _, r, _ := contents(t, s); r != 1 {
		t.Errorf("%d runs are stored, want 1", r)
	}
}

func TestCheckUpKnowsStoredRuns(t *testing.T) {
	s := filled(t, Options{})
	look(t, s, draftOf(t, s, "file:again.csv", few)).wants(t, `This very file is stored already, as the run "one"`, "Open that run", `The test set is that of "one": they can be compared row by row`)
	p := look(t, s, draftOf(t, s, "file:other.csv", strings.ReplaceAll(few, "0.9", "0.95")))
	if p.wants(t, `The test set is that of "one"`); strings.Contains(p.text, "very file") {
		t.Error("another file is taken for the same")
	}
	if p := look(t, s, draftOf(t, s, "file:new.csv", table(50))); strings.Contains(p.text, "test set is that") {
		t.Error("another test set is taken for the same")
	}
}

func TestSeveralFilesAreSavedTogetherOrNotAtAll(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few, "file:bad.csv", "label,score\n1,0.5\n0,high\n", "file:c.csv", table(40))
	p := look(t, s, path)
	if p.wants(t, "a.csv", "bad.csv", "c.csv", "Line 3", `"high" is not a number`); p.canSave {
		t.Error("an upload with a bad file can be saved")
	}
	p.post(t, s, path, "do", "save")
	if e, r, _ := contents(t, s); e+r != 0 {
		t.Errorf("%d experiments and %d runs are stored in spite of a bad file", e, r)
	}
	look(t, s, path).post(t, s, path, "do", "leave:1")
	p = look(t, s, path)
	if p.wants(t, "This file is left out", "Save 2 runs"); !p.canSave {
		t.Error("without the bad file it cannot be saved")
	}
	p.post(t, s, path, "do", "take:1")
	if p = look(t, s, path); p.canSave {
		t.Error("the bad file is not taken in again")
	}
	p.post(t, s, path, "do", "leave:1")
	look(t, s, path).post(t, s, path, "do", "save", "f2.name", "third")
	if p = look(t, s, path); p.location != "/experiments/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if _, r, names := contents(t, s); r != 2 || names != "apositive;third;a;" {
		t.Errorf("stored are %s", names)
	}
}

func TestDraftGoesToTheExperimentThatIsChosen(t *testing.T) {
	s := open(t, Options{})
	newExperiment(t, s, `{"name":"Scan","positive_name":"malignant","negative_name":"benign"}`)
	newExperiment(t, s, `{"name":"Other"}`)
	path := draftOf(t, s, "experiment", "1", "file:x.csv", strings.NewReplacer(",1,", ",diabetic,", ",0,", ",healthy,").Replace(few))
	p := look(t, s, path)
	if p.wants(t, `The classes of the file are "diabetic" and "healthy"`); p.canSave || p.fields["experiment"] != "1" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "check", "experiment", "2")
	if p = look(t, s, path); !p.canSave || p.fields["experiment"] != "2" {
		t.Errorf("the page has %v", p.fields)
	}
	p.post(t, s, path, "do", "save", "experiment", "2")
	run := answer[struct {
		ExperimentID int `json:"experiment_id"`
	}](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	if run.ExperimentID != 2 {
		t.Errorf("the run is in experiment %d, want 2", run.ExperimentID)
	}
	path = draftOf(t, s, "experiment", "2", "file:x.csv", few)
	if w := ask(s, "POST", path+"/cancel", ""); w.Header().Get("Location") != "/experiments/2" {
		t.Errorf("cancelling leads to %s", w.Header().Get("Location"))
	}
}

func TestCancelledDraftLeavesNothing(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few, "file:b.csv", table(100))
	if names := spooled(t, s); len(names) != 1 {
		t.Fatalf("the folder of drafts holds %v", names)
	}
	for range 2 {
		if w := ask(s, "POST", path+"/cancel", ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/upload" {
			t.Errorf("cancelling answers %d to %s", w.Code, w.Header().Get("Location"))
		}
	}
	for _, method := range []string{"GET", "POST"} {
		if w := ask(s, method, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: afterwards there is %d", method, w.Code)
		}
	}
	names := spooled(t, s)
	if _, bytes := s.drafts.Held(); len(names) > 0 || bytes != 0 {
		t.Errorf("the folder of drafts holds %v, and %d bytes are counted", names, bytes)
	}
	if e, r, _ := contents(t, s); e+r != 0 {
		t.Errorf("%d experiments and %d runs are stored", e, r)
	}
}

// TestWorkOnADraftIsCancelled cancels drafts whose work waits for its turn and
// looks at their progress before.
func TestWorkOnADraftIsCancelled(t *testing.T) {
	s := open(t, Options{})
	var leaves []func()
	for range intake.AtOnce {
		leave, err := s.intake.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	body, kind := form("file:a.csv", few)
	path := ask(s, "POST", "/uploads", body, "Content-Type", kind).Header().Get("Location")
	p := answer[struct {
		Phase, Text string
		Total       int
	}](t, ask(s, "GET", path+"/progress", ""), http.StatusOK)
	if p.Phase != "waiting" || p.Text == "" || p.Total != len(few) {
		t.Errorf("the progress is %+v", p)
	}
	if p := look(t, s, path); p.status != http.StatusOK || !strings.Contains(p.text, "Waiting for its turn") {
		t.Errorf("the page says %s", p.text)
	}
	if w := ask(s, "POST", path+"/cancel", ""); w.Code != http.StatusSeeOther {
		t.Errorf("cancelling answers %d", w.Code)
	}
	if s.intake.Slots().Entered() != intake.AtOnce || len(spooled(t, s)) > 0 {
		t.Error("something is left of it")
	}
	for _, leave := range leaves {
		leave()
	}
}

func TestUploadThatDoesNotArriveWholeLeavesNoDraft(t *testing.T) {
	s := open(t, Options{Limits: ingest.Limits{Bytes: 1 << 16}})
	body, kind := form("file:a.csv", few, "file:b.csv", table(200))
	late, lateKind := form("file:a.csv", few, "label", "label")
	large, largeKind := form("file:a.csv", table(8000))
	for what, c := range map[string]struct {
		query, body, kind string
		status            int
		says              string
	}{
		"cut short":         {"", body[:len(body)*2/3], kind, 422, "could not be read"},
		"too large":         {"", large, largeKind, 413, "--max-size"},
		"field behind":      {"", late, lateKind, 422, "comes after the file"},
		"unknown parameter": {"?lable=x", body, kind, 422, "lable"},
		"without a file":    {"", "", "multipart/form-data; boundary=x", 422, "could not be read"},
	} {
		w := ask(s, "POST", "/uploads"+c.query, c.body, "Content-Type", c.kind)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || !strings.Contains(w.Body.String(), "data-upload-file") {
			t.Errorf("%s: status %d, want %d, %q and the form: %.300s", what, w.Code, c.status, c.says, w.Body)
		}
		w = ask(s, "POST", "/uploads"+c.query, c.body, "Content-Type", c.kind, "Accept", "application/json")
		if p := answer[web.Problem](t, w, c.status); p.Detail == "" {
			t.Errorf("%s: %+v", what, p)
		}
		names := spooled(t, s)
		if drafts, bytes := s.drafts.Held(); len(names) > 0 || drafts > 0 || bytes != 0 {
			t.Fatalf("%s: left are %v, %d drafts, %d bytes", what, names, drafts, bytes)
		}
	}
	empty, emptyKind := form("experiment", "", "file:", "")
	if w := ask(s, "POST", "/uploads", empty, "Content-Type", emptyKind); w.Code != 422 || !strings.Contains(w.Body.String(), "Choose a file") {
		t.Errorf("no file chosen: status %d: %.300s", w.Code, w.Body)
	}
}

func TestDraftsDoNotOutliveTheServer(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few)
	if len(spooled(t, s)) != 1 {
		t.Fatal("there is no file")
	}
	next := New(s.store, Options{}) // as after a kill
	next.drafts.Sweep()
	if names := spooled(t, next); len(names) > 0 {
		t.Errorf("a new server finds %v", names)
	}
	if w := ask(next, "GET", path, ""); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "for an hour") {
		t.Errorf("a new server answers %d", w.Code)
	}
	draftOf(t, next, "file:a.csv", few)
	next.drafts.Close()
	if names := spooled(t, next); len(names) > 0 {
		t.Errorf("a server that has ended leaves %v", names)
	}
	body, kind := form("file:a.csv", few)
	if w := ask(next, "POST", "/uploads", body, "Content-Type", kind); w.Code != http.StatusServiceUnavailable {
		t.Errorf("and takes an upload with %d", w.Code)
	}
}

// TestManyHandsOnOneDraft changes, saves and cancels drafts at the same time:
// each is saved once at most, and nothing is left.
func TestManyHandsOnOneDraft(t *testing.T) {
	s := open(t, Options{})
	for i := range 6 {
		path := draftOf(t, s, "file:a.csv", strings.ReplaceAll(few, "0.9", fmt.Sprintf("0.9%d", i)))
		var wg sync.WaitGroup
		for k := range 8 {
			wg.Go(func() {
				switch {
				case k == 7 && i%2 == 0:
					ask(s, "POST", path+"/cancel", "")
				case k%2 == 0:
					ask(s, "POST", path, "do=save", "Content-Type", "application/x-www-form-urlencoded")
				default:
					ask(s, "POST", path, "f0.shown=1&f0.kind=score&do=check", "Content-Type", "application/x-www-form-urlencoded")
				}
			})
		}
		wg.Wait()
		if _, _, err := s.drafts.Find(strings.TrimPrefix(path, "/uploads/")); err == nil {
			workEnds(t, s, path)
		}
		if _, r, _ := contents(t, s); r > i+1 {
			t.Fatalf("%d runs are stored of %d drafts", r, i+1)
		}
	}
	s.drafts.Close()
	if names := spooled(t, s); len(names) > 0 {
		t.Errorf("left are %v", names)
	}
}

func TestNonsenseInTheFormOfADraftIsRefused(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", few)
	for _, body := range []string{"do=fix", "do=fix:7:kind:logit", "do=leave:x", "do=fix:0:kind:odds", "do=fix:0:colour:red", "f0.shown=1&f0.kind=odds", "experiment=x",
		"f0.shown=1&f0.t0.c0=king"} {
		w := ask(s, "POST", path, body, "Content-Type", "application/x-www-form-urlencoded")
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want 422", body, w.Code)
		}
	}
	if p := look(t, s, path); !p.canSave {
		t.Error("the draft has suffered")
	}
}
