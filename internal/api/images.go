package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/calc"
	"tradeoff/internal/evaluate"
	"tradeoff/internal/explore"
	"tradeoff/internal/link"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
	"tradeoff/internal/wire"
)

// A ListedImageJSON is an image of a run at a threshold. It is exported because huma
// describes the members of embedded types only if they are.
type ListedImageJSON struct {
	evaluate.ImageEntry
	Map string `json:"map" doc:"address of its pixels in binary form"`
}

// An imagesJSON is a part of the images of a run, with the numbers of all of them.
type imagesJSON struct {
	Threshold calc.Number              `json:"threshold"`
	Count     int                      `json:"count" doc:"number of all images"`
	Pooled    evaluate.ImagePoint      `json:"pooled" doc:"over the pixels of all images together"`
	Mean      evaluate.ImageMeans      `json:"mean" doc:"over the images that have a value, each counting the same"`
	Intervals *evaluate.ImageIntervals `json:"intervals,omitempty" doc:"of pooled and mean; absent unless requested"`
	Images    []ListedImageJSON        `json:"images"`

	Next   string `json:"next,omitempty" doc:"cursor of the rest of the list; absent at its end"`
	Maps   string `json:"maps" doc:"address of the pixels of an image, with {image} for its number"`
	Sweeps string `json:"sweeps,omitempty" doc:"address of the sweeps of all images in binary form; absent if too large"`
}

// listedImage describes image i of a report.
func listedImage(ctx context.Context, of explore.Subject, r *evaluate.ImageReport, i int) ListedImageJSON {
	return ListedImageJSON{r.Entry(of.Run.TaskFacts, i), link.To(ctx, of.MapPath(i))}
}

// imagesAt returns the subject of a request and its images at the threshold in
// the query, or else at the default one.
func (s imageAPI) imagesAt(r *http.Request) (of explore.Subject, report *evaluate.ImageReport, err error) {
	if of, err = web.At(r, s.explorer.ImagesOf); err != nil {
		return of, nil, err
	}
	threshold, err := thresholdOf(r, of.Run.ScoreKind)
	if err != nil {
		return of, nil, err
	}
	report, err = explore.ImageReport(r.Context(), of, threshold)
	return of, report, err
}

// imageOf returns the number of the image in the path, counted from 0. Its error
// is NotFound if there is no such image.
func imageOf(r *http.Request, of explore.Subject) (int, error) {
	text := chi.URLParam(r, "image")
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 || i >= len(of.Run.Images) {
		return 0, tradeoff.Errorf(tradeoff.NotFound, "run %d has no image %.20q", of.Run.ID, text).
			WithHint("There are %d, counted from 0.", len(of.Run.Images))
	}
	return i, nil
}

