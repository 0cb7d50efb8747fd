// Charts that the catalog declares as curves: a point for each threshold.

import { curves } from "../../core/catalog.gen.js";
import { pairs } from "../../core/curves.js";
import { inside, nearestOn, share, textOr } from "./shared.js";

const finite = (v) => (Number.isFinite(v) ? v : NaN);

// curve is the chart of the given id. Its facts have the top of its y axis if that is not 1.
const curve = (id) => ({ stops }, { top = 1 } = {}) => {
  const { x, y, line, fit, readOut } = curves[id];
  const point = (c) => [finite(x(c)), finite(y(c))];
  const place = (c) => inside(x(c), share(y(c), [0, top]));
  return {
    points() {
      const all = pairs(stops, point), [begin, end] = line(stops.cells(0));
      return { [id]: Number.isNaN(all[1]) ? all.subarray(2) : all, chance: [[0, begin], [1, end]] };
    },
    pick: nearestOn(stops, place),
    place: ({ cells }) => ({ dots: { [id]: place(cells) } }),
    read: ({ text, cells }) => readOut.replace("{threshold}", text).replace("{x}", textOr(x(cells))).replace("{y}", textOr(y(cells), fit ? "amount" : "share")),
  };
};

export const declared = Object.fromEntries(Object.keys(curves).map((id) => [id, curve(id)]));
