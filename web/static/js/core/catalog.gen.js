// Code generated from internal/catalog by make generate; DO NOT EDIT.

// Formulas of c, the cells of a confusion matrix: {of, by, scaled, share, fraction,
// through, lift}. by has the margins that a formula divides by.
/** @type {Record<string, import("./types.js").Formula>} */
export const formulas = {
  "accuracy": { of: (c) => ((c.tp + c.tn) / ((c.tp + c.fn) + (c.tn + c.fp))), by: "N", share: (c) => [(c.tp + c.tn), ((c.tp + c.fn) + (c.tn + c.fp))] },
  "error_rate": { of: (c) => ((c.fp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp))), by: "N", share: (c) => [(c.fp + c.fn), ((c.tp + c.fn) + (c.tn + c.fp))] },
  "precision": { of: (c) => (c.tp / (c.tp + c.fp)), by: "A", share: (c) => [c.tp, (c.tp + c.fp)] },
  "recall": { of: (c) => (c.tp / (c.tp + c.fn)), by: "P", share: (c) => [c.tp, (c.tp + c.fn)] },
  "specificity": { of: (c) => (c.tn / (c.tn + c.fp)), by: "Q", share: (c) => [c.tn, (c.tn + c.fp)] },
  "npv": { of: (c) => (c.tn / (c.tn + c.fn)), by: "B", share: (c) => [c.tn, (c.tn + c.fn)] },
  "fpr": { of: (c) => (c.fp / (c.tn + c.fp)), by: "Q", share: (c) => [c.fp, (c.tn + c.fp)] },
  "fnr": { of: (c) => (c.fn / (c.tp + c.fn)), by: "P", share: (c) => [c.fn, (c.tp + c.fn)] },
  "fdr": { of: (c) => (c.fp / (c.tp + c.fp)), by: "A", share: (c) => [c.fp, (c.tp + c.fp)] },
  "for": { of: (c) => (c.fn / (c.tn + c.fn)), by: "B", share: (c) => [c.fn, (c.tn + c.fn)] },
  "f1": { of: (c) => ((2 * c.tp) / (((2 * c.tp) + c.fn) + c.fp)), fraction: (c) => [(2 * c.tp), (((2 * c.tp) + c.fn) + c.fp)], through: "jaccard", lift: (x) => ((2 * x) / (1 + x)) },
  "f0.5": { of: (c) => ((1.25 * c.tp) / (((1.25 * c.tp) + (0.25 * c.fn)) + c.fp)) },
  "f2": { of: (c) => ((5 * c.tp) / (((5 * c.tp) + (4 * c.fn)) + c.fp)), fraction: (c) => [(5 * c.tp), (((5 * c.tp) + (4 * c.fn)) + c.fp)] },
  "jaccard": { of: (c) => (c.tp / ((c.tp + c.fp) + c.fn)), share: (c) => [c.tp, ((c.tp + c.fp) + c.fn)] },
  "balanced_accuracy": { of: (c) => (((c.tp / (c.tp + c.fn)) + (c.tn / (c.tn + c.fp))) / 2), by: "PQ" },
  "youden_j": { of: (c) => (((c.tp / (c.tp + c.fn)) + (c.tn / (c.tn + c.fp))) - 1), by: "PQ" },
  "markedness": { of: (c) => (((c.tp / (c.tp + c.fp)) + (c.tn / (c.tn + c.fn))) - 1), by: "AB" },
  "g_mean": { of: (c) => Math.sqrt(((c.tp / (c.tp + c.fn)) * (c.tn / (c.tn + c.fp)))), by: "PQ" },
  "fowlkes_mallows": { of: (c) => Math.sqrt(((c.tp / (c.tp + c.fp)) * (c.tp / (c.tp + c.fn)))), by: "PA" },
  "mcc": { of: (c) => (((c.tp * c.tn) - (c.fp * c.fn)) / (Math.sqrt(((c.tp + c.fp) * (c.tp + c.fn))) * Math.sqrt(((c.tn + c.fp) * (c.tn + c.fn))))), by: "PQAB", scaled: true },
  "kappa": { of: (c) => ((2 * ((c.tp * c.tn) - (c.fp * c.fn))) / (((c.tp + c.fp) * (c.tn + c.fp)) + ((c.tp + c.fn) * (c.tn + c.fn)))), scaled: true },
  "lr_plus": { of: (c) => ((c.tp / (c.tp + c.fn)) / (c.fp / (c.tn + c.fp))), by: "PQ" },
  "lr_minus": { of: (c) => ((c.fn / (c.tp + c.fn)) / (c.tn / (c.tn + c.fp))), by: "PQ" },
  "dor": { of: (c) => ((c.tp / c.fp) * (c.tn / c.fn)) },
  "prevalence": { of: (c) => ((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp))), by: "N", share: (c) => [(c.tp + c.fn), ((c.tp + c.fn) + (c.tn + c.fp))] },
  "predicted_positive_rate": { of: (c) => ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp))), by: "N", share: (c) => [(c.tp + c.fp), ((c.tp + c.fn) + (c.tn + c.fp))] },
};

