// The row of policies: each picks a threshold, says what it found, and shades
// where others would be as good.

import { number, significant } from "../core/format.js";
import { parsePolicy, pick, plateau } from "../core/policies.js";
import { fetched } from "./fetched.js";
import { fromServer } from "./threshold.js";

// mountPolicies calls onChoose with a policy's text when a person picks it,
// "" for the default threshold.
export function mountPolicies({ data, stops, state, threshold }, onChoose) {
  const root = document.querySelector("[data-policies]");
  const said = document.querySelector("[data-said]");
  const shading = document.querySelector("[data-plateau]");
  const links = [...root.querySelectorAll("[data-policy]")];
  const forms = [...root.querySelectorAll("[data-policy-form]")];
  let settling = 0; // the last exact request

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
      const policy = parsePolicy(form.dataset.policyForm + parameter.value.trim().replace(",", "."));
      parameter.setAttribute("aria-invalid", String(policy === null));
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

  function say(policy, chosen, text) {
    const words = wordsOf(policy);
    if (!words) return "";
    if (chosen.v === undefined) return words.nowhere.replace("{reason}", data.reasons[chosen.reason]);
    const gaps = { value: significant(chosen.v), bound: number(policy.parameter ?? NaN), threshold: text };
    return (chosen.reached ? words.chosen : words.unmet).replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]) + " " + words.optimist;
  }

  function shade(policy, chosen) {
    const place = (t) => (100 * (Math.min(Math.max(t, data.low), data.high) - data.low)) / (data.high - data.low);
    const spans = policy ? plateau(stops, policy, state.setting, chosen) : [];
    shading.replaceChildren(
      ...spans.map(([first, last]) => {
        const high = place(stops.threshold[first]), low = last + 1 < stops.length ? place(stops.threshold[last + 1]) : 0;
        const rect = document.createElementNS(shading.namespaceURI, "rect");
        for (const [name, v] of Object.entries({ x: `${low}%`, y: 0, width: `${high - low}%`, height: "100%" })) rect.setAttribute(name, v);
        return rect;
      }),
    );
  }

  // settle asks the server for the answer of the whole sweep.
  async function settle(policy) {
    const mine = ++settling;
    const q = new URLSearchParams({ policy: policy.text, cost_fp: state.setting.costs.fp, cost_fn: state.setting.costs.fn });
    if (state.setting.prevalence !== null) q.set("prevalence", state.setting.prevalence);
    const answer = await fetched(`${data.choice}?${q}`, "json");
    if (mine !== settling || state.policy !== policy.text) return;
    const chosen = { v: answer.value ?? undefined, reason: answer.reason, reached: answer.reached };
    if (chosen.v !== undefined) threshold().goTo({ ...fromServer(answer), text: answer.text });
    said.textContent = say(policy, chosen, answer.text);
    shade(policy, chosen);
  }

  return {
    // choose applies the state's policy, if it has one, and says what it found.
    choose() {
      settling++;
      const policy = state.policy ? parsePolicy(state.policy) : null;
      for (const link of links) {
        const name = link.dataset.policy;
        const on = name === "manual" ? state.manual : name === "default" ? !state.policy && !state.manual : name === state.policy;
        if (on) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      const named = links.some((link) => link.dataset.policy === state.policy);
      for (const form of forms) {
        const mine = policy !== null && !named && (policy.bound !== undefined ? policy.metric + policy.rule : "max_f") === form.dataset.policyForm;
        form.toggleAttribute("data-current", mine);
        if (mine) form.elements.bound.value = number(policy.parameter);
      }
      if (!policy) {
        said.textContent = state.manual ? "" : said.dataset.default;
        return shade(null);
      }
      const chosen = pick(stops, policy, state.setting);
      shade(policy, chosen);
      if (chosen.v === undefined) return (said.textContent = say(policy, chosen, ""));
      const point = threshold().atStop(chosen.k);
      threshold().goTo(point);
      said.textContent = (stops.whole ? "" : "≈ ") + say(policy, chosen, point.text);
      if (!stops.whole) settle(policy);
    },
  };
}
