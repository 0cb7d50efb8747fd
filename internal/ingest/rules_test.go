package ingest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func findingOf(t testing.TB, d *Dataset, kind string) tradeoff.Finding {
	t.Helper()
	i := slices.IndexFunc(d.Findings, func(f tradeoff.Finding) bool { return f.Kind == kind })
	if i < 0 {
		t.Fatalf("there is no finding %s among %+v", kind, d.Findings)
	}
	return d.Findings[i]
}

// with returns the options that a fix leads to.
func with(t testing.TB, o Options, f tradeoff.Fix) Options {
	t.Helper()
	if err := o.Set(f.Name, f.Value); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestMissingRowsAreSkippedOnlyOnRequest(t *testing.T) {
	const text = "id,label,score,sex\na,1,0.75,f\nb,,0.5,m\nc,0,NA,f\nd,0,0.25,m\ne,1,inf,f\nf,NA,nan,m\ng,1,0.5,f\n"
	e := refused(t, text, Options{})
	if e.Place.Line != 3 || e.Place.Column != "label" || len(e.Fixes) != 1 {
		t.Fatalf("got %+v, want the label of line 3 and a fix", e)
	}
	d := readOne(t, text, with(t, Options{}, e.Fixes[0]))
	if b := d.Binary(); d.N != 3 || !slices.Equal(b.Label, []uint8{1, 0, 1}) ||
		!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
		t.Errorf("got %d rows, %v %v", d.N, b.Label, b.Score)
	}
	for _, c := range d.Columns {
		if c.Texts == nil {
			continue
		}
		var all []string
		for _, text := range c.Texts.All() {
			all = append(all, string(text))
		}
		if want := map[string]string{"id": "a d g", "sex": "f m f"}[c.Name]; strings.Join(all, " ") != want {
			t.Errorf("%s is %q, want %q", c.Name, all, want)
		}
	}
	f := findingOf(t, d, "rows_skipped")
	for _, want := range []string{
		"4 of 7 rows", `2 without "label" (lines 3, 7)`, `2 without "score" (lines 4, 7)`,
		`1 whose "score" is not finite (line 6)`,
	} {
		if !strings.Contains(f.Message, want) {
			t.Errorf("%q does not say %q", f.Message, want)
		}
	}
	if f.Place.Line != 3 {
		t.Errorf("the place is %v, want line 3", f.Place)
	}
}

func TestSkippingRefusesOtherErrors(t *testing.T) {
	for text, line := range map[string]int{
		"label,score\n1,0.5\n0,high\n1,0.25\n":                 3,
		"id,label,score\na,1,0.5\nb,,0.25\na,0,0.5\n":          4, // ids of rows that stay
		"label,score,weight\n1,,2\n0,0.5,-2\n1,0.5,1\n":        3,
		"label,score\n1,50%\n0,NA\n1,40%\n0,0.3\n":             5,
		"label,score\n1,0.5\n0,\n1,0.4\n0,30%\n":               5,
		"label,score\n,0.5\n,0.25\n":                           2,
		"label,score\n,0.5\n1,0.5\n0,0.5\n2,0.5\n":             5,
		"id,label,score\na,1,0.5\nb,0,\n,1,0.25\nd,0,0.125\n":  4,
		"id,label,score\na,1,0.5\n\"b\nb\",,0.5\na,1,0.25\n\n": 5,
	} {
		if e := refused(t, text, Options{SkipMissing: true}); e.Place.Line != line {
			t.Errorf("%q: %v, want line %d", text, e, line)
		}
	}
}

func TestSkippedNumbersAreIgnored(t *testing.T) {
	// Only the row without a label has a score outside [0,1].
	d := readOne(t, "label,score\n1,0.5\n,7\n0,0.25\n", Options{SkipMissing: true})
	if d.Kind != calc.Probability || hasFinding(d, "scores_not_probabilities") {
		t.Errorf("kind %s, findings %v", d.Kind, d.Findings)
	}
	d = readOne(t, "label,score\n1,50%\n0,\n0,25%\n", Options{SkipMissing: true})
	if b := d.Binary(); !slices.Equal(b.Score, []float64{0.5, 0.25}) {
		t.Errorf("percentages are %v", b.Score)
	}
}

