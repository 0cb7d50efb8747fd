package calc

import (
	"encoding/json"
	"fmt"
	"math"
)

// numbers decodes a list of scores.
func numbers(raw json.RawMessage) []float64 {
	var list []Number
	if err := json.Unmarshal(raw, &list); err != nil {
		panic(goldenFault{fmt.Errorf("score: %w", err)})
	}
	return floats(list)
}

// rowsOfNumbers decodes rows of scores.
func rowsOfNumbers(raw json.RawMessage) [][]float64 {
	var list [][]Number
	if err := json.Unmarshal(raw, &list); err != nil {
		panic(goldenFault{fmt.Errorf("score: %w", err)})
	}
	rows := make([][]float64, len(list))
	for i, r := range list {
		rows[i] = floats(r)
	}
	return rows
}

func floats(list []Number) []float64 {
	if list == nil {
		return nil
	}
	x := make([]float64, len(list))
	for i, v := range list {
		x[i] = float64(v)
	}
	return x
}

// labels turns labels into bytes. Those that do not fit a byte become 255, which
// is no label either.
func labels(y []int) []uint8 {
	b := make([]uint8, len(y))
	for i, v := range y {
		b[i] = 255
		if v >= 0 && v < 255 {
			b[i] = uint8(v)
		}
	}
	return b
}

func (d *goldenData) binary() Binary {
	return Binary{Kind: d.Kind, Label: labels(d.Y), Score: numbers(d.Score), Weight: floats(d.W)}
}

func (d *goldenData) sweep() *Sweep { return must(NewSweep(d.binary())) }

func (d *goldenData) detection() Detection {
	iou := make([]float64, len(d.IoU))
	for i, v := range d.IoU {
		iou[i] = math.NaN()
		if v != nil {
			iou[i] = float64(*v)
		}
	}
	return Detection{Binary: d.binary(), IoU: iou}
}

func (d *goldenData) multiClass() MultiClass {
	return MultiClass{Kind: d.Kind, Classes: d.Classes, Label: d.Y, Score: rowsOfNumbers(d.Score), Weight: floats(d.W)}
}

func (d *goldenData) classRun() *ClassRun { return must(NewClassRun(d.multiClass())) }

func (d *goldenData) imageList() []Image {
	list := make([]Image, len(d.Images))
	for i, m := range d.Images {
		list[i] = Image{Height: m.Height, Width: m.Width, Label: labels(m.Y), Score: numbers(m.Score)}
	}
	return list
}

func (d *goldenData) images() *Images { return must(NewImages(d.Kind, d.imageList())) }

func (d *goldenData) classImageList() []ClassImage {
	list := make([]ClassImage, len(d.Images))
	for i, m := range d.Images {
		list[i] = ClassImage{Height: m.Height, Width: m.Width, Label: m.Y, Score: rowsOfNumbers(m.Score)}
	}
	return list
}

func (d *goldenData) classImages() *ClassImages {
	return must(NewClassImages(d.Kind, d.Classes, d.classImageList()))
}

// must fails the case if its data are refused.
func must[T any](v T, err error) T {
	if err != nil {
		panic(goldenFault{err})
	}
	return v
}

// validity returns the input error of data of any shape.
func (d *goldenData) validity() error {
	var err error
	switch {
	case d.Images != nil && d.Classes > 0:
		_, err = NewClassImages(d.Kind, d.Classes, d.classImageList())
	case d.Images != nil:
		_, err = NewImages(d.Kind, d.imageList())
	case d.Classes > 0:
		err = d.multiClass().Validate()
	case d.IoU != nil:
		err = d.detection().Validate()
	default:
		err = d.binary().Validate()
	}
	return err
}
