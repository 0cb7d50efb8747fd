// The parts of a run's page. The server sends links and every part; here the links are
// tabs, which open a part in place.

import { quantity } from "../core/format.js";

// mountTabs calls onOpen with the name of a part whenever it opens.
export function mountTabs(onOpen) {
  const list = document.querySelector("[data-tabs]");
  if (!list) return { open: () => false, show() {} }; // in a meeting
  const tabs = [...list.querySelectorAll("[data-tab]")];
  const panels = tabs.map((tab) => document.getElementById(`panel-${tab.dataset.tab}`));
  const errors = list.querySelector("[data-errors]");
  let current = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));

  list.setAttribute("role", "tablist");
  for (const [i, tab] of tabs.entries()) {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panels[i].id);
    panels[i].setAttribute("role", "tabpanel");
    panels[i].setAttribute("aria-labelledby", tab.id);
  }
  mark();

  function mark() {
    for (const [i, tab] of tabs.entries()) {
      tab.removeAttribute("aria-current");
      tab.setAttribute("aria-selected", String(i === current));
      tab.tabIndex = i === current ? 0 : -1;
      panels[i].toggleAttribute("data-open", i === current);
    }
  }

  // open shows a part. Below the bar the page goes back to where parts begin.
  function open(i) {
    if (i === current) return;
    current = i;
    mark();
    const top = panels[i].getBoundingClientRect().top, bar = list.getBoundingClientRect().bottom;
    if (top < bar) scrollBy(0, top - bar - 20);
    tabs[i].scrollIntoView({ block: "nearest", inline: "nearest" });
    onOpen(tabs[i].dataset.tab);
  }

  list.addEventListener("click", (event) => {
    const i = tabs.indexOf(event.target.closest("[data-tab]"));
    if (i < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(i);
  });
  list.addEventListener("keydown", (event) => {
    const to = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open((to + tabs.length) % tabs.length);
    tabs[current].focus();
  });

  return {
    // open shows the part with a name, or at a place counted from 0. It returns false if
    // there is none.
    open(which) {
      const i = typeof which === "number" ? which : tabs.findIndex((tab) => tab.dataset.tab === which);
      if (!tabs[i]) return false;
      open(i);
      return true;
    },
    show({ cells }) {
      const text = quantity(cells.fp + cells.fn);
      if (errors.textContent !== text) errors.textContent = text;
    },
  };
}
