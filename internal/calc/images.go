package calc

import "fmt"

// An Image is an image whose pixels are rows, in row-major order.
type Image struct {
	Height, Width int
	Label         []uint8
	Score         []float64
}

// Images holds a segmentation run: a sweep for each image and one of all pixels.
type Images struct {
	Pooled *Sweep
	Each   []*Sweep
}

// NewImages returns the sweeps of the images, whose sizes may differ. An
// invalid image gives an *[InputError] whose row counts the pixels of all
// images.
func NewImages(kind Kind, images []Image) (*Images, error) {
	var all Binary
	all.Kind = kind
	g := &Images{Each: make([]*Sweep, len(images))}
	for i, m := range images {
		if m.Height < 0 || m.Width < 0 || m.Height*m.Width != len(m.Label) {
			return nil, &InputError{
				Row: -1, Message: fmt.Sprintf("image %d is %d×%d and has %d pixels", i, m.Height, m.Width, len(m.Label)),
			}
		}
		one := Binary{Kind: kind, Label: m.Label, Score: m.Score}
		s, err := NewSweep(one)
		if err != nil {
			return nil, inImage(err, i, len(all.Label))
		}
		g.Each[i] = s
		all.Label = append(all.Label, m.Label...)
		all.Score = append(all.Score, m.Score...)
	}
	var err error
	g.Pooled, err = NewSweep(all)
	return g, err
}

// inImage adds the image to an input error.
func inImage(err error, image, before int) error {
	e, ok := err.(*InputError)
	if !ok {
		return err
	}
	c := *e
	c.Message = fmt.Sprintf("image %d: %s", image, e.Message)
	if c.Row >= 0 {
		c.Row += before
	}
	return &c
}

// An ImageMean is a number per image and their plain mean, in which every image
// counts the same whatever its size.
type ImageMean struct {
	Mean     Value // over the images that have a value
	Defined  int   // how many those are
	PerImage []Value
}

// Mean returns f of every image and their mean. Undefined images are left out
// of it; without any, the mean is undefined for the last one's reason. Loss
// functions are given as in
//
//	images.Mean(func(s *Sweep) Value { return s.Dice(1).Loss })
//
// and pooled over all pixels by calling them on Pooled. See docs/metrics.md 9.
func (g *Images) Mean(f func(*Sweep) Value) ImageMean {
	m := ImageMean{PerImage: make([]Value, len(g.Each))}
	for i, s := range g.Each {
		m.PerImage[i] = f(s)
	}
	m.Mean, m.Defined = MeanOfDefined(m.PerImage)
	return m
}

// MeanOfDefined returns the mean of the defined values and how many there are. Without
// any it is undefined for the last one's reason.
func MeanOfDefined(values []Value) (mean Value, defined int) {
	var total sum
	mean = Undefined(NoSamples)
	for _, v := range values {
		if v.OK {
			total.add(v.V)
			defined++
		} else {
			mean = v
		}
	}
	if defined > 0 {
		mean = Defined(total.value() / float64(defined))
	}
	return mean, defined
}

// BCEDice returns the weighted sum of the cross entropy over all pixels and the
// mean Dice loss of the images. Undefined if either is.
func (g *Images) BCEDice(o BCEDice) Value {
	dice := g.Mean(func(s *Sweep) Value { return s.Dice(o.Smooth).Loss })
	return o.of(g.Pooled.LogLoss().Mean, dice.Mean)
}

// HardOverlap compares masks, of the pixels whose probability is at or above a
// threshold, with the true ones.
type HardOverlap struct {
	Dice     ImageMean // 2TP/(2TP+FP+FN); an empty mask predicted empty is undefined
	IoU      ImageMean // TP/(TP+FP+FN); likewise
	Accuracy ImageMean // of the pixels; defined unless an image has none

	DicePooled, IoUPooled, AccuracyPooled Value // over all pixels
}

// Overlap returns Dice, IoU and pixel accuracy at probability t, for logits
// too. With emptyIsOne an empty mask that is predicted empty counts as 1
// instead of being left out. Undefined for runs of kind [Score].
func (g *Images) Overlap(t float64, emptyIsOne bool) HardOverlap {
	at := func(f func(Confusion) Value) func(*Sweep) Value {
		return func(s *Sweep) Value {
			if r := s.missingProbability(); r != "" {
				return Undefined(r)
			}
			v := f(s.Confusion(s.probabilityIndex(t)))
			if !v.OK && emptyIsOne {
				return Defined(1)
			}
			return v
		}
	}
	dice, iou, accuracy := at(Confusion.F1), at(Confusion.Jaccard), at(Confusion.Accuracy)
	return HardOverlap{
		Dice: g.Mean(dice), IoU: g.Mean(iou), Accuracy: g.Mean(accuracy),
		DicePooled: dice(g.Pooled), IoUPooled: iou(g.Pooled), AccuracyPooled: accuracy(g.Pooled),
	}
}

// BootstrapAt returns the bootstraps of metrics at threshold t with the image as
// the unit that is drawn: each metric of the pixels of all drawn images together,
// and the mean over the drawn images that have it. Fewer than two images have no
// interval.
func (g *Images) BootstrapAt(t float64, metrics []func(Confusion) Value, o Resampling) (pooled, mean []Bootstrap) {
	o.check()
	n, m := len(g.Each), len(metrics)
	at := make([]Confusion, n)
	each := make([]Value, n*m)
	for i, s := range g.Each {
		at[i] = s.At(t).Confusion
		for k, f := range metrics {
			each[i*m+k] = f(at[i])
		}
	}
	of := func(drawn func(i int) int, values []Value) { // pooled, then means
		var all Confusion
		totals, defined := make([]float64, m), make([]int, m)
		for i := range n {
			j := drawn(i)
			all.TP, all.FP, all.FN, all.TN = all.TP+at[j].TP, all.FP+at[j].FP, all.FN+at[j].FN, all.TN+at[j].TN
			for k := range m {
				if v := each[j*m+k]; v.OK {
					totals[k] += v.V
					defined[k]++
				}
			}
		}
		for k, f := range metrics {
			values[k] = f(all)
			values[m+k] = Ratio(totals[k], float64(defined[k]), NoSamples)
		}
	}
	whole := make([]Value, 2*m)
	of(func(i int) int { return i }, whole)
	out := make([]Bootstrap, 2*m)
	if n < 2 {
		for k, v := range whole {
			out[k] = noBootstrap(v, TooFewSamples, o)
		}
		return out[:m], out[m:]
	}
	replicates := replicate(o, func() func(int) []Value {
		return func(r int) []Value {
			d, values := newRNG(o.Seed, r), make([]Value, 2*m)
			of(func(int) int { return int(d.below(uint32(n))) }, values)
			return values
		}
	})
	column := make([]Value, len(replicates))
	for k, v := range whole {
		for r, values := range replicates {
			column[r] = values[k]
		}
		out[k] = summarize(v, column, o)
		out[k].Replicates = nil // unused, and large for many metrics
	}
	return out[:m], out[m:]
}
