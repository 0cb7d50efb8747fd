package tradeoff

import (
	"net/url"
	"testing"
)

func TestImageStateRoundTripsThroughURL(t *testing.T) {
	for _, text := range []string{"", "image=0", "image=7&image_page=3&images=-fn&layer=scores", "images=index",
		"layer=mask"} {
		q, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseState(q)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := s.Query().Encode(); got != text {
			t.Errorf("%s becomes %s", text, got)
		}
	}
	usual, err := ParseState(url.Values{"images": {"dice"}, "layer": {"overlay"}, "image_page": {"1"}})
	if err != nil || len(usual.Query()) != 0 || usual.Images.Sorted() != LowestDice ||
		usual.Images.Drawn() != OutcomeLayer {
		t.Errorf("the usual state is %+v, %v", usual.Images, err)
	}
}
