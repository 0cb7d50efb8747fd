// The charts that the catalog declares as curves: lines through all operating points.

import { curves } from "../../core/catalog.gen.js";
import { Curve } from "../../core/curves.js";
import { UNDEFINED } from "../../core/format.js";
import { endLabels, rightEnd } from "../../core/labels.js";
import { scaleOf, shareText, valueText } from "../../core/scale.js";
import { labelsOf, placeOn } from "../../core/spacing.js";
import { scoreTicks } from "../../core/ticks.js";
import { showBand } from "./roclayers.js";
import { inside, nearestOn, onProbability, onThreshold, textOr, withLabels } from "./shared.js";

const PARTS = 100; // of a reference line that is curved
const SCORE_LABELS = 4; // about as many as an axis of thresholds has

// chartOf is the chart of the given id. The server says which lines it has, where its axes
// end, and why it is undefined whatever the setting.
const chartOf = (id) => (run, facts, card) => {
  const { data, stops, state } = run;
  const chart = new Curve(id, facts.lines, stops, facts.logit), { declared } = chart;
  const own = !declared.byThreshold || declared.probabilities; // its x axis is not that of the slider
  const onX = own ? placeOn(facts.x) : (t) => run.axis.at(t);
  const dots = facts.lines.flatMap((line, i) => (line.reference || (i > 0 && !line.metric) ? [] : [{ ...line, i }]));
  const readings = [...card.querySelectorAll("[data-reading]")], at = card.querySelector("[data-at]");
  const named = card.querySelector("[data-name]") !== null;
  let y = facts.y, onY = placeOn(y), lines = [];

  if (facts.band) showBand(card, facts.band, (x, v) => [onX(x), onY(v)]);

  // fit ends the y axis where the lines of the setting do.
  function fit() {
    let high = 0, low = 0;
    for (const [i, line] of lines.entries())
      for (let k = 1; k < line.length; k += 2) {
        if (line[k] > high && !facts.lines[i].reference) high = line[k];
        if (line[k] < low) low = line[k];
      }
    const { fit, below = 0 } = declared.y;
    if (fit) {
      const top = 1.05 * high || 1;
      y = { low: -below * top, high: top };
    } else if (!y.scale) y = { low: Math.floor(low * 4) / 4, high: 1 };
    onY = placeOn(y);
  }

  const placed = (line) => line.map((v, k) => (k % 2 ? onY(v) : onX(v)));
  const placeOf = (cells, threshold, i = 0) => {
    const t = chart.t(threshold), v = chart.x(cells, t, state.setting);
    return [onX(v.v ?? NaN), onY(chart.y(i, cells, t, state.setting).v ?? NaN)];
  };
  const text = (value, /** @type {import("../../core/types.js").CurveAxis} */ { values = "share" }) => (value.reason ? `${UNDEFINED} (${data.reasons[value.reason]})` : valueText(values, value.v));

  function dashedLine() {
    const n = facts.x.scale || y.scale ? PARTS : 1;
    const even = (i) => (facts.x.scale === "log" ? facts.x.low * (facts.x.high / facts.x.low) ** (i / n) : i / n);
    const line = chart.dashed(Array.from({ length: n + 1 }, (_, i) => even(i)), state.setting);
    const name = card.querySelector("[data-dashed-name]");
    if (name && declared.level && line.length > 0) name.textContent = `${declared.dashedName} ${shareText(line[0][1])}`;
    return line.map(([x, v]) => [onX(x), onY(v)]);
  }

  return {
    setting: declared.restated,
    axis: !own,
    points() {
      lines = facts.lines.map((_, i) => chart.line(i, state.setting));
      fit();
      const out = Object.fromEntries(facts.lines.map((line, i) => [line.id, placed(lines[i])]));
      out.dashed = dashedLine();
      if (declared.restated && state.setting.prevalence !== null) out.test_set = placed(chart.line(0, { ...state.setting, prevalence: null }));
      out.hull = facts.hull;
      return out;
    },
    names: named ? () => {
      const heights = endLabels(lines.map((line) => rightEnd(placed(line))));
      return Object.fromEntries(facts.lines.map(({ id }, i) => [id, Number.isNaN(heights[i]) ? null : [1, heights[i]]]));
    } : undefined,
    dress(option) {
      withLabels(option.xAxis[0], own ? labelsOf(facts.x, 4) : scoreTicks(run.axis, SCORE_LABELS, data.axis.percent));
      withLabels(option.yAxis[0], labelsOf(y, declared.y.fit ? 5 : Math.round((y.high - y.low) * 4)));
    },
    pick: declared.byThreshold ? (own ? onProbability(run, facts.logit) : onThreshold(run)) : nearestOn(stops, (cells) => placeOf(cells, NaN)),
    place({ threshold, cells }) {
      const line = declared.byThreshold ? Math.min(Math.max(onX(chart.t(threshold)), 0), 1) : undefined;
      return { line, dots: Object.fromEntries(dots.map(({ id, i }) => [id, inside(...placeOf(cells, threshold, i))])) };
    },
    read({ text: written, threshold, cells }) {
      const t = chart.t(threshold);
      if (declared.words) {
        const [x, v] = [chart.x(cells, t, state.setting), chart.y(0, cells, t, state.setting)];
        return declared.words.replace("{threshold}", written).replace("{x}", text(x, declared.x)).replace("{y}", text(v, declared.y));
      }
      at.textContent = `At ${written}:`;
      for (const { i } of dots) {
        readings[i].textContent = textOr(chart.y(i, cells, t, state.setting).v, scaleOf(facts.lines[i].id));
      }
    },
  };
};

export const declared = Object.fromEntries(Object.keys(curves).map((id) => [id, chartOf(id)]));
