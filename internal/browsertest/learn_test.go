package browsertest

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// recount is JavaScript that counts the students one by one, from their labels and scores
// on the page.
const recount = `
	const data = JSON.parse(document.getElementById("scan-data").textContent);
	const heads = [...document.querySelectorAll("[data-students] .student use")].map(u => u.getAttribute("href") === "#figure-square");
	const scores = data.scores;
	const cells = t => {
		const c = {tp: 0, fp: 0, fn: 0, tn: 0};
		heads.forEach((positive, i) => c[scores[i] >= t ? (positive ? "tp" : "fp") : positive ? "fn" : "tn"]++);
		return c;
	};
	const metric = {
		accuracy: c => (c.tp + c.tn) / heads.length,
		precision: c => c.tp / (c.tp + c.fp),
		recall: c => c.tp / (c.tp + c.fn),
		specificity: c => c.tn / (c.tn + c.fp),
		f1: c => 2 * c.tp / (2 * c.tp + c.fp + c.fn),
		called: c => c.tp + c.fp,
	};
	const thresholds = [...new Set(scores)].sort((a, b) => a - b).concat(Infinity);
	const moves = (name, up) => {
		const values = thresholds.map(t => metric[name](cells(t)));
		if (!up) values.reverse();
		let rises = false, falls = false;
		for (let i = 1; i < values.length; i++) {
			if (values[i] > values[i - 1] + 1e-12) rises = true;
			if (values[i] < values[i - 1] - 1e-12) falls = true;
		}
		return rises && falls ? "both" : rises ? "rises" : falls ? "falls" : "stays";
	};
	const said = {"it can only rise, or stay": "rises", "it can only fall, or stay": "falls", "it may do either": "both", "it stays": "stays",
		"more": "rises", "fewer": "falls", "more or fewer, it depends": "both", "as many as before": "stays"};
	const root = document.querySelector("[data-question]");
	const marked = root.querySelectorAll("label")[Number(root.dataset.right)].textContent.trim();
	const n = heads.length, p = heads.filter(h => h).length;
`

// marks are the answers that follow from the counts.
var marks = map[string]string{
	"school":      `marked === String(p)`,
	"threshold":   `said[marked] === moves("called", false)`,
	"outcomes":    `marked === "a false negative"`,
	"accuracy":    `said[marked] === moves("accuracy", true)`,
	"precision":   `said[marked] === moves("precision", true)`,
	"recall":      `said[marked] === moves("recall", true)`,
	"specificity": `said[marked] === moves("specificity", true)`,
	"f1":          `said[marked] === moves("f1", true)`,
	"harmonic":    `marked === (2 * 1 * 0 / (1 + 0)).toFixed(2)`,
	"tradeoff":    `(() => { const t = Math.min(...scores.filter((_, i) => heads[i])); return marked === String(cells(t).fp); })()`,
	"roc":         `marked === "at the bottom left"`,
	"auc": `(() => { let won = 0; heads.forEach((a, i) => a && heads.forEach((b, j) => { if (!b) won += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0; }));
		return marked === (won / (p * (n - p))).toFixed(2); })()`,
	"imbalance": `marked === ((n - p) / n).toFixed(2)`,
	"prevalence": `(() => { const c = cells(Number(data.thresholds[data.default])), r = metric.recall(c), f = c.fp / (c.fp + c.tn), s = Math.min(0.02, p / n / 2);
		const here = metric.precision(c), there = s * r / (s * r + (1 - s) * f);
		return marked === (there > here ? "rise" : there < here ? "fall" : "stay the same"); })()`,
}

// faded are the outcomes that a metric ignores.
var faded = map[string]string{"precision": "fn,tn", "recall": "fp,tn", "specificity": "tp,fn", "f1": "tn",
	"accuracy": ""}

