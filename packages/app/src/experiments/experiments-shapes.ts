import type {
  BanditWeights,
  ExperimentArm,
  ExperimentKind,
  ExperimentSpec,
  ExperimentState,
} from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { MetricVerdict, Reading } from "@aisle/contracts/reading";

/** Where an experiment is, in a word and a sentence. */
export interface ExperimentVerdict {
  readonly kind:
    | "draft"
    | "starting"
    | "problem"
    | "waiting"
    | "too-early"
    | "better"
    | "worse"
    | "no-difference"
    | "withheld"
    | "decided";
  /** One plain sentence, such as “Too early: 9 more days before this can be decided”. */
  readonly headline: string;
  /** What is behind it: “B leads by 2.1 % in revenue per session, but chance could explain it: −2.6 % to +6.8 % all fit.” */
  readonly detail: string;
}

/** A row of the list of experiments; times are ISO 8601. */
export interface ExperimentRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: ExperimentKind;
  readonly state: ExperimentState;
  readonly pipeline: { readonly id: string; readonly name: string; readonly slug: string | null } | null;
  readonly arms: readonly { readonly key: string; readonly name: string; readonly weight: number }[];
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  /** Whole days run, from 1, and planned. */
  readonly day: number | null;
  readonly plannedDays: number;
  /** Both in words: `5 of 14`, past the plan `22 (21 planned)`. */
  readonly dayOfPlan: string | null;
  /** Units of all arms in the latest reading. */
  readonly units: number;
  readonly verdict: ExperimentVerdict;
  /** The primary metric: its name, and the change of the best treatment arm. */
  readonly primary: {
    readonly name: string;
    readonly estimate: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly verdict: MetricVerdict;
  } | null;
  readonly archived: boolean;
  readonly demo: boolean;
}

/** Something that happened while it ran, for the time axis. */
export interface ExperimentAnnotation {
  readonly at: string;
  readonly kind: "published" | "catalogue" | "alert" | "started" | "stopped" | "decided" | "promoted";
  readonly text: string;
}

/** What differs in an arm, in words: “Re-rank (trees), weight of margin: 0.15 → 0.30”. */
export interface ArmDetail extends ExperimentArm {
  readonly changes: readonly string[];
  /** Nodes of the graph that differ. */
  readonly nodes: readonly string[];
}

export interface ExperimentDetail extends Omit<ExperimentRow, "arms"> {
  readonly revision: number;
  readonly versionId: string | null;
  readonly versionNumber: number | null;
  /** The number that is live now, where it is another. */
  readonly liveNumber: number | null;
  readonly spec: Omit<ExperimentSpec, "arms">;
  readonly arms: readonly ArmDetail[];
  readonly problem: string | null;
  /** Why a person stopped it. */
  readonly stopReason: string | null;
  /** What does not keep it from starting and should be known, such as a metric on an event that never came. */
  readonly warnings: readonly string[];
  readonly reading: Reading | null;
  /** Of a bandit: the weights that followed those of its arms, the oldest first. */
  readonly weights: readonly BanditWeights[];
  readonly annotations: readonly ExperimentAnnotation[];
  readonly decision: {
    readonly arm: string | null;
    readonly reason: string;
    readonly by: string | null;
    readonly at: string;
  } | null;
  /** Others that run and touch the same nodes, and whether both can see one unit. */
  readonly collisions: readonly { readonly id: string; readonly name: string; readonly nodes: readonly string[] }[];
  /** Share of units that the workspace holds out of every experiment, 0–1. */
  readonly holdoutShare: number;
  /** What the caller may do now. */
  readonly can: {
    readonly edit: boolean;
    readonly start: boolean;
    readonly stop: boolean;
    readonly decide: boolean;
    readonly archive: boolean;
  };
}

/** What a plan would find, from what this endpoint logged in the last 28 days. */
export interface ExperimentPlan {
  /** Units a day that the endpoint sees, over the last 28 days; null where there were none. */
  readonly unitsADay: number | null;
  /** Mean and variance of the primary metric for one unit; null where nothing was logged. */
  readonly baseline: { readonly mean: number; readonly variance: number; readonly units: number } | null;
  /** Days until the wanted effect is found with the wanted power, at this split; null when it cannot be said. */
  readonly days: number | null;
  readonly units: number | null;
  /** Smallest relative effect found with the wanted power after `plannedDays`. */
  readonly detectable: number | null;
  /** Power by relative effect after `plannedDays`, and the detectable effect by day. */
  readonly powerCurve: readonly { readonly effect: number; readonly power: number }[];
  readonly detectableByDay: readonly { readonly day: number; readonly effect: number }[];
  /** Why something cannot be said. */
  readonly notes: readonly string[];
}

/** What a metric's definition finds in the last 28 days. */
export interface MetricPreview {
  readonly rows: number;
  readonly units: number;
  readonly mean: number | null;
  readonly days: readonly { readonly day: string; readonly rows: number; readonly sum: number }[];
  /** A few rows that it counts, without anything personal. */
  readonly samples: readonly { readonly at: string; readonly value: number; readonly text: string }[];
  /** Why it counts nothing, or what looks wrong. */
  readonly problem: string | null;
}

/** Metrics to pick from. */
export interface MetricChoice {
  readonly metric: Metric;
  readonly builtIn: boolean;
  /** What it says, in one sentence. */
  readonly help: string;
  /** Why it cannot be read yet, such as an event that never came. */
  readonly warning: string | null;
}

/** What a new experiment begins with. */
export interface NewExperiment {
  /** Names it in decisions and payloads; made of its name where absent. */
  readonly key?: string;
  readonly name: string;
  readonly kind: ExperimentKind;
  readonly pipelineId: string | null;
  readonly spec: ExperimentSpec;
}
