// Menus: <details> that close on Escape, on a click outside, and when the focus leaves.

export function mountMenus() {
  // those in an open list are a part of it
  const menus = () => [...document.querySelectorAll("details[data-menu][open]")].filter((menu) => !menu.closest("[data-open]:not([data-panel])"));
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