func TestEveryStepOfTheLessonOnKeyboardAlone(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	at := func(step int) {
		t.Helper()
		if got := b.text(`.steps a[aria-current]`); !strings.HasPrefix(got, strconv.Itoa(step)) {
			t.Errorf("the step is %q, want %d", got, step)
		}
	}
	for _, school := range []string{"", "size=60&prevalence=0.5&auc=0.75&positive_name=spam&negative_name=real", "run=1"} {
		b.open("/learn/scan?" + school)
		steps := js[int](b, `document.querySelectorAll(".steps a").length`)
		if steps != len(marks) {
			t.Fatalf("%d steps, and answers to %d", steps, len(marks))
		}
		for i := range steps {
			step := js[string](b, `JSON.parse(document.getElementById("scan-data").textContent).step`)
			if ok := js[bool](b, `(() => {`+recount+`return `+marks[step]+`})()`); !ok {
				t.Errorf("%q, step %s: %q is marked right, the counts say otherwise", school, step, js[string](b, `(() => {`+recount+`return marked})()`))
			}
			if off := js[string](b, `(() => {
				const m = document.querySelector("[data-students]").dataset.lit;
				const out = new Set();
				for (const s of document.querySelectorAll(".student")) if (Number(getComputedStyle(s).opacity) < 0.5) out.add(s.classList[1]);
				return m + ":" + ["tp", "fp", "fn", "tn"].filter(o => out.has(o)).join();
			})()`); off != ":" {
				metric, cells, _ := strings.Cut(off, ":")
				if cells != inOrder(faded[metric]) {
					t.Errorf("%q, step %s: %s are faded for %s, want %s", school, step, cells, metric, faded[metric])
				}
			}
			if school == "" {
				b.axe()
				b.overflow()
				b.picture("learn-" + step)
			}
			if i+1 < steps {
				b.leave("taking the next step", chromedp.KeyEvent(kb.ArrowRight))
				at(i + 2)
			}
		}
		b.leave("going a step back", chromedp.KeyEvent(kb.PageUp))
		at(steps - 1)
	}
}

// inOrder sorts outcomes like the script of the test.
func inOrder(cells string) string {
	var list []string
	for _, id := range []string{"tp", "fp", "fn", "tn"} {
		if strings.Contains(","+cells+",", ","+id+",") {
			list = append(list, id)
		}
	}
	return strings.Join(list, ",")
}

// agree fails unless counts, figures and metric are those of the threshold in the field.
func agree(b *tab, when string) {
	b.t.Helper()
	b.frame()
	if wrong := js[string](b, `(() => {`+recount+`
		const field = document.getElementById("line").value, t = field === "∞" ? Infinity : Number(field), c = cells(t);
		for (const e of document.querySelectorAll("[data-lesson-count]")) if (e.textContent !== String(c[e.dataset.lessonCount])) return e.dataset.lessonCount + " is " + e.textContent + " at " + field;
		for (const [i, f] of [...document.querySelectorAll("[data-students] .student")].entries()) {
			const want = scores[i] >= t ? (heads[i] ? "tp" : "fp") : heads[i] ? "fn" : "tn";
			if (f.classList[1] !== want) return "student " + i + " is " + f.classList[1] + " at " + field;
		}
		const m = document.querySelector("[data-lesson-metric]");
		if (m) {
			const v = metric[m.dataset.lessonMetric](c), text = m.querySelector("[data-lesson-value]").textContent;
			if (text !== (Number.isNaN(v) ? "—" : v.toFixed(2))) return m.dataset.lessonMetric + " is " + text + " at " + field;
		}
		return "";
	})()`); wrong != "" {
		b.t.Errorf("%s: %s", when, wrong)
	}
}

