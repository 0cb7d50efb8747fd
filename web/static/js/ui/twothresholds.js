// The thresholds of two runs as lines over their scores. Each can be dragged, and
// both where they cross; the picture may be replaced meanwhile.

// mountTwoThresholds tells onMove the two thresholds, as texts, while lines are dragged.
export function mountTwoThresholds(onMove) {
  let drag = null;
  addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-line]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    const { left, right, bottom, top, a, b } = grip.closest("[data-lines]").dataset;
    drag = { lines: grip.dataset.line, box: grip.ownerSVGElement.getBoundingClientRect(), x: [Number(left), Number(right)], y: [Number(bottom), Number(top)], a, b };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { box, lines } = drag;
    if (lines.includes("a")) drag.a = between(drag.x, (event.clientX - box.left) / box.width);
    if (lines.includes("b")) drag.b = between(drag.y, (box.bottom - event.clientY) / box.height);
    onMove(drag.a, drag.b);
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (drag = null));
}

// between is a place on an axis, with as many digits as a thousandth of it needs.
function between([low, high], share) {
  const digits = Math.max(0, Math.min(100, 3 - Math.floor(Math.log10(high - low))));
  return String(Number((low + Math.min(Math.max(share, 0), 1) * (high - low)).toFixed(digits)));
}
