package evaluate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

func runs(t testing.TB, text string, o ingest.Options) []*Run {
	t.Helper()
	list, err := Read(context.Background(), strings.NewReader(text), "test.csv", o)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// few is a file of eight rows whose numbers are easily counted by hand.
const few = "id,label,score\na,1,0.9\nb,1,0.8\nc,0,0.7\nd,1,0.6\ne,0,0.5\nf,0,0.4\ng,1,0.3\nh,0,0.2\n"

func TestFileGivesRunWithAllNumbers(t *testing.T) {
	list := runs(t, few, ingest.Options{})
	if len(list) != 1 {
		t.Fatalf("%d runs, want 1", len(list))
	}
	r := list[0]
	if r.SourceBytes != int64(len(few)) || r.SourceName != "test.csv" {
		t.Errorf("source is %q with %d bytes, want test.csv with %d", r.SourceName, r.SourceBytes, len(few))
	}
	if sum := sha256.Sum256([]byte(few)); r.SourceSHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("the digest of the source is %s", r.SourceSHA256)
	}
	var ids []string
	for _, m := range r.Metrics {
		ids = append(ids, m.ID)
		if m.ID == "roc_auc" && m.V != 0.75 {
			t.Errorf("AUC is %v, want 0.75", m.V)
		}
	}
	var want []string
	for _, m := range calc.RunMetrics() {
		want = append(want, m.ID)
	}
	if !slices.Equal(ids, want) {
		t.Errorf("metrics are %v, want %v", ids, want)
	}
	if p := r.Prevalence(); p.V != 0.5 {
		t.Errorf("prevalence is %v, want 0.5", p)
	}
}

func TestPointHasCountsAndMetrics(t *testing.T) {
	r := runs(t, few, ingest.Options{})[0]
	for threshold, want := range map[float64]calc.Confusion{
		0.5:          {TP: 3, FP: 2, FN: 1, TN: 2},
		0.55:         {TP: 3, FP: 1, FN: 1, TN: 3},
		math.Inf(1):  {FN: 4, TN: 4},
		math.Inf(-1): {TP: 4, FP: 4},
	} {
		p := r.At(threshold)
		if p.Confusion != want || float64(p.Threshold) != threshold {
			t.Errorf("at %v: %+v, want %+v", threshold, p.Confusion, want)
		}
		if len(p.Metrics) != len(calc.ConfusionMetrics()) {
			t.Errorf("%d metrics, want %d", len(p.Metrics), len(calc.ConfusionMetrics()))
		}
	}
}

func TestPointInJSON(t *testing.T) {
	p := runs(t, few, ingest.Options{})[0].At(math.Inf(1))
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(
		b), `{"threshold":"inf","tp":0,"fp":0,"fn":4,"tn":4,"metrics":{"accuracy":{"value":0.5,`; !strings.HasPrefix(got,
		want) {
		t.Errorf("got %.90s, want %s …", got, want)
	}
	if want := `"precision":{"value":null,"low":null,"high":null,"reason":"no_predicted_positives"`; !strings.Contains(
		string(b), want) {
		t.Errorf("no %s in %s", want, b)
	}
}

func TestEachScoreColumnIsARun(t *testing.T) {
	list := runs(t, "label,score_a,score_b\n1,0.9,0.1\n0,0.2,0.8\n1,0.7,0.3\n0,0.4,0.4\n", ingest.Options{})
	if len(list) != 2 {
		t.Fatalf("%d runs, want 2", len(list))
	}
	if a, b := list[0].TestSetDigest, list[1].TestSetDigest; a != b || a == "" {
		t.Errorf("digests %q and %q, want the same", a, b)
	}
}

