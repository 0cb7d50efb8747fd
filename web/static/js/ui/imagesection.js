// The section of images: numbers, drawings and pictures at the threshold. The
// sweep of every image is here, so that a drag asks for nothing.

import { count, number, quantity } from "../core/format.js";
import { ImageSweeps, OUTCOMES, overlaps, placed } from "../core/images.js";
import { put, usual as usualOf } from "../core/state.js";
import { mountDiceStrip, percent } from "./dicestrip.js";
import { addressed, fetched } from "./fetched.js";
import { mountImageMeasures, overlapText } from "./imagemeasures.js";
import { mountPaintedImages } from "./pictures.js";

const REST = 250; // milliseconds that the threshold rests before the images are put in order

// mountImages makes the section live, if the run has images. write puts the
// state at a point into an address, and move goes to a score.
export async function mountImages(run, { write, move, failed: onFailure }) {
  const root = document.querySelector("[data-images]");
  if (!root) return { show() {}, lossesChanged() {} };
  const data = JSON.parse(document.getElementById("images-data").textContent);
  const { reasons, cells: names } = run.data;
  const state = { image: data.image, images: data.order, layer: data.layer, image_page: data.page };
  const usual = { image: null, images: usualOf("images"), layer: usualOf("layer"), image_page: 1 };
  const sweeps = data.sweeps && new ImageSweeps(await fetched(data.sweeps, "arrayBuffer"));

  let point = null;
  let cells = []; // of every image at the point
  let order = []; // numbers of the images, counted from 0, as the gallery has them
  let resting = 0;

  // --- places that show numbers ---

  const set = (element, said) => element.textContent !== said && (element.textContent = said);

  // address is that of this page with other images.
  function address(change, part) {
    const url = new URL(location.href);
    write(url, point);
    put(url, { ...state, ...change });
    url.hash = part;
    return url.pathname + url.search + url.hash;
  }

  // showCounts shows the counts of one image.
  function showCounts(element, c) {
    for (const place of element.querySelectorAll("[data-cell]")) set(place, quantity(c[place.dataset.cell]));
  }

  function says(image, c) {
    return `${data.images[image].name}: ${["tp", "fn", "fp", "tn"].map((id) => `${quantity(c[id])} ${names[id]}`).join(", ")}`;
  }

  function nameIt(element, image) {
    set(element.querySelector("[data-name]"), data.images[image].name);
    set(element.querySelector("[data-size]"), data.images[image].size);
  }

  class Card {
    constructor(element) {
      this.element = element;
      this.picture = painted.place(element);
      this.link = element.querySelector("[data-link]");
      this.dice = element.querySelector("[data-dice]");
      this.iou = element.querySelector("[data-iou]");
      this.note = element.querySelector("[data-note]");
    }
    show(image) {
      this.element.hidden = image === undefined;
      if (image === undefined) return;
      this.element.dataset.card = image;
      this.picture.show(image);
      nameIt(this.element, image);
      this.link.setAttribute("href", address({ image }, "image"));
      this.numbers();
    }
    numbers() {
      if (this.element.hidden) return;
      const c = cells[this.picture.image], { dice, iou } = overlaps(c);
      set(this.dice, overlapText(dice));
      set(this.iou, overlapText(iou));
      set(this.note, dice.reason ? `undefined: ${data.why.dice}` : "");
      showCounts(this.element, c);
      this.picture.canvas.setAttribute("aria-label", says(this.picture.image, c));
    }
  }

  const large = root.querySelector("[data-large]");
  const gallery = root.querySelector("[data-gallery]");
  while (gallery.children.length < Math.min(data.slots, data.images.length)) gallery.append(gallery.firstElementChild.cloneNode(true));
  const painted = mountPaintedImages(data, () => ({ layer: state.layer, threshold: point.threshold }), onFailure);
  const largePicture = painted.place(large); // it is painted first
  const cards = [...gallery.children].map((element) => new Card(element));

  function showLarge() {
    const { image } = state;
    large.hidden = image === null;
    if (image === null) return;
    const at = order.indexOf(image), n = order.length;
    largePicture.show(image);
    nameIt(large, image);
    for (const [selector, change, part] of /** @type {[string, {image: number | null}, string][]} */ ([
      ["[data-previous]", { image: order[(at - 1 + n) % n] }, "image"],
      ["[data-next]", { image: order[(at + 1) % n] }, "image"],
      ["[data-close]", { image: null }, "images"],
    ])) large.querySelector(selector).setAttribute("href", address(change, part));
    const c = cells[image], found = overlaps(c);
    for (const place of large.querySelectorAll("[data-large-fact]")) {
      const id = place.dataset.largeFact;
      set(place.querySelector("[data-value]"), overlapText(found[id]));
      set(place.querySelector("[data-note]"), found[id].reason ? `undefined: ${data.why[id]}` : "");
    }
    showCounts(large, c);
    largePicture.canvas.setAttribute("aria-label", says(image, c));
  }

  const measures = mountImageMeasures(root, data, reasons, onFailure);
  const strip = mountDiceStrip(root.querySelector("[data-strip]"), { data, text: overlapText, chosen: () => state.image, onPick: (image) => go({ image }) });

  const course = root.querySelector("[data-course-plot]");
  const mark = root.querySelector("[data-course-mark]");
  const axis = run.axis.all(); // the course does not zoom
  const pick = (event) => {
    const box = course.getBoundingClientRect();
    move(axis.score(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1)));
  };
  course.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    course.setPointerCapture(event.pointerId);
    pick(event);
  });
  course.addEventListener("pointermove", (event) => course.hasPointerCapture(event.pointerId) && pick(event));

  const pixel = large.querySelector("[data-pixel]");
  largePicture.canvas.addEventListener("pointermove", (event) => {
    const { map, canvas } = largePicture;
    if (!map) return;
    const at = (offset, size, n) => Math.min(Math.max(Math.floor((offset / size) * n), 0), n - 1);
    const x = at(event.offsetX, canvas.clientWidth, map.width), y = at(event.offsetY, canvas.clientHeight, map.height);
    const i = y * map.width + x, outcome = OUTCOMES[map.labels[i] + (map.scores[i] >= point.threshold ? 2 : 0)];
    set(pixel, `Row ${count(y + 1)}, column ${count(x + 1)}: score ${number(map.scores[i])}, ${outcome.toUpperCase()}.`);
  });
  largePicture.canvas.addEventListener("pointerleave", () => set(pixel, ""));

  // --- what is shown ---

  // inOrder returns the images as the state wants them.
  function inOrder() {
    const key = { dice: (c) => overlaps(c).dice.v, "-fn": (c) => c.fn, "-fp": (c) => c.fp, index: () => 0 }[state.images];
    return placed(cells.map(key), state.images.startsWith("-"));
  }

  const pager = root.querySelector("[data-pager]");
  function arrange() {
    order = inOrder();
    const pages = Math.max(1, Math.ceil(order.length / data.slots));
    state.image_page = Math.min(state.image_page, pages);
    const from = (state.image_page - 1) * data.slots;
    cards.forEach((card, k) => card.show(order[from + k]));
    painted.forget();
    for (const [selector, to] of [["[rel=prev]", state.image_page - 1], ["[rel=next]", state.image_page + 1]]) {
      const link = pager.querySelector(selector);
      link.hidden = to < 1 || to > pages;
      link.setAttribute("href", address({ image_page: to }, "images"));
    }
    pager.hidden = pages === 1;
    set(pager.querySelector("[data-page]"), `Page ${state.image_page} of ${pages}`);
    showLarge();
  }

  // ask gets the counts of all images from the server, which has their sweeps.
  let asked = 0;
  async function ask() {
    const mine = ++asked, found = [];
    try {
      for (let cursor = ""; cursor !== undefined; ) {
        const page = await fetched(addressed(data.counts, { threshold: number(point.threshold), sort: "index", limit: 1000, ...(cursor && { cursor }) }), "json");
        if (mine !== asked) return;
        for (const { index, tp, fp, fn, tn } of page.images) found[index] = { tp, fp, fn, tn };
        cursor = page.next;
      }
    } catch (failure) {
      if (mine === asked) onFailure(failure);
      return;
    }
    cells = found;
    root.removeAttribute("aria-busy");
    arrange();
    showNumbers();
    if (root.hasAttribute("data-ranging")) measures.askRanges(point.threshold);
  }

  function showNumbers() {
    const { dice, mean, pooled } = measures.show(cells, point.cells);
    strip.show(dice, mean, pooled);
    for (const card of cards) card.numbers();
    showLarge();
  }

  function show(now) {
    const first = point === null;
    point = now;
    const place = percent(axis.at(point.threshold));
    mark.setAttribute("x1", place);
    mark.setAttribute("x2", place);
    clearTimeout(resting);
    if (sweeps) {
      cells = sweeps.cells(point.threshold);
      if (first) arrange();
      showNumbers();
      resting = setTimeout(settle, REST, first);
    } else {
      root.setAttribute("aria-busy", "true");
      resting = setTimeout(ask, first ? 0 : REST);
    }
    if (!first) measures.forgetRanges();
    painted.repaint();
  }

  function settle(asServed) {
    arrange();
    if (!asServed) measures.askRanges(point.threshold);
  }

  // go changes what is shown, and the address.
  function go(change) {
    const from = { ...state };
    Object.assign(state, change);
    if (state.images !== from.images) state.image_page = 1;
    history.replaceState(null, "", new URL(address({}, ""), location.href));
    for (const [group, value] of [["[data-orders]", state.images], ["[data-layers]", state.layer]])
      for (const chip of root.querySelectorAll(`${group} [data-choice]`))
        if (chip.dataset.choice === value) chip.setAttribute("aria-current", "true");
        else chip.removeAttribute("aria-current");
    links();
    arrange();
    strip.choose();
    if (state.layer !== from.layer) painted.repaint();
    if (state.image !== from.image && state.image !== null) large.querySelector("h3").focus();
    if (state.image === null && from.image !== null) (cards.find((card) => card.picture.image === from.image) ?? cards[0]).link.focus();
  }

  // links gives the choices their addresses at the present state.
  function links() {
    for (const chip of root.querySelectorAll("[data-orders] [data-choice]")) chip.setAttribute("href", address({ images: chip.dataset.choice, image_page: 1 }, "images"));
    for (const chip of root.querySelectorAll("[data-layers] [data-choice]")) chip.setAttribute("href", address({ layer: chip.dataset.choice }, "images"));
  }

  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-state-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    const q = new URL(link.href).searchParams;
    go({ image: q.has("image") ? Number(q.get("image")) : null, images: q.get("images") ?? usual.images, layer: q.get("layer") ?? usual.layer, image_page: Number(q.get("image_page") ?? 1) });
  });

  // lossesChanged fetches the table of losses, whose parameters are set elsewhere.
  let changes = 0;
  async function lossesChanged() {
    const mine = ++changes, table = root.querySelector("[data-image-losses]");
    links();
    arrange();
    table.setAttribute("aria-busy", "true");
    try {
      const answer = await fetched(location.href, "text");
      if (mine !== changes) return;
      table.replaceWith(document.importNode(new DOMParser().parseFromString(answer, "text/html").querySelector("[data-image-losses]"), true));
    } catch (failure) {
      if (mine === changes) onFailure(failure);
    }
  }

  return { show, lossesChanged };
}
