// The charts of a run: trade-off, ROC and precision–recall, all linked to the
// one threshold.

import { prCurve, prPoint, rocCurve, rocPoint, tradeOffCurve } from "../core/curves.js";
import { rate, UNDEFINED } from "../core/format.js";
import { metrics } from "../core/metrics.js";
import { mountChart } from "./chart.js";

const rateOr = (v) => (Number.isFinite(v) ? rate(v) : UNDEFINED);

export function mountRunCharts({ data, stops, threshold }) {
  const mounted = [];
  const fraction = (t) => (Math.min(Math.max(t, data.low), data.high) - data.low) / (data.high - data.low);

  function mount(id, points, { pick, show, read }) {
    const root = document.querySelector(`[data-chart="${id}"]`);
    if (!root) return;
    const option = JSON.parse(document.getElementById(`chart-${id}`).textContent);
    const readout = document.querySelector(`[data-readout="${id}"]`);
    let hovered = null;
    const say = (point) => (readout.textContent = read(point));
    const chart = mountChart(root, option, points, {
      onPick: (at) => threshold().goTo(threshold().atStop(pick(at))),
      onHover: (at) => {
        hovered = at && threshold().atStop(pick(at));
        say(hovered ?? threshold().current);
      },
    });
    mounted.push({
      show(point) {
        show(chart, point);
        if (hovered === null) say(point);
      },
    });
  }

  // nearestOn finds the stop whose place on a curve is nearest to the pointer.
  function nearestOn(place) {
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

  const shown = data.shown;
  mount("tradeoff", Object.fromEntries(shown.map((id) => [id, tradeOffCurve(stops, id, data.high)])), {
    pick: ({ x }) => stops.nearest(data.low + x * (data.high - data.low), data.high),
    show(chart, point) {
      const x = fraction(point.threshold);
      chart.line(x);
      for (const id of shown) chart.dot(id, x, metrics[id](point.cells).v);
    },
    read: (point) => `At ${point.text}: ` + shown.map((id) => `${data.metrics[id]} ${rateOr(metrics[id](point.cells).v)}`).join(" · "),
  });
  mount("roc", { roc: rocCurve(stops), chance: [[0, 0], [1, 1]] }, {
    pick: nearestOn(rocPoint),
    show: (chart, point) => chart.dot("roc", ...rocPoint(point.cells)),
    read(point) {
      const [x, y] = rocPoint(point.cells);
      return `At ${point.text}: true positive rate ${rateOr(y)}, false positive rate ${rateOr(x)}`;
    },
  });
  mount("pr", { pr: prCurve(stops), chance: [[0, data.testPrevalence], [1, data.testPrevalence]] }, {
    pick: nearestOn(prPoint),
    show: (chart, point) => chart.dot("pr", ...prPoint(point.cells)),
    read(point) {
      const [x, y] = prPoint(point.cells);
      return `At ${point.text}: precision ${rateOr(y)}, recall ${rateOr(x)}`;
    },
  });
  return { show: (point) => mounted.forEach((chart) => chart.show(point)) };
}
