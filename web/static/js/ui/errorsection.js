// The tab of errors. What is in it moves with the threshold as far as the browser knows
// the numbers. The server is asked when the tab is opened, when people choose something
// in it, and when the threshold has come to rest.

import { quantity } from "../core/format.js";
import { put } from "../core/state.js";
import { served } from "./renew.js";
import { setText } from "./settext.js";
import { SlicePlot } from "./sliceplot.js";

const REST = 300; // milliseconds without a move before the server is asked

// mountErrors follows the threshold while its tab is open. write puts the state at a point
// into an address, onFailure hears what the server did not answer.
export function mountErrors(run, write, onFailure) {
  const root = document.querySelector("[data-errors-part]");
  if (!root) return { show() {} }; // in a meeting
  let now = null; // the point
  let answered = root.hasAttribute("data-loaded") ? run.data.point.threshold : NaN; // the threshold of what the server sent
  let timer = 0, asked = 0;
  let plot = null, counts = [];

  take();

  // take takes up what the server sent.
  async function take() {
    counts = [...root.querySelectorAll("[data-count]")];
    const section = root.querySelector("[data-slice-plot]");
    const mine = (plot = section && new SlicePlot(section, run));
    try {
      await mine?.load();
    } catch (failure) {
      onFailure(failure);
    }
    if (mine === plot && now) draw(now);
  }

  function draw(point) {
    for (const count of counts) setText(count, quantity(point.cells[count.dataset.count]));
    const exact = plot?.show(point) ?? true, same = point.threshold === answered;
    const finding = root.querySelector("[data-slice-finding]");
    if (finding && finding.hasAttribute("data-stale") === same) finding.toggleAttribute("data-stale", !same);
    return exact;
  }

  // ask gets the part of the page at the point that is shown. all replaces everything,
  // otherwise what moves by itself stays.
  async function ask(all) {
    const mine = ++asked, point = now;
    const url = new URL(root.dataset.errorsPart, location.href);
    url.search = location.search;
    write(url, point);
    let page;
    try {
      page = await served(url.pathname + url.search);
    } catch (failure) {
      if (mine === asked) onFailure(failure);
      return;
    }
    if (mine !== asked) return;
    answered = point.threshold;
    if (all || !draw(point)) replace(root, page.body);
    else replace(root.querySelector("[data-slice-finding]"), page.querySelector("[data-slice-finding]"));
    if (all || !plot?.counts) take();
    draw(now);
  }

  // replace shows the children of another element; the focus stays where it was.
  function replace(element, by) {
    const active = /** @type {HTMLElement} */ (document.activeElement), focused = element?.contains(active) ? active.dataset : null;
    element?.replaceChildren(...[...(by?.childNodes ?? [])].map((node) => document.importNode(node, true)));
    if (focused?.drilldown) root.querySelector(`[data-drilldown="${CSS.escape(focused.drilldown)}"]`)?.focus();
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
      draw(point);
      if (point.threshold !== answered) timer = setTimeout(ask, REST, false);
    },
  };
}
