package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
)

// banded is a file of 120 rows. Among women 2 of 40 positives are found at 0.5, among men
// 38 of 40. The column band divides the scores.
func banded() string {
	file := "label,score,sex,band,fold\n"
	row := func(label int, score float64, sex string) {
		band := "low"
		if score >= 0.5 {
			band = "high"
		}
		file += fmt.Sprintf("%d,%g,%s,%s,%d\n", label, score, sex, band, len(file)%3)
	}
	for i := range 40 {
		row(1, map[bool]float64{true: 0.9, false: 0.1}[i < 2], "f")
		row(1, map[bool]float64{true: 0.9, false: 0.1}[i < 38], "m")
		row(0, 0.2, "f")
	}
	for range 4 {
		row(1, 0.8, "x")
	}
	return file
}

func TestErrorsTabComparesSlices(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=sex&group=band&group=fold", banded()), http.StatusCreated)
	adjusted := calc.Holm([]calc.Value{calc.FisherExact(2, 40, 42, 44), calc.FisherExact(38, 40, 6, 44)})[0]
	for _, address := range []string{"/runs/2?tab=errors&slice_metric=recall", "/runs/2/errors?slice_metric=recall"} {
		page := ask(s, "GET", address, "").Body.String()
		for _, want := range []string{
			`data-slice="f"`, "2 / 40", "38 / 40", "n = 4",
			"recall is 0.05 (2 of 40), against 0.95 for the rest (" + explore.PValueText(adjusted) + ")",
			"Holm-corrected over 2 slices", `class="chip" data-shown><bdi>sex</bdi>`,
		} {
			if !strings.Contains(strings.ReplaceAll(page, "&lt;", "<"), want) {
				t.Errorf("%s lacks %q", address, want)
			}
		}
		for _, column := range []string{"band", "fold"} {
			if strings.Contains(page, "<bdi>"+column+"</bdi>") {
				t.Errorf("%s offers slices by %s", address, column)
			}
		}
	}
	page := ask(s, "GET", "/runs/2", "").Body.String()
	if strings.Contains(page, "data-slice-plot") || strings.Contains(page, "data-loaded") {
		t.Error("the page computes slices although another tab is open")
	}
}

func TestErrorsTabSaysWhenNoSliceDiffers(t *testing.T) {
	s := filled(t, Options{})
	file := "label,score,site\n"
	for i := range 80 {
		file += fmt.Sprintf("%d,%g,%c\n", i%2, 0.1+0.8*float64(i%4)/3, "ab"[i/40])
	}
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site", file), http.StatusCreated)
	for address, want := range map[string]string{
		"/runs/2/errors":                       "No slice differs detectably from the rest.",
		"/runs/2/errors?slice_metric=mcc":      "No test: the Matthews correlation is not a proportion of rows.",
		"/runs/2/errors?threshold=inf":         "No slice differs detectably from the rest.",
		"/runs/2/errors?slice_by=nothing":      `data-shown><bdi>site</bdi>`,
		"/runs/2/errors?slice_metric=nonsense": "There is no metric",
	} {
		if page := ask(s, "GET", address, "").Body.String(); !strings.Contains(page, want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}
}

func TestSliceCountsAreThoseOfEachStop(t *testing.T) {
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=sex", banded()), http.StatusCreated)
	type counts struct {
		Positives, Negatives int
		TP, FP               []int
	}
	got := answer[[]counts](t, ask(s, "GET", "/runs/2/slices/counts", ""), http.StatusOK)
	if len(got) != 3 {
		t.Fatalf("got %d slices, want 3", len(got))
	}
	// Stops are infinity, 0.9, 0.8, 0.2 and 0.1; slices are f, m and x.
	want := []counts{
		{40, 40, []int{0, 2, 0, 0, 38}, []int{0, 0, 0, 40, 0}},
		{40, 0, []int{0, 38, 0, 0, 2}, []int{0, 0, 0, 0, 0}},
		{4, 0, []int{0, 0, 4, 0, 0}, []int{0, 0, 0, 0, 0}},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
