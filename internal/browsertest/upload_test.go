package browsertest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// goBack goes back and waits until the previous page has reloaded.
func goBack(b *tab) {
	b.t.Helper()
	b.leaveUntil("going back", `performance.getEntriesByType("navigation")[0]?.type === "reload"`, chromedp.NavigateBack())
}

// checked uploads files and waits for the result.
func checked(b *tab, names []string, contents ...[]byte) {
	b.t.Helper()
	b.leaveUntil("uploading", noWork, upload(b.t, names, contents...))
}

// noWork is true on a page without a progress display.
const noWork = `!document.querySelector("[data-draft-work]")`

// upload returns the step that chooses files in the form of the page, which sends them.
func upload(t testing.TB, names []string, contents ...[]byte) chromedp.Action[chromedp.Void] {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, name := range names {
		paths = append(paths, filepath.Join(dir, name))
		write(t, paths[i], contents[i])
	}
	return chromedp.SetUploadFiles(chromedp.CSS("[data-upload-file]"), paths)
}

// preview uploads files and waits for their preview.
func preview(b *tab, names []string, contents ...[]byte) {
	b.t.Helper()
	b.open("/upload")
	checked(b, names, contents...)
}

// recheck runs a step that updates the preview, and waits for the update.
func recheck(b *tab, what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	anew(b, what, func() { b.do(steps...) })
}

func anew(b *tab, what string, act func()) {
	b.t.Helper()
	js[bool](b, `(document.querySelector("[data-draft]").dataset.old = "", true)`)
	act()
	b.untilWhole("the check-up is shown anew: "+what, `document.querySelector("[data-draft]:not([data-old])")`)
}

// unfold opens what was understood of the first file.
func unfold(b *tab) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(`[id="f0.understood"] > summary`)))
}

// pick chooses an option of a list and waits for the preview.
func pick(b *tab, id, value string) {
	b.t.Helper()
	anew(b, id+" = "+value, func() {
		js[bool](b, fmt.Sprintf(`(() => { const s = document.getElementById(%q); s.focus(); s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true})); return s.value === %q })()`, id, value, value))
	})
}

// stored counts the runs.
func (s *server) stored() int {
	s.t.Helper()
	n := 0
	var all struct{ Experiments []struct{ Runs int } }
	s.request("GET", "/api/v1/experiments", "", nil, &all)
	for _, e := range all.Experiments {
		n += e.Runs
	}
	return n
}

func fruits(n int) []byte {
	var b strings.Builder
	b.WriteString("label,score\n")
	for i := range n {
		fmt.Fprintf(&b, "%s,%.4f\n", []string{"pear", "apple"}[i%2], 0.4*float64(1-i%2)+float64(i%59)/100)
	}
	return []byte(b.String())
}

func TestFileIsPreviewedAndSaved(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	before := s.stored()
	b.open("/")
	checked(b, []string{"my model.csv"}, shapes()[0].csv)
	b.axe()
	b.picture("draft-clean")
	for column, role := range map[int]string{0: "id", 1: "label", 2: "score", 3: "group"} {
		if got := js[string](b, fmt.Sprintf(`document.getElementById("f0.t0.c%d").value`, column)); got != role {
			t.Errorf("column %d is %q, want %q", column, got, role)
		}
	}
	if got := b.text(".draft-run"); !strings.Contains(got, "96 rows") || !strings.Contains(got, "AUC") {
		t.Errorf("the run is described by %q", got)
	}
	if s.stored() != before {
		t.Error("it is stored before it is saved")
	}
	b.click("[data-save]")
	b.at("/runs/")
	if got := b.text("h1"); got != "my model" {
		t.Errorf("the run is called %q, want the file's name", got)
	}
	goBack(b)
	b.at("/")
}

func TestFileThatPassesAllChecksIsSavedWithoutAPreview(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/")
	experiments := js[int](b, `document.querySelectorAll(".experiment-link").length`)
	b.do(chromedp.Click(chromedp.CSS("[data-upload-clean]")))
	checked(b, []string{"clean.csv"}, shapes()[0].csv)
	b.at("/runs/")
	goBack(b)
	b.at("/")
	if now := js[int](b, `document.querySelectorAll(".experiment-link").length`); now != experiments+1 {
		t.Errorf("%d experiments are listed, want %d", now, experiments+1)
	}
	b.until("the form is ready", `!document.querySelector("[data-upload-file]").disabled && document.querySelector("[data-upload-progress]").hidden`)
	js[bool](b, `(document.querySelector("[data-upload-clean]").checked = true)`)
	checked(b, []string{"doubt.csv"}, fruits(80))
	if !js[bool](b, `document.querySelector("[data-draft] .problem") !== null`) {
		t.Error("what is in doubt is not shown")
	}
}

