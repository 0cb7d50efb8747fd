package ingest

import (
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

func TestWekasPredictions(t *testing.T) {
	const text = "\n\n=== Predictions on test data ===\n\n inst#     actual  predicted error distribution (age,name)\n"
	for name, text := range map[string]string{
		"distribution": text + "     1      2:yes      2:yes       0.25,*0.75 (50,'a, b')\n     2       1:no       1:no    " +
			"   *0.75,0.25 (31,c)\n     3       1:no      2:yes   +   0.5,*0.5 (?,\"d\")\n\n",
		"folds": text + "     1      2:yes      2:yes       0.25,*0.75 (50,a)\n\n=== Predictions on test data ===\n\n " +
			"inst#     actual  predicted error distribution (age,name)\n" +
			"     1       1:no       1:no       *0.75,0.25 (31,c)\n     2       1:no      2:yes   +   0.5,*0.5 (3,d)\n",
		"predicted alone": "inst#     actual  predicted error prediction\n     1      2:yes      2:yes       0.75\n     2  " +
			"     1:no       1:no       0.75\n     3       1:no      2:yes   +   0.5\n",
		"blanks in classes": "inst#     actual  predicted error prediction ()\n     1      2:not " +
			"no      2:not no       0.75 ()\n" +
			"     2       1:no       1:no       0.75 ()\n     3       1:no      2:not no   +   0.5 ()\n",
		"CSV":                  "inst#,actual,predicted,error,distribution,,age\n1,2:yes,2:yes,,0.25,*0.75,50\n2,1:no,1:no,,*0.75,0.25,31\n3,1:no,2:yes,+,0.5,*0.5,\n",
		"CSV, predicted alone": "inst#,actual,predicted,error,prediction\r\n1,2:yes,2:yes,,0.75\r\n2,1:no,1:no,,*0.75\r\n3,1:no,2:yes,+,0.5\r\n",
		"CSV of folds":         "inst#;actual;predicted;error;distribution;\n1;2:yes;2:yes;;0.25;*0.75\n\ninst#;actual;predicted;error;distribution;\n1;1:no;1:no;;*0.75;0.25\n2;1:no;2:yes;+;0.5;*0.5\n",
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{}
			if name == "blanks in classes" {
				o.Positive = "2:not no"
			}
			d := readOne(t, text, o)
			b := d.Binary()
			if d.Kind != calc.Probability || !slices.Equal(b.Label, []uint8{1, 0, 0}) ||
				!slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) {
				t.Errorf("got %s %v %v; roles %+v", d.Kind, b.Label, b.Score, d.Roles)
			}
			if alone := !strings.Contains(text, "distribution"); d.Roles.Label != "actual" ||
				hasFinding(d, "predicted_class_score") != alone {
				t.Errorf("roles %+v, findings %+v", d.Roles, d.Findings)
			}
		})
	}
	d := readOne(t, text+" 1 2:yes 2:yes 0.25,*0.75 (50,'a, b')\n 2 1:no 1:no *0.75,0.25 (31,c)\n", Options{})
	if c := d.Columns[len(d.Columns)-1]; c.Name != "name" || string(c.Texts.At(0)) != "a, b" ||
		!slices.Contains(d.Roles.Ignore, "inst#") {
		t.Errorf("column %q, roles %+v", c.Name, d.Roles)
	}
}

func TestFaultsOfWekasPredictions(t *testing.T) {
	const head = " inst#     actual  predicted error distribution\n 1 2:yes 2:yes 0.25,*0.75\n"
	const alone = " inst#     actual  predicted error prediction\n 1 2:yes 2:yes 0.75\n"
	for _, c := range []struct {
		text, says string
		place      tradeoff.Place
	}{
		{head + " 2 1:no 1:no *0.75\n", "1 cell, the first 2", tradeoff.Place{Line: 3}},
		{head + " 2 1:no 1:no *0.75,high\n", "not a number", tradeoff.Place{Line: 3, Column: "distribution[2:yes]"}},
		{head + " 2 ?:? 1:no *0.75,0.25\n", "label is missing", tradeoff.Place{Line: 3, Column: "actual"}},
		{head + "\n\n=== Summary ===\n\nCorrectly Classified Instances 1\n", "not one of Weka's predictions",
			tradeoff.Place{Line: 7}},
		{alone + " 2 3:maybe 3:maybe 0.75\n", "more than two classes", tradeoff.Place{Line: 1}},
		{alone + " 2 1:no 1:no x\n", "not a number", tradeoff.Place{}},
		{"inst#,actual,predicted,error,prediction\n1,3.5,3.6,,0.1\n", "is not a class", tradeoff.Place{Line: 2}},
		{head[:48], "no rows", tradeoff.Place{}},
	} {
		e := refused(t, c.text, Options{})
		c.place.File = "file.csv"
		if !strings.Contains(e.Message, c.says) || c.place.Line > 0 && e.Place != c.place {
			t.Errorf("%q: got %q at %v, want %q at %v", c.text, e.Message, e.Place, c.says, c.place)
		}
	}
}

