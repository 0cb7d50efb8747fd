// The slices on the tab of errors: a dot with its interval for each, which move with the
// threshold. Their counts at every stop of the slider are in the browser.

import { quantity, UNDEFINED } from "../core/format.js";
import { estimate, metrics } from "../core/metrics.js";
import { countsText, valueAndInterval } from "../core/rowtexts.js";
import { scaleOf, valueText } from "../core/scale.js";
import { formulas } from "../core/catalog.gen.js";
import { fetched } from "./fetched.js";
import { setAttribute, setText } from "./settext.js";

const FEW = 10; // rows in the denominator: below, the dot is hollow
const SMALLEST = 3, LARGEST = 8; // radii of dots in pixels, as the server draws them

const known = new Map(); // counts by address

// countsOf returns the counts of slices at the stops, which come as increments.
async function countsOf(address) {
  if (!known.has(address)) {
    const list = await fetched(address, "json");
    known.set(address, list.map(({ positives, negatives, tp, fp }) => ({ positives, negatives, tp: sums(tp), fp: sums(fp) })));
  }
  return known.get(address);
}

function sums(increments) {
  let sum = 0;
  return Uint32Array.from(increments, (n) => (sum += n));
}

// SlicePlot shows the slices of a section at a point.
export class SlicePlot {
  constructor(section, run, servedAt) {
    this.section = section;
    this.servedAt = servedAt; // the threshold of what the server sent
    this.moved = false; // something else is shown
    this.run = run;
    this.metric = section.dataset.slicePlot;
    this.low = Number(section.dataset.low);
    this.span = Number(section.dataset.high) - this.low;
    this.all = section.querySelector("[data-all]");
    this.rows = [...section.querySelectorAll("[data-slice]")].map((element) => ({ element, ...parts(element) }));
    this.counts = null; // until they are there
  }

  // load gets the counts, without which the slices do not move.
  async load() {
    if (this.section.hasAttribute("data-live")) this.counts = await countsOf(this.section.dataset.counts);
  }

  // show moves the slices to a point. Where their counts are not known they stay, marked
  // as stale, and it returns false.
  show(point) {
    const { stops } = this.run, k = stops.at(point.threshold);
    const known = this.counts !== null && stops.index[k] === point.index;
    const exact = known || (!this.moved && point.threshold === this.servedAt);
    if (this.section.hasAttribute("data-stale") === exact) this.section.toggleAttribute("data-stale", !exact);
    if (!known) return exact;
    this.moved = true;
    const shown = this.counts.map((c) => {
      const cells = { tp: c.tp[k], fp: c.fp[k], fn: c.positives - c.tp[k], tn: c.negatives - c.fp[k] };
      return { cells, n: this.counted(cells) };
    });
    const most = shown.reduce((n, s) => Math.max(n, s.n), 1);
    const all = metrics[this.metric](point.cells).v;
    for (const [i, row] of this.rows.entries()) this.row(row, shown[i], most, all);
    if (this.all) {
      setText(this.all, all === undefined ? "" : `all ${valueText(scaleOf(this.metric), all)}`);
      if (all !== undefined) setAttribute(this.all, "x", this.place(all));
    }
    return true;
  }

  // counted returns how many rows the metric counts: those in its denominator, or all.
  counted(cells) {
    const { share } = formulas[this.metric];
    return share ? share(cells)[1] : cells.tp + cells.fp + cells.fn + cells.tn;
  }

  row(row, { cells, n }, most, all) {
    const { reasons, texts, quantile } = this.run.data;
    const e = estimate(this.metric, cells, false, quantile), few = n < FEW;
    setText(row.value, valueAndInterval(this.metric, e, reasons, texts).value ?? UNDEFINED);
    setText(row.text, few ? `n = ${quantity(n)}` : countsText(this.metric, cells, false, texts));
    setText(row.reason, e.reason ? within(reasons[e.reason]) : "");
    if (row.element.hasAttribute("data-few") !== few) row.element.toggleAttribute("data-few", few);
    if (!row.mark) return;
    setAttribute(row.mark, "display", e.reason ? "none" : "inline");
    setAttribute(row.line, "display", all === undefined ? "none" : "inline");
    if (all !== undefined) for (const end of ["x1", "x2"]) setAttribute(row.line, end, this.place(all));
    if (!e.reason) setAttribute(row.mark, "cx", this.place(e.v));
    setAttribute(row.mark, "r", Math.max(SMALLEST, LARGEST * Math.sqrt(n / most)).toFixed(2));
    const bar = e.low !== undefined;
    setAttribute(row.range, "x1", bar ? this.place(e.low) : "0%");
    setAttribute(row.range, "x2", bar ? this.place(e.high) : "0%");
  }

  place(x) {
    return `${(100 * (x - this.low)) / this.span}%`;
  }
}

const parts = (element) => ({
  value: element.querySelector("[data-value]"),
  text: element.querySelector("[data-counts-text]"),
  reason: element.querySelector("[data-reason]"),
  line: element.querySelector("[data-all-line]"),
  range: element.querySelector("[data-range]"),
  mark: element.querySelector("[data-mark]"),
});

// within says a reason of a slice.
const within = (text) => (text.startsWith("the test set") ? text.replace("the test set", "the slice") : `in the slice, ${text}`);
