import { pairs } from "../../core/curves.js";
import { metrics } from "../../core/metrics.js";
import { normalQuantile } from "../../core/normal.js";
import { inside, nearestOn, textOr, share, withTicks } from "./shared.js";

const BEYOND = 8; // where infinite deviates are drawn, outside the plot

export function det({ stops }, { low, high, ticks }) {
  const deviate = (rate) => Math.min(Math.max(normalQuantile(rate), -BEYOND), BEYOND);
  const point = (c) => [deviate(metrics.fpr(c).v), deviate(metrics.fnr(c).v)];
  const place = (c) => point(c).map((v) => share(v, [low, high]));
  return {
    points: () => ({ det: pairs(stops, point) }),
    pick: nearestOn(stops, place),
    place: ({ cells }) => ({ dots: { det: inside(...place(cells)) } }),
    read: ({ text, cells }) => `At ${text}: miss rate ${textOr(metrics.fnr(cells).v)}, false positive rate ${textOr(metrics.fpr(cells).v)}`,
    dress(option) {
      for (const axis of [option.xAxis[0], option.yAxis[0]]) withTicks(axis, ticks);
    },
  };
}
