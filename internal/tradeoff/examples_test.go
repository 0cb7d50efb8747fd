package tradeoff

import (
	"net/url"
	"testing"
)

func TestExamplesRoundTripThroughURL(t *testing.T) {
	for _, query := range []string{
		"cell=fn", "cell=tp&page=3", "cell=tn&sort=loss", "cell=fp&sort=farthest", "by=band&cell=fn&value=40%2B",
		"blank=1&by=band&cell=fn", "cell=fn&id=%3D1%2B1",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		e, err := ParseExamples(q)
		if err != nil {
			t.Fatal(err)
		}
		got := make(url.Values)
		if e.Add(got); got.Encode() != query {
			t.Errorf("%s came back as %s", query, got.Encode())
		}
	}
}

func TestRanksRoundTripThroughURL(t *testing.T) {
	for _, query := range []string{
		"run=1&run=2", "run=3&run=1&run=2&x=recall&y=brier", "lock=recall%3A0.9&run=1&run=2",
		"policy=max_f1&run=1&run=2&x=mcc",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		r, _, err := ParseRanks(q)
		if err != nil {
			t.Fatal(err)
		}
		got := make(url.Values)
		if r.Add(got); got.Encode() != query {
			t.Errorf("%s came back as %s", query, got.Encode())
		}
	}
	for _, query := range []string{"run=x", "run=0", "run=1&lock=luck:1", "run=1&policy=x"} {
		q, _ := url.ParseQuery(query)
		if _, _, err := ParseRanks(q); KindOf(err) != Invalid {
			t.Errorf("%s gives %v, want an error of kind invalid", query, err)
		}
	}
}

func TestParseExamplesRejectsInvalidValues(t *testing.T) {
	for _, query := range []string{"cell=xx", "sort=up", "page=0", "page=-1", "page=two", "page=99999999999999999999"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseExamples(q); KindOf(err) != Invalid {
			t.Errorf("%s gives %v, want an error of kind invalid", query, err)
		}
	}
}

func TestSlicesRoundTripThroughURL(t *testing.T) {
	for _, query := range []string{"", "by=band", "sort=n", "by=band&sort=-recall", "by=age&each=1", "sort=-n",
		"page=2&sort=precision", "sort=-value"} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseSlices(q)
		if err != nil {
			t.Fatal(err)
		}
		got := make(url.Values)
		if s.Add(got); got.Encode() != query {
			t.Errorf("%s came back as %s", query, got.Encode())
		}
	}
	if _, err := ParseSlices(url.Values{"page": {"0"}}); KindOf(err) != Invalid {
		t.Errorf("page 0 gives %v", err)
	}
}
