package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// extra is what Sprintf leaves behind for arguments without a verb.
var extra = regexp.MustCompile(`%!\(EXTRA [^)]*\)`)

// Scores that come with their classes are read by class, wherever it is.
func TestScoresAreReadByTheirClass(t *testing.T) {
	type row struct {
		label  string
		spam   float64
		first  string // the class that comes first
		second string
	}
	rows := []row{{"ham", 0.25, "ham", "spam"}, {"spam", 0.75, "spam", "ham"}, {"ham", 0.375, "spam", "ham"}, {"spam",
		0.875, "ham", "spam"}}
	score := func(r row, class string) float64 {
		if class == "spam" {
			return r.spam
		}
		return 1 - r.spam
	}
	for name, c := range map[string]struct {
		line   string // with the label, the first class, its score, the second and its score
		column string
	}{
		"label and prob": {`{"truth":%q,"probs":[{"label":%q,"prob":%v},{"label":%q,"prob":%v}]}`, "probs[spam]"},
		"prob and label": {`{"truth":%q,"probs":[{"label":%q,"prob":%v},{"prob":%[5]v,"label":%[4]q}]}`,
			"probs[spam]"},
		"label and score": {`{"truth":%q,"scores":[{"label":%q,"score":%v},{"label":%q,"score":%v}]}`,
			"scores[spam]"},
		"score in quotes": {`{"truth":%q,"scores":[{"label":%q,"score":"%v"},{"label":%q,"score":"%v"}]}`,
			"scores[spam]"},
		"nested": {`{"truth":%q,"out":{"scores":[{"class":%q,"p":%v},{"class":%q,"p":%v}]}}`,
			"out.scores[spam]"},
		"lists":         {`{"truth":%q,"classes":[%q,%[4]q],"scores":[%[3]v,%[5]v]}`, "scores[spam]"},
		"scores before": {`{"truth":%q,"scores":[%[3]v,%[5]v],"classes":[%[2]q,%[4]q]}`, "scores[spam]"},
		"nested lists": {`{"truth":%q,"prediction":{"classes":[%q,%[4]q],"scores":[%[3]v,%[5]v]}}`,
			"prediction.scores[spam]"},
		"Vertex of images": {`{"truth":%q,"prediction":{"displayNames":[%q,%[4]q],"confidences":[%[3]v,%[5]v],"ids":["7","8"]}}`, "prediction.confidences[spam]"},
		"zero-shot": {`{"truth":%q,"sequence":"x","labels":[%q,%[4]q],"scores":[%[3]v,%[5]v]}`,
			"scores[spam]"},
		"a list of one object": {`{"truth":%q,"out":[{"note":"x","classes":[%q,%[4]q],"scores":[%[3]v,%[5]v]}]}`,
			"out.scores[spam]"},
	} {
		for _, document := range []bool{false, true} {
			var lines []string
			for _, r := range rows {
				lines = append(lines, fmt.Sprintf(c.line, r.label, r.first, score(r, r.first), r.second, score(r,
					r.second)))
			}
			text := strings.Join(lines, "\n") + "\n"
			if document {
				text = "[" + strings.Join(lines, ",") + "]"
			}
			// Unused arguments leave a remark behind; the verbs are numbered in some lines.
			text = extra.ReplaceAllString(text, "")
			d := readOne(t, text, Options{Label: "truth", Score: []string{c.column}, Positive: "spam"})
			want := []float64{0.25, 0.75, 0.375, 0.875}
			if b := d.Binary(); !slices.Equal(b.Score, want) || !slices.Equal(b.Label, []uint8{0, 1, 0, 1}) {
				t.Errorf("%s: labels %v, scores %v", name, b.Label, b.Score)
			}
			if names := columnNames(d); slices.ContainsFunc(names, func(n string) bool {
				return strings.HasSuffix(n,
					"classes")
			}) {
				t.Errorf("%s: columns %q", name, names)
			}
		}
	}
}

