package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/internal/format"
	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/store"
	"tradeoff/internal/wire"
)

// TestReportHasTheWorstImages compares its pictures with those of the server.
func TestReportHasTheWorstImages(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s, _ := discs(t, 15, 10, 12)
	report := ask(s, "GET", "/runs/1/report?threshold=0.4", "").Body.String()
	checkReport(t, report)
	page := ask(s, "GET", "/runs/1?threshold=0.4", "").Body.String()
	measure := regexp.MustCompile(`<b data-(?:pooled|mean|dice|iou)>([^<]*)</b>`)
	of := func(text string) (list []string) {
		_, text, _ = strings.Cut(text, "<h2>Images</h2>")
		for _, m := range measure.FindAllStringSubmatch(text, -1) {
			list = append(list, m[1])
		}
		return list
	}
	// on the page the losses follow
	if got, want := of(report), of(page); len(got) != 8+2*12 || !slices.Equal(got, want[:len(got)]) {
		t.Errorf("the report has %q, the page %q", got, want)
	}
	pictures := regexp.MustCompile(`src="data:image/png;base64,([^"]*)"`).FindAllStringSubmatch(report, -1)
	if len(pictures) != 12 || !strings.Contains(report, "12 of 15 images, first those with the lowest Dice and IoU.") {
		t.Fatalf("%d pictures", len(pictures))
	}
	_, gallery, _ := strings.Cut(page, "data-gallery")
	worst := regexp.MustCompile(`src="(/runs/1/images/[^"]*)"`).FindStringSubmatch(gallery)[1]
	want := ask(s, "GET", html.UnescapeString(worst), "").Body.String()
	if got, err := base64.StdEncoding.DecodeString(html.UnescapeString(pictures[0][1])); err != nil ||
		string(got) != want {
		t.Errorf("the first picture is another one than %s", worst)
	}
	const side = 200
	rng := rand.New(rand.NewPCG(8, 5))
	prob, mask := make([]float32, 4*side*side), make([]uint8, 4*side*side)
	for i := range prob {
		prob[i], mask[i] = rng.Float32(), uint8(rng.IntN(2))
	}
	uploadMasks(t, s, "name=noise",
		npytest.Archive("prob", npytest.Array(prob, 4, side, side), "mask", npytest.Array(mask, 4, side, side)))
	report = ask(s, "GET", "/runs/2/report?layer=scores", "").Body.String()
	checkReport(t, report)
	if !strings.Contains(report, "are too large for a report") {
		t.Error("large pictures are not left out")
	}
}

// TestReportsOfBigRunsStaySmall has ten runs, weighted and with more scores than
// the stops of one page.
func TestReportsOfBigRunsStaySmall(t *testing.T) {
	if testing.Short() {
		t.Skip("big files")
	}
	s := open(t, Options{})
	query := "?"
	for i := range 10 {
		query += fmt.Sprintf("run=%d&", stored(t, s, weightedTable(20_000, uint64(i))))
	}
	one := ask(s, "GET", "/runs/1/report?charts=tradeoff,roc,pr,calibration,cost,decision,gain,lift,det,histogram", "").Body.String()
	checkReport(t, one)
	several := ask(s, "GET", "/compare/report"+query+"lock=recall:0.8", "").Body.String()
	checkReport(t, several)
	if !strings.Contains(one, "data-thinned") || !strings.Contains(several, "data-thinned") {
		t.Error("left-out rows are not shown")
	}
	// Every stop has the counts of the whole sweep.
	answers := island[map[string]string](t, several, "answers")
	for _, run := range island[struct {
		Runs []struct{ Display string }
	}](t, several, "compare-data").Runs[:2] {
		data := unpacked(t, answers[run.Display])
		var d wire.Display
		if err := d.UnmarshalBinary(data); err != nil || d.Whole {
			t.Fatalf("%v, whole: %v", err, d.Whole)
		}
		id := strings.Split(run.Display, "/")[4]
		for k := 1; k < d.Len(); k += d.Len() / 5 {
			p := answer[struct{ TP, FP float64 }](t,
				ask(s, "GET", fmt.Sprintf("/api/v1/runs/%s/operating-point?threshold=%s", id, format.Number(d.Threshold[k])), ""),
				http.StatusOK)
			if p.TP != d.WTP[k] || p.FP != d.WFP[k] {
				t.Errorf("run %s, stop %d: %g and %g, the whole sweep has %g and %g", id, k, d.WTP[k], d.WFP[k], p.TP, p.FP)
			}
		}
	}
}

