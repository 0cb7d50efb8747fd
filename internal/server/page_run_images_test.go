package server

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/format"
	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/page/run"
)

// discs is a server whose run 1 has the images of [npytest.Discs].
func discs(t *testing.T, n, height,
	width int) (s *Server, at func(image int, threshold float64) (calc.Confusion, []int)) {
	t.Helper()
	s = open(t, Options{})
	path := newExperiment(t, s, `{"name":"Discs","positive_name":"disc","negative_name":"ground"}`)
	answer[uploaded](t, ask(s, "POST", path+"/runs?name=discs", string(npytest.Masks(5, n, height, width))),
		http.StatusCreated)
	prob, mask := npytest.Discs(5, n, height, width)
	return s, func(image int, threshold float64) (c calc.Confusion, outcomes []int) {
		for i := image * height * width; i < (image+1)*height*width; i++ {
			outcome := int(mask[i])
			if float64(prob[i]) >= threshold {
				outcome += 2
			}
			outcomes = append(outcomes, outcome)
			*[]*float64{&c.TN, &c.FN, &c.FP, &c.TP}[outcome]++
		}
		return c, outcomes
	}
}

func TestSegmentationPageShowsBothReductions(t *testing.T) {
	s, at := discs(t, 15, 10, 12)
	const threshold = 0.55
	var pooled calc.Confusion
	var dice []calc.Value
	worst, low := -1, 2.0
	for i := range 15 {
		c, _ := at(i, threshold)
		pooled.TP, pooled.FP, pooled.FN, pooled.TN = pooled.TP+c.TP, pooled.FP+c.FP, pooled.FN+c.FN, pooled.TN+c.TN
		dice = append(dice, c.F1())
		if d := c.F1(); d.OK && d.V < low {
			worst, low = i, d.V
		}
	}
	sum, n := 0.0, 0
	for _, d := range dice {
		if d.OK {
			sum, n = sum+d.V, n+1
		}
	}
	if n != 14 {
		t.Fatalf("Dice is defined for %d images", n)
	}
	body := ask(s, "GET", "/runs/1?threshold=0.55", "").Body.String()
	row := between(body, `data-measure="dice"`, "</tr>")
	for _, want := range []string{format.Share(pooled.F1().V), format.Share(sum / float64(n)), "over 14 of 15 images; 1 undefined: an empty mask, called empty"} {
		if !strings.Contains(row, want) {
			t.Errorf("%q is not in %s", want, row)
		}
	}
	if first := between(body, `data-card="`, `"`); first != fmt.Sprint(worst) {
		t.Errorf("image %s comes first, not %d", first, worst)
	}
	last := ask(s, "GET", "/runs/1?threshold=0.55&image_page=2", "").Body.String()
	if card := between(last, `data-card="14"`, "</li>"); !strings.Contains(card, "—") ||
		!strings.Contains(card, "undefined: an empty mask, called empty") {
		t.Errorf("the empty image shows %s", card)
	}
	if !strings.Contains(body, "15 images · 1,800 pixels") ||
		!strings.Contains(body, "the threshold up, a pixel is called disc") {
		t.Error("the page does not mention images and pixels")
	}
	for _, q := range []string{"image=15", "image=-1", "image=x", "images=worst", "layer=heat", "image_page=0"} {
		if w := ask(s, "GET", "/runs/1?"+q, ""); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", q, w.Code)
		}
	}
}

func TestPictureMatchesItsPixels(t *testing.T) {
	s, at := discs(t, 3, 10, 12)
	picture := between(ask(s, "GET", "/runs/1?threshold=0.4&image=1", "").Body.String(), `<noscript><img src="`, `"`)
	picture = strings.ReplaceAll(picture, "&amp;", "&")
	for _, path := range []string{picture, "/runs/1/images/1.png?threshold=0.4", "/runs/1/images/2.png?threshold=0.1"} {
		w := ask(s, "GET", path, "")
		m, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Fatalf("%s: status %d, %v", path, w.Code, err)
		}
		image, threshold := 1, 0.4
		if strings.Contains(path, "/2.png") {
			image, threshold = 2, 0.1
		}
		_, outcomes := at(image, threshold)
		for i, o := range outcomes {
			if got := color.NRGBAModel.Convert(m.At(i%12, i/12)); got != color.Color(run.OutcomeColours[o]) {
				t.Fatalf("%s: pixel %d is %v, not %v", path, i, got, run.OutcomeColours[o])
			}
		}
	}
	mask, err := png.Decode(ask(s, "GET", "/runs/1/images/0.png?layer=mask", "").Body)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := at(0, 0.5)
	white := 0
	for i := range 120 {
		if r, _, _, _ := mask.At(i%12, i/12).RGBA(); r == 0xffff {
			white++
		}
	}
	if white != int(c.TP+c.FN) {
		t.Errorf("the mask has %d white pixels of %v", white, c.TP+c.FN)
	}
	if w := ask(s, "GET", "/runs/1/images/3.png", ""); w.Code != http.StatusNotFound {
		t.Errorf("an image that is not there: status %d", w.Code)
	}
}

