// The section of images: numbers, drawings and pictures at the threshold. The
// sweep of every image is here, so that a drag asks for nothing.

import { count, fixed, interval, number, quantity, UNDEFINED } from "../core/format.js";
import { paintOutcomes, ImageSweeps, meanOfDefined, OUTCOMES, overlaps, overImages, pile, placed, readMap, paintShades, word } from "../core/images.js";
import { put, usual as usualOf } from "../core/state.js";
import { addressed, fetched } from "./fetched.js";
import { onThemeChange, token } from "./theme.js";

const DIGITS = 3;
const REST = 250; // milliseconds that the threshold rests before the images are put in order
const FRAME = 10; // milliseconds of a frame that pictures may take
const PALE = 64; // how opaque a true negative is, so that errors stand out
const percent = (share) => `${Math.round(share * 1e5) / 1e3}%`;
const GREYS = [[0, 0, 0], [255, 255, 255]];

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
  let resting = 0, frame = 0;
  let colours = palette();

  // --- pictures ---

  const maps = new Map(); // of the images in view, by their number: promises
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) pictures.find((p) => p.canvas === entry.target).see(entry.isIntersecting);
  }, { rootMargin: "400px" });

  class Picture {
    constructor(element) {
      this.box = element.querySelector(".picture");
      this.canvas = element.querySelector("[data-canvas]");
      this.context = this.canvas.getContext("2d", { willReadFrequently: true }); // it is only ever written from memory
      this.image = -1;
      this.inView = false;
      seen.observe(this.canvas);
    }
    show(image) {
      if (image === this.image) return;
      this.image = image;
      this.map = null;
      delete this.canvas.dataset.painted;
      const { height, width } = data.images[image];
      this.canvas.height = height;
      this.canvas.width = width;
      this.box.toggleAttribute("data-tall", 4 * height > 3 * width);
      this.pixels = this.context.createImageData(width, height);
      this.load();
    }
    see(inView) {
      this.inView = inView;
      this.load();
    }
    async load() {
      const image = this.image;
      if (!this.inView || image < 0 || this.map) return this.changed();
      if (!maps.has(image)) maps.set(image, fetched(data.maps.replace("{image}", image), "arrayBuffer").then(readMap));
      try {
        const map = await maps.get(image);
        if (image !== this.image) return;
        this.map = map;
        this.changed();
      } catch (failure) {
        maps.delete(image);
        onFailure(failure);
      }
    }
    changed() {
      this.stale = true;
      frame ||= requestAnimationFrame(paint);
    }
    paint() {
      this.stale = false;
      const pixels = new Uint32Array(this.pixels.data.buffer);
      if (state.layer === "overlay") paintOutcomes(this.map, point.threshold, colours, pixels);
      else if (state.layer === "scores") paintShades(this.map.scores, ...data.greys, GREYS, pixels);
      else paintShades(this.map.labels, 0, 1, GREYS, pixels);
      this.context.putImageData(this.pixels, 0, 0);
      this.canvas.dataset.painted = `${this.image} ${state.layer} ${number(point.threshold)}`;
    }
  }

  // paint draws what has changed and can be seen; what takes too long waits for
  // the next frame.
  function paint() {
    frame = 0;
    const until = performance.now() + FRAME;
    for (const p of pictures) {
      if (!p.stale || !p.inView || !p.map) continue;
      if (performance.now() > until) {
        frame = requestAnimationFrame(paint);
        return;
      }
      p.paint();
    }
  }

  function palette() {
    return OUTCOMES.map((id) => word([...token(`--${id}`).match(/\d+/g).slice(0, 3).map(Number), id === "tn" ? PALE : 255]));
  }

  function repaint() {
    for (const p of pictures) p.stale = true;
    cancelAnimationFrame(frame);
    paint();
  }

  // --- places that show numbers ---

  const text = (v) => (v.reason ? UNDEFINED : fixed(v.v, DIGITS));
  const set = (element, said) => element.textContent !== said && (element.textContent = said);

  // address is that of this page with other images.
  function address(change, part) {
    const url = new URL(location);
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
      this.picture = new Picture(element);
      this.link = element.querySelector("[data-link]");
      [this.dice, this.iou, this.note] = ["[data-dice]", "[data-iou]", "[data-note]"].map((s) => element.querySelector(s));
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
      set(this.dice, text(dice));
      set(this.iou, text(iou));
      set(this.note, dice.reason ? `undefined: ${data.why.dice}` : "");
      showCounts(this.element, c);
      this.picture.canvas.setAttribute("aria-label", says(this.picture.image, c));
    }
  }

  const large = root.querySelector("[data-large]");
  const gallery = root.querySelector("[data-gallery]");
  while (gallery.children.length < Math.min(data.slots, data.images.length)) gallery.append(gallery.firstElementChild.cloneNode(true));
  const pictures = [];
  const cards = [...gallery.children].map((element) => new Card(element));
  const largePicture = new Picture(large);
  pictures.push(largePicture, ...cards.map((card) => card.picture)); // the large one is painted first

  function showLarge() {
    const { image } = state;
    large.hidden = image === null;
    if (image === null) return;
    const at = order.indexOf(image), n = order.length;
    largePicture.show(image);
    nameIt(large, image);
    for (const [selector, change, part] of [
      ["[data-previous]", { image: order[(at - 1 + n) % n] }, "image"],
      ["[data-next]", { image: order[(at + 1) % n] }, "image"],
      ["[data-close]", { image: null }, "images"],
    ]) large.querySelector(selector).setAttribute("href", address(change, part));
    const c = cells[image], measures = overlaps(c);
    for (const place of large.querySelectorAll("[data-large-fact]")) {
      const id = place.dataset.largeFact;
      set(place.querySelector("[data-value]"), text(measures[id]));
      set(place.querySelector("[data-note]"), measures[id].reason ? `undefined: ${data.why[id]}` : "");
    }
    showCounts(large, c);
    largePicture.canvas.setAttribute("aria-label", says(image, c));
  }

  const rows = [...root.querySelectorAll("[data-measure]")].map((row) => ({ id: row.dataset.measure, ...parts(row, ["pooled", "pooled-range", "reason", "mean", "mean-range", "over"]) }));
  function parts(element, list) {
    return Object.fromEntries(list.map((name) => [name, element.querySelector(`[data-${name}]`)]));
  }

  function showMeasures() {
    const each = cells.map(overlaps), pooled = overlaps(point.cells);
    for (const row of rows) {
      const found = meanOfDefined(each.map((m) => m[row.id]));
      set(row.pooled, text(pooled[row.id]));
      set(row.reason, pooled[row.id].reason ? `undefined: ${reasons[pooled[row.id].reason]}` : "");
      set(row.mean, text(found.mean));
      set(row.over, overImages(found.defined, cells.length, data.why[row.id]));
      if (row.id === "dice") strip.show(each.map((m) => m.dice), found.mean, pooled.dice);
    }
  }

  // askRanges gets the intervals, which take resampling.
  let ranging = 0;
  async function askRanges() {
    const mine = ++ranging;
    let found;
    try {
      found = (await fetched(addressed(data.counts, { threshold: number(point.threshold), intervals: 1, limit: 1 }), "json")).intervals;
    } catch (failure) {
      if (mine === ranging) onFailure(failure);
      return;
    }
    if (mine !== ranging) return;
    const said = ({ low, high, reason }) => (low !== null && high !== null ? interval(low, high, DIGITS) : `no interval: ${reason === "too_few_samples" ? data.few : reasons[reason]}`);
    for (const row of rows)
      for (const kind of ["pooled", "mean"]) set(row[`${kind}-range`], row[kind].textContent === UNDEFINED ? "" : said(found[kind][row.id]));
    root.removeAttribute("data-ranging");
  }

  // forgetRanges says that the intervals of another threshold follow.
  function forgetRanges() {
    ranging++;
    root.setAttribute("data-ranging", "");
    for (const row of rows) for (const kind of ["pooled", "mean"]) set(row[`${kind}-range`], row[kind].textContent === UNDEFINED ? "" : "its interval follows");
  }

  // --- the strip, and the course of Dice ---

  const strip = mountStrip(root.querySelector("[data-strip]"));
  function mountStrip(figure) {
    const plot = figure.querySelector("[data-strip-plot]");
    const note = figure.querySelector("[data-strip-note]");
    const { dots, chosen } = parts(figure, ["dots", "chosen"]);
    let places = [], values = [];
    const dot = (at) => (at ? `M${at[0]} ${at[1]}h0` : "");
    const nearest = (event) => {
      const box = plot.getBoundingClientRect();
      const far = (at) => (at ? Math.hypot((at[0] / 1000) * box.width - (event.clientX - box.left), (at[1] / 1000) * box.height - (event.clientY - box.top)) : Infinity);
      let best = -1;
      places.forEach((at, i) => at && (best < 0 || far(at) < far(places[best])) && (best = i));
      return best >= 0 && far(places[best]) < 40 ? best : -1;
    };
    plot.addEventListener("pointermove", (event) => {
      const i = nearest(event);
      set(note, i < 0 ? data.note : `${data.images[i].name}: Dice ${text(values[i])}`);
      plot.toggleAttribute("data-near", i >= 0);
    });
    plot.addEventListener("pointerleave", () => set(note, data.note));
    plot.addEventListener("click", (event) => {
      const i = nearest(event);
      if (i >= 0) go({ image: i });
    });
    return {
      show(each, average, pooled) {
        values = each;
        places = pile(each);
        dots.setAttribute("d", places.map(dot).join(""));
        this.choose();
        for (const [id, { v }] of Object.entries({ mean: average, pooled })) {
          const line = figure.querySelector(`[data-mark="${id}"]`);
          line.setAttribute("display", v === undefined ? "none" : "inline");
          for (const end of ["x1", "x2"]) line.setAttribute(end, v === undefined ? "0" : percent(v));
        }
      },
      choose: () => chosen.setAttribute("d", dot(places[state.image])),
    };
  }

  const course = root.querySelector("[data-course-plot]");
  const mark = root.querySelector("[data-course-mark]");
  const { low, high } = run.data;
  const pick = (event) => {
    const box = course.getBoundingClientRect(), t = low + ((high - low) * (event.clientX - box.left)) / box.width;
    move(Math.min(Math.max(t, low), high));
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
    for (const image of maps.keys()) if (!pictures.some((p) => p.image === image)) maps.delete(image);
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
    if (root.hasAttribute("data-ranging")) askRanges();
  }

  function showNumbers() {
    showMeasures();
    for (const card of cards) card.numbers();
    showLarge();
  }

  function show(now) {
    const first = point === null;
    point = now;
    const place = percent(Math.min(Math.max((point.threshold - low) / (high - low), 0), 1));
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
    if (!first) forgetRanges();
    repaint();
  }

  function settle(asServed) {
    arrange();
    if (!asServed) askRanges();
  }

  // go changes what is shown, and the address.
  function go(change) {
    const from = { ...state };
    Object.assign(state, change);
    if (state.images !== from.images) state.image_page = 1;
    history.replaceState(null, "", new URL(address({}, ""), location));
    for (const [group, value] of [["[data-orders]", state.images], ["[data-layers]", state.layer]])
      for (const chip of root.querySelectorAll(`${group} [data-choice]`))
        if (chip.dataset.choice === value) chip.setAttribute("aria-current", "true");
        else chip.removeAttribute("aria-current");
    links();
    arrange();
    strip.choose();
    if (state.layer !== from.layer) repaint();
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
  onThemeChange(() => {
    colours = palette();
    repaint();
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
