package intake

import (
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/evaluate"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// inJSON is the file of eight cases in another format, with a column more.
func inJSON() string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(few), "\n")[1:] {
		f := strings.Split(line, ",")
		b.WriteString(`{"score":` + f[2] + `,"site":"x","label":` + f[1] + `,"id":"` + f[0] + `"}` + "\n")
	}
	return b.String()
}

// TestDigestsOfOlderRunsAreComputed finds the digests of runs that were stored
// without them.
func TestDigestsOfOlderRunsAreComputed(t *testing.T) {
	in := open(t, Options{})
	receive(t, in, "name=first", file("few.csv", few))
	runs, err := in.store.RunsLackingPredictions(t.Context())
	if err != nil || len(runs) > 0 {
		t.Fatalf("runs %v lack a digest, %v", runs, err)
	}
	for _, text := range []string{
		few,
		"label,a,b,c\na,0.5,0.25,0.25\nb,0.25,0.75,0\nc,0,0.25,0.75\n",
		"id,label,score,weight\na,1,0.5,0\nb,0,0.25,2\nc,1,0.75,1\n",
	} {
		done, _ := receive(t, in, "", file("a.csv", text))
		id := done.Runs[0].ID
		digest, err := in.store.Predictions(t.Context(), id)
		if err != nil || len(digest) != 32 {
			t.Fatalf("the digest is %q, %v", digest, err)
		}
		if err := in.store.SetPredictions(t.Context(), id, strings.Repeat("0", 32)); err != nil {
			t.Fatal(err)
		}
		if err := in.stored.learn(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if got, err := in.store.Predictions(t.Context(), id); err != nil || got != digest {
			t.Errorf("run %d: learnt is %q, %v, want %q", id, got, err, digest)
		}
	}
}

func TestServerComputesDigestsOfOlderRuns(t *testing.T) {
	in := open(t, Options{})
	if err := in.store.CreateExperiment(t.Context(), &tradeoff.Experiment{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	runs, err := evaluate.Read(t.Context(), strings.NewReader(few), "few.csv", ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := newRuns(runs)
	if err != nil {
		t.Fatal(err)
	}
	list[0].Predictions, list[0].Run.ExperimentID = "", 1 // as earlier versions stored it
	if err := in.store.CreateRuns(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	known := func() []string {
		_, dry := receive(t, in, "dry_run=1", file("again.jsonl", inJSON()))
		return duplicateKinds(dry.Files[0].Runs[0].Findings)
	}
	if got := known(); len(got) > 0 {
		t.Errorf("before it is learnt: %v", got)
	}
	in.LearnPredictions(t.Context())
	if got := known(); !slices.Equal(got, []string{"same_predictions"}) {
		t.Errorf("after it is learnt: %v", got)
	}
}
