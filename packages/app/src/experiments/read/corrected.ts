import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { decidingBy, type EffectOrReason, isReadable } from "./arm-effect.ts";

/** Effects with their p-values corrected for being read together; lists stay as they are. */
export function corrected(
  lists: readonly (readonly EffectOrReason[])[],
  { correction, method }: Pick<ExperimentSpec, "correction" | "method">,
): readonly (readonly EffectOrReason[])[] {
  const pValues = lists.flatMap((effects) =>
    effects.filter(isReadable).map((effect) => decidingBy(effect, method)?.pValue ?? 1),
  );
  const adjusted = correction === "none" ? pValues : adjustPValues(pValues, correction);
  let next = 0;
  return lists.map((effects) =>
    effects.map((effect) => (isReadable(effect) ? { ...effect, adjustedPValue: adjusted[next++]! } : effect)),
  );
}
