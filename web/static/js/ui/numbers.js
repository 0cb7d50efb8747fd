// The matrix, the tiles and every other place that shows a count or a metric.

import { amount, decimals, fixed, interval, quantity, UNDEFINED } from "../core/format.js";
import { atPrevalence, estimate } from "../core/metrics.js";

// mountNumbers shows counts and tiles where the classifier is used: what depends
// on the prevalence is restated for the setting's, with counts per 1,000.
export function mountNumbers(root, { weighted, quantile, reasons, setting }) {
  const counts = [...root.querySelectorAll("[data-count]")].map((element) => ({
    element,
    cell: element.dataset.count,
    restated: element.closest("[data-restated]") !== null,
  }));
  const matrix = root.querySelector(".matrix");
  const tiles = [...root.querySelectorAll("[data-tile]")].map((tile) => ({
    id: tile.dataset.tile,
    restated: tile.hasAttribute("data-restated"),
    value: tile.querySelector("[data-value]"),
    interval: tile.querySelector("[data-interval]"),
    range: tile.querySelector("[data-range]"),
    mark: tile.querySelector("[data-mark]"),
  }));

  return {
    show({ cells }) {
      const there = setting.prevalence === null ? null : atPrevalence(cells, setting.prevalence);
      for (const { element, cell, restated } of counts) {
        const text = quantity(restated && there && !there.reason ? 1000 * there[cell] : cells[cell]);
        if (element.textContent === text) continue;
        element.textContent = text;
      }
      matrix.dataset.digits = Math.max(...["tp", "fn", "fp", "tn"].map((cell) => quantity(cells[cell]).length));
      for (const tile of tiles) {
        const shown = tileText(tile.restated && there ? restate(tile.id, there) : estimate(tile.id, cells, weighted, quantile), reasons);
        set(tile.value, shown.value);
        set(tile.interval, shown.interval);
        tile.mark.setAttribute("display", shown.mark === null ? "none" : "inline");
        if (shown.mark !== null) tile.mark.setAttribute("x", `${100 * shown.mark}%`);
        tile.range.setAttribute("x", `${100 * shown.low}%`);
        tile.range.setAttribute("width", `${100 * (shown.high - shown.low)}%`);
      }
    },
  };
}

// restate is a metric at another prevalence, where only resampling would give an interval.
function restate(id, there) {
  if (there.reason) return there;
  const e = estimate(id, there, false, 1);
  return e.reason ? e : { v: e.v, missing: "needs_bootstrap" };
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// tileText says how a tile shows an estimate.
export function tileText(e, reasons) {
  if (e.reason) return { value: UNDEFINED, interval: `undefined: ${reasons[e.reason]}`, mark: null, low: 0, high: 0 };
  if (e.missing) return { value: amount(e.v), interval: `no interval: ${reasons[e.missing]}`, mark: e.v >= 0 && e.v <= 1 ? e.v : null, low: 0, high: 0 };
  const d = decimals(e.low, e.high);
  return { value: fixed(e.v, d), interval: interval(e.low, e.high, d), mark: e.v, low: e.low, high: e.high };
}
