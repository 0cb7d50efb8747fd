package store

import (
	"fmt"
	"strings"
	"testing"
)

// numberGroups returns groups of rows that have the given values, in turn of
// both classes.
func numberGroups(values ...string) *Groups {
	g := &Groups{Column: "age"}
	for i, v := range values {
		code, ok := g.Code(v)
		if !ok {
			code = len(g.Values)
			g.Values = append(g.Values, v)
		}
		g.codes[i%2] = append(g.codes[i%2], uint16(code))
	}
	return g
}

func TestQuartilesHoldAQuarterEach(t *testing.T) {
	for _, c := range []struct{ values, bins, sizes string }{
		{"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "1 … 4|5 … 8|9 … 12|13 … 16", "4 4 4 4"},
		{"16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1", "1 … 4|5 … 8|9 … 12|13 … 16", "4 4 4 4"},
		{"-9 -8 -7 -6.5 0 1 1e1 11 12 13 14 15 16", "-9 … -7|-6.5 … 1|1e1 … 13|14 … 16", "3 3 4 3"},
		{"1 2 3 4 5 6 7 8 9 10 11 12", "", ""},
		{"1 2 3 4 5 6 7 8 9 10 11 12 old", "", ""},
		{"1 2 3 4 5 6 7 8 9 10 11 12 inf", "", ""},
		// One number with most rows leaves nothing to its neighbours.
		{"5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 1 2 3 4 6 7 8 9 10 11 12 13", "1 … 4|5 … 5|6 … 13", "4 28 8"},
	} {
		got := numberGroups(strings.Fields(c.values)...).Quartiles()
		if got == nil {
			if c.bins != "" {
				t.Errorf("%s: no quartiles", c.values)
			}
			continue
		}
		if bins := strings.Join(got.Values, "|"); bins != c.bins {
			t.Errorf("%s: got %s, want %s", c.values, bins, c.bins)
		}
		sizes := make([]int, len(got.Values))
		for class := range got.codes {
			for _, code := range got.codes[class] {
				sizes[code]++
			}
		}
		if text := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(sizes)), " "), "[]"); text != c.sizes {
			t.Errorf("%s: the bins have %s rows, want %s", c.values, text, c.sizes)
		}
	}
	with := numberGroups("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "1.0", "").Quartiles()
	if n := len(with.Values); n != 5 || with.Values[4] != "" {
		t.Errorf("got %q, want rows without a value in a bin of their own", with.Values)
	}
	if with.codes[0][0] != with.codes[1][6] {
		t.Error("1 and 1.0 are in different bins")
	}
}
