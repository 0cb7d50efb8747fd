// Natural frequencies: a confusion matrix in whole cases out of a round number.

/** @import {Counts} from "./types.js" */

// frequencies rounds the cells so that they add up to out: down first, then
// one more for those that lost most.
/**
 * @param {Counts} c
 * @param {number} out
 * @returns {Counts | null}
 */
export function frequencies(c, out) {
  const n = c.tp + c.fn + (c.fp + c.tn);
  if (n === 0) return null;
  const cells = /** @type {const} */ (["tp", "fp", "fn", "tn"]).map((id) => {
    const exact = (c[id] / n) * out, whole = Math.floor(exact);
    return { id, whole, rest: exact - whole };
  });
  let missing = out - cells.reduce((sum, cell) => sum + cell.whole, 0);
  for (const cell of [...cells].sort((a, b) => b.rest - a.rest)) if (missing-- > 0) cell.whole++;
  const [tp, fp, fn, tn] = cells.map((cell) => cell.whole);
  return { tp, fp, fn, tn };
}

// icons returns the SVG path of n small squares, from place from on, in rows of
// so many columns, each square in a field of 10 × 10.
/**
 * @param {number} from
 * @param {number} n
 * @param {number} columns
 */
export function icons(from, n, columns) {
  let path = "";
  for (let i = from; i < from + n; i++) path += `M${(i % columns) * 10 + 1} ${Math.floor(i / columns) * 10 + 1}h8v8h-8z`;
  return path;
}
