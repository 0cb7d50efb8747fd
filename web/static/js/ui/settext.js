// setText writes a text where another one is. Writing the same text again would still
// cost a layout.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
