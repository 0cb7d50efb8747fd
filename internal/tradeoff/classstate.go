package tradeoff

import (
	"cmp"
	"net/url"
	"slices"

	"tradeoff/internal/calc"
)

// ClassState is the state of the page of a multi-class run. URLs leave out defaults.
type ClassState struct {
	Normalize string   // denominator of the matrix cells, one of [Normalizations]; "" for counts
	Order     string   // of the classes in the matrix, one of [ClassOrders]; "" as in the file
	Groups    int      // number of groups that confused classes are merged into; 0: no groups
	Open      []string // classes whose groups are expanded
	Sort      string   // column of the table of classes, with a minus for descending order; "" as in the file

	Losses LossArgs // non-default parameters of losses
}

// Normalizations are the denominators of the cells of a confusion matrix, named as in
// scikit-learn: the rows of the actual class, of the predicted class, or all rows.
var Normalizations = []string{"true", "pred", "all"}

// ClassOrders are orders of classes besides that of the file: confused classes next
// to each other, largest first, lowest recall first.
var ClassOrders = []string{"confusion", "support", "recall"}

// ClassColumns are the columns by which the table of classes can be sorted.
var ClassColumns = []string{"class", "support", "predicted", "precision", "recall", "f1", "specificity", "roc_auc",
	"average_precision"}

// ClassStateParameters returns the parameters that a [ClassState] has in a URL.
func ClassStateParameters() []Parameter { return Parameters(classFields) }

// classFields are the parameters of a [ClassState].
var classFields = slices.Concat([]Field[ClassState]{
	choice("normalize", "the denominator of the cells of the matrix; counts if absent",
		func(s *ClassState) *string { return &s.Normalize }, "", Normalizations...),
	choice("order", "the order of the classes in the matrix; that of the file if absent",
		func(s *ClassState) *string { return &s.Order }, "", ClassOrders...),
	choice("sort",
		"the column by which the table of classes is sorted, with a minus for descending order; "+
			"the order of the file if absent",
		func(s *ClassState) *string { return &s.Sort }, "", eitherWay(ClassColumns)...),
	groupsField,
	openField,
}, within(classLossFields, func(s *ClassState) *LossArgs { return &s.Losses }))

// eitherWay returns the names of columns, each also with the minus that reverses the
// order.
func eitherWay(columns []string) (list []string) {
	for _, c := range columns {
		list = append(list, c, "-"+c)
	}
	return list
}

// maxGroups is above the number of classes of any matrix.
const maxGroups = 1 << 16

// groupsField is the parameter of [ClassState.Groups].
var groupsField = whole(
	Parameter{Name: "groups", Default: "0",
		About: "how many groups confused classes are merged into; 0: no groups",
		Range: &Range{Low: 0, High: maxGroups, Whole: true}},
	"the number of groups, at least 1, or leave it empty for no groups",
	func(s *ClassState) *int { return unlessZero(s.Groups) },
	func(s *ClassState, n int) { s.Groups = n },
)

// openField is the parameter of [ClassState.Open], which is ignored without groups.
var openField = Field[ClassState]{
	Parameter: Parameter{Name: "open", About: "a class whose group is expanded", Many: true},
	Parse: func(s *ClassState, q url.Values) error {
		if s.Groups == 0 {
			return nil
		}
		for _, class := range q["open"] {
			if class != "" && !slices.Contains(s.Open, class) {
				s.Open = append(s.Open, class)
			}
		}
		return nil
	},
	Print: func(s *ClassState) []string {
		if s.Groups == 0 {
			return nil
		}
		return slices.Clone(s.Open)
	},
}

// ParseClassState reads a state from a URL's query. Its errors name the parameter.
func ParseClassState(q url.Values) (ClassState, error) {
	if err := noForeignLoss(q, classLossFields, lossFields, "two"); err != nil {
		return ClassState{}, err
	}
	s := ClassState{Losses: LossArgs{}}
	if err := ParseFields(classFields, q, &s); err != nil {
		return ClassState{}, err
	}
	return s, nil
}

