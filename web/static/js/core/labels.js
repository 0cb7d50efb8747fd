// Where the names of curves stand: the twin of the server's placeLabels.

// How much room a label takes in a plot that is as narrow as on a phone, where it
// is widest.
const COLUMNS = 100; // places at which curves are looked at
const KEY = 0.07, LETTER = 0.0285, HEIGHT = 0.066;
const ABOVE = 0.045, BELOW = 0.055; // how far the middle of a name is from its curve's place
const BASE = 0.015; // how far its base line is below its middle

// placeLabels finds for each curve in turn where its name is farthest from all
// curves, without touching the names placed before: [x, y] as shares of the plot,
// or null. A curve is a function from 0 to 1 of a place from 0 to 1, NaN where it
// is undefined.
/**
 * @param {((x: number) => number)[]} curves
 * @param {string[]} names
 * @returns {([number, number] | null)[]}
 */
export function placeLabels(curves, names) {
  const heights = curves.map((curve) => Float64Array.from({ length: COLUMNS + 1 }, (_, column) => curve(column / COLUMNS)));
  /** @type {{from: number, to: number, middle: number}[]} */
  const taken = [];
  return names.map((name, i) => {
    const width = KEY + LETTER * [...name].length, span = Math.ceil(width * COLUMNS);
    let best = null, most = -Infinity;
    for (let column = 1; column + span < COLUMNS; column++)
      for (const offset of [ABOVE, -BELOW]) {
        const from = column / COLUMNS, to = from + width, middle = heights[i][column] + offset;
        if (!(middle > HEIGHT / 2 && middle < 1 - HEIGHT / 2)) continue;
        if (!taken.every((t) => to < t.from || from > t.to || Math.abs(middle - t.middle) > HEIGHT)) continue;
        let room = Infinity;
        for (const h of heights)
          for (let k = column - 1; k <= column + span; k++) {
            const d = Math.abs(h[k] - middle);
            if (d < room) room = d;
          }
        if (room > most) (best = { from, to, middle }), (most = room);
      }
    if (best === null) return null;
    taken.push(best);
    return [best.from, best.middle - BASE];
  });
}
