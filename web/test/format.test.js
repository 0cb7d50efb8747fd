import assert from "node:assert/strict";
import test from "node:test";
import { asPercent, count, expected, fixed, number, parseThreshold, quantity, score, scoreBeside, signed, significant, threshold, thresholdDigits, thresholdInTable, thresholdRange } from "../static/js/core/format.js";
import { amount, columnDecimals, columnText, differenceText, estimateText, oneIn, percentText, scaleOf, shareText, valueText } from "../static/js/core/scale.js";
import { random } from "./stops.js";

/** table tests a function on arguments and the text that it gives. @param {string} name @param {(...args: any[]) => any} f @param {[...any][]} rows */
function table(name, f, rows) {
  test(name, () => {
    for (const row of rows) assert.equal(f(...row.slice(0, -1)), row.at(-1), JSON.stringify(row));
  });
}

table("a range has the decimals that tell its ends apart", thresholdRange, [
  [0.1091, 0.2538, 0.985, "0.11–0.25"], [0.104, 0.2, 1, "0.10–0.20"], [-3.14159, 2.5, 20, "−3.1–2.5"], [120, 870, 1000, "120–870"],
  [0.00123, 0.0045, 0.01, "0.0012–0.0045"], [0.62, Infinity, 1, "0.62–∞"], [0.2101, 0.2104, 1, "0.2101–0.2104"], [0.21, 0.21, 1, "0.21"], [0, 0.3, 1, "0.00–0.30"],
  [0.5, 0.50000000001, 1, "0.500000000"], [0.0012, 0.25, 1, "0.001–0.250"], [1, 1, 0, "1.00"], [Infinity, Infinity, 1, "∞"],
  [0.0021, 0.0785, 1, true, "0.2%–7.9%"], [0.5, Infinity, 1, true, "50%–∞"],
]);
table("ties are rounded up, and zeros have no sign", fixed, [[0.0625, 3, "0.063"], [0.125, 2, "0.13"], [2.5, 0, "3"], [-0.001, 2, "0.00"], [1 / 3, 4, "0.3333"]]);
table("shares have two decimals, and percent near the ends", shareText, [[0.5, "0.50"], [0.005, "0.50%"], [1, "1.00"], [0, "0.00"], [998671 / 998998, "99.967%"], [1 - 1e-7, "99.999990%"]]);
table("percentages", percentText, [[0.328, "32.8%"], [0.00033, "0.033%"], [1, "100%"], [0, "0%"]]);
table("rare shares as frequencies", oneIn, [[327 / 998998, "1 in 3,100"], [998671 / 998998, "1 in 3,100"], [0.3, ""], [0, ""]]);
table("expected counts below 10 have one decimal", expected, [[0.31, "0.3"], [12.6, "13"], [3, "3"], [0.02, "0.02"]]);
table("scores have four decimals", score, [[0.21364, "0.2136"], [0.99999, "0.99999"], [-3.21, "−3.2100"], [1, "1"]]);
table("thresholds in tables have three digits", thresholdInTable, [[0.2136, "0.214"], [0.9999, "0.9999"], [0.00123, "0.0012"], [-12.34, "−12.3"], [Infinity, "∞"], [-Infinity, "−∞"], [0, "0.000"]]);
table("differences keep the decimals of their column", differenceText, [["share", 0.02, 2, "+0.02"], ["share", -0.0412, 3, "−0.041"], ["share", 0, 2, "0.00"], ["share", 0.0004, 2, "+0.0004"], ["amount", 1234.5, 2, "+1,235"]]);
table("values in a column", columnText, [["share", 0.8649, 3, "0.865"], ["share", 0.99967, 2, "99.967%"]]);
table("other scales", valueText, [["index", 0.004, "0.004"], ["index", -0.5, "−0.50"], ["amount", 2.634, "2.63"], ["amount", 1.2e-9, "1.2e-9"]]);
table("metrics have the scale of the catalog", scaleOf, [["recall", "share"], ["mcc", "index"], ["lr_plus", "amount"], ["f0.7", "share"]]);
table("and its decimals in tables", columnDecimals, [["roc_auc", 3], ["recall", 2]]);
table("a minus is no hyphen", signed, [["-0.5", "−0.5"], ["0.5", "0.5"]]);
table("intervals follow their value", (...args) => estimateText(.../** @type {[any, number, number, number]} */ (args)).join(" "), [["share", 0.914, 0.851, 0.957, "0.91 0.85–0.96"], ["share", 0.999673, 0.99963552, 0.99970629, "99.967% 99.964–99.971%"], ["share", 1, 0.99962, 1, "100% 99.962–100%"], ["share", 0.98, 0.93, 0.9966, "0.98 0.93–0.997"], ["index", 0.004, -0.05, 0.06, "0.004 −0.05 to 0.06"]]);
table("amounts have two decimals, more where they are small and none where they are large", amount, [[0, "0.00"], [1.005, "1.00"], [123.45, "123.5"], [1234.5, "1,235"], [0.01234, "0.012"], [0.001234, "0.0012"], [-0.5, "−0.50"], [2e15, "2.00e+15"]]);
table("counts have commas", count, [[0, "0"], [999, "999"], [1234567, "1,234,567"]]);
table("quantities are whole where they can be", quantity, [[12, "12"], [1234, "1,234"], [2.25, "2.25"], [0.004, "0.004"], [12.34, "12.3"], [-3, "−3"]]);
table("numbers read back as themselves", number, [[Infinity, "inf"], [-Infinity, "-inf"], [-0, "0"], [0.1, "0.1"], [1e21, "1e+21"]]);
table("thresholds are rounded down", threshold, [[Infinity, 3, "∞"], [0.12349, 3, "0.123"], [0.1, 255, "0.1"], [-0.1234, 2, "-0.13"]]);
table("percent has the digits of the number", asPercent, [["0.0785", "7.85%"], ["1", "100%"], ["0", "0%"], ["1e-7", "0.00001%"], ["2.5e-9", "0.00000025%"], ["-0.03", "-3%"], ["−0.5", "−50%"], ["1.5e3", "150000%"], ["0.0750", "7.50%"], ["∞", "∞"], ["inf", "inf"], ["", ""]]);
table("significant digits", significant, [[0, 3, "0"], [0.012345, 3, "0.0123"], [1234567, 3, "1,234,567"], [1e-9, 3, "1.00e−9".replace("−", "-")], [-2.5, 2, "−2.5"]]);

