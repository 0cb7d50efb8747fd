import assert from "node:assert/strict";
import test from "node:test";
import { frequencies, waffle } from "../static/js/core/frequencies.js";
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

test("a waffle has a square for every outcome that occurs", () => {
  const cases = /** @type {[number[], number, number, number[]][]} */ ([
    [[100, 30, 3, 23, 44], 1, 50, [30, 3, 23, 44]],
    [[1000, 46, 4, 332, 618], 1, 200, [46, 4, 332, 618]],
    [[10_000, 2, 8, 3, 9987], 10, 200, [1, 1, 1, 997]],
    [[100_000, 17, 0, 99_900, 83], 100, 200, [1, 0, 998, 1]],
  ]);
  for (const [[base, tp, fn, fp, tn], each, height, squares] of cases) {
    const w = waffle({ base, positives: tp + fn, negatives: fp + tn, tp, fn, fp, tn });
    assert.deepEqual([w.each, w.height], [each, height]);
    assert.deepEqual(["tp", "fn", "fp", "tn"].map((id) => w.paths[id].split("M").length - 1), squares);
  }
});
