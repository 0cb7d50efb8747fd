// setText writes a text where another one is. Writing the same text again would still
// cost a layout.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// setAttribute writes an attribute where it has another value.
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
