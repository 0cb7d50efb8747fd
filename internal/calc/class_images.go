package calc

import "fmt"

// A ClassImage is an image whose pixels belong to one of several classes.
type ClassImage struct {
	Height, Width int
	Label         []int
	Score         [][]float64 // one row of scores per pixel
}

// ClassImages holds a multi-class segmentation run: a run for each image and one
// of all pixels.
type ClassImages struct {
	Pooled *ClassRun
	Each   []*ClassRun
}

// NewClassImages returns the runs of the images. An invalid image gives an
// *[InputError] whose row counts the pixels of all images.
func NewClassImages(kind Kind, classes int, images []ClassImage) (*ClassImages, error) {
	all := MultiClass{Kind: kind, Classes: classes}
	g := &ClassImages{Each: make([]*ClassRun, len(images))}
	for i, m := range images {
		if m.Height < 0 || m.Width < 0 || m.Height*m.Width != len(m.Label) {
			return nil, &InputError{
				Row: -1, Message: fmt.Sprintf("image %d is %d×%d and has %d pixels", i, m.Height, m.Width, len(m.Label)),
			}
		}
		r, err := NewClassRun(MultiClass{Kind: kind, Classes: classes, Label: m.Label, Score: m.Score})
		if err != nil {
			return nil, inImage(err, i, len(all.Label))
		}
		g.Each[i] = r
		all.Label = append(all.Label, m.Label...)
		all.Score = append(all.Score, m.Score...)
	}
	var err error
	g.Pooled, err = NewClassRun(all)
	return g, err
}

// ClassImageMean is an overlap loss of every class in every image.
type ClassImageMean struct {
	Mean     Value // over all pairs of image and class that have a value
	Defined  int
	PerImage [][]Value // by image and class
}

// Mean returns an overlap loss of every image, such as
//
//	images.Mean(func(r *ClassRun) ClassOverlap { return r.Dice(1) })
//
// and its mean over all images and classes.
func (g *ClassImages) Mean(f func(*ClassRun) ClassOverlap) ClassImageMean {
	m := ClassImageMean{PerImage: make([][]Value, len(g.Each))}
	var all []Value
	for i, r := range g.Each {
		m.PerImage[i] = f(r).PerClass
		all = append(all, m.PerImage[i]...)
	}
	m.Mean, m.Defined = MeanOfDefined(all)
	return m
}

// Lovasz returns the Lovász-Softmax loss of every image and its mean. Whether
// a class is present is decided for each image.
func (g *ClassImages) Lovasz(classes Classes) ImageMean {
	m := ImageMean{PerImage: make([]Value, len(g.Each))}
	for i, r := range g.Each {
		m.PerImage[i] = r.Lovasz(classes)
	}
	m.Mean, m.Defined = MeanOfDefined(m.PerImage)
	return m
}
