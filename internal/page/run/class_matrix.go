package run

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/explore"
	"tradeoff/internal/format"
	"tradeoff/internal/link"
	"tradeoff/internal/page/show"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/web/templates"
)

// How much room a cell of the matrix has: up to so many classes a lot, and up to
// so many some.
const (
	roomyClasses = 6
	someClasses  = 14
)

// uprightNames is how many characters a name may have to stand above its column
// as it is read; longer ones are turned.
const uprightNames = 9

// mostConfusions is how many of the largest confusions are listed.
const mostConfusions = 10

// A classGroup is a row and a column of the matrix: a class, or several that are
// merged.
type classGroup struct {
	classes []int
	opened  bool // it is shown class by class, as the state asks
}

// groups returns the rows of the matrix in their order, and how many groups were
// made of several classes.
func (v classMatrix) groups() (list []classGroup, merged int) {
	m := calc.ClassConfusion(v.Report.Confusion)
	alone := func(order []int) {
		for _, k := range order {
			list = append(list, classGroup{classes: []int{k}})
		}
	}
	if v.State.Groups == 0 {
		alone(v.ordered())
		return list, 0
	}
	for _, g := range v.orderedGroups(m.Groups(v.State.Groups)) {
		if len(g) > 1 {
			merged++
		}
		if slices.ContainsFunc(g, func(k int) bool { return slices.Contains(v.State.Open, v.Run.Classes[k]) }) && len(g) > 1 {
			for _, k := range g {
				list = append(list, classGroup{classes: []int{k}, opened: true})
			}
			continue
		}
		list = append(list, classGroup{classes: g})
	}
	return list, merged
}

// ordered returns the classes in the order of the state.
func (v classMatrix) ordered() []int {
	switch v.State.Order {
	case "confusion":
		return calc.ClassConfusion(v.Report.Confusion).Order()
	case "support":
		return v.SortedClasses("support", false)
	case "recall":
		return v.SortedClasses("recall", true)
	default:
		return v.SortedClasses("", true)
	}
}

// orderedGroups puts groups in the order of the state: by the first of their
// classes in it.
func (v classMatrix) orderedGroups(groups [][]int) [][]int {
	if v.State.Order == "" || v.State.Order == "confusion" {
		return groups
	}
	place := make([]int, len(v.Names))
	for at, k := range v.ordered() {
		place[k] = at
	}
	first := func(g []int) int {
		least := len(place)
		for _, k := range g {
			least = min(least, place[k])
		}
		return least
	}
	slices.SortStableFunc(groups, func(a, b []int) int { return first(a) - first(b) })
	return groups
}

// label names a group by its classes.
func (v classMatrix) label(g classGroup) string {
	names := make([]string, len(g.classes))
	for i, k := range g.classes {
		names[i] = v.Names[k]
	}
	return strings.Join(names, " + ")
}

func (v classMatrix) matrix() templates.ClassMatrixView {
	groups, merged := v.groups()
	lists := make([][]int, len(groups))
	for i, g := range groups {
		lists[i] = g.classes
	}
	m := calc.ClassConfusion(v.Report.Confusion).Collapsed(lists)
	shares := explore.NormalizedMatrix(m, v.State.Normalize)
	out := templates.ClassMatrixView{
		Size: "small", Action: link.RunPath(v.Run.ID) + "#matrix", Classes: strconv.Itoa(len(v.Names)), TotalName: "called",
		Normalize: v.normalizeChips(), Orders: v.orderChips(),
	}
	switch n := len(groups); {
	case n <= roomyClasses:
		out.Size = "large"
	case n <= someClasses:
		out.Size = "medium"
	}
	plain := v.State
	plain.Groups, plain.Open = 0, nil
	out.Hidden = web.HiddenFields(plain.Query())
	if v.State.Groups > 0 {
		out.Groups = strconv.Itoa(v.State.Groups)
		out.Ungroup = v.AddressWith(func(s *tradeoff.ClassState) { s.Groups, s.Open = 0, nil }, "#matrix")
		out.Explained = v.groupsExplained(groups, merged)
		if len(v.State.Open) > 0 {
			out.CloseAll = v.AddressWith(func(s *tradeoff.ClassState) { s.Open = nil }, "#matrix")
		}
	}
	rows, cols, all := margins(m)
	for j, g := range groups {
		head := v.head(g, true)
		out.Vertical = out.Vertical || len([]rune(head.Name)) > uprightNames
		out.Columns = append(out.Columns, head)
		out.Totals = append(out.Totals, format.Quantity(cols[j]))
	}
	out.Vertical = out.Vertical || out.Size == "small"
	out.Total = format.Quantity(all)
	for i, g := range groups {
		row := templates.ClassMatrixRow{Head: v.head(g, false), Total: format.Quantity(rows[i])}
		for j := range groups {
			row.Cells = append(row.Cells, v.matrixCell(groups[i], groups[j], m[i][j], shares[i][j], rows[i], i == j))
		}
		out.Rows = append(out.Rows, row)
	}
	out.Note = v.matrixNote()
	v.confusions(&out)
	return out
}

