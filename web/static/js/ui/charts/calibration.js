import { probabilityAt, thresholdAt } from "../../core/benefit.js";

// The bins come from the server, which has every row; facts.cuts are their
// inner edges as thresholds.
export function calibration({ data, stops }, { logit, cuts, bins, curve, counts, intervals }) {
  return {
    points: () => ({ calibration: curve, counts, interval: intervals, chance: [[0, 0], [1, 1]] }),
    pick: ({ x }) => stops.nearest(Math.min(Math.max(thresholdAt(x, logit), data.low), data.high), data.high),
    place: ({ threshold }) => ({ line: probabilityAt(threshold, logit), dots: {} }),
    read: ({ text, threshold }) => `At ${text}: ${bins[cuts.filter((cut) => cut < threshold).length]}`,
  };
}
