import { pairs } from "../../core/curves.js";
import { amountOr, costOf } from "../../core/benefit.js";
import { inside, onSlider, share, sliderShare } from "./shared.js";

export function cost(run) {
  const { data, stops, state } = run;
  const of = (cells) => costOf(cells, state.setting).v ?? NaN;
  let y = [0, 1];
  return {
    setting: true,
    points() {
      const curve = pairs(stops, (c, t) => [Math.min(t, data.high), of(c)]);
      const costs = curve.filter((_, i) => i % 2 === 1 && !Number.isNaN(curve[i]));
      y = [0, 1.05 * costs.reduce((most, v) => Math.max(most, v), 0) || 1];
      const trivial = Math.min(costs[0], costs[costs.length - 1]);
      return { cost: curve, chance: [[data.low, trivial], [data.high, trivial]] };
    },
    axes: () => ({ x: [data.low, data.high], y }),
    pick: onSlider(run),
    place({ threshold, cells }) {
      const line = sliderShare(threshold, data);
      return { line, dots: { cost: inside(line, share(of(cells), y)) } };
    },
    read: ({ text, cells }) => `At ${text}: mistakes cost ${caseCost(cells)} per case`,
  };

  function caseCost(cells) {
    return amountOr(costOf(cells, state.setting), data.reasons);
  }
}
