package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"tradeoff/internal/calc"
	"tradeoff/internal/column"
	"tradeoff/internal/tradeoff"
)

func TestOneTableInManyShapesOfJSON(t *testing.T) {
	for name, text := range map[string]string{
		"lines": `{"id":"a","label":1,"score":0.75}` + "\n" + `{"id":"b","label":0,"score":0.25}` + "\r\n\n" +
			`{"id":"c","label":0,"score":5e-1}`,
		"lines, any order": `{"id":"a","label":1,"score":0.75}` + "\n" + `{"score":0.25,"id":"b","label":0}` + "\n" +
			`{"label":0,"score":0.5,"id":"c"}` + "\n",
		"objects": "{\n \"id\":\"a\",\"label\":1,\"score\":0.75}\n{\"id\":\"b\",\"label\":0,\n\"score\":0.25}{\"id\":\"c\",\"label\":0,\"score\":0.5}",
		"list":    `[{"id":"a","label":1,"score":0.75},{"id":"b","label":0,"score":0.25},{"id":"c","label":0,"score":0.5}]`,
		"list over lines": " [\n  {\n    \"id\": \"a\",\n    \"label\": 1,\n    \"score\": 0.75\n  },\n  {\"id\": " +
			"\"b\", \"label\": 0, \"score\": 0.25}, {\"id\": \"c\", \"label\": 0, \"score\": 0.5}\n]\n",
		"texts":             `[{"id":"a","label":"yes","score":"75%"},{"id":"b","label":"no","score":"25 %"},{"id":"c","label":"no","score":"50%"}]`,
		"booleans":          `[{"id":"a","label":true,"score":0.75},{"id":"b","label":false,"score":0.25},{"id":"c","label":false,"score":0.5}]`,
		"nested":            `[{"id":"a","truth":{"label":1},"model":{"score":0.75}},{"id":"b","truth":{"label":0},"model":{"score":0.25}},{"id":"c","truth":{"label":0},"model":{"score":0.5}}]`,
		"escapes":           `[{"\u0069d":"\u0061","label":1,"score":0.75},{"\u0069d":"b","label":0,"score":0.25},{"\u0069d":"c","label":0,"score":0.5}]`,
		"wrapped":           `{"model":"forest","predictions":[{"id":"a","label":1,"score":0.75},{"id":"b","label":0,"score":0.25},{"id":"c","label":0,"score":0.5}],"n":3}`,
		"columns":           `{"id":["a","b","c"],"y_true":[1,0,0],"y_score":[0.75,0.25,0.5]}`,
		"columns and more":  `{"thresholds":[0,1],"id":["a","b","c"],"y_true":[1,0,0],"name":"forest","y_score":[0.75,0.25,0.5],"config":{"seed":1}}`,
		"columns of pandas": `{"id":{"0":"a","1":"b","2":"c"},"label":{"0":1,"1":0,"2":0},"score":{"0":0.75,"1":0.25,"2":0.5}}`,
		"MLflow":            `{"columns":["id","label","score"],"data":[["a",1,0.75],["b",0,0.25],["c",0,0.5]]}`,
		"split":             `{"data":[["a",1,0.75],["b",0,0.25],["c",0,0.5]],"index":[0,1,2],"columns":["id","label","score"]}`,
		"lists with names":  `[["id","label","score"],["a",1,0.75],["b",0,0.25],["c",0,0.5]]`,
		"probabilities":     `[{"id":"a","label":1,"probabilities":[0.25,0.75]},{"id":"b","label":0,"probabilities":[0.75,0.25]},{"id":"c","label":0,"probabilities":[0.5,0.5]}]`,
		"scores by class":   `{"classes":["ham","spam"],"id":["a","b","c"],"label":["spam","ham","ham"],"probs":[[0.25,0.75],[0.75,0.25],[0.5,0.5]]}`,
		"list of one":       `[{"id":"a","label":1,"score":[0.75]},{"id":"b","label":0,"score":[0.25]},{"id":"c","label":0,"score":[0.5]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, text, Options{})
			b := d.Binary()
			if d.Kind != calc.Probability || !slices.Equal(b.Label, []uint8{1, 0, 0}) ||
				!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
				t.Errorf("got %s %v %v", d.Kind, b.Label, b.Score)
			}
			i := slices.IndexFunc(d.Columns, func(c column.Column) bool { return c.Name == "id" })
			if d.Roles.ID != "id" || string(d.Columns[i].Texts.At(2)) != "c" {
				t.Errorf("roles %+v", d.Roles)
			}
			if finding := map[string]string{
				"wrapped": "parts_left_out", "columns and more": "parts_left_out", "split": "index_ignored",
			}[name]; finding != "" && !hasFinding(d, finding) {
				t.Errorf("findings %+v", d.Findings)
			}
		})
	}
	d := readOne(t, `[[1,0.75],[0,0.25],[0,0.5]]`, Options{})
	if d.Roles.Label != "column 1" || !hasFinding(d, "header_missing") {
		t.Errorf("lists without names: %+v, %+v", d.Roles, d.Findings)
	}
}

func TestNamesMayBeMissingInRows(t *testing.T) {
	d := readOne(t, `[{"label":1,"score":0.75,"note":null},{"label":0,"score":0.25,"note":"x","tags":["a","b"]},{"score":0.5,"label":0,"meta":{"deep":{"er":1}}}]`, Options{})
	var got []string
	for _, c := range d.Columns {
		if c.Texts != nil {
			for i := range d.N {
				got = append(got, c.Name+"="+string(c.Texts.At(i)))
			}
		}
	}
	if want := []string{
		"note=", "note=x", "note=", "tags=", `tags=["a","b"]`, "tags=", "meta.deep=", "meta.deep=", `meta.deep={"er":1}`,
	}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}

	var lines strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&lines, `{"label":%d,"score":0.5`, i%2)
		if i > 1500 {
			lines.WriteString(`,"late":1`)
		}
		lines.WriteString("}\n")
	}
	for name, text := range map[string]string{
		"lines": lines.String(), "list": "[" + strings.ReplaceAll(strings.TrimSpace(lines.String()), "\n", ",") + "]",
	} {
		d := readOne(t, text, Options{})
		if d.N != 2000 || len(d.Columns) != 2 || !hasFinding(d, "names_left_out") {
			t.Errorf("%s: %d rows, %d columns, findings %+v", name, d.N, len(d.Columns), d.Findings)
		}
	}
}

func TestFaultsOfJSONHaveTheirPlace(t *testing.T) {
	deep := strings.Repeat(`[`, 100)
	for _, c := range []struct {
		text  string
		place tradeoff.Place
		says  string
	}{
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":\"high\"}\n{\"label\":0,\"score\":0.5}",
			tradeoff.Place{Line: 2, Column: "score"}, "not a number"},
		{"{\"label\":1,\"score\":0.5}\n\n{\"label\":0,\"score\":null}\n", tradeoff.Place{Line: 3, Column: "score"},
			"score is missing"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":NaN}\n", tradeoff.Place{Line: 2, Column: "score"}, "missing"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":-Infinity}\n", tradeoff.Place{Line: 2, Column: "score"},
			"not finite"},
		{"{\"label\":1,\"score\":0.5}\n{\"score\":0.5}\n", tradeoff.Place{Line: 2, Column: "label"}, "label is missing"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":0.5\n", tradeoff.Place{Line: 2}, "the JSON is cut off"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":0.5} 7\n", tradeoff.Place{Line: 2},
			`character 7 is not expected`},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"label\":1,\"score\":0.5}\n", tradeoff.Place{Line: 2, Column: "label"},
			"twice"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":0.5,\"note\":\"\x81\"}\n",
			tradeoff.Place{Line: 2, Column: "note"}, "UTF-8"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":0.5,\"note\":\"\\u0000\"}\n",
			tradeoff.Place{Line: 2, Column: "note"}, "NUL"},
		{"{\"label\":1,\"score\":0.5}\n{\"label\":0,\"score\":0.5,\"note\":\"\\q\"}\n", tradeoff.Place{Line: 2}, `\q`},
		{`[{"label":1,"score":0.5},{"label":0,"score":"high"},{"label":0,"score":0.5}]`,
			tradeoff.Place{Row: 2, Column: "score"}, "not a number"},
		{"[\n{\"label\":1,\"score\":0.5},\n{\"label\":0 \"score\":0.5}]", tradeoff.Place{Line: 3, Row: 2},
			`character " is not expected`},
		{"[\n{\"label\":1,\"score\":0.5},\n{\"label\":no,\"score\":0.5}]", tradeoff.Place{Line: 3, Row: 2},
			`"no" is not a JSON value`},
		{"[\n{\"label\":1,\"score\":0.5},\n{\"label\":0,\"score\":.5}]", tradeoff.Place{Line: 3, Row: 2},
			`character . is not expected`},
		{"[\n{\"label\":1,\"score\":0.5},\n{\"label\":0,\"score\":1.2.3}]", tradeoff.Place{Line: 3, Row: 2},
			`character . is not expected`},
		{"[\n{\"label\":1,\"score\":0.5},\n{\"label\":0,\"score\":05}]", tradeoff.Place{Line: 3, Row: 2},
			`character 5 is not expected`},
		{"[\n{\"label\":1,\"score\":0.5},\n]", tradeoff.Place{Line: 3, Row: 2}, `character ] is not expected`},
		{"[{\"label\":1,\"score\":0.5}", tradeoff.Place{Line: 1, Row: 2}, "the JSON is cut off"},
		{"[{\"label\":1,\"score\":0.5}] oops", tradeoff.Place{Line: 1, Row: 2}, `character o is not expected`},
		{"[{\"label\":1,\"score\":0.5},\n 7]", tradeoff.Place{Line: 2, Row: 2}, `character 7 is not expected`},
		{"[{\"label\":1,\"score\":0.5,\"note\":\"a\nb\"}]", tradeoff.Place{Line: 1, Row: 1}, "control character"},
		{`[{"label":1,"score":` + deep, tradeoff.Place{Line: 1, Row: 1}, "deeper than 64"},
		{`{"label":[1,0],"score":[0.5,"x"]}`, tradeoff.Place{Row: 2, Column: "score"}, "not a number"},
		{`{"label":[1,0],"score":[0.5]}`, tradeoff.Place{Column: "score"}, `"score" has 1 rows, and "label" has 2`},
		{`{"label":{"a":1,"b":0},"score":{"a":0.5,"c":0.25}}`, tradeoff.Place{Row: 2, Column: "score"}, "another order"},
		{`{"label":{"a":1,"b":0},"score":{"b":0.5,"a":0.25}}`, tradeoff.Place{Row: 1, Column: "score"}, "another order"},
		{`{"columns":["label","score"],"data":[[1,0.5],[0]]}`, tradeoff.Place{Line: 1, Row: 2}, "1 cell, the first 2"},
		{`{"columns":["label",["score"]],"data":[[1,0.5],[0,0.5]]}`, tradeoff.Place{Line: 1}, "not a list of names"},
		{`{"columns":["label","score"],"index":[1],"data":[[1,0.5],[0,0.5]]}`, tradeoff.Place{Line: 1},
			`"index" has 1 items`},
		{`{"label":{"a":{"b":1}},"score":7,"x":` + deep, tradeoff.Place{Line: 1}, "deeper than 64"},
		{`{"config":{},"name":"x"}`, tradeoff.Place{}, "no rows"},
		{`[]`, tradeoff.Place{}, "no rows"},
		{`[[1,0.5],[0]]`, tradeoff.Place{Row: 2}, "1 cell"},
		{`[{"score":0.5},{"score":0.25}]`, tradeoff.Place{Column: "score"}, "only one column"},
		{`[{"score":0.5,"score":0.25,"label":1}]`, tradeoff.Place{Row: 1, Column: "score"}, "twice"},
		{`[{"a.b":0.5,"a":{"b":0.25},"label":1}]`, tradeoff.Place{Column: "a.b"}, "same name"},
	} {
		c.place.File = "file.csv"
		e := refused(t, c.text, Options{})
		if e.Place != c.place || !strings.Contains(e.Message, c.says) {
			t.Errorf("%.80q: got %q at %v, want %q at %v", c.text, e.Message, e.Place, c.says, c.place)
		}
	}
}

func TestListsOfOtherLengthsAfterTheSampleAreRefused(t *testing.T) {
	var b bytes.Buffer
	for i := range 1100 {
		fmt.Fprintf(&b, `{"label":%d,"p":[0.5,0.5],"m":{"x":1}}`+"\n", i%2)
	}
	for row, column := range map[string]string{
		`{"label":1,"p":[0.5],"m":{"x":1}}`: "p", `{"label":1,"p":0.5,"m":{"x":1}}`: "p",
		`{"label":1,"p":[0.5,0.5],"m":1}`: "m",
	} {
		e := refused(t, b.String()+row, Options{})
		if e.Place.Line != 1101 || e.Place.Column != column {
			t.Errorf("%s: %v", row, e)
		}
	}
}

func TestLimitsOfJSONAreNamed(t *testing.T) {
	wide := "[{"
	for i := range 2001 {
		wide += fmt.Sprintf(`"c%d":1,`, i)
	}
	wide += `"label":1}]`
	for says, c := range map[string]struct {
		text   string
		limits Limits
	}{
		"deeper than 3":         {`[{"label":1,"score":0.5,"x":[[1]]}]`, Limits{Depth: 3}},
		"cell is longer than 8": {`[{"label":1,"score":0.5,"x":"123456789"}]`, Limits{Field: 8}},
		"cell is longer than 9": {`[{"label":1,"score":0.500000000000}]`, Limits{Field: 9}},
		"row is longer than 1 M": {`[{"label":1` + strings.Repeat(`,"x":"`+strings.Repeat("y", 60000)+`"`, 40) + `}]`,
			Limits{}},
		"more than 2000 columns": {wide, Limits{}},
		"more than 2 columns":    {`[{"label":1,"score":[1,2,3]}]`, Limits{Columns: 2}},
		"more than 1 rows":       {`[{"label":1,"score":0.5},{"label":0,"score":0.5}]`, Limits{Rows: 1}},
		"more than 3 rows":       {`{"label":[1,0,1,0],"score":[0.5,0,0,0]}`, Limits{Rows: 3}},
		"row is longer than 30": {`{"label":1,"score":0.5}` + "\n" + `{"label":0,"score":0.50000000000}` + "\n",
			Limits{Line: 30}},
	} {
		e := refused(t, c.text, Options{Limits: c.limits})
		if e.Kind != tradeoff.TooLarge || !strings.Contains(e.Message, says) {
			t.Errorf("got %v, want %q", e, says)
		}
	}
}

func TestHostileJSONIsRefusedInBoundedMemory(t *testing.T) {
	for name, c := range map[string][2]string{
		"endless string":     {`[{"label":1,"score":"`, "xxxxxxxx"},
		"endless number":     {`[{"label":1,"score":0.`, "00000000"},
		"endless word":       {`[{"label":1,"score":`, "xxxxxxxx"},
		"endless key":        {`[{"`, "xxxxxxxx"},
		"endless depth":      {`[{"label":`, `[[[[{"a":`},
		"endless list":       {`[{"label":[1`, ",1"},
		"endless object":     {`[{"label":1`, `,"a":1`},
		"endless blanks":     {`[{"label":1,`, "      \n"},
		"endless line":       {`{"label":1,"score":0.5}` + "\n" + `{"label":1,"x":"`, "xxxxxxxx"},
		"endless rows":       {`[{"label":1,"score":0.5}`, `,{"label":1,"score":0.5}`},
		"endless objects":    {`{"label":1,"score":0.5} `, `{"label":1,"score":0.5} `},
		"endless column":     {`{"label":[1`, `,1`},
		"endless entries":    {`{"label":[1]`, `,"a":[1]`},
		"endless empty list": {`[`, `[],`},
	} {
		t.Run(name, func(t *testing.T) {
			r := &endless{head: []byte(c[0]), piece: []byte(strings.Repeat(c[1], 1000))}
			heap := heapDuring(func() {
				_, err := Read(t.Context(), r, "x.json", Options{Limits: Limits{Bytes: 8 << 20, Rows: 100_000}})
				var e *tradeoff.Error
				if !errors.As(err, &e) || e.Kind != tradeoff.TooLarge && e.Kind != tradeoff.Invalid {
					t.Errorf("got %v", err)
				}
			})
			if heap > 64<<20 || r.n > 10<<20 {
				t.Errorf("took %d MiB, read %d MiB", heap>>20, r.n>>20)
			}
		})
	}
}

func TestLargeJSONGoesThroughInParts(t *testing.T) {
	const n = partRows + 1500
	var list, labels, scores bytes.Buffer
	for i := range n {
		fmt.Fprintf(&list, ",{\"label\":%d,\"score\":%v}", i%2, float64(i)/n)
		fmt.Fprintf(&labels, ",%d", i%2)
		fmt.Fprintf(&scores, ",%v", float64(i)/n)
	}
	for name, text := range map[string]string{
		"list":    "[" + list.String()[1:] + "]",
		"lines":   strings.ReplaceAll(list.String()[1:], "},{", "}\n{"),
		"columns": `{"label":[` + labels.String()[1:] + `],"score":[` + scores.String()[1:] + `]}`,
	} {
		d := readOne(t, text, Options{TempDir: t.TempDir()})
		b := d.Binary()
		if d.N != n {
			t.Fatalf("%s: %d rows", name, d.N)
		}
		for i := range n {
			if int(b.Label[i]) != i%2 || b.Score[i] != float64(i)/n {
				t.Fatalf("%s: row %d: %d, %v", name, i, b.Label[i], b.Score[i])
			}
		}
	}
}

func TestEscapesOfStrings(t *testing.T) {
	for raw, want := range map[string]string{
		`"plain"`: "plain", `"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u00e9\u4e2d\uD83D\uDE00"`: "é中😀", `"\ud83d!"`: "�!",
		`"\ude00\u0041"`: "�A", `""`: "",
	} {
		got, err := unquote(nil, []byte(raw))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v, want %q", raw, got, err, want)
		}
	}
	l := DefaultLimits()
	for _, raw := range []string{`"\u12g4"`, `"\u12"`, `"\x"`, "\"\xff\"", `"\u0000"`} {
		if _, _, err := memoryScanner([]byte(raw), &l).value(); err != nil {
			continue
		}
		if got, err := unquote(nil, []byte(raw)); err == nil {
			t.Errorf("%s: %q", raw, got)
		}
	}
}

// FuzzJSON holds the scanner to encoding/json: both take the same values, and
// the texts of strings are the same.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{
		`{"a":[1,-0.5e+3,"x\u00e9\n",true,null,{}],"b":{"c":[]}}`, `[1,]`, `{"a" 1}`, `"\ud83d\ude00"`, "01", "-", "1e5",
		"[[[[", "\"\t\"", " \n7 ",
	} {
		f.Add([]byte(text))
	}
	l := DefaultLimits()
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) || bytes.Contains(text, []byte("NaN")) || bytes.Contains(text, []byte("Infinity")) {
			return // they go apart here
		}
		for _, s := range []*jsonScanner{
			memoryScanner(text, &l), newJSONScanner(iotest.OneByteReader(bytes.NewReader(text)), &l, 0, 0),
		} {
			s.mark = 0
			from, kind, err := s.value()
			to := s.at()
			var e *tradeoff.Error
			if err != nil && (!errors.As(err, &e) || e.Place.Line == 0) {
				t.Fatalf("%v has no place", err)
			} else if e != nil && e.Kind == tradeoff.TooLarge {
				return
			}
			if err == nil {
				if _, after := s.next(); after != io.EOF {
					err = errors.New("there is more")
				}
			}
			if want := json.Valid(text); (err == nil) != want {
				t.Fatalf("%q: %v, but it is valid: %v", text, err, want)
			}
			if err != nil || kind != jsonString {
				continue
			}
			got, err := unquote(nil, s.slice(from, to))
			var want string
			json.Unmarshal(text, &want)
			if err == nil && string(got) != want {
				t.Fatalf("%q: %q, want %q", text, got, want)
			}
		}
	})
}
