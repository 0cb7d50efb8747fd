package browsertest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// counts is a confusion matrix.
type counts struct{ tp, fp, fn, tn float64 }

func (c counts) metrics() map[string]float64 {
	return map[string]float64{
		"recall": c.tp / (c.tp + c.fn), "precision": c.tp / (c.tp + c.fp), "specificity": c.tn / (c.tn + c.fp),
		"f1": 2 * c.tp / (2*c.tp + c.fp + c.fn), "accuracy": (c.tp + c.tn) / (c.tp + c.fp + c.fn + c.tn),
	}
}

// countSlices counts a file's rows by the value of a column.
func countSlices(t testing.TB, file []byte, column int, threshold float64) (bySlice map[string]counts, all counts) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	bySlice = make(map[string]counts)
	for _, r := range records[1:] {
		score, _ := strconv.ParseFloat(r[2], 64)
		c := bySlice[r[column]]
		for _, into := range []*counts{&c, &all} {
			switch {
			case r[1] == "1" && score >= threshold:
				into.tp++
			case r[1] == "1":
				into.fn++
			case score >= threshold:
				into.fp++
			default:
				into.tn++
			}
		}
		bySlice[r[column]] = c
	}
	return bySlice, all
}

type sliceShown struct {
	Name, Rows string
	Cells      map[string]struct{ Value, Difference string }
}

const slicesShown = `[...document.querySelectorAll(".slices tbody tr:not(.whole)")].map(r => ({
	name: r.dataset.slice, rows: r.cells[1].firstChild.textContent.trim(),
	cells: Object.fromEntries([...r.querySelectorAll("[data-metric-cell]")].map(c => [c.dataset.metricCell, {
		value: c.querySelector("[data-value]").textContent, difference: c.querySelector("[data-difference]")?.textContent ?? "",
	}])),
}))`

func TestSlicesCountTheRowsOfTheFile(t *testing.T) {
	s := start(t)
	file := students(1200)
	_, ids := s.upload("school", "school.csv", file, "group=band&group=age&group=remark&positive_name=diabetic&negative_name=healthy")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d?tab=errors&threshold=0.45", ids[0]))
	js[bool](b, `([...document.querySelectorAll("#slices a")].find(a => a.textContent === "All metrics by band").dataset.test = "", true)`)
	b.click("[data-test]")
	if got := js[string](b, "location.search"); !strings.Contains(got, "threshold=0.45") ||
		!strings.Contains(got, "by=band") {
		t.Errorf("the link leads to %s", got)
	}
	for column, name := range map[int]string{3: "band", 4: "age"} {
		b.open(fmt.Sprintf("/runs/%d/slices?threshold=0.45&by=%s&each=1", ids[0], name))
		want, all := countSlices(t, file, column, 0.45)
		got := js[[]sliceShown](b, slicesShown)
		if len(got) != len(want) {
			t.Errorf("%s: %d slices are shown, want %d", name, len(got), len(want))
		}
		last := math.Inf(1)
		for _, slice := range got {
			c, ok := want[strings.TrimSuffix(slice.Name, "(empty)")]
			n := c.tp + c.fp + c.fn + c.tn
			if !ok || slice.Rows != strconv.Itoa(int(n)) || n > last {
				t.Errorf("%s %q has %s rows, want %v and no more than before", name, slice.Name, slice.Rows, n)
			}
			last = n
			rest := counts{all.tp - c.tp, all.fp - c.fp, all.fn - c.fn, all.tn - c.tn}.metrics()
			for id, value := range c.metrics() {
				shown := slice.Cells[id]
				if math.IsNaN(value) {
					if shown.Value != "—" {
						t.Errorf("%s of %s is %s, want it undefined", id, slice.Name, shown.Value)
					}
					continue
				}
				if x, err := strconv.ParseFloat(shown.Value, 64); err != nil || math.Abs(x-value) > 0.005001 {
					t.Errorf("%s of %s is %s, want %v", id, slice.Name, shown.Value, value)
				}
				d, err := strconv.ParseFloat(strings.Replace(shown.Difference, "−", "-", 1), 64)
				if err != nil || math.Abs(d-(value-rest[id])) > 0.005001 {
					t.Errorf("%s of %s differs by %s, want %v", id, slice.Name, shown.Difference, value-rest[id])
				}
			}
		}
	}
}

