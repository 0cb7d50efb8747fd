// The run page: one threshold, everything linked to it.
//
// A point is {threshold, text, index, cells}: a threshold, how it is written,
// its place in the whole sweep, and the confusion matrix that it gives.

import { prCurve, prPoint, rocCurve, rocPoint, tradeOffCurve } from "../core/curves.js";
import { number, parseThreshold, rate, threshold as thresholdText, thresholdDigits, UNDEFINED } from "../core/format.js";
import { metrics } from "../core/metrics.js";
import { Stops } from "../core/stops.js";
import { mountChart } from "../ui/chart.js";
import { mountNumbers } from "../ui/numbers.js";
import { mountSlider } from "../ui/slider.js";

const data = JSON.parse(document.getElementById("run-data").textContent);
const field = document.getElementById("threshold");
const status = document.querySelector("[data-status]");

const stops = new Stops(await fetched(data.display, "arrayBuffer"));
const numbers = mountNumbers(document, { weighted: stops.weighted, quantile: data.quantile, reasons: data.reasons });
const slider = mountSlider(document.querySelector("[data-histogram]"), { low: data.low, high: data.high, onMove: dragTo, onKey: step });
const charts = mountCharts();

let current = fromServer(data.point);
let pending = null;
let timer = 0; // until the URL follows
let neighbours = null; // a window of the whole sweep, for stepping where the stops are thinned
draw(current);
document.documentElement.dataset.live = ""; // for tests: from here on the page answers

async function fetched(url, as) {
  const response = await fetch(url, { headers: { Accept: "application/json, application/octet-stream" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response[as]();
}

// --- moving -----------------------------------------------------------------

function goTo(point) {
  if (pending === null) requestAnimationFrame(() => {
    const next = pending;
    pending = null;
    draw(next);
  });
  pending = point;
}

function atStop(k) {
  const { threshold, digits, index, cells } = stops.point(k);
  return shortened(threshold, digits, index, cells);
}

// shortened is a point whose threshold is as short as its text, which selects
// the same rows: what is shown, spoken and linked is one and the same number.
function shortened(t, digits, index, cells) {
  const text = thresholdText(t, digits);
  return { threshold: t === Infinity ? t : Number(text), text, index, cells };
}

function dragTo(t) {
  goTo(atStop(stops.nearest(t, data.high)));
}

// step goes to a neighbouring operating point, by a hundredth of the range, or to an end.
async function step(where) {
  const from = pending ?? current;
  const last = stops.length - 1;
  if (where === "first") return goTo(atStop(last));
  if (where === "last") return goTo(atStop(0));
  if (where === "page" || where === "-page") {
    const up = where === "page";
    const t = Math.min(from.threshold, data.high) + ((up ? 1 : -1) * (data.high - data.low)) / 100;
    const k = stops.nearest(t, data.high), here = stops.at(from.threshold);
    const moved = up ? Math.min(k, here - 1) : Math.max(k, here + 1); // across any gap
    return goTo(atStop(Math.min(Math.max(moved, 0), last)));
  }
  const index = from.index - where; // thresholds fall along the sweep
  if (index < 0 || index >= stops.total) return;
  goTo(stops.whole ? atStop(index) : await neighbour(index));
}

async function neighbour(index) {
  const limit = 512;
  if (neighbours === null || index < neighbours.offset || index + 1 >= neighbours.offset + neighbours.points.length) {
    const offset = Math.max(0, index - limit / 2);
    neighbours = { offset, points: (await fetched(`${data.points}?offset=${offset}&limit=${limit}`, "json")).points };
  }
  const at = index - neighbours.offset;
  const { threshold, cells } = fromServer({ ...neighbours.points[at], index });
  const next = at + 1 < neighbours.points.length ? Number(neighbours.points[at + 1].threshold) : -Infinity;
  return shortened(threshold, thresholdDigits(threshold, next, data.high - data.low), index, cells);
}

function fromServer(p) {
  const threshold = p.threshold === "inf" ? Infinity : p.threshold === "-inf" ? -Infinity : Number(p.threshold);
  return { threshold, index: p.index, cells: { tp: p.tp, fp: p.fp, fn: p.fn, tn: p.tn }, text: p.text ?? number(threshold) };
}

// typed takes what stands in the field.
async function typed() {
  const t = parseThreshold(field.value);
  field.setAttribute("aria-invalid", String(Number.isNaN(t)));
  if (Number.isNaN(t)) {
    status.textContent = `“${field.value}” is not a number.`;
    return;
  }
  if (stops.whole) {
    const k = stops.at(t);
    return goTo({ threshold: t, text: t === Infinity ? "∞" : number(t), index: stops.index[k], cells: stops.cells(k) });
  }
  goTo({ ...fromServer(await fetched(`${data.at}?threshold=${encodeURIComponent(number(t))}`, "json")), text: t === Infinity ? "∞" : number(t) });
}

document.querySelector("[data-operating]").addEventListener("submit", (event) => {
  event.preventDefault();
  typed();
});
field.addEventListener("change", typed);

// --- showing ----------------------------------------------------------------

function draw(point) {
  current = point;
  numbers.show(point.cells);
  slider.show(point.threshold, spoken(point));
  if (field.value !== point.text) field.value = point.text;
  field.removeAttribute("aria-invalid");
  for (const chart of charts) chart.show(point);
  remember();
}

function spoken(point) {
  const c = point.cells;
  return `${point.text}: ${c.tp} ${data.cells.tp}, ${c.fn} ${data.cells.fn}, ${c.fp} ${data.cells.fp}, ${c.tn} ${data.cells.tn}`;
}

function remember() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const url = new URL(location);
    const text = current.text === "∞" ? "inf" : current.text;
    if (Number(text) === data.default) url.searchParams.delete("threshold");
    else url.searchParams.set("threshold", text);
    if (url.href !== location.href) history.replaceState(null, "", url);
    if (document.activeElement === field) status.textContent = `Threshold ${spoken(current)}`;
  }, 150);
}

