// The focus ring of sliders. Firefox shows none on a slider that a person has taken
// with the mouse and moves on by keys. It asks about the ring only when an element
// gets the focus, so the slider gets it once more.

export function mountFocusRing() {
  addEventListener("keydown", ({ target }) => {
    if (target.type !== "range" || target.matches(":focus-visible")) return;
    target.blur();
    target.focus({ focusVisible: true, preventScroll: true });
  }, { capture: true });
}
