package ingest

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/internal/calc"
	"tradeoff/internal/npy/npytest"
	"tradeoff/internal/tradeoff"
)

// twoImages are two images of 2 × 3 pixels.
var (
	twoMasks = []uint8{1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1}
	twoProbs = []float64{0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.1, 0.6, 0.2, 0.2, 0.1, 0.4}
)

func npz(named ...any) string { return string(npytest.Archive(named...)) }

func mask() []byte { return npytest.Array(twoMasks, 2, 2, 3) }

func prob() []byte { return npytest.Array(twoProbs, 2, 2, 3) }

// channels puts the complements of scores before those of each image.
func channels(scores []float64, pixels int) (out []float64) {
	for image := range slices.Chunk(scores, pixels) {
		for _, p := range image {
			out = append(out, 1-p)
		}
		out = append(out, image...)
	}
	return out
}

func TestMasksAreRowsOfPixels(t *testing.T) {
	masks := func(one, zero uint8) (out []uint8) {
		for _, y := range twoMasks {
			out = append(out, []uint8{zero, one}[y])
		}
		return out
	}
	var yes []bool
	var whole []float32
	for _, y := range twoMasks {
		yes, whole = append(yes, y == 1), append(whole, float32(y))
	}
	last := make([]float64, 0, 24)
	for _, p := range twoProbs {
		last = append(last, 1-p, p)
	}
	for name, text := range map[string]string{
		"prob and mask":     npz("prob", prob(), "mask", mask()),
		"other names":       npz("y_true", mask(), "y_pred", prob()),
		"without any names": npz("arr_0", prob(), "arr_1", mask()),
		"booleans":          npz("probs", prob(), "masks", npytest.Array(yes, 2, 2, 3)),
		"floats":            npz("prob", prob(), "mask", npytest.Array(whole, 2, 2, 3)),
		"0 and 255":         npz("prob", prob(), "mask", npytest.Array(masks(255, 0), 2, 2, 3)),
		"an axis of one":    npz("prob", npytest.Array(twoProbs, 2, 1, 2, 3), "mask", npytest.Array(twoMasks, 2, 2, 3, 1)),
		"two channels":      npz("prob", npytest.Array(channels(twoProbs, 6), 2, 2, 2, 3), "mask", mask()),
		"two channels last": npz("prob", npytest.Array(last, 2, 2, 3, 2), "mask", mask()),
		"other arrays":      npz("prob", prob(), "mask", mask(), "seed", npytest.Array([]int64{7}, 1)),
		"named by the roles": npz("a", prob(), "prob", npytest.Array(make([]float64, 12), 2, 2, 3), "truth", mask(), "mask",
			npytest.Array(masks(0, 1), 2, 2, 3)),
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{}
			if name == "named by the roles" {
				o.Label, o.Score = "truth", []string{"a"}
			}
			d := readOne(t, text, o)
			b := d.Binary()
			if d.Task != tradeoff.SegmentationTask || d.Kind != calc.Probability || !slices.Equal(b.Label, twoMasks) ||
				!slices.Equal(b.Score, twoProbs) ||
				!slices.Equal(d.Images, []tradeoff.Image{{Height: 2, Width: 3}, {Height: 2, Width: 3}}) {
				t.Errorf("%s of kind %s: %v %v, images %v", d.Task, d.Kind, b.Label, b.Score, d.Images)
			}
			if f := map[string]string{
				"0 and 255": "mask_255", "two channels": "complement_ignored", "other arrays": "parts_left_out",
			}[name]; f != "" && !hasFinding(d, f) {
				t.Errorf("findings %+v", d.Findings)
			}
		})
	}
}

func TestOneImageNeedsNoImageAxis(t *testing.T) {
	for _, text := range []string{
		npz("prob", npytest.Array(twoProbs, 4, 3), "mask", npytest.Array(twoMasks, 4, 3)),
		npz("prob", npytest.Array(channels(twoProbs, 12), 2, 4, 3), "mask", npytest.Array(twoMasks, 4, 3)),
	} {
		d := readOne(t, text, Options{})
		if b := d.Binary(); !slices.Equal(d.Images, []tradeoff.Image{{Height: 4, Width: 3}}) ||
			!slices.Equal(b.Label, twoMasks) || !slices.Equal(b.Score, twoProbs) {
			t.Errorf("images %v, scores %v", d.Images, b.Score)
		}
	}
	// Columns of one-hot labels are no image, unless they are called a mask.
	d := readOne(t, npz("label", npytest.Array([]uint8{1, 0, 1}, 3, 1), "prob",
		npytest.Array([]float64{0.5, 0.25, 1}, 3, 1)), Options{})
	if d.Task != tradeoff.BinaryTask || d.Images != nil {
		t.Errorf("columns became %s", d.Task)
	}
}

