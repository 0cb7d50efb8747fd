package evaluate

import (
	"testing"

	"tradeoff/internal/ingest"
)

// TestPredictionsAreKnownInAnyFile reads the same ids, labels and scores from
// different files.
func TestPredictionsAreKnownInAnyFile(t *testing.T) {
	const plain = "id,label,score\na,1,0.9\nb,0,0.25\nc,1,0.75\n"
	digest := func(text string, o ingest.Options) string {
		t.Helper()
		return runs(t, text, o)[0].PredictionsDigest
	}
	want := digest(plain, ingest.Options{})
	if want != "cc95c4dd0b3a652c0e443b8313b0d981" { // stored runs are compared by it
		t.Errorf("the digest is %s", want)
	}
	for what, c := range map[string]struct {
		text string
		o    ingest.Options
	}{
		"other order of rows":    {"id,label,score\nc,1,0.75\na,1,0.9\nb,0,0.25\n", ingest.Options{}},
		"other order of columns": {"score;site;label;id\n0,90;x;1;a\n0,25;y;0;b\n0,750;x;1;c\n", ingest.Options{}},
		"JSON":                   {`[{"id":"a","label":true,"score":9e-1},{"id":"b","label":false,"score":0.25},{"id":"c","label":true,"score":0.75}]`, ingest.Options{}},
		"labels as words":        {"id,label,score\na,yes,0.9\nb,no,0.25\nc,yes,0.75\n", ingest.Options{}},
		"with weights":           {"id,label,score,weight\na,1,0.9,2\nb,0,0.25,1\nc,1,0.75,0\n", ingest.Options{}},
		"scores that only rank":  {plain, ingest.Options{Kind: "score"}},
		"several scores, one the same": {"id,label,score,other\na,1,0.9,0.5\nb,0,0.25,0.5\nc,1,0.75,0.25\n",
			ingest.Options{Score: []string{"score"}}},
	} {
		if got := digest(c.text, c.o); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	for what, text := range map[string]string{
		"another score":    "id,label,score\na,1,0.9\nb,0,0.25\nc,1,0.7500000000000001\n",
		"another label":    "id,label,score\na,1,0.9\nb,0,0.25\nc,0,0.75\n",
		"another id":       "id,label,score\na,1,0.9\nb,0,0.25\nd,1,0.75\n",
		"scores of others": "id,label,score\na,1,0.75\nb,0,0.25\nc,1,0.9\n",
		"a row more":       plain + "d,1,0.75\n",
		"no ids":           "label,score\n1,0.9\n0,0.25\n1,0.75\n",
	} {
		if got := digest(text, ingest.Options{}); got == want || got == "" {
			t.Errorf("%s: the digest is the same, or none: %s", what, got)
		}
	}
	order := digest("label,score\n1,0.9\n0,0.25\n1,0.75\n", ingest.Options{})
	if digest("score,x,label\n0.9,1.5,1\n0.25,2.5,0\n0.75,3.25,1\n", ingest.Options{}) != order ||
		digest("label,score\n1,0.75\n0,0.25\n1,0.9\n", ingest.Options{}) == order {
		t.Error("without ids the order of the rows does not decide")
	}
	twice := ingest.Options{KeepDuplicates: true}
	if r := runs(t, "id,label,score\na,1,0.9\na,0,0.25\n", twice)[0]; r.TestSetDigest != "" || r.PredictionsDigest == "" ||
		r.PredictionsDigest != digest("id,label,score\na,0,0.25\na,1,0.9\n", twice) {
		t.Errorf("where ids repeat: %q and %q", r.TestSetDigest, r.PredictionsDigest)
	}
}

func TestPredictionsOfManyClassesAreKnownInAnyOrder(t *testing.T) {
	digest := func(text string) string { return runs(t, text, ingest.Options{})[0].PredictionsDigest }
	want := digest("id,label,cat,dog,owl\na,cat,0.5,0.25,0.25\nb,dog,0.25,0.75,0\nc,owl,0,0.25,0.75\n")
	if got := digest("owl,id,dog,cat,label\n0.75,c,0.25,0,owl\n0.25,a,0.25,0.5,cat\n0,b,0.75,0.25,dog\n"); got != want ||
		got == "" {
		t.Errorf("in another order: %s, want %s", got, want)
	}
	if got := digest("id,label,cat,dog,owl\na,cat,0.5,0.25,0.25\nb,dog,0.25,0,0.75\nc,owl,0,0.25,0.75\n"); got == want {
		t.Error("scores of other classes have the same digest")
	}
}
