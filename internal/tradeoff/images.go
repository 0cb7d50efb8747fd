package tradeoff

import (
	"fmt"
	"sort"
)

// An Image is a picture whose pixels are rows of a run, in row-major order. The pixels
// of all images are concatenated.
type Image struct {
	Name   string `json:"name,omitempty"` // as the file has it; see [TaskFacts.ImageName]
	Height int    `json:"height"`
	Width  int    `json:"width"`
}

// Pixels returns how many pixels the image has.
func (m Image) Pixels() int { return m.Height * m.Width }

// HasImages reports whether the rows of the run are the pixels of images.
func (f TaskFacts) HasImages() bool { return len(f.Images) > 0 }

// ImageName returns the name of image i, counted from 0 as in the uploaded arrays.
func (f TaskFacts) ImageName(i int) string {
	if name := f.Images[i].Name; name != "" {
		return name
	}
	return fmt.Sprintf("image %d", i)
}

// ImageRows returns the half-open range of rows of the file that are the pixels of
// image i, counted from 0.
func (f TaskFacts) ImageRows(i int) (first, end int) {
	for _, m := range f.Images[:i] {
		first += m.Pixels()
	}
	return first, first + f.Images[i].Pixels()
}

// ImageStarts returns the first row of each image, followed by the number of rows.
func (f TaskFacts) ImageStarts() []int {
	starts := make([]int, len(f.Images)+1)
	for i, m := range f.Images {
		starts[i+1] = starts[i] + m.Pixels()
	}
	return starts
}

// PixelOf returns the image of a row of the file, counted from 0, and the coordinates of
// the pixel. It panics if the row is in no image.
func (f TaskFacts) PixelOf(row int) (image, y, x int) {
	starts := f.ImageStarts()
	image = sort.SearchInts(starts, row+1) - 1
	at := row - starts[image]
	return image, at / f.Images[image].Width, at % f.Images[image].Width
}