// margins returns the sums of the rows, the columns and the whole of a matrix.
func margins(m [][]float64) (rows, cols []float64, all float64) {
	rows, cols = make([]float64, len(m)), make([]float64, len(m))
	for i := range m {
		for j, n := range m[i] {
			rows[i] += n
			cols[j] += n
			all += n
		}
	}
	return rows, cols, all
}

func (v classMatrix) normalizeChips() (list []templates.ChipView) {
	for _, c := range []struct{ id, label string }{{"", "counts"}, {"true", "% of the class"}, {"pred",
		"% of the calls"}, {"all", "% of all"}} {
		list = append(list, templates.ChipView{
			ID: c.id, Label: c.label, Pressed: c.id == v.State.Normalize,
			Href: v.AddressWith(func(s *tradeoff.ClassState) { s.Normalize = c.id }, "#matrix"),
		})
	}
	return list
}

func (v classMatrix) orderChips() (list []templates.ChipView) {
	for _, c := range []struct{ id, label string }{{"", "as in the file"}, {"confusion", "confused ones side by side"},
		{"support", "largest first"}, {"recall", "worst recall first"}} {
		list = append(list, templates.ChipView{
			ID: c.id, Label: c.label, Pressed: c.id == v.State.Order,
			Href: v.AddressWith(func(s *tradeoff.ClassState) { s.Order = c.id }, "#matrix"),
		})
	}
	return list
}

// How many characters of a name stand above a column and beside a row.
const (
	roomAbove  = 18
	roomBeside = 28
)

// head is the name of a group beside the matrix: a class shows its rows, a group
// its classes.
func (v classMatrix) head(g classGroup, above bool) templates.ClassHeadView {
	room, side := roomBeside, "actual"
	if above {
		room, side = roomAbove, "called"
	}
	h := templates.ClassHeadView{Full: v.label(g), Group: len(g.classes) > 1}
	h.Name = format.Isolate(format.Shorten(h.Full, room))
	if h.Group {
		h.Name = format.Isolate(format.Shorten(h.Full, room-4)) + fmt.Sprintf(" (%d)", len(g.classes))
		h.Href = v.AddressWith(func(s *tradeoff.ClassState) {
			s.Open = append(slices.Clone(s.Open),
				v.Run.Classes[g.classes[0]])
		}, "#matrix")
		h.Says = fmt.Sprintf("Show the %d classes of %s one by one", len(g.classes), h.Full)
		return h
	}
	q := url.Values{side: {v.Run.Classes[g.classes[0]]}}
	h.Href = link.Address(link.RunPath(v.Run.ID)+"/examples", q)
	h.Says = fmt.Sprintf("%s that are %s", v.Experiment.UnitPlural, h.Full)
	if above {
		h.Says = fmt.Sprintf("%s that are called %s", v.Experiment.UnitPlural, h.Full)
	}
	return h
}

// levels is how many strengths of colour a cell may have.
const levels = 10

