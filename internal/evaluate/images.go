package evaluate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeoff/internal/calc"
	"tradeoff/internal/catalog"
	"tradeoff/internal/ingest"
	"tradeoff/internal/tradeoff"
)

// A Quantity is a number, or the reason why there is none.
type Quantity struct {
	Value  calc.Value  `json:"value"`
	Reason calc.Reason `json:"reason,omitempty"`
}

func newQuantity(v calc.Value) Quantity { return Quantity{v, v.Reason} }

// An ImagePoint compares a mask with the true one: of one image, or of the pixels
// of all.
type ImagePoint struct {
	calc.Confusion
	Dice      Quantity `json:"dice" doc:"2TP/(2TP+FP+FN), the F1 of the pixels"`
	IoU       Quantity `json:"iou" doc:"TP/(TP+FP+FN), the Jaccard index of the pixels"`
	Precision Quantity `json:"precision"`
	Recall    Quantity `json:"recall"`
}

func newImagePoint(c calc.Confusion) ImagePoint {
	return ImagePoint{
		c, newQuantity(c.F1()), newQuantity(c.Jaccard()), newQuantity(c.Precision()), newQuantity(c.Recall()),
	}
}

// An ImageMean is a mean in which every image counts the same, whatever its size.
type ImageMean struct {
	Quantity
	Defined int `json:"n_defined" doc:"images that have a value; the others are left out"`
}

// An ImageInterval is the interval of a number over samples of images.
type ImageInterval struct {
	Low    calc.Value  `json:"low"`
	High   calc.Value  `json:"high"`
	Reason calc.Reason `json:"reason,omitempty" doc:"why there is no interval"`
}

// ImageIntervals are the 95% intervals of what an [ImagePoint] and
// [ImageMeans] have, by resampling whole images: pixels of one image are
// similar, so intervals that treat them as independent are far too narrow.
type ImageIntervals struct {
	Pooled map[string]ImageInterval `json:"pooled" doc:"dice, iou, precision and recall"`
	Mean   map[string]ImageInterval `json:"mean" doc:"dice, iou, precision and recall"`
	Method string                   `json:"method"`
}

// ofPixels returns metrics of pixels, which have no intervals: those of rows
// would be far too narrow.
func ofPixels(list Metrics) Metrics {
	out := slices.Clone(list)
	for i := range out {
		if e := &out[i].Estimate; e.OK {
			none := calc.Undefined(calc.PixelsAlike)
			e.Low, e.High, e.IntervalReason, e.Method = none, none, calc.PixelsAlike, ""
		}
	}
	return out
}

// imageMetrics are what images are compared by.
var imageMetrics = []struct {
	name string
	of   func(calc.Confusion) calc.Value
}{
	{"dice", calc.Confusion.F1}, {"iou", calc.Confusion.Jaccard}, {"precision", calc.Confusion.Precision},
	{"recall", calc.Confusion.Recall},
}

// ImageIntervalsAt returns the intervals at a threshold.
func ImageIntervalsAt(m *calc.Images, threshold float64) ImageIntervals {
	var metrics []func(calc.Confusion) calc.Value
	for _, one := range imageMetrics {
		metrics = append(metrics, one.of)
	}
	o := calc.DefaultResampling()
	pooled, mean := m.BootstrapAt(threshold, metrics, o)
	out := ImageIntervals{Pooled: make(map[string]ImageInterval), Mean: make(map[string]ImageInterval),
		Method: fmt.Sprintf("bootstrap, %d resamples of the images", o.Resamples)}
	for k, one := range imageMetrics {
		out.Pooled[one.name] = ImageInterval{pooled[k].Low, pooled[k].High, pooled[k].Low.Reason}
		out.Mean[one.name] = ImageInterval{mean[k].Low, mean[k].High, mean[k].Low.Reason}
	}
	return out
}

