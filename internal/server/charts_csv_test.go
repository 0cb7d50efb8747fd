package server

import (
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tradeoff/internal/api"
	"tradeoff/internal/explore"
	"tradeoff/internal/tradeoff"
)

// chartRows requests the numbers of a chart and returns its lines by column.
func chartRows(t *testing.T, s *Server, path string) []map[string]string {
	t.Helper()
	w := ask(s, "GET", path, "")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") ||
		!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") {
		t.Fatalf("%s: status %d, %v", path, w.Code, w.Header())
	}
	lines, err := csv.NewReader(w.Body).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var out []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, name := range lines[0] {
			row[name] = line[i]
			if line[i] == "" || line[i] == "inf" || line[i] == "-inf" {
				continue
			}
			if _, err := strconv.ParseFloat(line[i], 64); err != nil || strings.ContainsAny(line[i][:1], "=+@\t\r") {
				t.Errorf("%s: the cell %q is no number", path, line[i])
			}
		}
		out = append(out, row)
	}
	return out
}

// six rows: at 0.5 there are TP 2, FP 1, FN 1, TN 2.
const sixRows = "label,score\n1,0.9\n1,0.6\n0,0.5\n0,0.4\n1,0.2\n0,0.1\n"

func TestChartCSVHasEveryPointOfTheSweep(t *testing.T) {
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"six"}`)
	up := answer[uploaded](t, ask(s, "POST", path+"/runs?file_name=six.csv", sixRows), http.StatusCreated)
	at := func(id, query string) map[string]string {
		t.Helper()
		rows := chartRows(t, s, "/api/v1"+up.Runs[0].URL+"/charts/"+id+".csv"+query)
		if len(rows) != 7 {
			t.Fatalf("%s has %d lines, want 7", id, len(rows))
		}
		if rows[0]["threshold"] != "inf" || rows[3]["threshold"] != "0.5" {
			t.Errorf("%s: the thresholds are %s and %s", id, rows[0]["threshold"], rows[3]["threshold"])
		}
		return rows[3]
	}
	for _, c := range []struct {
		id, query string
		want      map[string]float64
	}{
		{"tradeoff", "", map[string]float64{"tp": 2, "fp": 1, "fn": 1, "tn": 2, "recall": 2.0 / 3, "precision": 2.0 / 3,
			"specificity": 2.0 / 3, "f1": 2.0 / 3}},
		{"roc", "", map[string]float64{"fpr": 1.0 / 3, "tpr": 2.0 / 3}},
		{"tradeoff", "?curves=mcc,predicted_positive_rate",
			map[string]float64{"mcc": 1.0 / 3, "predicted_positive_rate": 0.5}},
		{"tradeoff", "?curves=precision,recall&prevalence=0.25", map[string]float64{"precision": 0.4, "recall": 2.0 / 3}},
		{"roc", "?band=0", map[string]float64{"tpr": 2.0 / 3}},
		{"pr", "", map[string]float64{"recall": 2.0 / 3, "precision": 2.0 / 3}},
		{"cost", "?cost_fp=2&cost_fn=4", map[string]float64{"expected_cost": 1, "cost_fn": 4, "prevalence": 0.5}},
		{"cost", "?cost_fp=2&cost_fn=4&prevalence=0.25",
			map[string]float64{"expected_cost": 0.25/3*4 + 0.75/3*2, "prevalence": 0.25}},
		{"decision", "", map[string]float64{"probability": 0.5, "net_benefit": 1.0 / 6, "treat_all": 0, "treat_none": 0}},
		{"gain", "", map[string]float64{"depth": 0.5, "gain": 2.0 / 3}},
		{"lift", "", map[string]float64{"depth": 0.5, "lift": 4.0 / 3}},
		// Python: statistics.NormalDist().inv_cdf(1/3)
		{"det", "", map[string]float64{"fpr": 1.0 / 3, "fnr": 1.0 / 3, "fpr_probit": -0.43072729929545744,
			"fnr_probit": -0.43072729929545744}},
	} {
		row := at(c.id, c.query)
		for name, want := range c.want {
			if got, err := strconv.ParseFloat(row[name], 64); err != nil || math.Abs(got-want) > 1e-12 {
				t.Errorf("%s%s: %s is %q, want %v", c.id, c.query, name, row[name], want)
			}
		}
	}
	bins := chartRows(t, s, "/api/v1"+up.Runs[0].URL+"/charts/calibration.csv")
	if len(bins) != 10 || bins[5]["rows"] != "1" || bins[5]["share_of_positives"] != "1" || bins[9]["rows"] != "0" ||
		bins[9]["low"] != "" {
		t.Errorf("the bins are %v", bins)
	}
	bars := chartRows(t, s, "/api/v1"+up.Runs[0].URL+"/charts/histogram.csv?histogram_bins=10")
	if last := bars[9]; len(bars) != 10 || last["to"] != "0.9" || last["positives"] != "1" || last["negatives"] != "0" ||
		last["share_of_positives"] != "0.3333333333333333" || last["share_of_negatives"] != "0" {
		t.Errorf("the bars are %v", bars)
	}
}

func TestChartCSVOfBigRunIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := open(t, Options{})
	path := newExperiment(t, s, `{"name":"many"}`)
	var b strings.Builder
	b.WriteString("label,score\n")
	const n = 2*api.CSVWindow + 5
	for i := range n {
		fmt.Fprintf(&b, "%d,%v\n", i%2, float64(i+1)/(n+1))
	}
	up := answer[uploaded](t, ask(s, "POST", path+"/runs?file_name=many.csv", b.String()), http.StatusCreated)
	rows := chartRows(t, s, "/api/v1"+up.Runs[0].URL+"/charts/roc.csv")
	if len(rows) != n+1 || rows[n]["fpr"] != "1" || rows[n]["tpr"] != "1" {
		t.Errorf("%d lines, the last is %v", len(rows), rows[len(rows)-1])
	}
	for i := 1; i < len(rows); i++ {
		before, _ := strconv.ParseFloat(rows[i-1]["threshold"], 64)
		if now, _ := strconv.ParseFloat(rows[i]["threshold"], 64); !(now < before) {
			t.Fatalf("line %d: the threshold %v follows %v", i, now, before)
		}
	}
}

func TestEveryChartSupportsEveryKindOfRun(t *testing.T) {
	s := open(t, Options{})
	var all []string
	for _, k := range tradeoff.ChartKinds() {
		all = append(all, k.ID)
		if _, ok := explore.ChartTables[k.ID]; !ok {
			t.Errorf("no run has the chart %s", k.ID)
		}
	}
	for name, file := range map[string]string{
		"probabilities": sixRows, "scores": "label,score\n1,9\n0,-3\n1,2\n", "one class": "label,score\n1,0.2\n1,0.9\n",
	} {
		path := newExperiment(t, s, `{"name":"`+name+`"}`)
		up := answer[uploaded](t, ask(s, "POST", path+"/runs?file_name=a.csv&positive_name=yes&negative_name=no", file), http.StatusCreated)
		for _, query := range []string{"", "&bins=quantile&hull=1&prevalence=0.1&cost_fn=0&cost_fp=0", "&threshold=inf", "&threshold=-inf"} {
			w := ask(s, "GET", up.Runs[0].URL+"?charts="+strings.Join(all, ",")+query, "")
			if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "NaN") {
				t.Errorf("%s%s: status %d, or a NaN in the page", name, query, w.Code)
			}
		}
		for _, id := range all {
			chartRows(t, s, "/api/v1"+up.Runs[0].URL+"/charts/"+id+".csv?prevalence=0.1")
		}
	}
	for path, want := range map[string]int{"/api/v1/runs/1/charts/pie.csv": 404, "/runs/1?charts=pie": 422,
		"/api/v1/runs/9/charts/roc.csv": 404, "/api/v1/runs/1/charts/cost.csv?cost_fp=x": 422} {
		if w := ask(s, "GET", path, ""); w.Code != want {
			t.Errorf("%s: status %d, want %d", path, w.Code, want)
		}
	}
}
