package ingest

import (
	"slices"
	"strings"
	"testing"
)

func TestColumnsAreFoundUnderEverySpellingThatIsPrinted(t *testing.T) {
	text := "id,y,y_proba[0],y_proba[1],other\na,no,0.75,0.25,1\nb,yes,0.25,0.75,2\nc,no,0.5,0.5,3\nd,yes,0.125,0.875,4\n"
	for _, name := range []string{
		"y_proba[1]", " Y_Proba[1] ", "y_proba[:,1]", "y_proba[:, 1]", "y_proba[yes]", "y_proba[YES]", "column 4",
	} {
		d := readOne(t, text, Options{Score: []string{name}, Label: "y"})
		if got := d.Binary().Score; !slices.Equal(d.Roles.Score, []string{"y_proba[1]"}) || got[1] != 0.75 {
			t.Errorf("%s: %q, %v", name, d.Roles.Score, got)
		}
	}
	for _, name := range []string{"column 9", "column x", "y_proba[maybe]", "y_proba[2]", "y_proba"} {
		if e := refused(t, text, Options{Score: []string{name}, Label: "y"}); !strings.Contains(e.Message, "no column") {
			t.Errorf("%s: %v", name, e)
		}
	}
	d := readOne(t, strings.ReplaceAll(text, "y_proba", "logits"), Options{Label: "y"})
	if name := d.Roles.Score[0]; name != "softmax of logits[1]" {
		t.Fatalf("the score is named %q", name)
	} else if again := readOne(t, strings.ReplaceAll(text, "y_proba", "logits"), Options{
		Label: "y", Score: []string{name},
	}); again.Roles.Score[0] != "logits[1]" {
		t.Errorf("%q is %q", name, again.Roles.Score)
	}
}

func TestClassesMayHaveNamesOfMissingValues(t *testing.T) {
	const csv = "label,score\n%s,0.75\nEU,0.25\n%s,0.5\n"
	for what, c := range map[string]struct {
		text string
		o    Options
	}{
		"in quotes":              {strings.ReplaceAll(csv, "%s", `"NA"`), Options{Positive: "EU"}},
		"null in quotes":         {strings.ReplaceAll(csv, "%s", `"null"`), Options{Positive: "EU"}},
		"named as negative":      {strings.ReplaceAll(csv, "%s", "NA"), Options{Negative: "NA"}},
		"named as positive":      {strings.ReplaceAll(csv, "%s", "NA"), Options{Positive: "NA"}},
		"None is a class anyway": {strings.ReplaceAll(csv, "%s", "None"), Options{Positive: "EU"}},
		"a JSON string": {`[{"label":"NA","score":0.75},{"label":"EU","score":0.25},{"label":"NA","score":0.5}]`,
			Options{Positive: "EU"}},
	} {
		d := readOne(t, c.text, c.o)
		want := []uint8{0, 1, 0}
		if c.o.Positive == "NA" {
			want = []uint8{1, 0, 1}
		}
		if got := d.Binary().Label; !slices.Equal(got, want) || d.PositiveName == d.NegativeName {
			t.Errorf("%s: %v, %q and %q", what, got, d.PositiveName, d.NegativeName)
		}
	}
	for what, text := range map[string]string{
		"bare":       strings.ReplaceAll(csv, "%s", "NA"),
		"JSON null":  `[{"label":null,"score":0.75},{"label":"EU","score":0.25}]`,
		"empty text": strings.ReplaceAll(csv, "%s", `""`),
	} {
		if e := refused(t, text, Options{}); !strings.Contains(e.Message, "missing") &&
			!strings.Contains(e.Message, "positive class") {
			t.Errorf("%s: %v", what, e)
		}
	}
	// A score in quotes that says NA is missing all the same.
	if e := refused(t, "label,score\n1,\"NA\"\n0,0.5\n", Options{}); !strings.Contains(e.Message, `missing ("NA")`) {
		t.Error(e)
	}
	d := readOne(t, "label,score,region\n1,0.75,\"NA\"\n0,0.25,EU\n", Options{})
	if got := string(d.Columns[2].Texts.At(0)); got != "NA" {
		t.Errorf("a text in quotes is %q", got)
	}
}

func TestNegativeClassIsNamed(t *testing.T) {
	d := readOne(t, "label,score\ncat,0.75\ndog,0.25\n", Options{Negative: "dog"})
	if !slices.Equal(d.Binary().Label, []uint8{1, 0}) || hasFinding(d, "positive_guessed") {
		t.Errorf("%v, %+v", d.Binary().Label, d.Findings)
	}
	for _, o := range []Options{
		{Negative: "cow"}, {Positive: "cat", Negative: "cat"}, {Positive: "cat", Negative: "cow"},
	} {
		if e := refused(t, "label,score\ncat,0.75\ndog,0.25\n", o); e.Hint == "" {
			t.Errorf("%+v: %v", o, e)
		}
	}
}

