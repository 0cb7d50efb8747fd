package format

import (
	"math"
	"strconv"
)

// A Scale says how the values of a quantity are written. Its texts never claim what is
// not so: they read 0, 1 or 100% only for values that are exactly that.
type Scale string

// The scales.
const (
	Shares  Scale = "share"  // 0 to 1: proportions, probabilities and means of them
	Indices Scale = "index"  // −1 to 1: correlations and skills
	Amounts Scale = "amount" // any number: losses, costs, ratios
)

const (
	nearEnd = 0.01  // closer to 0 or 1, a share is written as a percentage
	noise   = 1e-12 // closer to 0 or 1 is a rounding error: no file has so many rows
)

// Text returns the text of a value without an interval: a share has two decimals,
// "0.91", and near 0 and 1 it is a percentage with two significant digits of what is
// missing, "99.967%". An index has two decimals. For amounts see [Amount].
func (s Scale) Text(x float64) string {
	x = s.settled(x)
	return s.write(x, s.form(x))
}

// WithInterval returns the text of a value and that of its interval, whose ends are
// written as the value is: "0.91" and "0.85–0.96", "99.967%" and "99.964–99.971%". A
// share or an index has a third decimal if half the interval's width is below 0.01.
// An interval without any width says nothing about precision.
func (s Scale) WithInterval(x, low, high float64) (value, interval string) {
	return s.ColumnBetween(x, low, high, 0)
}

// ColumnBetween returns what [Scale.WithInterval] does in a column of a table whose values
// have d decimals or more.
func (s Scale) ColumnBetween(x, low, high float64, d int) (value, interval string) {
	x, low, high = s.settled(x), s.settled(low), s.settled(high)
	f := s.form(x)
	if low != high {
		f = s.formBetween(x, low, high)
	}
	f = f.atLeast(d)
	ends := f
	ends.sign = ""
	between := "–"
	if low < 0 || high < 0 { // a minus sign keeps its distance
		between = " to "
	}
	return s.write(x, f), s.write(low, ends) + between + s.write(high, f)
}

// Share writes a share that has no interval.
func Share(p float64) string { return Shares.Text(p) }

// Amount writes a number that is no share and has no interval: a cost, a loss. It has
// two decimals, fewer from 100 on, and below 0.1 two significant digits, below a
// millionth with an exponent.
func Amount(x float64) string { return Amounts.Text(x) }

// A form is how a value and the ends of its interval are written.
type form struct {
	factor   float64 // 100 for percentages, else 1
	decimals int
	sign     string // "%", or ""
}

func decimal(d int) form { return form{1, d, ""} }

// atLeast returns f with d decimals or more, as a share counts them.
func (f form) atLeast(d int) form {
	if f.factor != 1 {
		d -= 2
	}
	f.decimals = max(f.decimals, d)
	return f
}

// settled removes the rounding error of a sum that ends near 0 or 1.
func (s Scale) settled(x float64) float64 {
	if s != Amounts {
		for _, end := range []float64{0, 1, -1} {
			if math.Abs(x-end) < noise {
				return end
			}
		}
	}
	return x
}

// form returns how a value is written if nothing is known about its precision.
func (s Scale) form(x float64) form {
	switch {
	case s == Amounts:
		return decimal(amountDecimals(x))
	case s == Shares && rare(x):
		return percentage(x)
	}
	return decimal(2)
}

// formBetween returns how a value with an interval is written.
func (s Scale) formBetween(x, low, high float64) form {
	half := (high - low) / 2
	if s == Amounts {
		return decimal(amountDecimalsBetween(x, half))
	}
	if s == Shares {
		// All or none is a percentage if the whole interval lies near the end.
		switch {
		case x == 0 && high < nearEnd:
			return percentage(high)
		case x == 1 && low > 1-nearEnd:
			return percentage(low)
		case rare(x):
			return percentage(x)
		}
	}
	if half < 0.01 {
		return decimal(3)
	}
	return decimal(2)
}

// rare reports whether a share is near 0 or 1, but neither none nor all.
func rare(p float64) bool { return p > 0 && p < nearEnd || p > 1-nearEnd && p < 1 }

// percentage returns the form of a share near 0 or 1, with two significant digits of
// the distance.
func percentage(p float64) form {
	return form{100, max(0, -1-exponent(min(p, 1-p), 2)), "%"}
}

// exponent returns the power of ten of x > 0 rounded to n > 1 significant digits. That of
// 997 is 2, but 3 with two digits, 1.0·10³.
func exponent(x float64, n int) int {
	e, err := strconv.Atoi(strconv.FormatFloat(x, 'e', n-1, 64)[n+2:])
	if err != nil {
		panic("format: " + err.Error())
	}
	return e
}

// amountDecimals returns how many decimals an amount has without an interval.
func amountDecimals(x float64) int {
	switch a := math.Abs(x); {
	case a >= 999.5:
		return 0
	case a >= 99.95:
		return 1
	case a >= 0.0995 || !(a > 0):
		return 2
	default:
		return 1 - exponent(a, 2)
	}
}

