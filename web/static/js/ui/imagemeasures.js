// The table of overlaps, pooled and as means over images, with their intervals,
// which only the server finds.

import { number, UNDEFINED } from "../core/format.js";
import { estimateText, shareText } from "../core/scale.js";
import { meanOfDefined, overImages, overlaps } from "../core/images.js";
import { addressed, fetched } from "./fetched.js";

const KINDS = ["pooled", "mean"];
const PARTS = [...KINDS, "pooled-range", "mean-range", "reason", "over"];

// overlapText writes a value of an overlap.
export const overlapText = (v) => (v.reason ? UNDEFINED : shareText(v.v));

export function mountImageMeasures(root, data, reasons, onFailure) {
  const rows = [...root.querySelectorAll("[data-measure]")].map((row) => ({
    id: row.dataset.measure,
    parts: Object.fromEntries(PARTS.map((name) => [name, row.querySelector(`[data-${name}]`)])),
  }));
  let asked = 0;
  const values = {}; // {pooled, mean} by id

  const set = (element, said) => element.textContent !== said && (element.textContent = said);

  // setTexts shows each value that there is, and beside it the text that range returns.
  function setTexts(texts) {
    for (const { id, parts } of rows.filter((row) => row.id in values))
      for (const kind of KINDS) {
        const { v, reason } = values[id][kind];
        const [value, range] = reason ? [UNDEFINED, ""] : texts(v, kind, id);
        set(parts[kind], value);
        set(parts[`${kind}-range`], range);
      }
  }

  return {
    // show returns the Dice of each image, their mean and the pooled one.
    show(cells, pooledCells) {
      const each = cells.map(overlaps), pooled = overlaps(pooledCells);
      for (const { id, parts } of rows) {
        const found = meanOfDefined(each.map((m) => m[id]));
        const before = values[id], now = { pooled: pooled[id], mean: found.mean };
        values[id] = now;
        // What is as it was keeps the digits that its interval gave it; so does what was served.
        if (before) for (const kind of KINDS) if (before[kind].v !== now[kind].v) set(parts[kind], overlapText(now[kind]));
        set(parts.reason, pooled[id].reason ? `undefined: ${reasons[pooled[id].reason]}` : "");
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
      setTexts((v, kind, id) => {
        const { low, high, reason } = found[kind][id];
        if (low !== null && high !== null) return estimateText("share", v, low, high);
        return [shareText(v), `no interval: ${reason === "too_few_samples" ? data.few : reasons[reason]}`];
      });
      root.removeAttribute("data-ranging");
    },

    // forgetRanges says that the intervals of another threshold follow.
    forgetRanges() {
      asked++;
      root.setAttribute("data-ranging", "");
      setTexts((v) => [shareText(v), "its interval follows"]);
    },
  };
}
