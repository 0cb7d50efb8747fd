import assert from "node:assert/strict";
import test from "node:test";
import { endLabels, rightEnd } from "../static/js/core/labels.js";

const GAP = 0.0605;

test("names stand at the ends of their lines, or as near as they can", () => {
  /** @type {[number[], number[]][]} */
  const cases = [
    [[0.2, 0.9, 0.5], [0.2, 0.9, 0.5]],
    [[1, 1], [1, 1 - GAP]],
    [[0, 0.01], [0, GAP]],
    [[1.4, -0.3], [1, 0]],
    [[NaN, 0.4], [NaN, 0.4]],
  ];
  for (const [ends, want] of cases) assert.deepEqual(endLabels(ends), want);
});

test("a line ends where it leaves the plot", () => {
  const end = (/** @type {number[]} */ ...line) => rightEnd(new Float64Array(line));
  assert.equal(end(3, 0.1, 1.2, 0.2, 0.7, 0.3), 0.2);
  assert.equal(end(3, NaN, 0.9, 0.5, 0.7, 0.3), 0.5);
  assert.equal(end(3, 0.4, 1, NaN, 0.7, NaN), NaN);
  assert.equal(end(), NaN);
});
