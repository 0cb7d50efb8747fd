// Which rows carry a loss.

import { exampleLoss, missed } from "./examples.js";

/** @import {Cells} from "./cells.js" */
/** @import {ExampleLoss, Kind, Value} from "./types.js" */

// hardness orders rows as their cross entropy does.
/**
 * @param {Kind} kind
 * @param {boolean} positive
 * @param {number} score
 */
function hardness(kind, positive, score) {
  if (!positive) return score;
  return kind === "logit" ? -score : 1 - score;
}

// lossParts is a sum over the rows by class and by whether they are easy, that is
// whether their truth was given 1/2 or more: of an example loss, or of the rows.
/**
 * @param {Cells} c
 * @param {ExampleLoss | null} loss
 */
export function lossParts(c, loss) {
  /** @type {(wanted: boolean, hard: boolean) => number} */
  const of = (wanted, hard) =>
    c.sum((kind, positive, score) => (positive !== wanted || missed(kind, positive, score) > 0.5 !== hard ? 0 : loss ? exampleLoss(loss, kind, positive, score) : 1));
  return { fn: of(true, true), tp: of(true, false), tn: of(false, false), fp: of(false, true) };
}

// lossShares returns which share of each loss the hardest rows carry:
// {rows, shares: {id: numbers, or null if the loss adds up to 0}}.
/**
 * @param {Cells} c
 * @param {Record<string, ExampleLoss>} byID
 * @param {number} steps
 * @returns {{rows: number[], shares: Record<string, number[] | null>} | null}
 */
export function lossShares(c, byID, steps) {
  const ids = Object.keys(byID), list = Object.values(byID);
  if (c.undefinedBecause) return null;
  const totals = list.map((loss) => c.sum((...row) => exampleLoss(loss, ...row)));
  const sums = new Float64Array(1 + list.length), now = new Float64Array(1 + list.length);
  let last = now.slice(), before = now.slice();
  const kept = Array.from(now, () => [0]);
  /** @type {(p: Float64Array) => void} */
  const keep = (p) => {
    p.forEach((x, i) => kept[i].push(x));
    last = p.slice();
  };
  /** @type {(positive: boolean, w: number, score: number) => void} */
  const row = (positive, w, score) => {
    sums[0] += w;
    list.forEach((loss, i) => (sums[1 + i] += w * exampleLoss(loss, c.kind, positive, score)));
  };
  let down = c.nextNegative(1), up = c.previousPositive(c.length - 1);
  while (down < c.length || up > 0) {
    const hardNeg = c.errorAt(hardness, down, false), hardPos = c.errorAt(hardness, up, true);
    if (hardPos >= hardNeg) {
      row(true, c.pos[up], c.score[up]);
      up = c.previousPositive(up - 1);
    }
    if (hardNeg >= hardPos) {
      row(false, c.neg[down], c.score[down]);
      down = c.nextNegative(down + 1);
    }
    now[0] = Math.min(sums[0] / c.weight, 1);
    totals.forEach((total, i) => (now[1 + i] = total > 0 ? Math.min(sums[1 + i] / total, 1) : 0));
    if (Math.floor(10 * now[0]) > Math.floor(10 * before[0])) {
      if (before[0] > last[0]) keep(before);
      keep(now);
    } else if (now.some((x, i) => x - last[i] >= 1 / steps)) keep(now);
    before = now.slice();
  }
  if (before[0] > last[0]) keep(before);
  for (const xs of kept) xs[xs.length - 1] = 1;
  return { rows: kept[0], shares: Object.fromEntries(ids.map((id, i) => [id, totals[i] === 0 ? null : kept[1 + i]])) };
}

// shareAt is the share of a loss that the given share of the rows carries.
/**
 * @param {number[]} rows
 * @param {number[] | null} shares
 * @param {number} x
 * @returns {Value}
 */
export function shareAt(rows, shares, x) {
  if (!shares) return { reason: "zero_denominator" };
  for (let i = 1; i < rows.length; i++)
    if (rows[i] >= x) return { v: shares[i - 1] + (shares[i] - shares[i - 1]) * ((x - rows[i - 1]) / (rows[i] - rows[i - 1])) };
  return { v: 1 };
}
