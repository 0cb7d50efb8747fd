package store

import (
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestDuplicatesFindsEqualPredictions(t *testing.T) {
	s := open(t, t.TempDir())
	e := createExperiment(t, s, "scan")
	one, other := strings.Repeat("1", 32), strings.Repeat("2", 32)
	sums := []string{strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("c", 64), ""}
	for i, digest := range []string{one, other, one, ""} {
		n := newRun(e.ID, "run", two)
		n.Predictions, n.Run.SourceSHA256 = digest, sums[i]
		if err := s.CreateRuns(t.Context(), []NewRun{n}); err != nil {
			t.Fatal(err)
		}
	}
	found := func(sha256, digest string, before int64, limit int) (ids []int64) {
		t.Helper()
		list, err := s.Duplicates(t.Context(), sha256, digest, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		return ids
	}
	for _, c := range []struct {
		sha256, digest string
		before         int64
		limit          int
		want           []int64
	}{
		{"", one, 0, 9, []int64{3, 1}},
		{"", one, 0, 1, []int64{3}},
		{"", one, 3, 9, []int64{1}},
		{"", one, 1, 9, nil},
		{sums[1], one, 0, 9, []int64{3, 2, 1}},
		{sums[1], "", 0, 9, []int64{2}},
		{"", "", 0, 9, nil},
		{"", strings.Repeat("3", 32), 0, 9, nil},
	} {
		if got := found(c.sha256, c.digest, c.before, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v", c, got)
		}
	}
	if got, err := s.Predictions(t.Context(), 2); err != nil || got != other {
		t.Errorf("run 2 predicts %q, %v", got, err)
	}
	lacking := func(want ...int64) {
		t.Helper()
		if got, err := s.RunsLackingPredictions(t.Context()); err != nil || !slices.Equal(got, want) {
			t.Errorf("lacking are %v, %v, want %v", got, err, want)
		}
	}
	lacking(4)
	if got, err := s.Predictions(t.Context(), 4); err != nil || got != "" {
		t.Errorf("run 4 predicts %q, %v", got, err)
	}
	if err := s.SetPredictions(t.Context(), 4, one); err != nil {
		t.Fatal(err)
	}
	lacking()
	if got := found("", one, 0, 9); !slices.Equal(got, []int64{4, 3, 1}) {
		t.Errorf("got %v", got)
	}
	wantKind(t, s.SetPredictions(t.Context(), 99, one), tradeoff.NotFound)
	if err := s.DeleteRun(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	if got := found("", one, 0, 9); !slices.Equal(got, []int64{3, 1}) {
		t.Errorf("after the run was deleted: %v", got)
	}
	if _, err := s.writer.Exec(`UPDATE predictions SET digest = ? WHERE run_id = 1`, other); err != nil {
		t.Fatal(err)
	}
	_, err := s.Predictions(t.Context(), 1)
	wantKind(t, err, tradeoff.Internal, "damaged")
}
