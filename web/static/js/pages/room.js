// A page of several runs without charts of its own, which a room may look at. What
// is locked can be moved, and so can lines that are thresholds: the page follows as
// fast as the server answers.

import "../ui/frame.js";
import { SEVERAL_FIELDS } from "../core/fields.js";
import { number } from "../core/format.js";
import { put } from "../core/state.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountTwoThresholds } from "../ui/twothresholds.js";
import { mountLock } from "../ui/lock.js";
import { renew, served } from "../ui/renew.js";

const STAND = "[data-compare-lock]"; // where the runs stand: the choice, and the slider
const status = document.querySelector("[data-status]");
const problem = document.querySelector("[data-failure]");
let wanted = null, asking = false;

mountCopyLink(document.querySelector("[data-copy-link]"), status);
const lock = mountLock((value) => {
  lock.show(value);
  const { lock: metric } = document.querySelector("[data-lock]").dataset;
  follow({ lock: `${metric}:${number(value)}` }, lock.words(value));
});
mountTwoThresholds((a, b) => follow({ threshold_a: a, threshold_b: b }, "", STAND));
document.documentElement.dataset.live = "";

// follow shows the page with the runs where some parameters say, which words
// describe. While an answer is on its way only the latest wish is kept, so that the
// server has one question at a time.
async function follow(parameters, words, also) {
  const url = new URL(location.href);
  put(url, { lock: null, policy: null, threshold: null, threshold_a: null, threshold_b: null, page: null, ...parameters }, SEVERAL_FIELDS);
  wanted = { url, words, also };
  if (asking) return;
  asking = true;
  const results = () => document.querySelectorAll("[data-follows]");
  while (wanted !== null) {
    const now = wanted;
    wanted = null;
    for (const part of results()) part.setAttribute("aria-busy", "true");
    try {
      renew(await served(now.url), now.also);
      problem.hidden = true;
    } catch (failure) {
      for (const part of results()) part.removeAttribute("aria-busy");
      problem.hidden = false;
      problem.textContent = `The server did not answer, so the page shows what was before: ${/** @type {Error} */ (failure).message}`;
    }
    if (wanted === null) {
      history.replaceState(null, "", now.url);
      status.textContent = `${now.words} ${document.querySelector("[data-said]").textContent}`.trim();
    }
  }
  asking = false;
}
