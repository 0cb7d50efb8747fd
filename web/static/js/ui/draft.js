// An upload that waits to be saved: each correction and each hint shows its
// check-up anew, and long work shows its progress.

import { whenBack } from "./comeback.js";

// Who comes back finds the draft as it is by now, or what became of it.
whenBack(() => {
  if (document.querySelector("[data-draft], [data-draft-work]")) location.reload();
});

export function mountDraft(form) {
  let asking = null;
  const address = form.getAttribute("action");
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-recheck]")) post(form.querySelector("[data-check]"));
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-cancel]")) return; // leads away from here
    event.preventDefault();
    post(event.submitter);
  });

  async function post(button) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    form.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" }, signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (new URL(answer.url).pathname !== address && answer.ok) return location.replace(answer.url); // it is saved
      const next = page.querySelector("[data-draft]");
      if (next) return show(next);
      if (page.querySelector("[data-draft-work]")) return location.reload();
      complain(page.querySelector(".problem"));
    } catch (error) {
      if (signal.aborted) return;
      complain(problem("The server could not be reached. Check that it is running and try again."));
    }
    form.removeAttribute("aria-busy");
  }

  // show puts the new check-up in the place of the old one. The focus stays in the
  // field where it is; where that is gone it goes to the top.
  function show(next) {
    const focused = document.activeElement?.id;
    const fixed = form.contains(document.activeElement) && !focused;
    for (const details of form.querySelectorAll("details[open][id]")) {
      const same = next.querySelector(`#${CSS.escape(details.id)}`);
      if (same) same.open = true;
    }
    const shown = document.importNode(next, true);
    form.replaceWith(shown);
    mountDraft(shown);
    if (focused) document.getElementById(focused)?.focus();
    else if (fixed) (shown.querySelector("[data-save]:enabled") ?? shown.querySelector("[data-check]")).focus({ preventScroll: true });
  }

  function complain(box) {
    form.querySelector("[data-draft-status]").replaceChildren(box ?? problem("The server gave no answer that can be shown."));
    form.querySelector("[data-draft-status]").scrollIntoView({ block: "nearest" });
  }
}

function problem(text) {
  const box = document.createElement("div");
  box.className = "problem";
  box.textContent = text;
  return box;
}

// mountWork follows the work on a draft until it has ended.
export function mountWork(section) {
  const bar = section.querySelector("[data-bar]");
  const words = section.querySelector("[data-phase]");
  const again = () => setTimeout(look, 250);
  again();

  async function look() {
    let now;
    try {
      const answer = await fetch(section.dataset.draftWork);
      if (!answer.ok) return location.reload(); // the page says what is wrong
      now = await answer.json();
    } catch {
      return again();
    }
    if (now.phase === "done") return location.reload();
    if (words.textContent !== now.text) words.textContent = now.text;
    if (now.phase === "reading" && now.total > 0) bar.value = now.bytes / now.total;
    else bar.removeAttribute("value");
    again();
  }
}
