package run

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"tradeoff/internal/link"
	"tradeoff/internal/source"
	"tradeoff/internal/tradeoff"
	"tradeoff/internal/web"
)

// outcomeColours are those of tokens.css on a light page, by label + 2 × called.
// True negatives are pale, so that errors stand out.
var OutcomeColours = [4]color.NRGBA{
	{0x8c, 0xc1, 0xe8, 64},   // tn
	{0xcf, 0x4a, 0x0c, 0xff}, // fn
	{0xf0, 0xa8, 0x3c, 0xff}, // fp
	{0x0b, 0x62, 0xa4, 0xff}, // tp
}

// runPicture answers with an image of a run as a PNG: what happens to its pixels
// at the threshold, its scores or its true mask. It is for browsers without
// JavaScript, and for keeping.
func (s *Pages) runPicture(w http.ResponseWriter, r *http.Request) error {
	v, err := web.At(r, s.explorer.RunAt)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(chi.URLParam(r, "image"))
	if err != nil || n < 0 || n >= len(v.Run.Images) {
		return web.NotFound(w, r)
	}
	picture, err := RunView{RunAt: v}.Picture(r.Context(), n)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return web.Send(w, http.StatusOK, picture)
}

// picture returns image n as a PNG.
func (v RunView) Picture(ctx context.Context, n int) ([]byte, error) {
	m, err := v.Pixels(ctx, n)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, drawImage(m, v.State.Images.Drawn(), v.Point.Threshold, imageSection{v}.greys()))
	return b.Bytes(), err
}

// drawImage draws a layer of an image, a pixel for a pixel. Ignored pixels are
// left out.
func drawImage(m source.ImagePixels, layer tradeoff.ImageLayer, threshold float64, greys [2]float64) image.Image {
	var palette color.Palette
	for k := range source.Ignored {
		palette = append(palette, color.Gray{uint8(255 * k / (source.Ignored - 1))})
	}
	palette = append(palette, color.NRGBA{})
	of := func(i int) uint8 { return m.Label[i] * (source.Ignored - 1) }
	switch layer {
	case tradeoff.OutcomeLayer:
		for k, c := range OutcomeColours {
			palette[k] = c
		}
		of = func(i int) uint8 {
			if m.Score[i] >= threshold {
				return m.Label[i] + 2
			}
			return m.Label[i]
		}
	case tradeoff.ScoreLayer:
		low, high := greys[0], greys[1]
		of = func(i int) uint8 {
			if high <= low {
				return 0
			}
			return uint8(math.Round((source.Ignored - 1) * min(max((m.Score[i]-low)/(high-low), 0), 1)))
		}
	}
	p := image.NewPaletted(image.Rect(0, 0, m.Width, m.Height), palette)
	for i := range p.Pix {
		if p.Pix[i] = source.Ignored; m.Label[i] != source.Ignored {
			p.Pix[i] = of(i)
		}
	}
	return p
}

// picturePath returns the address of image i as a PNG at the state of the page.
func (v imageSection) picturePath(i int) string {
	q := make(url.Values)
	v.View.Add(q)
	q.Set("threshold", tradeoff.ThresholdText(v.Point.Threshold))
	if layer := v.State.Images.Layer; layer != "" {
		q.Set("layer", string(layer))
	}
	return link.Address(v.path("/images/"+strconv.Itoa(i)+".png"), q)
}
