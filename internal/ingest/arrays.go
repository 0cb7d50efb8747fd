package ingest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/npy"
	"tradeoff/internal/tradeoff"
)

// A namedArray is an array of a NumPy file.
type namedArray struct {
	*npy.Array
	name string // "" if it is the only one of its file
}

// openArray reads the header of the array in s.
func openArray(s RandomAccess, name string) (*namedArray, error) {
	a, err := npy.Open(s, s.Size())
	if err != nil {
		return nil, arrayError(err, name)
	}
	for len(a.Shape) > 2 && a.Rows() > 1 && a.RowLen() == 1 { // (n, 1, 1): a column, and no image of one pixel
		a.Shape = a.Shape[:len(a.Shape)-1]
	}
	return &namedArray{a, name}, nil
}

// openArrays unpacks the arrays of an archive that holds nothing else.
func (a *archive) openArrays() (list []*namedArray, err error) {
	for _, m := range a.members {
		name := strings.TrimSuffix(m.Name, arrayEnding)
		r, err := a.open(m)
		if err != nil {
			return nil, err
		}
		s, err := a.in.spool(r)
		if err != nil {
			return nil, err
		}
		array, err := openArray(s, name)
		if err != nil {
			return nil, err
		}
		list = append(list, array)
	}
	return list, nil
}

// arrayFormat returns the format of arrays: images, or columns.
func (in *input) arrayFormat(list []*namedArray) (format, error) {
	images, err := newImageTable(list, in.options)
	if images != nil || err != nil {
		return images, err
	}
	t, err := newArrayTable(list, in.options.Limits)
	if err != nil {
		return nil, err
	}
	return t, t.nameLogits(in.options)
}

const arrayEnding = ".npy"

// isArrays reports whether all members are arrays, as in an .npz file.
func (a *archive) isArrays() bool {
	for _, m := range a.members {
		if !strings.HasSuffix(m.Name, arrayEnding) {
			return false
		}
	}
	return true
}

// arrayError gives an error of package npy its kind and place.
func arrayError(err error, name string) error {
	var e *npy.Error
	if !errors.As(err, &e) {
		return err
	}
	return tradeoff.Errorf(tradeoff.Invalid, "%s", e.Message).WithHint("%s", e.Hint).At(tradeoff.Place{Column: name})
}

// An arrayTable is the format of NumPy's files. An array of one axis is a
// column; one of two axes, such as predict_proba gives, has a column for each
// class. All are of the same length.
type arrayTable struct {
	limits Limits
	arrays []*namedArray
	rows   int
	names  []string
	notes  []tradeoff.Finding
}

// classArrays are the names of arrays that hold the names of the classes.
var classArrays = []string{"classes", "classnames", "classlabels", "targetnames", "labelnames"}

func newArrayTable(list []*namedArray, l Limits) (*arrayTable, error) {
	t := &arrayTable{limits: l}
	for _, a := range list {
		if len(a.Shape) > 2 {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "the array has %d axes: it is of shape %s", len(a.Shape),
				a.ShapeText()).
				WithHint("Texts may have at most two axes.").At(tradeoff.Place{Column: a.name})
		}
	}
	classes := classArray(list)
	if err := t.takeRows(list, classes); err != nil {
		return nil, err
	}
	if t.rows > l.Rows {
		return nil, tooManyRows(l)
	}
	return t, t.nameColumns(classes)
}

// classArray returns the array with the names of the classes, which belongs to
// an array with as many columns; nil if there is none.
func classArray(list []*namedArray) *namedArray {
	for _, a := range list {
		if len(a.Shape) == 1 && rank(classArrays, a.name) >= 0 &&
			slices.ContainsFunc(list, func(b *namedArray) bool { return len(b.Shape) == 2 && b.RowLen() == a.Rows() }) {
			return a
		}
	}
	return nil
}

// takeRows decides which arrays are columns.
func (t *arrayTable) takeRows(list []*namedArray, classes *namedArray) error {
	var lengths []namedLength
	for _, a := range list {
		if a != classes && len(a.Shape) > 0 {
			lengths = append(lengths, namedLength{a.name, a.Rows()})
		}
	}
	if len(lengths) == 0 {
		return tradeoff.Errorf(tradeoff.Invalid, "there is no array of labels or scores").
			WithHint("Save them with numpy.savez(label=…, score=…).")
	}
	var err error
	if t.rows, err = commonLength(lengths); err != nil {
		return err
	}
	var others []string
	for _, a := range list {
		switch {
		case a == classes:
		case len(a.Shape) > 0 && a.Rows() == t.rows:
			t.arrays = append(t.arrays, a)
		default:
			others = append(others, a.name)
		}
	}
	if len(others) > 0 {
		t.notes = append(t.notes,
			finding("parts_left_out", "", "%s %s not %d rows and left out", quoted(others, fewNames),
				plural(len(others), "has", "have"), t.rows))
	}
	return nil
}

// A namedLength is the number of rows of a column, with its name.
type namedLength struct {
	name string
	rows int
}

