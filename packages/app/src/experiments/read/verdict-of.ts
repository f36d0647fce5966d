import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { MetricVerdict } from "@aisle/contracts/reading";
import { decidingBy, type EffectOrReason, isReadable } from "./arm-effect.ts";

/**
 * What an effect says. A guardrail is `hurt` where the whole interval lies beyond its limit on the worse side, and `holds` where all of
 * it lies within. Other metrics are decided when the planned days are over, by always-valid readings whenever they are sure.
 */
export function verdictOf(
  effect: EffectOrReason,
  { metric, role, limit = 0 }: ExperimentMetric,
  { method, level }: Pick<ExperimentSpec, "method" | "level">,
  planOver: boolean,
): MetricVerdict {
  if (!isReadable(effect)) return "not-readable";
  const reading = decidingBy(effect, method);
  if (reading === undefined) return "not-readable";
  if (role === "guardrail") {
    // For the worse, as a positive share.
    const { low, high } = reading.interval;
    const [least, most] = metric.better === "higher" ? [negative(high), negative(low)] : [low, high];
    if (least !== null && least > limit) return "hurt";
    return most !== null && most < limit ? "holds" : "too-early";
  }
  if (!planOver && method !== "sequential") return "too-early";
  if (effect.adjustedPValue < 1 - level)
    return effect.estimate > 0 === (metric.better === "higher") ? "better" : "worse";
  return planOver ? "no-difference" : "too-early";
}

const negative = (bound: number | null): number | null => (bound === null ? null : -bound);
