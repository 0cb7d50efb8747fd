package tradeoff

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"
)

// A View is a part of a run. The zero View is the complete run. URLs have it beside a
// [State]:
//
//	slice=age_band:40+              rows whose age_band is exactly 40+
//	slice=age>=30&slice=age<40      rows whose age is a number in that range
//	slice=sex:f&slice=age<40        rows for which both hold
//	class=cat                       cat against all other classes
//
// In the name of a column a backslash escapes : < > and \. The text after the operator
// is used as it is.
type View struct {
	Class string      // one-vs-rest view of this class of a multi-class run; "" otherwise
	Where []Condition // all must hold for a row
}

// A Condition selects the rows of a view by the value of a column.
type Condition struct {
	Column string
	Op     Op
	Text   string  // of [Is]
	Number float64 // of the others
}

// An Op is how a [Condition] compares.
type Op string

// The comparisons.
const (
	Is      Op = ":"  // the value is exactly the text
	AtLeast Op = ">=" // the value is a number at or above
	Below   Op = "<"  // the value is a number below
)

// viewFields are the parameters of a [View].
var viewFields = []Field[View]{
	{
		Parameter: Parameter{Name: "slice", Many: true,
			About: "only the rows that satisfy this: column:value for those whose value is exactly that, " +
				"column>=number and column<number for a range; " +
				`given several times, all must hold; write : < > or \ in the column's name with a \ before it`},
		Parse: parseConditions,
		Print: func(v *View) (list []string) {
			for _, c := range v.Where {
				list = append(list, c.String())
			}
			return list
		},
	},
	{
		Parameter: Parameter{Name: "class", About: "multi-class runs: this class against all others"},
		Parse: func(v *View, q url.Values) error {
			v.Class = q.Get("class")
			return nil
		},
		Print: func(v *View) []string {
			if v.Class == "" {
				return nil
			}
			return []string{v.Class}
		},
	},
}

// ViewFields are the names of the parameters of a view in URLs and forms.
var ViewFields = parameterNames(Parameters(viewFields))

// maxConditions is how many conditions one view may have.
const maxConditions = 16

// Whole reports whether v is the complete run, as it was uploaded.
func (v View) Whole() bool { return v.Class == "" && len(v.Where) == 0 }

// And returns the view of the rows of v that satisfy more conditions too.
func (v View) And(more ...Condition) View {
	v.Where = slices.Concat(v.Where, more)
	v.normalize()
	return v
}

// normalize sorts the conditions and removes duplicates, so that equal views are equal.
func (v *View) normalize() {
	slices.SortFunc(v.Where, func(a, b Condition) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), -cmp.Compare(a.Op, b.Op), cmp.Compare(a.Text, b.Text),
			cmp.Compare(a.Number, b.Number))
	})
	v.Where = slices.Compact(v.Where)
}

// ParseView reads a view from a URL's query. Its errors name the parameter.
func ParseView(q url.Values) (View, error) {
	var v View
	if err := ParseFields(viewFields, q, &v); err != nil {
		return View{}, err
	}
	return v, nil
}

// parseConditions reads the conditions of a view.
func parseConditions(v *View, q url.Values) error {
	for _, text := range q["slice"] {
		if text == "" {
			continue
		}
		c, err := parseCondition(text)
		if err != nil {
			return err
		}
		v.Where = append(v.Where, c)
	}
	if v.normalize(); len(v.Where) > maxConditions {
		return Errorf(Invalid, "slice is given %d times", len(v.Where)).WithHint("Give it %d times at most.", maxConditions)
	}
	return nil
}

func parseCondition(text string) (Condition, error) {
	wrong := Errorf(Invalid, "slice is %.60q", text).
		WithHint(`Give slice=column:value, slice=column>=number or slice=column<number. ` +
			`Write : < > or \ in the column's name with a \ before it.`)
	var c Condition
	var name strings.Builder
	at := 0
	for ; at < len(text) && !strings.ContainsRune(":<>", rune(text[at])); at++ {
		if text[at] == '\\' && at+1 < len(text) && strings.ContainsRune(`:<>\`, rune(text[at+1])) {
			at++
		}
		name.WriteByte(text[at])
	}
	c.Column = name.String()
	for _, op := range []Op{Is, AtLeast, Below} {
		rest, ok := strings.CutPrefix(text[at:], string(op))
		if !ok || c.Column == "" {
			continue
		}
		c.Op = op
		if op == Is {
			c.Text = rest
			return c, nil
		}
		x, err := ParseNumber(rest)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return c, wrong
		}
		c.Number = x + 0 // −0 and 0 are one number
		return c, nil
	}
	return c, wrong
}

var columnEscaper = strings.NewReplacer(`\`, `\\`, ":", `\:`, "<", `\<`, ">", `\>`)

// String returns c as the value of slice in a URL.
func (c Condition) String() string {
	text := c.Text
	if c.Op != Is {
		text = plain(c.Number)
	}
	return columnEscaper.Replace(c.Column) + string(c.Op) + text
}

// Add writes v into q as [ParseView] reads it.
func (v View) Add(q url.Values) { PrintFields(viewFields, &v, q) }

// Key returns a key of the view: equal views, and only these, have equal keys.
func (v View) Key() string {
	q := make(url.Values)
	v.Add(q)
	return q.Encode()
}

// Disjoint reports whether the conditions of v and w exclude that a row is in both.
func (v View) Disjoint(w View) bool {
	for _, a := range v.Where {
		for _, b := range w.Where {
			if a.Column == b.Column && (a.excludes(b) || b.excludes(a)) {
				return true
			}
		}
	}
	return false
}

// excludes reports whether no value satisfies both c and d, conditions of one column.
func (c Condition) excludes(d Condition) bool {
	switch {
	case c.Op == Is && d.Op == Is:
		x, errX := ParseNumber(c.Text)
		y, errY := ParseNumber(d.Text)
		return c.Text != d.Text && (errX != nil || errY != nil || x != y) // 1 may be written 1.0
	case c.Op == Is:
		x, err := ParseNumber(c.Text)
		return err != nil || d.Op == AtLeast && x < d.Number || d.Op == Below && x >= d.Number
	default:
		return c.Op == AtLeast && d.Op == Below && c.Number >= d.Number
	}
}

// Words describes the rows of v, beginning with a lower-case letter: "age_band is 40+,
// and age is at least 30 and below 40". text shortens and isolates texts of people, and
// number formats numbers.
func (v View) Words(text func(string) string, number func(float64) string) string {
	var list []string
	if v.Class != "" {
		list = append(list, text(v.Class)+" against the rest")
	}
	for i := 0; i < len(v.Where); i++ {
		c := v.Where[i]
		said := text(c.Column) + " is " + c.words(text, number)
		if i+1 < len(v.Where) && v.Where[i+1].Column == c.Column && c.Op == AtLeast && v.Where[i+1].Op == Below {
			i++
			said += " and " + v.Where[i].words(text, number)
		}
		list = append(list, said)
	}
	return strings.Join(list, ", and ")
}

func (c Condition) words(text func(string) string, number func(float64) string) string {
	switch {
	case c.Op == AtLeast:
		return "at least " + number(c.Number)
	case c.Op == Below:
		return "below " + number(c.Number)
	case c.Text == "":
		return "empty"
	default:
		return text(c.Text)
	}
}