// getImages answers with the images at a threshold.
func (s imageAPI) getImages(w http.ResponseWriter, r *http.Request) error {
	q := newQuery(r)
	limit, cursor, by := q.integer("limit"), q.values.Get("cursor"), q.values.Get("sort")
	if q.err != nil {
		return q.err
	}
	of, report, err := s.imagesAt(r)
	if err != nil {
		return err
	}
	if by == "" {
		by = evaluate.ImageSorts[0]
	}
	order, err := report.Order(by)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(cursor)
	if cursor != "" && (err != nil || from < 0) {
		return tradeoff.Errorf(tradeoff.Invalid, "the cursor %.80q is not from this list", cursor).
			WithHint("Leave it out to begin at the start.")
	}
	out := imagesJSON{
		Threshold: report.Threshold, Count: report.Count, Pooled: report.Pooled, Mean: report.Mean,
		Images: []ListedImageJSON{}, Maps: link.To(r.Context(), of.MapsPath()),
	}
	sweeps, err := explore.ImageSweepsPath(r.Context(), of)
	if err != nil {
		return err
	}
	out.Sweeps = link.To(r.Context(), sweeps)
	if q.values.Get("intervals") == "1" {
		if out.Intervals, err = explore.ImageIntervals(r.Context(), of, float64(report.Threshold)); err != nil {
			return err
		}
	}
	from = min(from, len(order))
	end := min(from+limit, len(order))
	for _, i := range order[from:end] {
		out.Images = append(out.Images, listedImage(r.Context(), of, report, i))
	}
	if end < len(order) {
		out.Next = strconv.Itoa(end)
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

// An imageDetailJSON is an image with its losses.
type imageDetailJSON struct {
	ListedImageJSON
	Threshold calc.Number                  `json:"threshold"`
	Losses    map[string]evaluate.Quantity `json:"losses" doc:"of the pixels of this image alone"`
}

// getImage answers with one image at a threshold.
func (s imageAPI) getImage(w http.ResponseWriter, r *http.Request) error {
	of, report, err := s.imagesAt(r)
	if err != nil {
		return err
	}
	i, err := imageOf(r, of)
	if err != nil {
		return err
	}
	args, err := tradeoff.ParseLossArgs(r.URL.Query())
	if err != nil {
		return err
	}
	images, err := of.Images(r.Context())
	if err != nil {
		return err
	}
	one := &calc.Images{Pooled: images.Each[i]}
	out := imageDetailJSON{
		ListedImageJSON: listedImage(r.Context(), of, report, i), Threshold: report.Threshold,
		Losses: make(map[string]evaluate.Quantity),
	}
	for _, l := range evaluate.ImageLosses(one, args) {
		out.Losses[l.ID] = l.Pooled
	}
	return web.WriteJSON(w, http.StatusOK, out)
}

type imageLossesJSON struct {
	Losses []evaluate.ImageLoss `json:"losses"`
}

// getImageLosses answers with the losses of the images, in both reductions.
func (s imageAPI) getImageLosses(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.ImagesOf)
	if err != nil {
		return err
	}
	args, err := tradeoff.ParseLossArgs(r.URL.Query())
	if err != nil {
		return err
	}
	list, err := explore.ImageLosses(r.Context(), of, args)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, imageLossesJSON{list})
}

// getImageMap answers with the pixels of an image in binary form.
func (s imageAPI) getImageMap(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.ImagesOf)
	if err != nil {
		return err
	}
	i, err := imageOf(r, of)
	if err != nil {
		return err
	}
	return sendImages(w, r, of, func() ([]byte, error) {
		p, err := of.Pixels(r.Context(), i)
		if err != nil {
			return nil, err
		}
		return wire.ImageMap{
			Height: p.Height, Width: p.Width, Kind: of.Run.ScoreKind, Label: p.Label, Score: p.Score,
		}.MarshalBinary()
	})
}

// getImageSweeps answers with the sweeps of all images in binary form.
func (s imageAPI) getImageSweeps(w http.ResponseWriter, r *http.Request) error {
	of, err := web.At(r, s.explorer.ImagesOf)
	if err != nil {
		return err
	}
	return sendImages(w, r, of, func() ([]byte, error) {
		images, err := of.Images(r.Context())
		if err != nil {
			return nil, err
		}
		if n := wire.ImageSteps(images); n > explore.MostImageSteps {
			return nil, tradeoff.Errorf(tradeoff.NotFound, "the sweeps of the images have %d steps, too many for one answer", n).
				WithHint("Ask for the images at a threshold.")
		}
		return wire.ImageSweeps(images), nil
	})
}

// sendImages answers with bytes that never change. The path must have the hash of
// the images.
func sendImages(w http.ResponseWriter, r *http.Request, of explore.Subject, encode func() ([]byte, error)) error {
	if chi.URLParam(r, "hash") != of.ImagesHash() {
		return web.NotFound(w, r)
	}
	data, err := encode()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return web.Send(w, http.StatusOK, data)
}

// getClassOverlaps answers with Dice and IoU of every class.
func (s imageAPI) getClassOverlaps(w http.ResponseWriter, r *http.Request) error {
	run, err := web.Named(r, s.explorer.Run)
	if err != nil {
		return err
	}
	if !run.HasImages() || !run.ManyClasses() {
		return tradeoff.Errorf(tradeoff.NotFound, "run %d has no images with more than two classes", run.ID).
			WithHint("Ask for its images at a threshold, if it has any.")
	}
	overlaps, err := s.explorer.ClassOverlaps(r.Context(), run)
	if err != nil {
		return err
	}
	return web.WriteJSON(w, http.StatusOK, overlaps)
}
