package server

import (
	"fmt"
	"net/http"
	"regexp"
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
			if strings.Contains(page, "column-"+column) || strings.Contains(page, "<h3><bdi>"+column) {
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

func TestErrorsTabListsTheRowsOfAnOutcome(t *testing.T) {
	s := filled(t, Options{})
	file := "id,label,score,sex\n"
	for i := range 60 {
		file += fmt.Sprintf("r%02d,%d,%g,%c\n", i, i%2, float64(i)/100, "fm"[i/30])
	}
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=sex", file), http.StatusCreated)
	rows := regexp.MustCompile(`<td class="[^"]*"><bdi>(r\d\d)</bdi></td>`)
	for query, want := range map[string]string{
		"cell=fn&threshold=0.3":                "r29 r27 r25 r23 r21 r19 r17 r15 r13 r11 r09 r07",
		"cell=fn&threshold=0.3&page=2":         "r05 r03 r01",
		"cell=fn&threshold=0.3&page=9":         "r05 r03 r01",
		"cell=fp&threshold=0.3&sort=loss":      "r58 r56 r54 r52 r50 r48 r46 r44 r42 r40 r38 r36",
		"cell=tn&threshold=0.05":               "r04 r02 r00",
		"cell=tp&threshold=0.2&by=sex&value=f": "r21 r23 r25 r27 r29",
		"cell=tp&threshold=0.55&id=r57":        "r57",
		"cell=tp&threshold=inf":                "",
	} {
		for _, address := range []string{"/runs/2/errors?", "/runs/2?tab=errors&"} {
			page := ask(s, "GET", address+query, "").Body.String()
			var got []string
			for _, m := range rows.FindAllStringSubmatch(page, -1) {
				got = append(got, m[1])
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s%s lists %v, want %s", address, query, got, want)
			}
			if live := strings.Contains(page, "data-follows-threshold"); live != !strings.Contains(query, "sort=") &&
				!strings.Contains(query, "by=") && !strings.Contains(query, "&id=") {
				t.Errorf("%s%s: follows the threshold: %v", address, query, live)
			}
		}
	}
	none := ask(s, "GET", "/runs/2/errors?cell=tp&threshold=inf", "").Body.String()
	if !strings.Contains(none, "No true positives at ∞.") {
		t.Error("an empty outcome is not said to be empty")
	}
	if got := ask(s, "GET", "/runs/2?tab=errors&cell=xx", "").Code; got != http.StatusUnprocessableEntity {
		t.Errorf("an unknown outcome gives %d", got)
	}
}

func TestErrorWindowHasTheRowsAroundTheThreshold(t *testing.T) {
	s := filled(t, Options{})
	file := "id,label,score\n"
	for i := range 1000 {
		file += fmt.Sprintf("r%d,%d,%g\n", i, i%2, float64(i)/1000)
	}
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs", file), http.StatusCreated)
	type window struct {
		From, Total int
		Class       int
		Rows        []struct {
			Score float64
			Cells []string
		}
	}
	for query, want := range map[string][3]int{ // first place, number of rows, row of the first
		"cell=fn&threshold=0.5": {50, 400, 899}, "cell=tp&threshold=0.95": {0, 225, 999},
		"cell=tn&threshold=0.1": {250, 250, 498},
	} {
		got := answer[window](t, ask(s, "GET", "/runs/2/errors/window?"+query, ""), http.StatusOK)
		first := got.Rows[0].Cells[0]
		if got.From != want[0] || len(got.Rows) != want[1] || got.Total != 500 || first != fmt.Sprintf("r%d", want[2]) {
			t.Errorf("%s: %d rows of %d from %d, first %s; want %v", query, len(got.Rows), got.Total, got.From, first, want)
		}
	}
}