// Each of these could be read in two ways; the message says which columns it is
// about, and each fix leads to one of the answers.
func TestAmbiguousRolesAreAsked(t *testing.T) {
	rows := func(header string, row func(i int) string) string {
		var b strings.Builder
		b.WriteString(header + "\n")
		for i := range 24 {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	pick := func(yes bool) string {
		if yes {
			return "1"
		}
		return "0"
	}
	score := func(i int) string { return "0." + string(rune('1'+i%8)) + "5" }
	high := func(i int) string { return "0." + string(rune('5'+i%5)) + "5" }
	for _, c := range []struct{ name, text, says string }{
		{"two labels", rows("label,truth,score",
			func(i int) string { return pick(i%3 == 0) + "," + pick(i%2 == 0) + "," + score(i) }), "which column is the label"},
		{"a label that repeats the score", rows("Label,Purchase,Score", func(i int) string {
			return pick(i%8 >= 4) + "," + pick(i%3 == 0) + "," + score(i)
		}), "equals a threshold on the score"},
		{"a top class", rows("Purchase,Label,Score",
			func(i int) string { return pick(i%3 == 0) + "," + pick(i%2 == 0) + "," + high(i) }), "never below 0.5"},
		{"a top class, named", rows("y,guess,score",
			func(i int) string { return pick(i%3 == 0) + "," + pick(i%2 == 0) + "," + high(i) }), "never below 0.5"},
		{"two numbers", rows("sick,loyalty,output",
			func(i int) string { return pick(i%3 == 0) + "," + score(i) + "," + high(i) }), "which column is the score"},
		{"a score and a feature",
			rows("label,credit_score,model_score",
				func(i int) string {
					return pick(i%3 == 0) + ",6" + pick(i%2 == 0) + "0.5," + score(i)
				}), "which column is the score"},
		{"scores of other labels", rows("insult,toxic,pred_toxic,pred_rude", func(i int) string {
			return pick(i%3 == 0) + "," + pick(i%2 == 0) + "," + score(i) + "," + high(i)
		}), "which score belongs"},
		{"numbers that may be places", "label,p1,p2\n1,0.25,0.75\n0,0.75,0.25\n1,0.125,0.875\n", "add up to 1"},
	} {
		e := refused(t, c.text, Options{})
		if !strings.Contains(e.Message, c.says) || len(e.Fixes) == 0 {
			t.Errorf("%s: %v, fixes %+v", c.name, e, e.Fixes)
		}
		for _, f := range e.Fixes {
			again, err := readText(t, c.text, with(t, Options{}, f))
			if err != nil && strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: after %q the same is asked: %v", c.name, f.Text, err)
			}
			_ = again
		}
	}
}

// What the caller names is not overruled, and still checked.
func TestNamedRolesKeepThePredictedClassCheck(t *testing.T) {
	text := "truth,label,score\n"
	for i := range 20 {
		text += []string{"no", "yes"}[i%2] + "," + []string{"no", "no", "yes"}[i%3] + ",0." + string(rune('5'+i%5)) + "5\n"
	}
	o := Options{Label: "truth", Score: []string{"score"}}
	e := refused(t, text, o)
	if !strings.Contains(e.Message, "never below 0.5") || len(e.Fixes) < 2 {
		t.Fatalf("got %v, %+v", e, e.Fixes)
	}
	turned := readOne(t, text, with(t, o, e.Fixes[0])).Binary().Score
	kept := readOne(t, text, with(t, o, e.Fixes[len(e.Fixes)-1])).Binary().Score
	if turned[0] != 1-kept[0] || kept[0] != 0.55 {
		t.Errorf("turned %v, kept %v", turned, kept)
	}
}

// A first part without low scores must not settle what a later row contradicts.
func TestLowScoreAfterTheSampleIsRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("truth,predicted,score\n")
	for i := range 1200 {
		b.WriteString([]string{"0", "1"}[i%2] + "," + []string{"1", "0", "0"}[i%3] + ",0." + string(rune('5'+i%5)) + "5\n")
	}
	b.WriteString("1,0,0.25\n")
	e := refused(t, b.String(), Options{})
	if !strings.Contains(e.Message, "below 0.5") || e.Place.Line != 1202 || len(e.Fixes) != 1 {
		t.Errorf("got %v at %v, %+v", e, e.Place, e.Fixes)
	}
	if d := readOne(t, b.String(), with(t, Options{}, e.Fixes[0])); d.Binary().Score[0] != 0.55 {
		t.Errorf("after the fix: %v", d.Binary().Score[:3])
	}
}

