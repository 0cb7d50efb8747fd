package explore

import "testing"

func TestSiblingsAreTheRunsBesideOne(t *testing.T) {
	s := newFakeStore()
	for _, id := range []int64{1, 2} {
		run := s.runs[id].Run
		got, err := SiblingsOf(t.Context(), s, run)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Runs) != 2 || got.At < 0 || got.Runs[got.At].ID != id || got.More {
			t.Errorf("beside run %d: %+v", id, got)
		}
		if len(got.Shared) != 1 || got.Shared[0].ID != 3-id {
			t.Errorf("run %d shares its test set with %+v, want the other run", id, got.Shared)
		}
		if v := got.Runs[got.At].Value; !v.OK || got.Metric != "roc_auc" {
			t.Errorf("run %d has the %s %+v", id, got.Metric, v)
		}
	}
}
