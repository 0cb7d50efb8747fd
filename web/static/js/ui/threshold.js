// The one threshold of a page: where it is, and every way in which it moves.
//
// A point is {threshold, text, index, cells}: a threshold, how it is written,
// its place in the whole sweep, and the confusion matrix that it gives.

import { number, threshold as thresholdText, thresholdDigits } from "../core/format.js";
import { fetched } from "./fetched.js";

// fromServer reads a point as the API writes it.
export function fromServer(p) {
  const threshold = p.threshold === "inf" ? Infinity : p.threshold === "-inf" ? -Infinity : Number(p.threshold);
  return { threshold, text: p.text ?? thresholdText(threshold, 255), index: p.index, cells: { tp: p.tp, fp: p.fp, fn: p.fn, tn: p.tn } };
}

// shortened is a point whose threshold is as short as its text, which selects
// the same rows: what is shown, spoken and linked is one and the same number.
function shortened(t, digits, index, cells) {
  const text = thresholdText(t, digits);
  return { threshold: t === Infinity ? t : Number(text), text, index, cells };
}

// mountThreshold returns the threshold of a run. draw is called once a frame
// with the point that it has come to.
export function mountThreshold({ data, stops }, draw) {
  let current = fromServer(data.point);
  let pending = null;
  let neighbours = null; // a window of the whole sweep, for stepping where the stops are thinned

  function goTo(point) {
    if (pending === null)
      requestAnimationFrame(() => {
        current = pending;
        pending = null;
        draw(current);
      });
    pending = point;
  }

  function atStop(k) {
    const { threshold, digits, index, cells } = stops.point(k);
    return shortened(threshold, digits, index, cells);
  }

  async function neighbour(index) {
    const limit = 512;
    if (neighbours === null || index < neighbours.offset || index + 1 >= neighbours.offset + neighbours.points.length) {
      const offset = Math.max(0, index - limit / 2);
      neighbours = { offset, points: (await fetched(`${data.points}?offset=${offset}&limit=${limit}`, "json")).points };
    }
    const at = index - neighbours.offset;
    const { threshold, cells } = fromServer({ ...neighbours.points[at], index });
    const next = at + 1 < neighbours.points.length ? Number(neighbours.points[at + 1].threshold) : -Infinity;
    return shortened(threshold, thresholdDigits(threshold, next, stops.span), index, cells);
  }

  return {
    get current() {
      return pending ?? current;
    },
    atStop,
    goTo,
    // toScore goes to the stop nearest to t, as a drag does.
    toScore: (t) => goTo(atStop(stops.nearest(t, data.high))),
    // toExactly goes to t itself, which may lie between two stops.
    async toExactly(t) {
      const text = thresholdText(t, 255);
      if (!stops.whole) return goTo({ ...fromServer(await fetched(`${data.at}?threshold=${encodeURIComponent(number(t))}`, "json")), text });
      const k = stops.at(t);
      goTo({ threshold: t, text, index: stops.index[k], cells: stops.cells(k) });
    },
    // step goes to a neighbouring operating point (1, -1), by a hundredth of the
    // range ("page", "-page"), or to an end ("first", "last").
    async step(where) {
      const from = pending ?? current, last = stops.length - 1;
      if (where === "first") return goTo(atStop(last));
      if (where === "last") return goTo(atStop(0));
      if (where === "page" || where === "-page") {
        const up = where === "page";
        const t = Math.min(from.threshold, data.high) + ((up ? 1 : -1) * (data.high - data.low)) / 100;
        const k = stops.nearest(t, data.high), here = stops.at(from.threshold);
        const moved = up ? Math.min(k, here - 1) : Math.max(k, here + 1); // across any gap
        return goTo(atStop(Math.min(Math.max(moved, 0), last)));
      }
      const index = from.index - where; // thresholds fall along the sweep
      if (index < 0 || index >= stops.total) return;
      goTo(stops.whole ? atStop(index) : await neighbour(index));
    },
  };
}