test("people's numbers are read", () => {
  const cases = /** @type {[string, number][]} */ ([["0.5", 0.5], [" 0,5 ", 0.5], ["−0.25", -0.25], ["∞", Infinity], ["-inf", -Infinity], ["+Infinity", Infinity], [".5", 0.5], ["5.", 5], ["1e-3", 0.001], ["", NaN], ["1,000.5", NaN], ["0x10", NaN], ["half", NaN], ["7.85%", 0.0785], ["7,85 %", 0.0785], [".5%", 0.005], ["-3%", -0.03], ["inf%", NaN], ["1e-3%", NaN], ["5%%", NaN]]);
  for (const [text, want] of cases) assert.ok(Object.is(parseThreshold(text), want), `${text} is ${parseThreshold(text)}`);
});

table("a score shows on which side of the threshold it lies", scoreBeside, [
  [0.49996, 0.5, "0.49996"], [0.50004, 0.5, "0.5000"], [0.5, 0.5, "0.5000"], [0.8, 0.5, "0.8000"],
  [1, Infinity, "1"], [0.3, 0.30000000000000004, "0.3000"],
]);

test("a shown threshold selects the same rows as the score it is shown for", () => {
  const next = random(3);
  for (let i = 0; i < 5000; i++) {
    const t = (next() - 0.3) * 10 ** Math.round(6 * next() - 3), below = t - Math.abs(t) * 10 ** (-14 * next());
    if (!(below < t)) continue;
    const shown = Number(threshold(t, thresholdDigits(t, below, 1)));
    assert.ok(shown <= t && shown > below, `${t} after ${below} is shown as ${shown}`);
  }
});
