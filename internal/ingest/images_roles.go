package ingest

import (
	"math"
	"slices"
	"strings"

	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// maskNames are the names of arrays of true masks, in the form of normalName,
// the best first.
var maskNames = append([]string{"mask", "masks", "truemask", "truemasks", "gtmask", "segmentation"}, labelNames...)

// imageNameNames are the names of arrays of image names, in the form of
// normalName.
var imageNameNames = []string{
	"name", "names", "imagename", "imagenames", "image", "images", "filename", "filenames", "file", "files", "id", "ids",
}

// mayHold reports whether an array may contain pixels.
func (t *imageTable) mayHold(a *namedArray) bool {
	return len(a.Shape) > 1 && !a.Type.IsText() && !slices.Contains(t.options.Ignore, a.name)
}

const saveMasks = "Save both in one file: numpy.savez(\"masks.npz\", prob=…, mask=…), with prob of shape [N,H,W], " +
	"or [N,C,H,W] for C classes, and mask of shape [N,H,W]."

// findMask finds the array of true masks: by its name, or else the only array
// of whole numbers.
func (t *imageTable) findMask(list []*namedArray) error {
	best := len(maskNames)
	var whole []*namedArray
	for _, a := range list {
		if !t.mayHold(a) {
			continue
		}
		if t.options.Label != "" && a.name == t.options.Label {
			t.mask = a
			return nil
		}
		if r := rank(maskNames, a.name); r >= 0 && r < best {
			t.mask, best = a, r
		}
		if !a.Type.IsFloat() {
			whole = append(whole, a)
		}
	}
	if t.mask == nil && len(whole) == 1 && len(list) > 1 {
		t.mask = whole[0]
	}
	if t.mask == nil || t.options.Label != "" {
		return tradeoff.Errorf(tradeoff.Invalid, "no array of images is named mask: there is %s", shapes(list)).
			WithHint(saveMasks).At(tradeoff.Place{Column: firstImageArray(list)})
	}
	return nil
}

// firstImageArray returns the name of the first array that looks like images.
func firstImageArray(list []*namedArray) string {
	for _, a := range list {
		if len(a.Shape) > 2 {
			return a.name
		}
	}
	return ""
}

// shapes lists arrays with their shapes, at most four.
func shapes(list []*namedArray) string {
	var parts []string
	for i, a := range list {
		if i == 4 {
			parts = append(parts, "…")
			break
		}
		name := a.name
		if name == "" {
			name = "an array"
		}
		parts = append(parts, clip(name)+" "+a.ShapeText())
	}
	return strings.Join(parts, ", ")
}

// findScores finds the arrays of scores: those that the caller names, those
// named like scores, or else all arrays of fractions.
func (t *imageTable) findScores(list []*namedArray) error {
	var named, namedLikeScores, fractions, others []*namedArray
	for _, a := range list {
		if a == t.mask || !t.mayHold(a) {
			continue
		}
		others = append(others, a)
		if slices.ContainsFunc(t.options.Score, func(s string) bool {
			return s == a.name || strings.HasPrefix(s, a.name+"[")
		}) {
			named = append(named, a)
		}
		if a.Type.IsFloat() {
			fractions = append(fractions, a)
			if scoreRank(a.name) >= 0 {
				namedLikeScores = append(namedLikeScores, a)
			}
		}
	}
	for _, choice := range [][]*namedArray{named, namedLikeScores, fractions, others} {
		if len(choice) > 0 {
			for _, a := range choice {
				t.scores = append(t.scores, &imageScores{namedArray: a, channels: 1})
			}
			return nil
		}
	}
	return tradeoff.Errorf(tradeoff.Invalid, "no array has the scores of the pixels: there is %s", shapes(list)).
		WithHint(saveMasks).At(tradeoff.Place{Column: t.mask.name})
}

// checkSizes determines the number and size of the images, and compares the
// shapes of scores and mask.
func (t *imageTable) checkSizes([]*namedArray) error {
	shape := imageShape(t.mask.Shape)
	if len(shape) != 3 {
		return tradeoff.Errorf(tradeoff.Invalid, "the mask is of shape %s, and a mask has one label for each pixel",
			t.mask.ShapeText()).
			WithHint("Save class numbers of shape [N,H,W]: of one-hot masks mask.argmax(axis=1).").
			At(tradeoff.Place{Column: t.mask.name})
	}
	n, height, width := shape[0], shape[1], shape[2]
	for _, s := range t.scores {
		if !s.fits(shape) {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is of shape %s, and %q of shape %s", clip(s.name), s.ShapeText(),
				clip(t.mask.name), t.mask.ShapeText()).
				WithHint("Save scores of the mask's shape, or of [N,C,H,W] for C classes.").At(tradeoff.Place{Column: s.name})
		}
		if s.channels > t.limits.Columns {
			return limits.Columns.Refuse("Save fewer classes", "%q has more than %d classes", clip(s.name), t.limits.Columns)
		}
		if s.channels != t.scores[0].channels {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is of shape %s, and %q of shape %s", clip(s.name), s.ShapeText(),
				clip(t.scores[0].name), t.scores[0].ShapeText()).
				WithHint("Save scores of the same classes, or leave one array out with --ignore (parameter ignore).").
				At(tradeoff.Place{Column: s.name})
		}
	}
	pixels := n * height * width
	switch {
	case pixels == 0:
		return tradeoff.Errorf(tradeoff.Invalid, "the mask is of shape %s and has no pixels", t.mask.ShapeText()).
			WithHint("Send images with pixels.").At(tradeoff.Place{Column: t.mask.name})
	case pixels > t.limits.Rows:
		return limits.Rows.Refuse("Send fewer or smaller images", "the images have %d pixels, each a row; the limit is %d",
			pixels, t.limits.Rows)
	case n > maxImages:
		return tradeoff.Errorf(tradeoff.TooLarge, "there are %d images; the limit is %d", n, maxImages).
			WithHint("Send fewer images, or merge some into larger ones.")
	}
	for range n {
		t.images = append(t.images, tradeoff.Image{Height: height, Width: width})
	}
	return nil
}

