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

// Policies: {rule, metric, take, within}, or in place of the metric a formula with costs.
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
  "alert_rate": { rule: "<=", metric: "predicted_positive_rate", take: "lowest_threshold" },
  "alerts_per_100k": { rule: "<=", of: (c, costs) => (100000 * ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp)))), by: "N", take: "lowest_threshold" },
  "expected_cost": { rule: "<=", of: (c, costs) => ((((costs.fp * (c.fp / ((c.tp + c.fn) + (c.tn + c.fp)))) + (costs.fn * (c.fn / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tp ?? 0) * (c.tp / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tn ?? 0) * (c.tn / ((c.tp + c.fn) + (c.tn + c.fp))))), by: "N", take: "highest_recall" },
  "max_f": { rule: "max" },
  "min_cost": { rule: "min", of: (c, costs) => ((((costs.fp * (c.fp / ((c.tp + c.fn) + (c.tn + c.fp)))) + (costs.fn * (c.fn / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tp ?? 0) * (c.tp / ((c.tp + c.fn) + (c.tn + c.fp))))) + ((costs.tn ?? 0) * (c.tn / ((c.tp + c.fn) + (c.tn + c.fp))))), by: "N", within: { by: 0.01, relative: true } },
};

// How far from the best value others are as good, where a policy says nothing else.
/** @type {import("./types.js").Tolerance} */
export const usualTolerance = { by: 0.01 };

// Losses that take logits or margins.
export const onMargins = ["lovasz_hinge_loss"];

// Means of losses with other denominators: the parameter that weighs the positives,
// where one does, and the weight of the negatives.
/** @type {Record<string, import("./types.js").Mean[]>} */
export const means = {
  "weighted_log_loss": [{ id: "weighted_mean", positives: "pos_weight", negatives: 1 }],
  "focal_loss": [{ id: "per_positive", negatives: 0 }],
};

// Charts that are curves: a point of the cells of each threshold, and the ends of a line.
/** @type {Record<string, import("./types.js").Curve>} */
export const curves = {
  "pr": { x: (c) => (c.tp / (c.tp + c.fn)), y: (c) => (c.tp / (c.tp + c.fp)), line: (c) => [((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp))), ((c.tp + c.fn) / ((c.tp + c.fn) + (c.tn + c.fp)))], readOut: "At {threshold}: precision {y}, recall {x}" },
  "gain": { x: (c) => ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp))), y: (c) => (c.tp / (c.tp + c.fn)), line: (c) => [0, 1], readOut: "At {threshold}: predicting {x} of the test set positive finds {y} of its positives" },
  "lift": { x: (c) => ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp))), y: (c) => ((c.tp / (c.tp + c.fn)) / ((c.tp + c.fp) / ((c.tp + c.fn) + (c.tn + c.fp)))), line: (c) => [1, 1], fit: true, readOut: "At {threshold}: {y} times as many positives as at random, when {x} of the test set are predicted positive" },
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