// TestSkippedRowsOfManyBlocks compares a file of several blocks with the same
// file without the rows that are skipped.
func TestSkippedRowsOfManyBlocks(t *testing.T) {
	var all, kept strings.Builder
	all.WriteString("id,label,score,weight\n")
	kept.WriteString("id,label,score,weight\n")
	skipped := 0
	for i := range 60_000 {
		label, score, weight := fmt.Sprint(i*7%2), fmt.Sprintf("%.6f", math.Mod(float64(i)*0.618, 1)), "2"
		whole := true
		switch {
		case i%97 == 5:
			label, whole = "?", false
		case i%89 == 7:
			score, whole = "NaN", false
		case i%83 == 11:
			weight, whole = "", false
		}
		row := fmt.Sprintf("case %d,%s,%s,%s\n", i, label, score, weight)
		all.WriteString(row)
		if whole {
			kept.WriteString(row)
		} else {
			skipped++
		}
	}
	a, b := readOne(t, all.String(), Options{SkipMissing: true}), readOne(t, kept.String(), Options{})
	if a.N != b.N || a.N != 60_000-skipped {
		t.Fatalf("%d rows, want %d and %d", a.N, b.N, 60_000-skipped)
	}
	x, y := a.Binary(), b.Binary()
	if !slices.Equal(x.Label, y.Label) || !slices.Equal(x.Score, y.Score) || !slices.Equal(x.Weight, y.Weight) {
		t.Error("the columns differ")
	}
	for i := range a.N {
		if s, want := string(a.Columns[0].Texts.At(i)), string(b.Columns[0].Texts.At(i)); s != want {
			t.Fatalf("id %d is %q, want %q", i, s, want)
		}
	}
	// The line of a fault is that of the file, however many rows were skipped before.
	e := refused(t, all.String()+"case 3,1,0.5,1\n", Options{SkipMissing: true})
	if e.Place.Line != 60_002 || !strings.Contains(e.Message, "line 5") {
		t.Errorf("got %v, want line 60002 and line 5", e)
	}
}

func TestRepeatedIDsAreKeptOnlyOnRequest(t *testing.T) {
	const text = "id,label,score\na,1,0.5\nb,0,0.25\na,1,0.5\nb,1,0.75\na,0,0.5\n"
	e := refused(t, text, Options{})
	if e.Place.Line != 4 || !strings.Contains(e.Message, "line 2") || len(e.Fixes) != 2 {
		t.Fatalf("got %+v, want lines 4 and 2 and two fixes", e)
	}
	d := readOne(t, text, with(t, Options{}, e.Fixes[0]))
	if d.N != 5 || !d.Unpaired || d.Roles.ID != "id" {
		t.Errorf("kept: %+v", d)
	}
	if f := findingOf(t, d, "duplicate_ids"); !strings.HasPrefix(f.Message, "3 rows") || f.Place.Line != 4 {
		t.Errorf("the finding is %+v", f)
	}
	d = readOne(t, text, with(t, Options{}, e.Fixes[1]))
	if d.N != 5 || d.Unpaired || d.Roles.ID != "" {
		t.Errorf("without the column: %+v", d)
	}
}

func TestPercentagesAreAskedAbout(t *testing.T) {
	const text = "label,score\n1,83\n0,12.5\n1,100\n0,0\n"
	d := readOne(t, text, Options{})
	f := findingOf(t, d, "percent_scale")
	if d.Kind != calc.Score || !f.Serious || !strings.HasSuffix(strings.Split(f.Message, "?")[0], "percentages") {
		t.Fatalf("kind %s, %+v", d.Kind, f)
	}
	want := map[string]calc.Kind{"percent": calc.Probability, "logit": calc.Logit, "score": calc.Score}
	for _, fix := range f.Fixes {
		d := readOne(t, text, with(t, Options{}, fix))
		if d.Kind != want[fix.Value] || hasFinding(d, "percent_scale") {
			t.Errorf("%s: kind %s, findings %v", fix.Value, d.Kind, d.Findings)
		}
		if scores := d.Binary().Score; fix.Value == "percent" && !slices.Equal(scores, []float64{0.83, 0.125, 1, 0}) {
			t.Errorf("percentages are read as %v", scores)
		}
		delete(want, fix.Value)
	}
	if len(want) > 0 {
		t.Errorf("no fix leads to %v", want)
	}
	if e := refused(t, "label,score\n1,83\n0,101\n", Options{Kind: Percent}); e.Place.Line != 3 {
		t.Errorf("101 %%: %v", e)
	}
	d = readOne(t, "label,score\n1,83 %\n0,12.5%\n", Options{Kind: Percent})
	if scores := d.Binary().Score; !slices.Equal(scores, []float64{0.83, 0.125}) {
		t.Errorf("with signs they are read as %v", scores)
	}
	for _, text := range []string{"label,score\n1,8\n0,1\n", "label,score\n1,83\n0,-1\n", "label,score\n1,183\n0,1\n"} {
		if d := readOne(t, text, Options{}); hasFinding(d, "percent_scale") || !hasFinding(d, "scores_not_probabilities") {
			t.Errorf("%q: %v", text, d.Findings)
		}
	}
}

