// What there is to play with in a step of the lesson besides the line.

import { LESSON_FIELDS } from "../core/fields.js";
import { count, UNDEFINED } from "../core/format.js";
import { scaleOf, shareText, valueText } from "../core/scale.js";
import { frequencies } from "../core/frequencies.js";
import { atPrevalence, metrics } from "../core/metrics.js";
import { put } from "../core/state.js";

const kinds = { tradeoff: curves, roc: curves, pair, nobody, harmonic, prevalence };

// mountLessonWidget returns the widget of a step, or nothing if it has none.
export function mountLessonWidget(root, lesson) {
  return root && kinds[root.dataset.widget](root, lesson);
}

// text writes the metric id of cells.
/** @type {(id: string, cells: import("../core/types.js").Counts) => string} */
function text(id, cells) {
  const { v, reason } = metrics[id](cells);
  return reason ? UNDEFINED : valueText(scaleOf(id), v);
}

// curves are drawn by the places that the line has been at.
function curves(root, { data, cellsAt }) {
  const chart = root.querySelector("[data-small-chart]");
  const last = data.thresholds.length - 1;
  const drawn = [...root.querySelectorAll("[data-drawn]")];
  const dots = [...root.querySelectorAll("[data-dot]")];
  const whole = root.querySelector("[data-show-whole]");
  const seen = new Set();
  let before = null;

  const at = root.dataset.widget === "roc"
    ? (i) => [metrics.fpr(cellsAt[i]).v, metrics.recall(cellsAt[i]).v]
    : (i, id) => [i / Math.max(1, last), metrics[id](cellsAt[i]).v];

  whole.hidden = false;
  whole.addEventListener("click", () => {
    const all = chart.toggleAttribute("data-all");
    whole.textContent = all ? "Only what I drew" : "Show the whole curve";
  });

  function path(id) {
    let d = "", previous = null;
    for (let i = 0; i <= last; i++) {
      const [x, y] = at(i, id);
      if (!seen.has(i) || x === undefined || y === undefined) continue;
      d += `${previous === i - 1 ? "L" : "M"}${8 + 100 * x} ${4 + 100 * (1 - y)}h0`;
      previous = i;
    }
    return d;
  }

  return {
    show(index) {
      const [from, to] = before === null ? [index, index] : [Math.min(before, index), Math.max(before, index)];
      for (let i = from; i <= to; i++) seen.add(i); // a drag passes over what lies between
      before = index;
      for (const curve of drawn) curve.setAttribute("d", path(curve.dataset.drawn));
      for (const dot of dots) {
        const [x, y] = at(index, dot.dataset.dot);
        dot.setAttribute("display", x === undefined || y === undefined ? "none" : "inline");
        if (x === undefined || y === undefined) continue;
        dot.setAttribute("cx", `${100 * x}%`);
        dot.setAttribute("cy", `${100 * (1 - y)}%`);
      }
    },
  };
}

// pair picks one student of either class and keeps the tally.
function pair(root, { data }) {
  /** @type {{positive: number[], negative: number[]}} */
  const classes = { positive: [], negative: [] };
  for (const [i, positive] of data.positive.entries()) classes[positive ? "positive" : "negative"].push(data.scores[i]);
  const tally = { won: 0, tied: 0, lost: 0 };
  const pick = (list) => list[Math.floor(Math.random() * list.length)];
  root.querySelector("[data-pick]").addEventListener("click", (event) => {
    event.preventDefault();
    const a = pick(classes.positive), b = pick(classes.negative);
    tally[a > b ? "won" : a === b ? "tied" : "lost"]++;
    root.querySelector('[data-pair="positive"]').textContent = String(a);
    root.querySelector('[data-pair="negative"]').textContent = String(b);
    root.querySelector("[data-pair-says]").textContent =
      a > b ? `the ${data.positiveName} one is higher.` : a === b ? "a tie, which counts one half." : `the ${data.negativeName} one is higher.`;
    const n = tally.won + tally.tied + tally.lost;
    root.querySelector("[data-pair-tally]").textContent =
      `After ${n} ${n === 1 ? "pair" : "pairs"}: ${tally.won} higher, ${tally.tied} tied, ${tally.lost} lower, a share of ${shareText((tally.won + tally.tied / 2) / n)}.`;
  });
  return { show() {} };
}

// nobody pushes the line beyond the highest score.
function nobody(root, { data, move }) {
  root.querySelector("[data-everyone]").addEventListener("click", (event) => {
    event.preventDefault();
    move(data.thresholds.length - 1);
  });
  return { show() {} };
}

// harmonic compares the two means of a precision and a recall that are set by hand.
function harmonic(root) {
  const form = root.querySelector("[data-harmonic]");
  form.addEventListener("input", () => {
    const p = Number(form.elements.precision.value), r = Number(form.elements.recall.value);
    for (const name of ["precision", "recall"]) form.elements[name].parentElement.querySelector("output").textContent = shareText(Number(form.elements[name].value));
    root.querySelector('[data-mean="harmonic"]').textContent = shareText(p + r === 0 ? 0 : (2 * p * r) / (p + r));
    root.querySelector('[data-mean="plain"]').textContent = shareText((p + r) / 2);
    const url = new URL(location.href);
    put(url, { precision: p, recall: r }, LESSON_FIELDS);
    history.replaceState(null, "", url);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  return { show() {} };
}

// prevalence restates the metrics for another school.
function prevalence(root, { data, cellsAt, index }) {
  const form = root.querySelector("[data-elsewhere]");
  const field = form.elements.elsewhere;
  const value = () => Number(field.value.trim().replace(",", "."));

  function show(i) {
    const prevalence = value();
    const good = prevalence > 0 && prevalence < 1;
    field.setAttribute("aria-invalid", String(!good));
    const here = cellsAt[i];
    for (const cell of form.querySelectorAll("[data-here]")) cell.textContent = text(cell.dataset.here, here);
    if (!good) return;
    const there = atPrevalence(here, prevalence);
    if (there.reason) return; // a lesson has both classes
    for (const cell of form.querySelectorAll("[data-there]")) cell.textContent = text(cell.dataset.there, there);
    const f = frequencies(here, prevalence);
    if (f.reason) return;
    form.querySelector("[data-elsewhere-says]").textContent =
      `Of ${count(f.base)} ${data.units} there, ${count(f.positives)} are ${data.positiveName}. We call ${count(f.tp + f.fp)}; ${count(f.tp)} of them are, and we miss ${count(f.fn)}.`;
  }

  function changed() {
    show(index());
    const url = new URL(location.href);
    put(url, { elsewhere: field.value.trim() }, LESSON_FIELDS);
    if (value() > 0 && value() < 1) history.replaceState(null, "", url);
  }
  field.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { show };
}