func TestClassesThatAreNumbers(t *testing.T) {
	text := `{"churn":"0","probs":[{"label":1,"prob":0.25},{"label":0,"prob":0.75}]}
{"churn":"1","probs":[{"label":0,"prob":0.125},{"label":1,"prob":0.875}]}
`
	d := readOne(t, text, Options{Score: []string{"probs[1]"}})
	if b := d.Binary(); !slices.Equal(b.Score, []float64{0.25, 0.875}) {
		t.Errorf("scores %v", b.Score)
	}
	// A list of numbers that is called labels is no list of classes.
	d = readOne(t, `{"y":0,"labels":[0,1],"scores":[0.25,0.75]}
{"y":1,"labels":[1,0],"scores":[0.75,0.25]}
`, Options{Score: []string{"scores[1]"}})
	if b := d.Binary(); !slices.Equal(b.Score, []float64{0.75, 0.25}) {
		t.Errorf("scores %v", b.Score)
	}
}

// A class that a row does not name has no score there.
func TestMissingAndUnknownClasses(t *testing.T) {
	two := `{"y":"a","s":[{"label":"a","score":0.5},{"label":"b","score":0.5}]}` + "\n"
	o := Options{Label: "y", Score: []string{"s[b]"}, Positive: "b"}
	for name, c := range map[string]struct{ text, says string }{
		"missing": {two + `{"y":"b","s":[{"label":"a","score":0.9}]}` + "\n", "missing"},
		"null": {two + `{"y":"b","s":[{"label":"b","score":null},{"label":"a","score":0.5}]}` + "\n",
			"missing"},
		"unknown later": {strings.Repeat(two, 1000) +
			`{"y":"b","s":[{"label":"c","score":0.9},{"label":"b","score":0.1}]}` + "\n", `class "c"`},
		"twice": {two + `{"y":"b","s":[{"label":"b","score":0.9},{"label":"b","score":0.1}]}` + "\n",
			"two scores"},
		"no list later": {strings.Repeat(two, 1000) + `{"y":"b","s":0.5}` + "\n", "list of classes"},
		"lists of other lengths": {strings.Repeat(`{"y":"a","classes":["a","b"],"s":[0.5,0.5]}`+"\n", 1000) +
			`{"y":"b","classes":["a"],"s":[0.5,0.5]}` + "\n",
			"numbers of scores and classes differ"},
		"no classes later": {strings.Repeat(`{"y":"a","classes":["a","b"],"s":[0.5,0.5]}`+"\n", 1000) +
			`{"y":"b","s":[0.5,0.5]}` + "\n", `no "classes"`},
	} {
		e := refused(t, c.text, o)
		if line := strings.Count(c.text, "\n"); e.Place.Line != line || !strings.Contains(e.Message, c.says) {
			t.Errorf("%s: place %v, message %q, want line %d and %q", name, e.Place, e.Message, line, c.says)
		}
	}
	o.SkipMissing = true
	if d := readOne(t, strings.Repeat(two, 2)+`{"y":"b","s":[{"label":"b","score":0.75}]}`+"\n", o); d.N != 3 ||
		d.Binary().Score[2] != 0.75 {
		t.Errorf("%d rows, scores %v", d.N, d.Binary().Score)
	}
}

// The output of a pipeline is a list of classes for each row, without a name.
func TestListsOfListsOfClasses(t *testing.T) {
	scores := `[[{"label":"b","score":0.75},{"label":"a","score":0.25}], [{"label":"a","score":0.875},{"label":"b","score":0.125}],
		[{"label":"a","score":0.5},{"label":"b","score":0.5}]]`
	e := refused(t, scores, Options{})
	if !strings.Contains(e.Error(), "scores[a]") || !strings.Contains(e.Error(), "scores[b]") {
		t.Errorf("message %q", e.Error())
	}
}

