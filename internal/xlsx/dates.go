package xlsx

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// A dateKind is the kind of dates of a number format.
type dateKind uint8

const (
	noDate   dateKind = iota
	date              // a day, or a day and a time
	duration          // "[h]:mm"
)

// mostFormats is how many cell formats are told apart.
const mostFormats = 1 << 16

// readStyles finds out which cell formats are those of dates.
func (f *File) readStyles(path string) error {
	if path == "" {
		return nil
	}
	custom := map[string]dateKind{}
	cells := false // within the formats of cells, not those of styles
	return f.each(path, func(d *decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if len(custom) < mostFormats {
				custom[attribute(e, "numFmtId")] = kindOf(attribute(e, "formatCode"))
			}
		case "cellStyleXfs", "cellStyles", "dxfs":
			cells = false
		case "cellXfs":
			cells = true
		case "xf":
			if !cells || len(f.dates) == mostFormats {
				return nil
			}
			id := attribute(e, "numFmtId")
			kind, ok := custom[id]
			if n, err := strconv.Atoi(id); !ok && err == nil {
				kind = builtIn(n)
			}
			f.dates = append(f.dates, kind)
		}
		return nil
	})
}

// builtIn returns the kind of a format that has no code, in any language.
func builtIn(id int) dateKind {
	switch {
	case id == 46:
		return duration
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id == 45, id == 47, id >= 50 && id <= 58:
		return date
	}
	return noDate
}

// kindOf returns the kind of a format by its code: dates have letters for days
// and hours outside of quotes and brackets.
func kindOf(code string) dateKind {
	code, _, _ = strings.Cut(code, ";")
	if strings.EqualFold(code, "general") {
		return noDate
	}
	quoted, bracket := false, -1
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = i
		case c == ']' && bracket >= 0:
			switch strings.ToLower(code[bracket+1 : i]) {
			case "h", "hh", "m", "mm", "s", "ss":
				return duration
			}
			bracket = -1
		case bracket >= 0:
		case strings.IndexByte("ymdhsYMDHS", c) >= 0:
			return date
		}
	}
	return noDate
}

// appendDate appends a day as ISO 8601 writes it, with the time if there is one,
// or only a time. ok is false if a number is no day.
func (f *File) appendDate(b []byte, x float64, kind dateKind) (_ []byte, ok bool) {
	const day = 24 * time.Hour
	if math.IsNaN(x) || x < 0 || x >= 2958466 { // 10000-01-01
		return b, false
	}
	seconds := time.Duration(math.Round(x*86400*1000)) * time.Millisecond
	if kind == duration {
		return appendClock(b, seconds), true
	}
	days, clock := int(seconds/day), seconds%day
	if days == 0 && !f.date1904 {
		return appendClock(b, clock), true
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case f.date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60: // Excel has a 29 February 1900
		first = first.AddDate(0, 0, 1)
	}
	b = first.AddDate(0, 0, days).AppendFormat(b, time.DateOnly)
	if clock > 0 {
		b = appendClock(append(b, 'T'), clock)
	}
	return b, true
}

// appendClock appends hours, minutes and seconds.
func appendClock(b []byte, d time.Duration) []byte {
	two := func(n int) {
		if n < 10 {
			b = append(b, '0')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	two(int(d / time.Hour))
	b = append(b, ':')
	two(int(d / time.Minute % 60))
	b = append(b, ':')
	two(int(d / time.Second % 60))
	if ms := int(d / time.Millisecond % 1000); ms > 0 {
		b = append(b, '.')
		b = append(b, byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	}
	return b
}
