// Where names and words are placed in a chart: the twin of the server's EndLabels and WordsAt.

const GAP = 0.0605; // between names, as a share of the height of the plot
const LETTER = 0.024, NAMED = 0.036; // shares of the width that letters take, in a plot with names on the right too
const EDGE = 0.09, FLOOR = 0.2; // how near to the upper and lower side there is no room for words

/** @typedef {{x: number, y: number, dx: number, dy: number, anchor: string}} Place with shares from the upper left corner */

// wordsAt places words next to a point of the plot. In one with names on the right they
// never cross the line of the threshold, which goes through the point.
/**
 * @param {string | undefined} corner
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {boolean} named
 * @returns {Place}
 */
export function wordsAt(corner, x, y, words, named) {
  const width = [...words].length * (named ? NAMED : LETTER);
  const right = x + width <= 1, left = x - width >= 0;
  const place = { x, y: 1 - y, dx: 10, dy: 20, anchor: "start" };
  if ((left && (corner === "lower left" || !right)) || (named && !right && x > 0.5)) Object.assign(place, { anchor: "end", dx: -10 });
  else if (!right && !named) Object.assign(place, { x: Math.max(1 - width, 0), dx: 0 });
  if (y < FLOOR || (corner === "upper right" && y <= 1 - EDGE)) place.dy = -12;
  return place;
}

// inTheMiddle is the middle of the plot.
/** @type {Place} */
export const inTheMiddle = { x: 0.5, y: 0.5, dx: 0, dy: 0, anchor: "middle" };

// onLevel places the name of a level line at a height.
/**
 * @param {number} y
 * @returns {Place}
 */
export const onLevel = (y) => ({ x: 0.02, y: 1 - y, dx: 0, dy: y > 1 - EDGE ? 16 : -6, anchor: "start" });

// endLabels returns the heights of names of lines that end at the given heights, from 0
// to 1: as near to them as they can be, in the order of the ends and not on one another.
// It has NaN for lines without an end, and for the last lines if there is no room for all.
/** @param {number[]} ends */
export function endLabels(ends) {
  const out = ends.map((end) => Math.min(Math.max(end, 0), 1));
  /** @type {number[]} */
  const placed = [];
  ends.forEach((end, i) => {
    if (Number.isNaN(end) || placed.length * GAP > 1) out[i] = NaN;
    else placed.push(i);
  });
  placed.sort((a, b) => out[b] - out[a]);
  let highest = 1, lowest = 0;
  for (const i of placed) highest = (out[i] = Math.min(out[i], highest)) - GAP;
  for (const i of placed.reverse()) lowest = (out[i] = Math.max(out[i], lowest)) + GAP;
  return out;
}

// rightEnd returns the height at which a line ends on the right edge of the plot, or where
// it first has one left of it. A line is x0 y0 x1 y1 …, with places in descending order of x.
/** @param {Float64Array} line */
export function rightEnd(line) {
  let end = NaN;
  for (let k = 0; k < line.length; k += 2) {
    if (line[k] < 1 && !Number.isNaN(end)) return end;
    if (line[k] >= 1) end = line[k + 1];
    else if (!Number.isNaN(line[k + 1])) return line[k + 1];
  }
  return end;
}
