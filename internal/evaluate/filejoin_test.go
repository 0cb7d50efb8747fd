package evaluate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// batch reads files of alternating names and texts, from memory or as they
// stream.
func batch(t testing.TB, pair FileJoin, stream bool, files ...string) *Batch {
	t.Helper()
	b := &Batch{FileJoin: pair}
	t.Cleanup(b.Close)
	for i := 0; i < len(files); i += 2 {
		o := ingest.Options{TempDir: t.TempDir()}
		if stream {
			b.Read(t.Context(), iotest.OneByteReader(strings.NewReader(files[i+1])), files[i], o)
		} else {
			b.Read(t.Context(), io.NewSectionReader(strings.NewReader(files[i+1]), 0, int64(len(files[i+1]))), files[i], o)
		}
	}
	if err := b.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	return b
}

// told writes what became of the files of a batch.
func told(b *Batch) string {
	var list []string
	for _, f := range b.Files {
		switch {
		case f.Err != nil:
			var e *tradeoff.Error
			errors.As(f.Err, &e)
			list = append(list, f.Name+": "+e.Message)
		case len(f.Scores) > 0:
			list = append(list, f.Name+" for "+strings.Join(f.Scores, ","))
		case f.Labels != "":
			list = append(list, fmt.Sprintf("%s with %s: %d of %d", f.Name, f.Labels, f.Runs[0].Sweep.Positives(), f.Runs[0].N))
		default:
			list = append(list, fmt.Sprintf("%s: %d of %d", f.Name, f.Runs[0].Sweep.Positives(), f.Runs[0].N))
		}
	}
	return strings.Join(list, "; ")
}

func TestJoinedFilesAreFound(t *testing.T) {
	const labels, scores, whole = "1\n0\n1\n", "0.5\n0.25\n0.75\n", "label,score\n1,0.5\n0,0.25\n"
	for _, c := range []struct {
		pair  FileJoin
		files []string
		want  string
	}{
		{"", []string{"y.txt", labels, "p.txt", scores}, "y.txt for p.txt; p.txt with y.txt: 2 of 3"},
		{"", []string{"p.txt", scores, "y.txt", labels}, "p.txt with y.txt: 2 of 3; y.txt for p.txt"},
		{"", []string{"p.txt", scores, "q.txt", "0.1\n0.2\n0.3\n", "y.txt", labels},
			"p.txt with y.txt: 2 of 3; q.txt with y.txt: 2 of 3; y.txt for p.txt,q.txt"},
		{"", []string{"whole.csv", whole, "p.txt", scores, "y.txt", labels},
			"whole.csv: 1 of 2; p.txt with y.txt: 2 of 3; y.txt for p.txt"},
		{"", []string{"whole.csv", whole, "p.txt", scores}, "whole.csv: 1 of 2; p.txt: the file has only one column"},
		{"", []string{"p.txt", scores}, "p.txt: the file has only one column"},
		{"no", []string{"y.txt", labels, "p.txt", scores},
			"y.txt: the file has only one column; p.txt: the file has only one column"},
		// Predicted classes look like labels: only names tell.
		{"", []string{"y_true.txt", labels, "y_pred.txt", "1\n1\n0\n"},
			"y_true.txt for y_pred.txt; y_pred.txt with y_true.txt: 2 of 3"},
		{"", []string{"a.txt", labels, "b.txt", "1\n1\n0\n"},
			"a.txt: the file has only one column; b.txt: the file has only one column"},
		{"yes", []string{"a.txt", labels, "b.txt", "1\n1\n0\n"},
			`a.txt: which of the files has the labels? There are "a.txt", "b.txt"; b.txt: `},
		{"yes", []string{"a.txt", labels}, "a.txt: there is only one file, but joining needs at least two"},
		// A file that could be a run by itself is one unless the caller says otherwise.
		{"", []string{"y.csv", "id,y,share\na,1,0.5\nb,0,0.25\n", "p.csv", "id,p\nb,0.75\na,0.5\n"},
			"y.csv: 1 of 2; p.csv: there is no column of labels: no column is named label or has two values"},
		{"yes", []string{"labels.csv", "id,y,share\na,1,0.5\nb,0,0.25\n", "p.csv", "id,p\nb,0.75\na,0.5\n"},
			"labels.csv for p.csv; p.csv with labels.csv: 1 of 2"},
		{"", []string{"y.txt", labels + "0\n", "p.txt", scores},
			`y.txt for p.txt; p.txt: "p.txt" has 3 rows of scores and "y.txt" has 4 of labels: which belong together?`},
		{"", []string{"y.csv", "label\n1\n0\n\"\"\n", "p.txt", scores}, "y.csv: the label is missing; p.txt: "},
	} {
		for _, stream := range []bool{false, true} {
			b := batch(t, c.pair, stream, c.files...)
			for _, f := range b.Files { // what is only waited for has nothing to tell
				if f.Err == nil && len(f.Scores) == 0 && len(f.Runs) == 0 {
					f.Err = &tradeoff.Error{}
				}
			}
			if got := told(b); got != c.want {
				t.Errorf("%q, stream %v: got  %s\nwant %s", c.files, stream, got, c.want)
			}
		}
	}
}

