package server

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/lesson"
	"tradeoff/internal/page/learn"
)

const threeClasses = "label,a,b,c\na,0.7,0.2,0.1\nb,0.2,0.5,0.3\nc,0.1,0.3,0.6\na,0.4,0.4,0.2\nb,0.6,0.3,0.1\nc,0.2,0.2,0.6\n"

func TestTermsLinkToTheGlossary(t *testing.T) {
	if testing.Short() {
		t.Skip("much work, and none of it beside other work")
	}
	s := ofEveryTask(t, Options{})
	path := newExperiment(t, s, `{"name":"Three classes"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=three", threeClasses), http.StatusCreated)
	glossary := ask(s, "GET", "/learn/glossary", "").Body.String()
	var all []string
	for _, m := range calc.ConfusionMetrics() {
		all = append(all, m.ID)
	}
	link := regexp.MustCompile(`href="/learn/glossary#([^"]+)"`)
	for page, wanted := range map[string][]string{
		"/experiments/1": {"roc_auc", "recall"},
		"/runs/1?metrics=" + strings.Join(all,
			","): append([]string{"roc_auc", "log_loss", "lovasz_hinge_loss", "partial_roc_auc"}, all...),
		"/runs/2":         {"iou_balanced_loss", "precision"},
		"/runs/3":         {"dice_loss", "roc_auc", "iou"},
		"/runs/3?image=0": {"dice", "precision"},
		"/experiments/4":  {"macro_f1"},
		"/runs/4":         {"macro_f1", "support", "macro_roc_auc_ovo", "dice_loss"},
	} {
		w := ask(s, "GET", page, "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s answers %d: %s", page, w.Code, w.Body)
		}
		found := make(map[string]bool)
		for _, m := range link.FindAllStringSubmatch(w.Body.String(), -1) {
			id := html.UnescapeString(m[1])
			if found[id] = true; !strings.Contains(glossary, `id="`+id+`"`) {
				t.Errorf("%s leads to %s, which the glossary lacks", page, id)
			}
		}
		for _, id := range wanted {
			if !found[id] {
				t.Errorf("%s: nothing leads to %s", page, id)
			}
		}
	}
	for _, l := range lesson.LabLosses() {
		address := learn.LabPath(lesson.DefaultLab(l))
		if !strings.Contains(glossary, `href="`+address+`"`) {
			t.Errorf("the glossary does not lead to %s", address)
		}
	}
}

func TestLabShowsNumbersWithoutScripts(t *testing.T) {
	s := filled(t, Options{})
	for _, loss := range lesson.LabLosses() {
		l := lesson.DefaultLab(loss)
		w := ask(s, "GET", learn.LabPath(l), "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s answers %d", loss.ID, w.Code)
		}
		now := l.At(l.Now())
		for name, v := range map[string]calc.Value{"loss": now.Loss, "slope": now.Slope} {
			if want := `data-now="` + name + `">` + format.Significant(v.V, 3) + "<"; !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s does not show %s", loss.ID, want)
			}
		}
		if strings.Contains(w.Body.String(), "NaN") || !strings.Contains(w.Body.String(), "<math") {
			t.Errorf("%s has NaN or no formula", loss.ID)
		}
	}
	w := ask(s, "GET", "/learn/losses?loss=dice_loss&dice_loss.smooth=2&paint=7&brush=5", "")
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || strings.Contains(to, "paint") || !strings.Contains(to, "dice_loss.smooth=2") ||
		!strings.Contains(to, "mask=00000005") {
		t.Errorf("a stroke answers %d and leads to %s", w.Code, to)
	}
	for _, bad := range []string{"loss=auc", "mask=1", "focal_loss.gamma=x", "eta=-2", "x1=9999"} {
		if w := ask(s, "GET", "/learn/losses?"+bad, ""); w.Code != http.StatusUnprocessableEntity &&
			w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", bad, w.Code)
		}
	}
}
