// What is wrong with what a person has typed.

// mountComplaint returns a function that marks an input as right or wrong. What
// wrong ones want stands in their data-wants, and is said in root's place for it.
export function mountComplaint(root) {
  const place = root.querySelector("[data-wrong]");
  return (input, right) => {
    if (right) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    const wrong = [...root.querySelectorAll('[aria-invalid="true"]')].filter((other) => other.dataset.wants);
    place.textContent = wrong.map((other) => `Enter ${other.dataset.wants}.`).join(" ");
    place.hidden = wrong.length === 0;
    return right;
  };
}
