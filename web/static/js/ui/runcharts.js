// The charts of a run, all linked to the one threshold.

import { givenPercent } from "../core/scale.js";
import { mountChart, putWords } from "./chart.js";
import { mountChooser } from "./chartchooser.js";
import { mountCrosshair } from "./crosshair.js";
import { mountEnlarge, mountChartCSV, mountPictures } from "./charttools.js";
import { alone } from "./fetched.js";
import { calibration } from "./charts/calibration.js";
import { setText } from "./settext.js";
import { declared } from "./charts/declared.js";
import { histogram } from "./charts/histogram.js";

const kinds = { ...declared, calibration, histogram };

export function mountRunCharts(run) {
  const chosen = document.querySelector("[data-chosen-charts]");
  const mounted = new Map(); // by the chart's card
  const waiting = new Set(document.querySelectorAll("[data-chart-card]")); // in parts that have not been open yet
  const crosshair = mountCrosshair(run, () => [...mounted.values()].filter((chart) => chart.open).map((chart) => chart.hover));
  const isOpen = (card) => card.closest("[data-panel]")?.hasAttribute("data-open") ?? true;
  begin(isOpen);
  addEventListener("beforeprint", () => {
    begin(() => true);
    for (const chart of mounted.values()) chart.show(run.threshold().current);
  });
  if (!alone)
    mountChooser(chosen, {
      added(card) {
        waiting.add(card);
        begin(isOpen);
        mounted.get(card)?.show(run.threshold().current);
      },
      removed(card) {
        waiting.delete(card);
        mounted.get(card)?.dispose();
        mounted.delete(card);
      },
    });
  return {
    show(point) {
      crosshair.leave();
      for (const chart of mounted.values()) if (chart.open) chart.show(point);
    },
    // plateauChanged draws the band of the best thresholds again.
    plateauChanged() {
      for (const chart of mounted.values()) chart.best();
    },
    // opened draws what can be seen now.
    opened(point) {
      begin(isOpen);
      for (const [card, chart] of mounted) if ((chart.open = isOpen(card))) chart.show(point);
    },
  };

  // begin mounts the waiting cards that pass a test: a chart needs room to be drawn.
  function begin(ready) {
    for (const card of waiting)
      if (ready(card)) {
        waiting.delete(card);
        mount(card);
      }
  }

  // mount makes one card live; one without a chart, which is undefined, stays.
  function mount(card) {
    const id = card.dataset.chartCard;
    const root = card.querySelector("[data-chart]");
    if (!root) return;
    const { option, facts } = JSON.parse(card.querySelector("script").textContent);
    const kind = kinds[id](run, facts ?? {}, card);
    const readout = card.querySelector("[data-readout]");
    const threshold = run.threshold;
    const rows = kind.rows ?? ((point) => [{ text: kind.read(point) }]);
    const chart = mountChart(root, { option, dress: kind.dress, axes: kind.axes, names: kind.names, points: kind.points }, {
      onPick: (at) => threshold().goTo(threshold().atStop(kind.pick(at()))),
      onHover: (at, event) => (at ? crosshair.over(event, () => kind.pick(at()), rows) : crosshair.leave()),
    });
    const setting = () => JSON.stringify(run.state.setting);
    let drawnFor = setting(), { axis } = run;
    mountEnlarge(card);
    mountPictures(card, chart, `run-${run.data.run}`);
    mountChartCSV(card, run.state);
    mounted.set(card, {
      open: isOpen(card),
      show(point) {
        if (axis !== run.axis) {
          axis = run.axis;
          if (kind.axis) chart.redraw();
        }
        if (drawnFor !== setting()) {
          drawnFor = setting();
          if (kind.setting) chart.redraw();
          restate(card, run.state.setting.prevalence);
        }
        chart.show(kind.place(point));
        kind.best?.();
        if (kind.read) return setText(readout, kind.read(point));
        const words = kind.words(point);
        if (words) putWords(readout, words.text, words.place);
      },
      best: () => kind.best?.(),
      hover: (point) => chart.hover(point && kind.place(point)),
      dispose: chart.dispose,
    });
  }
}

// restate says for which prevalence a chart is restated, or that it is not.
function restate(card, prevalence) {
  const restated = card.querySelector("[data-restated]"), summary = card.querySelector("[data-summary]"), testSet = card.querySelector("[data-test-set]");
  if (testSet) testSet.hidden = prevalence === null;
  if (!restated) return;
  restated.hidden = prevalence === null;
  if (summary) summary.hidden = prevalence !== null;
  if (prevalence !== null) card.querySelector("[data-restated-for]").textContent = givenPercent(prevalence);
}
