package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/limits"
	"tradeoff/internal/tradeoff"
)

// This file is about masks: arrays of labels and scores whose rows are images.
//
//	mask [N,H,W], prob [N,H,W]     a label and a score for each pixel
//	mask [N,H,W], prob [N,C,H,W]   a score for each of C classes; also [N,H,W,C]
//	mask [H,W],   prob [H,W]       one image
//
// The pixels become rows, image after image, and so the rest is as for any other
// table.

// maskNames are what arrays of true masks are called, squeezed, by falling rank.
var maskNames = append([]string{"mask", "masks", "truemask", "truemasks", "gtmask", "segmentation"}, labelNames...)

// imageNameNames are what arrays of the names of images are called, squeezed.
var imageNameNames = []string{"name", "names", "imagename", "imagenames", "image", "images", "filename", "filenames", "file", "files", "id", "ids"}

// mostImages is how many images a run may have: they are listed one by one.
const mostImages = 10_000

// ignoredLabels are what masks have where a pixel is not to count.
var ignoredLabels = []int64{255, -1}

// An imageTable is the format of masks.
type imageTable struct {
	limits  Limits
	options Options
	mask    *namedArray
	scores  []*imageScores
	images  []tradeoff.Image
	classes []string // the names of the classes, of two the negative one first; nil: they have none

	byClass map[int64]string // the label of each value of the mask
	ignored map[int64]bool
	first   []int // the first pixel of each value, which are part of the sample
	notes   []tradeoff.Finding
}

// An imageScores is an array of scores: one for each pixel, or one a class.
type imageScores struct {
	*namedArray
	channels int
	last     bool // the channels are the last axis

	// Of two channels one score is made: the second, or how much it is above the
	// first.
	difference bool
}

// newImageTable returns the masks that are among the arrays, nil if they are none.
func newImageTable(list []*namedArray, o Options) (*imageTable, error) {
	t := &imageTable{limits: o.Limits, options: o, byClass: make(map[int64]string), ignored: make(map[int64]bool)}
	if !hasImages(list) {
		return nil, nil
	}
	for _, step := range []func([]*namedArray) error{t.findMask, t.findScores, t.checkSizes, t.findNames, t.leaveOut, t.readMask, t.twoChannels} {
		if err := step(list); err != nil {
			return nil, err
		}
	}
	// What these options say has been done.
	t.options.Label, t.options.Score, t.options.Ignore, t.options.Weight = "", nil, nil, ""
	if len(t.scores) == 1 && t.options.Kind == "" && (t.scores[0].difference || rank(logitNames, t.scores[0].name) >= 0) {
		t.options.Kind = calc.Logit
	}
	return t, nil
}

// hasImages reports whether arrays are masks and not columns: they have three
// axes or more, or two and are called masks.
func hasImages(list []*namedArray) bool {
	return slices.ContainsFunc(list, func(a *namedArray) bool {
		return len(a.Shape) > 2 && !a.Type.IsText() || len(a.Shape) == 2 && slices.Contains(maskNames[:len(maskNames)-len(labelNames)], squeeze(a.name))
	})
}

// mayHold reports whether an array may hold pixels.
func (t *imageTable) mayHold(a *namedArray) bool {
	return len(a.Shape) > 1 && !a.Type.IsText() && !slices.Contains(t.options.Ignore, a.name)
}

const saveMasks = "Save both in one file: numpy.savez(\"masks.npz\", prob=…, mask=…), with prob of shape [N,H,W], or [N,C,H,W] for C classes, and mask of shape [N,H,W]."

// findMask finds the array of the true masks: by its name, or else the only one
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
		return tradeoff.Errorf(tradeoff.Invalid, "no array of images is called mask: there is %s", shapes(list)).WithHint(saveMasks).At(tradeoff.Place{Column: pictured(list)})
	}
	return nil
}

// pictured returns the name of the first array that looks like images.
func pictured(list []*namedArray) string {
	for _, a := range list {
		if len(a.Shape) > 2 {
			return a.name
		}
	}
	return ""
}

// shapes lists arrays with their shapes, the first four.
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

