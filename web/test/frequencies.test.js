import assert from "node:assert/strict";
import test from "node:test";
import { frequencies } from "../static/js/core/frequencies.js";
import { goldenCases } from "./golden.js";
import { random } from "./stops.js";

const names = /** @type {const} */ (["base", "positives", "negatives", "tp", "fn", "fp", "tn"]);

for (const { id, input, params, want } of goldenCases("inference", "natural_frequencies"))
  test(id, () => {
    const got = frequencies(input, params.prevalence, params.base ?? undefined);
    for (const name of names) assert.equal(got.reason ? null : got[name], want[name], name);
  });

test("positives stay fixed over a whole sweep, and the cells add up", () => {
  const next = random(11);
  for (let run = 0; run < 60; run++) {
    const n = Math.ceil(10 ** (1 + 3 * next())), share = next() ** 3, weighted = run % 3 === 0;
    const rows = Array.from({ length: n }, () => ({ positive: next() < share, w: weighted ? next() : 1 }));
    const prevalence = run % 2 ? null : Math.round(1e4 * next()) / 1e4;
    const c = { tp: 0, fp: 0, fn: 0, tn: 0 };
    for (const { positive, w } of rows) c[positive ? "fn" : "tn"] += w;
    const first = frequencies(c, prevalence);
    for (const { positive, w } of rows) {
      c[positive ? "tp" : "fp"] += w;
      c[positive ? "fn" : "tn"] -= w;
      const f = frequencies(c, prevalence);
      assert.equal(f.reason, first.reason);
      if (f.reason || first.reason) continue;
      assert.deepEqual([f.base, f.positives, f.negatives], [first.base, first.positives, first.negatives]);
      assert.deepEqual([f.tp + f.fn, f.fp + f.tn, f.positives + f.negatives], [f.positives, f.negatives, f.base]);
    }
  }
});
