// What a row of the metrics at the threshold says: the twin of Go's
// internal/explore/metric_rows.go.

import { formulas } from "./catalog.gen.js";
import { amount, decimal, decimalsFor, interval, quantity, UNDEFINED } from "./format.js";
import { metrics } from "./metrics.js";

/** @import {Counts, Estimate} from "./types.js" */

// countsText returns the numbers of rows of a metric, "100 / 109", or of a restated one
// its value in the test set.
/**
 * @param {string} id
 * @param {Counts} cells
 * @param {boolean} restated
 * @param {Record<string, string>} texts
 */
export function countsText(id, cells, restated, texts) {
  if (restated) {
    const { v } = metrics[id](cells);
    return v === undefined ? "" : texts.in_test_set.replace("{value}", amount(v));
  }
  const { share, fraction = share } = formulas[id];
  const [count, of] = fraction?.(cells) ?? [0, 0];
  return of === 0 ? "" : `${quantity(count)} / ${quantity(of)}`;
}

// estimateTexts returns the texts of a value and its interval, and why one is missing.
/**
 * @param {Estimate} e
 * @param {Record<string, string>} reasons
 * @param {Record<string, string>} texts
 */
export function estimateTexts(e, reasons, texts) {
  if (e.reason) return { value: UNDEFINED, interval: "", remark: reasons[e.reason] };
  if (e.missing || e.low === e.high) {
    return { value: amount(e.v), interval: texts.no_interval, remark: reasons[e.missing ?? "zero_variance"] };
  }
  const d = decimalsFor(e.low, e.high);
  return { value: decimal(e.v, d), interval: interval(e.low, e.high, d), remark: "" };
}
