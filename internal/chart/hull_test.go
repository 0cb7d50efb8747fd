package chart

import (
	"fmt"
	"testing"
)

func TestHullSpansTheUpperSide(t *testing.T) {
	for _, c := range []struct{ in, want []Point }{
		{[]Point{{0, 0}, {0, 0.5}, {0.2, 0.5}, {0.2, 0.8}, {0.5, 0.81}, {1, 1}},
			[]Point{{0, 0}, {0, 0.5}, {0.2, 0.8}, {1, 1}}},
		{[]Point{{0, 0}, {0.5, 0.1}, {1, 1}}, []Point{{0, 0}, {1, 1}}},
		{[]Point{{0, 0}, {0, 0}, {0, 1}, {1, 1}}, []Point{{0, 0}, {0, 1}, {1, 1}}},
		{nil, nil},
	} {
		if got := Hull(c.in); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("the hull of %v is %v, want %v", c.in, got, c.want)
		}
	}
}
