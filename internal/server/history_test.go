package server

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"tradeoff/internal/api/shape"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// versioned is what tests read of a thing with a version.
type versioned struct {
	Name    string
	Version int64
}

// trashNames returns what the API lists in the trash, the last first.
func trashNames(t testing.TB, s *Server) (names []string) {
	t.Helper()
	list := answer[struct{ Trash []tradeoff.Trashed }](t, ask(s, "GET", "/api/v1/trash", ""), http.StatusOK)
	for _, e := range list.Trash {
		names = append(names, fmt.Sprintf("%s %d %s", e.Object, e.ID, e.Name))
	}
	return names
}

// auditLines returns the entries that the API lists for a query, the newest first.
func auditLines(t testing.TB, s *Server, query string) (lines []string) {
	t.Helper()
	list := answer[struct{ Audit []tradeoff.AuditEntry }](t, ask(s, "GET", "/api/v1/audit?"+query, ""), http.StatusOK)
	for _, e := range list.Audit {
		lines = append(lines, fmt.Sprintf("%s %s %d %s", e.Action, e.Object, e.ObjectID, e.Name))
	}
	return lines
}

func TestADeletedRunIsGoneUntilItIsRestored(t *testing.T) {
	s := filled(t, Options{})
	if w := ask(s, "DELETE", "/api/v1/runs/1", ""); w.Code != http.StatusNoContent {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	for _, path := range []string{"/api/v1/runs/1", "/api/v1/runs/1/sweep", "/api/v1/runs/1/export"} {
		p := answer[web.Problem](t, ask(s, "GET", path, ""), http.StatusGone)
		if p.Kind != tradeoff.Deleted || p.Hint == "" || p.Trashed == nil ||
			p.Trashed.Name != "one" || p.Trashed.ExperimentName != "First" {
			t.Errorf("%s: %+v", path, p)
		}
	}
	answer[web.Problem](t, ask(s, "DELETE", "/api/v1/runs/1", ""), http.StatusGone)
	if got := trashNames(t, s); !slices.Equal(got, []string{"run 1 one"}) {
		t.Errorf("in the trash: %v", got)
	}
	w := ask(s, "POST", "/api/v1/runs/1/restore", "")
	tag := w.Header().Get("ETag")
	if run := answer[versioned](t, w, http.StatusOK); run.Name != "one" || tag != fmt.Sprintf(`"%d"`, run.Version) {
		t.Errorf("restored %+v with the ETag %s", run, tag)
	}
	answer[versioned](t, ask(s, "POST", "/api/v1/runs/1/restore", ""), http.StatusOK) // sent again
	if got := trashNames(t, s); len(got) != 0 {
		t.Errorf("in the trash: %v", got)
	}
}

func TestADeletedExperimentComesBackWithItsRuns(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=two", few), http.StatusCreated)
	ask(s, "DELETE", "/api/v1/runs/2", "")
	later()
	ask(s, "DELETE", "/api/v1/experiments/1", "")
	if got, want := trashNames(t, s), []string{"experiment 1 First", "run 2 two"}; !slices.Equal(got, want) {
		t.Errorf("in the trash: %v, want %v", got, want)
	}
	if p := answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusGone); !p.Trashed.WithExperiment {
		t.Errorf("%+v", p.Trashed)
	}
	answer[web.Problem](t, ask(s, "POST", "/api/v1/runs/2/restore", ""), http.StatusConflict)
	back := answer[struct {
		Name string
		Runs []int64 `json:"restored_runs"`
	}](t, ask(s, "POST", "/api/v1/experiments/1/restore", ""), http.StatusOK)
	if back.Name != "First" || !slices.Equal(back.Runs, []int64{1}) {
		t.Errorf("restored %+v", back)
	}
	if got := trashNames(t, s); !slices.Equal(got, []string{"run 2 two"}) {
		t.Errorf("in the trash: %v", got)
	}
}

