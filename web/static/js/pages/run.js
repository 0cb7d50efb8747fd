// The run page: one threshold, everything linked to it.

import "../ui/frame.js";
import { Axis } from "../core/axis.js";
import { asPercent, EXACT_DIGITS, number, parseThreshold, threshold as thresholdText } from "../core/format.js";
import { put } from "../core/state.js";
import { Stops } from "../core/stops.js";
import { mountAnswer } from "../ui/answerline.js";
import { mountAssumptions } from "../ui/assumptions.js";
import { mountComplaint } from "../ui/complaint.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountElsewhere } from "../ui/elsewhere.js";
import { mountErrors } from "../ui/errorsection.js";
import { alone, fetched } from "../ui/fetched.js";
import { mountBoxes } from "../ui/boxsection.js";
import { mountImages } from "../ui/imagesection.js";
import { mountKeys } from "../ui/keys.js";
import { mountLosses } from "../ui/losspanel.js";
import { mountMatrix } from "../ui/matrixcard.js";
import { mountMeeting } from "../ui/meeting.js";
import { mountMenus } from "../ui/menus.js";
import { mountMetricChooser } from "../ui/metricchooser.js";
import { mountNumbers } from "../ui/numbers.js";
import { mountPins } from "../ui/pins.js";
import { mountPolicies } from "../ui/policybar.js";
import { mountRunCharts } from "../ui/runcharts.js";
import { inAddress, mountScoreAxis } from "../ui/scoreaxis.js";
import { mountSlider } from "../ui/slider.js";
import { mountStateLinks } from "../ui/statelinks.js";
import { mountStickyBar } from "../ui/sticky.js";
import { mountTabs } from "../ui/tabs.js";
import { mountThreshold } from "../ui/threshold.js";
import { mountWhatIf } from "../ui/whatif.js";

const data = JSON.parse(document.getElementById("run-data").textContent);
const stops = new Stops(await fetched(data.display, "arrayBuffer"));
const field = document.getElementById("threshold");
const form = document.querySelector("[data-threshold-form]");
const complain = mountComplaint(form);
const status = document.querySelector("[data-status]");

// What the URL says, but for the threshold itself.
const state = {
  policy: data.policy, // "" without one
  reached: data.reached, // the policy has found what it asks for
  origin: data.origin, // where the threshold was chosen, if that was on another run
  manual: data.policy === "" && data.origin === null && data.point.threshold !== data.default,
  tab: data.tab,
  setting: { costs: data.costs, prevalence: data.prevalence },
  reason: data.answer.now.reason, // why the threshold was chosen, "" if it was set manually
  optimistic: data.answer.now.optimistic, // it was chosen on the rows that it is judged on
  matrix: data.matrix, // the form of the matrix that the URL asks for, "" for the usual one
};

const run = {
  data,
  stops,
  state,
  axis: new Axis(data.axis, data.axis.from, data.axis.to), // of the scores, as it is in view
  threshold: () => threshold,
  plateauChanged: () => charts.plateauChanged(),
  inPercent: () => data.axis.percent && run.axis.data.kind === "logit",
  written: (t) => (run.inPercent() ? asPercent(thresholdText(t, EXACT_DIGITS)) : thresholdText(t, EXACT_DIGITS)),
};
const slider = mountSlider(document.querySelector("[data-histogram]"), {
  onMove: (place) => byHand(() => threshold.toPlace(place)),
  onKey: (where) => byHand(() => threshold.step(where)),
});
const images = await mountImages(run, { write, move: (t) => byHand(() => threshold.toScore(t)), failed });
const charts = mountRunCharts(run);
const tabs = mountTabs((tab) => {
  state.tab = tab;
  charts.opened(threshold.current);
  draw(threshold.current);
});
const errors = IN_REPORT ? { show() {}, choose() {} } : mountErrors(run, write, failed);
const sections = [
  images,
  tabs,
  mountAnswer(run, status),
  mountMatrix(run, () => threshold.goTo(threshold.current)),
  mountNumbers(document, { weighted: stops.weighted, quantile: data.quantile, inUse: data.inUse, reasons: data.reasons, texts: data.texts, setting: state.setting }),
  charts,
  mountStateLinks(document, write),
  mountElsewhere(run, write),
  errors,
  mountWhatIf(run, assume),
  mountAssumptions(run, assume, write),
];
const policies = mountPolicies(run, (policy) => {
  const before = { ...state };
  state.manual = false;
  state.policy = policy;
  state.origin = null;
  if (!policies.choose(before)) return;
  if (policy === "") threshold.toExactly(data.default);
  else threshold.goTo(threshold.current);
}, failed);
const threshold = mountThreshold(run, draw, failed);
mountScoreAxis(run, {
  onView() {
    policies.moved();
    draw(threshold.current);
  },
  say: (text) => (status.textContent = text),
  onFailure: failed,
});

