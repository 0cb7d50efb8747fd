// The parameters of losses: fields with their sliders, and switches.

import { number, parseThreshold } from "../core/format.js";

// lossFields handles those of the fields that the form has. The others are at
// their usual values.
export function lossFields(form, fields) {
  const controls = new Map();
  for (const f of fields) {
    const input = form.elements[f.name];
    if (input) controls.set(f.name, { ...f, input, slider: document.querySelector(`[data-slides="${f.name}"]`), isSwitch: input.type === "checkbox" });
  }
  let args = null;

  return {
    // read returns the parameters, by loss and name. What is no possible value is
    // marked, and the one before stays in force.
    read() {
      /** @type {import("../core/types.js").LossArguments} */
      const out = {};
      for (const f of fields) {
        const c = controls.get(f.name);
        let x = f.usual;
        if (c?.isSwitch) x = c.input.checked ? Number(c.input.value) : 1 - Number(c.input.value);
        else if (c) {
          x = c.input.value.trim() === "" ? f.usual : parseThreshold(c.input.value);
          const good = x >= f.low && x <= f.high && !(f.open && x === f.low);
          c.input.setAttribute("aria-invalid", String(!good));
          if (!good) x = args?.[f.loss][f.param] ?? f.usual;
        }
        (out[f.loss] ??= {})[f.param] = x;
      }
      return (args = out);
    },

    // follow moves the sliders to the fields.
    follow() {
      for (const c of controls.values()) {
        if (!c.slider) continue;
        const x = args[c.loss][c.param];
        c.input.disabled = c.slider.disabled = c.needs !== undefined && args[c.loss][c.needs] === 0;
        c.slider.value = c.slider.dataset.log === undefined ? x : Math.log10(x);
        c.slider.setAttribute("aria-valuetext", number(x));
      }
    },

    // slid moves a field to its slider, and reports whether the slider is one of them.
    slid(slider) {
      const c = controls.get(slider.dataset.slides);
      if (c) c.input.value = slidTo(slider);
      return c !== undefined;
    },

    // changed lists the parameters that are not the usual ones, as a URL has them.
    changed: () => fields.filter((f) => args[f.loss][f.param] !== f.usual).map((f) => [f.name, number(args[f.loss][f.param])]),

    reset() {
      for (const c of controls.values())
        if (c.isSwitch) c.input.checked = Number(c.input.value) === c.usual;
        else c.input.value = number(c.usual);
    },
  };
}

// slidTo is the value at which a slider stands.
export const slidTo = (slider) => number(slider.dataset.log === undefined ? slider.valueAsNumber : Number((10 ** slider.valueAsNumber).toPrecision(3)));
