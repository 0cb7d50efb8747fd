package tradeoff

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
)

// A Cut says how a column cuts rows into slices: one for each of its values, or
// ranges if they are numbers.
type Cut struct {
	Column    string
	Each      bool      // every number by itself
	Quantiles int       // ranges with about as many rows each; 0: four of them
	Cuts      []float64 // where one range ends and the next begins; nil: by the number of rows
}

// Limits of a [Cut].
const (
	UsualQuantiles = 4
	MaxQuantiles   = 20
	MaxCuts        = 50
)

// A SliceQuery says by which columns a run is cut into slices, and in which
// order they are shown. It stands in the URL beside a [State], where defaults
// are left out.
type SliceQuery struct {
	By        Cut    // the zero Cut for the first column
	And       Cut    // crossed with By; the zero Cut for none
	Sort      string // "n", "value" or a metric; "" for the usual order
	Ascending bool
	Page      int // counted from 1
}

// SliceFields are the names that a [SliceQuery] has in URLs and forms, but for
// that of the page.
var SliceFields = []string{"by", "as", "each", "quantiles", "cuts", "and", "and_of", "and_as", "and_each", "and_quantiles", "and_cuts", "sort"}

// ParseSlices reads a SliceQuery from a URL's query. The order is a name, or
// one with a minus before it to begin at the top. Its errors name the parameter.
func ParseSlices(q url.Values) (SliceQuery, error) {
	s := SliceQuery{Page: 1}
	var err error
	if s.By, err = parseCut(q, "by", ""); err != nil {
		return s, err
	}
	if s.And, err = parseCut(q, "and", "and_"); err != nil {
		return s, err
	}
	if s.And.Column == "" || s.And.Column == s.By.Column {
		s.And = Cut{}
	}
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

// The ways in which a [Cut] cuts numbers. A form names one of them by the
// parameter "as", and only what belongs to it counts.
const (
	AsQuantiles = "quantiles"
	AsCuts      = "cuts"
	AsEach      = "each"
)

// parseCut reads a Cut whose parameters have the prefix.
func parseCut(q url.Values, column, prefix string) (Cut, error) {
	if of := q.Get(prefix + "of"); of != "" && of != q.Get(column) {
		return Cut{Column: q.Get(column)}, nil // what the form says is of a column that was just left
	}
	as := q.Get(prefix + "as")
	counts := func(way string) bool { return as == "" || as == way }
	c := Cut{Column: q.Get(column), Each: as == AsEach || counts(AsEach) && q.Get(prefix+"each") == "1"}
	if v := strings.TrimSpace(q.Get(prefix + "quantiles")); v != "" && counts(AsQuantiles) {
		n, err := strconv.Atoi(v)
		if err != nil || n < 2 || n > MaxQuantiles {
			return c, Errorf(Invalid, "%squantiles is %.40q", prefix, v).WithMend("Give a whole number from 2 to %d.", MaxQuantiles)
		}
		c.Quantiles = n
	}
	if !counts(AsCuts) {
		return c, nil
	}
	var err error
	if c.Cuts, err = parseCuts(q.Get(prefix + "cuts")); err == nil && c.Cuts == nil && as == AsCuts {
		err = errors.New("there are none")
	}
	if err != nil {
		return c, Errorf(Invalid, "%scuts: %s", prefix, err).
			WithMend("Give rising numbers with commas between, such as 30, 40, 50; or with semicolons, where commas are decimal.")
	}
	switch { // given ones win, and what does not matter is left out
	case c.Cuts != nil:
		c.Each, c.Quantiles = false, 0
	case c.Each:
		c.Quantiles = 0
	}
	return c, nil
}

// parseCuts reads "30, 40, 50", or "1,5; 2,5" with decimal commas.
func parseCuts(text string) ([]float64, error) {
	separator := ","
	if strings.Contains(text, ";") {
		separator = ";"
	}
	var cuts []float64
	for part := range strings.SplitSeq(text, separator) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		x, err := ParseNumber(part)
		switch n := len(cuts); {
		case err != nil || math.IsInf(x, 0) || math.IsNaN(x):
			return nil, fmt.Errorf("%.40q is not a number", part)
		case n > 0 && x == cuts[n-1]:
			return nil, fmt.Errorf("%s stands there twice", part)
		case n > 0 && x < cuts[n-1]:
			return nil, fmt.Errorf("%s stands behind %s", part, plain(cuts[n-1]))
		case n == MaxCuts:
			return nil, fmt.Errorf("there are more than %d", MaxCuts)
		}
		cuts = append(cuts, x+0)
	}
	return cuts, nil
}

func plain(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// CutsText returns cuts as [ParseSlices] reads them.
func (c Cut) CutsText() string {
	list := make([]string, len(c.Cuts))
	for i, x := range c.Cuts {
		list[i] = plain(x)
	}
	return strings.Join(list, ",")
}

// Add writes s into q as [ParseSlices] reads it.
func (s SliceQuery) Add(q url.Values) {
	s.By.add(q, "by", "")
	s.And.add(q, "and", "and_")
	switch {
	case s.Ascending:
		q.Set("sort", s.Sort)
	case s.Sort != "":
		q.Set("sort", "-"+s.Sort)
	}
	if s.Page > 1 {
		q.Set("page", strconv.Itoa(s.Page))
	}
}

func (c Cut) add(q url.Values, column, prefix string) {
	if c.Column == "" {
		return
	}
	q.Set(column, c.Column)
	if c.Each {
		q.Set(prefix+"each", "1")
	}
	if c.Quantiles != 0 {
		q.Set(prefix+"quantiles", strconv.Itoa(c.Quantiles))
	}
	if c.Cuts != nil {
		q.Set(prefix+"cuts", c.CutsText())
	}
}

// Cuts returns the columns that s cuts by, one or two.
func (s SliceQuery) Cuts() []Cut {
	if s.And.Column == "" {
		return []Cut{s.By}
	}
	return []Cut{s.By, s.And}
}

// CutsKey names cuts; equal ones have equal keys, and others have others.
func CutsKey(cuts []Cut) string {
	q := make(url.Values)
	for i, c := range cuts {
		c.add(q, "by"+strconv.Itoa(i), strconv.Itoa(i))
	}
	return q.Encode()
}
