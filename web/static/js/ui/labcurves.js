// The curve of a loss and of its gradient, with plain cross-entropy behind, and
// the numbers at one probability.

import { number, significant, UNDEFINED } from "../core/format.js";
import { PLACES } from "../core/lab.js";

const DIGITS = 3, SIDE = 1000;

export const text = (v) => (v.v === undefined ? UNDEFINED : significant(v.v, DIGITS));

// roundTop is the end of an axis that reaches x: 1, 2, 4 or 8 times a power of ten.
export function roundTop(x) {
  if (!(x > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(x));
  for (const step of [1, 2, 4, 8]) if (x <= step * power * (1 + 1e-9)) return step * power;
  return 10 * power;
}

// label writes the ticks of an axis from 0 to top.
export function label(chart, top) {
  for (const [i, tick] of [...chart.querySelectorAll('text[text-anchor="end"]')].entries()) tick.textContent = significant((top * i) / 4, 2);
}

// mountLabCurves returns a function that draws {of, p, point}, where point(p) gives
// {loss, slope, plain, plainSlope}.
export function mountLabCurves(root, reasons) {
  const charts = ["loss", "slope"].map((id) => root.querySelector(`[data-lab-chart="${id}"]`));
  const cell = (name) => root.querySelector(`[data-now="${name}"]`);
  const said = root.querySelector("[data-now-of]"), reason = cell("reason");

  function draw(chart, points, now, top) {
    label(chart, top);
    for (const [i, id] of ["loss", "plain"].entries()) {
      const curve = chart.querySelector(`[data-curve="${id}"]`), dot = chart.querySelector(`[data-dot="${id}"]`);
      if (!curve) continue;
      let d = "", pen = "M";
      for (const [k, p] of PLACES.entries()) {
        const y = points[k][i];
        if (y === undefined) {
          pen = "M";
          continue;
        }
        d += `${pen}${Math.round(p * SIDE)} ${Math.round((1 - Math.min(y / top, 10)) * SIDE)}`;
        pen = "L";
      }
      curve.setAttribute("d", d);
      const y = now[i] / top;
      dot.setAttribute("display", y >= 0 && y <= 1 ? "inline" : "none");
      if (!(y <= 1)) continue;
      dot.setAttribute("cx", `${100 * now[2]}%`);
      dot.setAttribute("cy", `${100 * (1 - y)}%`);
    }
  }

  const strength = ({ v }) => (v === undefined ? undefined : Math.abs(v));
  const kinds = [(x) => [x.loss.v, x.plain.v], (x) => [strength(x.slope), strength(x.plainSlope)]];

  return ({ of, p, point }) => {
    const all = PLACES.map(point), now = point(p);
    for (const [i, take] of kinds.entries()) {
      const points = all.map(take);
      const shown = points.filter((_, k) => PLACES[k] >= 0.05 && PLACES[k] <= 0.95).flat().filter((y) => y !== undefined);
      draw(charts[i], points, [...take(now), p], roundTop(Math.max(0, ...shown)));
    }
    said.textContent = of;
    cell("p").textContent = number(p);
    cell("loss").textContent = text(now.loss);
    cell("slope").textContent = text(now.slope);
    if (cell("plain")) {
      cell("plain").textContent = text(now.plain);
      cell("plain-slope").textContent = text(now.plainSlope);
    }
    reason.hidden = !now.loss.reason;
    reason.textContent = now.loss.reason ? `undefined: ${reasons[now.loss.reason]}` : "";
  };
}
