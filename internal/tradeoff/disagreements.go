package tradeoff

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
)

// A DisagreementQuery selects two runs, the threshold of each, and which of the rows
// where they disagree are listed. In URLs it is beside a [State], whose costs and
// prevalence the runs share.
type DisagreementQuery struct {
	Runs       []int64 // none or two: the second is treated as the successor of the first
	ThresholdA *float64
	ThresholdB *float64
	Stand      // of a run without its own threshold

	List      string            // one of [DisagreementLists]
	Sort      DisagreementOrder // "" for the default of the two runs
	RowFilter                   // its column cuts the rows into slices; "" for the first
	Page      int               // counted from 1
}

// DisagreementLists are the ids of the four lists of rows.
var DisagreementLists = []string{"fixed_misses", "new_misses", "fixed_alarms", "new_alarms"}

// DisagreementOrder is an order of the rows where two runs disagree.
type DisagreementOrder string

// The orders.
const (
	ChangeFirst DisagreementOrder = "change" // the largest change of the score first
	FileFirst   DisagreementOrder = "file"   // as in the file of the first run
)

// disagreementFields are the parameters of a [DisagreementQuery].
var disagreementFields = slices.Concat(
	[]Field[DisagreementQuery]{
		runsField("the two runs, given twice: the second is treated as the successor of the first",
			func(f *DisagreementQuery) *[]int64 { return &f.Runs }),
		ThresholdField("threshold_a", "of the first run", func(f *DisagreementQuery) **float64 { return &f.ThresholdA }),
		ThresholdField("threshold_b", "of the second run", func(f *DisagreementQuery) **float64 { return &f.ThresholdB }),
	},
	within(standFields, func(f *DisagreementQuery) *Stand { return &f.Stand }),
	[]Field[DisagreementQuery]{
		choice("list", "which rows", func(f *DisagreementQuery) *string { return &f.List },
			DisagreementLists[0], DisagreementLists...),
		choice("sort", "the order of the rows: by the change of the score, largest first, which is the default if the "+
			"scores of both runs are of one kind; or as in the file",
			func(f *DisagreementQuery) *DisagreementOrder { return &f.Sort }, "", ChangeFirst, FileFirst),
	},
	within(rowFilterFields("the column of the first run that cuts the rows into slices; the first group column if absent",
		"only the rows of this slice, as the member “slices” names it", "1: the slice is that of the empty value"),
		func(f *DisagreementQuery) *RowFilter { return &f.RowFilter }),
	[]Field[DisagreementQuery]{pageField(func(f *DisagreementQuery) *int { return &f.Page })},
)

// DisagreementParameters returns the parameters that a [DisagreementQuery] has in a URL.
func DisagreementParameters() []Parameter { return Parameters(disagreementFields) }

// ParseDisagreements reads a DisagreementQuery, and the state that the runs share, from
// a URL's query. Its errors name the parameter.
func ParseDisagreements(q url.Values) (f DisagreementQuery, shared State, err error) {
	f.Page = 1
	if shared, err = parseShared(q); err != nil {
		return f, shared, err
	}
	if err = ParseFields(disagreementFields, q, &f); err != nil {
		return f, shared, err
	}
	f.Stand.settle()
	f.List = cmp.Or(f.List, DisagreementLists[0])
	if len(f.Runs) != 0 && len(f.Runs) != 2 {
		return f, shared, Errorf(Invalid, "run is given %d times", len(f.Runs)).WithHint("Give two runs: run=1&run=2.")
	}
	return f, shared, nil
}

// AddRuns adds the ids to q as the pages of several runs read them.
func AddRuns(q url.Values, ids []int64) {
	for _, id := range ids {
		q.Add("run", strconv.FormatInt(id, 10))
	}
}

// Add writes f into q as [ParseDisagreements] reads it.
func (f DisagreementQuery) Add(q url.Values) { PrintFields(disagreementFields, &f, q) }
