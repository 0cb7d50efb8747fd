// The Lovász extension of the Jaccard loss, and its steps.

import { hinge, missed } from "./examples.js";

/** @import {Cells} from "./cells.js" */
/** @import {Kind, LovaszStep} from "./types.js" */

// lovaszWalk calls step for the rows of each class and score, from the largest
// error down, with their error, the Jaccard loss once they are predicted wrongly,
// and the weight of their class so far.
/**
 * @param {Cells} c
 * @param {(kind: Kind, positive: boolean, score: number) => number} error
 * @param {boolean} positivesForeground
 * @param {(error: number, jaccard: number, positive: boolean, weight: number) => void} step
 */
function lovaszWalk(c, error, positivesForeground, step) {
  const foreground = positivesForeground ? c.positives : c.negatives;
  let down = c.nextNegative(1), up = c.previousPositive(c.length - 1);
  let eNeg = c.errorAt(error, down, false), ePos = c.errorAt(error, up, true);
  let negatives = 0, positives = 0;
  while (down < c.length || up > 0) {
    const positive = eNeg < ePos, now = Math.max(eNeg, ePos);
    if (positive) {
      positives = c.from[up];
      up = c.previousPositive(up - 1);
      ePos = c.errorAt(error, up, true);
    } else {
      negatives = c.to[down];
      down = c.nextNegative(down + 1);
      eNeg = c.errorAt(error, down, false);
    }
    step(now, (positives + negatives) / (foreground + (positivesForeground ? negatives : positives)), positive, positive ? positives : negatives);
  }
}

// lovasz is the Lovász extension of the Jaccard loss.
/**
 * @param {Cells} c
 * @param {(kind: Kind, positive: boolean, score: number) => number} error
 * @param {boolean} positivesForeground
 */
export function lovasz(c, error, positivesForeground) {
  let total = 0, last = 0, jaccard = 0;
  lovaszWalk(c, error, positivesForeground, (now, after) => {
    total += (last - now) * jaccard;
    last = now;
    jaccard = after;
  });
  return total + last * jaccard;
}

// lovaszSteps are the rows of each class and error in the Lovász extension, from
// the largest error down: {error, positive, rows, from, to}, where from and to are
// the Jaccard loss before and after they are predicted wrongly.
/**
 * @param {Cells} c
 * @param {boolean} onMargins
 * @param {boolean} positivesForeground
 */
export function lovaszSteps(c, onMargins, positivesForeground) {
  /** @type {LovaszStep[]} */
  const steps = [];
  const seen = { positives: 0, negatives: 0 };
  let from = 0;
  lovaszWalk(c, onMargins ? hinge : missed, positivesForeground, (error, to, positive, weight) => {
    const own = positive ? "positives" : "negatives";
    steps.push({ error, positive, rows: weight - seen[own], from, to });
    seen[own] = weight;
    from = to;
  });
  return steps;
}

// jaccardRise is what one row adds to the Jaccard loss at its position among the
// errors: 0 for rows whose weight is lost to rounding beside that of the rows before.
/**
 * @param {Cells} c
 * @param {boolean} onMargins
 * @param {boolean} positivesForeground
 * @param {boolean} positive
 * @param {number} score
 */
export function jaccardRise(c, onMargins, positivesForeground, positive, score) {
  const at = (onMargins ? hinge : missed)(c.kind, positive, score);
  const step = lovaszSteps(c, onMargins, positivesForeground).find((s) => s.positive === positive && s.error === at);
  return step && step.rows > 0 ? (step.to - step.from) / step.rows : 0;
}
