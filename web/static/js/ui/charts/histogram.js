import { rocPoint } from "../../core/curves.js";
import { onSlider, rateOr, sliderShare, withLabels } from "./shared.js";

// The bars come from the server; facts.cuts are their inner edges, and a bin
// begins with its lower one.
export function histogram(run, { outlines, ticks, cuts, top, bins }) {
  const { data } = run;
  return {
    points: () => outlines,
    pick: onSlider(run),
    place: ({ threshold }) => ({ line: sliderShare(threshold, data), dots: {} }),
    read({ text, threshold, cells }) {
      const [fpr, recall] = rocPoint(cells);
      const inBin = threshold > top ? "" : bins[cuts.filter((cut) => cut <= threshold).length];
      return `At ${text}: ${inBin}recall ${rateOr(recall)}, false positive rate ${rateOr(fpr)}`;
    },
    dress: ticks && ((option) => withLabels(option.yAxis[0], ticks)),
  };
}
