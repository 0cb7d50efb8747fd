import { amountOr, benefits, decisionCurve, probabilityAt, thresholdAt, treatAll, usedAt } from "../../core/benefit.js";
import { metrics } from "../../core/metrics.js";
import { inside, share } from "./shared.js";

export function decision({ data, stops, state }, { logit }) {
  let y = [0, 1];
  return {
    setting: true,
    points() {
      const there = usedAt(stops.cells(0), state.setting), pi = there.reason ? undefined : metrics.prevalence(there).v;
      const top = 1.1 * (pi ?? 0) || 0.1;
      y = [-0.3 * top, top];
      return { decision: decisionCurve(stops, logit, state.setting), all: pi === undefined ? [] : treatAll(pi), none: [[0, 0], [1, 0]] };
    },
    axes: () => ({ x: [0, 1], y }),
    pick: ({ x }) => stops.nearest(Math.min(Math.max(thresholdAt(x, logit), data.low), data.high), data.high),
    place({ threshold, cells }) {
      const t = probabilityAt(threshold, logit);
      return { line: t, dots: { decision: inside(t, share(benefits(cells, t, state.setting).model.v ?? NaN, y)) } };
    },
    read({ text, threshold, cells }) {
      const { model, all } = benefits(cells, probabilityAt(threshold, logit), state.setting);
      const said = `At ${text}: net benefit ${amountOr(model, data.reasons)}`;
      return model.reason ? said : `${said} per case, treating all ${amountOr(all, data.reasons)}, treating none 0`;
    },
  };
}