func TestDigestIsOfIDsAndLabelsInAnyOrder(t *testing.T) {
	digest := func(text string) string { return runs(t, text, ingest.Options{})[0].TestSetDigest }
	base := digest(few)
	lines := strings.Split(strings.TrimSpace(few), "\n")
	slices.Reverse(lines[1:])
	if got := digest(strings.Join(lines, "\n")); got != base {
		t.Error("reordered rows change the digest")
	}
	if got := digest(strings.ReplaceAll(few, "0.9", "0.95")); got != base {
		t.Error("another score changes the digest")
	}
	for what, text := range map[string]string{
		"another id":           strings.Replace(few, "a,1", "z,1", 1),
		"another label":        strings.Replace(few, "a,1", "a,0", 1),
		"labels that swap ids": strings.Replace(strings.Replace(few, "b,1", "b,0", 1), "c,0", "c,1", 1),
		"a row less":           strings.Replace(few, "h,0,0.2\n", "", 1),
	} {
		if digest(text) == base {
			t.Errorf("%s does not change the digest", what)
		}
	}
}

func TestDigestWithoutIDsIsOfRowNumbers(t *testing.T) {
	digest := func(text string) string {
		return runs(t, text, ingest.Options{Score: []string{"s"}, Label: "y"})[0].TestSetDigest
	}
	base := digest("y,s\n1,0.9\n0,0.1\n1,0.5\n")
	if got := digest("y,s\n1,0.3\n0,0.2\n1,0.7\n"); got != base {
		t.Error("the same labels in the same order have another digest")
	}
	if digest("y,s\n0,0.9\n1,0.1\n1,0.5\n") == base {
		t.Error("labels in another order have the same digest")
	}
}

func TestRepeatedIDsHaveNoDigest(t *testing.T) {
	if got := runs(t, few+"a,0,0.5\n", ingest.Options{KeepDuplicates: true})[0].TestSetDigest; got != "" {
		t.Errorf("the digest is %q, want none", got)
	}
}

func TestInvertedLabelsAreCorrectedByTheirFix(t *testing.T) {
	inverted := strings.NewReplacer(",1,", ",sick,", ",0,", ",healthy,").Replace(few)
	for _, text := range []string{few, inverted} {
		var b strings.Builder
		b.WriteString("label,score\n")
		rows := strings.Split(strings.TrimSpace(text), "\n")[1:]
		for range 20 {
			for _, row := range rows {
				cells := strings.Split(row, ",")
				fmt.Fprintf(&b, "%s,-%s\n", cells[1], cells[2])
			}
		}
		r := runs(t, b.String(), ingest.Options{})[0]
		var fix tradeoff.Fix
		for _, f := range r.Findings {
			if f.Kind == "labels_inverted" && f.Serious {
				fix = f.Fixes[0]
			}
		}
		var o ingest.Options
		if err := o.Set(fix.Name, fix.Value); err != nil {
			t.Fatal(err)
		}
		if auc := runs(t, b.String(), o)[0].Sweep.ROCAUC(); auc.V != 0.75 {
			t.Errorf("after %+v AUC is %v, want 0.75", fix, auc)
		}
	}
}

// TestDigestsDoNotChange holds the digests to those that are stored already.
func TestDigestsDoNotChange(t *testing.T) {
	for text, want := range map[string]string{
		few:                                  "917123878c7d618b1addcded991543a9",
		"label,score\n1,0.9\n0,0.1\n1,0.5\n": "6577d6e401599e6e19c341610a93c8ad",
	} {
		if got := runs(t, text, ingest.Options{})[0].TestSetDigest; got != want {
			t.Errorf("digest is %s, want %s", got, want)
		}
	}
}

