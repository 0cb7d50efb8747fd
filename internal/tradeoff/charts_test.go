package tradeoff

import (
	"net/url"
	"testing"
)

func TestDrawingRoundTripsThroughURL(t *testing.T) {
	for query, want := range map[string]string{
		"":                               "",
		"charts=":                        "",
		"charts=tradeoff,roc,pr":         "",
		"charts=pr&charts=roc&charts=pr": "charts=pr%2Croc",
		"charts=det,+gain&bins=quantile": "bins=quantile&charts=det%2Cgain",
		"charts=roc&hull=1&bins=uniform": "charts=roc&hull=1",
		"curves=mcc&curves=recall":       "curves=mcc%2Crecall",
		"curves=recall,precision,specificity,f1&band=1&histogram=share&histogram_bins=30": "",

		"band=0&histogram=log&histogram_bins=60": "band=0&histogram=log&histogram_bins=60",
		"band=0&band=1":                          "",
		"charts=roc,pr,tradeoff&policy=max_f1":   "charts=roc%2Cpr%2Ctradeoff&policy=max_f1",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseState(q)
		if err != nil {
			t.Errorf("%q: %v", query, err)
		} else if got := s.Query().Encode(); got != want {
			t.Errorf("%q is written as %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{"charts=pie", "charts=roc,", "bins=3", "hull=yes", "band=2", "curves=dor",
		"curves=roc_auc", "histogram=pie", "histogram_bins=7"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseState(q); (err == nil) != (query == "charts=roc,") {
			t.Errorf("%q: %v", query, err)
		}
	}
}
