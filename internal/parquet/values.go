package parquet

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"tradeoff/internal/scalar"
	"tradeoff/internal/tradeoff"
)

// Values are the values of a leaf in one page: one for each row, or Width
// values for each row if it is a list.
type Values struct {
	*page
	leaf   *leaf
	reader *Reader
	first  int
}

// Len returns the number of values, missing ones included.
func (v *Values) Len() int { return v.n }

// First returns how many values of the leaf come before these in the file.
func (v *Values) First() int { return v.first }

// place is that of value k.
func (v *Values) place(k int) tradeoff.Place {
	return tradeoff.Place{Row: (v.first+k)/v.leaf.width + 1, Column: v.leaf.name}
}

// checkLists makes sure that all lists are as long as the first. at is how many
// values of the row group came before these.
func (v *Values) checkLists(at int) error {
	for k, rep := range v.rep {
		begins := (at+k)%v.leaf.width == 0
		if (rep == 0) != begins || v.def != nil && int(v.def[k]) < v.leaf.repDef {
			return tradeoff.Errorf(tradeoff.Invalid, "the list does not have %d values, as the first has", v.leaf.width).
				WithHint("Give all rows lists of the same length.").At(v.place(k))
		}
	}
	return nil
}

// missing reports whether value k is missing.
func (v *Values) missing(k int) bool { return v.def != nil && int(v.def[k]) < v.leaf.maxDef }

// at returns the place in the list of the i-th value that is there.
func (v *Values) at(i int) int {
	if v.index != nil {
		return int(v.index[i])
	}
	return i
}

// Floats appends the values as numbers to dst, NaN where one is missing. The
// column must be numeric.
func (v *Values) Floats(dst []float64) []float64 {
	dst = slices.Grow(dst, v.n)
	if len(v.list.floats) > 0 && v.def == nil && v.index == nil {
		return append(dst, v.list.floats...)
	}
	i := 0
	for k := range v.n {
		if v.missing(k) {
			dst = append(dst, math.NaN())
			continue
		}
		dst = append(dst, v.leaf.float(v.list, v.at(i)))
		i++
	}
	return dst
}

// Texts calls f with each value as a text, nil if it is missing. The text is
// valid until f returns.
func (v *Values) Texts(f func(k int, text []byte) error) error {
	r, list := v.reader, v.list
	format, check := v.leaf.meaning != texts, v.leaf.meaning == texts
	if v.index != nil { // each text of the dictionary is written and looked at once
		if format && r.dict.texts == nil {
			r.dict.texts = v.leaf.format(list)
		}
		if format {
			list, format = r.dict.texts, false
		}
		check = check && !r.dict.valid()
	}
	if err := v.takeTexts(list); err != nil {
		return err
	}
	i := 0
	for k := range v.n {
		var text []byte
		switch missing := v.missing(k); {
		case missing:
			i--
		case format:
			r.buf = v.leaf.appendText(r.buf[:0], list, v.at(i))
			text = r.buf
		default:
			text = list.bytes(v.at(i))
		}
		i++
		if check && !utf8.Valid(text) {
			return tradeoff.Errorf(tradeoff.Invalid, "the text is not UTF-8").WithHint("Write texts as UTF-8.").At(v.place(k))
		}
		if err := f(k, text); err != nil {
			return err
		}
	}
	return nil
}

// takeTexts counts the bytes of texts that are repeated from a dictionary.
func (v *Values) takeTexts(list *list) error {
	total := int64(0)
	for _, at := range v.index {
		total += int64(list.spans[at].to - list.spans[at].from)
	}
	return v.reader.f.room.Take(total)
}

// format returns the values of a list as texts.
func (l *leaf) format(values *list) *list {
	out := new(list)
	for k := range values.len() {
		from := len(out.data)
		out.data = l.appendText(out.data, values, k)
		out.spans = append(out.spans, span{uint32(from), uint32(len(out.data))})
	}
	return out
}

// float returns a value as a number.
func (l *leaf) float(values *list, at int) float64 {
	switch l.meaning {
	case floats32, floats64:
		return values.floats[at]
	case integers:
		return float64(values.ints[at])
	case unsigned:
		return float64(l.unsigned(values.ints[at]))
	case floats16:
		return scalar.Half(binary.LittleEndian.Uint16(values.bytes(at)))
	case decimals:
		x, _ := strconv.ParseFloat(string(l.appendText(nil, values, at)), 64) // too large is infinite
		return x
	}
	return math.NaN()
}

func (l *leaf) unsigned(x int64) uint64 {
	if l.physical == int32Type {
		return uint64(uint32(x))
	}
	return uint64(x)
}

// appendText appends a value as a text.
func (l *leaf) appendText(dst []byte, values *list, at int) []byte {
	switch l.meaning {
	case booleans:
		return strconv.AppendBool(dst, values.ints[at] != 0)
	case integers:
		return strconv.AppendInt(dst, values.ints[at], 10)
	case unsigned:
		return strconv.AppendUint(dst, l.unsigned(values.ints[at]), 10)
	case floats32:
		return strconv.AppendFloat(dst, values.floats[at], 'g', -1, 32)
	case floats64:
		return strconv.AppendFloat(dst, values.floats[at], 'g', -1, 64)
	case floats16:
		return strconv.AppendFloat(dst, l.float(values, at), 'g', -1, 32)
	case decimals:
		if l.physical == int32Type || l.physical == int64Type {
			return scalar.AppendDecimal(dst, strconv.FormatInt(values.ints[at], 10), l.scale)
		}
		return scalar.AppendDecimal(dst, scalar.BigInt(values.bytes(at)).String(), l.scale)
	case dates:
		return time.Unix(values.ints[at]*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
	case times:
		return l.time(values.ints[at]).AppendFormat(dst, "15:04:05.999999999")
	case timestamps:
		return scalar.AppendTimestamp(dst, l.time(values.ints[at]), l.local)
	case timestamps96:
		b := values.bytes(at)
		day := int64(int32(binary.LittleEndian.Uint32(b[8:]))) - 2440588 // the Julian day of 1970
		return scalar.AppendTimestamp(dst, time.Unix(day*86400, int64(binary.LittleEndian.Uint64(b))).UTC(), l.local)
	case uuids:
		b := hex.EncodeToString(values.bytes(at))
		return append(dst, b[:8]+"-"+b[8:12]+"-"+b[12:16]+"-"+b[16:20]+"-"+b[20:]...)
	case texts:
		return append(dst, values.bytes(at)...)
	}
	return dst
}

// time returns a time that is counted in the column's unit.
func (l *leaf) time(x int64) time.Time {
	switch l.unit {
	case millis:
		return time.UnixMilli(x).UTC()
	case micros:
		return time.UnixMicro(x).UTC()
	}
	return time.Unix(0, x).UTC()
}
