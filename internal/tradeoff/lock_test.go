package tradeoff

import (
	"fmt"
	"net/url"
	"reflect"
	"testing"
)

func TestComparisonRoundTripsThroughURL(t *testing.T) {
	for _, query := range []string{
		"run=1&run=2", "run=3&run=1&run=2&baseline=2&lock=recall:0.9", "run=1&run=2&lock=threshold:-inf",
		"run=1&run=2&lock=expected_cost:0.25&metric=mcc",
		"run=1&run=2&policy=max_f1", "",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := ParseCompare(q)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		again := make(url.Values)
		c.Add(again)
		back, _, err := ParseCompare(again)
		if err != nil || !reflect.DeepEqual(back, c) {
			t.Errorf("%s is read back as %+v, %v, want %+v", query, back, err, c)
		}
	}
	// A form sends the metric and the value separately.
	c, _, err := ParseCompare(url.Values{"run": {"2", "1", "2"}, "lock": {"fpr"}, "bound": {"0,1"}})
	if err != nil || c.Lock == nil || c.Lock.String() != "fpr:0.1" || fmt.Sprint(c.Runs) != "[2 1]" {
		t.Errorf("a form gives %+v, %v", c, err)
	}
}

func TestParseCompareRejectsInvalidValues(t *testing.T) {
	for _, query := range []string{
		"run=x", "run=0", "run=1&run=2&baseline=3", "run=1&run=2&baseline=", "run=1&run=2&lock=recall",
		"run=1&run=2&lock=recall:much", "run=1&run=2&lock=recall:inf",
		"run=1&run=2&lock=fpr:-inf", "run=1&run=2&lock=f1:0.5", "run=1&run=2&metric=dor", "run=1&run=2&policy=recall>=x",
		"run=1&run=2&run=3&run=4&run=5&run=6&run=7&run=8&run=9&run=10&run=11",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := ParseCompare(q); KindOf(err) != Invalid && query != "run=1&run=2&baseline=" {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// A threshold or policy from the page of a run or an experiment becomes a lock for
// several runs if it holds a metric at a value.
func TestStandReadsThresholdAndPolicyAsLocks(t *testing.T) {
	for query, want := range map[string]string{
		"policy=recall>%3D0.9": "lock=recall%3A0.9", "policy=fpr<%3D&bound=0.1": "lock=fpr%3A0.1",
		"threshold=0.4": "lock=threshold%3A0.4",
		"lock=recall:0.8&threshold=0.4&policy=max_f1": "lock=recall%3A0.8",
		"threshold=0.4&policy=max_f1":                 "lock=threshold%3A0.4",
		"policy=max_f1":                               "policy=max_f1", "": "",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		stand, shared, err := ParseStand(q)
		got := make(url.Values)
		stand.Add(got)
		if err != nil || got.Encode() != want || shared.Threshold != nil || shared.Policy != nil {
			t.Errorf("%s stands at %s, %v, want %s", query, got.Encode(), err, want)
		}
	}
	for _, query := range []string{"threshold=x", "policy=recall>%3Dx", "lock=recall:x&threshold=0.4", "cost_fp=-1"} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := ParseStand(q); KindOf(err) != Invalid {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestEveryLockHasAPolicy(t *testing.T) {
	for _, metric := range LockMetrics {
		l := Lock{metric, 0.25}
		switch p := l.Policy(); {
		case metric == "threshold":
			if p != nil {
				t.Errorf("a locked threshold has the policy %s", p)
			}
		case p.String() != metric+">=0.25" && p.String() != metric+"<=0.25":
			t.Errorf("%s has the policy %s", l, p)
		}
	}
}