func TestSlicesAreSortedAndLinkToTheirRows(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(600), "group=band&group=age&group=remark")
	b := s.tab(t)
	b.withoutScripts()
	b.open(fmt.Sprintf("/runs/%d/slices?by=band&threshold=0.45", ids[0]))
	for _, rising := range []bool{true, false} {
		b.click(`th [data-sort="recall"]`)
		last := math.NaN()
		for _, slice := range js[[]sliceShown](b, slicesShown) {
			x, _ := strconv.ParseFloat(slice.Cells["recall"].Value, 64)
			if x < last && rising || x > last && !rising {
				t.Errorf("the recall of %q is %v after %v", slice.Name, x, last)
			}
			last = x
		}
	}
	b.open(fmt.Sprintf("/runs/%d/slices?by=age&threshold=0.45", ids[0]))
	if ranges := js[[]sliceShown](b, slicesShown); len(ranges) != 4 {
		t.Errorf("the ages are cut into %d ranges, want 4", len(ranges))
	}
	name := js[string](b, `document.querySelector(".slices tbody tr:not(.whole)").dataset.slice`)
	b.click(".slices [data-examples]")
	var low, high int
	if _, err := fmt.Sscanf(name, "%d … %d", &low, &high); err != nil {
		t.Errorf("the first range is %q", name)
	}
	rows := walk(b)
	for _, row := range rows {
		if age, _ := strconv.Atoi(row[4]); age < low || age > high || row[1] != "1" {
			t.Errorf("the range %q leads to %v", name, row)
		}
	}
	if len(rows) < 5 {
		t.Errorf("the range %q leads to %d rows", name, len(rows))
	}
	b.open(fmt.Sprintf("/runs/%d/slices?by=band&threshold=0.45", ids[0]))
	b.do(typed(".filter #threshold", "0,6"))
	b.click(".filter button")
	if got := js[string](b, `document.querySelector("#threshold").value`); got != "0.6" {
		t.Errorf("the threshold is %s, want 0.6", got)
	}
	name = js[string](b, `document.querySelector(".slices tbody tr:not(.whole)").dataset.slice`)
	b.click(".slices [data-examples]")
	for _, row := range walk(b) {
		if score, _ := strconv.ParseFloat(row[2], 64); row[3] != name || row[1] != "1" || score >= 0.6 {
			t.Errorf("the slice %q leads to %v", name, row)
		}
	}
}

func TestSlicesFitAndAreReadable(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(300), "group=band&group=age&group=remark&positive_name=diabetic&negative_name=healthy")
	_, heavy := s.upload("heavy", "heavy.csv", []byte("label,score,weight,site\n1,0.9,2,a\n0,0.4,0.5,a\n1,0.3,1,b\n0,0.2,3,c\n"), "group=site")
	b := s.tab(t)
	b.looks("slices", func() { b.open(fmt.Sprintf("/runs/%d/slices?by=band&threshold=0.35", ids[0])) })
	b.expect("422")
	for name, path := range map[string]string{
		"crossed":           fmt.Sprintf("/runs/%d/slices?by=remark&and=age&and_cuts=30,50", ids[0]),
		"mistake":           fmt.Sprintf("/runs/%d/slices?by=age&cuts=30,x", ids[0]),
		"part":              fmt.Sprintf("/runs/%d/slices?by=age&slice=band:40%%2B&slice=age%%3E=30", ids[0]),
		"remark":            fmt.Sprintf("/runs/%d/slices?by=remark", ids[0]),
		"age":               fmt.Sprintf("/runs/%d/slices?by=age&sort=value", ids[0]),
		"weighted":          fmt.Sprintf("/runs/%d/slices?by=site", heavy[0]),
		"weighted-examples": fmt.Sprintf("/runs/%d/examples?cell=tn", heavy[0]),
	} {
		b.open(path)
		b.overflow()
		b.axe()
		b.window("slices-" + name)
		if title := js[string](b, "document.title"); strings.Contains(title, "owned") {
			t.Errorf("a value has run")
		}
	}
}

