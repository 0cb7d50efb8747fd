package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// twoScores are rows with two columns that may be the score.
func twoScores(shift int) string {
	var b strings.Builder
	b.WriteString("id,label,score,other\n")
	for i := range 20 {
		fmt.Fprintf(&b, "r%d,%d,0.%02d,0.%02d\n", i, i%2, (i*37+shift)%97, (i*53+shift)%89)
	}
	return b.String()
}

func TestFilesWithTheSameColumnsAreChangedTogether(t *testing.T) {
	s := open(t, Options{})
	path := draftOf(t, s, "file:a.csv", twoScores(1), "file:b.csv", twoScores(2), "file:c.csv", few)
	roles := func() string {
		p := look(t, s, path)
		return fmt.Sprint(p.fields["f0.as.score"], " ", p.fields["f1.as.score"], " ", p.fields["f2.as.score"])
	}
	if got := roles(); got != "score score score" {
		t.Fatalf("the scores are %q", got)
	}
	p := look(t, s, path)
	p.wants(t, "a.csv and 1 more file with the same columns")
	p.post(t, s, path, "do", "check", "f1.as.score", "other")
	if got := roles(); got != "other other score" {
		t.Errorf("the scores are %q", got)
	}
	look(t, s, path).post(t, s, path, "do", "check", "together", "", "f0.as.score", "score")
	if got := roles(); got != "score other score" {
		t.Errorf("by itself: the scores are %q", got)
	}
	p = look(t, s, path)
	p.post(t, s, path, "do", "save", "f0.name", "first", "f1.name", "second")
	if _, r, names := contents(t, s); r != 3 || names != "apositive;c;second;first;" {
		t.Errorf("stored are %s", names)
	}
}

func TestAnswersSayWhatTheyWouldGive(t *testing.T) {
	s := open(t, Options{})
	fruit := strings.NewReplacer(",1,", ",pear,", ",0,", ",apple,").Replace(few)
	path := draftOf(t, s, "file:fruit.csv", fruit, "file:more.csv", strings.ReplaceAll(fruit, "0.9", "0.95"),
		"file:few.csv", few)
	p := look(t, s, path)
	p.wants(t, "One question needs your attention", "fruit.csv, more.csv", "Which label is the positive class",
		`"pear" is positive first file: 8 rows · 4 pear · AUC 0.75`, `"apple" is positive first file: 8 rows · 4 apple · AUC 0.25`,
		"Leave these 2 files out")
	p.post(t, s, path, "do", "leave:0,1")
	if p = look(t, s, path); !p.canSave || !slices.Contains(p.buttons, "take:1") {
		t.Errorf("the buttons are %v", p.buttons)
	}
	for _, i := range []string{"0", "1"} {
		p.post(t, s, path, "do", "take:"+i)
	}
	look(t, s, path).post(t, s, path, "do", "fix:0,1:positive:pear")
	if p = look(t, s, path); !p.canSave {
		t.Errorf("it cannot be saved: %s", p.text)
	}
	p.wants(t, "8 rows · 4 pear", "Save 3 runs")
}

func TestSubmissionsOfAClassAreOneUpload(t *testing.T) {
	s := open(t, Options{})
	var fields []string
	for i := range 100 {
		fields = append(fields, fmt.Sprintf("file:student %03d.csv", i), twoScores(i))
	}
	path := draftOf(t, s, fields...)
	p := look(t, s, path)
	p.wants(t, "Save 100 runs", "student 000.csv and 99 more files with the same columns")
	p.post(t, s, path, "do", "save", "experiment_name", "Class")
	if p = look(t, s, path); p.location != "/experiments/1" {
		t.Errorf("saving leads to %d %s", p.status, p.location)
	}
	if _, r, _ := contents(t, s); r != 100 {
		t.Errorf("%d runs are stored, want 100", r)
	}
}
