// The home page of a first visit: one run of the sample, live, and the upload form.

import "../ui/frame.js";
import { Axis } from "../core/axis.js";
import { asPercent, EXACT_DIGITS, quantity, threshold as thresholdText } from "../core/format.js";
import { put } from "../core/state.js";
import { Stops } from "../core/stops.js";
import { fetched } from "../ui/fetched.js";
import { mountNumbers } from "../ui/numbers.js";
import { mountScoreAxis } from "../ui/scoreaxis.js";
import { setText } from "../ui/settext.js";
import { mountSlider } from "../ui/slider.js";
import { mountStateLinks } from "../ui/statelinks.js";
import { mountThreshold } from "../ui/threshold.js";
import { mountUpload } from "../ui/upload.js";

for (const form of document.querySelectorAll("[data-upload]")) mountUpload(form);
const island = document.getElementById("run-data");
if (island) mountLive(JSON.parse(island.textContent), document.querySelector("[data-status]"));

async function mountLive(data, status) {
  const stops = new Stops(await fetched(data.display, "arrayBuffer"));
  const inPercent = () => data.axis.percent && run.axis.data.kind === "logit";
  const run = {
    data,
    stops,
    axis: new Axis(data.axis, data.axis.from, data.axis.to),
    threshold: () => threshold,
    inPercent,
    written: (t) => (inPercent() ? asPercent(thresholdText(t, EXACT_DIGITS)) : thresholdText(t, EXACT_DIGITS)),
  };
  const failed = (failure) => (status.textContent = `The server did not answer: ${failure.message}`);
  const counts = [...document.querySelectorAll("[data-as-matrix] [data-count]")];
  const setting = { costs: data.costs, prevalence: data.prevalence };
  const slider = mountSlider(document.querySelector("[data-histogram]"), {
    onMove: (place) => threshold.toPlace(place),
    onKey: (where) => threshold.step(where),
  });
  const sections = [
    mountNumbers(document, { weighted: stops.weighted, quantile: data.quantile, inUse: data.inUse, reasons: data.reasons, texts: data.texts, setting }),
    mountStateLinks(document, (url, { text, threshold: t }) => put(url, { threshold: t === data.default ? null : text === "∞" ? "inf" : text })),
  ];
  const threshold = mountThreshold(run, draw, failed);
  mountScoreAxis(run, { onView: () => draw(threshold.current), say: (text) => (status.textContent = text), onFailure: failed });
  draw(threshold.current);
  document.documentElement.dataset.live = ""; // for tests: from here on the page answers

  function draw(point) {
    const { text, cells } = point;
    const spoken = `${text}: ${["tp", "fn", "fp", "tn"].map((id) => `${cells[id]} ${data.cells[id]}`).join(", ")}`;
    slider.show(run.axis.at(point.threshold), text, spoken);
    for (const element of counts) setText(element, quantity(cells[element.dataset.count]));
    for (const section of sections) section.show(point);
  }
}