// findScores finds the arrays of scores: those that are named, those called like
// scores, or else all of fractions.
func (t *imageTable) findScores(list []*namedArray) error {
	var named, called, fractions, others []*namedArray
	for _, a := range list {
		if a == t.mask || !t.mayHold(a) {
			continue
		}
		others = append(others, a)
		if slices.ContainsFunc(t.options.Score, func(s string) bool { return s == a.name || strings.HasPrefix(s, a.name+"[") }) {
			named = append(named, a)
		}
		if a.Type.IsFloat() {
			fractions = append(fractions, a)
			if scoreRank(a.name) >= 0 {
				called = append(called, a)
			}
		}
	}
	for _, choice := range [][]*namedArray{named, called, fractions, others} {
		if len(choice) > 0 {
			for _, a := range choice {
				t.scores = append(t.scores, &imageScores{namedArray: a, channels: 1})
			}
			return nil
		}
	}
	return tradeoff.Errorf(tradeoff.Invalid, "no array holds the scores of the pixels: there is %s", shapes(list)).WithHint(saveMasks).At(tradeoff.Place{Column: t.mask.name})
}

// checkSizes settles how many images there are of which size, and compares the
// scores with the mask.
func (t *imageTable) checkSizes([]*namedArray) error {
	shape := imageShape(t.mask.Shape)
	if len(shape) != 3 {
		return tradeoff.Errorf(tradeoff.Invalid, "the mask is of shape %s, and a mask has one label for each pixel", t.mask.ShapeText()).
			WithHint("Save class numbers of shape [N,H,W]: of one-hot masks mask.argmax(axis=1).").At(tradeoff.Place{Column: t.mask.name})
	}
	n, height, width := shape[0], shape[1], shape[2]
	for _, s := range t.scores {
		if !s.fits(shape) {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is of shape %s, and %q of shape %s", clip(s.name), s.ShapeText(), clip(t.mask.name), t.mask.ShapeText()).
				WithHint("Save scores of the mask's shape, or of [N,C,H,W] for C classes.").At(tradeoff.Place{Column: s.name})
		}
		if s.channels > t.limits.Columns {
			return limits.Columns.Refuse("Save fewer classes", "%q has more than %d classes", clip(s.name), t.limits.Columns)
		}
		if s.channels != t.scores[0].channels {
			return tradeoff.Errorf(tradeoff.Invalid, "%q is of shape %s, and %q of shape %s", clip(s.name), s.ShapeText(), clip(t.scores[0].name), t.scores[0].ShapeText()).
				WithHint("Save scores of the same classes, or leave one array out with --ignore (parameter ignore).").At(tradeoff.Place{Column: s.name})
		}
	}
	pixels := n * height * width
	switch {
	case pixels == 0:
		return tradeoff.Errorf(tradeoff.Invalid, "the mask is of shape %s and has no pixels", t.mask.ShapeText()).WithHint("Send images with pixels.").At(tradeoff.Place{Column: t.mask.name})
	case pixels > t.limits.Rows:
		return limits.Rows.Refuse("Send fewer or smaller images", "the images have %d pixels, each of which is a row, and %d are taken", pixels, t.limits.Rows)
	case n > mostImages:
		return tradeoff.Errorf(tradeoff.TooLarge, "there are %d images, and %d are taken", n, mostImages).WithHint("Send fewer images, or join some to larger ones.")
	}
	for range n {
		t.images = append(t.images, tradeoff.Image{Height: height, Width: width})
	}
	return nil
}

// imageShape returns a mask's shape as [N,H,W]: without an axis of one channel, and
// with one for a single image.
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

// findNames takes over the names of images and of classes.
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
				return limits.Field.Refuse("Shorten the names", "a name of %q is longer than %d bytes", clip(a.name), t.limits.Field)
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
			return tradeoff.Errorf(tradeoff.Invalid, "%q has %d names, and there are %d images and %d classes", clip(a.name), len(names), len(t.images), classes).
				WithHint("Give each image one name, or each class.").At(tradeoff.Place{Column: a.name})
		}
	}
	if refusal := differ(t.classes); refusal != nil {
		return refusal
	}
	return nil
}

// leaveOut says which arrays are not read.
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
		t.notes = append(t.notes, finding("parts_left_out", "", "%s %s neither a mask nor scores and left out", quoted(others, fewNames), plural(len(others), "is", "are")))
	}
	return nil
}