// ImagesOf returns the sweeps of the images of a dataset of two classes; pooled is
// that of all pixels.
func ImagesOf(d *ingest.Dataset, pooled *calc.Sweep) (*calc.Images, error) {
	b, facts := d.Binary(), tradeoff.TaskFacts{Images: d.Images}
	starts := facts.ImageStarts()
	out := &calc.Images{Pooled: pooled, Each: make([]*calc.Sweep, len(d.Images))}
	for i := range d.Images {
		from, to := starts[i], starts[i+1]
		one := calc.Binary{Kind: b.Kind, Label: b.Label[from:to], Score: b.Score[from:to]}
		if b.Weight != nil {
			one.Weight = b.Weight[from:to]
		}
		var err error
		if out.Each[i], err = calc.NewSweep(one); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ImageMeans are the means of what an [ImagePoint] has.
type ImageMeans struct {
	Dice      ImageMean `json:"dice"`
	IoU       ImageMean `json:"iou"`
	Precision ImageMean `json:"precision"`
	Recall    ImageMean `json:"recall"`
}

// An ImageReport is the numbers of a segmentation run beyond the metrics of
// its pixels, at a threshold. Pixels with scores at or above it are predicted
// positive.
type ImageReport struct {
	Threshold calc.Number  `json:"threshold"`
	Count     int          `json:"count" doc:"images in all"`
	Pooled    ImagePoint   `json:"pooled" doc:"over the pixels of all images together"`
	Mean      ImageMeans   `json:"mean" doc:"over the images that have a value, each counting the same"`
	Each      []ImagePoint `json:"images"`
}

// An ImageEntry is an image with its numbers.
type ImageEntry struct {
	Index  int    `json:"index" doc:"its number, counted from 0"`
	Name   string `json:"name"`
	Height int    `json:"height"`
	Width  int    `json:"width"`
	ImagePoint
}

// Entry returns image i of a run with its numbers.
func (r *ImageReport) Entry(run tradeoff.TaskFacts, i int) ImageEntry {
	return ImageEntry{i, run.ImageName(i), run.Images[i].Height, run.Images[i].Width, r.Each[i]}
}

// Images returns the numbers of images at a threshold.
func Images(m *calc.Images, threshold float64) *ImageReport {
	at := func(s *calc.Sweep) calc.Confusion { return s.At(threshold).Confusion }
	r := &ImageReport{
		Threshold: calc.Number(threshold), Count: len(m.Each), Pooled: newImagePoint(at(m.Pooled)),
		Each: make([]ImagePoint, len(m.Each)),
	}
	for i, s := range m.Each {
		r.Each[i] = newImagePoint(at(s))
	}
	mean := func(f func(calc.Confusion) calc.Value) ImageMean {
		return newImageMean(m.Mean(func(s *calc.Sweep) calc.Value { return f(at(s)) }))
	}
	r.Mean = ImageMeans{
		mean(calc.Confusion.F1), mean(calc.Confusion.Jaccard), mean(calc.Confusion.Precision), mean(calc.Confusion.Recall),
	}
	return r
}

func newImageMean(m calc.ImageMean) ImageMean { return ImageMean{newQuantity(m.Mean), m.Defined} }

// ImageSorts are what images may be sorted by.
var ImageSorts = []string{"dice", "iou", "precision", "recall", "tp", "fp", "fn", "tn", "index"}

// Order returns the numbers of the images by one of [ImageSorts]: from the lowest
// value up, or with a minus before it from the highest down; images without a
// value come last, equal ones in their order.
func (r *ImageReport) Order(by string) ([]int, error) {
	name, down := strings.CutPrefix(by, "-")
	if !slices.Contains(ImageSorts, name) {
		return nil, tradeoff.Errorf(tradeoff.Invalid, "images are not sorted by %.40q", by).
			WithHint("Sort by one of %s, with a minus before it to reverse the order.", strings.Join(ImageSorts, ", "))
	}
	order := make([]int, len(r.Each))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := r.sortedBy(name, a), r.sortedBy(name, b)
		if !x.OK || !y.OK {
			return cmp.Compare(rank(x), rank(y))
		}
		if down {
			x, y = y, x
		}
		return cmp.Compare(x.V, y.V)
	})
	return order, nil
}

// rank sorts undefined values after all others.
func rank(v calc.Value) int {
	if v.OK {
		return 0
	}
	return 1
}

func (r *ImageReport) sortedBy(name string, i int) calc.Value {
	p := &r.Each[i]
	switch name {
	case "dice":
		return p.Dice.Value
	case "iou":
		return p.IoU.Value
	case "precision":
		return p.Precision.Value
	case "recall":
		return p.Recall.Value
	case "tp":
		return calc.Defined(p.TP)
	case "fp":
		return calc.Defined(p.FP)
	case "fn":
		return calc.Defined(p.FN)
	case "tn":
		return calc.Defined(p.TN)
	}
	return calc.Defined(float64(i))
}

// The two ways to make one number of the losses of several images.
const (
	PerImage = string(catalog.PerImage)
	Pooled   = string(catalog.Pooled)
)

// An ImageLoss is a loss of images in both reductions.
type ImageLoss struct {
	ID       string     `json:"id"`
	Usual    string     `json:"usual" enum:"per_image,pooled" doc:"the reduction if none is named"`
	PerImage ImageMean  `json:"per_image" doc:"the mean over images; of BCE-Dice its Dice part only"`
	Pooled   Quantity   `json:"pooled" doc:"of the pixels of all images together"`
	Each     []Quantity `json:"images" doc:"of each image by itself"`
}

// imageLosses are the losses that differ between the reductions by more than the
// weight of an image.
var imageLosses = slices.DeleteFunc(slices.Clone(catalog.Losses), func(l catalog.Loss) bool { return l.Images == "" })

// ImageLossIDs are the losses of images, in the order in which they are shown.
func ImageLossIDs() (list []string) {
	for _, l := range imageLosses {
		list = append(list, l.ID)
	}
	return list
}

// ImageLosses returns the losses of images with their parameters.
func ImageLosses(m *calc.Images, args tradeoff.LossArgs) []ImageLoss {
	out := make([]ImageLoss, len(imageLosses))
	var others []func()
	for i, l := range imageLosses {
		others = append(others, concurrently(func() { out[i] = imageLoss(m, l, args) }))
	}
	for _, wait := range others {
		wait()
	}
	return out
}

func imageLoss(m *calc.Images, l catalog.Loss, args tradeoff.LossArgs) ImageLoss {
	metric, _ := calc.MetricByID(l.ID)
	of := func(s *calc.Sweep) calc.Value { return metric.Of(s, args[l.ID], Level).Value }
	each := m.Mean(of)
	loss := ImageLoss{ID: l.ID, Usual: string(l.Images), PerImage: newImageMean(each), Pooled: newQuantity(of(m.Pooled))}
	for _, v := range each.PerImage {
		loss.Each = append(loss.Each, newQuantity(v))
	}
	if l.Shape == catalog.Mix {
		loss.PerImage = bceDicePerImage(m, args)
	}
	return loss
}

// bceDicePerImage returns the reduction of [calc.Images.BCEDice].
func bceDicePerImage(m *calc.Images, args tradeoff.LossArgs) ImageMean {
	o := args.BCEDice()
	defined := m.Mean(func(s *calc.Sweep) calc.Value { return s.Dice(o.Smooth).Loss }).Defined
	return ImageMean{newQuantity(m.BCEDice(o)), defined}
}
