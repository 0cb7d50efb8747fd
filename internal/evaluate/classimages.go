package evaluate

import (
	"tradeoff/internal/calc"
	"tradeoff/internal/tradeoff"
)

// A ClassOverlap compares the predicted masks of one class with the true
// ones. The predicted class of a pixel is the one with the highest score.
type ClassOverlap struct {
	Class  string     `json:"class"`
	Images int        `json:"images" doc:"images in which the class occurs"`
	Pooled ImagePoint `json:"pooled" doc:"over the pixels of all images together"`
	Mean   ImageMeans `json:"mean" doc:"over the images in which the class occurs or is predicted"`
}

// ClassOverlaps are the overlaps of every class, and their means.
type ClassOverlaps struct {
	Count   int            `json:"count" doc:"images in all"`
	Classes []ClassOverlap `json:"classes"`
	Pooled  ImageMeans     `json:"pooled_mean" doc:"over the classes of what is pooled; of IoU it is the mean IoU, mIoU"`
	Mean    ImageMeans     `json:"mean" doc:"over the classes of the means over images"`
}

// NewClassOverlaps compares the pixels of a run with images: each pixel with
// its image, its actual class and its predicted class.
func NewClassOverlaps(facts tradeoff.TaskFacts, image, actual, predicted []int) *ClassOverlaps {
	n, classes := len(facts.Images), len(facts.Classes)
	cells := make([]calc.Confusion, n*classes) // by class and image; TN to follow
	pixels := make([]float64, n)
	for k, a := range actual {
		i, c := image[k], predicted[k]
		pixels[i]++
		if a == c {
			cells[a*n+i].TP++
			continue
		}
		cells[a*n+i].FN++
		cells[c*n+i].FP++
	}
	out := &ClassOverlaps{Count: n}
	var pooled, means []ImagePoint // as points, for their values alone
	for class, name := range facts.Classes {
		o := ClassOverlap{Class: name}
		var each []ImagePoint
		var all calc.Confusion
		for i := range n {
			c := cells[class*n+i]
			c.TN = pixels[i] - c.TP - c.FN - c.FP
			if c.TP+c.FN > 0 {
				o.Images++
			}
			all.TP, all.FP, all.FN, all.TN = all.TP+c.TP, all.FP+c.FP, all.FN+c.FN, all.TN+c.TN
			each = append(each, newImagePoint(c))
		}
		o.Pooled, o.Mean = newImagePoint(all), meansOf(each)
		out.Classes = append(out.Classes, o)
		pooled = append(pooled, o.Pooled)
		means = append(means, ImagePoint{
			Dice: o.Mean.Dice.Quantity, IoU: o.Mean.IoU.Quantity, Precision: o.Mean.Precision.Quantity,
			Recall: o.Mean.Recall.Quantity,
		})
	}
	out.Pooled, out.Mean = meansOf(pooled), meansOf(means)
	return out
}

// meansOf returns the means of points, each counting the same.
func meansOf(points []ImagePoint) ImageMeans {
	mean := func(f func(ImagePoint) Quantity) ImageMean {
		values := make([]calc.Value, len(points))
		for i, p := range points {
			values[i] = f(p).Value
			values[i].Reason = f(p).Reason
		}
		m, defined := calc.MeanOfDefined(values)
		return ImageMean{newQuantity(m), defined}
	}
	return ImageMeans{
		mean(func(p ImagePoint) Quantity { return p.Dice }), mean(func(p ImagePoint) Quantity { return p.IoU }),
		mean(func(p ImagePoint) Quantity { return p.Precision }), mean(func(p ImagePoint) Quantity { return p.Recall }),
	}
}

// Bytes is the approximate memory of o.
func (o *ClassOverlaps) Bytes() int64 { return 400 * int64(1+len(o.Classes)) }
