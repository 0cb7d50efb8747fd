// The one threshold of a page: where it is, and every way in which it moves.
//
// A point is {threshold, text, index, cells}: a threshold, how it is written,
// its place in the whole sweep, and the confusion matrix that it gives.

import { number, threshold as thresholdText, thresholdDigits } from "../core/format.js";
import { addressed, alone, fetched } from "./fetched.js";

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
// with the point that it has come to, onFailure with what the server did not answer.
export function mountThreshold(run, draw, onFailure) {
  const { data, stops } = run;
  let current = fromServer(data.point);
  let pending = null;
  let neighbours = null; // a window of the whole sweep, for stepping where the stops are thinned
  let aim = null; // the index that steps lead to while neighbours are on their way
  let asked = 0; // the last exact request: whoever moves on does not wait for its answer

  function goTo(point) {
    aim = null;
    asked++;
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

  const toPlace = (place) => goTo(atStop(run.axis.nearest(stops, place)));
  const toScore = (t) => toPlace(run.axis.at(t));

  async function neighbour(index) {
    const limit = 512;
    if (neighbours === null || index < neighbours.offset || index + 1 >= neighbours.offset + neighbours.points.length) {
      const offset = Math.max(0, index - limit / 2);
      neighbours = { offset, points: (await fetched(addressed(data.points, { offset, limit }), "json")).points };
    }
    const at = index - neighbours.offset;
    const { threshold, cells } = fromServer({ ...neighbours.points[at], index });
    const next = at + 1 < neighbours.points.length ? Number(neighbours.points[at + 1].threshold) : -Infinity;
    return shortened(threshold, thresholdDigits(threshold, next, stops.span), index, cells);
  }

  // stepTo goes to an operating point that may have to be fetched. Steps that
  // are taken meanwhile count from there.
  async function stepTo(index) {
    const busy = aim !== null;
    aim = index;
    if (busy) return;
    for (let point; aim !== null; ) {
      const index = aim;
      try {
        point = await neighbour(index);
      } catch (failure) {
        aim = null;
        return onFailure(failure);
      }
      if (aim === index) return goTo(point);
    }
  }

  return {
    get current() {
      return pending ?? current;
    },
    atStop,
    goTo,
    // toPlace goes to the stop nearest to a place on the axis in view, as a drag does.
    toPlace,
    // toScore goes to the stop nearest to t.
    toScore,
    // toExactly goes to t itself, which may lie between two stops. In a report
    // without the whole sweep it goes to the nearest of them.
    async toExactly(t) {
      const text = thresholdText(t, 255);
      if (!stops.whole && alone) return toScore(t);
      if (!stops.whole) {
        const mine = ++asked;
        try {
          const point = fromServer(await fetched(addressed(data.at, { threshold: number(t) }), "json"));
          if (mine === asked) goTo({ ...point, text });
        } catch (failure) {
          onFailure(failure);
        }
        return;
      }
      const k = stops.at(t);
      goTo({ threshold: t, text, index: stops.index[k], cells: stops.cells(k) });
    },
    // step goes to a neighbouring operating point (1, -1), by a hundredth of what is
    // in view ("page", "-page"), or to an end ("first", "last").
    step(where) {
      const from = pending ?? current, last = stops.length - 1;
      if (where === "first") return goTo(atStop(last));
      if (where === "last") return goTo(atStop(0));
      if (where === "page" || where === "-page") {
        const up = where === "page";
        const k = run.axis.nearest(stops, run.axis.at(from.threshold) + (up ? 0.01 : -0.01)), here = stops.at(from.threshold);
        const moved = up ? Math.min(k, here - 1) : Math.max(k, here + 1); // across any gap
        return goTo(atStop(Math.min(Math.max(moved, 0), last)));
      }
      if (!stops.whole && alone) {
        const k = stops.at(from.threshold) - where;
        return goTo(atStop(Math.min(Math.max(k, 0), last)));
      }
      const index = (aim ?? from.index) - where; // thresholds fall along the sweep
      if (index < 0 || index >= stops.total) return;
      if (stops.whole) goTo(atStop(index));
      else stepTo(index);
    },
  };
}
