// What a row of the metrics at the threshold says: the twin of Go's
// internal/explore/metric_rows.go.

import { formulas } from "./catalog.gen.js";
import { quantity, UNDEFINED } from "./format.js";
import { isRare } from "./matrix.js";
import { metrics } from "./metrics.js";
import { estimateText, oneIn, scaleOf, valueText } from "./scale.js";

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
    return v === undefined ? "" : texts.in_test_set.replace("{value}", valueText(scaleOf(id), v));
  }
  const { share, fraction = share } = formulas[id];
  const [count, of] = fraction?.(cells) ?? [0, 0];
  return of === 0 ? "" : `${quantity(count)} / ${quantity(of)}`;
}

// frequencyText writes a proportion that is close to 0 or to 1 as "1 in 3,100 flagged",
// with what becomes of the rows that it counts and of the others; "" for other values.
/**
 * @param {number} v
 * @param {string} counted
 * @param {string} others
 */
export function frequencyText(v, counted, others) {
  const text = counted && oneIn(v);
  return text && `${text} ${v < 0.5 ? counted : others}`;
}

// trivialText says how accurate a model would be that never looks at its rows, where one of
// the classes of cells is rare; "" for other metrics than accuracy.
/**
 * @param {string} id
 * @param {Counts} cells
 * @param {Record<string, string>} texts
 */
export function trivialText(id, cells, texts) {
  if (id !== "accuracy" || !isRare(cells)) return "";
  const { v = 0 } = metrics.prevalence(cells);
  return v < 0.5 ? texts.flags_nothing.replace("{accuracy}", valueText("share", 1 - v)) : texts.flags_all.replace("{accuracy}", valueText("share", v));
}

// valueAndInterval returns the texts of a value and its interval, and why one is missing.
/**
 * @param {string} id
 * @param {Estimate} e
 * @param {Record<string, string>} reasons
 * @param {Record<string, string>} texts
 */
export function valueAndInterval(id, e, reasons, texts) {
  if (e.reason) return { value: UNDEFINED, interval: "", remark: reasons[e.reason] };
  const scale = scaleOf(id);
  if (e.missing || e.low === e.high) {
    return { value: valueText(scale, e.v), interval: texts.no_interval, remark: reasons[e.missing ?? "zero_variance"] };
  }
  const [value, interval] = estimateText(scale, e.v, e.low, e.high);
  return { value, interval, remark: "" };
}