function mountCharts() {
  const mounted = [];
  const fraction = (t) => (Math.min(Math.max(t, data.low), data.high) - data.low) / (data.high - data.low);
  const mount = (id, points, { pick, show, read }) => {
    const root = document.querySelector(`[data-chart="${id}"]`);
    if (!root) return;
    const option = JSON.parse(document.getElementById(`chart-${id}`).textContent);
    const readout = document.querySelector(`[data-readout="${id}"]`);
    let hovered = null;
    const say = (point) => (readout.textContent = read(point));
    const chart = mountChart(root, option, points, {
      onPick: (at) => goTo(atStop(pick(at))),
      onHover: (at) => {
        hovered = at && atStop(pick(at));
        say(hovered ?? current);
      },
    });
    mounted.push({
      show(point) {
        show(chart, point);
        if (hovered === null) say(point);
      },
    });
  };
  const nearestOn = (place) => {
    const xs = new Float64Array(stops.length), ys = new Float64Array(stops.length);
    for (let k = 0; k < stops.length; k++) [xs[k], ys[k]] = place(stops.cells(k));
    return ({ x, y, width, height }) => {
      let best = 0, least = Infinity;
      for (let k = 0; k < xs.length; k++) {
        const dx = (xs[k] - x) * width, dy = (ys[k] - y) * height, d = dx * dx + dy * dy;
        if (d < least) (least = d), (best = k);
      }
      return best;
    };
  };

  const shown = data.shown;
  mount("tradeoff", Object.fromEntries(shown.map((id) => [id, tradeOffCurve(stops, id, data.high)])), {
    pick: ({ x }) => stops.nearest(data.low + x * (data.high - data.low), data.high),
    show(chart, point) {
      const x = fraction(point.threshold);
      chart.line(x);
      for (const id of shown) chart.dot(id, x, metrics[id](point.cells).v);
    },
    read: (point) => `At ${point.text}: ` + shown.map((id) => `${data.metrics[id]} ${shownRate(metrics[id](point.cells).v)}`).join(" · "),
  });
  mount("roc", { roc: rocCurve(stops), chance: [[0, 0], [1, 1]] }, {
    pick: nearestOn(rocPoint),
    show: (chart, point) => chart.dot("roc", ...rocPoint(point.cells)),
    read(point) {
      const [x, y] = rocPoint(point.cells);
      return `At ${point.text}: true positive rate ${shownRate(y)}, false positive rate ${shownRate(x)}`;
    },
  });
  mount("pr", { pr: prCurve(stops), chance: [[0, data.prevalence], [1, data.prevalence]] }, {
    pick: nearestOn(prPoint),
    show: (chart, point) => chart.dot("pr", ...prPoint(point.cells)),
    read(point) {
      const [x, y] = prPoint(point.cells);
      return `At ${point.text}: precision ${shownRate(y)}, recall ${shownRate(x)}`;
    },
  });
  return mounted;
}

function shownRate(v) {
  return Number.isFinite(v) ? rate(v) : UNDEFINED;
}

// --- around it --------------------------------------------------------------

// Once the operating bar sticks to the top it shrinks; a margin takes the
// place of what it gives up, so that nothing below it jumps.
const bar = document.querySelector("[data-operating-bar]");
new IntersectionObserver(([entry]) => {
  const stuck = entry.intersectionRatio < 1 && entry.boundingClientRect.top < 1;
  if (stuck === bar.hasAttribute("data-stuck")) return;
  const before = bar.offsetHeight;
  bar.toggleAttribute("data-stuck", stuck);
  bar.style.marginBottom = stuck ? `${before - bar.offsetHeight}px` : "";
}, { threshold: [0.9, 1], rootMargin: "-1px 0px 0px 0px" }).observe(bar);

const copy = document.querySelector("[data-copy-link]");
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    status.textContent = "The link is copied.";
    copy.textContent = "Link copied";
    setTimeout(() => (copy.textContent = "Copy link"), 2000);
  });
}
