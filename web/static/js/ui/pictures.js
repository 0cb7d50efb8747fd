// Images as pictures: outcomes, scores or labels of their pixels, painted when they
// are in view.

import { number } from "../core/format.js";
import { OUTCOMES, paintOutcomes, paintShades, readMap, word } from "../core/images.js";
import { fetched } from "./fetched.js";
import { onThemeChange, token } from "./theme.js";

const FRAME = 10; // milliseconds of a frame that pictures may take
const PALE = 64; // how opaque a true negative is, so that errors stand out
const GREYS = [[0, 0, 0], [255, 255, 255]];

const palette = () => OUTCOMES.map((id) => word([...(token(`--${id}`).match(/\d+/g) ?? []).slice(0, 3).map(Number), id === "tn" ? PALE : 255]));

// mountPaintedImages returns what shows images, whose sizes, greys and address of
// maps are in data. look returns the {layer, threshold} that pictures are painted at.
export function mountPaintedImages(data, look, onFailure) {
  const pictures = []; // the first is painted first
  const maps = new Map(); // of the images in view, by their number: promises
  let frame = 0;
  let colours = palette();
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) pictures.find((p) => p.canvas === entry.target).see(entry.isIntersecting);
  }, { rootMargin: "400px" });

  // A Picture is the place of one image at a time.
  class Picture {
    constructor(element) {
      this.box = element.querySelector(".picture");
      this.canvas = element.querySelector("[data-canvas]");
      this.context = this.canvas.getContext("2d", { willReadFrequently: true }); // it is only ever written from memory
      this.image = -1;
      this.inView = false;
      this.stale = false;
      this.map = null;
      this.pixels = null;
      pictures.push(this);
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
      const { layer, threshold } = look();
      const pixels = new Uint32Array(this.pixels.data.buffer);
      if (layer === "overlay") paintOutcomes(this.map, threshold, colours, pixels);
      else if (layer === "scores") paintShades(this.map.scores, data.greys[0], data.greys[1], GREYS, pixels);
      else paintShades(this.map.labels, 0, 1, GREYS, pixels);
      this.context.putImageData(this.pixels, 0, 0);
      this.canvas.dataset.painted = `${this.image} ${layer} ${number(threshold)}`;
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

  function repaint() {
    for (const p of pictures) p.stale = true;
    cancelAnimationFrame(frame);
    paint();
  }

  onThemeChange(() => {
    colours = palette();
    repaint();
  });

  return {
    // place makes an element the place of an image, of none so far.
    place: (element) => new Picture(element),
    repaint,
    // forget drops the maps of images that have no place any more.
    forget() {
      for (const image of maps.keys()) if (!pictures.some((p) => p.image === image)) maps.delete(image);
    },
  };
}
