import type { MetricKind } from "@aisle/contracts/metric";
import { degenerate } from "@aisle/stats/degenerate";
import { weightedRatioSummary, weightedSummary } from "@aisle/stats/effects/weighted-summary";
import type { ArmSummaries } from "./summarise-arms.ts";

/**
 * Summaries of arms whose units had different odds: pooled as they are, an arm that had more traffic on good days would look good.
 * A pre-period is not used.
 */
export function summariseWeighted(
  kind: MetricKind,
  arms: readonly { readonly columns: readonly Float64Array[]; readonly weights: Float64Array }[],
): ArmSummaries {
  const plain = arms.map(({ columns, weights }) =>
    kind === "ratio" ? weightedRatioSummary(columns[0]!, columns[1]!, weights) : weightedSummary(columns[0]!, weights),
  );
  return { plain, compared: plain };
}

/** A quantile of rows whose units had different odds. */
export function notWeighable(arms: number): ArmSummaries {
  const detail = "The split changes while a bandit runs, and a quantile is not read then: choose a mean instead.";
  const plain = Array.from({ length: arms }, () => degenerate("undefined", detail));
  return { plain, compared: plain };
}