func TestPicturesHaveTheColoursOfTheStyleSheet(t *testing.T) {
	css, err := os.ReadFile(filepath.Join("..", "..", "web", "static", "css", "tokens.css"))
	if err != nil {
		t.Fatal(err)
	}
	for o, id := range []string{"tn", "fn", "fp", "tp"} {
		hex := regexp.MustCompile(`--` + id + `: light-dark\((#[0-9a-f]{6})`).FindSubmatch(css)
		c := run.OutcomeColours[o]
		if got := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B); hex == nil || got != string(hex[1]) {
			t.Errorf("%s is %s, and %s in the style sheet", id, got, hex)
		}
	}
}

func TestMultiClassMasksAreComparedByClass(t *testing.T) {
	s := ofEveryTask(t, Options{})
	type overlaps struct {
		Classes []struct {
			Class  string
			Images int
			Pooled struct{ IoU struct{ Value *float64 } }
			Mean   struct {
				Dice struct {
					Value   *float64
					Defined int `json:"n_defined"`
				}
			}
		}
		Pooled struct{ IoU struct{ Value *float64 } } `json:"pooled_mean"`
	}
	o := answer[overlaps](t, ask(s, "GET", "/api/v1/runs/4/images/classes", ""), http.StatusOK)
	if len(o.Classes) != 3 || o.Classes[2].Images != 2 || o.Classes[0].Images != 3 {
		t.Fatalf("the classes are %+v", o)
	}
	page := ask(s, "GET", "/runs/4", "").Body.String()
	for k, c := range o.Classes {
		row := between(page, `data-overlap="`+c.Class+`"`, "</tr>")
		for _, want := range []string{format.Share(*c.Pooled.IoU.Value), format.Share(*c.Mean.Dice.Value),
			fmt.Sprintf("%d of 3", c.Images), fmt.Sprintf("/runs/4?class=%d#images", k)} {
			if !strings.Contains(row, want) {
				t.Errorf("class %s: %q is not in %s", c.Class, want, row)
			}
		}
	}
	if row := between(page, "data-overlap-mean", "</tr>"); !strings.Contains(row, format.Share(*o.Pooled.IoU.Value)) {
		t.Errorf("the mean IoU %v is not in %s", *o.Pooled.IoU.Value, row)
	}
	if !strings.Contains(page, "3 images · 126 pixels") {
		t.Error("the page does not mention images and pixels")
	}
	one := ask(s, "GET", "/runs/4?class=2&threshold=0.5", "").Body.String()
	if !strings.Contains(one, "data-images") ||
		!strings.Contains(between(one, `data-measure="recall"`, "</tr>"), "over 2 of 3 images; 1 undefined: an empty mask") {
		t.Errorf("the page of one class shows %s", between(one, `data-measure="recall"`, "</tr>"))
	}
	if w := ask(s, "GET", "/runs/4/images/0.png", ""); w.Code == http.StatusOK {
		t.Error("there is a picture of many classes at one threshold")
	}
	if w := ask(s, "GET", "/runs/4/images/0.png?class=1", ""); w.Code != http.StatusOK || w.Header().
		Get("Content-Type") != "image/png" {
		t.Errorf("a picture of one class: status %d", w.Code)
	}
	if w := ask(s, "GET", "/api/v1/runs/3/images/classes", ""); w.Code != http.StatusNotFound {
		t.Errorf("classes of a run without: status %d", w.Code)
	}
}
