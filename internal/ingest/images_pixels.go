package ingest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tradeoff/internal/tradeoff"
)

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

// at returns the index of a pixel of an array in NumPy's notation.
func (t *imageTable) at(a *namedArray, image, pixel int, channel ...int) string {
	index := []string{strconv.Itoa(image)}
	for _, c := range channel {
		index = append(index, strconv.Itoa(c))
	}
	y, x := pixel/t.images[0].Width, pixel%t.images[0].Width
	return fmt.Sprintf("%s[%s, %d, %d]", clip(a.name), strings.Join(index, ", "), y, x)
}

func (t *imageTable) badLabel(image, pixel int, x float64, hint string) error {
	return tradeoff.Errorf(tradeoff.Invalid,
		"%s is %v, which is not a class (counted from 0: image %d, row %d, column %d)", t.at(t.mask, image, pixel), x,
		image, pixel/t.images[0].Width, pixel%t.images[0].Width).WithHint("%s", hint).At(tradeoff.Place{Column: t.mask.name})
}

// index returns the position of a channel's score among the scores of an
// image.
func (s *imageScores) index(channel, pixel, pixels int) int {
	if s.last {
		return pixel*s.channels + channel
	}
	return channel*pixels + pixel
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

// label returns the label of a mask value. For a pixel that does not count it
// is arbitrary.
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

// each calls f with the values of the wanted images, one after the other.
func (t *imageTable) each(f func(image int, mask []float64, scores [][]float64) error,
	wanted func(image int) bool) (err error) {
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
	return tradeoff.Errorf(tradeoff.Invalid, "%s is %v (counted from 0: image %d, row %d, column %d)",
		t.at(s.namedArray, image, pixel, channels...), x,
		image, pixel/t.images[0].Width, pixel%t.images[0].Width).
		WithHint("Every pixel needs a finite score; pixels that do not count are 255 in the mask.").
		At(tradeoff.Place{Column: s.name})
}