func TestFindings(t *testing.T) {
	// table returns a file of n rows, every k-th of which is positive.
	table := func(n, k int, score func(row int, positive bool) float64) string {
		var b strings.Builder
		b.WriteString("label,score\n")
		for i := range n {
			y := 0
			if i%k == 0 {
				y = 1
			}
			fmt.Fprintf(&b, "%d,%g\n", y, score(i, y == 1))
		}
		return b.String()
	}
	good := func(i int, positive bool) float64 {
		x := float64(i%100) / 200
		if positive {
			x += 0.4
		}
		return x
	}
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing to say", table(300, 3, good), nil},
		{"inverted", table(300, 3, func(i int, p bool) float64 { return 1 - good(i, p) }), []string{"labels_inverted"}},
		{"few positives", table(300, 30, good), []string{"few_positives"}},
		{"constant", table(300, 3, func(int, bool) float64 { return 0.5 }), []string{"constant_score"}},
		{"tied", table(300, 3, func(i int, p bool) float64 {
			if i%2 == 0 {
				return 0.25
			}
			return good(i, p)
		}), []string{"tied_scores"}},
		{"one class", table(300, 1, good), []string{"one_class"}},
		{"few of both", table(10, 2, good), []string{"few_positives", "few_negatives"}},
		{"leaked", table(300, 3, func(i int, p bool) float64 {
			if p {
				return 0.9 + float64(i)/1e4
			}
			return float64(i) / 1e3
		}), []string{"label_leaked"}},
		{"by chance", table(300, 3, func(i int, _ bool) float64 { return float64((i*7919)%300) / 300 }), nil},
	} {
		var got []string
		for _, f := range runs(t, c.text, ingest.Options{})[0].Findings {
			got = append(got, f.Kind)
			if f.Message == "" || strings.HasSuffix(f.Message, ".") {
				t.Errorf("%s: message is %q", c.name, f.Message)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: findings are %v, want %v", c.name, got, c.want)
		}
	}
}

func TestBadFileIsRefusedWithItsPlace(t *testing.T) {
	_, err := Read(context.Background(), strings.NewReader("label,score\n1,0.5\n0,high\n"), "bad.csv",
		ingest.Options{Score: []string{"score"}})
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Kind != tradeoff.Invalid || e.Place.Line != 3 || e.Place.File != "bad.csv" ||
		e.Hint == "" {
		t.Errorf("got %v, want an invalid file with line 3 and a hint", err)
	}
}

func TestCancelledReadingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, strings.NewReader(few), "test.csv", ingest.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancelled context", err)
	}
}

func TestScoresWithoutDifferencesAreRefused(t *testing.T) {
	for _, score := range []string{"1.7e308", "-1.7e308"} {
		_, err := Read(t.Context(), strings.NewReader("label,score\n1,"+score+"\n0,0\n"), "x.csv", ingest.Options{})
		if tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%s: got %v, want an error of kind invalid", score, err)
		}
	}
}

func TestRowsOfWeightZeroAreReported(t *testing.T) {
	r := runs(t, "label,score,weight\n1,0.95,0\n0,1,2\n1,0.8,2\n0,0.4,1\n", ingest.Options{})[0]
	if r.N != 3 || r.Weightless != 1 || r.Clipped != 1 || r.Weight() != 5 {
		t.Errorf("%d rows weighing %v, %d weigh nothing, %d are clipped", r.N, r.Weight(), r.Weightless, r.Clipped)
	}
	said := ""
	for _, f := range r.Findings {
		if f.Kind == "weightless_rows" {
			said = f.Message
		}
	}
	if said != "1 of 4 rows has the weight 0 and is left out" {
		t.Errorf("it says %q", said)
	}
	many := runs(t, "label,a,b,c,weight\na,0.5,0.3,0.2,0\nb,0.1,0.8,0.1,1\nc,1,0,0,0.5\na,0.6,0.2,0.2,0\n",
		ingest.Options{})[0]
	if many.N != 2 || many.Weightless != 2 || many.Clipped != 1 || many.Weight() != 1.5 ||
		!slices.ContainsFunc(many.Findings, func(f tradeoff.Finding) bool { return f.Kind == "weightless_rows" }) {
		t.Errorf("of many classes: %d rows, %d weigh nothing, %d are clipped, %+v", many.N, many.Weightless, many.Clipped,
			many.Findings)
	}
	if plain := runs(t, few, ingest.Options{})[0]; plain.Weightless != 0 || plain.Clipped != 0 {
		t.Errorf("without weights: %+v", plain)
	}
}
