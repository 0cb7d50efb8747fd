package calc

// notBuilt lists the golden functions that are not built yet.
var notBuilt []string

// goldenFns maps the names of the golden files to evaluators.
var goldenFns = map[string]goldenFn{
	"validate":       goldenValidate,
	"distinct":       goldenDistinct,
	"binary_metrics": goldenBinaryMetrics,

	"confusion_at":    goldenConfusionAt,
	"threshold_sweep": goldenThresholdSweep,

	"roc_curve":         goldenROC,
	"det_curve":         goldenDET,
	"pr_curve":          goldenPR,
	"roc_auc":           goldenROCAUC,
	"roc_auc_partial":   goldenPartialAUC,
	"average_precision": goldenAP,
	"ks":                goldenKS,
	"gain_lift":         goldenGainLift,
	"optimal_threshold": goldenOptimum,
	"prg":               goldenPRG,

	"calibration_curve": goldenCalibration,
	"ece":               goldenECE,
	"brier":             goldenBrier,
	"net_benefit":       goldenNetBenefit,
	"expected_cost":     goldenExpectedCost,

	"natural_frequencies": goldenFrequencies,

	"wilson":               goldenWilson,
	"clopper_pearson":      goldenClopperPearson,
	"mcnemar":              goldenMcNemar,
	"mcnemar_table":        goldenMcNemarTable,
	"delong_ci":            goldenDeLong,
	"fisher_slice":         goldenSlices,
	"holm":                 goldenHolm,
	"delong_paired":        goldenDeLongPaired,
	"delong_unpaired":      goldenDeLongUnpaired,
	"bootstrap_percentile": goldenBootstrap,

	"bce":              goldenBCE,
	"weighted_bce":     goldenWeightedBCE,
	"focal":            goldenFocal,
	"dice":             goldenDice,
	"jaccard":          goldenJaccard,
	"tversky":          goldenTversky,
	"bce_dice":         goldenBCEDice,
	"lovasz_softmax":   goldenLovaszSoftmax,
	"lovasz_sigmoid":   goldenLovaszSigmoid,
	"lovasz_hinge":     goldenLovaszHinge,
	"seg_overlap":      goldenSegOverlap,
	"iou_balanced":     goldenIoUBalanced,
	"iou_balanced_loc": goldenLocalization,

	"mc_confusion": goldenClassConfusion,
	"mc_report":    goldenClassReport,
	"mc_auc_ovr":   goldenClassAUC,
	"mc_auc_ovo":   goldenPairwiseAUC,
	"mc_ap":        goldenClassAP,
	"mc_topk":      goldenTopK,
	"mc_ece":       goldenClassECE,
	"mc_ce":        goldenClassCE,
	"mc_focal":     goldenClassFocal,
	"mc_brier":     goldenClassBrier,
	"mc_dice":      goldenClassDice,
	"mc_jaccard":   goldenClassJaccard,
	"mc_lovasz":    goldenClassLovasz,

	"norm_cdf":       goldenNormalCDF,
	"norm_ppf":       goldenNormalQuantile,
	"betainc":        goldenBetaCDF,
	"beta_ppf":       goldenBetaQuantile,
	"binom_cdf_half": goldenBinomialHalf,
	"chi2_sf_df1":    goldenChiSquared,
	"t_two_sided_p":  goldenStudent,
	"sigmoid":        goldenSigmoid,
	"softplus":       goldenSoftplus,
	"logsumexp":      goldenLogSumExp,
	"quantile7":      goldenQuantile,
}
