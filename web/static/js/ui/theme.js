// The theme: follows the system, or what the person chose. The server prints
// the choice into the page; here it changes without a reload.

import { site } from "./site.js";

const listeners = new Set();

export function onThemeChange(listener) {
  listeners.add(listener);
}

function changed() {
  for (const listener of listeners) listener();
}

// Paper is light and of a width of its own: what is drawn is drawn anew for it.
for (const [event, on] of /** @type {const} */ ([["beforeprint", true], ["afterprint", false]]))
  addEventListener(event, () => {
    document.documentElement.toggleAttribute("data-printing", on);
    changed();
  });

export function mountThemeSwitch(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const theme = event.submitter.value;
    document.documentElement.dataset.theme = theme;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === theme));
    document.cookie = `theme=${theme}; path=${site("/")}; max-age=${theme ? 31536000 : 0}; samesite=lax`;
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

// token resolves a CSS token to the colour that it has now.
export function token(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
