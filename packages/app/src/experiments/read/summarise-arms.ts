import type { MetricKind } from "@aisle/contracts/metric";
import { type Degenerate, isDegenerate } from "@aisle/stats/degenerate";
import { cuped, cupedRatio } from "@aisle/stats/effects/cuped";
import { type Moments, momentsOf } from "@aisle/stats/effects/moments";
import { clusteredQuantileSummary } from "@aisle/stats/effects/quantile-summary";
import {
  meanFromMoments,
  proportionSummary,
  ratioSummary,
  type SampleSummary,
} from "@aisle/stats/effects/sample-summary";

/** The arms of a metric, ready to be compared. */
export interface ArmSummaries {
  /** As they are. */
  readonly plain: readonly (SampleSummary | Degenerate)[];
  /** What is compared: adjusted by the pre-period where there is one that says something. */
  readonly compared: readonly (SampleSummary | Degenerate)[];
  readonly varianceReduction?: number;
}

/** Summaries of arms from their columns (one value a unit, as `UnitColumns` has them). */
export function summariseArms(
  kind: Exclude<MetricKind, "quantile">,
  arms: readonly (readonly ArrayLike<number>[])[],
  pre: boolean,
): ArmSummaries {
  return summariseMoments(
    kind,
    arms.map((columns) => momentsOf(columns)),
    pre,
  );
}

/** The same from moments of the columns; those of a proportion are of 0 and 1. */
export function summariseMoments(
  kind: Exclude<MetricKind, "quantile">,
  arms: readonly Moments[],
  pre: boolean,
): ArmSummaries {
  const own = kind === "ratio" ? 2 : 1;
  const plain = arms.map((moments) => {
    if (kind === "proportion") return proportionSummary(Math.round((moments.means[0] ?? 0) * moments.n), moments.n);
    return kind === "mean" ? meanFromMoments(moments) : ratioSummary(firstColumns(moments, own));
  });
  if (!pre || arms.length === 0) return { plain, compared: plain };
  const adjusted = kind === "ratio" ? cupedRatio(arms) : cuped(arms);
  // Without a past there is nothing to adjust by.
  if (isDegenerate(adjusted)) return { plain, compared: plain };
  return { plain, compared: adjusted.arms, varianceReduction: adjusted.varianceReduction };
}

/** Summaries of a quantile from rows, of which `cluster` names the units. */
export function summariseQuantile(
  arms: readonly { readonly values: ArrayLike<number>; readonly cluster: ArrayLike<number> }[],
  quantile: number,
): ArmSummaries {
  const plain = arms.map(({ values, cluster }) => clusteredQuantileSummary(values, cluster, quantile));
  return { plain, compared: plain };
}

function firstColumns({ n, means, covariance }: Moments, count: number): Moments {
  return { n, means: means.slice(0, count), covariance: covariance.slice(0, count).map((row) => row.slice(0, count)) };
}
