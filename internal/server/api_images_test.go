package server

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/npy/npytest"
)

// little reads a binary response.
type little struct {
	t *testing.T
	r *bytes.Reader
}

func littleOf(t *testing.T, s *Server, path, magic string) little {
	t.Helper()
	w := ask(s, "GET", path, "")
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") ||
		!strings.HasPrefix(w.Body.String(), magic) {
		t.Fatalf("%s: status %d, %s, %.8q", path, w.Code, w.Header().Get("Cache-Control"), w.Body)
	}
	return little{t, bytes.NewReader(w.Body.Bytes()[4:])}
}

// take reads a list and the bytes up to the next multiple of 8.
func take[T any](l little, n int) []T {
	l.t.Helper()
	list := make([]T, n)
	if err := binary.Read(l.r, binary.LittleEndian, list); err != nil {
		l.t.Fatal(err)
	}
	for l.r.Len()%8 != 0 {
		l.r.ReadByte()
	}
	return list
}

type imagesAnswer struct {
	Threshold    float64
	Count        int
	Images       []imagePoint
	Next         string
	Maps, Sweeps string
	Intervals    *struct {
		Mean map[string]struct{ Low, High *float64 }
	}
}

func uploadMasks(t *testing.T, s *Server, query string, file []byte) string {
	t.Helper()
	up := answer[uploaded](t, ask(s, "POST", newExperiment(t, s, `{"name":"Masks"}`)+"/runs?"+query, string(file)),
		http.StatusCreated)
	return "/api/v1" + up.Runs[0].URL
}

func TestMapsMatchThePixels(t *testing.T) {
	const n, height, width = 4, 50, 70 // an image is almost as large as a chunk, so that few start at the same place
	prob, mask := npytest.Discs(9, n, height, width)
	wide := make([]float64, len(prob))
	marked := slices.Clone(mask)
	for i, p := range prob {
		wide[i] = float64(p)/3 + 1e-12 // not a float32
		if i%101 == 7 {
			marked[i] = 255
		}
	}
	s := open(t, Options{})
	for _, c := range []struct {
		query  string
		scores any
		mask   []uint8
		kind   uint32
	}{{"name=narrow", prob, mask, 16}, {"name=wide&kind=score", wide, mask, 8},
		{"name=marked&skip_missing=1", prob, marked, 16}} {
		run := uploadMasks(t, s, c.query,
			npytest.Archive("prob", npytest.Array(c.scores, n, height, width), "mask", npytest.Array(c.mask, n, height, width)))
		list := answer[imagesAnswer](t, ask(s, "GET", run+"/images", ""), http.StatusOK)
		for i := range n {
			l := littleOf(t, s, strings.Replace(list.Maps, "{image}", string('0'+rune(i)), 1), "TRM1")
			head := take[uint32](little{t, l.r}, 3)
			if !slices.Equal(head, []uint32{height, width, c.kind}) {
				t.Fatalf("%s: %v", c.query, head)
			}
			from, to := i*height*width, (i+1)*height*width
			if labels := take[uint8](l, height*width); !slices.Equal(labels, c.mask[from:to]) {
				t.Errorf("%s: the labels of image %d differ", c.query, i)
			}
			same := false
			if c.kind&16 != 0 {
				same = slices.Equal(take[float32](l, height*width), prob[from:to])
			} else {
				same = slices.Equal(take[float64](l, height*width), wide[from:to])
			}
			if !same || l.r.Len() != 0 {
				t.Errorf("%s: the scores of image %d differ, or %d bytes are left", c.query, i, l.r.Len())
			}
		}
	}
}

func TestImageSweepsMatchTheCounts(t *testing.T) {
	s := open(t, Options{})
	run := uploadMasks(t, s, "", npytest.Masks(4, 5, 20, 22))
	for _, threshold := range []string{"0.25", "0.5", "0.777"} {
		list := answer[imagesAnswer](t, ask(s, "GET", run+"/images?sort=index&threshold="+threshold, ""), http.StatusOK)
		l := littleOf(t, s, list.Sweeps, "TRI1")
		head := take[uint32](little{t, l.r}, 3)
		n, steps := int(head[0]), int(head[1])
		first, positives, negatives := take[uint32](l, n+1), take[uint32](l, n), take[uint32](l, n)
		thresholds, tp, fp := take[float64](l, steps), take[uint32](l, steps), take[uint32](l, steps)
		if n != 5 || int(first[n]) != steps || l.r.Len() != 0 {
			t.Fatalf("%d images, %d steps, %v, %d bytes left", n, steps, first, l.r.Len())
		}
		for i, m := range list.Images {
			var a, b uint32
			for k := first[i]; k < first[i+1] && thresholds[k] >= list.Threshold; k++ {
				a, b = tp[k], fp[k]
			}
			if float64(a) != m.TP || float64(b) != m.FP || float64(positives[i]-a) != m.FN || float64(negatives[i]-b) != m.TN {
				t.Errorf("at %s image %d has TP %d, FP %d of %d and %d, want %+v", threshold, i, a, b, positives[i], negatives[i], m)
			}
		}
	}
}

