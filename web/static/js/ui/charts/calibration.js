import { probabilityAt } from "../../core/benefit.js";
import { onProbability } from "./shared.js";

// The bins come from the server, which has every row; facts.cuts are their
// inner edges as thresholds.
export function calibration(run, { logit, cuts, bins, curve, counts, intervals }) {
  return {
    points: () => ({ calibration: curve, counts, interval: intervals, dashed: [[0, 0], [1, 1]] }),
    pick: onProbability(run, logit),
    place: ({ threshold }) => ({ line: probabilityAt(threshold, logit), dots: {} }),
    read: ({ text, threshold }) => `At ${text}: ${bins[cuts.filter((cut) => cut < threshold).length]}`,
  };
}
