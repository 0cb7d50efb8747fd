// Boxes that are dragged: by mouse and finger, by arrow keys, or in their fields.

import { number, parseThreshold, significant, UNDEFINED } from "../core/format.js";
import { boxPoint, scene } from "../core/lab.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 5; // units that an arrow key moves with shift
const NAMES = ["x", "y", "p"];

export function mountScene(root, form, data, status, changed) {
  const svg = root.querySelector("[data-scene-drawing]");
  const boxes = [...svg.querySelectorAll("[data-box]")];
  const rows = boxes.map((_, i) => root.querySelector(`[data-scene-row="${i + 1}"]`));
  const negative = root.querySelector('[data-scene-row="negative"]');
  const limits = data.trueBoxes.map(([, , w, h]) => ({ x: [0, data.scene[0] - w], y: [0, data.scene[1] - h], p: [0.01, 0.99] }));
  const placed = data.trueBoxes.map(([, , w, h]) => ({ box: [0, 0, w, h], p: 0.5 }));
  let current = Number(form.elements.box.value), speaking = 0;

  // read takes over what stands in the fields. What is no possible value is
  // marked, and the one before stays in force.
  function read() {
    for (const [i, b] of placed.entries())
      for (const name of NAMES) {
        const field = form.elements[name + (i + 1)];
        const x = parseThreshold(field.value), [low, high] = limits[i][name];
        const good = x >= low && x <= high && (name === "p" || Number.isInteger(x));
        field.setAttribute("aria-invalid", String(!good));
        if (!good) continue;
        if (name === "p") b.p = x;
        else b.box[name === "x" ? 0 : 1] = x;
      }
  }

  function moveTo(i, x, y) {
    for (const [k, to] of [x, y].entries()) {
      const name = NAMES[k], [low, high] = limits[i][name];
      placed[i].box[k] = Math.min(Math.max(Math.round(to), low), high);
      form.elements[name + (i + 1)].value = placed[i].box[k];
    }
    current = i;
    changed();
  }

  for (const [i, g] of boxes.entries()) {
    g.setAttribute("tabindex", "0");
    let grip = null;
    const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    g.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const { x, y } = at(event);
      grip = [x - placed[i].box[0], y - placed[i].box[1]];
      g.setPointerCapture(event.pointerId);
      g.focus({ preventScroll: true });
      event.preventDefault();
    });
    g.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const { x, y } = at(event);
      moveTo(i, x - grip[0], y - grip[1]);
    });
    for (const end of ["pointerup", "pointercancel"]) g.addEventListener(end, () => (grip = null));
    g.addEventListener("focus", () => {
      current = i;
      changed();
    });
    g.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const far = event.shiftKey ? FAR : 1;
      moveTo(i, placed[i].box[0] + far * step[0], placed[i].box[1] + far * step[1]);
      clearTimeout(speaking);
      speaking = setTimeout(() => (status.textContent = g.getAttribute("aria-label")), 400);
    });
  }
  root.addEventListener("focusin", (event) => {
    const i = rows.indexOf(event.target.closest("[data-scene-row]"));
    if (i < 0 || i === current) return;
    current = i;
    changed();
  });

  const list = (what, which) => (which.length === 0 ? "" : `${what}: box${which.length > 1 ? "es" : ""} ${which.join(" and ")}. `);

  return {
    show(options) {
      read();
      const { rows: candidates, balanced, base: { perSample: bases = [], mean: baseMean = NaN } } = scene(placed, data.trueBoxes, data.negativeP, options);
      const of = (name, i) => (balanced.reason ? UNDEFINED : significant(balanced[name][i], 3));
      const up = [], down = [];
      let total = 0, plain = 0;
      function fill(row, i) {
        for (const [name, text] of [["weight", of("weights", i)], ["plain", significant(bases[i], 3)], ["loss", of("perSample", i)], ["gradient", of("grad", i)]])
          row.querySelector(`[data-of="${name}"]`).textContent = text;
      }
      for (const [i, g] of boxes.entries()) {
        const iou = significant(candidates[i].iou ?? NaN, 3), weight = balanced.weights?.[i] ?? 1;
        plain += bases[i];
        total += balanced.perSample?.[i] ?? 0;
        if (weight > 1 + 1e-9) up.push(i + 1);
        else if (weight < 1 - 1e-9) down.push(i + 1);
        fill(rows[i], i);
        rows[i].querySelector('[data-of="iou"]').textContent = iou;
        const [rect, name] = g.children, [x, y] = placed[i].box;
        rect.setAttribute("x", x);
        rect.setAttribute("y", y);
        name.setAttribute("x", x + 2);
        name.setAttribute("y", y + 6);
        g.toggleAttribute("data-up", weight > 1);
        g.setAttribute("aria-label", `box ${i + 1}, IoU ${iou}, weight ${of("weights", i)}`);
        for (const e of [g, rows[i]]) e.toggleAttribute("data-current", i === current);
      }
      fill(negative, boxes.length);
      const put = (selector, text) => (root.querySelector(selector).textContent = text);
      put('[data-total="plain"]', significant(plain, 3));
      put('[data-total="loss"]', balanced.reason ? UNDEFINED : significant(total, 3));
      put('[data-mean="plain"]', significant(baseMean, 3));
      put('[data-mean="loss"]', balanced.reason ? UNDEFINED : significant(balanced.mean, 3));
      put("[data-base-name]", options.focal ? "focal loss" : "cross-entropy");
      put(
        "[data-scene-said]",
        balanced.reason
          ? "No box touches its true one, so that no box could carry the loss: it is undefined."
          : (up.length + down.length === 0 ? "All weights are 1. " : list("Turned up", up) + list("Turned down", down)) +
              (options.normalize ? "The total stays what it was: only the shares move." : "Without the normalisation the total moves as well."),
      );
      form.elements.box.value = current;
      return { of: `Box ${current + 1}:`, p: placed[current].p, point: (p) => boxPoint(placed, data.trueBoxes, data.negativeP, options, current, p) };
    },
    // state is what an address has.
    state: () => ({
      box: current,
      ...Object.fromEntries(placed.flatMap((b, i) => NAMES.map((name, k) => [name + (i + 1), number([b.box[0], b.box[1], b.p][k])]))),
    }),
  };
}