func TestLessonLineIsDraggedTypedAndMovedByKeys(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/learn/scan?step=precision")
	agree(b, "at first")
	before := b.text("[data-lesson-value]")
	box := js[[]float64](b, `(() => { const r = document.querySelector("[data-students]").getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })()`)
	b.sent()
	b.do(chromedp.DragAndDropXY(box[0]+box[2]*0.5, box[1]+box[3]*0.5, box[0]+box[2]*0.7, box[1]+box[3]*0.5))
	agree(b, "after a drag")
	if now := b.text("[data-lesson-value]"); now == before {
		t.Errorf("precision stays at %s after a drag", now)
	}
	b.do(typed("#line", "30"), chromedp.KeyEvent(kb.Enter))
	agree(b, "after 30 was typed")
	b.do(chromedp.Focus(chromedp.CSS("[data-line-slider]")))
	for range 40 {
		b.do(chromedp.KeyEvent(kb.ArrowRight))
	}
	agree(b, "after 40 arrow keys")
	b.do(chromedp.KeyEvent(kb.End))
	agree(b, "at the end")
	if got := b.text("[data-lesson-value]"); got != "—" {
		t.Errorf("precision is %s where no row is predicted positive", got)
	}
	b.until("the address follows", `location.search.includes("threshold=inf")`)
	if sent := b.sent(); len(sent) > 0 {
		t.Errorf("moving the line asked for %v", sent)
	}
	b.click(`[data-turn="1"]`)
	agree(b, "on the next step")
	if got := js[string](b, `document.getElementById("line").value`); got != "∞" {
		t.Errorf("the next step begins at %s", got)
	}
}

func TestStudentsMoveToClassroomsAndBack(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/learn/scan?step=recall")
	seats := `[...document.querySelectorAll(".student")].map(s => s.getBoundingClientRect().x + "," + s.getBoundingClientRect().y).join(" ")`
	inLine := js[string](b, seats)
	b.do(chromedp.Click(chromedp.CSS("[data-toggle]")))
	b.until("they sit", `document.querySelector("[data-students]").hasAttribute("data-seated") && !document.querySelector("[data-walking]") && location.search.includes("seated=1")`)
	if js[string](b, seats) == inLine {
		t.Error("no student has moved")
	}
	agree(b, "in the classrooms")
	b.do(chromedp.Click(chromedp.CSS("[data-toggle]")))
	b.until("they stand in line", `!document.querySelector("[data-students]").hasAttribute("data-seated") && !document.querySelector("[data-walking]")`)
	if got := js[string](b, seats); got != inLine {
		t.Error("they do not come back to their places")
	}
}

func TestGuessIsCheckedAndStoredInTheBrowser(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	b.open("/learn/scan?step=recall")
	wrong := js[int](b, `(Number(document.querySelector("[data-question]").dataset.right) + 1) % 3`)
	b.sent()
	js[bool](b, fmt.Sprintf(`(document.querySelectorAll("[data-question] input")[%d].click(), true)`, wrong))
	b.until("the answer opens", `document.querySelector("[data-answer]").open`)
	if got := b.text("[data-verdict]"); got != "Not so:" {
		t.Errorf("the verdict is %q", got)
	}
	if sent := b.sent(); len(sent) > 0 {
		t.Errorf("a guess was sent: %v", sent)
	}
	b.open("/learn/scan?step=recall")
	if !js[bool](b, fmt.Sprintf(`document.querySelectorAll("[data-question] input")[%d].checked`, wrong)) {
		t.Error("the guess is forgotten")
	}
}

