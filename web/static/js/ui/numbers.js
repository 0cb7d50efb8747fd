// The matrix, the tiles and every other place that shows a count or a metric.

import { expected, number, quantity, UNDEFINED } from "../core/format.js";
import { estimateText, scaleOf, valueText } from "../core/scale.js";
import { atPrevalence, estimate } from "../core/metrics.js";
import { resampledIntervals } from "../core/resample.js";
import { addressed, alone, fetched } from "./fetched.js";

const REST = 100; // milliseconds that the threshold rests before its rows are resampled
const REST_OF_WEIGHTED = 300; // before the server is asked to resample weighted rows

// mountNumbers shows counts and tiles where the classifier is used: what depends
// on the prevalence is restated for the setting's, with counts per 1,000.
export function mountNumbers(root, { weighted, quantile, inUse, reasons, setting }) {
  const counts = [...root.querySelectorAll("[data-count]")].map((element) => ({
    element,
    cell: element.dataset.count,
    restated: element.closest("[data-restated]") !== null,
  }));
  const sized = root.querySelectorAll("[data-digits]"); // by the longest count
  const tiles = [...root.querySelectorAll("[data-tile], [data-pin]")].map((element) => new Tile(element, reasons));
  let resting = 0;
  let asServed = true; // the server has resampled what it shows
  let shows = 0; // whoever moves on does not wait for an answer

  function show({ cells, threshold }) {
    const mine = ++shows;
    const there = setting.prevalence === null ? null : atPrevalence(cells, setting.prevalence);
    for (const { element, cell, restated } of counts) set(element, restated && there && !there.reason ? expected(1000 * there[cell]) : quantity(cells[cell]));
    const digits = String(Math.max(...["tp", "fn", "fp", "tn"].map((cell) => quantity(cells[cell]).length)));
    for (const element of sized) if (element.dataset.digits !== digits) element.dataset.digits = digits;
    const waiting = [];
    for (const tile of tiles) {
      const e = tile.restated && there ? restate(tile.id, there) : estimate(tile.id, cells, weighted, quantile);
      if (e.missing !== "needs_bootstrap" && e.missing !== "weights_not_supported") tile.show(e);
      else waiting.push({ tile, v: e.v, id: tile.id, prevalence: tile.restated ? setting.prevalence : null });
    }
    clearTimeout(resting);
    if (!asServed && waiting.length > 0) {
      for (const { tile, v } of waiting) tile.wait(v);
      if (!weighted) resting = setTimeout(settle, REST, cells, waiting);
      else if (alone) for (const { tile, v } of waiting) tile.show({ v, missing: "not_resampled" });
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
    for (const { tile, v, id } of waiting) {
      const { low = null, high = null, interval_reason: why = "not_resampled" } = metrics[id] ?? {};
      tile.show(low === null ? { v, missing: why } : { v, low, high });
    }
  }
  return { show };
}

// settle shows the intervals that only resampling gives.
function settle(cells, waiting) {
  const found = resampledIntervals(cells, waiting);
  for (const [i, { tile, v }] of waiting.entries()) tile.show(found[i].reason ? { v, missing: found[i].reason } : { v, ...found[i] });
}

// restate is a metric at another prevalence, where only resampling gives an interval.
function restate(id, there) {
  if (there.reason) return there;
  const e = estimate(id, there, false, 1);
  return e.reason ? e : { v: e.v, missing: "needs_bootstrap" };
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A Tile shows one metric.
class Tile {
  constructor(element, reasons) {
    const bar = element.querySelector(".bar");
    this.element = element;
    this.reasons = reasons;
    this.id = element.dataset.tile ?? element.dataset.pin;
    this.restated = element.hasAttribute("data-restated");
    this.value = element.querySelector("[data-value]");
    this.interval = element.querySelector("[data-interval]");
    this.range = element.querySelector("[data-range]");
    this.mark = element.querySelector("[data-mark]");
    this.floor = bar.dataset.floor === "" ? null : Number(bar.dataset.floor); // null: it has no bar
    this.scale = scaleOf(this.id);
    this.half = 0; // half the width of the last interval; 0: not known
  }

  // show shows an estimate: {v, low, high}, {v, missing} or {reason}.
  /** @param {import("../core/types.js").Estimate} e */
  show(e) {
    delete this.element.dataset.waiting;
    if (e.reason) return this.write(UNDEFINED, `undefined: ${this.reasons[e.reason]}`, e);
    if (e.missing || e.low === e.high) return this.write(valueText(this.scale, e.v), `no interval: ${this.reasons[e.missing ?? "zero_variance"]}`, e);
    this.half = (e.high - e.low) / 2;
    this.write(...estimateText(this.scale, e.v, e.low, e.high), e);
  }

  // wait shows a value whose interval follows, with the digits that one as wide as the
  // last interval gives it.
  wait(v) {
    this.element.dataset.waiting = "";
    const [value] = estimateText(this.scale, v, v - this.half, v + this.half);
    this.write(value, "its interval follows", { v });
  }

  /** @type {(value: string, note: string, e: {v?: number, low?: number, high?: number}) => void} */
  write(value, note, { v, low, high }) {
    set(this.value, value);
    set(this.interval, note);
    const { floor } = this;
    if (floor === null) return;
    const place = (x) => (100 * (x - floor)) / (1 - floor);
    this.mark.setAttribute("display", v === undefined ? "none" : "inline");
    if (v !== undefined) this.mark.setAttribute("x", `${place(v)}%`);
    this.range.setAttribute("x", low === undefined ? "0%" : `${place(low)}%`);
    this.range.setAttribute("width", low === undefined ? "0%" : `${place(high) - place(low)}%`);
  }
}