// load reads image i of an array, all values of it.
func (a *namedArray) image(buf []float64, i, images int) ([]float64, error) {
	n, row := a.RowLen(), i
	if images == 1 { // [H,W] has its rows on the first axis
		n, row = n*a.Rows(), 0
	}
	buf = slices.Grow(buf[:0], n)[:n]
	return buf, arrayError(a.Floats(buf, row), a.name)
}

// pixels returns how many pixels an image has: all have the same size.
func (t *imageTable) pixels() int { return t.images[0].Pixels() }

// at names a pixel of an array as NumPy does.
func (t *imageTable) at(a *namedArray, image, pixel int, channel ...int) string {
	index := []string{strconv.Itoa(image)}
	for _, c := range channel {
		index = append(index, strconv.Itoa(c))
	}
	y, x := pixel/t.images[0].Width, pixel%t.images[0].Width
	return fmt.Sprintf("%s[%s, %d, %d]", clip(a.name), strings.Join(index, ", "), y, x)
}

// readMask finds out which values the mask has, and what they mean.
func (t *imageTable) readMask([]*namedArray) error {
	seen := make(map[int64]int) // the first pixel of each value
	var buf []float64
	last := int64(math.MinInt64)
	for i := range t.images {
		var err error
		if buf, err = t.mask.image(buf, i, len(t.images)); err != nil {
			return err
		}
		for p, x := range buf {
			v := int64(x)
			if v == last && float64(v) == x {
				continue
			}
			if float64(v) != x || len(seen) > maxClasses {
				return t.badLabel(i, p, x, "A mask has one whole number for each pixel, its class. Is it the right array? Name it with --label (parameter label).")
			}
			if last = v; !hasKey(seen, v) {
				seen[v] = i*t.pixels() + p
			}
		}
	}
	if err := t.nameValues(seen); err != nil {
		return err
	}
	for _, row := range seen {
		t.first = append(t.first, row)
	}
	sort.Ints(t.first)
	return nil
}

func hasKey(m map[int64]int, k int64) bool { _, ok := m[k]; return ok }

func (t *imageTable) badLabel(image, pixel int, x float64, hint string) error {
	return tradeoff.Errorf(tradeoff.Invalid, "%s is %v, which is no class (counted from 0: image %d, row %d, column %d)", t.at(t.mask, image, pixel), x,
		image, pixel/t.images[0].Width, pixel%t.images[0].Width).WithHint("%s", hint).At(tradeoff.Place{Column: t.mask.name})
}

// nameValues says what each value of the mask is: a class, or no class at all.
func (t *imageTable) nameValues(seen map[int64]int) error {
	classes := int64(max(2, t.scores[0].channels))
	_, one := seen[1]
	_, other := seen[-1]
	_, full := seen[255]
	if classes == 2 && full && !one && !other { // as pictures have it
		t.byClass[0], t.byClass[255] = "0", "1"
		t.notes = append(t.notes, finding("mask_255", "If 255 stands for pixels that do not count, write 1 for the positive ones.", "the mask is written in 0 and 255; 255 is read as positive"))
	}
	var values []int64
	for v := range seen {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b int64) int { return seen[a] - seen[b] })
	for _, v := range values {
		switch {
		case t.byClass[v] != "":
		case v >= 0 && v < classes:
			t.byClass[v] = t.className(int(v))
		case !slices.Contains(ignoredLabels, v):
			hint := "A mask of two classes has 1 for the positive pixels and 0 for all others."
			if classes > 2 {
				hint = fmt.Sprintf("There are scores of %d classes: number them from 0 to %d.", classes, classes-1)
			}
			return t.badLabel(seen[v]/t.pixels(), seen[v]%t.pixels(), float64(v), hint)
		case !t.options.SkipMissing:
			return t.badLabel(seen[v]/t.pixels(), seen[v]%t.pixels(), float64(v),
				"If it stands for pixels that do not count, leave them out with --skip_missing (parameter skip_missing).").(*tradeoff.Error).
				WithFix("Leave these pixels out", "skip_missing", "true")
		default:
			t.ignored[v] = true
		}
	}
	return nil
}

// className is the label of a class in the rows.
func (t *imageTable) className(c int) string {
	if t.classes != nil && t.many() {
		return t.classes[c]
	}
	return strconv.Itoa(c)
}

