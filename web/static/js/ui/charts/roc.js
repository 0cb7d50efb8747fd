import { pairs, rocPoint } from "../../core/curves.js";
import { nearestOn, rateOr } from "./shared.js";

export function roc({ stops }, { hull }) {
  return {
    points: () => ({ roc: pairs(stops, rocPoint), chance: [[0, 0], [1, 1]], hull }),
    pick: nearestOn(stops, rocPoint),
    place: ({ cells }) => ({ dots: { roc: rocPoint(cells) } }),
    read({ text, cells }) {
      const [x, y] = rocPoint(cells);
      return `At ${text}: true positive rate ${rateOr(y)}, false positive rate ${rateOr(x)}`;
    },
  };
}
