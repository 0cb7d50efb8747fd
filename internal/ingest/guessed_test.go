package ingest

import (
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

func TestRolesAreGuessed(t *testing.T) {
	many := func(header string, row func(i int) string) string {
		b := strings.Builder{}
		b.WriteString(header + "\n")
		for i := range 60 {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	digit := func(i, n int) string { return string(rune('0' + i%n)) }
	frac := func(i int) string { return "0." + digit(i*7, 10) + digit(i*3, 10) + "5" }
	for _, c := range []struct {
		name, text string
		options    Options
		want       tradeoff.Roles
	}{
		{name: "groups", text: many("label,score,sex,grade,age", func(i int) string {
			return digit(i, 2) + "," + frac(i) + "," + []string{"f", "m"}[i%2] + "," + digit(i, 5) + "," + frac(i) + "1"
		}), want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Group: []string{"sex", "grade"}}},
		{name: "index of pandas", text: many(",label,score", func(i int) string {
			return digit(i/10, 6) + digit(i, 10) + "," + digit(i, 2) + "," + frac(i)
		}), want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Ignore: []string{""}}},
		{name: "predicted class", text: "y_true,y_pred,y_score\n1,1,0.75\n0,0,0.2\n1,0,0.4\n0,0,0.1\n",
			want: tradeoff.Roles{Label: "y_true", Score: []string{"y_score"}, Ignore: []string{"y_pred"}}},
		{name: "predicted class only", text: "y_true,y_pred\n1,1\n0,0\n1,0\n0,0\n",
			want: tradeoff.Roles{Label: "y_true", Score: []string{"y_pred"}}},
		{name: "probability called prediction", text: "labels,predictions\n1,0.75\n0,0.2\n1,0.4\n",
			want: tradeoff.Roles{Label: "labels", Score: []string{"predictions"}}},
		{name: "two probabilities", text: "truth,prob_No,prob_Yes\nYes,0.25,0.75\nNo,0.75,0.25\n",
			want: tradeoff.Roles{Label: "truth", Score: []string{"prob_Yes"}, Ignore: []string{"prob_No"}}},
		{name: "two probabilities by number", text: "y,p0,p1\n1,0.25,0.75\n0,0.75,0.25\n",
			want: tradeoff.Roles{Label: "y", Score: []string{"p1"}, Ignore: []string{"p0"}}},
		{name: "weights", text: "label,score,w\n1,0.5,2\n0,0.25,50\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Weight: "w"}},
		{name: "label by its values", text: "Patient No.,Diabetes (0/1),P(diabetic)\nx1,1,0.7\nx2,0,0.2\n",
			want: tradeoff.Roles{ID: "Patient No.", Label: "Diabetes (0/1)", Score: []string{"P(diabetic)"}}},
		{name: "label by its name", text: "cancer,smoker,cancer_prob\n1,0,0.7\n0,1,0.2\n0,0,0.1\n1,1,0.9\n",
			want: tradeoff.Roles{Label: "cancer", Score: []string{"cancer_prob"}, Group: []string{"smoker"}}},
		{name: "no header", text: "1 0.5\n0 0.25\n",
			want: tradeoff.Roles{Label: "column 1", Score: []string{"column 2"}}},
		{name: "no header, score first", text: "0.5\t1\n0.25\t0\n",
			want: tradeoff.Roles{Label: "column 2", Score: []string{"column 1"}}},
		{name: "no header, text labels", text: "yes,0.5\nno,0.25\n",
			want: tradeoff.Roles{Label: "column 1", Score: []string{"column 2"}}},
		{name: "no header, id", text: many("id0,1,0.5", func(i int) string {
			return "id" + digit(i/10+1, 10) + digit(i, 10) + "," + digit(i, 2) + "," + frac(i)
		}), want: tradeoff.Roles{ID: "column 1", Label: "column 2", Score: []string{"column 3"}}},
		{name: "options win", text: "id,label,score,truth,margin\na,1,0.5,0,2\nb,0,0.25,1,-1\n",
			options: Options{Label: "truth", Score: []string{"margin"}, Ignore: []string{"label"}, Group: []string{"id"}},
			want: tradeoff.Roles{
				Label: "truth", Score: []string{"margin"}, Group: []string{"id"}, Ignore: []string{"label"},
			}},
		{name: "options up to case", text: "id,Label X,Score X\na,1,0.5\nb,0,0.25\n",
			options: Options{Label: "label x", Score: []string{"SCORE X"}},
			want:    tradeoff.Roles{ID: "id", Label: "Label X", Score: []string{"Score X"}}},
		{name: "overlap is no score", text: "label,p,iou\n1,0.5,0.75\n0,0.25,0.1\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"p"}}},
		{name: "keys that repeat", text: "user_id,label,score\n7,1,0.5\n7,0,0.25\n8,0,0.1\n8,1,0.3\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"score"}, Group: []string{"user_id"}}},
		{name: "labels all alike", text: "label,score\n0,0.5\n0,0.25\n",
			want: tradeoff.Roles{Label: "label", Score: []string{"score"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readOne(t, c.text, c.options).Roles
			if got.ID != c.want.ID || got.Label != c.want.Label || got.Weight != c.want.Weight ||
				!slices.Equal(got.Score, c.want.Score) || !slices.Equal(got.Group, c.want.Group) ||
				!slices.Equal(got.Ignore, c.want.Ignore) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestSeveralScoresAreSeveralRunsOnOneTestSet(t *testing.T) {
	all, err := readText(t, "id,label,forest,boost\na,1,0.5,0.75\nb,0,0.25,0.375\nc,0,0.25,0.1\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Name != "forest" || all[1].Name != "boost" {
		t.Fatalf("got %d runs", len(all))
	}
	a, b := all[0].Binary(), all[1].Binary()
	if &a.Label[0] != &b.Label[0] || a.Score[0] != 0.5 || b.Score[0] != 0.75 {
		t.Errorf("labels are not shared, or scores %v, %v", a.Score, b.Score)
	}
	if len(all[0].Columns) != 3 || !hasFinding(all[0], "several_scores") {
		t.Errorf("%d columns, findings %+v", len(all[0].Columns), all[0].Findings)
	}
}

func TestKnownLabelPairsNeedNoQuestion(t *testing.T) {
	for _, c := range []struct{ negative, positive string }{
		{"0", "1"}, {"-1", "1"}, {"−1", "1"}, {"0.0", "1.0"}, {"false", "true"}, {"FALSE", "TRUE"}, {"no", "yes"}, {"n", "Y"},
		{"f", "t"},
		{"negative", "positive"}, {"neg", "pos"}, {"-", "+"}, {"'-", "'+"}, {"nospam", "spam"}, {"non-spam", "spam"},
		{"not sick", "sick"},
		{"no diabetes", "diabetes"}, {"Healthy", "diabetic"}, {"normal", "abnormal"}, {"benign", "malignant"},
		{"ham", "spam"}, {"absent", "present"},
	} {
		for _, first := range []bool{true, false} {
			rows := []string{c.positive + ",0.75\n", c.negative + ",0.25\n"}
			want := []uint8{1, 0}
			if !first {
				slices.Reverse(rows)
				slices.Reverse(want)
			}
			d := readOne(t, "label,score\n"+strings.Join(rows, ""), Options{})
			if got := d.Binary().Label; !slices.Equal(got, want) {
				t.Errorf("%s/%s: labels %v, want %v", c.negative, c.positive, got, want)
			}
			if c.positive == "malignant" &&
				(d.PositiveName != "malignant" || d.NegativeName != "benign" || !hasFinding(d, "positive_guessed")) {
				t.Errorf("names %q, %q, findings %v", d.PositiveName, d.NegativeName, d.Findings)
			}
			if c.positive == "1" && c.negative == "0" && (d.PositiveName != "" || d.NegativeName != "") {
				t.Errorf("0/1 have names %q, %q", d.PositiveName, d.NegativeName)
			}
		}
	}
	for _, pair := range []string{"1 2", "a b", "healthy benign", "case control", "2 3", "male female"} {
		a, b, _ := strings.Cut(pair, " ")
		refused(t, "label,score\n"+a+",0.75\n"+b+",0.25\n", Options{})
	}
}

func TestPositiveOptionSwapsTheClasses(t *testing.T) {
	d := readOne(t, "label,score\n0,0.5\n1,0.25\n", Options{Positive: "0"})
	if got := d.Binary().Label; !slices.Equal(got, []uint8{1, 0}) || d.PositiveName != "0" || d.NegativeName != "1" {
		t.Errorf("labels %v, names %q, %q", got, d.PositiveName, d.NegativeName)
	}
	d = readOne(t, "label,score\nCat ,0.5\n dog,0.25\nCAT,0.1\n", Options{Positive: "cat"})
	if got := d.Binary().Label; !slices.Equal(got, []uint8{1, 0, 1}) || d.PositiveName != "Cat" ||
		!hasFinding(d, "labels_folded") {
		t.Errorf("labels %v, name %q, findings %v", got, d.PositiveName, d.Findings)
	}
}