// Policies: {rule, metric, take}, or in place of the metric a formula with costs.
/** @type {Record<string, import("./types.js").DeclaredPolicy>} */
export const policies = {
  "max_f1": { rule: "max", metric: "f1" },
  "max_youden_j": { rule: "max", metric: "youden_j" },
  "max_mcc": { rule: "max", metric: "mcc" },
  "closest_topleft": { rule: "min", of: (c, costs) => (((c.fn / (c.tp + c.fn)) * (c.fn / (c.tp + c.fn))) + ((c.fp / (c.tn + c.fp)) * (c.fp / (c.tn + c.fp)))), by: "PQ", ignoresPrevalence: true },
  "recall": { rule: ">=", metric: "recall", take: "highest_threshold" },
  "precision": { rule: ">=", metric: "precision", take: "highest_recall" },
  "specificity": { rule: ">=", metric: "specificity", take: "lowest_threshold" },
  "fpr": { rule: "<=", metric: "fpr", take: "lowest_threshold" },
  "alert_rate": { rule: "<=", metric: "predicted_positive_rate", take: "lowest_threshold", labelFree: true },
  "expected_cost": { rule: "<=", of: (c, costs) => ((((costs.fp * (c.fp / ((c.tp + c.fn) + (c.tn + c.fp)))) + (costs.fn * (c.fn / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tp ?? 0) * (c.tp / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tn ?? 0) * (c.tn / ((c.tp + c.fn) + (c.tn + c.fp))))), by: "N", take: "highest_recall" },
  "max_f": { rule: "max" },
  "min_cost": { rule: "min", of: (c, costs) => ((((costs.fp * (c.fp / ((c.tp + c.fn) + (c.tn + c.fp)))) + (costs.fn * (c.fn / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tp ?? 0) * (c.tp / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tn ?? 0) * (c.tn / ((c.tp + c.fn) + (c.tn + c.fp))))), by: "N" },
};

// Losses that take logits or margins.
export const onMargins = ["lovasz_hinge_loss"];

// Means of losses with other denominators: the parameter that weighs the positives,
// where one does, and the weight of the negatives.
/** @type {Record<string, import("./types.js").Mean[]>} */
export const means = {
  "weighted_log_loss": [{ id: "weighted_mean", positives: "pos_weight", negatives: 1 }],
  "focal_loss": [{ id: "per_positive", negatives: 0 }],
};

// Charts that are curves: x and the lines from the counts, the costs and the threshold, and
// the dashed line from x and the counts of the whole run.
/** @type {Record<string, import("./types.js").Curve>} */
export const curves = {
  "tradeoff": { id: "tradeoff", x: { name: "threshold", of: (c, costs, t) => t }, y: {  }, lines: {  }, restated: true, byThreshold: true },
  "roc": { id: "roc", x: { name: "false positive rate", of: (c, costs, t) => (c.fp / (c.tn + c.fp)), by: "Q", hue: "specificity" }, y: { name: "recall", hue: "recall" }, lines: { roc: { of: (c, costs, t) => (c.tp / (c.tp + c.fn)), by: "P" } }, dashed: (c, costs, x) => x, dashedName: "no better than chance", words: "{threshold}: recall {y}, FPR {x}" },
  "pr": { id: "pr", x: { name: "recall", of: (c, costs, t) => (c.tp / (c.tp + c.fn)), by: "P", hue: "recall" }, y: { name: "precision", hue: "precision" }, lines: { pr: { of: (c, costs, t) => (c.tp / (c.tp + c.fp)), by: "A" } }, restated: true, dashed: (c, costs, x) => ((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp))), level: true, dashedName: "prevalence", words: "precision {y}", corner: "lower left" },
  "cost": { id: "cost", x: { name: "threshold", of: (c, costs, t) => t }, y: { name: "cost per case", fit: true, values: "amount" }, lines: { cost: { of: (c, costs, t) => ((((costs.fp * (c.fp / ((c.tp + c.fn) + (c.tn + c.fp)))) + (costs.fn * (c.fn / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tp ?? 0) * (c.tp / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tn ?? 0) * (c.tn / ((c.tp + c.fn) + (c.tn + c.fp))))), by: "N" }, misses: { of: (c, costs, t) => (costs.fn * (c.fn / ((c.tp + c.fn) + (c.tn + c.fp)))), by: "N" }, false_alarms: { of: (c, costs, t) => (costs.fp * (c.fp / ((c.tp + c.fn) + (c.tn + c.fp)))), by: "N" } }, restated: true, byThreshold: true, dashed: (c, costs, x) => Math.min(((costs.fp * ((c.tn + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp)))) + ((costs.tp ?? 0) * ((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp))))), ((costs.fn * ((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp)))) + ((costs.tn ?? 0) * ((c.tn + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp)))))), dashedName: "best without a model", words: "{y} at {threshold}" },
  "decision": { id: "decision", x: { name: "threshold probability", of: (c, costs, t) => t }, y: { name: "net benefit", fit: true, below: 0.3, values: "amount" }, lines: { decision: { of: (c, costs, t) => ((c.tp / ((c.tp + c.fn) + (c.tn + c.fp))) - ((c.fp / ((c.tp + c.fn) + (c.tn + c.fp))) * (t / (1 - t)))), by: "N" }, all: { of: (c, costs, t) => (((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp))) - (((c.tn + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp))) * (t / (1 - t)))), by: "N" } }, restated: true, byThreshold: true, probabilities: true, smooth: true, dashed: (c, costs, x) => 0, dashedName: "treat none", words: "net benefit {y}", corner: "upper right" },
  "gain": { id: "gain", x: { name: "share predicted positive", of: (c, costs, t) => ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp))), by: "N", restated: true, hue: "called" }, y: { name: "recall", hue: "recall" }, lines: { gain: { of: (c, costs, t) => (c.tp / (c.tp + c.fn)), by: "P" } }, restated: true, dashed: (c, costs, x) => x, dashedName: "random order", words: "{x} predicted positive, recall {y}" },
  "lift": { id: "lift", x: { name: "share predicted positive", of: (c, costs, t) => ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp))), by: "N", restated: true, hue: "called" }, y: { name: "lift", hue: "precision", fit: true, values: "amount" }, lines: { lift: { of: (c, costs, t) => ((c.tp / (c.tp + c.fn)) / ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp)))), by: "NPA" } }, restated: true, dashed: (c, costs, x) => 1, dashedName: "random order", words: "{x} predicted positive, lift {y}", corner: "upper right" },
  "det": { id: "det", x: { name: "false positive rate", of: (c, costs, t) => (c.fp / (c.tn + c.fp)), by: "Q", hue: "specificity" }, y: { name: "miss rate", hue: "recall" }, lines: { det: { of: (c, costs, t) => (c.fn / (c.tp + c.fn)), by: "P" } }, dashed: (c, costs, x) => (1 - x), dashedName: "no better than chance", words: "{threshold}: miss rate {y}, FPR {x}", corner: "upper right" },
};

