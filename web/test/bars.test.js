import assert from "node:assert/strict";
import test from "node:test";
import { Axis } from "../static/js/core/axis.js";
import { countBars } from "../static/js/core/bars.js";
import { random, stopsOfRows } from "./stops.js";

/** @typedef {import("../static/js/core/types.js").AxisData} AxisData */

const next = random(11);
const y = Array.from({ length: 900 }, (_, i) => (i % 90 === 0 ? 1 : 0));
const score = y.map((label, i) => (i % 31 === 5 ? 0 : 1 / (1 + Math.exp(6 - 8 * next() - 3 * label))));
const stops = stopsOfRows({ y, score });
const low = Math.min(...score.filter((x) => x > 0)), max = Math.max(...score);

/** @type {Record<string, AxisData>} */
const axes = {
  linear: { kind: "linear", low: 0, high: max, min: 0, max, ranks: [] },
  logit: { kind: "logit", low, high: max, min: 0, max, ranks: [] },
  quantile: { kind: "quantile", low: 0, high: max, min: 0, max, ranks: [{ score: 0, share: 0 }, { score: low, share: 0.1 }, { score: 0.1, share: 0.5 }, { score: max, share: 0.99 }] },
};

for (const [kind, data] of Object.entries(axes)) {
  test(`bars of a ${kind} axis count every row once`, () => {
    const bars = countBars(stops, new Axis(data), 60);
    const sum = (/** @type {"positives" | "negatives"} */ side) => bars.reduce((n, b) => n + b[side], 0);
    assert.deepEqual([sum("positives"), sum("negatives")], [10, 890]);
    for (const [i, b] of bars.entries()) assert.ok(b.right > b.left && (i === 0 || b.left === bars[i - 1].right), `bar ${i}`);
  });

  test(`bars of a zoomed ${kind} axis count the rows in view`, () => {
    const view = new Axis(data, 0.3, 0.6);
    for (const b of countBars(stops, view, 20)) {
      const inside = score.map((x, i) => ({ at: view.at(x), label: y[i] })).filter(({ at }) => at >= b.left - 1e-12 && at < b.right - 1e-12);
      const positives = inside.filter(({ label }) => label === 1).length;
      assert.deepEqual([b.positives, b.negatives], [positives, inside.length - positives], `from ${b.left} to ${b.right}`);
    }
  });

  test(`bars of a ${kind} axis are exact where stops are missing`, () => {
    const few = thinned(stops, 7);
    const bars = countBars(few, new Axis(data), 60), view = new Axis(data);
    assert.equal(bars.reduce((n, b) => n + b.negatives, 0), 890);
    for (const b of bars.slice(1, -1)) {
      const inside = score.filter((x, i) => y[i] === 0 && view.at(x) >= b.left - 1e-12 && view.at(x) < b.right - 1e-12);
      assert.equal(b.negatives, inside.length, `from ${b.left} to ${b.right}`);
    }
  });
}

test("scores that are all equal have one bar", () => {
  const equal = stopsOfRows({ y: [0, 1, 1], score: [0.5, 0.5, 0.5] });
  const [bar, ...others] = countBars(equal, new Axis({ kind: "linear", low: 0.45, high: 0.55, min: 0.5, max: 0.5, ranks: [] }), 60);
  assert.deepEqual([bar.positives, bar.negatives, others.length], [2, 1, 0]);
});

/**
 * thinned is every so-manieth stop, and both ends.
 * @param {import("../static/js/core/stops.js").Stops} stops
 * @param {number} every
 */
function thinned(stops, every) {
  const kept = Array.from({ length: stops.length }, (_, k) => k).filter((k) => k < 2 || k % every === 0 || k === stops.length - 1);
  const threshold = Float64Array.from(kept, (k) => stops.threshold[k]);
  const few = Object.create(stops, {
    whole: { value: false },
    length: { value: kept.length },
    threshold: { value: threshold },
    cells: { value: (/** @type {number} */ k) => stops.cells(kept[k]) },
  });
  return few;
}

test("no bar is empty of width where many stops are moved to the end of the axis", () => {
  const many = stopsOfRows({ y: score.map((_, i) => i % 2), score: score.map((x) => x ** 6) });
  const few = thinned(many, 5);
  for (const b of countBars(few, new Axis({ kind: "logit", low: 1e-5, high: max ** 6, min: 0, max: max ** 6, ranks: [] }), 60)) assert.ok(b.right > b.left);
});
