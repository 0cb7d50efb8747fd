import { rocPoint } from "../../core/curves.js";
import { share, textOr, withLabels } from "./shared.js";

// The bars come from the server; facts.cuts are their inner edges, and a bin
// begins with its lower one.
export function histogram(run, { outlines, ticks, cuts, top, bins }) {
  const { data, stops } = run;
  return {
    points: () => outlines,
    pick: ({ x }) => stops.nearest(data.low + x * (data.high - data.low), data.high),
    place: ({ threshold }) => ({ line: share(Math.min(Math.max(threshold, data.low), data.high), [data.low, data.high]), dots: {} }),
    read({ text, threshold, cells }) {
      const [fpr, recall] = rocPoint(cells);
      const inBin = threshold > top ? "" : bins[cuts.filter((cut) => cut <= threshold).length];
      return `At ${text}: ${inBin}recall ${textOr(recall)}, false positive rate ${textOr(fpr)}`;
    },
    dress: ticks && ((option) => withLabels(option.yAxis[0], ticks)),
  };
}