// How the values of metrics and losses are written that are no shares.
/** @type {Record<string, import("./types.js").Scale>} */
export const scales = {
  "youden_j": "index",
  "markedness": "index",
  "mcc": "index",
  "kappa": "index",
  "lr_plus": "amount",
  "lr_minus": "amount",
  "dor": "amount",
  "gini": "index",
  "brier": "amount",
  "brier_skill": "amount",
  "net_benefit": "amount",
  "expected_cost": "amount",
  "kappa_linear": "index",
  "kappa_quadratic": "index",
  "log_loss": "amount",
  "weighted_log_loss": "amount",
  "focal_loss": "amount",
  "dice_loss": "amount",
  "bce_dice_loss": "amount",
  "jaccard_loss": "amount",
  "tversky_loss": "amount",
  "lovasz_softmax_loss": "amount",
  "lovasz_sigmoid_loss": "amount",
  "lovasz_hinge_loss": "amount",
  "iou_balanced_loss": "amount",
};

// Metrics with three decimals in tables that compare runs.
export const fine = ["roc_auc", "gini", "partial_roc_auc", "brier", "macro_roc_auc_ovr", "weighted_roc_auc_ovr", "micro_roc_auc_ovr", "macro_roc_auc_ovo", "weighted_roc_auc_ovo"];