func TestSeveralLabelsAreSeveralRuns(t *testing.T) {
	text := "id,toxic,obscene,pred_obscene,pred_toxic,age\na,1,0,0.25,0.75,3\nb,0,1,0.75,0.5,4\nc,0,1,0.125,0.25,3\nd,1,1,0.875,0.5,4\n"
	all, err := readText(t, text, Options{})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d runs, %v", len(all), err)
	}
	for _, d := range all {
		want := map[string][]float64{"toxic": {0.75, 0.5, 0.25, 0.5}, "obscene": {0.25, 0.75, 0.125, 0.875}}[d.Name]
		if !slices.Equal(d.Binary().Score, want) || d.Roles.Label != d.Name || d.LabelGroup != "file" ||
			!findingOf(t, d, "several_labels").Serious {
			t.Errorf("%s: %v, %+v", d.Name, d.Binary().Score, d.Roles)
		}
	}
	if d := readOne(t, text, Options{Label: "obscene"}); !slices.Equal(d.Roles.Score, []string{"pred_obscene"}) {
		t.Errorf("one label is judged by %q", d.Roles.Score)
	}
	f := findingOf(t, all[0], "several_labels").Fixes[0]
	if d := readOne(t, text, with(t, Options{}, f)); d.Roles.Label != f.Value ||
		!slices.Equal(d.Roles.Score, []string{"pred_" + f.Value}) {
		t.Errorf("after the fix: %+v", d.Roles)
	}
}

// A probability that is named after the negative class is turned where the rows
// bear that out, and asked where they do not.
func TestScoreOfTheNegativeClass(t *testing.T) {
	const text = "label,prob_no\nyes,0.25\nno,0.75\nyes,0.375\nno,0.625\n"
	want := []float64{0.75, 0.25, 0.625, 0.375}
	for _, o := range []Options{{}, {Score: []string{"prob_no"}}, {Score: []string{"1 − prob_no"}},
		{Positive: "yes"}} {
		d := readOne(t, text, o)
		f := findingOf(t, d, "score_turned")
		if got := d.Binary().Score; !slices.Equal(got, want) || !f.Serious || d.Roles.Score[0] != "1 − prob_no" {
			t.Errorf("%+v: %v, %q, %+v", o, got, d.Roles.Score, f)
		}
		d = readOne(t, text, with(t, o, f.Fixes[0]))
		if got := d.Binary(); o.Positive == "" && (!slices.Equal(got.Label, []uint8{0, 1, 0, 1}) ||
			got.Score[0] != 0.25) {
			t.Errorf("%+v: after the fix %v", o, got)
		}
	}
	const against = "label,prob_no\nyes,0.75\nno,0.25\nyes,0.625\nno,0.375\n"
	e := refused(t, against, Options{Score: []string{"prob_no"}})
	if !strings.Contains(e.Message, "as its name says") || len(e.Fixes) != 1 {
		t.Errorf("got %v, %+v", e, e.Fixes)
	}
	d := readOne(t, against, Options{Score: []string{"prob_no"}, Positive: "yes"})
	if !findingOf(t, d, "score_of_negative").Serious || d.Binary().Score[0] != 0.75 {
		t.Errorf("%v", d.Binary().Score)
	}
}

func TestWeightThatLooksLikeAMeasureIsAsked(t *testing.T) {
	const text = "id,label,weight,score\na,1,55,0.75\nb,0,81.5,0.25\nc,0,70,0.5\n"
	e := refused(t, text, Options{})
	if !strings.Contains(e.Message, "weight") || len(e.Fixes) != 2 {
		t.Fatalf("got %v, %+v", e, e.Fixes)
	}
	if d := readOne(t, text, with(t, Options{}, e.Fixes[0])); d.Binary().Weight == nil {
		t.Error("the weights are lost")
	}
	if d := readOne(t, text, with(t, Options{}, e.Fixes[1])); d.Binary().Weight != nil {
		t.Error("a measure became weights")
	}
	if d := readOne(t, strings.ReplaceAll(text, "55", "0.5"), Options{}); !findingOf(t, d, "weight_guessed").Serious {
		t.Error("weights need attention")
	}
}

// A column of lists that names the classes of another, in another order.
func TestListsInCellsAreReadByClass(t *testing.T) {
	text := "truth;probabilities;labels\nyes;[0.75, 0.25];['yes', 'no']\nno;[0.625 0.375];['no' " +
		"'yes']\nyes;[0.5, 0.5];['yes', 'no']\n"
	if d := readOne(t, text, Options{}); !slices.Equal(d.Binary().Score, []float64{0.75, 0.375, 0.5}) {
		t.Errorf("%q: %v", d.Roles.Score, d.Binary().Score)
	}
	var b strings.Builder
	b.WriteString(text)
	for range 1100 {
		b.WriteString("no;[0.25, 0.75];['yes', 'no']\n")
	}
	b.WriteString("no;[0.25, 0.75];['yes', 'maybe']\n")
	if e := refused(t, b.String(), Options{}); e.Place.Line != 1105 || e.Place.Column != "labels" {
		t.Errorf("%v at %+v", e, e.Place)
	}
}