func TestKindOptionDecidesAboutScoresOutsideUnit(t *testing.T) {
	const text = "label,score\n1,3.5\n0,-4\n1,0.25\n"
	d := readOne(t, text, Options{})
	f := findingOf(t, d, "scores_not_probabilities")
	if d.Kind != calc.Score || !f.Serious || len(f.Fixes) != 2 {
		t.Fatalf("kind %s, %+v", d.Kind, f)
	}
	for i, want := range []calc.Kind{calc.Logit, calc.Score} {
		if d := readOne(t, text, with(t, Options{}, f.Fixes[i])); d.Kind != want ||
			hasFinding(d, "scores_not_probabilities") {
			t.Errorf("%+v: kind %s, %v", f.Fixes[i], d.Kind, d.Findings)
		}
	}
	e := refused(t, text, Options{Kind: calc.Probability})
	for i, want := range []calc.Kind{calc.Logit, calc.Score} {
		if d := readOne(t, text, with(t, Options{}, e.Fixes[i])); d.Kind != want {
			t.Errorf("%+v: kind %s", e.Fixes[i], d.Kind)
		}
	}
}

func TestPositiveClassIsGuessedFromKnownPairsOrAsked(t *testing.T) {
	for _, c := range []struct{ negative, positive string }{
		{"0", "1"}, {"-1", "1"}, {"−1", "+1"}, {"FALSE", "True"}, {"no", "YES"}, {"N", "y"}, {"f", "T"},
		{"negative", "Positive"}, {"neg", "pos"}, {"-", "+"}, {"no tumor", "tumor"}, {"non-smoker", "smoker"},
		{"Healthy", "diabetic"}, {"normal", "pneumonia"}, {"benign", "malignant"}, {"ham", "spam"}, {"absent", "present"},
	} {
		for _, swap := range []bool{false, true} {
			rows := []string{
				c.positive + ",0.9", c.negative + ",0.2", strings.ToUpper(c.positive) + " ,0.8",
				" " + strings.ToLower(c.negative) + ",0.1",
			}
			want := []uint8{1, 0, 1, 0}
			if swap {
				slices.Reverse(rows)
				slices.Reverse(want)
			}
			d := readOne(t, "label,score\n"+strings.Join(rows, "\n")+"\n", Options{})
			if got := d.Binary().Label; !slices.Equal(got, want) {
				t.Errorf("%s and %s: labels %v, want %v", c.positive, c.negative, got, want)
			}
			if plain := c.positive == "1" && c.negative == "0"; !plain {
				f := findingOf(t, d, "positive_guessed")
				if got := readOne(t, "label,score\n"+strings.Join(rows, "\n")+"\n",
					with(t, Options{}, f.Fixes[0])).Binary().Label; slices.Equal(got, want) {
					t.Errorf("%s and %s: the fix %+v changes nothing", c.positive, c.negative, f.Fixes[0])
				}
			}
		}
	}
	for _, pair := range [][2]string{
		{"apple", "pear"}, {"1", "2"}, {"0", "2"}, {"benign", "normal"}, {"a", "b"}, {"none", "tumor"},
	} {
		text := "label,score\n" + pair[0] + ",0.1\n" + pair[1] + ",0.9\n"
		e := refused(t, text, Options{})
		if len(e.Fixes) != 2 {
			t.Fatalf("%v: fixes %+v, want one for each class", pair, e.Fixes)
		}
		for i, want := range [][]uint8{{1, 0}, {0, 1}} {
			if got := readOne(t, text, with(t, Options{}, e.Fixes[i])).Binary().Label; !slices.Equal(got, want) {
				t.Errorf("%v: %+v gives %v, want %v", pair, e.Fixes[i], got, want)
			}
		}
	}
}

func TestSetRefusesInvalidValues(t *testing.T) {
	for _, c := range [][2]string{
		{"lable", "y"}, {"kind", "odds"}, {"skip_missing", "maybe"}, {"duplicate_ids", "first"},
	} {
		var o Options
		if err := o.Set(c[0], c[1]); tradeoff.KindOf(err) != tradeoff.Invalid {
			t.Errorf("%v: %v, want an error of kind invalid", c, err)
		}
	}
	for _, name := range OptionNames {
		var o Options
		if err := o.Set(name, " "); err != nil {
			t.Errorf("%s: an empty value gives %v", name, err)
		}
	}
}
