package server

import (
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"mime"
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
	"tradeoff/web/static"
)

// mostOfReport is how many bytes a report may have beside the chart library.
const mostOfReport = 500_000

// island returns the JSON that a page carries under an id.
func island[T any](t testing.TB, page, id string) (v T) {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<script id="`+id+`" type="application/json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	if err := json.Unmarshal([]byte(text), &v); !ok || err != nil {
		t.Fatalf("island %s: %v", id, err)
	}
	return v
}

// stored puts a file into an experiment of its own and returns the run's id.
func stored(t testing.TB, s *Server, file string) int64 {
	t.Helper()
	return answer[uploaded](t, ask(s, "POST", "/api/v1/runs?file_name=a.csv", file), http.StatusCreated).Runs[0].ID
}

// weightedTable is a file of n rows with a weight each and scores that are all
// different.
func weightedTable(n int, seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 5))
	var b strings.Builder
	b.WriteString("label,score,weight\n")
	for range n {
		y := rng.IntN(2)
		fmt.Fprintf(&b, "%d,%.9f,%.3f\n", y, (rng.Float64()+float64(y))/2, 0.1+rng.Float64())
	}
	return b.String()
}

// bodyOf is what a report has between its styles and its scripts.
func bodyOf(report string) string {
	_, body, _ := strings.Cut(report, "</style>")
	body, _, _ = strings.Cut(body, "<script>")
	return body
}

var decisionsInReport = regexp.MustCompile(`(?s)<section class="report-decision".*?</section></section>`)

// checkReport fails if a report leads to a server, or is too big.
func checkReport(t testing.TB, report string) {
	t.Helper()
	checkPage(t, "the report", report)
	for _, m := range regexp.MustCompile(`(href|src|action)="([^#][^"]*)"`).FindAllStringSubmatch(bodyOf(report), -1) {
		if strings.HasPrefix(m[2], "data:image/png;base64,") {
			continue
		}
		t.Errorf("the report leads to %s", m[0])
	}
	if n := len(report) - len(static.Files()["vendor/echarts/echarts.min.js"].Plain); n > mostOfReport {
		t.Errorf("%d bytes beside the chart library", n)
	}
}

// TestReportShowsWhatThePageShows takes the numbers of both by their marks.
func TestReportShowsWhatThePageShows(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	stored(t, s, table(300))
	answer[decidedAnswer](t, ask(s, "POST", "/api/v1/runs/1/decisions?threshold=0.4", `{"who":"the board","why":"recall first","dissent":"too many alarms"}`), http.StatusCreated)
	for _, query := range []string{"", "threshold=0.31", "policy=max_f1", "policy=recall%3E%3D0.9&prevalence=0.02&cost_fn=20", "charts=roc,calibration,cost,decision,gain,lift,det,histogram&hull=1", "threshold=inf"} {
		page, made := ask(s, "GET", "/runs/1?"+query, ""), ask(s, "GET", "/runs/1/report?"+query, "")
		if page.Code != http.StatusOK || made.Code != http.StatusOK {
			t.Fatalf("%s: %d and %d: %s", query, page.Code, made.Code, made.Body)
		}
		report := made.Body.String()
		checkReport(t, report)
		for _, mark := range []string{"data-value", "data-interval", "data-count", "data-fact", "data-loss-value", "data-readout", "data-frequency", "data-cost"} {
			has := regexp.MustCompile(mark + `[^>]*>([^<]*)<`)
			of := func(text string) (list []string) {
				for _, m := range has.FindAllStringSubmatch(text, -1) {
					list = append(list, strings.TrimSpace(m[1]))
				}
				return list
			}
			want, got := of(page.Body.String()), of(decisionsInReport.ReplaceAllString(bodyOf(report), ""))
			if mark == "data-value" || mark == "data-interval" || mark == "data-count" {
				got = got[:len(want)] // what follows is in tiles that the page does not have
				if mark == "data-count" {
					want, got = want[:8], got[:8]
				}
			}
			if len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("%s: %s is %q, on the page %q", query, mark, got, want)
			}
		}
		for _, said := range []string{"recall first", "too many alarms", "the board"} {
			if !strings.Contains(report, said) {
				t.Errorf("%s: the decision is not in it: %q", query, said)
			}
		}
	}
}

