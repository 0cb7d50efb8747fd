// A mask that is painted: by mouse and finger, or by arrow keys and space.

import { number, significant, UNDEFINED } from "../core/format.js";
import { lossOfMask, lovaszAreas, maskPoint, oneMore } from "../core/lab.js";
import { label, roundTop, text } from "./labcurves.js";

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function mountMask(root, form, data, changed) {
  const grid = root.querySelector("[data-pixels]");
  const buttons = [...grid.querySelectorAll(".pixel")];
  const brush = form.elements.brush;
  const all = form.querySelector('[type="checkbox"][name="lovasz_softmax_loss.all_classes"]');
  const digits = (s) => [...s].map(Number);
  const truths = Object.fromEntries(Object.entries(data.truths).map(([name, s]) => [name, digits(s)]));
  const state = { object: form.elements.object.value, mask: digits(data.mask), pixel: data.pixel };

  const truth = () => truths[state.object];
  const probabilities = () => state.mask.map((level) => data.levels[level]);
  const place = (i) => `row ${Math.floor(i / data.side) + 1}, column ${(i % data.side) + 1}, ${truth()[i] ? "object" : "background"}`;

  function show() {
    for (const [i, b] of buttons.entries()) {
      b.dataset.level = state.mask[i];
      b.toggleAttribute("data-object", truth()[i] === 1);
      b.tabIndex = i === state.pixel ? 0 : -1;
      b.setAttribute("aria-label", `${place(i)}, p = ${number(data.levels[state.mask[i]])}`);
      if (i === state.pixel) b.setAttribute("aria-current", "true");
      else b.removeAttribute("aria-current");
    }
    if (all) all.disabled = state.object !== "none"; // both classes occur
    form.elements.mask.value = state.mask.join("");
    form.elements.pixel.value = state.pixel;
    const p = number(data.levels[brush.value]);
    root.querySelector("[data-brush-p]").textContent = p;
    brush.setAttribute("aria-valuetext", `p = ${p}`);
  }

  // stroke paints pixel i with a level, which is what the curves are about then.
  function stroke(i, level) {
    state.mask[i] = level;
    state.pixel = i;
    changed();
  }
  const toggled = (i) => (state.mask[i] === Number(brush.value) ? 0 : Number(brush.value));

  let painting = null, painted = false;
  grid.addEventListener("pointerdown", (event) => {
    const i = buttons.indexOf(event.target);
    if (i < 0 || event.button !== 0) return;
    painting = toggled(i);
    painted = true;
    grid.setPointerCapture(event.pointerId);
    stroke(i, painting);
  });
  grid.addEventListener("pointermove", (event) => {
    if (painting === null) return;
    const i = buttons.indexOf(document.elementFromPoint(event.clientX, event.clientY));
    if (i >= 0 && state.mask[i] !== painting) stroke(i, painting);
  });
  for (const end of ["pointerup", "pointercancel"]) grid.addEventListener(end, () => (painting = null));
  grid.addEventListener("click", (event) => {
    event.preventDefault(); // the button would send the form
    const i = buttons.indexOf(event.target);
    if (i >= 0 && !painted) stroke(i, toggled(i));
    painted = false;
  });
  grid.addEventListener("focusin", (event) => {
    const i = buttons.indexOf(event.target);
    if (i < 0 || i === state.pixel) return;
    state.pixel = i;
    changed();
  });
  grid.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key], i = buttons.indexOf(event.target);
    if (!step || i < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const row = Math.floor(i / data.side) + step[0], column = (i % data.side) + step[1];
    if (row >= 0 && row < data.side && column >= 0 && column < data.side) buttons[row * data.side + column].focus();
  });
  brush.addEventListener("input", changed);
  for (const radio of form.elements.object)
    radio.addEventListener("change", () => {
      Object.assign(state, { object: radio.value, mask: digits(data.firsts[radio.value]), pixel: data.pixels[radio.value] });
      changed();
    });
  for (const button of root.querySelectorAll("[data-mask-set]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      state.mask = button.dataset.maskSet === "first" ? digits(data.firsts[state.object]) : truth().map((in_) => (in_ ? data.levels.length - 1 : 0));
      changed();
    });
  }

  function showLosses(args) {
    for (const row of root.querySelectorAll("[data-mask-loss]")) {
      const id = row.dataset.maskLoss;
      const small = oneMore(id, truths.small, data.levels, args), large = oneMore(id, truths.large, data.levels, args);
      row.querySelector("[data-mask-value]").textContent = text(lossOfMask(id, truth(), probabilities(), args));
      row.querySelector("[data-mask-small]").textContent = text(small);
      row.querySelector("[data-mask-large]").textContent = text(large);
      row.querySelector("[data-mask-times]").textContent = small.reason || large.reason || large.v === 0 ? UNDEFINED : `${significant(small.v / large.v, 2)} ×`;
      if (id === data.loss) root.querySelector("[data-mask-said]").textContent = `${data.name}: one more wrong pixel costs ${text(small)} on the small object and ${text(large)} on the large one.`;
    }
  }

  function showAreas(args) {
    const figures = root.querySelectorAll("[data-area]");
    if (figures.length === 0) return;
    const areas = lovaszAreas(data.loss, truth(), probabilities(), args);
    for (const figure of figures) {
      const steps = areas[figure.dataset.area];
      figure.hidden = steps === undefined;
      if (!steps) continue;
      const top = roundTop(Math.max(1, steps[0].error));
      label(figure, top);
      const drawing = figure.querySelector("[data-area-steps]");
      drawing.replaceChildren(
        ...steps.map((s) => {
          const rect = document.createElementNS(drawing.namespaceURI, "rect");
          rect.setAttribute("class", s.positive ? "fn" : "fp");
          rect.setAttribute("vector-effect", "non-scaling-stroke");
          for (const [name, share] of /** @type {[string, number][]} */ ([["x", s.from], ["width", s.to - s.from], ["y", 1 - s.error / top], ["height", s.error / top]])) rect.setAttribute(name, (1000 * share).toFixed(1));
          return rect;
        }),
      );
      const area = steps.reduce((sum, s) => sum + s.error * (s.to - s.from), 0);
      const errors = steps.reduce((sum, s) => sum + (s.error > 0 ? s.rows : 0), 0);
      const says = `Area ${significant(area, 3)}, from ${errors} errors above 0.`;
      figure.querySelector("[data-area-says]").textContent = says;
      figure.querySelector(".chart").setAttribute("aria-label", `Errors, the largest first, each as wide as what it adds to 1 − IoU. ${says}`);
    }
  }

  return {
    show(args) {
      show();
      showLosses(args);
      showAreas(args);
      const of = place(state.pixel);
      return {
        of: `${of[0].toUpperCase()}${of.slice(1)}:`, p: data.levels[state.mask[state.pixel]],
        point: (p) => maskPoint(data.loss, truth(), probabilities(), state.pixel, p, args),
      };
    },
    // state is what an address has; an object has its own first mask and pixel.
    state: () => ({
      object: state.object, brush: brush.value,
      mask: state.mask.join("") === data.firsts[state.object] ? null : state.mask.join(""),
      pixel: state.pixel === data.pixels[state.object] ? null : state.pixel,
    }),
  };
}