// imageShape returns a mask's shape as [N,H,W]: without a single-channel
// axis, and with N = 1 for a single image.
func imageShape(shape []int) []int {
	shape = slices.Clone(shape)
	if len(shape) == 4 && shape[1] == 1 {
		shape = slices.Delete(shape, 1, 2)
	} else if len(shape) == 4 && shape[3] == 1 {
		shape = shape[:3]
	}
	if len(shape) == 2 {
		shape = append([]int{1}, shape...)
	}
	return shape
}

// fits compares the shape of scores with that of a mask.
func (s *imageScores) fits(mask []int) bool {
	shape := s.Shape
	if len(shape) == 2 || len(shape) == 3 && mask[0] == 1 && !slices.Equal(shape, mask) { // of one image: [H,W] or [C,H,W]
		shape = append([]int{1}, shape...)
	}
	switch {
	case slices.Equal(shape, mask):
		s.channels = 1
	case len(shape) != 4 || shape[0] != mask[0]:
		return false
	case slices.Equal(shape[2:], mask[1:]):
		s.channels = shape[1]
	case slices.Equal(shape[1:3], mask[1:]):
		s.channels, s.last = shape[3], true
	default:
		return false
	}
	return s.channels > 0
}

// findNames takes over the names of images and classes.
func (t *imageTable) findNames(list []*namedArray) error {
	for _, a := range list {
		isName, isClass := rank(imageNameNames, a.name) >= 0, rank(classArrays, a.name) >= 0
		if len(a.Shape) != 1 || !isName && !isClass {
			continue
		}
		c := newCursor(a, 0)
		if err := c.load(0, a.Rows()); err != nil {
			return err
		}
		names := make([]string, a.Rows())
		for i := range names {
			names[i] = strings.TrimSpace(string(c.text(nil, i, 0)))
			if len(names[i]) > t.limits.Field {
				return limits.Field.Refuse("Shorten the names", "a name of %q is longer than %d bytes", clip(a.name),
					t.limits.Field)
			}
		}
		classes := max(2, t.scores[0].channels)
		switch {
		case isName && len(names) == len(t.images):
			for i, name := range names {
				t.images[i].Name = name
			}
		case isClass && len(names) == classes:
			t.classes = names
		default:
			return tradeoff.Errorf(tradeoff.Invalid, "%q has %d names, but there are %d images and %d classes", clip(a.name),
				len(names), len(t.images), classes).
				WithHint("Give each image one name, or each class.").At(tradeoff.Place{Column: a.name})
		}
	}
	if refusal := differ(t.classes); refusal != nil {
		return refusal
	}
	return nil
}

// leaveOut notes the arrays that are not read.
func (t *imageTable) leaveOut(list []*namedArray) error {
	var others []string
	for _, a := range list {
		read := a == t.mask || slices.ContainsFunc(t.scores, func(s *imageScores) bool { return s.namedArray == a }) ||
			len(a.Shape) == 1 && (rank(imageNameNames, a.name) >= 0 || rank(classArrays, a.name) >= 0)
		if !read && !slices.Contains(t.options.Ignore, a.name) {
			others = append(others, a.name)
		}
	}
	if len(others) > 0 {
		t.notes = append(t.notes,
			finding("parts_left_out", "", "%s %s neither a mask nor scores and left out", quoted(others, fewNames),
				plural(len(others), "is", "are")))
	}
	return nil
}

// twoChannels reduces two channels to one score.
func (t *imageTable) twoChannels([]*namedArray) error {
	if t.scores[0].channels != 2 {
		return nil
	}
	var buf []float64
	for _, s := range t.scores {
		for i := range t.images {
			var err error
			if buf, err = s.image(buf, i, len(t.images)); err != nil {
				return err
			}
			for p := range t.pixels() {
				a, b := buf[s.index(0, p, t.pixels())], buf[s.index(1, p, t.pixels())]
				s.difference = s.difference || !(a >= 0 && b >= 0 && math.Abs(a+b-1) <= rowSumTolerance)
			}
		}
		if s.difference {
			t.notes = append(t.notes,
				finding("logits_in_two_columns", "",
					"%q has two channels that do not add up to 1; the score is the second minus the first, as for logits", s.name))
		} else {
			t.notes = append(t.notes,
				finding("complement_ignored", "",
					"the first channel of %q is 1 − the second, the probability of the other class, and is ignored", s.name))
		}
	}
	return nil
}
