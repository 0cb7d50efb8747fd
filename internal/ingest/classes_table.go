package ingest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// scoreColumns returns the columns of scores, of two classes or of many.
func (t *assembled) scoreColumns() (list []int) {
	for i, c := range t.plan.columns {
		if c.role == tradeoff.ScoreRole {
			list = append(list, i)
		}
	}
	return list
}

// mergeClasses gives every row the index of its class. maps has the number of
// every label of a part among all labels.
func (t *assembled) mergeClasses(i int, parts []*part, maps [][]int) error {
	index, refusal := t.indexClasses()
	if refusal != nil {
		return refusal.At(t.placed(refusal.Place, i))
	}
	all := make([]uint16, 0, t.rows)
	for k, part := range parts {
		v := &part.columns[i]
		for _, code := range v.codes {
			if int(code) < len(maps[k]) {
				all = append(all, uint16(index[maps[k][code]]))
			} else {
				all = append(all, 0) // a row that is left out
			}
		}
		v.codes = nil
	}
	t.columns[i].Classes = all
	return nil
}

// indexClasses returns for each label of the file the index of its class, and
// sets the names of the classes.
func (t *assembled) indexClasses() (index []int, refusal *tradeoff.Error) {
	labels, first := t.labels.classes, t.many.families[0]
	index = make([]int, len(labels))
	t.classNames = make([]string, len(first.columns))
	if t.many.byOrder {
		return index, t.indexByOrder(index)
	}
	copy(t.classNames, first.classes)
	for l, c := range labels {
		k := slices.Index(first.classes, c.folded)
		if k < 0 {
			k = slices.IndexFunc(first.classes, func(name string) bool {
				return normalName(name) == normalName(c.folded) && normalName(name) != ""
			})
		}
		if k < 0 {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "no column has the scores of the class %q; there are columns for %s",
				clip(c.name), quoted(first.classes, manyNames)).
				WithHint("Add the column, or delete the rows of this class.").
				At(tradeoff.Place{Line: c.line})
		}
		index[l] = k
		t.classNames[k] = c.name
	}
	return index, nil
}

// indexByOrder matches labels with columns by order: whole numbers from 0 or
// 1 by value, all others in the usual sort order.
func (t *assembled) indexByOrder(index []int) *tradeoff.Error {
	labels, columns := t.labels.classes, t.many.families[0].columns
	for _, from := range []int{0, 1} {
		counts := true
		for l, c := range labels {
			n, err := strconv.Atoi(c.folded)
			counts = counts && err == nil && n >= from && n-from < len(columns)
			index[l] = n - from
		}
		if counts {
			for k := range t.classNames {
				t.classNames[k] = strconv.Itoa(k + from)
			}
			return nil
		}
	}
	if len(labels) != len(columns) {
		e := tradeoff.Errorf(tradeoff.Invalid,
			"there are %d columns of scores and %d classes (%s): which column belongs to which?",
			len(columns), len(labels), t.labels.list()).
			WithHint("Name each column after its class, as in \"prob_%s\".", clip(labels[0].name))
		e.Place.Line = labels[0].line
		return e
	}
	sorted := make([]int, len(labels))
	for l := range sorted {
		sorted[l] = l
	}
	slices.SortFunc(sorted, func(a, b int) int { return strings.Compare(labels[a].name, labels[b].name) })
	for k, l := range sorted {
		index[l], t.classNames[k] = k, labels[l].name
	}
	return nil
}

// orderFinding tells which column was matched with which class by order.
func (t *assembled) orderFinding() tradeoff.Finding {
	const most = 6
	var pairs []string
	for k, i := range t.many.families[0].columns {
		if k == most {
			pairs = append(pairs, "…")
			break
		}
		pairs = append(pairs, fmt.Sprintf("%q for %q", clip(t.columns[i].Name), clip(t.classNames[k])))
	}
	f := finding("classes_by_order", "If that is wrong, name each column after its class.",
		"no column is named after a class, so the classes are in order: %s", strings.Join(pairs, ", "))
	f.Serious = true
	return f
}

