// The policies of a run: each picks a threshold and says what it found.

import { boundText, costRatioText, fill } from "../core/answer.js";
import { number } from "../core/format.js";
import { scaleOf, valueText } from "../core/scale.js";
import { optimises, parsePolicy, pick } from "../core/policies.js";
import { addressed, alone } from "./fetched.js";
import { mountPlateau } from "./plateau.js";
import { mountSegments } from "./segments.js";
import { mountServerChoice } from "./serverchoice.js";
import { fromServer } from "./threshold.js";

const SETTLED = 300; // milliseconds after which a person has come to rest on a policy

// mountPolicies calls onChoose with a policy's text when a person picks it,
// "" for the default threshold, and onFailure with what the server did not answer.
// What it finds is in the state: policy, reached, and the reason for the answer's line.
export function mountPolicies(run, onChoose, onFailure) {
  const { data, stops, state, threshold } = run;
  const plateau = mountPlateau(run);
  const answers = mountServerChoice();
  const segments = mountSegments(document.querySelector("[data-policy-field]"), onChoose);

  let refusal = 0; // the frames until it is taken back
  // wordsOf returns the sentences of a policy and what fills their gaps.
  const wordsOf = (policy) => data.policyWords[policy.text] ?? data.policyWords[policy.bound !== undefined ? policy.metric + policy.rule : "max_f"];

  // boundOf writes the bound of a policy, or the β of F-beta.
  const boundOf = ({ bound, parameter }) => (bound === undefined ? number(parameter ?? NaN) : boundText(bound));
  const isMet = (chosen) => chosen.v !== undefined && chosen.reached;

  // whyNot says why no threshold is what the policy asks for.
  function whyNot(policy, chosen, text) {
    const words = wordsOf(policy);
    if (chosen.v === undefined) return words.nowhere.replace("{reason}", data.reasons[chosen.reason]);
    const scale = policy.metric ? scaleOf(policy.declared.metric ?? policy.metric) : "amount";
    return fill(words.unmet, { value: valueText(scale, chosen.v), bound: boundOf(policy), threshold: text });
  }

  // why says why the policy has chosen its threshold.
  const why = (policy) => fill(wordsOf(policy).why, { bound: boundOf(policy), costs: costRatioText(state.setting.costs, data.answer.texts) });

  // refuse keeps the threshold where it is, with what chose it, or the hand.
  function refuse(text, before) {
    Object.assign(state, before ?? { policy: "", manual: true, origin: null, reached: false, reason: "", optimistic: false });
    mark();
    segments.refuse(text);
    refusal = 2;
    threshold().goTo(threshold().current);
  }

  const mark = () => segments.show(state.policy ? parsePolicy(state.policy) : null, !state.policy && !state.manual && !state.origin);

  const questionOf = (policy) => {
    const { costs, prevalence } = state.setting;
    return addressed(data.choice, { policy: policy.text, cost_fp: costs.fp, cost_fn: costs.fn, prevalence: prevalence ?? "test_set" });
  };

  // hear takes the answer of the whole sweep over where the stops are not all of it.
  function hear(answer, policy, before) {
    if (!stops.whole) {
      const chosen = { v: answer.value ?? undefined, reason: answer.reason, reached: answer.reached };
      if (!isMet(chosen)) return refuse(whyNot(policy, chosen, answer.text), before);
      threshold().goTo({ ...fromServer(answer), text: answer.text });
      found(policy);
    }
    plateau.show(answer.optimum, threshold().current);
  }

  function found(policy) {
    state.reached = true;
    state.reason = why(policy);
    state.optimistic = !policy.declared.labelFree;
  }

  const stillToCome = !alone && data.optimum?.pending && parsePolicy(state.policy);
  if (stillToCome) answers.ask(questionOf(stillToCome), SETTLED, (answer) => plateau.show(answer.optimum, threshold().current), () => {});

  return {
    // moved draws the band again when another part of the axis is in view.
    moved: plateau.moved,
    // drawn takes a refusal back once the page has moved on.
    drawn() {
      if (refusal > 0 && --refusal === 0) segments.refuse("");
    },
    // choose applies the state's policy, if it has one. A policy that no threshold fulfils
    // is refused, now or once the server has looked: then the state is as before, or the
    // threshold stays as if it was set manually. It returns whether the state has changed.
    choose(before) {
      const policy = state.policy ? parsePolicy(state.policy) : null;
      const chosen = policy ? pick(stops, policy, state.setting) : null;
      if (chosen && stops.whole && !isMet(chosen)) {
        refuse(whyNot(policy, chosen, chosen.k === undefined ? "" : threshold().atStop(chosen.k).text), before);
        return false;
      }
      answers.leave();
      mark();
      if (!policy || !chosen) {
        const usual = !state.manual && !state.origin ? data.answer.usual : { reason: "", optimistic: false };
        Object.assign(state, usual, { reached: false });
        plateau.show(null);
        return true;
      }
      if (stops.whole) found(policy);
      else Object.assign(state, { reached: false, reason: "", optimistic: false }); // until the server has looked
      if (chosen.k !== undefined) threshold().goTo(threshold().atStop(chosen.k));
      const computed = optimises(policy) && !alone; // in a report it cannot be asked for
      plateau.show(computed ? { pending: true } : null, threshold().current);
      if (computed || (!stops.whole && !alone))
        answers.ask(questionOf(policy), stops.whole ? SETTLED : 0, (answer) => hear(answer, policy, before), stops.whole ? () => {} : onFailure);
      return true;
    },
  };
}
