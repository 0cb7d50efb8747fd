package explore

import (
	"math"
	"testing"

	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
)

func TestSlicesHaveTheirMetricsAndThoseOfTheRest(t *testing.T) {
	v, err := newFakeStore().explorer(t).SlicesAt(t.Context(), 1, query(t, "by=site&tiles=recall&tiles=specificity"))
	if err != nil || len(v.List) != 2 {
		t.Fatalf("%d slices, %v", len(v.List), err)
	}
	near(t, "AUC of all rows", v.AUC.Value, 12./16)
	if v.Fewest() != 4 || v.Query.By.Column != "site" {
		t.Errorf("at least %d rows, by %s", v.Fewest(), v.Query.By.Column)
	}
	recall := -1
	for i, id := range v.Metrics {
		if id == "recall" {
			recall = i
		}
	}
	// At 0.5 site a has 3 true positives and site b misses its only one.
	for _, want := range []struct {
		site              string
		positives, recall float64
		difference, auc   float64
	}{{"a", 3, 1, 1, 2. / 3}, {"b", 1, 0, -1, 1. / 3}} {
		for _, g := range v.List {
			if g.Keys[0].Value != want.site {
				continue
			}
			own, differences := v.Estimates(g)
			near(t, "recall of "+want.site, own[recall].Value, want.recall)
			near(t, "recall minus that of the rest of "+want.site, differences[recall].Value, want.difference)
			near(t, "AUC of "+want.site, v.AUCOf(g).Value, want.auc)
			if float64(g.Positives) != want.positives {
				t.Errorf("site %s has %d positives", want.site, g.Positives)
			}
		}
	}
	spread := v.Spread("recall")
	if spread.Max.V-spread.Min.V != 1 {
		t.Errorf("recall varies by %+v", spread)
	}
}

func TestSlicesAreSortedByAMetricOrTheirName(t *testing.T) {
	x := newFakeStore().explorer(t)
	for text, want := range map[string]string{
		"sort=roc_auc": "b", "sort=-roc_auc": "a", "sort=value": "a", "sort=-value": "b", "": "a",
	} {
		v, err := x.SlicesAt(t.Context(), 1, query(t, text))
		if err != nil {
			t.Fatal(err)
		}
		if got := v.List[0].Keys[0].Value; got != want {
			t.Errorf("%q: site %s comes first, want %s", text, got, want)
		}
		if one := v.Largest(1); len(one.List) != 1 {
			t.Errorf("%d largest slices, want 1", len(one.List))
		}
	}
	if _, err := x.SlicesAt(t.Context(), 1, query(t, "sort=height")); tradeoff.KindOf(err) != tradeoff.Invalid {
		t.Errorf("an unknown sort: %v", err)
	}
}

func TestViewSelectsTheRowsOfASlice(t *testing.T) {
	x := newFakeStore().explorer(t)
	v, err := x.RunAt(t.Context(), 1, query(t, "slice=site:a"))
	if err != nil {
		t.Fatal(err)
	}
	if v.Run.N != 4 || v.Run.Positives != 3 || v.TotalRows != 8 || v.Point.TP != 3 || v.Point.FP != 1 {
		t.Errorf("%d of %d rows, %d positive, %+v", v.Run.N, v.TotalRows, v.Run.Positives, v.Point.Confusion)
	}
	if v.RowsText() != "site is a" || v.RowsSuffix() != " (site is a)" || v.Title() != "old · site is a" {
		t.Errorf("%q, %q, %q", v.RowsText(), v.RowsSuffix(), v.Title())
	}
	if got, want := v.Addresses().API("/points", nil), "/api/v1/runs/1/points?slice=site%3Aa"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
	metrics, err := x.Metrics(t.Context(), v.Subject)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range metrics {
		if m.ID == "roc_auc" {
			near(t, "AUC of site a", m.Value, 2./3)
		}
	}
	if _, err := x.RunAt(t.Context(), 1, query(t, "slice=site:z")); tradeoff.KindOf(err) != tradeoff.NotFound {
		t.Errorf("a site without rows: %v", err)
	}
}

func TestKeyTextWritesRanges(t *testing.T) {
	r := source.SliceKey{Range: true, From: 30, To: 40, Low: 31, High: 38}
	for _, c := range []struct {
		key   source.SliceKey
		asked bool
		want  string
	}{
		{source.SliceKey{Value: "a"}, false, "a"},
		{r, false, "31 … 38"},
		{r, true, "30 to below 40"},
		{source.SliceKey{Range: true, From: 30, To: math.Inf(1), Low: 1, High: 0}, true, "at least 30"},
	} {
		if got := KeyText(c.key, c.asked); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