// checkOrder refuses columns that were matched with the classes by order, or
// by bare numbers, unless the scores confirm it: each class must have higher
// scores in its own column than all rows have, by more than chance.
func (t *assembled) checkOrder(order []int) error {
	k := len(order)
	sums, squares, counts := make([]float64, k*k), make([]float64, k*k), make([]int, k) // by class and column
	total := make([]float64, k)
	for row, class := range t.columns[t.label].Classes {
		counts[class]++
		for c, i := range order {
			x := t.columns[i].Floats[row]
			sums[int(class)*k+c] += x
			squares[int(class)*k+c] += x * x
			total[c] += x
		}
	}
	for class, n := range counts {
		if n == 0 {
			continue
		}
		lift := func(c int) float64 { return sums[class*k+c]/float64(n) - total[c]/float64(t.rows) }
		best := class
		for c := range order {
			if lift(c) > lift(best) {
				best = c
			}
		}
		mean := sums[class*k+class] / float64(n)
		chance := 2 * math.Sqrt(max(0, squares[class*k+class]/float64(n)-mean*mean)/float64(n))
		if best == class && (lift(class) > chance || n == t.rows) {
			continue
		}
		e := tradeoff.Errorf(tradeoff.Invalid,
			"which column belongs to which class? Their names do not say, and the scores do not confirm their order: "+
				"rows of %q have no higher scores than others in %q", clip(t.classNames[class]), clip(t.columns[order[class]].Name))
		if best != class {
			e.Message = fmt.Sprintf("which column belongs to which class? Their names do not "+
				"say, and their order does not fit: "+
				"rows of %q have the highest scores in %q", clip(t.classNames[class]), clip(t.columns[order[best]].Name))
		}
		return e.WithHint("Name each column after its class, as in \"prob_%s\".", clip(t.classNames[class])).
			At(tradeoff.Place{Column: t.columns[order[best]].Name})
	}
	return nil
}

// classDatasets makes a dataset of each family of score columns.
func (t *assembled) classDatasets(ctx context.Context, o Options, name string) ([]*Dataset, error) {
	shared, err := t.check(ctx)
	if err != nil {
		return nil, err
	}
	if t.many.byOrder {
		shared = append(shared, t.orderFinding())
	}
	var all []*Dataset
	for _, f := range t.many.families {
		order, err := t.inClassOrder(f)
		if err != nil {
			return nil, err
		}
		if t.many.verify {
			if err := t.checkOrder(order); err != nil {
				return nil, err
			}
		}
		d := &Dataset{
			Task: tradeoff.MultiClassTask, Name: name, N: t.rows, Classes: t.classNames, Unpaired: t.unpaired,
			Findings: slices.Clone(shared),
		}
		if len(t.many.families) > 1 || name == "" || name == "." || name == "/" {
			d.Name = f.name
		}
		if d.Name == "" {
			d.Name = t.columns[t.label].Name
		}
		kind, findings, err := t.classKind(order, o.Kind)
		if err != nil {
			return nil, err
		}
		d.Kind = kind
		d.Findings = append(d.Findings, findings...)
		t.fillClasses(d, order)
		all = append(all, d)
	}
	return all, nil
}

// inClassOrder returns the columns of a family in the order of the classes.
func (t *assembled) inClassOrder(f family) ([]int, error) {
	first := t.many.families[0]
	if f.classes == nil {
		return f.columns, nil
	}
	order := make([]int, len(first.classes))
	for k, class := range first.classes {
		i := slices.Index(f.classes, class)
		if i < 0 || len(f.classes) != len(first.classes) {
			return nil, tradeoff.Errorf(tradeoff.Invalid,
				"the columns that begin with %q are for other classes (%s) than those that begin with %q (%s)",
				clip(f.name), quoted(f.classes, manyNames), clip(first.name), quoted(first.classes, manyNames)).
				WithHint("Give each model a column for each class, or leave some out with --ignore (parameter ignore).")
		}
		order[k] = f.columns[i]
	}
	return order, nil
}

