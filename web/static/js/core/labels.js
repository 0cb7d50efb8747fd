// Where the names of lines stand at their right ends: the twin of the server's EndLabels.

const GAP = 0.0605; // between names, as a share of the height of the plot

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
