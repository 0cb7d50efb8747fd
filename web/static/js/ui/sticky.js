// A bar that sticks to the top shrinks there. A margin takes the place of what
// it gives up, so that nothing below it jumps. Only its upper end is watched:
// a high bar may begin below the end of a small window.
export function mountStickyBar(bar) {
  new IntersectionObserver(
    ([entry]) => {
      const stuck = entry.intersectionRatio < 1 && entry.boundingClientRect.top < 1;
      if (stuck === bar.hasAttribute("data-stuck")) return;
      const before = bar.offsetHeight;
      bar.toggleAttribute("data-stuck", stuck);
      bar.style.marginBottom = stuck ? `${before - bar.offsetHeight}px` : "";
    },
    { threshold: [0.9, 1], rootMargin: "-1px 0px 1000000px 0px" },
  ).observe(bar);
}
