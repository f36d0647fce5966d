import { type Degenerate, isDegenerate } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import type { PolicyEstimate } from "./estimate-policy.ts";
import { type LoggedSlates, meanOfSlates, type SlateOptions, slateTerms } from "./slate-terms.ts";

/** What a target policy would gain a slate over the policy that was logged. */
export type SlateLift = Pick<PolicyEstimate, "value" | "standardError" | "interval">;

/**
 * Estimates by how much a target policy's mean slate reward exceeds the logged one's, on the same slates: what both have in
 * common cancels within each slate, so the interval is narrower than that of two estimates side by side. 0 without width where
 * the target weighs every slate as it was logged. Refuses as estimateSlate.
 *
 * @equation mean_i (t_i − Σ_k r_ik), with t_i the term of slate i in estimateSlate; SE = s/√n of these differences
 * @source Owen (2013), Monte Carlo theory, methods and examples, §8.6 (common random numbers) and §9.3
 * @default level 0.95
 * @throws StatsInputError as estimateSlate
 */
export function slateLift(slates: LoggedSlates, options: SlateOptions = {}): SlateLift | Degenerate {
  const found = slateTerms(slates, options);
  if (isDegenerate(found)) return found;
  const { positions, reward } = slates;
  let largest = 0;
  const differences = found.terms.map((term, row) => {
    let sum = 0;
    for (let p = 0; p < positions; p++) sum += reward[row * positions + p] as number;
    largest = Math.max(largest, Math.abs(term), Math.abs(sum));
    return term - sum;
  });
  if (differences.every((difference) => zeroUpToRounding(difference, largest, positions)))
    return { value: 0, standardError: 0, interval: { low: 0, high: 0, level: options.level ?? 0.95 } };
  return meanOfSlates(differences, options);
}