func TestJoinedRunsNameBothSources(t *testing.T) {
	for _, stream := range []bool{false, true} {
		b := batch(t, "", stream, "y.txt", "1\n0\n", "p.txt", "0.5\n0.25\n")
		r := b.Files[1].Runs[0]
		if r.SourceName != "p.txt + y.txt" || r.SourceBytes != 13 || len(r.SourceSHA256) != 64 ||
			r.SourceSHA256 == b.Files[1].SHA256 || r.Name != "p" {
			t.Errorf("stream %v: %q is from %s with %d bytes, %s", stream, r.Name, r.SourceName, r.SourceBytes, r.SourceSHA256)
		}
		other := batch(t, "", stream, "y.txt", "0\n1\n", "p.txt", "0.5\n0.25\n").Files[1].Runs[0]
		if other.SourceSHA256 == r.SourceSHA256 || other.TestSetDigest == r.TestSetDigest {
			t.Error("other labels are another source and another test set")
		}
	}
}

// TestLargeStreamsAreJoined sends more than is kept in memory.
func TestLargeStreamsAreJoined(t *testing.T) {
	var labels, scores strings.Builder
	labels.WriteString("id,label\n")
	scores.WriteString("id,score\n")
	const n = 120_000
	for i := range n {
		fmt.Fprintf(&labels, "case %d,%d\n", (i*7)%n, (i*7)%n%2)
		fmt.Fprintf(&scores, "case %d,0.%06d\n", i, i)
	}
	if labels.Len() < memory {
		t.Fatal("the file is too small for this test")
	}
	dir := t.TempDir()
	b := &Batch{}
	b.Read(t.Context(), io.MultiReader(strings.NewReader(labels.String())), "l.csv", ingest.Options{TempDir: dir})
	b.Read(t.Context(), io.MultiReader(strings.NewReader(scores.String())), "s.csv", ingest.Options{TempDir: dir})
	if err := b.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := told(b); got != fmt.Sprintf("l.csv for s.csv; s.csv with l.csv: %d of %d", n/2, n) {
		t.Error(got)
	}
	b.Close()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left is %v", left)
	}
}

// TestReferencePairs reads the pairs of the folder DATA_DIR.
func TestReferencePairs(t *testing.T) {
	dir := os.Getenv("DATA_DIR")
	if dir == "" {
		fmt.Println("evaluate: DATA_DIR is not set, the reference pairs are not read")
		t.Skip()
	}
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	type metrics struct {
		N, Positives int
		AUC          float64 `json:"roc_auc"`
		AP           float64 `json:"average_precision"`
		LogLoss      float64 `json:"log_loss"`
		Brier        float64
	}
	var reference struct {
		Files map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for name, file := range reference.Files {
		first, second, ok := strings.Cut(name, " + ")
		if !ok {
			continue
		}
		pairs++
		raw := file["metrics"]
		if raw == nil {
			var same string
			if err := json.Unmarshal(file["same_metrics_as"], &same); err != nil {
				t.Fatal(err)
			}
			raw = reference.Files[same]["metrics"]
		}
		var want metrics
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		b := &Batch{}
		for _, path := range []string{first, second} {
			text, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			b.Read(t.Context(), bytes.NewReader(text), filepath.Base(path), ingest.Options{})
		}
		if err := b.Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		runs, err := b.Runs()
		if err != nil || len(runs) != 1 {
			t.Errorf("%s: %d runs, %v", name, len(runs), err)
			continue
		}
		r := runs[0]
		if r.N != want.N || r.Sweep.Positives() != want.Positives {
			t.Errorf("%s: %d of %d, want %d of %d", name, r.Sweep.Positives(), r.N, want.Positives, want.N)
		}
		for id, x := range map[string]float64{
			"roc_auc": want.AUC, "average_precision": want.AP, "log_loss": want.LogLoss, "brier": want.Brier,
		} {
			if got := r.Sweep.Evaluate(id).V; math.Abs(got-x) > 1e-9 {
				t.Errorf("%s: %s is %v, want %v", name, id, got, x)
			}
		}
	}
	if pairs < 3 {
		t.Errorf("only %d pairs", pairs)
	}
}
