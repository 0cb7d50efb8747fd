package tradeoff

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
)

// A FlipQuery says which two runs are looked at beside each other, at which
// threshold each, and which of the rows that they call differently. It stands in
// the URL beside a [State], whose costs and prevalence the runs share.
type FlipQuery struct {
	Runs       []int64 // none or two: the second is seen as the successor of the first
	ThresholdA *float64
	ThresholdB *float64
	Stand      // of a run without a threshold of its own

	List      string    // one of [FlipLists]
	Sort      FlipOrder // "" for the one that fits
	RowFilter           // by the column that cuts the rows into slices; "" for the first
	Page      int       // counted from 1
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

// flipFields are the parameters of a [FlipQuery].
var flipFields = slices.Concat(
	[]Field[FlipQuery]{
		runsField("the two runs, given twice: the second is seen as the successor of the first",
			func(f *FlipQuery) *[]int64 { return &f.Runs }),
		ThresholdField("threshold_a", "of the first run", func(f *FlipQuery) **float64 { return &f.ThresholdA }),
		ThresholdField("threshold_b", "of the second run", func(f *FlipQuery) **float64 { return &f.ThresholdB }),
	},
	within(standFields, func(f *FlipQuery) *Stand { return &f.Stand }),
	[]Field[FlipQuery]{
		choice("list", "which rows", func(f *FlipQuery) *string { return &f.List }, FlipLists[0], FlipLists...),
		choice("sort", "which rows come first: those whose score changes most, which is what holds if both runs have scores "+
			"of one kind, or those first in the file", func(f *FlipQuery) *FlipOrder { return &f.Sort }, "", ChangeFirst, FileFirst),
	},
	within(rowFilterFields("the column of the first run that cuts the rows into slices; the first group column if absent",
		"only the rows of this slice, as the member “slices” calls it", "1: the slice is that of the empty value"),
		func(f *FlipQuery) *RowFilter { return &f.RowFilter }),
	[]Field[FlipQuery]{pageField(func(f *FlipQuery) *int { return &f.Page })},
)

// FlipParameters returns the parameters that a [FlipQuery] has in a URL.
func FlipParameters() []Parameter { return Parameters(flipFields) }

// ParseFlips reads a FlipQuery, and the state that the runs share, from a URL's
// query. Its errors name the parameter.
func ParseFlips(q url.Values) (f FlipQuery, shared State, err error) {
	f.Page = 1
	if shared, err = parseShared(q); err != nil {
		return f, shared, err
	}
	if err = ParseFields(flipFields, q, &f); err != nil {
		return f, shared, err
	}
	f.Stand.settle()
	f.List = cmp.Or(f.List, FlipLists[0])
	if len(f.Runs) != 0 && len(f.Runs) != 2 {
		return f, shared, Errorf(Invalid, "run is given %d times", len(f.Runs)).WithHint("Give two runs: run=1&run=2.")
	}
	return f, shared, nil
}

// AddRuns writes the ids into q as the pages of several runs read them.
func AddRuns(q url.Values, ids []int64) {
	for _, id := range ids {
		q.Add("run", strconv.FormatInt(id, 10))
	}
}

// Add writes f into q as [ParseFlips] reads it.
func (f FlipQuery) Add(q url.Values) { PrintFields(flipFields, &f, q) }
