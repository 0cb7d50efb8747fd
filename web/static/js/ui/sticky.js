// A bar that sticks to the top has less in it once the page is scrolled. A margin takes
// the place of what it gives up, so that nothing below it moves.

const FAR = 120; // pixels of scroll after which the bar shrinks
const BACK = 60; // and before which it grows
const DURATION = 150;

export function mountStickyBar(bar) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let asked = false;

  function follow() {
    asked = false;
    const stuck = bar.hasAttribute("data-stuck"), wanted = scrollY > (stuck ? BACK : FAR);
    if (stuck === wanted) return;
    const before = bar.offsetHeight, space = parseFloat(getComputedStyle(bar).marginBottom) || 0;
    const focused = /** @type {HTMLElement} */ (document.activeElement);
    bar.style.marginBottom = `${before + space}px`; // while it is measured the page is never shorter: it would scroll
    bar.toggleAttribute("data-stuck", wanted);
    if (bar.contains(focused) && !focused.checkVisibility()) bar.querySelector("[data-policy-open]").focus({ preventScroll: true });
    const after = bar.offsetHeight, margin = wanted ? before + space - after : 0;
    bar.style.marginBottom = margin > 0 ? `${margin}px` : "";
    if (still.matches) return;
    const frames = { height: [`${before}px`, `${after}px`], marginBottom: [`${space}px`, `${margin}px`] };
    bar.animate(frames, { duration: DURATION });
  }
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(follow);
  }, { passive: true });
  follow();
}
