import { metricInUse, tradeOffCurve } from "../../core/curves.js";
import { placeLabels } from "../../core/labels.js";
import { scaleOf } from "../../core/scale.js";
import { onSlider, share, sliderShare, textOr } from "./shared.js";

export function tradeoff(run, { curves }, card) {
  const { data, stops, state } = run;
  const at = card.querySelector("[data-at]"), readings = [...card.querySelectorAll("[data-reading]")];
  const of = (curve, cells) => metricInUse(curve, cells, state.setting);
  let lines = {}, y = [0, 1];
  return {
    setting: true,
    points() {
      lines = Object.fromEntries(curves.map((curve) => [curve.id, tradeOffCurve(stops, curve, state.setting, data.high)]));
      let lowest = 0;
      for (const line of Object.values(lines)) for (let i = 1; i < line.length; i += 2) if (line[i] < lowest) lowest = line[i];
      y = [Math.floor(lowest * 4) / 4, 1];
      return lines;
    },
    axes: () => ({ x: [data.low, data.high], y }),
    names() {
      const value = (line) => (x) => share(line[2 * stops.at(data.low + (data.high - data.low) * x) + 1], y);
      const places = placeLabels(Object.values(lines).map(value), curves.map((curve) => curve.name));
      return Object.fromEntries(curves.map((curve, i) => [curve.id, places[i]]));
    },
    pick: onSlider(run),
    place(point) {
      const line = sliderShare(point.threshold, data);
      return { line, dots: Object.fromEntries(curves.map((curve) => [curve.id, [line, share(of(curve, point.cells), y)]])) };
    },
    read({ text, cells }) {
      at.textContent = `At ${text}:`;
      for (const [i, curve] of curves.entries()) readings[i].textContent = textOr(of(curve, cells), scaleOf(curve.id));
    },
  };
}
