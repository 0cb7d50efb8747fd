// A page of several runs without charts of its own, which a room may look at. What
// is locked can be moved: the page follows as fast as the server answers.

import { number } from "../core/format.js";
import { mountCopyLink } from "../ui/copylink.js";
import { mountLock } from "../ui/lock.js";
import { renew, served } from "../ui/renew.js";

const status = document.querySelector("[data-status]");
const problem = document.querySelector("[data-failure]");
const metric = document.querySelector("[data-lock]")?.dataset.lock;
let wanted = null, asking = false;

mountCopyLink(document.querySelector("[data-copy-link]"), status);
const lock = mountLock((value) => {
  lock.show();
  const url = new URL(location);
  for (const name of ["policy", "bound", "threshold", "page"]) url.searchParams.delete(name);
  url.searchParams.set("lock", `${metric}:${number(value)}`);
  follow(url);
});
document.documentElement.dataset.live = "";

// follow shows the page of an address. While an answer is on its way only the
// latest wish is kept, so that the server has one question at a time.
async function follow(url) {
  wanted = url;
  if (asking) return;
  asking = true;
  const results = () => document.querySelectorAll("[data-follows]");
  while (wanted !== null) {
    const now = wanted;
    wanted = null;
    for (const part of results()) part.setAttribute("aria-busy", "true");
    try {
      renew(await served(now));
      problem.hidden = true;
    } catch (failure) {
      for (const part of results()) part.removeAttribute("aria-busy");
      problem.hidden = false;
      problem.textContent = `The server did not answer, so the page shows what was before: ${failure.message}`;
    }
    if (wanted === null) {
      history.replaceState(null, "", now);
      status.textContent = `${lock.words()}. ${document.querySelector("[data-said]").textContent}`;
    }
  }
  asking = false;
}
