package browsertest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
)

// showsThumbs checks the thumb of the lock's slider in light and dark: outside of its track
// it needs the contrast to the card that WCAG 1.4.11 requires.
func showsThumbs(w *walker) {
	w.visit("/compare?run=1&run=2&lock=recall:0.5")
	for _, theme := range []string{"light", "dark"} {
		w.must(w.Script(fmt.Sprintf(`
			document.documentElement.dataset.theme = %q;
			document.activeElement.blur();`, theme), nil))
		b := w.box("[data-lock]")
		// The middle of the thumb, which is 16 px wide and never leaves the slider.
		var share float64
		w.must(w.Script(`
			const s = document.querySelector("[data-lock]");
			return (s.value - s.min) / (s.max - s.min);`, &share))
		middle := [2]float64{b.Left + 8 + share*(b.Width-16), b.Top + b.Height/2}
		shot, err := w.Screenshot()
		w.must(err)
		img, err := png.Decode(bytes.NewReader(shot))
		w.must(err)
		scale := float64(img.Bounds().Dx()) / ask[float64](w, "innerWidth")
		card := img.At(int(scale*middle[0]), int(scale*(b.Top-3)))
		if got := outstanding(img, card, middle, scale); got < 12 {
			w.t.Errorf("in %s, %d pixels of the thumb stand out from the card, want 12 or more", theme, got)
		}
		w.picture("thumb-" + theme)
	}
}

// outstanding counts the pixels of a thumb, above and below its track, whose
// contrast to the card is 3 to 1 or more.
func outstanding(img image.Image, card color.Color, middle [2]float64, scale float64) int {
	n := 0
	for x := -7.0; x <= 7; x++ {
		for y := 5.0; y <= 8; y++ {
			for _, side := range []float64{-1, 1} {
				if contrast(img.At(int(scale*(middle[0]+x)), int(scale*(middle[1]+side*y))), card) >= 3 {
					n++
				}
			}
		}
	}
	return n
}

// contrast is the contrast ratio of two opaque colours, as WCAG defines it.
func contrast(a, b color.Color) float64 {
	light := func(c color.Color) float64 {
		linear := func(v uint32) float64 {
			s := float64(v) / 0xffff
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		red, green, blue, _ := c.RGBA()
		return 0.2126*linear(red) + 0.7152*linear(green) + 0.0722*linear(blue)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// timesFrames moves the slider of a run once a frame and logs the time of style and layout,
// and between frames. There is no limit, because both depend on the machine.
func timesFrames(w *walker) {
	w.visit("/runs/1")
	var times struct{ Layout, Frame []float64 }
	w.must(w.Script(`
		const slider = document.querySelector("[data-slider]"), low = Number(slider.min), high = Number(slider.max);
		const frame = () => new Promise(requestAnimationFrame);
		const Layout = [], Frame = [];
		let before = await frame();
		for (let i = 0; i < 40; i++) {
			slider.value = String(low + (high - low) * (0.3 + 0.01 * i));
			slider.dispatchEvent(new Event("input", { bubbles: true }));
			const now = await frame(); // the page has drawn earlier in this frame
			const start = performance.now();
			document.documentElement.getBoundingClientRect();
			document.body.offsetHeight;
			Layout.push(performance.now() - start);
			Frame.push(now - before);
			before = now;
		}
		return { Layout, Frame };`, &times))
	middle := func(v []float64) (median, longest float64) {
		s := slices.Sorted(slices.Values(v))
		return s[len(s)/2], s[len(s)-1]
	}
	median, longest := middle(times.Layout)
	between, apart := middle(times.Frame[1:])
	w.t.Logf("%s, a drag: style and layout take %.1f ms a frame (at most %.1f), frames are %.1f ms apart (at most %.1f)",
		w.engine, median, longest, between, apart)
}
