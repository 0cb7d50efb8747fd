package intake

import (
	"strings"
	"testing"
)

func TestSampleIsInstalledOnceForGood(t *testing.T) {
	in := open(t, Options{})
	for range 2 {
		if err := in.InstallSample(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e, r, names := contents(t, in); e != 1 || r != 2 || !strings.Contains(names, "Diabetes scan") {
			t.Fatalf("%d experiments, %d runs: %s", e, r, names)
		}
	}
	if err := in.store.DeleteExperiment(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := in.InstallSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e, r, _ := contents(t, in); e != 0 || r != 0 {
		t.Errorf("%d experiments and %d runs are back", e, r)
	}
}