func TestWhatIsPurgedIsGoneForGood(t *testing.T) {
	s := filled(t, Options{})
	w := ask(s, "POST", "/api/v1/runs/1/decisions", `{"who":"Ada","why":"it is safe"}`)
	d := answer[decidedAnswer](t, w, http.StatusCreated)
	path := fmt.Sprintf("/api/v1/decisions/%d", d.ID)
	answer[web.Problem](t, ask(s, "DELETE", "/api/v1/trash/runs/1", ""), http.StatusConflict)
	ask(s, "DELETE", "/api/v1/experiments/1", "")
	answer[decidedAnswer](t, ask(s, "GET", path, ""), http.StatusOK)
	if w := ask(s, "DELETE", "/api/v1/trash/experiments/1", ""); w.Code != http.StatusNoContent {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	for _, path := range []string{"/api/v1/experiments/1", "/api/v1/runs/1", "/experiments/1"} {
		if w := ask(s, "GET", path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	answer[web.Problem](t, ask(s, "POST", "/api/v1/experiments/1/restore", ""), http.StatusNotFound)
	answer[decidedAnswer](t, ask(s, "GET", path, ""), http.StatusOK)
	w = ask(s, "GET", "/api/v1/experiments/1/decisions", "")
	list := answer[struct{ Decisions []decidedAnswer }](t, w, http.StatusOK)
	if len(list.Decisions) != 1 {
		t.Errorf("%d decisions are left", len(list.Decisions))
	}
	if w := ask(s, "GET", d.URL, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "First") {
		t.Errorf("the page of the decision: status %d", w.Code)
	}
}

func TestChangesOfAnotherVersionAreRefusedWithBothTexts(t *testing.T) {
	s := filled(t, Options{})
	for _, path := range []string{"/api/v1/runs/1", "/api/v1/experiments/1"} {
		tag := ask(s, "GET", path, "").Header().Get("ETag")
		if tag == "" {
			t.Fatalf("%s has no ETag", path)
		}
		w := ask(s, "PATCH", path, `{"name":"Ada's"}`, "If-Match", tag)
		if w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
			t.Fatalf("%s: status %d with the ETag %s: %s", path, w.Code, w.Header().Get("ETag"), w.Body)
		}
		refused := ask(s, "PATCH", path, `{"name":"Bob's"}`, "If-Match", tag)
		p := answer[web.Problem](t, refused, http.StatusPreconditionFailed)
		if m := p.Mismatch; m == nil || m.Version != m.Expected+1 || len(m.Fields) != 1 || m.Fields[0].Name != "name" ||
			m.Fields[0].Stored != "Ada's" || m.Fields[0].Sent != "Bob's" {
			t.Errorf("%s: %+v", path, p.Mismatch)
		}
		now := w.Header().Get("ETag")
		for _, wrong := range []string{tag, "W/" + tag, `"none"`, `"1", "2"`} {
			answer[web.Problem](t, ask(s, "DELETE", path, "", "If-Match", wrong), http.StatusPreconditionFailed)
		}
		for _, right := range []string{now, "W/" + now, "*", ""} {
			w := ask(s, "PATCH", path, `{"name":"Ada's"}`, "If-Match", right) // nothing changes
			if w.Code != http.StatusOK || w.Header().Get("ETag") != now {
				t.Errorf("%s with %s: status %d, now %s", path, right, w.Code, w.Header().Get("ETag"))
			}
		}
		if w := ask(s, "DELETE", path, "", "If-Match", now); w.Code != http.StatusNoContent {
			t.Errorf("%s: status %d: %s", path, w.Code, w.Body)
		}
		ask(s, "POST", path+"/restore", "")
	}
}

// TestOfManyEditsAtOnceOneWins is a meeting in which all look at one version.
func TestOfManyEditsAtOnceOneWins(t *testing.T) {
	s := filled(t, Options{})
	tag := ask(s, "GET", "/api/v1/runs/1", "").Header().Get("ETag")
	var wg sync.WaitGroup
	codes := make([]int, 30)
	for i := range codes {
		wg.Go(func() {
			codes[i] = ask(s, "PATCH", "/api/v1/runs/1", fmt.Sprintf(`{"notes":"by %d"}`, i), "If-Match", tag).Code
		})
		wg.Go(func() {
			if w := ask(s, "GET", "/runs/1", ""); w.Code != http.StatusOK {
				t.Errorf("the page: status %d", w.Code)
			}
		})
	}
	for i := range 5 {
		wg.Go(func() {
			body := fmt.Sprintf(`{"who":"%d","why":"it is safe"}`, i)
			if w := ask(s, "POST", "/api/v1/runs/1/decisions", body); w.Code != http.StatusCreated {
				t.Errorf("a decision: status %d: %s", w.Code, w.Body)
			}
		})
	}
	wg.Wait()
	winner := slices.Index(codes, http.StatusOK)
	slices.Sort(codes)
	if codes[0] != http.StatusOK || codes[1] != http.StatusPreconditionFailed {
		t.Errorf("the answers are %v", codes)
	}
	run := answer[shape.RunFields](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	if run.Notes != fmt.Sprintf("by %d", winner) {
		t.Errorf("the notes are %q, and %d won", run.Notes, winner)
	}
	if n := len(auditLines(t, s, "object=decision")); n != 5 {
		t.Errorf("%d decisions are recorded", n)
	}
	if n := len(auditLines(t, s, "object=run&action=update")); n != 1 {
		t.Errorf("%d edits are recorded", n)
	}
}

func TestFactsOfARunAreUploadedChangedAndSearched(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"First"}`)
	body, kind := form("param", "optimizer=adam", "params", `{"lr":0.1,"amp":true}`, "commit", "0123ABC",
		"link", "https://example.org/1", "name", "one", "file:one.csv", few)
	answer[uploaded](t, ask(s, "POST", path+"/runs", body, "Content-Type", kind), http.StatusCreated)
	second := path + "/runs?name=two&param=optimizer%3Dsgd&param=lr%3D0.5&param=seed%3D%22007%22"
	answer[uploaded](t, ask(s, "POST", second, few), http.StatusCreated)
	run := answer[map[string]any](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	const want = "map[amp:true lr:0.1 optimizer:adam] 0123abc [https://example.org/1]\n"
	if got := fmt.Sprintln(run["params"], run["commit"], run["links"]); got != want {
		t.Errorf("the facts are %s", got)
	}
	for query, want := range map[string]string{
		"param.optimizer=adam": "one", "param.lr=0.10": "one", "param.lr=0.5": "two",
		"param.optimizer=adam&param.lr=0.5": "", "param.seed=007": "two", "param.optimizer=": "two one",
		"commit=0123": "one", "commit=0123abcdef": "one", "commit=f": "",
		"search=optimizer=s": "two", "search=0123a": "one",
	} {
		list := answer[struct{ Runs []shape.RunFields }](t, ask(s, "GET", path+"/runs?"+query, ""), http.StatusOK)
		var names []string
		for _, r := range list.Runs {
			names = append(names, r.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{"param.=1", "param.a%20b=1", "param=1", "param.lr=1&param.lr=2"} {
		answer[web.Problem](t, ask(s, "GET", "/api/v1/runs?"+query, ""), http.StatusUnprocessableEntity)
	}
	w := ask(s, "PATCH", "/api/v1/runs/1", `{"params":{"lr":"0.1"},"commit":"","links":[]}`)
	changed := answer[shape.RunFields](t, w, http.StatusOK)
	if len(changed.Params) != 1 || changed.Params[0].Value.Type != tradeoff.TextParam ||
		changed.Commit != "" || len(changed.Links) != 0 || changed.Name != "one" {
		t.Errorf("changed to %+v", changed)
	}
	for body, want := range map[string]string{
		`{"params":{"a b":1}}`: "character", `{"params":{"a":[1]}}`: "number, a text", `{"params":null}`: "null",
		`{"params":{"a":1,"a":2}}`: "twice", `{"commit":"main"}`: "commit", `{"links":["ftp://example.org"]}`: "link",
	} {
		p := answer[web.Problem](t, ask(s, "PATCH", "/api/v1/runs/1", body), http.StatusUnprocessableEntity)
		if !strings.Contains(p.Detail+p.Hint, want) {
			t.Errorf("%s: %s %s", body, p.Detail, p.Hint)
		}
	}
}

func TestAuditSaysWhoChangedWhat(t *testing.T) {
	s := filled(t, Options{})
	ask(s, "PATCH", "/api/v1/runs/1", `{"notes":"=1+1"}`)
	id := ask(s, "DELETE", "/api/v1/runs/1", "").Header().Get("X-Request-Id")
	r := newRequest("POST", "/api/v1/runs/1/restore", "")
	serve(s, r.WithContext(tradeoff.WithActor(r.Context(), tradeoff.Actor{Who: "ada", Address: "command line"})))
	w := ask(s, "GET", "/api/v1/audit?object=run&object_id=1&limit=3", "")
	list := answer[struct{ Audit []tradeoff.AuditEntry }](t, w, http.StatusOK).Audit
	if len(list) != 3 {
		t.Fatalf("%d entries", len(list))
	}
	if e := list[0]; e.Action != tradeoff.RestoreAction || e.Who != "ada" || e.Address != "command line" ||
		e.RequestID == "" {
		t.Errorf("the restore is %+v", e)
	}
	if e := list[1]; e.Action != tradeoff.DeleteAction || e.Who != "" || e.Address != "192.0.2.1" || e.RequestID != id {
		t.Errorf("the deletion is %+v, want the request %s", e, id)
	}
	var after map[string]any
	if err := json.Unmarshal(list[2].After, &after); err != nil || after["notes"] != "=1+1" {
		t.Errorf("the edit is %+v: %v", list[2], err)
	}
	for query, want := range map[string]int{
		"action=delete": 1, "who=ada": 1, "who=bob": 0, "object=decision": 0,
		"from=2020-01-01&to=2020-12-31": 0, "from=2020-01-01": 5,
	} {
		if got := auditLines(t, s, query); len(got) != want {
			t.Errorf("%s: %v, want %d", query, got, want)
		}
	}
	for _, query := range []string{
		"action=steal", "object=cat", "object_id=0", "from=yesterday", "from=2026-02-01&to=2026-01-01", "limit=0",
	} {
		answer[web.Problem](t, ask(s, "GET", "/api/v1/audit?"+query, ""), http.StatusUnprocessableEntity)
	}
	w = ask(s, "GET", "/api/v1/audit.csv?object=run", "")
	lines, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(lines) != 5 || lines[1][5] != "restore" ||
		!strings.Contains(lines[3][10], `"notes":"=1+1"`) {
		t.Errorf("the CSV is %q: %v", lines, err)
	}
}

// TestARestoredRunGetsItsIntervals asks a server that has computed nothing since its start.
func TestARestoredRunGetsItsIntervals(t *testing.T) {
	pending := func(s *Server) bool {
		run := answer[struct {
			Pending bool `json:"intervals_pending"`
		}](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
		return run.Pending
	}
	for _, path := range []string{"/api/v1/runs/1", "/api/v1/experiments/1"} {
		s := filled(t, Options{})
		if pending(s) {
			t.Fatal("intervals are pending before anything is asked for")
		}
		ask(s, "DELETE", path, "")
		ask(s, "POST", path+"/restore", "")
		if !pending(s) {
			t.Errorf("after restoring %s no intervals are asked for", path)
		}
	}
}
