package server

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tradeoff/internal/page/show"
	"tradeoff/internal/web"
)

// withVisits returns a server whose run 2 has two columns to be cut by.
func withVisits(t *testing.T, weighted bool) *Server {
	t.Helper()
	all, _ := visits(600, weighted, func(string, int) bool { return true })
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=site&group=age&kind=probability&weight=weight", all), http.StatusCreated)
	return s
}

type slicesAnswer struct {
	By, And string
	Total   int
	Slices  []struct {
		Value string
		Slice []string
		N     int
	}
}

func cutBy(t *testing.T, s *Server, query ...string) slicesAnswer {
	t.Helper()
	q := url.Values{}
	for i := 0; i < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	return answer[slicesAnswer](t, ask(s, "GET", "/api/v1/runs/2/slices?"+q.Encode(), ""), http.StatusOK)
}

func TestQueryCutsNumbersIntoRanges(t *testing.T) {
	s := withVisits(t, false)
	for _, c := range []struct {
		query []string
		want  string
	}{
		{[]string{"by", "age", "cuts", "30, 45.5; "}, ""}, // a mix of separators is a mistake
		{[]string{"by", "age", "cuts", "30,45.5"}, "below 30|30 to below 45.5|at least 45.5"},
		{[]string{"by", "age", "cuts", "30;45,5"}, "below 30|30 to below 45.5|at least 45.5"},
		{[]string{"by", "age", "cuts", "18"}, "at least 18"}, // no case is younger
		{[]string{"by", "age", "quantiles", "2"}, "20 … 44|45 … 69"},
	} {
		q := url.Values{}
		for i := 0; i < len(c.query); i += 2 {
			q.Set(c.query[i], c.query[i+1])
		}
		w := ask(s, "GET", "/api/v1/runs/2/slices?"+q.Encode(), "")
		if c.want == "" {
			answer[web.Problem](t, w, http.StatusUnprocessableEntity)
			continue
		}
		got := answer[slicesAnswer](t, w, http.StatusOK)
		var values []string
		total := 0
		for _, x := range got.Slices {
			values = append(values, x.Value)
			total += x.N
			part := answer[struct{ N int }](t, ask(s, "GET", "/api/v1/runs/2?"+url.Values{"slice": x.Slice}.Encode(), ""),
				http.StatusOK)
			if part.N != x.N {
				t.Errorf("%s has %d rows, and the part that it names %d", x.Value, x.N, part.N)
			}
		}
		if text := strings.Join(values, "|"); text != c.want && c.query[2] != "quantiles" || total != 600 ||
			len(values) != strings.Count(c.want, "|")+1 {
			t.Errorf("%v: got %s, want %s", c.query, text, c.want)
		}
	}
}

func TestTwoColumnsAreCrossed(t *testing.T) {
	s := withVisits(t, false)
	got := cutBy(t, s, "by", "site", "and", "age", "and_quantiles", "2")
	if got.By != "site" || got.And != "age" || got.Total != 8 {
		t.Errorf("got %d pairs of %s and %s", got.Total, got.By, got.And)
	}
	last := 1 << 30
	for _, x := range got.Slices {
		if x.N > last || !strings.Contains(x.Value, show.Times) {
			t.Errorf("%q with %d rows comes behind one with %d", x.Value, x.N, last)
		}
		last = x.N
		part := answer[struct{ N int }](t, ask(s, "GET", "/api/v1/runs/2?"+url.Values{"slice": x.Slice}.Encode(), ""),
			http.StatusOK)
		if part.N != x.N {
			t.Errorf("%s has %d rows, and the part that it names %d", x.Value, x.N, part.N)
		}
	}
	if same := cutBy(t, s, "by", "site", "and", "site"); same.And != "" || same.Total != 4 {
		t.Errorf("a column crossed with itself is %+v", same)
	}
	// The fields of the form are those of the column that was crossed before.
	page := ask(s, "GET", "/runs/2/slices?by=age&and=site&and_of=age&and_as=quantiles&and_quantiles=3", "")
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "16 pairs that occur") {
		t.Errorf("status %d, want 16 pairs", page.Code)
	}
}

