package server

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeoff/web/static"
)

// mostOfReport is the maximum size of a report in bytes without the chart library.
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

// stored uploads a file to a new experiment and returns the id of the run.
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

// bodyOf returns the part of a report between its styles and its scripts.
func bodyOf(report string) string {
	_, body, _ := strings.Cut(report, "</style>")
	body, _, _ = strings.Cut(body, "<script>")
	return body
}

var decisionsInReport = regexp.MustCompile(`(?s)<section class="report-decision".*?</section></section>`)

// checkReport fails if a report links to a server, or is too big.
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

// unpacked returns data that a report carries.
func unpacked(t testing.TB, text string) []byte {
	t.Helper()
	z, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestReportShowsWhatThePageShows compares the numbers of both by their attributes.
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
		for _, mark := range []string{"data-value", "data-interval", "data-count", "data-fact", "data-loss-value",
			"data-readout", "data-frequency", "data-cost"} {
			has := regexp.MustCompile(mark + `[^>]*>([^<]*)<`)
			of := func(text string) (list []string) {
				for _, m := range has.FindAllStringSubmatch(text, -1) {
					list = append(list, strings.TrimSpace(m[1]))
				}
				return list
			}
			want, got := of(page.Body.String()), of(decisionsInReport.ReplaceAllString(bodyOf(report), ""))
			if mark == "data-value" || mark == "data-interval" || mark == "data-count" {
				got = got[:len(want)] // the rest is in rows that the page does not have
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

// TestReportHasItsData reads the data as the script does.
func TestReportHasItsData(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	stored(t, s, table(300))
	w := ask(s, "GET", "/runs/1/report?threshold=0.31", "")
	if _, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition")); err != nil ||
		params["filename"] != "report-run-a.html" {
		t.Errorf("the file is called %q (%v)", w.Header().Get("Content-Disposition"), err)
	}
	answers := island[map[string]string](t, w.Body.String(), "answers")
	data := island[struct{ Display string }](t, w.Body.String(), "run-data")
	stops := unpacked(t, answers[data.Display])
	if plain := ask(s, "GET", data.Display, ""); plain.Body.String() != string(stops) {
		t.Error("the stops are not those of the page")
	}
	for kind, name := range map[string]string{"csv": "report-run-a.csv", "json": "report-run-a.json"} {
		alone := ask(s, "GET", "/api/v1/runs/1/report?threshold=0.31&format="+kind, "").Body.String()
		if kind == "json" { // except for the second in which it was written
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
			t.Errorf("%s is %s, in the API it is %v", row[2], row[4], m.Value)
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
		fmt.Fprintf(&b, "%d,%.9f,site %d,<b>kind %d</b>,%d,w%d\n", y, (rng.Float64()+float64(y))/2, rng.IntN(12), i%9,
			rng.IntN(90), i)
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
	if !strings.Contains(report, "The 6 largest of 12.") ||
		!strings.Contains(csv, "at threshold 0.4, kind is <b>kind 3</b>") {
		t.Error("left-out rows are not shown, or the slices are not in the table")
	}
}

// TestReportOfAViewShowsItsRows finds the description of the rows in the page and in the
// table of numbers.
func TestReportOfAViewShowsItsRows(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := twoRuns(t)
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?name=third", older), http.StatusCreated)
	for _, address := range []string{"/runs/1/report?slice=site:north&threshold=0.5", "/compare/report?run=1&run=3&lock=threshold:0.5&slice=site:north"} {
		page, csv := ask(s, "GET", address, "").Body.String(), ask(s, "GET", address+"&format=csv", "").Body.String()
		checkReport(t, page)
		if !strings.Contains(page, "3 of 6 rows") {
			t.Errorf("%s does not show which rows it is about", address)
		}
		for _, line := range strings.Split(strings.TrimSpace(csv), "\n")[1:] {
			if !strings.Contains(line, "(site is north)") {
				t.Errorf("%s has the line %s", address, line)
			}
		}
	}
}