// TestSlicesAreCutByTheForm uses every field of the form, without JavaScript and
// with the keyboard alone.
func TestSlicesAreCutByTheForm(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(600), "group=band&group=age&group=remark")
	b := s.tab(t)
	b.withoutScripts()
	names := func() string {
		var list []string
		for _, slice := range js[[]sliceShown](b, slicesShown) {
			list = append(list, slice.Name)
		}
		return strings.Join(list, "|")
	}
	send := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		b.leave("sending the form", append(steps, chromedp.Focus(chromedp.CSS("[data-cut-form] button")),
			chromedp.KeyEvent(" "))...)
	}
	choose := func(selector, key string) chromedp.Action[chromedp.Void] {
		return chromedp.Steps(chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(key))
	}
	visible := func(id string) bool {
		return js[bool](b, fmt.Sprintf(`document.getElementById(%q).offsetParent !== null`, id))
	}
	b.open(fmt.Sprintf("/runs/%d/slices?by=age&policy=max_f1&sort=-recall", ids[0]))
	if !visible("quantiles") || visible("cuts") {
		t.Error("the fields are not those of ranges of equal size")
	}
	send(typed("#quantiles", "3"))
	if got := js[int](b, `document.querySelectorAll(".slices tbody tr:not(.whole)").length`); got != 3 {
		t.Errorf("three ranges are %d: %s", got, names())
	}
	send(choose("#as", "ranges cut"), typed("#cuts", "30; 50,5"))
	if got := strings.Split(names(), "|"); len(got) != 3 || !strings.Contains(names(), "30 to below 50.5") ||
		visible("quantiles") {
		t.Errorf("cut at 30 and 50.5: %s", names())
	}
	if q := js[string](b, "location.search"); !strings.Contains(q, "policy=max_f1") ||
		!strings.Contains(q, "sort=-recall") {
		t.Errorf("the form leads to %s", q)
	}
	b.expect("422")
	send(typed("#cuts", "30, thirty"))
	if got := b.text("[data-fault]"); !strings.Contains(got, `"thirty" is not a number`) {
		t.Errorf("the mistake is said to be %s", got)
	}
	if got := js[string](b, `document.getElementById("cuts").value`); got != "30, thirty" {
		t.Errorf("the field holds %q", got)
	}
	send(choose("#as", "every"))
	if got := js[int](b, `document.querySelectorAll(".slices tbody tr:not(.whole)").length`); got < 60 || visible("cuts") {
		t.Errorf("every number by itself makes %d slices", got)
	}
	send(choose("#as", "ranges of"), typed("#quantiles", "2"), choose("#and", "band"))
	if got := js[int](b, `document.querySelectorAll(".slices tbody tr:not(.whole)").length`); got != 8 || !strings.Contains(names(), " × ") {
		t.Errorf("two ranges of four bands are %d: %s", got, names())
	}
	b.click(`.slices [data-explore]`)
	if got := b.text("[data-part]"); !strings.Contains(got, "age is") || !strings.Contains(got, "band is") {
		t.Errorf("the part is said to be %q", got)
	}
}

// TestSpreadMatchesTheSlices recomputes the table below the slices from the slices shown.
func TestSpreadMatchesTheSlices(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(1200), "group=band")
	b := s.tab(t)
	b.open(fmt.Sprintf("/runs/%d/slices?by=band&threshold=0.45", ids[0]))
	for _, id := range []string{"recall", "accuracy"} {
		var values []float64
		sum := 0.0
		for _, slice := range js[[]sliceShown](b, slicesShown) {
			x, err := strconv.ParseFloat(slice.Cells[id].Value, 64)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, x)
			sum += x
		}
		n := float64(len(values))
		mean, squares := sum/n, 0.0
		for _, x := range values {
			squares += (x - mean) * (x - mean)
		}
		want := []float64{mean, math.Sqrt(squares / (n - 1)), slices.Min(values), slices.Max(values)}
		got := js[[]string](b, fmt.Sprintf(`[...document.querySelectorAll('[data-spread="%s"] td')].map(c => c.textContent)`, id))
		for i, x := range want {
			if y, err := strconv.ParseFloat(got[i], 64); err != nil || math.Abs(x-y) > 0.0055+0.0005 {
				t.Errorf("%s: got %v, want %v", id, got, want)
				break
			}
		}
		if got[4] != fmt.Sprintf("%d of %d", len(values), len(values)) {
			t.Errorf("it is defined in %s", got[4])
		}
	}
}
