// The row of policies: each picks a threshold, says what it found, and shades
// where others would be as good.

import { number, parseThreshold, threshold as thresholdText, thresholdDigits } from "../core/format.js";
import { scaleOf, valueText } from "../core/scale.js";
import { optimises, parsePolicy, pick, plateau } from "../core/policies.js";
import { mountAnswers } from "./answers.js";
import { mountComplaint } from "./complaint.js";
import { addressed, alone } from "./fetched.js";
import { fromServer } from "./threshold.js";

const SETTLED = 300; // milliseconds after which a person has come to rest on a policy

// mountPolicies calls onChoose with a policy's text when a person picks it,
// "" for the default threshold, and onFailure with what the server did not answer.
export function mountPolicies(run, onChoose, onFailure) {
  const { data, stops, state, threshold } = run;
  const root = document.querySelector("[data-policies]");
  const said = document.querySelector("[data-said]");
  const asGood = document.querySelector("[data-as-good]");
  const otherSamples = document.querySelector("[data-other-samples]");
  const optimist = document.querySelector("[data-optimist]");
  const shading = document.querySelector("[data-plateau]");
  const links = [...root.querySelectorAll("[data-policy]")];
  const forms = [...root.querySelectorAll("[data-policy-form]")];
  const origin = document.querySelector("[data-origin]"); // only if it was chosen on another run
  const complain = mountComplaint(root);
  const answers = mountAnswers();

  // A paragraph without a sentence takes no room. A selector that asks whether all
  // its parts are empty costs WebKit 100 ms whenever any text on the page changes.
  const sentences = said.parentElement;
  new MutationObserver(() => (sentences.hidden = sentences.textContent.trim() === "")).observe(sentences, { childList: true, subtree: true });

  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-policy]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const name = link.dataset.policy;
    if (name === "manual") onChoose(null);
    else onChoose(name === "default" ? "" : name);
  });
  for (const form of forms) {
    const parameter = form.elements.bound;
    const choose = () => {
      const policy = parsePolicy(form.dataset.policyForm + number(parseThreshold(parameter.value)));
      complain(parameter, policy !== null);
      if (policy) onChoose(policy.text);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose();
    });
    parameter.addEventListener("change", choose);
  }

  // wordsOf returns the sentences of a policy and what fills their gaps.
  const wordsOf = (policy) => data.policyWords[policy.text] ?? data.policyWords[policy.bound !== undefined ? policy.metric + policy.rule : "max_f"];

  // say returns what the policy has chosen.
  function say(policy, chosen, text) {
    const words = wordsOf(policy);
    if (!words) return "";
    if (chosen.v === undefined) return words.nowhere.replace("{reason}", data.reasons[chosen.reason]);
    const gaps = { value: valueText(policy.metric ? scaleOf(policy.declared.metric ?? policy.metric) : "amount", chosen.v), bound: number(policy.parameter ?? NaN), threshold: text };
    const trivial = chosen.k === 0 ? words.none : chosen.k === stops.length - 1 ? words.all : undefined;
    return (chosen.reached ? words.chosen + (trivial ?? "") : words.unmet).replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);
  }

  // sayAsGood returns which stretch around the choice is as good; "" if no
  // other stop is, or if the stops are not all there is.
  function sayAsGood(policy, chosen, stretches) {
    const around = stretches.find(([first, last]) => first <= chosen.k && chosen.k <= last);
    if (!stops.whole || !around || around[0] === around[1]) return "";
    const [high, low] = around.map((k) => stops.threshold[k]).map((t) => thresholdText(t, thresholdDigits(t, -Infinity, stops.span)));
    return wordsOf(policy).plateau.replace("{low}", low).replace("{high}", high);
  }

  let shaded = [[], null]; // what is shaded

  // shade shows where the policy would be as good, and over it where its
  // optimum lies in other samples.
  function shade(stretches, optimum) {
    shaded = [stretches, optimum];
    const place = (t) => 100 * Math.min(Math.max(run.axis.at(t), 0), 1);
    const shape = (tag, attributes) => {
      const element = document.createElementNS(shading.namespaceURI, tag);
      for (const [name, v] of Object.entries(attributes)) element.setAttribute(name, v);
      return element;
    };
    const rect = (kind, low, high) => shape("rect", { class: kind, x: `${low}%`, y: 0, width: `${high - low}%`, height: "100%" });
    const list = stretches.map(([first, last]) =>
      rect("as-good", last + 1 < stops.length ? place(stops.threshold[last + 1]) : 0, place(stops.threshold[first])));
    const end = (t) => place(t === "inf" ? Infinity : t);
    if (optimum && !optimum.pending && optimum.low !== null) {
      const [low, high] = [end(optimum.low), end(optimum.high)];
      list.unshift(rect("other-samples", low, high), shape("line", { class: "other-samples", x1: `${low}%`, x2: `${high}%`, y1: "100%", y2: "100%" }));
    }
    shading.replaceChildren(...list);
  }

  const questionOf = (policy) => {
    const { costs, prevalence } = state.setting;
    return addressed(data.choice, { policy: policy.text, cost_fp: costs.fp, cost_fn: costs.fn, prevalence: prevalence ?? "test_set" });
  };

  // showOptimum says where the optimum lies in other samples.
  function showOptimum(optimum) {
    otherSamples.textContent = optimum?.said ?? "";
  }

  // hear takes the answer of the whole sweep over where the stops are not all of it.
  function hear(policy, answer) {
    const chosen = { v: answer.value ?? undefined, reason: answer.reason, reached: answer.reached };
    if (!stops.whole) {
      state.reached = chosen.v !== undefined && chosen.reached;
      if (chosen.v !== undefined) threshold().goTo({ ...fromServer(answer), text: answer.text });
      said.textContent = answer.said;
      asGood.textContent = answer.plateau?.said ?? "";
    }
    shade(plateau(stops, policy, state.setting, chosen), answer.optimum);
    showOptimum(answer.optimum);
  }

  const stillToCome = !alone && data.optimum?.pending && parsePolicy(state.policy);
  if (stillToCome) answers.ask(questionOf(stillToCome), SETTLED, (answer) => hear(stillToCome, answer), () => {});

  return {
    // moved shades the same again when another part of the axis is in view.
    moved: () => shade(...shaded),
    // choose applies the state's policy, if it has one, and says what it found.
    choose() {
      answers.leave();
      const policy = state.policy ? parsePolicy(state.policy) : null;
      for (const link of links) {
        const name = link.dataset.policy;
        const on = name === "manual" ? state.manual : name === "default" ? !state.policy && !state.manual && !state.origin : name === state.policy;
        if (on) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      const named = links.some((link) => link.dataset.policy === state.policy);
      for (const form of forms) {
        const mine = policy !== null && !named && (policy.bound !== undefined ? policy.metric + policy.rule : "max_f") === form.dataset.policyForm;
        form.toggleAttribute("data-current", mine);
        if (mine) form.elements.bound.value = number(policy.parameter ?? NaN);
        if (mine) complain(form.elements.bound, true);
      }
      asGood.textContent = optimist.textContent = "";
      state.reached = false;
      if (origin) origin.hidden = !state.origin;
      if (!policy) {
        said.textContent = state.manual || state.origin ? "" : said.dataset.default;
        showOptimum(null);
        return shade([], null);
      }
      const chosen = pick(stops, policy, state.setting);
      const stretches = plateau(stops, policy, state.setting, chosen);
      shade(stretches, null);
      if (chosen.v === undefined) {
        showOptimum(null);
        said.textContent = say(policy, chosen, "");
        return threshold().toExactly(data.default);
      }
      state.reached = chosen.reached;
      const point = threshold().atStop(chosen.k);
      threshold().goTo(point);
      said.textContent = (stops.whole ? "" : "≈ ") + say(policy, chosen, point.text);
      asGood.textContent = sayAsGood(policy, chosen, stretches);
      optimist.textContent = data.optimist;
      if (alone) return showOptimum(null); // where it lies in other samples takes the server
      showOptimum(optimises(policy) ? { said: data.optimumPending } : null);
      if (!stops.whole || optimises(policy)) answers.ask(questionOf(policy), stops.whole ? SETTLED : 0, (answer) => hear(policy, answer), stops.whole ? () => {} : onFailure);
    },
  };
}
