import assert from "node:assert/strict";
import test from "node:test";
import { amount, count, decimalsFor, fixed, interval, number, parseThreshold, quantity, rate, signed, significant, threshold, thresholdDigits, thresholdRange } from "../static/js/core/format.js";
import { random } from "./stops.js";

/** table tests a function on arguments and the text that it gives. @param {string} name @param {(...args: any[]) => any} f @param {[...any][]} rows */
function table(name, f, rows) {
  test(name, () => {
    for (const row of rows) assert.equal(f(...row.slice(0, -1)), row.at(-1), JSON.stringify(row));
  });
}

table("a range has the decimals that tell its ends apart", thresholdRange, [
  [0.1091, 0.2538, 0.985, "0.11–0.25"], [0.104, 0.2, 1, "0.10–0.20"], [-3.14159, 2.5, 20, "−3.1–2.5"], [120, 870, 1000, "120–870"],
  [0.00123, 0.0045, 0.01, "0.0012–0.0045"], [0.62, Infinity, 1, "0.62–∞"], [0.2101, 0.2104, 1, "0.2101–0.2104"], [0.21, 0.21, 1, "0.21"],
  [0.5, 0.5000000001, 1, "0.500000"], [1, 1, 0, "1.00"], [Infinity, Infinity, 1, "∞"],
]);
table("ties are rounded up, and zeros have no sign", fixed, [[0.0625, 3, "0.063"], [0.125, 2, "0.13"], [2.5, 0, "3"], [-0.001, 2, "0.00"], [1 / 3, 4, "0.3333"]]);
table("rates have two decimals", rate, [[0.5, "0.50"], [0.005, "0.01"], [1, "1.00"]]);
table("a minus is no hyphen", signed, [["-0.5", "−0.5"], ["0.5", "0.5"]]);
table("an interval has as many decimals as it can carry", decimalsFor, [[0.5, 0.5, 2], [0.5, 0.501, 4], [0.5, 0.51, 3], [0.4, 0.6, 2], [10, 15, 1], [0, 100, 0]]);
table("intervals have a dash, or a word where a minus is near", interval, [[0.84, 0.95, 2, "0.84–0.95"], [-0.1, 0.2, 1, "−0.1 to 0.2"]]);
table("amounts have two decimals, more where they are small and none where they are large", amount, [[0, "0.00"], [1.005, "1.00"], [123.45, "123.5"], [1234.5, "1,235"], [0.01234, "0.012"], [0.001234, "0.0012"], [-0.5, "−0.50"], [2e15, "2.00e+15"]]);
table("counts have commas", count, [[0, "0"], [999, "999"], [1234567, "1,234,567"]]);
table("quantities are whole where they can be", quantity, [[12, "12"], [1234, "1,234"], [2.25, "2.25"], [12.34, "12.3"], [-3, "−3"]]);
table("numbers read back as themselves", number, [[Infinity, "inf"], [-Infinity, "-inf"], [-0, "0"], [0.1, "0.1"], [1e21, "1e+21"]]);
table("thresholds are rounded down", threshold, [[Infinity, 3, "∞"], [0.12349, 3, "0.123"], [0.1, 255, "0.1"], [-0.1234, 2, "-0.13"]]);
table("significant digits", significant, [[0, 3, "0"], [0.012345, 3, "0.0123"], [1234567, 3, "1,234,567"], [1e-9, 3, "1.00e−9".replace("−", "-")], [-2.5, 2, "−2.5"]]);

test("people's numbers are read", () => {
  const cases = /** @type {[string, number][]} */ ([["0.5", 0.5], [" 0,5 ", 0.5], ["−0.25", -0.25], ["∞", Infinity], ["-inf", -Infinity], ["+Infinity", Infinity], [".5", 0.5], ["5.", 5], ["1e-3", 0.001], ["", NaN], ["1,000.5", NaN], ["0x10", NaN], ["half", NaN]]);
  for (const [text, want] of cases) assert.ok(Object.is(parseThreshold(text), want), `${text} is ${parseThreshold(text)}`);
});

test("a shown threshold selects the same rows as the score it is shown for", () => {
  const next = random(3);
  for (let i = 0; i < 5000; i++) {
    const t = (next() - 0.3) * 10 ** Math.round(6 * next() - 3), below = t - Math.abs(t) * 10 ** (-14 * next());
    if (!(below < t)) continue;
    const shown = Number(threshold(t, thresholdDigits(t, below, 1)));
    assert.ok(shown <= t && shown > below, `${t} after ${below} is shown as ${shown}`);
  }
});
