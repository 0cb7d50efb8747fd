// The row of policies as a radio group: one stop for Tab, arrows choose. A policy that is
// chosen from More takes the last place in view.

import { number, parseThreshold } from "../core/format.js";
import { parsePolicy } from "../core/policies.js";
import { mountComplaint } from "./complaint.js";

const STEP = 0.01; // of a bound, for the arrow keys

// mountSegments calls onChoose with a policy's text when a person picks it, "" for the
// default threshold.
export function mountSegments(root, onChoose) {
  const row = root.querySelector("[data-policies]"), more = root.querySelector("[data-more]");
  const menu = more.parentElement;
  const open = root.querySelector("[data-policy-open]"), name = root.querySelector("[data-policy-name]");
  const all = [...root.querySelectorAll("[data-policy], [data-policy-form]")];
  const complain = mountComplaint(root);
  const wrong = root.querySelector("[data-wrong]");

  const radioOf = (item) => item.querySelector("button") ?? item;
  const inView = () => all.filter((item) => !more.contains(item)).sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
  const stops = () => [...inView().map(radioOf), menu.querySelector("summary")];

  row.setAttribute("role", "radiogroup");
  for (const item of all) {
    item.removeAttribute("aria-current");
    const radio = radioOf(item);
    radio.setAttribute("role", "radio");
    radio.setAttribute("aria-checked", String(item.hasAttribute("data-current")));
  }
  rove();

  // rove makes the chosen policy the one stop for Tab, and its bound the next.
  function rove() {
    const list = stops(), chosen = all.find((item) => item.hasAttribute("data-current"));
    const stop = chosen && !more.contains(chosen) ? radioOf(chosen) : list[0];
    for (const radio of list) radio.tabIndex = radio === stop ? 0 : -1;
    for (const item of all) if (item.elements) item.elements.bound.tabIndex = more.contains(item) || item === chosen ? 0 : -1;
  }

  function choose(item) {
    if (item.dataset.policy !== undefined) return onChoose(item.dataset.policy === "default" ? "" : item.dataset.policy);
    const { bound } = item.elements;
    const policy = parsePolicy(item.dataset.policyForm + number(parseThreshold(bound.value)));
    complain(bound, policy !== null);
    if (policy) onChoose(policy.text);
  }

  row.addEventListener("click", (event) => {
    const item = event.target.closest("[data-policy]");
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(item);
  });
  row.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(event.target);
  });
  row.addEventListener("change", (event) => {
    if (event.target.name === "bound") choose(event.target.form);
  });
  row.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.name === "bound") {
      const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key], now = parseThreshold(event.target.value);
      if (by === undefined || Number.isNaN(now)) return;
      event.preventDefault();
      event.target.value = number(Number((now + by).toFixed(6)));
      return choose(event.target.form);
    }
    const list = stops(), at = list.indexOf(event.target);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === " " && at >= 0 && at < list.length - 1) {
      event.preventDefault();
      return event.target.click();
    }
    if (at < 0 || by === undefined) return;
    event.preventDefault();
    const next = list[(at + by + list.length) % list.length];
    next.focus();
    if (next.matches("[role=radio]")) next.click();
  });
  open.addEventListener("click", () => toggle(!root.hasAttribute("data-open")));
  document.addEventListener("pointerdown", (event) => {
    if (!root.contains(event.target)) toggle(false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.hasAttribute("data-open")) return;
    toggle(false);
    open.focus();
  });

  // toggle opens or closes the list of a narrow window, where no policy is in view.
  function toggle(on) {
    root.toggleAttribute("data-open", on);
    open.setAttribute("aria-expanded", String(on));
    menu.open = on;
  }

  return {
    // refuse says why a policy is not applied; "" takes it back.
    refuse(why) {
      if (wrong.textContent !== why) wrong.textContent = why;
      wrong.hidden = why === "";
    },
    // show marks a policy as chosen, or the default threshold, or none.
    show(policy, byDefault) {
      const wanted = byDefault ? "default" : policy?.text ?? "none";
      const named = all.find((item) => item.dataset.policy === wanted);
      const kind = policy && (policy.bound !== undefined ? policy.metric + policy.rule : "max_f");
      const chosen = named ?? (policy && all.find((item) => item.dataset.policyForm === kind));
      for (const item of all) {
        item.toggleAttribute("data-current", item === chosen);
        radioOf(item).setAttribute("aria-checked", String(item === chosen));
      }
      if (chosen?.elements) {
        chosen.elements.bound.value = number(policy.parameter ?? NaN);
        complain(chosen.elements.bound, true);
      }
      if (chosen && more.contains(chosen)) swap(chosen);
      name.textContent = chosen ? `${radioOf(chosen).textContent.trim()} ${chosen.elements?.bound.value ?? ""}`.trim() : "Manual";
      rove();
    },
  };

  // swap puts a policy in the last place in view. The one that was there goes behind More.
  function swap(item) {
    const last = inView().at(-1), focused = /** @type {HTMLElement} */ (document.activeElement);
    const place = document.createComment("");
    item.replaceWith(place);
    last.replaceWith(item);
    place.replaceWith(last);
    if (item.contains(focused)) focused.focus();
    menu.open = root.hasAttribute("data-open");
  }
}
