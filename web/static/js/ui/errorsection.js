// The tab of errors. What is in it moves with the threshold as far as the browser knows
// the numbers. The server is asked when the tab is opened, when people choose something
// in it, and when the threshold has come to rest.

import { quantity } from "../core/format.js";
import { put, putBeside } from "../core/state.js";
import { ErrorRows } from "./errorrows.js";
import { served } from "./renew.js";
import { setText } from "./settext.js";
import { SlicePlot } from "./sliceplot.js";

const REST = 300; // milliseconds without a move before the server is asked
const ROWS = ["page", "id", "by", "value", "blank"]; // what an address says of the rows of one outcome

// mountErrors follows the threshold while its tab is open. write puts the state at a point
// into an address, onFailure hears what the server did not answer.
export function mountErrors(run, write, onFailure) {
  const root = document.querySelector("[data-errors-part]");
  if (!root) return { show() {}, choose() {} }; // in a meeting
  let now = null; // the point
  let answered = root.hasAttribute("data-loaded") ? run.data.point.threshold : NaN; // the threshold of what the server sent
  let timer = 0, asked = 0;
  let started = false;
  let rows = null, plot = null, counts = [];

  // take takes up what the server sent.
  function take() {
    started = true;
    counts = [...root.querySelectorAll("[data-count]")];
    const table = root.querySelector("[data-error-rows]"), section = root.querySelector("[data-slice-plot]");
    rows = table && new ErrorRows(table, run, answered);
    plot = section && new SlicePlot(section, run, answered);
    load();
  }

  // load gets what the browser needs to follow the threshold.
  async function load() {
    const ours = rows, theirs = plot, point = now;
    try {
      await Promise.all([theirs?.load(), ours?.follows && ours.load(at(ours.section.dataset.window, point), point)]);
    } catch (failure) {
      onFailure(failure);
    }
    if (ours === rows && theirs === plot) draw(now);
  }

  // at returns an address at the state that is shown.
  function at(address, point) {
    const url = new URL(address, location.href);
    write(url, point);
    return url.pathname + url.search;
  }

  function draw(point) {
    for (const count of counts) setText(count, quantity(point.cells[count.dataset.count]));
    rows?.show(point);
    plot?.show(point);
    const finding = root.querySelector("[data-slice-finding]"), same = point.threshold === answered;
    if (finding && finding.hasAttribute("data-stale") === same) finding.toggleAttribute("data-stale", !same);
  }

  // ask gets the content of the tab at the point that is shown. all replaces everything,
  // otherwise what follows the threshold by itself stays.
  async function ask(all) {
    const mine = ++asked, point = now;
    if (!all) readdress(["page"]);
    let page;
    try {
      page = await served(at(root.dataset.errorsPart + location.search, point));
    } catch (failure) {
      if (mine === asked) onFailure(failure);
      return;
    }
    if (mine !== asked) return;
    answered = point.threshold;
    const kept = !all && started && [rows, plot].every((part) => !part || part.show(point));
    const parts = kept ? ["[data-rows-foot]", "[data-slice-finding]"] : ["[data-errors-part]"];
    for (const part of parts) replace(kept ? root.querySelector(part) : root, kept ? page.querySelector(part) : page.body);
    if (kept) load();
    else take();
    draw(now);
  }

  // replace shows the children of another element; the focus stays where it was.
  function replace(element, by) {
    const active = /** @type {HTMLElement} */ (document.activeElement), focused = element?.contains(active) ? active.dataset : null;
    element?.replaceChildren(...[...(by?.childNodes ?? [])].map((node) => document.importNode(node, true)));
    if (focused?.drilldown) focus(focused.drilldown);
  }

  function focus(name) {
    root.querySelector(`[data-drilldown="${CSS.escape(name)}"]`)?.focus();
  }

  // readdress writes parameters into the page's address, without those that are forgotten.
  function readdress(forgotten, values = {}) {
    const url = new URL(location.href);
    putBeside(url, { ...Object.fromEntries(forgotten.map((name) => [name, null])), ...values });
    if (url.href !== location.href) history.replaceState(null, "", url);
  }

  // lead keeps a link at the state that is shown. A slice is shown at the threshold itself,
  // since a policy would pick another one for it.
  function lead(event) {
    const link = event.target.closest?.("a[data-errors-link], a[data-slice-link]");
    if (!link || !now) return;
    const url = new URL(link.href);
    write(url, now);
    if (link.hasAttribute("data-slice-link")) put(url, { policy: null, threshold: now.text === "∞" ? "inf" : now.text });
    link.href = url.pathname + url.search + url.hash;
  }
  for (const kind of ["pointerdown", "focusin", "click"]) root.addEventListener(kind, lead);

  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-drilldown]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    ask(true);
  });
  root.addEventListener("keydown", (event) => {
    const which = { PageDown: "next", PageUp: "prev" }[event.key];
    const link = which && event.target.closest("[data-error-rows]")?.querySelector(`[data-pager] [rel=${which}]`);
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    link.click();
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    readdress(ROWS, Object.fromEntries([...event.target.querySelectorAll("[name]:not([type=hidden])")].map(({ name, value }) => [name, value])));
    ask(true);
  });

  return {
    show(point) {
      now = point;
      if (run.state.tab !== "errors") return;
      clearTimeout(timer);
      if (Number.isNaN(answered)) {
        answered = point.threshold;
        ask(true);
        return;
      }
      if (!started && root.hasAttribute("data-loaded")) take();
      draw(point);
      if (point.threshold !== answered) timer = setTimeout(ask, REST, false);
    },
    // choose shows the rows of an outcome.
    async choose(cell) {
      readdress(ROWS, { cell });
      await ask(true);
      focus(`cell-${cell}`);
    },
  };
}