func TestImagesAndClassesHaveNames(t *testing.T) {
	d := readOne(t, npz("prob", prob(), "mask", mask(), "names", npytest.Array([]string{"left", "right"}, 2),
		"class_names", npytest.Array([]string{"ground", "coin"}, 2)), Options{})
	if d.Images[0].Name != "left" || d.Images[1].Name != "right" || d.PositiveName != "coin" ||
		d.NegativeName != "ground" {
		t.Errorf("images %v, classes %q and %q", d.Images, d.NegativeName, d.PositiveName)
	}
}

func TestLogitsOfPixelsStayLogits(t *testing.T) {
	z := []float64{2, -1, -2, 3, 0.5, -4, 1, -1, -1, -3, -2, 0.25}
	two := make([]float64, 0, 24)
	for image := range slices.Chunk(z, 6) {
		for _, x := range image {
			two = append(two, 1-x/2)
		}
		for _, x := range image {
			two = append(two, 1+x/2)
		}
	}
	for _, scores := range [][]byte{npytest.Array(z, 2, 2, 3), npytest.Array(two, 2, 2, 2, 3)} {
		d := readOne(t, npz("logits", scores, "mask", mask()), Options{})
		if d.Kind != calc.Logit || !slices.Equal(d.Binary().Score, z) {
			t.Errorf("%s: %v", d.Kind, d.Binary().Score)
		}
	}
}

func TestPixelsOfManyClasses(t *testing.T) {
	// the third class does not occur
	classes := []int64{0, 0, 1, 1, 0, 0}
	scores := []float64{.8, .7, .2, .1, .6, .9, .1, .1, .7, .8, .3, .05, .1, .2, .1, .1, .1, .05} // [1,3,2,3]
	for _, c := range []struct {
		text  string
		names []string
	}{
		{npz("prob", npytest.Array(scores, 1, 3, 2, 3), "mask", npytest.Array(classes, 1, 2, 3)), []string{"0", "1", "2"}},
		{npz("prob", npytest.Array(scores, 1, 3, 2, 3), "mask", npytest.Array(classes, 1, 2, 3), "classes",
			npytest.Array([]string{"sky", "tree", "road"}, 3)), []string{"sky", "tree", "road"}},
	} {
		d := readOne(t, c.text, Options{})
		m := d.MultiClass()
		if d.Task != tradeoff.MultiClassTask || !slices.Equal(d.Classes, c.names) || len(d.Images) != 1 ||
			!slices.Equal(m.Label, []int{0, 0, 1, 1, 0, 0}) ||
			!slices.Equal(m.Score[2], []float64{.2, .7, .1}) || !slices.Equal(m.Score[5], []float64{.9, .05, .05}) {
			t.Errorf("%s of %q: labels %v, scores %v", d.Task, d.Classes, m.Label, m.Score)
		}
	}
}

func TestSeveralModelsSeeTheSameMasks(t *testing.T) {
	other := make([]float64, 12)
	other[3] = 0.5
	all, err := readText(t, npz("prob_a", prob(), "prob_b", npytest.Array(other, 2, 2, 3), "mask", mask()), Options{})
	if err != nil || len(all) != 2 || all[0].Name != "prob_a" || all[1].Name != "prob_b" || len(all[1].Images) != 2 ||
		all[1].Task != tradeoff.SegmentationTask {
		t.Errorf("%v, %d runs", err, len(all))
	}
}

func TestPixelsThatDoNotCountAreAsked(t *testing.T) {
	ignoring := slices.Clone(twoMasks)
	ignoring[4], ignoring[7] = 255, 255
	text := npz("prob", prob(), "mask", npytest.Array(ignoring, 2, 2, 3))
	e := refused(t, text, Options{})
	if !strings.Contains(e.Message, "mask[0, 1, 1] is 255") || e.Place.Column != "mask" || len(e.Fixes) != 1 ||
		e.Fixes[0].Name != "skip_missing" {
		t.Errorf("got %+v", e)
	}
	d := readOne(t, text, Options{SkipMissing: true})
	b := d.Binary()
	s, err := calc.NewSweep(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Weight) != 12 || b.Weight[4] != 0 || b.Weight[7] != 0 || s.N() != 10 || s.Positives() != 3 || s.Weighted() ||
		!hasFinding(d, "pixels_ignored") {
		t.Errorf("weights %v: %d pixels, %d positive", b.Weight, s.N(), s.Positives())
	}
}