// classKind returns the kind of the scores of a run. The caller's choice
// wins. Probabilities must add up to one in every row.
func (t *assembled) classKind(columns []int, want calc.Kind) (calc.Kind, []tradeoff.Finding, error) {
	var findings []tradeoff.Finding
	low, high, clamped := math.Inf(1), math.Inf(-1), 0
	outside := -1
	for _, i := range columns {
		st := &t.stats[i]
		low, high, clamped = min(low, st.min), max(high, st.max), clamped+st.clamp
		if st.outside >= 0 && outside < 0 {
			outside = i
		}
	}
	if want == "" && outside >= 0 {
		want = calc.Score
		findings = append(findings, finding("scores_not_probabilities",
			"If they are logits, choose --kind logit (parameter kind): then losses, AUC and calibration can be computed.",
			"scores are between %.4g and %.4g: only the highest of each row is used", low, high))
	}
	kind := want
	for _, i := range columns {
		k, found, err := t.scoreKind(i, want)
		if err != nil {
			return "", nil, err
		}
		kind = k
		for _, f := range found {
			if f.Kind != "scores_clamped" && !slices.ContainsFunc(findings, func(g tradeoff.Finding) bool {
				return g.Kind == f.Kind
			}) {
				findings = append(findings, f)
			}
		}
	}
	if kind != calc.Probability {
		return kind, findings, nil
	}
	if clamped > 0 {
		findings = append(findings, finding("scores_clamped", "", "%d %s less than %g outside [0,1] and %s moved to its end",
			clamped, plural(clamped, "score lies", "scores lie"), clampWidth, plural(clamped, "is", "are")))
	}
	sums, err := t.checkSums(columns)
	return kind, append(findings, sums...), err
}

// checkSums refuses a row whose probabilities do not add up to one, and
// reports smaller deviations. Scores are used unchanged.
func (t *assembled) checkSums(columns []int) ([]tradeoff.Finding, error) {
	off, worst, at := 0, 0.0, 0
	for row := range t.rows {
		total := 0.0
		for _, i := range columns {
			total += t.columns[i].Floats[row]
		}
		d := math.Abs(total - 1)
		if d > rowSumTolerance {
			return nil, tradeoff.Errorf(tradeoff.Invalid, "the probabilities of this row add up to %.6g, not 1", total).
				At(t.place(t.lines.line(row))).
				WithHint("Send a column for each class, with at least four digits. If the scores are not probabilities of %d "+
					"exclusive classes, choose --kind logit or --kind score (parameter kind).", len(columns))
		}
		if d > rowSumExact {
			off++
		}
		if d > worst {
			worst, at = d, row
		}
	}
	if off == 0 {
		return nil, nil
	}
	f := finding("row_sums", "The scores are used unchanged. If this matters, send more digits.",
		"the probabilities of %d %s do not add up to exactly 1; the largest difference is %.2g", off,
		plural(off, "row", "rows"), worst)
	f.Place = t.place(t.lines.line(at))
	return []tradeoff.Finding{f}, nil
}

// fillClasses gives d its columns and roles.
func (t *assembled) fillClasses(d *Dataset, scores []int) {
	t.fill(d, -1)
	for _, i := range scores {
		d.Columns = append(d.Columns, t.columns[i])
		d.Roles.Score = append(d.Roles.Score, t.columns[i].Name)
	}
}

// rowSumTolerance is the largest accepted deviation of a row's sum from one,
// and rowSumExact the largest that is not reported.
const (
	rowSumTolerance = 1e-3
	rowSumExact     = 1e-6
)
