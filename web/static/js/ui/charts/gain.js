import { gainPoint, liftPoint, pairs } from "../../core/curves.js";
import { inside, nearestOn, rateOr, share } from "./shared.js";

export function gain({ stops }) {
  return {
    points: () => ({ gain: pairs(stops, gainPoint), chance: [[0, 0], [1, 1]] }),
    pick: nearestOn(stops, gainPoint),
    place: ({ cells }) => ({ dots: { gain: gainPoint(cells) } }),
    read({ text, cells }) {
      const [depth, found] = gainPoint(cells);
      return `At ${text}: calling ${rateOr(depth)} of the test set positive finds ${rateOr(found)} of its positives`;
    },
  };
}

export function lift({ stops }, { top }) {
  const place = (cells) => {
    const [depth, times] = liftPoint(cells);
    return inside(depth, share(times, [0, top]));
  };
  return {
    points: () => ({ lift: pairs(stops, liftPoint).subarray(2), chance: [[0, 1], [1, 1]] }),
    pick: nearestOn(stops, place),
    place: ({ cells }) => ({ dots: { lift: place(cells) } }),
    read({ text, cells }) {
      const [depth, times] = liftPoint(cells);
      return `At ${text}: ${rateOr(times)} times as many positives as at random, when ${rateOr(depth)} of the test set are called positive`;
    },
  };
}
