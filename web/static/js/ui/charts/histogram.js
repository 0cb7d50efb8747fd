import { rocPoint } from "../../core/curves.js";
import { onSlider, textOr, sliderShare, withTicks } from "./shared.js";

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
      return `At ${text}: ${inBin}recall ${textOr(recall)}, false positive rate ${textOr(fpr)}`;
    },
    dress: ticks && ((option) => withTicks(option.yAxis[0], ticks)),
  };
}
