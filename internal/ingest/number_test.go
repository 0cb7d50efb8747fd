package ingest

import (
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// decimalGrammar is what parseNumber takes; the oracle is strconv on it.
var decimalGrammar = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?`)

func checkNumber(t *testing.T, text string) {
	t.Helper()
	got, n := parseNumber([]byte(text), '.')
	if n == 0 {
		if m := decimalGrammar.FindString(text); m == text && m != "" {
			t.Fatalf("parseNumber(%q) found no number", text)
		}
		return
	}
	want, err := strconv.ParseFloat(text[:n], 64)
	if err != nil && !math.IsInf(want, 0) {
		t.Fatalf("parseNumber(%q) took %q, strconv says %v", text, text[:n], err)
	}
	if math.Float64bits(got) != math.Float64bits(want) {
		t.Fatalf("parseNumber(%q) = %v (%x), want %v (%x)", text, got, math.Float64bits(got), want, math.Float64bits(want))
	}
	if comma, m := parseNumber([]byte(strings.Replace(text, ".", ",", 1)), ','); strings.Contains(text[:n], ".") &&
		(comma != got || m != n) {
		t.Fatalf("with a decimal comma %q = %v, %d bytes; want %v, %d", text, comma, m, got, n)
	}
}

func TestNumbersAreThoseOfStrconv(t *testing.T) {
	for _, text := range []string{
		"0", "-0", "+0", "1", "0.5", ".5", "5.", "-.25", "1e3", "1E-3", "1e+2",
		"0.7568335694800082", "0.045185556629229968", "5.75407574564911e-13",
		"0.1", "0.3", "123456789012345678", "9007199254740993", "9007199254740992.5",
		"1e22", "1e23", "8.5e22", "1e400", "-1e400", "1e-400", "4.9e-324", "2.4703282292062327e-324",
		"2.2250738585072011e-308", "179769313486231570000000000000000000000e270",
		"0.00000000000000000000000012345", "0.000000000000000000000000000000000001",
		"00000000000000000000000000001.5", "1.00000000000000011102230246251565",
		"0.500000000000000166533453693773481063544750213623046875",
		"1e99999999999999999999", "1e-99999999999999999999",
		"12345678", "1.12345678", "1.1234567", "1.123456789", "1.12345678e-5",
		"18446744073709551615", "18446744073709551616", "9999999999999999999e-27",
		"", "-", ".", "e5", "1e", "1e+", "x", "0x10", "inf", "nan", "1_000", "--1", "1.2.3",
	} {
		checkNumber(t, text)
	}
}

func TestRandomNumbersAreThoseOfStrconv(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		checkNumber(t, strconv.FormatFloat(r.Float64(), 'g', -1, 64))
		checkNumber(t, strconv.FormatFloat(math.Float64frombits(r.Uint64()), 'g', 1+r.IntN(20), 64))
		checkNumber(t, strconv.FormatUint(r.Uint64(), 10)+"e-"+strconv.Itoa(r.IntN(30)))
		checkNumber(t, strconv.FormatFloat(r.Float64()*20-10, 'f', r.IntN(25), 64))
	}
}

// A number half way between two neighbours must round to the even one, and a
// hair beside it to the nearer one.
func TestHalfwayNumbersRoundToEven(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 50_000 {
		// m + 1/2 in the last place of a 53-bit number, scaled by a small power of two.
		m := r.Uint64()>>10 | 1<<53 | 1
		k := r.IntN(12)
		text := strconv.FormatFloat(math.Ldexp(float64(m>>1), -k), 'f', -1, 64)
		checkNumber(t, text)
		checkNumber(t, strconv.FormatUint(m, 10))
		checkNumber(t, strconv.FormatUint(m, 10)+".0")
		checkNumber(t, strconv.FormatUint(m, 10)+"1e-1")
		checkNumber(t, strconv.FormatUint(m-1, 10)+"9e-1")
		checkNumber(t, strconv.FormatUint(m*5, 10)+"e-1")
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"0.5", "-1e-7", "12345678.12345678", "0.045185556629229968", "9007199254740993", "1e309"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkNumber(t, text) })
}

func BenchmarkParseNumber(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	texts := make([][]byte, 4096)
	size := 0
	for i := range texts {
		texts[i] = strconv.AppendFloat(nil, r.Float64(), 'g', -1, 64)
		size += len(texts[i])
	}
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(size / len(texts)))
		for i := range b.N {
			parseNumber(texts[i%len(texts)], '.')
		}
	})
	b.Run("strconv", func(b *testing.B) {
		b.SetBytes(int64(size / len(texts)))
		for i := range b.N {
			strconv.ParseFloat(string(texts[i%len(texts)]), 64)
		}
	})
}