func (t *imageTable) many() bool { return t.scores[0].channels >= fewestClasses }

// twoChannels makes one score of two.
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
			t.notes = append(t.notes, finding("logits_in_two_columns", "", "%q has two channels that do not add up to 1; the score is the second less the first, as of logits", s.name))
		} else {
			t.notes = append(t.notes, finding("complement_ignored", "", "the first channel of %q is 1 − the second, the probability of the other class, and is ignored", s.name))
		}
	}
	return nil
}

// index returns where the score of a channel stands among those of an image.
func (s *imageScores) index(channel, pixel, pixels int) int {
	if s.last {
		return pixel*s.channels + channel
	}
	return channel*pixels + pixel
}

// columns are how many columns an array of scores becomes.
func (s *imageScores) columns() int {
	if s.channels == 2 {
		return 1
	}
	return s.channels
}

// value returns the score of column k at a pixel.
func (s *imageScores) value(buf []float64, k, pixel, pixels int) float64 {
	switch {
	case s.channels != 2:
		return buf[s.index(k, pixel, pixels)]
	case s.difference:
		return buf[s.index(1, pixel, pixels)] - buf[s.index(0, pixel, pixels)]
	}
	return buf[s.index(1, pixel, pixels)]
}

// columnName is what column k of an array is called.
func (t *imageTable) columnName(s *imageScores, k int) string {
	switch {
	case s.channels == 1:
		return s.name
	case s.channels == 2:
		return s.name + "[1]"
	}
	return s.name + "[" + t.className(k) + "]"
}

const countsColumn = "counts"

// sample returns the first rows and others from all over the images: the top of the
// first one may be nothing but background.
func (t *imageTable) sample() (*sample, error) {
	s := &sample{manner: manner{mark: '.', header: true, byRow: true}, names: []string{t.mask.name}, roles: map[int]tradeoff.Role{0: tradeoff.LabelRole}, notes: t.notes}
	many := &classPlan{}
	for _, scores := range t.scores {
		f := family{name: words(scores.name)}
		for k := range scores.columns() {
			f.columns = append(f.columns, len(s.names))
			f.classes = append(f.classes, foldLabel([]byte(t.className(k)), '.'))
			s.roles[len(s.names)] = tradeoff.ScoreRole
			s.names = append(s.names, t.columnName(scores, k))
		}
		many.families = append(many.families, f)
	}
	if t.many() {
		s.classes = many
	}
	if len(t.ignored) > 0 {
		s.roles[len(s.names)] = tradeoff.WeightRole
		s.names = append(s.names, countsColumn)
	}
	if refusal := differ(s.names); refusal != nil {
		return nil, refusal
	}
	at := slices.Clone(t.first)
	for k := range min(previewRows, t.pixels()*len(t.images)) {
		at = append(at, k)
	}
	total := t.pixels() * len(t.images)
	n := min(total, sampleSizeFor(len(s.names)))
	for k := range n {
		at = append(at, int(int64(k)*int64(total)/int64(n)))
	}
	sort.Ints(at)
	at = slices.Compact(at)
	next := 0
	err := t.each(func(image int, mask []float64, scores [][]float64) error {
		for ; next < len(at) && at[next]/t.pixels() == image; next++ {
			p := at[next] % t.pixels()
			row := []string{t.label(mask[p])}
			for k, a := range t.scores {
				for c := range a.columns() {
					row = append(row, strconv.FormatFloat(a.value(scores[k], c, p, t.pixels()), 'g', -1, newCursor(a.namedArray, 0).bits()))
				}
			}
			if len(t.ignored) > 0 {
				row = append(row, strconv.FormatFloat(t.counts(mask[p]), 'g', -1, 64))
			}
			s.rows = append(s.rows, row)
		}
		return nil
	}, func(image int) bool { return next < len(at) && at[next]/t.pixels() == image })
	return s, err
}

// label returns the label of a value of the mask; that of a pixel that does not
// count does not matter.
func (t *imageTable) label(x float64) string {
	if name := t.byClass[int64(x)]; name != "" {
		return name
	}
	return t.className(0)
}

