// The rows of the metrics at the threshold.

import { countsText, valueAndInterval, frequencyText, trivialText } from "../core/rowtexts.js";
import { estimateText, scaleOf } from "../core/scale.js";
import { setText } from "./settext.js";

// metricRows returns the rows below root, each of which shows one metric.
export function metricRows(root, { reasons, texts }) {
  return [...root.querySelectorAll("[data-metric-row], [data-pin]")].map((element) => new MetricRow(element, reasons, texts));
}

// A MetricRow shows one metric. It may lack any of its parts but the value.
class MetricRow {
  constructor(element, reasons, texts) {
    const part = (name) => element.querySelector(`[data-${name}]`);
    this.element = element;
    this.reasons = reasons;
    this.texts = texts;
    this.id = element.dataset.metricRow ?? element.dataset.pin;
    this.restated = element.hasAttribute("data-restated");
    const { counted = "", others = "" } = element.dataset;
    this.counted = counted;
    this.others = others;
    this.value = part("value");
    this.interval = part("interval");
    this.counts = part("counts");
    this.beside = part("beside-text");
    this.remark = part("remark-text");
    this.range = part("range");
    this.mark = part("mark");
    this.trivial = ""; // a remark on the accuracy, unless something else is to be said
    this.half = 0; // half the width of the last interval; 0: not known
  }

  // show shows an estimate: {v, low, high}, {v, missing} or {reason}.
  /** @param {import("../core/types.js").Estimate} e */
  show(e) {
    const { value, interval, remark } = valueAndInterval(this.id, e, this.reasons, this.texts);
    if (e.low !== undefined) this.half = (e.high - e.low) / 2;
    this.write(value, interval, remark, e);
  }

  // wait shows a value whose interval follows, with the digits that one as wide as the
  // last interval gives it.
  wait(v) {
    const [value] = estimateText(scaleOf(this.id), v, v - this.half, v + this.half);
    this.write(value, "…", "", { v }, true);
  }

  // showCounts shows the numbers of rows of the metric in the test set, cells. there are
  // the cells in deployment, null if they are the same.
  showCounts(cells, there) {
    if (this.remark) this.trivial = there?.reason ? "" : trivialText(this.id, there ?? cells, this.texts);
    if (!this.counts) return;
    const restated = this.restated && there !== null;
    setText(this.counts, countsText(this.id, cells, restated, this.texts));
    toggle(this.counts, "data-in-test-set", restated);
  }

  // remarkOn shows a text that takes the place of the bar or of the question. An attribute
  // of the row says that it is there: selectors that ask what is empty are slow in WebKit.
  remarkOn(name, text) {
    if (!this[name]) return;
    setText(this[name], text);
    toggle(this.element, name === "beside" ? "data-beside" : "data-remarked", text !== "");
  }

  /** @type {(value: string, interval: string, remark: string, e: {v?: number, low?: number, high?: number}, waits?: boolean) => void} */
  write(value, interval, remark, { v, low, high }, waits = false) {
    const defined = v !== undefined;
    setText(this.value, value);
    if (this.interval) setText(this.interval, interval);
    this.remarkOn("beside", defined ? frequencyText(v, this.counted, this.others) : remark);
    this.remarkOn("remark", defined ? remark || this.trivial : "");
    toggle(this.element, "data-waiting", waits);
    toggle(this.element, "data-undefined", !defined);
    if (!this.mark) return;
    set(this.mark, "display", defined && v >= 0 && v <= 1 ? "inline" : "none");
    if (defined) set(this.mark, "cx", percent(v));
    set(this.range, "x", low === undefined ? "0%" : percent(low));
    set(this.range, "width", low === undefined ? "0%" : `${100 * (inside(high) - inside(low))}%`);
  }
}

const inside = (x) => Math.min(Math.max(x, 0), 1);
const percent = (x) => `${100 * inside(x)}%`;

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function toggle(element, name, on) {
  if (element.hasAttribute(name) !== on) element.toggleAttribute(name, on);
}
