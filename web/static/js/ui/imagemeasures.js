// The table of overlaps, pooled and as means over images, with their intervals,
// which only the server finds.

import { fixed, interval, number, UNDEFINED } from "../core/format.js";
import { meanOfDefined, overImages, overlaps } from "../core/images.js";
import { addressed, fetched } from "./fetched.js";

const DIGITS = 3;
const KINDS = ["pooled", "mean"];
const PARTS = [...KINDS, "pooled-range", "mean-range", "reason", "over"];

// overlapText writes a value of an overlap.
export const overlapText = (v) => (v.reason ? UNDEFINED : fixed(v.v, DIGITS));

export function mountImageMeasures(root, data, reasons, onFailure) {
  const rows = [...root.querySelectorAll("[data-measure]")].map((row) => ({
    id: row.dataset.measure,
    parts: Object.fromEntries(PARTS.map((name) => [name, row.querySelector(`[data-${name}]`)])),
  }));
  let asked = 0;

  const set = (element, said) => element.textContent !== said && (element.textContent = said);

  // setRanges puts what range returns beside the values that there are.
  function setRanges(range) {
    for (const { id, parts } of rows)
      for (const kind of KINDS) set(parts[`${kind}-range`], parts[kind].textContent === UNDEFINED ? "" : range(kind, id));
  }

  return {
    // show returns the Dice of each image, their mean and the pooled one.
    show(cells, pooledCells) {
      const each = cells.map(overlaps), pooled = overlaps(pooledCells);
      for (const { id, parts } of rows) {
        const found = meanOfDefined(each.map((m) => m[id]));
        set(parts.pooled, overlapText(pooled[id]));
        set(parts.reason, pooled[id].reason ? `undefined: ${reasons[pooled[id].reason]}` : "");
        set(parts.mean, overlapText(found.mean));
        set(parts.over, overImages(found.defined, cells.length, data.why[id]));
      }
      const dice = each.map((m) => m.dice);
      return { dice, mean: meanOfDefined(dice).mean, pooled: pooled.dice };
    },

    // askRanges gets the intervals at a threshold, which take resampling.
    async askRanges(threshold) {
      const mine = ++asked;
      let found;
      try {
        found = (await fetched(addressed(data.counts, { threshold: number(threshold), intervals: 1, limit: 1 }), "json")).intervals;
      } catch (failure) {
        if (mine === asked) onFailure(failure);
        return;
      }
      if (mine !== asked) return;
      const said = ({ low, high, reason }) => (low !== null && high !== null ? interval(low, high, DIGITS) : `no interval: ${reason === "too_few_samples" ? data.few : reasons[reason]}`);
      setRanges((kind, id) => said(found[kind][id]));
      root.removeAttribute("data-ranging");
    },

    // forgetRanges says that the intervals of another threshold follow.
    forgetRanges() {
      asked++;
      root.setAttribute("data-ranging", "");
      setRanges(() => "its interval follows");
    },
  };
}
