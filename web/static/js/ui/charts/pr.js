import { prCurve, prPoint } from "../../core/curves.js";
import { nearestOn, rateOr } from "./shared.js";

export function pr({ data, stops }) {
  return {
    points: () => ({ pr: prCurve(stops), chance: [[0, data.testPrevalence], [1, data.testPrevalence]] }),
    pick: nearestOn(stops, prPoint),
    place: ({ cells }) => ({ dots: { pr: prPoint(cells) } }),
    read({ text, cells }) {
      const [x, y] = prPoint(cells);
      return `At ${text}: precision ${rateOr(y)}, recall ${rateOr(x)}`;
    },
  };
}