func TestReportOfAComparison(t *testing.T) {
	s := open(t, Options{})
	stored(t, s, table(300))
	stored(t, s, strings.ReplaceAll(table(300), "0.5", "0.4"))
	stored(t, s, table(200))
	query := "?run=1&run=2&run=3&lock=recall:0.8"
	for strings.Contains(ask(s, "GET", "/api/v1/compare"+query, "").Body.String(), `"pending":true`) {
		time.Sleep(10 * time.Millisecond) // until the intervals are computed in the background
	}
	page, made := ask(s, "GET", "/compare"+query, "").Body.String(), ask(s, "GET", "/compare/report"+query, "").
		Body.String()
	checkReport(t, made)
	for _, mark := range []string{"data-value", "data-interval", "data-difference", "data-between", "data-verdict",
		"data-unpaired", "data-warning"} {
		has := regexp.MustCompile(mark + `[^>]*>([^<]*)<`)
		want, got := has.FindAllStringSubmatch(page, -1), has.FindAllStringSubmatch(bodyOf(made), -1)
		if len(want) == 0 || len(got) != len(want) {
			t.Fatalf("%d × %s, on the page %d", len(got), mark, len(want))
		}
		for i := range want {
			if strings.TrimSpace(got[i][1]) != strings.TrimSpace(want[i][1]) {
				t.Errorf("%s is %q, on the page %q", mark, got[i][1], want[i][1])
			}
		}
	}
	both := answer[struct{ Comparison json.RawMessage }](t,
		ask(s, "GET", "/api/v1/compare/report"+query+"&format=json", ""), http.StatusOK)
	if want := ask(s, "GET", "/api/v1/compare"+query, "").
		Body.String(); string(both.Comparison) != strings.TrimSpace(want) {
		t.Error("the JSON is not that of the API")
	}
	if w := ask(s, "GET", "/compare/report?run=1", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("of one run: %d", w.Code)
	}
}

// TestReportOfEveryTask has the numbers of the page of each.
func TestReportOfEveryTask(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := ofEveryTask(t, Options{})
	for run, address := range map[int]string{1: "?", 2: "?", 3: "?threshold=0.4", 4: "?", 5: "?class=2"} {
		if run == 5 {
			run = 4 // one class of it
		}
		page, made := ask(s, "GET", fmt.Sprintf("/runs/%d%s", run, address), ""),
			ask(s, "GET", fmt.Sprintf("/runs/%d/report%s", run, address), "")
		if page.Code != http.StatusOK || made.Code != http.StatusOK {
			t.Fatalf("run %d%s: %d and %d: %s", run, address, page.Code, made.Code, made.Body)
		}
		checkReport(t, made.Body.String())
		for _, mark := range []string{"data-loss-value", "data-fact", "data-value"} {
			has := regexp.MustCompile(mark + `[^>]*>([^<]*)<`)
			want := has.FindAllStringSubmatch(page.Body.String(), -1)
			in := make(map[string]int)
			for _, m := range has.FindAllStringSubmatch(bodyOf(made.Body.String()), -1) {
				in[strings.TrimSpace(m[1])]++
			}
			if len(want) == 0 {
				t.Errorf("run %d%s: the page has no %s", run, address, mark)
			}
			if strings.Contains(page.Body.String(), "data-images") && mark == "data-value" {
				continue // the numbers of images are not in the report
			}
			for _, m := range want {
				if in[strings.TrimSpace(m[1])]--; in[strings.TrimSpace(m[1])] < 0 {
					t.Errorf("run %d%s: %s %q of the page is not in the report", run, address, mark, m[1])
				}
			}
		}
	}
}

// TestReportDuringServer reads the folder of a running server without changing it.
func TestReportDuringServer(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	stored(t, s, table(300))
	stored(t, s, table(300))
	draft := draftOf(t, s, "file:a.csv", few)
	st, err := store.OpenToRead(t.Context(), s.store.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	reader := New(st, Options{})
	for _, address := range []string{"/runs/1", "/runs/1?policy=max_f1", "/compare?run=1&run=2"} {
		made, err := reader.reports.Report(context.Background(), address)
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		checkReport(t, string(made.HTML))
		shown := regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(string(made.HTML), "")
		if strings.Contains(shown, "being computed") || strings.Contains(string(made.JSON), `"intervals_pending":true`) {
			t.Errorf("%s: something is still to come", address)
		}
	}
	if w := ask(s, "GET", draft, ""); w.Code != http.StatusOK {
		t.Errorf("a draft of the server answers %d", w.Code)
	}
	for _, address := range []string{"/runs/9", "/runs/x", "/", "/experiments/1", "/compare?run=1",
		"/runs/1?threshold=x", "%"} {
		if _, err := reader.reports.Report(context.Background(), address); err == nil {
			t.Errorf("there is a report of %s", address)
		}
	}
}
