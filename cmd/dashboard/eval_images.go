package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
)

// An imagesReport is what eval prints of a segmentation run.
type imagesReport struct {
	Threshold calc.Number             `json:"threshold"`
	Count     int                     `json:"count"`
	Pooled    evaluate.ImagePoint     `json:"pooled"`
	Mean      evaluate.ImageMeans     `json:"mean"`
	Intervals evaluate.ImageIntervals `json:"intervals"`
	Losses    []evaluate.ImageLoss    `json:"losses"`
	Images    []evaluate.ImageEntry   `json:"images"`
}

// imagesOf returns the numbers of a run's images at a threshold, nil if it has
// none.
func imagesOf(r *evaluate.Run, threshold float64) (*imagesReport, error) {
	if r.Dataset.Images == nil {
		return nil, nil
	}
	images, err := evaluate.ImagesOf(r.Dataset, r.Sweep)
	if err != nil {
		return nil, err
	}
	at := evaluate.Images(images, threshold)
	out := &imagesReport{Threshold: at.Threshold, Count: at.Count, Pooled: at.Pooled, Mean: at.Mean,
		Intervals: evaluate.ImageIntervalsAt(images, threshold), Losses: evaluate.ImageLosses(images, nil)}
	for i := range at.Each {
		out.Images = append(out.Images, at.Entry(tradeoff.TaskFacts{Images: r.Dataset.Images}, i))
	}
	return out, nil
}

// shownImages is how many of the worst images are printed.
const shownImages = 10

// writeImages prints the numbers of images.
func writeImages(w io.Writer, words tradeoff.Experiment, r *imagesReport) error {
	number := func(q evaluate.Quantity) string { // of an overlap, which is a share
		if !q.Value.OK {
			return format.Undefined
		}
		return format.Share(q.Value.V)
	}
	whole := func(q evaluate.Quantity, i evaluate.ImageInterval) string {
		switch {
		case !q.Value.OK:
			return format.Undefined + "  undefined: " + words.ReasonText(q.Reason)
		case !i.Low.OK:
			return number(q)
		}
		value, interval := format.Shares.WithInterval(q.Value.V, i.Low.V, i.High.V)
		return value + " (" + interval + ")"
	}
	fmt.Fprintf(w, "\nImages: %s, at the threshold %s; intervals by resampling whole images\n", format.Count(r.Count),
		format.Number(float64(r.Threshold)))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "  \tmean over images\timages\tpooled over pixels\n")
	for _, m := range []struct {
		name   string
		mean   evaluate.ImageMean
		pooled evaluate.Quantity
	}{
		{"dice", r.Mean.Dice, r.Pooled.Dice}, {"iou", r.Mean.IoU, r.Pooled.IoU},
		{"precision", r.Mean.Precision, r.Pooled.Precision}, {"recall", r.Mean.Recall, r.Pooled.Recall},
	} {
		fmt.Fprintf(t, "  %s\t%s\t%d\t%s\n", m.name, whole(m.mean.Quantity, r.Intervals.Mean[m.name]), m.mean.Defined,
			whole(m.pooled, r.Intervals.Pooled[m.name]))
	}
	for _, l := range r.Losses {
		mark := map[string][2]string{evaluate.PerImage: {"*", ""}, evaluate.Pooled: {"", "*"}}[l.Usual]
		fmt.Fprintf(t, "  %s\t%s%s\t%d\t%s%s\n", l.ID, valueText(l.ID, l.PerImage.Value), mark[0],
			l.PerImage.Defined, valueText(l.ID, l.Pooled.Value), mark[1])
	}
	fmt.Fprint(t, "  * the usual reduction of the loss\n\n")
	report := &evaluate.ImageReport{}
	for _, m := range r.Images {
		report.Each = append(report.Each, m.ImagePoint)
	}
	order, err := report.Order("dice")
	if err != nil {
		return err
	}
	fmt.Fprint(t, "  the worst by Dice\tdice\tiou\tprecision\trecall\ttp\tfp\tfn\n")
	for _, i := range order[:min(shownImages, len(order))] {
		m := r.Images[i]
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", m.Name, number(m.Dice), number(m.IoU), number(m.Precision),
			number(m.Recall),
			format.Quantity(m.TP), format.Quantity(m.FP), format.Quantity(m.FN))
	}
	if r.Mean.Dice.Defined < r.Count {
		fmt.Fprintf(t, "  — is 0/0: no pixel is %s or predicted so; such images are left out of the mean\n",
			words.PositiveName)
	}
	return t.Flush()
}
