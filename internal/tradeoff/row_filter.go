package tradeoff

// A RowFilter keeps only the rows with one value of a column.
type RowFilter struct {
	By    string // the column
	Value string // as pages show it; "" for all rows, unless Blank
	Blank bool   // the value is empty
}

// Filters reports whether f keeps only the rows with one value.
func (f RowFilter) Filters() bool { return f.By != "" && (f.Value != "" || f.Blank) }

// rowFilterFields are the parameters of a [RowFilter]. Addresses have a value only with
// its column, and blank only without a value.
func rowFilterFields(by, value, blank string) []Field[RowFilter] {
	values := text("value", value, func(f *RowFilter) *string { return &f.Value })
	print := values.Print
	values.Print = func(f *RowFilter) []string {
		if f.By == "" {
			return nil
		}
		return print(f)
	}
	blanks := ToggleField("blank", blank, "0", func(f *RowFilter) *bool { return &f.Blank })
	printBlank := blanks.Print
	blanks.Print = func(f *RowFilter) []string {
		if f.By == "" || f.Value != "" {
			return nil
		}
		return printBlank(f)
	}
	return []Field[RowFilter]{text("by", by, func(f *RowFilter) *string { return &f.By }), values, blanks}
}