func TestFindingIsFixedByAButton(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	preview(b, []string{"fruits.csv"}, fruits(120))
	problem := b.text(".problem")
	for _, want := range []string{"pear", "apple", "positive"} {
		if !strings.Contains(problem, want) {
			t.Errorf("the question does not speak of %q: %s", want, problem)
		}
	}
	if !js[bool](b, `document.querySelector("[data-save]").disabled`) {
		t.Error("a file with a question can be saved")
	}
	b.axe()
	b.picture("draft-question")
	b.do(typed("[id='f0.name']", "kept name"))
	recheck(b, "pear is positive", chromedp.Click(chromedp.CSS(`.problem button[value="fix:0:positive:pear"]`)))
	if got := js[string](b, `document.getElementById("f0.name").value`); got != "kept name" {
		t.Errorf("the name that was typed is %q", got)
	}
	if got := js[string](b, `document.getElementById("f0.positive").value`); got != "pear" {
		t.Errorf("the positive class is %q", got)
	}
	if got := js[string](b, `document.activeElement.dataset.save ?? document.activeElement.outerHTML`); got != "" {
		t.Errorf("the focus is at %q, want the button that saves", got)
	}
	b.leave("saving", chromedp.KeyEvent("\r"))
	b.at("/runs/")
	if got := b.text(".matrix"); !strings.Contains(got, "predicted pear") {
		t.Errorf("the matrix does not use the class names: %s", got)
	}
	if got := b.text("h1"); got != "kept name" {
		t.Errorf("the run is called %q", got)
	}
}

func TestRoleIsCorrected(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	var text strings.Builder
	text.WriteString("truth,model_a,model_b,site\n")
	for i := range 200 {
		fmt.Fprintf(&text, "%d,%.3f,%.3f,%c\n", i%2, 0.3*float64(i%2)+float64(i%89)/200,
			0.9-0.3*float64(i%2)-float64(i%97)/200, 'x'+rune(i%3))
	}
	preview(b, []string{"two.csv"}, []byte(text.String()))
	if n := js[int](b, `document.querySelectorAll(".draft-run").length`); n != 2 {
		t.Fatalf("%d runs, want 2", n)
	}
	if got := b.text(".finding.serious"); !strings.Contains(got, "inverted") || !strings.Contains(got, "model_b") {
		t.Errorf("the finding is %q", got)
	}
	b.sent()
	unfold(b)
	pick(b, "f0.t0.c2", "ignore")
	if n := js[int](b, `document.querySelectorAll(".draft-run").length`); n != 1 {
		t.Errorf("%d runs, want 1", n)
	}
	if got := js[string](b, `document.activeElement.id`); got != "f0.t0.c2" {
		t.Errorf("the focus is at %q, want where it was", got)
	}
	pick(b, "f0.t0.c2", "score")
	pick(b, "f0.t0.c1", "")
	if got := b.text(".draft-run"); !strings.Contains(got, "AUC 0.") {
		t.Errorf("the run is described by %q", got)
	}
	b.window("draft-serious")
	// The fix swaps the classes, and then all checks pass.
	recheck(b, "the other class", chromedp.Click(chromedp.CSS(".finding.serious button")))
	if js[bool](b, `!!document.querySelector(".finding.serious")`) {
		t.Error("the doubt is still there")
	}
	if got := b.text("[data-draft-state]"); !strings.Contains(got, "Nothing needs your attention") {
		t.Errorf("the status is %q", got)
	}
	b.click("[data-save]")
	b.at("/runs/")
}

func TestCancelledUploadLeavesNothing(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	before := s.stored()
	preview(b, []string{"never.csv"}, shapes()[0].csv)
	if n := s.drafts(); n != 1 {
		t.Fatalf("%d drafts lie in the data folder, want 1", n)
	}
	b.click("[data-cancel]")
	b.at("/upload")
	if s.stored() != before || s.drafts() != 0 {
		t.Errorf("%d runs and %d drafts are left", s.stored()-before, s.drafts())
	}
}

