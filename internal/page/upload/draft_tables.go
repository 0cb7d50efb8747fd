package upload

import (
	"fmt"
	"slices"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/intake"
	"tradeoff/internal/tradeoff"
	"tradeoff/web/templates"
)

// shownColumns is the maximum number of columns without a role that are shown with
// their first cells.
const shownColumns = 30

// draftTableView renders table k of a file. It has all columns with a role. If there
// are too many others, only the first of them follow.
func draftTableView(k int, t intake.CheckedTable) templates.DraftTable {
	v := templates.DraftTable{Index: k}
	if t.N > 0 {
		v.Rows = format.Count(t.N) + " " + format.Plural(t.N, "row", "rows")
	}
	var plain []templates.DraftColumn
	for i, c := range t.Columns {
		v.Cells = max(v.Cells, len(c.Values))
		column := templates.DraftColumn{Index: i, Name: c.Name, Role: string(c.Role)}
		for _, value := range c.Values {
			column.Values = append(column.Values, format.Shorten(value, 60))
		}
		if c.Role == "" || c.Role == tradeoff.IgnoreRole {
			plain = append(plain, column)
		} else {
			v.Columns = append(v.Columns, column)
		}
	}
	if len(plain) > shownColumns {
		for _, c := range plain[shownColumns:] {
			v.Others = append(v.Others, c.Name)
		}
		v.Columns = append(v.Columns, plain[:shownColumns]...)
		v.Hidden = format.Count(len(v.Others))
		return v
	}
	v.Columns = append(v.Columns, plain...)
	slices.SortFunc(v.Columns, func(a, b templates.DraftColumn) int { return a.Index - b.Index }) // as in the file
	return v
}

// scoreWords are the names of the kinds of scores.
var scoreWords = map[calc.Kind]string{
	calc.Probability: "probabilities", calc.Logit: "logits", calc.Score: "uncalibrated scores",
}

// imagesText returns the number and the size of images, height before width:
// "20 images of 60 × 76".
func imagesText(list []tradeoff.Image) string {
	text := format.Count(len(list)) + " " + format.Plural(len(list), "image", "images")
	for _, m := range list {
		if m.Height != list[0].Height || m.Width != list[0].Width {
			return text + " of different sizes"
		}
	}
	return fmt.Sprintf("%s of %d × %d", text, list[0].Height, list[0].Width)
}
