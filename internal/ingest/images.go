package ingest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"tradeoff/internal/calc"
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

// maxImages is the maximum number of images in a run: they are listed one by
// one.
const maxImages = 10_000

// ignoredLabels are the usual mask values of pixels that do not count.
var ignoredLabels = []int64{255, -1}

// An imageTable is the format of masks.
type imageTable struct {
	limits  Limits
	options Options
	mask    *namedArray
	scores  []*imageScores
	images  []tradeoff.Image
	classes []string // class names, the negative one first if there are two; nil: unnamed

	byClass map[int64]string // the label of each value of the mask
	ignored map[int64]bool
	first   []int // the first pixel of each value, which are part of the sample
	notes   []tradeoff.Finding
}

// An imageScores is an array of scores: one for each pixel, or one for each
// class of it.
type imageScores struct {
	*namedArray
	channels int
	last     bool // the channels are the last axis

	// Two channels become one score: the second, or its difference from the
	// first.
	difference bool
}

// newImageTable returns the masks among the arrays, nil if there are none.
func newImageTable(list []*namedArray, o Options) (*imageTable, error) {
	t := &imageTable{limits: o.Limits, options: o, byClass: make(map[int64]string), ignored: make(map[int64]bool)}
	if !hasImages(list) {
		return nil, nil
	}
	steps := []func([]*namedArray) error{
		t.findMask, t.findScores, t.checkSizes, t.findNames, t.leaveOut, t.readMask, t.twoChannels,
	}
	for _, step := range steps {
		if err := step(list); err != nil {
			return nil, err
		}
	}
	// These options have been applied.
	t.options.Label, t.options.Score, t.options.Ignore, t.options.Weight = "", nil, nil, ""
	if len(t.scores) == 1 && t.options.Kind == "" && (t.scores[0].difference || rank(logitNames, t.scores[0].name) >= 0) {
		t.options.Kind = calc.Logit
	}
	return t, nil
}

// hasImages reports whether arrays are masks and not columns: they have three
// axes or more, or two axes and the name of a mask.
func hasImages(list []*namedArray) bool {
	return slices.ContainsFunc(list, func(a *namedArray) bool {
		return len(a.Shape) > 2 && !a.Type.IsText() ||
			len(a.Shape) == 2 && slices.Contains(maskNames[:len(maskNames)-len(labelNames)], normalName(a.name))
	})
}

// readMask finds the values of the mask and their meaning.
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
				return t.badLabel(i, p, x,
					"A mask has one whole number for each pixel, its class. "+
						"Is it the right array? Name it with --label (parameter label).")
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

// nameValues assigns each value of the mask to a class, or to no class.
func (t *imageTable) nameValues(seen map[int64]int) error {
	classes := int64(max(2, t.scores[0].channels))
	_, one := seen[1]
	_, other := seen[-1]
	_, full := seen[255]
	if classes == 2 && full && !one && !other { // as pictures have it
		t.byClass[0], t.byClass[255] = "0", "1"
		t.notes = append(t.notes,
			finding("mask_255", "If 255 means pixels that do not count, write 1 for the positive ones.",
				"the mask is written in 0 and 255; 255 is read as positive"))
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
				"If it means pixels that do not count, "+
					"leave them out with --skip_missing (parameter skip_missing).").(*tradeoff.Error).
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

func (t *imageTable) many() bool { return t.scores[0].channels >= minClasses }

// columns returns the number of columns that an array of scores becomes.
func (s *imageScores) columns() int {
	if s.channels == 2 {
		return 1
	}
	return s.channels
}

// columnName returns the name of column k of an array.
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

// sample returns the first rows and others from all images, since the first
// image may begin with background only.
func (t *imageTable) sample() (*sample, error) {
	s := &sample{
		notation: notation{mark: '.', header: true, byRow: true}, names: []string{t.mask.name},
		roles: map[int]tradeoff.Role{0: tradeoff.LabelRole}, notes: t.notes,
	}
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
					row = append(row, strconv.FormatFloat(a.value(scores[k], c, p, t.pixels()), 'g', -1,
						newCursor(a.namedArray, 0).bits()))
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

// finish fills the fields that only image datasets have.
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
	return finding("pixels_ignored", "", "%d of %d pixels do not count: the mask is %s there", n, d.N, t.ignoredText())
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

// placed replaces the row in an error's place by the image and pixel.
func (t *imageTable) placed(err error) error {
	var e *tradeoff.Error
	if !errors.As(err, &e) || e.Place.Row == 0 {
		return err
	}
	row := e.Place.Row - 1
	image, pixel := row/t.pixels(), row%t.pixels()
	c := *e
	c.Message += fmt.Sprintf(" (counted from 0: image %d, row %d, column %d)", image, pixel/t.images[0].Width,
		pixel%t.images[0].Width)
	return &c
}
