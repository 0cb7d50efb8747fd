package tradeoff

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A Cut is how a column cuts rows into slices: one for each value, or ranges of
// numbers.
type Cut struct {
	Column    string
	Each      bool      // every number by itself
	Quantiles int       // number of ranges with about equally many rows; 0: four
	Cuts      []float64 // the bounds between ranges; nil: quantiles
}

// Limits of a [Cut].
const (
	UsualQuantiles = 4
	MaxQuantiles   = 20
	MaxCuts        = 50
)

// A SliceQuery is by which columns a run is cut into slices, and how these are sorted.
// URLs have it beside a [State] and leave out defaults.
type SliceQuery struct {
	By        Cut    // the zero Cut for the first column
	And       Cut    // crossed with By; the zero Cut for none
	Sort      string // "n", "value" or a metric; "" for the default order
	Ascending bool
	Page      int // counted from 1
}

// sliceFields are the parameters of a [SliceQuery].
var sliceFields = slices.Concat(
	within(cutFields("by", "", "the column; the first group column if absent"), func(s *SliceQuery) *Cut { return &s.By }),
	within(cutFields("and", "and_", "a second column, which is crossed with the first"),
		func(s *SliceQuery) *Cut { return &s.And }),
	[]Field[SliceQuery]{
		{
			Parameter: Parameter{Name: "sort",
				About: "n, value, roc_auc, or one of the metrics; a minus before it reverses the order"},
			Parse: func(s *SliceQuery, q url.Values) error {
				name, falls := strings.CutPrefix(q.Get("sort"), "-")
				s.Sort, s.Ascending = name, name != "" && !falls
				return nil
			},
			Print: func(s *SliceQuery) []string {
				switch {
				case s.Ascending:
					return []string{s.Sort}
				case s.Sort != "":
					return []string{"-" + s.Sort}
				}
				return nil
			},
		},
		pageField(func(s *SliceQuery) *int { return &s.Page }),
	},
)

// SliceParameters returns the parameters that a [SliceQuery] has in a URL.
func SliceParameters() []Parameter { return Parameters(sliceFields) }

// SliceFields are the names of the parameters of a [SliceQuery] except page.
var SliceFields = func() (names []string) {
	for _, p := range SliceParameters() {
		for _, name := range []string{p.Name, p.Beside} {
			if name != "" && name != "page" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}()

// cutFields are the parameters of a [Cut]: the column, and the others with prefix.
func cutFields(column, prefix, about string) []Field[Cut] {
	numbers := "the numbers of “" + column + "”"
	columns := text(column, about, func(c *Cut) *string { return &c.Column })
	columns.Beside = prefix + "of"
	each := ToggleField(prefix+"each", "1: a slice for every number of “"+column+"”", "0",
		func(c *Cut) *bool { return &c.Each })
	each.Beside = prefix + "as"
	quantiles := whole(
		Parameter{Name: prefix + "quantiles", Beside: prefix + "as", Range: &Range{Low: 2, High: MaxQuantiles, Whole: true},
			About: "into how many ranges with about equally many rows " + numbers + " are cut; " +
				strconv.Itoa(UsualQuantiles) + " by default"},
		"a whole number from 2 to "+strconv.Itoa(MaxQuantiles),
		func(c *Cut) *int { return unlessZero(c.Quantiles) },
		func(c *Cut, n int) { c.Quantiles = n },
	)
	cuts := Field[Cut]{
		Parameter: Parameter{Name: prefix + "cuts", Beside: prefix + "as",
			About: "where " + numbers + " are cut instead, in ascending order: 30,40,50"},
		Parse: func(c *Cut, q url.Values) (err error) {
			if c.Cuts, err = parseCuts(q.Get(prefix + "cuts")); err != nil {
				return wrongCuts(prefix, err.Error())
			}
			return nil
		},
		Print: func(c *Cut) []string {
			if c.Cuts == nil {
				return nil
			}
			return []string{c.CutsText()}
		},
	}
	list := []Field[Cut]{columns, quantiles, cuts, each}
	for i, f := range list {
		list[i].Print = func(c *Cut) []string {
			if c.Column == "" {
				return nil
			}
			return f.Print(c)
		}
	}
	return list
}

func wrongCuts(prefix, why string) error {
	return Errorf(Invalid, "%scuts: %s", prefix, why).
		WithHint("Give numbers in ascending order, separated by commas, such as 30, 40, 50; " +
			"or by semicolons if commas are decimal.")
}

// ParseSlices reads a SliceQuery from a URL's query. The order is a name, with a minus
// before it for descending order. Its errors name the parameter.
func ParseSlices(q url.Values) (SliceQuery, error) {
	s := SliceQuery{Page: 1}
	q = maps.Clone(q)
	if err := cmp.Or(keepCounting(q, "by", ""), keepCounting(q, "and", "and_")); err != nil {
		return s, err
	}
	if err := ParseFields(sliceFields, q, &s); err != nil {
		return s, err
	}
	s.By.settle()
	s.And.settle()
	if s.And.Column == "" || s.And.Column == s.By.Column {
		s.And = Cut{}
	}
	return s, nil
}

// The ways in which a [Cut] cuts numbers. A form selects one by the parameter "as"; the
// parameters of the others are ignored.
const (
	AsQuantiles = "quantiles"
	AsCuts      = "cuts"
	AsEach      = "each"
)

// keepCounting deletes from q the parameters of a [Cut] that do not count: all of them
// if the column was just changed, otherwise those of ways that are not selected.
func keepCounting(q url.Values, column, prefix string) error {
	ways := []string{AsQuantiles, AsCuts, AsEach}
	as := q.Get(prefix + "as")
	if of := q.Get(prefix + "of"); of != "" && of != q.Get(column) {
		as = "nothing"
	}
	if as == "" {
		return nil
	}
	for _, way := range ways {
		if way != as {
			q.Del(prefix + way)
		}
	}
	switch as {
	case AsEach:
		q.Set(prefix+"each", "1")
	case AsCuts:
		if cuts, err := parseCuts(q.Get(prefix + "cuts")); err == nil && cuts == nil {
			return wrongCuts(prefix, "there are none")
		}
	}
	return nil
}

// settle clears the fields that are overridden: Cuts override all others, and Each
// overrides Quantiles.
func (c *Cut) settle() {
	switch {
	case c.Cuts != nil:
		c.Each, c.Quantiles = false, 0
	case c.Each:
		c.Quantiles = 0
	}
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
			return nil, fmt.Errorf("%s is given twice", part)
		case n > 0 && x < cuts[n-1]:
			return nil, fmt.Errorf("%s comes after %s", part, plain(cuts[n-1]))
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
func (s SliceQuery) Add(q url.Values) { PrintFields(sliceFields, &s, q) }

// Cuts returns the columns that s cuts by, one or two.
func (s SliceQuery) Cuts() []Cut {
	if s.And.Column == "" {
		return []Cut{s.By}
	}
	return []Cut{s.By, s.And}
}

// CutsKey returns a key of cuts: equal cuts, and only these, have equal keys.
func CutsKey(cuts []Cut) string {
	q := make(url.Values)
	for i, c := range cuts {
		at := strconv.Itoa(i)
		PrintFields(cutFields("by"+at, at, ""), &c, q)
	}
	return q.Encode()
}
