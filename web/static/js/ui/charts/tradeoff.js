import { tradeOffCurve } from "../../core/curves.js";
import { metrics } from "../../core/metrics.js";
import { onSlider, rateOr, sliderShare } from "./shared.js";

export function tradeoff(run) {
  const { data, stops } = run;
  return {
    points: () => Object.fromEntries(data.shown.map((id) => [id, tradeOffCurve(stops, id, data.high)])),
    pick: onSlider(run),
    place(point) {
      const line = sliderShare(point.threshold, data);
      return { line, dots: Object.fromEntries(data.shown.map((id) => [id, [line, metrics[id](point.cells).v]])) };
    },
    read: (point) => `At ${point.text}: ` + data.shown.map((id) => `${data.metrics[id]} ${rateOr(metrics[id](point.cells).v)}`).join(" · "),
  };
}
