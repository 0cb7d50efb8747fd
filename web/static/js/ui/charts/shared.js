// What several charts need.

import { thresholdAt } from "../../core/benefit.js";
import { UNDEFINED } from "../../core/format.js";
import { valueText } from "../../core/scale.js";

// A chart is an object with
//   points()     its series by id
//   axes()       {x: [low, high], y: [low, high]} if the setting moves them
//   setting      true if costs or prevalence change it
//   pick(at)     the stop at a place of the plot, each from 0 to 1
//   place(point) where the threshold lies: {line: x, dots: {id: [x, y]}} as shares of the plot
//   names()      where the names of its curves stand, by id: [x, y] as shares, or null
//   best()       draws the best thresholds again
//   words(point) what is said of it in the plot: {text, place}, or null
//   read(point)  what is said of it below the chart, in place of that
//   rows(point)  what the box at the pointer lists: {hue, dash, name, text}; what is said if it has none
//   dress(option) changes to the server's option

// textOr writes a value, or that there is none.
/** @type {(v: number | undefined, scale?: import("../../core/types.js").Scale) => string} */
export const textOr = (v, scale = "share") => (v !== undefined && Number.isFinite(v) ? valueText(scale, v) : UNDEFINED);

// share returns where v lies between low and high.
/** @type {(v: number, ends: number[]) => number} */
export const share = (v, [low, high]) => (v - low) / (high - low);

// inside returns a place of the plot, or none if it lies outside.
export const inside = (x, y) => (x >= 0 && x <= 1 && y >= 0 && y <= 1 ? [x, y] : [NaN, NaN]);

// nearestOn returns a pick of the stop whose place on a curve is nearest to the pointer.
export function nearestOn(stops, place) {
  const xs = new Float64Array(stops.length), ys = new Float64Array(stops.length);
  for (let k = 0; k < stops.length; k++) [xs[k], ys[k]] = place(stops.cells(k));
  return ({ x, y, width, height }) => {
    let best = 0, least = Infinity;
    for (let k = 0; k < xs.length; k++) {
      const dx = (xs[k] - x) * width, dy = (ys[k] - y) * height, d = dx * dx + dy * dy;
      if (d < least) (least = d), (best = k);
    }
    return best;
  };
}

// onThreshold picks the stop nearest to a place on the axis of the threshold.
export const onThreshold = (run) => ({ x }) => run.axis.nearest(run.stops, x);

// onProbability picks the stop nearest to a place on an axis of probabilities.
export const onProbability = ({ data, stops }, logit) => ({ x }) => stops.nearest(Math.min(Math.max(thresholdAt(x, logit), data.low), data.high), data.high);

// withLabels labels an axis at the given places.
export function withLabels(axis, labels) {
  const customValues = labels.map(({ value }) => value), text = new Map(labels.map((label) => [label.value, label.text]));
  Object.assign(axis.axisLabel, { customValues, formatter: (v) => text.get(v) ?? "", showMinLabel: true, showMaxLabel: true });
  axis.splitLine.customValues = customValues;
  axis.axisTick.customValues = customValues;
}