func TestImagesArePaged(t *testing.T) {
	s := open(t, Options{})
	run := uploadMasks(t, s, "", npytest.Masks(2, 7, 9, 9))
	whole := answer[imagesAnswer](t, ask(s, "GET", run+"/images?intervals=1", ""), http.StatusOK)
	var seen []int
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		page := answer[imagesAnswer](t, ask(s, "GET", run+"/images?limit=3&cursor="+cursor, ""), http.StatusOK)
		for _, m := range page.Images {
			seen = append(seen, m.Index)
		}
		cursor = page.Next
	}
	var all []int
	for _, m := range whole.Images {
		all = append(all, m.Index)
	}
	if whole.Count != 7 || len(all) != 7 || !slices.Equal(seen, all) {
		t.Errorf("pages have %v, the whole list %v", seen, all)
	}
	if i := whole.Intervals.Mean["dice"]; i.Low == nil || *i.Low > *i.High {
		t.Errorf("intervals %+v", whole.Intervals)
	}
	for path, status := range map[string]int{
		"/images/7": 404, "/images/-1": 404, "/images/x": 404, "/images/0/map/0123456789abcdef.bin": 404,
		"/images/sweeps/0123456789abcdef.bin": 404,
		"/images?sort=beauty":                 422, "/images?cursor=x": 422, "/images?threshold=x": 422,
		"/images?slice=mask:1": 422, "/images/losses?dice_loss.smooth=-1": 422,
	} {
		if w := ask(s, "GET", run+path, ""); w.Code != status {
			t.Errorf("%s: status %d, want %d: %s", path, w.Code, status, w.Body)
		}
	}
	if w := ask(filled(t, Options{}), "GET", "/api/v1/runs/1/images", ""); w.Code != http.StatusNotFound ||
		!strings.Contains(w.Body.String(), "no images") {
		t.Errorf("of a run without images: %d, %s", w.Code, w.Body)
	}
}

func TestOneVsRestViewHasImages(t *testing.T) {
	prob, mask := npytest.Discs(6, 3, 12, 13)
	const pixels = 12 * 13
	var scores []float64
	for image := range slices.Chunk(prob, pixels) {
		for c := range 3 {
			for _, p := range image {
				scores = append(scores, []float64{1 - float64(p), 0.75 * float64(p), 0.25 * float64(p)}[c])
			}
		}
	}
	s := open(t, Options{})
	run := uploadMasks(t, s, "", npytest.Archive("prob", npytest.Array(scores, 3, 3, 12, 13), "mask",
		npytest.Array(mask, 3, 12, 13), "classes", npytest.Array([]string{"ground", "coin", "cup"}, 3)))
	if w := ask(s, "GET", run+"/images", ""); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "class=ground") {
		t.Errorf("without a class: %d, %s", w.Code, w.Body)
	}
	list := answer[imagesAnswer](t, ask(s, "GET", run+"/images?class=coin&threshold=0.375&sort=index", ""), http.StatusOK)
	for i, m := range list.Images {
		var tp, fp float64
		for p := i * pixels; p < (i+1)*pixels; p++ {
			if 0.75*float64(prob[p]) >= 0.375 {
				tp, fp = tp+float64(mask[p]), fp+float64(1-mask[p])
			}
		}
		if m.TP != tp || m.FP != fp || !strings.Contains(list.Maps, "class=coin") {
			t.Errorf("image %d: %+v, want TP %v and FP %v", i, m, tp, fp)
		}
	}
	l := littleOf(t, s, strings.Replace(list.Maps, "{image}", "2", 1), "TRM1")
	take[uint32](little{t, l.r}, 3)
	labels := take[uint8](l, pixels)
	scored := take[float64](l, pixels)
	if !slices.Equal(labels, mask[2*pixels:]) || math.Abs(scored[17]-0.75*float64(prob[2*pixels+17])) > 1e-15 {
		t.Errorf("the map has other pixels")
	}
}

func TestSwappedMasksAndExport(t *testing.T) {
	s := open(t, Options{})
	run := uploadMasks(t, s, "", npytest.Masks(8, 3, 10, 11))
	before := answer[imagesAnswer](t, ask(s, "GET", run+"/images?sort=index", ""), http.StatusOK)
	up := answer[uploaded](t, ask(s, "POST", run+"/flip", ""), http.StatusCreated)
	after := answer[imagesAnswer](t, ask(s, "GET", "/api/v1"+up.Runs[0].URL+"/images?sort=index", ""), http.StatusOK)
	for i, m := range after.Images {
		if was := before.Images[i]; m.TP != was.FP || m.FP != was.TP || m.FN != was.TN {
			t.Errorf("image %d was %+v and is %+v", i, was, m)
		}
	}
	if after.Maps == before.Maps {
		t.Error("other pixels have the same address")
	}
	csv := ask(s, "GET", "/api/v1"+up.Runs[0].URL+"/export?format=csv", "").Body.String()
	if lines := strings.Split(strings.TrimSpace(csv), "\n"); len(lines) != 1+330 || lines[0] != "image,mask,prob" ||
		!strings.HasPrefix(lines[110], "image 0,") || !strings.HasPrefix(lines[111], "image 1,") {
		t.Errorf("%d lines, the first %q", len(lines), lines[0])
	}
}
