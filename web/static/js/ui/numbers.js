// The metrics at the threshold, and every other place that shows a count.

import { number, quantity } from "../core/format.js";
import { atPrevalence, estimate } from "../core/metrics.js";
import { resampledIntervals } from "../core/resample.js";
import { addressed, alone, fetched } from "./fetched.js";
import { metricRows } from "./metricrows.js";
import { setText } from "./settext.js";

const REST = 100; // milliseconds that the threshold rests before its rows are resampled
const REST_OF_WEIGHTED = 300; // before the server is asked to resample weighted rows

// mountNumbers shows counts of the test set, and metrics in deployment: what depends on
// the prevalence is restated for that of the setting.
export function mountNumbers(root, { weighted, quantile, inUse, reasons, texts, setting }) {
  const counts = [...root.querySelectorAll("[data-count]")]
    .filter((element) => !element.closest("[data-matrix], [data-as-matrix]"))
    .map((element) => ({ element, cell: element.dataset.count }));
  const rows = metricRows(root, { reasons, texts });
  let resting = 0;
  let asServed = true; // the server has resampled what it shows
  let shows = 0; // a person who moves on does not wait for an answer

  function show({ cells, threshold }) {
    const mine = ++shows;
    const there = setting.prevalence === null ? null : atPrevalence(cells, setting.prevalence);
    for (const { element, cell } of counts) setText(element, quantity(cells[cell]));
    const waiting = [];
    for (const row of rows) {
      row.showCounts(cells, there);
      const e = row.restated && there ? restate(row.id, there) : estimate(row.id, cells, weighted, quantile);
      if (e.missing !== "needs_bootstrap" && e.missing !== "weights_not_supported") row.show(e);
      else waiting.push({ row, v: e.v, id: row.id, prevalence: row.restated ? setting.prevalence : null });
    }
    clearTimeout(resting);
    if (!asServed && waiting.length > 0) {
      for (const { row, v } of waiting) row.wait(v);
      if (!weighted) resting = setTimeout(settle, REST, cells, waiting);
      else if (alone) for (const { row, v } of waiting) row.show({ v, missing: "not_resampled" });
      else resting = setTimeout(ask, REST_OF_WEIGHTED, threshold, waiting, mine);
    }
    asServed = false;
  }

  // ask shows the intervals of weighted rows, which only the server has.
  async function ask(threshold, waiting, mine) {
    const asked = addressed(inUse, { threshold: number(threshold), prevalence: setting.prevalence === null ? "test_set" : number(setting.prevalence) });
    let metrics = {};
    try {
      metrics = (await fetched(asked, "json")).metrics;
    } catch {
      // the next threshold may have better luck
    }
    if (mine !== shows) return;
    for (const { row, v, id } of waiting) {
      const { low = null, high = null, interval_reason: why = "not_resampled" } = metrics[id] ?? {};
      row.show(low === null ? { v, missing: why } : { v, low, high });
    }
  }
  return { show };
}

// settle shows the intervals that only resampling gives.
function settle(cells, waiting) {
  const found = resampledIntervals(cells, waiting);
  for (const [i, { row, v }] of waiting.entries()) row.show(found[i].reason ? { v, missing: found[i].reason } : { v, ...found[i] });
}

// restate is a metric at another prevalence, where only resampling gives an interval.
function restate(id, there) {
  if (there.reason) return there;
  const e = estimate(id, there, false, 1);
  return e.reason ? e : { v: e.v, missing: "needs_bootstrap" };
}
