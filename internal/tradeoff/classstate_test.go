package tradeoff

import (
	"net/url"
	"reflect"
	"testing"
)

func TestClassStateRoundTripsThroughURL(t *testing.T) {
	for _, query := range []string{
		"", "normalize=true", "normalize=pred&order=confusion", "groups=4&open=a+b&open=c", "sort=-support",
		"sort=recall&order=recall",
		"focal_loss.gamma=0.5&dice_loss.all_classes=1&weighted_log_loss.balance=0.25",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseClassState(q)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got := s.Query(); !reflect.DeepEqual(got, q) {
			t.Errorf("%s came back as %s", query, got.Encode())
		}
	}
}

func TestURLLeavesOutDefaultsOfClassState(t *testing.T) {
	q, _ := url.ParseQuery("normalize=&order=&groups=0&open=a&sort=&focal_loss.gamma=2&focal_loss.balance=0&weighted_log_loss.balance=1")
	s, err := ParseClassState(q)
	if err != nil || len(s.Query()) != 0 {
		t.Errorf("got %s, %v", s.Query().Encode(), err)
	}
}

func TestClassStateErrorsNameTheParameter(t *testing.T) {
	for _, query := range []string{"normalize=rows", "order=random", "groups=-1", "groups=many", "sort=colour",
		"focal_loss.gamma=11", "dice_loss.all_classes=0.5", "weighted_log_loss.balance=x"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseClassState(q); KindOf(err) != Invalid {
			t.Errorf("%s: got %v", query, err)
		}
	}
}

func TestClassExamplesRoundTripThroughURL(t *testing.T) {
	for _, query := range []string{"", "actual=a", "actual=a&actual=b&called=c", "sort=loss&page=3", "id=x"} {
		q, _ := url.ParseQuery(query)
		e, err := ParseClassExamples(q)
		if err != nil {
			t.Fatal(err)
		}
		got := url.Values{}
		if e.Add(got); !reflect.DeepEqual(got, q) {
			t.Errorf("%s came back as %s", query, got.Encode())
		}
	}
	for _, query := range []string{"sort=nearest", "page=0"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseClassExamples(q); KindOf(err) != Invalid {
			t.Errorf("%s: got %v", query, err)
		}
	}
}