func TestARFF(t *testing.T) {
	for name, text := range map[string]string{
		"plain": "@relation x\n@attribute id string\n@attribute label {no,yes}\n@attribute score " +
			"numeric\n@data\na,yes,0.75\nb,no,0.25\nc,no,0.5\n",
		"all that is allowed": "% a comment\r\n\r\n@RELATION 'a name'\r\n@Attribute 'id' STRING\r\n@ATTRIBUTE\t\"label\" { " +
			"'no', \"yes\" }\r\n@attribute score REAL % trailing\r\n" +
			"% another\r\n@DATA\r\n% and one\r\n'a', yes ,0.75\r\n\r\n\"b\",'no',0.25\r\nc\tno\t0.5",
		"AddClassification": "@relation x\n@attribute id string\n@attribute type {no,yes}\n@attribute classification " +
			"{no,yes}\n@attribute distribution_no numeric\n@attribute distribution_yes numeric\n" +
			"@attribute error {no,yes}\n@data\na,yes,yes,0.25,0.75,no\nb,no,no,0.75,0.25,no\nc,no,yes,0.5,0.5,yes\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := readOne(t, text, Options{})
			b := d.Binary()
			if !slices.Equal(b.Label, []uint8{1, 0, 0}) || !slices.Equal(b.Score, []float64{0.75, 0.25, 0.5}) ||
				d.Roles.ID != "id" || string(d.Columns[0].Texts.At(0)) != "a" {
				t.Errorf("got %v %v; roles %+v", b.Label, b.Score, d.Roles)
			}
		})
	}
	d := readOne(t, "@relation x\n@attribute 'a \\'name\\'' string\n@attribute label {0,1}\n@attribute score "+
		"numeric\n@data\n'it\\'s, \\\"\\t',1,0.5\n?,0,0.25\n'?',0,0.1\n", Options{})
	c := d.Columns[0]
	if got := []string{c.Name, string(c.Texts.At(0)), string(c.Texts.At(1)), string(c.Texts.At(2))}; !slices.Equal(got,
		[]string{"a 'name'", "it's, \"\t", "", "?"}) {
		t.Errorf("got %q", got)
	}
}

func TestFaultsOfARFF(t *testing.T) {
	const head = "@relation x\n@attribute label {0,1}\n@attribute score numeric\n@data\n1,0.5\n"
	for _, c := range []struct {
		text, says string
		place      tradeoff.Place
	}{
		{head + "0,?\n", "score is missing", tradeoff.Place{Line: 6, Column: "score"}},
		{head + "% no row\n0\n", "1 cell, the first 2", tradeoff.Place{Line: 7}},
		{head + "{0 1, 1 0.5}\n", "sparse", tradeoff.Place{Line: 6}},
		{head + "0,0.5,{2}\n", "weight in braces", tradeoff.Place{Line: 6}},
		{head + "'0,0.5\n", "is not closed", tradeoff.Place{Line: 6}},
		{head + "'0'0.5\n", "without a comma", tradeoff.Place{Line: 6}},
		{"@relation x\n@attribute label\n@data\n", "no name or no type", tradeoff.Place{Line: 2}},
		{"@relation x\noops\n@data\n", "not a declaration", tradeoff.Place{Line: 2}},
		{"@relation x\n@attribute a numeric\n", "no @data", tradeoff.Place{}},
		{"@relation x\n@attribute a relational\n@data\n", "contains a table", tradeoff.Place{Line: 2}},
		{"@relation x\n@attribute a numeric\n@attribute a numeric\n@data\n1,2\n", "same name", tradeoff.Place{Column: "a"}},
		{"@relation x\n@attribute a numeric\n@data\n1\n", "only one column", tradeoff.Place{Column: "a"}},
		{"@relation x\n@attribute a numeric\n@attribute b numeric\n@data\n", "no rows", tradeoff.Place{}},
	} {
		e := refused(t, c.text, Options{})
		c.place.File = "file.csv"
		if !strings.Contains(e.Message, c.says) || e.Place != c.place {
			t.Errorf("%q: got %q at %v, want %q at %v", c.text, e.Message, e.Place, c.says, c.place)
		}
	}
}
