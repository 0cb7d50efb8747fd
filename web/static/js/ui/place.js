// Where elements are on the screen. They are measured again only after something has
// moved, so that a pointer which moves over them costs no layout.

let moves = 0;
const moved = () => moves++;
addEventListener("scroll", moved, { capture: true, passive: true });
addEventListener("resize", moved);
new ResizeObserver(moved).observe(document.body);

// mountPlace returns a function that returns the box of an element.
/**
 * @param {Element} element
 * @returns {() => DOMRect}
 */
export function mountPlace(element) {
  let box, measured = -1;
  element.addEventListener("pointerenter", moved);
  return () => {
    if (measured !== moves) {
      measured = moves;
      box = element.getBoundingClientRect();
    }
    return box;
  };
}
