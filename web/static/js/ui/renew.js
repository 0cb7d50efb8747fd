// What only the server knows, as soon as it answers.

import { fetched } from "./fetched.js";

// served asks for a page as it is at an address.
export async function served(address) {
  return new DOMParser().parseFromString(await fetched(address, "text"), "text/html");
}

// renew shows of this page what differs in another state of it: what follows that
// state, and where links and forms lead, and what else a selector finds. The rest
// stays, the focus with it.
export function renew(page, also) {
  const each = (selector, act) => {
    const now = page.querySelectorAll(selector);
    const old = document.querySelectorAll(selector);
    if (old.length === now.length) old.forEach((element, i) => act(element, now[i]));
  };
  each(also ? `[data-follows], ${also}` : "[data-follows]", (old, now) => old.replaceWith(document.importNode(now, true)));
  each("a[data-state-link], a[data-whole]", (old, now) => old.setAttribute("href", now.getAttribute("href")));
  each("input[type=hidden]", (old, now) => {
    if (old.name === now.name) old.value = now.value;
  });
}