// amountDecimalsBetween returns how many decimals an amount has whose interval has
// this half-width.
func amountDecimalsBetween(x, half float64) int {
	d := 2
	switch {
	case half < 0.001:
		d = 4
	case half < 0.01:
		d = 3
	case half >= 10:
		d = 0
	case half >= 1:
		d = 1
	}
	if a := math.Abs(x); a > 0 && a < 0.0995 {
		return max(d, 1-exponent(a, 2))
	}
	return d
}

// Column returns the text of a value in a column of a table whose values have d decimals.
// A share near 0 or 1 is a percentage there too, with as many digits or more.
func (s Scale) Column(x float64, d int) string {
	x = s.settled(x)
	f := s.form(x)
	if f.factor == 1 {
		f.decimals = d
	}
	return s.write(x, f.atLeast(d))
}

// Difference writes how much more one value is than another, with a sign and d decimals,
// or as many as it needs to differ from 0: "+0.02", "−0.041", "0.00". Amounts from
// 100 on have fewer.
func (s Scale) Difference(x float64, d int) string {
	text := visible(x, s.differenceDecimals(x, d), false, 0)
	if x > 0 {
		return "+" + text
	}
	return text
}

// DifferenceBetween returns a difference and its interval: "−0.041" and "−0.070 to −0.012".
func (s Scale) DifferenceBetween(x, low, high float64, d int) (value, interval string) {
	d = s.differenceDecimals(x, d)
	return s.Difference(x, d), visible(low, d, false, 0) + " to " + visible(high, d, false, 0)
}

func (s Scale) differenceDecimals(x float64, d int) int {
	if own := amountDecimals(x); s == Amounts && own < 2 {
		return own
	}
	return d
}

// Percent writes a share inside a sentence or beside a count as a percentage: with one
// decimal, "32.8%", or near 0 and 1 as [Share] does, "0.033%".
func Percent(p float64) string {
	p = Shares.settled(p)
	f := form{100, 1, "%"}
	if rare(p) {
		f = percentage(p)
	}
	return Shares.write(p, f)
}

// GivenPercent writes a share that a person typed as a percentage with the digits that they
// gave: "5%", "0.15%".
func GivenPercent(p float64) string {
	return AsPercent(Number(p))
}

// Prevalence writes the share of positives as [Percent] does, and a rare one also as a
// frequency: "0.10%, 1 in 1,000".
func Prevalence(p float64) string {
	if one := OneIn(p); one != "" && p < nearEnd {
		return Percent(p) + ", " + one
	}
	return Percent(p)
}

// OneIn writes a share near 0, or what is missing to 1, as a frequency with two
// significant digits: "1 in 3,100" for 0.00033 and for 0.99967. It is empty for other
// shares, and for all and none, where two decimals say enough.
func OneIn(p float64) string {
	p = Shares.settled(p)
	if !rare(p) {
		return ""
	}
	return "1 in " + TwoDigits(1/min(p, 1-p))
}

// TwoDigits writes a number from 10 up, rounded to two significant digits: "3,100".
func TwoDigits(x float64) string {
	unit := math.Pow10(exponent(x, 2) - 1)
	return Decimal(math.Floor(x/unit+0.5)*unit, 0)
}

// Expected writes a count of an imagined population, which need not be whole: below 10
// it has one decimal, "0.3".
func Expected(n float64) string {
	if n == math.Trunc(n) || n >= 9.95 {
		return Decimal(n, 0)
	}
	return visible(n, 1, false, 0)
}

// scoreDecimals is how many decimals a score has unless it needs more.
const scoreDecimals = 4

// Score writes a score: whole numbers as such, others with four decimals, or as many as
// they need to differ from 0 and 1.
func Score(x float64) string {
	if x == math.Trunc(x) {
		return Decimal(x, 0)
	}
	return visible(x, scoreDecimals, true, 1)
}

// ScoreBeside writes a score as [Score] does, but with as many decimals as it takes to see
// on which side of the threshold it lies.
func ScoreBeside(x, threshold float64) string {
	for d := scoreDecimals; d < 17; d++ {
		if shown, err := strconv.ParseFloat(Fixed(x, d), 64); err == nil && (shown >= threshold) == (x >= threshold) {
			if d == scoreDecimals {
				break
			}
			return Decimal(x, d)
		}
	}
	return Score(x)
}

// write returns the text of x, with more decimals where fewer would claim 0, 1 or 100%.
func (s Scale) write(x float64, f form) string {
	y := f.factor * x
	if f.factor != 1 && (x == 0 || x == 1) {
		return Fixed(y, 0) + f.sign
	}
	if s == Amounts && f.decimals > 7 && x != 0 {
		return Significant(x, 2)
	}
	return visible(y, f.decimals, s != Amounts, f.factor) + f.sign
}

// visible writes x with d decimals, or with as many as x needs to differ from 0 and,
// if bounded, from one and from minus one.
func visible(x float64, d int, bounded bool, one float64) string {
	if x != 0 && isZero(Fixed(x, d)) {
		return Significant(x, 1)
	}
	if a := math.Abs(x); bounded && a < one {
		for end := Fixed(one, d); d < 17 && Fixed(a, d) == end; end = Fixed(one, d) {
			d++
		}
	}
	return Decimal(x, d)
}
