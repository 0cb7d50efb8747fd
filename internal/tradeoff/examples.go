package tradeoff

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/catalog"
)

// An ExampleQuery says which rows of a run are looked at, and in which order.
// It stands in the URL beside a [State], where defaults are left out.
type ExampleQuery struct {
	Cell  string       // of the confusion matrix: "tp", "fp", "fn" or "tn"
	Sort  ExampleOrder // nearest to the threshold first unless it says otherwise
	Loss  string       // which loss the rows are shown with: one of [ExampleLosses], "" for the first
	ID    string       // only rows with exactly this id; "" for all
	By    string       // only rows whose column By
	Value string       // has this value; "" for all
	Blank bool         // the value is the empty one
	Page  int          // counted from 1
}

// ExampleOrder is an order in which examples are shown.
type ExampleOrder string

// The orders.
const (
	NearestFirst  ExampleOrder = "nearest"  // to the threshold
	FarthestFirst ExampleOrder = "farthest" // from the threshold
	LossFirst     ExampleOrder = "loss"     // the largest loss first
)

// ExampleLosses are the losses that single rows have, by their identifiers.
func ExampleLosses() []string { return catalog.LossesOf(catalog.PerRow) }

// Cells are the identifiers of the four cells of a confusion matrix.
var Cells = []string{"tp", "fn", "fp", "tn"}

// ParseExamples reads an ExampleQuery from a URL's query. Its errors name the
// parameter.
func ParseExamples(q url.Values) (ExampleQuery, error) {
	e := ExampleQuery{
		Cell: q.Get("cell"), Sort: ExampleOrder(q.Get("sort")), Loss: q.Get("loss"), ID: strings.TrimSpace(q.Get("id")),
		By: q.Get("by"), Value: q.Get("value"), Blank: q.Get("blank") == "1",
	}
	if e.Cell == "" {
		e.Cell = "fn"
	}
	if !slices.Contains(Cells, e.Cell) {
		return e, Errorf(Invalid, "cell is %q", e.Cell).WithMend("Give one of tp, fn, fp and tn.")
	}
	if e.Sort == "" {
		e.Sort = NearestFirst
	}
	if e.Sort != NearestFirst && e.Sort != FarthestFirst && e.Sort != LossFirst {
		return e, Errorf(Invalid, "sort is %q", e.Sort).WithMend("Give one of nearest, farthest and loss.")
	}
	if e.Loss != "" && !slices.Contains(ExampleLosses(), e.Loss) {
		return e, Errorf(Invalid, "loss is %q", e.Loss).WithMend("Give one of %s.", strings.Join(ExampleLosses(), ", "))
	}
	if e.Loss == ExampleLosses()[0] {
		e.Loss = ""
	}
	var err error
	e.Page, err = parsePage(q)
	return e, err
}

// parsePage returns the page of a list that the query asks for, counted from 1.
func parsePage(q url.Values) (int, error) {
	v := q.Get("page")
	if v == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 1<<31 {
		return 1, Errorf(Invalid, "page is %q", v).WithMend("Give a whole number from 1 up.")
	}
	return n, nil
}

// Filters reports whether e keeps only the rows with one value of a column.
func (e ExampleQuery) Filters() bool { return e.By != "" && (e.Value != "" || e.Blank) }

// Add writes e into q as [ParseExamples] reads it.
func (e ExampleQuery) Add(q url.Values) {
	q.Set("cell", e.Cell)
	if e.Sort != NearestFirst && e.Sort != "" {
		q.Set("sort", string(e.Sort))
	}
	if e.Loss != "" {
		q.Set("loss", e.Loss)
	}
	if e.ID != "" {
		q.Set("id", e.ID)
	}
	if e.By != "" {
		q.Set("by", e.By)
		if e.Value != "" {
			q.Set("value", e.Value)
		} else if e.Blank {
			q.Set("blank", "1")
		}
	}
	if e.Page > 1 {
		q.Set("page", strconv.Itoa(e.Page))
	}
}
