package tradeoff

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A FlipQuery says which two runs are looked at beside each other, at which
// threshold each, and which of the rows that they call differently. It stands in
// the URL beside a [State], whose costs and prevalence the runs share.
type FlipQuery struct {
	Runs       []int64 // none or two: the second is seen as the successor of the first
	ThresholdA *float64
	ThresholdB *float64
	Stand      // of a run without a threshold of its own

	List  string    // one of [FlipLists]
	Sort  FlipOrder // "" for the one that fits
	By    string    // the column that cuts the rows into slices; "" for the first
	Value string    // only the rows of this slice, as it is called
	Blank bool      // the slice is that of the empty value
	Page  int       // counted from 1
}

// FlipLists are the identifiers of the four lists of rows.
var FlipLists = []string{"fixed_misses", "new_misses", "fixed_alarms", "new_alarms"}

// FlipOrder is an order in which flips are shown.
type FlipOrder string

// The orders.
const (
	ChangeFirst FlipOrder = "change" // the largest change of the score first
	FileFirst   FlipOrder = "file"   // as in the file of the first run
)

// ParseFlips reads a FlipQuery, and the state that the runs share, from a URL's
// query. Its errors name the parameter.
func ParseFlips(q url.Values) (f FlipQuery, shared State, err error) {
	f = FlipQuery{List: q.Get("list"), Sort: FlipOrder(q.Get("sort")), By: q.Get("by"), Value: q.Get("value"), Blank: q.Get("blank") == "1"}
	if f.Stand, shared, err = ParseStand(q); err != nil {
		return f, shared, err
	}
	if f.Runs, err = ParseRuns(q); err != nil {
		return f, shared, err
	}
	if len(f.Runs) != 0 && len(f.Runs) != 2 {
		return f, shared, Errorf(Invalid, "run is given %d times", len(f.Runs)).WithMend("Give two runs: run=1&run=2.")
	}
	for name, into := range map[string]**float64{"threshold_a": &f.ThresholdA, "threshold_b": &f.ThresholdB} {
		if v := strings.TrimSpace(q.Get(name)); v != "" {
			t, err := ParseThreshold(v)
			if err != nil {
				return f, shared, err
			}
			*into = &t
		}
	}
	if f.List == "" {
		f.List = FlipLists[0]
	}
	if !slices.Contains(FlipLists, f.List) {
		return f, shared, Errorf(Invalid, "list is %.40q", f.List).WithMend("Give one of %s.", strings.Join(FlipLists, ", "))
	}
	if f.Sort != "" && f.Sort != ChangeFirst && f.Sort != FileFirst {
		return f, shared, Errorf(Invalid, "sort is %.40q", f.Sort).WithMend("Give change or file.")
	}
	f.Page, err = parsePage(q)
	return f, shared, err
}

// ParseRuns reads the ids of runs that are looked at together.
func ParseRuns(q url.Values) (ids []int64, err error) {
	for _, v := range q["run"] {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || id < 1 {
			return nil, Errorf(Invalid, "run is %.40q", v).WithMend("Give the id of a run.")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// AddRuns writes the ids into q as [ParseRuns] reads them.
func AddRuns(q url.Values, ids []int64) {
	for _, id := range ids {
		q.Add("run", strconv.FormatInt(id, 10))
	}
}

// Filters reports whether f keeps only the rows of one slice.
func (f FlipQuery) Filters() bool { return f.By != "" && (f.Value != "" || f.Blank) }

// Add writes f into q as [ParseFlips] reads it.
func (f FlipQuery) Add(q url.Values) {
	AddRuns(q, f.Runs)
	if f.ThresholdA != nil {
		q.Set("threshold_a", ThresholdText(*f.ThresholdA))
	}
	if f.ThresholdB != nil {
		q.Set("threshold_b", ThresholdText(*f.ThresholdB))
	}
	f.Stand.Add(q)
	if f.List != FlipLists[0] {
		q.Set("list", f.List)
	}
	if f.Sort != "" {
		q.Set("sort", string(f.Sort))
	}
	if f.By != "" {
		q.Set("by", f.By)
		if f.Value != "" {
			q.Set("value", f.Value)
		} else if f.Blank {
			q.Set("blank", "1")
		}
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
}