func (t *imageTable) counts(x float64) float64 {
	if t.ignored[int64(x)] {
		return 0
	}
	return 1
}

// each calls f with the values of the images that are wanted, one after the
// other.
func (t *imageTable) each(f func(image int, mask []float64, scores [][]float64) error, wanted func(image int) bool) (err error) {
	var mask []float64
	scores := make([][]float64, len(t.scores))
	for i := range t.images {
		if !wanted(i) {
			continue
		}
		if mask, err = t.mask.image(mask, i, len(t.images)); err != nil {
			return err
		}
		for k, s := range t.scores {
			if scores[k], err = s.image(scores[k], i, len(t.images)); err != nil {
				return err
			}
		}
		if err := f(i, mask, scores); err != nil {
			return err
		}
	}
	return nil
}

func (t *imageTable) parts(ctx context.Context, p *plan) ([]*part, error) {
	f := newFiller(ctx, p, t.limits)
	labels := make(map[float64][]byte)
	for v := range t.ignored {
		labels[float64(v)] = []byte(t.label(float64(v)))
	}
	for v, name := range t.byClass {
		labels[float64(v)] = []byte(name)
	}
	err := t.each(func(image int, mask []float64, scores [][]float64) error {
		for pixel := range t.pixels() {
			if err := f.row(); err != nil {
				return err
			}
			if err := f.text(0, labels[mask[pixel]]); err != nil {
				return err
			}
			column := 1
			for k, s := range t.scores {
				for c := range s.columns() {
					x := s.value(scores[k], c, pixel, t.pixels())
					if math.IsNaN(x) || math.IsInf(x, 0) {
						return t.badScore(s, image, pixel, c, x)
					}
					if err := f.number(column, x, 64); err != nil {
						return err
					}
					column++
				}
			}
			if len(t.ignored) > 0 {
				if err := f.number(column, t.counts(mask[pixel]), 64); err != nil {
					return err
				}
			}
		}
		return nil
	}, func(int) bool { return true })
	if err != nil {
		return nil, err
	}
	return f.all()
}

func (t *imageTable) badScore(s *imageScores, image, pixel, channel int, x float64) error {
	var channels []int
	if s.channels > 1 {
		channels = []int{channel}
	}
	return tradeoff.Errorf(tradeoff.Invalid, "%s is %v (counted from 0: image %d, row %d, column %d)", t.at(s.namedArray, image, pixel, channels...), x,
		image, pixel/t.images[0].Width, pixel%t.images[0].Width).
		WithHint("Every pixel needs a finite score; pixels that do not count are 255 in the mask.").At(tradeoff.Place{Column: s.name})
}

// finish gives datasets what only images have.
func (t *imageTable) finish(list []*Dataset) {
	for _, d := range list {
		d.Images = t.images
		if len(t.ignored) > 0 {
			d.Findings = append(d.Findings, t.ignoredFinding(d))
		}
		if d.Task != tradeoff.BinaryTask {
			continue
		}
		d.Task = tradeoff.SegmentationTask
		if t.classes != nil {
			d.NegativeName, d.PositiveName = t.classes[0], t.classes[1]
		}
	}
}

// ignoredFinding says how many pixels do not count.
func (t *imageTable) ignoredFinding(d *Dataset) tradeoff.Finding {
	n := 0
	for _, c := range d.Columns {
		if c.Role == tradeoff.WeightRole {
			for _, w := range c.Floats {
				if w == 0 {
					n++
				}
			}
		}
	}
	return finding("pixels_ignored", "", "%d of %d pixels do not count: the mask says %s there", n, d.N, t.ignoredText())
}

func (t *imageTable) ignoredText() string {
	var list []string
	for _, v := range ignoredLabels {
		if t.ignored[v] {
			list = append(list, strconv.FormatInt(v, 10))
		}
	}
	return strings.Join(list, " or ")
}

// placed says in which pixel an error lies that names its row.
func (t *imageTable) placed(err error) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Place.Row == 0 {
		return err
	}
	row := e.Place.Row - 1
	image, pixel := row/t.pixels(), row%t.pixels()
	c := *e
	c.Message += fmt.Sprintf(" (counted from 0: image %d, row %d, column %d)", image, pixel/t.images[0].Width, pixel%t.images[0].Width)
	return &c
}
