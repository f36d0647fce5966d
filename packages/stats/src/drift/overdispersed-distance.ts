import { type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";
import { fSf } from "../distributions/f-distribution.ts";

/** A distance between two samples, and what its square is in proportion to where nothing differs: 1/m + 1/n of their sizes. */
export interface ScaledDistance {
  readonly distance: number;
  readonly scale: number;
}

/**
 * P-value of a distance between two distributions over k bins, whose rows resemble their neighbors: how far parts of the reference are
 * from its rest tells by how much distances exceed those of independent rows. Squares of Jensen–Shannon (and Hellinger) distances are
 * then about that dispersion times a chi-square of k − 1 degrees of freedom, so the ratio of two is of the F distribution.
 * Degenerate: `empty` without parts, `constant` where no part differs from the rest.
 *
 * @equation F = (d² / s) / mean(dᵢ² / sᵢ), with k − 1 and p (k − 1) degrees of freedom for p parts
 * @source quasi-likelihood estimate of overdispersion: McCullagh & Nelder (1989), Generalized Linear Models, sections 4.5 and 9.2
 * @throws StatsInputError when a distance is negative or not finite, a scale is not positive, or bins are fewer than 2
 */
export function overdispersedDistance(
  { distance, scale }: ScaledDistance,
  parts: readonly ScaledDistance[],
  bins: number,
): { readonly f: number; readonly dispersion: number; readonly pValue: number } | Degenerate {
  requireCount("bins", bins, 2);
  for (const each of [{ distance, scale }, ...parts])
    if (!(each.distance >= 0 && Number.isFinite(each.distance) && each.scale > 0))
      throw new StatsInputError("distance", "must be a finite number from 0 on, with a scale above 0");
  if (parts.length === 0) return degenerate("empty", "the reference has no parts");
  const dispersion = parts.reduce((sum, part) => sum + part.distance ** 2 / part.scale, 0) / parts.length;
  if (dispersion === 0) return degenerate("constant", "no part differs from the rest of the reference");
  const f = distance ** 2 / scale / dispersion;
  return { f, dispersion, pValue: fSf(f, bins - 1, parts.length * (bins - 1)) };
}
