// A question that is answered before one sees: the guess stays in this browser.

const KEY = "lesson-guesses";

function guesses() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {}; // nothing is kept, or nothing may be
  }
}

export function mountQuestion(root) {
  const right = Number(root.dataset.right);
  const options = [...root.querySelectorAll("input")];
  const verdict = root.querySelector("[data-verdict]");
  const name = `${location.pathname}/${root.dataset.question}/${root.querySelector("legend").textContent}`;

  function reveal(guess, fresh) {
    for (const [i, option] of options.entries()) {
      option.checked = i === guess;
      option.closest("label").dataset.is = i === right ? "right" : i === guess ? "wrong" : "";
    }
    verdict.textContent = guess === right ? "Right: " : "Not so: ";
    if (!fresh) return;
    root.querySelector("[data-answer]").open = true;
    for (const after of document.querySelectorAll("[data-after-guess]")) after.open = true;
  }

  root.addEventListener("change", (event) => {
    const guess = options.indexOf(event.target);
    if (guess < 0) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...guesses(), [name]: guess }));
    } catch {
      // private windows may refuse: the answer shows all the same
    }
    reveal(guess, true);
  });
  const before = guesses()[name];
  if (before !== undefined && options[before]) reveal(before, false);
}
