// The comparison: one locked value, a threshold for each run, everything linked
// to it. The server is asked once the value rests, for what needs pairs of rows.

import "../ui/frame.js";
import { pairs, prCurve, prPoint, rocPoint, tradeOffCurve, metricInUse } from "../core/curves.js";
import { costOf, usedAt } from "../core/benefit.js";
import { SEVERAL_FIELDS } from "../core/fields.js";
import { number, parseThreshold, threshold as thresholdText, thresholdInTable, UNDEFINED } from "../core/format.js";
import { columnDecimals, differenceText, estimateText, scaleOf, valueText } from "../core/scale.js";
import { estimate, metrics } from "../core/metrics.js";
import { bounding, pick } from "../core/policies.js";
import { put } from "../core/state.js";
import { Stops } from "../core/stops.js";
import { mountChart } from "../ui/chart.js";
import { mountEnlarge, mountPictures } from "../ui/charttools.js";
import { mountCopyLink } from "../ui/copylink.js";
import { alone, fetched } from "../ui/fetched.js";
import { mountLock } from "../ui/lock.js";
import { mountMenus } from "../ui/menus.js";
import { renew, served } from "../ui/renew.js";

const REST = 150; // milliseconds that the value rests before the server is asked
const PATIENCE = { first: 400, most: 5000 }; // between questions for intervals that are still to come

/** @import {Policy} from "../core/types.js" */

const data = JSON.parse(document.getElementById("compare-data").textContent);
const setting = { costs: data.costs, prevalence: data.prevalence };
const stops = (await Promise.all(data.runs.map((run) => fetched(run.display, "arrayBuffer")))).map((buffer) => new Stops(buffer));
const status = document.querySelector("[data-status]");
let lock = data.lock, value = data.value;
const written = /** @type {Node} */ (alone && document.querySelector("[data-compare-results]").cloneNode(true)); // as the report says
let frame = 0, resting = 0, asked = 0, patience = PATIENCE.first;

const charts = [...document.querySelectorAll("[data-chart-card]")].flatMap((card) => mountCard(card) ?? []);
mountMenus();
mountCopyLink(document.querySelector("[data-copy-link]"), status);
document.querySelector("[data-compare-metric]")?.elements.metric.addEventListener("change", (event) => event.target.form.requestSubmit());

const slider = mountLock(moveTo);
if (alone) mountLocks();
waitForPending();
document.documentElement.dataset.live = "";

function moveTo(v) {
  value = v;
  asked++; // what is on its way is of another value
  clearTimeout(resting);
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(draw);
}

// standing returns where run i stands: {k, reached}, or {reason}.
function standing(i) {
  if (lock === "threshold") return { k: stops[i].at(value), reached: true };
  return pick(stops[i], /** @type {Policy} */ (bounding(lock, value)), setting);
}

function draw() {
  slider.show(value);
  const places = data.runs.map((_, i) => standing(i));
  const points = places.map(({ k }, i) => (k === undefined ? null : stops[i].point(k)));
  const results = document.querySelector("[data-compare-results]");
  results.setAttribute("aria-busy", "true");
  const base = points[data.baseline];
  points.forEach((point, i) => {
    const row = results.querySelector(`[data-run="${i}"]`);
    const exact = stops[i].whole ? "" : "≈ ";
    // The server rounds the text of a threshold, not the score.
    const t = lock === "threshold" ? value : point && parseThreshold(thresholdText(point.threshold, point.digits));
    set(row, '[data-value="threshold"]', point ? exact + thresholdInTable(t) : UNDEFINED);
    set(row, "[data-remark]", places[i].reached === false ? "the closest" : (data.reasons[places[i].reason] ?? ""));
    for (const id of data.metrics) {
      const e = point ? at(id, point.cells, stops[i].weighted || data.runs[i].alike) : { reason: places[i].reason };
      const scale = scaleOf(id), ranged = e.low !== undefined && e.low !== e.high;
      const [text, range] = e.reason ? [UNDEFINED, ""] : ranged ? estimateText(scale, e.v, e.low, e.high) : [valueText(scale, e.v), ""];
      set(row, `[data-value="${id}"]`, e.reason ? UNDEFINED : exact + text);
      set(row, `[data-interval="${id}"]`, range);
      if (i === data.baseline) continue;
      const other = base && at(id, base.cells, false);
      const difference = e.reason || !other || other.reason ? null : e.v - other.v;
      set(row, `[data-difference="${id}"]`, difference === null ? "" : differenceText(scale, difference, columnDecimals(id)));
      set(row, `[data-between="${id}"]`, "");
    }
    const { low, high } = data.runs[i];
    const place = lock === "threshold" ? value : (point?.threshold ?? high);
    const x = high > low ? (1000 * (Math.min(Math.max(place, low), high) - low)) / (high - low) : 500;
    for (const mark of document.querySelectorAll(`[data-small="${i}"] [data-mark]`)) for (const end of ["x1", "x2"]) mark.setAttribute(end, x.toFixed(1));
  });
  for (const chart of charts) chart.show(points);
  clearTimeout(resting);
  resting = setTimeout(alone ? rest : settle, REST);
}

