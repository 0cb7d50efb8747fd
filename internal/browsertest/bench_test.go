package browsertest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkDrag measures the cost of one move of the slider in the browser: the event
// handler, the script of the frame, and the time until it is painted, in milliseconds,
// and the number of requests. Run it with
//
//	go test -run '^$' -bench Drag -benchtime 1x
func BenchmarkDrag(b *testing.B) {
	for _, n := range []int{332, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := start(b)
			_, ids := s.upload("drag", "drag.csv", big(n), "")
			page := s.tab(b)
			page.open(fmt.Sprintf("/runs/%d", ids[0]))
			page.until("the band of the ROC curve has come", `document.querySelector("[data-band]").getAttribute("d") !== ""`)
			page.do(chromedp.Focus(chromedp.CSS("[data-slider]")))
			page.sent()
			var handler, script, painted []float64
			for range b.N {
				got := js[[][]float64](page, drag)
				handler, script, painted = append(handler, got[0]...), append(script, got[1]...), append(painted, got[2]...)
			}
			requests := float64(len(page.sent()))
			for name, times := range map[string][]float64{"handler": handler, "script": script, "painted": painted} {
				slices.Sort(times)
				b.ReportMetric(times[len(times)/2], name+"-p50-ms")
				b.ReportMetric(times[len(times)*95/100], name+"-p95-ms")
			}
			b.ReportMetric(requests/float64(len(handler)), "requests/move")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// drag moves the slider 300 times, once a frame, and measures the event handler, the
// script of the page in the next frame, and the time from the event to the task after the
// paint.
const drag = `(async () => {
	const slider = document.querySelector("[data-slider]"), low = Number(slider.min), high = Number(slider.max);
	const handler = [], script = [], painted = [];
	const raf = window.requestAnimationFrame;
	let spent = 0;
	window.requestAnimationFrame = (f) => raf((t) => { const from = performance.now(); f(t); spent += performance.now() - from; });
	const after = () => new Promise(done => raf(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
	for (let i = 0; i < 300; i++) {
		await new Promise(done => raf(() => setTimeout(done)));
		slider.value = String(low + (high - low) * (0.5 + 0.45 * Math.sin(i / 20)));
		spent = 0;
		const from = performance.now();
		slider.dispatchEvent(new Event("input", {bubbles: true}));
		handler.push(performance.now() - from);
		await after();
		painted.push(performance.now() - from);
		script.push(spent);
	}
	window.requestAnimationFrame = raf;
	return [handler, script, painted];
})()`