// TestReportCarriesItsAnswers reads them as the script does.
func TestReportCarriesItsAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	stored(t, s, table(300))
	w := ask(s, "GET", "/runs/1/report?threshold=0.31", "")
	if _, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition")); err != nil || params["filename"] != "report-run-a.html" {
		t.Errorf("the file is called %q (%v)", w.Header().Get("Content-Disposition"), err)
	}
	answers := island[map[string]string](t, w.Body.String(), "answers")
	data := island[struct{ Display string }](t, w.Body.String(), "run-data")
	stops, err := base64.StdEncoding.DecodeString(answers[data.Display])
	if err != nil {
		t.Fatal(err)
	}
	if plain := ask(s, "GET", data.Display, ""); plain.Body.String() != string(stops) {
		t.Error("the stops are not those of the page")
	}
	for kind, name := range map[string]string{"csv": "report-run-a.csv", "json": "report-run-a.json"} {
		alone := ask(s, "GET", "/api/v1/runs/1/report?threshold=0.31&format="+kind, "").Body.String()
		if kind == "json" { // but for the second in which it was written
			alone, answers[name] = alone[strings.Index(alone, ","):], answers[name][strings.Index(answers[name], ","):]
		}
		if alone == "" || answers[name] != alone {
			t.Errorf("%s in the report is %.80q, alone %.80q", name, answers[name], alone)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(answers["report-run-a.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := answer[struct {
		TP      float64
		Metrics map[string]struct{ Value, Low *float64 }
	}](t, ask(s, "GET", "/api/v1/runs/1/operating-point?threshold=0.31", ""), http.StatusOK)
	seen := 0
	for _, row := range rows {
		m, ok := at.Metrics[row[2]]
		if row[2] == "tp" {
			m.Value, ok = &at.TP, true
		}
		if !ok || row[1] != "at threshold 0.31" {
			continue
		}
		seen++
		if (m.Value == nil) != (row[4] == "") || m.Value != nil && row[4] != fmt.Sprint(*m.Value) {
			t.Errorf("%s is %s, the API says %v", row[2], row[4], m.Value)
		}
	}
	if seen != len(at.Metrics)+1 {
		t.Errorf("%d of %d numbers of the threshold are in the file", seen, len(at.Metrics)+1)
	}
}

// TestReportHasTheSlicesOfTheirPage compares the largest slices of a report with
// the page of all of them.
func TestReportHasTheSlicesOfTheirPage(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	rng := rand.New(rand.NewPCG(6, 5))
	var b strings.Builder
	b.WriteString("label,score,site,kind,age,ward\n")
	for i := range 20_000 {
		y := rng.IntN(2)
		fmt.Fprintf(&b, "%d,%.9f,site %d,<b>kind %d</b>,%d,w%d\n", y, (rng.Float64()+float64(y))/2, rng.IntN(12), i%9, rng.IntN(90), i)
	}
	s := open(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/runs?file_name=a.csv&group=site&group=kind&group=age&group=ward", b.String()), http.StatusCreated)
	report := ask(s, "GET", "/runs/1/report?threshold=0.4&charts=tradeoff,roc,pr,calibration,cost,decision,gain,lift,det,histogram", "").Body.String()
	checkReport(t, report)
	row := regexp.MustCompile(`(?s)<tr class="[^"]*" data-slice="([^"]*)">.*?</tr>`)
	value := regexp.MustCompile(`(?:data-value|data-difference|data-difference-interval)>([^<]*)<`)
	numbers := func(text string) map[string]string {
		out := make(map[string]string)
		for _, m := range row.FindAllStringSubmatch(text, -1) {
			var list []string
			for _, v := range value.FindAllStringSubmatch(m[0], -1) {
				list = append(list, v[1])
			}
			out[m[1]] = strings.Join(list, "|")
		}
		return out
	}
	got := numbers(report)
	for _, by := range []string{"site", "kind", "age"} {
		shown := 0
		for name, want := range numbers(ask(s, "GET", "/runs/1/slices?threshold=0.4&by="+by, "").Body.String()) {
			if has, ok := got[name]; ok {
				shown++
				if has != want {
					t.Errorf("%s %s: the report has %s, the page %s", by, name, has, want)
				}
			}
		}
		if shown < 4 {
			t.Errorf("%d slices by %s are in the report", shown, by)
		}
	}
	csv := ask(s, "GET", "/runs/1/report?threshold=0.4&format=csv", "").Body.String()
	if !strings.Contains(report, "The 6 largest of 12.") || !strings.Contains(csv, "at threshold 0.4, kind is <b>kind 3</b>") {
		t.Error("what is left out is not said, or the slices are not in the table")
	}
}

// TestReportOfAPartSaysSo looks for the rows that it is about in the page and in the
// table of numbers.
func TestReportOfAPartSaysSo(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := twoRuns(t)
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=third", older), http.StatusCreated)
	for _, address := range []string{"/runs/1/report?slice=site:north&threshold=0.5", "/compare/report?run=1&run=3&lock=threshold:0.5&slice=site:north"} {
		page, csv := ask(s, "GET", address, "").Body.String(), ask(s, "GET", address+"&format=csv", "").Body.String()
		checkReport(t, page)
		if !strings.Contains(page, "3 of 6 rows") {
			t.Errorf("%s does not say which rows it is about", address)
		}
		for _, line := range strings.Split(strings.TrimSpace(csv), "\n")[1:] {
			if !strings.Contains(line, "(site is north)") {
				t.Errorf("%s has the line %s", address, line)
			}
		}
	}
}

// TestReportHasTheWorstImages compares its pictures with those that the server draws.
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
	if got, want := of(report), of(page); len(got) != 8+2*12 || !slices.Equal(got, want[:len(got)]) { // losses follow on the page
		t.Errorf("the report has %q, the page %q", got, want)
	}
	pictures := regexp.MustCompile(`src="data:image/png;base64,([^"]*)"`).FindAllStringSubmatch(report, -1)
	if len(pictures) != 12 || !strings.Contains(report, "12 of 15 images, first those with the lowest Dice and IoU.") {
		t.Fatalf("%d pictures", len(pictures))
	}
	_, gallery, _ := strings.Cut(page, "data-gallery")
	worst := regexp.MustCompile(`src="(/runs/1/images/[^"]*)"`).FindStringSubmatch(gallery)[1]
	want := ask(s, "GET", html.UnescapeString(worst), "").Body.String()
	if got, err := base64.StdEncoding.DecodeString(html.UnescapeString(pictures[0][1])); err != nil || string(got) != want {
		t.Errorf("the first picture is another one than %s", worst)
	}
	const side = 200
	rng := rand.New(rand.NewPCG(8, 5))
	prob, mask := make([]float32, 4*side*side), make([]uint8, 4*side*side)
	for i := range prob {
		prob[i], mask[i] = rng.Float32(), uint8(rng.IntN(2))
	}
	uploadMasks(t, s, "name=noise", npytest.Archive("prob", npytest.Array(prob, 4, side, side), "mask", npytest.Array(mask, 4, side, side)))
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
		t.Error("what is left out is not said")
	}
	// Every stop has the counts of the whole sweep.
	answers := island[map[string]string](t, several, "answers")
	for _, run := range island[struct {
		Runs []struct{ Display string }
	}](t, several, "compare-data").Runs[:2] {
		data, err := base64.StdEncoding.DecodeString(answers[run.Display])
		if err != nil {
			t.Fatal(err)
		}
		var d wire.Display
		if err := d.UnmarshalBinary(data); err != nil || d.Whole {
			t.Fatalf("%v, whole: %v", err, d.Whole)
		}
		id := strings.Split(run.Display, "/")[4]
		for k := 1; k < d.Len(); k += d.Len() / 5 {
			p := answer[struct{ TP, FP float64 }](t, ask(s, "GET", fmt.Sprintf("/api/v1/runs/%s/operating-point?threshold=%s", id, format.Number(d.Threshold[k])), ""), http.StatusOK)
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
		time.Sleep(10 * time.Millisecond) // until the intervals that are computed beside the requests are there
	}
	page, made := ask(s, "GET", "/compare"+query, "").Body.String(), ask(s, "GET", "/compare/report"+query, "").Body.String()
	checkReport(t, made)
	for _, mark := range []string{"data-value", "data-interval", "data-difference", "data-between", "data-verdict", "data-unpaired", "data-warning"} {
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
	both := answer[struct{ Comparison json.RawMessage }](t, ask(s, "GET", "/api/v1/compare/report"+query+"&format=json", ""), http.StatusOK)
	if want := ask(s, "GET", "/api/v1/compare"+query, "").Body.String(); string(both.Comparison) != strings.TrimSpace(want) {
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
		page, made := ask(s, "GET", fmt.Sprintf("/runs/%d%s", run, address), ""), ask(s, "GET", fmt.Sprintf("/runs/%d/report%s", run, address), "")
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
				continue // what the images have is not in the report
			}
			for _, m := range want {
				if in[strings.TrimSpace(m[1])]--; in[strings.TrimSpace(m[1])] < 0 {
					t.Errorf("run %d%s: %s %q of the page is not in the report", run, address, mark, m[1])
				}
			}
		}
	}
}

// TestReportBesideAServer reads the folder of a server that runs, and leaves it
// as it is.
func TestReportBesideAServer(t *testing.T) {
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
	for _, address := range []string{"/runs/9", "/runs/x", "/", "/experiments/1", "/compare?run=1", "/runs/1?threshold=x", "%"} {
		if _, err := reader.reports.Report(context.Background(), address); err == nil {
			t.Errorf("there is a report of %s", address)
		}
	}
}
