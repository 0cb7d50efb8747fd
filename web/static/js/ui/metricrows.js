// The rows of the metrics at the threshold.

import { decimal, UNDEFINED } from "../core/format.js";
import { countsText, estimateTexts } from "../core/rowtexts.js";
import { setText } from "./settext.js";

// metricRows returns the rows below root, each of which shows one metric.
export function metricRows(root, { reasons, texts }) {
  return [...root.querySelectorAll("[data-metric-row]")].map((element) => new MetricRow(element, reasons, texts));
}

// A MetricRow shows one metric. It may lack any of its parts but the value.
class MetricRow {
  constructor(element, reasons, texts) {
    const part = (name) => element.querySelector(`[data-${name}]`);
    this.element = element;
    this.reasons = reasons;
    this.texts = texts;
    this.id = element.dataset.metricRow;
    this.restated = element.hasAttribute("data-restated");
    this.value = part("value");
    this.interval = part("interval");
    this.counts = part("counts");
    this.beside = part("beside");
    this.remark = part("remark");
    this.range = part("range");
    this.mark = part("mark");
    const shown = this.value.textContent;
    this.decimals = shown === UNDEFINED ? 2 : (shown.split(".")[1] ?? "").length;
  }

  // show shows an estimate: {v, low, high}, {v, missing} or {reason}.
  /** @param {import("../core/types.js").Estimate} e */
  show(e) {
    const { value, interval, remark } = estimateTexts(e, this.reasons, this.texts);
    if (!e.reason) this.decimals = (value.split(".")[1] ?? "").length;
    this.write(value, interval, remark, e);
  }

  // wait shows a value whose interval follows, with the digits of the one before.
  wait(v) {
    this.write(decimal(v, this.decimals), "…", "", { v }, true);
  }

  // showCounts shows the numbers of rows of the metric.
  showCounts(cells, prevalence) {
    if (!this.counts) return;
    const restated = this.restated && prevalence !== null;
    setText(this.counts, countsText(this.id, cells, restated, this.texts));
    toggle(this.counts, "data-in-test-set", restated);
  }

  /** @type {(value: string, interval: string, remark: string, e: {v?: number, low?: number, high?: number}, waits?: boolean) => void} */
  write(value, interval, remark, { v, low, high }, waits = false) {
    const defined = v !== undefined;
    setText(this.value, value);
    if (this.interval) setText(this.interval, interval);
    if (this.beside) setText(this.beside, defined ? "" : remark);
    if (this.remark) setText(this.remark, defined ? remark : "");
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