// Query returns the state as [ParseClassState] reads it.
func (s ClassState) Query() url.Values {
	q := make(url.Values)
	PrintFields(classFields, &s, q)
	return q
}

// ClassLosses returns the losses of a multi-class run in display order.
func ClassLosses() []calc.ClassMetric {
	return slices.DeleteFunc(calc.ClassMetricList(), func(m calc.ClassMetric) bool { return m.Group != calc.Losses })
}

// classLossFields are the parameters of the losses of many classes.
var classLossFields = func() (list []Field[LossArgs]) {
	for _, m := range ClassLosses() {
		for _, p := range m.Params {
			list = append(list, lossField(m.ID, m.Name, p))
		}
	}
	return list
}()

// ClassLossParameters returns the parameters of the losses of many classes.
func ClassLossParameters() []Parameter { return Parameters(classLossFields) }

// ParseClassLossArgs reads the parameters of the losses of many classes from a
// URL's query. Its errors name the parameter.
func ParseClassLossArgs(q url.Values) (LossArgs, error) {
	if err := noForeignLoss(q, classLossFields, lossFields, "two"); err != nil {
		return nil, err
	}
	out := LossArgs{}
	if err := ParseFields(classLossFields, q, &out); err != nil {
		return nil, err
	}
	return out, nil
}

// A ClassExampleQuery selects and sorts rows of a multi-class run.
type ClassExampleQuery struct {
	Actual []string // actual classes; nil for all
	Called []string // predicted classes; nil for all
	Sort   ClassExampleOrder
	ID     string // only rows with exactly this id; "" for all
	Page   int    // counted from 1
}

// ClassExampleOrder is an order of the rows of a multi-class run.
type ClassExampleOrder string

// The orders.
const (
	SurestFirst   ClassExampleOrder = "surest"   // the highest score of the predicted class first
	UnsurestFirst ClassExampleOrder = "unsurest" // the lowest first
	LossiestFirst ClassExampleOrder = "loss"     // the largest cross-entropy first
	InOrderOfFile ClassExampleOrder = "file"
)

// ClassExampleOrders are all orders.
var ClassExampleOrders = []ClassExampleOrder{SurestFirst, UnsurestFirst, LossiestFirst, InOrderOfFile}

// classExampleFields are the parameters of a [ClassExampleQuery].
var classExampleFields = []Field[ClassExampleQuery]{
	texts("actual", "multi-class runs: only rows of this actual class; several values are alternatives",
		func(e *ClassExampleQuery) *[]string { return &e.Actual }),
	texts("called", "multi-class runs: only rows with this predicted class; several values are alternatives",
		func(e *ClassExampleQuery) *[]string { return &e.Called }),
	choice("sort", "which rows come first",
		func(e *ClassExampleQuery) *ClassExampleOrder { return &e.Sort }, SurestFirst, ClassExampleOrders...),
	idField(func(e *ClassExampleQuery) *string { return &e.ID }),
	pageField(func(e *ClassExampleQuery) *int { return &e.Page }),
}

// ClassExampleParameters returns the parameters that a [ClassExampleQuery] has in a
// URL.
func ClassExampleParameters() []Parameter { return Parameters(classExampleFields) }

// ParseClassExamples reads a ClassExampleQuery from a URL's query. Its errors
// name the parameter.
func ParseClassExamples(q url.Values) (ClassExampleQuery, error) {
	e := ClassExampleQuery{Page: 1}
	err := ParseFields(classExampleFields, q, &e)
	e.Sort = cmp.Or(e.Sort, SurestFirst)
	return e, err
}

// Add writes e into q as [ParseClassExamples] reads it.
func (e ClassExampleQuery) Add(q url.Values) { PrintFields(classExampleFields, &e, q) }
