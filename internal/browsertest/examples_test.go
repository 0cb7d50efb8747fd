package browsertest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tradeoff/internal/format"
)

// students is a file with groups, cells with markup and formulas, and ties.
func students(n int) []byte {
	r := rand.New(rand.NewPCG(11, 1))
	hostile := []string{`=HYPERLINK("x")`, `<script>document.title="owned"</script>`, "+1+1", "@SUM(A1)", "-2",
		"line one\nline two", `"quoted", with comma`, "שלום", strings.Repeat("long ", 90)}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"id", "label", "score", "band", "age", "remark"})
	for i := range n {
		y := 0
		if r.Float64() < 0.4 {
			y = 1
		}
		score := math.Round(1000*sigmoid(1.2*float64(y)-0.6+r.NormFloat64())) / 1000
		band := []string{"under 20", "20-39", "40+", ""}[r.IntN(4)]
		w.Write([]string{fmt.Sprintf("s%04d", i), strconv.Itoa(y), strconv.FormatFloat(score, 'f', -1, 64), band,
			strconv.Itoa(12 + r.IntN(70)), hostile[r.IntN(len(hostile))]})
	}
	w.Flush()
	return b.Bytes()
}

// cellRows returns the rows of a file in a cell of the matrix, by id.
func cellRows(t testing.TB, file []byte, cell string, threshold float64) map[string][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string][]string)
	for _, r := range records[1:] {
		score, _ := strconv.ParseFloat(r[2], 64)
		in := map[string]bool{
			"tp": r[1] == "1" && score >= threshold, "fn": r[1] == "1" && score < threshold,
			"fp": r[1] == "0" && score >= threshold, "tn": r[1] == "0" && score < threshold,
		}
		if in[cell] {
			rows[r[0]] = r
		}
	}
	return rows
}

// tableRows is JavaScript for the texts of the table of examples.
const tableRows = `[...document.querySelectorAll(".examples tbody tr")].map(r => [...r.cells].map(c => c.textContent))`

// walk collects the rows of all pages from the current one on.
func walk(b *tab) [][]string {
	b.t.Helper()
	var all [][]string
	for {
		all = append(all, js[[][]string](b, tableRows)...)
		if !js[bool](b, `document.querySelector('.pager a[rel="next"]') !== null`) {
			return all
		}
		b.click(`.pager a[rel="next"]`)
	}
}