func (v classMatrix) matrixCell(
	actual, called classGroup, n float64, share *float64, of float64, right bool,
) templates.ClassCellView {
	c := templates.ClassCellView{Right: right, Level: "0"}
	switch {
	case v.State.Normalize == "":
		c.Text = format.Quantity(n)
	case share == nil:
		c.Text = format.Undefined
	default:
		c.Text = percentText(*share)
	}
	c.Says = fmt.Sprintf("%s %s that are %s are called %s", format.Quantity(n), v.unitsOf(n), v.label(actual),
		v.label(called))
	if of > 0 {
		c.Says += fmt.Sprintf(", %s of them", format.Percent(n/of))
	}
	if n == 0 {
		return c
	}
	// Shades tell shares of the row, so that rare classes are seen too; unless
	// the cells themselves are shares of something else.
	strength := n / of
	if v.State.Normalize == "pred" && share != nil {
		strength = *share
	}
	c.Level = strconv.Itoa(max(1, int(math.Round(levels*math.Sqrt(min(strength, 1))))))
	q := make(url.Values)
	for _, k := range actual.classes {
		q.Add("actual", v.Run.Classes[k])
	}
	for _, k := range called.classes {
		q.Add("called", v.Run.Classes[k])
	}
	c.Href = link.Address(link.RunPath(v.Run.ID)+"/examples", q)
	return c
}

// percentText is a share in percent, without a sign: "12", "0.4". Only all is "100".
func percentText(share float64) string {
	p := 100 * share
	switch {
	case p == 0 || share == 1 || p >= 9.95 && p < 99.5:
		return format.Fixed(p, 0)
	case p < 0.05:
		return "<0.1"
	case p >= 99.95:
		return ">99.9"
	default:
		return format.Fixed(p, 1)
	}
}

func (v classMatrix) unitsOf(n float64) string {
	if n == 1 {
		return v.Experiment.UnitSingular
	}
	return v.Experiment.UnitPlural
}

func (v classMatrix) matrixNote() string {
	what := map[string]string{
		"": "Actual classes in rows, called classes in columns.",
		"true": "Actual classes in rows, called classes in columns. Each row adds up to 100%: on the diagonal stands " +
			"recall.",
		"pred": "Actual classes in rows, called classes in columns. Each column adds up to 100%: on the diagonal stands " +
			"precision.",
		"all": "Actual classes in rows, called classes in columns. All cells add up to 100%.",
	}[v.State.Normalize]
	shades := " Shades tell the share of the row."
	if v.State.Normalize == "pred" {
		shades = " Shades tell the share of the column."
	}
	if v.Run.Weighted {
		shades += " Rows count by their weight."
	}
	return what + " Each row counts for the class whose score is the highest." + shades
}

// groupsExplained says what was merged, and how.
func (v classMatrix) groupsExplained(groups []classGroup, merged int) string {
	opened := slices.ContainsFunc(groups, func(g classGroup) bool { return g.opened })
	text := fmt.Sprintf("%d classes in %s: again and again the two groups were merged whose classes are, on average, "+
		"most often called each other (by the share of their rows).",
		len(v.Names), countOf(merged, "merged group", "merged groups"))
	if merged == 0 {
		text = "No two classes were merged."
	}
	if rows := len(calc.ClassConfusion(v.Report.Confusion).Groups(v.State.Groups)); rows > v.State.Groups {
		text += fmt.Sprintf(" %d are left, since none of these is ever called another.", rows)
	}
	if merged > 0 && !opened {
		text += " Click the name of a group to see its classes."
	}
	return text
}

func countOf(n int, one, many string) string {
	return fmt.Sprintf("%s %s", format.Count(n), format.Plural(n, one, many))
}

// confusions lists the largest confusions of single classes.
func (v classMatrix) confusions(out *templates.ClassMatrixView) {
	type cell struct {
		i, j int
		n    float64
	}
	var wrong []cell
	rows, _, _ := margins(v.Report.Confusion)
	for i, row := range v.Report.Confusion {
		for j, n := range row {
			if i != j && n > 0 {
				wrong = append(wrong, cell{i, j, n})
			}
		}
	}
	slices.SortStableFunc(wrong, func(a, b cell) int {
		switch {
		case a.n > b.n:
			return -1
		case a.n < b.n:
			return 1
		default:
			return 0
		}
	})
	if len(wrong) == 0 {
		out.NoConfusions = "All predictions are correct."
		return
	}
	for _, c := range wrong[:min(len(wrong), mostConfusions)] {
		q := url.Values{"actual": {v.Run.Classes[c.i]}, "called": {v.Run.Classes[c.j]}}
		out.Confusions = append(out.Confusions, templates.ConfusionView{
			Actual: v.Names[c.i], Called: v.Names[c.j], Count: format.Quantity(c.n), Share: format.Percent(c.n / rows[c.i]),
			Href: link.Address(link.RunPath(v.Run.ID)+"/examples", q), Width: show.Percent(c.n / wrong[0].n),
		})
	}
}
