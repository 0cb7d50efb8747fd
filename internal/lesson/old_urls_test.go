package lesson

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what old addresses mean now, where a change is meant")

// oldNames are the parameters that addresses of the lesson, of the loss lab and of
// the questions about a metric had when they got one table.
var oldNames = []string{
	"step", "run", "size", "pair", "prevalence", "auc", "elsewhere", "precision", "recall", "threshold",
	"positive_name", "negative_name", "unit_singular", "unit_plural", "seated", "projector",
	"loss", "p", "positives", "truth", "object", "mask", "brush", "pixel", "box", "paint",
	"x1", "y1", "p1", "x2", "y2", "p2", "x3", "y3", "p3", "eta", "normalize", "base",
	"focal_loss.gamma", "bce_dice_loss.mix", "tversky_loss.focal_gamma", "focal_loss.use_alpha",
	"need", "worse", "how", "times", "whom", "even",
}

// oddValues are given to every one of them.
var oddValues = []string{
	"", " ", "0", "1", "2", "3", "9", "10", "44", "99", "100", "-1", " 0.5 ", "0,5", "0.01", "0.3", "0.05", "0.9", "1.0",
	"1.5", "2.5", "1e2", "1e3", "200", "1000", "1e400", "0x1p-2", "inf", "-inf", "∞", "nan", "no", "yes", "true",
	"end", "cost", "roc", "prevalence", "healthy", "diabetic", "cat", "pupil", "focal_loss", "dice_loss",
	"iou_balanced_loss", "luck", "small", "large", "none", "focal", "cross_entropy", strings.Repeat("0", 100),
	strings.Repeat("123456789.", 10), strings.Repeat("9", 99), "calls", "ranking", "fn", "equal", "intolerable",
	"priced", "called", "negatives", strings.Repeat("long ", 20),
}

// oldQueries have several parameters.
var oldQueries = []string{
	"run=7&step=prevalence&elsewhere=0.01&projector=1", "run=7&size=50&auc=0.8", "positive_name=a&negative_name=a",
	"positive_name=healthy", "size=400&prevalence=0.2&auc=0.9&seated=1", "step=luck&size=x", "precision=0.5&recall=0.25",
	"loss=dice_loss&object=large&paint=44", "loss=dice_loss&object=large&pixel=22&brush=4&paint=44",
	"object=none&mask=" + strings.Repeat("0", 100),
	"object=none&pixel=0", "loss=dice_loss&object=large&pixel=11&mask=" + strings.Repeat("1", 100),
	"loss=focal_loss&focal_loss.gamma=3&p=0.4&truth=0",
	"loss=iou_balanced_loss&x1=3&y2=44&p3=0.99&box=2&eta=0&normalize=0&base=focal", "paint=0&brush=0", "paint=0",
	"bce_dice_loss.mix=0.4&bce_dice_loss.weight_bce=1", "bce_dice_loss.weight_bce=3", "threshold=0.4&cost_fp=x",
	"macro_focal_loss.gamma=1", "need=calls&worse=fn&how=priced&times=20&prevalence=0.02",
	"need=probabilities&even=yes&whom=negatives",
}

var readings = []struct {
	name string
	read func(q url.Values) (url.Values, error)
}{
	{"lesson", func(q url.Values) (url.Values, error) {
		s, err := ParseState(q)
		return s.Query(), err
	}},
	{"school", func(q url.Values) (url.Values, error) {
		s, err := ParseState(q)
		return s.SchoolQuery(), err
	}},
	{"lab", func(q url.Values) (url.Values, error) {
		l, err := ParseLab(q)
		return l.Query(), err
	}},
	{"lab's run", func(q url.Values) (url.Values, error) {
		l, err := ParseLab(q)
		return l.RunQuery(), err
	}},
	{"answers", func(q url.Values) (url.Values, error) {
		a, err := ParseAnswers(q)
		return a.Query(), err
	}},
}

// meaning writes what a query is read as, in one line for each reading by which it
// says something.
func meaning(q url.Values) string {
	var out strings.Builder
	for _, r := range readings {
		nothing, _ := r.read(url.Values{})
		got, err := r.read(q)
		switch text := got.Encode(); {
		case err != nil:
			fmt.Fprintf(&out, "\t%s: refused\n", r.name)
		case text != nothing.Encode():
			fmt.Fprintf(&out, "\t%s: %s\n", r.name, text)
		}
	}
	return out.String()
}

// TestOldAddressesKeepTheirMeaning compares what addresses of the lesson and of
// the loss lab are read as, and written as again, with what that was before they
// got one table.
func TestOldAddressesKeepTheirMeaning(t *testing.T) {
	var got strings.Builder
	for _, query := range oldQueries {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got.WriteString(query + "\n" + meaning(q))
	}
	for _, name := range oldNames {
		var order []string
		values := make(map[string][]string) // by their meaning
		for _, value := range oddValues {
			as := meaning(url.Values{name: {value}})
			if as != "" && !slices.Contains(order, as) {
				order = append(order, as)
			}
			values[as] = append(values[as], fmt.Sprintf("%q", value))
		}
		for _, as := range order {
			fmt.Fprintf(&got, "%s=%s\n%s", name, strings.Join(values[as], " "), as)
		}
	}
	const golden = "testdata/old_urls.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	query := ""
	for i, line := range gotLines {
		if !strings.HasPrefix(line, "\t") {
			query = line
		}
		if i >= len(wantLines) || line != wantLines[i] {
			t.Fatalf("%s: line %d is %q, want %q", query, i+1, line, wantLines[min(i, len(wantLines)-1)])
		}
	}
	if len(wantLines) > len(gotLines) {
		t.Errorf("%d lines are missing", len(wantLines)-len(gotLines))
	}
}