func TestMatrixCellsLinkToTheirRows(t *testing.T) {
	s := start(t)
	file := students(320)
	_, ids := s.upload("school", "school.csv", file, "group=band&group=age&group=remark")
	run := fmt.Sprintf("/runs/%d", ids[0])
	b := s.tab(t)
	for i, cell := range []string{"tp", "fn", "fp", "tn"} {
		threshold := []float64{0.5, 0.4, 0.3, 0.62}[i]
		b.open(run)
		b.do(typed("#threshold", strconv.FormatFloat(threshold, 'f', -1, 64)+kb.Enter))
		b.until("the threshold is there", fmt.Sprintf(`document.getElementById("threshold").value === "%v"`, threshold))
		b.frame()
		want := cellRows(t, file, cell, threshold)
		if got := b.text(fmt.Sprintf(`.matrix [data-count=%q]`, cell)); got != strconv.Itoa(len(want)) {
			t.Errorf("the matrix has %s in %s, the file %d", got, cell, len(want))
		}
		press(b, ".matrix ."+cell+" a")
		b.until("the tab of errors has these rows", fmt.Sprintf(`document.querySelector("#panel-errors").hasAttribute("data-open") &&
			document.querySelector("[data-error-rows]")?.dataset.errorRows === %q`, cell))
		b.click("[data-rows-foot] > [data-errors-link]")
		if got := js[string](b, "location.pathname"); got != run+"/examples" {
			t.Fatalf("the cell leads to %s", got)
		}
		last := -1.0
		seen := make(map[string]bool)
		for _, row := range walk(b) {
			file, ok := want[row[0]]
			if !ok || seen[row[0]] {
				t.Errorf("%s at %v: the row %s is of another cell, or there twice", cell, threshold, row[0])
				continue
			}
			seen[row[0]] = true
			score, err := strconv.ParseFloat(file[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			for j, text := range file {
				if j == 2 {
					text = format.ScoreBeside(score, threshold)
				}
				if j == 5 && len([]rune(text)) > 160 {
					text = strings.TrimRight(string([]rune(text)[:159]), " ") + "…"
				}
				if row[j] != text {
					t.Errorf("%s: column %d of %s is %q, the file says %q", cell, j, row[0], row[j], text)
				}
			}
			if d := math.Abs(score - threshold); d < last-1e-12 {
				t.Errorf("%s: %s is nearer than the row before it", cell, row[0])
			} else {
				last = d
			}
			loss := -math.Log(score)
			if file[1] == "0" {
				loss = -math.Log(1 - score)
			}
			if shown, _ := strconv.ParseFloat(row[6], 64); math.Abs(shown-loss) > 1e-4 {
				t.Errorf("the cross-entropy of %s is %s, want %v", row[0], row[6], loss)
			}
		}
		if len(seen) != len(want) {
			t.Errorf("%s: paging shows %d rows of %d", cell, len(seen), len(want))
		}
		compareDownload(t, b, file, want)
		if title := js[string](b, "document.title"); strings.Contains(title, "owned") {
			t.Errorf("a cell of the file has run")
		}
		b.click(".crumbs [data-back]")
		if got := js[string](b, `document.getElementById("threshold").value`); got != strconv.FormatFloat(threshold,
			'f', -1, 64) {
			t.Errorf("the way back leads to the threshold %s, want %v", got, threshold)
		}
	}
}

// compareDownload compares the download behind the button with the rows.
func compareDownload(t *testing.T, b *tab, file []byte, want map[string][]string) {
	t.Helper()
	res, err := http.Get(b.url + js[string](b, `document.querySelector("[data-csv]").getAttribute("href")`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	records, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil || len(records) != len(want)+1 {
		t.Fatalf("the download has %d records, %v, want %d and the header", len(records), err, len(want))
	}
	for _, got := range records[1:] {
		for j, text := range want[got[0]] {
			if j == 5 && strings.ContainsAny(text[:1], "=+@") {
				text = "'" + text
			}
			if got[j] != text {
				t.Errorf("the download has %q in column %d of %s, want %q", got[j], j, got[0], text)
			}
		}
	}
}

func TestExamplesAreSearchedFilteredAndSorted(t *testing.T) {
	s := start(t)
	file := students(400)
	_, ids := s.upload("school", "school.csv", file, "group=band&group=age&group=remark")
	want := cellRows(t, file, "tn", 0.45)
	b := s.tab(t)
	b.withoutScripts()
	b.open(fmt.Sprintf("/runs/%d/examples?cell=tn&threshold=0.45", ids[0]))
	b.do(chromedp.SetValue(chromedp.CSS("#by"), "band"), typed("#value", "40+"))
	b.click(".filter button")
	n := 0
	for _, row := range want {
		if row[3] == "40+" {
			n++
		}
	}
	got := walk(b)
	if len(got) != n {
		t.Errorf("the filter shows %d rows, want %d", len(got), n)
	}
	for _, row := range got {
		if row[3] != "40+" || want[row[0]] == nil {
			t.Errorf("the filter shows %v", row)
		}
	}
	b.click(`[data-sort="loss"]`)
	last := math.Inf(1)
	for _, row := range walk(b) {
		loss, _ := strconv.ParseFloat(row[6], 64)
		if loss > last {
			t.Errorf("the cross-entropy rises to %v at %s", loss, row[0])
		}
		last = loss
	}
	b.click("[data-clear]")
	var id string
	for id = range want {
		break
	}
	b.do(typed("#id", id))
	b.click(".filter button")
	if got := js[[][]string](b, tableRows); len(got) != 1 || got[0][0] != id {
		t.Errorf("searching %s finds %v", id, got)
	}
	b.click(".cells .tp")
	if got := b.text("[data-elsewhere]"); !strings.Contains(got, "true negatives") {
		t.Errorf("of the row in another cell the page says %q", got)
	}
	b.open(fmt.Sprintf("/runs/%d/examples?cell=tn&threshold=0.45&by=band&blank=1", ids[0]))
	for _, row := range walk(b) {
		if row[3] != "" {
			t.Errorf("the filter on the empty value shows %v", row)
		}
	}
}

func TestExamplesFitAndAreReadable(t *testing.T) {
	s := start(t)
	_, ids := s.upload("school", "school.csv", students(300), "group=band&group=age&group=remark&positive_name=diabetic&negative_name=healthy")
	b := s.tab(t)
	b.looks("examples", func() { b.open(fmt.Sprintf("/runs/%d/examples?cell=fp&threshold=0.35", ids[0])) })
	b.do(chromedp.EmulateViewport(1440, 1000))
	b.open("/runs/1/examples?cell=fn&threshold=inf&id=nobody")
	b.axe()
	b.window("examples-none")
}
