import type { ArmPosterior } from "./experiment.ts";

/** An interval at a confidence level, 0–1; one-sided ones are infinite on their open side, written as null. */
export interface ReadingInterval {
  readonly low: number | null;
  readonly high: number | null;
}

/** A figure that could not be computed, and why. */
export interface NotReadable {
  readonly reason: string;
}

/** One arm's figures for one metric. */
export interface ArmFigure {
  readonly arm: string;
  readonly units: number;
  /** Sum of the numerator, and of the denominator of a ratio. */
  readonly sum: number;
  readonly perSum?: number;
  readonly mean: number;
  /** Variance of one unit's share in `mean`, so that the standard error is √(variance / units). */
  readonly variance: number;
  readonly interval: ReadingInterval | NotReadable;
  /** Counts of units by value, for a small plot: edges are ascending, one more than counts. */
  readonly histogram?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** Whether an arm's sample could be read: where it could not, mean and variance stand at 0 and the interval says why. */
export function hasValue({ mean, variance, interval }: ArmFigure): boolean {
  return mean !== 0 || variance !== 0 || !("reason" in interval);
}

/** A treatment arm against the control, relative to the control's mean: 0.05 is +5 %. */
export interface ArmEffect {
  readonly arm: string;
  readonly estimate: number;
  readonly standardError: number;
  readonly fixed: { readonly pValue: number; readonly interval: ReadingInterval };
  /** p-value corrected for the metrics of its role. */
  readonly adjustedPValue: number;
  readonly sequential: { readonly pValue: number; readonly interval: ReadingInterval } | NotReadable;
  readonly bayesian:
    | {
        readonly chanceToWin: number;
        readonly interval: ReadingInterval;
        /** Expected relative loss of choosing the treatment, and of keeping the control, 0 or more. */
        readonly riskOfTreatment: number;
        readonly riskOfControl: number;
      }
    | NotReadable;
}

/** What a metric says. */
export type MetricVerdict = "better" | "worse" | "no-difference" | "too-early" | "not-readable" | "holds" | "hurt";

export interface MetricReading {
  readonly metric: string;
  readonly role: "primary" | "secondary" | "guardrail";
  readonly arms: readonly ArmFigure[];
  readonly effects: readonly (ArmEffect | ({ readonly arm: string } & NotReadable))[];
  readonly verdicts: { readonly [arm: string]: MetricVerdict };
  /** Share of the variance that the pre-period took away, 0–1; absent without CUPED. */
  readonly varianceReduction?: number;
  /** What sums of units were capped at, and how many were. */
  readonly cap?: { readonly at: number; readonly units: number };
  /** Formula and reference: the function of packages/stats, for a link into docs/statistics.md. */
  readonly method: string;
}

/** One part of the units, such as all with `device` = `phone`. */
export interface SegmentReading {
  readonly dimension: string;
  readonly value: string;
  /** Share of all units, 0–1. */
  readonly share: number;
  readonly units: { readonly [arm: string]: number };
  readonly sampleRatioP: number | null;
  /** Of the primary metric; intervals are corrected for the number of segments. */
  readonly effects: readonly (ArmEffect | ({ readonly arm: string } & NotReadable))[];
}

/** What could make a reading untrustworthy. */
export interface HealthCheck {
  readonly check:
    | "sample-ratio"
    | "crossed-over"
    | "arms-differ"
    | "node-bias"
    | "weeks-covered"
    | "novelty"
    | "no-events"
    | "filter"
    | "clock"
    | "currency";
  /** `open`: too little is there to tell, which is no good sign either. */
  readonly state: "clear" | "open" | "warning" | "broken";
  /** One plain sentence. */
  readonly message: string;
  /** Node, segment or arm that it is located at. */
  readonly at?: string;
  /** The numbers behind it. */
  readonly numbers: { readonly [name: string]: number | string };
}

/** The primary metric at the end of a day, everything counted that happened until then. */
export interface DailyReading {
  /** The day in the workspace's zone, `YYYY-MM-DD`. */
  readonly day: string;
  /** Units that were first exposed on this day, by arm. */
  readonly exposed: { readonly [arm: string]: number };
  readonly effects: readonly (ArmEffect | ({ readonly arm: string } & NotReadable))[];
}

/** What a bandit would do next. */
export interface BanditReading {
  readonly posterior: readonly ArmPosterior[];
  /** Weights by arm that follow from it; absent where it is too early, and why. */
  readonly weights?: { readonly [arm: string]: number };
  readonly waiting?: string;
  /** Of the simulation that P(best) is from. */
  readonly draws: number;
  readonly seed: string;
}

/** Which of two rankings in one answer units preferred, by one metric: a unit is won by the arm whose products it acted on more. */
export interface InterleavingReading {
  readonly metric: string;
  /** Units won, by arm, and units that acted as much on either. */
  readonly wins: { readonly [arm: string]: number };
  readonly ties: number;
  /** Preference for the second arm, −0.5 to 0.5: the share of units that it wins, ties as half, less one half. */
  readonly preference: number;
  /** Interval of the share of decided units that the second arm wins. */
  readonly share: ReadingInterval;
  /** Exact, two-sided. */
  readonly pValue: number;
}

/** What an experiment says at one time. */
export interface Reading {
  /** Milliseconds since 1970: everything that had happened and arrived by then is counted. */
  readonly at: number;
  /** ISO 4217 code of the money that was added up; absent where none named one. */
  readonly currency?: string;
  readonly units: { readonly [arm: string]: number };
  /** Units that met more than one arm: counted, and in no metric. */
  readonly crossedOver: number;
  readonly metrics: readonly MetricReading[];
  readonly segments: readonly SegmentReading[];
  readonly health: readonly HealthCheck[];
  /** True where a check is broken: effects are there and must not be believed. */
  readonly withheld: boolean;
  readonly days: readonly DailyReading[];
  /** Of a `bandit`. */
  readonly bandit?: BanditReading;
  /** Of an `interleaving`, whose units are in both arms; metrics that cannot be credited are left out. */
  readonly interleaving?: readonly InterleavingReading[];
}
