package xlsx

import "testing"

func TestColumnNameIsTheOneOfTheCell(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", mostColumns - 1: "XFD"} {
		if got := ColumnName(column); got != want {
			t.Errorf("%d: %q, want %q", column, got, want)
		}
		if c, row, ok := parseCell(want + "12"); c != column || row != 12 || !ok {
			t.Errorf("%s12: %d, %d, %v", want, c, row, ok)
		}
	}
	for _, name := range []string{"", "12", "A", "XFE1", "AAAAA1", "a1", "A1x"} {
		if _, _, ok := parseCell(name); ok {
			t.Errorf("%q is a cell", name)
		}
	}
}

func TestFormatsOfDates(t *testing.T) {
	for code, want := range map[string]dateKind{
		"General": noDate, "0.00%": noDate, "#,##0.00": noDate, `0.0"days"`: noDate, "[Red]0.00": noDate, `0\d`: noDate,
		"0.00E+00":   noDate,
		"yyyy-mm-dd": date, "d/m/yy h:mm": date, "[$-407]d. mmm yyyy": date, "hh:mm:ss": date, "[h]:mm:ss": duration,
		"[mm]:ss": duration,
	} {
		if got := kindOf(code); got != want {
			t.Errorf("%q: %d, want %d", code, got, want)
		}
	}
}
