// Which charts are shown, in which order. The server draws those that are new.

import { put } from "../core/state.js";
import { fetched } from "./fetched.js";

const cardID = (card) => card.dataset.chartCard;

// mountChooser calls added and removed with the cards that come and go.
export function mountChooser(container, { added, removed }) {
  const form = document.querySelector("[data-chooser]");
  const boxes = [...form.querySelectorAll('[name="charts"]')];
  let asked = 0;

  const order = () => [...container.children].map(cardID);

  // address is that of this page with the given charts and the form's drawing. Of
  // a switch, whose field comes twice, the last value counts.
  function address(charts) {
    const url = new URL(location.href), said = new FormData(/** @type {any} */ (form));
    for (const { name, dataset } of form.querySelectorAll("[data-usual]")) {
      const values = said.getAll(name);
      put(url, { [name]: name === "charts" ? charts.join() : dataset.list === undefined ? values.at(-1) : values.join() });
    }
    return url;
  }

  async function choose() {
    const wanted = boxes.filter((box) => box.checked).map((box) => box.value);
    const kept = order().filter((id) => wanted.includes(id));
    const url = address([...kept, ...wanted.filter((id) => !kept.includes(id))]);
    history.replaceState(null, "", url);
    const mine = ++asked;
    const page = new DOMParser().parseFromString(await fetched(url, "text"), "text/html");
    if (mine !== asked) return;
    const lists = page.querySelectorAll("[data-charts]");
    for (const [i, list] of document.querySelectorAll("[data-charts]").entries()) take(list, lists[i]);
    for (const box of boxes) box.checked = order().includes(box.value); // none is the default
    arrows();
  }

  // take shows the cards of another state of a list. Those that look the same stay.
  function take(list, wanted) {
    const before = [...list.children], old = new Map(before.map((card) => [cardID(card), card]));
    const cards = [...wanted.children].map((card) => {
      const same = old.get(cardID(card));
      return same?.dataset.variant === card.dataset.variant ? same : document.importNode(card, true);
    });
    if (cards.length === before.length && cards.every((card, i) => card === before[i])) return;
    list.replaceChildren(...cards);
    for (const card of before) if (!cards.includes(card)) removed(card);
    for (const card of cards) if (!before.includes(card)) added(card);
  }

  // arrows brings the links that move a chart up to date.
  function arrows() {
    const charts = order();
    for (const [i, card] of [...container.children].entries())
      for (const arrow of card.querySelectorAll("[data-move]")) {
        const to = i + Number(arrow.dataset.move);
        arrow.hidden = to < 0 || to >= charts.length;
        if (!arrow.hidden) arrow.href = address(charts.with(i, charts[to]).with(to, charts[i])).href;
      }
  }

  form.addEventListener("change", choose);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose();
  });
  container.addEventListener("click", (event) => {
    const arrow = event.target.closest("[data-move]");
    if (!arrow || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const card = arrow.closest("[data-chart-card]");
    if (arrow.dataset.move === "1") card.nextElementSibling.after(card);
    else card.previousElementSibling.before(card);
    history.replaceState(null, "", address(order()));
    arrows();
    (arrow.hidden ? card.querySelector("[data-move]:not([hidden])") : arrow)?.focus();
  });
}
