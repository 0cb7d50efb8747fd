package explore

import (
	"context"
	"net/url"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/format"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/wire"
)

// MaxImageSteps is how many steps the sweeps of the images may have that a browser
// loads: 16 MB. Beyond, it asks for the images at a threshold.
const MaxImageSteps = 1 << 20

// ImageReport returns the numbers of the images at a threshold. Like all functions here
// its error is [source.Missing] if the source has no single images.
func ImageReport(ctx context.Context, of Subject, threshold float64) (*evaluate.ImageReport, error) {
	images, err := of.Images(ctx)
	if err != nil {
		return nil, err
	}
	return evaluate.Images(images, threshold), nil
}

// ImageIntervals returns the intervals of the images' numbers at a threshold.
func ImageIntervals(ctx context.Context, of Subject, threshold float64) (*evaluate.ImageIntervals, error) {
	images, err := of.Images(ctx)
	if err != nil {
		return nil, err
	}
	return new(evaluate.ImageIntervalsAt(images, threshold)), nil
}

// cachedImageLosses are losses of images, as they are cached.
type cachedImageLosses []evaluate.ImageLoss

// Bytes is about how much memory l takes.
func (l cachedImageLosses) Bytes() (n int64) {
	for _, loss := range l {
		n += 200 + 48*int64(len(loss.Each))
	}
	return n
}

// ImageLosses returns the losses of the images with the parameters in args. They do not
// depend on the threshold.
func ImageLosses(ctx context.Context, of Subject, args tradeoff.LossArgs) ([]evaluate.ImageLoss, error) {
	name := "image losses " + tradeoff.State{Losses: args}.Query().Encode()
	return derived(ctx, of, name, func(ctx context.Context) (cachedImageLosses, error) {
		images, err := of.Images(ctx)
		if err != nil {
			return nil, err
		}
		return evaluate.ImageLosses(images, args), nil
	})
}

// ImageSweepsPath returns the address of the sweeps of the images; "" if they are too
// large for a browser.
func ImageSweepsPath(ctx context.Context, of Subject) (string, error) {
	images, err := of.Images(ctx)
	if err != nil || wire.ImageSteps(images) > MaxImageSteps {
		return "", err
	}
	a := of.Addresses()
	return a.API("/images/sweeps/"+a.ImagesHash()+".bin", nil), nil
}

// SubjectWithImages is [Explorer.SubjectAt] for a run with images. Its error is NotFound
// for other runs.
func (x *Explorer) SubjectWithImages(ctx context.Context, id int64, q url.Values) (Subject, error) {
	of, err := x.SubjectAt(ctx, id, q)
	if err == nil && !of.Run.HasImages() {
		err = tradeoff.Errorf(tradeoff.NotFound, "run %d has no images", of.Run.ID).
			WithHint("Upload masks and their probabilities as arrays of NumPy, prob and mask.")
	}
	return of, err
}

// ImageResults are the numbers of the images of a run at a state.
type ImageResults struct {
	Images    *calc.Images
	Report    *evaluate.ImageReport
	Order     []int // of the gallery: numbers of images, counted from 0
	Intervals *evaluate.ImageIntervals
	Losses    []evaluate.ImageLoss
	Sweeps    string // address of the sweeps; "" if they are too large for a browser
}

// evaluateImages computes the numbers of the images of v. Its error is NotFound if the
// state names an image that the run does not have.
func evaluateImages(ctx context.Context, v RunAt) (f *ImageResults, err error) {
	if n, at := len(v.Run.Images), v.State.Images.Image; at != nil && *at >= n {
		return nil, tradeoff.Errorf(tradeoff.NotFound, "run %d has no image %d", v.Run.ID, *at).
			WithHint("It has %d %s, counted from 0.", n, format.Plural(n, "image", "images"))
	}
	f = &ImageResults{}
	if f.Images, err = v.Images(ctx); err != nil {
		return nil, err
	}
	if f.Report, err = ImageReport(ctx, v.Subject, v.Point.Threshold); err != nil {
		return nil, err
	}
	if f.Intervals, err = ImageIntervals(ctx, v.Subject, v.Point.Threshold); err != nil {
		return nil, err
	}
	if f.Order, err = f.Report.Order(string(v.State.Images.Sorted())); err != nil {
		return nil, err
	}
	if f.Losses, err = ImageLosses(ctx, v.Subject, v.State.Losses); err != nil {
		return nil, err
	}
	f.Sweeps, err = ImageSweepsPath(ctx, v.Subject)
	return f, err
}