func TestFaultsOfMasksHaveTheirPlace(t *testing.T) {
	with := func(i int, x float64) []byte {
		scores := slices.Clone(twoProbs)
		scores[i] = x
		return npytest.Array(scores, 2, 2, 3)
	}
	half := make([]float64, 12)
	half[5] = 0.5
	for says, c := range map[string]struct {
		text   string
		o      Options
		column string
	}{
		`"prob" is of shape [2,3,2], and "mask" of shape [2,2,3]`: {text: npz("prob",
			npytest.Array(twoProbs, 2, 3, 2), "mask", mask()), column: "prob"},
		"mask[1, 1, 2] is 2, which is not a class (counted from 0: image 1, row 1, column 2)": {text: npz("prob", prob(),
			"mask", npytest.Array(append(slices.Clone(twoMasks[:11]), 2), 2, 2, 3)), column: "mask"},
		"mask[0, 1, 2] is 0.5": {text: npz("prob", prob(), "mask", npytest.Array(half, 2, 2, 3)), column: "mask"},
		"prob[1, 0, 1] is NaN (counted from 0: image 1, row 0, column 1)": {text: npz("prob", with(7, math.NaN()), "mask",
			mask()), column: "prob"},
		"prob[0, 0, 0] is +Inf": {text: npz("prob", with(0, math.Inf(1)), "mask", mask()), o: Options{SkipMissing: true},
			column: "prob"},
		"the score 1.5 is not a probability (counted from 0: image 1, row 1, column 0)": {text: npz("prob", with(9, 1.5),
			"mask", mask()), o: Options{Kind: calc.Probability}, column: "prob"},
		"no array of images is named mask: there is prob [2,2,3]":      {text: npz("prob", prob()), column: "prob"},
		"no array of images is named mask: there is an array [2,2,3]":  {text: string(prob())},
		"no array has the scores of the pixels: there is mask [2,2,3]": {text: npz("mask", mask()), column: "mask"},
		"has 12 pixels": {text: npz("prob", prob(), "mask", mask()), o: Options{Limits: Limits{Rows: 11}}},
		`"names" has 3 names, but there are 2 images`: {text: npz("prob", prob(), "mask", mask(),
			"names", npytest.Array([]string{"a", "b", "c"}, 3)), column: "names"},
		"the mask is of shape [2,2,2,3], and a mask has one label for each pixel": {text: npz("prob",
			npytest.Array(channels(twoProbs, 6), 2, 2, 2, 3), "mask", npytest.Array(make([]uint8, 24), 2, 2, 2, 3)),
			column: "mask"},
		"has no pixels": {text: npz("prob", npytest.Array([]float64{}, 0, 2, 3), "mask",
			npytest.Array([]uint8{}, 0, 2, 3)), column: "mask"},
		`"prob" is of shape [2,0,2,3]`: {text: npz("prob", npytest.Array([]float64{}, 2, 0, 2, 3), "mask", mask()),
			column: "prob"},
	} {
		e := refused(t, c.text, c.o)
		if !strings.Contains(strings.ReplaceAll(e.Message, "the images have 12", "has 12"), says) ||
			e.Place.Column != c.column || e.Hint == "" {
			t.Errorf("got %q, hint %q at %+v; want %q at %q", e.Message, e.Hint, e.Place, says, c.column)
		}
	}
}

func TestPreviewOfMasksShowsBothLabels(t *testing.T) {
	// Nothing but background for long: the sample is not the top.
	labels, scores := make([]uint8, 4*100*100), make([]float32, 4*100*100)
	labels[len(labels)-5] = 1
	tables, err := ReadTables(t.Context(),
		strings.NewReader(npz("prob", npytest.Array(scores, 4, 100, 100), "mask", npytest.Array(labels, 4, 100, 100))),
		"x.npz", Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := tables[0].Preview
	if p.Count != len(labels) || !slices.Equal(p.Labels, []string{"0", "1"}) ||
		p.Columns[0] != (PreviewColumn{"mask", tradeoff.LabelRole}) ||
		p.Columns[1] != (PreviewColumn{"prob", tradeoff.ScoreRole}) {
		t.Errorf("got %+v", p)
	}
}