func TestVectorsOfSpark(t *testing.T) {
	dense := `{"label":0,"probability":{"type":1,"values":[0.25,0.75]}}` + "\n"
	sparse := `{"label":1,"probability":{"type":0,"size":2,"indices":[1],"values":[1.0]}}` + "\n"
	for _, text := range []string{dense + sparse, sparse + dense, strings.Repeat(dense, 1500) + sparse, sparse +
		strings.ReplaceAll(sparse, "[1]", "[0]")} {
		d := readOne(t, text, Options{Score: []string{"probability.values[1]"}})
		want := map[bool]float64{true: 1, false: 0.75}
		for i, x := range d.Binary().Score {
			if line := strings.Split(text, "\n")[i]; x != want[strings.Contains(line, `"indices":[1]`)] &&
				!strings.Contains(line, `"indices":[0]`) || strings.Contains(line, `"indices":[0]`) && x != 0 {
				t.Fatalf("row %d is %v: %s", i+1, x, line)
			}
		}
	}
	e := refused(t, strings.Repeat(dense,
		1500)+`{"label":1,"probability":{"type":0,"size":3,"indices":[1],"values":[1.0]}}`+"\n",
		Options{Score: []string{"probability.values[1]"}})
	if e.Place.Line != 1501 || !strings.Contains(e.Message, "vector of 2 numbers") {
		t.Errorf("place %v, message %q", e.Place, e.Message)
	}
}

// pandas writes a frame in five ways.
func TestOrientationsOfPandas(t *testing.T) {
	for name, text := range map[string]string{
		"columns":                         `{"label":{"0":0,"1":1,"2":1},"score":{"0":0.25,"1":0.5,"2":0.75}}`,
		"index":                           `{"0":{"label":0,"score":0.25},"1":{"label":1,"score":0.5},"2":{"label":1,"score":0.75}}`,
		"index of texts":                  `{"k0":{"label":0,"score":0.25},"k1":{"label":1,"score":0.5},"k2":{"label":1,"score":0.75}}`,
		"columns of texts":                `{"label":{"k0":0,"k1":1,"k2":1},"score":{"k0":0.25,"k1":0.5,"k2":0.75}}`,
		"split":                           `{"columns":["label","score"],"index":[0,1,2],"data":[[0,0.25],[1,0.5],[1,0.75]]}`,
		"records":                         `[{"label":0,"score":0.25},{"label":1,"score":0.5},{"label":1,"score":0.75}]`,
		"values":                          `[[0,0.25],[1,0.5],[1,0.75]]`,
		"table":                           `{"schema":{"fields":[{"name":"label","type":"integer"}],"pandas_version":"1.4.0"},"data":[{"index":0,"label":0,"score":0.25},{"index":1,"label":1,"score":0.5},{"index":2,"label":1,"score":0.75}]}`,
		"index of names that say nothing": `{"0":{"a":0,"b":0.25},"1":{"a":1,"b":0.5},"2":{"a":1,"b":0.75}}`,
	} {
		d := readOne(t, text, Options{})
		if b := d.Binary(); !slices.Equal(b.Label, []uint8{0, 1, 1}) || !slices.Equal(b.Score, []float64{0.25, 0.5,
			0.75}) {
			t.Errorf("%s: labels %v, scores %v", name, b.Label, b.Score)
		}
	}
	var b strings.Builder
	for i := range 5000 { // more rows than there may be columns
		fmt.Fprintf(&b, `,"%d":{"label":%d,"score":0.5}`, i, i%2)
	}
	if d := readOne(t, "{"+b.String()[1:]+"}", Options{}); d.N != 5000 {
		t.Errorf("%d rows", d.N)
	}
	for _, text := range []string{`{"0":{"label":0,"score":0.25},"1":3}`,
		`{"0":{"label":0,"score":0.25},"1":{"label":1,"score":0.5}} x`, `{"0":{"label":0,"score":0.25},`} {
		refused(t, text, Options{})
	}
}

func TestMembersOfSageMaker(t *testing.T) {
	d := readOne(t, `{"id":"a","label":0,"SageMakerOutput":{"predictions":[{"score":0.25,"predicted_label":0}]}}
{"id":"b","label":1,"SageMakerOutput":{"predictions":[{"score":0.75,"predicted_label":1}]}}
`, Options{Score: []string{"SageMakerOutput.predictions.score"}})
	if b := d.Binary(); !slices.Equal(b.Score, []float64{0.25, 0.75}) {
		t.Errorf("scores %v", b.Score)
	}
}
