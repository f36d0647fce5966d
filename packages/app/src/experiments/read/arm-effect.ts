import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { MetricKind } from "@aisle/contracts/metric";
import type { ArmEffect, NotReadable, ReadingInterval } from "@aisle/contracts/reading";
import { gaussianEffect } from "@aisle/stats/bayesian/gaussian-effect";
import { type Degenerate, isDegenerate } from "@aisle/stats/degenerate";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import type { SampleSummary } from "@aisle/stats/effects/sample-summary";
import { confidenceSequence } from "@aisle/stats/sequential/confidence-sequence";

/** An effect, or why there is none. */
export type EffectOrReason = ArmEffect | ({ readonly arm: string } & NotReadable);

export interface EffectOptions {
  readonly kind: MetricKind;
  readonly better: "higher" | "lower";
  /** Confidence level of intervals, 0–1. */
  readonly level: number;
  /** Units at which the always-valid interval is tightest. */
  readonly tuning: number;
}

const defaultTuning = 5000;

/** Units of both arms at which the always-valid interval is tightest: those that were planned. */
export const tuningOf = ({ planned }: Pick<ExperimentSpec, "planned">): number =>
  planned !== undefined && planned.units > 0 ? planned.units : defaultTuning;

/** Compares an arm with the control, relative to the control's mean; `units` are those of both. */
export function armEffect(
  arm: string,
  control: SampleSummary | Degenerate,
  treatment: SampleSummary | Degenerate,
  units: number,
  { kind, better, level, tuning }: EffectOptions,
): EffectOrReason {
  if (isDegenerate(control)) return { arm, reason: `Control: ${control.detail}` };
  if (isDegenerate(treatment)) return { arm, reason: treatment.detail };
  const distribution = kind === "proportion" || kind === "quantile" ? "normal" : "t";
  const effect = compareArms(control, treatment, { scale: "relative", level, distribution });
  if (isDegenerate(effect)) return { arm, reason: effect.detail };
  const sequential = confidenceSequence(effect, units, { level, tuning });
  const posterior = gaussianEffect(effect, { level, inverse: better === "lower" });
  return {
    arm,
    estimate: effect.estimate,
    standardError: effect.standardError,
    fixed: { pValue: effect.pValue, interval: readingInterval(effect.interval) },
    adjustedPValue: effect.pValue,
    sequential: isDegenerate(sequential)
      ? { reason: sequential.detail }
      : { pValue: sequential.pValue, interval: readingInterval(sequential.interval) },
    bayesian: isDegenerate(posterior)
      ? { reason: posterior.detail }
      : {
          chanceToWin: posterior.chanceToWin,
          interval: readingInterval(posterior.interval),
          riskOfTreatment: posterior.risk[1],
          riskOfControl: posterior.risk[0],
        },
  };
}

export const isReadable = (effect: EffectOrReason): effect is ArmEffect => !("reason" in effect);

/** An open side is null, which JSON can hold. */
export function readingInterval({ low, high }: { readonly low: number; readonly high: number }): ReadingInterval {
  return { low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null };
}

/** The p-value and interval of the method that an experiment decides by; the chance to be wrong stands for a Bayesian p-value. */
export function decidingBy(
  effect: ArmEffect,
  method: ExperimentSpec["method"],
): { readonly pValue: number; readonly interval: ReadingInterval } | undefined {
  if (method === "frequentist") return effect.fixed;
  if (method === "sequential") return "reason" in effect.sequential ? undefined : effect.sequential;
  if ("reason" in effect.bayesian) return undefined;
  const { chanceToWin, interval } = effect.bayesian;
  return { pValue: Math.min(1, 2 * Math.min(chanceToWin, 1 - chanceToWin)), interval };
}