func TestWidgetsOfTheLessonChangeWhatTheyName(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	visit := func(step string) {
		b.open("/learn/scan?step=" + step)
	}
	for _, step := range []string{"roc", "tradeoff"} {
		visit(step)
		drawn := `document.querySelector("[data-drawn]").getAttribute("d").length`
		before := js[int](b, drawn)
		b.do(chromedp.Focus(chromedp.CSS("[data-line-slider]")), chromedp.KeyEvent(kb.ArrowRight),
			chromedp.KeyEvent(kb.ArrowRight))
		b.frame()
		if js[int](b, drawn) <= before {
			t.Errorf("%s: moving the line draws nothing", step)
		}
		b.do(chromedp.Click(chromedp.CSS("[data-show-whole]")))
		if js[string](b, `getComputedStyle(document.querySelector("[data-whole]")).display`) == "none" {
			t.Errorf("%s: the whole curve does not show", step)
		}
	}
	visit("auc")
	for range 3 {
		b.do(chromedp.Click(chromedp.CSS("[data-pick]")))
	}
	if got := b.text("[data-pair-tally]"); !strings.HasPrefix(got, "After 3 pairs:") {
		t.Errorf("the tally says %q", got)
	}
	visit("imbalance")
	b.do(chromedp.Click(chromedp.CSS("[data-everyone]")))
	agree(b, "everyone is called negative")
	if got := js[string](b, `document.getElementById("line").value`); got != "∞" {
		t.Errorf("the line stands at %s", got)
	}
	visit("harmonic")
	if js[bool](b, `document.querySelector("[data-after-guess]").open`) {
		t.Error("the means show before a guess")
	}
	b.do(chromedp.Click(chromedp.CSS("[data-question] input")))
	b.until("the means show after a guess", `document.querySelector("[data-after-guess]").open`)
	if got := b.text(`[data-mean="harmonic"]`) + " " + b.text(`[data-mean="plain"]`); got != "0.00 0.50" {
		t.Errorf("P = 1 and R = 0 have the means %s", got)
	}
	js[bool](b, `(() => { const r = document.querySelector('[name="recall"]'); r.value = "0.5"; r.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`)
	if got := b.text(`[data-mean="harmonic"]`) + " " + b.text(`[data-mean="plain"]`); got != "0.67 0.75" {
		t.Errorf("P = 1 and R = 0.5 have the means %s", got)
	}
	visit("prevalence")
	if js[bool](b, `document.querySelector("[data-after-guess]").open`) {
		t.Error("the other school shows before a guess")
	}
	b.do(chromedp.Click(chromedp.CSS("[data-question] input")))
	b.until("the other school shows after a guess", `document.querySelector("[data-after-guess]").open`)
	there := func() string { return b.text(`[data-there="precision"]`) + " " + b.text(`[data-there="recall"]`) }
	before := there()
	b.do(typed("#elsewhere", "0.3"))
	b.frame()
	if now := there(); now == before || strings.Fields(now)[1] != strings.Fields(before)[1] {
		t.Errorf("precision and recall there go from %s to %s", before, now)
	}
}

func TestMetricChooserAdvisesAndOpensARun(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, problem := range []string{"diabetes", "spam", "drugs"} {
		b.open("/learn/choose?problem=" + problem)
		want := map[string]string{"diabetes": "Recall", "spam": "Precision", "drugs": "Specificity"}[problem]
		if got := js[string](b, `(() => {`+recount+`return marked})()`); got != want {
			t.Errorf("%s asks for %s", problem, got)
		}
		text := b.text(`[data-consequence="fp"]`)
		b.do(chromedp.Focus(chromedp.CSS("[data-line-slider]")), chromedp.KeyEvent(kb.Home))
		agree(b, problem)
		if b.text(`[data-consequence="fp"]`) == "" || text == "" {
			t.Errorf("%s: no consequence in words", problem)
		}
		b.axe()
		b.overflow()
		b.picture("learn-choose-" + problem)
	}
	b.open("/learn/choose")
	js[bool](b, `(document.querySelector('[data-choose] [name="how"][value="intolerable"]').checked = true)`)
	b.click("[data-choose] .button")
	if got := b.text("[data-advice-metric]"); got != "Recall" {
		t.Errorf("an intolerable miss is answered with %s", got)
	}
	b.click("[data-apply-advice] .button")
	if got := js[string](b, `decodeURIComponent(location.search)`); !strings.Contains(got, "policy=recall>=0.95") {
		t.Errorf("the run is opened at %s", got)
	}
}

func TestTeachingPagesWithoutScriptAndInEveryWidth(t *testing.T) {
	s := start(t)
	b := s.tab(t)
	for _, page := range []string{"/learn", "/learn/sheet", "/learn/sheet?answers=1", "/learn/glossary", "/learn/choose",
		"/learn/scan?step=outcomes&projector=1", "/learn/scan?step=prevalence"} {
		b.looks("learn"+strings.NewReplacer("/learn", "", "/", "-", "?", "-", "&", "-", "=", "-").Replace(page),
			func() { b.open(page) })
	}
}
