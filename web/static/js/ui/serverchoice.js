// What the server says of a policy, asked for quietly: once, and again while a
// part of the answer is still to come.

import { fetched } from "./fetched.js";

const TIMES = 24; // then whoever still waits loads the page again
const LONGEST = 4000; // milliseconds between two of them

export function mountServerChoice() {
  const known = new Map(); // complete answers by address
  let asked = 0; // whoever has moved on does not wait for an answer

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  return {
    // leave forgets the last question.
    leave: () => asked++,
    // ask calls onAnswer with what is known, and else with what the server says
    // after a first pause, again when it is complete. onFailure hears of a
    // first question that was not answered.
    async ask(address, first, onAnswer, onFailure) {
      const mine = ++asked;
      if (known.has(address)) return onAnswer(known.get(address));
      for (let n = 0, wait = first; n < TIMES; n++, wait = Math.min(Math.max(250, 1.6 * wait), LONGEST)) {
        await pause(wait);
        if (mine !== asked) return;
        let answer;
        try {
          answer = await fetched(address, "json");
        } catch (failure) {
          if (mine === asked && n === 0) onFailure(failure);
          return;
        }
        const complete = !answer.optimum?.pending;
        if (complete) known.set(address, answer);
        if (mine !== asked) return;
        onAnswer(answer);
        if (complete) return;
      }
    },
  };
}
