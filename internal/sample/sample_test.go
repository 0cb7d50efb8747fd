package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"math"
	"strconv"
	"testing"

	"tradeoff/internal/calc"
)

func read(t *testing.T, f File) (records [][]string, b calc.Binary) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(f.CSV)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b.Kind = calc.Probability
	for _, r := range records[1:] {
		score, err := strconv.ParseFloat(r[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		label := uint8(0)
		if r[1] == Experiment().PositiveName {
			label = 1
		} else if r[1] != Experiment().NegativeName {
			t.Fatalf("label %q", r[1])
		}
		b.Label, b.Score = append(b.Label, label), append(b.Score, score)
	}
	return records[1:], b
}

func TestFilesAreTheSameBytesEveryTime(t *testing.T) {
	want := map[string]string{
		"questionnaire.csv":                "8b67a3a4e5a99cd228e8ddf466109513ac46811fb9ced693f47362ef8da014fe",
		"blood-test-and-questionnaire.csv": "a2c076889bf93ad44ae4c7d0f14f658ace3bda388097e35812ec60a5fdf99133",
	}
	for _, f := range Files() {
		sum := sha256.Sum256(f.CSV)
		if got := hex.EncodeToString(sum[:]); got != want[f.FileName] {
			t.Errorf("%s: got %s, want %s", f.FileName, got, want[f.FileName])
		}
	}
}

func TestBothModelsSawTheSameStudents(t *testing.T) {
	files := Files()
	first, _ := read(t, files[0])
	second, _ := read(t, files[1])
	if len(first) != students || len(second) != students {
		t.Fatalf("%d and %d students", len(first), len(second))
	}
	ids := map[string]bool{}
	for i := range first {
		for c := range first[i] {
			if c != 2 && first[i][c] != second[i][c] {
				t.Fatalf("student %d: %q and %q", i, first[i], second[i])
			}
		}
		ids[first[i][0]] = true
	}
	if len(ids) != students {
		t.Errorf("%d ids for %d students", len(ids), students)
	}
}

func TestModelsDifferClearlyAndAreCalibrated(t *testing.T) {
	for i, want := range []struct{ low, high float64 }{{0.77, 0.84}, {0.89, 0.95}} {
		f := Files()[i]
		_, b := read(t, f)
		sweep, err := calc.NewSweep(b)
		if err != nil {
			t.Fatal(err)
		}
		if auc := sweep.Evaluate("roc_auc").V; auc < want.low || auc > want.high {
			t.Errorf("%s: ROC AUC %.3f, want %v to %v", f.RunName, auc, want.low, want.high)
		}
		share := float64(sweep.Positives()) / students
		if share < 0.10 || share > 0.15 {
			t.Errorf("%.3f of the students are diabetic", share)
		}
		mean := 0.0
		for _, p := range b.Score {
			mean += p / students
		}
		if math.Abs(mean-share) > 0.02 {
			t.Errorf("%s: mean probability %.3f, and %.3f are diabetic", f.RunName, mean, share)
		}
	}
}

func TestEveryGroupHasDiabeticAndHealthyStudents(t *testing.T) {
	records, b := read(t, Files()[0])
	for column, name := range map[int]string{4: "grade", 6: "sex", 7: "bmi_band"} {
		seen := map[string][2]int{}
		for i, r := range records {
			n := seen[r[column]]
			n[b.Label[i]]++
			seen[r[column]] = n
		}
		for group, n := range seen {
			if n[0] == 0 || n[1] == 0 {
				t.Errorf("%s %s: %d healthy, %d diabetic", name, group, n[0], n[1])
			}
		}
	}
}