// at is a metric of the cells, as far as it is known without resampling.
/** @returns {any} an estimate, or a value */
function at(id, cells, dependent) {
  if (id === "expected_cost") return costOf(cells, setting);
  if (!data.restated.includes(id)) return estimate(id, cells, dependent, data.quantile);
  const there = usedAt(cells, setting);
  return there.reason ? there : metrics[id](there);
}

function set(row, selector, text) {
  const element = row.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

// rest ends what a move has begun where there is no server: what needs pairs of
// rows holds only where the report was written, and is hidden elsewhere.
function rest() {
  const results = document.querySelector("[data-compare-results]");
  if (lock === data.lock && value === data.value) results.replaceWith(written.cloneNode(true));
  else {
    results.removeAttribute("aria-busy");
    results.setAttribute("data-elsewhere", "");
  }
  status.textContent = slider.words(value);
}

// mountLocks lets a report lock what a server would lock for a page.
function mountLocks() {
  const forms = [...document.querySelectorAll("[data-lock-form]")];
  for (const form of forms) {
    const bound = form.elements.bound;
    const choose = () => {
      const v = parseThreshold(bound.value);
      bound.setAttribute("aria-invalid", String(Number.isNaN(v)));
      if (Number.isNaN(v)) return;
      lock = form.dataset.lockForm;
      for (const other of forms) other.toggleAttribute("data-current", other === form);
      document.querySelector("[data-lock-slider]").hidden = false;
      document.querySelector("[data-lock-name]").textContent = form.querySelector("button").textContent;
      slider.between(form.dataset.low, form.dataset.high);
      slider.to(v);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose();
    });
    bound.addEventListener("change", choose);
  }
}

// settle shows what only the server knows: intervals of differences, tests, and
// the thresholds where the stops are not the whole sweep.
async function settle() {
  const url = new URL(location.href);
  put(url, { lock: `${data.lock}:${number(value)}`, policy: null, threshold: null }, SEVERAL_FIELDS);
  history.replaceState(null, "", url);
  const page = await latest("differences and tests are missing");
  if (!page) return;
  renew(page);
  waitForPending();
}

// latest returns this page as the server has it now, or null if it does not come
// or another one was asked for meanwhile.
async function latest(without) {
  const mine = ++asked;
  const problem = document.querySelector("[data-failure]");
  try {
    const page = await served(location.href);
    if (mine !== asked) return null;
    problem.hidden = true;
    return page;
  } catch (failure) {
    if (mine !== asked) return null;
    problem.hidden = false;
    problem.textContent = `The server did not answer, so ${without}: ${/** @type {Error} */ (failure).message}`;
    return null;
  }
}

// waitForPending asks for intervals that are still to come, less often the longer
// they take. Only their cells change, so that the focus stays where it is.
function waitForPending() {
  if (alone) return;
  clearTimeout(resting);
  if (!document.querySelector("[data-pending]")) {
    patience = PATIENCE.first;
    return;
  }
  resting = setTimeout(async () => {
    const page = await latest("intervals are missing");
    if (!page) return;
    for (const cell of document.querySelectorAll("[data-run] [data-pending]")) {
      const there = page.querySelector(`[data-run="${cell.closest("[data-run]").dataset.run}"] [data-cell="${cell.dataset.cell}"]`);
      cell.replaceWith(document.importNode(there, true));
    }
    document.querySelector("[data-lacking]").replaceWith(document.importNode(page.querySelector("[data-lacking]"), true));
    if (!document.querySelector("[data-pending]")) status.textContent = "All intervals are there.";
    waitForPending();
  }, patience);
  patience = Math.min(1.5 * patience, PATIENCE.most);
}

// mountCard makes a chart live; one that is undefined stays.
function mountCard(card) {
  const root = card.querySelector("[data-chart]");
  if (!root) return null;
  const id = card.dataset.chartCard;
  const { option, facts } = JSON.parse(card.querySelector("script").textContent);
  const curve = { id: data.metric, restated: data.restated.includes(data.metric) };
  const kinds = {
    tradeoff: { line: (s) => tradeOffCurve(s, curve, setting, data.high), place: (p) => [Math.min(p.threshold, data.high), metricInUse(curve, p.cells, setting)] },
    roc: { line: (s) => pairs(s, rocPoint), place: (p) => rocPoint(p.cells), dashed: [[0, 0], [1, 1]] },
    pr: { line: prCurve, place: (p) => prPoint(p.cells) },
    calibration: { dashed: [[0, 0], [1, 1]] },
  };
  const kind = kinds[id];
  const lines = facts.points ?? Object.fromEntries(data.runs.map((run, i) => [run.id, kind.line(stops[i])]));
  const [left, right] = id === "tradeoff" ? [data.low, data.high] : [0, 1];
  const bottom = facts.bottom ?? 0;
  const share = ([x, y]) => [(Math.max(x, left) - left) / (right - left), (y - bottom) / (1 - bottom)];
  const chart = mountChart(root, { option, points: () => ({ ...lines, dashed: kind.dashed }) }, { onPick() {}, onHover() {} });
  mountEnlarge(card);
  mountPictures(card, chart, "compare");
  return {
    show(points) {
      if (!kind.place) return;
      chart.show({ dots: Object.fromEntries(points.map((point, i) => [data.runs[i].id, point ? share(kind.place(point)) : [NaN, NaN]])) });
    },
  };
}
