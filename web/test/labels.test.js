import assert from "node:assert/strict";
import test from "node:test";
import { endLabels, rightEnd, wordsAt } from "../static/js/core/labels.js";

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

test("words stay in the plot and off the threshold", () => {
  /** @type {[string | undefined, number, number, number, boolean, string, number, number, number][]} */
  const cases = [
    [undefined, 0.2, 0.5, 10, false, "start", 0.2, 10, 20],
    [undefined, 0.9, 0.5, 10, false, "end", 0.9, -10, 20],
    [undefined, 0.5, 0.5, 30, false, "start", 0.28, 0, 20],
    ["lower left", 0.9, 0.5, 10, false, "end", 0.9, -10, 20],
    ["lower left", 0.1, 0.5, 10, false, "start", 0.1, 10, 20],
    [undefined, 0.2, 0.02, 10, false, "start", 0.2, 10, -12],
    ["upper right", 0.2, 0.98, 10, false, "start", 0.2, 10, 20],
    ["upper right", 0.46, 0.5, 20, true, "start", 0.46, 10, -12],
    ["upper right", 0.6, 0.5, 20, true, "end", 0.6, -10, -12],
  ];
  for (const [corner, x, y, letters, named, anchor, at, dx, dy] of cases) {
    const place = wordsAt(corner, x, y, "m".repeat(letters), named);
    assert.deepEqual([place.anchor, Math.round(1000 * place.x) / 1000, place.dx, place.dy], [anchor, at, dx, dy]);
  }
});
