// The run page: one threshold, everything linked to it.

import "../ui/frame.js";
import { Axis } from "../core/axis.js";
import { number, parseThreshold } from "../core/format.js";
import { put } from "../core/state.js";
import { Stops } from "../core/stops.js";
import { mountComplaint } from "../ui/complaint.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountElsewhere } from "../ui/elsewhere.js";
import { alone, fetched } from "../ui/fetched.js";
import { mountBoxes } from "../ui/boxsection.js";
import { mountImages } from "../ui/imagesection.js";
import { mountLosses } from "../ui/losspanel.js";
import { mountMeeting } from "../ui/meeting.js";
import { mountNumbers } from "../ui/numbers.js";
import { mountPolicies } from "../ui/policybar.js";
import { mountRunCharts } from "../ui/runcharts.js";
import { mountSlider } from "../ui/slider.js";
import { mountStateLinks } from "../ui/statelinks.js";
import { mountStickyBar } from "../ui/sticky.js";
import { mountTileChooser } from "../ui/tilechooser.js";
import { mountThreshold } from "../ui/threshold.js";
import { mountWhatIf } from "../ui/whatif.js";

const data = JSON.parse(document.getElementById("run-data").textContent);
const stops = new Stops(await fetched(data.display, "arrayBuffer"));
const field = document.getElementById("threshold");
const complain = mountComplaint(document.querySelector("[data-operating]"));
const status = document.querySelector("[data-status]");

// What the URL says, but for the threshold itself.
const state = {
  policy: data.policy, // "" without one
  reached: data.reached, // the policy has found what it asks for
  origin: data.origin, // where the threshold was chosen, if that was on another run
  manual: data.policy === "" && data.origin === null && data.point.threshold !== data.default,
  setting: { costs: data.costs, prevalence: data.prevalence },
};

const run = { data, stops, state, axis: new Axis(data.axis, data.axis.from, data.axis.to), threshold: () => threshold };
const slider = mountSlider(document.querySelector("[data-histogram]"), {
  onMove: (place) => byHand(() => threshold.toPlace(place)),
  onKey: (where) => byHand(() => threshold.step(where)),
});
const images = await mountImages(run, { write, move: (t) => byHand(() => threshold.toScore(t)), failed });
const sections = [
  images,
  mountNumbers(document, { weighted: stops.weighted, quantile: data.quantile, inUse: data.inUse, reasons: data.reasons, setting: state.setting }),
  mountRunCharts(run),
  mountStateLinks(document, write),
  mountElsewhere(run, write),
  mountWhatIf(run, (setting) => {
    Object.assign(state.setting, setting);
    policies.choose();
    threshold.goTo(threshold.current);
  }),
];
const policies = mountPolicies(run, (policy) => {
  state.manual = policy === null;
  state.policy = policy ?? "";
  state.origin = null;
  policies.choose();
  if (policy === "") threshold.toExactly(data.default);
  else threshold.goTo(threshold.current);
}, failed);
const threshold = mountThreshold(run, draw, failed);

if (document.querySelector("[data-losses]")) mountLosses(run, failed, images.lossesChanged);
mountBoxes();
mountTileChooser();
mountMeeting((where) => byHand(() => threshold.step(where)));
mountStickyBar(document.querySelector("[data-operating-bar]"));
mountCopyLink(document.querySelector("[data-copy-link]"), status);
document.querySelector("[data-operating]").addEventListener("submit", (event) => {
  event.preventDefault();
  typed();
});
field.addEventListener("change", typed);

let timer = 0; // until the URL follows
draw(threshold.current);
document.documentElement.dataset.live = ""; // for tests: from here on the page answers

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
    chosen_on: state.origin?.run,
    chosen_in: state.origin?.part,
    chosen_by: state.origin?.policy,
    cost_fp: costs.fp === data.usual.costFP ? null : number(costs.fp),
    cost_fn: costs.fn === data.usual.costFN ? null : number(costs.fn),
    prevalence: prevalence === data.usual.prevalence ? null : prevalence === null ? "test_set" : number(prevalence),
  });
}
