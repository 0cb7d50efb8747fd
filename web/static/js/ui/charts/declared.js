// The charts that the catalog declares as curves: lines through all operating points.

import { curves } from "../../core/catalog.gen.js";
import { Curve } from "../../core/curves.js";
import { endLabels, inTheMiddle, onLevel, rightEnd, wordsAt } from "../../core/labels.js";
import { scaleOf, shareText } from "../../core/scale.js";
import { labelsOf, placeOn } from "../../core/spacing.js";
import { scoreTicks } from "../../core/ticks.js";
import { putWords } from "../chart.js";
import { byValue } from "../crosshair.js";
import { showBand } from "./roclayers.js";
import { inside, nearestOn, onProbability, onThreshold, textOr, withLabels } from "./shared.js";

const PARTS = 100; // of a reference line that is curved
const SIDE = 1000; // of the square in which the server draws
const SCORE_LABELS = 4; // about as many as an axis of thresholds has

// inAxis writes a value of an axis.
/** @type {(axis: import("../../core/types.js").CurveAxis, v?: number) => string} */
const inAxis = ({ values = "share" }, v) => textOr(v, values);

// sentence returns a part of a sentence as a whole one.
const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

// chartOf is the chart of the given id. The server says which lines it has, where its axes
// end, and why it is undefined whatever the setting.
const chartOf = (id) => (run, facts, card) => {
  const { data, stops, state } = run;
  const chart = new Curve(id, facts.lines, stops, facts.logit), { declared } = chart;
  const own = !declared.byThreshold || declared.probabilities; // its x axis is not that of the slider
  const onX = own ? placeOn(facts.x) : (t) => run.axis.at(t);
  const dots = facts.lines.flatMap((line, i) => (line.reference || (i > 0 && !line.metric) ? [] : [{ ...line, i }]));
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
  const inPlot = (v) => Math.min(Math.max(v, 0), 1);
  const dashedName = card.querySelector("[data-dashed-name]"), bestBand = card.querySelector("[data-best]"), bestNote = card.querySelector("[data-best-note]");
  let best = null, bestAxis = run.axis; // as drawn by the server

  function dashedLine() {
    const n = facts.x.scale || y.scale ? PARTS : 1;
    const even = (i) => (facts.x.scale === "log" ? facts.x.low * (facts.x.high / facts.x.low) ** (i / n) : i / n);
    const line = chart.dashed(Array.from({ length: n + 1 }, (_, i) => even(i)), state.setting);
    const places = line.map(([x, v]) => [onX(x), onY(v)]);
    if (dashedName && places.length > 0 && places[0][1] === places[n][1])
      putWords(dashedName, declared.level ? `${declared.dashedName} ${shareText(line[0][1])}` : declared.dashedName, onLevel(places[0][1]));
    return places;
  }

  // drawBest shades the best thresholds.
  function drawBest() {
    if (!bestBand || (best === state.plateau && bestAxis === run.axis)) return;
    [best, bestAxis] = [state.plateau, run.axis];
    bestNote.hidden = !best;
    const x = best && [best.low, best.high].map((t) => Math.round(SIDE * inPlot(run.axis.at(t))));
    bestBand.setAttribute("d", x ? `M${x[0]} ${SIDE}V0H${x[1]}V${SIDE}` : "");
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
    best: drawBest,
    // words returns what is said next to the point, and where.
    words({ text: written, threshold, cells }) {
      if (!declared.words) return null;
      const t = chart.t(threshold), x = chart.x(cells, t, state.setting), v = chart.y(0, cells, t, state.setting), reason = x.reason ?? v.reason;
      if (reason) return { text: sentence(data.reasons[reason]), place: inTheMiddle };
      const said = declared.words.replace("{threshold}", written).replace("{x}", inAxis(declared.x, x.v)).replace("{y}", inAxis(declared.y, v.v));
      return { text: said, place: wordsAt(declared.corner, inPlot(onX(x.v ?? NaN)), inPlot(onY(v.v ?? NaN)), said, named) };
    },
    rows({ threshold, cells }) {
      const t = chart.t(threshold), y = (i) => chart.y(i, cells, t, state.setting).v;
      if (declared.byThreshold)
        return byValue(facts.lines.map(({ id, name, hue, dash, metric }, i) => ({ hue, dash, name, value: y(i), text: metric ? textOr(y(i), scaleOf(id)) : inAxis(declared.y, y(i)) })));
      return byValue([{ axis: declared.y, value: y(0) }, { axis: declared.x, value: chart.x(cells, t, state.setting).v }].map(({ axis, value }) => ({ hue: axis.hue ?? "muted", name: axis.name, value, text: inAxis(axis, value) })));
    },
  };
};

export const declared = Object.fromEntries(Object.keys(curves).map((id) => [id, chartOf(id)]));
