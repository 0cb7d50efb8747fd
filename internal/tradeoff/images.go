package tradeoff

import (
	"fmt"
	"sort"
)

// An Image is a picture whose pixels are rows of a run, the first row of pixels
// first. The pixels of one image follow those of the one before it.
type Image struct {
	Name   string `json:"name,omitempty"` // as the file has it; see [TaskFacts.ImageName]
	Height int    `json:"height"`
	Width  int    `json:"width"`
}

// Pixels returns how many pixels the image has.
func (m Image) Pixels() int { return m.Height * m.Width }

// HasImages reports whether the rows of the run are the pixels of images.
func (f TaskFacts) HasImages() bool { return len(f.Images) > 0 }

// ImageName returns what image i is called. Images are counted from 0, as they
// are in the arrays that they come from.
func (f TaskFacts) ImageName(i int) string {
	if name := f.Images[i].Name; name != "" {
		return name
	}
	return fmt.Sprintf("image %d", i)
}

// ImageRows returns which rows of the file are the pixels of image i, counted
// from 0: from first up to, and without, end.
func (f TaskFacts) ImageRows(i int) (first, end int) {
	for _, m := range f.Images[:i] {
		first += m.Pixels()
	}
	return first, first + f.Images[i].Pixels()
}

// ImageStarts returns the first row of each image, and how many rows there are
// in all.
func (f TaskFacts) ImageStarts() []int {
	starts := make([]int, len(f.Images)+1)
	for i, m := range f.Images {
		starts[i+1] = starts[i] + m.Pixels()
	}
	return starts
}

// PixelOf returns the image that a row of the file is in, counted from 0, and its
// place there. It panics if there is none.
func (f TaskFacts) PixelOf(row int) (image, y, x int) {
	starts := f.ImageStarts()
	image = sort.SearchInts(starts, row+1) - 1
	at := row - starts[image]
	return image, at / f.Images[image].Width, at % f.Images[image].Width
}
