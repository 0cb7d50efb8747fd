// The keys of a run's page, and the list of them. A field that has the focus keeps its keys.

// mountKeys calls openTab with the place of a tab, counted from 0.
export function mountKeys(openTab) {
  const dialog = document.querySelector("[data-keys]");
  if (!dialog) return; // a meeting has other keys
  const button = document.querySelector("[data-show-keys]");
  const follow = (selector) => document.querySelector(selector)?.click();
  const keys = {
    t: () => document.getElementById("slider").focus(),
    d: () => follow("[data-decide]"),
    "[": () => follow('[data-to="previous"]'),
    "]": () => follow('[data-to="next"]'),
    "?": () => dialog.showModal(),
  };
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || dialog.open) return;
    if (target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]")) return;
    const act = keys[key] ?? (/^[1-9]$/.test(key) ? () => openTab(Number(key) - 1) : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
}
