package tradeoff

import (
	"net/url"
	"strconv"
)

// A SliceQuery says by which column a run is cut into slices, and in which
// order they are shown. It stands in the URL beside a [State], where defaults
// are left out.
type SliceQuery struct {
	By        string // a column; "" for the first one
	Sort      string // "n", "value" or a metric; "" for the usual order
	Ascending bool
	Each      bool // every number by itself, where numbers are put into bins
	Page      int  // counted from 1
}

// ParseSlices reads a SliceQuery from a URL's query. The order is a name, or
// one with a minus before it to begin at the top. Its errors name the parameter.
func ParseSlices(q url.Values) (SliceQuery, error) {
	s := SliceQuery{By: q.Get("by"), Each: q.Get("each") == "1", Page: 1}
	if v := q.Get("sort"); v != "" {
		s.Sort, s.Ascending = v, true
		if v[0] == '-' {
			s.Sort, s.Ascending = v[1:], false
		}
	}
	if v := q.Get("page"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 1<<31 {
			return s, Errorf(Invalid, "page is %q", v).WithMend("Give a whole number from 1 up.")
		}
		s.Page = n
	}
	return s, nil
}

// Add writes s into q as [ParseSlices] reads it.
func (s SliceQuery) Add(q url.Values) {
	if s.By != "" {
		q.Set("by", s.By)
	}
	switch {
	case s.Ascending:
		q.Set("sort", s.Sort)
	case s.Sort != "":
		q.Set("sort", "-"+s.Sort)
	}
	if s.Each {
		q.Set("each", "1")
	}
	if s.Page > 1 {
		q.Set("page", strconv.Itoa(s.Page))
	}
}
