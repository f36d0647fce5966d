/** Which rows a measure adds up. */
export type MeasureSource =
  /** Events of a name (as the e-commerce spec has them, case and spaces aside), optionally those for which a CEL expression over `properties` holds. */
  | { readonly from: "events"; readonly name: string; readonly where?: string; readonly follow?: FollowRule }
  /** Decisions of the endpoint, optionally those for which a CEL expression over `decision` holds. */
  | { readonly from: "decisions"; readonly where?: string };

/**
 * Counts events by what came after them: one is settled when the unit sends an event `by` (it is followed), its next one of the same name, or
 * nothing for `minutes` (it is not). The row is dated when it is settled.
 */
export interface FollowRule {
  /** Name of the event that follows. */
  readonly by: string;
  readonly minutes: number;
  readonly count: "followed" | "not-followed" | "all";
  /** Path in the properties, such as `query`: one that repeats the text of the last goes on with it, as the next page of results does. */
  readonly same?: string;
}

/**
 * What each row adds: `count` 1; `field` a number at a path of the event's properties (money in minor units of its currency) or of the
 * decision's facts; `value` the money of the event's product lines, `margin` the same less what they cost.
 */
export type MeasureValue =
  | { readonly add: "count" }
  | { readonly add: "field"; readonly path: string }
  | { readonly add: "value" }
  | { readonly add: "margin" };

/** A number per unit: the sum over its rows. */
export interface Measure {
  readonly source: MeasureSource;
  readonly value: MeasureValue;
}

/**
 * `proportion`: the share of units with at least one row. `mean`: the mean of the sums of units. `ratio`: sums of the measure over sums
 * of `per`, by the delta method. `quantile`: a quantile over rows, clustered by unit. `coverage`: the share of the products that can be sold
 * which decisions showed, of an arm as a whole.
 */
export type MetricKind = "proportion" | "mean" | "ratio" | "quantile" | "coverage";

/** A number by which arms are compared. */
export interface Metric {
  /** `built-in/…` for those that come with Aisle. */
  readonly id: string;
  readonly name: string;
  readonly kind: MetricKind;
  readonly measure: Measure;
  /** Denominator of a ratio. */
  readonly per?: Measure;
  /** Of a quantile, 0–1. */
  readonly quantile?: number;
  /** Rows count by the decision that they name, or by their unit alone. */
  readonly attribution: "decision" | "unit";
  /** Hours after a unit's first exposure in which rows count. */
  readonly windowHours: number;
  /** Sums of units above this quantile (0–1) of those that are not zero count as it. */
  readonly cap?: number;
  /** Days before the first exposure whose sums reduce the variance; 0 for none. */
  readonly cupedDays: number;
  readonly better: "higher" | "lower";
  readonly unit: "share" | "money" | "milliseconds" | "number";
}
