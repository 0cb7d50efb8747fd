// The slider inside the histogram: an invisible range input over the picture.
// It speaks of places on the axis only; the page decides what they mean.

const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: "page", PageDown: "-page", Home: "first", End: "last" };

// stepOf returns where a key press moves a slider to, or undefined.
export function stepOf(event) {
  return event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
}

export function mountSlider(root, { onMove, onKey }) {
  const input = root.querySelector("[data-slider]");
  const mark = root.querySelector("[data-threshold-mark]");
  const negative = root.querySelector('[data-clip="negative"]');
  const positive = root.querySelector('[data-clip="positive"]');
  const words = { negative: root.querySelector('[data-word="negative"]'), positive: root.querySelector('[data-word="positive"]') };
  const beyond = { low: root.querySelector('[data-beyond="low"]'), high: root.querySelector('[data-beyond="high"]') };

  input.addEventListener("input", () => onMove(Number(input.value)));
  input.addEventListener("keydown", (event) => {
    const step = stepOf(event);
    if (step === undefined) return;
    event.preventDefault();
    onKey(step);
  });

  const show = (element, shown) => {
    const display = shown ? "inline" : "none";
    if (element.getAttribute("display") !== display) element.setAttribute("display", display);
  };

  return {
    // show moves the picture to a place of the axis, below 0 and above 1 if the
    // threshold is out of view. spoken describes it.
    show(place, text, spoken) {
      const at = Math.min(Math.max(place, 0), 1), percent = 100 * at;
      input.value = String(at);
      input.setAttribute("aria-valuetext", spoken);
      mark.setAttribute("x", `${percent}%`);
      negative.setAttribute("width", `${percent + 1}%`);
      positive.setAttribute("x", `${percent}%`);
      positive.setAttribute("width", `${101 - percent}%`);
      words.negative.toggleAttribute("data-tight", percent < 50);
      words.positive.toggleAttribute("data-tight", percent >= 50);
      show(words.negative, percent >= 16);
      show(words.positive, percent <= 84);
      show(mark, place === at);
      show(beyond.low, place < 0);
      show(beyond.high, place > 1);
      if (place < 0) beyond.low.textContent = `◂ threshold ${text}`;
      if (place > 1) beyond.high.textContent = `threshold ${text} ▸`;
    },
  };
}