// commonLength returns the number of rows of a table whose columns are
// separate arrays: the label's, or that of the longest column. Arrays of
// other lengths are ignored, unless their names say that they belong here.
func commonLength(list []namedLength) (int, error) {
	first, best := list[0], len(labelNames)
	for _, c := range list {
		if r := rank(labelNames, c.name); r >= 0 && r < best {
			first, best = c, r
		} else if best == len(labelNames) && c.rows > first.rows {
			first = c
		}
	}
	for _, c := range list {
		if c.rows == first.rows {
			continue
		}
		for _, names := range [][]string{labelNames, scoreNames, idNames, weightNames} {
			if rank(names, c.name) >= 0 {
				return 0, tradeoff.Errorf(tradeoff.Invalid, "%q has %d rows, and %q has %d", clip(c.name), c.rows, clip(first.name),
					first.rows).
					WithHint("Send columns of the same rows in the same order.").At(tradeoff.Place{Column: c.name})
			}
		}
	}
	return first.rows, nil
}

// nameColumns names the columns: by their array, those of two axes with the
// class or its number in brackets.
func (t *arrayTable) nameColumns(classes *namedArray) error {
	columns := 0
	for _, a := range t.arrays {
		columns += a.RowLen()
		if a.RowLen() == 0 || columns > t.limits.Columns {
			return limits.Columns.Refuse("Save labels and scores alone", "the file has more than %d columns", t.limits.Columns)
		}
	}
	var class []string
	if classes != nil {
		c := newCursor(classes, 0)
		if err := c.load(0, classes.Rows()); err != nil {
			return err
		}
		for row := range classes.Rows() {
			class = append(class, strings.TrimSpace(string(c.text(nil, row, 0))))
		}
	}
	for _, a := range t.arrays {
		for k := range a.RowLen() {
			name := a.name
			switch {
			case name == "":
				name = fmt.Sprintf("column %d", k+1)
			case a.RowLen() == len(class):
				name += "[" + class[k] + "]"
			case a.RowLen() > 1:
				name += "[" + strconv.Itoa(k) + "]"
			}
			t.names = append(t.names, name)
		}
	}
	if refusal := differ(t.names); refusal != nil {
		return refusal
	}
	return nil
}

// labelIDs returns the column that Hugging Face's Trainer names label_ids, -1
// if there is none or another column is named label.
func (t *arrayTable) labelIDs() int {
	for _, name := range t.names {
		if rank(labelNames, name) >= 0 {
			return -1
		}
	}
	return slices.IndexFunc(t.names, func(name string) bool { return normalName(name) == "labelids" })
}

// nameLogits names the columns of an array of predictions as logits if they
// clearly are not probabilities, as the output of the Trainer's predict.
// Names that the caller gave are kept.
func (t *arrayTable) nameLogits(o Options) error {
	said := slices.Concat(o.Score, o.Ignore, o.Keep, o.Group)
	first := 0
	for _, a := range t.arrays {
		names := t.names[first : first+a.RowLen()]
		first += a.RowLen()
		if normalName(a.name) != "predictions" || a.RowLen() < 2 || !a.Type.IsFloat() || !strings.HasPrefix(names[0],
			a.name+"[") ||
			slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, a.name) }) ||
			slices.ContainsFunc(t.arrays, func(b *namedArray) bool { return rank(logitNames, b.name) >= 0 }) {
			continue
		}
		unit, sums, err := a.probabilities(min(t.rows, sampleRows))
		if err != nil {
			return err
		}
		if sums || unit && t.labelIDs() < 0 { // two scores in [0,1] may be those of two models
			continue
		}
		for k, name := range names {
			names[k] = "logits" + strings.TrimPrefix(name, a.name)
		}
		t.notes = append(t.notes, finding("predictions_are_logits",
			"If they are not, name the column of the score with --score (parameter score).",
			"the rows of %q do not add up to 1, so its columns are logits: %s", a.name, quoted(names, fewNames)))
	}
	return nil
}

// probabilities reports whether all values of the first n rows are in [0,1], and
// whether they add up to one as well.
func (a *namedArray) probabilities(n int) (unit, sums bool, err error) {
	c := newCursor(a, 0)
	if err := c.load(0, n); err != nil {
		return false, false, err
	}
	unit, sums = true, true
	for row := range n {
		total := 0.0
		for _, x := range c.floats[row*a.RowLen() : (row+1)*a.RowLen()] {
			unit = unit && x >= -clampWidth && x <= 1+clampWidth
			total += x
		}
		sums = sums && unit && math.Abs(total-1) <= rowSumTolerance
	}
	return unit, sums, nil
}

func (t *arrayTable) sample() (*sample, error) {
	if t.rows == 0 {
		return nil, noRows()
	}
	s := &sample{
		notation: notation{mark: '.', header: t.arrays[0].name != "", byRow: true}, names: t.names, notes: t.notes,
	}
	if i := t.labelIDs(); i >= 0 {
		s.setRole(i, tradeoff.LabelRole)
	}
	n := min(t.rows, sampleSizeFor(len(t.names)))
	for range n {
		s.rows = append(s.rows, make([]string, 0, len(t.names)))
	}
	for _, c := range t.cursors() {
		if err := c.load(0, n); err != nil {
			return nil, err
		}
		for row := range s.rows {
			for k := range c.RowLen() {
				s.rows[row] = append(s.rows[row], string(c.text(nil, row, k)))
			}
		}
	}
	return s, nil
}