func TestFormShowsMistakesInCuts(t *testing.T) {
	s := withVisits(t, false)
	for _, c := range []struct{ field, text, want string }{
		{"cuts", "30, x", "“x” is not a number"}, {"cuts", "30, 20", "20 comes after 30"},
		{"cuts", "30, 30", "30 is given twice"}, {"cuts", "1, inf", "not a number"},
		{"quantiles", "1", "Give a whole number from 2 to 20"}, {"quantiles", "many", "many"},
		{"as", "cuts", "there are none"},
		{"sort", "nothing", "sort is"},
	} {
		q := url.Values{"by": {"age"}, c.field: {c.text}}
		if c.field != "as" { // only the form has it
			answer[web.Problem](t, ask(s, "GET", "/api/v1/runs/2/slices?"+q.Encode(), ""), http.StatusUnprocessableEntity)
		}
		w := ask(s, "GET", "/runs/2/slices?"+q.Encode(), "")
		page := strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(w.Body.String())
		want := strings.NewReplacer("“", `"`, "”", `"`).Replace(c.want)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, want) ||
			!strings.Contains(page, `data-fault`) || !strings.Contains(page, `data-spread="roc_auc"`) {
			t.Errorf("%s=%s: status %d, without %q", c.field, c.text, w.Code, want)
		}
		if c.field == "cuts" && !strings.Contains(page, `value="`+c.text+`"`) {
			t.Errorf("%s is no longer in its field", c.text)
		}
	}
	// A mistake outside of the form has no separate page.
	if w := ask(s, "GET", "/runs/2/slices?by=site&cuts=1", ""); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "does not have numbers") {
		t.Errorf("cuts of texts: status %d", w.Code)
	}
	if w := ask(s, "GET", "/runs/2/slices?threshold=x", ""); w.Code != http.StatusUnprocessableEntity ||
		strings.Contains(w.Body.String(), "data-fault") {
		t.Errorf("a threshold that is none: status %d", w.Code)
	}
}

func TestSlicesAsCSV(t *testing.T) {
	for _, weighted := range []bool{false, true} {
		s := withVisits(t, weighted)
		w := ask(s, "GET", "/runs/2/slices.csv?by=site&and=age&and_cuts=40&metrics=recall,mcc&threshold=0.4", "")
		records, err := csv.NewReader(strings.NewReader(w.Body.String())).ReadAll()
		if err != nil || len(records) != 9 {
			t.Fatalf("%d lines, %v", len(records), err)
		}
		if got, want := strings.Join(records[0], " "), "site age rows positives threshold tp fp fn tn roc_auc roc_auc_low roc_auc_high "+
			"recall recall_low recall_high recall_difference recall_difference_low recall_difference_high mcc mcc_low mcc_high mcc_difference mcc_difference_low mcc_difference_high"; got != want {
			t.Errorf("got the header %s", got)
		}
		guardedRows := 0
		for _, line := range records[1:] {
			if strings.HasPrefix(line[0], "=") {
				t.Errorf("%q is a formula", line[0])
			}
			if line[0] == "'=sum(A1)" {
				guardedRows++
			}
			for i, cell := range line[2:] {
				interval := strings.HasSuffix(records[0][i+2], "_low") || strings.HasSuffix(records[0][i+2], "_high")
				if (cell == "") != (interval && weighted) {
					t.Errorf("weighted %t: %s of %s is %q", weighted, records[0][i+2], line[0], cell)
				}
			}
		}
		if guardedRows != 2 {
			t.Errorf("%d rows of the site that looks like a formula, want 2", guardedRows)
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
			t.Errorf("it is sent as %s", w.Header().Get("Content-Type"))
		}
	}
}

// TestThousandsOfSlicesArePaged reads all pages of five thousand groups.
func TestThousandsOfSlicesArePaged(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	const groups = 5000
	var b strings.Builder
	b.WriteString("label,score,ward\n")
	for i := range 2 * groups {
		fmt.Fprintf(&b, "%d,%g,ward %d\n", i%2, float64(i%97)/100, i%groups)
	}
	for i := range 40 {
		fmt.Fprintf(&b, "%d,0.5,ward 17\n", i%2)
	}
	s := filled(t, Options{})
	answer[uploaded](t, ask(s, "POST", "/api/v1/experiments/1/runs?group=ward", b.String()), http.StatusCreated)
	seen := make(map[string]bool)
	for offset := 0; ; offset += 1000 {
		got := cutBy(t, s, "by", "ward", "offset", fmt.Sprint(offset), "limit", "1000")
		if got.Total != groups {
			t.Fatalf("%d slices, want %d", got.Total, groups)
		}
		for _, x := range got.Slices {
			seen[x.Value] = true
		}
		if offset == 0 && (got.Slices[0].Value != "ward 17" || got.Slices[0].N != 42) {
			t.Errorf("the largest slice is %+v", got.Slices[0])
		}
		if len(got.Slices) == 0 {
			break
		}
	}
	if len(seen) != groups {
		t.Errorf("paging found %d of %d slices", len(seen), groups)
	}
	page := ask(s, "GET", "/runs/2/slices?page=50", "").Body.String()
	if !strings.Contains(page, "5,000 values, 4,901–5,000 shown; the smallest has 2 rows") || strings.Contains(page, `rel="next"`) || !strings.Contains(page, `rel="prev"`) {
		t.Error("the last page does not show that")
	}
	if len(page) > 600_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
}
