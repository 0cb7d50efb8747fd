// The types of what core computes. Scripts name them in comments, and make check
// holds them to it.

/** The weights of the four outcomes at one threshold. */
export interface Counts {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  reason?: undefined;
}

/** Why a value, or its interval, is missing: calc.Reason of the server. */
export type Reason =
  | "no_samples"
  | "no_positives"
  | "no_negatives"
  | "no_predicted_positives"
  | "no_predicted_negatives"
  | "zero_denominator"
  | "infinite"
  | "needs_probabilities"
  | "needs_logits"
  | "needs_bootstrap"
  | "too_few_samples"
  | "weights_not_supported"
  | "not_resampled"
  | "zero_variance";

export interface NoValue {
  v?: undefined;
  low?: undefined;
  high?: undefined;
  missing?: undefined;
  reason: Reason;
}

/** A number, or why there is none. */
export type Value = { v: number; reason?: undefined } | NoValue;

/** A number with its interval, or with why that is missing, or why there is no number. */
export type Estimate =
  | { v: number; low: number; high: number; missing?: undefined; reason?: undefined }
  | { v: number; low?: undefined; high?: undefined; missing: Reason; reason?: undefined }
  | NoValue;

/** What the four outcomes cost. Right predictions cost nothing unless a cost is given. */
export interface Costs {
  fp: number;
  fn: number;
  tp?: number;
  tn?: number;
}

/** Where the classifier is deployed: null is the prevalence of the test set. */
export interface Setting {
  prevalence: number | null;
  costs: Costs;
}

/** What the cells of the confusion matrix show. */
export type MatrixForm = "counts" | "row" | "column" | "deployed";

/** A formula of the catalog. */
export interface Formula {
  /** the value, NaN or infinite where it is undefined */
  of: (c: Counts, costs: Costs, t: number) => number;
  /** the margins that it divides by, a letter each */
  by?: string;
  /** a product of counts, which would overflow: shares take their place */
  scaled?: boolean;
  /** numerator and denominator of a proportion */
  share?: (c: Counts) => [number, number];
  /** numerator and denominator of a quotient of counts that is no proportion */
  fraction?: (c: Counts) => [number, number];
  /** the metric whose interval, lifted, is that of this one */
  through?: string;
  lift?: (x: number) => number;
}

/** A policy of the catalog: of a metric, or of a formula with costs. */
export interface DeclaredPolicy extends Partial<Formula> {
  rule?: string;
  metric?: string;
  take?: string;
  ignoresPrevalence?: boolean;
  /** it does not use labels, so its choice is not optimistic */
  labelFree?: boolean;
}

/** A policy as addresses have it. */
export interface Policy {
  rule: string;
  metric?: string;
  bound?: number;
  beta?: number;
  /** the bound, or the β of an F-score */
  parameter?: number;
  declared: DeclaredPolicy;
  text: string;
}

/** The stop that a policy chooses, or why there is none. */
export type Choice =
  | { k: number; v: number; reached: boolean; reason?: undefined }
  | { k?: undefined; v?: undefined; reached: boolean; reason: Reason };

/** A chart of the catalog that is a curve. */
export interface Curve {
  id: string;
  x: CurveAxis & Formula;
  y: CurveAxis;
  /** the declared lines by id; none for a chart of metrics */
  lines: Record<string, Formula>;
  /** it changes with the prevalence in deployment */
  restated?: boolean;
  /** x is the threshold: counts stay the same down to the next lower one */
  byThreshold?: boolean;
  /** the threshold is a probability */
  probabilities?: boolean;
  /** lines change between two thresholds */
  smooth?: boolean;
  /** y of the reference line, from the counts of the whole run */
  dashed?: (c: Counts, costs: Costs, x: number) => number;
  dashedName?: string;
  /** its value follows its name */
  level?: boolean;
  /** next to the operating point, with {threshold}, {x} and {y} */
  words?: string;
  corner?: string;
}

/** An axis of a curve. */
export interface CurveAxis {
  name?: string;
  hue?: string;
  restated?: boolean;
  fit?: boolean;
  below?: number;
  /** how its values are written; shares if it does not say */
  values?: Scale;
}

/** A line of a chart as the server names it. */
export interface CurveLine {
  id: string;
  name: string;
  hue: string;
  dash?: string;
  metric?: boolean;
  reference?: boolean;
  restated?: boolean;
}

/** The part of a scale that an axis shows. */
export interface AxisRange {
  scale?: string;
  low: number;
  high: number;
  ticks?: Tick[];
}

/** A mean of a loss with another denominator. */
export interface Mean {
  id: string;
  /** the parameter that weighs the positives, 1 without one */
  positives?: string;
  negatives: number;
}

/** What is written of a URL. */
export interface Address {
  searchParams: { set(name: string, value: string): void; append(name: string, value: string): void; delete(name: string): void };
}

/** A field of addresses. */
export interface Field {
  /** the value that addresses leave out */
  usual?: string;
  number?: boolean;
  /** the parameter that forms send beside */
  beside?: string;
}

/** A sweep, or the part of it that the browser has, from the highest threshold down. */
export interface Sweep {
  weighted: boolean;
  whole: boolean;
  length: number;
  threshold: Float64Array | number[];
  /** rows, whatever they weigh */
  tp: ArrayLike<number>;
  fp: ArrayLike<number>;
  /** the places of the stops in the whole sweep */
  index: ArrayLike<number>;
  weights?: Record<"tp" | "fp" | "fn" | "tn", Float64Array>;
  cells(k: number): Counts;
}

/** What policies and curves need of a sweep. */
export type Points = Pick<Sweep, "length" | "threshold" | "cells">;

/** The axis of the threshold: axis.Axis of the server. */
export interface AxisData {
  kind: "linear" | "logit" | "quantile" | string;
  low: number;
  high: number;
  min: number;
  max: number;
  ranks: { score: number; share: number }[];
}

/** Rows of both classes between two places of an axis. */
export interface Bar {
  left: number;
  right: number;
  positives: number;
  negatives: number;
}

/** A labelled place of an axis. */
export interface Tick {
  value: number;
  text: string;
}

/** Scores are probabilities, logits, or without a scale. */
export type Kind = "probability" | "logit" | "score" | string;

/** What a row loses: see damped. */
export interface ExampleLoss {
  of(positive: boolean, miss: number, crossEntropy: number): number;
  away(positive: boolean, miss: number, hit: number, crossEntropy: number): number;
}

/** The parameters of a loss by name, and of all losses by id. */
export type Arguments = Record<string, number>;
export type LossArguments = Record<string, Arguments>;

/** (lost / (gained + lost))^power of soft counts. */
export interface Overlap {
  gain: number;
  over: number;
  miss: number;
  smooth: number;
  power: number;
  squared?: boolean;
}

/** What a step of a Lovász extension is made of. */
export interface LovaszStep {
  error: number;
  positive: boolean;
  rows: number;
  from: number;
  to: number;
}

/** A box: left, top, width and height. */
export type Box = [number, number, number, number] | number[];

/** A box that can be moved, and its probability. */
export interface PlacedBox {
  box: Box;
  p: number;
}

/** A loss and its slope, with those of plain cross-entropy. */
export interface LabPoint {
  loss: Value;
  slope: Value;
  plain: Value;
  plainSlope: Value;
}

/** How values are written: catalog.Span of the server. */
export type Scale = "share" | "index" | "amount";
