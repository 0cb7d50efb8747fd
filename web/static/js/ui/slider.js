// The slider inside the histogram: an invisible range input over the picture.
// It speaks of thresholds only; the page decides what they mean.

const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: "page", PageDown: "-page", Home: "first", End: "last" };

// stepOf returns where a key press moves a slider to, or undefined.
export function stepOf(event) {
  return event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
}

export function mountSlider(root, { low, high, onMove, onKey }) {
  const input = root.querySelector("[data-slider]");
  const mark = root.querySelector("[data-threshold-mark]");
  const negative = root.querySelector('[data-clip="negative"]');
  const positive = root.querySelector('[data-clip="positive"]');
  const words = { negative: root.querySelector('[data-word="negative"]'), positive: root.querySelector('[data-word="positive"]') };

  input.addEventListener("input", () => onMove(Number(input.value)));
  input.addEventListener("keydown", (event) => {
    const step = stepOf(event);
    if (step === undefined) return;
    event.preventDefault();
    onKey(step);
  });

  return {
    // show moves the picture to the threshold t, which text describes.
    show(t, text) {
      const at = Math.min(Math.max(t, low), high);
      const percent = (100 * (at - low)) / (high - low);
      input.value = String(at);
      input.setAttribute("aria-valuetext", text);
      mark.setAttribute("x", `${percent}%`);
      negative.setAttribute("width", `${percent + 1}%`);
      positive.setAttribute("x", `${percent}%`);
      positive.setAttribute("width", `${101 - percent}%`);
      words.negative.toggleAttribute("data-tight", percent < 50);
      words.positive.toggleAttribute("data-tight", percent >= 50);
      words.negative.setAttribute("display", percent < 16 ? "none" : "inline");
      words.positive.setAttribute("display", percent > 84 ? "none" : "inline");
    },
  };
}
