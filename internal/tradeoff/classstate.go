package tradeoff

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
)

// ClassState is what a person has set on the page of a run with many classes. It
// lives in the URL, where defaults are left out.
type ClassState struct {
	Normalize string   // what the cells of the matrix are shares of, one of [Normalizations]; "" for counts
	Order     string   // of the classes in the matrix, one of [ClassOrders]; "" as in the file
	Groups    int      // into which confused classes are merged; 0: every class by itself
	Open      []string // classes whose groups are shown class by class
	Sort      string   // column of the table of classes, with a minus for the highest first; "" as in the file

	Losses LossArgs // parameters of losses that are not the usual ones
}

// Normalizations are what the cells of a confusion matrix can be shares of: the
// rows of the actual class, those of the called one, or all; the names are
// scikit-learn's.
var Normalizations = []string{"true", "pred", "all"}

// ClassOrders are orders of classes besides that of the file: confused ones side
// by side, the largest first, the worst recall first.
var ClassOrders = []string{"confusion", "support", "recall"}

// ClassColumns are the columns of the table of classes that it can be sorted by.
var ClassColumns = []string{"class", "support", "predicted", "precision", "recall", "f1", "specificity", "roc_auc", "average_precision"}

// ParseClassState reads a state from a URL's query. Its errors name the parameter.
func ParseClassState(q url.Values) (ClassState, error) {
	s := ClassState{Normalize: q.Get("normalize"), Order: q.Get("order"), Sort: q.Get("sort")}
	for _, one := range []struct {
		name, value string
		of          []string
	}{{"normalize", s.Normalize, Normalizations}, {"order", s.Order, ClassOrders}, {"sort", strings.TrimPrefix(s.Sort, "-"), ClassColumns}} {
		if one.value != "" && !slices.Contains(one.of, one.value) {
			return s, Errorf(Invalid, "%s is %q", one.name, one.value).WithMend("Give one of %s.", strings.Join(one.of, ", "))
		}
	}
	if text := strings.TrimSpace(q.Get("groups")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 1<<16 {
			return s, Errorf(Invalid, "groups is %q", text).WithMend("Give the number of groups, from 1 up, or nothing for every class by itself.")
		}
		s.Groups = n
	}
	if s.Groups > 0 {
		for _, class := range q["open"] {
			if class != "" && !slices.Contains(s.Open, class) {
				s.Open = append(s.Open, class)
			}
		}
	}
	var err error
	s.Losses, err = ParseClassLossArgs(q)
	return s, err
}

// Query returns the state as [ParseClassState] reads it.
func (s ClassState) Query() url.Values {
	q := make(url.Values)
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("normalize", s.Normalize)
	set("order", s.Order)
	set("sort", s.Sort)
	if s.Groups > 0 {
		set("groups", strconv.Itoa(s.Groups))
		for _, class := range s.Open {
			q.Add("open", class)
		}
	}
	s.Losses.put(q)
	return q
}

// ClassLosses returns the losses of a run with many classes, in the order in
// which they are shown.
func ClassLosses() []calc.ClassMetric {
	return slices.DeleteFunc(calc.ClassMetricList(), func(m calc.ClassMetric) bool { return m.Group != calc.Losses })
}

// read takes over the parameters of one loss.
func (a LossArgs) read(q url.Values, id string, params []calc.Param) error {
	for _, p := range params {
		name := id + "." + p.Name
		text := strings.TrimSpace(q.Get(name))
		if text == "" {
			continue
		}
		x, err := ParseNumber(text)
		if err != nil || !(x >= p.Low && x <= p.High) || p.Open && x == p.Low || p.Switch && x != 0 && x != 1 {
			return Errorf(Invalid, "%s is %q", name, text).WithMend("Give %s.", rangeOf(p))
		}
		if x == p.Default {
			continue
		}
		if a[id] == nil {
			a[id] = calc.Args{}
		}
		a[id][p.Name] = x
	}
	return nil
}

// noForeignLoss refuses parameters that only losses of another number of classes
// have, lest they be taken for heard.
func noForeignLoss(q url.Values, own, others []string, classes string) error {
	for _, name := range others {
		if q.Get(name) != "" && !slices.Contains(own, name) {
			return Errorf(Invalid, "%s is a parameter for runs with %s classes", name, classes).WithMend("Leave it out.")
		}
	}
	return nil
}

func twoClassLossFields() (names []string) {
	for _, m := range Losses() {
		for _, p := range LossParams(m) {
			names = append(names, LossField(m, p))
		}
	}
	return names
}

func classLossFields() (names []string) {
	for _, m := range ClassLosses() {
		for _, p := range m.Params {
			names = append(names, m.ID+"."+p.Name)
		}
	}
	return names
}

// ParseClassLossArgs reads the parameters of the losses of many classes from a
// URL's query. Its errors name the parameter.
func ParseClassLossArgs(q url.Values) (LossArgs, error) {
	out := LossArgs{}
	if err := noForeignLoss(q, classLossFields(), twoClassLossFields(), "two"); err != nil {
		return nil, err
	}
	for _, m := range ClassLosses() {
		if err := out.read(q, m.ID, m.Params); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A ClassExampleQuery says which rows of a run with many classes are looked at,
// and in which order.
type ClassExampleQuery struct {
	Actual []string // classes that the rows are of; nil for all
	Called []string // classes that they are called; nil for all
	Sort   ClassExampleOrder
	ID     string // only rows with exactly this id; "" for all
	Page   int    // counted from 1
}

// ClassExampleOrder is an order in which the rows of a run with many classes are
// shown.
type ClassExampleOrder string

// The orders.
const (
	SurestFirst   ClassExampleOrder = "surest"   // the highest score of the called class first
	UnsurestFirst ClassExampleOrder = "unsurest" // the lowest first
	LossiestFirst ClassExampleOrder = "loss"     // the largest cross-entropy first
	InOrderOfFile ClassExampleOrder = "file"
)

// ClassExampleOrders are all of them.
var ClassExampleOrders = []ClassExampleOrder{SurestFirst, UnsurestFirst, LossiestFirst, InOrderOfFile}

// ParseClassExamples reads a ClassExampleQuery from a URL's query. Its errors
// name the parameter.
func ParseClassExamples(q url.Values) (ClassExampleQuery, error) {
	e := ClassExampleQuery{Sort: ClassExampleOrder(q.Get("sort")), ID: strings.TrimSpace(q.Get("id")), Page: 1}
	for _, list := range []struct {
		into *[]string
		name string
	}{{&e.Actual, "actual"}, {&e.Called, "called"}} {
		for _, class := range q[list.name] {
			if class != "" {
				*list.into = append(*list.into, class)
			}
		}
	}
	if e.Sort == "" {
		e.Sort = SurestFirst
	}
	if !slices.Contains(ClassExampleOrders, e.Sort) {
		return e, Errorf(Invalid, "sort is %q", e.Sort).WithMend("Give one of surest, unsurest, loss and file.")
	}
	var err error
	e.Page, err = parsePage(q)
	return e, err
}

// Add writes e into q as [ParseClassExamples] reads it.
func (e ClassExampleQuery) Add(q url.Values) {
	for _, c := range e.Actual {
		q.Add("actual", c)
	}
	for _, c := range e.Called {
		q.Add("called", c)
	}
	if e.Sort != SurestFirst && e.Sort != "" {
		q.Set("sort", string(e.Sort))
	}
	if e.ID != "" {
		q.Set("id", e.ID)
	}
	if e.Page > 1 {
		q.Set("page", strconv.Itoa(e.Page))
	}
}