if (document.querySelector("[data-losses]")) mountLosses(run, failed, images.lossesChanged);
mountBoxes();
mountMetricChooser();
mountMeeting((where) => byHand(() => threshold.step(where)));
mountMenus();
mountKeys(tabs.open);
mountPins();
mountStickyBar(document.querySelector("[data-operating-bar]"));
mountCopyLink(document.querySelector("[data-copy-link]"), status);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typed();
});
for (const button of document.querySelectorAll("[data-step]"))
  button.addEventListener("click", () => byHand(() => threshold.step(Number(button.dataset.step))));
document.querySelector("[data-skip]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("slider").focus();
});
for (const link of document.querySelectorAll("[data-outcome]"))
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !tabs.open("errors")) return;
    event.preventDefault();
    errors.choose(link.dataset.outcome);
  });
field.addEventListener("change", typed);

let timer = 0; // until the URL follows
draw(threshold.current);
document.documentElement.dataset.live = ""; // for tests: from here on the page answers

// assume restates everything for another setting.
function assume(setting) {
  Object.assign(state.setting, setting);
  policies.choose();
  threshold.goTo(threshold.current);
}

// byHand leaves the policy, and where the threshold was chosen, and moves.
function byHand(move) {
  if (state.policy || !state.manual) {
    state.policy = "";
    state.manual = true;
    state.origin = null;
    policies.choose();
  }
  return move();
}

function typed() {
  const t = parseThreshold(field.value);
  if (!complain(field, !Number.isNaN(t))) return;
  if (field.value !== threshold.current.text) byHand(() => threshold.toExactly(t));
}

function draw(point) {
  slider.show(run.axis.at(point.threshold), point.text, spoken(point));
  if (field.value !== point.text) field.value = point.text;
  complain(field, true);
  policies.drawn();
  for (const section of sections) section.show(point);
  clearTimeout(timer);
  timer = setTimeout(remember, 150, point);
}

// failed says that the server did not answer; what is shown stays.
function failed(failure) {
  const problem = document.querySelector("[data-failure]");
  problem.hidden = false;
  problem.textContent = `The server did not answer, so the numbers stay as they are: ${failure.message}`;
}

function spoken({ text, cells: c }) {
  return `${text}: ${c.tp} ${data.cells.tp}, ${c.fn} ${data.cells.fn}, ${c.fp} ${data.cells.fp}, ${c.tn} ${data.cells.tn}`;
}

// remember writes the state into the page's own address, which a report does not have.
function remember(point) {
  const url = new URL(location.href);
  write(url, point);
  if (!alone && url.href !== location.href) history.replaceState(null, "", url);
  if (document.activeElement === field && !field.hasAttribute("aria-invalid")) status.textContent = `Threshold ${spoken(point)}`;
}

// write puts the state at a point into an address, where defaults are left out:
// those of this run here, and those of every run in the table of fields.
function write(url, point) {
  const text = point.text === "∞" ? "inf" : point.text;
  const { costs, prevalence } = state.setting;
  put(url, {
    threshold: state.policy || (Number(text) === data.default && !state.origin) ? null : text,
    policy: state.policy,
    tab: state.tab,
    chosen_on: state.origin?.run,
    chosen_in: state.origin?.part,
    chosen_by: state.origin?.policy,
    cost_fp: costs.fp === data.usual.costFP ? null : number(costs.fp),
    cost_fn: costs.fn === data.usual.costFN ? null : number(costs.fn),
    axis: run.axis.data.kind === data.axis.usual ? null : run.axis.data.kind,
    zoom: inAddress(run).zoom,
    prevalence: prevalence === data.usual.prevalence ? null : prevalence === null ? "test_set" : number(prevalence),
    matrix: state.matrix,
  });
}
