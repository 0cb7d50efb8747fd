// The palette: finds and opens experiments, runs, terms and pages by a few letters. Without
// the script the field in the header leads to the search page.

import { site } from "./site.js";
import { fetched } from "./fetched.js";

const headings = { experiment: "Experiments", run: "Runs", term: "Glossary", page: "Pages" };

// mountPalette opens the dialog by the field in the header, by Ctrl K and by ⌘K.
export function mountPalette() {
  const dialog = document.querySelector("[data-palette]");
  const field = document.querySelector("[data-search] input");
  if (!dialog || !field) return;
  const text = dialog.querySelector("[data-palette-text]");
  const list = dialog.querySelector("[data-palette-list]");
  const status = dialog.querySelector("[data-palette-status]");
  const key = document.querySelector("[data-search-key]");
  key.textContent = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘K" : "Ctrl K";
  key.hidden = false;

  let asked = 0; // answers to older questions are dropped
  let timer = 0;
  let current = -1;
  let moved = false; // by keys since the text has changed: a late answer keeps the choice

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (k) => {
    const all = options();
    current = all.length ? (k + all.length) % all.length : -1;
    for (const [i, option] of all.entries()) option.setAttribute("aria-selected", String(i === current));
    if (current < 0) text.removeAttribute("aria-activedescendant");
    else {
      text.setAttribute("aria-activedescendant", all[current].id);
      all[current].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (results) => {
    const chosen = moved ? options()[current]?.href : undefined;
    list.replaceChildren();
    let kind = "";
    for (const [i, found] of results.entries()) {
      if (found.kind !== kind) {
        kind = found.kind;
        const heading = document.createElement("p");
        heading.setAttribute("role", "presentation");
        heading.className = "palette-heading";
        heading.textContent = headings[kind];
        list.append(heading);
      }
      const option = document.createElement("a");
      option.id = `palette-${i}`;
      option.setAttribute("role", "option");
      option.href = found.url;
      option.tabIndex = -1;
      const title = document.createElement("bdi");
      title.textContent = found.title;
      const detail = document.createElement("small");
      detail.textContent = found.detail ?? "";
      option.append(title, detail);
      list.append(option);
    }
    status.textContent = results.length === 0 ? "Nothing matches." : "";
    choose(Math.max(0, options().findIndex((option) => option.href === chosen)));
  };
  const ask = async () => {
    const mine = ++asked;
    try {
      const { results } = await fetched(site(`/api/v1/search?q=${encodeURIComponent(text.value)}`), "json");
      if (mine === asked) show(results);
    } catch {
      if (mine === asked) status.textContent = "The server did not answer. Press Enter to try the search page.";
    }
  };
  const open = () => {
    if (dialog.open) return;
    text.value = field.value;
    dialog.showModal();
    text.select();
    ask();
  };

  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  field.addEventListener("click", open);
  field.addEventListener("input", open); // typing in the field continues in the palette
  text.addEventListener("input", () => {
    moved = false;
    clearTimeout(timer);
    timer = setTimeout(ask, 80);
  });
  text.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    moved = true;
    choose(current + step);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    if (current < 0) return; // the search page says what can be found
    event.preventDefault();
    options()[current].click();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close(); // the backdrop is the dialog's own
  });
}