// TestLongUploadShowsProgressAndIsCancelled sends a file over a connection that needs
// minutes for it, so that the page shows an upload in progress.
func TestLongUploadShowsProgressAndIsCancelled(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	before := s.stored()
	throughput := func(bytesPerSecond float64) {
		t.Helper()
		if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule,
			network.EmulateNetworkConditionsByRuleParams{
				MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: bytesPerSecond}},
			}); err != nil {
			t.Fatal(err)
		}
	}
	shown := func() string {
		return js[string](b, `[document.querySelector("[data-upload-progress]").hidden, document.querySelector("[data-upload-phase]").textContent,
			document.querySelector("[data-upload-file]").disabled, [...document.querySelectorAll("[data-upload] button")].some(e => e.textContent === "Cancel" && !e.hidden)].join()`)
	}
	b.open("/upload")
	idle := shown()
	throughput(64 << 10)
	b.do(upload(t, []string{"long.csv"}, big(200_000))) // 6 MB
	b.until("a part is sent", `/^Sending long\.csv: [1-9]\d?%$/.test(document.querySelector("[data-upload-phase]").textContent)`)
	part := js[float64](b, `document.querySelector("[data-upload-progress] progress").value`)
	if part <= 0 || part >= 1 {
		t.Errorf("the bar stands at %v, want a part", part)
	}
	if got := shown(); !strings.HasPrefix(got, "false,Sending long.csv: ") || !strings.HasSuffix(got, ",true,true") {
		t.Errorf("meanwhile the form shows %q", got)
	}
	b.until("the bar moves on", fmt.Sprintf(`document.querySelector("[data-upload-progress] progress").value > %v`, part))
	b.axe()
	b.window("upload-progress")
	js[bool](b, `([...document.querySelectorAll("[data-upload] button")].find(e => e.textContent === "Cancel").click(), true)`)
	b.until("the form is as before", `document.querySelector("[data-upload-progress]").hidden && !document.querySelector("[data-upload-file]").disabled`)
	if got := shown(); got != idle {
		t.Errorf("after cancelling the form shows %q, before %q", got, idle)
	}
	for end := time.Now().Add(30 * time.Second); s.drafts() > 0 && time.Now().Before(end); { // until the server sees it
		time.Sleep(25 * time.Millisecond)
	}
	if s.stored() != before || s.drafts() != 0 {
		t.Errorf("of what was cancelled %d runs and %d drafts are left", s.stored()-before, s.drafts())
	}
	throughput(-1)
	checked(b, []string{"short.csv"}, shapes()[0].csv)
	b.at("/uploads/")
}

func (s *server) drafts() int {
	s.t.Helper()
	list, err := filepath.Glob(filepath.Join(s.dir, "drafts", "*"))
	if err != nil {
		s.t.Fatal(err)
	}
	return len(list)
}

func TestRejectedUploadKeepsTheForm(t *testing.T) {
	s := start(t, "--max-size", "1")
	b := s.tab(t)
	b.expect("413")
	b.open("/upload")
	b.do(upload(t, []string{"large.csv"}, big(60_000)))
	b.until("the problem is shown", `!document.querySelector("[data-upload-problem]").hidden`)
	if got := b.text("[data-upload-problem]"); !strings.Contains(got, "--max-size") {
		t.Errorf("the problem is %q", got)
	}
	b.axe()
	checked(b, []string{"small.csv"}, shapes()[0].csv)
	b.at("/uploads/")
}

// TestUnusualFilesFitThePage opens drafts of files that are hard to lay out.
func TestUnusualFilesFitThePage(t *testing.T) {
	s := start(t)
	wide := func() []byte {
		var b strings.Builder
		for i := range 1997 {
			fmt.Fprintf(&b, "feature_%04d,", i)
		}
		b.WriteString("id,label,score\n")
		for row := range 30 {
			for i := range 1997 {
				fmt.Fprintf(&b, "%d.%d,", i, row)
			}
			fmt.Fprintf(&b, "r%d,%d,0.%d\n", row, row%2, row+10)
		}
		return []byte(b.String())
	}
	long := strings.Repeat("a very long name ", 12)
	for name, content := range map[string][]byte{
		"wide": wide(),
		"long": []byte("id," + strings.Repeat("W", 200) + ",label,score," + long + "\n" + strings.Repeat("x",
			300) + ",1,1,0.9," + long + "\nb,2,0,0.4,مستشفى الأطفال\n"),
		"one row": []byte("label,score\n1,0.5\n"),
		"missing": []byte("id,label,score\na,,\nb,,NA\nc,?,\n"),
		"nasty":   []byte(`id,label,score,"</script><script>document.title='owned'</script>"` + "\na,1,0.9,<img src=x onerror=alert(1)>\nb,0,0.1,{{7*7}}\n"),
		"no text": {0x89, 'P', 'N', 'G', 0, 1, 2, 3},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.tab(t)
			file := name + ".csv"
			if name == "long" {
				file = long + ".csv"
			}
			preview(b, []string{file}, content)
			b.looks("draft-"+strings.ReplaceAll(name, " ", "-"), func() {})
			if name == "wide" {
				if n := js[int](b, `document.querySelectorAll("table.preview tbody tr").length`); n < 20 || n > 100 {
					t.Errorf("%d columns are shown", n)
				}
				unfold(b)
				b.do(chromedp.Click(chromedp.CSS("details.more summary")), typed("[id='f0.column']", "feature_1500"))
				js[bool](b, `(document.getElementById("f0.role").value = "weight", true)`)
				recheck(b, "a column that is not shown", chromedp.Click(chromedp.CSS("details.more button")))
				if got := js[string](b, `document.getElementById("f0.t0.c1500").value`); got != "weight" {
					t.Errorf("the column is %q, want weight", got)
				}
			}
		})
	}
}
