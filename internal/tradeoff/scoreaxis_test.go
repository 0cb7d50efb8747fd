package tradeoff

import (
	"math"
	"net/url"
	"testing"
)

func TestScoreAxisRoundTripsThroughURL(t *testing.T) {
	for query, want := range map[string]string{
		"axis=":                     "",
		"axis=linear":               "axis=linear",
		"axis=logit&zoom=0.01,0.2":  "axis=logit&zoom=0.01%2C0.2",
		"zoom=1%25,+20%25":          "zoom=0.01%2C0.2",
		"zoom=-3,inf":               "zoom=-3%2Cinf",
		"zoom=1e-9,2e-9":            "zoom=1e-09%2C2e-09",
		"axis=quantile&policy=mcc":  "refused",
		"axis=log":                  "refused",
		"zoom=0.2":                  "refused",
		"zoom=0.2,0.1":              "refused",
		"zoom=0.2,0.2":              "refused",
		"zoom=-inf,1":               "refused",
		"zoom=a,b":                  "refused",
		"zoom=0,1,2":                "refused",
		"axis=quantile&zoom=&bins=": "axis=quantile",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseState(q)
		got := s.Query().Encode()
		if err != nil {
			got = "refused"
		}
		if got != want {
			t.Errorf("%q is written as %q, want %q (%v)", query, got, want, err)
		}
	}
}

func TestThresholdsArePercentToo(t *testing.T) {
	for text, want := range map[string]float64{
		"7.85%": 0.0785, "7,85 %": 0.0785, "50%": 0.5, ".5%": 0.005, "-3%": -0.03, "0.5": 0.5, "inf": math.Inf(1),
	} {
		if got, err := ParseThreshold(text); err != nil || got != want {
			t.Errorf("%q is %v, want %v (%v)", text, got, want, err)
		}
	}
	for _, text := range []string{"%", "a%", "inf%", "5%%", "1e-3%"} {
		if got, err := ParseThreshold(text); err == nil {
			t.Errorf("%q is %v, want an error", text, got)
		}
	}
}
