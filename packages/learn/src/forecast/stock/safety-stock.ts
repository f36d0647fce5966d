import { normalQuantile } from "./normal-distribution.ts";
import { requireNotNegative, requireShare } from "./stock-input.ts";

/** Demand and supply of one item. One period is whatever the forecast's is: a day, a week, a month. */
export interface ReplenishmentInput {
  /** Units a period. */
  readonly meanDemand: number;
  /** Standard deviation of one period's forecast error, in units; of demand itself where there is no forecast. */
  readonly demandDeviation: number;
  /** Periods from order to arrival. */
  readonly leadTime: number;
  /** Standard deviation of the lead time, in periods; 0 by default. */
  readonly leadTimeDeviation?: number;
  /** Periods between two looks at the stock; 0 by default, which is watching it all the time. */
  readonly reviewPeriod?: number;
  /** Share of order cycles that shall not run out, 0–1 exclusive. */
  readonly serviceLevel: number;
}

/** Standard deviation of demand over the time an order must cover, in units: √((L + R) σ² + d² σ_L²). */
export function coverDeviation(input: ReplenishmentInput): number {
  const { meanDemand, demandDeviation, leadTime, leadTimeDeviation = 0, reviewPeriod = 0 } = input;
  requireNotNegative("meanDemand", meanDemand);
  requireNotNegative("demandDeviation", demandDeviation);
  requireNotNegative("leadTime", leadTime);
  requireNotNegative("leadTimeDeviation", leadTimeDeviation);
  requireNotNegative("reviewPeriod", reviewPeriod);
  return Math.sqrt((leadTime + reviewPeriod) * demandDeviation ** 2 + meanDemand ** 2 * leadTimeDeviation ** 2);
}

/**
 * Units held against errors of the forecast and of the supplier: z · √((L + R) σ² + d² σ_L²), never below 0.
 * Errors of different periods are taken as independent and near normal; for lumpy items use `reorderPointFromSamples`.
 *
 * @source Silver, Pyke, Thomas (2017), Inventory and Production Management in Supply Chains, 4th ed., section 6
 */
export function safetyStock(input: ReplenishmentInput): number {
  requireShare("serviceLevel", input.serviceLevel);
  return Math.max(0, normalQuantile(input.serviceLevel) * coverDeviation(input));
}
