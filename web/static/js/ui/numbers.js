// The matrix, the tiles and every other place that shows a count or a metric.

import { decimals, fixed, interval, quantity, rate, UNDEFINED } from "../core/format.js";
import { estimate } from "../core/metrics.js";

export function mountNumbers(root, { weighted, quantile, reasons }) {
  const counts = [...root.querySelectorAll("[data-count]")].map((element) => ({ element, cell: element.dataset.count }));
  const tiles = [...root.querySelectorAll("[data-tile]")].map((tile) => ({
    id: tile.dataset.tile,
    value: tile.querySelector("[data-value]"),
    interval: tile.querySelector("[data-interval]"),
    range: tile.querySelector("[data-range]"),
    mark: tile.querySelector("[data-mark]"),
  }));

  return {
    show(cells) {
      const texts = { tp: quantity(cells.tp), fp: quantity(cells.fp), fn: quantity(cells.fn), tn: quantity(cells.tn) };
      for (const { element, cell } of counts) {
        if (element.textContent === texts[cell]) continue;
        element.textContent = texts[cell];
        if (element.dataset.long) element.dataset.long = texts[cell].length > 9 ? "very" : texts[cell].length > 5 ? "yes" : "no";
      }
      for (const tile of tiles) {
        const shown = tileText(estimate(tile.id, cells, weighted, quantile), reasons);
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

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// tileText says how a tile shows an estimate.
export function tileText(e, reasons) {
  if (e.reason) return { value: UNDEFINED, interval: `undefined: ${reasons[e.reason]}`, mark: null, low: 0, high: 0 };
  if (e.missing) return { value: rate(e.v), interval: `no interval: ${reasons[e.missing]}`, mark: e.v, low: 0, high: 0 };
  const d = decimals(e.low, e.high);
  return { value: fixed(e.v, d), interval: interval(e.low, e.high, d), mark: e.v, low: e.low, high: e.high };
}
