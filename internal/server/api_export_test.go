package server

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"tradeoff/internal/web"
)

func TestUploadOfExportedRowsGivesTheSameNumbers(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"x"}`)
	file := strings.NewReplacer("id,label,score", `id,label,score,=note`, "\n", ",\"-1, or =x\"\n").
		Replace(strings.TrimSuffix(few, "\n")) + ",@end\n"
	file = strings.Replace(file, `=note,"-1, or =x"`, "=note", 1)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=first", file), http.StatusCreated)
	type run struct {
		N, Positives int
		Metrics      map[string]any
		Digest       string `json:"test_set_digest"`
	}
	want := answer[run](t, ask(s, "GET", "/api/v1/runs/1", ""), http.StatusOK)
	for i, format := range []string{"csv", "json", "parquet", ""} {
		w := ask(s, "GET", "/api/v1/runs/1/export?format="+format, "")
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "run-1.") {
			t.Fatalf("%s: status %d, %v", format, w.Code, w.Header())
		}
		answer[uploaded](t, ask(s, "POST", path+"/runs", w.Body.String()), http.StatusCreated)
		if got := answer[run](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%d", i+2), ""),
			http.StatusOK); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", format, got, want)
		}
		if format == "csv" && !strings.Contains(w.Body.String(), `,"'-1, or =x"`) {
			t.Errorf("a formula is not guarded: %s", w.Body)
		}
	}
	answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/1/export?format=xlsx", ""), http.StatusUnprocessableEntity)
	if w := ask(s, "HEAD", "/api/v1/runs/1/export", ""); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD: status %d, %q", w.Code, w.Body)
	}
	if page := ask(s, "GET", "/runs/1", "").
		Body.String(); !strings.Contains(page, "/api/v1/runs/1/export?format=parquet") {
		t.Error("the page of the run has no link to its rows")
	}
}
