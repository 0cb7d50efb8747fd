package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReportExportsItsNumbers(t *testing.T) {
	s := start(t)
	b, _ := s.report(t, "/runs/1/report?threshold=0.3")
	for _, kind := range []string{"csv", "json"} {
		res, err := http.Get(s.url + "/api/v1/runs/1/report?threshold=0.3&format=" + kind)
		if err != nil {
			t.Fatal(err)
		}
		want, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		got := b.saved(fmt.Sprintf(`[data-save$=".%s"]`, kind))
		if kind == "json" { // except for the second in which it was written
			_, got, _ = strings.Cut(got, ",")
			_, after, _ := bytes.Cut(want, []byte(","))
			want = after
		}
		if got == "" || got != string(want) {
			t.Errorf("the %s is %.200q, the server's %.200q", kind, got, want)
		}
	}
}

// TestReportExportsItsChartsAndThresholds compares the files with the complete sweep.
func TestReportExportsItsChartsAndThresholds(t *testing.T) {
	s := start(t)
	_, ids := s.upload("Two", "=two, \"quoted\".csv", flipFile(3), "")
	b, path := s.report(t, fmt.Sprintf("/compare/report?run=1&run=%d&lock=recall:0.8", ids[0]))
	res, err := http.Get(s.url + "/api/v1/runs/1/sweep?offset=0&limit=10000")
	if err != nil {
		t.Fatal(err)
	}
	var sweep struct {
		Points []struct {
			Threshold      any
			TP, FP, FN, TN float64
		}
	}
	err = json.NewDecoder(res.Body).Decode(&sweep)
	res.Body.Close()
	if err != nil || len(sweep.Points) < 100 {
		t.Fatalf("%d points, %v", len(sweep.Points), err)
	}
	lines := strings.Split(b.saved("[data-save-stops]"), "\n")
	if lines[0] != "run,threshold,tp,fp,fn,tn" || !strings.HasPrefix(lines[len(lines)-2], `"'=two, ""quoted""",`) {
		t.Errorf("%s begins the table, %s ends it", lines[0], lines[len(lines)-2])
	}
	for k, p := range sweep.Points {
		if want := fmt.Sprintf("%v,%v,%v,%v,%v", p.Threshold, p.TP, p.FP, p.FN, p.TN); !strings.HasSuffix(lines[k+1],
			","+want) {
			t.Fatalf("threshold %d is %s, want %s", k, lines[k+1], want)
		}
	}
	for _, chart := range []string{"tradeoff", "roc", "pr", "calibration"} {
		svg := b.saved(fmt.Sprintf(`[data-chart-card=%q] [data-svg]`, chart))
		if !strings.HasPrefix(svg, "<svg") || !strings.Contains(svg, "two") && chart != "calibration" ||
			strings.Contains(svg, "style=") {
			t.Errorf("the drawing of %s is %.200q", chart, svg)
		}
		if png := b.saved(fmt.Sprintf(`[data-chart-card=%q] [data-png]`, chart)); !strings.Contains(png[:8], "PNG") {
			t.Errorf("the picture of %s begins with %.8q", chart, png)
		}
	}
	b.onlyItself(path)
}

// TestCommandWritesTheSameReport runs the command while the server runs.
func TestCommandWritesTheSameReport(t *testing.T) {
	s := start(t)
	dir := t.TempDir()
	out, err := exec.Command(dashboard, "report", "1", "--at", "threshold=0.3", "--data", s.dir, "--output",
		filepath.Join(dir, "r.html")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var names []string
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		names = append(names, f.Name())
	}
	if want := []string{"r.csv", "r.html", "r.json"}; !slices.Equal(names, want) {
		t.Errorf("it writes %v, want %v", names, want)
	}
	page := s.tab(t)
	page.open("/learn")
	b := s.offline(t, filepath.Join(dir, "r.html"))
	sameAsPage(b, page, "written by the command", "/runs/1?metrics="+allRows())
}
