// The policies of a run: each picks a threshold and says what it found.

import { number } from "../core/format.js";
import { scaleOf, valueText } from "../core/scale.js";
import { optimises, parsePolicy, pick } from "../core/policies.js";
import { mountAnswers } from "./answers.js";
import { addressed, alone } from "./fetched.js";
import { mountPlateau } from "./plateau.js";
import { mountSegments } from "./segments.js";
import { fromServer } from "./threshold.js";

const SETTLED = 300; // milliseconds after which a person has come to rest on a policy

// mountPolicies calls onChoose with a policy's text when a person picks it,
// "" for the default threshold, and onFailure with what the server did not answer.
export function mountPolicies(run, onChoose, onFailure) {
  const { data, stops, state, threshold } = run;
  const said = document.querySelector("[data-said]");
  const optimist = document.querySelector("[data-optimist]");
  const origin = document.querySelector("[data-origin]"); // only if it was chosen on another run
  const plateau = mountPlateau(run);
  const answers = mountAnswers();
  const segments = mountSegments(document.querySelector("[data-policy-field]"), onChoose);

  // A paragraph without a sentence takes no room. A selector that asks whether all
  // its parts are empty costs WebKit 100 ms whenever any text on the page changes.
  const sentences = said.parentElement;
  new MutationObserver(() => (sentences.hidden = sentences.textContent.trim() === "")).observe(sentences, { childList: true, subtree: true });

  // wordsOf returns the sentences of a policy and what fills their gaps.
  const wordsOf = (policy) => data.policyWords[policy.text] ?? data.policyWords[policy.bound !== undefined ? policy.metric + policy.rule : "max_f"];

  // say returns what the policy has chosen.
  function say(policy, chosen, text) {
    const words = wordsOf(policy);
    if (!words) return "";
    if (chosen.v === undefined) return words.nowhere.replace("{reason}", data.reasons[chosen.reason]);
    const gaps = { value: valueText(policy.metric ? scaleOf(policy.declared.metric ?? policy.metric) : "amount", chosen.v), bound: number(policy.parameter ?? NaN), threshold: text };
    return (chosen.reached ? words.chosen : words.unmet).replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);
  }

  const questionOf = (policy) => {
    const { costs, prevalence } = state.setting;
    return addressed(data.choice, { policy: policy.text, cost_fp: costs.fp, cost_fn: costs.fn, prevalence: prevalence ?? "test_set" });
  };

  // hear takes the answer of the whole sweep over where the stops are not all of it.
  function hear(answer) {
    if (!stops.whole) {
      state.reached = answer.value !== null && answer.reached;
      if (answer.value !== null) threshold().goTo({ ...fromServer(answer), text: answer.text });
      said.textContent = answer.said;
    }
    plateau.show(answer.optimum, threshold().current);
  }

  const stillToCome = !alone && data.optimum?.pending && parsePolicy(state.policy);
  if (stillToCome) answers.ask(questionOf(stillToCome), SETTLED, hear, () => {});

  return {
    // moved draws the band again when another part of the axis is in view.
    moved: plateau.moved,
    // choose applies the state's policy, if it has one, and says what it found.
    choose() {
      answers.leave();
      const policy = state.policy ? parsePolicy(state.policy) : null;
      segments.show(policy, !policy && !state.manual && !state.origin);
      optimist.textContent = "";
      state.reached = false;
      if (origin) origin.hidden = !state.origin;
      if (!policy) {
        said.textContent = state.manual || state.origin ? "" : said.dataset.default;
        return plateau.show(null);
      }
      const chosen = pick(stops, policy, state.setting);
      if (chosen.v === undefined) {
        plateau.show(null);
        said.textContent = say(policy, chosen, "");
        return threshold().toExactly(data.default);
      }
      state.reached = chosen.reached;
      const point = threshold().atStop(chosen.k);
      threshold().goTo(point);
      said.textContent = (stops.whole ? "" : "≈ ") + say(policy, chosen, point.text);
      optimist.textContent = data.optimist;
      plateau.show(optimises(policy) && !alone ? { pending: true } : null, point); // in a report it cannot be asked for
      if (!alone && (!stops.whole || optimises(policy))) answers.ask(questionOf(policy), stops.whole ? SETTLED : 0, hear, stops.whole ? () => {} : onFailure);
    },
  };
}
