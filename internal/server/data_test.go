package server

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReferenceFiles uploads the files of real models in the folder DATA_DIR
// and compares the API's numbers with those of expected.json beside them.
func TestReferenceFiles(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		t.Log("DATA_DIR is not set: no reference files")
		return
	}
	var expected struct {
		Files map[string]struct {
			Positive string
			Metrics  struct {
				Task         string
				N, Positives int
				ROCAUC       float64  `json:"roc_auc"`
				AP           float64  `json:"average_precision"`
				LogLoss      *float64 `json:"log_loss"`
				Brier        *float64
				Delong       struct{ Lo, Hi float64 } `json:"roc_auc_delong95"`
				AtDefault    struct {
					Threshold                               float64
					TP, FP, FN, TN                          float64
					Precision, Recall, Specificity, NPV, F1 float64
					Accuracy, MCC                           float64
				} `json:"at_default"`
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{})
	files := 0
	for name, want := range expected.Files {
		folder, _, _ := strings.Cut(name, "/")
		m := want.Metrics
		if m.Task != "binary" || folder != "pima" && folder != "breast" && folder != "teaching" {
			continue
		}
		files++
		file, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		path := experiment(t, s, `{"name":"`+name+`"}`)
		query := url.Values{"file_name": {name}}
		if want.Positive != "1" {
			query.Set("positive", want.Positive)
		}
		up := answer[uploaded](t, ask(s, "POST", path+"/runs?"+query.Encode(), string(file)), http.StatusCreated)
		type estimate struct{ Value, Low, High *float64 }
		run := answer[struct {
			N, Positives int
			Metrics      map[string]estimate
			At           struct {
				Threshold, TP, FP, FN, TN float64
				Metrics                   map[string]estimate
			}
		}](t, ask(s, "GET", "/api/v1"+up.Runs[0].URL, ""), http.StatusOK)
		if run.N != m.N || run.Positives != m.Positives {
			t.Errorf("%s: %d rows, %d positive, want %d, %d", name, run.N, run.Positives, m.N, m.Positives)
		}
		a, d := run.At, m.AtDefault
		if a.Threshold != d.Threshold || a.TP != d.TP || a.FP != d.FP || a.FN != d.FN || a.TN != d.TN {
			t.Errorf("%s: counts are %+v, want %+v", name, a, d)
		}
		near := func(what string, got *float64, want float64) {
			t.Helper()
			if got == nil || math.Abs(*got-want) > 1e-9 {
				t.Errorf("%s: %s is %v, want %v", name, what, got, want)
			}
		}
		near("AUC", run.Metrics["roc_auc"].Value, m.ROCAUC)
		near("the lower end of AUC", run.Metrics["roc_auc"].Low, m.Delong.Lo)
		near("the upper end of AUC", run.Metrics["roc_auc"].High, m.Delong.Hi)
		near("AP", run.Metrics["average_precision"].Value, m.AP)
		if m.LogLoss != nil {
			near("log loss", run.Metrics["log_loss"].Value, *m.LogLoss)
		}
		if m.Brier != nil {
			near("Brier score", run.Metrics["brier"].Value, *m.Brier)
		}
		for id, want := range map[string]float64{
			"precision": d.Precision, "recall": d.Recall, "specificity": d.Specificity, "npv": d.NPV, "f1": d.F1,
			"accuracy": d.Accuracy, "mcc": d.MCC,
		} {
			near(id, a.Metrics[id].Value, want)
		}
	}
	if files < 10 {
		t.Errorf("only %d files were compared", files)
	}
	t.Logf("%d files give the expected numbers", files)
}
